/* What another version of a policy would change: each kind of call that goes elsewhere, with a call of that kind. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_DIFFER_H
#define PROOF_DIFFER_H

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

#endif
