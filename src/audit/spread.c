/* The mean of cut squares falls as tau grows, so bisection finds where it is what it should be. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/spread.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "audit/special.h"

#define CUT 1.5
/* Doublings until even a place with nothing but spread is narrow enough, and halvings to the last digit. */
#define DOUBLINGS 200
#define HALVINGS 100

/* Mean of min(Z^2, c^2) of a standard normal Z: (1 - 2 Q(c)) - 2 c phi(c) + 2 c^2 Q(c). */
static double cut_square(void)
{
	double beyond = exp(special_normal(CUT).log_above);
	double density = exp(-CUT * CUT / 2) / sqrt(2 * 3.14159265358979323846);
	return 1 - 2 * beyond - 2 * CUT * density + 2 * CUT * CUT * beyond;
}

static int by_value(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

/* Of off / variance; `ret_off` is scratch, and in the end what each is off the median. */
static void center(const double *off, const double *variance, size_t count, double *ret_off)
{
	for (size_t i = 0; i < count; i++) {
		assert(variance[i] > 0);
		ret_off[i] = off[i] / variance[i];
	}
	qsort(ret_off, count, sizeof *ret_off, by_value);
	double median = (ret_off[(count - 1) / 2] + ret_off[count / 2]) / 2;
	for (size_t i = 0; i < count; i++)
		ret_off[i] = off[i] - variance[i] * median;
}

static double mean_square(const double *off, const double *variance, size_t count, double tau_squared)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		double square = off[i] * off[i] / (variance[i] + variance[i] * variance[i] * tau_squared);
		sum += fmin(square, CUT * CUT);
	}
	return sum / (double)count;
}

static double solve(const double *off, const double *variance, size_t count)
{
	double wanted = cut_square(), low = 0, high = 1;
	if (mean_square(off, variance, count, 0) <= wanted)
		return 0;
	for (int i = 0; i < DOUBLINGS && mean_square(off, variance, count, high) > wanted; i++)
		high *= 2;
	for (int i = 0; i < HALVINGS; i++) {
		double middle = low + (high - low) / 2;
		if (mean_square(off, variance, count, middle) > wanted)
			low = middle;
		else
			high = middle;
	}
	return high;
}

enum status spread_of(const double *off, const double *variance, size_t count, double *ret_tau_squared)
{
	double *centered = calloc(count + 1, sizeof *centered);
	if (!centered)
		return STATUS_MEMORY;
	if (count > 1)
		center(off, variance, count, centered);
	*ret_tau_squared = count > 1 ? solve(centered, variance, count) : 0;
	free(centered);
	return STATUS_OK;
}
