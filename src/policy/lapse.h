/* What of a family runs out, and when: a policy that expires, a rule whose time ends for good. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_LAPSE_H
#define POLICY_LAPSE_H

#include "policy/family.h"

struct lapse {
	struct instant at;              /* from then on it acts no more, or not as before */
	const struct policy *policy;    /* borrowed from the family, like the rule */
	const struct policy_rule *rule; /* NULL: the policy itself expires */
};

/* Called for each; another status than STATUS_OK ends it. */
typedef enum status lapse_visit(void *context, const struct lapse *lapse);

/*
 * Visits all that runs out before `until`, what has run out already too, policy by policy and rule by rule, each once.
 * Of conditions that must all hold the first to end counts; of periods of which one is enough, the last.
 *   what the visitor said, else STATUS_OK
 */
enum status lapse_each(const struct family *family, struct instant until, lapse_visit *visit, void *context);

#endif
