/* By what people prove who they are: hashes of passwords, public keys of passkeys.  Beside the ledger, not in it: a copy of
 * the record for an auditor or a trainee lets nobody in. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_CREDENTIALS_H
#define DESK_CREDENTIALS_H

#include "base/bytes.h"
#include "desk/kept_file.h"

/* Argon2id as libsodium writes it, its parameters and salt within (crypto_pwhash_STRBYTES). */
#define PASSWORD_HASH_BYTES 128
/* WebAuthn Level 2, 6.1: a credential's id has at most so many bytes; a public key (SubjectPublicKeyInfo) of RSA 4096 less. */
#define PASSKEY_ID_MAX_BYTES 1023u
#define PASSKEY_KEY_MAX_BYTES 1024u
/* A person's keys: one on each device, and a spare. */
#define PASSKEYS_A_PERSON_MAX 8u
#define CREDENTIALS_FILE_MAX_BYTES (64u << 20)

struct password {
	uint32_t agent;
	char hash[PASSWORD_HASH_BYTES];
};

struct passkey {
	uint32_t agent;
	uint32_t number;  /* among the agent's, from 1 */
	uint32_t counter; /* of signatures; 0: the key does not count */
	struct buffer id, key;
};

struct credentials {
	char path[KEPT_FILE_PATH_MAX_BYTES];
	struct password *password;
	struct passkey *passkey;
	size_t passwords, passkeys;
};

/*
 * Reads DIR/keys/credentials, or begins without.
 *   STATUS_MALFORMED  a line is none of ours; *ret_line says which;  STATUS_IO, STATUS_MEMORY, STATUS_LIMIT
 */
enum status credentials_open(struct credentials *credentials, const char *path, uint32_t *ret_line);
void credentials_close(struct credentials *credentials);

/* NULL: the agent has none. */
const char *credentials_password(const struct credentials *credentials, uint32_t agent);
/* Kept on disk before it returns STATUS_OK; statuses of kept_file_write, STATUS_MEMORY.  So do all that follow. */
enum status credentials_set_password(struct credentials *credentials, uint32_t agent, const char *hash);

/* The agent's next passkey from `after` on, 0 for the first; NULL: there are no more. */
const struct passkey *credentials_next_passkey(const struct credentials *credentials, uint32_t agent, uint32_t after);
const struct passkey *credentials_passkey(const struct credentials *credentials, uint32_t agent, struct bytes id);
/* STATUS_LIMIT: the agent has as many as one may;  STATUS_BUSY: somebody has one of that id. */
enum status credentials_add_passkey(struct credentials *credentials, uint32_t agent, struct bytes id, struct bytes key,
                                    uint32_t counter, uint32_t *ret_number);
enum status credentials_count_passkey(struct credentials *credentials, uint32_t agent, uint32_t number,
                                      uint32_t counter);
/* STATUS_MISSING: the agent has none of that number. */
enum status credentials_drop_passkey(struct credentials *credentials, uint32_t agent, uint32_t number);

#endif
