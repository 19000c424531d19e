/* Columns that grow together, and are sorted together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_build.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "inquiry/docket_clock.h"

#define ROOM_FIRST 4096u

void docket_build_close(struct docket_build *build)
{
	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		free(build->column[i]);
	names_close(&build->names);
	free(build->words);
	free(build->offset_s);
	*build = (struct docket_build){ 0 };
}

/* Whole milliseconds since 1970, downwards also before it, so that legs are differences of the same grid. */
static int64_t ms_of(struct instant at)
{
	int64_t ms = at.us / 1000;
	return ms * 1000 > at.us ? ms - 1 : ms;
}

int32_t docket_after(struct instant contact, struct instant at)
{
	if (!instant_known(contact) || !instant_known(at))
		return DOCKET_NEVER;
	int64_t after_ms = ms_of(at) - ms_of(contact);
	if (after_ms >= DOCKET_FAR)
		return DOCKET_FAR;
	return after_ms <= DOCKET_NEVER ? DOCKET_NEVER + 1 : (int32_t)after_ms;
}

enum docket_outcome docket_outcome_of(enum disposition disposition)
{
	switch (disposition) {
	case DISPOSITION_SERVED:
		return DOCKET_IS_SERVED;
	case DISPOSITION_ADVISED:
	case DISPOSITION_REFERRED:
	case DISPOSITION_FALSE_ALARM:
		return DOCKET_IS_REMOTE;
	case DISPOSITION_CANCELLED:
		return DOCKET_IS_CANCELLED;
	case DISPOSITION_UNREACHABLE:
		return DOCKET_IS_GONE;
	case DISPOSITION_NOT_SERVED:
		return DOCKET_IS_NO_UNIT;
	case DISPOSITION_COVERED:
	case DISPOSITION_TEST:
	case DISPOSITION_NONE:
	case DISPOSITION_COUNT:
		break;
	}
	return DOCKET_IS_OTHER;
}

enum status docket_build_word(struct docket_build *build, struct bytes word, uint32_t *ret_number)
{
	assert(!build->words);
	return names_add(&build->names, word, ret_number);
}

static enum status grow(struct docket_build *build)
{
	if (build->calls == DOCKET_CALLS_MAX)
		return STATUS_LIMIT;
	size_t room = build->room ? build->room * 2 : ROOM_FIRST;
	for (unsigned i = 0; i < COLUMN_COUNT; i++) {
		void *grown = reallocarray(build->column[i], room, docket_column_bytes(i));
		if (!grown)
			return STATUS_MEMORY;
		build->column[i] = grown;
	}
	build->room = room;
	return STATUS_OK;
}

/* The value's first bytes are the column's width. */
static void put(struct docket_build *build, unsigned column, const void *value)
{
	size_t bytes = docket_column_bytes(column);
	memcpy((uint8_t *)build->column[column] + build->calls * bytes, value, bytes);
}

enum status docket_build_add(struct docket_build *build, const struct docket_row *row)
{
	static const uint8_t none = DOCKET_BY_NONE;
	assert(!build->words && row->outcome < DOCKET_OUTCOMES);
	enum status status = build->calls == build->room ? grow(build) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	int64_t contact_ms = ms_of(row->contact);
	put(build, COLUMN_CONTACT, &contact_ms);
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		int32_t after_ms = docket_after(row->contact, row->at[i]);
		assert(row->source[i] < DOCKET_SOURCES);
		put(build, COLUMN_AFTER + i, &after_ms);
		put(build, COLUMN_SOURCE + i, after_ms == DOCKET_NEVER ? &none : &row->source[i]);
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++) {
		assert(row->word[i] <= build->names.count);
		put(build, COLUMN_WORD + i, &row->word[i]);
	}
	put(build, COLUMN_EXPECTED, &row->expected_ms);
	put(build, COLUMN_LAT, &row->lat_e7);
	put(build, COLUMN_LON, &row->lon_e7);
	put(build, COLUMN_PRIORITY_FIRST, &row->priority_first);
	put(build, COLUMN_PRIORITY_LAST, &row->priority_last);
	put(build, COLUMN_OUTCOME, &row->outcome);
	put(build, COLUMN_DISPOSITION, &row->disposition);
	put(build, COLUMN_FLAGS, &row->flags);
	build->calls++;
	return STATUS_OK;
}

struct place {
	int64_t contact_ms;
	size_t at;
};

static int compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	if (a->contact_ms != b->contact_ms)
		return a->contact_ms < b->contact_ms ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

static bool is_sorted(const int64_t *contact_ms, size_t calls)
{
	for (size_t i = 1; i < calls; i++)
		if (contact_ms[i] < contact_ms[i - 1])
			return false;
	return true;
}

static void move_column(uint8_t *column, size_t bytes, const struct place *place, size_t calls, void *spare)
{
	for (size_t i = 0; i < calls; i++)
		memcpy((uint8_t *)spare + i * bytes, column + place[i].at * bytes, bytes);
	memcpy(column, spare, calls * bytes);
}

/* All that is needed is there before the first column moves: they never stand in two orders. */
static enum status sort(struct docket_build *build)
{
	const int64_t *contact_ms = build->column[COLUMN_CONTACT];
	if (is_sorted(contact_ms, build->calls))
		return STATUS_OK;
	struct place *place = calloc(build->calls, sizeof *place);
	int64_t *spare = calloc(build->calls, sizeof *spare);
	enum status status = place && spare ? STATUS_OK : STATUS_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < build->calls; i++)
		place[i] = (struct place){ contact_ms[i], i };
	if (status == STATUS_OK)
		qsort(place, build->calls, sizeof *place, compare_places);
	for (unsigned i = 0; status == STATUS_OK && i < COLUMN_COUNT; i++)
		move_column(build->column[i], docket_column_bytes(i), place, build->calls, spare);
	free(place);
	free(spare);
	return status;
}

/* Calls without first contact stand first, under the moment zero, and say nothing of when the docket begins. */
static struct instant begin_of(const struct docket_build *build, struct instant until)
{
	const int64_t *contact_ms = build->column[COLUMN_CONTACT];
	for (size_t i = 0; i < build->calls; i++)
		if (contact_ms[i])
			return (struct instant){ contact_ms[i] * 1000 };
	return until;
}

static enum status list_words(struct docket_build *build, const struct docket_title *title)
{
	enum status status = names_add(&build->names, bytes_of_text(title->title), &build->title);
	if (status == STATUS_OK)
		status = names_add(&build->names, bytes_of_text(title->zone), &build->zone);
	if (status != STATUS_OK)
		return status;
	build->words = calloc((size_t)build->names.count + 1, sizeof *build->words);
	if (!build->words)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i <= build->names.count; i++)
		build->words[i] = names_word(&build->names, i);
	return STATUS_OK;
}

enum status docket_build_finish(struct docket_build *build, const struct docket_title *title, struct docket *ret_docket)
{
	assert(!build->words);
	enum status status = sort(build);
	/* An empty docket has columns too: of no rows, and not NULL. */
	if (status == STATUS_OK && !build->room)
		status = grow(build);
	if (status == STATUS_OK)
		status = list_words(build, title);
	if (status != STATUS_OK)
		return status;
	build->segment.calls = build->calls;
	for (unsigned i = 0; i < COLUMN_COUNT; i++)
		docket_column_set(&build->segment, i, build->column[i]);
	struct docket docket = {
		.segment = &build->segment,
		.segments = 1,
		.words = build->words,
		.word_count = build->names.count + 1,
		.title = build->words[build->title],
		.zone = build->words[build->zone],
		.precision_s = title->precision_s,
		.recorded = title->recorded,
		.until_ms = ms_of(title->until),
	};
	status = docket_clock_lay(&docket, begin_of(build, title->until), title->until, &build->offset_s);
	if (status == STATUS_OK)
		*ret_docket = docket;
	return status;
}
