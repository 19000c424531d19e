/* The stations of the board over the roads of the map: what they reach in time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_COVER_H
#define CONTROL_COVER_H

#include "control/streets.h"
#include "dispatch/coverage.h"
#include "dispatch/run_card.h"

/* The map's ground is cut into so many squares a side; those with junctions are looked at.  Each weighs as many as past
 * calls came from there by the plan; where it names none, or too few of them lie on the map, as it has junctions. */
#define COVER_SIDE 32u
#define COVER_POINTS_MAX (COVER_SIDE * COVER_SIDE)
/* Stations beyond these are not looked at: each takes a search over the map when a street is closed. */
#define COVER_STATIONS_MAX 1024u

/*
 * A unit covers from the station where it is posted or at home, wherever it is right now.  Owns; zero-initialised
 * there is none.
 */
struct cover {
	struct coverage_map map;
	struct road_node at[COVER_POINTS_MAX]; /* of each point: its junction */
	uint32_t node[COVER_POINTS_MAX], weight[COVER_POINTS_MAX], cell[COVER_POINTS_MAX];
	uint32_t junctions[COVER_POINTS_MAX];
	uint16_t point_of[COVER_POINTS_MAX]; /* of each square: its point, or the nearest square's */
	struct road_node least, most;        /* the map's corners */
	uint32_t points;
	uint32_t outside;   /* past calls that the plan names, and that do not lie on the map */
	uint64_t plan_hash; /* by which the weights were told; 0: they were not yet */
	uint32_t *times;
	uint64_t version; /* of the streets, when `times` were told */
	uint32_t stations;
	bool made;
};

/* Brings it up to date with the board's stations, what is closed, and the plan of a hash.  STATUS_MEMORY. */
enum status cover_renew(struct cover *cover, const struct board *board, struct streets *streets,
                        const struct plan *plan, uint64_t plan_hash);
/* The place of a station in the map; PROPOSE_NOWHERE, UINT32_MAX, if it has none. */
uint32_t cover_place(const struct cover *cover, uint32_t station);
/* What a request takes: NULL if there is nothing to cover. */
const struct coverage_map *cover_map(const struct cover *cover);
void cover_close(struct cover *cover);

#endif
