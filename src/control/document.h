/* Files and their identities as records keep them: the first eight bytes of a SHA-256 as a number. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_DOCUMENT_H
#define CONTROL_DOCUMENT_H

#include "atlas/map_file.h"
#include "control/streets.h"

/* Appends a whole file; STATUS_MISSING with errno, STATUS_IO, STATUS_LIMIT, STATUS_MEMORY. */
enum status document_read(const char *path, struct buffer *text);
/* Opens the streets of a map, with the hierarchy that it brings; statuses of streets_open. */
enum status document_streets(const struct map_file *map, struct streets *ret_streets);
/* Of a text.  STATUS_MEMORY. */
enum status document_hash_of(struct bytes text, uint64_t *ret_hash);

#endif
