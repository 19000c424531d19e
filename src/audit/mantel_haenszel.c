/* Mantel and Haenszel: sums over strata, then the quotients of sums. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/mantel_haenszel.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "audit/special.h"

/* A stratum as numbers: the two groups' "yes" and "no", their sizes, both columns, all. */
struct cells {
	double a, b, c, d, exposed, reference, yes, no, all;
};

static struct cells cells_of(struct table table)
{
	return (struct cells){ .a = (double)table.exposed_yes,
		               .b = (double)table.exposed_no,
		               .c = (double)table.reference_yes,
		               .d = (double)table.reference_no,
		               .exposed = (double)table_exposed(table),
		               .reference = (double)table_reference(table),
		               .yes = (double)table_yes(table),
		               .no = (double)table_no(table),
		               .all = (double)table_all(table) };
}

/* One call has nothing to be compared with. */
static bool says_something(struct table table)
{
	return table_all(table) >= 2;
}

size_t mantel_haenszel_tables(const struct sample *sample, double tau, uint32_t exposed, uint32_t reference,
                              struct table *ret_tables)
{
	size_t dropped = 0;
	assert(exposed != reference);
	memset(ret_tables, 0, sample_strata(sample) * sizeof *ret_tables);
	for (size_t i = 0; i < sample->rows; i++) {
		struct table *table = &ret_tables[sample_stratum(sample, i)];
		bool answered = sample->ending[i] == SAMPLE_SERVED && sample->time[i] <= tau;
		if (sample->group[i] != exposed && sample->group[i] != reference)
			continue;
		if (sample->ending[i] == SAMPLE_OPEN && sample->time[i] < tau)
			dropped++;
		else if (sample->group[i] == exposed)
			*(answered ? &table->exposed_no : &table->exposed_yes) += 1;
		else
			*(answered ? &table->reference_no : &table->reference_yes) += 1;
	}
	return dropped;
}

static void odds(const struct table *tables, size_t count, double level, struct mantel_haenszel *ret)
{
	double for_it = 0, against = 0, pr = 0, mixed = 0, qs = 0;
	for (size_t i = 0; i < count; i++) {
		struct cells k = cells_of(tables[i]);
		if (!says_something(tables[i]))
			continue;
		double p = (k.a + k.d) / k.all, q = (k.b + k.c) / k.all, r = k.a * k.d / k.all, s = k.b * k.c / k.all;
		for_it += r;
		against += s;
		pr += p * r;
		mixed += p * s + q * r;
		qs += q * s;
	}
	double z = special_normal_quantile((1 + level) / 2);
	double variance = pr / (2 * for_it * for_it) + mixed / (2 * for_it * against) + qs / (2 * against * against);
	ret->odds_ratio = for_it / against;
	ret->odds_log_se = sqrt(variance);
	ret->odds_bounds.low = exp(log(ret->odds_ratio) - z * ret->odds_log_se);
	ret->odds_bounds.high = exp(log(ret->odds_ratio) + z * ret->odds_log_se);
}

static void risks(const struct table *tables, size_t count, struct mantel_haenszel *ret)
{
	double exposed = 0, reference = 0, weight = 0, ratio = 0, sato_p = 0, sato_q = 0, robins = 0;
	for (size_t i = 0; i < count; i++) {
		struct cells k = cells_of(tables[i]);
		double n1 = k.exposed, n0 = k.reference, all = k.all;
		if (n1 == 0 || n0 == 0)
			continue;
		exposed += k.a * n0 / all;
		reference += k.c * n1 / all;
		weight += n1 * n0 / all;
		ratio += (k.yes * n1 * n0 - k.a * k.c * all) / (all * all);
		sato_p += (n1 * n1 * k.c - n0 * n0 * k.a + n1 * n0 * (n0 - n1) / 2) / (all * all);
		sato_q += (k.a * k.d + k.b * k.c) / (2 * all);
		robins += (k.a * k.b * n0 * n0 * n0 + k.c * k.d * n1 * n1 * n1) / (n1 * n0 * all * all);
	}
	ret->risk_ratio = exposed / reference;
	ret->risk_log_se = sqrt(ratio / (exposed * reference));
	ret->risk_difference = (exposed - reference) / weight;
	ret->risk_se = sqrt(ret->risk_difference * sato_p + sato_q) / weight;
	ret->risk_se_robins = sqrt(robins) / weight;
}

static struct mantel_haenszel_test test_of(double chi_squared, size_t df)
{
	double log_p =
	    df > 0 && !isnan(chi_squared) ? special_chi_squared(chi_squared, (double)df).log_above : (double)NAN;
	return (struct mantel_haenszel_test){ chi_squared, df, log_p };
}

static void tests(const struct table *tables, size_t count, struct mantel_haenszel *ret)
{
	double off = 0, variance = 0;
	for (size_t i = 0; i < count; i++) {
		struct cells k = cells_of(tables[i]);
		if (!says_something(tables[i]))
			continue;
		off += k.a - k.exposed * k.yes / k.all;
		variance += k.exposed * k.reference * k.yes * k.no / (k.all * k.all * (k.all - 1));
	}
	double far = fabs(off), less = far >= 0.5 ? far - 0.5 : far;
	ret->test = test_of(far * far / variance, 1);
	ret->corrected = test_of(less * less / variance, 1);
}

/* How many of the exposed would be "yes", the margins and the odds ratio given: the root of a quadratic between them. */
static double expected_at(struct cells k, double odds_ratio)
{
	double b = k.all - k.yes - k.exposed + odds_ratio * (k.exposed + k.yes), a = 1 - odds_ratio;
	double root = sqrt(b * b + 4 * a * odds_ratio * k.exposed * k.yes);
	return b > 0 ? 2 * odds_ratio * k.exposed * k.yes / (b + root) : (root - b) / (2 * a);
}

static void homogeneity(const struct table *tables, size_t count, struct mantel_haenszel *ret)
{
	double sum = 0;
	size_t full = 0;
	for (size_t i = 0; i < count; i++) {
		struct cells k = cells_of(tables[i]);
		if (k.exposed == 0 || k.reference == 0 || k.yes == 0 || k.no == 0)
			continue;
		double x = expected_at(k, ret->odds_ratio), off = k.a - x;
		sum += off * off * (1 / x + 1 / (k.exposed - x) + 1 / (k.yes - x) + 1 / (k.reference - k.yes + x));
		full++;
	}
	if (!(ret->odds_ratio > 0 && ret->odds_ratio < INFINITY))
		sum = NAN;
	ret->homogeneity = test_of(full == ret->strata ? sum : (double)NAN, ret->strata ? ret->strata - 1 : 0);
	ret->homogeneity_of_full = test_of(sum, full ? full - 1 : 0);
}

struct mantel_haenszel mantel_haenszel_of(const struct table *tables, size_t count, double level)
{
	struct mantel_haenszel found = { 0 };
	struct table crude = { 0 };
	assert(level > 0 && level < 1);
	for (size_t i = 0; i < count; i++) {
		if (!says_something(tables[i]))
			continue;
		found.strata++;
		crude.exposed_yes += tables[i].exposed_yes;
		crude.exposed_no += tables[i].exposed_no;
		crude.reference_yes += tables[i].reference_yes;
		crude.reference_no += tables[i].reference_no;
	}
	struct cells k = cells_of(crude);
	found.crude_odds_ratio = k.a * k.d / (k.b * k.c);
	odds(tables, count, level, &found);
	risks(tables, count, &found);
	tests(tables, count, &found);
	homogeneity(tables, count, &found);
	return found;
}

enum adjustment mantel_haenszel_adjustment(double crude, double adjusted)
{
	if (isnan(crude) || isnan(adjusted))
		return ADJUSTMENT_UNKNOWN;
	if ((crude < 0 && adjusted > 0) || (crude > 0 && adjusted < 0))
		return ADJUSTMENT_REVERSED;
	return crude != 0 && fabs(adjusted) <= fabs(crude) / 2 ? ADJUSTMENT_HALVED : ADJUSTMENT_STEADY;
}
