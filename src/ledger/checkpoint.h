/* What the log says of itself: origin, size and root, signed (C2SP tlog-checkpoint in a C2SP signed-note, Ed25519). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_CHECKPOINT_H
#define LEDGER_CHECKPOINT_H

#include "ledger/hash.h"

#define SEED_BYTES 32
/* An origin is a name without spaces and plus signs (signed-note), of at most this many bytes. */
#define ORIGIN_MAX_BYTES 128
/* Room for the longest checkpoint, its NUL counted. */
#define CHECKPOINT_MAX_BYTES (2 * ORIGIN_MAX_BYTES + 256)
/* Room for the longest verifier key, its NUL counted. */
#define VERIFIER_MAX_BYTES (ORIGIN_MAX_BYTES + 80)

/* Who signs.  Plain data; the secret half is in it. */
struct signer {
	char origin[ORIGIN_MAX_BYTES + 1];
	uint8_t secret[64]; /* libsodium's form: seed and public key */
	uint8_t open_key[32];
	uint8_t identity[4]; /* of origin and key, as signed-note defines it */
};

/* STATUS_MALFORMED: the origin is empty, too long, or has a space, a plus sign or a control character. */
enum status signer_of(struct hasher *hasher, const char *origin, const uint8_t seed[SEED_BYTES],
                      struct signer *ret_signer);
/* The verifier key that a stranger pins: origin+identity+key, as signed-note writes it. */
void signer_verifier(const struct signer *signer, char text[VERIFIER_MAX_BYTES]);
/* Reads such a key; the secret half stays zero.  STATUS_MALFORMED. */
enum status signer_read(struct hasher *hasher, const char *verifier, struct signer *ret_signer);

/* Writes the signed note; its length without the NUL. */
size_t checkpoint_write(const struct signer *signer, uint64_t size, const struct hash *root,
                        char text[CHECKPOINT_MAX_BYTES]);
/*
 * Reads a note and checks its signature.
 *   STATUS_MALFORMED  it is not in the one form that checkpoint_write gives
 *   STATUS_CORRUPT    it is of another origin or key, or its signature does not hold
 */
enum status checkpoint_read(const struct signer *signer, struct bytes text, uint64_t *ret_size, struct hash *ret_root);

/* The same of a note that others have signed too, and that may have more lines: for witnesses of other logs. */
enum status checkpoint_find(const struct signer *signer, struct bytes note, struct bytes *ret_body, uint64_t *ret_size,
                            struct hash *ret_root);

#endif
