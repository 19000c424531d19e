/* A small file of our own that is read whole and written whole: the old one or the new one is there, never half of either. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_KEPT_FILE_H
#define DESK_KEPT_FILE_H

#include "base/bytes.h"

#define KEPT_FILE_PATH_MAX_BYTES 4096

/* Reads all of it; nothing where it is not there yet.  STATUS_IO, STATUS_MEMORY, STATUS_LIMIT if it passes the buffer's cap. */
enum status kept_file_read(const char *path, struct buffer *buffer);
/* Writes it beside the old one and takes its place; on any status but STATUS_OK the old one is there.  Mode 0600. */
enum status kept_file_write(const char *path, struct bytes bytes);

/* Words of a line, parted by blanks: the next one as it is, or as a number up to `most`.  False, and the line is wrong. */
bool kept_word(const char **line, char *word, size_t room);
bool kept_number(const char **line, uint64_t most, uint64_t *ret_number);

#endif
