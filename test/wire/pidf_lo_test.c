/* Every shape and element of a PIDF-LO, by hand after the RFCs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/pidf_lo.h"

#define BEFORE                                                                                                         \
	"<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:gp='urn:ietf:params:xml:ns:pidf:geopriv10' "              \
	"xmlns:gml='http://www.opengis.net/gml' xmlns:gs='http://www.opengis.net/pidflo/1.0' entity='pres:a@b'>"       \
	"<tuple id='t'><status><gp:geopriv><gp:location-info>"
#define AFTER "</gp:location-info><gp:usage-rules/></gp:geopriv></status></tuple></presence>"
#define M "uom='urn:ogc:def:uom:EPSG::9001'"
#define DEG "uom='urn:ogc:def:uom:EPSG::9102'"
#define S2 "srsName='urn:ogc:def:crs:EPSG::4326'"
#define S3 "srsName='urn:ogc:def:crs:EPSG::4979'"
#define POS "<gml:pos>42.5463 -73.2512</gml:pos>"

/* The shapes of RFC 5491 section 5.2 with its values, and what senders make of them. */
static const struct {
	const char *shape;
	enum pidf_lo_shape kind;
	int32_t lat_e7, lon_e7;
	uint32_t uncertainty_m;
	int32_t altitude_cm;
	uint32_t altitude_uncertainty_cm;
} rows[] = {
	{ "<gml:Point " S2 "><gml:pos>-34.407 150.88001</gml:pos></gml:Point>", PIDF_LO_POINT, -344070000, 1508800100,
	  0, 0, 0 },
	{ "<gml:Point " S3 "><gml:pos>-34.407 150.88001 34</gml:pos></gml:Point>", PIDF_LO_POINT, -344070000,
	  1508800100, 0, 3400, 0 },
	{ "<gml:Point><gml:pos>-90,\n180</gml:pos></gml:Point>", PIDF_LO_POINT, -900000000, 1800000000, 0, 0, 0 },
	{ "<gml:location><gml:Point srsName='epsg:4326'><gml:coordinates>37:46:30N "
	  "122:25:10W</gml:coordinates></gml:Point></gml:location>",
	  PIDF_LO_POINT, 377750000, -1224194444, 0, 0, 0 },
	{ "<gml:Point " S2 "><gml:coordinates>-0:30:00,1:30</gml:coordinates></gml:Point>", PIDF_LO_POINT, -5000000,
	  15000000, 0, 0, 0 },
	{ "<gs:Circle " S2 ">" POS "<gs:radius " M ">\n850.24\n</gs:radius></gs:Circle>", PIDF_LO_CIRCLE, 425463000,
	  -732512000, 851, 0, 0 },
	{ "<gs:Circle " S2 ">" POS "<gs:radius uom='urn:ogc:def:uom:EPSG::9002'>100</gs:radius></gs:Circle>",
	  PIDF_LO_CIRCLE, 425463000, -732512000, 31, 0, 0 },
	{ "<gs:Circle>" POS "</gs:Circle>", PIDF_LO_CIRCLE, 425463000, -732512000, PIDF_LO_UNKNOWN_M, 0, 0 },
	{ "<gs:Circle>" POS "<gs:radius>-5</gs:radius></gs:Circle>", PIDF_LO_CIRCLE, 425463000, -732512000,
	  PIDF_LO_UNKNOWN_M, 0, 0 },
	{ "<gs:Circle>" POS "<gs:radius>1e300</gs:radius></gs:Circle>", PIDF_LO_CIRCLE, 425463000, -732512000,
	  PIDF_LO_UNKNOWN_M, 0, 0 },
	{ "<gs:Ellipse " S2 ">" POS "<gs:semiMajorAxis " M ">1275</gs:semiMajorAxis><gs:semiMinorAxis " M
	  ">670</gs:semiMinorAxis><gs:orientation " DEG ">43.2</gs:orientation></gs:Ellipse>",
	  PIDF_LO_ELLIPSE, 425463000, -732512000, 1275, 0, 0 },
	{ "<gs:Ellipse " S2 ">" POS
	  "<gs:semiMajorAxis>123</gs:semiMajorAxis><gs:semiMinorAxis>200</gs:semiMinorAxis></gs:Ellipse>",
	  PIDF_LO_ELLIPSE, 425463000, -732512000, 200, 0, 0 },
	{ "<gs:ArcBand " S2 "><gml:pos>-43.5723 153.21760</gml:pos><gs:innerRadius " M
	  ">3594</gs:innerRadius><gs:outerRadius " M ">4148</gs:outerRadius><gs:startAngle " DEG
	  ">20</gs:startAngle><gs:openingAngle " DEG ">20</gs:openingAngle></gs:ArcBand>",
	  PIDF_LO_ARC_BAND, -435422257, 1532414675, 756, 0, 0 },
	{ "<gs:ArcBand><gml:pos>-43.5723 "
	  "153.21760</gml:pos><gs:innerRadius>3594</gs:innerRadius><gs:outerRadius>4148</gs:outerRadius><gs:startAngle "
	  "uom='urn:ogc:def:uom:EPSG::9101'>0.3490658504</gs:startAngle><gs:openingAngle "
	  "uom='EPSG::9101'>0.3490658504</gs:openingAngle></gs:ArcBand>",
	  PIDF_LO_ARC_BAND, -435422257, 1532414675, 756, 0, 0 },
	{ "<gs:ArcBand><gml:pos>-43.5723 153.21760</gml:pos><gs:outerRadius>4148</gs:outerRadius></gs:ArcBand>",
	  PIDF_LO_ARC_BAND, -435723000, 1532176000, 4148, 0, 0 },
	{ "<gml:Polygon " S2
	  "><gml:exterior><gml:LinearRing><gml:posList>43.311 -73.422 43.111 -73.322 43.111 -73.222 43.311 -73.122 "
	  "43.411 -73.222 43.411 -73.322 43.311 -73.422</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>",
	  PIDF_LO_POLYGON, 432693333, -732720000, 18148, 0, 0 },
	{ "<gml:Polygon " S2 "><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 0,2 2,2 2,0 "
	  "0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs><gml:innerBoundaryIs><gml:pos>50 "
	  "50</gml:pos></gml:innerBoundaryIs></gml:Polygon>",
	  PIDF_LO_POLYGON, 10000000, 10000000, 157956, 0, 0 },
	{ "<gs:Sphere " S3 "><gml:pos>42.5463 -73.2512 26.3</gml:pos><gs:radius " M ">850.24</gs:radius></gs:Sphere>",
	  PIDF_LO_SPHERE, 425463000, -732512000, 851, 2630, 85024 },
	{ "<gs:Ellipsoid " S3 "><gml:pos>42.5463 -73.2512 26.3</gml:pos><gs:semiMajorAxis " M
	  ">7.7156</gs:semiMajorAxis><gs:semiMinorAxis " M ">3.31</gs:semiMinorAxis><gs:verticalAxis " M
	  ">28.7</gs:verticalAxis><gs:orientation " DEG ">90</gs:orientation></gs:Ellipsoid>",
	  PIDF_LO_ELLIPSOID, 425463000, -732512000, 8, 2630, 2870 },
	{ "<gs:Prism " S3
	  "><gs:base><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>42.556844 -73.248157 36.6 <!--A--> "
	  "42.656844 -73.248157 36.6 42.656844 -73.348157 36.6 42.556844 -73.348157 36.6 42.556844 -73.248157 "
	  "36.6</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gs:base><gs:height " M
	  ">2.4</gs:height></gs:Prism>",
	  PIDF_LO_PRISM, 426068440, -732981570, 6936, 3780, 120 },
};

static void check_shapes(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[2048];
		struct pidf_lo pidf;
		(void)snprintf(text, sizeof text, "%s%s%s", BEFORE, rows[i].shape, AFTER);
		if (!CHECK(pidf_lo_open(bytes_of_text(text), &pidf) == STATUS_OK))
			continue;
		const struct pidf_lo_location *at = &pidf.location[0];
		if (!CHECK(!pidf.xml.fault && pidf.locations == 1 && pidf.unusable == 0))
			(void)fprintf(stderr, "  of %s\n", rows[i].shape);
		CHECK_NUMBER(at->shape, rows[i].kind);
		CHECK_NUMBER(at->lat_e7, rows[i].lat_e7);
		CHECK_NUMBER(at->lon_e7, rows[i].lon_e7);
		CHECK_NUMBER(at->uncertainty_m, rows[i].uncertainty_m);
		CHECK_NUMBER(at->altitude_known, rows[i].altitude_cm != 0);
		CHECK_NUMBER(at->altitude_cm, rows[i].altitude_cm);
		CHECK_NUMBER(at->altitude_uncertainty_cm, rows[i].altitude_uncertainty_cm);
		pidf_lo_close(&pidf);
	}
}

/* What is no place is none. */
static void check_unusable(void)
{
	static const char *const shapes[] = {
		"<gml:Point/>",
		"<gml:Point><gml:pos/></gml:Point>",
		"<gml:Point><gml:pos>1</gml:pos></gml:Point>",
		"<gml:Point><gml:pos>1 2 3 4</gml:pos></gml:Point>",
		"<gml:Point><gml:pos>north west</gml:pos></gml:Point>",
		"<gml:Point><gml:pos>NaN NaN</gml:pos></gml:Point>",
		"<gml:Point><gml:pos>90.1 0</gml:pos></gml:Point>",
		"<gml:Point><gml:pos>0 -180.1</gml:pos></gml:Point>",
		"<gml:Point><gml:coordinates>1:60 2</gml:coordinates></gml:Point>",
		"<gml:Point srsName='urn:ogc:def:crs:EPSG::3857'><gml:pos>1 2</gml:pos></gml:Point>",
		"<gml:Polygon><gml:posList>1 2 3 4 5</gml:posList></gml:Polygon>",
		"<civicAddress/>",
		"<civicAddress><A1/><A2> </A2></civicAddress>",
	};
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		char text[1024];
		struct pidf_lo pidf;
		/* The one behind it is read all the same, and is the first. */
		(void)snprintf(text, sizeof text, "%s%s<gml:Point><gml:pos>1 2</gml:pos></gml:Point>%s", BEFORE,
		               shapes[i], AFTER);
		CHECK(pidf_lo_open(bytes_of_text(text), &pidf) == STATUS_OK);
		if (!CHECK(pidf.unusable == 1 && pidf.locations == 1 && pidf.location[0].lat_e7 == 10000000))
			(void)fprintf(stderr, "  of %s\n", shapes[i]);
		pidf_lo_close(&pidf);
	}
}

static const char *line_of(const struct pidf_lo_location *location)
{
	static char text[1024];
	struct buffer out = { 0 };
	CHECK(pidf_lo_write_line(&out, location) == STATUS_OK);
	(void)snprintf(text, sizeof text, "%s", given_text(buffer_bytes(&out)));
	buffer_close(&out);
	return text;
}

static void check_civic(void)
{
	struct pidf_lo pidf;
	CHECK(pidf_lo_open(
		  bytes_of_text(
		      BEFORE
		      "<c:civicAddress xmlns:c='urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr' xmlns:e='urn:x'>"
		      "<c:country>DE</c:country><c:A1>Bayern</c:A1><c:A3>M\xC3\xBCnchen</c:A3><c:A4>Pasing</c:A4>"
		      "<c:PRD>N</c:PRD><c:RD>Leop\n  old</c:RD><c:STS>stra\xC3\x9F"
		      "e</c:STS><c:POD>W</c:POD>"
		      "<c:HNO>5</c:HNO><c:HNS>b</c:HNS><c:FLR>3</c:FLR><c:ROOM>12</c:ROOM><c:NAM>Caf\xC3\xA9 &amp; "
		      "Bar</c:NAM>"
		      "<c:PC>80802</c:PC><c:PCN>M\xC3\xBCnchen</c:PCN><e:lamp>2471</e:lamp><c:LMK/></c:civicAddress>"
		      "<gs:Circle>" POS "<gs:radius>5</gs:radius></gs:Circle>" AFTER),
		  &pidf) == STATUS_OK);
	/* A civic address and a shape of one geopriv are one place. */
	CHECK_NUMBER(pidf.locations, 1);
	CHECK_NUMBER(pidf.location[0].civics, 16);
	CHECK(pidf.location[0].shape == PIDF_LO_CIRCLE);
	CHECK_TEXT(given_text(pidf_lo_civic_named(&pidf.location[0], "STS")), "stra\xC3\x9F"
	                                                                      "e");
	CHECK_TEXT(given_text(pidf_lo_civic_named(&pidf.location[0], "lamp")), "2471");
	CHECK(pidf_lo_civic_named(&pidf.location[0], "LMK").length == 0);
	CHECK_TEXT(line_of(&pidf.location[0]), "5 b N Leop old stra\xC3\x9F"
	                                       "e W, Caf\xC3\xA9 & Bar, floor 3, room 12, Pasing, "
	                                       "M\xC3\xBCnchen, Bayern 80802, DE, lamp 2471");
	struct buffer small = { .cap = 4 };
	CHECK(pidf_lo_write_line(&small, &pidf.location[0]) == STATUS_LIMIT);
	buffer_close(&small);
	pidf_lo_close(&pidf);
}

static void check_circumstances(void)
{
	struct pidf_lo pidf;
	CHECK(
	    pidf_lo_open(
		bytes_of_text(
		    "<presence entity='pres:x'><tuple><status><geopriv><location-info><Point><pos>1 2</pos></Point>"
		    "<confidence pdf='normal'>67</confidence></location-info><usage-rules><retransmission-allowed>no"
		    "</retransmission-allowed><retention-expiry>2026-01-01T00:00:00Z "
		    "</retention-expiry><external-ruleset>"
		    "https://r</external-ruleset><note-well>Quiet</note-well></usage-rules><method>GPS</method>"
		    "<provided-by><x>y</x></provided-by></geopriv></status><timestamp>2026-01-02T00:00:00Z</timestamp>"
		    "</tuple><tuple><geopriv><location-info><Point><pos>3 4</pos></Point><Point><pos>5 6</pos></Point>"
		    "</location-info></geopriv></tuple><person><geopriv><location-info><Point><pos>7 8</pos></Point>"
		    "</location-info></geopriv></person></presence>"),
		&pidf) == STATUS_OK);
	const struct pidf_lo_location *at = pidf.location;
	CHECK(pidf.locations == 4 && at[1].group == at[2].group && at[2].group != at[3].group);
	CHECK_TEXT(given_text(pidf.entity), "pres:x");
	CHECK_TEXT(given_text(at->method), "GPS");
	CHECK_TEXT(given_text(at->confidence), "67");
	CHECK_TEXT(given_text(at->timestamp), "2026-01-02T00:00:00Z");
	CHECK_TEXT(given_text(at->retransmission_allowed), "no");
	CHECK_TEXT(given_text(at->retention_expiry), "2026-01-01T00:00:00Z");
	CHECK_TEXT(given_text(at->ruleset), "https://r");
	CHECK_TEXT(given_text(at->note), "Quiet");
	CHECK(xml_is(&pidf.xml, at->provided_by, "provided-by") && at[1].timestamp.length == 0 &&
	      at[1].provided_by == 0);
	CHECK(at[3].lat_e7 == 70000000 && pidf.left_out == 0);
	pidf_lo_close(&pidf);
	/* Cut off in the middle, it has told what came before. */
	CHECK(pidf_lo_open(bytes_of_text("<p:presence><geopriv><Point><pos>1 2</pos></Point><Poi"), &pidf) ==
	      STATUS_OK);
	CHECK(pidf.xml.fault && pidf.locations == 1);
	pidf_lo_close(&pidf);
}

static void check_limits(void)
{
	struct pidf_lo pidf;
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, "<p>") == STATUS_OK);
	for (unsigned i = 0; i <= PIDF_LO_LOCATIONS_MAX; i++)
		CHECK(buffer_append_text(&text, "<q><Point><pos>1 2</pos></Point></q>") == STATUS_OK);
	CHECK(pidf_lo_open(buffer_bytes(&text), &pidf) == STATUS_OK);
	CHECK(pidf.locations == PIDF_LO_LOCATIONS_MAX && pidf.left_out == 1);
	pidf_lo_close(&pidf);
	buffer_clear(&text);
	CHECK(buffer_append_text(&text, "<civicAddress>") == STATUS_OK);
	for (unsigned i = 0; i <= PIDF_LO_CIVIC_MAX; i++)
		CHECK(buffer_print(&text, "<x%u>y</x%u>", i, i) == STATUS_OK);
	CHECK(pidf_lo_open(buffer_bytes(&text), &pidf) == STATUS_OK);
	CHECK(pidf.location[0].civics == PIDF_LO_CIVIC_MAX && pidf.location[0].civics_left_out == 1);
	pidf_lo_close(&pidf);
	for (unsigned more = 0; more < 2; more++) {
		buffer_clear(&text);
		CHECK(buffer_append_text(&text, "<Polygon><posList>") == STATUS_OK);
		for (unsigned i = 0; i < PIDF_LO_RING_MAX + more; i++)
			CHECK(buffer_append_text(&text, "1 2 ") == STATUS_OK);
		CHECK(buffer_append_text(&text, "</posList></Polygon>") == STATUS_OK);
		CHECK(pidf_lo_open(buffer_bytes(&text), &pidf) == STATUS_OK);
		CHECK(pidf.locations == 1 - more && pidf.unusable == more);
		pidf_lo_close(&pidf);
	}
	buffer_close(&text);
}

int main(void)
{
	check_shapes();
	check_unusable();
	check_civic();
	check_circumstances();
	check_limits();
	return check_done();
}
