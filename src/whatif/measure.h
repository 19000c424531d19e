/* What a run came to, in whole numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_MEASURE_H
#define WHATIF_MEASURE_H

#include "whatif/simulator.h"

#define MEASURE_NEVER (-1)

/*
 * From first contact to arrival, over all calls: one that was never served counts in all of it; for median and
 * fractile as longer than any other, for the mean as waiting until the run's end.
 */
struct spread {
	uint64_t calls, never, within;
	int64_t target_ms; /* 0: none */
	int64_t mean_ms, median_ms, p90_ms;
};

struct measure {
	struct spread all, by_priority[PRIORITY_MAX + 1];
	uint64_t waited, bumped, out_of_reach;
	uint64_t busy_ms;       /* of all units together */
	uint64_t busy_permille; /* of their time */
	uint64_t covered_permille;
	uint64_t units;
	uint64_t several, complete; /* calls that ask for several units; of those, to which all came */
	int64_t complete_ms;        /* of these, the mean from first contact until all were there; MEASURE_NEVER */
	uint64_t moves;             /* of units to other stations */
	uint64_t duty_ms;           /* of all units together */
	uint64_t same_as_peer;      /* calls to which the same unit went */
};

/* STATUS_MEMORY. */
enum status measure_make(const struct city *city, uint32_t unit_count, const struct simulation *run,
                         const uint32_t *peer, struct measure *ret_measure);

#endif
