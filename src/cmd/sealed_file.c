/* A file of records, sealed by a passphrase. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sealed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK "TCBK1\n"
#define SALT_BYTES crypto_pwhash_SALTBYTES
#define HEAD_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define STREAM crypto_secretstream_xchacha20poly1305_ABYTES
#define PATH_BYTES 4096u

_Static_assert(SEALED_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "as libsodium has it");

struct sealed_file {
	FILE *file;
	crypto_secretstream_xchacha20poly1305_state stream;
	char path[PATH_BYTES], beside[PATH_BYTES + 8]; /* "": of a stream that was open */
	struct buffer sealed;
	bool writing, ended;
};

const char *sealed_words(enum status status)
{
	return status == STATUS_MALFORMED
	           ? "the passphrase has fewer than 12 bytes; write a longer one on the first line of its file"
	       : status == STATUS_CORRUPT ? "it is no backup, was changed, or is sealed by another passphrase"
	       : status == STATUS_MISSING ? strerror(errno ? errno : ENOENT)
	                                  : status_text(status);
}

/* The first line of a file, stretched with a salt. */
static enum status key_of(const char *path, const uint8_t *salt, uint8_t key[SEALED_KEY_BYTES])
{
	struct buffer text = { .cap = 1u << 16 };
	errno = 0;
	enum status status = kept_file_read(path, &text);
	const uint8_t *end = text.length ? memchr(text.at, '\n', text.length) : NULL;
	size_t length = end ? (size_t)(end - text.at) : text.length;
	if (status == STATUS_OK && !text.length && access(path, F_OK) != 0)
		status = STATUS_MISSING;
	else if (status == STATUS_OK && length < PASSPHRASE_MIN_BYTES)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK &&
	    crypto_pwhash(key, SEALED_KEY_BYTES, (const char *)text.at, length, salt, crypto_pwhash_OPSLIMIT_MODERATE,
	                  crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13) != 0)
		status = STATUS_MEMORY;
	if (text.at)
		sodium_memzero(text.at, text.length);
	buffer_close(&text);
	return status;
}

static enum status begin(const char *path, bool writing, struct sealed_file **ret_file)
{
	struct sealed_file *file = sodium_init() < 0 ? NULL : calloc(1, sizeof *file);
	if (!file)
		return STATUS_MEMORY;
	file->writing = writing;
	(void)snprintf(file->path, sizeof file->path, "%s", path);
	(void)snprintf(file->beside, sizeof file->beside, "%s.new", file->path);
	errno = 0;
	int number = open(writing ? file->beside : file->path,
	                  (writing ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY) | O_CLOEXEC, 0600);
	file->file = number >= 0 ? fdopen(number, writing ? "w" : "r") : NULL;
	if (!file->file) {
		if (number >= 0)
			(void)close(number);
		free(file);
		return errno == ENOENT ? STATUS_MISSING : STATUS_IO;
	}
	*ret_file = file;
	return STATUS_OK;
}

/* Mark, salt, and the head that the stream begins with. */
static enum status write_head(struct sealed_file *file, const uint8_t salt[SALT_BYTES],
                              const uint8_t key[SEALED_KEY_BYTES])
{
	uint8_t head[HEAD_BYTES];
	(void)crypto_secretstream_xchacha20poly1305_init_push(&file->stream, head, key);
	bool good = fwrite(MARK, 1, sizeof MARK - 1, file->file) == sizeof MARK - 1 &&
	            fwrite(salt, 1, SALT_BYTES, file->file) == SALT_BYTES &&
	            fwrite(head, 1, sizeof head, file->file) == sizeof head;
	return good ? STATUS_OK : STATUS_IO;
}

static enum status read_head(struct sealed_file *file, uint8_t salt[SALT_BYTES], uint8_t head[HEAD_BYTES])
{
	char mark[sizeof MARK - 1];
	bool good = fread(mark, 1, sizeof mark, file->file) == sizeof mark && memcmp(mark, MARK, sizeof mark) == 0 &&
	            fread(salt, 1, SALT_BYTES, file->file) == SALT_BYTES &&
	            fread(head, 1, HEAD_BYTES, file->file) == HEAD_BYTES;
	return good ? STATUS_OK : STATUS_CORRUPT;
}

static enum status begin_reading(struct sealed_file *file, const uint8_t head[HEAD_BYTES],
                                 const uint8_t key[SEALED_KEY_BYTES])
{
	return crypto_secretstream_xchacha20poly1305_init_pull(&file->stream, head, key) == 0 ? STATUS_OK
	                                                                                      : STATUS_CORRUPT;
}

enum status sealed_create(const char *path, const char *passphrase_path, struct sealed_file **ret_file)
{
	uint8_t salt[SALT_BYTES], key[SEALED_KEY_BYTES];
	enum status status = begin(path, true, ret_file);
	if (status != STATUS_OK)
		return status;
	randombytes_buf(salt, sizeof salt);
	status = key_of(passphrase_path, salt, key);
	if (status == STATUS_OK)
		status = write_head(*ret_file, salt, key);
	sodium_memzero(key, sizeof key);
	return status;
}

enum status sealed_open(const char *path, const char *passphrase_path, struct sealed_file **ret_file)
{
	uint8_t salt[SALT_BYTES], key[SEALED_KEY_BYTES], head[HEAD_BYTES];
	enum status status = begin(path, false, ret_file);
	if (status == STATUS_OK)
		status = read_head(*ret_file, salt, head);
	if (status != STATUS_OK)
		return status;
	status = key_of(passphrase_path, salt, key);
	if (status == STATUS_OK)
		status = begin_reading(*ret_file, head, key);
	sodium_memzero(key, sizeof key);
	return status;
}

/* One around a stream; NULL, and the stream is closed: there is no memory. */
static struct sealed_file *around(FILE *stream, bool writing)
{
	struct sealed_file *file = sodium_init() < 0 ? NULL : calloc(1, sizeof *file);
	if (!file) {
		(void)fclose(stream);
		return NULL;
	}
	file->file = stream;
	file->writing = writing;
	return file;
}

enum status sealed_create_keyed(FILE *to, const uint8_t key[SEALED_KEY_BYTES], struct sealed_file **ret_file)
{
	static const uint8_t no_salt[SALT_BYTES];
	*ret_file = around(to, true);
	return *ret_file ? write_head(*ret_file, no_salt, key) : STATUS_MEMORY;
}

enum status sealed_open_keyed(FILE *from, const uint8_t key[SEALED_KEY_BYTES], struct sealed_file **ret_file)
{
	uint8_t salt[SALT_BYTES], head[HEAD_BYTES];
	*ret_file = around(from, false);
	enum status status = *ret_file ? read_head(*ret_file, salt, head) : STATUS_MEMORY;
	return status == STATUS_OK ? begin_reading(*ret_file, head, key) : status;
}

/* Length, then what is sealed; the kind is authenticated beside it. */
static enum status put(struct sealed_file *file, uint8_t kind, struct bytes bytes, uint8_t tag)
{
	uint8_t length[4];
	buffer_clear(&file->sealed);
	enum status status = buffer_reserve(&file->sealed, bytes.length + STREAM + 1);
	if (status != STATUS_OK)
		return status;
	file->sealed.at[0] = kind;
	(void)crypto_secretstream_xchacha20poly1305_push(&file->stream, file->sealed.at + 1, NULL, bytes.at,
	                                                 bytes.length, &kind, 1, tag);
	file->sealed.length = bytes.length + STREAM + 1;
	bytes_put_u32(length, (uint32_t)file->sealed.length);
	bool good = fwrite(length, 1, sizeof length, file->file) == sizeof length &&
	            fwrite(file->sealed.at, 1, file->sealed.length, file->file) == file->sealed.length;
	return good ? STATUS_OK : errno == ENOSPC ? STATUS_FULL : STATUS_IO;
}

enum status sealed_put(struct sealed_file *file, enum sealed_kind kind, struct bytes bytes)
{
	return put(file, (uint8_t)kind, bytes, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

enum status sealed_take(struct sealed_file *file, enum sealed_kind *ret_kind, struct buffer *bytes)
{
	uint8_t length[4], tag;
	unsigned long long opened;
	if (file->ended)
		return fgetc(file->file) == EOF ? STATUS_ENDED : STATUS_CORRUPT;
	if (fread(length, 1, sizeof length, file->file) != sizeof length)
		return STATUS_CORRUPT;
	uint32_t wanted = bytes_get_u32(length);
	if (wanted < STREAM + 1 || wanted > SEALED_RECORD_MAX_BYTES)
		return STATUS_CORRUPT;
	buffer_clear(&file->sealed);
	buffer_clear(bytes);
	enum status status = buffer_reserve(&file->sealed, wanted);
	if (status == STATUS_OK)
		status = buffer_reserve(bytes, wanted);
	if (status != STATUS_OK)
		return status;
	if (fread(file->sealed.at, 1, wanted, file->file) != wanted ||
	    crypto_secretstream_xchacha20poly1305_pull(&file->stream, bytes->at, &opened, &tag, file->sealed.at + 1,
	                                               wanted - 1, file->sealed.at, 1) != 0)
		return STATUS_CORRUPT;
	bytes->length = (size_t)opened;
	*ret_kind = (enum sealed_kind)file->sealed.at[0];
	file->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return file->ended ? sealed_take(file, ret_kind, bytes) : STATUS_OK;
}

enum status sealed_close(struct sealed_file *file, enum status so_far)
{
	enum status status = so_far;
	if (!file)
		return status;
	if (file->writing && status == STATUS_OK)
		status = put(file, 0, bytes_of(NULL, 0), crypto_secretstream_xchacha20poly1305_TAG_FINAL);
	bool named = *file->path;
	bool good = !file->writing || (fflush(file->file) == 0 && (!named || fsync(fileno(file->file)) == 0));
	good = fclose(file->file) == 0 && good;
	if (status == STATUS_OK && !good)
		status = STATUS_IO;
	if (named && file->writing && status == STATUS_OK && rename(file->beside, file->path) != 0)
		status = STATUS_IO;
	if (named && file->writing && status != STATUS_OK)
		(void)unlink(file->beside);
	buffer_close(&file->sealed);
	sodium_memzero(file, sizeof *file);
	free(file);
	return status;
}
