/* Quantiles of all calls, with the exact interval that two of their own order statistics give.
 *
 * Calls count as independent.  A call that never ended so is INFINITY: a quantile may be INFINITY, and says then that
 * fewer calls than that ever did.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_QUANTILE_H
#define AUDIT_QUANTILE_H

#include "audit/interval.h"
#include "audit/tally.h"

struct quantile {
	double estimate;             /* the value of rank ceil(n p), without interpolation */
	int64_t low_rank, high_rank; /* from 1; qbinom((1 - level)/2, n, p) and qbinom((1 + level)/2, n, p) + 1 */
	double low, high;            /* their values; NaN where the rank is not one of 1..n: no limit can be given */
};

/* 0 < p < 1, a level such as 0.95.  Of an empty tally all values are NaN and the ranks 0. */
struct quantile quantile_of(const struct tally *tally, double p, double level);
/* By linear interpolation between the ranks beside 1 + (n - 1) p (type 7 of Hyndman and Fan 1996); NaN if empty. */
double quantile_between(const struct tally *tally, double p);
/* Limits of the second estimate less the first, by MOVER (Zou and Donner 2008); NaN where a limit it needs is. */
struct interval quantile_difference(const struct quantile *first, const struct quantile *second);

#endif
