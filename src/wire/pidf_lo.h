/* Where a caller is, as PIDF-LO says it (RFC 4119, 5139, 5491, 6848, 7459).
 *
 * Read by the names of its elements whatever their namespaces, for half of the senders get those wrong.  All shapes become
 * a centre and the radius of a circle that covers them; nothing is taken for a place that is not one.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_PIDF_LO_H
#define WIRE_PIDF_LO_H

#include "wire/xml.h"

/* The most locations kept of one document: RFC 5491 section 3 has a document hold a few. */
#define PIDF_LO_LOCATIONS_MAX 8u
/* The most elements kept of one civic address: RFC 5139 and RFC 6848 name 40; each country may add its own. */
#define PIDF_LO_CIVIC_MAX 64u
/* The most vertices of a ring: RFC 5491 5.2.2 advises at most 16. */
#define PIDF_LO_RING_MAX 512u
/* An uncertainty that is not told, or not in a way that could be read; never zero. */
#define PIDF_LO_UNKNOWN_M UINT32_MAX

/* NAME, the element, in plain words. */
#define PIDF_LO_SHAPE_LIST(SHAPE)                                                                                      \
	SHAPE(POINT, "Point", "a point")                                                                               \
	SHAPE(CIRCLE, "Circle", "a circle")                                                                            \
	SHAPE(ELLIPSE, "Ellipse", "an ellipse")                                                                        \
	SHAPE(ARC_BAND, "ArcBand", "an arc band")                                                                      \
	SHAPE(POLYGON, "Polygon", "a polygon")                                                                         \
	SHAPE(SPHERE, "Sphere", "a sphere")                                                                            \
	SHAPE(ELLIPSOID, "Ellipsoid", "an ellipsoid")                                                                  \
	SHAPE(PRISM, "Prism", "a prism")

enum pidf_lo_shape {
	PIDF_LO_NO_SHAPE,
#define SHAPE(NAME, ELEMENT, WORDS) PIDF_LO_##NAME,
	PIDF_LO_SHAPE_LIST(SHAPE)
#undef SHAPE
	    PIDF_LO_SHAPE_COUNT
};

struct pidf_lo_civic {
	struct bytes name;  /* "RD"; without its prefix */
	struct bytes value; /* never empty */
};

/* What one geopriv says: a shape, a civic address, or both of the same place. */
struct pidf_lo_location {
	enum pidf_lo_shape shape; /* PIDF_LO_NO_SHAPE: only a civic address */
	int32_t lat_e7, lon_e7;   /* the centre of the shape, in ten millionths of a degree of WGS 84 */
	uint32_t uncertainty_m;   /* of the covering circle, rounded up; 0 of a point; PIDF_LO_UNKNOWN_M */
	bool altitude_known;
	int32_t altitude_cm;              /* of the centre, above the ellipsoid (EPSG 4979) */
	uint32_t altitude_uncertainty_cm; /* up and down from there; 0: not told */
	uint32_t civics;
	uint32_t civics_left_out;
	struct pidf_lo_civic civic[PIDF_LO_CIVIC_MAX];
	/* As they were written; empty if they were not. */
	struct bytes method;
	struct bytes timestamp;
	struct bytes confidence; /* in percent (RFC 7459) */
	struct bytes retransmission_allowed;
	struct bytes retention_expiry;
	struct bytes ruleset; /* the reference of external-ruleset */
	struct bytes note;    /* note-well */
	uint32_t provided_by; /* its node in `xml`, for additional_data_add_tree; 0: none */
	uint32_t group;       /* the geopriv's node, or that of what holds the place */
};

/* A document read; it owns all bytes that it names.  Zero-initialised it is empty. */
struct pidf_lo {
	struct xml xml;      /* xml.fault says how it is broken, NULL that it is whole */
	struct bytes entity; /* of presence */
	uint32_t locations;
	uint32_t left_out; /* places beyond PIDF_LO_LOCATIONS_MAX */
	uint32_t unusable; /* shapes without coordinates that can be read */
	/* Those that can be used, in the order of the document: the first is the one to use (RFC 5491 section 3: priority is position). */
	struct pidf_lo_location location[PIDF_LO_LOCATIONS_MAX];
};

/* Reads any document that has places in it: presence, a HELD response, a LoST request.  Statuses as xml_open. */
enum status pidf_lo_open(struct bytes bytes, struct pidf_lo *ret_pidf);
void pidf_lo_close(struct pidf_lo *pidf);

const char *pidf_lo_shape_words(enum pidf_lo_shape shape); /* "" for none */
/* The value of a civic element; no bytes if it is not there. */
struct bytes pidf_lo_civic_named(const struct pidf_lo_location *location, const char *name);
/* Appends the civic address as one line for a person: "2106 E NEW YORK ST, AURORA, KANE, IL, US"; statuses as buffer_append. */
enum status pidf_lo_write_line(struct buffer *out, const struct pidf_lo_location *location);

#endif
