/* Laws of counts: masses by deviance, tails by the incomplete gamma and beta functions or by the shorter sum. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/discrete.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define LOG_2_PI 1.8378770664093454836
#define ROUNDING 0x1p-52

static const struct tails all_above = { -INFINITY, 0 };
static const struct tails all_below = { 0, -INFINITY };

double discrete_binomial_log_mass(int64_t k, int64_t n, double p)
{
	assert(n >= 0 && p >= 0 && p <= 1);
	if (k < 0 || k > n)
		return -INFINITY;
	double hits = (double)k, misses = (double)(n - k), all = (double)n;
	if (p == 0 || p == 1)
		return (p == 0 ? hits : misses) == 0 ? 0 : -INFINITY;
	/* The two ends have no Stirling's formula, and need none. */
	if (k == 0)
		return all * log1p(-p);
	if (k == n)
		return all * log(p);
	return special_stirling_rest(all) - special_stirling_rest(hits) - special_stirling_rest(misses) -
	       special_deviance(hits, all * p) - special_deviance(misses, all * (1 - p)) +
	       (log(all) - log(hits) - log(misses) - LOG_2_PI) / 2;
}

struct tails discrete_binomial(int64_t k, int64_t n, double p)
{
	assert(n >= 0 && p >= 0 && p <= 1);
	if (k < 0)
		return all_above;
	if (k >= n)
		return all_below;
	/* More than k hits among n: the (k+1)th smallest of n uniform numbers lies below p. */
	struct tails order = special_beta(p, (double)k + 1, (double)(n - k));
	return (struct tails){ order.log_above, order.log_below };
}

/* Is the chance reached, but for rounding?  Asked in the smaller tail, which has the digits. */
static bool reached(struct tails tails, double chance)
{
	return chance <= 0.5 ? tails.log_below >= log(chance) - 64 * ROUNDING
	                     : tails.log_above <= log1p(-chance) + 64 * ROUNDING;
}

int64_t discrete_binomial_quantile(double chance, int64_t n, double p)
{
	assert(chance >= 0 && chance <= 1);
	int64_t low = 0, high = n;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (reached(discrete_binomial(middle, n, p), chance))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

double discrete_poisson_log_mass(int64_t k, double mean)
{
	assert(mean >= 0);
	if (k < 0)
		return -INFINITY;
	if (mean == 0)
		return k ? -INFINITY : 0;
	if (k == 0)
		return -mean;
	double count = (double)k;
	return -special_stirling_rest(count) - special_deviance(count, mean) - (LOG_2_PI + log(count)) / 2;
}

struct tails discrete_poisson(int64_t k, double mean)
{
	assert(mean >= 0);
	if (k < 0)
		return all_above;
	/* At most k by the time `mean`: the (k+1)th arrival comes later. */
	struct tails arrival = special_gamma(mean, (double)k + 1);
	return (struct tails){ arrival.log_above, arrival.log_below };
}

int64_t discrete_poisson_quantile(double chance, double mean)
{
	assert(chance >= 0 && chance < 1);
	int64_t low = 0, high = 1;
	while (!reached(discrete_poisson(high, mean), chance))
		high *= 2;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (reached(discrete_poisson(middle, mean), chance))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

double discrete_hypergeometric_log_mass(int64_t k, int64_t marked, int64_t plain, int64_t drawn)
{
	assert(marked >= 0 && plain >= 0 && drawn >= 0 && drawn <= marked + plain);
	if (k < 0 || k > marked || k > drawn || drawn - k > plain)
		return -INFINITY;
	if (marked + plain == 0)
		return 0;
	/* Loader: with any p the masses of three binomial laws have the wanted quotient; this p keeps them all large. */
	double p = (double)drawn / (double)(marked + plain);
	return discrete_binomial_log_mass(k, marked, p) + discrete_binomial_log_mass(drawn - k, plain, p) -
	       discrete_binomial_log_mass(drawn, marked + plain, p);
}

/* log P(X <= k), where k lies below the mean: the masses fall off from k downwards. */
static double hypergeometric_log_below(int64_t k, int64_t marked, int64_t plain, int64_t drawn)
{
	double sum = 1, term = 1;
	for (int64_t i = k; i > 0 && term > sum * ROUNDING / 8; i--) {
		term *= (double)i * (double)(plain - drawn + i) / ((double)(marked - i + 1) * (double)(drawn - i + 1));
		sum += term;
	}
	return discrete_hypergeometric_log_mass(k, marked, plain, drawn) + log(sum);
}

struct tails discrete_hypergeometric(int64_t k, int64_t marked, int64_t plain, int64_t drawn)
{
	assert(marked >= 0 && plain >= 0 && drawn >= 0 && drawn <= marked + plain);
	if (k < 0 || k < drawn - plain)
		return all_above;
	if (k >= marked || k >= drawn)
		return all_below;
	if ((double)k * (double)(marked + plain) < (double)marked * (double)drawn) {
		double below = hypergeometric_log_below(k, marked, plain, drawn);
		return (struct tails){ below, special_log_complement(below) };
	}
	/* Above the mean the plain ones are counted: more than k marked are fewer than drawn - k plain. */
	double above = hypergeometric_log_below(drawn - k - 1, plain, marked, drawn);
	return (struct tails){ special_log_complement(above), above };
}
