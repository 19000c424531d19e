/* Numbers as JSON at 12 significant digits, so that two runs can be compared byte by byte; what is no number is null. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DIGITS_H
#define INQUIRY_DIGITS_H

#include <jansson.h>

#include "base/bytes.h"

void digits_put(json_t *object, const char *key, double value);
void digits_count(json_t *object, const char *key, uint64_t value);
/* Appends it with a line's end, and releases it.  STATUS_MEMORY. */
enum status digits_write(json_t *root, struct buffer *text);

#endif
