/* The keys that records are sealed with, in a file of their own that is replaced whole and whose old bytes are overwritten. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/record_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/kept_file.h"

#define PATH_MAX_BYTES 4096
#define SUM_BYTES 32u
#define OTHERS (S_IRWXG | S_IRWXO)
/* Room for all that may be read at once, for a buffer that grows leaves keys in free memory. */
#define READ_AHEAD_BYTES 8192u
/* The longest file: a whole frontier. */
#define FILE_MAX_BYTES ((size_t)KEY_TREE_NODES_MAX * 41 + 128 + 2 * READ_AHEAD_BYTES)

/* "TCK1", the ledger's key, the tree's state, BLAKE2b-256 of all that. */
#define MARK_BYTES 4u
static const uint8_t mark[MARK_BYTES] = { 'T', 'C', 'K', '1' };

struct record_keys {
	pthread_mutex_t mutex; /* over the tree */
	struct key_tree tree;
	uint8_t store[SEAL_KEY_BYTES];
	struct seal_keys port;
	bool stood_open;
	bool changed; /* the file still has what the tree has no more */
	char path[PATH_MAX_BYTES];
};

static enum status give_key(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES])
{
	struct record_keys *keys = context;
	if (part == SEAL_BODY) {
		memcpy(ret_key, keys->store, SEAL_KEY_BYTES);
		return STATUS_OK;
	}
	pthread_mutex_lock(&keys->mutex);
	enum status status = key_tree_leaf(&keys->tree, sequence, ret_key);
	pthread_mutex_unlock(&keys->mutex);
	return status;
}

/* Sodium's allocation is kept out of swap and core dumps where the system lets it, and is overwritten when it is freed. */
static enum status make_empty(const char *path, struct record_keys **ret_keys)
{
	struct record_keys *keys = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *keys);
	if (!keys)
		return STATUS_MEMORY;
	memset(keys, 0, sizeof *keys);
	keys->port = (struct seal_keys){ give_key, keys };
	int length = snprintf(keys->path, sizeof keys->path, "%s/keys/records", path);
	if (length < 0 || (size_t)length + sizeof ".old" > sizeof keys->path) {
		sodium_free(keys);
		return STATUS_LIMIT;
	}
	(void)pthread_mutex_init(&keys->mutex, NULL);
	*ret_keys = keys;
	return STATUS_OK;
}

void record_keys_close(struct record_keys *keys)
{
	if (!keys)
		return;
	key_tree_close(&keys->tree);
	(void)pthread_mutex_destroy(&keys->mutex);
	sodium_free(keys);
}

static void close_wiped(struct buffer *buffer)
{
	if (buffer->at)
		sodium_memzero(buffer->at, buffer->room);
	buffer_close(buffer);
}

static void name_beside(const struct record_keys *keys, const char *ending, char name[PATH_MAX_BYTES + 8])
{
	(void)snprintf(name, PATH_MAX_BYTES + 8, "%s%s", keys->path, ending);
}

static enum status settle_folder(const struct record_keys *keys)
{
	char name[PATH_MAX_BYTES];
	(void)snprintf(name, sizeof name, "%s", keys->path);
	*strrchr(name, '/') = '\0';
	int folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = folder >= 0 && fsync(folder) == 0;
	if (folder >= 0)
		(void)close(folder);
	return good ? STATUS_OK : STATUS_IO;
}

/* Overwrites an open file where it lies, and closes it. */
static bool wipe_open(int file)
{
	static const uint8_t zeros[4096];
	struct stat is;
	bool good = fstat(file, &is) == 0;
	for (off_t left = good ? is.st_size : 0; good && left > 0;) {
		ssize_t put = write(file, zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros);
		good = put > 0;
		left -= good ? put : 0;
	}
	good = good && fsync(file) == 0;
	return close(file) == 0 && good;
}

/* The same, and takes its name away; nothing where there is none. */
static enum status wipe_file(const char *name)
{
	int file = open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return errno == ENOENT ? STATUS_OK : STATUS_IO;
	return wipe_open(file) && unlink(name) == 0 ? STATUS_OK : STATUS_IO;
}

/* What a change that was cut off left.  Before the names were exchanged the old name is but a second one of the file in force. */
static enum status wipe_leftovers(const struct record_keys *keys)
{
	char old[PATH_MAX_BYTES + 8], new[PATH_MAX_BYTES + 8];
	struct stat is, was;
	name_beside(keys, ".old", old);
	name_beside(keys, ".new", new);
	enum status status = wipe_file(new);
	if (status != STATUS_OK || stat(old, &was) != 0)
		return status;
	if (stat(keys->path, &is) != 0)
		return STATUS_IO; /* then it may be the only one; a person is to look */
	if (is.st_ino == was.st_ino && is.st_dev == was.st_dev)
		return unlink(old) == 0 ? STATUS_OK : STATUS_IO;
	status = wipe_file(old);
	return status == STATUS_OK ? settle_folder(keys) : status;
}

static enum status write_state(const struct record_keys *keys, struct buffer *out)
{
	uint8_t sum[SUM_BYTES];
	enum status status = buffer_append(out, bytes_of(mark, MARK_BYTES));
	if (status == STATUS_OK)
		status = buffer_append(out, bytes_of(keys->store, SEAL_KEY_BYTES));
	if (status == STATUS_OK)
		status = key_tree_write(&keys->tree, out);
	if (status != STATUS_OK)
		return status;
	(void)crypto_generichash(sum, sizeof sum, out->at, out->length, NULL, 0);
	return buffer_append(out, bytes_of(sum, sizeof sum));
}

/* The old file keeps a name until its bytes are overwritten, so that the next start can do it where this one was cut off.  A file
 * system that gives no second names has it overwritten all the same. */
static enum status replace(struct record_keys *keys, struct bytes state)
{
	char old[PATH_MAX_BYTES + 8];
	name_beside(keys, ".old", old);
	int file = open(keys->path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return STATUS_IO;
	bool named = link(keys->path, old) == 0;
	enum status status = kept_file_write(keys->path, state);
	if (status != STATUS_OK) {
		(void)close(file);
		return status;
	}
	if (!wipe_open(file) || (named && unlink(old) != 0))
		return STATUS_IO;
	return settle_folder(keys);
}

static enum status keep(struct record_keys *keys)
{
	struct buffer state = { 0 };
	/* Reserved at once: a buffer that grows leaves what it had in free memory. */
	enum status status = buffer_reserve(&state, (size_t)keys->tree.count * 41 + 128);
	if (status == STATUS_OK)
		status = write_state(keys, &state);
	if (status == STATUS_OK)
		status = wipe_leftovers(keys);
	if (status == STATUS_OK)
		status = replace(keys, buffer_bytes(&state));
	keys->changed = status != STATUS_OK;
	close_wiped(&state);
	return status;
}

static enum status read_state(struct record_keys *keys, struct bytes state)
{
	const size_t head = MARK_BYTES + SEAL_KEY_BYTES;
	uint8_t sum[SUM_BYTES];
	if (state.length < head + SUM_BYTES || memcmp(state.at, mark, MARK_BYTES) != 0)
		return STATUS_MALFORMED;
	size_t length = state.length - SUM_BYTES;
	(void)crypto_generichash(sum, sizeof sum, state.at, length, NULL, 0);
	if (memcmp(sum, state.at + length, SUM_BYTES) != 0)
		return STATUS_MALFORMED;
	memcpy(keys->store, state.at + MARK_BYTES, SEAL_KEY_BYTES);
	return key_tree_read(bytes_of(state.at + head, length - head), &keys->tree);
}

/* What others could read is theirs no more from now on. */
static void narrow(struct record_keys *keys, mode_t mode)
{
	if (!(mode & OTHERS))
		return;
	keys->stood_open = true;
	(void)chmod(keys->path, S_IRUSR | S_IWUSR);
}

enum status record_keys_open(const char *path, bool ours, struct record_keys **ret_keys)
{
	struct record_keys *keys;
	struct buffer state = { .cap = FILE_MAX_BYTES };
	enum status status = make_empty(path, &keys);
	if (status != STATUS_OK)
		return status;
	struct stat is = { 0 };
	if (stat(keys->path, &is) != 0)
		status = errno == ENOENT || errno == ENOTDIR ? STATUS_MISSING : STATUS_IO;
	if (status == STATUS_OK && ours)
		status = wipe_leftovers(keys);
	if (status == STATUS_OK && ours)
		narrow(keys, is.st_mode);
	if (status == STATUS_OK && (size_t)is.st_size < FILE_MAX_BYTES - READ_AHEAD_BYTES)
		status = buffer_reserve(&state, (size_t)is.st_size + READ_AHEAD_BYTES);
	if (status == STATUS_OK)
		status = kept_file_read(keys->path, &state);
	if (status == STATUS_OK)
		status = read_state(keys, buffer_bytes(&state));
	close_wiped(&state);
	if (status == STATUS_OK)
		*ret_keys = keys;
	else
		record_keys_close(keys);
	return status;
}

enum status record_keys_make(const char *path, struct record_keys **ret_keys)
{
	struct record_keys *keys;
	struct buffer state = { 0 };
	uint8_t root[KEY_TREE_KEY_BYTES];
	enum status status = make_empty(path, &keys);
	if (status != STATUS_OK)
		return status;
	randombytes_buf(root, sizeof root);
	randombytes_buf(keys->store, sizeof keys->store);
	status = access(keys->path, F_OK) == 0 ? STATUS_BUSY : key_tree_open(&keys->tree, root);
	sodium_memzero(root, sizeof root);
	if (status == STATUS_OK)
		status = write_state(keys, &state);
	if (status == STATUS_OK)
		status = kept_file_write(keys->path, buffer_bytes(&state));
	close_wiped(&state);
	if (status == STATUS_OK)
		*ret_keys = keys;
	else
		record_keys_close(keys);
	return status;
}

const struct seal_keys *record_keys_port(struct record_keys *keys)
{
	return &keys->port;
}

void record_keys_name(const struct record_keys *keys, char name[RECORD_KEYS_NAME_BYTES])
{
	static const char label[] = "tocsin record keys";
	uint8_t digest[16];
	(void)crypto_generichash(digest, sizeof digest, (const uint8_t *)label, sizeof label - 1, keys->store,
	                         sizeof keys->store);
	(void)sodium_bin2hex(name, RECORD_KEYS_NAME_BYTES, digest, sizeof digest);
}

bool record_keys_stood_open(const struct record_keys *keys)
{
	return keys->stood_open;
}

bool record_keys_whole_from(struct record_keys *keys, uint64_t sequence)
{
	pthread_mutex_lock(&keys->mutex);
	bool whole = key_tree_whole_from(&keys->tree, sequence);
	pthread_mutex_unlock(&keys->mutex);
	return whole;
}

enum status record_keys_destroy(struct record_keys *keys, const uint64_t *sequence, uint32_t count)
{
	enum status status = STATUS_OK;
	pthread_mutex_lock(&keys->mutex);
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
		status = key_tree_puncture(&keys->tree, sequence[i]);
		keys->changed |= status == STATUS_OK;
		if (status == STATUS_MISSING)
			status = STATUS_OK;
	}
	if (status == STATUS_OK && keys->changed)
		status = keep(keys);
	pthread_mutex_unlock(&keys->mutex);
	return status;
}
