/* Finds things by a 64-bit hash; whoever asks compares what he finds, for hashes may fall together. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_INDEX_H
#define PHONE_INDEX_H

#include "base/bytes.h"

struct index_place {
	uint64_t hash;
	void *thing; /* NULL: the place is free */
};

/* Zero-initialised it is empty. */
struct index {
	struct index_place *place;
	size_t room; /* a power of two, or 0 */
	size_t count;
};

/* A hash that strangers cannot foresee. */
uint64_t index_hash(const uint64_t seed[2], struct bytes bytes);

/* Makes sure that so many things fit altogether; STATUS_MEMORY. */
enum status index_reserve(struct index *index, size_t things);
/* Adds a thing; room must have been reserved. */
void index_add(struct index *index, uint64_t hash, void *thing);
/* Takes one out; it must be there. */
void index_remove(struct index *index, uint64_t hash, const void *thing);
/* The things of a hash, one after another: start with *cursor 0; NULL at the end. */
void *index_find(const struct index *index, uint64_t hash, size_t *cursor);
void index_close(struct index *index);

#endif
