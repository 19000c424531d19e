/* Quantiles: the ranks come from the binomial law, the values from the tally. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/quantile.h"

#include <assert.h>
#include <math.h>

#include "audit/discrete.h"

/* n p is a whole number more often than its rounding says. */
#define ROUNDING 0x1p-52

static double value_at(const struct tally *tally, int64_t rank)
{
	return rank >= 1 && (uint64_t)rank <= tally->all ? tally_at(tally, (uint64_t)rank) : (double)NAN;
}

struct quantile quantile_of(const struct tally *tally, double p, double level)
{
	assert(p > 0 && p < 1 && level > 0 && level < 1);
	int64_t n = (int64_t)tally->all;
	if (n == 0)
		return (struct quantile){ NAN, 0, 0, NAN, NAN };
	int64_t rank = (int64_t)ceil((double)n * p * (1 - 2 * ROUNDING));
	int64_t low = discrete_binomial_quantile((1 - level) / 2, n, p);
	int64_t high = discrete_binomial_quantile((1 + level) / 2, n, p) + 1;
	return (struct quantile){ value_at(tally, rank < 1 ? 1 : rank), low, high, value_at(tally, low),
		                  value_at(tally, high) };
}

double quantile_between(const struct tally *tally, double p)
{
	assert(p >= 0 && p <= 1);
	if (tally->all == 0)
		return NAN;
	double place = (double)(tally->all - 1) * p, whole = floor(place * (1 + 2 * ROUNDING));
	double part = fmax(place - whole, 0), lower = value_at(tally, (int64_t)whole + 1);
	double upper = part > 0 ? value_at(tally, (int64_t)whole + 2) : lower;
	/* Between equal values, which may be infinite, nothing lies. */
	return lower == upper ? lower : (1 - part) * lower + part * upper;
}

struct interval quantile_difference(const struct quantile *first, const struct quantile *second)
{
	double difference = second->estimate - first->estimate;
	double down = hypot(second->estimate - second->low, first->high - first->estimate);
	double up = hypot(second->high - second->estimate, first->estimate - first->low);
	/* hypot() of an infinity and a NaN is infinite: what is not known stays so. */
	if (isnan(second->low) || isnan(first->high))
		down = NAN;
	if (isnan(second->high) || isnan(first->low))
		up = NAN;
	return (struct interval){ difference - down, difference + up };
}
