/* Bytes as letters, as JOSE writes them (RFC 7515 2): base64url without padding. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/base64url.h"

static int sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_read(struct bytes text, uint8_t *ret_at, size_t *ret_length)
{
	uint32_t bits = 0;
	size_t length = 0;
	if (text.length % 4 == 1)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		int value = sextet(text.at[i]);
		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (i % 4)
			ret_at[length++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
	*ret_length = length;
	return true;
}

enum status base64url_write(struct buffer *out, struct bytes bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	enum status status = buffer_reserve(out, bytes.length / 3 * 4 + 4);
	for (size_t i = 0; status == STATUS_OK && i < bytes.length; i += 3) {
		size_t left = bytes.length - i;
		uint32_t bits = (uint32_t)bytes.at[i] << 16;
		bits |= left > 1 ? (uint32_t)bytes.at[i + 1] << 8 : 0;
		bits |= left > 2 ? (uint32_t)bytes.at[i + 2] : 0;
		for (unsigned k = 0; k < (left > 2 ? 4 : left + 1); k++)
			out->at[out->length++] = (uint8_t)letters[bits >> (18 - 6 * k) & 63];
	}
	return status;
}
