/* OpenStreetMap's XML, streamed through expat, and through liblzma where it is packed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/osm.h"

#include <errno.h>
#include <expat.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES (256u * 1024u)
/* A decoder asks for what the file says; more than any preset of xz needs is an attack. */
#define DECODER_MAX_BYTES (128u * 1024u * 1024u)
/* All the words of one item; OpenStreetMap's own interface takes 255 characters a value. */
#define WORDS_MAX_BYTES (4u * 1024u * 1024u)

/* Words are kept as offsets until the item is whole: their buffer moves when it grows. */
struct word {
	size_t at, length;
};

struct tag_words {
	struct word key, value;
};

struct member_words {
	int64_t id;
	enum osm_kind kind;
	struct word role;
};

struct document {
	struct osm_reader *reader;
	XML_Parser parser;
	enum status status;
	bool seen_root, inside; /* of an item */
	bool has_place;
	struct osm_item item;
	struct buffer words, tag_words, member_words, tags, members, refs;
};

static const char *const kinds[OSM_KIND_COUNT] = { "node", "way", "relation" };

static void stop(struct document *document, enum status status, const char *what)
{
	if (document->status != STATUS_OK)
		return;
	document->status = status;
	if (what)
		document->reader->fault.what = what;
	(void)XML_StopParser(document->parser, XML_FALSE);
}

static void check(struct document *document, enum status status)
{
	if (status != STATUS_OK)
		stop(document, status, NULL);
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static bool read_id(const char *text, int64_t *ret_id)
{
	char *end;
	if (!text || !*text)
		return false;
	errno = 0;
	long long id = strtoll(text, &end, 10);
	if (errno || *end)
		return false;
	*ret_id = id;
	return true;
}

/* Degrees with seven digits are exact in integers; strtod would depend on the locale. */
static bool read_degrees(const char *text, int64_t most, int32_t *ret_e7)
{
	bool minus = text && *text == '-';
	int64_t value = 0;
	int digits = 0, behind = -1;
	for (text += minus; text && *text; text++) {
		if (*text == '.' && behind < 0) {
			behind = 0;
		} else if (*text < '0' || *text > '9' || digits > 17) {
			return false;
		} else if (behind < 7) {
			value = value * 10 + (*text - '0');
			digits++;
			behind += behind >= 0;
		}
	}
	if (!digits)
		return false;
	for (int i = behind < 0 ? 0 : behind; i < 7; i++)
		if (value > most)
			return false;
		else
			value *= 10;
	if (value > most)
		return false;
	*ret_e7 = (int32_t)(minus ? -value : value);
	return true;
}

static struct word keep(struct document *document, const char *text)
{
	struct word word = { document->words.length, strlen(text) };
	enum status status = buffer_append(&document->words, bytes_of(text, word.length));
	if (status == STATUS_LIMIT)
		stop(document, STATUS_MALFORMED, "an item has more words than any may have");
	else
		check(document, status);
	return word;
}

static int kind_of(const char *name)
{
	int kind = 0;
	while (kind < OSM_KIND_COUNT && (!name || strcmp(kinds[kind], name) != 0))
		kind++;
	return kind;
}

static void open_item(struct document *document, enum osm_kind kind, const char **attributes)
{
	document->item = (struct osm_item){ .kind = kind };
	document->inside = true;
	buffer_clear(&document->words);
	buffer_clear(&document->tag_words);
	buffer_clear(&document->member_words);
	buffer_clear(&document->refs);
	if (!read_id(attribute(attributes, "id"), &document->item.id)) {
		stop(document, STATUS_MALFORMED, "an item has no id");
		return;
	}
	const char *lat = attribute(attributes, "lat"), *lon = attribute(attributes, "lon");
	/* A node that was deleted has no place; such stand in files of changes. */
	document->has_place = kind != OSM_NODE || (lat && lon);
	if (kind == OSM_NODE && document->has_place &&
	    (!read_degrees(lat, 900000000, &document->item.lat_e7) ||
	     !read_degrees(lon, 1800000000, &document->item.lon_e7)))
		stop(document, STATUS_MALFORMED, "a node lies nowhere on earth");
}

static void take_tag(struct document *document, const char **attributes)
{
	const char *key = attribute(attributes, "k"), *value = attribute(attributes, "v");
	if (!key || !value) {
		stop(document, STATUS_MALFORMED, "a tag lacks its k or v");
		return;
	}
	struct tag_words words = { keep(document, key), keep(document, value) };
	if (document->tag_words.length >= OSM_TAGS_MAX * sizeof words)
		stop(document, STATUS_MALFORMED, "an item has more tags than any may have");
	else
		check(document, buffer_append(&document->tag_words, bytes_of(&words, sizeof words)));
}

static void take_ref(struct document *document, const char **attributes)
{
	int64_t id;
	if (!read_id(attribute(attributes, "ref"), &id))
		stop(document, STATUS_MALFORMED, "a point of a way has no ref");
	else if (document->refs.length >= OSM_REFS_MAX * sizeof id)
		stop(document, STATUS_MALFORMED, "a way has more points than any may have");
	else
		check(document, buffer_append(&document->refs, bytes_of(&id, sizeof id)));
}

static void take_member(struct document *document, const char **attributes)
{
	struct member_words member = { 0 };
	const char *role = attribute(attributes, "role");
	int kind = kind_of(attribute(attributes, "type"));
	if (kind == OSM_KIND_COUNT || !read_id(attribute(attributes, "ref"), &member.id)) {
		stop(document, STATUS_MALFORMED, "a member lacks its type or ref");
		return;
	}
	member.kind = (enum osm_kind)kind;
	member.role = keep(document, role ? role : "");
	if (document->member_words.length >= OSM_REFS_MAX * sizeof member)
		stop(document, STATUS_MALFORMED, "a relation has more members than any may have");
	else
		check(document, buffer_append(&document->member_words, bytes_of(&member, sizeof member)));
}

static void XMLCALL begin(void *context, const char *name, const char **attributes)
{
	struct document *document = context;
	if (document->status != STATUS_OK)
		return;
	if (!document->seen_root) {
		document->seen_root = true;
		if (strcmp(name, "osm") != 0)
			stop(document, STATUS_MALFORMED, "it is XML, but not of OpenStreetMap");
		return;
	}
	int kind = kind_of(name);
	if (kind < OSM_KIND_COUNT)
		open_item(document, (enum osm_kind)kind, attributes);
	else if (!document->inside || !(document->reader->wanted & OSM_BIT(document->item.kind)))
		return;
	else if (strcmp(name, "tag") == 0)
		take_tag(document, attributes);
	else if (strcmp(name, "nd") == 0)
		take_ref(document, attributes);
	else if (strcmp(name, "member") == 0)
		take_member(document, attributes);
}

static struct bytes word_bytes(const struct document *document, struct word word)
{
	/* A document in which no word has a letter has no words at all. */
	return word.length ? bytes_of(document->words.at + word.at, word.length) : bytes_of(NULL, 0);
}

static enum status give(struct document *document)
{
	struct osm_item *item = &document->item;
	const struct tag_words *tags = (const void *)document->tag_words.at;
	const struct member_words *members = (const void *)document->member_words.at;
	enum status status = STATUS_OK;
	item->tag_count = (uint32_t)(document->tag_words.length / sizeof *tags);
	item->member_count = (uint32_t)(document->member_words.length / sizeof *members);
	item->ref_count = (uint32_t)(document->refs.length / sizeof(int64_t));
	buffer_clear(&document->tags);
	buffer_clear(&document->members);
	for (uint32_t i = 0; status == STATUS_OK && i < item->tag_count; i++) {
		struct osm_tag tag = { word_bytes(document, tags[i].key), word_bytes(document, tags[i].value) };
		status = buffer_append(&document->tags, bytes_of(&tag, sizeof tag));
	}
	for (uint32_t i = 0; status == STATUS_OK && i < item->member_count; i++) {
		struct osm_member member = { members[i].id, members[i].kind, word_bytes(document, members[i].role) };
		status = buffer_append(&document->members, bytes_of(&member, sizeof member));
	}
	item->tags = (const void *)document->tags.at;
	item->members = (const void *)document->members.at;
	item->refs = (const void *)document->refs.at;
	return status == STATUS_OK ? document->reader->take(document->reader->context, item) : status;
}

static void XMLCALL end(void *context, const char *name)
{
	struct document *document = context;
	if (document->status != STATUS_OK || !document->inside || kind_of(name) == OSM_KIND_COUNT)
		return;
	document->inside = false;
	if (document->has_place && document->reader->wanted & OSM_BIT(document->item.kind))
		check(document, give(document));
}

/* OpenStreetMap has no document type; who declares one may mean harm by its entities. */
static void XMLCALL refuse_doctype(void *context, const char *name, const char *system, const char *public, int inside)
{
	(void)name, (void)system, (void)public, (void)inside;
	stop(context, STATUS_MALFORMED, "it declares a document type, which no file of OpenStreetMap does");
}

static void parse(struct document *document, struct bytes chunk, bool last)
{
	struct osm_fault *fault = &document->reader->fault;
	bool good = XML_Parse(document->parser, (const char *)chunk.at, (int)chunk.length, last) == XML_STATUS_OK;
	if (good && document->status == STATUS_OK)
		return;
	fault->line = XML_GetCurrentLineNumber(document->parser);
	XML_Index at = XML_GetCurrentByteIndex(document->parser);
	fault->at_byte = at < 0 ? 0 : (uint64_t)at;
	if (document->status != STATUS_OK)
		return;
	enum XML_Error error = XML_GetErrorCode(document->parser);
	document->status = error == XML_ERROR_NO_MEMORY ? STATUS_MEMORY : STATUS_MALFORMED;
	fault->what = last && (error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN)
	                  ? "it is cut short: get the file anew"
	                  : XML_ErrorString(error);
}

static void read_plain(struct document *document, struct bytes file)
{
	for (size_t at = 0; at < file.length && document->status == STATUS_OK; at += CHUNK_BYTES) {
		size_t length = file.length - at < CHUNK_BYTES ? file.length - at : CHUNK_BYTES;
		parse(document, bytes_of(file.at + at, length), at + length == file.length);
		if (document->reader->progress)
			document->reader->progress(document->reader->context, at + length, file.length);
	}
}

static void read_packed(struct document *document, struct bytes file)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	uint8_t *chunk = malloc(CHUNK_BYTES);
	lzma_ret result = chunk ? lzma_stream_decoder(&stream, DECODER_MAX_BYTES, LZMA_CONCATENATED) : LZMA_MEM_ERROR;
	stream.next_in = file.at;
	stream.avail_in = file.length;
	while (result == LZMA_OK && document->status == STATUS_OK) {
		stream.next_out = chunk;
		stream.avail_out = CHUNK_BYTES;
		result = lzma_code(&stream, LZMA_FINISH);
		if (result == LZMA_OK || result == LZMA_STREAM_END)
			parse(document, bytes_of(chunk, CHUNK_BYTES - stream.avail_out), result == LZMA_STREAM_END);
		if (document->reader->progress)
			document->reader->progress(document->reader->context, file.length - stream.avail_in,
			                           file.length);
	}
	if (document->status == STATUS_OK && result != LZMA_STREAM_END) {
		document->status = result == LZMA_MEM_ERROR ? STATUS_MEMORY : STATUS_MALFORMED;
		document->reader->fault.what = "its xz packing is broken or cut short: get the file anew";
		document->reader->fault.at_byte = file.length - stream.avail_in;
	}
	lzma_end(&stream);
	free(chunk);
}

enum status osm_xml_read(struct osm_reader *reader, struct bytes file, bool packed)
{
	struct document document = { .reader = reader, .words.cap = WORDS_MAX_BYTES };
	document.parser = XML_ParserCreate(NULL);
	if (!document.parser)
		return STATUS_MEMORY;
	XML_SetUserData(document.parser, &document);
	XML_SetElementHandler(document.parser, begin, end);
	XML_SetStartDoctypeDeclHandler(document.parser, refuse_doctype);
	(packed ? read_packed : read_plain)(&document, file);
	XML_ParserFree(document.parser);
	buffer_close(&document.words);
	buffer_close(&document.tag_words);
	buffer_close(&document.member_words);
	buffer_close(&document.tags);
	buffer_close(&document.members);
	buffer_close(&document.refs);
	return document.status;
}
