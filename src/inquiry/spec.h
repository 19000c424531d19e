/* What an audit will ask, declared before anybody looks: tocsin-audit-spec(5) is docs/audit.md, "The spec file".
 *
 * A spec is JSON.  Nothing in it is guessed: a key that is not known is a fault, and the hash over its bytes is what is put
 * on record before the run.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_SPEC_H
#define INQUIRY_SPEC_H

#include <stdbool.h>

#include "audit/docket.h"
#include "audit/factors.h"
#include "base/bytes.h"

#define SPEC_TEXT_BYTES 400u
#define SPEC_NAME_BYTES 64u
#define SPEC_MEMBERS_MAX 512u
#define SPEC_RUNGS_MAX 8u
#define SPEC_BOUNDS_MAX 16u
#define SPEC_HORIZON_MAX_S 86400u
#define SPEC_HASH_BYTES 32u

/* What a group is told by.  BY(NAME, its name in files, in words) */
#define SPEC_BY_LIST(BY)                                                                                               \
	BY(AREA, "area", "district")                                                                                   \
	BY(TYPE, "type", "kind of call")                                                                               \
	BY(CHANNEL, "channel", "channel")                                                                              \
	BY(LANGUAGE, "language", "language")                                                                           \
	BY(PRIORITY, "priority", "first priority")

enum spec_by {
#define BY(NAME, FILE, WORDS) SPEC_BY_##NAME,
	SPEC_BY_LIST(BY)
#undef BY
	    SPEC_BY_COUNT
};

struct spec_group {
	char name[SPEC_NAME_BYTES];
	char **member; /* owned */
	unsigned members;
	bool rest; /* all that is recorded and not in the other group */
};

struct spec_bound {
	char leg[SPEC_NAME_BYTES];
	char source[SPEC_TEXT_BYTES];
	uint32_t within_s;
	double percent;
};

struct spec {
	uint8_t hash[SPEC_HASH_BYTES]; /* SHA-256 of its bytes */
	char title[SPEC_TEXT_BYTES];
	char declared_on[16];       /* the day that its text names; "" if it names none */
	char from[16], to[16];      /* local days, the second one not in it */
	int64_t from_day, to_day;   /* since 1970-01-01 */
	uint32_t target_s;          /* answered within so long is what is compared */
	uint32_t horizon_s;         /* nobody is followed longer */
	enum docket_moment outcome; /* ON_SCENE, or ASSIGNED where arrivals are not recorded */
	double smallest_points;     /* the smallest difference that matters, in percentage points */
	enum spec_by by;
	struct spec_group group[2]; /* a, the reference; b */
	uint32_t strata;            /* 1 << enum factor */
	uint32_t clusters;          /* 1 << enum factor */
	uint32_t rung[SPEC_RUNGS_MAX];
	unsigned rungs;
	bool without_on_views, without_joined; /* beside test calls, which are never in it */
	double green_percent, red_percent, green_gap_points, red_gap_points; /* the gate */
	struct spec_bound bound[SPEC_BOUNDS_MAX];
	unsigned bounds;
};

/*
 * Reads a spec; the caller closes it.
 *   STATUS_MALFORMED  it is none: `fault` says where, what and what to do, in one line
 *   STATUS_MEMORY
 */
enum status spec_read(struct bytes text, struct spec *ret_spec, char fault[SPEC_TEXT_BYTES]);
void spec_close(struct spec *spec);

/* The key of a group's values; static. */
const char *spec_by_name(enum spec_by by);
const char *spec_by_words(enum spec_by by);

#endif
