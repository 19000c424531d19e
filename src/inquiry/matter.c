/* From a docket to the columns of a sample: first who is in which group, then who counts, then how long each waited. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/matter.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define PRIORITIES 8u

static const struct {
	const char *name, *words;
} timeds[TIMED_COUNT] = {
#define TIMED(NAME, FILE, WORDS) [TIMED_##NAME] = { FILE, WORDS },
	TIMED_LIST(TIMED)
#undef TIMED
};

const char *timed_name(enum timed timed)
{
	return timeds[timed].name;
}

const char *timed_words(enum timed timed)
{
	return timeds[timed].words;
}

static enum docket_word word_of(enum spec_by by)
{
	switch (by) {
	case SPEC_BY_AREA:
		return DOCKET_AREA;
	case SPEC_BY_TYPE:
		return DOCKET_TYPE;
	case SPEC_BY_CHANNEL:
		return DOCKET_CHANNEL;
	case SPEC_BY_LANGUAGE:
		return DOCKET_LANGUAGE;
	case SPEC_BY_PRIORITY:
	case SPEC_BY_COUNT:
		break;
	}
	return DOCKET_WORDS;
}

/* Which group a value stands for: by word number, or by priority. */
static enum status group_members(const struct spec *spec, const struct docket *docket, unsigned which, uint32_t *of,
                                 char *fault)
{
	const struct spec_group *group = &spec->group[which];
	for (unsigned i = 0; i < group->members; i++) {
		bool found = false;
		for (uint32_t word = 1; spec->by != SPEC_BY_PRIORITY && word < docket->word_count && !found; word++)
			if (strcmp(docket->words[word], group->member[i]) == 0) {
				of[word] = which;
				found = true;
			}
		const char *text = group->member[i];
		if (spec->by == SPEC_BY_PRIORITY && text[0] > '0' && text[0] < '0' + (int)PRIORITIES && !text[1]) {
			of[text[0] - '0'] = which;
			found = true;
		}
		if (found)
			continue;
		(void)snprintf(fault, SPEC_TEXT_BYTES, "group \"%s\": no call has the %s \"%.200s\"; is it written so?",
		               group->name, spec_by_words(spec->by), text);
		return STATUS_MISSING;
	}
	return STATUS_OK;
}

static uint32_t value_of(const struct spec *spec, const struct docket_segment *segment, size_t row)
{
	return spec->by == SPEC_BY_PRIORITY ? segment->priority_first[row] : segment->word[word_of(spec->by)][row];
}

/* By call of the docket; those without a value are in no group, not in the rest. */
static enum status group_calls(const struct spec *spec, const struct docket *docket, uint32_t *group, char *fault)
{
	size_t values = spec->by == SPEC_BY_PRIORITY ? PRIORITIES : (size_t)docket->word_count + 1, at = 0;
	uint32_t *of = malloc(values * sizeof *of), rest = SELECTION_NONE;
	if (!of)
		return STATUS_MEMORY;
	for (unsigned i = 0; i < 2; i++)
		if (spec->group[i].rest)
			rest = i;
	for (size_t i = 0; i < values; i++)
		of[i] = i ? rest : SELECTION_NONE;
	enum status status = STATUS_OK;
	for (unsigned i = 0; i < 2 && status == STATUS_OK; i++)
		status = group_members(spec, docket, i, of, fault);
	for (size_t i = 0; status == STATUS_OK && i < docket->segments; i++)
		for (size_t row = 0; row < docket->segment[i].calls; row++)
			group[at++] = of[value_of(spec, &docket->segment[i], row)];
	free(of);
	return status;
}

/* When a local day begins, in UTC; the offset is looked up twice, for it may change that day. */
static int64_t day_begins_ms(const struct docket *docket, int64_t day)
{
	int64_t plain = day * DAY_S * 1000;
	int64_t near = plain - docket_offset_s(docket, plain) * INT64_C(1000);
	return plain - docket_offset_s(docket, near) * INT64_C(1000);
}

/* An arrival that the city knows of counts as served; for assignments only the moment itself does. */
static bool was_served(const struct matter *matter, const struct docket_segment *segment, size_t row)
{
	if (matter->spec->outcome == DOCKET_ON_SCENE)
		return segment->outcome[row] == DOCKET_IS_SERVED;
	return segment->after_ms[DOCKET_ASSIGNED][row] != DOCKET_NEVER || segment->outcome[row] == DOCKET_IS_SERVED;
}

static enum timed time_call(const struct matter *matter, const struct docket_place *place, double *time,
                            uint8_t *ending, bool *never)
{
	const struct docket_segment *segment = &matter->docket->segment[place->segment];
	size_t row = place->row;
	double horizon = matter->spec->horizon_s;
	int32_t after = segment->after_ms[matter->spec->outcome][row];
	*never = false;
	if (was_served(matter, segment, row)) {
		if (after == DOCKET_NEVER)
			return TIMED_UNSTAMPED;
		if (after < 0)
			return TIMED_BACKWARD;
		*time = after == DOCKET_FAR ? (double)INFINITY : after / 1000.0;
		*ending = *time <= horizon ? SAMPLE_SERVED : SAMPLE_OPEN;
	} else if (segment->outcome[row] == DOCKET_IS_OPEN) {
		int64_t followed = matter->docket->until_ms - segment->contact_ms[row];
		if (followed < 0)
			return TIMED_UNFOLLOWED;
		*time = (double)followed / 1000;
		*ending = SAMPLE_OPEN;
	} else {
		after = segment->after_ms[DOCKET_CLOSED][row];
		*time = after == DOCKET_NEVER || after == DOCKET_FAR ? (double)INFINITY : fmax(0, after / 1000.0);
		*ending = SAMPLE_UNSERVED;
		*never = true;
	}
	*time = fmin(*time, horizon);
	return TIMED_KNOWN;
}

bool matter_next(const struct matter *matter, struct matter_walk *walk)
{
	const struct docket *docket = matter->docket;
	while (walk->next_call.segment < docket->segments) {
		if (walk->next_call.row == docket->segment[walk->next_call.segment].calls) {
			walk->next_call = (struct docket_place){ .segment = walk->next_call.segment + 1 };
			continue;
		}
		struct docket_place call = walk->next_call;
		size_t number = walk->next++;
		walk->next_call.row++;
		if (matter->selection.fate[number] != CALL_IS_KEPT)
			continue;
		walk->call = call;
		walk->group = matter->docket_group[number];
		walk->kept = walk->next_kept++;
		return true;
	}
	return false;
}

static void take_times(struct matter *matter)
{
	for (struct matter_walk walk = { 0 }; matter_next(matter, &walk);) {
		bool never;
		double time = 0;
		uint8_t ending = SAMPLE_OPEN;
		enum timed timed = time_call(matter, &walk.call, &time, &ending, &never);
		matter->timed[walk.kept] = (uint8_t)timed;
		matter->aside[walk.group][timed]++;
		matter->kept++;
		if (timed != TIMED_KNOWN)
			continue;
		size_t row = matter->calls++;
		const struct docket_segment *segment = &matter->docket->segment[walk.call.segment];
		matter->call[row] = walk.call;
		matter->time[row] = time;
		matter->ending[row] = ending;
		matter->never[row] = never;
		matter->later[row] = ending == SAMPLE_OPEN && was_served(matter, segment, walk.call.row);
		matter->group[row] = walk.group;
	}
}

/* Pages that nobody has written to are not there yet: what is set aside takes no memory. */
static enum status take_kept(struct matter *matter)
{
	size_t kept = matter->selection.count[CALL_IS_KEPT];
	matter->timed = malloc(kept + 1);
	matter->call = malloc((kept + 1) * sizeof *matter->call);
	matter->time = malloc((kept + 1) * sizeof *matter->time);
	matter->ending = malloc(kept + 1);
	matter->never = malloc(kept + 1);
	matter->later = malloc(kept + 1);
	matter->group = malloc((kept + 1) * sizeof *matter->group);
	matter->stratum = malloc((kept + 1) * sizeof *matter->stratum);
	matter->cluster = malloc((kept + 1) * sizeof *matter->cluster);
	if (!matter->timed || !matter->call || !matter->time || !matter->ending || !matter->never || !matter->later ||
	    !matter->group || !matter->stratum || !matter->cluster)
		return STATUS_MEMORY;
	take_times(matter);
	assert(matter->kept == kept);
	return STATUS_OK;
}

static enum status take_factors(struct matter *matter)
{
	const struct spec *spec = matter->spec;
	uint32_t strata = 0, clusters = 0;
	enum status status = factors_number(matter->docket, matter->call, matter->calls, spec->strata, matter->stratum,
	                                    &strata, &matter->stratum_first);
	if (status == STATUS_OK)
		status = factors_number(matter->docket, matter->call, matter->calls, spec->clusters, matter->cluster,
		                        &clusters, &matter->cluster_first);
	if (status != STATUS_OK)
		return status;
	matter->sample = (struct sample){ .rows = matter->calls,
		                          .time = matter->time,
		                          .ending = matter->ending,
		                          .group = matter->group,
		                          .stratum = matter->stratum,
		                          .cluster = spec->clusters ? matter->cluster : NULL,
		                          .groups = 2,
		                          .strata = strata,
		                          .clusters = clusters };
	return STATUS_OK;
}

static enum status both_there(const struct matter *matter, char *fault)
{
	for (unsigned i = 0; i < 2; i++) {
		size_t count = 0;
		for (unsigned timed = 0; timed < TIMED_COUNT; timed++)
			count += matter->aside[i][timed];
		if (count)
			continue;
		(void)snprintf(fault, SPEC_TEXT_BYTES,
		               "group \"%s\" has no call from %s to %s that counts; the selection says what became of "
		               "%zu calls",
		               matter->spec->group[i].name, matter->spec->from, matter->spec->to,
		               matter->selection.calls);
		return STATUS_MISSING;
	}
	return STATUS_OK;
}

enum status matter_make(const struct spec *spec, const struct docket *docket, struct matter *matter,
                        char fault[SPEC_TEXT_BYTES])
{
	uint32_t *group = malloc((docket_calls(docket) + 1) * sizeof *group);
	*matter = (struct matter){ .spec = spec, .docket = docket, .docket_group = group };
	enum status status = group ? group_calls(spec, docket, group, fault) : STATUS_MEMORY;
	struct selection_criteria criteria = selection_all();
	criteria.from_ms = day_begins_ms(docket, spec->from_day);
	criteria.to_ms = day_begins_ms(docket, spec->to_day);
	criteria.on_views = !spec->without_on_views;
	criteria.incidents = spec->without_joined;
	criteria.group = group;
	if (status == STATUS_OK)
		status = selection_make(docket, &criteria, &matter->selection);
	if (status == STATUS_OK)
		status = take_kept(matter);
	if (status == STATUS_OK)
		status = both_there(matter, fault);
	if (status == STATUS_OK)
		status = take_factors(matter);
	if (status != STATUS_OK)
		matter_close(matter);
	return status;
}

void matter_close(struct matter *matter)
{
	selection_close(&matter->selection);
	free(matter->docket_group);
	free(matter->timed);
	free(matter->call);
	free(matter->time);
	free(matter->ending);
	free(matter->never);
	free(matter->later);
	free(matter->group);
	free(matter->stratum);
	free(matter->cluster);
	free(matter->stratum_first);
	free(matter->cluster_first);
	*matter = (struct matter){ 0 };
}
