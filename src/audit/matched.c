/* Each of the three laws by the incomplete beta or gamma function, which takes shapes that are not whole. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/matched.h"

#include <assert.h>
#include <math.h>

#include "audit/discrete.h"

/* Nearer to the mean than this part of it, the variance is Poisson's. */
#define EQUAL 1e-6

static const struct tails nothing_below = { -INFINITY, 0 };

/* Of `trials` trials, more than count + 1 of them: P(X <= k) = I_(1-p)(trials - k, k + 1). */
static struct tails of_trials(int64_t count, double trials, double chance)
{
	return special_beta(1 - chance, trials - (double)count, (double)count + 1);
}

/* P(X <= k) = I_p(shape, k + 1), p = shape / (shape + mean). */
static struct tails of_differing(int64_t count, double shape, double mean)
{
	return special_beta(shape / (shape + mean), shape, (double)count + 1);
}

struct tails matched_tails(int64_t count, double mean, double variance)
{
	assert(mean > 0 && variance > 0);
	if (count < 0)
		return nothing_below;
	double apart = variance - mean, shape = mean * mean / fabs(apart);
	if (fabs(apart) <= EQUAL * mean)
		return discrete_poisson(count, mean);
	if (apart > 0)
		return of_differing(count, shape, mean);
	/* So many are not possible by the matched law, though they may be by the real one: Poisson's allows for more. */
	if ((double)count + 1 >= shape)
		return discrete_poisson(count, mean);
	return of_trials(count, shape, -apart / mean);
}

double matched_z(int64_t count, double mean, double variance)
{
	double up = matched_tails(count - 1, mean, variance).log_above;
	double down = matched_tails(count, mean, variance).log_below;
	double half = log(0.5);
	if (fmin(up, down) >= half)
		return 0;
	return up <= down ? special_normal_quantile_above(up) : -special_normal_quantile_above(down);
}
