/* The keys of commands, remembered for a named span, so that a repeated command has one effect. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_KEYS_H
#define CORE_KEYS_H

#include "base/instant.h"
#include "base/status.h"
#include "core/board.h"

/* A ring in order of time and an open-addressed index over it. */
struct key_book {
	struct command_key *ring;
	uint32_t ring_room; /* a power of two */
	uint64_t first;     /* running numbers; place = number % ring_room */
	uint64_t end;
	uint64_t *index;     /* running number plus one; 0: empty */
	uint32_t index_room; /* a power of two, at least twice ring_room */
	uint64_t digest;     /* sum over the keys kept */
};

void keys_close(struct key_book *keys);
/* Room for one more, or STATUS_MEMORY, or STATUS_LIMIT past KEYS_MAX. */
enum status keys_reserve(struct key_book *keys);
/* Room must have been reserved; forgets those older than KEYS_KEPT_S. */
void keys_add(struct key_book *keys, const struct command_key *key);
const struct command_key *keys_find(const struct key_book *keys, const uint8_t key[COMMAND_KEY_BYTES]);
uint64_t keys_digest(const struct key_book *keys);

#endif
