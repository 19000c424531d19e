/* Factors are cut by tables of bands; numbers follow the order of values, so that the same calls always get the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/factors.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"

#define DAY_MS 86400000
#define HOUR_MS 3600000
#define BAND_H 4u
#define SHIFT_H 8u
#define QUARTERS 4u
/* So many cells more than calls are still counted. */
#define COUNTED_LEAST 65536u
#define UNKNOWN (-1)
/* 1970-01-01 was a Thursday; weeks begin on Monday. */
#define THURSDAY 3

static const struct {
	const char *name, *words;
} factors[FACTOR_COUNT] = {
#define FACTOR(NAME, FILE, WORDS) [FACTOR_##NAME] = { FILE, WORDS },
	FACTOR_LIST(FACTOR)
#undef FACTOR
};

const char *factor_name(enum factor factor)
{
	return factors[factor].name;
}

const char *factor_words(enum factor factor)
{
	return factors[factor].words;
}

enum factor factor_find(const char *name)
{
	unsigned i = 0;
	while (i < FACTOR_COUNT && strcmp(factors[i].name, name) != 0)
		i++;
	return (enum factor)i;
}

static int64_t floor_of(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

int32_t docket_offset_s(const struct docket *docket, int64_t at_ms)
{
	if (!docket->offsets)
		return 0;
	int64_t hour = floor_of(at_ms, HOUR_MS) - docket->offset_from_h;
	if (hour < 0)
		hour = 0;
	if (hour >= (int64_t)docket->offsets)
		hour = (int64_t)docket->offsets - 1;
	return docket->offset_s[hour];
}

int64_t docket_day(const struct docket *docket, int64_t at_ms, uint32_t *ret_second)
{
	int64_t local = at_ms + docket_offset_s(docket, at_ms) * INT64_C(1000), day = floor_of(local, DAY_MS);
	*ret_second = (uint32_t)((local - day * DAY_MS) / 1000);
	return day;
}

static unsigned quarter_of(int64_t day)
{
	int64_t year;
	unsigned month, of_month;
	instant_date(day, &year, &month, &of_month);
	return (month - 1) / 3;
}

/* In local time. */
struct local {
	int64_t day;
	uint32_t second;
};

static struct local local_of(const struct docket *docket, int64_t at_ms)
{
	struct local local;
	local.day = docket_day(docket, at_ms, &local.second);
	return local;
}

static int64_t clock_value(struct local local, enum factor factor)
{
	int64_t day = local.day, weekday = day + THURSDAY - floor_of(day + THURSDAY, 7) * 7;
	uint32_t second = local.second;
	switch (factor) {
	case FACTOR_DAY:
		return weekday >= 5;
	case FACTOR_HOURS:
		return second / 3600 / BAND_H;
	case FACTOR_SEASON:
		return quarter_of(day);
	case FACTOR_SHIFT:
		return day * (24 / SHIFT_H) + second / 3600 / SHIFT_H;
	case FACTOR_DATE:
		return day;
	case FACTOR_WEEK:
		return floor_of(day + THURSDAY, 7);
	case FACTOR_TYPE:
	case FACTOR_PRIORITY:
	case FACTOR_AREA:
	case FACTOR_CHANNEL:
	case FACTOR_LANGUAGE:
	case FACTOR_LOAD:
	case FACTOR_TRAVEL:
	case FACTOR_COUNT:
		break;
	}
	return UNKNOWN;
}

static const struct docket_segment *segment_of(const struct docket *docket, const struct docket_place *call)
{
	assert(call->segment < docket->segments && call->row < docket->segment[call->segment].calls);
	return &docket->segment[call->segment];
}

static int64_t plain_value(const struct docket *docket, const struct docket_place *call, enum factor factor)
{
	const struct docket_segment *segment = segment_of(docket, call);
	switch (factor) {
	case FACTOR_TYPE:
		return segment->word[DOCKET_TYPE][call->row];
	case FACTOR_AREA:
		return segment->word[DOCKET_AREA][call->row];
	case FACTOR_CHANNEL:
		return segment->word[DOCKET_CHANNEL][call->row];
	case FACTOR_LANGUAGE:
		return segment->word[DOCKET_LANGUAGE][call->row];
	case FACTOR_PRIORITY:
		return segment->priority_first[call->row];
	case FACTOR_DAY:
	case FACTOR_HOURS:
	case FACTOR_SEASON:
	case FACTOR_SHIFT:
	case FACTOR_DATE:
	case FACTOR_WEEK:
		return clock_value(local_of(docket, segment->contact_ms[call->row]), factor);
	case FACTOR_LOAD:
	case FACTOR_TRAVEL:
	case FACTOR_COUNT:
		break;
	}
	return UNKNOWN;
}

static int by_size(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
	return (one > other) - (one < other);
}

/* Cuts known values into quarters of all calls; ties stay together, in the lower one.  Unknown ones stay unknown. */
static enum status cut(int64_t *value, size_t calls)
{
	int64_t *sorted = malloc((calls + 1) * sizeof *sorted), edge[QUARTERS - 1];
	size_t known = 0;
	if (!sorted)
		return STATUS_MEMORY;
	for (size_t i = 0; i < calls; i++)
		if (value[i] != UNKNOWN)
			sorted[known++] = value[i];
	qsort(sorted, known, sizeof *sorted, by_size);
	for (unsigned i = 1; i < QUARTERS && known; i++)
		edge[i - 1] = sorted[(known * i + QUARTERS - 1) / QUARTERS - 1];
	for (size_t i = 0; i < calls; i++) {
		int64_t band = 0;
		while (known && value[i] != UNKNOWN && band + 1 < QUARTERS && value[i] > edge[band])
			band++;
		if (value[i] != UNKNOWN)
			value[i] = band;
	}
	free(sorted);
	return STATUS_OK;
}

/* How many calls of the whole docket came in the hour before: segments and rows stand in the order of first contact. */
static enum status load_values(const struct docket *docket, const struct docket_place *call, size_t calls,
                               int64_t *value)
{
	size_t all = 0, *before = calloc(docket->segments + 1, sizeof *before);
	if (!before)
		return STATUS_MEMORY;
	for (size_t i = 0; i < docket->segments; i++) {
		before[i] = all;
		all += docket->segment[i].calls;
	}
	int64_t *contact = malloc((all + 1) * sizeof *contact);
	for (size_t i = 0; contact && i < docket->segments; i++)
		memcpy(contact + before[i], docket->segment[i].contact_ms, docket->segment[i].calls * sizeof *contact);
	for (size_t i = 0; contact && i < calls; i++) {
		size_t at = before[call[i].segment] + call[i].row, low = 0, high = at;
		while (low < high) {
			size_t middle = low + (high - low) / 2;
			if (contact[middle] < contact[at] - HOUR_MS)
				low = middle + 1;
			else
				high = middle;
		}
		value[i] = (int64_t)(at - low);
	}
	free(before);
	free(contact);
	return contact ? cut(value, calls) : STATUS_MEMORY;
}

static enum status travel_values(const struct docket *docket, const struct docket_place *call, size_t calls,
                                 int64_t *value)
{
	for (size_t i = 0; i < calls; i++) {
		int32_t expected = segment_of(docket, &call[i])->expected_ms[call[i].row];
		value[i] = expected == DOCKET_NEVER ? UNKNOWN : expected;
	}
	return cut(value, calls);
}

enum status factors_value(const struct docket *docket, const struct docket_place *call, size_t calls,
                          enum factor factor, int64_t *value)
{
	if (factor == FACTOR_LOAD)
		return load_values(docket, call, calls, value);
	if (factor == FACTOR_TRAVEL)
		return travel_values(docket, call, calls, value);
	for (size_t i = 0; i < calls; i++)
		value[i] = plain_value(docket, &call[i], factor);
	return STATUS_OK;
}

/* By sorting: for values that lie far apart. */
static uint32_t rank_wide(int64_t *sorted, size_t calls, const int64_t *value, uint32_t *code)
{
	size_t count = 0;
	memcpy(sorted, value, calls * sizeof *sorted);
	qsort(sorted, calls, sizeof *sorted, by_size);
	for (size_t i = 0; i < calls; i++)
		if (!i || sorted[i] != sorted[count - 1])
			sorted[count++] = sorted[i];
	for (size_t i = 0; i < calls; i++)
		code[i] = (uint32_t)((int64_t *)bsearch(&value[i], sorted, count, sizeof *sorted, by_size) - sorted);
	return (uint32_t)count;
}

/* Values to numbers without gaps, in their order; `room` has as many places as there are calls. */
static uint32_t rank(int64_t *room, size_t calls, const int64_t *value, uint32_t *code)
{
	int64_t least = calls ? value[0] : 0, most = least;
	for (size_t i = 0; i < calls; i++) {
		least = value[i] < least ? value[i] : least;
		most = value[i] > most ? value[i] : most;
	}
	if (most - least >= (int64_t)calls)
		return rank_wide(room, calls, value, code);
	int64_t count = 0;
	memset(room, 0, calls * sizeof *room);
	for (size_t i = 0; i < calls; i++)
		room[value[i] - least] = 1;
	for (int64_t i = 0; calls && i <= most - least; i++) {
		int64_t there = room[i];
		room[i] = count;
		count += there;
	}
	for (size_t i = 0; i < calls; i++)
		code[i] = (uint32_t)room[value[i] - least];
	return (uint32_t)count;
}

/* One factor of a numbering by counting: its values from `low` on, and, where most of them do not occur, their ranks. */
struct band {
	enum factor factor;
	int64_t low;
	uint64_t width;
	uint32_t *rank; /* by value - low; NULL: each value is its own */
};

struct bands {
	const struct docket *docket;
	const struct docket_place *call;
	size_t calls;
	struct band band[FACTOR_COUNT];
	unsigned bands;
	bool clock;     /* one of them asks for local time */
	uint64_t cells; /* one for each that calls can be alike in */
	uint64_t room;  /* so many cells are sooner counted than sorted */
};

static bool is_word(enum factor factor)
{
	return factor == FACTOR_TYPE || factor == FACTOR_AREA || factor == FACTOR_CHANNEL || factor == FACTOR_LANGUAGE;
}

/* Numbers what is marked from 0 on, in its order; how many there are. */
static uint32_t number_marked(uint32_t *mark, uint64_t cells)
{
	uint32_t count = 0;
	for (uint64_t i = 0; i < cells; i++) {
		uint32_t there = mark[i];
		mark[i] = count;
		count += there;
	}
	return count;
}

/* Of words but few occur: their numbers alone would ask for too many cells. */
static enum status rank_words(const struct bands *bands, struct band *band)
{
	uint64_t words = (uint64_t)bands->docket->word_count + 1;
	if (words > bands->room)
		return STATUS_LIMIT;
	band->rank = calloc(words, sizeof *band->rank);
	if (!band->rank)
		return STATUS_MEMORY;
	for (size_t i = 0; i < bands->calls; i++) {
		int64_t word = plain_value(bands->docket, &bands->call[i], band->factor);
		assert((uint64_t)word < words);
		band->rank[word] = 1;
	}
	band->width = number_marked(band->rank, words);
	return STATUS_OK;
}

/* Local time may run back a little where the clock is changed, hence one more at each end. */
static void span_dates(const struct bands *bands, struct band *band)
{
	int64_t first = INT64_MAX, last = INT64_MIN;
	for (size_t i = 0; i < bands->calls; i++) {
		int64_t at_ms = segment_of(bands->docket, &bands->call[i])->contact_ms[bands->call[i].row];
		first = at_ms < first ? at_ms : first;
		last = at_ms > last ? at_ms : last;
	}
	if (first > last)
		first = last = 0;
	band->low = clock_value(local_of(bands->docket, first), band->factor) - 1;
	band->width = (uint64_t)(clock_value(local_of(bands->docket, last), band->factor) + 2 - band->low);
}

/* STATUS_LIMIT: it is not to be counted. */
static enum status lay_band(struct bands *bands, enum factor factor)
{
	struct band *band = &bands->band[bands->bands++];
	enum status status = STATUS_OK;
	*band = (struct band){ .factor = factor, .width = UINT8_MAX + 1u };
	bands->clock |= !is_word(factor) && factor != FACTOR_PRIORITY;
	if (factor == FACTOR_LOAD || factor == FACTOR_TRAVEL)
		return STATUS_LIMIT;
	if (is_word(factor))
		status = rank_words(bands, band);
	else if (factor == FACTOR_SHIFT || factor == FACTOR_DATE || factor == FACTOR_WEEK)
		span_dates(bands, band);
	else if (factor != FACTOR_PRIORITY)
		band->width = 24 / BAND_H;
	if (status == STATUS_OK &&
	    (__builtin_mul_overflow(bands->cells, band->width, &bands->cells) || bands->cells > bands->room))
		status = STATUS_LIMIT;
	return status;
}

/* The cell of a call; `cells` or more: a clock ran back further than anybody thought. */
static uint64_t cell_of(const struct bands *bands, const struct docket_place *call)
{
	const struct docket_segment *segment = segment_of(bands->docket, call);
	struct local local = { 0 };
	uint64_t cell = 0;
	if (bands->clock)
		local = local_of(bands->docket, segment->contact_ms[call->row]);
	for (unsigned i = 0; i < bands->bands; i++) {
		const struct band *band = &bands->band[i];
		bool plain = is_word(band->factor) || band->factor == FACTOR_PRIORITY;
		int64_t value =
		    plain ? plain_value(bands->docket, call, band->factor) : clock_value(local, band->factor);
		uint64_t at = (uint64_t)(value - band->low);
		if (band->rank)
			at = band->rank[at];
		if (at >= band->width)
			return bands->cells;
		cell = cell * band->width + at;
	}
	return cell;
}

/* Two ways through the calls: into cells, and from those that occur to numbers. */
static enum status number_cells(const struct bands *bands, uint32_t *code, uint32_t *ret_count)
{
	uint32_t *mark = calloc(bands->cells + 1, sizeof *mark);
	enum status status = mark ? STATUS_OK : STATUS_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < bands->calls; i++) {
		uint64_t cell = cell_of(bands, &bands->call[i]);
		if (cell >= bands->cells) {
			status = STATUS_LIMIT;
			break;
		}
		code[i] = (uint32_t)cell;
		mark[cell] = 1;
	}
	if (status == STATUS_OK) {
		*ret_count = number_marked(mark, bands->cells);
		for (size_t i = 0; i < bands->calls; i++)
			code[i] = mark[code[i]];
	}
	free(mark);
	return status;
}

/* The same numbers as by ranks, where all that calls can be alike in is little; else STATUS_LIMIT. */
static enum status number_by_counting(const struct docket *docket, const struct docket_place *call, size_t calls,
                                      uint32_t mask, uint32_t *code, uint32_t *ret_count)
{
	struct bands bands = {
		.docket = docket, .call = call, .calls = calls, .cells = 1, .room = (uint64_t)calls + COUNTED_LEAST
	};
	enum status status = bands.room < UINT32_MAX ? STATUS_OK : STATUS_LIMIT;
	for (unsigned factor = 0; status == STATUS_OK && factor < FACTOR_COUNT; factor++)
		if (mask & 1u << factor)
			status = lay_band(&bands, (enum factor)factor);
	if (status == STATUS_OK)
		status = number_cells(&bands, code, ret_count);
	for (unsigned i = 0; i < bands.bands; i++)
		free(bands.band[i].rank);
	return status;
}

/* One factor after the other, each by the ranks of its values. */
static enum status number_by_ranks(const struct docket *docket, const struct docket_place *call, size_t calls,
                                   uint32_t mask, uint32_t *code, uint32_t *ret_count)
{
	int64_t *value = malloc((calls + 1) * sizeof *value), *sorted = malloc((calls + 1) * sizeof *sorted);
	uint32_t *own = malloc((calls + 1) * sizeof *own), count = calls ? 1 : 0;
	enum status status = value && sorted && own ? STATUS_OK : STATUS_MEMORY;
	memset(code, 0, calls * sizeof *code);
	for (unsigned factor = 0; status == STATUS_OK && factor < FACTOR_COUNT; factor++) {
		if (!(mask & 1u << factor))
			continue;
		status = factors_value(docket, call, calls, (enum factor)factor, value);
		if (status != STATUS_OK)
			break;
		uint32_t values = rank(sorted, calls, value, own);
		for (size_t i = 0; i < calls; i++)
			value[i] = (int64_t)code[i] * values + own[i];
		count = rank(sorted, calls, value, code);
	}
	free(value);
	free(sorted);
	free(own);
	if (status == STATUS_OK)
		*ret_count = count;
	return status;
}

enum status factors_number(const struct docket *docket, const struct docket_place *call, size_t calls, uint32_t mask,
                           uint32_t *code, uint32_t *ret_count, uint32_t **ret_first)
{
	uint32_t count = 0;
	enum status status = number_by_counting(docket, call, calls, mask, code, &count);
	if (status == STATUS_LIMIT)
		status = number_by_ranks(docket, call, calls, mask, code, &count);
	if (status != STATUS_OK)
		return status;
	uint32_t *first = malloc(((size_t)count + 1) * sizeof *first);
	if (!first)
		return STATUS_MEMORY;
	for (size_t i = calls; i-- > 0;)
		first[code[i]] = (uint32_t)i;
	*ret_count = count;
	*ret_first = first;
	return STATUS_OK;
}

static void label_word(const struct docket *docket, int64_t value, char *text, size_t room)
{
	bool known = value > 0 && value < docket->word_count;
	(void)snprintf(text, room, "%s", known ? docket->words[value] : "not recorded");
}

void factors_label(const struct docket *docket, enum factor factor, int64_t value, char *text, size_t room)
{
	char day[INSTANT_DAY_BYTES];
	if (value == UNKNOWN || (factor == FACTOR_PRIORITY && !value)) {
		(void)snprintf(text, room, "not recorded");
		return;
	}
	switch (factor) {
	case FACTOR_TYPE:
	case FACTOR_AREA:
	case FACTOR_CHANNEL:
	case FACTOR_LANGUAGE:
		label_word(docket, value, text, room);
		return;
	case FACTOR_PRIORITY:
		(void)snprintf(text, room, "priority %d", (int)value);
		return;
	case FACTOR_DAY:
		(void)snprintf(text, room, "%s", value ? "weekend" : "weekday");
		return;
	case FACTOR_HOURS:
		(void)snprintf(text, room, "%02u to %02u h", (unsigned)value * BAND_H, ((unsigned)value + 1) * BAND_H);
		return;
	case FACTOR_SEASON:
		(void)snprintf(text, room, "quarter %d", (int)value + 1);
		return;
	case FACTOR_LOAD:
	case FACTOR_TRAVEL:
		(void)snprintf(text, room, "quarter %d of 4", (int)value + 1);
		return;
	case FACTOR_SHIFT:
		instant_day_write(floor_of(value, 24 / SHIFT_H), day);
		(void)snprintf(text, room, "%s %02u h", day,
		               (unsigned)(value - floor_of(value, 24 / SHIFT_H) * (24 / SHIFT_H)) * SHIFT_H);
		return;
	case FACTOR_DATE:
		instant_day_write(value, day);
		(void)snprintf(text, room, "%s", day);
		return;
	case FACTOR_WEEK:
		instant_day_write(value * 7 - THURSDAY, day);
		(void)snprintf(text, room, "week of %s", day);
		return;
	case FACTOR_COUNT:
		break;
	}
	assert(false);
}
