/* Do the hazards stay proportional?  A test that no coefficient drifts with time. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_COX_DRIFT_H
#define AUDIT_COX_DRIFT_H

#include "audit/cox.h"

/* By what is the drift measured? */
enum cox_clock {
	COX_CLOCK_TIME, /* time itself */
	COX_CLOCK_KM,   /* the share to whom it has happened before, by Kaplan and Meier over all strata together */
	COX_CLOCK_COUNT
};

/*
 * Score tests that covariate * clock adds nothing (Grambsch and Therneau 1994, with the whole curvature of the model
 * with both): chi squared by one degree for each covariate, and for all of them together by `df` degrees.  NaN where
 * the covariate is singular, or all that happened did so at one moment.
 */
struct cox_drift {
	double chisq[MATRIX_LIMIT], all;
	size_t df;
};
enum status cox_drift_of(struct cox *cox, enum cox_clock clock, struct cox_drift *ret_drift);

#endif
