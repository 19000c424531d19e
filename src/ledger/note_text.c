/* Lines, numbers and base64 of signed notes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note_text.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_ORIGINAL

bool note_line(struct bytes *rest, struct bytes *ret_line)
{
	const uint8_t *end = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
	if (!end)
		return false;
	*ret_line = bytes_of(rest->at, (size_t)(end - rest->at));
	*rest = bytes_of(end + 1, rest->length - ret_line->length - 1);
	return true;
}

bool note_word(struct bytes *line, const char *word)
{
	size_t length = strlen(word);
	if (line->length < length || memcmp(line->at, word, length) != 0)
		return false;
	*line = bytes_of(line->at + length, line->length - length);
	return true;
}

bool note_number(struct bytes text, uint64_t *ret_number)
{
	uint64_t number = 0;
	if (!text.length || text.length > 19 || (text.at[0] == '0' && text.length > 1))
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		number = number * 10 + (uint64_t)(text.at[i] - '0');
	}
	*ret_number = number;
	return true;
}

/* libsodium takes some bytes above 0x7f for letters: what is not written so again is refused. */
bool note_base64(struct bytes text, uint8_t *ret_at, size_t room, size_t *ret_length)
{
	char again[sodium_base64_ENCODED_LEN(NOTE_BASE64_MAX_BYTES, VARIANT)];
	assert(room <= NOTE_BASE64_MAX_BYTES);
	if (sodium_base642bin(ret_at, room, (const char *)text.at, text.length, NULL, ret_length, NULL, VARIANT) != 0)
		return false;
	(void)sodium_bin2base64(again, sizeof again, ret_at, *ret_length, VARIANT);
	return bytes_same(text, bytes_of_text(again));
}

bool note_base64_of(struct bytes text, uint8_t *ret_at, size_t bytes)
{
	size_t length;
	return note_base64(text, ret_at, bytes, &length) && length == bytes;
}
