/* A folder of the published log, checked by a stranger: the checkpoint's signature, and each file against the root that it signs.
 *
 * What is wrong is named by file and bytes.  Entries and hashes say the same thing twice, and the levels of hashes say it again: whichever
 * leads to the signed root is right, and the others are wrong.  Only if none does can it not be said which.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PUBLISH_PUBLISHED_H
#define PUBLISH_PUBLISHED_H

#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/tree.h"

/* Something wrong: the file's path in the folder, and its bytes from `from` to before `to`; both 0: the file as a whole. */
struct published_fault {
	const char *path;
	uint64_t from, to;
	const char *what; /* in words; borrowed, as path is, until the call returns */
};
typedef void published_say(void *context, const struct published_fault *fault);

struct published;

/*
 * Reads and checks a folder's checkpoint; the strings are borrowed.
 *   STATUS_MALFORMED  the verifier key is none
 *   STATUS_MISSING    there is no checkpoint;  STATUS_CORRUPT: it is not signed by that key, and was said to be wrong
 *   STATUS_MEMORY, STATUS_IO
 */
enum status published_open(const char *folder, const char *verifier, published_say *say, void *context,
                           struct published **ret_published);
void published_close(struct published *published);
uint64_t published_size(const struct published *published);
const struct signer *published_signer(const struct published *published);
struct hasher *published_hasher(const struct published *published);
struct hash published_root(const struct published *published);

/* Checks every file of the folder and says what is wrong; how much was.  STATUS_MEMORY, STATUS_IO. */
enum status published_check(struct published *published, uint64_t *ret_faults);

/*
 * After published_check: the root over the first `size` entries, as older checkpoints must have it.
 *   STATUS_MISSING  the log is not so long;  STATUS_CORRUPT: what it takes is damaged
 */
enum status published_root_at(struct published *published, uint64_t size, struct hash *ret_root);
/* The same of the leaf of one entry, by its place from 0. */
enum status published_leaf(struct published *published, uint64_t index, struct hash *ret_leaf);

/* Reads a file whole, of at most so many bytes: STATUS_MISSING, STATUS_LIMIT, STATUS_IO, STATUS_MEMORY. */
enum status published_read(const char *path, size_t most, struct buffer *out);

#endif
