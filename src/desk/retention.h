/* How long words are kept: of what is over and owes nothing, they are erased after the time that the settings name for its kind.
 *
 * It goes the way of an order (docs/ledger-format.md, "Erasure"): the center asks `erase`, with the rule as its reason, so that when and by
 * which rule stays on record.  A case goes as a whole, an incident with all its calls.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_RETENTION_H
#define DESK_RETENTION_H

#include "desk/desk.h"

#define RETENTION_RULES_MAX 64u
#define RETENTION_NEVER INT64_C(-1)
/* It is looked once a day, or as often as the shortest rule is long. */
#define RETENTION_EVERY_S 86400
/* So much is looked at in a turn, and one case erased, so that nobody waits for it; the next when that is carried out. */
#define RETENTION_LOOKS 2000u

/* The first that fits decides; nothing that fits: kept for ever. */
struct retention_rule {
	struct wire_name
	    type;        /* an incident's, or what stands before a dot of it; "": any, and calls without an incident */
	uint8_t channel; /* enum channel, of a case's first call; 0: any */
	int64_t after_s; /* since it was closed, and since anything was entered last; RETENTION_NEVER */
};

struct retention;

/* The desk is borrowed, the rules are copied.  STATUS_MEMORY. */
enum status retention_open(struct desk *desk, const struct retention_rule *rules, unsigned count,
                           struct retention **ret_retention);
void retention_close(struct retention *retention);
/* Looks when it is time, from the start on, a piece at a time; whether a case was erased.  The desk's troubles. */
enum status retention_turn(struct retention *retention, bool *ret_erased);

#endif
