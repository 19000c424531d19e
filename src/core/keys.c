/* The keys of commands, remembered for a named span, so that a repeated command has one effect. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"

#define FIRST_ROOM 64u

static uint32_t home(const struct key_book *keys, const uint8_t key[COMMAND_KEY_BYTES])
{
	return (uint32_t)(bytes_get_u64(key) & (keys->index_room - 1)); /* keys are hashes already */
}

static struct command_key *at(const struct key_book *keys, uint64_t number)
{
	return &keys->ring[number & (keys->ring_room - 1)];
}

void keys_close(struct key_book *keys)
{
	free(keys->ring);
	free(keys->index);
	*keys = (struct key_book){ 0 };
}

static void index_put(struct key_book *keys, uint64_t number)
{
	uint32_t slot = home(keys, at(keys, number)->key);
	while (keys->index[slot])
		slot = (slot + 1) & (keys->index_room - 1);
	keys->index[slot] = number + 1;
}

/* Where the key stands in the index, or the empty slot at which the search ended. */
static uint32_t index_find(const struct key_book *keys, const uint8_t key[COMMAND_KEY_BYTES])
{
	uint32_t slot = home(keys, key);
	while (keys->index[slot] && memcmp(at(keys, keys->index[slot] - 1)->key, key, COMMAND_KEY_BYTES) != 0)
		slot = (slot + 1) & (keys->index_room - 1);
	return slot;
}

/* Empties a slot and moves back what stands behind it, so that no search ends too early. */
static void index_take(struct key_book *keys, uint32_t hole)
{
	uint32_t mask = keys->index_room - 1;
	keys->index[hole] = 0;
	for (uint32_t slot = (hole + 1) & mask; keys->index[slot]; slot = (slot + 1) & mask) {
		uint32_t wanted = home(keys, at(keys, keys->index[slot] - 1)->key);
		if (((slot - wanted) & mask) < ((slot - hole) & mask))
			continue;
		keys->index[hole] = keys->index[slot];
		keys->index[slot] = 0;
		hole = slot;
	}
}

enum status keys_reserve(struct key_book *keys)
{
	uint64_t count = keys->end - keys->first;
	if (count < keys->ring_room)
		return STATUS_OK;
	if (count >= KEYS_MAX)
		return STATUS_LIMIT;
	uint32_t room = keys->ring_room ? keys->ring_room * 2 : FIRST_ROOM;
	struct command_key *ring = calloc(room, sizeof *ring);
	uint64_t *index = calloc((size_t)room * 2, sizeof *index);
	if (!ring || !index) {
		free(ring);
		free(index);
		return STATUS_MEMORY;
	}
	for (uint64_t number = keys->first; number < keys->end; number++)
		ring[number & (room - 1)] = *at(keys, number);
	free(keys->ring);
	free(keys->index);
	keys->ring = ring;
	keys->ring_room = room;
	keys->index = index;
	keys->index_room = room * 2;
	for (uint64_t number = keys->first; number < keys->end; number++)
		index_put(keys, number);
	return STATUS_OK;
}

/* No item's seed (board.c), and the same for ever: ledgers carry the digests that came of it. */
#define KEY_SEED 26u

static uint64_t key_digest(const struct command_key *key)
{
	return digest_of(KEY_SEED, key, sizeof *key);
}

static void forget_oldest(struct key_book *keys)
{
	struct command_key *oldest = at(keys, keys->first);
	keys->digest -= key_digest(oldest);
	uint32_t slot = index_find(keys, oldest->key);
	/* The same key may have come again after it was forgotten once; only its own place is taken. */
	if (keys->index[slot] == keys->first + 1)
		index_take(keys, slot);
	keys->first++;
}

void keys_add(struct key_book *keys, const struct command_key *key)
{
	struct span kept = span_s(KEYS_KEPT_S);
	while (keys->first < keys->end && instant_since(key->at, at(keys, keys->first)->at).us > kept.us)
		forget_oldest(keys);
	assert(keys->end - keys->first < keys->ring_room);
	assert(!keys_find(keys, key->key));
	*at(keys, keys->end) = *key;
	index_put(keys, keys->end++);
	keys->digest += key_digest(key);
}

const struct command_key *keys_find(const struct key_book *keys, const uint8_t key[COMMAND_KEY_BYTES])
{
	if (!keys->index_room)
		return NULL;
	uint64_t number = keys->index[index_find(keys, key)];
	return number ? at(keys, number - 1) : NULL;
}

uint64_t keys_digest(const struct key_book *keys)
{
	uint64_t digest = 0;
	for (uint64_t number = keys->first; number < keys->end; number++)
		digest += key_digest(at(keys, number));
	return digest;
}
