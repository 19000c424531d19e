/* Who owns a debt first, and who next when its due time passes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_LADDER_H
#define CORE_LADDER_H

#include "core/board.h"

/* What closing a subject does to an obligation of a kind; obligations.def. */
enum at_close { AT_CLOSE_BLOCKS, AT_CLOSE_ENDS, AT_CLOSE_OUTLIVES };

struct ladder_info {
	enum at_close at_close;
	enum owner_kind owner;          /* the first */
	uint32_t bound_s[PRIORITY_MAX]; /* defaults for priority 1 to 4 */
	const char *source;
};

extern const struct ladder_info ladder_table[OBLIGATION_COUNT];

/* One step up: whose it is, until when, and whether the one alarm rings that is used for nothing else. */
struct ladder_step {
	unsigned rung;
	enum owner_kind owner_kind;
	uint32_t owner;
	uint32_t span_s;
	bool unheeded;
};

/* The step that follows the obligation's rung; rungs whose owners nobody could reach are passed over.  The top rung
 * follows itself, unheeded: raising never stops. */
struct ladder_step ladder_next(const struct board *board, const struct obligation *owed);
/* Whether anybody of that kind can be reached: somebody signed in with the role, a neighbour that is known. */
bool ladder_reachable(const struct board *board, enum owner_kind kind, uint32_t owner);
/* How urgent the subject of an obligation is, 1 to PRIORITY_MAX; a unit or a notice is not more or less so. */
unsigned ladder_priority(const struct board *board, uint32_t call, uint32_t incident);
/* The bound for a new obligation of that kind. */
uint32_t ladder_bound_s(const struct board *board, enum obligation_kind kind, unsigned priority);

/* The same for a new one on that call or incident: what the response policy says of the incident goes before the ladder. */
uint32_t ladder_bound_on_s(const struct board *board, enum obligation_kind kind, uint32_t call, uint32_t incident);

/* The rung as it is at genesis; false if the default ladder is not that high.  Priority 0 is for all. */
bool ladder_default(enum obligation_kind kind, unsigned priority, unsigned rung, struct ladder_step *ret_step);

#endif
