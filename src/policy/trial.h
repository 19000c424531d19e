/* The same walk with all that is known of the caller: to try counterexamples, never to decide. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_TRIAL_H
#define POLICY_TRIAL_H

#include "policy/choose.h"

/* With `strict` as i3 has it: the rule of highest priority that holds acts, and if it comes to nothing, so does the call (*ret_course:
 * effect of that kind, passed_over); without, as policy_choose does. */
void policy_try(const struct family *family, uint32_t policy, const struct open_facts *open,
                const struct caller_facts *caller, const struct failed *failed, bool strict, struct course *ret_course);

#endif
