/* Bytes as letters, as JOSE writes them (RFC 7515 2): base64url without padding. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_BASE64URL_H
#define WIRE_BASE64URL_H

#include "base/bytes.h"

/* False if it is none; `ret_at` needs three bytes of room for each four of the text. */
bool base64url_read(struct bytes text, uint8_t *ret_at, size_t *ret_length);
/* Appends; statuses of buffer_append. */
enum status base64url_write(struct buffer *out, struct bytes bytes);

#endif
