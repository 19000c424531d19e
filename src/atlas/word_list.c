/* Words that are kept once each: an open table of offsets. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/word_list.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024u

void word_list_close(struct word_list *list)
{
	buffer_close(&list->text);
	free(list->slots);
	*list = (struct word_list){ 0 };
}

const char *word_list_at(const struct word_list *list, uint32_t offset)
{
	return list->text.length ? (const char *)list->text.at + offset : "";
}

/* FNV-1a; strangers choose the words, but a long probe costs them only their own import's time. */
static uint32_t hash_of(const char *text)
{
	uint32_t hash = 2166136261u;
	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	return hash ^ hash >> 15;
}

static uint32_t *slot_of(const struct word_list *list, const char *text)
{
	uint32_t at = hash_of(text) & (list->slot_count - 1);
	while (list->slots[at] && strcmp(word_list_at(list, list->slots[at]), text) != 0)
		at = (at + 1) & (list->slot_count - 1);
	return &list->slots[at];
}

static enum status make_room(struct word_list *list)
{
	if (list->used * 2 < list->slot_count)
		return STATUS_OK;
	uint32_t *old = list->slots, old_count = list->slot_count;
	uint32_t *slots = calloc(old_count ? (size_t)old_count * 2 : FIRST_SLOTS, sizeof *slots);
	if (!slots)
		return STATUS_MEMORY;
	list->slots = slots;
	list->slot_count = old_count ? old_count * 2 : FIRST_SLOTS;
	for (uint32_t i = 0; i < old_count; i++)
		if (old[i])
			*slot_of(list, word_list_at(list, old[i])) = old[i];
	free(old);
	return STATUS_OK;
}

/* A cut stands before a byte that begins a character. */
static size_t cut(struct bytes name)
{
	size_t length = name.length;
	if (length > NAME_MAX_BYTES)
		for (length = NAME_MAX_BYTES; length && (name.at[length] & 0xC0) == 0x80;)
			length--;
	return length;
}

enum status word_list_keep(struct word_list *list, struct bytes name, uint32_t *ret_offset)
{
	char text[NAME_MAX_BYTES + 1];
	size_t length = cut(name);
	enum status status = list->text.length ? STATUS_OK : buffer_append(&list->text, bytes_of("", 1));
	if (status == STATUS_OK && length)
		status = make_room(list);
	if (status != STATUS_OK)
		return status;
	if (!length) {
		*ret_offset = 0;
		return STATUS_OK;
	}
	for (size_t i = 0; i < length; i++)
		text[i] = name.at[i] ? (char)name.at[i] : ' ';
	text[length] = '\0';
	uint32_t *slot = slot_of(list, text);
	if (!*slot) {
		if (list->text.length > UINT32_MAX - sizeof text)
			return STATUS_LIMIT;
		uint32_t offset = (uint32_t)list->text.length;
		status = buffer_append(&list->text, bytes_of(text, length + 1));
		if (status != STATUS_OK)
			return status;
		*slot = offset;
		list->used++;
	}
	*ret_offset = *slot;
	return STATUS_OK;
}
