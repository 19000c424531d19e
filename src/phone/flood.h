/* Counts what comes anew, as a whole and by source, and says when it is a flood and when that is over.
 *
 * A flood is only marked and told: whoever calls out of one is kept and answered like everybody.  Memory is bounded; where more
 * sources write than there is room for, the quietest is forgotten.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_FLOOD_H
#define PHONE_FLOOD_H

#include "base/instant.h"
#include "wire/keyed_hash.h"

/* The centre's policy, for no standard has figures.  A great city's centre has a few calls a second on a bad day; the network
 * before us may bring all of them from one address, so that a single source may bring half of what all together may. */
#define FLOOD_PER_S 100u
#define FLOOD_SOURCE_PER_S 50u
/* It is told so often while it lasts, and is over once it has been quiet for so long. */
#define FLOOD_TELL_S 5
#define FLOOD_OVER_S 10

#define FLOOD_SOURCES 2048u
#define FLOOD_WAYS 4u
/* Messages of floods that wait to be kept; of more, some bodies are stored once more than needed. */
#define FLOOD_AWAITED 256u

struct flood_count {
	int64_t second;    /* since 1970 */
	uint32_t count;    /* in that second */
	uint32_t peak;     /* the most in a second since it began; 0: it is none */
	struct instant on; /* when it was a flood last */
};

struct flood_source {
	uint64_t source; /* 0: nobody */
	struct flood_count count;
	/* A body of this source that is on disk whole, and the call that has it; 0: none. */
	struct hash128 body;
	uint32_t call;
};

struct flood_awaited {
	uint64_t ticket, source;
	struct hash128 body;
};

struct flood {
	struct flood_count all;
	struct instant on, told; /* when anything was a flood last, and was told; never recorded: there is none */
	uint32_t most;           /* in a second, since it was told */
	struct flood_source source[FLOOD_SOURCES];
	struct flood_awaited awaited[FLOOD_AWAITED];
};

/* Counts one from a source (a keyed hash of its address).  The source, if it floods: borrowed until the next count. */
struct flood_source *flood_add(struct flood *flood, uint64_t source, struct instant now);
/* Whether something is to be told now: the most that came in a second, or 0 when the flood is over. */
bool flood_news(struct flood *flood, struct instant now, uint32_t *ret_number);
/* When the flood may be over; never recorded: there is none. */
struct instant flood_next(const struct flood *flood);

/* The call on disk with the same body of a flooding source; 0: none is known, and this one is stored whole.  Then it becomes
 * the one, once flood_kept is told that its ticket is on disk. */
uint32_t flood_same_body(struct flood *flood, const struct flood_source *source, struct hash128 body, uint64_t ticket);
void flood_kept(struct flood *flood, uint64_t ticket, uint32_t call);

#endif
