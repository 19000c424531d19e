/* A docket of any size, made by chance from a fixed seed, for tests of watches: whatever is not set was not recorded. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_AUDIT_WATCH_WORLD_H
#define TEST_AUDIT_WATCH_WORLD_H

#include <assert.h>
#include <math.h>
#include <string.h>

#include "audit/chance.h"
#include "audit/watch.h"
#include "check.h"

/* Words: "" and then numbers; kinds of words may share them. */
#define WORLD_WORDS 1200u

struct world_call {
	int64_t contact_ms;
	int32_t after_ms[DOCKET_MOMENTS];
	uint8_t source, priority_first, priority_last, outcome, flags;
	uint32_t type, area, taker, closer;
};

struct world {
	size_t room;
	struct docket_segment segment[2];
	struct docket docket;
	struct selection selection;
	size_t calls;
	int64_t *contact_ms;
	int32_t *after_ms[DOCKET_MOMENTS], *unknown;
	uint8_t *source[DOCKET_MOMENTS];
	uint32_t *word[DOCKET_WORDS];
	uint8_t *priority_first, *priority_last, *outcome, *flags, *nothing;
};

static inline void *world_array(size_t room, size_t size)
{
	void *array = calloc(room + 1, size);
	assert(array);
	return array;
}

static inline void world_open(struct world *world, size_t room)
{
	*world = (struct world){ .room = room };
	world->contact_ms = world_array(room, sizeof *world->contact_ms);
	world->unknown = world_array(room, sizeof *world->unknown);
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		world->after_ms[i] = world_array(room, sizeof *world->after_ms[i]);
		world->source[i] = world_array(room, 1);
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		world->word[i] = world_array(room, sizeof *world->word[i]);
	world->priority_first = world_array(room, 1);
	world->priority_last = world_array(room, 1);
	world->outcome = world_array(room, 1);
	world->flags = world_array(room, 1);
	world->nothing = world_array(room, 1);
}

static inline void world_close(struct world *world)
{
	selection_close(&world->selection);
	free(world->contact_ms);
	free(world->unknown);
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		free(world->after_ms[i]);
		free(world->source[i]);
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		free(world->word[i]);
	free(world->priority_first);
	free(world->priority_last);
	free(world->outcome);
	free(world->flags);
	free(world->nothing);
}

/* A call of which nothing is known but that it was closed as served. */
static inline struct world_call world_call(void)
{
	struct world_call call = { .contact_ms = 1, .outcome = DOCKET_IS_SERVED, .source = DOCKET_BY_DEVICE };
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++)
		call.after_ms[i] = DOCKET_NEVER;
	return call;
}

static inline void world_add(struct world *world, const struct world_call *call)
{
	size_t at = world->calls++;
	assert(at < world->room);
	world->contact_ms[at] = call->contact_ms;
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		world->after_ms[i][at] = call->after_ms[i];
		world->source[i][at] = call->after_ms[i] == DOCKET_NEVER ? (uint8_t)DOCKET_BY_NONE : call->source;
	}
	world->unknown[at] = DOCKET_NEVER;
	world->word[DOCKET_TYPE][at] = call->type;
	world->word[DOCKET_AREA][at] = call->area;
	world->word[DOCKET_TAKER][at] = call->taker;
	world->word[DOCKET_CLOSER][at] = call->closer;
	world->priority_first[at] = call->priority_first;
	world->priority_last[at] = call->priority_last;
	world->outcome[at] = call->outcome;
	world->flags[at] = call->flags;
}

static inline void world_fill(struct world *world, struct docket_segment *segment, size_t from, size_t to)
{
	*segment = (struct docket_segment){ .calls = to - from,
		                            .contact_ms = world->contact_ms + from,
		                            .expected_ms = world->unknown + from,
		                            .lat_e7 = world->unknown + from,
		                            .lon_e7 = world->unknown + from,
		                            .priority_first = world->priority_first + from,
		                            .priority_last = world->priority_last + from,
		                            .outcome = world->outcome + from,
		                            .disposition = world->nothing + from,
		                            .flags = world->flags + from };
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		segment->after_ms[i] = world->after_ms[i] + from;
		segment->source[i] = world->source[i] + from;
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		segment->word[i] = world->word[i] + from;
}

/* A third of the calls in one segment, the others in another; what is kept is selected as usual. */
static inline struct watch_input world_input(struct world *world)
{
	static char text[WORLD_WORDS][8];
	static const char *words[WORLD_WORDS];
	static const int32_t utc;
	for (unsigned i = 0; i < WORLD_WORDS; i++) {
		(void)snprintf(text[i], sizeof text[i], "%.0u", i);
		words[i] = text[i];
	}
	size_t split = world->calls / 3;
	world_fill(world, &world->segment[0], 0, split);
	world_fill(world, &world->segment[1], split, world->calls);
	world->docket = (struct docket){ .segment = world->segment,
		                         .segments = 2,
		                         .words = words,
		                         .word_count = WORLD_WORDS,
		                         .title = "",
		                         .zone = "UTC",
		                         .precision_s = 1,
		                         .recorded = (1u << DOCKET_MOMENTS) - 1,
		                         .until_ms = INT64_MAX,
		                         .offset_s = &utc,
		                         .offsets = 1 };
	struct selection_criteria criteria = selection_all();
	selection_close(&world->selection);
	CHECK(selection_make(&world->docket, &criteria, &world->selection) == STATUS_OK);
	return (
	    struct watch_input){ .docket = &world->docket, .selection = &world->selection, .plan = watch_plan_usual() };
}

/* ---- chance ---- */

static inline struct chance world_chance(uint8_t number)
{
	uint8_t seed[CHANCE_SEED_BYTES] = { number, 't', 'o', 'c', 's', 'i', 'n' };
	return chance_from(seed);
}

static inline bool world_happens(struct chance *chance, double share)
{
	return chance_unit(chance) < share;
}

/* Standard normal (Box and Muller 1958). */
static inline double world_normal(struct chance *chance)
{
	double radius = sqrt(-2 * log(1 - chance_unit(chance)));
	return radius * cos(2 * 3.14159265358979323846 * chance_unit(chance));
}

static inline double world_exponential(struct chance *chance, double mean)
{
	return -mean * log(1 - chance_unit(chance));
}

static inline double world_share(double log_odds)
{
	return 1 / (1 + exp(-log_odds));
}

/* ---- promises ---- */

/* Whether so many of `runs` may have gone so if the chance of each is `chance`: but for one in a thousand such tests. */
static inline bool world_at_most(unsigned hits, unsigned runs, double chance)
{
	/* P(X >= hits), by adding up masses from n on down would lose none: they are few. */
	double mass = pow(1 - chance, runs), below = 0;
	for (unsigned k = 0; k < hits; k++) {
		below += mass;
		mass *= (double)(runs - k) / (k + 1) * chance / (1 - chance);
	}
	(void)printf("  %u of %u, promised at most %.3f\n", hits, runs, chance);
	return 1 - below > 0.001;
}

#endif
