/* Places of a family: polygons by name, and those that a location object holds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "policy/prr_inside.h"
#include "wire/pidf_lo.h"

/* A circle becomes a polygon of so many corners that lies around it. */
#define CIRCLE_CORNERS 64u
/* Of a degree of latitude; WGS 84's mean. */
#define METERS_A_DEGREE 111320.0
#define LO_BYTES_MAX FAMILY_TEXT_BYTES_MAX

uint32_t prr_place(const struct reading *reading, const char *name)
{
	for (uint32_t i = 0; i < reading->places_count; i++)
		if (strcmp(reading->place[i], name) == 0)
			return i;
	return UINT32_MAX;
}

static uint32_t begin_place(struct reading *reading, const char *name)
{
	if (!reading->place)
		reading->place = family_keep(reading->family, PARTITION_PLACES_MAX * sizeof *reading->place);
	if (!reading->place || (!reading->places && partition_begin(&reading->places) != STATUS_OK)) {
		(void)prr_trouble(reading, STATUS_MEMORY);
		return UINT32_MAX;
	}
	enum status status = partition_add_place(reading->places, name);
	if (status == STATUS_LIMIT)
		prr_problem(reading, "more than %u places; join some", PARTITION_PLACES_MAX);
	if (status != STATUS_OK) {
		(void)prr_trouble(reading, status);
		return UINT32_MAX;
	}
	reading->place[reading->places_count] = (char *)(uintptr_t)prr_keep(reading, name);
	return reading->places_count++;
}

static void add_ring(struct reading *reading, uint32_t points, const struct point *point)
{
	if (reading->status != STATUS_OK)
		return;
	enum status status = partition_add_ring(reading->places, points, point);
	if (status == STATUS_MALFORMED)
		prr_problem(reading,
		            "a ring has fewer than three points, or one that is not on the earth; give longitude "
		            "before latitude, as GeoJSON does");
	else if (status == STATUS_LIMIT)
		prr_problem(reading, "the places have more than %u points together; draw them more simply",
		            PARTITION_POINTS_MAX);
	if (status != STATUS_OK && status != STATUS_MALFORMED)
		(void)prr_trouble(reading, status);
}

static bool degrees(const json_t *value, double most, int32_t *ret_e7)
{
	double number = json_number_value(value);
	if (!json_is_number(value) || !(number >= -most && number <= most))
		return false;
	*ret_e7 = (int32_t)lround(number * 1e7);
	return true;
}

static void take_ring(struct reading *reading, const json_t *ring)
{
	size_t points = json_array_size(ring);
	if (points > PARTITION_POINTS_MAX) {
		prr_problem(reading, "the places have more than %u points together; draw them more simply",
		            PARTITION_POINTS_MAX);
		(void)prr_trouble(reading, STATUS_LIMIT);
		return;
	}
	struct point *point = calloc(points + 1, sizeof *point);
	bool good = true;
	if (!point) {
		(void)prr_trouble(reading, STATUS_MEMORY);
		return;
	}
	for (size_t i = 0; i < points && good; i++) {
		const json_t *pair = json_array_get(ring, i);
		good = degrees(json_array_get(pair, 0), 180, &point[i].lon_e7) &&
		       degrees(json_array_get(pair, 1), 90, &point[i].lat_e7);
	}
	add_ring(reading, good ? (uint32_t)points : 0, point);
	free(point);
}

static void take_polygon(struct reading *reading, const json_t *rings)
{
	if (!json_array_size(rings))
		prr_problem(reading, "a polygon has no rings; give its points as [[[longitude, latitude], ...]]");
	for (size_t i = 0; i < json_array_size(rings); i++)
		take_ring(reading, json_array_get(rings, i));
}

static void take_place(struct reading *reading, const char *name, const json_t *geometry)
{
	const char *type = json_string_value(json_object_get(geometry, "type"));
	const json_t *coordinates = json_object_get(geometry, "coordinates");
	if (!*name || prr_place(reading, name) != UINT32_MAX) {
		prr_problem(reading, "the place \"%.60s\" is there twice, or has no name; name each place once", name);
		return;
	}
	if (begin_place(reading, name) == UINT32_MAX)
		return;
	if (type && strcmp(type, "Polygon") == 0)
		take_polygon(reading, coordinates);
	else if (type && strcmp(type, "MultiPolygon") == 0)
		for (size_t i = 0; i < json_array_size(coordinates); i++)
			take_polygon(reading, json_array_get(coordinates, i));
	else
		prr_problem(reading, "the place \"%.60s\" is no Polygon or MultiPolygon of GeoJSON", name);
}

void prr_take_places(struct reading *reading, const json_t *ours)
{
	const json_t *places = json_object_get(ours, "places");
	const char *name;
	json_t *geometry;
	if (places && !json_is_object(places))
		prr_problem(reading, "tocsin.places is no object; write {\"NAME\": {\"type\": \"Polygon\", ...}}");
	json_object_foreach((json_t *)(uintptr_t)places, name, geometry) take_place(reading, name, geometry);
}

/* Numbers parted by blanks or commas, as gml:posList and gml:pos have them: latitude first (EPSG 4326). */
static bool take_positions(struct bytes text, struct point *point, uint32_t *count)
{
	char number[32];
	size_t length = 0;
	uint32_t numbers = 0;
	for (size_t i = 0; i <= text.length; i++) {
		char c = i < text.length ? (char)text.at[i] : ' ';
		if (c != ' ' && c != ',' && c != '\n' && c != '\t' && c != '\r') {
			if (length + 1 == sizeof number)
				return false;
			number[length++] = c;
			continue;
		}
		if (!length)
			continue;
		char *end;
		number[length] = '\0';
		double value = strtod(number, &end);
		double most = numbers % 2 ? 180 : 90;
		if (*end || !(value >= -most && value <= most) || *count == PIDF_LO_RING_MAX)
			return false;
		if (numbers % 2)
			point[(*count)++].lon_e7 = (int32_t)lround(value * 1e7);
		else
			point[*count].lat_e7 = (int32_t)lround(value * 1e7);
		numbers++;
		length = 0;
	}
	return numbers % 2 == 0;
}

/* The rings of the polygons in a document; how many. */
static unsigned take_rings(struct reading *reading, const struct xml *xml)
{
	unsigned rings = 0;
	for (uint32_t node = xml_root(xml); node; node = xml_walk(xml, xml_root(xml), node)) {
		if (!xml_is(xml, node, "LinearRing"))
			continue;
		struct point point[PIDF_LO_RING_MAX + 1];
		uint32_t count = 0;
		bool good = true;
		for (uint32_t at = xml_walk(xml, node, node); at && good; at = xml_walk(xml, node, at))
			if (xml_is(xml, at, "posList") || xml_is(xml, at, "pos"))
				good = take_positions(xml_value(xml, at), point, &count);
		add_ring(reading, good ? count : 0, point);
		rings++;
	}
	return rings;
}

/* All of a circle lies within: the corners are a little further out than the circle. */
static void take_circle(struct reading *reading, const struct pidf_lo_location *location)
{
	struct point point[CIRCLE_CORNERS];
	double lat = location->lat_e7 / 1e7, lon = location->lon_e7 / 1e7;
	double around_m = location->uncertainty_m / cos(M_PI / CIRCLE_CORNERS) + 1;
	double lat_span = around_m / METERS_A_DEGREE, lon_span = lat_span / fmax(cos(lat * M_PI / 180), 0.01);
	for (unsigned i = 0; i < CIRCLE_CORNERS; i++) {
		double turn = 2 * M_PI * i / CIRCLE_CORNERS;
		point[i].lat_e7 = (int32_t)lround(fmin(fmax(lat + lat_span * sin(turn), -90), 90) * 1e7);
		point[i].lon_e7 = (int32_t)lround(fmin(fmax(lon + lon_span * cos(turn), -180), 180) * 1e7);
	}
	add_ring(reading, CIRCLE_CORNERS, point);
}

uint32_t prr_add_location(struct reading *reading, const char *lo, const char *label)
{
	struct pidf_lo pidf;
	char name[96];
	uint32_t place = UINT32_MAX;
	(void)snprintf(name, sizeof name, "%.60s", *label ? label : "location");
	for (unsigned number = 2; prr_place(reading, name) != UINT32_MAX; number++)
		(void)snprintf(name, sizeof name, "%.60s (%u)", *label ? label : "location", number);
	if (pidf_lo_open(bytes_of_text(lo), &pidf) != STATUS_OK) {
		prr_problem(reading, "its location is too long to be read; name a place of tocsin.places");
		return UINT32_MAX;
	}
	const struct pidf_lo_location *location = pidf.locations ? &pidf.location[0] : NULL;
	bool shaped = location && (location->shape == PIDF_LO_POLYGON ||
	                           (location->shape == PIDF_LO_CIRCLE && location->uncertainty_m != PIDF_LO_UNKNOWN_M));
	if (shaped)
		place = begin_place(reading, name);
	if (place != UINT32_MAX && location->shape == PIDF_LO_CIRCLE)
		take_circle(reading, location);
	else if (place != UINT32_MAX)
		(void)take_rings(reading, &pidf.xml);
	else if (!shaped)
		prr_problem(reading, "its location holds no polygon and no circle; draw one, or name a place of "
		                     "tocsin.places");
	pidf_lo_close(&pidf);
	return place;
}
