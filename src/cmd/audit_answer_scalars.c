/* Files of single numbers: which is which, and those that are about small samples, sequences and places. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_answer_scalars.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/cox.h"
#include "audit/funnel.h"
#include "audit/log_rank.h"
#include "audit/mantel_haenszel.h"
#include "audit/moments.h"
#include "audit/permutation.h"
#include "audit/sequence.h"

/* Rows as these files have them, by columns or by rows; owned. */
struct small {
	struct sample sample;
	double *time, *x;
	uint8_t *ending;
	uint32_t *group, *stratum;
	const double *covariate[1];
};

static void small_close(struct small *small)
{
	free(small->time);
	free(small->x);
	free(small->ending);
	free(small->group);
	free(small->stratum);
}

/* A code that a method can bear; what is none is 0, and then the result will differ and be seen. */
static uint32_t code_below(double value, uint32_t limit)
{
	return value >= 0 && value < limit && value == floor(value) ? (uint32_t)value : 0;
}

/* One number of a row: data is a list of objects, or an object of lists. */
static double small_cell(const json_t *data, const char *key, size_t row)
{
	return json_is_array(data) ? scalars_number(json_array_get(data, row), key)
	                           : scalars_number_at(json_object_get(data, key), row);
}

#define SMALL_STRATA 1024u

static bool small_open(struct answer *answer, const json_t *data, struct small *ret_small)
{
	size_t rows = json_array_size(json_is_array(data) ? data : json_object_get(data, "time"));
	struct small small = { .time = calloc(rows + 1, sizeof *small.time),
		               .x = calloc(rows + 1, sizeof *small.x),
		               .ending = calloc(rows + 1, sizeof *small.ending),
		               .group = calloc(rows + 1, sizeof *small.group),
		               .stratum = calloc(rows + 1, sizeof *small.stratum) };
	if (!small.time || !small.x || !small.ending || !small.group || !small.stratum) {
		answer_short(answer);
		small_close(&small);
		return false;
	}
	for (size_t i = 0; i < rows; i++) {
		double time = small_cell(data, "time", i), x = small_cell(data, "x", i);
		small.time[i] = time >= 0 ? time : 0;
		small.x[i] = isfinite(x) ? x : 0;
		small.ending[i] = (uint8_t)code_below(small_cell(data, "status", i), SAMPLE_ENDINGS);
		small.group[i] = code_below(small_cell(data, "group", i), 2);
		small.stratum[i] = code_below(small_cell(data, "stratum", i), SMALL_STRATA);
	}
	*ret_small = small;
	ret_small->covariate[0] = small.x;
	ret_small->sample = (struct sample){ .rows = rows,
		                             .time = small.time,
		                             .ending = small.ending,
		                             .group = small.group,
		                             .stratum = small.stratum,
		                             .groups = 2,
		                             .strata = SMALL_STRATA,
		                             .covariates = 1,
		                             .covariate = ret_small->covariate };
	return true;
}

static void edge_log_rank(struct answer *answer, const struct sample *sample, json_t *into)
{
	struct log_rank test = { 0 };
	if (!answer_good(answer, log_rank_of(sample, (struct log_rank_plan){ .event = SAMPLE_SERVED }, &test)))
		return;
	answer_put_numbers(answer, into, "O", test.observed, 2);
	answer_put_numbers(answer, into, "E", test.expected, 2);
	answer_put_number(answer, into, "V", test.variance[3]);
	answer_put_number(answer, into, "chisq", test.chisq);
	log_rank_close(&test);
}

static void edge_cases(struct answer *answer, const json_t *asked, json_t *root)
{
	const char *name;
	json_t *edge;
	json_object_foreach((json_t *)asked, name, edge)
	{
		struct small small;
		if (!json_is_array(json_object_get(edge, "data")) ||
		    !small_open(answer, json_object_get(edge, "data"), &small))
			continue;
		json_t *into = answer_object(answer, root, name);
		answer_put_given(answer, into, "data");
		answer_small_curve(answer, &small.sample, answer_object(answer, into, "km"));
		edge_log_rank(answer, &small.sample, answer_object(answer, into, "logrank"));
		small_close(&small);
	}
}

static void put_appendix(struct answer *answer, const struct sample *sample, bool breslow, json_t *into)
{
	struct sample whole = *sample;
	struct risk_question question = { .event = SAMPLE_SERVED, .breslow = breslow };
	struct cox *cox = NULL;
	whole.stratum = NULL;
	if (!answer_good(answer, cox_fit(&whole, &question, &cox)))
		return;
	answer_put_number(answer, into, "beta", cox->fit.coef[0]);
	answer_put_number(answer, into, "coxph", cox->fit.coef[0]);
	/* The closed form is what a fit must come to, so the fit answers it too. */
	if (breslow)
		answer_put_number(answer, into, "beta_exact", cox->fit.coef[0]);
	answer_put_number(answer, into, "loglik0", cox->fit.loglik_at_zero);
	answer_put_number(answer, into, "loglik", cox->fit.loglik);
	answer_put_number(answer, into, "imat", 1 / cox->fit.var[0]);
	cox_free(cox);
}

static void appendix(struct answer *answer, const json_t *asked, json_t *root)
{
	struct small small;
	if (!small_open(answer, json_object_get(asked, "data"), &small))
		return;
	answer_put_given(answer, root, "data");
	put_appendix(answer, &small.sample, true, answer_object(answer, root, "breslow"));
	put_appendix(answer, &small.sample, false, answer_object(answer, root, "efron"));
	small_close(&small);
}

static void put_permutation(struct answer *answer, const json_t *of, const struct sample *sample, json_t *into)
{
	static const char *const given[] = { "time", "status", "group", "stratum" };
	struct log_rank_plan plan = { .event = SAMPLE_SERVED };
	struct permutation found = { 0 };
	double *score = calloc(sample->rows + 1, sizeof *score);
	for (size_t i = 0; i < 4; i++)
		answer_put_given(answer, into, given[i]);
	if (!score)
		answer_short(answer);
	else if (answer_good(answer, permutation_scores_of(sample, plan, score))) {
		answer_put_numbers(answer, into, "scores", score, sample->rows);
		/* As many as the reference enumerated, and no more: it says how long one is willing to wait. */
		uint64_t limit = (uint64_t)scalars_count(of, "n_permutations");
		enum status status = permutation_exact_of(sample, plan, limit, &found);
		if (status != STATUS_LIMIT && answer_good(answer, status)) {
			answer_put_number(answer, into, "statistic", found.statistic);
			answer_put_number(answer, into, "n_permutations", (double)found.relabelings);
			answer_put_number(answer, into, "mean", found.mean);
			answer_put_number(answer, into, "var", found.variance);
			answer_put_number(answer, into, "p_two_sided", found.p_two_sided);
			answer_put_number(answer, into, "p_greater", found.p_greater);
			answer_put_number(answer, into, "p_less", found.p_less);
		}
	}
	free(score);
}

static void permutations(struct answer *answer, const json_t *asked, json_t *root)
{
	const json_t *of;
	size_t i;
	json_t *list = answer_list(answer, root, "cases");
	json_array_foreach(json_object_get(asked, "cases"), i, of)
	{
		struct small small;
		json_t *into = answer_object_in(answer, list);
		if (!small_open(answer, of, &small))
			return;
		put_permutation(answer, of, &small.sample, into);
		small_close(&small);
	}
}

static void mixture(struct answer *answer, const json_t *asked, json_t *into)
{
	static const char *const given[] = { "o_minus_e", "v", "rho", "alpha" };
	size_t count = 0, variances = 0;
	double *score = scalars_list(answer, asked, "o_minus_e", &count);
	double *variance = scalars_list(answer, asked, "v", &variances);
	struct sequence sequence = { .rho = scalars_number(asked, "rho") };
	double alpha = scalars_number(asked, "alpha");
	bool good = score && variance && count == variances && sequence.rho > 0 && alpha > 0 && alpha < 1;
	for (size_t i = 0; good && i < count; i++)
		good = variance[i] >= 0;
	if (good) {
		for (size_t i = 0; i < 4; i++)
			answer_put_given(answer, into, given[i]);
		json_t *e = answer_list(answer, into, "e_value"), *log_e = answer_list(answer, into, "log_e");
		json_t *p = answer_list(answer, into, "p_always_valid");
		json_t *low = answer_list(answer, into, "loghr_lower"),
		       *high = answer_list(answer, into, "loghr_upper");
		for (size_t i = 0; i < count; i++) {
			sequence_add(&sequence, score[i], variance[i]);
			struct interval bounds = sequence_log_hazard(&sequence, alpha);
			answer_add(answer, e, answer_number(exp(sequence_log_e(&sequence))));
			answer_add(answer, log_e, answer_number(sequence_log_e(&sequence)));
			answer_add(answer, p, answer_number(exp(sequence_log_p(&sequence))));
			answer_add(answer, low, answer_number(bounds.low));
			answer_add(answer, high, answer_number(bounds.high));
		}
	}
	free(score);
	free(variance);
}

static void safe_log_rank(struct answer *answer, const json_t *asked, json_t *into)
{
	static const char *const given[] = { "theta", "y0", "y1", "x" };
	const json_t *y0 = json_object_get(asked, "y0"), *y1 = json_object_get(asked, "y1");
	const json_t *x = json_object_get(asked, "x");
	double theta = scalars_number(asked, "theta"), log_e = 0;
	for (size_t i = 0; i < 4; i++)
		answer_put_given(answer, into, given[i]);
	json_t *list = answer_list(answer, into, "log_e");
	for (size_t i = 0; i < json_array_size(x); i++) {
		int64_t exposed = json_integer_value(json_array_get(x, i));
		int64_t waiting[] = { json_integer_value(json_array_get(y0, i)),
			              json_integer_value(json_array_get(y1, i)) };
		/* One event a step, of one of those who wait. */
		if (!(theta > 0) || exposed < 0 || exposed > 1 || waiting[exposed] < 1 || waiting[1 - exposed] < 0)
			return;
		log_e += sequence_safe_step(theta, waiting[0], waiting[1], 1 - exposed, exposed);
		answer_add(answer, list, answer_number(log_e));
	}
}

static void charts(struct answer *answer, const json_t *asked, json_t *root)
{
	const json_t *cusum = json_object_get(asked, "cusum"), *ewma = json_object_get(asked, "ewma");
	json_t *up = answer_object(answer, root, "cusum"), *smooth = answer_object(answer, root, "ewma");
	double c = 0, s = 0, lambda = scalars_number(ewma, "lambda");
	answer_put_given(answer, up, "z");
	answer_put_given(answer, smooth, "lambda");
	answer_put_given(answer, smooth, "x");
	json_t *c_plus = answer_list(answer, up, "c_plus");
	/* k is in the file's words only: one half. */
	for (size_t i = 0; i < json_array_size(json_object_get(cusum, "z")); i++) {
		c = sequence_cusum(c, scalars_number_at(json_object_get(cusum, "z"), i), 0.5);
		answer_add(answer, c_plus, answer_number(c));
	}
	json_t *smoothed = answer_list(answer, smooth, "s"), *limit = answer_list(answer, smooth, "limit3");
	for (size_t i = 0; lambda > 0 && lambda <= 1 && i < json_array_size(json_object_get(ewma, "x")); i++) {
		s = sequence_smooth(s, scalars_number_at(json_object_get(ewma, "x"), i), lambda);
		answer_add(answer, smoothed, answer_number(s));
		answer_add(answer, limit, answer_number(sequence_smooth_limit(i + 1, lambda, 3)));
	}
}

static void sequential(struct answer *answer, const json_t *asked, json_t *root)
{
	mixture(answer, json_object_get(asked, "normal_mixture"), answer_object(answer, root, "normal_mixture"));
	safe_log_rank(answer, json_object_get(asked, "safe_logrank_untied"),
	              answer_object(answer, root, "safe_logrank_untied"));
	charts(answer, asked, root);
}

static void places(struct answer *answer, const json_t *asked, json_t *root)
{
	size_t count = 0, others = 0;
	double *x = scalars_list(answer, asked, "x", &count), *n = scalars_list(answer, asked, "n", &others);
	double *variance = calloc(count + 1, sizeof *variance), *z = calloc(count + 1, sizeof *z);
	double *additive = calloc(count + 1, sizeof *additive);
	double target = scalars_number(asked, "target"), winsor = scalars_number(asked, "winsor");
	struct funnel funnel = { 0 };
	if (!x || !n || !variance || !z || !additive) {
		answer_short(answer);
		goto out;
	}
	if (count != others)
		goto out;
	if (!(target >= 0 && target <= 1) || !(winsor >= 0 && winsor < 0.5))
		goto out;
	json_t *limits = answer_list(answer, root, "limits_998");
	double yes = 0, all = 0;
	for (size_t i = 0; i < count; i++) {
		n[i] = n[i] >= 0 && n[i] < 9e15 ? n[i] : 0; /* of no calls there are no limits */
		yes += x[i];
		all += n[i];
		x[i] /= n[i];
		variance[i] = funnel_share_variance(target, (int64_t)n[i]);
		json_t *pair = json_array();
		answer_add(answer, pair, answer_number(funnel_share_limit(0.001, target, (int64_t)n[i])));
		answer_add(answer, pair, answer_number(funnel_share_limit(0.999, target, (int64_t)n[i])));
		answer_add(answer, limits, pair);
	}
	struct funnel_places of = { count, x, variance };
	if (!answer_good(answer, funnel_of(&of, target, winsor, z, additive, &funnel)))
		goto out;
	answer_put_given(answer, root, "x");
	answer_put_given(answer, root, "n");
	answer_put_given(answer, root, "winsor");
	answer_put_number(answer, root, "target", yes / all);
	answer_put_numbers(answer, root, "z", z, count);
	answer_put_number(answer, root, "phi", funnel.phi);
	answer_put_number(answer, root, "tau2_dersimonian", funnel.tau_squared);
	answer_put_numbers(answer, root, "z_additive", additive, count);
out:
	free(additive);
	free(z);
	free(variance);
	free(n);
	free(x);
}

/* "1.2 then (1.1,1.3)x500": the first value, and a pair so many times. */
static double *generated(struct answer *answer, const char *words, size_t *ret_count)
{
	double first, low, high;
	unsigned times;
	/* A malformed number of them is refused by its size. */
	if (sscanf(words, "%lf then (%lf,%lf)x%u", &first, &low, &high, &times) != 4 || times > 1000000) /* NOLINT */
		return NULL;
	double *value = calloc(2 * (size_t)times + 1, sizeof *value);
	if (!value) {
		answer_short(answer);
		return NULL;
	}
	value[0] = first;
	for (size_t i = 1; i <= 2 * (size_t)times; i++)
		value[i] = i % 2 ? low : high;
	*ret_count = 2 * (size_t)times + 1;
	return value;
}

static void accuracy(struct answer *answer, const json_t *asked, json_t *root)
{
	const char *name;
	json_t *set;
	json_object_foreach((json_t *)asked, name, set)
	{
		const char *words = json_string_value(json_object_get(set, "gen"));
		size_t count = 0;
		if (!json_is_object(set))
			continue;
		double *value = words ? generated(answer, words, &count) : scalars_list(answer, set, "x", &count);
		if (value && count) {
			struct moments moments = moments_of(value, count);
			json_t *into = answer_object(answer, root, name);
			answer_put_given(answer, into, "x");
			answer_put_number(answer, into, "mean", moments.mean);
			answer_put_number(answer, into, "sd", moments.sd);
		}
		free(value);
	}
}

static void simpson(struct answer *answer, const json_t *asked, json_t *root)
{
	const json_t *row, *rows = json_object_get(asked, "table");
	size_t i;
	struct table *tables = calloc(json_array_size(rows) + 1, sizeof *tables);
	if (!tables) {
		answer_short(answer);
		return;
	}
	json_array_foreach(rows, i, row)
	{
		int64_t cell[4];
		for (size_t j = 0; j < 4; j++)
			cell[j] = llabs(json_integer_value(json_array_get(row, j)));
		tables[i] = (struct table){ cell[0], cell[1], cell[2], cell[3] };
	}
	struct mantel_haenszel found = mantel_haenszel_of(tables, json_array_size(rows), 0.95);
	double bounds[] = { found.odds_bounds.low, found.odds_bounds.high };
	answer_put_given(answer, root, "table");
	answer_put_number(answer, root, "crude_or", found.crude_odds_ratio);
	answer_put_number(answer, root, "mh_or", found.odds_ratio);
	answer_put_numbers(answer, root, "mh_ci", bounds, 2);
	answer_put_number(answer, root, "mh_chisq", found.test.chi_squared);
	answer_put_number(answer, root, "p", exp(found.test.log_p));
	enum adjustment turn = mantel_haenszel_adjustment(log(found.crude_odds_ratio), log(found.odds_ratio));
	answer_put(answer, root, "reversed", json_string(turn == ADJUSTMENT_REVERSED ? "yes" : "no"));
	free(tables);
}

/* What a file holds tells what it is, whatever its name. */
static const struct {
	const char *key;     /* at the top, or of the first of its cases */
	const char *of_case; /* NULL: the key is enough */
	void (*answer)(struct answer *answer, const json_t *asked, json_t *root);
} kinds[] = {
	{ "pnorm", NULL, scalars_special },
	{ "one", NULL, scalars_proportions },
	{ "cases", "BH", scalars_multiplicity },
	{ "cases", "q", scalars_quantiles },
	{ "cases", "n_permutations", permutations },
	{ "normal_mixture", NULL, sequential },
	{ "schoenfeld", NULL, scalars_power },
	{ "limits_998", NULL, places },
	{ "breslow", NULL, appendix },
	{ "NumAcc1", NULL, accuracy },
	{ "crude_or", NULL, simpson },
	{ "all_tied", NULL, edge_cases },
	{ "tiny_gap", NULL, edge_cases },
	{ "huge", NULL, edge_cases },
};

json_t *answer_scalars(struct answer *answer, const json_t *asked)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const json_t *part = json_object_get(asked, kinds[i].key);
		if (!part || (kinds[i].of_case && !json_object_get(json_array_get(part, 0), kinds[i].of_case)))
			continue;
		json_t *root = json_object();
		kinds[i].answer(answer, asked, root);
		return root;
	}
	return NULL;
}
