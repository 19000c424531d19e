/* How wrong must the world be for a finding to vanish: confounding nobody measured, times nobody wrote down. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SENSITIVITY_H
#define AUDIT_SENSITIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/interval.h"

/*
 * Confounding strength: the E-value of VanderWeele and Ding (2017), not to be confused with an e-value.  The risk ratio
 * that a hidden cause must have with both group and outcome, beyond all that was adjusted for, to explain a ratio away:
 * R + sqrt(R (R - 1)), R the ratio or its inverse, whichever is above 1.  1 where there is nothing to explain.
 */
double sensitivity_confounding(double risk_ratio);
/* The same of the limit nearer to 1; 1 where the bounds hold 1. */
double sensitivity_confounding_of_bounds(struct interval risk_ratio);
/* Risk ratios to ask this of.  An outcome counts as rare below 15 of 100 at the end of the time looked at; else the root of
 * an odds ratio, and (1 - 0.5^sqrt(HR)) / (1 - 0.5^sqrt(1/HR)) of a hazard ratio. */
double sensitivity_risk_of_odds(double odds_ratio, bool rare);
double sensitivity_risk_of_hazard(double hazard_ratio, bool rare);

/* A group whose calls have their time, in time or not, or lack it. */
struct sensitivity_share {
	int64_t in_time; /* recorded, and by then */
	int64_t missing; /* their time was not recorded */
	int64_t all;
};
/* Manski's bounds of the share answered in time: they hold whatever the missing times were.  0 and 1 of no calls. */
struct interval sensitivity_share_bounds(struct sensitivity_share share);
/* And of the first group's share less the second's. */
struct interval sensitivity_difference_bounds(struct sensitivity_share first, struct sensitivity_share second);

/*
 * Rosenbaum's bounds for matched pairs, by the sign test (McNemar's where outcomes are yes or no): of `pairs` that differ,
 * `worse` went against the group.  Logs of the one-sided p if a hidden cause made one of a pair up to gamma (1 or more)
 * times as likely to be the one that fares worse: at best (low) and at worst (high); both are the p itself at gamma 1.
 */
struct interval sensitivity_log_p(int64_t worse, int64_t pairs, double gamma);
/* The largest gamma at which the worst p is still at most alpha; NaN where it is not even at 1. */
double sensitivity_gamma(int64_t worse, int64_t pairs, double alpha);

#endif
