/* What a witness is asked, as a text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness_request.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_ORIGINAL
#define BASE64_OF_HASH (sodium_base64_ENCODED_LEN(HASH_BYTES, VARIANT))

enum status witness_request_write(const struct witness_request *request, struct buffer *out)
{
	char text[BASE64_OF_HASH];
	enum status status = buffer_print(out, "old %" PRIu64 "\n", request->old);
	for (unsigned i = 0; i < request->path.count && status == STATUS_OK; i++) {
		(void)sodium_bin2base64(text, sizeof text, request->path.hash[i].at, HASH_BYTES, VARIANT);
		status = buffer_print(out, "%s\n", text);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(out, "\n");
	return status == STATUS_OK ? buffer_append(out, request->note) : status;
}

static bool take_line(struct bytes *rest, struct bytes *ret_line)
{
	const uint8_t *end = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
	if (!end)
		return false;
	*ret_line = bytes_of(rest->at, (size_t)(end - rest->at));
	*rest = bytes_of(end + 1, rest->length - ret_line->length - 1);
	return true;
}

static bool read_old(struct bytes line, uint64_t *ret_old)
{
	uint64_t old = 0;
	if (line.length < 5 || line.length > 4 + 18 || memcmp(line.at, "old ", 4) != 0 ||
	    (line.at[4] == '0' && line.length > 5))
		return false;
	for (size_t i = 4; i < line.length; i++) {
		if (line.at[i] < '0' || line.at[i] > '9')
			return false;
		old = old * 10 + (uint64_t)(line.at[i] - '0');
	}
	*ret_old = old;
	return true;
}

static bool read_hash(struct bytes line, struct hash *ret_hash)
{
	char again[BASE64_OF_HASH];
	size_t length;
	if (sodium_base642bin(ret_hash->at, HASH_BYTES, (const char *)line.at, line.length, NULL, &length, NULL,
	                      VARIANT) != 0 ||
	    length != HASH_BYTES)
		return false;
	(void)sodium_bin2base64(again, sizeof again, ret_hash->at, HASH_BYTES, VARIANT);
	return bytes_same(line, bytes_of_text(again));
}

enum status witness_request_read(struct bytes text, struct witness_request *ret_request)
{
	struct bytes rest = text, line;
	*ret_request = (struct witness_request){ 0 };
	if (text.length > WITNESS_REQUEST_MAX_BYTES || !take_line(&rest, &line) || !read_old(line, &ret_request->old))
		return STATUS_MALFORMED;
	while (take_line(&rest, &line) && line.length) {
		if (ret_request->path.count == TREE_PATH_MAX ||
		    !read_hash(line, &ret_request->path.hash[ret_request->path.count]))
			return STATUS_MALFORMED;
		ret_request->path.count++;
	}
	if (line.length || !rest.length)
		return STATUS_MALFORMED;
	ret_request->note = rest;
	return STATUS_OK;
}
