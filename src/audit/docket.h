/* The calls that an audit is about, in columns: one row a call, whatever became of it.
 *
 * A docket is a list of segments, each of some days, whose columns may lie in memory or be mapped from disk; nothing here
 * knows which.  Moments are milliseconds after first contact, so that every leg is a difference and all legs add up.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_DOCKET_H
#define AUDIT_DOCKET_H

#include <stddef.h>
#include <stdint.h>

/* After first contact, in the order in which they should come.  Of units: the first one that did it.
 * MOMENT(NAME, its name in files, in words) */
#define DOCKET_MOMENT_LIST(MOMENT)                                                                                     \
	MOMENT(ANSWERED, "answered", "a call-taker answered")                                                          \
	MOMENT(ENTERED, "entered", "it was entered as an incident")                                                    \
	MOMENT(ASSIGNED, "assigned", "the first unit was assigned")                                                    \
	MOMENT(EN_ROUTE, "en_route", "the first unit was on its way")                                                  \
	MOMENT(ON_SCENE, "on_scene", "the first unit was on scene")                                                    \
	MOMENT(CLOSED, "closed", "it was closed")

enum docket_moment {
#define MOMENT(NAME, FILE, WORDS) DOCKET_##NAME,
	DOCKET_MOMENT_LIST(MOMENT)
#undef MOMENT
	    DOCKET_MOMENTS
};

/* Whence a moment is known.  SOURCE(NAME, its name in files, in words) */
#define DOCKET_SOURCE_LIST(SOURCE)                                                                                     \
	SOURCE(NONE, "none", "it is not recorded")                                                                     \
	SOURCE(CENTER, "center", "the center's own clock")                                                             \
	SOURCE(DEVICE, "device", "a unit's device")                                                                    \
	SOURCE(HUMAN, "human", "a person said so")                                                                     \
	SOURCE(INFERRED, "inferred", "reckoned from a unit's way")                                                     \
	SOURCE(IMPORTED, "imported", "another center's file")

enum docket_source {
#define SOURCE(NAME, FILE, WORDS) DOCKET_BY_##NAME,
	DOCKET_SOURCE_LIST(SOURCE)
#undef SOURCE
	    DOCKET_SOURCES
};

/* What is known in words; each a number in the docket's words, 0: not recorded.  WORD(NAME, its name in files, in words) */
#define DOCKET_WORD_LIST(WORD)                                                                                         \
	WORD(CALL, "call", "the call's number")                                                                        \
	WORD(INCIDENT, "incident", "the incident's number")                                                            \
	WORD(TYPE, "type", "what kind of call, as first entered")                                                      \
	WORD(AREA, "area", "the district")                                                                             \
	WORD(CHANNEL, "channel", "how it came in")                                                                     \
	WORD(LANGUAGE, "language", "the caller's language")                                                            \
	WORD(TAKER, "taker", "who answered it")                                                                        \
	WORD(CLOSER, "closer", "who closed it")                                                                        \
	WORD(SAID, "said", "how it ended, in the center's words")

enum docket_word {
#define WORD(NAME, FILE, WORDS) DOCKET_##NAME,
	DOCKET_WORD_LIST(WORD)
#undef WORD
	    DOCKET_WORDS
};

/* How a call ended.  All but the first two are calls without a unit, and stay in every denominator.
 * OUTCOME(NAME, its name in files, in words) */
#define DOCKET_OUTCOME_LIST(OUTCOME)                                                                                   \
	OUTCOME(OPEN, "open", "it is open")                                                                            \
	OUTCOME(SERVED, "served", "a unit was on scene")                                                               \
	OUTCOME(CANCELLED, "cancelled", "the caller called it off before a unit was there")                            \
	OUTCOME(GONE, "gone", "nobody was there any more")                                                             \
	OUTCOME(NO_UNIT, "no_unit", "no unit was sent, or none came")                                                  \
	OUTCOME(REMOTE, "remote", "it was settled without a visit")                                                    \
	OUTCOME(OTHER, "other", "it was closed otherwise, or for a reason that is not recorded")

enum docket_outcome {
#define OUTCOME(NAME, FILE, WORDS) DOCKET_IS_##NAME,
	DOCKET_OUTCOME_LIST(OUTCOME)
#undef OUTCOME
	    DOCKET_OUTCOMES
};

/* Bits of `flags`. */
#define DOCKET_ON_VIEW 1u     /* a unit came upon it: nobody called */
#define DOCKET_JOINED 2u      /* not the first call about its incident */
#define DOCKET_UNSTAMPED 4u   /* a unit was on scene, and nobody recorded when */
#define DOCKET_NO_EVIDENCE 8u /* closed as served without any moment of a unit on scene, device or human */
/* Whether a recommendation stood when the first unit was assigned: two bits. */
#define DOCKET_FOLLOWED 16u   /* the recommended unit was assigned */
#define DOCKET_OVERRIDDEN 32u /* another was */

#define DOCKET_NEVER INT32_MIN /* it is not recorded */
/* Longer than an int32_t of milliseconds holds: 24.8 days. */
#define DOCKET_FAR INT32_MAX

/* Borrowed columns, `calls` rows each, in the order of first contact. */
struct docket_segment {
	size_t calls;
	const int64_t *contact_ms;               /* first contact, since 1970 in UTC */
	const int32_t *after_ms[DOCKET_MOMENTS]; /* since first contact; may be negative where a clock was wrong */
	const uint8_t *source[DOCKET_MOMENTS];   /* enum docket_source */
	const uint32_t *word[DOCKET_WORDS];
	const int32_t
	    *expected_ms; /* from assignment to arrival, as the recommended unit would have taken; DOCKET_NEVER */
	const int32_t *lat_e7, *lon_e7;                /* both zero: not recorded */
	const uint8_t *priority_first, *priority_last; /* 0: not recorded */
	const uint8_t *outcome;                        /* enum docket_outcome */
	const uint8_t *disposition;                    /* enum disposition; 0: the center does not say */
	const uint8_t *flags;
};

/* All borrowed. */
struct docket {
	const struct docket_segment *segment;
	size_t segments;
	const char *const *words; /* by number; the first is "" */
	uint32_t word_count;
	const char *title;    /* of the data */
	const char *zone;     /* IANA name: days and hours are this place's */
	uint32_t precision_s; /* of its moments */
	uint32_t recorded;    /* 1 << enum docket_moment for each that the center records at all */
	int64_t until_ms;     /* to this moment the record goes; a call without an end is open at it */
	/* By hour since `offset_from_h` (hours since 1970 in UTC): seconds that local time is ahead; the last one holds on. */
	const int32_t *offset_s;
	size_t offsets;
	int64_t offset_from_h;
};

/* A bit of `flags` as well: a test call, counted and in no wait. */
#define DOCKET_TEST 64u
/* And: somebody said how it ended, and that it was served, whatever the units' moments say. */
#define DOCKET_TOLD 128u
/* `contact_ms` of a call whose first contact nobody recorded; it has no moments either, and stands first. */
#define DOCKET_NO_CONTACT 0

/* All of its calls; whatever is said of each call lies in one run of so many, segment by segment. */
static inline size_t docket_calls(const struct docket *docket)
{
	size_t calls = 0;
	for (size_t i = 0; i < docket->segments; i++)
		calls += docket->segment[i].calls;
	return calls;
}

#endif
