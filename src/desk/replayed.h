/* A decision of the record made again, and what came of it: what all that make decisions again have to tell. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_REPLAYED_H
#define DESK_REPLAYED_H

#include <stdint.h>

enum replay_outcome {
	REPLAY_NONE,
	REPLAY_SAME,      /* as on record; and with the caller blanked as well, where that was asked */
	REPLAY_BLANKED,   /* as on record, but with the caller blanked it comes out otherwise */
	REPLAY_PROTECTED, /* as on record only for an eye that sees who is calling, which no decision may */
	REPLAY_OTHERWISE, /* not as on record, whoever is calling */
	REPLAY_UNKNOWN,   /* it cannot be made again */
	REPLAY_COUNT
};

/* One that is to be listed.  Strings are borrowed while it is told; NULL where there is nothing to say. */
struct replayed {
	uint64_t sequence; /* the entry that has it */
	uint32_t call, incident;
	enum replay_outcome outcome;
	const char *why;   /* in words */
	const char *was;   /* what is on record */
	const char *again; /* what comes out instead */
	const char *by;    /* the names, never the values, of the facts by which it does, parted by ", " */
};
typedef void replay_teller(void *context, const struct replayed *replayed);

/* Each decision is counted once. */
struct replay_tally {
	uint64_t count[REPLAY_COUNT];
};

static inline uint64_t replay_total(const struct replay_tally *tally)
{
	uint64_t total = 0;
	for (unsigned outcome = REPLAY_SAME; outcome < REPLAY_COUNT; outcome++)
		total += tally->count[outcome];
	return total;
}

#endif
