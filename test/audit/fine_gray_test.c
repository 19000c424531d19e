/* Subdistribution hazards against two other programs, and against plain hazards where no call was left open. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/fine_gray.h"

#include "audit/cox.h"
#include "audit/cox_robust.h"
#include "refs.h"

static const json_t *at(const json_t *array, size_t i)
{
	return json_array_get(array, i);
}

/*
 * A reference that says of itself that it did not converge lies some 1e-7 standard errors from the top of the very
 * likelihood; started again from where it had stopped, that program comes to these coefs to 1e-14.
 */
static void check_coefs(const struct newton_result *fit, const double *var, const json_t *wanted, bool converged)
{
	CHECK_NUMBER(json_array_size(wanted), fit->width);
	for (size_t j = 0; j < fit->width; j++)
		CHECK_NEAR_OF(fit->coef[j], at(wanted, j), sqrt(var[j * fit->width + j]) * (converged ? 1 : 20));
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

static void check_set(const char *name)
{
	struct refs_set set;
	json_t *refs = refs_load(name);
	const json_t *own = json_object_get(json_object_get(refs, "finegray"), "crr");
	const json_t *split = json_object_get(json_object_get(refs, "finegray"), "finegray_coxph_breslow");
	struct fine_gray_question question = { .event = SAMPLE_SERVED };
	static struct fine_gray found;
	refs_set_open(&set, name);
	set.sample.stratum = NULL;
	question.ties = FINE_GRAY_TOGETHER;
	CHECK(fine_gray_fit(&set.sample, &question, &found) == STATUS_OK);
	CHECK_NUMBER(found.fit.end, NEWTON_FOUND);
	check_coefs(&found.fit, found.robust, json_object_get(own, "coef"),
	            json_is_true(json_object_get(own, "converged")));
	check_var(found.robust, json_object_get(own, "var"), found.fit.width);
	CHECK_NEAR(found.fit.loglik, json_object_get(own, "loglik"));
	question.ties = FINE_GRAY_AFTER;
	CHECK(fine_gray_fit(&set.sample, &question, &found) == STATUS_OK);
	CHECK_NUMBER(found.fit.end, NEWTON_FOUND);
	check_coefs(&found.fit, found.fit.var, json_object_get(split, "coef"), true);
	check_var(found.fit.var, json_object_get(split, "naive_var"), found.fit.width);
	refs_set_close(&set);
	json_decref(refs);
}

/* A made sample; if `open`, about a third of it is left open. */
struct made {
	struct sample sample;
	double time[300], x[2][300];
	const double *covariate[2];
	uint8_t ending[300];
	uint32_t stratum[300];
};

static double chance(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static void make(struct made *made, size_t rows, bool open)
{
	uint64_t state = 11;
	for (size_t i = 0; i < rows; i++) {
		made->x[0][i] = chance(&state) < 0.5;
		made->x[1][i] = chance(&state);
		made->time[i] = floor(-log(chance(&state)) * 20 * exp(made->x[1][i]));
		made->ending[i] = chance(&state) < 0.7 ? SAMPLE_SERVED : SAMPLE_UNSERVED;
		if (open && chance(&state) < 0.3)
			made->ending[i] = SAMPLE_OPEN;
		made->stratum[i] = (uint32_t)(i % 3);
	}
	made->covariate[0] = made->x[0];
	made->covariate[1] = made->x[1];
	made->sample = (struct sample){ .rows = rows,
		                        .time = made->time,
		                        .ending = made->ending,
		                        .stratum = made->stratum,
		                        .strata = 3,
		                        .covariates = 2,
		                        .covariate = made->covariate };
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

/* Where no call was left open, those taken away wait for ever: it is Cox's model with them kept until the end. */
static void check_closed(void)
{
	static struct made made, kept;
	static struct fine_gray found[2];
	make(&made, 300, false);
	kept = made;
	for (size_t i = 0; i < 300; i++) {
		if (made.ending[i] == SAMPLE_UNSERVED)
			kept.time[i] = 1e6;
	}
	kept.sample.time = kept.time;
	struct risk_question breslow = { .event = SAMPLE_SERVED, .breslow = true };
	struct fine_gray_question question = { .event = SAMPLE_SERVED };
	struct cox *cox = NULL;
	double robust[4];
	CHECK(cox_fit(&kept.sample, &breslow, &cox) == STATUS_OK);
	CHECK(cox_robust(cox, true, robust) == STATUS_OK);
	for (int ties = 0; ties < FINE_GRAY_COUNT; ties++) {
		question.ties = (enum fine_gray_ties)ties;
		CHECK(fine_gray_fit(&made.sample, &question, &found[0]) == STATUS_OK);
		CHECK_NUMBER(found[0].fit.end, NEWTON_FOUND);
		for (size_t j = 0; j < 2; j++)
			CHECK(fabs(found[0].fit.coef[j] - cox->fit.coef[j]) < 1e-12);
		for (size_t j = 0; j < 4; j++) {
			CHECK(fabs(found[0].fit.var[j] - cox->fit.var[j]) < 1e-12);
			CHECK(fabs(found[0].robust[j] - robust[j]) < 1e-12);
		}
		CHECK(fabs(found[0].fit.loglik - cox->fit.loglik) < 1e-9);
	}
	question.plain = true;
	CHECK(fine_gray_fit(&made.sample, &question, &found[1]) == STATUS_OK);
	CHECK(same(found[0].fit.coef, found[1].fit.coef, 2) && same(found[0].fit.var, found[1].fit.var, 4));
	CHECK(same(found[0].robust, found[1].robust, 4) && same(&found[0].fit.loglik, &found[1].fit.loglik, 1));
	cox_free(cox);
}

/* What data cannot bear. */
static void check_edges(void)
{
	static struct made made;
	static struct fine_gray found;
	struct fine_gray_question question = { .event = SAMPLE_SERVED };
	for (size_t rows = 0; rows < 2; rows++) {
		make(&made, rows, false);
		CHECK(fine_gray_fit(&made.sample, &question, &found) == STATUS_OK);
		CHECK_NUMBER(found.fit.end, NEWTON_EMPTY);
	}
	make(&made, 300, true);
	memset(made.ending, SAMPLE_UNSERVED, sizeof made.ending);
	CHECK(fine_gray_fit(&made.sample, &question, &found) == STATUS_OK);
	CHECK_NUMBER(found.fit.end, NEWTON_EMPTY);
	make(&made, 300, true);
	for (size_t i = 0; i < 300; i++)
		made.x[0][i] = made.ending[i] == SAMPLE_SERVED;
	CHECK(fine_gray_fit(&made.sample, &question, &found) == STATUS_OK);
	CHECK_NUMBER(found.fit.end, NEWTON_MONOTONE);
	for (size_t i = 0; i < 300; i++)
		made.x[0][i] = 3;
	CHECK(fine_gray_fit(&made.sample, &question, &found) == STATUS_OK);
	CHECK_NUMBER(found.fit.end, NEWTON_FOUND);
	CHECK(found.fit.singular[0] && found.fit.df == 1 && isnan(found.robust[0]) && isfinite(found.robust[3]));
	/* All at one time, among them calls left open: G falls to zero only behind them. */
	make(&made, 300, true);
	for (size_t i = 0; i < 300; i++)
		made.time[i] = 0;
	CHECK(fine_gray_fit(&made.sample, &question, &found) == STATUS_OK);
	CHECK_NUMBER(found.fit.end, NEWTON_FOUND);
	CHECK(isfinite(found.robust[0]));
}

int main(void)
{
	check_set("mgus2");
	check_set("cad_a");
	check_closed();
	check_edges();
	return check_done();
}
