/* A recommendation as canonical JSON for the ledger, and in words for a person. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_EXPLAIN_H
#define DISPATCH_EXPLAIN_H

#include "dispatch/propose.h"
#include "dispatch/resolve.h"

/* Candidates that are told one by one; all others are counted by reason. */
#define EXPLAIN_CANDIDATES_MAX 32u

struct explained {
	const struct plan *plan;
	const struct question *question;
	const struct resolution *resolution; /* its rows are the request's */
	const struct request *request;
	const struct recommendation *recommendation;
};

/*
 * Appends one object: names sorted, whole numbers, no spaces, so that equal answers have equal bytes.  It names those
 * who are proposed, then those who would be there soonest, EXPLAIN_CANDIDATES_MAX in all.
 *   STATUS_MEMORY, STATUS_LIMIT of the buffer
 */
enum status explain_json(const struct explained *explained, struct buffer *out);
/* Appends lines for a person, the choice first; statuses likewise. */
enum status explain_words(const struct explained *explained, struct buffer *out);

/* "4 min 10 s", "50 s", "9 min"; over an hour "2 h 5 min".  Whole seconds, the rest left out. */
#define EXPLAIN_SPAN_BYTES 32
void explain_span(uint64_t ms, char text[EXPLAIN_SPAN_BYTES]);

#endif
