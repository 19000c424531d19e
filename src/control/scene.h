/* What a recommendation is made from: a board, a plan, a map, a moment; all of it is on record. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_SCENE_H
#define CONTROL_SCENE_H

#include "control/cover.h"
#include "control/streets.h"
#include "dispatch/propose.h"
#include "dispatch/resolve.h"

/* A plan in force, and its identity. */
struct scene_plan {
	struct plan plan;
	uint64_t hash; /* the first eight bytes of its text's SHA-256, the first the highest; 0: there is none */
};

struct scene {
	const struct board *board;
	const struct scene_plan *plan;
	struct streets *streets;
	struct cover *cover;
	uint64_t map_hash; /* of the map's file, likewise; 0: there is none */
};

/* The plan as the board names things: its cards, with the board's bits for capabilities.  Borrows from both. */
struct plan scene_view(const struct scene *scene);
/* A mask of the plan in the board's bits; what the board does not know is left out, which loading a plan rules out. */
uint64_t scene_mask(const struct scene *scene, uint64_t of_plan);
/* Minutes of the week from Monday 00:00 in the plan's zone; in UTC where it has none, or it is unknown here. */
uint16_t scene_minute(const struct plan *plan, struct instant at);
/* What the plan is asked for an incident. */
struct question scene_question(const struct scene *scene, uint32_t incident, struct instant at);

/*
 * Every unit of the board as a candidate for an incident, by number: as many as the board has, `candidates` having
 * room for them.  Where a unit is: its last position; without one, at the station where it is posted or at home.
 */
void scene_candidates(const struct scene *scene, uint32_t incident, struct instant at, struct candidate *candidates);
/* Where a unit is now, as above; false if that is not known at all. */
bool scene_place(const struct board *board, const struct unit *unit, struct road_node *ret_place, bool *ret_reported);

#endif
