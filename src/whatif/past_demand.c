/* Counts a history's calls by squares of ground. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/past_demand.h"

#include <inttypes.h>
#include <stdlib.h>

#include "dispatch/run_card.h"
#include "history/itinerary.h"
#include "wire/json_text.h"

struct square {
	int32_t row, column;
};

struct counter {
	struct square *square; /* one a call */
	uint32_t count;
	int32_t side_e7;
};

/* Rounded down, below zero too. */
static int32_t part_of(int32_t at_e7, int32_t side_e7)
{
	return at_e7 / side_e7 - (at_e7 % side_e7 < 0);
}

static int by_square(const void *a, const void *b)
{
	const struct square *one = a, *other = b;
	if (one->row != other->row)
		return one->row < other->row ? -1 : 1;
	return (one->column > other->column) - (one->column < other->column);
}

static bool is_same(const struct square *a, const struct square *b)
{
	return a->row == b->row && a->column == b->column;
}

static uint64_t squares_of(const struct counter *counter)
{
	uint64_t squares = 0;
	for (uint32_t i = 0; i < counter->count; i++)
		squares += !i || !is_same(&counter->square[i], &counter->square[i - 1]);
	return squares;
}

/* Squares of twice the side: two by two become one. */
static void coarsen(struct counter *counter)
{
	counter->side_e7 *= 2;
	for (uint32_t i = 0; i < counter->count; i++)
		counter->square[i] =
		    (struct square){ part_of(counter->square[i].row, 2), part_of(counter->square[i].column, 2) };
	qsort(counter->square, counter->count, sizeof *counter->square, by_square);
}

static void count_calls(const struct history *history, const struct itinerary *itinerary, struct instant since,
                        struct counter *counter, struct past_demand_account *account)
{
	for (uint32_t i = 0; i < itinerary->calls; i++) {
		const struct history_row *row = &history->row[itinerary->call[i].first_row];
		struct instant at = itinerary->call[i].stamp[STAMP_RECEIVED];
		if (instant_before(at, since))
			continue;
		account->calls++;
		if (!row->lat_e7 && !row->lon_e7) {
			account->without_place++;
			continue;
		}
		if (!instant_known(account->from) || instant_before(at, account->from))
			account->from = at;
		if (instant_before(account->to, at))
			account->to = at;
		counter->square[counter->count++] =
		    (struct square){ part_of(row->lat_e7, counter->side_e7), part_of(row->lon_e7, counter->side_e7) };
	}
	qsort(counter->square, counter->count, sizeof *counter->square, by_square);
	while (squares_of(counter) > PLAN_DEMAND_CELLS_MAX)
		coarsen(counter);
}

/* A middle in degrees; the side is even. */
static enum status write_degrees(int32_t part, int32_t side_e7, struct buffer *out)
{
	int64_t e7 = (int64_t)part * side_e7 + side_e7 / 2;
	int64_t size = e7 < 0 ? -e7 : e7;
	return buffer_print(out, "%s%" PRId64 ".%07" PRId64, e7 < 0 ? "-" : "", size / 10000000, size % 10000000);
}

static enum status write_square(const struct counter *counter, uint32_t first, uint32_t calls, struct buffer *out)
{
	const struct square *square = &counter->square[first];
	if (calls > PLAN_DEMAND_CELL_MAX)
		return STATUS_LIMIT;
	enum status status = buffer_append_text(out, "    - [");
	if (status == STATUS_OK)
		status = write_degrees(square->column, counter->side_e7, out);
	if (status == STATUS_OK)
		status = buffer_append_text(out, ", ");
	if (status == STATUS_OK)
		status = write_degrees(square->row, counter->side_e7, out);
	return status == STATUS_OK ? buffer_print(out, ", %" PRIu32 "]\n", calls) : status;
}

static enum status write_all(const struct counter *counter, const char *name, struct buffer *out)
{
	enum status status = buffer_append_text(out, "demand:\n  from: ");
	if (status == STATUS_OK)
		status = json_text_write(out, bytes_of_text(name));
	if (status == STATUS_OK)
		status = buffer_append_text(out, "\n  cells:\n");
	for (uint32_t i = 0, end; status == STATUS_OK && i < counter->count; i = end) {
		for (end = i + 1; end < counter->count && is_same(&counter->square[end], &counter->square[i]);)
			end++;
		status = write_square(counter, i, end - i, out);
	}
	return status;
}

enum status past_demand_write(const struct history *history, struct instant since, const char *name, struct buffer *out,
                              struct past_demand_account *ret_account)
{
	struct itinerary itinerary = { 0 };
	struct past_demand_account account = { 0 };
	struct counter counter = { .side_e7 = PAST_DEMAND_SIDE_E7 };
	enum status status = history->rows ? itinerary_plan(&itinerary, history) : STATUS_OK;
	counter.square = calloc((size_t)itinerary.calls + 1, sizeof *counter.square);
	if (status == STATUS_OK && !counter.square)
		status = STATUS_MEMORY;
	if (status == STATUS_OK) {
		count_calls(history, &itinerary, since, &counter, &account);
		account.squares = squares_of(&counter);
		account.side_e7 = (uint32_t)counter.side_e7;
		*ret_account = account;
		status = counter.count < PLAN_DEMAND_CALLS_MIN ? STATUS_MISSING : write_all(&counter, name, out);
	}
	free(counter.square);
	itinerary_close(&itinerary);
	return status;
}
