/* A proof that an entry is in the log, as a text that needs nothing else (C2SP tlog-proof). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_PROOF_TEXT_H
#define LEDGER_PROOF_TEXT_H

#include "ledger/checkpoint.h"
#include "ledger/tree.h"

/* Longer ones are none of ours; a checkpoint has a line for each witness. */
#define PROOF_TEXT_MAX_BYTES 65536u
/* What may stand in `extra`; ours is the envelope. */
#define PROOF_EXTRA_MAX_BYTES 1024u

struct proof_text {
	uint8_t extra[PROOF_EXTRA_MAX_BYTES]; /* ours: the entry's envelope, which is the leaf */
	size_t extra_bytes;
	uint64_t index; /* of the entry: its sequence less one */
	struct tree_path path;
	struct bytes checkpoint; /* the signed note; borrowed */
};

/* Statuses of buffer_append. */
enum status proof_text_write(const struct proof_text *proof, struct buffer *out);
/* STATUS_MALFORMED: it is not in the one form. */
enum status proof_text_read(struct bytes text, struct proof_text *ret_proof);

#endif
