/* Tiles by the examples of the specification (4.3.5), cut at the square's edge, and read back from a whole map. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/mvt.h"

#include <zlib.h>

#include "atlas/gazetteer.h"
#include "shared.h"

/* The geometry of a layer's only feature as numbers: what stands behind its tag 4, which is the last. */
static const char *geometry(enum mvt_shape shape, const struct mvt_point *points, uint32_t count, char text[256])
{
	struct mvt_layer layer = { .name = "roads" };
	text[0] = '\0';
	CHECK(mvt_add(&layer, shape, points, count, "", "") == STATUS_OK);
	size_t at = 0;
	while (at < layer.features.length && layer.features.at[at] != (4 << 3 | 2))
		at++;
	uint64_t value = 0;
	unsigned shift = 0;
	for (at += 2; at < layer.features.length; at++) {
		value |= (uint64_t)(layer.features.at[at] & 0x7F) << shift;
		shift += 7;
		if (layer.features.at[at] & 0x80)
			continue;
		(void)snprintf(text + strlen(text), 256 - strlen(text), "%s%" PRIu64, *text ? " " : "", value);
		value = shift = 0;
	}
	mvt_close(&layer);
	return text;
}
#define GEOMETRY(SHAPE, ...)                                                                                           \
	geometry((SHAPE), (const struct mvt_point[]){ __VA_ARGS__ },                                                   \
	         sizeof((const struct mvt_point[]){ __VA_ARGS__ }) / sizeof(struct mvt_point), text)

static void check_examples(void)
{
	char text[256];
	CHECK_TEXT(GEOMETRY(MVT_POINT, { 25, 17 }), "9 50 34");
	CHECK_TEXT(GEOMETRY(MVT_LINE, { 2, 2 }, { 2, 10 }, { 10, 10 }), "9 4 4 18 0 16 16 0");
	CHECK_TEXT(GEOMETRY(MVT_AREA, { 3, 6 }, { 8, 12 }, { 20, 34 }, { 3, 6 }), "9 6 12 18 10 12 24 44 15");
	/* an area that runs the other way is turned: the same ring from its other end */
	CHECK_TEXT(GEOMETRY(MVT_AREA, { 20, 34 }, { 8, 12 }, { 3, 6 }), "9 6 12 18 10 12 24 44 15");
	/* nothing of it inside */
	CHECK_TEXT(GEOMETRY(MVT_POINT, { -1, 5 }), "");
	CHECK_TEXT(GEOMETRY(MVT_LINE, { -500, 0 }, { -400, 900 }), "");
	CHECK_TEXT(GEOMETRY(MVT_AREA, { 5000, 0 }, { 6000, 0 }, { 6000, 100 }), "");
	/* cut at the margin of 64: from -64 to 4160 */
	CHECK_TEXT(GEOMETRY(MVT_LINE, { -1000, 8 }, { 9000, 8 }), "9 127 16 10 8448 0");
	CHECK_TEXT(GEOMETRY(MVT_LINE, { 8, 8 }, { 8, 9000 }, { 100, 9000 }, { 100, 8 }),
	           "9 16 16 10 0 8304 9 184 0 10 0 8303");
	CHECK_TEXT(GEOMETRY(MVT_AREA, { -9000, -9000 }, { 9000, -9000 }, { 9000, 9000 }, { -9000, 9000 }),
	           "9 127 8320 26 0 8447 8448 0 0 8448 15");
}

/* The tile of Portland's middle holds its streets by name. */
static void check_map(void)
{
	struct map_file map;
	struct gazetteer *gazetteer = NULL;
	struct buffer tile = { 0 };
	static uint8_t raw[1 << 22];
	if (!shared_import("portland_or_central_2015.osm.pbf", &map))
		return;
	CHECK(gazetteer_open(&map, &gazetteer) == STATUS_OK);
	/* 45.5190 N, 122.6790 W at zoom 14, by the usual formula */
	CHECK(gazetteer_tile(gazetteer, 14, 2608, 5860, &tile) == STATUS_OK);
	z_stream stream = {
		.next_in = tile.at, .avail_in = (uInt)tile.length, .next_out = raw, .avail_out = sizeof raw
	};
	CHECK(inflateInit2(&stream, 15 + 16) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END);
	(void)inflateEnd(&stream);
	CHECK(memmem(raw, stream.total_out, "roads", 5) &&
	      memmem(raw, stream.total_out, "Southwest Morrison Street", 25));
	CHECK(gazetteer_tile(gazetteer, 14, 0, 0, &tile) == STATUS_MISSING);
	CHECK(gazetteer_tile(gazetteer, 3, 8, 0, &tile) == STATUS_MISSING);
	CHECK(gazetteer_tile(gazetteer, 4000000, 8, 0, &tile) == STATUS_MISSING);
	buffer_close(&tile);
	gazetteer_close(gazetteer);
	map_file_close(&map);
}

int main(void)
{
	check_examples();
	check_map();
	return check_done();
}
