/* A family of policies as plain PRR, for other elements: what only `tocsin` members say is said as i3 can say it, or refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PLAIN_H
#define POLICY_PLAIN_H

#include "policy/prr.h"

/* A zone with daylight saving is cut where its offset changes; so many pieces of one condition, and rules of one policy, at most. */
#define PLAIN_PIECES_MAX 1000u

struct plain_terms {
	/* What has no end, or a clock of its own, is said for this time only: from..until, until not counted. */
	struct instant from, until;
	bool nearly; /* prefix and suffix become SS, which holds for more; each is told in the notes */
	/* Of the members `tocsin` those stay that say more of the same way - human, answerWithin, escalate - so that the result can be
	 * compared with what it was made of. */
	bool keep_ways;
};

/*
 * Writes the policies of a document as a JSON array of i3's Policy objects.  The document must have been read by prr_read with
 * PROFILE_STRICT.  *ret_cut: something was said for from..until only, and those policies end then.
 *   notes     a line each: what other elements will not know of, and is no matter of where calls go
 *   problems  a line each: what i3 cannot say; STATUS_MALFORMED then, and no document
 *   STATUS_LIMIT, STATUS_MEMORY
 */
enum status policies_plain(struct bytes document, const char *name, const struct tz_source *zones,
                           const struct plain_terms *terms, struct problems *problems, struct buffer *notes,
                           struct buffer *ret_document, bool *ret_cut);

/*
 * The same document without policies of incidents and observers, whose rules hold in from..until only: to compare for that time.
 * STATUS_MALFORMED, STATUS_MEMORY.
 */
enum status policies_within(struct bytes document, struct instant from, struct instant until,
                            struct buffer *ret_document);

#endif
