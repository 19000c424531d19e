/* What a browser sends of a form: name=value&name=value, application/x-www-form-urlencoded (WHATWG URL 5.1). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_FORM_TEXT_H
#define WIRE_FORM_TEXT_H

#include "base/bytes.h"

/*
 * Appends the first value of a name, decoded; a plus is a blank, a line's end CR LF becomes LF.
 *   STATUS_MISSING    there is none of that name
 *   STATUS_MALFORMED  a % without two hexadecimal digits, or bytes that are no UTF-8
 *   statuses of buffer_append; on any but STATUS_OK the buffer is as it was
 */
enum status form_text_value(struct bytes form, const char *name, struct buffer *out);

#endif
