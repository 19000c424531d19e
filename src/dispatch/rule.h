/* Rules that say what it costs to send a unit: a rule is one file NAME_rule.c, and one name in meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_RULE_H
#define DISPATCH_RULE_H

#include "base/bytes.h"

/* What a rule may look at for one unit and one row; times in ticks. */
struct rule_view {
	uint64_t arrival; /* with turn-out and a substitute's penalty; under 2^33 */
	uint64_t within;  /* the time in which the row, or coverage's target, wants it there; 0: none */
	uint64_t loss;    /* what coverage loses without the unit, in millionths of all demand */
	bool loss_known;
};

struct rule {
	const char *name;
	const char *words;
	bool needs_loss;
	/* The less the better, under 2^RULE_COST_BITS; the sum over all rows is made least. */
	uint64_t (*cost)(const struct rule_view *view);
};
#define RULE_COST_BITS 40u

unsigned rule_count(void);
/* By its number; 0 is `closest`. */
const struct rule *rule_at(unsigned number);
/* The number of that name; rule_count() if there is none. */
unsigned rule_named(struct bytes name);

#endif
