/* The parts of a message's body: MIME multipart (RFC 2046), as senders write it rather than as they should. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_MULTIPART_H
#define WIRE_MULTIPART_H

#include "base/bytes.h"

/* The most parts read of one body, nested ones and their holders counted; calls seen carry up to 10. */
#define MULTIPART_PARTS_MAX 64u
/* How deep multiparts are opened; calls seen nest twice. */
#define MULTIPART_DEPTH_MAX 4u
/* RFC 2046 5.1.1 has a boundary end at 70 bytes; longer ones are read as well, up to here. */
#define MULTIPART_BOUNDARY_MAX_BYTES 256u

/* A part; all of it borrows the body.  A multipart inside is a part too, and its own parts follow it. */
struct multipart_part {
	struct bytes type;        /* the whole value of Content-Type; empty: none told (RFC 2046 5.1: text/plain) */
	struct bytes id;          /* Content-ID without its brackets */
	struct bytes disposition; /* the whole value of Content-Disposition */
	struct bytes encoding;    /* Content-Transfer-Encoding */
	struct bytes body;        /* not decoded */
	uint32_t holder;          /* the number of the part that holds it, from 1; 0: the body itself */
	uint8_t depth;            /* 0: directly in the body */
};

/* What is not as it should be; each is a bit. */
#define MULTIPART_NO_BOUNDARY 1u /* none is told; the first line that looks like one was taken, if any */
#define MULTIPART_NO_END 2u      /* the last boundary is missing */
#define MULTIPART_NO_BLANK 4u    /* a part's header runs into its body */
#define MULTIPART_LEFT_OUT 8u    /* there are more parts, or deeper ones, than are read */

struct multipart {
	unsigned faults;
	uint32_t parts;
	struct multipart_part part[MULTIPART_PARTS_MAX];
};

/* Reads a body of any Content-Type; one that is no multipart is its own only part. */
void multipart_read(struct bytes type, struct bytes body, struct multipart *ret_multipart);
/* The first part with the id that a URL "cid:..." names (RFC 2392; brackets around it and %-escapes allowed); NULL: none. */
const struct multipart_part *multipart_find(const struct multipart *multipart, struct bytes url);
/* The first part of a media type, as "application/sdp"; NULL: none. */
const struct multipart_part *multipart_of_type(const struct multipart *multipart, const char *type);
/* Whether a Content-Type is of this media type, parameters and case aside. */
bool multipart_type_is(struct bytes type, const char *name);
/*
 * Appends the body with its base64 or quoted-printable undone (RFC 2045 section 6), or as it is under any other encoding.
 * What does not belong to the encoding is skipped, or stands for itself.  Statuses as buffer_append.
 */
enum status multipart_decode(const struct multipart_part *part, struct buffer *out);

#endif
