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
	CHECK(concordance_of(sample, SAMPLE_SERVED, score, &concordance) == STATUS_OK);
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
	struct risk_question question = { .event = SAMPLE_SERVED, .breslow = !efron };
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

/* Therneau and Grambsch, appendix E: six rows whose likelihood is solved by hand. */
static void check_by_hand(void)
{
	json_t *refs = refs_load("tg_appendix");
	const json_t *data = json_object_get(refs, "data");
	double time[8], x[8];
	const double *covariate[] = { x };
	uint8_t ending[8];
	struct sample sample = { .time = time, .ending = ending, .covariates = 1, .covariate = covariate };
	for (; sample.rows < json_array_size(data); sample.rows++) {
		time[sample.rows] = refs_number(json_object_get(at(data, sample.rows), "time"));
		ending[sample.rows] = (uint8_t)refs_number(json_object_get(at(data, sample.rows), "status"));
		x[sample.rows] = refs_number(json_object_get(at(data, sample.rows), "x"));
	}
	for (int breslow = 0; breslow < 2; breslow++) {
		struct risk_question question = { .event = SAMPLE_SERVED, .breslow = breslow };
		const json_t *wanted = json_object_get(refs, breslow ? "breslow" : "efron");
		struct cox *cox = NULL;
		CHECK(cox_fit(&sample, &question, &cox) == STATUS_OK);
		CHECK_NEAR(cox->fit.coef[0], json_object_get(wanted, "beta"));
		CHECK_NEAR(cox->fit.coef[0], json_object_get(wanted, "coxph"));
		CHECK_NEAR(cox->fit.loglik, json_object_get(wanted, "loglik"));
		CHECK_NEAR(1 / cox->fit.var[0], json_object_get(wanted, "imat"));
		if (breslow) {
			CHECK_NEAR(cox->fit.loglik_at_zero, json_object_get(wanted, "loglik0"));
			CHECK(fabs(cox->fit.coef[0] - log((3 + sqrt(33)) / 2)) < 1e-14);
		}
		cox_free(cox);
	}
	json_decref(refs);
}

/* A made sample of up to 400 rows and three covariates; `ties` rounds its times. */
struct made {
	struct sample sample;
	double time[400], x[3][400];
	const double *covariate[3];
	uint8_t ending[400];
	uint32_t group[400], stratum[400], cluster[400];
};

static double chance(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static void make(struct made *made, size_t rows, bool ties)
{
	uint64_t state = 7 + rows;
	for (size_t i = 0; i < rows; i++) {
		made->x[0][i] = chance(&state) < 0.5;
		made->x[1][i] = chance(&state);
		made->x[2][i] = floor(chance(&state) * 4);
		made->time[i] = -log(chance(&state)) * 20 * exp(made->x[1][i]);
		if (ties)
			made->time[i] = floor(made->time[i]);
		made->ending[i] = (uint8_t)(chance(&state) * 3);
		made->group[i] = (uint32_t)made->x[0][i];
		made->stratum[i] = (uint32_t)(chance(&state) * 5);
		made->cluster[i] = (uint32_t)(i / 3);
	}
	for (size_t j = 0; j < 3; j++)
		made->covariate[j] = made->x[j];
	made->sample = (struct sample){ .rows = rows,
		                        .time = made->time,
		                        .ending = made->ending,
		                        .group = made->group,
		                        .stratum = made->stratum,
		                        .cluster = made->cluster,
		                        .groups = 2,
		                        .strata = 6, /* one of them is empty */
		                        .clusters = (uint32_t)(rows / 3 + 1),
		                        .covariates = 3,
		                        .covariate = made->covariate };
}

static const struct risk_question served = { .event = SAMPLE_SERVED };

static struct cox *fit(const struct sample *sample, const struct risk_question *question)
{
	struct cox *cox = NULL;
	CHECK(cox_fit(sample, question, &cox) == STATUS_OK);
	return cox;
}

/* All that can be asked of a fit is asked, and what comes back is the wanted number or NaN. */
static void check_askable(struct cox *cox)
{
	double var[MATRIX_LIMIT * MATRIX_LIMIT], expected[2] = { 0 }, observed[2] = { 0 };
	struct cox_baseline baseline = { 0 };
	struct cox_drift drift = { 0 };
	size_t width = cox->fit.width;
	cox_group_counts(cox, observed, expected);
	CHECK(fabs(observed[0] + observed[1] - (double)cox->risk->events) < 1e-9);
	CHECK(fabs(expected[0] + expected[1] - (double)cox->risk->events) < 1e-9);
	CHECK(cox_baseline_of(cox, &baseline) == STATUS_OK);
	cox_baseline_free(&baseline);
	CHECK(cox_robust(cox, false, var) == STATUS_OK);
	CHECK(cox_drift_of(cox, COX_CLOCK_KM, &drift) == STATUS_OK);
	for (size_t j = 0; j < width; j++) {
		CHECK(isnan(cox->fit.coef[j]) == cox->fit.singular[j]);
		CHECK(!cox->fit.singular[j] || isnan(drift.chisq[j]));
		for (size_t k = 0; k < width; k++)
			CHECK(isnan(var[j * width + k]) == (cox->fit.singular[j] || cox->fit.singular[k]));
	}
}

/* What data cannot bear is said, and is not a crash. */
static void check_edges(void)
{
	static struct made made;
	/* No rows, one row, and no events. */
	for (size_t rows = 0; rows < 2; rows++) {
		make(&made, rows, true);
		memset(made.ending, SAMPLE_SERVED, sizeof made.ending);
		struct cox *cox = fit(&made.sample, &served);
		CHECK_NUMBER(cox->fit.end, NEWTON_EMPTY);
		CHECK_NUMBER(cox->fit.df, 0);
		CHECK(cox->fit.loglik == 0 && cox->fit.ratio == 0 && cox->fit.wald == 0 && cox->fit.score == 0);
		check_askable(cox);
		cox_free(cox);
	}
	make(&made, 300, true);
	memset(made.ending, SAMPLE_UNSERVED, sizeof made.ending);
	struct cox *cox = fit(&made.sample, &served);
	CHECK_NUMBER(cox->fit.end, NEWTON_EMPTY);
	check_askable(cox);
	cox_free(cox);
	/* Without covariates there is a baseline. */
	make(&made, 300, true);
	made.sample.covariates = 0;
	cox = fit(&made.sample, &served);
	CHECK_NUMBER(cox->fit.end, NEWTON_EMPTY);
	check_askable(cox);
	cox_free(cox);
	/* A covariate whose square is beyond a double is left out; one whose sum is, is refused below. */
	make(&made, 300, true);
	for (size_t i = 0; i < 300; i++)
		made.x[2][i] *= 1e200;
	cox = fit(&made.sample, &served);
	CHECK_NUMBER(cox->fit.end, NEWTON_FOUND);
	CHECK(cox->fit.singular[2] && cox->fit.df == 2);
	cox_free(cox);
	/* All at one time: Efron's likelihood has a slope of zero only where the two shares agree. */
	make(&made, 300, true);
	for (size_t i = 0; i < 300; i++)
		made.time[i] = 5;
	cox = fit(&made.sample, &served);
	CHECK_NUMBER(cox->fit.end, NEWTON_FOUND);
	struct cox_drift drift = { 0 };
	CHECK(cox_drift_of(cox, COX_CLOCK_TIME, &drift) == STATUS_OK);
	CHECK(isnan(drift.all) && drift.df == 0);
	cox_free(cox);
}

/* A constant and a doubled covariate are left out, and the others are as if they had not been there. */
static void check_singular(void)
{
	static struct made made;
	make(&made, 300, true);
	for (size_t i = 0; i < 300; i++)
		made.x[2][i] = 2 * made.x[1][i] - made.x[0][i] + 1e6;
	struct cox *cox = fit(&made.sample, &served);
	made.sample.covariates = 2;
	struct cox *small = fit(&made.sample, &served);
	CHECK_NUMBER(cox->fit.end, NEWTON_FOUND);
	CHECK(cox->fit.singular[2] && cox->fit.df == 2);
	for (size_t j = 0; j < 2; j++) {
		CHECK(fabs(cox->fit.coef[j] - small->fit.coef[j]) < 1e-12);
		CHECK(fabs(cox->fit.var[j * 3 + 1] / small->fit.var[j * 2 + 1] - 1) < 1e-10);
	}
	CHECK(fabs(cox->fit.score - small->fit.score) < 1e-9);
	check_askable(cox);
	cox_free(cox);
	cox_free(small);
	for (size_t i = 0; i < 300; i++)
		made.x[0][i] = 0.1;
	cox = fit(&made.sample, &served);
	CHECK(cox->fit.singular[0] && !cox->fit.singular[1] && cox->fit.df == 1);
	check_askable(cox);
	cox_free(cox);
}

/* A covariate that tells all events from all others has no finite coefficient: said, by either way of ties. */
static void check_monotone(void)
{
	static struct made made;
	for (int breslow = 0; breslow < 2; breslow++) {
		struct risk_question question = { .event = SAMPLE_SERVED, .breslow = breslow };
		make(&made, 300, true);
		for (size_t i = 0; i < 300; i++)
			made.x[0][i] = made.ending[i] == SAMPLE_SERVED;
		struct cox *cox = fit(&made.sample, &question);
		CHECK_NUMBER(cox->fit.end, NEWTON_MONOTONE);
		CHECK(cox->fit.coef[0] > 5 && cox->fit.steps < NEWTON_LIMIT);
		cox_free(cox);
		/* Of two events the first is all that is known. */
		make(&made, 2, false);
		made.ending[0] = made.ending[1] = SAMPLE_SERVED;
		made.stratum[0] = made.stratum[1] = 0;
		made.sample.covariates = 1;
		made.x[0][0] = 1;
		made.x[0][1] = 0;
		cox = fit(&made.sample, &question);
		CHECK_NUMBER(cox->fit.end, NEWTON_MONOTONE);
		cox_free(cox);
	}
}

/* Neither the unit of time, nor an offset or a unit of a covariate, nor the order of rows changes what is found. */
static void check_invariant(void)
{
	static struct made made, other;
	make(&made, 400, true);
	make(&other, 400, true);
	for (size_t i = 0; i < 400; i++) {
		size_t from = 399 - i;
		other.time[i] = 1e9 + made.time[from] * 1024;
		other.ending[i] = made.ending[from];
		other.stratum[i] = 5 - made.stratum[from];
		other.cluster[i] = made.cluster[from];
		other.x[0][i] = made.x[0][from];
		other.x[1][i] = 1e-6 * made.x[1][from];
		other.x[2][i] = made.x[2][from] + 2026;
	}
	struct cox *cox = fit(&made.sample, &served), *moved = fit(&other.sample, &served);
	const double unit[3] = { 1, 1e6, 1 };
	double var[9], moved_var[9];
	CHECK(cox_robust(cox, false, var) == STATUS_OK);
	CHECK(cox_robust(moved, false, moved_var) == STATUS_OK);
	for (size_t j = 0; j < 3; j++) {
		double se = sqrt(cox->fit.var[j * 4]);
		CHECK(fabs(cox->fit.coef[j] - moved->fit.coef[j] / unit[j]) < 1e-9 * se);
		CHECK(fabs(moved->fit.var[j * 4] / (unit[j] * unit[j]) / cox->fit.var[j * 4] - 1) < 1e-9);
		CHECK(fabs(moved_var[j * 4] / (unit[j] * unit[j]) / var[j * 4] - 1) < 1e-9);
	}
	check_askable(cox);
	check_askable(moved);
	cox_free(cox);
	cox_free(moved);
}

/* The same bits, so that minus zero and every NaN count. */
static bool same(const double *one, const double *other, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t a, b;
		memcpy(&a, &one[i], sizeof a);
		memcpy(&b, &other[i], sizeof b);
		if (a != b)
			return false;
	}
	return true;
}

/* The wide kernel and the plain one give the same bytes, whatever the width. */
static void check_kernels(void)
{
	static struct made made;
	static double many[MATRIX_LIMIT][400];
	const double *covariate[MATRIX_LIMIT];
	uint64_t state = 3;
	make(&made, 400, true);
	for (size_t j = 0; j < MATRIX_LIMIT; j++) {
		for (size_t i = 0; i < 400; i++)
			many[j][i] = chance(&state);
		covariate[j] = many[j];
	}
	made.sample.covariate = covariate;
	for (size_t width = 1; width <= MATRIX_LIMIT; width = width < 16 ? width + 1 : width * 2) {
		made.sample.covariates = width;
		struct risk_question plain = { .event = SAMPLE_SERVED, .plain = true };
		struct cox *one = fit(&made.sample, &served), *other = fit(&made.sample, &plain);
		CHECK(same(one->fit.coef, other->fit.coef, width));
		CHECK(same(one->fit.var, other->fit.var, width * width));
		CHECK(same(&one->fit.loglik, &other->fit.loglik, 1));
		CHECK(same(one->risk->weight, other->risk->weight, 400));
		CHECK_NUMBER(one->fit.end, NEWTON_FOUND);
		cox_free(one);
		cox_free(other);
	}
	made.sample.covariates = MATRIX_LIMIT + 1;
	struct cox *cox = NULL;
	CHECK(cox_fit(&made.sample, &served, &cox) == STATUS_LIMIT && !cox);
	made.sample.covariates = 1;
	many[0][7] = (double)NAN;
	CHECK(cox_fit(&made.sample, &served, &cox) == STATUS_MALFORMED && !cox);
}

/* Bands of time add up to the whole likelihood at zero, and a band is the model in which later events do not count. */
static void check_bands(void)
{
	static struct made made;
	make(&made, 400, true);
	struct risk_question early = { .event = SAMPLE_SERVED, .to = 12 };
	struct risk_question late = { .event = SAMPLE_SERVED, .after = 12, .to = 1e9 };
	made.time[0] = 12;
	made.time[1] = 13;
	for (size_t i = 0; i < 400; i++)
		made.time[i] += 1; /* the early band is open at zero */
	early.to += 1;
	late.after += 1;
	struct cox *whole = fit(&made.sample, &served), *first = fit(&made.sample, &early);
	struct cox *second = fit(&made.sample, &late);
	CHECK_NUMBER(first->risk->events + second->risk->events, whole->risk->events);
	CHECK(first->risk->events && second->risk->events);
	CHECK(fabs(first->fit.loglik_at_zero + second->fit.loglik_at_zero - whole->fit.loglik_at_zero) < 1e-9);
	CHECK(first->fit.loglik + second->fit.loglik > whole->fit.loglik);
	for (size_t i = 0; i < 400; i++) {
		if (made.time[i] > 13)
			made.ending[i] = SAMPLE_OPEN;
	}
	struct cox *cut = fit(&made.sample, &served);
	for (size_t j = 0; j < 3; j++)
		CHECK(fabs(cut->fit.coef[j] - first->fit.coef[j]) < 1e-10);
	cox_free(whole);
	cox_free(first);
	cox_free(second);
	cox_free(cut);
}

int main(void)
{
	static const char *const names[] = { "aml", "cad_a", "gehan", "lung", "mgus2", "ovarian", "rats", "veteran" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		check_set(names[i]);
	check_by_hand();
	check_edges();
	check_singular();
	check_monotone();
	check_invariant();
	check_kernels();
	check_bands();
	return check_done();
}
