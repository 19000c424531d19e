/* Coverage: how much of the demand would be reached in time, what a unit's going takes from it, and who should move. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_COVERAGE_H
#define DISPATCH_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The sum of all weights of a map is at most this, so that sums of shares in 32 bits of fraction stay whole. */
#define COVERAGE_WEIGHT_MAX 0x7FFFFFFFu
#define COVERAGE_POINTS_MAX 1000000u
#define COVERAGE_MILLION 1000000u
/* Units beyond that at one point add nothing that is counted: 0.999^n still falls, but no city is like that. */
#define COVERAGE_DEPTH_MAX 64u

/* Where calls are expected, and how far it is to there.  All of it is borrowed.
 * A place is wherever a unit can stand: its station, a post, where it is now; the caller numbers them from 0. */
struct coverage_map {
	const uint32_t *weight; /* of each point: calls that are expected there, in any unit of the caller's */
	const uint32_t *cell;   /* of each point, under `cells`; NULL if there are no cells */
	const uint32_t *times;  /* [place * points + point], ticks; ROAD_NEVER: not to be reached */
	uint32_t points, cells, places;
	uint32_t target; /* ticks, turn-out and travel together */
	uint32_t ticks_per_s;
	uint32_t busy_permille; /* how much of its time a unit is busy, 0 to 999 */
	uint32_t calls;         /* past calls that the weights were made of; 0: something stands in for them */
};

/* A unit that is free. */
struct coverage_unit {
	uint32_t unit; /* its number, for ties */
	uint32_t place;
	uint32_t turn_out; /* ticks */
};

/* How deep each point is covered, and what follows from it.  Zero-initialised it is empty. */
struct coverage {
	uint16_t *reach; /* of each point: units within the target */
	/* The chance that at least one of n is free, with 32 bits of fraction: 1 - q^n (Daskin 1983, MEXCLP). */
	uint64_t free_of[COVERAGE_DEPTH_MAX + 1];
	uint64_t total; /* of all weights */
	const struct coverage_map *map;
};

struct coverage_figure {
	uint64_t total;               /* weight */
	uint64_t covered;             /* weight within the target of a unit */
	uint64_t expected_millionths; /* of the total: covered by a unit that is not busy */
	uint64_t mean_ms;             /* to the nearest unit, over what can be reached at all */
	uint64_t unreached;           /* weight that no unit can reach */
};

struct coverage_cell {
	uint64_t total, covered;
	uint64_t expected; /* weight with 32 bits of fraction */
};

/* Counts; false if there is no memory.  The map is borrowed until coverage_close. */
[[nodiscard]] bool coverage_open(const struct coverage_map *map, const struct coverage_unit *units, size_t count,
                                 struct coverage *ret_coverage);
void coverage_close(struct coverage *coverage);
/* One unit more, or fewer, of those that were counted. */
void coverage_add(struct coverage *coverage, const struct coverage_unit *unit);
void coverage_take(struct coverage *coverage, const struct coverage_unit *unit);

/* The figures for these units, which must be the ones that are counted. */
void coverage_measure(const struct coverage *coverage, const struct coverage_unit *units, size_t count,
                      struct coverage_figure *ret_figure);
/* Of each cell; room for map->cells. */
void coverage_cells(const struct coverage *coverage, struct coverage_cell *ret_cells);
/* What is lost if the unit, one of those counted, goes: weight with 32 bits of fraction. */
uint64_t coverage_loss(const struct coverage *coverage, const struct coverage_unit *unit);
/* Weight with 32 bits of fraction as millionths of all. */
uint64_t coverage_millionths(const struct coverage *coverage, uint64_t weight);

/* A station or post to which units may be moved. */
struct coverage_station {
	uint32_t station; /* its number, for ties */
	uint32_t place;
	uint32_t room;     /* how many more units may stand there */
	uint32_t turn_out; /* ticks, of whoever stands there */
};

struct coverage_move {
	uint32_t unit, station; /* indexes in the arrays that were given */
	uint64_t gain;          /* weight with 32 bits of fraction, counted after the moves before it */
};

/* The most moves that are proposed at once: a few are near to the best (van Barneveld 2016), and each costs a drive. */
#define COVERAGE_MOVES_MAX 16u

struct coverage_wish {
	const uint32_t *drive; /* [unit * stations + station], ticks; NULL: not asked */
	uint32_t drive_max;    /* nobody is moved further */
	uint64_t least_gain;   /* a move that gains less is not worth its drive */
	unsigned most;         /* moves; at most COVERAGE_MOVES_MAX */
};
/*
 * The best single move, then the best after it, and so on, each unit once; equal gains go to the unit and then the
 * station of the lower number.  Changes `units` and `stations` as if the moves were made, and coverage's counts likewise.  Returns
 * how many there are.
 */
unsigned coverage_moves(struct coverage *coverage, struct coverage_unit *units, size_t count,
                        struct coverage_station *stations, size_t station_count, const struct coverage_wish *wish,
                        struct coverage_move ret_moves[COVERAGE_MOVES_MAX]);

#endif
