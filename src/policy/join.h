/* Two versions of a family as one, so that what is alike in both has one number, and they can be compared. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_JOIN_H
#define POLICY_JOIN_H

#include "policy/family.h"

/*
 * Appends one document: the old one's policies, then the new one's under other names.  Read it with PROFILE_TOLERANT: ids stand
 * twice in it.
 *   STATUS_MALFORMED  one of them is no JSON;  STATUS_MEMORY
 */
enum status policies_join(struct bytes old, struct bytes new, struct buffer *ret_document);
/* Whether a policy of the joined family is of the new version; and the new version's of the same name, UINT32_MAX if there is none. */
bool policy_is_new(const struct policy *policy);
uint32_t policy_counterpart(const struct family *family, uint32_t policy);
/* Its name without what the joining put before it. */
const char *policy_own_name(const struct policy *policy);

#endif
