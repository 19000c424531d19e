/* How wrong must the world be: each answer in closed form. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sensitivity.h"

#include <assert.h>
#include <math.h>

#include "audit/discrete.h"

double sensitivity_confounding(double risk_ratio)
{
	assert(!(risk_ratio < 0));
	double ratio = risk_ratio < 1 ? 1 / risk_ratio : risk_ratio;
	return ratio + sqrt(ratio) * sqrt(ratio - 1);
}

double sensitivity_confounding_of_bounds(struct interval risk_ratio)
{
	if (isnan(risk_ratio.low) || isnan(risk_ratio.high))
		return NAN;
	if (risk_ratio.low <= 1 && risk_ratio.high >= 1)
		return 1;
	return sensitivity_confounding(risk_ratio.low > 1 ? risk_ratio.low : risk_ratio.high);
}

double sensitivity_risk_of_odds(double odds_ratio, bool rare)
{
	return rare ? odds_ratio : sqrt(odds_ratio);
}

double sensitivity_risk_of_hazard(double hazard_ratio, bool rare)
{
	double root = sqrt(hazard_ratio);
	return rare ? hazard_ratio : expm1(-M_LN2 * root) / expm1(-M_LN2 / root);
}

struct interval sensitivity_share_bounds(struct sensitivity_share share)
{
	assert(share.in_time >= 0 && share.missing >= 0 && share.in_time + share.missing <= share.all);
	if (share.all == 0)
		return (struct interval){ 0, 1 };
	double all = (double)share.all;
	return (struct interval){ (double)share.in_time / all, (double)(share.in_time + share.missing) / all };
}

struct interval sensitivity_difference_bounds(struct sensitivity_share first, struct sensitivity_share second)
{
	struct interval one = sensitivity_share_bounds(first), other = sensitivity_share_bounds(second);
	return (struct interval){ one.low - other.high, one.high - other.low };
}

struct interval sensitivity_log_p(int64_t worse, int64_t pairs, double gamma)
{
	assert(worse >= 0 && worse <= pairs && gamma >= 1);
	return (struct interval){ discrete_binomial(worse - 1, pairs, 1 / (1 + gamma)).log_above,
		                  discrete_binomial(worse - 1, pairs, gamma / (1 + gamma)).log_above };
}

double sensitivity_gamma(int64_t worse, int64_t pairs, double alpha)
{
	assert(worse >= 0 && worse <= pairs && alpha > 0 && alpha < 1);
	if (worse == 0)
		return NAN;
	/* At most alpha lies beyond where a pair's chance is the exact lower limit, as of Clopper and Pearson. */
	double chance = special_beta_quantile(alpha, (double)worse, (double)(pairs - worse) + 1);
	double gamma = chance / (1 - chance);
	return gamma >= 1 ? gamma : (double)NAN;
}
