/* A docket of a few rows in two segments, for tests: whatever a row does not say was not recorded. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_AUDIT_DOCKET_BY_HAND_H
#define TEST_AUDIT_DOCKET_BY_HAND_H

#include <assert.h>
#include <string.h>

#include "audit/docket.h"

#define HAND_CALLS_MAX 8192u
#define NEVER DOCKET_NEVER

struct hand_row {
	int64_t contact_ms;
	int32_t after_ms[DOCKET_MOMENTS];
	uint8_t outcome, flags, priority, source;
	uint32_t type, area, call;
};

struct hand {
	struct docket_segment segment[2];
	struct docket docket;
	size_t calls;
	int64_t contact_ms[HAND_CALLS_MAX];
	int32_t after_ms[DOCKET_MOMENTS][HAND_CALLS_MAX];
	uint8_t source[DOCKET_MOMENTS][HAND_CALLS_MAX];
	uint32_t word[DOCKET_WORDS][HAND_CALLS_MAX];
	int32_t expected_ms[HAND_CALLS_MAX], place[HAND_CALLS_MAX];
	uint8_t priority[HAND_CALLS_MAX], outcome[HAND_CALLS_MAX], disposition[HAND_CALLS_MAX], flags[HAND_CALLS_MAX];
};

static inline void hand_add(struct hand *hand, const struct hand_row *row)
{
	assert(hand->calls < HAND_CALLS_MAX);
	size_t at = hand->calls++;
	hand->contact_ms[at] = row->contact_ms;
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		hand->after_ms[i][at] = row->after_ms[i];
		hand->source[i][at] = row->after_ms[i] == NEVER ? DOCKET_BY_NONE : row->source;
	}
	hand->word[DOCKET_CALL][at] = row->call;
	hand->word[DOCKET_TYPE][at] = row->type;
	hand->word[DOCKET_AREA][at] = row->area;
	hand->expected_ms[at] = NEVER;
	hand->priority[at] = row->priority;
	hand->outcome[at] = row->outcome;
	hand->flags[at] = row->flags;
}

static inline void hand_fill(struct hand *hand, struct docket_segment *segment, size_t from, size_t to)
{
	*segment = (struct docket_segment){ .calls = to - from,
		                            .contact_ms = hand->contact_ms + from,
		                            .expected_ms = hand->expected_ms + from,
		                            .lat_e7 = hand->place + from,
		                            .lon_e7 = hand->place + from,
		                            .priority_first = hand->priority + from,
		                            .priority_last = hand->priority + from,
		                            .outcome = hand->outcome + from,
		                            .disposition = hand->disposition + from,
		                            .flags = hand->flags + from };
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		segment->after_ms[i] = hand->after_ms[i] + from;
		segment->source[i] = hand->source[i] + from;
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		segment->word[i] = hand->word[i] + from;
}

/* The first `split` calls are one segment, the others another; words are "" and then made up. */
static inline struct docket *hand_docket(struct hand *hand, size_t split, uint32_t recorded)
{
	static const char *const words[] = { "", "fire", "ill", "noise" };
	static const int32_t utc;
	hand_fill(hand, &hand->segment[0], 0, split);
	hand_fill(hand, &hand->segment[1], split, hand->calls);
	hand->docket = (struct docket){ .segment = hand->segment,
		                        .segments = 2,
		                        .words = words,
		                        .word_count = 4,
		                        .title = "",
		                        .zone = "UTC",
		                        .precision_s = 1,
		                        .recorded = recorded,
		                        .until_ms = INT64_MAX,
		                        .offset_s = &utc,
		                        .offsets = 1 };
	return &hand->docket;
}

#endif
