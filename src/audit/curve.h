/* The share that still waits, by time: Kaplan and Meier's curve with its bands, its quantiles and its restricted mean.
 *
 * One ending is what is waited for, and a row that ended otherwise is taken to have gone on waiting like the others.
 * For calls that is seldom true (a caller who gave up would not have been reached like the others), so the share
 * answered comes from incidence.h; this curve is for one leg on which everybody arrives, and for the tests beside it.
 *
 * Sources: Kaplan and Meier 1958; Greenwood 1926 for the variance; Nelson 1969 and Aalen 1978 for the hazard; Royston
 * and Parmar 2013 for the restricted mean.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_CURVE_H
#define AUDIT_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/strand.h"

#define CURVE_ALL_GROUPS UINT32_MAX

/* By distinct time of the group, in rising order.  Closed by curve_close(). */
struct curve {
	size_t length;
	double *time;
	double *at_risk; /* just before the time */
	double *events;  /* at the time, of the ending that is waited for */
	double *others;  /* at the time, of any other */
	double *waiting; /* share, just after the time */
	double *se;      /* Greenwood's, of the share; NaN where the share is 0, for which the formula has none */
	double *hazard;  /* Nelson and Aalen's cumulative hazard */
};

/* Of one group or of CURVE_ALL_GROUPS; without rows its length is 0. */
enum status curve_of(const struct strand *strand, uint32_t group, enum sample_ending event, struct curve *ret_curve);
void curve_close(struct curve *curve);

/* Of one group or of all: at how many times somebody ended, and how many there are. */
size_t curve_times(const struct strand *strand, uint32_t group, uint64_t *ret_rows);
/* Of one group or of all: how many ended in each way at a time, and in any. */
uint64_t curve_endings(const struct strand *strand, size_t slot, uint32_t group, uint64_t seen[SAMPLE_ENDINGS]);

/* Room for columns of one length, in one piece: to be freed by the first one. */
enum status curve_columns(double **const *column, size_t columns, size_t length);

/* How many of the rising times are not after t. */
size_t curve_until(const double *time, size_t length, double t);

/* On which scale a band is symmetric.  PLAIN is cut to 0..1, LOG to at most 1. */
enum curve_scale {
	CURVE_PLAIN,
	CURVE_LOG,
	CURVE_LOG_LOG, /* the complementary log-log: it needs no cutting */
};

/*
 * A band around shares by their standard errors, at each time (not for the curve as a whole); z is the normal quantile,
 * 1.96 for 95 in 100.  Where a share bears no band NaN stands in both: where its se is NaN, on the LOG scale at 0, and
 * on the LOG_LOG scale at 0 and at 1.  The results have room for `length` each.
 */
void curve_band(enum curve_scale scale, double z, const double *share, const double *se, size_t length,
                double *ret_lower, double *ret_upper);

/*
 * When a falling level first is at 1 - p or below, 0 < p < 1; NaN where it never is.  A level that stays at 1 - p is
 * crossed in the middle of its flat step, as a median of an even number is; within 1.5e-8 levels count as one.
 * The level is a curve's `waiting`, or for the quantile's own range the lower and upper edge of its band.  Where few are
 * left an edge may rise again: then of the levels at 1 - p or below the highest counts, at the first time it has it, as
 * the usual program has it too.
 */
double curve_quantile(const double *time, const double *level, size_t length, double p);

/* The mean of min(T, tau): the area under the curve. */
struct curve_mean {
	double tau, mean, se; /* NaN where there are no rows */
	bool extended;        /* the last row ended before tau while some share waited: it is taken to wait to tau */
};
struct curve_mean curve_mean_of(const struct curve *curve, double tau);

/* An estimate with its standard error (of its logarithm for a ratio) and range. */
struct curve_contrast {
	double estimate, se, lower, upper;
	double z; /* against no difference */
};
/* B's restricted mean less A's. */
struct curve_contrast curve_mean_difference(const struct curve_mean *a, const struct curve_mean *b, double z);
/* B's time gained before tau over A's, (tau - mean of B) / (tau - mean of A); NaN where either gained none. */
struct curve_contrast curve_gain_ratio(const struct curve_mean *a, const struct curve_mean *b, double z);

#endif
