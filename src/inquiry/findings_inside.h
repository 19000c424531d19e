/* The parts of a run; each fills its own fields and reads only what the matter has, so that any order gives the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_FINDINGS_INSIDE_H
#define INQUIRY_FINDINGS_INSIDE_H

#include "inquiry/findings.h"

/* The normal law's, for ranges of 95 in 100. */
#define FINDINGS_Z 1.959963984540054

/* What is asked of each call; NaN where it is not known: the call was not followed so long. */
enum asked_of_call {
	ASKED_ANSWERED, /* 1: by `at_s` */
	ASKED_NEVER,    /* 1: closed without a unit */
	ASKED_WAIT,     /* seconds, at most `at_s`, which is the whole of it for a call that is never answered */
};
void findings_outcome(const struct matter *matter, enum asked_of_call asked, double at_s, double *y);
/* A gap under a sample's strata and clusters. */
enum status findings_gap(const struct sample *sample, const double *y, struct gap *ret_gap);
/* The matter's sample with other strata; the caller frees `stratum`. */
enum status findings_restrata(const struct matter *matter, uint32_t mask, struct sample *ret_sample,
                              uint32_t **ret_stratum);
struct portion findings_portion(size_t yes, size_t calls);

/* ROW of the plan: each is a task of its own. */
#define FINDINGS_TASKS(TASK)                                                                                           \
	TASK(record, "whether the record can bear a finding, and the legs of every call")                              \
	TASK(shares, "who was answered, and who never")                                                                \
	TASK(gaps, "calls alike")                                                                                      \
	TASK(curves, "curves, half of all calls, and nine in ten")                                                     \
	TASK(log_rank, "the test")                                                                                     \
	TASK(kinds, "kinds of call")                                                                                   \
	TASK(ladder, "the ladder")                                                                                     \
	TASK(places, "districts")                                                                                      \
	TASK(weeks, "weeks")                                                                                           \
	TASK(sensitivity, "what else it could be")                                                                     \
	TASK(tables, "tables two by two")                                                                              \
	TASK(hazards, "hazards")                                                                                       \
	TASK(relabelings, "relabelings")                                                                               \
	TASK(pairs, "pairs")                                                                                           \
	TASK(override, "recommendations and choices")

#define TASK(NAME, WORDS) enum status findings_##NAME(struct findings *findings);
FINDINGS_TASKS(TASK)
#undef TASK

#endif
