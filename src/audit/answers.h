/* Many standardised differences of the same calls at once, in two passes over them.
 *
 * Each is what standard_of() finds (audit/standard.h has the formulas), to the last digit.  Calls that answer all
 * questions alike are of one kind, so that a byte a call says what would else be a column for each question.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_ANSWERS_H
#define AUDIT_ANSWERS_H

#include "audit/standard.h"

#define ANSWERS_QUESTIONS 8u
#define ANSWERS_KINDS 64u

/* By kind and question: the outcome y; NaN: none, the call is set aside; INFINITY: its own time. */
struct answers {
	size_t questions;
	double y[ANSWERS_KINDS][ANSWERS_QUESTIONS];
};

/*
 * For two groups; `kind` is by row, below ANSWERS_KINDS.  ret_standard has room for one a question, and is untouched on
 * failure.  STATUS_MEMORY.
 */
enum status answers_of(const struct sample *sample, const uint8_t *kind, const struct answers *answers,
                       struct standard *ret_standard);

#endif
