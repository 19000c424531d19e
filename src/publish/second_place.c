/* How far the log was signed, kept in a second place: "SIZE ROOT". */
/* SPDX-License-Identifier: Apache-2.0 */
#include "publish/second_place.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "desk/kept_file.h"

#define FILE_MAX_BYTES 8192u

static enum status read_place(const char *path, uint64_t *ret_size, struct hash *ret_root)
{
	struct buffer text = { .cap = FILE_MAX_BYTES };
	char word[2 * HASH_BYTES + 1];
	size_t length = 0;
	enum status status = kept_file_read(path, &text);
	*ret_size = 0;
	if (status == STATUS_OK && text.length) {
		status = buffer_append(&text, bytes_of("", 1));
		const char *at = (const char *)text.at;
		if (status == STATUS_OK &&
		    !(kept_number(&at, INT64_MAX, ret_size) && *ret_size && kept_word(&at, word, sizeof word) &&
		      sodium_hex2bin(ret_root->at, HASH_BYTES, word, strlen(word), NULL, &length, NULL) == 0 &&
		      length == HASH_BYTES))
			status = STATUS_MALFORMED;
	}
	buffer_close(&text);
	return status;
}

enum status second_place_check(struct second_place *place, struct public_log *log, uint64_t *ret_size)
{
	struct hash signed_root, root;
	enum status status = read_place(place->path, ret_size, &signed_root);
	if (status != STATUS_OK || !*ret_size)
		return status;
	if (*ret_size > public_log_size(log))
		return STATUS_CORRUPT;
	status = public_log_root(log, *ret_size, &root);
	if (status == STATUS_OK && !hash_same(&root, &signed_root))
		return STATUS_CORRUPT;
	place->size = *ret_size;
	return status;
}

enum status second_place_turn(struct second_place *place, struct public_log *log, struct instant now)
{
	uint64_t size = public_log_size(log);
	int64_t since_us = instant_since(now, place->at).us;
	char hex[2 * HASH_BYTES + 1], text[128];
	struct hash root;
	if (size <= place->size || (since_us >= 0 && since_us < span_s(SECOND_PLACE_APART_S).us))
		return STATUS_OK;
	place->at = now;
	enum status status = public_log_root(log, size, &root);
	if (status != STATUS_OK)
		return status;
	(void)sodium_bin2hex(hex, sizeof hex, root.at, HASH_BYTES);
	(void)snprintf(text, sizeof text, "%" PRIu64 " %s", size, hex);
	status = kept_file_write(place->path, bytes_of_text(text));
	if (status == STATUS_OK)
		place->size = size;
	return status;
}
