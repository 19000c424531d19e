/* Shares of calls: each interval by its own formula, with the ends 0 and 1 exact. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/proportion.h"

#include <assert.h>
#include <math.h>

#include "audit/discrete.h"

/* What counts as no more likely than what was seen: equal chances differ by their rounding. */
#define EQUAL 1e-7

static const struct interval anything = { 0, 1 };

static void check(int64_t yes, int64_t all, double level)
{
	assert(yes >= 0 && yes <= all && level > 0 && level < 1);
}

struct interval proportion_exact(int64_t yes, int64_t all, double level)
{
	double hits = (double)yes, misses = (double)(all - yes);
	struct interval bounds = anything;
	check(yes, all, level);
	if (yes > 0)
		bounds.low = special_beta_quantile((1 - level) / 2, hits, misses + 1);
	if (yes < all)
		bounds.high = special_beta_quantile((1 + level) / 2, hits + 1, misses);
	return bounds;
}

struct interval proportion_jeffreys(int64_t yes, int64_t all, double level)
{
	double hits = (double)yes + 0.5, misses = (double)(all - yes) + 0.5;
	struct interval bounds = anything;
	check(yes, all, level);
	if (yes > 0)
		bounds.low = special_beta_quantile((1 - level) / 2, hits, misses);
	if (yes < all)
		bounds.high = special_beta_quantile((1 + level) / 2, hits, misses);
	return bounds;
}

struct interval proportion_wilson(int64_t yes, int64_t all, double level)
{
	check(yes, all, level);
	if (all == 0)
		return anything;
	double n = (double)all, share = (double)yes / n, z = special_normal_quantile((1 + level) / 2), square = z * z;
	double middle = (share + square / (2 * n)) / (1 + square / n);
	double half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n);
	return (struct interval){ yes ? middle - half : 0, yes < all ? middle + half : 1 };
}

/* How many counts from `from` to `to`, away from the middle, are no more likely than the line; they are the outer ones. */
static int64_t unlikely(int64_t from, int64_t to, int64_t all, double expected, double line)
{
	int64_t way = to < from ? -1 : 1, low = 0, high = (to - from) * way + 1;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (discrete_binomial_log_mass(from + way * middle, all, expected) <= line)
			high = middle;
		else
			low = middle + 1;
	}
	return (to - from) * way + 1 - low;
}

double proportion_log_p(int64_t yes, int64_t all, double expected)
{
	check(yes, all, 0.5);
	assert(expected >= 0 && expected <= 1);
	double mean = (double)all * expected, hits = (double)yes;
	double line = discrete_binomial_log_mass(yes, all, expected) + log1p(EQUAL);
	if (expected == 0 || expected == 1)
		return hits == mean ? 0 : -INFINITY;
	if (hits == mean)
		return 0;
	double below, above;
	if (hits < mean) {
		int64_t far = unlikely((int64_t)ceil(mean), all, all, expected, line);
		below = discrete_binomial(yes, all, expected).log_below;
		above = discrete_binomial(all - far, all, expected).log_above;
	} else {
		int64_t far = unlikely((int64_t)floor(mean), 0, all, expected, line);
		below = discrete_binomial(far - 1, all, expected).log_below;
		above = discrete_binomial(yes - 1, all, expected).log_above;
	}
	return fmin(special_log_sum(below, above), 0);
}

struct interval proportion_difference(struct table table, double level)
{
	if (table_exposed(table) == 0 || table_reference(table) == 0)
		return (struct interval){ -1, 1 };
	struct interval one = proportion_wilson(table.exposed_yes, table_exposed(table), level);
	struct interval other = proportion_wilson(table.reference_yes, table_reference(table), level);
	double share = (double)table.exposed_yes / (double)table_exposed(table);
	double reference = (double)table.reference_yes / (double)table_reference(table);
	double down = hypot(share - one.low, other.high - reference),
	       up = hypot(one.high - share, reference - other.low);
	return (struct interval){ share - reference - down, share - reference + up };
}

static double squared_miss(int64_t seen, double expected)
{
	double miss = (double)seen - expected;
	return miss * miss / expected;
}

struct proportion_test proportion_pearson(struct table table)
{
	double exposed = (double)table_exposed(table), reference = (double)table_reference(table);
	double share = (double)table_yes(table) / (double)table_all(table);
	if (exposed == 0 || reference == 0 || table_yes(table) == 0 || table_no(table) == 0)
		return (struct proportion_test){ NAN, NAN };
	double sum =
	    squared_miss(table.exposed_yes, exposed * share) + squared_miss(table.reference_yes, reference * share);
	sum += squared_miss(table.exposed_no, exposed * (1 - share));
	sum += squared_miss(table.reference_no, reference * (1 - share));
	return (struct proportion_test){ sum, special_chi_squared(sum, 1).log_above };
}
