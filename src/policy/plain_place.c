/* A place by its name as location conditions: a polygon each, in PIDF-LO (RFC 5491 5.2.4). */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "policy/plain_inside.h"

#define RING_OPEN "<gml:LinearRing><gml:posList>"
#define RING_CLOSE "</gml:posList></gml:LinearRing>"

/* Latitude before longitude, as EPSG 4326 has it; GeoJSON has it the other way round. */
static enum status put_ring(struct buffer *lo, const json_t *ring, const char *side)
{
	enum status status = buffer_print(lo, "<gml:%s>" RING_OPEN, side);
	size_t count = json_array_size(ring);
	const json_t *first = json_array_get(ring, 0), *last = json_array_get(ring, count - 1);
	for (size_t i = 0; i <= count && status == STATUS_OK; i++) {
		const json_t *pair = i < count ? json_array_get(ring, i) : first;
		if (i == count && json_equal(first, last))
			break;
		status = buffer_print(lo, "%s%.7f %.7f", i ? " " : "", json_number_value(json_array_get(pair, 1)),
		                      json_number_value(json_array_get(pair, 0)));
	}
	return status == STATUS_OK ? buffer_print(lo, RING_CLOSE "</gml:%s>", side) : status;
}

static enum status put_polygon(struct buffer *lo, const json_t *rings)
{
	enum status status = buffer_append_text(
	    lo, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><presence xmlns=\"urn:ietf:params:xml:ns:pidf\" "
		"xmlns:gp=\"urn:ietf:params:xml:ns:pidf:geopriv10\" xmlns:gml=\"http://www.opengis.net/gml\" "
		"entity=\"pres:area@invalid\"><tuple id=\"area\"><status><gp:geopriv><gp:location-info>"
		"<gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::4326\">");
	for (size_t i = 0; i < json_array_size(rings) && status == STATUS_OK; i++)
		status = put_ring(lo, json_array_get(rings, i), i ? "interior" : "exterior");
	return status == STATUS_OK ? buffer_append_text(lo, "</gml:Polygon></gp:location-info><gp:usage-rules/>"
	                                                    "</gp:geopriv></status></tuple></presence>")
	                           : status;
}

static void add_polygon(struct exporting *e, json_t *pieces, const char *place, const json_t *rings)
{
	struct buffer lo = { 0 };
	enum status status = put_polygon(&lo, rings);
	json_t *piece = status == STATUS_OK ? json_pack("{s:s, s:{s:s, s:s%, s:s, s:s}}", "conditionType",
	                                                "LocationCondition", "location", "profile", "geodetic", "lo",
	                                                (const char *)lo.at, lo.length, "label", place, "lang", "en")
	                                    : NULL;
	if (lo.length > FAMILY_TEXT_BYTES_MAX)
		prr_problem(
		    &e->reading,
		    "the place \"%.60s\" has a polygon that is more than %u bytes as PIDF-LO; draw it more simply",
		    place, FAMILY_TEXT_BYTES_MAX);
	if (!piece || json_array_append_new(pieces, piece) != 0)
		(void)prr_trouble(&e->reading, STATUS_MEMORY);
	buffer_close(&lo);
}

json_t *plain_places(struct exporting *e, const json_t *condition, const char *place)
{
	const json_t *geometry = json_object_get(e->places, place);
	const json_t *coordinates = json_object_get(geometry, "coordinates");
	const char *type = json_string_value(json_object_get(geometry, "type"));
	json_t *pieces = json_array();
	(void)condition;
	if (!type || !pieces)
		prr_problem(&e->reading, "there is no place \"%.60s\"", place);
	else if (strcmp(type, "Polygon") == 0)
		add_polygon(e, pieces, place, coordinates);
	else
		for (size_t i = 0; i < json_array_size(coordinates); i++)
			add_polygon(e, pieces, place, json_array_get(coordinates, i));
	return pieces;
}
