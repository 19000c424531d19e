/* The fit, and what each call had to expect by it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/cox.h"

#include "audit/risk_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool sums_at(void *context, const double *coef, struct risk_sums *ret_sums)
{
	return risk_sums(context, coef, NULL, ret_sums);
}

enum status cox_fit(const struct sample *sample, const struct risk_question *question, struct cox **ret_cox)
{
	enum status status = STATUS_MEMORY;
	struct cox *cox = calloc(1, sizeof *cox);
	if (!cox)
		goto out;
	status = risk_open(sample, question, &cox->risk);
	if (status)
		goto out;
	status = newton_climb(sums_at, cox->risk, cox->risk->width, cox->risk->events, &cox->fit);
	if (status)
		goto out;
	for (size_t j = 0; j < cox->fit.width; j++)
		cox->coef[j] = cox->fit.singular[j] ? 0 : cox->fit.coef[j];
	*ret_cox = cox;
	cox = NULL;
out:
	cox_free(cox);
	return status;
}

void cox_free(struct cox *cox)
{
	if (!cox)
		return;
	risk_close(cox->risk);
	free(cox);
}

/* The climb was within its bounds a last, tiny step away; should that lead a hair beyond, doubles still bear it. */
static void expect(struct cox *cox)
{
	(void)risk_expect(cox->risk, cox->coef);
}

void cox_expected(struct cox *cox, double *ret_expected)
{
	const struct risk *risk = cox->risk;
	expect(cox);
	for (size_t place = 0; place < risk->rows; place++)
		ret_expected[risk->row[place]] = risk->weight[place];
}

void cox_residuals(struct cox *cox, double *ret_residual)
{
	const struct risk *risk = cox->risk;
	expect(cox);
	for (size_t place = 0; place < risk->rows; place++)
		ret_residual[risk->row[place]] = (risk->mark[place] & RISK_HAPPENS) - risk->weight[place];
}

void cox_group_counts(struct cox *cox, double *ret_observed, double *ret_expected)
{
	const struct risk *risk = cox->risk;
	const struct sample *sample = &risk->sample;
	expect(cox);
	for (uint32_t group = 0; group < sample->groups; group++) {
		if (ret_observed)
			ret_observed[group] = 0;
		if (ret_expected)
			ret_expected[group] = 0;
	}
	for (size_t place = 0; place < risk->rows; place++) {
		size_t row = risk->row[place];
		if (ret_observed)
			ret_observed[sample->group[row]] += risk->mark[place] & RISK_HAPPENS;
		if (ret_expected)
			ret_expected[sample->group[row]] += risk->weight[place];
	}
}

/* How much less than a row at the centre of its stratum a row of zeros has to expect. */
static double at_zero(const struct risk *risk, uint32_t stratum, const double *coef)
{
	double row[MATRIX_LIMIT], padded[MATRIX_LIMIT] = { 0 }, ratio;
	memcpy(padded, coef, risk->width * sizeof *coef);
	for (size_t j = 0; j < risk->stride; j++)
		row[j] = -risk->centre[stratum * risk->stride + j];
	return risk->kernel->hazards(row, 1, risk->stride, padded, &ratio) ? ratio : (double)NAN;
}

/* Does the next place of a stratum have another time? */
static bool ends(const struct risk *risk, size_t place, uint32_t stratum)
{
	return place + 1 == risk->first_row[stratum + 1] || (risk->mark[place + 1] & RISK_LATER);
}

static void write_baseline(const struct cox *cox, struct cox_baseline *baseline)
{
	const struct risk *risk = cox->risk;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		double hazard = 0, ratio = at_zero(risk, stratum, cox->coef);
		size_t m = risk->first_moment[stratum];
		for (size_t place = risk->first_row[stratum]; place < risk->first_row[stratum + 1]; place++) {
			if (m < risk->first_moment[stratum + 1] && risk->moment[m].start == place)
				hazard += risk->jump[m++];
			if (!ends(risk, place, stratum))
				continue;
			baseline->stratum[baseline->count] = stratum;
			baseline->time[baseline->count] = risk_time(risk, place);
			baseline->hazard[baseline->count++] = hazard * ratio;
		}
	}
}

enum status cox_baseline_of(struct cox *cox, struct cox_baseline *ret_baseline)
{
	const struct risk *risk = cox->risk;
	struct cox_baseline baseline = { 0 };
	size_t count = 0;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		for (size_t place = risk->first_row[stratum]; place < risk->first_row[stratum + 1]; place++)
			count += ends(risk, place, stratum);
	}
	baseline.stratum = calloc(count + 1, sizeof *baseline.stratum);
	baseline.time = calloc(count + 1, sizeof *baseline.time);
	baseline.hazard = calloc(count + 1, sizeof *baseline.hazard);
	if (!baseline.stratum || !baseline.time || !baseline.hazard) {
		cox_baseline_free(&baseline);
		return STATUS_MEMORY;
	}
	expect(cox);
	write_baseline(cox, &baseline);
	*ret_baseline = baseline;
	return STATUS_OK;
}

void cox_baseline_free(struct cox_baseline *baseline)
{
	free(baseline->stratum);
	free(baseline->time);
	free(baseline->hazard);
	*baseline = (struct cox_baseline){ 0 };
}
