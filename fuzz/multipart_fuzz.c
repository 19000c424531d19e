/* A stranger's body: every part lies inside it, and what is decoded is never longer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/multipart.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static bool inside(struct bytes part, struct bytes whole)
{
	return !part.length || (part.at >= whole.at && part.at + part.length <= whole.at + whole.length);
}

/* Whether a URL with every byte of the id escaped finds a part. */
static bool found(const struct multipart *multipart, struct bytes id)
{
	struct buffer url = { 0 };
	bool good = buffer_append_text(&url, "cid:") == STATUS_OK;
	for (size_t i = 0; i < id.length && good; i++)
		good = buffer_print(&url, "%%%02x", id.at[i]) == STATUS_OK;
	good = good && multipart_find(multipart, buffer_bytes(&url));
	buffer_close(&url);
	return good;
}

/* The first line is the Content-Type. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct multipart multipart;
	const uint8_t *end = length ? memchr(at, '\n', length) : NULL;
	size_t first = end ? (size_t)(end - at) : 0;
	struct bytes type = bytes_of(at, first), body = bytes_of(at + first, length - first),
		     whole = bytes_of(at, length);
	multipart_read(type, body, &multipart);
	assert(multipart.parts <= MULTIPART_PARTS_MAX);
	for (uint32_t i = 0; i < multipart.parts; i++) {
		const struct multipart_part *part = &multipart.part[i];
		struct buffer out = { 0 };
		assert(inside(part->type, whole) && inside(part->id, whole) && inside(part->disposition, whole));
		assert(inside(part->encoding, whole) && inside(part->body, whole));
		assert(part->holder <= i && part->depth < MULTIPART_DEPTH_MAX);
		assert(!part->id.length || found(&multipart, part->id));
		if (multipart_decode(part, &out) == STATUS_OK)
			assert(out.length <= part->body.length);
		buffer_close(&out);
		(void)multipart_find(&multipart, part->body);
	}
	return 0;
}
