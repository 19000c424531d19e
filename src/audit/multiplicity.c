/* Many tests at once: in their order, each by its rank, then never out of order again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/multiplicity.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct ranked {
	double value;
	size_t at;
};

/* Ascending; equal values in their place, so that no order is left to the sort. */
static int by_value(const void *a, const void *b)
{
	const struct ranked *one = a, *other = b;
	if (one->value != other->value)
		return one->value < other->value ? -1 : 1;
	return (one->at > other->at) - (one->at < other->at);
}

/* Those that are there, ascending; the caller frees. */
static enum status rank(const double *value, size_t count, struct ranked **ret_ranked, size_t *ret_there)
{
	struct ranked *ranked = calloc(count + 1, sizeof *ranked);
	size_t there = 0;
	if (!ranked)
		return STATUS_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (!isnan(value[i]))
			ranked[there++] = (struct ranked){ value[i], i };
	qsort(ranked, there, sizeof *ranked, by_value);
	*ret_ranked = ranked;
	*ret_there = there;
	return STATUS_OK;
}

static void keep_missing(const double *p, size_t count, double *ret_p)
{
	for (size_t i = 0; i < count; i++)
		if (isnan(p[i]))
			ret_p[i] = p[i];
}

void multiplicity_bonferroni(const double *p, size_t count, double *ret_p)
{
	double there = 0;
	for (size_t i = 0; i < count; i++)
		there += !isnan(p[i]);
	for (size_t i = 0; i < count; i++)
		ret_p[i] = isnan(p[i]) ? p[i] : fmin(1, p[i] * there);
}

enum status multiplicity_holm(const double *p, size_t count, double *ret_p)
{
	struct ranked *ranked;
	size_t there;
	double most = 0;
	enum status status = rank(p, count, &ranked, &there);
	if (status)
		return status;
	keep_missing(p, count, ret_p);
	for (size_t i = 0; i < there; i++) {
		most = fmax(most, ranked[i].value * (double)(there - i));
		ret_p[ranked[i].at] = fmin(1, most);
	}
	free(ranked);
	return STATUS_OK;
}

/* p m / rank times a factor, the least from there upwards. */
static enum status step_up(const double *p, size_t count, bool any_dependence, double *ret_p)
{
	struct ranked *ranked;
	size_t there;
	double least = 1, factor = any_dependence ? 0 : 1;
	enum status status = rank(p, count, &ranked, &there);
	if (status)
		return status;
	keep_missing(p, count, ret_p);
	for (size_t i = there; any_dependence && i > 0; i--)
		factor += 1 / (double)i;
	for (size_t i = there; i > 0; i--) {
		least = fmin(least, ranked[i - 1].value * (double)there / (double)i * factor);
		ret_p[ranked[i - 1].at] = least;
	}
	free(ranked);
	return STATUS_OK;
}

enum status multiplicity_hochberg(const double *p, size_t count, double *ret_p)
{
	return step_up(p, count, false, ret_p);
}

enum status multiplicity_yekutieli(const double *p, size_t count, double *ret_p)
{
	return step_up(p, count, true, ret_p);
}

enum status multiplicity_of_e(const double *log_e, size_t count, double alpha, bool *ret_found)
{
	struct ranked *ranked;
	size_t there, found = 0;
	assert(alpha > 0 && alpha <= 1);
	enum status status = rank(log_e, count, &ranked, &there);
	if (status)
		return status;
	for (size_t k = 1; k <= there; k++)
		if (ranked[there - k].value >= log((double)there) - log((double)k) - log(alpha))
			found = k;
	double line = found ? ranked[there - found].value : INFINITY;
	for (size_t i = 0; i < count; i++)
		ret_found[i] = found && log_e[i] >= line;
	free(ranked);
	return STATUS_OK;
}
