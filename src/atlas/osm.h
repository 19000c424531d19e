/* What a file of OpenStreetMap says, one item after another: .osm.pbf, .osm, .osm.xz. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_OSM_H
#define ATLAS_OSM_H

#include "base/bytes.h"

enum osm_kind { OSM_NODE, OSM_WAY, OSM_RELATION, OSM_KIND_COUNT };

/* Bits for osm_read's `wanted`. */
#define OSM_BIT(KIND) (1u << (KIND))

/* An item may have so many tags, points or members; OpenStreetMap's own interface takes 2,000 points and 32,000 members. */
#define OSM_TAGS_MAX 5000u
#define OSM_REFS_MAX 1000000u

struct osm_tag {
	struct bytes key, value;
};

struct osm_member {
	int64_t id;
	enum osm_kind kind;
	struct bytes role;
};

/* Valid while it is being taken. */
struct osm_item {
	enum osm_kind kind;
	int64_t id;
	int32_t lat_e7, lon_e7; /* of a node */
	uint32_t tag_count, ref_count, member_count;
	const struct osm_tag *tags;
	const int64_t *refs;              /* the points of a way */
	const struct osm_member *members; /* of a relation */
};

/* Why a file was not read to its end. */
struct osm_fault {
	const char *what; /* in words; static; "" */
	uint64_t at_byte; /* of the file; for .osm.xz of what is inside */
	uint64_t block;   /* of a .pbf, from 1; else 0 */
	uint64_t line;    /* of an .osm, from 1; else 0 */
};

struct osm_reader {
	unsigned wanted; /* OSM_BIT(...) | ... */
	enum status (*take)(void *context, const struct osm_item *item);
	void (*progress)(void *context, uint64_t done_bytes, uint64_t all_bytes); /* or NULL */
	void *context;
	/* What a .pbf's blocks hold, kept from one pass to the next so that blocks without anything wanted are left out. */
	struct buffer *block_kinds; /* one byte a block; or NULL */
	struct osm_fault fault;     /* set when osm_read fails */
};

/*
 * Reads every wanted item in the file's order, from the file's bytes, whatever its name.
 *   STATUS_MALFORMED  its bytes are broken, cut short or hostile: see fault
 *   STATUS_VERSION    it asks for a feature that is not known here: see fault
 *   STATUS_LIMIT, STATUS_MEMORY
 *   or what `take` said, which ends the reading
 */
enum status osm_read(struct osm_reader *reader, struct bytes file);
/* The readers behind it; each by itself.  `packed`: xz is around the XML. */
enum status osm_pbf_read(struct osm_reader *reader, struct bytes file);
enum status osm_xml_read(struct osm_reader *reader, struct bytes file, bool packed);

/* The tag's value; no bytes (at NULL) where it has none. */
struct bytes osm_value(const struct osm_item *item, const char *key);
/* Whether the tag is there and says just that. */
bool osm_says(const struct osm_item *item, const char *key, const char *value);

#endif
