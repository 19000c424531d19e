/* Proportional hazards of one ending, all others taking a call away (Cox 1972; ties by Efron 1977 or Breslow 1974).
 *
 * Strata each have their own baseline.  To leave strata out of a model, or take some covariates of many, hand in a copy
 * of the sample whose `stratum` is NULL or whose `covariate` lists those.  Groups and clusters are no covariates.
 * One band of time only is a question with `after` and `to`: the coefs of bands are then each band's own.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_COX_H
#define AUDIT_COX_H

#include "audit/newton.h"
#include "audit/risk.h"

/* Open data.  Owned: both; the columns of the sample are borrowed until cox_free.  Not for two threads at once. */
struct cox {
	struct risk *risk;
	struct newton_result fit;
	double coef[MATRIX_LIMIT]; /* those of the fit, zero where they are singular */
};

/*
 * Fits.  That there is nothing to fit, or no end to it, is told by fit.end; coefs and variances of singular covariates
 * are NaN, and the rest are those of the model without them.
 *   STATUS_LIMIT, STATUS_MALFORMED, STATUS_MEMORY  as risk_open and newton_climb
 */
enum status cox_fit(const struct sample *sample, const struct risk_question *question, struct cox **ret_cox);
void cox_free(struct cox *cox); /* NULL is fine */

/* What each row was expected to bear (rows), and what it bore beyond that: the martingale residual. */
void cox_expected(struct cox *cox, double *ret_expected);
void cox_residuals(struct cox *cox, double *ret_residual);

/* Sums by group (sample->groups); either may be NULL. */
void cox_group_counts(struct cox *cox, double *ret_observed, double *ret_expected);

/* The cumulative hazard of a row whose covariates are all zero; NaN where that row lies beyond what a double bears. */
struct cox_baseline {
	size_t count;
	uint32_t *stratum; /* in order */
	double *time;      /* all distinct times in the stratum, in order, also those at which nothing happened */
	double *hazard;    /* up to and with that time */
};
enum status cox_baseline_of(struct cox *cox, struct cox_baseline *ret_baseline);
void cox_baseline_free(struct cox_baseline *baseline);

#endif
