/* All that is drawn, put on the tiles that it touches, one zoom after another. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/tiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "atlas/gazetteer_make.h"
#include "atlas/mvt.h"

/* Web Mercator's square at the largest zoom, in units of a tile's extent. */
#define WORLD_BITS (TILE_ZOOM_MAX + 12)

struct world_point {
	uint32_t x, y;
};

struct thing {
	struct survey_line line; /* count 0: a point at `at` */
	struct world_point at;
	const char *class, *name;
	uint8_t layer, shape, zoom;
};

struct placed {
	uint32_t x, y, thing;
};

struct tiling {
	const struct survey *survey;
	sqlite3 *database;
	sqlite3_stmt *add;
	struct world_point *world; /* of the survey's points */
	struct buffer things, placed, points, tile, packed;
	struct mvt_layer layers[SCENE_LAYER_COUNT];
	struct tile_counts counts;
};

static const char schema[] =
    "CREATE TABLE metadata(name TEXT, value TEXT);"
    "CREATE TABLE tiles(zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB,"
    " PRIMARY KEY(zoom_level, tile_column, tile_row));"
    "INSERT INTO metadata VALUES('name', 'tocsin'), ('format', 'pbf'), ('minzoom', '8'), ('maxzoom', '14'),"
    " ('json', '{\"vector_layers\":["
    "{\"id\":\"landuse\",\"fields\":{\"class\":\"String\",\"name\":\"String\"}},"
    "{\"id\":\"water\",\"fields\":{\"class\":\"String\",\"name\":\"String\"}},"
    "{\"id\":\"buildings\",\"fields\":{\"class\":\"String\",\"name\":\"String\"}},"
    "{\"id\":\"roads\",\"fields\":{\"class\":\"String\",\"name\":\"String\"}},"
    "{\"id\":\"places\",\"fields\":{\"class\":\"String\",\"name\":\"String\"}}]}');"
    "BEGIN";

static const char *const layer_names[SCENE_LAYER_COUNT] = {
#define LAYER(NAME, TEXT) [SCENE_##NAME] = TEXT,
	SCENE_LAYER_LIST(LAYER)
#undef LAYER
};

static const char *const road_classes[ROAD_CLASS_COUNT] = {
#define ROAD_CLASS(NAME, VALUE, SPEED_KMH, WORDS) [ROAD_CLASS_##NAME] = VALUE,
	ROAD_CLASS_LIST(ROAD_CLASS)
#undef ROAD_CLASS
};

/* From which zoom on a class of roads is drawn; those that are not here from 13. */
static const uint8_t road_zooms[ROAD_CLASS_COUNT] = {
	[ROAD_CLASS_MOTORWAY] = 8,     [ROAD_CLASS_TRUNK] = 8,          [ROAD_CLASS_PRIMARY] = 9,
	[ROAD_CLASS_FERRY] = 9,        [ROAD_CLASS_MOTORWAY_LINK] = 11, [ROAD_CLASS_TRUNK_LINK] = 11,
	[ROAD_CLASS_SECONDARY] = 10,   [ROAD_CLASS_TERTIARY] = 11,      [ROAD_CLASS_UNCLASSIFIED] = 12,
	[ROAD_CLASS_RESIDENTIAL] = 12, [ROAD_CLASS_PRIMARY_LINK] = 12,
};

static struct world_point project(struct road_node at)
{
	double size = (double)(1u << WORLD_BITS), pi = 3.14159265358979323846;
	double lat = fmin(fmax(at.lat_e7 / 1e7, -85.05), 85.05) * pi / 180;
	double x = (at.lon_e7 / 1e7 + 180) / 360 * size, y = (1 - asinh(tan(lat)) / pi) / 2 * size;
	return (struct world_point){ (uint32_t)fmin(fmax(x, 0), size - 1), (uint32_t)fmin(fmax(y, 0), size - 1) };
}

static enum status add_thing(struct tiling *tiling, struct thing thing)
{
	return buffer_append(&tiling->things, bytes_of(&thing, sizeof thing));
}

static enum status list_roads(struct tiling *tiling)
{
	const struct survey_road *roads = SURVEY_ROWS(tiling->survey->roads, struct survey_road);
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < SURVEY_COUNT(tiling->survey->roads, struct survey_road) && status == STATUS_OK; i++)
		status = add_thing(
		    tiling,
		    (struct thing){ .line = roads[i].line,
		                    .class = road_classes[roads[i].rule.class],
		                    .name = word_list_at(&tiling->survey->names, roads[i].name),
		                    .layer = SCENE_ROADS,
		                    .shape = MVT_LINE,
		                    .zoom = road_zooms[roads[i].rule.class] ? road_zooms[roads[i].rule.class] : 13 });
	return status;
}

static enum status list_scenes(struct tiling *tiling)
{
	const struct survey_scene *scenes = SURVEY_ROWS(tiling->survey->scenes, struct survey_scene);
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < SURVEY_COUNT(tiling->survey->scenes, struct survey_scene) && status == STATUS_OK;
	     i++) {
		struct survey_line line = survey_scene_line(tiling->survey, &scenes[i]);
		const uint32_t *points = survey_points(tiling->survey, line);
		bool closed = line.count > 3 && points[0] == points[line.count - 1] && points[0] != SURVEY_NOWHERE;
		if (line.count < 2 || (scenes[i].kind->area && !closed))
			continue;
		status = add_thing(tiling, (struct thing){ .line = line,
		                                           .class = scenes[i].kind->class,
		                                           .name = word_list_at(&tiling->survey->names, scenes[i].name),
		                                           .layer = (uint8_t)scenes[i].kind->layer,
		                                           .shape = scenes[i].kind->area ? MVT_AREA : MVT_LINE,
		                                           .zoom = scenes[i].kind->zoom });
	}
	return status;
}

/* Places, stations and hospitals as points; shops would crowd the map. */
static enum status list_places(struct tiling *tiling)
{
	const struct survey_spot *spots = SURVEY_ROWS(tiling->survey->spots, struct survey_spot);
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < SURVEY_COUNT(tiling->survey->spots, struct survey_spot) && status == STATUS_OK; i++) {
		if (!spots[i].placed || spots[i].kind < SPOT_PLACE || spots[i].kind == SPOT_NAMED)
			continue;
		status = add_thing(tiling, (struct thing){ .at = project(spots[i].at),
		                                           .class = spot_text((enum spot_kind)spots[i].kind),
		                                           .name = word_list_at(&tiling->survey->names, spots[i].name),
		                                           .layer = SCENE_PLACES,
		                                           .shape = MVT_POINT,
		                                           .zoom = spots[i].kind == SPOT_PLACE ? 9 : 11 });
	}
	return status;
}

/* The thing's points in the world into tiling->points; how many. */
static enum status gather(struct tiling *tiling, const struct thing *thing, uint32_t *ret_count)
{
	const uint32_t *points = survey_points(tiling->survey, thing->line);
	enum status status = STATUS_OK;
	buffer_clear(&tiling->points);
	if (!thing->line.count)
		status = buffer_append(&tiling->points, bytes_of(&thing->at, sizeof thing->at));
	for (uint32_t i = 0; i < thing->line.count && status == STATUS_OK; i++)
		if (points[i] != SURVEY_NOWHERE)
			status = buffer_append(&tiling->points,
			                       bytes_of(&tiling->world[points[i]], sizeof(struct world_point)));
	*ret_count = SURVEY_COUNT(tiling->points, struct world_point);
	return status;
}

/* A row for each tile whose square the thing's own square touches. */
static enum status place_thing(struct tiling *tiling, uint32_t number, const struct thing *thing, unsigned zoom)
{
	uint32_t count = 0, x_min = UINT32_MAX, x_max = 0, y_min = UINT32_MAX, y_max = 0;
	unsigned shift = WORLD_BITS - zoom;
	enum status status = gather(tiling, thing, &count);
	const struct world_point *points = SURVEY_ROWS(tiling->points, struct world_point);
	for (uint32_t i = 0; i < count; i++) {
		x_min = points[i].x < x_min ? points[i].x : x_min;
		x_max = points[i].x > x_max ? points[i].x : x_max;
		y_min = points[i].y < y_min ? points[i].y : y_min;
		y_max = points[i].y > y_max ? points[i].y : y_max;
	}
	if (status != STATUS_OK || !count)
		return status;
	/* An area of less than two pixels is not seen. */
	if (thing->shape == MVT_AREA && (x_max - x_min) >> (shift - 12) < 16 && (y_max - y_min) >> (shift - 12) < 16)
		return STATUS_OK;
	x_min >>= shift, x_max >>= shift, y_min >>= shift, y_max >>= shift;
	if ((uint64_t)(x_max - x_min + 1) * (y_max - y_min + 1) > TILE_SPAN_MAX) {
		tiling->counts.left_out++;
		return STATUS_OK;
	}
	for (uint32_t y = y_min; y <= y_max; y++)
		for (uint32_t x = x_min; x <= x_max && status == STATUS_OK; x++) {
			struct placed placed = { x, y, number };
			status = buffer_append(&tiling->placed, bytes_of(&placed, sizeof placed));
		}
	return status;
}

static int by_tile(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	if (a->x != b->x)
		return a->x < b->x ? -1 : 1;
	if (a->y != b->y)
		return a->y < b->y ? -1 : 1;
	return a->thing < b->thing ? -1 : a->thing > b->thing;
}

static enum status draw(struct tiling *tiling, const struct placed *placed, unsigned zoom)
{
	const struct thing *thing = SURVEY_ROWS(tiling->things, struct thing) + placed->thing;
	struct mvt_layer *layer = &tiling->layers[thing->layer];
	unsigned shift = TILE_ZOOM_MAX - zoom;
	uint32_t count = 0;
	enum status status = gather(tiling, thing, &count);
	struct world_point *points = SURVEY_ROWS(tiling->points, struct world_point);
	/* Both kinds of point are two 32-bit numbers: they are turned into the tile's in place. */
	struct mvt_point *local = (void *)tiling->points.at;
	if (layer->features.length > TILE_MAX_BYTES / 2) {
		tiling->counts.left_out++;
		return status;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct world_point at = points[i];
		local[i].x = (int32_t)((int64_t)(at.x >> shift) - (int64_t)placed->x * MVT_EXTENT);
		local[i].y = (int32_t)((int64_t)(at.y >> shift) - (int64_t)placed->y * MVT_EXTENT);
	}
	return status == STATUS_OK && count
	           ? mvt_add(layer, (enum mvt_shape)thing->shape, local, count, thing->class, thing->name)
	           : status;
}

static enum status pack(struct bytes tile, struct buffer *packed)
{
	z_stream stream = { .next_in = (Bytef *)(uintptr_t)tile.at, .avail_in = (uInt)tile.length };
	/* 15 bits of window and 16 for gzip's frame (zlib.h, deflateInit2) */
	if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return STATUS_MEMORY;
	size_t room = deflateBound(&stream, (uLong)tile.length);
	buffer_clear(packed);
	enum status status = buffer_reserve(packed, room);
	if (status == STATUS_OK) {
		stream.next_out = packed->at;
		stream.avail_out = (uInt)room;
		status = deflate(&stream, Z_FINISH) == Z_STREAM_END ? STATUS_OK : STATUS_MEMORY;
		packed->length = room - stream.avail_out;
	}
	(void)deflateEnd(&stream);
	return status;
}

static enum status keep_tile(struct tiling *tiling, unsigned zoom, uint32_t x, uint32_t y)
{
	enum status status = STATUS_OK;
	buffer_clear(&tiling->tile);
	for (unsigned i = 0; i < SCENE_LAYER_COUNT && status == STATUS_OK; i++)
		status = mvt_finish(&tiling->layers[i], &tiling->tile);
	if (status != STATUS_OK || !tiling->tile.length)
		return status;
	status = pack(buffer_bytes(&tiling->tile), &tiling->packed);
	if (status != STATUS_OK)
		return status;
	tiling->counts.tiles++;
	tiling->counts.bytes += tiling->packed.length;
	(void)sqlite3_bind_int(tiling->add, 1, (int)zoom);
	(void)sqlite3_bind_int64(tiling->add, 2, x);
	/* MBTiles counts rows from the south. */
	(void)sqlite3_bind_int64(tiling->add, 3, (1u << zoom) - 1 - y);
	(void)sqlite3_bind_blob(tiling->add, 4, tiling->packed.at, (int)tiling->packed.length, SQLITE_STATIC);
	status = gazetteer_status(sqlite3_step(tiling->add));
	(void)sqlite3_reset(tiling->add);
	return status;
}

static enum status make_zoom(struct tiling *tiling, unsigned zoom)
{
	const struct thing *things = SURVEY_ROWS(tiling->things, struct thing);
	enum status status = STATUS_OK;
	buffer_clear(&tiling->placed);
	for (uint32_t i = 0; i < SURVEY_COUNT(tiling->things, struct thing) && status == STATUS_OK; i++)
		if (things[i].zoom <= zoom)
			status = place_thing(tiling, i, &things[i], zoom);
	struct placed *rows = SURVEY_ROWS(tiling->placed, struct placed);
	uint32_t count = SURVEY_COUNT(tiling->placed, struct placed);
	if (count)
		qsort(rows, count, sizeof *rows, by_tile);
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		status = draw(tiling, &rows[i], zoom);
		bool last = i + 1 == count || rows[i + 1].x != rows[i].x || rows[i + 1].y != rows[i].y;
		if (status == STATUS_OK && last)
			status = keep_tile(tiling, zoom, rows[i].x, rows[i].y);
	}
	return status;
}

static enum status open_tiling(struct tiling *tiling)
{
	tiling->world = calloc((size_t)tiling->survey->point_count + 1, sizeof *tiling->world);
	if (!tiling->world)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < tiling->survey->point_count; i++)
		tiling->world[i] = project(tiling->survey->points[i]);
	for (unsigned i = 0; i < SCENE_LAYER_COUNT; i++)
		tiling->layers[i].name = layer_names[i];
	enum status status = gazetteer_status(sqlite3_exec(tiling->database, schema, NULL, NULL, NULL));
	if (status == STATUS_OK)
		status = gazetteer_status(sqlite3_prepare_v2(tiling->database, "INSERT INTO tiles VALUES(?, ?, ?, ?)",
		                                             -1, &tiling->add, NULL));
	return status;
}

static void close_tiling(struct tiling *tiling)
{
	(void)sqlite3_finalize(tiling->add);
	free(tiling->world);
	buffer_close(&tiling->things);
	buffer_close(&tiling->placed);
	buffer_close(&tiling->points);
	buffer_close(&tiling->tile);
	buffer_close(&tiling->packed);
	for (unsigned i = 0; i < SCENE_LAYER_COUNT; i++)
		mvt_close(&tiling->layers[i]);
}

enum status tiles_make(const struct survey *survey, sqlite3 *database, struct tile_counts *ret_counts)
{
	struct tiling tiling = { .survey = survey, .database = database };
	enum status status = open_tiling(&tiling);
	if (status == STATUS_OK)
		status = list_scenes(&tiling);
	if (status == STATUS_OK)
		status = list_roads(&tiling);
	if (status == STATUS_OK)
		status = list_places(&tiling);
	for (unsigned zoom = TILE_ZOOM_MIN; zoom <= TILE_ZOOM_MAX && status == STATUS_OK; zoom++)
		status = make_zoom(&tiling, zoom);
	if (status == STATUS_OK)
		status = gazetteer_status(sqlite3_exec(database, "COMMIT", NULL, NULL, NULL));
	if (status == STATUS_OK)
		*ret_counts = tiling.counts;
	close_tiling(&tiling);
	return status;
}
