/* JSON of strangers: read with bounds, written with escapes (RFC 8259). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_JSON_TEXT_H
#define WIRE_JSON_TEXT_H

#include "base/bytes.h"

struct json_t;

/* How deep objects and arrays may lie in each other; what SIP carries needs four, and the reader below recurs. */
#define JSON_TEXT_DEPTH_MAX 32u

/*
 * Reads one object, to be given to json_decref.
 *   STATUS_MALFORMED  not JSON, not an object, deeper than that, a name given twice, a NUL in a string
 *   STATUS_LIMIT      longer than `most` bytes
 */
enum status json_text_read(struct bytes text, size_t most, struct json_t **ret_object);
/* A member that is a string; NULL if there is none. */
const char *json_text_member(const struct json_t *object, const char *name);

/* Appends a string in quotes.  What is not UTF-8 is taken for Latin-1.  Statuses as buffer_append. */
enum status json_text_write(struct buffer *out, struct bytes text);

#endif
