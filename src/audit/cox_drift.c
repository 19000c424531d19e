/* The score of the added terms, and their curvature less what the model's own coefficients explain of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/cox_drift.h"

#include "audit/risk_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* For each row of the sample, the share to whom it has happened before the row's time. */
static enum status find_shares(const struct risk *risk, double *share)
{
	enum status status = STATUS_MEMORY;
	struct sample pooled = risk->sample;
	pooled.stratum = NULL;
	uint32_t first[2], *order = calloc(risk->rows + 1, sizeof *order);
	uint8_t *mark = calloc(risk->rows + 1, sizeof *mark);
	if (!order || !mark)
		goto out;
	status = risk_order_of(&pooled, &risk->question, order, mark, first);
	if (status)
		goto out;
	double survival = 1;
	for (size_t start = 0; start < risk->rows;) {
		size_t end = start, events = 0;
		for (; end < risk->rows && (end == start || !(mark[end] & RISK_LATER)); end++) {
			share[order[end]] = 1 - survival;
			events += mark[end] & RISK_HAPPENS;
		}
		survival *= 1 - (double)events / (double)(risk->rows - start);
		start = end;
	}
out:
	free(order);
	free(mark);
	return status;
}

/* The clock at each moment, less its mean over events: the test is the same, and no digits cancel. */
static enum status wind(const struct risk *risk, enum cox_clock clock, double *tilt)
{
	enum status status = STATUS_OK;
	double *share = NULL, mean = 0;
	size_t moments = risk->first_moment[risk->strata];
	if (clock == COX_CLOCK_KM) {
		share = calloc(risk->rows + 1, sizeof *share);
		status = share ? find_shares(risk, share) : STATUS_MEMORY;
		if (status)
			goto out;
	}
	for (size_t m = 0; m < moments; m++) {
		if (!risk->moment[m].events)
			continue;
		size_t row = risk->row[risk->moment[m].start];
		tilt[m] = share ? share[row] : risk->sample.time[row];
		mean += tilt[m] * ((double)risk->moment[m].events / (double)risk->events);
	}
	for (size_t m = 0; m < moments; m++)
		tilt[m] = risk->moment[m].events ? tilt[m] - mean : 0;
out:
	free(share);
	return status;
}

/* square -= mixed' var mixed, var being zero where singular. */
static void take_explained(const struct newton_result *fit, const double *mixed, double *square)
{
	size_t width = fit->width;
	for (size_t j = 0; j < width; j++) {
		double half[MATRIX_LIMIT] = { 0 };
		for (size_t k = 0; k < width; k++) {
			for (size_t l = 0; l < width; l++) {
				double var = fit->var[l * width + k];
				half[k] += isnan(var) ? 0 : mixed[j * width + l] * var;
			}
		}
		for (size_t k = 0; k < width; k++) {
			for (size_t l = 0; l < width; l++)
				square[j * width + k] -= half[l] * mixed[l * width + k];
		}
	}
}

static void test(const struct newton_result *fit, const struct risk_sums *once, const struct risk_sums *twice,
                 struct cox_drift *ret_drift)
{
	size_t width = fit->width;
	struct cox_drift drift = { 0 };
	double square[MATRIX_LIMIT * MATRIX_LIMIT], step[MATRIX_LIMIT], least[MATRIX_LIMIT] = { 0 };
	memcpy(square, twice->information, sizeof square);
	take_explained(fit, once->information, square);
	for (size_t j = 0; j < width; j++) {
		step[j] = once->score[j];
		least[j] = fit->singular[j] ? (double)INFINITY : MATRIX_ROUNDING * twice->spread[j];
		double pivot = square[j * width + j];
		drift.chisq[j] = pivot > least[j] ? step[j] * step[j] / pivot : (double)NAN;
	}
	drift.df = width - matrix_factor(square, width, least);
	matrix_solve(square, width, step);
	for (size_t j = 0; j < width; j++)
		drift.all += once->score[j] * step[j];
	if (!drift.df)
		drift.all = (double)NAN;
	*ret_drift = drift;
}

enum status cox_drift_of(struct cox *cox, enum cox_clock clock, struct cox_drift *ret_drift)
{
	struct risk *risk = cox->risk;
	size_t moments = risk->first_moment[risk->strata];
	double *tilt = calloc(moments + 1, sizeof *tilt);
	struct risk_sums *once = calloc(2, sizeof *once);
	enum status status = tilt && once ? wind(risk, clock, tilt) : STATUS_MEMORY;
	if (status)
		goto out;
	/* Where the climb ended: see cox.c. */
	(void)risk_sums(risk, cox->coef, tilt, &once[0]);
	for (size_t m = 0; m < moments; m++)
		tilt[m] *= tilt[m];
	(void)risk_sums(risk, cox->coef, tilt, &once[1]);
	test(&cox->fit, &once[0], &once[1], ret_drift);
out:
	free(tilt);
	free(once);
	return status;
}
