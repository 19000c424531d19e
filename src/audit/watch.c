/* What all watches share: rows, the spread among them, and the correction for many of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/watch.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/gate.h"
#include "audit/matched.h"
#include "audit/multiplicity.h"
#include "audit/special.h"
#include "audit/spread.h"

#define ROOM_FIRST 64u

static const struct watch *const watches[WATCH_COUNT] = {
#define WATCH(NAME) &NAME##_watch,
#include "audit/watches.def"
#undef WATCH
};

static const struct {
	const char *name, *words;
} bys[WATCH_BYS] = {
#define BY(NAME, FILE, WORDS) [WATCH_BY_##NAME] = { FILE, WORDS },
	WATCH_BY_LIST(BY)
#undef BY
};

static const char *const moment_words[DOCKET_MOMENTS] = {
#define MOMENT(NAME, FILE, WORDS) [DOCKET_##NAME] = WORDS,
	DOCKET_MOMENT_LIST(MOMENT)
#undef MOMENT
};

static const char *const source_words[DOCKET_SOURCES] = {
#define SOURCE(NAME, FILE, WORDS) [DOCKET_BY_##NAME] = WORDS,
	DOCKET_SOURCE_LIST(SOURCE)
#undef SOURCE
};

static const struct {
	int32_t from_s;
	const char *words;
} bands[WATCH_BANDS] = {
#define BAND(FROM_S, WORDS) { FROM_S, WORDS },
	WATCH_BAND_LIST(BAND)
#undef BAND
};

const char *watch_by_name(enum watch_by by)
{
	assert(by < WATCH_BYS);
	return bys[by].name;
}

const char *watch_by_words(enum watch_by by)
{
	assert(by < WATCH_BYS);
	return bys[by].words;
}

struct watch_plan watch_plan_usual(void)
{
	struct gate_limits limits = gate_limits_usual();
	return (struct watch_plan){ .target_ms = limits.target_ms, .window_ms = limits.window_ms };
}

/* ---- rows ---- */

void watch_add_part(struct watch_result *result, const char *name, const char *words, const char *counted,
                    enum watch_by by)
{
	assert(result->parts < WATCH_PARTS_MAX);
	result->part[result->parts++] =
	    (struct watch_part){ .name = name, .words = words, .counted = counted, .by = by, .spread = NAN };
}

static double chance_of(double z, double df, enum watch_sides sides)
{
	if (isnan(z))
		return NAN;
	double at = sides == WATCH_BOTH ? fabs(z) : z;
	struct tails tails = isinf(df) || isinf(at) ? special_normal(at) : special_student(at, df);
	return sides == WATCH_BOTH ? fmin(1, 2 * exp(tails.log_above)) : exp(tails.log_above);
}

enum status watch_add(struct watch_result *result, struct watch_row row, double df, enum watch_sides sides)
{
	assert(result->parts && row.seen <= row.calls);
	if (result->rows == result->room) {
		size_t room = result->room ? 2 * result->room : ROOM_FIRST;
		struct watch_row *grown = reallocarray(result->row, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		result->row = grown;
		result->room = room;
	}
	row.part = result->parts - 1;
	row.p = chance_of(row.z, df, sides);
	row.p_adjusted = NAN;
	row.marked = false;
	result->part[row.part].tested += !isnan(row.p);
	result->row[result->rows++] = row;
	return STATUS_OK;
}

static bool says_something(const struct watch_tally *tally)
{
	return tally->variance > 0 && tally->expected > 0 && tally->expected < (double)tally->calls;
}

double watch_z(const struct watch_tally *tally, double variance)
{
	if (!(variance > 0) || !says_something(tally))
		return NAN;
	double others = (double)tally->calls - tally->expected;
	if (tally->expected <= others)
		return matched_z((int64_t)tally->seen, tally->expected, variance);
	return -matched_z((int64_t)(tally->calls - tally->seen), others, variance);
}

enum status watch_add_tallies(struct watch_result *result, const struct watch_tally *tally, size_t count,
                              enum watch_sides sides)
{
	double *off = calloc(count + 1, sizeof *off), *variance = calloc(count + 1, sizeof *variance);
	enum status status = off && variance ? STATUS_OK : STATUS_MEMORY;
	size_t telling = 0;
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		if (!says_something(&tally[i]))
			continue;
		off[telling] = (double)tally[i].seen - tally[i].expected;
		variance[telling++] = tally[i].variance;
	}
	double tau_squared = 0;
	if (status == STATUS_OK)
		status = spread_of(off, variance, telling, &tau_squared);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct watch_row row = { .number = tally[i].number,
			                 .calls = tally[i].calls,
			                 .seen = tally[i].seen,
			                 .expected = tally[i].expected,
			                 .z = NAN };
		double own = tally[i].variance, wide = own + own * own * tau_squared;
		/* One row alone has nothing to be compared with. */
		if (telling > 1)
			row.z = watch_z(&tally[i], wide);
		status = watch_add(result, row, (double)telling - 1, sides);
	}
	if (status == STATUS_OK)
		result->part[result->parts - 1].spread = telling > 1 ? sqrt(tau_squared) : (double)NAN;
	free(off);
	free(variance);
	return status;
}

/* ---- all together ---- */

static enum status correct(struct watch_result *result)
{
	double *p = calloc(result->rows + 1, sizeof *p);
	if (!p)
		return STATUS_MEMORY;
	for (size_t i = 0; i < result->rows; i++)
		p[i] = result->row[i].p;
	enum status status = multiplicity_hochberg(p, result->rows, p);
	for (size_t i = 0; status == STATUS_OK && i < result->rows; i++) {
		struct watch_row *row = &result->row[i];
		row->p_adjusted = p[i];
		row->marked = p[i] <= WATCH_LEVEL;
		result->tested += !isnan(p[i]);
		result->marked += row->marked;
	}
	free(p);
	return status;
}

enum status watch_look(enum watch_kind kind, const struct watch_input *input, struct watch_result *ret_result)
{
	assert(kind < WATCH_COUNT && input->selection->calls == docket_calls(input->docket));
	const struct watch *watch = watches[kind];
	struct watch_result result = { .name = watch->name,
		                       .words = watch->words,
		                       .false_alarms = watch->false_alarms };
	enum status status = watch->look(input, &result);
	if (status == STATUS_OK)
		status = correct(&result);
	if (status == STATUS_OK)
		*ret_result = result;
	else
		watch_close(&result);
	return status;
}

void watch_close(struct watch_result *result)
{
	free(result->row);
	*result = (struct watch_result){ 0 };
}

/* ---- names ---- */

uint32_t watch_band_of(int32_t wait_ms)
{
	uint32_t band = WATCH_BANDS - 1;
	assert(wait_ms >= 0);
	while (wait_ms / 1000 < bands[band].from_s)
		band--;
	return band;
}

void watch_label(const struct watch_input *input, enum watch_by by, uint32_t number, char *text, size_t room)
{
	switch (by) {
	case WATCH_BY_TYPE:
	case WATCH_BY_AREA:
	case WATCH_BY_TAKER:
	case WATCH_BY_CLOSER:
		assert(number < input->docket->word_count);
		(void)snprintf(text, room, "%s", input->docket->words[number]);
		return;
	case WATCH_BY_MOMENT:
		assert(number < DOCKET_MOMENTS);
		(void)snprintf(text, room, "%s", moment_words[number]);
		return;
	case WATCH_BY_SOURCE:
		assert(number < DOCKET_SOURCES);
		(void)snprintf(text, room, "%s", source_words[number]);
		return;
	case WATCH_BY_BAND:
		assert(number < WATCH_BANDS);
		(void)snprintf(text, room, "%s", bands[number].words);
		return;
	case WATCH_BY_STEP:
		(void)snprintf(text, room, "from %u to %u", number / 10, number % 10);
		return;
	case WATCH_BY_OWNER:
		assert(input->alarms && number < input->alarms->owners);
		(void)snprintf(text, room, "%s", input->alarms->owner[number].name);
		return;
	case WATCH_BY_ALL:
	case WATCH_BYS:
		break;
	}
	(void)snprintf(text, room, "%s", bys[WATCH_BY_ALL].words);
}
