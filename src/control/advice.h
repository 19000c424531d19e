/* One recommendation: from the scene to the rows that the board takes and the text that is put on record. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_ADVICE_H
#define CONTROL_ADVICE_H

#include "control/scene.h"

/* What a recommendation comes to.  Owns its buffers; zero-initialised it is empty, and may be used over and over. */
struct advice {
	struct buffer rows;   /* as the command recommend takes them */
	struct buffer record; /* as below */
	struct candidate *candidates;
	uint32_t room;
	uint64_t picks; /* a digest of who is recommended for which row: two with the same propose the same */
	uint64_t help;  /* likewise of the agencies that could be asked, and for what; 0: none */
};

/*
 * Computes it for an open incident as of a moment.  Equal boards, plans, maps and moments give equal bytes.  The
 * record is one JSON object, its names in order and without spaces:
 *   at            the moment
 *   explanation   as dispatch/explain.h has it
 *   help          where rows stay empty and the plan names agencies: what request_agency takes to ask them in order
 *   incident      its number
 *   map, plan     their hashes, 16 hexadecimal digits; zeros: there is no map
 *   words         the same for a person
 * STATUS_LIMIT, STATUS_MEMORY
 */
enum status advice_make(const struct scene *scene, uint32_t incident, struct instant at, struct advice *advice);
void advice_close(struct advice *advice);
/* The digest of what stands on the board for an incident, to be compared with `picks`; 0: nothing does. */
uint64_t advice_standing(const struct board *board, uint32_t incident);
/* The moment in a record that advice_make wrote; false if it has none. */
bool advice_moment(struct bytes record, struct instant *ret_at);

#endif
