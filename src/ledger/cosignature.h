/* What a witness says of a checkpoint: that it saw it then, and that it continues all that it saw before (C2SP tlog-cosignature). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_COSIGNATURE_H
#define LEDGER_COSIGNATURE_H

#include "base/instant.h"
#include "ledger/checkpoint.h"

/* Room for one line, its NUL counted. */
#define COSIGNATURE_MAX_BYTES (ORIGIN_MAX_BYTES + 128)

/* Who cosigns: name, key, and the first four bytes of H(name | "\n" | 0x04 | key).  Plain data. */
struct witness_key {
	char name[ORIGIN_MAX_BYTES + 1];
	uint8_t open_key[32];
	uint8_t identity[4];
	uint8_t secret[64]; /* of one's own; else zero */
};

/* STATUS_MALFORMED: the name is none, as signer_of has it. */
enum status witness_key_of(struct hasher *hasher, const char *name, const uint8_t seed[SEED_BYTES],
                           struct witness_key *ret_key);
/* NAME+HEX+BASE64 with type 0x04; STATUS_MALFORMED. */
enum status witness_key_read(struct hasher *hasher, const char *verifier, struct witness_key *ret_key);
void witness_key_write(const struct witness_key *key, char text[VERIFIER_MAX_BYTES]);

/* The text that a note's signatures are of: its lines up to the empty one, without that.  False: it is no note. */
bool note_body(struct bytes note, struct bytes *ret_body);
/* Writes one line of a note, its end counted; the length. */
size_t cosignature_write(const struct witness_key *key, struct bytes body, struct instant at,
                         char text[COSIGNATURE_MAX_BYTES]);
/*
 * Finds the line of that key among a note's or an answer's lines, and checks it.
 *   STATUS_MISSING  there is none;  STATUS_CORRUPT  it does not hold
 */
enum status cosignature_check(const struct witness_key *key, struct bytes body, struct bytes lines,
                              struct instant *ret_at, struct bytes *ret_line);

#endif
