/* Sequences: each a closed formula of what has been added up so far. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sequence.h"

#include <assert.h>
#include <math.h>

#include "audit/discrete.h"

double sequence_rho(double variance, double alpha)
{
	assert(variance > 0 && alpha > 0 && alpha < 1);
	double twice = -2 * log(alpha);
	return variance / (twice + log1p(twice));
}

void sequence_add(struct sequence *sequence, double observed_less_expected, double variance)
{
	assert(sequence->rho > 0 && variance >= 0);
	sequence->sum += observed_less_expected;
	sequence->variance += variance;
	sequence->max_log_e = fmax(sequence->max_log_e, sequence_log_e(sequence));
}

double sequence_log_e(const struct sequence *sequence)
{
	double whole = sequence->variance + sequence->rho;
	return sequence->sum * sequence->sum / (2 * whole) - log1p(sequence->variance / sequence->rho) / 2;
}

double sequence_log_p(const struct sequence *sequence)
{
	/* The largest begins at 0: an e-value below 1 makes no p above 1. */
	return -sequence->max_log_e;
}

struct interval sequence_log_hazard(const struct sequence *sequence, double alpha)
{
	double variance = sequence->variance, rho = sequence->rho;
	assert(rho > 0 && alpha > 0 && alpha < 1);
	if (variance == 0)
		return (struct interval){ -INFINITY, INFINITY };
	double half = sqrt((variance + rho) * (log1p(variance / rho) - 2 * log(alpha)));
	return (struct interval){ (sequence->sum - half) / variance, (sequence->sum + half) / variance };
}

struct interval sequence_mean(double mean, double sd, size_t count, double rho, double alpha)
{
	double n = (double)count, more = n * rho * rho + 1;
	assert(rho > 0 && alpha > 0 && alpha < 1);
	if (count == 0)
		return (struct interval){ -INFINITY, INFINITY };
	double half = sd * sqrt(2 * more / (n * n * rho * rho) * (log(more) / 2 - log(alpha)));
	return (struct interval){ mean - half, mean + half };
}

double sequence_mean_rho(size_t count, double alpha)
{
	assert(count > 0);
	/* n rho^2 here is what V / rho is there. */
	return 1 / sqrt(sequence_rho((double)count, alpha));
}

double sequence_safe_step(double theta, int64_t reference_at_risk, int64_t exposed_at_risk, int64_t reference_events,
                          int64_t exposed_events)
{
	int64_t events = reference_events + exposed_events;
	double mean = 0;
	assert(theta > 0 && reference_events >= 0 && exposed_events >= 0);
	assert(reference_events <= reference_at_risk && exposed_events <= exposed_at_risk);
	/* The mean of theta^X where the hazards are alike; over its largest term, lest it overflow. */
	double top = theta > 1 ? (double)events * log(theta) : 0;
	for (int64_t i = 0; i <= events; i++)
		mean += exp(discrete_hypergeometric_log_mass(i, exposed_at_risk, reference_at_risk, events) +
		            (double)i * log(theta) - top);
	return (double)exposed_events * log(theta) - top - log(mean);
}

double sequence_cusum(double before, double z, double k)
{
	return fmax(0, before + z - k);
}

double sequence_smooth(double before, double z, double lambda)
{
	return lambda * z + (1 - lambda) * before;
}

double sequence_smooth_limit(size_t steps, double lambda, double width)
{
	assert(lambda > 0 && lambda <= 1);
	return width * sqrt(lambda / (2 - lambda) * (1 - pow(1 - lambda, 2 * (double)steps)));
}
