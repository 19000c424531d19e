/* Streets that are closed or slow for now: what each arc takes, from what it always takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_CLOSURES_H
#define ROADS_CLOSURES_H

#include "roads/snap.h"

/* A closure's percent: nobody passes.  Others say how long the arc takes then: 100 as always, at most this. */
#define ROAD_CLOSED 0u
#define ROAD_PERCENT_MAX 10000u
/* More are refused: a dispatcher would not find one among them. */
#define ROAD_CLOSURES_MAX 10100u

struct road_closure {
	uint64_t id;
	uint32_t percent;
	struct road_arcs arcs;
};

/*
 * `time` is what each arc takes now.  Of several closures on one arc the longest time counts, they are not
 * multiplied: two reports of the same jam are one jam.  Nothing here is ever quicker than `base`.  After each function
 * `changed` has the arcs whose time is another than before, for road_metric_update or road_turns_reweigh.
 * Owns; copies the base times.
 */
struct road_closures {
	uint32_t arc_count;
	uint32_t *base, *time;
	struct road_closure *closure;
	uint32_t count, room;
	struct road_arcs changed;
};

/* `times`: what each arc takes by this profile when nothing is closed.  STATUS_MEMORY.  The caller closes. */
enum status road_closures_open(const struct road_network *network, const uint32_t *times,
                               struct road_closures *ret_closures);
void road_closures_close(struct road_closures *closures);
/*
 * Adds one on some arcs (numbers may come twice; they are copied).
 *   STATUS_BUSY       one of this id is there
 *   STATUS_MALFORMED  percent is neither ROAD_CLOSED nor 100 to ROAD_PERCENT_MAX, or an arc is none
 *   STATUS_LIMIT      there are ROAD_CLOSURES_MAX
 *   STATUS_MEMORY
 */
enum status road_closures_add(struct road_closures *closures, uint64_t id, uint32_t percent, const uint32_t *arcs,
                              uint32_t count);
/* Takes one back.  STATUS_MISSING: there is none of this id.  STATUS_MEMORY: it still holds. */
enum status road_closures_drop(struct road_closures *closures, uint64_t id);

#endif
