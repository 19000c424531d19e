/* The walk through the rules, shared by decisions and trials.  Only for choose.c and trial.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_WALK_H
#define POLICY_WALK_H

#include "policy/choose.h"

/* Each predicate is asked once: 0 not yet, 1 no, 2 yes. */
struct walk {
	const struct family *family;
	const struct open_facts *open;
	const struct caller_facts *caller; /* NULL: nothing is known of the caller, so all of it is absent */
	const struct failed *failed;
	bool strict;
	bool cell_known;
	uint32_t cell;
	uint8_t asked[FAMILY_PREDICATES_MAX];
};

void walk_begin(struct walk *walk, const struct family *family, const struct open_facts *open,
                const struct caller_facts *caller, const struct failed *failed, bool strict);
bool walk_period(const struct family *family, const struct period *period, struct instant at);
bool walk_rule(struct walk *walk, const struct policy_rule *rule);
void walk_all(struct walk *walk, uint32_t policy, struct course *ret_course);

#endif
