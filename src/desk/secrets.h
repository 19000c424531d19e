/* What only this center can make: the log's signing key, callers' codes and agents' tokens, all derived from one root. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_SECRETS_H
#define DESK_SECRETS_H

#include "base/bytes.h"
#include "ledger/checkpoint.h"

#define SECRET_BYTES 32
/* "12-" and 32 hexadecimal digits, and the NUL. */
#define TOKEN_BYTES 48

struct secrets {
	uint8_t root[SECRET_BYTES];
	bool stood_open; /* others could read its file until now */
};

/*
 * Reads the root from DIR/keys/secret, or makes it where there is none; only its owner may read the file and the folder
 * afterwards, whoever could before.
 *   STATUS_IO, STATUS_FULL; STATUS_MALFORMED if the file is not SECRET_BYTES long
 */
enum status secrets_open(struct secrets *secrets, const char *path);
/* The seed of the log's signing key. */
void secrets_seed(const struct secrets *secrets, uint8_t ret_seed[SEED_BYTES]);
/* The token of an agent; the code of a call.  Derived and not stored, so that a repeated command gives it again. */
void secrets_token(const struct secrets *secrets, uint32_t agent, char token[TOKEN_BYTES]);
void secrets_code(const struct secrets *secrets, uint32_t call, char code[TOKEN_BYTES]);
/* By which whoever is given it reads what is shown of a call outside. */
void secrets_eido(const struct secrets *secrets, uint32_t call, char code[TOKEN_BYTES]);
/* The password of a position's phone. */
void secrets_phone(const struct secrets *secrets, uint32_t position, char password[TOKEN_BYTES]);
/* The token of a unit's device. */
void secrets_device(const struct secrets *secrets, uint32_t unit, char token[TOKEN_BYTES]);
/* Sixteen bytes for a purpose, the same at each start. */
void secrets_purpose(const struct secrets *secrets, const char *purpose, uint8_t ret[16]);
/* Whose token it is, 0 if nobody's; which call's code it is likewise.  Compared in constant time. */
uint32_t secrets_agent(const struct secrets *secrets, const char *token);
uint32_t secrets_unit(const struct secrets *secrets, const char *token);
uint32_t secrets_call(const struct secrets *secrets, const char *code);
uint32_t secrets_eido_call(const struct secrets *secrets, const char *code);
/* The key of a command, from what the sender gave and who the sender is. */
void secrets_key(const struct secrets *secrets, const char *who, const char *given, uint8_t ret_key[16]);
/* A digest of what was asked. */
uint64_t secrets_content(const struct secrets *secrets, struct bytes asked);

#endif
