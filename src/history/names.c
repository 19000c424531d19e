/* A growing table of words. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/names.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024u

void names_close(struct names *names)
{
	buffer_close(&names->text);
	free(names->begin);
	free(names->slot);
	*names = (struct names){ 0 };
}

/* FNV-1a: the words are a file's own, and a file that is made to collide slows only its own import. */
static uint64_t digest(struct bytes word)
{
	uint64_t sum = 14695981039346656037u;
	for (size_t i = 0; i < word.length; i++)
		sum = (sum ^ word.at[i]) * 1099511628211u;
	return sum;
}

/* The slot that holds the word, or the empty one where it belongs. */
static uint32_t *find(const struct names *names, struct bytes word)
{
	uint32_t at = (uint32_t)digest(word) & (names->slots - 1);
	while (names->slot[at] && !bytes_same(bytes_of_text(names_word(names, names->slot[at])), word))
		at = (at + 1) & (names->slots - 1);
	return &names->slot[at];
}

static enum status grow(struct names *names)
{
	uint32_t room = names->room ? names->room * 2 : SLOTS_FIRST / 2;
	size_t *begin = reallocarray(names->begin, room, sizeof *begin);
	if (!begin)
		return STATUS_MEMORY;
	names->begin = begin;
	uint32_t *slot = calloc(room * 2, sizeof *slot);
	if (!slot)
		return STATUS_MEMORY;
	free(names->slot);
	names->slot = slot;
	names->slots = room * 2;
	names->room = room;
	for (uint32_t number = 1; number <= names->count; number++)
		*find(names, bytes_of_text(names_word(names, number))) = number;
	return STATUS_OK;
}

enum status names_add(struct names *names, struct bytes word, uint32_t *ret_number)
{
	/* A NUL would end it early. */
	const uint8_t *nul = word.length ? memchr(word.at, '\0', word.length) : NULL;
	if (nul)
		word.length = (size_t)(nul - word.at);
	if (!word.length) {
		*ret_number = 0;
		return STATUS_OK;
	}
	enum status status = names->count == NAMES_MAX ? STATUS_LIMIT : STATUS_OK;
	if (status == STATUS_OK && names->count == names->room)
		status = grow(names);
	if (status != STATUS_OK)
		return status;
	uint32_t *slot = find(names, word);
	if (!*slot) {
		status = buffer_reserve(&names->text, word.length + 1);
		if (status != STATUS_OK)
			return status;
		names->begin[names->count++] = names->text.length;
		*slot = names->count;
		status = buffer_append(&names->text, word);
		if (status == STATUS_OK)
			status = buffer_append(&names->text, bytes_of("", 1));
		assert(status == STATUS_OK); /* there was room */
	}
	*ret_number = *slot;
	return STATUS_OK;
}

const char *names_word(const struct names *names, uint32_t number)
{
	assert(number <= names->count);
	return number ? (const char *)names->text.at + names->begin[number - 1] : "";
}
