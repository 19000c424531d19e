/* A file of records, sealed by a passphrase (Argon2id, XChaCha20-Poly1305 in libsodium's secretstream): none can be read, changed, left out
 * or cut off unseen. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_SEALED_FILE_H
#define CMD_SEALED_FILE_H

#include <stdio.h>

#include "base/bytes.h"
#include "desk/kept_file.h"

enum sealed_kind { SEALED_VERIFIER = 1, SEALED_KEYS, SEALED_GROUP, SEALED_RECORD_KEYS, SEALED_RECORDS_NAME };
/* The longest record: a group is one entry longer than GROUP_MAX_BYTES at most. */
#define SEALED_RECORD_MAX_BYTES (128u << 20)
/* A passphrase that somebody can try all of protects nothing. */
#define PASSPHRASE_MIN_BYTES 12u

struct sealed_file;

/*
 * Begins one; it lies beside its name until sealed_close, and only its owner can read it.  The passphrase is the first line of its file.
 *   STATUS_MISSING  the passphrase's file;  STATUS_MALFORMED  it is shorter than PASSPHRASE_MIN_BYTES
 *   STATUS_IO, STATUS_FULL, STATUS_MEMORY
 */
enum status sealed_create(const char *path, const char *passphrase_path, struct sealed_file **ret_file);
/* Opens one.  STATUS_CORRUPT: it is none. */
enum status sealed_open(const char *path, const char *passphrase_path, struct sealed_file **ret_file);
/* The same on a stream that is open and is closed with it, under a key that is no passphrase's: for whoever keeps keys elsewhere, and for
 * tests, which cannot wait for Argon2id each time.  *ret_file is NULL, and the stream closed, on STATUS_MEMORY. */
#define SEALED_KEY_BYTES 32u
enum status sealed_create_keyed(FILE *to, const uint8_t key[SEALED_KEY_BYTES], struct sealed_file **ret_file);
enum status sealed_open_keyed(FILE *from, const uint8_t key[SEALED_KEY_BYTES], struct sealed_file **ret_file);
enum status sealed_put(struct sealed_file *file, enum sealed_kind kind, struct bytes bytes);
/* The next record, in `bytes`.  STATUS_ENDED: there are no more, and none is missing; STATUS_CORRUPT: another passphrase, or changed. */
enum status sealed_take(struct sealed_file *file, enum sealed_kind *ret_kind, struct buffer *bytes);
/* Ends one.  What was being written takes its name if all went well so far; the status, or its own trouble.  NULL is nothing. */
enum status sealed_close(struct sealed_file *file, enum status so_far);
const char *sealed_words(enum status status);

#endif
