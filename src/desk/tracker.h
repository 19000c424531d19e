/* Units' positions as they are heard: which go on record, what they let one think, and where each was heard of last. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_TRACKER_H
#define DESK_TRACKER_H

#include "desk/desk.h"
#include "track/fence.h"
#include "wire/avl.h"

/* A device's own name and the unit that it rides on, of the settings. */
#define TRACKER_DEVICES_MAX 4096u
#define TRACKER_HOSPITALS_MAX 1024u
/* Of what the rules refuse - late, or of a time to come - so often one is put on record, a unit: a device whose clock is
 * wrong would fill the ledger. */
#define TRACKER_REFUSED_EVERY_S 60

struct tracker;

/* ANSWER(NAME, its name in JSON, in words) */
#define TRACKER_ANSWER_LIST(ANSWER)                                                                                    \
	ANSWER(TAKEN, "taken", "it is on record")                                                                      \
	ANSWER(THINNED, "thinned", "it tells nothing new; it is shown, and not on record")                             \
	ANSWER(LATE, "late", "a newer position of the unit is known")                                                  \
	ANSWER(REFUSED, "refused", "the rules refuse it: its moment, or its place")                                    \
	ANSWER(UNKNOWN_UNIT, "unknown_unit", "no unit is called so, and no device of the settings")                    \
	ANSWER(NOT_YOURS, "not_yours", "whose token it is may not speak for that unit")

enum tracker_answer {
#define ANSWER(NAME, JSON, WORDS) TRACKER_##NAME,
	TRACKER_ANSWER_LIST(ANSWER)
#undef ANSWER
	    TRACKER_ANSWERS
};

const char *tracker_answer_name(enum tracker_answer answer);

/* Who reports: a unit's own device, or an agent who may for all of them. */
struct tracker_source {
	uint32_t unit, agent;
};

/* Who a token is of; false if it is of nobody, or of an agent who may not report. */
bool tracker_source(const struct tracker *tracker, const char *token, struct tracker_source *ret_source);

/* The desk has one: desk_tracker. */
enum status tracker_open(struct desk *desk, struct tracker **ret_tracker);
void tracker_close(struct tracker *tracker);

/* STATUS_LIMIT; STATUS_MALFORMED: that device is there already. */
enum status tracker_add_device(struct tracker *tracker, const char *device, const char *unit);
enum status tracker_add_hospital(struct tracker *tracker, struct road_node place);
/* After how long a position is doubtful, by the plan in force; TRACK_STALE_S until one is. */
void tracker_set_stale(struct tracker *tracker, uint32_t stale_s);
uint32_t tracker_stale_s(const struct tracker *tracker);

struct tracker_heard {
	enum tracker_answer answer;
	uint32_t unit;     /* 0: none was found */
	uint64_t sequence; /* of the last entry that was made of it; 0: none was */
};

/* Takes one position; the desk's trouble.  What is on record is to be acknowledged when it is durable. */
enum status tracker_hear(struct tracker *tracker, const struct tracker_source *source, const struct avl_fix *fix,
                         struct tracker_heard *ret_heard);
/* Where a unit was heard of last, on record or not; false if it was not since the start. */
bool tracker_latest(const struct tracker *tracker, uint32_t unit, struct track_fix *ret_fix);

#endif
