/* Places beside each other: how far each lies from the common target, and how far places ordinarily lie apart.
 *
 * After Spiegelhalter (Statistics in Medicine 2005;24:1185): z-scores, winsorised; their mean square phi is the
 * over-dispersion, tau squared its additive form by DerSimonian and Laird.  No ranks are given, on purpose.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_FUNNEL_H
#define AUDIT_FUNNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct funnel {
	size_t places;      /* those that say something: with a finite z */
	double phi;         /* mean square of the winsorised z; NaN of no places */
	double tau_squared; /* 0 where the places lie no further apart than chance puts them */
};

/* What is known of one place, in one array each: borrowed. */
struct funnel_places {
	size_t count;
	const double *value;    /* a share, or a ratio of observed to expected */
	const double *variance; /* of the value, were the place at the target; 0 or NaN: the place says nothing */
};

/*
 * z of each place is (value - target) / sqrt(variance), ret_z_additive that with tau squared added to the variance; NaN
 * for a place that says nothing.  Winsorised at the quantiles `winsor` and 1 - winsor (type 7), 0 <= winsor < 1/2.
 *   STATUS_MEMORY
 */
enum status funnel_of(const struct funnel_places *places, double target, double winsor, double *ret_z,
                      double *ret_z_additive, struct funnel *ret_funnel);

/* The variance of a share of `all` calls at the target, and of a ratio to `expected` at 1. */
double funnel_share_variance(double target, int64_t all);
double funnel_ratio_variance(double expected);

/* The exact limit that leaves `chance` below it, of a share of `all` calls at the target and of a ratio to `expected` at
 * 1, interpolated between counts: (r - a) / n, r the quantile, a = (F(r) - chance) / (F(r) - F(r - 1)).
 * NaN where all or expected is 0.  0 < chance < 1. */
double funnel_share_limit(double chance, double target, int64_t all);
double funnel_ratio_limit(double chance, double expected);

#endif
