/* The board and the tree's edge at one entry, so that a start need not fold the whole ledger. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
#define SNAPSHOT_MARK "TCSNAP01"

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

enum status snapshot_write(const char *path, const struct board *board, const struct merkle *tree,
                           struct hasher *hasher)
{
	struct buffer buffer = { 0 };
	enum status status = buffer_append_text(&buffer, SNAPSHOT_MARK);
	if (status == STATUS_OK)
		status = buffer_append(&buffer, bytes_of(tree, sizeof *tree));
	if (status == STATUS_OK)
		status = board_write(board, &buffer);
	struct bytes all = buffer_bytes(&buffer);
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, &all, 1);
	if (status == STATUS_OK)
		status = buffer_append(&buffer, bytes_of(hash.at, HASH_BYTES));
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

static enum status read_whole(struct bytes bytes, struct hasher *hasher, struct board **ret_board,
                              struct merkle *ret_tree)
{
	const size_t head = strlen(SNAPSHOT_MARK) + sizeof *ret_tree;
	if (bytes.length < head + HASH_BYTES || memcmp(bytes.at, SNAPSHOT_MARK, strlen(SNAPSHOT_MARK)) != 0)
		return STATUS_CORRUPT;
	struct bytes all = bytes_of(bytes.at, bytes.length - HASH_BYTES);
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, &all, 1);
	if (memcmp(hash.at, bytes.at + all.length, HASH_BYTES) != 0)
		return STATUS_CORRUPT;
	memcpy(ret_tree, bytes.at + strlen(SNAPSHOT_MARK), sizeof *ret_tree);
	return board_read(bytes_of(bytes.at + head, all.length - head), ret_board);
}

enum status snapshot_read(const char *path, struct hasher *hasher, struct board **ret_board, struct merkle *ret_tree)
{
	struct buffer buffer = { 0 };
	enum status status = get_file(path, &buffer);
	if (status == STATUS_OK)
		status = read_whole(buffer_bytes(&buffer), hasher, ret_board, ret_tree);
	buffer_close(&buffer);
	return status;
}
