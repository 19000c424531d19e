/* How well the free units cover the map right now, and who should cover from elsewhere. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_OUTLOOK_H
#define CONTROL_OUTLOOK_H

#include "control/scene.h"

/* A move that gains less than this share of all demand is not worth its drive. */
#define OUTLOOK_LEAST_MILLIONTHS 2000u
/* So many units may be moved up to one station. */
#define OUTLOOK_ROOM 1u
/* Moves at once, and stations among which they are looked for: each move weighs every pair of them over the whole map,
 * and the server answers nobody meanwhile. */
#define OUTLOOK_MOVES_MAX 4u
#define OUTLOOK_STATIONS_MAX 128u

struct outlook_move {
	uint32_t unit, station; /* of the board */
	uint64_t gain_millionths;
};

/* Zero-initialised it is empty.  Owns. */
struct outlook {
	struct coverage_figure figure;
	struct coverage_cell *cells; /* of each point of the cover */
	uint32_t units;              /* free, at a station that the map knows */
	struct outlook_move move[OUTLOOK_MOVES_MAX];
	unsigned moves;
};

/*
 * Free is a unit in service, on shift, at no call, of a shared crew the first; it covers from where it is posted or at
 * home.  Moves, if asked for, are the best one after another, of each station one unit, none further than the plan's
 * `too_far_s`.
 *   STATUS_MISSING  there is no map, or no station
 *   STATUS_LIMIT    moves among more than OUTLOOK_STATIONS_MAX stations, or more units than can be counted
 *   STATUS_MEMORY
 */
enum status outlook_make(const struct scene *scene, bool moves, struct outlook *ret_outlook);
void outlook_close(struct outlook *outlook);

#endif
