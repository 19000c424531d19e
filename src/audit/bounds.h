/* Bounds on how long a part of a call may take, and for how many of a thousand calls: standards', and agencies' own. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_BOUNDS_H
#define AUDIT_BOUNDS_H

#include "audit/legs.h"

enum standard_bound {
#define BOUND(NAME, ...) BOUND_##NAME,
#include "audit/bounds.def"
#undef BOUND
	STANDARD_BOUNDS
};

/* One bound, of a standard or of whoever fills it.  Texts are borrowed. */
struct bound {
	const char *name; /* in files */
	struct leg_span span;
	int32_t limit_ms;     /* this long is still within it */
	uint32_t thousandths; /* at least so many of the calls that begin it; at most 1000 */
	const char *source;   /* with its edition */
	const char *clause;   /* "clause not checked" where nobody here has read it */
	const char *words;
};

/* How calls stand to a bound.  STANDING(NAME, its name in files, in words) */
#define BOUND_STANDING_LIST(STANDING)                                                                                  \
	STANDING(UNKNOWN, "unknown", "it depends on what is not recorded")                                             \
	STANDING(MET, "met", "it is met, whatever is not recorded")                                                    \
	STANDING(MISSED, "missed", "it is missed, whatever is not recorded")

enum bound_standing {
#define STANDING(NAME, FILE, WORDS) BOUND_IS_##NAME,
	BOUND_STANDING_LIST(STANDING)
#undef STANDING
	    BOUND_STANDINGS
};

/* Static. */
const struct bound *bound_of(enum standard_bound standard);
/* NULL: no standard's bound has that name. */
const struct bound *bound_named(const char *name);

/*
 * From what leg_check_bound found for its span and limit.  Calls of which it is not known how long they took count first
 * as too long, then as in time; UNKNOWN where that decides, and where there are no calls.
 */
enum bound_standing bound_judge(const struct bound *bound, const struct leg_check *check);

const char *bound_standing_name(enum bound_standing standing);
const char *bound_standing_words(enum bound_standing standing);

#endif
