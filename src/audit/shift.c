/* The shift: differences are counted, never listed, and their median is found by halving among all doubles. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/shift.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "audit/root.h"
#include "audit/special.h"

/* How near the references come. */
#define NEAR 1e-4

struct pair {
	const struct tally *first, *second;
};

/* How many pairs have second - first <= limit.  As the second grows, fewer of the first are late enough. */
static uint64_t pairs_within(const struct pair *pair, double limit)
{
	const struct tally *first = pair->first, *second = pair->second;
	uint64_t late = first->all, pairs = 0;
	for (size_t i = 0, j = 0; i < second->values; i++) {
		while (j < first->values && second->value[i] - first->value[j] > limit)
			late -= first->count[j++];
		pairs += second->count[i] * late;
	}
	return pairs;
}

/* Doubles in the order of whole numbers, the negative ones turned round. */
static double double_of(int64_t order)
{
	uint64_t bits = order < 0 ? (UINT64_C(1) << 63) | (uint64_t)-order : (uint64_t)order;
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

static int64_t order_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits >> 63 ? -(int64_t)(bits & ~(UINT64_C(1) << 63)) : (int64_t)bits;
}

/* The difference of this rank: the least double that so many pairs are within. */
static double difference_at(const struct pair *pair, uint64_t rank, double least, double most)
{
	int64_t low = order_of(least), high = order_of(most);
	while (low < high) {
		/* Both signs at once would overflow; the shift rounds down for negative sums as well. */
		int64_t middle = (low & high) + ((low ^ high) >> 1);
		if (pairs_within(pair, double_of(middle)) >= rank)
			high = middle;
		else
			low = middle + 1;
	}
	return double_of(low);
}

/* Mann and Whitney's count of the second moved back, in twos so that it is whole, and its ties' sum of t^3 - t. */
static double count_above(const struct pair *pair, double back, double *ret_ties)
{
	const struct tally *first = pair->first, *second = pair->second;
	double twice = 0, ties = 0, below = 0;
	for (size_t i = 0, j = 0; i < first->values || j < second->values;) {
		double at = i < first->values ? first->value[i] : INFINITY;
		double moved = j < second->values ? second->value[j] - back : INFINITY;
		double one = 0, other = 0, value = fmin(at, moved);
		for (; i < first->values && first->value[i] == value; i++)
			one += (double)first->count[i];
		for (; j < second->values && second->value[j] - back == value; j++)
			other += (double)second->count[j];
		twice += other * (2 * below + one);
		ties += (one + other) * (one + other - 1) * (one + other + 1);
		below += one;
	}
	*ret_ties = ties;
	return twice / 2;
}

/* The standardised statistic of the second moved back; 0 where all are tied. */
static double standard(double back, const void *of)
{
	const struct pair *pair = of;
	double n1 = (double)pair->first->all, n2 = (double)pair->second->all, n = n1 + n2, ties;
	double above = count_above(pair, back, &ties);
	double variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)));
	return variance > 0 ? (above - n1 * n2 / 2) / sqrt(variance) : 0;
}

static double first_value(const struct tally *tally)
{
	return tally_at(tally, 1);
}

struct shift shift_of(const struct tally *first, const struct tally *second)
{
	struct pair pair = { first, second };
	struct shift shift = { NAN, NAN, NAN, NAN };
	double ties;
	if (first->all == 0 || second->all == 0)
		return shift;
	assert(first->all < UINT64_C(1) << 31 && second->all < UINT64_C(1) << 31);
	double least = first_value(second) - tally_at(first, first->all);
	double most = tally_at(second, second->all) - first_value(first);
	uint64_t pairs = first->all * second->all;
	assert(isfinite(least) && isfinite(most));
	shift.median = difference_at(&pair, (pairs + 1) / 2, least, most);
	if (pairs % 2 == 0)
		shift.median += (difference_at(&pair, pairs / 2 + 1, least, most) - shift.median) / 2;
	shift.near_median = root_between(standard, &pair, least, most, NEAR);
	shift.above = count_above(&pair, 0, &ties);
	shift.log_p = special_normal_two_sided(standard(0, &pair));
	return shift;
}
