/* Newton's steps, each with the curvature's own measure of how far it is from the top. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * The square root of slope' step over the events is about how much a step moves a hazard, and the variance that is
 * reported is of where the last step began.  Sums over many rows are rounded by the root of their number, and a step
 * that is a few hundred times that is the last: 1e-10 at ten million events, and no less than few events need.
 */
#define NEAR_ENOUGH 1e-22
#define NEAR_BY_EVENTS 1e-27   /* times the square of the events */
#define ROUNDING_FLOOR 1e-12   /* below this, a step that no longer shrinks is made of rounding */
#define LOSS_BY_ROUNDING 1e-11 /* of the log-likelihood: a sum over many rows */
#define HALVINGS 40
#define RUNNING_STEP 1e-4 /* of a coefficient: at a top the last step is far smaller, on the way to infinity larger */

struct climb {
	newton_sums *sums;
	void *context;
	size_t width;
	struct risk_sums here, next;
	double factor[MATRIX_LIMIT * MATRIX_LIMIT];
	double coef[MATRIX_LIMIT], step[MATRIX_LIMIT];
	double scale[MATRIX_LIMIT]; /* about what a covariate varies by */
	double decrement;           /* slope' step: the square of the step in standard errors */
	double near_enough;
};

/* Factors the curvature here and finds the step; tells how many columns are singular. */
static size_t aim(struct climb *climb, const bool *singular)
{
	size_t width = climb->width;
	double least[MATRIX_LIMIT] = { 0 };
	memcpy(climb->factor, climb->here.information, width * width * sizeof *climb->factor);
	for (size_t j = 0; j < width; j++)
		least[j] = singular[j] ? (double)INFINITY : MATRIX_ROUNDING * climb->here.spread[j];
	size_t count = matrix_factor(climb->factor, width, least);
	memcpy(climb->step, climb->here.score, width * sizeof *climb->step);
	matrix_solve(climb->factor, width, climb->step);
	climb->decrement = 0;
	for (size_t j = 0; j < width; j++)
		climb->decrement += climb->here.score[j] * climb->step[j];
	return count;
}

/* Takes the step, or a part of it that gains; false where none does. */
static bool advance(struct climb *climb)
{
	double share = 1, next[MATRIX_LIMIT] = { 0 };
	double least = climb->here.loglik - LOSS_BY_ROUNDING * fabs(climb->here.loglik);
	for (int halving = 0; halving < HALVINGS; halving++) {
		for (size_t j = 0; j < climb->width; j++)
			next[j] = climb->coef[j] + share * climb->step[j];
		share *= 0.5;
		if (!climb->sums(climb->context, next, &climb->next) || climb->next.loglik < least)
			continue;
		memcpy(climb->coef, next, sizeof next);
		climb->here = climb->next;
		return true;
	}
	return false;
}

/* At the last step: does a coefficient still run away? */
static bool runs(const struct climb *climb)
{
	for (size_t j = 0; j < climb->width; j++) {
		if (fabs(climb->step[j]) * climb->scale[j] >
		    RUNNING_STEP * fmax(1, fabs(climb->coef[j]) * climb->scale[j]))
			return true;
	}
	return false;
}

static enum newton_end climb_up(struct climb *climb, struct newton_result *result)
{
	double before = (double)INFINITY;
	for (result->steps = 0; result->steps < NEWTON_LIMIT; result->steps++) {
		/* A column that was sound at zero and is so no longer has lost all to whom it could happen. */
		if (result->steps && aim(climb, result->singular) > climb->width - result->df)
			return NEWTON_MONOTONE;
		bool rounding = climb->decrement < ROUNDING_FLOOR && climb->decrement >= before;
		if (climb->decrement < climb->near_enough || rounding) {
			if (runs(climb))
				return NEWTON_MONOTONE;
			for (size_t j = 0; j < climb->width; j++)
				climb->coef[j] += climb->step[j];
			climb->here.loglik += climb->decrement / 2;
			return NEWTON_FOUND;
		}
		before = climb->decrement;
		if (!advance(climb))
			return NEWTON_STALLED;
	}
	return runs(climb) ? NEWTON_MONOTONE : NEWTON_STALLED;
}

static void report(const struct climb *climb, struct newton_result *result)
{
	size_t width = climb->width;
	matrix_invert(climb->factor, width, result->var);
	result->loglik = climb->here.loglik;
	result->ratio = 2 * (result->loglik - result->loglik_at_zero);
	result->wald = matrix_form(climb->here.information, width, climb->coef);
	for (size_t j = 0; j < width; j++) {
		result->coef[j] = result->singular[j] ? (double)NAN : climb->coef[j];
		if (!matrix_is_singular(climb->factor, width, j))
			continue;
		for (size_t k = 0; k < width; k++)
			result->var[j * width + k] = result->var[k * width + j] = (double)NAN;
	}
}

enum status newton_climb(newton_sums *sums, void *context, size_t width, size_t events,
                         struct newton_result *ret_result)
{
	enum status status = STATUS_MEMORY;
	struct climb *climb = calloc(1, sizeof *climb);
	struct newton_result *result = calloc(1, sizeof *result);
	if (!climb || !result)
		goto out;
	status = STATUS_MALFORMED;
	climb->sums = sums;
	climb->context = context;
	climb->width = result->width = width;
	climb->near_enough = fmax(NEAR_ENOUGH, NEAR_BY_EVENTS * (double)events * (double)events);
	if (!sums(context, climb->coef, &climb->here))
		goto out;
	result->df = width - aim(climb, result->singular);
	for (size_t j = 0; j < width; j++) {
		result->singular[j] = matrix_is_singular(climb->factor, width, j);
		climb->scale[j] = events ? sqrt(climb->here.information[j * width + j] / (double)events) : 0;
	}
	result->loglik_at_zero = climb->here.loglik;
	result->score = climb->decrement;
	result->end = result->df ? climb_up(climb, result) : NEWTON_EMPTY;
	report(climb, result);
	*ret_result = *result;
	status = STATUS_OK;
out:
	free(climb);
	free(result);
	return status;
}

void newton_sandwich(const struct newton_result *fit, const double *pulls, size_t stride, double *ret_var)
{
	size_t width = fit->width;
	for (size_t j = 0; j < width; j++) {
		double half[MATRIX_LIMIT] = { 0 };
		for (size_t k = 0; k < width; k++) {
			for (size_t l = 0; l < width; l++) {
				double var = fit->var[j * width + l];
				half[k] += isnan(var) ? 0 : var * pulls[l < k ? l * stride + k : k * stride + l];
			}
		}
		for (size_t k = 0; k < width; k++) {
			double sum = 0;
			for (size_t l = 0; l < width; l++)
				sum += isnan(fit->var[l * width + k]) ? 0 : half[l] * fit->var[l * width + k];
			ret_var[j * width + k] = isnan(fit->var[j * width + k]) ? (double)NAN : sum;
		}
	}
}
