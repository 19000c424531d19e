/* One seeded world: a center whose clock jumps, whose commands come twice and at random, and whose power fails. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

struct world_counts {
	uint64_t commands, entries, events, refusals, repeats, calls, closed, raised, crashes;
	uint64_t lost;     /* crashes that took unacknowledged entries */
	uint64_t survived; /* crashes after which an unacknowledged group was there all the same */
	uint64_t full, torn, dropped;
};

/* Runs a world of so many commands; false if anything does not hold, which was printed.  Counts are added up. */
bool world_run(uint64_t seed, uint32_t commands, struct world_counts *counts);

#endif
