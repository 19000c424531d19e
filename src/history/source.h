/* A city's file as UTF-8 text in memory: read, uncompressed, and put into our encoding. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_SOURCE_H
#define HISTORY_SOURCE_H

#include "base/bytes.h"

/* The most that a file may hold once it is uncompressed. */
#define SOURCE_MAX_BYTES ((size_t)2 << 30)

/*
 * Appends the file's text.  Files that begin as .xz do are uncompressed, whatever their name.
 *   STATUS_MISSING    it cannot be opened
 *   STATUS_MALFORMED  its compression is broken or cut short
 *   STATUS_LIMIT      it holds more than SOURCE_MAX_BYTES
 *   STATUS_IO, STATUS_MEMORY
 */
enum status source_read(const char *path, struct buffer *text);
/*
 * Turns the text from a named encoding ("ISO-8859-1", "UTF-16LE") into UTF-8.
 *   STATUS_MISSING    no such encoding is known here
 *   STATUS_MALFORMED  the text is not in it
 */
enum status source_decode(struct buffer *text, const char *encoding);

#endif
