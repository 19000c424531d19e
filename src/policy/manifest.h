/* The fairness manifest: which traits say who the caller is, and so may not take help away. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_MANIFEST_H
#define POLICY_MANIFEST_H

#include "policy/family.h"
#include "settings/outline.h"

/* Names that a document adds, at most. */
#define MANIFEST_NAMES_MAX 256u

struct manifest;

/*
 * {"protected": ["SipHeader:X-Member", "AdditionalData:EmergencyCallData.Comment", ...]}: a source, and what of it; without a
 * name all of the source.  A name that ends in * stands for all that begin so.  What docs/policy.md lists is built in and cannot
 * be taken out: a document only adds.
 *   STATUS_MALFORMED  the problems say where;  STATUS_LIMIT, STATUS_MEMORY
 */
enum status manifest_read(struct bytes text, const char *name, struct problems *problems,
                          struct manifest **ret_manifest);
enum status manifest_built_in(struct manifest **ret_manifest);
/* Whether the trait of that source and name says who the caller is. */
bool manifest_protects(const struct manifest *manifest, enum condition_kind source, const char *name);
/* A line a name, for those who show it; statuses of buffer_append. */
enum status manifest_write(const struct manifest *manifest, struct buffer *ret_text);
void manifest_close(struct manifest *manifest);

#endif
