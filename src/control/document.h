/* Files and their identities as records keep them: the first eight bytes of a SHA-256 as a number. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_DOCUMENT_H
#define CONTROL_DOCUMENT_H

#include "base/bytes.h"

/* Appends a whole file; STATUS_MISSING with errno, STATUS_IO, STATUS_LIMIT, STATUS_MEMORY. */
enum status document_read(const char *path, struct buffer *text);
/* The number of a hash: its first byte is the highest. */
uint64_t document_hash(struct bytes hash);
/* Of a text.  STATUS_MEMORY. */
enum status document_hash_of(struct bytes text, uint64_t *ret_hash);

#endif
