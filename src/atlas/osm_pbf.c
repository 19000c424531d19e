/* OpenStreetMap's protocol buffers, read by hand: framed blocks, zlib in each, fields by number. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/osm.h"

#include <string.h>
#include <zlib.h>

/* The format's own bounds (wiki.openstreetmap.org/wiki/PBF_Format, "File format"). */
#define HEADER_MAX_BYTES (64u * 1024u)
#define BLOB_MAX_BYTES (32u * 1024u * 1024u)
/* Strings of one block: each takes two bytes at the least. */
#define STRINGS_MAX (BLOB_MAX_BYTES / 2u)

#define EVERYTHING (OSM_BIT(OSM_NODE) | OSM_BIT(OSM_WAY) | OSM_BIT(OSM_RELATION))

/* A message that is being read: every field is asked for once, in the order in which they come. */
struct message {
	const uint8_t *at, *end;
	bool broken;
};

struct field {
	uint32_t number;
	unsigned wire; /* 0: number, 2: bytes; others are stepped over */
	uint64_t value;
	struct bytes bytes;
};

struct block {
	struct osm_reader *reader;
	struct buffer raw; /* the block uncompressed */
	struct buffer strings, tags, refs, members;
	int64_t granularity, lat_offset, lon_offset;
	uint8_t kinds; /* what was seen in it */
};

static struct message message_of(struct bytes bytes)
{
	return (struct message){ .at = bytes.at, .end = bytes.at ? bytes.at + bytes.length : NULL };
}

static uint64_t take_varint(struct message *message)
{
	uint64_t value = 0;
	for (unsigned shift = 0; shift < 64 && message->at < message->end; shift += 7) {
		uint8_t byte = *message->at++;
		value |= (uint64_t)(byte & 0x7F) << shift;
		if (!(byte & 0x80))
			return value;
	}
	message->broken = true;
	message->at = message->end;
	return 0;
}

static int64_t take_signed(struct message *message)
{
	uint64_t value = take_varint(message);
	return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static void take_bytes(struct message *message, uint64_t length, struct bytes *ret_bytes)
{
	if (length > (uint64_t)(message->end - message->at)) {
		message->broken = true;
		message->at = message->end;
		return;
	}
	*ret_bytes = bytes_of(message->at, (size_t)length);
	message->at += length;
}

/* False at the end and on broken bytes; the latter sets `broken`. */
static bool take_field(struct message *message, struct field *field)
{
	if (message->at == message->end || message->broken)
		return false;
	uint64_t key = take_varint(message);
	*field = (struct field){ .number = (uint32_t)(key >> 3), .wire = key & 7 };
	if (field->wire == 0)
		field->value = take_varint(message);
	else if (field->wire == 2)
		take_bytes(message, take_varint(message), &field->bytes);
	else if (field->wire == 1 || field->wire == 5)
		take_bytes(message, field->wire == 1 ? 8 : 4, &field->bytes);
	else
		message->broken = true;
	if (key >> 3 > UINT32_MAX || !field->number)
		message->broken = true;
	return !message->broken;
}

static bool is_bytes(const struct field *field, uint32_t number)
{
	return field->number == number && field->wire == 2;
}

static bool is_number(const struct field *field, uint32_t number)
{
	return field->number == number && field->wire == 0;
}

static enum status broken(struct block *block, const char *what)
{
	block->reader->fault.what = what;
	return STATUS_MALFORMED;
}

static bool string_at(const struct block *block, uint64_t number, struct bytes *ret_text)
{
	if (number >= block->strings.length / sizeof(struct bytes))
		return false;
	*ret_text = ((const struct bytes *)(const void *)block->strings.at)[number];
	return true;
}

static enum status add_tag(struct block *block, uint64_t key, uint64_t value)
{
	struct osm_tag tag;
	if (!string_at(block, key, &tag.key) || !string_at(block, value, &tag.value))
		return broken(block, "a tag names a string that is not there");
	if (block->tags.length >= OSM_TAGS_MAX * sizeof tag)
		return broken(block, "an item has more tags than any may have");
	return buffer_append(&block->tags, bytes_of(&tag, sizeof tag));
}

static enum status add_ref(struct block *block, int64_t id)
{
	if (block->refs.length >= OSM_REFS_MAX * sizeof id)
		return broken(block, "a way has more points than any may have");
	return buffer_append(&block->refs, bytes_of(&id, sizeof id));
}

/* Sums of differences may run over in hostile bytes only; they wrap, and the ids are then nobody's. */
static int64_t plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool degrees_of(int64_t offset, int64_t granularity, int64_t value, int64_t most, int32_t *ret_e7)
{
	int64_t nano;
	if (__builtin_mul_overflow(granularity, value, &nano) || __builtin_add_overflow(nano, offset, &nano))
		return false;
	nano = (nano + (nano < 0 ? -50 : 50)) / 100;
	if (nano < -most || nano > most)
		return false;
	*ret_e7 = (int32_t)nano;
	return true;
}

static enum status give(struct block *block, struct osm_item *item)
{
	item->tags = (const void *)block->tags.at;
	item->tag_count = (uint32_t)(block->tags.length / sizeof(struct osm_tag));
	item->refs = (const void *)block->refs.at;
	item->ref_count = (uint32_t)(block->refs.length / sizeof(int64_t));
	item->members = (const void *)block->members.at;
	item->member_count = (uint32_t)(block->members.length / sizeof(struct osm_member));
	return block->reader->take(block->reader->context, item);
}

static void clear_item(struct block *block)
{
	buffer_clear(&block->tags);
	buffer_clear(&block->refs);
	buffer_clear(&block->members);
}

static enum status give_node(struct block *block, int64_t id, int64_t lat, int64_t lon)
{
	struct osm_item item = { .kind = OSM_NODE, .id = id };
	if (!degrees_of(block->lat_offset, block->granularity, lat, 900000000, &item.lat_e7) ||
	    !degrees_of(block->lon_offset, block->granularity, lon, 1800000000, &item.lon_e7))
		return broken(block, "a node lies nowhere on earth");
	return give(block, &item);
}

/* Dense nodes (field 2 of a group): columns of differences; tags of all nodes in one row, each node's ended by 0. */
static enum status read_dense(struct block *block, struct bytes bytes)
{
	struct message message = message_of(bytes), ids = { 0 }, lats = { 0 }, lons = { 0 }, words = { 0 };
	for (struct field field; take_field(&message, &field);) {
		struct message *const columns[11] = { [1] = &ids, [8] = &lats, [9] = &lons, [10] = &words };
		struct message *column = field.wire == 2 && field.number < 11 ? columns[field.number] : NULL;
		if (column && column->at)
			return broken(block, "a column of nodes is written twice");
		if (column)
			*column = message_of(field.bytes);
	}
	int64_t id = 0, lat = 0, lon = 0;
	while (ids.at < ids.end) {
		id = plus(id, take_signed(&ids));
		lat = plus(lat, take_signed(&lats));
		lon = plus(lon, take_signed(&lons));
		clear_item(block);
		enum status status = STATUS_OK;
		while (status == STATUS_OK && words.at < words.end) {
			uint64_t key = take_varint(&words);
			if (!key)
				break;
			status = add_tag(block, key, take_varint(&words));
		}
		if (status == STATUS_OK && (ids.broken || lats.broken || lons.broken || words.broken))
			return broken(block, "a column of nodes is cut short");
		if (status == STATUS_OK)
			status = give_node(block, id, lat, lon);
		if (status != STATUS_OK)
			return status;
	}
	return message.broken ? broken(block, "a group of nodes is cut short") : STATUS_OK;
}

/* Keys and values of a node, way or relation stand in two columns. */
static enum status read_tags(struct block *block, struct message keys, struct message values)
{
	while (keys.at < keys.end) {
		uint64_t key = take_varint(&keys);
		enum status status = add_tag(block, key, take_varint(&values));
		if (status != STATUS_OK)
			return status;
	}
	return keys.broken || values.broken ? broken(block, "the tags of an item are cut short") : STATUS_OK;
}

static enum status read_node(struct block *block, struct bytes bytes)
{
	struct message message = message_of(bytes), keys = { 0 }, values = { 0 };
	int64_t id = 0, lat = 0, lon = 0;
	for (struct field field; take_field(&message, &field);) {
		int64_t number = (int64_t)(field.value >> 1) ^ -(int64_t)(field.value & 1);
		if (is_number(&field, 1))
			id = number;
		else if (is_number(&field, 8))
			lat = number;
		else if (is_number(&field, 9))
			lon = number;
		else if (is_bytes(&field, 2))
			keys = message_of(field.bytes);
		else if (is_bytes(&field, 3))
			values = message_of(field.bytes);
	}
	if (message.broken)
		return broken(block, "a node is cut short");
	clear_item(block);
	enum status status = read_tags(block, keys, values);
	return status == STATUS_OK ? give_node(block, id, lat, lon) : status;
}

/* What ways and relations have alike: an id, tags in two columns, and up to three columns of their own from field 8 on. */
#define COLUMNS 3u
#define FIRST_COLUMN 8u

static enum status read_item(struct block *block, struct bytes bytes, struct osm_item *item, const char *cut_short,
                             struct message columns[COLUMNS])
{
	struct message message = message_of(bytes), keys = { 0 }, values = { 0 };
	for (struct field field; take_field(&message, &field);) {
		if (is_number(&field, 1))
			item->id = (int64_t)field.value;
		else if (is_bytes(&field, 2))
			keys = message_of(field.bytes);
		else if (is_bytes(&field, 3))
			values = message_of(field.bytes);
		for (unsigned i = 0; i < COLUMNS; i++)
			if (is_bytes(&field, FIRST_COLUMN + i))
				columns[i] = message_of(field.bytes);
	}
	if (message.broken)
		return broken(block, cut_short);
	clear_item(block);
	return read_tags(block, keys, values);
}

static enum status read_way(struct block *block, struct bytes bytes)
{
	struct message columns[COLUMNS] = { 0 }, *refs = &columns[0];
	struct osm_item item = { .kind = OSM_WAY };
	enum status status = read_item(block, bytes, &item, "a way is cut short", columns);
	for (int64_t ref = 0; status == STATUS_OK && refs->at < refs->end;) {
		ref = plus(ref, take_signed(refs));
		status = add_ref(block, ref);
	}
	if (status == STATUS_OK && refs->broken)
		return broken(block, "the points of a way are cut short");
	return status == STATUS_OK ? give(block, &item) : status;
}

static enum status read_members(struct block *block, struct message roles, struct message ids, struct message kinds)
{
	int64_t id = 0;
	while (ids.at < ids.end) {
		struct osm_member member = { 0 };
		member.id = id = plus(id, take_signed(&ids));
		uint64_t kind = take_varint(&kinds);
		uint64_t role = take_varint(&roles);
		if (ids.broken || roles.broken || kinds.broken || kind >= OSM_KIND_COUNT)
			return broken(block, "the members of a relation are cut short, or of no known kind");
		if (!string_at(block, role, &member.role))
			return broken(block, "a member's role names a string that is not there");
		member.kind = (enum osm_kind)kind;
		if (block->members.length >= OSM_REFS_MAX * sizeof member)
			return broken(block, "a relation has more members than any may have");
		enum status status = buffer_append(&block->members, bytes_of(&member, sizeof member));
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum status read_relation(struct block *block, struct bytes bytes)
{
	struct message columns[COLUMNS] = { 0 }; /* roles, ids, kinds */
	struct osm_item item = { .kind = OSM_RELATION };
	enum status status = read_item(block, bytes, &item, "a relation is cut short", columns);
	if (status == STATUS_OK)
		status = read_members(block, columns[0], columns[1], columns[2]);
	return status == STATUS_OK ? give(block, &item) : status;
}

/* What a PrimitiveGroup may hold, by the number of its field; 5, changesets, holds nothing for a map. */
static const struct {
	enum osm_kind kind;
	enum status (*read)(struct block *block, struct bytes bytes);
} group_fields[] = {
	[1] = { OSM_NODE, read_node },
	[2] = { OSM_NODE, read_dense },
	[3] = { OSM_WAY, read_way },
	[4] = { OSM_RELATION, read_relation },
};

static enum status read_group(struct block *block, struct bytes bytes)
{
	struct message message = message_of(bytes);
	enum status status = STATUS_OK;
	for (struct field field; status == STATUS_OK && take_field(&message, &field);) {
		if (field.wire != 2 || field.number >= sizeof group_fields / sizeof *group_fields)
			continue;
		unsigned bit = OSM_BIT(group_fields[field.number].kind);
		block->kinds |= (uint8_t)bit;
		if (block->reader->wanted & bit)
			status = group_fields[field.number].read(block, field.bytes);
	}
	return status == STATUS_OK && message.broken ? broken(block, "a group is cut short") : status;
}

static enum status read_strings(struct block *block, struct bytes bytes)
{
	struct message message = message_of(bytes);
	for (struct field field; take_field(&message, &field);) {
		if (!is_bytes(&field, 1))
			continue;
		if (block->strings.length >= STRINGS_MAX * sizeof field.bytes)
			return broken(block, "a block has more strings than any may have");
		enum status status = buffer_append(&block->strings, bytes_of(&field.bytes, sizeof field.bytes));
		if (status != STATUS_OK)
			return status;
	}
	return message.broken ? broken(block, "the strings of a block are cut short") : STATUS_OK;
}

/* Scale and strings may stand behind what needs them, so the groups are read in a second walk. */
static enum status read_primitives(struct block *block)
{
	struct message message = message_of(buffer_bytes(&block->raw));
	enum status status = STATUS_OK;
	buffer_clear(&block->strings);
	block->granularity = 100;
	block->lat_offset = block->lon_offset = 0;
	block->kinds = 0;
	for (struct field field; status == STATUS_OK && take_field(&message, &field);) {
		if (is_bytes(&field, 1))
			status = read_strings(block, field.bytes);
		else if (is_number(&field, 17))
			block->granularity = (int64_t)field.value;
		else if (is_number(&field, 19))
			block->lat_offset = (int64_t)field.value;
		else if (is_number(&field, 20))
			block->lon_offset = (int64_t)field.value;
	}
	if (status == STATUS_OK && message.broken)
		return broken(block, "a block is cut short");
	message = message_of(buffer_bytes(&block->raw));
	for (struct field field; status == STATUS_OK && take_field(&message, &field);)
		if (is_bytes(&field, 2))
			status = read_group(block, field.bytes);
	return status;
}

/* HeaderBlock: what a reader must know; "HistoricalInformation" would give several versions of one thing. */
static enum status read_header(struct block *block)
{
	struct message message = message_of(buffer_bytes(&block->raw));
	for (struct field field; take_field(&message, &field);) {
		if (!is_bytes(&field, 4) || bytes_same(field.bytes, bytes_of_text("OsmSchema-V0.6")) ||
		    bytes_same(field.bytes, bytes_of_text("DenseNodes")))
			continue;
		block->reader->fault.what = bytes_same(field.bytes, bytes_of_text("HistoricalInformation"))
		                                ? "it holds the history of things, not how they are now: extract one "
		                                  "moment first (osmium time-filter)"
		                                : "it asks for a feature that is not known here";
		return STATUS_VERSION;
	}
	return message.broken ? broken(block, "its header is cut short") : STATUS_OK;
}

static enum status inflate_blob(struct block *block, struct bytes packed, uint64_t raw_bytes)
{
	if (!raw_bytes || raw_bytes > BLOB_MAX_BYTES)
		return broken(block, "a block says that it is larger than any may be, or empty");
	buffer_clear(&block->raw);
	enum status status = buffer_reserve(&block->raw, (size_t)raw_bytes);
	if (status != STATUS_OK)
		return status;
	uLongf got = (uLongf)raw_bytes;
	if (uncompress(block->raw.at, &got, packed.at, (uLong)packed.length) != Z_OK || got != raw_bytes)
		return broken(block, "the zlib data of a block is broken");
	block->raw.length = got;
	return STATUS_OK;
}

static enum status unpack(struct block *block, struct bytes blob)
{
	struct message message = message_of(blob);
	struct bytes raw = { 0 }, packed = { 0 };
	uint64_t raw_bytes = 0;
	bool other = false;
	for (struct field field; take_field(&message, &field);) {
		if (is_bytes(&field, 1))
			raw = field.bytes;
		else if (is_number(&field, 2))
			raw_bytes = field.value;
		else if (is_bytes(&field, 3))
			packed = field.bytes;
		else if (field.number >= 4 && field.number <= 7)
			other = true;
	}
	if (message.broken)
		return broken(block, "a block's frame is cut short");
	if (packed.at)
		return inflate_blob(block, packed, raw_bytes);
	if (!raw.at)
		return broken(block, other ? "a block is packed by something else than zlib: write the file anew "
		                             "(osmium cat -o NEW.osm.pbf)"
		                           : "a block holds nothing");
	buffer_clear(&block->raw);
	return buffer_append(&block->raw, raw);
}

/* BlobHeader: the block's type and how long it is. */
static enum status read_frame(struct block *block, struct bytes bytes, struct bytes *ret_type, uint64_t *ret_length)
{
	struct message message = message_of(bytes);
	struct bytes type = { 0 };
	uint64_t length = 0;
	for (struct field field; take_field(&message, &field);) {
		if (is_bytes(&field, 1))
			type = field.bytes;
		else if (is_number(&field, 3))
			length = field.value;
	}
	if (message.broken || !type.at || length > BLOB_MAX_BYTES)
		return broken(block, block->reader->fault.block == 1 ? "it is no .osm.pbf, .osm or .osm.xz"
		                                                     : "a block's header is broken");
	*ret_type = type;
	*ret_length = length;
	return STATUS_OK;
}

static bool is_wanted(const struct osm_reader *reader)
{
	uint64_t number = reader->fault.block - 1;
	if (!reader->block_kinds || number >= reader->block_kinds->length)
		return true;
	return reader->block_kinds->at[number] & reader->wanted;
}

static enum status remember(const struct osm_reader *reader, uint8_t kinds)
{
	if (!reader->block_kinds || reader->block_kinds->length >= reader->fault.block)
		return STATUS_OK;
	return buffer_append(reader->block_kinds, bytes_of(&kinds, 1));
}

static enum status read_block(struct block *block, struct bytes file, size_t *at)
{
	struct bytes type;
	uint64_t length;
	struct osm_reader *reader = block->reader;
	bool first = reader->fault.block == 1;
	size_t left = file.length - *at;
	const uint8_t *here = file.at + *at;
	uint32_t header_bytes = left < 4 ? 0 : (uint32_t)here[0] << 24 | here[1] << 16 | here[2] << 8 | here[3];
	if (!header_bytes || header_bytes > HEADER_MAX_BYTES || (first && header_bytes > left - 4))
		return broken(block, first ? "it is no .osm.pbf, .osm or .osm.xz" : "a block's header is broken");
	if (header_bytes > left - 4)
		return broken(block, "it is cut short: get the file anew");
	enum status status = read_frame(block, bytes_of(here + 4, header_bytes), &type, &length);
	if (status != STATUS_OK)
		return status;
	if (length > left - 4 - header_bytes)
		return broken(block, "it is cut short: get the file anew");
	bool is_header = bytes_same(type, bytes_of_text("OSMHeader"));
	bool is_data = bytes_same(type, bytes_of_text("OSMData"));
	if (first && !is_header)
		return broken(block, "it does not begin with a header of OpenStreetMap");
	block->kinds = first ? 0 : EVERYTHING;
	if ((is_header || is_data) && is_wanted(reader))
		status = unpack(block, bytes_of(here + 4 + header_bytes, (size_t)length));
	if (status == STATUS_OK && (is_header || is_data) && is_wanted(reader))
		status = is_header ? read_header(block) : read_primitives(block);
	if (status == STATUS_OK)
		status = remember(reader, is_data ? block->kinds : 0);
	*at += 4 + header_bytes + (size_t)length;
	return status;
}

enum status osm_pbf_read(struct osm_reader *reader, struct bytes file)
{
	struct block block = { .reader = reader };
	enum status status = STATUS_OK;
	for (size_t at = 0; at < file.length && status == STATUS_OK;) {
		reader->fault.block++;
		reader->fault.at_byte = at;
		status = read_block(&block, file, &at);
		if (reader->progress)
			reader->progress(reader->context, at, file.length);
	}
	buffer_close(&block.raw);
	buffer_close(&block.strings);
	buffer_close(&block.tags);
	buffer_close(&block.refs);
	buffer_close(&block.members);
	return status;
}
