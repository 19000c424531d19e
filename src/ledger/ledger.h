/* The log: entries gathered into groups, each group ended by a signed checkpoint; and the check of all that from bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/merkle.h"
#include "ledger/seal.h"

/*
 * A group is what one commit makes durable:
 *   "TCG1", or "TCG2" if its entries are sealed, count (u32), first sequence (u64), the stored entries, length (u32) and text of
 *   the checkpoint.
 */
#define GROUP_HEAD_BYTES 16
/* A group is closed when it is as long as this; a longer one can come only from one entry.  To read one entry is to read
 * its group, so that a group stays short. */
#define GROUP_MAX_BYTES (256u << 10)

struct ledger {
	struct hasher *hasher;
	struct signer signer;
	struct merkle tree;
	struct buffer group; /* the group in hand; empty between groups */
	uint32_t count;      /* its entries */
	/* What opens sealed groups that are checked; NULL: they are checked as far as the public can.  Whoever sets it keeps it. */
	const struct seal_keys *keys;
	bool sealing;        /* entries that are added are sealed by these keys */
	struct buffer clear; /* of an entry that is added, or of a group that is checked */
};

/* What opens entries for those who read single ones, and the room for it.  Zero-initialised it opens none; `clear` is to be closed. */
struct group_opening {
	const struct seal_keys *keys; /* borrowed */
	struct buffer clear;
};

/* What is wrong, and where; plain data. */
struct ledger_fault {
	const char *what; /* static text */
	uint64_t sequence;
};

/* An empty log; STATUS_MEMORY, or STATUS_MALFORMED as signer_of.  The caller closes it. */
enum status ledger_open(struct ledger *ledger, const char *origin, const uint8_t seed[SEED_BYTES]);
/* A log that can be checked and not written; STATUS_MALFORMED as signer_read. */
enum status ledger_open_reader(struct ledger *ledger, const char *verifier);
void ledger_close(struct ledger *ledger);

/* Adds the next entry to the group in hand; statuses of entry_write and seal_entry, and nothing added on any. */
enum status ledger_add(struct ledger *ledger, const struct entry *entry, const uint8_t seed[2 * ENTRY_SEED_BYTES]);
/* Ends the group, which must have an entry, with its checkpoint; the bytes are borrowed until ledger_clear. */
enum status ledger_seal(struct ledger *ledger, uint64_t *ret_first, struct bytes *ret_group);
/* Forgets the group's bytes once they are durable. */
void ledger_clear(struct ledger *ledger);

/* Called for each entry of a group that was found good, in order; other than STATUS_OK ends the check with it. */
typedef enum status ledger_visit(void *context, const struct stored_entry *stored);

/*
 * Checks the next group from its bytes alone, every hash and the signature computed anew, and goes on behind it.  Without the keys
 * of a sealed one its envelopes, the tree and the signature are checked, and nobody can be told what its entries say.
 *   STATUS_CORRUPT   the bytes are not what was written; ret_fault says what and where
 *   STATUS_SEALED    there is a visitor and no key; ret_fault says where
 *   STATUS_MEMORY, and whatever the visitor gave
 */
enum status ledger_check(struct ledger *ledger, struct bytes group, ledger_visit *visit, void *context,
                         struct ledger_fault *ret_fault);

/* Whether the entries of a group are sealed. */
bool group_sealed(struct bytes group);
/*
 * Finds an entry in a group's bytes, without checking them; what it gives is borrowed from the group, or from `opening` until its next
 * use.  `opening` may be NULL.
 *   STATUS_SEALED    it is sealed, and there is no key;  STATUS_MISSING, STATUS_MALFORMED, statuses of seal_open_entry
 */
enum status group_find(struct bytes group, uint64_t sequence, struct group_opening *opening,
                       struct stored_entry *ret_stored);
/* Finds one as it is stored, unread; STATUS_MISSING, STATUS_MALFORMED. */
enum status group_runs(struct bytes group, uint64_t sequence, struct entry_runs *ret_runs);

/* Told each envelope of a group's bytes with its sequence, unchecked; STATUS_MALFORMED, or what the visitor gave. */
typedef enum status group_visit(void *context, uint64_t sequence, struct bytes envelope);
enum status group_envelopes(struct bytes group, group_visit *visit, void *context);

/* Appends a group's bytes without the texts of those entries; *ret_erased: how many had one.  STATUS_MALFORMED, STATUS_MEMORY. */
enum status group_erase(struct bytes group, const uint64_t *sequence, uint32_t sequences, struct buffer *out,
                        uint32_t *ret_erased);

/* The text of the checkpoint that ends a group, unchecked; STATUS_MALFORMED. */
enum status group_checkpoint(struct bytes group, struct bytes *ret_text);

#endif
