/* Which way a call goes: the rules walked, at the first time and after each way that failed.
 *
 * What i3 leaves open is fixed here (docs/policy.md, "The walk").  A way is a destination with its times.  When a way fails the
 * rules are walked again without any rule that leads to the same way.  A rule that comes to nothing - it turns the caller away,
 * only writes, or invokes a policy that is missing, expired, or in which nothing holds - is passed over, and the walk goes
 * on below it.  When nothing is left the floor takes the call: a queue of people that is compiled in.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_CHOOSE_H
#define POLICY_CHOOSE_H

#include "policy/facts.h"

#define CHAIN_MAX (INVOKE_DEPTH_MAX + 1u)
#define FAILED_MAX 64u
#define FLOOR UINT32_MAX

/* The rules that led to an effect, from the entry down. */
struct chain {
	uint32_t links;
	struct {
		uint32_t policy, rule;
	} link[CHAIN_MAX];
};

struct course {
	uint32_t effect; /* of the family: ROUTE or RESPONSE; FLOOR: nothing else was left */
	bool
	    passed_over; /* something that holds came to nothing on the way: by i3 alone the call would have been lost there */
	struct chain chain;
};

/* What was tried already: effects, by number. */
struct failed {
	uint32_t count;
	uint32_t effect[FAILED_MAX];
};

/* The course of one call; `policy` is where the walk begins, as family_entry says; UINT32_MAX gives the floor. */
void policy_choose(const struct family *family, uint32_t policy, const struct open_facts *facts,
                   const struct failed *failed, struct course *ret_course);

#endif
