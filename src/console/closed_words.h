/* Whether what was said of a call or incident may be read by who asks: some time after it ended, only by whoever opened it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_CLOSED_WORDS_H
#define CONSOLE_CLOSED_WORDS_H

#include "core/codec.h"
#include "desk/desk.h"

/* How long after its end a record is read as before, unless the settings say otherwise. */
#define CLOSED_WORDS_AFTER_S (24 * 3600u)

/* Who reads, and when. */
struct closed_words {
	const struct board *board; /* borrowed */
	uint32_t agent;            /* 0: nobody who could have opened anything */
	struct instant now;
	uint32_t after_s;
};

/* What is open, ended not long ago, or still owes something is read by whoever may read at all; so is what that agent opened. */
bool closed_words_of_call(const struct closed_words *reading, uint32_t call);
bool closed_words_of_incident(const struct closed_words *reading, uint32_t incident);
/*
 * Whether an entry's texts may be shown: it speaks of something that may be read, or of no call and no incident at all; or it was
 * written not long ago; or it says who looked and why, or who erased.
 */
bool closed_words_of_entry(const struct closed_words *reading, const struct entry_head *head,
                           struct entry_reader events);

#endif
