/* The index of the public log as a file.  Whatever is wrong with it is found when its root does not fit the signed one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "publish/index_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int file, uint8_t *at, size_t length)
{
	while (length) {
		ssize_t got = read(file, at, length);
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

static bool write_all(int file, const uint8_t *at, size_t length)
{
	while (length) {
		ssize_t put = write(file, at, length);
		if (put <= 0)
			return false;
		at += put;
		length -= (size_t)put;
	}
	return true;
}

uint64_t index_file_read(const char *path, struct hash **ret_hashes)
{
	struct stat about;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t count = file >= 0 && fstat(file, &about) == 0 ? (uint64_t)about.st_size / HASH_BYTES : 0;
	struct hash *hash = count ? calloc(count, sizeof *hash) : NULL;
	if (!hash || !read_all(file, hash->at, count * HASH_BYTES)) {
		free(hash);
		hash = NULL;
		count = 0;
	}
	if (file >= 0)
		(void)close(file);
	*ret_hashes = hash;
	return count;
}

bool index_file_append(const char *path, uint64_t from, const struct hash *hash, uint64_t count)
{
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (file < 0)
		return false;
	off_t at = (off_t)(from * HASH_BYTES);
	bool good = ftruncate(file, at) == 0 && lseek(file, at, SEEK_SET) == at &&
	            write_all(file, hash->at, count * HASH_BYTES);
	return close(file) == 0 && good;
}

void index_file_forget(const char *path)
{
	(void)unlink(path);
}
