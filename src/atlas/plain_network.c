/* Files of text found, unpacked, and given to the readers of roads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/plain_network.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "roads/gr.h"
#include "roads/node_arc.h"

#define PATH_BYTES 4096u
#define CHUNK_BYTES (1024u * 1024u)
#define DECODER_MAX_BYTES (128u * 1024u * 1024u)
/* DIMACS's travel times have no unit of their own; tocsin's are milliseconds. */
#define GR_TICKS_PER_S 1000u

static bool ends(const char *path, const char *with)
{
	size_t length = strlen(path), tail = strlen(with);
	return length > tail && strcmp(path + length - tail, with) == 0;
}

bool plain_network_is(const char *path)
{
	struct stat about;
	return ends(path, ".gr") || ends(path, ".gr.xz") || (stat(path, &about) == 0 && S_ISDIR(about.st_mode));
}

static enum status unpack(struct bytes packed, struct buffer *text)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret result = lzma_stream_decoder(&stream, DECODER_MAX_BYTES, LZMA_CONCATENATED);
	enum status status = STATUS_OK;
	stream.next_in = packed.at;
	stream.avail_in = packed.length;
	while (result == LZMA_OK && (status = buffer_reserve(text, CHUNK_BYTES)) == STATUS_OK) {
		stream.next_out = text->at + text->length;
		stream.avail_out = CHUNK_BYTES;
		result = lzma_code(&stream, LZMA_FINISH);
		text->length += CHUNK_BYTES - stream.avail_out;
	}
	lzma_end(&stream);
	if (status != STATUS_OK)
		return status;
	return result == LZMA_STREAM_END ? STATUS_OK : result == LZMA_MEM_ERROR ? STATUS_MEMORY : STATUS_MALFORMED;
}

/* The whole file as text; errno says why on STATUS_MISSING. */
static enum status read_text(const char *path, struct buffer *text)
{
	struct stat about;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &about) != 0) {
		int error = errno;
		if (file >= 0)
			(void)close(file);
		errno = error;
		return STATUS_MISSING;
	}
	size_t length = about.st_size > 0 ? (size_t)about.st_size : 0;
	void *at = length ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, file, 0) : NULL;
	(void)close(file);
	if (at == MAP_FAILED)
		return STATUS_MISSING;
	text->cap = PLAIN_FILE_MAX_BYTES;
	enum status status =
	    ends(path, ".xz") ? unpack(bytes_of(at, length), text) : buffer_append(text, bytes_of(at, length));
	if (at)
		(void)munmap(at, length);
	return status;
}

/* The file, or the same with .xz behind it. */
static enum status read_either(char path[PATH_BYTES], struct buffer *text)
{
	if (access(path, R_OK) != 0 && strlen(path) + 4 < PATH_BYTES) {
		size_t length = strlen(path);
		memcpy(path + length, ".xz", 4);
		if (access(path, R_OK) != 0)
			path[length] = '\0';
	}
	return read_text(path, text);
}

static enum status tell(enum status status, struct road_fault fault, struct osm_fault *ret_fault)
{
	if (status == STATUS_MALFORMED)
		*ret_fault =
		    (struct osm_fault){ .what = fault.what ? fault.what : "its xz packing is broken or cut short",
			                .line = fault.line };
	return status;
}

static enum status read_graph(const char *path, struct road_network *network, struct osm_fault *ret_fault,
                              char blamed[PATH_BYTES])
{
	struct buffer text = { 0 };
	struct road_fault fault = { 0 };
	enum status status = read_text(path, &text);
	if (status == STATUS_OK)
		status = road_gr_read(buffer_bytes(&text), GR_TICKS_PER_S, network, &fault);
	buffer_close(&text);
	if (status != STATUS_OK)
		return tell(status, fault, ret_fault);
	size_t stem = strlen(path) - (ends(path, ".xz") ? strlen(".gr.xz") : strlen(".gr"));
	(void)snprintf(blamed, PATH_BYTES, "%.*s.co", (int)stem, path);
	status = read_either(blamed, &text);
	if (status == STATUS_MISSING)
		return STATUS_OK; /* a graph without places is a graph */
	if (status == STATUS_OK)
		status = road_gr_read_places(buffer_bytes(&text), network, &fault);
	buffer_close(&text);
	return tell(status, fault, ret_fault);
}

static enum status read_folder(const char *path, unsigned mode, struct road_network *network,
                               struct osm_fault *ret_fault, char blamed[PATH_BYTES])
{
	struct buffer nodes = { 0 }, arcs = { 0 };
	struct road_fault fault = { 0 };
	bool in_arcs = true;
	(void)snprintf(blamed, PATH_BYTES, "%.4000s/nodes.csv", path);
	enum status status = read_either(blamed, &nodes);
	if (status == STATUS_OK) {
		(void)snprintf(blamed, PATH_BYTES, "%.4000s/arcs.csv", path);
		status = read_either(blamed, &arcs);
	}
	if (status == STATUS_OK)
		status = road_node_arc_read(buffer_bytes(&nodes), buffer_bytes(&arcs), mode, ROAD_NODE_ARC_TICKS_PER_S,
		                            network, &fault, &in_arcs);
	if (!in_arcs)
		(void)snprintf(blamed, PATH_BYTES, "%.4000s/nodes.csv", path);
	buffer_close(&nodes);
	buffer_close(&arcs);
	return tell(status, fault, ret_fault);
}

enum status plain_network_read(const char *path, unsigned mode, struct road_network *ret_network,
                               struct osm_fault *ret_fault, char ret_blamed[PATH_BYTES])
{
	struct road_network network = { 0 };
	bool graph = ends(path, ".gr") || ends(path, ".gr.xz");
	(void)snprintf(ret_blamed, PATH_BYTES, "%s", path);
	enum status status = graph ? read_graph(path, &network, ret_fault, ret_blamed)
	                           : read_folder(path, mode, &network, ret_fault, ret_blamed);
	if (status == STATUS_OK)
		*ret_network = network;
	else
		road_network_close(&network);
	return status;
}
