/* Which of OpenStreetMap's formats a file is in, and what its items say. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/osm.h"

#include <string.h>

static const uint8_t xz_magic[] = { 0xFD, '7', 'z', 'X', 'Z', 0 };
static const uint8_t gzip_magic[] = { 0x1F, 0x8B };
static const uint8_t bzip2_magic[] = { 'B', 'Z', 'h' };

static bool begins(struct bytes file, const uint8_t *magic, size_t length)
{
	return file.length >= length && memcmp(file.at, magic, length) == 0;
}

/* XML begins with '<', perhaps behind a byte order mark and white space. */
static bool is_xml(struct bytes file)
{
	size_t i = begins(file, (const uint8_t *)"\xEF\xBB\xBF", 3) ? 3 : 0;
	while (i < file.length && i < 64 && strchr(" \t\r\n", file.at[i]) && file.at[i])
		i++;
	return i < file.length && file.at[i] == '<';
}

static enum status refuse(struct osm_reader *reader, const char *what)
{
	reader->fault = (struct osm_fault){ .what = what };
	return STATUS_MALFORMED;
}

enum status osm_read(struct osm_reader *reader, struct bytes file)
{
	reader->fault = (struct osm_fault){ .what = "" };
	if (!file.length)
		return refuse(reader, "it is empty");
	if (begins(file, xz_magic, sizeof xz_magic))
		return osm_xml_read(reader, file, true);
	if (begins(file, gzip_magic, sizeof gzip_magic) || begins(file, bzip2_magic, sizeof bzip2_magic))
		return refuse(reader, "it is packed with gzip or bzip2: unpack it first, or give the .osm.pbf");
	return is_xml(file) ? osm_xml_read(reader, file, false) : osm_pbf_read(reader, file);
}

struct bytes osm_value(const struct osm_item *item, const char *key)
{
	size_t length = strlen(key);
	for (uint32_t i = 0; i < item->tag_count; i++) {
		const struct osm_tag *tag = &item->tags[i];
		if (tag->key.length == length && memcmp(tag->key.at, key, length) == 0)
			return tag->value;
	}
	return (struct bytes){ 0 };
}

bool osm_says(const struct osm_item *item, const char *key, const char *value)
{
	return bytes_same(osm_value(item, key), bytes_of_text(value));
}
