/* Exact test, estimate and limits of an odds ratio common to 2x2 tables, their margins given: Fisher's test where one is.
 *
 * Given its margins, the "yes" of the exposed in one table follow the hypergeometric law, and the sum over tables its
 * convolution; an odds ratio tilts each by odds^yes (Cornfield 1956, Gart 1970).  Kept in logarithms, so that
 * ratios far from 1 in large tables are not lost.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_CONDITIONAL_H
#define AUDIT_CONDITIONAL_H

#include <stddef.h>

#include "audit/table.h"
#include "base/status.h"

/* So many products at most are added up for a convolution, and so many different sums may there be: some seconds each. */
#define CONDITIONAL_WORK_MAX (1u << 28)
#define CONDITIONAL_SUMS_MAX (1u << 22)
/* What the references were made with stops its search for limits as soon as it is this near to them, and with this
 * tolerance so do we: a way to compare, and no way to publish. */
#define CONDITIONAL_EARLY 0x1p-13

struct conditional {
	/* Two-sided, of a ratio of 1: all sums whose chance is not above that of the one seen (but for 1e-7 of it). */
	double log_p;
	/* Of most likelihood; 0 or INFINITY where the sum seen is the least or the largest, NaN where it is both. */
	double odds_ratio;
	double low, high; /* each leaves (1 - level) / 2 beyond it; 0 and INFINITY where nothing limits them */
};

/*
 * Of `count` tables, at a level such as 0.95; tolerance 0 asks for all digits of ratio and limits, which end at 2^52.
 * Tables with an empty margin say nothing and change nothing; where none says anything, log_p is 0.
 *   STATUS_LIMIT   the tables need more than CONDITIONAL_WORK_MAX products or CONDITIONAL_SUMS_MAX sums
 *   STATUS_MEMORY
 */
enum status conditional_of(const struct table *tables, size_t count, double level, double tolerance,
                           struct conditional *ret_conditional);

#endif
