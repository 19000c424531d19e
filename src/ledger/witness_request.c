/* What a witness is asked, as a text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness_request.h"

#include "ledger/note_text.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_ORIGINAL
#define BASE64_OF_HASH (sodium_base64_ENCODED_LEN(HASH_BYTES, VARIANT))
#define OLD_DIGITS 18u

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

static bool read_old(struct bytes line, uint64_t *ret_old)
{
	return note_word(&line, "old ") && line.length <= OLD_DIGITS && note_number(line, ret_old);
}

enum status witness_request_read(struct bytes text, struct witness_request *ret_request)
{
	struct bytes rest = text, line;
	*ret_request = (struct witness_request){ 0 };
	if (text.length > WITNESS_REQUEST_MAX_BYTES || !note_line(&rest, &line) || !read_old(line, &ret_request->old))
		return STATUS_MALFORMED;
	while (note_line(&rest, &line) && line.length) {
		if (ret_request->path.count == TREE_PATH_MAX ||
		    !note_base64_of(line, ret_request->path.hash[ret_request->path.count].at, HASH_BYTES))
			return STATUS_MALFORMED;
		ret_request->path.count++;
	}
	if (line.length || !rest.length)
		return STATUS_MALFORMED;
	ret_request->note = rest;
	return STATUS_OK;
}
