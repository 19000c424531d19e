/* Files from outside: liblzma uncompresses, the C library's iconv decodes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/source.h"

#include <errno.h>
#include <iconv.h>
#include <lzma.h>
#include <stdio.h>
#include <string.h>

#define CHUNK_BYTES (256u * 1024u)
/* A decoder asks for what the file says; more than any preset of xz needs is an attack. */
#define DECODER_MAX_BYTES (128u * 1024u * 1024u)

static enum status of_lzma(lzma_ret result)
{
	if (result == LZMA_OK || result == LZMA_STREAM_END)
		return STATUS_OK;
	if (result == LZMA_MEM_ERROR)
		return STATUS_MEMORY;
	return result == LZMA_MEMLIMIT_ERROR ? STATUS_LIMIT : STATUS_MALFORMED;
}

static enum status uncompress(struct bytes packed, struct buffer *text)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret result = lzma_stream_decoder(&stream, DECODER_MAX_BYTES, LZMA_CONCATENATED);
	stream.next_in = packed.at;
	stream.avail_in = packed.length;
	enum status status = of_lzma(result);
	while (status == STATUS_OK && result != LZMA_STREAM_END) {
		status = buffer_reserve(text, CHUNK_BYTES);
		if (status != STATUS_OK)
			break;
		stream.next_out = text->at + text->length;
		stream.avail_out = CHUNK_BYTES;
		result = lzma_code(&stream, LZMA_FINISH);
		text->length += CHUNK_BYTES - stream.avail_out;
		status = of_lzma(result);
	}
	lzma_end(&stream);
	return status;
}

static enum status read_all(FILE *file, struct buffer *bytes)
{
	for (;;) {
		enum status status = buffer_reserve(bytes, CHUNK_BYTES);
		if (status != STATUS_OK)
			return status;
		size_t got = fread(bytes->at + bytes->length, 1, CHUNK_BYTES, file);
		bytes->length += got;
		if (got < CHUNK_BYTES)
			return ferror(file) ? STATUS_IO : STATUS_OK;
	}
}

enum status source_read(const char *path, struct buffer *text)
{
	FILE *file = fopen(path, "rbe");
	if (!file)
		return STATUS_MISSING;
	struct buffer bytes = { .cap = SOURCE_MAX_BYTES };
	text->cap = SOURCE_MAX_BYTES;
	enum status status = read_all(file, &bytes);
	if (fclose(file) != 0 && status == STATUS_OK)
		status = STATUS_IO;
	bool packed = bytes.length >= 6 && memcmp(bytes.at,
	                                          "\xFD"
	                                          "7zXZ\0",
	                                          6) == 0;
	if (status == STATUS_OK)
		status = packed ? uncompress(buffer_bytes(&bytes), text) : buffer_append(text, buffer_bytes(&bytes));
	buffer_close(&bytes);
	return status;
}

enum status source_decode(struct buffer *text, const char *encoding)
{
	iconv_t decoder = iconv_open("UTF-8", encoding);
	if (decoder == (iconv_t)-1)
		return STATUS_MISSING;
	struct buffer decoded = { .cap = SOURCE_MAX_BYTES };
	char *in = (char *)text->at;
	size_t left = text->length;
	enum status status = STATUS_OK;
	while (status == STATUS_OK && left) {
		status = buffer_reserve(&decoded, CHUNK_BYTES);
		if (status != STATUS_OK)
			break;
		char *out = (char *)decoded.at + decoded.length;
		size_t room = CHUNK_BYTES;
		bool stuck = iconv(decoder, &in, &left, &out, &room) == (size_t)-1 && errno != E2BIG;
		decoded.length += CHUNK_BYTES - room;
		status = stuck ? STATUS_MALFORMED : STATUS_OK;
	}
	(void)iconv_close(decoder);
	if (status != STATUS_OK) {
		buffer_close(&decoded);
		return status;
	}
	buffer_close(text);
	*text = decoded;
	return STATUS_OK;
}
