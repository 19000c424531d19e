/* What another version of a policy would change: each kind of call that goes elsewhere, with a call of that kind. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_DIFFER_H
#define PROOF_DIFFER_H

#include "policy/prr.h"
#include "proof/question.h"

/* Kinds that are told; more are counted no further. */
#define DIFFER_KINDS_MAX 200u

/*
 * A kind is a pair: where a call goes before, and where after.  Both policies are of one family, so that what is alike in both has
 * one number.  The words are for people; *ret_kinds 0: no call goes elsewhere, whatever fails, which is *ret_proved by a checked
 * proof; DIFFER_KINDS_MAX: at least so many.
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status policies_differ(const struct family *family, uint32_t before, uint32_t after, const struct terms *terms,
                            struct buffer *words, uint32_t *ret_kinds, bool *ret_proved);

/*
 * Every policy of one document beside that of the same name in another: what policies_differ says of each, and what stands in one
 * of them alone.  *ret_kinds counts both; 0: nothing changes for any call.
 *   STATUS_MALFORMED  the problems say where;  STATUS_LIMIT, STATUS_MEMORY
 */
enum status documents_differ(struct bytes before, struct bytes after, struct tz_source zones, const struct terms *terms,
                             struct problems *problems, struct buffer *words, uint32_t *ret_kinds);

#endif
