/* Proportional hazards against what another program found on eight data sets, and closed forms. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/cox.h"
#include "audit/cox_drift.h"
#include "audit/cox_robust.h"
#include "audit/concordance.h"

#include "refs.h"

static const json_t *at(const json_t *array, size_t i)
{
	return json_array_get(array, i);
}

static void check_coefs(const double *coef, const json_t *wanted, const double *var, size_t width)
{
	CHECK_NUMBER(json_array_size(wanted), width);
	for (size_t j = 0; j < width; j++)
		CHECK_NEAR_OF(coef[j], at(wanted, j), sqrt(var[j * width + j]));
}

static void check_var(const double *var, const json_t *wanted, size_t width)
{
	CHECK_NUMBER(json_array_size(wanted), width);
	for (size_t j = 0; j < width; j++) {
		for (size_t k = 0; k < width; k++)
			CHECK_NEAR_OF(var[j * width + k], at(at(wanted, j), k),
			              sqrt(var[j * width + j] * var[k * width + k]));
	}
}

static void check_drift(struct cox *cox, enum cox_clock clock, const json_t *wanted)
{
	struct cox_drift drift = { 0 };
	const json_t *chisq = json_object_get(wanted, "chisq");
	size_t width = cox->fit.width;
	CHECK(cox_drift_of(cox, clock, &drift) == STATUS_OK);
	CHECK_NUMBER(json_array_size(chisq), width + 1);
	for (size_t j = 0; j < width; j++)
		CHECK_NEAR(drift.chisq[j], at(chisq, j));
	CHECK_NEAR(drift.all, at(chisq, width));
	CHECK_NUMBER(drift.df, width);
}

static void check_baseline(struct cox *cox, const json_t *wanted)
{
	struct cox_baseline baseline = { 0 };
	const json_t *hazard = json_object_get(wanted, "hazard"), *strata = json_object_get(wanted, "strata");
	CHECK(cox_baseline_of(cox, &baseline) == STATUS_OK);
	CHECK_NUMBER(baseline.count, json_array_size(hazard));
	for (size_t i = 0; i < baseline.count; i++) {
		CHECK_NEAR(baseline.time[i], at(json_object_get(wanted, "time"), i));
		CHECK_NEAR(baseline.hazard[i], at(hazard, i));
		bool same = i && strcmp(json_string_value(at(strata, i)), json_string_value(at(strata, i - 1))) == 0;
		CHECK(same == (i && baseline.stratum[i] == baseline.stratum[i - 1]));
	}
	cox_baseline_free(&baseline);
}

/* The counts are what cancels least: to 1e-8 of one call or of the count. */
static void check_calls(struct cox *cox, const json_t *entry)
{
	size_t rows = cox->risk->rows;
	double observed[16], expected[16], *residual = calloc(rows, sizeof *residual);
	const json_t *first = json_object_get(entry, "martingale_first10");
	cox_group_counts(cox, observed, expected);
	for (size_t i = 0; i < cox->risk->sample.groups; i++) {
		CHECK_NEAR(observed[i], at(json_object_get(entry, "observed_by_group"), i));
		CHECK_NEAR(expected[i], at(json_object_get(entry, "expected_by_group"), i));
	}
	CHECK_NUMBER(json_array_size(json_object_get(entry, "observed_by_group")), cox->risk->sample.groups);
	cox_residuals(cox, residual);
	CHECK_NUMBER(json_array_size(first), 10);
	for (size_t i = 0; i < 10; i++)
		CHECK_NEAR(residual[i], at(first, i));
	free(residual);
}

static void check_concordance(const struct cox *cox, const json_t *wanted)
{
	struct concordance concordance = { 0 };
	const struct sample *sample = &cox->risk->sample;
	double *score = calloc(sample->rows, sizeof *score);
	for (size_t row = 0; row < sample->rows; row++) {
		for (size_t j = 0; j < sample->covariates; j++)
			score[row] += cox->coef[j] * sample->covariate[j][row];
	}
	CHECK(concordance_of(sample, ENDING_SERVED, score, &concordance) == STATUS_OK);
	CHECK_NEAR(concordance.share, wanted);
	free(score);
}

static void check_entry(const struct sample *whole, const json_t *entry)
{
	struct cox *cox = NULL;
	struct sample sample = *whole;
	double var[MATRIX_LIMIT * MATRIX_LIMIT];
	bool efron = strcmp(json_string_value(json_object_get(entry, "ties")), "efron") == 0;
	if (!json_is_true(json_object_get(entry, "stratified")))
		sample.stratum = NULL;
	struct risk_question question = { .event = ENDING_SERVED, .breslow = !efron };
	CHECK(cox_fit(&sample, &question, &cox) == STATUS_OK);
	const struct newton_result *fit = &cox->fit;
	CHECK_NUMBER(fit->end, NEWTON_FOUND);
	CHECK_NUMBER(fit->df, sample.covariates);
	CHECK_NUMBER(cox->risk->rows, json_integer_value(json_object_get(entry, "n")));
	CHECK_NUMBER(cox->risk->events, json_integer_value(json_object_get(entry, "nevent")));
	check_coefs(fit->coef, json_object_get(entry, "coef"), fit->var, fit->width);
	check_var(fit->var, json_object_get(entry, "var"), fit->width);
	CHECK_NEAR(fit->loglik_at_zero, at(json_object_get(entry, "loglik"), 0));
	CHECK_NEAR(fit->loglik, at(json_object_get(entry, "loglik"), 1));
	CHECK_NEAR(fit->score, json_object_get(entry, "score"));
	CHECK_NEAR(fit->wald, json_object_get(entry, "wald"));
	CHECK_NEAR(fit->ratio, json_object_get(entry, "lr"));
	if (efron) {
		check_drift(cox, COX_CLOCK_TIME, json_object_get(entry, "zph_identity"));
		check_drift(cox, COX_CLOCK_KM, json_object_get(entry, "zph_km"));
		check_baseline(cox, json_object_get(entry, "basehaz_x0"));
		check_calls(cox, entry);
		check_concordance(cox, json_object_get(entry, "concordance"));
		CHECK(cox_robust(cox, false, var) == STATUS_OK);
		check_var(var, json_object_get(entry, "robust_cluster_var"), fit->width);
		CHECK(cox_robust(cox, true, var) == STATUS_OK);
		check_var(var, json_object_get(entry, "robust_row_var"), fit->width);
	}
	cox_free(cox);
}

static void check_set(const char *name)
{
	struct refs_set set;
	json_t *refs = refs_load(name);
	const json_t *entries = json_object_get(refs, "cox");
	refs_set_open(&set, name);
	CHECK(json_array_size(entries) >= 2);
	for (size_t i = 0; i < json_array_size(entries); i++)
		check_entry(&set.sample, at(entries, i));
	refs_set_close(&set);
	json_decref(refs);
}

int main(void)
{
	static const char *const names[] = { "aml", "cad_a", "gehan", "lung", "mgus2", "ovarian", "rats", "veteran" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		check_set(names[i]);
	return check_done();
}
