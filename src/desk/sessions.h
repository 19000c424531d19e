/* Who is signed in from which browser: a session is 256 random bits, of which only the hash is kept. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_SESSIONS_H
#define DESK_SESSIONS_H

#include "base/instant.h"
#include "desk/kept_file.h"

#define SESSION_HASH_BYTES 32
/* 64 hexadecimal digits and the NUL. */
#define SESSION_TOKEN_BYTES 65
/* A shift and its hand-over; a session that nobody uses ends sooner.  Ending one ends nothing that is owed. */
#define SESSION_MAX_S (16 * 3600)
#define SESSION_IDLE_MAX_S (12 * 3600)
#define SESSIONS_MAX 10000u
/* An address as text, with its NUL. */
#define SESSION_FROM_BYTES 46

struct session {
	uint8_t hash[SESSION_HASH_BYTES];
	struct instant began, seen;
	uint32_t number; /* never given twice */
	uint32_t agent;
	char from[SESSION_FROM_BYTES];
};

struct sessions {
	char path[KEPT_FILE_PATH_MAX_BYTES];
	struct session *session; /* in the order of their beginning */
	size_t count, room;
	uint32_t last; /* number */
};

/* Reads DIR/keys/sessions, or begins without; STATUS_MALFORMED, STATUS_IO, STATUS_MEMORY. */
enum status sessions_open(struct sessions *sessions, const char *path);
void sessions_close(struct sessions *sessions);

/* Kept on disk before it returns STATUS_OK.  STATUS_LIMIT: there are as many as may be. */
enum status sessions_begin(struct sessions *sessions, uint32_t agent, const char *from, struct instant now,
                           char ret_token[SESSION_TOKEN_BYTES], uint32_t *ret_number);
/* The session of a token, which is seen now; NULL if there is none, or if it is over. */
const struct session *sessions_find(struct sessions *sessions, const char *token, struct instant now);
const struct session *sessions_numbered(const struct sessions *sessions, uint32_t number);
/* Whether the session of that number is there, and not over. */
bool sessions_holds(const struct sessions *sessions, uint32_t number, struct instant now);
/* STATUS_MISSING: there is none of that number. */
enum status sessions_end(struct sessions *sessions, uint32_t number);
/* All of an agent's but one; 0: all. */
enum status sessions_end_others(struct sessions *sessions, uint32_t agent, uint32_t but);

#endif
