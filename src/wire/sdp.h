/* What a call offers to talk by: SDP (RFC 8866), read tolerantly, and written again with little changed (RFC 3264). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SDP_H
#define WIRE_SDP_H

#include "base/bytes.h"

/* The most media read of one session; a call with everything has audio, video, text, messages and a picture. */
#define SDP_MEDIA_MAX 16u
/* The most formats named of one medium; offers seen name up to 8. */
#define SDP_FORMATS_MAX 32u

/* NAME, as m= writes it. */
#define SDP_KIND_LIST(KIND)                                                                                            \
	KIND(AUDIO, "audio")                                                                                           \
	KIND(VIDEO, "video")                                                                                           \
	KIND(TEXT, "text")                                                                                             \
	KIND(MESSAGE, "message")                                                                                       \
	KIND(APPLICATION, "application")                                                                               \
	KIND(IMAGE, "image")

enum sdp_kind {
	SDP_OTHER,
#define KIND(NAME, WRITTEN) SDP_##NAME,
	SDP_KIND_LIST(KIND)
#undef KIND
	    SDP_KIND_COUNT
};

#define SDP_DIRECTION_LIST(DIRECTION)                                                                                  \
	DIRECTION(SENDRECV, "sendrecv")                                                                                \
	DIRECTION(SENDONLY, "sendonly")                                                                                \
	DIRECTION(RECVONLY, "recvonly")                                                                                \
	DIRECTION(INACTIVE, "inactive")

enum sdp_direction {
	SDP_NO_DIRECTION, /* none is told: sendrecv (RFC 8866 6.7) */
#define DIRECTION(NAME, WRITTEN) SDP_##NAME,
	SDP_DIRECTION_LIST(DIRECTION)
#undef DIRECTION
	    SDP_DIRECTION_COUNT
};

struct sdp_format {
	struct bytes number; /* "0" */
	struct bytes name;   /* "PCMU", by rtpmap or by RFC 3551; empty: not told */
	struct bytes clock;  /* "8000", or "48000/2" */
};

/* A medium; all of it borrows the session's bytes. */
struct sdp_media {
	enum sdp_kind kind;
	struct bytes kind_text;
	uint16_t port; /* 0: refused, or no number */
	struct bytes proto;
	struct bytes address;         /* its own connection address, or the session's; empty: none */
	enum sdp_direction direction; /* its own, or the session's; never SDP_NO_DIRECTION */
	struct bytes hlang_send;      /* language tags, best first, parted by blanks; may end with "*" (RFC 8373) */
	struct bytes hlang_recv;
	uint32_t formats;
	struct sdp_format format[SDP_FORMATS_MAX];
};

/* What is not as it should be; each is a bit. */
#define SDP_NO_VERSION 1u  /* it does not begin with v=0 */
#define SDP_LINE 2u        /* a line has not the form of one */
#define SDP_ORIGIN 4u      /* o= is missing or lacks words */
#define SDP_MEDIA 8u       /* an m= lacks words, or its port is no number */
#define SDP_NO_ADDRESS 16u /* a medium that is not refused has no connection address */
#define SDP_LEFT_OUT 32u   /* there are more media or formats than are read */

struct sdp {
	unsigned faults;
	struct bytes origin;  /* the value of o= */
	struct bytes name;    /* of s= */
	struct bytes address; /* the session's connection address */
	uint32_t media;
	struct sdp_media medium[SDP_MEDIA_MAX];
};

/*
 * Reads a session.
 *   STATUS_MALFORMED  not even a v=, o= or m= line can be discerned
 */
enum status sdp_read(struct bytes bytes, struct sdp *ret_sdp);
/*
 * Whether the other side holds us (RFC 3264 8.4): of its audio and video, or of all it has if it has neither, what is not
 * refused is sendonly, inactive, or goes to 0.0.0.0.  False if nothing is left.
 */
bool sdp_is_hold(const struct sdp *sdp);
/* The first medium of a kind that is not refused; NULL: none. */
const struct sdp_media *sdp_medium(const struct sdp *sdp, enum sdp_kind kind);
/* Whether the media of both go to the same addresses and ports. */
bool sdp_same_ends(const struct sdp *a, const struct sdp *b);
const char *sdp_kind_name(enum sdp_kind kind);                /* "other" for what has no name here */
const char *sdp_direction_name(enum sdp_direction direction); /* "" for none */

/*
 * Appends the session as it is but for the direction of its media that are not refused (SDP_NO_DIRECTION: those it has) and
 * for the version in o=, which is raised by `raise`.  Lines end with CR LF.  Statuses as buffer_append.
 */
enum status sdp_write_like(struct buffer *out, struct bytes session, enum sdp_direction direction, uint32_t raise);
/* Appends an answer that refuses every medium of the offer (RFC 3264 section 6), from `host`, an IPv4 or IPv6 address. */
enum status sdp_write_refused(struct buffer *out, struct bytes offer, struct bytes host);

#endif
