/* One call's walk through a policy, told rule by rule. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_POLICY_EXPLAIN_H
#define CMD_POLICY_EXPLAIN_H

#include "policy/family.h"

/* What one call can be told with, at most. */
#define EXPLAIN_FACTS_MAX 64

/*
 * Facts are NAME=VALUE: NAME is a condition's type without "Condition", and of what: "QueueState:night=Full", "SipHeader:From=x",
 * "SdpOffer:rtt=", "CallSuspicion=30", or "place=LAT,LON".  Walks by every policy with which calls begin, at first and after each
 * way that fails.  False, with the reason on standard error, if a fact cannot be read.
 */
bool policy_explain(const struct family *family, struct instant at, int count, char **fact);

#endif
