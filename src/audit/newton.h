/* The top of a concave log-likelihood, by Newton's steps; what has no top is said to have none. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_NEWTON_H
#define AUDIT_NEWTON_H

#include "audit/risk.h"

enum newton_end {
	NEWTON_FOUND = 1, /* the top, to rounding */
	NEWTON_EMPTY,     /* no events, or no covariate that varies among those at risk: there is nothing to climb */
	NEWTON_MONOTONE, /* it rises for ever towards some infinite coefficient: the coefs are where the climb was left */
	NEWTON_STALLED, /* neither, after NEWTON_LIMIT steps */
	NEWTON_COUNT
};
#define NEWTON_LIMIT 64

struct newton_result {
	enum newton_end end;
	size_t width, steps;
	size_t df;                               /* covariates that are not singular */
	bool singular[MATRIX_LIMIT];             /* constant among those at risk, or explained by those before it */
	double coef[MATRIX_LIMIT];               /* NaN where singular */
	double var[MATRIX_LIMIT * MATRIX_LIMIT]; /* width * width, of the curvature; NaN where singular */
	double loglik_at_zero, loglik;
	double score, wald, ratio; /* chi squared by df: from the slope at zero, from the coefs, from the likelihoods */
};

/* False where the sums at `coef` are beyond a double. */
typedef bool newton_sums(void *context, const double *coef, struct risk_sums *ret_sums);

/*
 * Climbs from zero.  A step that loses likelihood is halved; the climb ends when the next step would move no hazard by
 * more than about 1e-10, and takes that step too: what it leaves is the square of that.  The variance is of where the
 * step began.  `events` tells how much a covariate varies.
 *   STATUS_MALFORMED  the sums at zero are beyond a double
 */
enum status newton_climb(newton_sums *sums, void *context, size_t width, size_t events,
                         struct newton_result *ret_result);

/*
 * V M V, with V the variance of the fit, taken as zero where it is NaN, and M the sum of what rows or clusters pull,
 * squared: stride * stride, correct where column >= row.  width * width; NaN where the variance is.
 */
void newton_sandwich(const struct newton_result *fit, const double *pulls, size_t stride, double *ret_var);

#endif
