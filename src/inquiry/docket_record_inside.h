/* What was seen of a record beside its board; shared by the two files that make a docket of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_RECORD_INSIDE_H
#define INQUIRY_DOCKET_RECORD_INSIDE_H

#include "inquiry/docket_record.h"

struct seen_call {
	struct instant entered;
	uint32_t taker, closer; /* agents */
	uint32_t language;      /* a number in `languages` */
};

struct seen_incident {
	struct instant inferred[DOCKET_MOMENTS]; /* the first of its units; only EN_ROUTE and ON_SCENE are ever set */
	struct wire_name type;                   /* the first one */
	uint32_t closer;
	int32_t soonest_ms;  /* of the recommendation that stands; DOCKET_NEVER: none, or of nobody */
	int32_t expected_ms; /* the same when the first unit was assigned */
	uint8_t assigned;    /* whether one was */
	uint8_t chosen;      /* a dispatcher said that he chose otherwise, before that */
	uint8_t flags;       /* DOCKET_FOLLOWED, DOCKET_OVERRIDDEN */
};

struct docket_record {
	uint64_t entries;
	struct names languages;
	struct seen_call *call; /* by number */
	size_t calls, call_room;
	struct seen_incident *incident; /* by number */
	size_t incidents, incident_room;
};

#endif
