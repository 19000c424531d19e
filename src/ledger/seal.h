/* Entries sealed for the disk: body and text each under a key of their own, so that a text can be destroyed and the board folded on. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_SEAL_H
#define LEDGER_SEAL_H

#include "ledger/entry.h"
#include "ledger/key_tree.h"

#define SEAL_KEY_BYTES 32u
#define SEAL_TAG_BYTES 16u

/* The body is under the ledger's key, which stays; the text under its record's, which an order destroys. */
enum seal_part { SEAL_BODY, SEAL_TEXT, SEAL_PART_COUNT };

/*
 * Where keys come from; whoever keeps them says how.  Called by any thread that seals or opens.
 *   STATUS_MISSING  the record's key was destroyed: of SEAL_TEXT alone
 */
struct seal_keys {
	enum status (*key)(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES]);
	void *context;
};

/*
 * Appends the sealed form of one entry in its clear form: the envelope as it is, and for body and text a length and
 * XChaCha20-Poly1305 of what stood there.  docs/ledger-format.md has keys, nonces and what is authenticated beside them.
 *   STATUS_MISSING  its text has no key: it was destroyed
 *   STATUS_MALFORMED, statuses of buffer_append and of the keys; the buffer is as it was on any
 */
enum status seal_entry(const struct seal_keys *keys, struct bytes clear, struct buffer *out);
/*
 * Appends the clear form of one sealed entry.  A text whose key was destroyed comes out as one that was taken out.
 *   STATUS_CORRUPT  the bytes were changed, or the keys are another ledger's;  statuses of buffer_append and of the keys
 * The buffer is as it was on any.
 */
enum status seal_open_entry(const struct seal_keys *keys, const struct entry_runs *sealed, struct buffer *out);

#endif
