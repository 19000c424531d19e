/* Shares of calls: intervals for one, for the difference of two, and tests; Fisher's is in conditional.h.
 *
 * `yes` of `all` calls, 0 <= yes <= all; a level such as 0.95.  Of no calls at all nothing is known: the whole range.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_PROPORTION_H
#define AUDIT_PROPORTION_H

#include "audit/interval.h"
#include "audit/table.h"

/* Clopper and Pearson (1934): exact, never too narrow. */
struct interval proportion_exact(int64_t yes, int64_t all, double level);
/* Wilson's score interval (1927), without correction. */
struct interval proportion_wilson(int64_t yes, int64_t all, double level);
/* Quantiles of the beta law of yes + 1/2 and no + 1/2; 0 where nobody is, 1 where all are (Brown, Cai, DasGupta 2001). */
struct interval proportion_jeffreys(int64_t yes, int64_t all, double level);
/* Log of the exact two-sided binomial p of the share `expected`: all counts no more likely than this (but for 1e-7). */
double proportion_log_p(int64_t yes, int64_t all, double expected);

/* Share of the exposed less that of the reference, by Newcombe's method 10 (1998) from their Wilson intervals. */
struct interval proportion_difference(struct table table, double level);

struct proportion_test {
	double chi_squared; /* of one degree of freedom; NaN where a margin is empty */
	double log_p;
};
/* Pearson's, without correction. */
struct proportion_test proportion_pearson(struct table table);

#endif
