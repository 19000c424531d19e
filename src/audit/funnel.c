/* Places beside each other: z-scores, their over-dispersion, and the exact limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/funnel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "audit/discrete.h"
#include "audit/quantile.h"

static double z_of(const struct funnel_places *places, size_t place, double target)
{
	double z = (places->value[place] - target) / sqrt(places->variance[place]);
	return isfinite(z) ? z : (double)NAN;
}

/* How many places say something, and the mean square of their z, cut off at the outer quantiles. */
static enum status winsorised(const struct funnel_places *places, double target, double winsor,
                              struct funnel *ret_funnel)
{
	double *z = calloc(places->count + 1, sizeof *z), sum = 0;
	size_t count = 0;
	struct tally tally;
	if (!z)
		return STATUS_MEMORY;
	for (size_t i = 0; i < places->count; i++)
		if (!isnan(z_of(places, i, target)))
			z[count++] = z_of(places, i, target);
	enum status status = tally_of(z, count, &tally);
	if (status)
		goto out;
	double low = quantile_between(&tally, winsor), high = quantile_between(&tally, 1 - winsor);
	for (size_t i = 0; i < count; i++) {
		double cut = fmin(fmax(z[i], low), high);
		sum += cut * cut;
	}
	*ret_funnel = (struct funnel){ .places = count, .phi = count ? sum / (double)count : (double)NAN };
	tally_close(&tally);
out:
	free(z);
	return status;
}

/* By the weights 1 / variance of the places that say something. */
static double tau_squared(const struct funnel_places *places, const double *z, size_t count, double phi)
{
	double weights = 0, squares = 0;
	for (size_t i = 0; i < places->count; i++) {
		if (isnan(z[i]))
			continue;
		weights += 1 / places->variance[i];
		squares += 1 / places->variance[i] / places->variance[i];
	}
	double apart = (double)count * phi - ((double)count - 1), by = weights - squares / weights;
	return count > 1 && apart > 0 ? apart / by : 0;
}

enum status funnel_of(const struct funnel_places *places, double target, double winsor, double *ret_z,
                      double *ret_z_additive, struct funnel *ret_funnel)
{
	struct funnel funnel;
	assert(winsor >= 0 && winsor < 0.5);
	enum status status = winsorised(places, target, winsor, &funnel);
	if (status)
		return status;
	for (size_t i = 0; i < places->count; i++)
		ret_z[i] = z_of(places, i, target);
	funnel.tau_squared = tau_squared(places, ret_z, funnel.places, funnel.phi);
	for (size_t i = 0; i < places->count; i++) {
		double z = (places->value[i] - target) / sqrt(places->variance[i] + funnel.tau_squared);
		ret_z_additive[i] = isnan(ret_z[i]) ? (double)NAN : z;
	}
	*ret_funnel = funnel;
	return STATUS_OK;
}

double funnel_share_variance(double target, int64_t all)
{
	return all > 0 ? target * (1 - target) / (double)all : (double)NAN;
}

double funnel_ratio_variance(double expected)
{
	return expected > 0 ? 1 / expected : (double)NAN;
}

/* How far below the count r the limit lies, from what lies up to r, beyond it and on it: in the tail that has the digits. */
static double back_from(struct tails tails, double log_mass, double chance)
{
	double over = chance <= 0.5 ? exp(tails.log_below) - chance : (1 - chance) - exp(tails.log_above);
	return over / exp(log_mass);
}

double funnel_share_limit(double chance, double target, int64_t all)
{
	assert(chance > 0 && chance < 1 && target >= 0 && target <= 1 && all >= 0);
	if (all == 0)
		return NAN;
	int64_t r = discrete_binomial_quantile(chance, all, target);
	double back = back_from(discrete_binomial(r, all, target), discrete_binomial_log_mass(r, all, target), chance);
	return ((double)r - back) / (double)all;
}

double funnel_ratio_limit(double chance, double expected)
{
	assert(chance > 0 && chance < 1 && expected >= 0);
	if (expected == 0)
		return NAN;
	int64_t r = discrete_poisson_quantile(chance, expected);
	double back = back_from(discrete_poisson(r, expected), discrete_poisson_log_mass(r, expected), chance);
	return ((double)r - back) / expected;
}
