/* The fairness manifest: which traits say who the caller is, and so may not take help away. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_MANIFEST_H
#define POLICY_MANIFEST_H

#include "settings/outline.h"

struct manifest;

/*
 * {"protected": ["SipHeader:From", "AdditionalData:EmergencyCallData.SubscriberInfo", "CallSource", ...], "name": ...}
 * The floor of it is built in and cannot be taken out: CallSuspicion, CallSource, CallingNumberVerificationStatus, and
 * the headers and data that docs/policy.md lists; a document only adds.
 *   STATUS_MALFORMED  the problems say where;  STATUS_MEMORY
 */
enum status manifest_read(struct bytes text, const char *name, struct problems *problems,
                          struct manifest **ret_manifest);
enum status manifest_built_in(struct manifest **ret_manifest);
/* Whether the trait of that condition's kind (enum condition_kind) and name is protected; names of headers without regard to case. */
bool manifest_protects(const struct manifest *manifest, int condition_kind, const char *name);
/* For those who show it; "" terminated list of lines. */
enum status manifest_write(const struct manifest *manifest, struct buffer *ret_text);
void manifest_close(struct manifest *manifest);

#endif
