/* Models of hazards: Cox's with all that is asked of a fit, and Fine and Gray's. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/concordance.h"
#include "audit/cox.h"
#include "audit/cox_drift.h"
#include "audit/cox_robust.h"
#include "audit/fine_gray.h"
#include "audit/special.h"
#include "cmd/audit_answer.h"

#define FIRST_RESIDUALS 10u

/* Why a climb found no top; NULL if it did. */
static const char *why_not(enum newton_end end)
{
	switch (end) {
	case NEWTON_FOUND:
		return NULL;
	case NEWTON_EMPTY:
		return "no events, or no covariate that varies among those at risk";
	case NEWTON_MONOTONE:
		return "the likelihood rises for ever towards an infinite coefficient";
	case NEWTON_STALLED:
	case NEWTON_COUNT:
		break;
	}
	return "the likelihood has no top that could be found";
}

static void put_covariates(struct answer *answer, const struct sample_table *table, json_t *into)
{
	json_t *names = answer_list(answer, into, "covariates");
	for (size_t i = 0; i < table->sample.covariates; i++)
		answer_add(answer, names, json_string(table->x_name[i]));
}

static double chi_squared_p(double chisq, size_t df)
{
	return df && !isnan(chisq) ? exp(special_chi_squared(chisq, (double)df).log_above) : (double)NAN;
}

static void put_drift(struct answer *answer, struct cox *cox, const struct sample_table *table, enum cox_clock clock,
                      json_t *into)
{
	struct cox_drift drift = { 0 };
	double p[MATRIX_LIMIT + 1], df[MATRIX_LIMIT + 1], chisq[MATRIX_LIMIT + 1];
	size_t width = cox->fit.width;
	if (!answer_good(answer, cox_drift_of(cox, clock, &drift)))
		return;
	json_t *names = answer_list(answer, into, "names");
	for (size_t i = 0; i < width; i++) {
		answer_add(answer, names, json_string(table->x_name[i]));
		chisq[i] = drift.chisq[i];
		df[i] = isnan(chisq[i]) ? 0 : 1;
		p[i] = chi_squared_p(chisq[i], 1);
	}
	answer_add(answer, names, json_string("GLOBAL"));
	chisq[width] = drift.all;
	df[width] = (double)drift.df;
	p[width] = chi_squared_p(drift.all, drift.df);
	answer_put_numbers(answer, into, "chisq", chisq, width + 1);
	answer_put_numbers(answer, into, "df", df, width + 1);
	answer_put_numbers(answer, into, "p", p, width + 1);
}

static void put_baseline(struct answer *answer, struct cox *cox, const struct sample_table *table, bool stratified,
                         json_t *into)
{
	struct cox_baseline baseline = { 0 };
	char name[40];
	if (!answer_good(answer, cox_baseline_of(cox, &baseline)))
		return;
	answer_put_numbers(answer, into, "time", baseline.time, baseline.count);
	answer_put_numbers(answer, into, "hazard", baseline.hazard, baseline.count);
	json_t *names = answer_list(answer, into, "strata");
	for (size_t i = 0; i < baseline.count; i++) {
		if (stratified)
			(void)snprintf(name, sizeof name, "stratum=%" PRId64, table->stratum.name[baseline.stratum[i]]);
		answer_add(answer, names, json_string(stratified ? name : "all"));
	}
	cox_baseline_free(&baseline);
}

static void put_residuals(struct answer *answer, struct cox *cox, json_t *entry)
{
	const struct sample *sample = &cox->risk->sample;
	double *residual = calloc(sample->rows + 1, sizeof *residual);
	double *score = calloc(sample->rows + 1, sizeof *score);
	double *observed = calloc(sample->groups + 1, sizeof *observed);
	double *expected = calloc(sample->groups + 1, sizeof *expected);
	struct concordance concordance = { 0 };
	if (!(residual && score && observed && expected)) {
		answer_short(answer);
		goto out;
	}
	cox_group_counts(cox, observed, expected);
	answer_put_numbers(answer, entry, "expected_by_group", expected, sample->groups);
	answer_put_numbers(answer, entry, "observed_by_group", observed, sample->groups);
	for (size_t row = 0; row < sample->rows; row++)
		for (size_t i = 0; i < sample->covariates; i++)
			score[row] += cox->coef[i] * sample->covariate[i][row];
	if (answer_good(answer, concordance_of(sample, SAMPLE_SERVED, score, &concordance)))
		answer_put_number(answer, entry, "concordance", concordance.share);
	cox_residuals(cox, residual);
	answer_put_numbers(answer, entry, "martingale_first10", residual,
	                   sample->rows < FIRST_RESIDUALS ? sample->rows : FIRST_RESIDUALS);
out:
	free(residual);
	free(score);
	free(observed);
	free(expected);
}

/* What is told of Efron's fit alone. */
static void put_details(struct answer *answer, struct cox *cox, const struct sample_table *table, bool stratified,
                        json_t *entry)
{
	double var[MATRIX_LIMIT * MATRIX_LIMIT];
	put_drift(answer, cox, table, COX_CLOCK_TIME, answer_object(answer, entry, "zph_identity"));
	put_drift(answer, cox, table, COX_CLOCK_KM, answer_object(answer, entry, "zph_km"));
	put_baseline(answer, cox, table, stratified, answer_object(answer, entry, "basehaz_x0"));
	put_residuals(answer, cox, entry);
	if (answer_good(answer, cox_robust(cox, false, var)))
		answer_put_matrix(answer, entry, "robust_cluster_var", var, cox->fit.width);
	if (answer_good(answer, cox_robust(cox, true, var)))
		answer_put_matrix(answer, entry, "robust_row_var", var, cox->fit.width);
}

static void put_cox(struct answer *answer, const struct sample_table *table, bool breslow, bool stratified,
                    json_t *list)
{
	struct sample sample = stratified ? table->sample : answer_unstratified(table);
	struct risk_question question = { .event = SAMPLE_SERVED, .breslow = breslow };
	struct cox *cox = NULL;
	json_t *entry = answer_object_in(answer, list);
	answer_put(answer, entry, "ties", json_string(breslow ? "breslow" : "efron"));
	answer_put(answer, entry, "stratified", json_boolean(stratified));
	put_covariates(answer, table, entry);
	enum status status = cox_fit(&sample, &question, &cox);
	const char *why = status == STATUS_MALFORMED ? "a covariate is too large to be summed up" : NULL;
	if (status != STATUS_MALFORMED && !answer_good(answer, status))
		return;
	if (cox) {
		answer_put(answer, entry, "n", json_integer((json_int_t)cox->risk->rows));
		answer_put(answer, entry, "nevent", json_integer((json_int_t)cox->risk->events));
		why = why_not(cox->fit.end);
	}
	if (why) {
		answer_put(answer, entry, "coef", json_null());
		answer_put(answer, entry, "why", json_string(why));
	} else {
		assert(cox);
		const struct newton_result *fit = &cox->fit;
		double loglik[] = { fit->loglik_at_zero, fit->loglik };
		answer_put_numbers(answer, entry, "coef", fit->coef, fit->width);
		answer_put_matrix(answer, entry, "var", fit->var, fit->width);
		answer_put_numbers(answer, entry, "loglik", loglik, 2);
		answer_put_number(answer, entry, "score", fit->score);
		answer_put_number(answer, entry, "wald", fit->wald);
		answer_put_number(answer, entry, "lr", fit->ratio);
		if (!breslow)
			put_details(answer, cox, table, stratified, entry);
	}
	cox_free(cox);
}

const char *answer_cox(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	if (!table->sample.covariates)
		return "there are no covariates";
	if (!table->sample.rows)
		return "there are no rows";
	json_t *list = answer_list(answer, root, "cox");
	for (int stratified = 0; stratified <= (answer_has_strata(table) ? 1 : 0); stratified++)
		for (int breslow = 0; breslow < 2; breslow++)
			put_cox(answer, table, breslow, stratified, list);
	return NULL;
}

const char *answer_finegray(struct answer *answer, const struct answer_question *question, json_t *root)
{
	const struct sample_table *table = question->table;
	struct sample sample = answer_unstratified(table);
	struct fine_gray_question asked = { .event = SAMPLE_SERVED, .ties = FINE_GRAY_TOGETHER };
	bool competing = false;
	for (size_t i = 0; i < sample.rows; i++)
		competing |= sample.ending[i] == SAMPLE_UNSERVED;
	if (!competing)
		return "no row has status 2, so nothing competes: cox says all";
	if (!sample.covariates)
		return "there are no covariates";
	struct fine_gray *own = calloc(1, sizeof *own), *split = calloc(1, sizeof *split);
	const char *why = NULL;
	if (!(own && split)) {
		answer_short(answer);
		goto out;
	}
	enum status status = fine_gray_fit(&sample, &asked, own);
	asked.ties = FINE_GRAY_AFTER;
	if (status == STATUS_OK)
		status = fine_gray_fit(&sample, &asked, split);
	if (status == STATUS_MALFORMED)
		why = "a covariate is too large to be summed up";
	else if (answer_good(answer, status))
		why = why_not(own->fit.end) ? why_not(own->fit.end) : why_not(split->fit.end);
	if (why || status != STATUS_OK)
		goto out;
	json_t *finegray = answer_object(answer, root, "finegray");
	put_covariates(answer, table, finegray);
	json_t *crr = answer_object(answer, finegray, "crr");
	answer_put_numbers(answer, crr, "coef", own->fit.coef, own->fit.width);
	answer_put_matrix(answer, crr, "var", own->robust, own->fit.width);
	answer_put_number(answer, crr, "loglik", own->fit.loglik);
	answer_put(answer, crr, "converged", json_true());
	json_t *breslow = answer_object(answer, finegray, "finegray_coxph_breslow");
	answer_put_numbers(answer, breslow, "coef", split->fit.coef, split->fit.width);
	answer_put_matrix(answer, breslow, "naive_var", split->fit.var, split->fit.width);
out:
	free(own);
	free(split);
	return why;
}
