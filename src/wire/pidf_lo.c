/* Where a caller is: one walk through the document, which takes every place it meets. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/pidf_lo.h"

#include <math.h>
#include <string.h>

#include "wire/shape.h"
#include "wire/text.h"

/* Half around the Earth, rounded up: no covering circle is larger. */
#define RADIUS_MOST_M 20105000.0
/* Higher or lower than any caller. */
#define ALTITUDE_MOST_M 100000.0
#define ANGLE_MOST_DEG 100000.0

struct place {
	double lat, lon, alt;
	bool alt_known;
};

/* A shape's coordinates. */
struct coordinates {
	size_t count;
	struct place place[PIDF_LO_RING_MAX];
};

static const struct {
	const char *element, *words;
} shapes[PIDF_LO_SHAPE_COUNT] = { [PIDF_LO_NO_SHAPE] = { "", "" },
#define SHAPE(NAME, ELEMENT, WORDS) [PIDF_LO_##NAME] = { ELEMENT, WORDS },
	                          PIDF_LO_SHAPE_LIST(SHAPE)
#undef SHAPE
};

const char *pidf_lo_shape_words(enum pidf_lo_shape shape)
{
	return shapes[shape].words;
}

static enum pidf_lo_shape shape_of(const struct xml *xml, uint32_t node)
{
	for (enum pidf_lo_shape shape = PIDF_LO_POINT; shape < PIDF_LO_SHAPE_COUNT; shape++)
		if (xml_is(xml, node, shapes[shape].element))
			return shape;
	return PIDF_LO_NO_SHAPE;
}

/* The first element below `top` of one of two names; 0 if there is none. */
static uint32_t below(const struct xml *xml, uint32_t top, const char *name, const char *other)
{
	for (uint32_t node = xml_walk(xml, top, top); node; node = xml_walk(xml, top, node))
		if (xml_is(xml, node, name) || (other && xml_is(xml, node, other)))
			return node;
	return 0;
}

static bool ends(struct bytes text, const char *end)
{
	size_t length = strlen(end);
	return text.length >= length && text_same(text_from(text, text.length - length), end);
}

/*
 * How many numbers make a place in the reference system: 2 of EPSG 4326, 3 of EPSG 4979, the two that RFC 5491 section 5
 * knows; 0 of one that is not told; -1 of any other, whose numbers mean something else.
 */
static int dimensions(const struct xml *xml, uint32_t shape)
{
	struct bytes name = bytes_of(NULL, 0);
	for (uint32_t node = shape; node && !name.length; node = xml_walk(xml, shape, node))
		name = xml_attribute(xml, node, "srsName");
	if (!name.length)
		return 0;
	return ends(name, "4326") ? 2 : ends(name, "4979") ? 3 : -1;
}

/* Degrees as a fraction, or as degrees, minutes and seconds with a half of the globe: "122:25:10W" (RFC 4119's example). */
static bool degrees_read(struct bytes word, double *ret_degrees)
{
	double degrees = 0, unit = 1;
	double sign = 1;
	uint8_t last = word.length ? word.at[word.length - 1] : 0;
	if (last && strchr("NESWnesw", last)) {
		sign = strchr("SWsw", last) ? -1 : 1;
		word.length--;
	}
	if (word.length && word.at[0] == '-') {
		sign = -sign;
		word = text_from(word, 1);
	}
	while (word.length) {
		double part;
		size_t end = text_find(word, ':');
		if (!text_number(text_first(word, end), &part) || part < 0 || (unit < 1 && part >= 60))
			return false;
		degrees += part * unit;
		unit /= 60;
		word = text_from(word, end + 1);
	}
	*ret_degrees = sign * degrees;
	return unit < 1;
}

static bool place_kept(struct coordinates *coordinates, const double *number, bool alt)
{
	struct place place = { .lat = number[0], .lon = number[1] };
	if (coordinates->count == PIDF_LO_RING_MAX || !(fabs(place.lat) <= 90) || !(fabs(place.lon) <= 180))
		return false;
	if (alt && fabs(number[2]) <= ALTITUDE_MOST_M) {
		place.alt = number[2];
		place.alt_known = true;
	}
	coordinates->place[coordinates->count++] = place;
	return true;
}

/* The places in one pos, posList or coordinates; false if they cannot be read whole. */
static bool places_read(const struct xml *xml, uint32_t node, int dimensions, struct coordinates *coordinates)
{
	double number[PIDF_LO_RING_MAX * 3];
	size_t count = 0, step = dimensions == 3 ? 3 : 2;
	struct bytes rest = xml_value(xml, node), word;
	while (text_word(&rest, ",", &word)) {
		if (count == sizeof number / sizeof number[0] || !degrees_read(word, &number[count]))
			return false;
		count++;
	}
	if (text_same(xml_attribute(xml, node, "srsDimension"), "3"))
		step = 3;
	/* One pos holds one place, with or without a height; a list tells by what it can be parted into. */
	if (xml_is(xml, node, "pos"))
		step = count;
	else if (count % step)
		step = 5 - step;
	if (step < 2 || step > 3 || !count || count % step)
		return false;
	for (size_t i = 0; i < count; i += step)
		if (!place_kept(coordinates, &number[i], step == 3))
			return false;
	return true;
}

/* The outer ring of a polygon or prism, or the one place of any other shape. */
static bool coordinates_read(const struct xml *xml, uint32_t shape, struct coordinates *coordinates)
{
	uint32_t outer = below(xml, shape, "exterior", "outerBoundaryIs");
	uint32_t top = outer ? outer : shape;
	int each = dimensions(xml, shape);
	coordinates->count = 0;
	if (each < 0)
		return false;
	for (uint32_t node = xml_walk(xml, top, top); node; node = xml_walk(xml, top, node))
		if (xml_is(xml, node, "pos") || xml_is(xml, node, "posList") || xml_is(xml, node, "coordinates"))
			if (!places_read(xml, node, each, coordinates))
				return false;
	return coordinates->count > 0;
}

/* A measure in metres (where none is below zero) or degrees; false if it is not there, no number, or out of its bounds. */
static bool measure(const struct xml *xml, uint32_t shape, const char *name, double least, double most,
                    double *ret_value)
{
	/* EPSG: 9001 metre, 9002 foot, 9003 foot of the US survey; 9101 radian, 9102 degree. */
	static const struct {
		const char *unit;
		bool length;
		double factor;
	} units[] = {
		{ "9002", true, 0.3048 },
		{ "9003", true, 1200.0 / 3937 },
		{ "9101", false, 180 / 3.14159265358979323846 },
	};
	uint32_t node = xml_child(xml, shape, name);
	bool length = least == 0;
	double value;
	if (!node || !text_number(xml_value(xml, node), &value))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (units[i].length == length && ends(xml_attribute(xml, node, "uom"), units[i].unit))
			value *= units[i].factor;
	if (!(value >= least && value <= most))
		return false;
	*ret_value = value;
	return true;
}

static bool metres(const struct xml *xml, uint32_t shape, const char *name, double *ret_value)
{
	return measure(xml, shape, name, 0, RADIUS_MOST_M, ret_value);
}

static void altitude_set(struct pidf_lo_location *location, double altitude_m, double uncertainty_m)
{
	location->altitude_known = true;
	location->altitude_cm = (int32_t)lround(altitude_m * 100);
	location->altitude_uncertainty_cm = (uint32_t)ceil(fmin(uncertainty_m, ALTITUDE_MOST_M) * 100);
}

/* How far the shape reaches: a radius where it could be read; below zero where not.  Moves the centre where it is not `from`. */
static double reach(const struct xml *xml, uint32_t node, enum pidf_lo_shape shape, struct shape_place *centre)
{
	double a, b = 0, start, opening;
	switch (shape) {
	case PIDF_LO_POINT:
		return 0;
	case PIDF_LO_CIRCLE:
	case PIDF_LO_SPHERE:
		return metres(xml, node, "radius", &a) ? a : -1;
	case PIDF_LO_ELLIPSE:
	case PIDF_LO_ELLIPSOID:
		/* Senders mix them up: the longer one covers. */
		if (!metres(xml, node, "semiMajorAxis", &a))
			return -1;
		return metres(xml, node, "semiMinorAxis", &b) && b > a ? b : a;
	case PIDF_LO_ARC_BAND:
		if (!metres(xml, node, "outerRadius", &a))
			return -1;
		/* Of a band in pieces the whole disc is sure. */
		if (!metres(xml, node, "innerRadius", &b) ||
		    !measure(xml, node, "startAngle", -ANGLE_MOST_DEG, ANGLE_MOST_DEG, &start) ||
		    !measure(xml, node, "openingAngle", -ANGLE_MOST_DEG, ANGLE_MOST_DEG, &opening))
			return a;
		shape_band(*centre, b, a, start, opening, centre, &a);
		return a;
	case PIDF_LO_POLYGON:
	case PIDF_LO_PRISM:
	case PIDF_LO_NO_SHAPE:
	case PIDF_LO_SHAPE_COUNT:
		break;
	}
	return -1;
}

/* How far up and down from the centre; 0 if it is not told. */
static double rise(const struct xml *xml, uint32_t node, enum pidf_lo_shape shape)
{
	double rise = 0;
	if (shape == PIDF_LO_SPHERE)
		(void)metres(xml, node, "radius", &rise);
	if (shape == PIDF_LO_ELLIPSOID)
		(void)metres(xml, node, "verticalAxis", &rise);
	if (shape == PIDF_LO_PRISM)
		rise = metres(xml, node, "height", &rise) ? rise / 2 : 0;
	return rise;
}

/* Reads a shape into the location; false, and nothing is changed, if it has no place. */
static bool shape_read(const struct xml *xml, uint32_t node, enum pidf_lo_shape shape,
                       struct pidf_lo_location *location)
{
	struct coordinates coordinates;
	if (!coordinates_read(xml, node, &coordinates))
		return false;
	const struct place *first = &coordinates.place[0];
	struct shape_place centre = { .lat = first->lat, .lon = first->lon };
	double radius;
	if (shape == PIDF_LO_POLYGON || shape == PIDF_LO_PRISM) {
		struct shape_place ring[PIDF_LO_RING_MAX];
		for (size_t i = 0; i < coordinates.count; i++)
			ring[i] = (struct shape_place){ coordinates.place[i].lat, coordinates.place[i].lon };
		shape_ring(ring, coordinates.count, &centre, &radius);
	} else {
		radius = reach(xml, node, shape, &centre);
	}
	location->shape = shape;
	location->lat_e7 = (int32_t)lround(centre.lat * 1e7);
	location->lon_e7 = (int32_t)lround(centre.lon * 1e7);
	location->uncertainty_m = radius < 0 ? PIDF_LO_UNKNOWN_M : (uint32_t)ceil(fmin(radius, RADIUS_MOST_M));
	if (first->alt_known) {
		double up = rise(xml, node, shape);
		altitude_set(location, shape == PIDF_LO_PRISM ? first->alt + up : first->alt, up);
	}
	return true;
}

static bool civic_read(const struct xml *xml, uint32_t node, struct pidf_lo_location *location)
{
	for (uint32_t child = xml_child(xml, node, NULL); child; child = xml_next(xml, child, NULL)) {
		struct bytes value = xml_value(xml, child);
		if (!value.length)
			continue;
		if (location->civics == PIDF_LO_CIVIC_MAX)
			location->civics_left_out++;
		else
			location->civic[location->civics++] =
			    (struct pidf_lo_civic){ .name = xml_name(xml, child), .value = value };
	}
	return location->civics > 0;
}

/* What is told beside the place. */
static void circumstances(const struct xml *xml, uint32_t group, uint32_t holder, struct pidf_lo_location *location)
{
	uint32_t rules = xml_child(xml, group, "usage-rules");
	location->method = xml_value(xml, xml_child(xml, group, "method"));
	location->confidence = xml_value(xml, xml_child(xml, holder, "confidence"));
	location->retransmission_allowed = xml_value(xml, xml_child(xml, rules, "retransmission-allowed"));
	location->retention_expiry = xml_value(xml, xml_child(xml, rules, "retention-expiry"));
	location->ruleset = xml_value(xml, xml_child(xml, rules, "external-ruleset"));
	location->note = xml_value(xml, xml_child(xml, rules, "note-well"));
	location->provided_by = xml_child(xml, group, "provided-by");
	/* In the tuple, device or person around the geopriv; RFC 4119 has it in the tuple. */
	for (uint32_t node = group; node && !location->timestamp.length; node = xml_parent(xml, node))
		location->timestamp = xml_value(xml, xml_child(xml, node, "timestamp"));
}

static uint32_t group_of(const struct xml *xml, uint32_t node)
{
	for (uint32_t at = xml_parent(xml, node); at; at = xml_parent(xml, at))
		if (xml_is(xml, at, "geopriv"))
			return at;
	return xml_parent(xml, node);
}

/* The location that a further place of the group goes to: its last one, if that has none of this sort; or a new one. */
static struct pidf_lo_location *location_for(struct pidf_lo *pidf, uint32_t group, bool civic)
{
	struct pidf_lo_location *last = pidf->locations ? &pidf->location[pidf->locations - 1] : NULL;
	if (last && last->group == group && (civic ? !last->civics : last->shape == PIDF_LO_NO_SHAPE))
		return last;
	return pidf->locations < PIDF_LO_LOCATIONS_MAX ? &pidf->location[pidf->locations] : NULL;
}

static void place_read(struct pidf_lo *pidf, uint32_t node, enum pidf_lo_shape shape)
{
	const struct xml *xml = &pidf->xml;
	uint32_t group = group_of(xml, node);
	struct pidf_lo_location *location = location_for(pidf, group, shape == PIDF_LO_NO_SHAPE);
	if (!location) {
		pidf->left_out++;
		return;
	}
	bool more = location == &pidf->location[pidf->locations];
	if (shape == PIDF_LO_NO_SHAPE ? !civic_read(xml, node, location) : !shape_read(xml, node, shape, location)) {
		pidf->unusable++;
		return;
	}
	if (more) {
		pidf->locations++;
		location->group = group;
	}
	circumstances(xml, group, xml_parent(xml, node), location);
}

enum status pidf_lo_open(struct bytes bytes, struct pidf_lo *ret_pidf)
{
	struct xml xml;
	enum status status = xml_open(bytes, &xml);
	if (status != STATUS_OK)
		return status;
	*ret_pidf = (struct pidf_lo){ .xml = xml };
	uint32_t root = xml_root(&xml), presence = root;
	for (uint32_t node = root; node;) {
		enum pidf_lo_shape shape = shape_of(&xml, node);
		/* RFC 4119 writes civilAddress in its examples. */
		bool civic = xml_is(&xml, node, "civicAddress") || xml_is(&xml, node, "civilAddress");
		if (xml_is(&xml, node, "presence"))
			presence = node;
		if (shape != PIDF_LO_NO_SHAPE || civic)
			place_read(ret_pidf, node, shape);
		/* Inside a prism is a polygon that is no other place. */
		node = shape != PIDF_LO_NO_SHAPE || civic ? xml_pass(&xml, root, node) : xml_walk(&xml, root, node);
	}
	ret_pidf->entity = xml_attribute(&xml, presence, "entity");
	return STATUS_OK;
}

void pidf_lo_close(struct pidf_lo *pidf)
{
	xml_close(&pidf->xml);
	*pidf = (struct pidf_lo){ 0 };
}

struct bytes pidf_lo_civic_named(const struct pidf_lo_location *location, const char *name)
{
	for (uint32_t i = 0; i < location->civics; i++)
		if (bytes_same(location->civic[i].name, bytes_of_text(name)))
			return location->civic[i].value;
	return bytes_of(NULL, 0);
}

/* Words of a value, one blank between them. */
static enum status words_written(struct buffer *out, const char *before, struct bytes value)
{
	struct bytes word;
	enum status status = STATUS_OK;
	for (; status == STATUS_OK && text_word(&value, "", &word); before = " ") {
		status = buffer_append_text(out, before);
		if (status == STATUS_OK)
			status = buffer_append(out, word);
	}
	return status;
}

/* RFC 5139 section 3.1 and RFC 6848, as a person says it; a word before a value that alone would say nothing. */
static const struct {
	const char *name, *before, *word;
} line_rows[] = {
	{ "HNP", ", ", "" },         { "HNO", " ", "" },          { "HNS", " ", "" },       { "PRM", " ", "" },
	{ "PRD", " ", "" },          { "STP", " ", "" },          { "STPS", " ", "" },      { "RD", " ", "" },
	{ "A6", " ", "" },           { "STS", " ", "" },          { "POD", " ", "" },       { "POM", " ", "" },
	{ "RDSEC", ", ", "" },       { "RDBR", ", ", "" },        { "RDSUBBR", ", ", "" },  { "MP", ", ", "milepost" },
	{ "PN", ", ", "pole" },      { "POBOX", ", ", "PO box" }, { "LMK", ", ", "" },      { "NAM", ", ", "" },
	{ "BLD", ", ", "building" }, { "FLR", ", ", "floor" },    { "UNIT", ", ", "unit" }, { "ROOM", ", ", "room" },
	{ "SEAT", ", ", "seat" },    { "LOC", ", ", "" },         { "A5", ", ", "" },       { "A4", ", ", "" },
	{ "A3", ", ", "" },          { "PCN", ", ", "" },         { "A2", ", ", "" },       { "A1", ", ", "" },
	{ "PC", " ", "" },           { "country", ", ", "" },
};
#define LINE_ROWS (sizeof line_rows / sizeof line_rows[0])

static bool in_line_rows(struct bytes name)
{
	for (size_t i = 0; i < LINE_ROWS; i++)
		if (bytes_same(name, bytes_of_text(line_rows[i].name)))
			return true;
	return false;
}

/* A value with a word before it, behind what parts it from the last one. */
static enum status named_written(struct buffer *out, const char *before, struct bytes word, struct bytes value)
{
	enum status status = words_written(out, before, word);
	return status == STATUS_OK ? words_written(out, word.length ? " " : before, value) : status;
}

enum status pidf_lo_write_line(struct buffer *out, const struct pidf_lo_location *location)
{
	enum status status = STATUS_OK;
	bool any = false;
	struct bytes city = pidf_lo_civic_named(location, "A3");
	for (size_t i = 0; i < LINE_ROWS && status == STATUS_OK; i++) {
		struct bytes value = pidf_lo_civic_named(location, line_rows[i].name);
		/* The name that the post uses, only where it is another. */
		if (!value.length || (strcmp(line_rows[i].name, "PCN") == 0 && bytes_same(value, city)))
			continue;
		status = named_written(out, any ? line_rows[i].before : "", bytes_of_text(line_rows[i].word), value);
		any = true;
	}
	/* What a country or a port of its own adds (RFC 6848 section 3.4) is shown by its name. */
	for (uint32_t i = 0; i < location->civics && status == STATUS_OK; i++) {
		const struct pidf_lo_civic *civic = &location->civic[i];
		if (in_line_rows(civic->name))
			continue;
		status = named_written(out, any ? ", " : "", civic->name, civic->value);
		any = true;
	}
	return status;
}
