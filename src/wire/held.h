/* Asking a location server where a caller is, and what it answers (HELD, RFC 5985; its dereference, RFC 6753). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_HELD_H
#define WIRE_HELD_H

#include "wire/pidf_lo.h"

/* The type of both documents (RFC 5985). */
#define HELD_TYPE "application/held+xml"
/* The most location URIs kept of one answer; RFC 5985 gives one for each scheme. */
#define HELD_URIS_MAX 8u

/* What is wanted, each a bit (RFC 5985 6.2); none: any. */
#define HELD_GEODETIC 1u
#define HELD_CIVIC 2u
#define HELD_LOCATION_URI 4u

struct held_request {
	/* How long the server may take (RFC 5985 6.1); 0: emergencyRouting or, if `dispatch`, emergencyDispatch. */
	uint32_t response_time_ms;
	bool dispatch;
	unsigned types;
	bool exact;          /* nothing but what is wanted (RFC 5985 6.2.1) */
	struct bytes device; /* a URI of whom it is about (RFC 6155); empty: whoever asks, or whom the URI names */
};

enum held_kind {
	HELD_UNKNOWN,
	HELD_LOCATION,
	HELD_ERROR,
};

/* An answer read; it owns all bytes that it names. */
struct held_response {
	enum held_kind kind;
	struct pidf_lo pidf; /* what is broken stands in pidf.xml.fault */
	uint32_t uris;
	uint32_t uris_left_out;
	struct bytes uri[HELD_URIS_MAX];
	struct bytes expires; /* of the URIs; as it was written */
	struct bytes code;    /* of an error: "locationUnknown" */
	struct bytes message; /* the first one */
};

/* Appends a locationRequest; statuses as buffer_append. */
enum status held_write_request(struct buffer *out, const struct held_request *request);
/* Reads a locationResponse, an error, or a bare presence; statuses as xml_open. */
enum status held_open(struct bytes bytes, struct held_response *ret_response);
void held_close(struct held_response *response);

#endif
