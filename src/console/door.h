/* Who comes in from a browser: passwords, passkeys, sessions, and how often somebody may be wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_DOOR_H
#define CONSOLE_DOOR_H

#include "desk/credentials.h"
#include "desk/sessions.h"
#include "loop/worker.h"
#include "wire/webauthn.h"

/* NIST SP 800-63B 5.1.1.2: at least 8 characters, and room for 64 and more. */
#define PASSWORD_MIN_BYTES 8u
#define PASSWORD_MAX_BYTES 1024u
/* So often one may be wrong about a name from one address, and an address about all names; then it waits, longer each time. */
#define DOOR_WRONG_MAX 5u
#define DOOR_WRONG_ADDRESS_MAX 50u
/* Callers' codes, which are nobody's name: who tries them shuts no call-taker out of the same address. */
#define DOOR_WRONG_CODES_MAX 20u
#define DOOR_WAIT_MAX_S 60u
#define DOOR_GUESSERS 4096u
/* A challenge is answered once, and within so long; a person looks for the key that long. */
#define DOOR_CHALLENGE_S 300
#define DOOR_CHALLENGES 1024u

struct challenge {
	uint8_t at[WEBAUTHN_CHALLENGE_BYTES];
	struct instant until; /* 0: free, or used */
	uint32_t agent;
};

/* Who was wrong; a slot is taken over by another one whose hash falls there, which forgives and never locks out. */
struct guesser {
	uint64_t of;
	struct instant until;
	uint32_t wrong;
};

struct door {
	struct credentials credentials;
	struct sessions sessions;
	struct worker *worker;
	struct challenge challenge[DOOR_CHALLENGES];
	struct guesser guesser[DOOR_GUESSERS];
	uint32_t next_challenge;
	uint8_t salt[16]; /* of the guessers' hashes */
};

/* Reads the folder DIR/keys; says on standard error what is wrong there.  The caller closes it. */
enum status door_open(struct loop *loop, const char *path, struct door **ret_door);
void door_close(struct door *door);

/* How many seconds one has to wait before the next try; 0: none. */
uint32_t door_wait_s(const struct door *door, const char *name, const char *address, struct instant now);
void door_wrong(struct door *door, const char *name, const char *address, struct instant now);
void door_right(struct door *door, const char *name, const char *address);
/* The same of callers' codes from an address. */
uint32_t door_code_wait_s(const struct door *door, const char *address, struct instant now);
void door_code_tried(struct door *door, const char *address, struct instant now, bool right);

/* A fresh challenge for an agent. */
const struct challenge *door_challenge(struct door *door, uint32_t agent, struct instant now);
/* Takes an open challenge of an agent that the client data name, so that it is not answered twice; false if there is none. */
bool door_take_challenge(struct door *door, uint32_t agent, struct bytes client_data, struct instant now,
                         uint8_t ret_at[WEBAUTHN_CHALLENGE_BYTES]);

/* A password that is checked, or hashed, away from the loop. */
struct password_job {
	struct worker_job job;
	char password[PASSWORD_MAX_BYTES + 1];
	char hash[PASSWORD_HASH_BYTES]; /* to be checked, if `check`; or what came of it */
	bool check, good;
};
/* The job's work: Argon2id with libsodium's interactive limits, 64 MiB. */
void door_work(struct worker_job *job);
/* A hash that no password has, so that an unknown name takes as long as a wrong password. */
extern const char door_no_hash[];

#endif
