/* Witnesses of the log: asked to cosign each checkpoint that is newer, whenever they answer; nothing ever waits for them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_WITNESSES_H
#define PUBLISH_WITNESSES_H

#include "loop/loop.h"
#include "publish/public_log.h"

#define WITNESSES_MAX 16u
#define WITNESS_URL_BYTES 512u
/* A quiet log is cosigned anew so often, so that its witnesses say that it lives; and a busy one not more often than the other. */
#define WITNESS_BEAT_S 60
#define WITNESS_APART_S 2
/* One who does not answer is waited for so long. */
#define WITNESS_WAIT_S 5

/* How it stands with a witness.  STANDING(NAME, JSON, in words) */
#define WITNESS_STANDING_LIST(STANDING)                                                                                \
	STANDING(UNASKED, "unasked", "it was not asked yet")                                                           \
	STANDING(GOOD, "good", "it cosigned the last checkpoint that it was asked for")                                \
	STANDING(GONE, "gone", "it does not answer")                                                                   \
	STANDING(REFUSES, "refuses", "it does not cosign")                                                             \
	STANDING(LIES, "lies", "its answer is not signed by its key")                                                  \
	STANDING(AHEAD, "ahead",                                                                                       \
	         "it has seen a longer log than this one: entries are missing here, or there are two logs")

enum witness_standing {
#define STANDING(NAME, JSON, WORDS) WITNESS_##NAME,
	WITNESS_STANDING_LIST(STANDING)
#undef STANDING
	    WITNESS_STANDING_COUNT
};

struct witness_setup {
	char url[WITNESS_URL_BYTES]; /* "/add-checkpoint" is put behind it */
	char key[VERIFIER_MAX_BYTES];
};

struct witnesses;

/*
 * The log and the loop are borrowed.
 *   STATUS_MALFORMED  a key is none: ret_which says whose;  STATUS_LIMIT, STATUS_MEMORY
 */
enum status witnesses_open(struct loop *loop, struct public_log *log, const struct witness_setup *setup, unsigned count,
                           unsigned *ret_which, struct witnesses **ret_witnesses);
void witnesses_close(struct witnesses *witnesses);
/* Asks those whose turn it is. */
void witnesses_turn(struct witnesses *witnesses, struct instant now);
/* Appends the last checkpoint that anybody cosigned, with all cosignatures of it; STATUS_MISSING if there is none. */
enum status witnesses_note(const struct witnesses *witnesses, struct buffer *out);
/* Appends a JSON list of them: name, url, standing, words, the size and moment they cosigned last. */
enum status witnesses_list(const struct witnesses *witnesses, struct buffer *out);

#endif
