/* The map as the console draws and asks it: its picture in tiles, and where things are; all of it from the map's file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "atlas/scenery.h"
#include "atlas/tiles.h"
#include "console/json.h"
#include "console/parts.h"

#define TILE_TYPE "application/vnd.mapbox-vector-tile"
/* Twice the names that are looked at, each byte written as %XX. */
#define WORDS_ROOM 1024u
#define FOUND_DEFAULT 10u
#define TAG_BYTES 20
/* What `struct found_here` has. */
#define HERE_SPOTS 3u

/* The map's places and picture; NULL, and the answer is given, where there are none. */
static struct gazetteer *gazetteer_of(struct ask *ask)
{
	struct gazetteer *gazetteer = ask_control(ask) ? control_gazetteer(ask_control(ask)) : NULL;
	if (!gazetteer)
		ask_refuse(ask, 404, "no_map", "", "there is no map; start with --map FILE");
	return gazetteer;
}

static uint64_t hash_of(const struct ask *ask)
{
	return control_map_hash(ask_control(ask));
}

/* Nothing here is of the record: it waits for no disk. */
static void answer(struct ask *ask, struct reply *reply, enum status status)
{
	if (status != STATUS_OK) {
		buffer_close(&reply->body);
		ask_refuse(ask, 503, "trouble", "", status_text(status));
		return;
	}
	http_reply(ask->request, reply->code, reply->type, buffer_bytes(&reply->body));
	buffer_close(&reply->body);
}

static void show_map(struct ask *ask)
{
	static const char *const layers[SCENE_LAYER_COUNT] = {
#define LAYER(NAME, TEXT) [SCENE_##NAME] = TEXT,
		SCENE_LAYER_LIST(LAYER)
#undef LAYER
	};
	const struct gazetteer *gazetteer = gazetteer_of(ask);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct road_node low, high;
	if (!gazetteer)
		return;
	gazetteer_bounds(gazetteer, &low, &high);
	enum status status = buffer_print(
	    &reply.body,
	    "{\"hash\":\"%016" PRIx64 "\",\"tiles\":\"/v1/map/tiles/{z}/{x}/{y}?map=%016" PRIx64
	    "\",\"minzoom\":%u,\"maxzoom\":%u,\"bounds\":[%.7f,%.7f,%.7f,%.7f],\"centre\":[%.7f,%.7f],\"layers\":[",
	    hash_of(ask), hash_of(ask), TILE_ZOOM_MIN, TILE_ZOOM_MAX, low.lon_e7 / 1e7, low.lat_e7 / 1e7,
	    high.lon_e7 / 1e7, high.lat_e7 / 1e7, ((double)low.lon_e7 + high.lon_e7) / 2e7,
	    ((double)low.lat_e7 + high.lat_e7) / 2e7);
	for (size_t i = 0; status == STATUS_OK && i < SCENE_LAYER_COUNT; i++)
		status = buffer_print(&reply.body, "%s\"%s\"", i ? "," : "", layers[i]);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]");
	if (status == STATUS_OK)
		status = part_name(&reply.body, "attribution", GAZETTEER_ATTRIBUTION);
	answer(ask, &reply, status == STATUS_OK ? buffer_append_text(&reply.body, "}") : status);
}

/* "14/2604/5862" */
static bool read_tile(const char *name, uint32_t ret_tile[3])
{
	for (unsigned i = 0; i < 3; i++) {
		char *end;
		unsigned long number = strtoul(name, &end, 10);
		if (*name < '0' || *name > '9' || number > UINT32_MAX || *end != (i < 2 ? '/' : '\0'))
			return false;
		ret_tile[i] = (uint32_t)number;
		name = end + 1;
	}
	return true;
}

/* Kept by the browser for good where the address names the map; else asked for again, and answered by 304. */
static bool is_kept(struct ask *ask)
{
	char tag[TAG_BYTES], given[TAG_BYTES];
	(void)snprintf(tag, sizeof tag, "\"%016" PRIx64 "\"", hash_of(ask));
	bool named = query_text(ask, "map", given, sizeof given) && strtoull(given, NULL, 16) == hash_of(ask);
	const char *seen = http_header(ask->request, "If-None-Match");
	http_set_header(ask->request, "ETag", tag);
	http_set_header(ask->request, "Cache-Control",
	                named ? "private, max-age=31536000, immutable" : "private, no-cache");
	return seen && strcmp(seen, tag) == 0;
}

static void show_tile(struct ask *ask)
{
	struct gazetteer *gazetteer = gazetteer_of(ask);
	struct buffer tile = { 0 };
	uint32_t at[3];
	if (!gazetteer)
		return;
	if (!read_tile(ask->name, at)) {
		ask_refuse(ask, 404, "no_tile", "", "a tile is three numbers: zoom/x/y");
		return;
	}
	if (is_kept(ask)) {
		http_reply(ask->request, 304, TILE_TYPE, bytes_of(NULL, 0));
		return;
	}
	enum status status = gazetteer_tile(gazetteer, at[0], at[1], at[2], &tile);
	if (status == STATUS_OK)
		http_set_header(ask->request, "Content-Encoding", "gzip"); /* as it lies in the file */
	if (status == STATUS_OK || status == STATUS_MISSING)
		http_reply(ask->request, status == STATUS_OK ? 200 : 204, TILE_TYPE, buffer_bytes(&tile));
	else
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	buffer_close(&tile);
}

static enum status put_spot(struct buffer *json, const struct found_spot *spot)
{
	enum status status = buffer_print(json, "{\"kind\":\"%s\",\"lat\":%.7f,\"lon\":%.7f", spot_text(spot->kind),
	                                  spot->at.lat_e7 / 1e7, spot->at.lon_e7 / 1e7);
	if (status == STATUS_OK && spot->distance_m != UINT32_MAX)
		status = part_number(json, "distance_m", spot->distance_m);
	if (status == STATUS_OK)
		status = part_number(json, "cost", spot->cost);
	if (status == STATUS_OK)
		status = part_name(json, "label", spot->label);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

/* "45.52,-122.67", or none; false if it is wrong. */
static bool read_near(const struct ask *ask, struct road_node *near, const struct road_node **ret_near)
{
	char text[64], *end;
	*ret_near = NULL;
	if (!query_words(ask, "near", text, sizeof text))
		return !query_text(ask, "near", text, sizeof text);
	double lat = strtod(text, &end);
	double lon = *end == ',' ? strtod(end + 1, &end) : 999;
	if (*end || !(lat >= -90 && lat <= 90) || !(lon >= -180 && lon <= 180))
		return false;
	*near = (struct road_node){ (int32_t)(lat * 1e7), (int32_t)(lon * 1e7) };
	*ret_near = near;
	return true;
}

static void show_search(struct ask *ask)
{
	struct gazetteer *gazetteer = gazetteer_of(ask);
	struct found_spot found[GAZETTEER_FOUND_MAX];
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	const struct road_node *near;
	struct road_node at;
	char words[WORDS_ROOM];
	uint64_t limit = FOUND_DEFAULT;
	uint32_t count = 0;
	if (!gazetteer)
		return;
	bool words_good = query_words(ask, "q", words, sizeof words);
	if (!words_good || !read_near(ask, &at, &near) || !query_number(ask, "limit", GAZETTEER_FOUND_MAX, &limit) ||
	    !limit) {
		ask_refuse(ask, 400, "malformed", words_good ? "near" : "q",
		           "wanted: q=WORDS, and perhaps near=LAT,LON and limit=1 to 50");
		return;
	}
	enum status status = gazetteer_find(gazetteer, words, near, found, (uint32_t)limit, &count);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "{\"found\":[");
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
		status = i ? buffer_append_text(&reply.body, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = put_spot(&reply.body, &found[i]);
	}
	answer(ask, &reply, status == STATUS_OK ? buffer_append_text(&reply.body, "]}") : status);
}

static void show_at(struct ask *ask)
{
	struct gazetteer *gazetteer = gazetteer_of(ask);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct found_here here;
	struct road_node at;
	const char *comma = "";
	if (!gazetteer)
		return;
	if (!query_degrees(ask, "lat", 90, &at.lat_e7) || !query_degrees(ask, "lon", 180, &at.lon_e7)) {
		ask_refuse(ask, 400, "malformed", "lat", "wanted: lat and lon, in degrees");
		return;
	}
	enum status status = gazetteer_at(gazetteer, at, &here);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "{\"here\":[");
	const struct found_spot *const spots[HERE_SPOTS] = { &here.address, &here.crossing, &here.street };
	for (size_t i = 0; status == STATUS_OK && i < HERE_SPOTS; i++) {
		if (spots[i]->kind == SPOT_NONE)
			continue;
		status = buffer_append_text(&reply.body, comma);
		if (status == STATUS_OK)
			status = put_spot(&reply.body, spots[i]);
		comma = ",";
	}
	answer(ask, &reply, status == STATUS_OK ? buffer_append_text(&reply.body, "]}") : status);
}

extern const struct route map_routes[];
const struct route map_routes[] = {
	{ "GET", "/v1/map", ACCESS_READER, show_map,
	  "what is needed to draw the map: tiles, bounds, layers, attribution" },
	{ "GET", "/v1/map/search", ACCESS_READER, show_search,
	  "what words may mean: addresses, crossings, streets, places" },
	{ "GET", "/v1/map/at", ACCESS_READER, show_at, "the address, crossing and street nearest to a point" },
	{ "GET", "/v1/map/tiles/{z}/{x}/{y}", ACCESS_READER, show_tile, "a vector tile, packed by gzip" },
	{ 0 },
};
