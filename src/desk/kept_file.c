/* A small file of our own that is read whole and written whole: the old one or the new one is there, never half of either. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/kept_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES 4096

enum status kept_file_read(const char *path, struct buffer *buffer)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? STATUS_OK : STATUS_IO;
	enum status status = STATUS_OK;
	for (ssize_t had = 1; status == STATUS_OK && had;) {
		status = buffer_reserve(buffer, PIECE_BYTES);
		if (status != STATUS_OK)
			break;
		had = read(file, buffer->at + buffer->length, PIECE_BYTES);
		if (had < 0)
			status = STATUS_IO;
		else
			buffer->length += (size_t)had;
	}
	(void)close(file);
	return status;
}

static enum status put(int file, struct bytes bytes)
{
	while (bytes.length) {
		ssize_t done = write(file, bytes.at, bytes.length);
		if (done < 0)
			return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
		bytes = bytes_of(bytes.at + done, bytes.length - (size_t)done);
	}
	return fsync(file) == 0 ? STATUS_OK : STATUS_IO;
}

static enum status settle_folder(const char *path)
{
	char name[KEPT_FILE_PATH_MAX_BYTES];
	(void)snprintf(name, sizeof name, "%s", path);
	int folder = open(dirname(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = folder >= 0 && fsync(folder) == 0;
	if (folder >= 0)
		(void)close(folder);
	return good ? STATUS_OK : STATUS_IO;
}

enum status kept_file_write(const char *path, struct bytes bytes)
{
	char beside[KEPT_FILE_PATH_MAX_BYTES];
	int length = snprintf(beside, sizeof beside, "%s.new", path);
	if (length < 0 || (size_t)length >= sizeof beside)
		return STATUS_LIMIT;
	int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	enum status status = put(file, bytes);
	if (close(file) != 0 && status == STATUS_OK)
		status = STATUS_IO;
	if (status == STATUS_OK && rename(beside, path) != 0)
		status = STATUS_IO;
	if (status != STATUS_OK)
		(void)unlink(beside);
	return status == STATUS_OK ? settle_folder(path) : status;
}

bool kept_word(const char **line, char *word, size_t room)
{
	*line += strspn(*line, " ");
	size_t length = strcspn(*line, " ");
	if (!length || length >= room)
		return false;
	memcpy(word, *line, length);
	word[length] = '\0';
	*line += length;
	return true;
}

bool kept_number(const char **line, uint64_t most, uint64_t *ret_number)
{
	char word[24], *end;
	if (!kept_word(line, word, sizeof word) || *word < '0' || *word > '9')
		return false;
	errno = 0;
	unsigned long long number = strtoull(word, &end, 10);
	if (*end || errno || number > most)
		return false;
	*ret_number = number;
	return true;
}
