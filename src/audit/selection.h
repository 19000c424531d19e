/* Which calls a finding is about: every call that is left out has one reason, and all of them add up. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SELECTION_H
#define AUDIT_SELECTION_H

#include <stdbool.h>

#include "audit/docket.h"
#include "base/status.h"

/* In the order in which they are asked: a call that could be left out for two reasons is left out for the first.
 * FATE(NAME, its name in files, in words) */
#define FATE_OF_CALL_LIST(FATE)                                                                                        \
	FATE(KEPT, "kept", "it counts")                                                                                \
	FATE(TEST, "test", "a test call")                                                                              \
	FATE(ON_VIEW, "on_view", "a unit came upon it: nobody called")                                                 \
	FATE(NO_CONTACT, "no_contact", "the moment of first contact is not recorded")                                  \
	FATE(OUTSIDE, "outside", "it came outside the period")                                                         \
	FATE(OTHER_TYPE, "other_type", "it is of a type that is not asked about")                                      \
	FATE(OTHER_PRIORITY, "other_priority", "its first priority is not asked about")                                \
	FATE(JOINED, "joined", "not the first call about its incident, and incidents are asked about")                 \
	FATE(NO_GROUP, "no_group", "it is in none of the groups")                                                      \
	FATE(NO_STRATUM, "no_stratum", "what it would be compared by is not recorded")

enum fate_of_call {
#define FATE(NAME, FILE, WORDS) CALL_IS_##NAME,
	FATE_OF_CALL_LIST(FATE)
#undef FATE
	    FATES_OF_CALL
};

/* Of a call that is in no group, or in no stratum. */
#define SELECTION_NONE UINT32_MAX
/* A bit a priority; the bit 0 is for calls without one. */
#define SELECTION_PRIORITIES_ALL 0xffu

/* What is asked about.  All borrowed; NULL: it is not asked. */
struct selection_criteria {
	int64_t from_ms, to_ms; /* first contact, since 1970 in UTC: from <= contact < to */
	const uint8_t *type;    /* by word number, docket->word_count of them: not 0 if that type is asked about */
	uint8_t priorities;     /* 1 << first priority; SELECTION_PRIORITIES_ALL */
	bool incidents;         /* only the first call about each incident */
	bool on_views;          /* calls that nobody made count as well */
	const uint32_t *group;  /* by call, as docket_calls has them; SELECTION_NONE: none */
	const uint32_t *stratum;
};

/* count[CALL_IS_KEPT] + all other counts == calls.  The caller closes it. */
struct selection {
	size_t calls;
	uint8_t *fate; /* by call: enum fate_of_call */
	size_t count[FATES_OF_CALL];
};

/* Criteria that leave out tests and on-views alone. */
struct selection_criteria selection_all(void);
/* STATUS_MEMORY. */
enum status selection_make(const struct docket *docket, const struct selection_criteria *criteria,
                           struct selection *ret_selection);
void selection_close(struct selection *selection);

const char *selection_fate_name(enum fate_of_call fate);
const char *selection_fate_words(enum fate_of_call fate);

#endif
