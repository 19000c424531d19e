/* Files of single numbers: laws, shares, many tests, quantiles, power.  Each part is answered from its own row. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_answer_scalars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/conditional.h"
#include "audit/discrete.h"
#include "audit/multiplicity.h"
#include "audit/power.h"
#include "audit/proportion.h"
#include "audit/quantile.h"
#include "audit/shift.h"
#include "audit/special.h"

double scalars_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

double scalars_number_at(const json_t *list, size_t i)
{
	const json_t *value = json_array_get(list, i);
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

int64_t scalars_count(const json_t *object, const char *key)
{
	double value = scalars_number(object, key);
	return fabs(value) < 9e15 ? (int64_t)value : 0;
}

double *scalars_list(struct answer *answer, const json_t *object, const char *key, size_t *ret_count)
{
	const json_t *list = json_object_get(object, key);
	size_t count = json_array_size(list);
	double *value = calloc(count + 1, sizeof *value);
	if (!value) {
		answer_short(answer);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		value[i] = scalars_number_at(list, i);
	*ret_count = count;
	return value;
}

/* A law's shape must be above 0, or there is no such law. */
static bool is_law(double shape)
{
	return shape > 0 && isfinite(shape);
}

/* Each row's given numbers are marked, and its answers put beside them. */
typedef void row_answer(struct answer *answer, const json_t *row, json_t *into);

static void answer_rows(struct answer *answer, const json_t *asked, const char *key, const char *const *given,
                        row_answer *row_of, json_t *root)
{
	const json_t *row, *rows = json_object_get(asked, key);
	size_t i;
	if (!json_is_array(rows))
		return;
	json_t *list = answer_list(answer, root, key);
	json_array_foreach(rows, i, row)
	{
		json_t *into = answer_object_in(answer, list);
		for (const char *const *name = given; *name; name++)
			answer_put_given(answer, into, *name);
		row_of(answer, row, into);
	}
}

static void pnorm(struct answer *answer, const json_t *row, json_t *into)
{
	struct tails tails = special_normal(scalars_number(row, "x"));
	answer_put_number(answer, into, "p", exp(tails.log_below));
	answer_put_number(answer, into, "logp", tails.log_below);
	answer_put_number(answer, into, "logq", tails.log_above);
}
static void qnorm(struct answer *answer, const json_t *row, json_t *into)
{
	answer_put_number(answer, into, "x", special_normal_quantile(scalars_number(row, "p")));
}
static void pchisq(struct answer *answer, const json_t *row, json_t *into)
{
	if (!is_law(scalars_number(row, "df")))
		return;
	struct tails tails = special_chi_squared(scalars_number(row, "x"), scalars_number(row, "df"));
	answer_put_number(answer, into, "q", exp(tails.log_above));
	answer_put_number(answer, into, "logq", tails.log_above);
}
static void qchisq(struct answer *answer, const json_t *row, json_t *into)
{
	double p = scalars_number(row, "p"), df = scalars_number(row, "df");
	if (is_law(df))
		answer_put_number(answer, into, "x", special_chi_squared_quantile(p, df));
}
static void pt(struct answer *answer, const json_t *row, json_t *into)
{
	if (!is_law(scalars_number(row, "df")))
		return;
	struct tails tails = special_student(scalars_number(row, "x"), scalars_number(row, "df"));
	answer_put_number(answer, into, "p", exp(tails.log_below));
}
static void pbeta(struct answer *answer, const json_t *row, json_t *into)
{
	struct tails tails = special_beta(scalars_number(row, "x"), scalars_number(row, "a"), scalars_number(row, "b"));
	answer_put_number(answer, into, "p", exp(tails.log_below));
	answer_put_number(answer, into, "q", exp(tails.log_above));
}
static void qbeta(struct answer *answer, const json_t *row, json_t *into)
{
	double p = scalars_number(row, "p"), a = scalars_number(row, "a"), b = scalars_number(row, "b");
	if (is_law(a) && is_law(b))
		answer_put_number(answer, into, "x", special_beta_quantile(p, a, b));
}
static void pbinom(struct answer *answer, const json_t *row, json_t *into)
{
	if (!(scalars_number(row, "p") >= 0 && scalars_number(row, "p") <= 1) || scalars_count(row, "n") < 0)
		return;
	struct tails tails =
	    discrete_binomial(scalars_count(row, "k"), scalars_count(row, "n"), scalars_number(row, "p"));
	answer_put_number(answer, into, "cdf", exp(tails.log_below));
	answer_put_number(answer, into, "sf", exp(tails.log_above));
}
static void ppois(struct answer *answer, const json_t *row, json_t *into)
{
	if (!(scalars_number(row, "lambda") >= 0))
		return;
	struct tails tails = discrete_poisson(scalars_count(row, "k"), scalars_number(row, "lambda"));
	answer_put_number(answer, into, "cdf", exp(tails.log_below));
	answer_put_number(answer, into, "sf", exp(tails.log_above));
}
static void phyper(struct answer *answer, const json_t *row, json_t *into)
{
	int64_t marked = scalars_count(row, "m"), plain = scalars_count(row, "n"), drawn = scalars_count(row, "k");
	if (marked < 0 || plain < 0 || drawn < 0 || drawn > marked + plain)
		return;
	struct tails tails = discrete_hypergeometric(scalars_count(row, "q"), marked, plain, drawn);
	answer_put_number(answer, into, "cdf", exp(tails.log_below));
}
static void lgamma_of(struct answer *answer, const json_t *row, json_t *into)
{
	if (is_law(scalars_number(row, "x")))
		answer_put_number(answer, into, "v", special_log_gamma(scalars_number(row, "x")));
}

void scalars_special(struct answer *answer, const json_t *asked, json_t *root)
{
	static const struct {
		const char *key, *given[5];
		row_answer *row_of;
	} laws[] = {
		{ "pnorm", { "x" }, pnorm },           { "qnorm", { "p" }, qnorm },
		{ "pchisq", { "x", "df" }, pchisq },   { "qchisq", { "p", "df" }, qchisq },
		{ "pt", { "x", "df" }, pt },           { "pbeta", { "x", "a", "b" }, pbeta },
		{ "qbeta", { "p", "a", "b" }, qbeta }, { "pbinom", { "k", "n", "p" }, pbinom },
		{ "ppois", { "k", "lambda" }, ppois }, { "phyper", { "q", "m", "n", "k" }, phyper },
		{ "lgamma", { "x" }, lgamma_of },
	};
	for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
		answer_rows(answer, asked, laws[i].key, laws[i].given, laws[i].row_of, root);
}

static void put_bounds(struct answer *answer, json_t *into, const char *key, struct interval bounds)
{
	answer_put_numbers(answer, into, key, (double[]){ bounds.low, bounds.high }, 2);
}

static void one_share(struct answer *answer, const json_t *row, json_t *into)
{
	int64_t yes = scalars_count(row, "x"), all = scalars_count(row, "n");
	if (yes < 0 || yes > all)
		return;
	put_bounds(answer, into, "clopper_pearson", proportion_exact(yes, all, 0.95));
	answer_put_number(answer, into, "p_half", exp(proportion_log_p(yes, all, 0.5)));
	put_bounds(answer, into, "wilson", proportion_wilson(yes, all, 0.95));
	put_bounds(answer, into, "wilson_r", proportion_wilson(yes, all, 0.95));
	put_bounds(answer, into, "jeffreys", proportion_jeffreys(yes, all, 0.95));
}

static void two_shares(struct answer *answer, const json_t *row, json_t *into)
{
	int64_t x1 = scalars_count(row, "x1"), n1 = scalars_count(row, "n1");
	int64_t x2 = scalars_count(row, "x2"), n2 = scalars_count(row, "n2");
	if (x1 < 0 || x1 > n1 || x2 < 0 || x2 > n2)
		return;
	struct table table = { x1, n1 - x1, x2, n2 - x2 };
	struct proportion_test pearson = proportion_pearson(table);
	answer_put_number(answer, into, "diff", (double)x1 / (double)n1 - (double)x2 / (double)n2);
	put_bounds(answer, into, "newcombe", proportion_difference(table, 0.95));
	answer_put_number(answer, into, "chisq", pearson.chi_squared);
	answer_put_number(answer, into, "p", exp(pearson.log_p));
	/* Where the references have no exact test, it was not asked for. */
	if (!json_is_number(json_object_get(row, "fisher_p")))
		return;
	struct conditional all, early;
	if (!answer_good(answer, conditional_of(&table, 1, 0.95, 0, &all)) ||
	    !answer_good(answer, conditional_of(&table, 1, 0.95, CONDITIONAL_EARLY, &early)))
		return;
	answer_put_number(answer, into, "fisher_p", exp(all.log_p));
	put_bounds(answer, into, "fisher_or_ci", (struct interval){ early.low, early.high });
}

void scalars_proportions(struct answer *answer, const json_t *asked, json_t *root)
{
	static const char *const one[] = { "x", "n", NULL }, *const two[] = { "x1", "n1", "x2", "n2", NULL };
	answer_rows(answer, asked, "one", one, one_share, root);
	answer_rows(answer, asked, "two", two, two_shares, root);
}

static void many_tests(struct answer *answer, const json_t *row, json_t *into)
{
	size_t count = 0, e_count = 0;
	double *p = scalars_list(answer, row, "p", &count), *e = scalars_list(answer, row, "e", &e_count);
	double *got = calloc(count + 1, sizeof *got);
	bool *found = calloc(e_count + 1, sizeof *found);
	if (!(p && e && got && found)) {
		answer_short(answer);
		goto out;
	}
	if (answer_good(answer, multiplicity_hochberg(p, count, got)))
		answer_put_numbers(answer, into, "BH", got, count);
	if (answer_good(answer, multiplicity_yekutieli(p, count, got)))
		answer_put_numbers(answer, into, "BY", got, count);
	if (answer_good(answer, multiplicity_holm(p, count, got)))
		answer_put_numbers(answer, into, "holm", got, count);
	multiplicity_bonferroni(p, count, got);
	answer_put_numbers(answer, into, "bonferroni", got, count);
	for (size_t i = 0; i < e_count; i++)
		e[i] = log(e[i]);
	if (answer_good(answer, multiplicity_of_e(e, e_count, 0.05, found))) {
		json_t *list = answer_list(answer, into, "eBH_reject_05");
		for (size_t i = 0; i < e_count; i++)
			answer_add(answer, list, json_integer(found[i]));
	}
out:
	free(found);
	free(got);
	free(e);
	free(p);
}

void scalars_multiplicity(struct answer *answer, const json_t *asked, json_t *root)
{
	static const char *const given[] = { "p", "e", NULL };
	answer_rows(answer, asked, "cases", given, many_tests, root);
}

static void put_quantile(struct answer *answer, json_t *into, const char *key, const struct quantile *found)
{
	json_t *object = answer_object(answer, into, key);
	answer_put_number(answer, object, "est", found->estimate);
	answer_put_number(answer, object, "lo", found->low);
	answer_put_number(answer, object, "hi", found->high);
	answer_put_number(answer, object, "l", (double)found->low_rank);
	answer_put_number(answer, object, "u", (double)found->high_rank);
}

static void put_quantiles(struct answer *answer, const json_t *row, const struct tally *x, const struct tally *y,
                          json_t *into)
{
	const json_t *of;
	size_t i;
	json_t *list = answer_list(answer, into, "q");
	json_array_foreach(json_object_get(row, "q"), i, of)
	{
		double p = scalars_number(of, "p");
		json_t *entry = answer_object_in(answer, list);
		if (!(p > 0 && p < 1))
			continue;
		struct quantile first = quantile_of(x, p, 0.95), second = quantile_of(y, p, 0.95);
		answer_put_given(answer, entry, "p");
		put_quantile(answer, entry, "x", &first);
		put_quantile(answer, entry, "y", &second);
		answer_put_number(answer, entry, "diff", second.estimate - first.estimate);
		put_bounds(answer, entry, "mover", quantile_difference(&first, &second));
		answer_put_number(answer, entry, "type7_x", quantile_between(x, p));
		answer_put_number(answer, entry, "type7_y", quantile_between(y, p));
	}
}

static bool all_finite(const double *value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(value[i]))
			return false;
	return true;
}

static void two_samples(struct answer *answer, const json_t *row, json_t *into)
{
	size_t count[2] = { 0 };
	double *x = scalars_list(answer, row, "x", &count[0]), *y = scalars_list(answer, row, "y", &count[1]);
	struct tally first = { 0 }, second = { 0 };
	if (x && y && all_finite(x, count[0]) && all_finite(y, count[1]) &&
	    answer_good(answer, tally_of(x, count[0], &first)) && answer_good(answer, tally_of(y, count[1], &second))) {
		put_quantiles(answer, row, &first, &second, into);
		/* Where the references have none, it was not asked for. */
		if (json_is_object(json_object_get(row, "hodges_lehmann"))) {
			struct shift shift = shift_of(&first, &second);
			json_t *object = answer_object(answer, into, "hodges_lehmann");
			/* The references' own search, to compare; the median itself is exact. */
			answer_put_number(answer, object, "est", shift.near_median);
			answer_put_number(answer, object, "p", exp(shift.log_p));
			answer_put_number(answer, object, "W", shift.above);
			answer_put_number(answer, object, "exact", shift.median);
		}
	}
	tally_close(&first);
	tally_close(&second);
	free(x);
	free(y);
}

void scalars_quantiles(struct answer *answer, const json_t *asked, json_t *root)
{
	static const char *const given[] = { "x", "y", NULL };
	answer_rows(answer, asked, "cases", given, two_samples, root);
}

static void hazards(struct answer *answer, const json_t *row, json_t *into)
{
	const struct power_plan plan = { 0.05, 0.8, 1 };
	double ratio = scalars_number(row, "hr"), share = scalars_number(row, "p1");
	if (!is_law(ratio) || !(share > 0 && share < 1))
		return;
	answer_put_number(answer, into, "events_80", power_events(ratio, share, plan));
	answer_put_number(answer, into, "mde_hr_at_2000_events", power_hazard_ratio(2000, share, plan));
}

static void shares(struct answer *answer, const json_t *row, json_t *into)
{
	const struct power_plan plan = { 0.05, 0.8, 1 };
	double p1 = scalars_number(row, "p1"), p2 = scalars_number(row, "p2");
	if (p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1)
		answer_put_number(answer, into, "n_per_group", power_calls_near(p1, p2, plan));
}

void scalars_power(struct answer *answer, const json_t *asked, json_t *root)
{
	static const char *const hazard[] = { "hr", "p1", NULL }, *const share[] = { "p1", "p2", NULL };
	answer_rows(answer, asked, "schoenfeld", hazard, hazards, root);
	answer_rows(answer, asked, "two_prop", share, shares, root);
}
