/* The same walk with all that is known of the caller: to try counterexamples, never to decide. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_TRIAL_H
#define POLICY_TRIAL_H

#include "policy/choose.h"

/*
 * As policy_choose.  With `strict` as i3 has it: the rule of highest priority that holds acts, and if it comes to nothing, so does
 * the call: *ret_course then has that rule's effect, of whatever kind, or FLOOR if nothing holds, and passed_over.
 */
void policy_try(const struct family *family, uint32_t policy, const struct open_facts *open,
                const struct caller_facts *caller, const struct failed *failed, bool strict, struct course *ret_course);
/* Whether a moment lies in a period, and whether all conditions of one rule hold. */
bool trial_period(const struct family *family, uint32_t period, struct instant at);
bool trial_rule(const struct family *family, uint32_t policy, uint32_t rule, const struct open_facts *open,
                const struct caller_facts *caller);

#endif
