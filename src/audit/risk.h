/* Rows in the order of risk: by stratum, by time, those to whom it happens first.  What every hazard model stands on. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_RISK_H
#define AUDIT_RISK_H

#include "audit/kernel.h"
#include "audit/matrix.h"
#include "audit/sample.h"
#include "base/status.h"

/* What is looked for. */
struct risk_question {
	enum sample_ending event; /* all other endings take a row away without it */
	/* Events at after < time <= to count, others take their row away; 0, 0: all of them.  A band that is to hold time
	   zero begins below it. */
	double after, to;
	bool breslow; /* ties by Breslow; else by Efron */
	bool plain;   /* on the plain kernel, whatever the machine: for tests */
};

/* Open data, read by the models; the arrays are owned.  Not for two threads at once: a pass writes into it. */
struct risk {
	struct risk_question question;
	struct sample sample; /* as given; its columns are borrowed */
	const struct kernel *kernel;
	size_t width, stride; /* covariates; doubles a packed row */
	size_t rows, events;
	uint32_t strata;
	uint32_t *row;                /* by place: which row of the sample stands there */
	uint8_t *mark;                /* by place: RISK_HAPPENS, RISK_LATER */
	uint32_t *first_row;          /* strata + 1: places */
	uint32_t *first_moment;       /* strata + 1 */
	struct kernel_moment *moment; /* of all strata */
	double *packed;               /* rows * stride, by place, less the centre of the stratum */
	double *centre;               /* strata * stride: about the mean of its rows */
	double *sum_of_events;        /* strata * stride: packed rows of those to whom it happens */
	/* Left by the last pass. */
	double *weight;          /* by place: relative hazard; after risk_sums or risk_expect the expected count */
	double *jump, *held;     /* by moment */
	struct kernel_sums sums; /* of one stratum */
};

/* The sums of a partial likelihood at one value of the coefficients. */
struct risk_sums {
	double loglik;
	double score[MATRIX_LIMIT];
	double information[MATRIX_LIMIT * MATRIX_LIMIT]; /* width * width, both halves */
	double spread[MATRIX_LIMIT];                     /* what its diagonal was before the means were taken away */
};

/*
 * Packs the rows.
 *   STATUS_LIMIT      more than MATRIX_LIMIT covariates or UINT32_MAX - 1 rows
 *   STATUS_MALFORMED  a covariate is not a finite number, or far beyond the others
 */
enum status risk_open(const struct sample *sample, const struct risk_question *question, struct risk **ret_risk);
void risk_close(struct risk *risk); /* NULL is fine */

/*
 * The partial likelihood, its slope and its curvature at `coef` (width), strata added in their order; each moment
 * counts tilt[moment] times (NULL: once).  Leaves the expected counts in `weight`.
 *   With v_i = hazard_i H(t_i), for events less what the step held back, the curvature is sum v_i x_i x_i' less a term
 *   of rank two at each moment, and the slope sum x_i (event_i - v_i).
 * False, with sums that mean nothing, where a relative hazard is too large or too small for a double.
 */
bool risk_sums(struct risk *risk, const double *coef, const double *tilt, struct risk_sums *ret_sums);

/* Only the steps of the hazard and the expected counts, under the same condition. */
bool risk_expect(struct risk *risk, const double *coef);

/* Only the relative hazards, left in `weight`. */
bool risk_hazards(struct risk *risk, const double *coef);

/* The time of the row at a place. */
static inline double risk_time(const struct risk *risk, size_t place)
{
	return risk->sample.time[risk->row[place]];
}

/* Does the event happen to the row, so that it counts? */
static inline bool risk_happens(const struct risk_question *question, const struct sample *sample, size_t row)
{
	if (sample->ending[row] != question->event)
		return false;
	bool all = question->after == 0 && question->to == 0;
	return all || (sample->time[row] > question->after && sample->time[row] <= question->to);
}

#endif
