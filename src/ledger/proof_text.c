/* A proof that an entry is in the log, as a text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/proof_text.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define HEAD "c2sp.org/tlog-proof@v1\n"
#define BASE64_OF_HASH (sodium_base64_ENCODED_LEN(HASH_BYTES, sodium_base64_VARIANT_ORIGINAL) - 1)

enum status proof_text_write(const struct proof_text *proof, struct buffer *out)
{
	char text[sodium_base64_ENCODED_LEN(PROOF_EXTRA_MAX_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	enum status status = buffer_append_text(out, HEAD);
	if (status == STATUS_OK && proof->extra_bytes) {
		(void)sodium_bin2base64(text, sizeof text, proof->extra, proof->extra_bytes,
		                        sodium_base64_VARIANT_ORIGINAL);
		status = buffer_print(out, "extra %s\n", text);
	}
	if (status == STATUS_OK)
		status = buffer_print(out, "index %" PRIu64 "\n", proof->index);
	for (unsigned i = 0; i < proof->path.count && status == STATUS_OK; i++) {
		(void)sodium_bin2base64(text, sizeof text, proof->path.hash[i].at, HASH_BYTES,
		                        sodium_base64_VARIANT_ORIGINAL);
		status = buffer_print(out, "%s\n", text);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(out, "\n");
	return status == STATUS_OK ? buffer_append(out, proof->checkpoint) : status;
}

/* The next line without its end; false if there is none. */
static bool take_line(struct bytes *rest, struct bytes *ret_line)
{
	const uint8_t *end = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
	if (!end)
		return false;
	*ret_line = bytes_of(rest->at, (size_t)(end - rest->at));
	*rest = bytes_of(end + 1, rest->length - ret_line->length - 1);
	return true;
}

static bool take_word(struct bytes *line, const char *word)
{
	size_t length = strlen(word);
	if (line->length < length || memcmp(line->at, word, length) != 0)
		return false;
	*line = bytes_of(line->at + length, line->length - length);
	return true;
}

/* libsodium takes some bytes above 0x7f for letters: what is not written so again is refused. */
static bool decode(struct bytes text, uint8_t *ret_at, size_t room, size_t *ret_length)
{
	char again[sodium_base64_ENCODED_LEN(PROOF_EXTRA_MAX_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	if (sodium_base642bin(ret_at, room, (const char *)text.at, text.length, NULL, ret_length, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	(void)sodium_bin2base64(again, sizeof again, ret_at, *ret_length, sodium_base64_VARIANT_ORIGINAL);
	return bytes_same(text, bytes_of_text(again));
}

/* Digits and no zero before them. */
static bool read_index(struct bytes text, uint64_t *ret_index)
{
	uint64_t index = 0;
	if (!text.length || text.length > 19 || (text.at[0] == '0' && text.length > 1))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		index = index * 10 + (uint64_t)(text.at[i] - '0');
	}
	*ret_index = index;
	return true;
}

enum status proof_text_read(struct bytes text, struct proof_text *ret_proof)
{
	struct bytes rest = text, line;
	struct proof_text *proof = ret_proof;
	*proof = (struct proof_text){ 0 };
	if (text.length > PROOF_TEXT_MAX_BYTES || !take_word(&rest, HEAD) || !take_line(&rest, &line))
		return STATUS_MALFORMED;
	if (take_word(&line, "extra ") &&
	    (!line.length || !decode(line, proof->extra, sizeof proof->extra, &proof->extra_bytes) ||
	     !take_line(&rest, &line)))
		return STATUS_MALFORMED;
	if (!take_word(&line, "index ") || !read_index(line, &proof->index))
		return STATUS_MALFORMED;
	while (take_line(&rest, &line) && line.length) {
		size_t length;
		if (line.length != BASE64_OF_HASH || proof->path.count == TREE_PATH_MAX ||
		    !decode(line, proof->path.hash[proof->path.count].at, HASH_BYTES, &length) || length != HASH_BYTES)
			return STATUS_MALFORMED;
		proof->path.count++;
	}
	/* The empty line was found, and the note stands behind it. */
	if (line.length || !rest.length)
		return STATUS_MALFORMED;
	proof->checkpoint = rest;
	return STATUS_OK;
}
