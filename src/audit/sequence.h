/* Looking every week without paying for every look: e-processes and confidence sequences that hold at all times at once.
 *
 * Under equal treatment an e-value's mean is at most 1 whenever one stops, so that 1/e is a p-value for whoever watches
 * always, and a sequence of intervals holds the truth throughout with the chance 1 - alpha.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SEQUENCE_H
#define AUDIT_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

#include "audit/interval.h"

/* A process so far: the sum of observed less expected, the sum of its (clustered) variances, and the largest e-value.
 * Plain data; begin with { .rho = ... }, add as the weeks come. */
struct sequence {
	double rho; /* above 0: the variance at which it is sharpest, over 8 or so: see sequence_rho */
	double sum, variance;
	double max_log_e;
};

/* rho that makes it sharpest once this much variance is there (Howard et al. 2021): V / (2 ln(1/a) + ln(1 + 2 ln(1/a))). */
double sequence_rho(double variance, double alpha);
/* Takes in one week; variance >= 0. */
void sequence_add(struct sequence *sequence, double observed_less_expected, double variance);
/* Log of the normal mixture's e-value now: sqrt(rho/(V + rho)) exp(S^2 / (2 (V + rho))). */
double sequence_log_e(const struct sequence *sequence);
/* Log of the always valid p: 1 over the largest e so far, at most 1. */
double sequence_log_p(const struct sequence *sequence);
/* The confidence sequence of the log hazard ratio: (S -+ sqrt((V+rho) log((V+rho)/(rho alpha^2)))) / V; without end as long
 * as V is 0. */
struct interval sequence_log_hazard(const struct sequence *sequence, double alpha);

/*
 * The asymptotic confidence sequence of a mean (Waudby-Smith et al. 2021) after `count` values of this mean and
 * standard deviation: m -+ sd sqrt(2 (n rho^2 + 1) / (n^2 rho^2) ln(sqrt(n rho^2 + 1) / alpha)).
 */
struct interval sequence_mean(double mean, double sd, size_t count, double rho, double alpha);
/* rho that makes it sharpest after so many values. */
double sequence_mean_rho(size_t count, double alpha);

/*
 * The safe log-rank's step (ter Schure et al. 2021), to be added up: log e of the events at one time, under a hazard ratio
 * theta > 0 of the exposed against 1.  Of one event it is x log(theta) + log((y0 + y1) / (y0 + theta y1)); of tied ones
 * the same quotient of chances of the conditional (hypergeometric) law.  Those at risk include the events.
 */
double sequence_safe_step(double theta, int64_t reference_at_risk, int64_t exposed_at_risk, int64_t reference_events,
                          int64_t exposed_events);

/* Drift charts, to say "look here" and never that something is found: C = max(0, C + z - k), signal at h. */
double sequence_cusum(double before, double z, double k);
/* The smoothed S = lambda z + (1 - lambda) S, and its limit after so many steps: width standard deviations of S. */
double sequence_smooth(double before, double z, double lambda);
double sequence_smooth_limit(size_t steps, double lambda, double width);

#endif
