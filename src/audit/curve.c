/* Kaplan and Meier's curve: one pass over a strand, and what is read off it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/curve.h"

#include <math.h>
#include <stdlib.h>

/* Levels that differ by less than this are one step: what rounding leaves of a share such as 1/2. */
static const double STEP_TOLERANCE = 1.5e-8;

uint64_t curve_endings(const struct strand *strand, size_t slot, uint32_t group, uint64_t seen[SAMPLE_ENDINGS])
{
	uint32_t first = group == CURVE_ALL_GROUPS ? 0 : group;
	uint32_t last = group == CURVE_ALL_GROUPS ? strand->groups : group + 1;
	uint64_t leaving = 0;
	for (unsigned ending = 0; ending < SAMPLE_ENDINGS; ending++) {
		seen[ending] = 0;
		for (uint32_t g = first; g < last; g++)
			seen[ending] += strand_count(strand, slot, g, (enum sample_ending)ending);
		leaving += seen[ending];
	}
	return leaving;
}

enum status curve_columns(double **const *column, size_t columns, size_t length)
{
	double *held = calloc(columns * (length + 1), sizeof *held);
	if (!held)
		return STATUS_MEMORY;
	for (size_t i = 0; i < columns; i++)
		*column[i] = held + i * (length + 1);
	return STATUS_OK;
}

static enum status curve_open(size_t length, struct curve *ret_curve)
{
	double **const column[] = { &ret_curve->time,    &ret_curve->at_risk, &ret_curve->events, &ret_curve->others,
		                    &ret_curve->waiting, &ret_curve->se,      &ret_curve->hazard };
	ret_curve->length = length;
	return curve_columns(column, sizeof column / sizeof *column, length);
}

void curve_close(struct curve *curve)
{
	free(curve->time);
	*curve = (struct curve){ 0 };
}

size_t curve_times(const struct strand *strand, uint32_t group, uint64_t *ret_rows)
{
	uint64_t seen[SAMPLE_ENDINGS];
	size_t times = 0;
	*ret_rows = 0;
	assert(group < strand->groups || group == CURVE_ALL_GROUPS);
	for (size_t slot = 0; slot < strand->length; slot++) {
		uint64_t leaving = curve_endings(strand, slot, group, seen);
		times += leaving > 0;
		*ret_rows += leaving;
	}
	return times;
}

enum status curve_of(const struct strand *strand, uint32_t group, enum sample_ending event, struct curve *ret_curve)
{
	struct curve curve;
	uint64_t at_risk, seen[SAMPLE_ENDINGS];
	size_t length = curve_times(strand, group, &at_risk), at = 0;
	enum status status = curve_open(length, &curve);
	if (status != STATUS_OK)
		return status;
	double waiting = 1, spread = 0, hazard = 0;
	for (size_t slot = 0; slot < strand->length; slot++) {
		uint64_t leaving = curve_endings(strand, slot, group, seen);
		if (!leaving)
			continue;
		double n = (double)at_risk, d = (double)seen[event];
		waiting *= (n - d) / n;
		spread += d / (n * (n - d));
		hazard += d / n;
		curve.time[at] = strand->time[slot];
		curve.at_risk[at] = n;
		curve.events[at] = d;
		curve.others[at] = (double)(leaving - seen[event]);
		curve.waiting[at] = waiting;
		curve.se[at] = waiting > 0 ? waiting * sqrt(spread) : (double)NAN;
		curve.hazard[at] = hazard;
		at_risk -= leaving;
		at++;
	}
	assert(at == length && !at_risk);
	*ret_curve = curve;
	return STATUS_OK;
}

size_t curve_until(const double *time, size_t length, double t)
{
	size_t low = 0, high = length;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (time[middle] <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void curve_band(enum curve_scale scale, double z, const double *share, const double *se, size_t length,
                double *ret_lower, double *ret_upper)
{
	for (size_t i = 0; i < length; i++) {
		double s = share[i], lower = (double)NAN, upper = (double)NAN;
		if (scale == CURVE_PLAIN && !isnan(se[i])) {
			lower = fmax(s - z * se[i], 0);
			upper = fmin(s + z * se[i], 1);
		} else if (scale == CURVE_LOG && !isnan(se[i]) && s > 0) {
			lower = s * exp(-z * se[i] / s);
			upper = fmin(s * exp(z * se[i] / s), 1);
		} else if (scale == CURVE_LOG_LOG && !isnan(se[i]) && s > 0 && s < 1) {
			double width = z * se[i] / (s * -log(s));
			lower = pow(s, exp(width));
			upper = pow(s, exp(-width));
		}
		ret_lower[i] = lower;
		ret_upper[i] = upper;
	}
}

double curve_quantile(const double *time, const double *level, size_t length, double p)
{
	double wanted = 1 - p;
	size_t at = length;
	assert(p > 0 && p < 1);
	/* A level of NaN is at no height, so it is passed over here. */
	for (size_t i = 0; i < length; i++)
		if (level[i] <= wanted + STEP_TOLERANCE && (at == length || level[i] > level[at]))
			at = i;
	if (at == length)
		return (double)NAN;
	if (level[at] < wanted - STEP_TOLERANCE)
		return time[at];
	size_t next = at + 1;
	while (next < length && !(level[next] < wanted - STEP_TOLERANCE))
		next++;
	/* A flat step at the end reaches to the last time at which somebody was seen to wait. */
	double until = time[next < length ? next : length - 1];
	return time[at] + (until - time[at]) / 2;
}

struct curve_mean curve_mean_of(const struct curve *curve, double tau)
{
	struct curve_mean mean = { .tau = tau, .mean = (double)NAN, .se = (double)NAN };
	size_t until = curve_until(curve->time, curve->length, tau);
	double area = 0, variance = 0, end = tau;
	assert(tau >= 0);
	if (!curve->length)
		return mean;
	/* From the end, so that the area that an event still decides about is at hand. */
	for (size_t i = until; i-- > 0;) {
		double n = curve->at_risk[i], d = curve->events[i];
		area += curve->waiting[i] * (end - curve->time[i]);
		end = curve->time[i];
		/* Where nobody waits on there is no area either. */
		if (d > 0 && d < n)
			variance += area * area * d / (n * (n - d));
	}
	mean.mean = area + end;
	mean.se = sqrt(variance);
	mean.extended = until == curve->length && curve->time[until - 1] < tau && curve->waiting[until - 1] > 0;
	return mean;
}

struct curve_contrast curve_mean_difference(const struct curve_mean *a, const struct curve_mean *b, double z)
{
	double estimate = b->mean - a->mean, se = hypot(a->se, b->se);
	return (struct curve_contrast){ .estimate = estimate,
		                        .se = se,
		                        .lower = estimate - z * se,
		                        .upper = estimate + z * se,
		                        .z = estimate / se };
}

struct curve_contrast curve_gain_ratio(const struct curve_mean *a, const struct curve_mean *b, double z)
{
	const double nan = (double)NAN;
	double gained_a = a->tau - a->mean, gained_b = b->tau - b->mean;
	assert(a->tau == b->tau);
	if (!(gained_a > 0 && gained_b > 0))
		return (struct curve_contrast){ .estimate = nan, .se = nan, .lower = nan, .upper = nan, .z = nan };
	double ratio = gained_b / gained_a, se = hypot(a->se / gained_a, b->se / gained_b);
	return (struct curve_contrast){ .estimate = ratio,
		                        .se = se,
		                        .lower = ratio * exp(-z * se),
		                        .upper = ratio * exp(z * se),
		                        .z = log(ratio) / se };
}
