/* The standardised difference: what the gap would be if both groups had the same mix of strata.
 *
 *   difference = sum over strata of w_s (mean of y in the second group - mean in the first),  w_s = n_s / n
 * over the strata in which both groups occur; how many calls lie in others is said beside it.  For calls that are
 * closed it holds for any outcome y: answered by t, never answered, the wait cut at tau, a leg of the wait (and the
 * differences of the legs add up to that of the whole).
 *
 * A row's influence is (2g - 1) w_s (y - mean) / n_sg; the variance is the sum over rows, or over clusters of the sums
 * in them, of its square.  It takes the weights as given.
 *
 * With calls still open the shares come from the cumulative incidence in each stratum and group, whose variances add up
 * as w_s^2 (V_1s + V_0s).
 *
 * Sources: design, D2; direct standardisation, as in Breslow and Day 1987, chapter 2; Liang and Zeger 1986 for clusters.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_STANDARD_H
#define AUDIT_STANDARD_H

#include <stddef.h>
#include <stdint.h>

#include "audit/incidence.h"
#include "audit/sample.h"
#include "audit/strand.h"
#include "base/status.h"

/* Where no stratum has both groups nothing can be compared: the doubles but overlap are NaN. */
struct standard {
	double difference;
	double mean[2];            /* standardised, of the first and the second group */
	double se_row, se_cluster; /* of the difference */
	uint64_t rows;             /* that have an outcome */
	uint64_t used;             /* of them in strata with both groups */
	uint32_t strata_used;
	double overlap; /* used / rows; NaN where there are none */
};

enum standard_outcome {
	STANDARD_SERVED_BY,    /* 1: served by t */
	STANDARD_NEVER_SERVED, /* 1: closed without a unit */
	STANDARD_WAIT,         /* min(T, t); t where never served */
};
/* The outcome of each row by t, NaN (none) for rows still open, which are set aside. */
void standard_outcome_of(const struct sample *sample, enum standard_outcome outcome, double t, double *ret_y);

/* For two groups; a row whose y is NaN is set aside. */
enum status standard_of(const struct sample *sample, const double *y, struct standard *ret_standard);

/*
 * The same in steps, for strata that are strands: a part of each stratum, the whole from the parts, each stratum's
 * influences, their sums by cluster (strand_gather() for rows in whole seconds), and the error from these.
 */
struct standard_part {
	double rows[2], mean[2]; /* by group: rows that are not open, and their mean outcome */
	double squares[2];       /* sum of (y - mean)^2 */
};
struct standard_part standard_part_of(const struct strand *strand, enum standard_outcome outcome, double t);
/* se_cluster is NaN as yet. */
struct standard standard_from(const struct standard_part *part, size_t strata);
/* What a row of the group adds for each unit that its outcome is off the group's mean; 0 where it is not compared. */
double standard_leverage(const struct standard_part *part, uint64_t used, uint32_t group);
/* For each of the strand's counts, 0 for open rows; `used` is that of standard_from(). */
void standard_influence(const struct standard_part *part, uint64_t used, const struct strand *strand,
                        enum standard_outcome outcome, double t, double *ret_value);
double standard_cluster_se(const double *cluster_sum, size_t clusters);

/*
 * Standardised shares served by each of the times, from the cumulative incidence, over all rows, open ones too; after
 * the last time of a stratum and group their share stays as it was.  se_row is the error of independent rows, and
 * se_cluster is NaN.  ret_standard has room for `times`, and holds nothing of use on failure.
 */
enum status standard_incidence_of(const struct sample *sample, const double *t, size_t times,
                                  struct standard *ret_standard);

#endif
