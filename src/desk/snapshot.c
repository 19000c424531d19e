/* The board and the tree's edge at one entry, so that a start need not fold the whole ledger. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
/* In clear: the mark, tree, board, and a hash of all that.  Sealed: the mark, a nonce, and tree and board by XChaCha20-Poly1305. */
#define MARK_BYTES 8u
#define MARK_CLEAR "TCSNAP01"
#define MARK_SEALED "TCSNAP02"
#define KEY_LABEL "tocsin snapshot 1"
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEALED_HEAD_BYTES (MARK_BYTES + NONCE_BYTES)

static bool name_of(const char *path, const char *file, char name[PATH_MAX_BYTES])
{
	int length = snprintf(name, PATH_MAX_BYTES, "%s/%s", path, file);
	return length > 0 && length < PATH_MAX_BYTES;
}

static enum status write_all(int file, struct bytes bytes)
{
	while (bytes.length) {
		ssize_t put = write(file, bytes.at, bytes.length);
		if (put < 0 && errno != EINTR)
			return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
		put = put < 0 ? 0 : put;
		bytes = bytes_of(bytes.at + put, bytes.length - (size_t)put);
	}
	return fsync(file) == 0 ? STATUS_OK : STATUS_IO;
}

static enum status put_file(const char *path, struct bytes bytes)
{
	char half[PATH_MAX_BYTES], whole[PATH_MAX_BYTES];
	if (!name_of(path, "snapshot.half", half) || !name_of(path, "snapshot", whole))
		return STATUS_LIMIT;
	int file = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	enum status status = write_all(file, bytes);
	if (close(file) != 0 && status == STATUS_OK)
		status = STATUS_IO;
	if (status == STATUS_OK && rename(half, whole) != 0)
		status = STATUS_IO;
	return status;
}

static enum status key_of(const struct seal_keys *keys, uint8_t ret_key[SEAL_KEY_BYTES])
{
	uint8_t store[SEAL_KEY_BYTES];
	enum status status = keys->key(keys->context, SEAL_BODY, 0, store);
	if (status == STATUS_OK)
		(void)crypto_generichash(ret_key, SEAL_KEY_BYTES, (const uint8_t *)KEY_LABEL, sizeof KEY_LABEL - 1,
		                         store, sizeof store);
	sodium_memzero(store, sizeof store);
	return status;
}

/* In its place: a board may be large. */
static enum status seal_snapshot(const struct seal_keys *keys, struct buffer *buffer)
{
	uint8_t key[SEAL_KEY_BYTES];
	unsigned long long put = 0;
	enum status status = buffer_reserve(buffer, SEAL_TAG_BYTES);
	if (status == STATUS_OK)
		status = key_of(keys, key);
	if (status != STATUS_OK)
		return status;
	uint8_t *at = buffer->at + SEALED_HEAD_BYTES;
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(at, &put, at, buffer->length - SEALED_HEAD_BYTES, buffer->at,
	                                                 MARK_BYTES, NULL, buffer->at + MARK_BYTES, key);
	buffer->length = SEALED_HEAD_BYTES + (size_t)put;
	sodium_memzero(key, sizeof key);
	return STATUS_OK;
}

static enum status put_head(struct buffer *buffer, bool sealed)
{
	uint8_t nonce[NONCE_BYTES];
	enum status status = buffer_append_text(buffer, sealed ? MARK_SEALED : MARK_CLEAR);
	if (status != STATUS_OK || !sealed)
		return status;
	randombytes_buf(nonce, sizeof nonce);
	return buffer_append(buffer, bytes_of(nonce, sizeof nonce));
}

enum status snapshot_write(const char *path, const struct board *board, const struct merkle *tree,
                           struct hasher *hasher, const struct seal_keys *keys)
{
	struct buffer buffer = { 0 };
	enum status status = put_head(&buffer, keys != NULL);
	if (status == STATUS_OK)
		status = buffer_append(&buffer, bytes_of(tree, sizeof *tree));
	if (status == STATUS_OK)
		status = board_write(board, &buffer);
	if (status == STATUS_OK && keys) {
		status = seal_snapshot(keys, &buffer);
	} else if (status == STATUS_OK) {
		struct bytes all = buffer_bytes(&buffer);
		struct hash hash = hash_pieces(hasher, HASH_PLAIN, &all, 1);
		status = buffer_append(&buffer, bytes_of(hash.at, HASH_BYTES));
	}
	if (status == STATUS_OK)
		status = put_file(path, buffer_bytes(&buffer));
	buffer_close(&buffer);
	return status;
}

static enum status get_file(const char *path, struct buffer *buffer)
{
	char name[PATH_MAX_BYTES];
	struct stat about;
	if (!name_of(path, "snapshot", name))
		return STATUS_LIMIT;
	int file = open(name, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? STATUS_MISSING : STATUS_IO;
	enum status status = fstat(file, &about) == 0 ? buffer_reserve(buffer, (size_t)about.st_size) : STATUS_IO;
	while (status == STATUS_OK && buffer->length < (size_t)about.st_size) {
		ssize_t got = read(file, buffer->at + buffer->length, (size_t)about.st_size - buffer->length);
		if (got <= 0)
			status = STATUS_IO;
		else
			buffer->length += (size_t)got;
	}
	(void)close(file);
	return status;
}

/* Tree and board behind the mark, judged by their hash. */
static enum status read_clear(struct bytes bytes, struct hasher *hasher, struct bytes *ret_inside)
{
	if (bytes.length < MARK_BYTES + HASH_BYTES)
		return STATUS_CORRUPT;
	struct bytes all = bytes_of(bytes.at, bytes.length - HASH_BYTES);
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, &all, 1);
	if (memcmp(hash.at, bytes.at + all.length, HASH_BYTES) != 0)
		return STATUS_CORRUPT;
	*ret_inside = bytes_of(bytes.at + MARK_BYTES, all.length - MARK_BYTES);
	return STATUS_OK;
}

static enum status open_sealed(struct buffer *buffer, const struct seal_keys *keys, struct bytes *ret_inside)
{
	uint8_t key[SEAL_KEY_BYTES];
	unsigned long long put = 0;
	if (!keys)
		return STATUS_SEALED;
	if (buffer->length < SEALED_HEAD_BYTES + SEAL_TAG_BYTES)
		return STATUS_CORRUPT;
	enum status status = key_of(keys, key);
	if (status != STATUS_OK)
		return status;
	uint8_t *at = buffer->at + SEALED_HEAD_BYTES;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(at, &put, NULL, at, buffer->length - SEALED_HEAD_BYTES,
	                                               buffer->at, MARK_BYTES, buffer->at + MARK_BYTES, key) != 0)
		status = STATUS_CORRUPT;
	sodium_memzero(key, sizeof key);
	*ret_inside = bytes_of(at, (size_t)put);
	return status;
}

static enum status read_whole(struct buffer *buffer, struct hasher *hasher, const struct seal_keys *keys,
                              struct board **ret_board, struct merkle *ret_tree)
{
	struct bytes inside = { 0 };
	if (buffer->length < MARK_BYTES)
		return STATUS_CORRUPT;
	enum status status = STATUS_CORRUPT;
	if (memcmp(buffer->at, MARK_SEALED, MARK_BYTES) == 0)
		status = open_sealed(buffer, keys, &inside);
	else if (memcmp(buffer->at, MARK_CLEAR, MARK_BYTES) == 0)
		status = read_clear(buffer_bytes(buffer), hasher, &inside);
	if (status == STATUS_OK && inside.length < sizeof *ret_tree)
		status = STATUS_CORRUPT;
	if (status != STATUS_OK)
		return status;
	memcpy(ret_tree, inside.at, sizeof *ret_tree);
	return board_read(bytes_of(inside.at + sizeof *ret_tree, inside.length - sizeof *ret_tree), ret_board);
}

enum status snapshot_read(const char *path, struct hasher *hasher, const struct seal_keys *keys,
                          struct board **ret_board, struct merkle *ret_tree)
{
	struct buffer buffer = { 0 };
	enum status status = get_file(path, &buffer);
	if (status == STATUS_OK)
		status = read_whole(&buffer, hasher, keys, ret_board, ret_tree);
	buffer_close(&buffer);
	return status;
}
