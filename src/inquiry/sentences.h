/* What a report says in words: fixed templates with numbers in them, so that nobody chooses words after looking.
 *
 * Natural frequencies, "range" before anything else, no "significant", no cause: audit design 5, wording grammar.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_SENTENCES_H
#define INQUIRY_SENTENCES_H

#include "inquiry/findings.h"

/* How a gap's range stands to the smallest difference that was declared to matter. */
enum weight {
	WEIGHT_UNKNOWN, /* nothing could be compared */
	WEIGHT_LARGER,  /* the whole range is beyond it */
	WEIGHT_SMALLER, /* the whole range is within it */
	WEIGHT_UNSEEN, /* the range has zero in it and reaches beyond: nothing was seen, and it might have been missed */
	WEIGHT_OPEN,   /* there is a gap, and it may be larger or smaller than what matters */
	WEIGHT_COUNT
};
enum weight sentence_weight(const struct gap *gap, double smallest_points);

/* Each appends one or more sentences to a text of `room` bytes, and cuts at its end. */
void sentence_finding(const struct findings *findings, char *text, size_t room);
void sentence_never(const struct findings *findings, char *text, size_t room);
void sentence_refusal(const struct findings *findings, char *text, size_t room);
void sentence_limits(const struct findings *findings, char *text, size_t room);
void sentence_gate(const struct findings *findings, char *text, size_t room);
void sentence_chance(const struct findings *findings, char *text, size_t room);
void sentence_fractile(const struct findings *findings, unsigned which, char *text, size_t room);
/* Where a gap between the mayor's two groups arises: people's choices or what the plan gives. */
void sentence_override(const struct findings *findings, char *text, size_t room);
/* "alike in type, hour and district" of a spec's strata. */
void sentence_alike(uint32_t mask, char *text, size_t room);
/* A span in words: "7 min 30 s"; "never" for NaN. */
void sentence_span(double s, char *text, size_t room);

#endif
