/* Finds things by a 64-bit hash: open addressing; what stands behind a gap moves up, so that no gap is ever left behind. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/index.h"

#include <assert.h>
#include <stdlib.h>

#include "wire/keyed_hash.h"

uint64_t index_hash(const uint64_t seed[2], struct bytes bytes)
{
	struct keyed_hash hash;
	keyed_hash_begin(&hash, seed);
	keyed_hash_add(&hash, bytes);
	return keyed_hash_end(&hash).low;
}

static void put(struct index *index, uint64_t hash, void *thing)
{
	size_t at = hash & (index->room - 1);
	while (index->place[at].thing)
		at = (at + 1) & (index->room - 1);
	index->place[at] = (struct index_place){ hash, thing };
	index->count++;
}

enum status index_reserve(struct index *index, size_t things)
{
	size_t room = index->room ? index->room : 16;
	while (room * 3 < things * 4)
		room *= 2;
	if (room == index->room)
		return STATUS_OK;
	struct index grown = { .place = calloc(room, sizeof *grown.place), .room = room };
	if (!grown.place)
		return STATUS_MEMORY;
	for (size_t i = 0; i < index->room; i++)
		if (index->place[i].thing)
			put(&grown, index->place[i].hash, index->place[i].thing);
	free(index->place);
	*index = grown;
	return STATUS_OK;
}

void index_add(struct index *index, uint64_t hash, void *thing)
{
	assert(thing && index->count + 1 < index->room);
	put(index, hash, thing);
}

void *index_find(const struct index *index, uint64_t hash, size_t *cursor)
{
	for (; index->room && *cursor < index->room; ++*cursor) {
		const struct index_place *place = &index->place[(hash + *cursor) & (index->room - 1)];
		if (!place->thing)
			return NULL;
		if (place->hash == hash) {
			++*cursor;
			return place->thing;
		}
	}
	return NULL;
}

void index_remove(struct index *index, uint64_t hash, const void *thing)
{
	size_t mask = index->room - 1, gap = hash & mask;
	while (index->place[gap].thing != thing) {
		assert(index->place[gap].thing);
		gap = (gap + 1) & mask;
	}
	/* Whatever has passed the gap on its way from where its hash wants it moves into it (Knuth 6.4, algorithm R). */
	for (size_t at = (gap + 1) & mask; index->place[at].thing; at = (at + 1) & mask) {
		size_t wanted = index->place[at].hash & mask;
		if (((at - wanted) & mask) < ((at - gap) & mask))
			continue;
		index->place[gap] = index->place[at];
		gap = at;
	}
	index->place[gap] = (struct index_place){ 0 };
	index->count--;
}

void index_close(struct index *index)
{
	free(index->place);
	*index = (struct index){ 0 };
}
