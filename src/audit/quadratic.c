/* By Cholesky's factors with the greatest pivot first, for as long as there is one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/quadratic.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A pivot below this part of its own variance is what rounding left of none. */
static const double PIVOT_TOLERANCE = 1e-10;

/* What is left of V and z once the groups used so far have explained what they can. */
struct rest {
	uint32_t groups;
	double *v, *z;
	const double *whole; /* V as it was */
	bool *used;
};

/* The unused group with the most variance left; `groups` where none is left. */
static uint32_t pivot_of(const struct rest *rest)
{
	uint32_t pivot = rest->groups;
	double most = 0;
	for (uint32_t k = 0; k < rest->groups; k++) {
		size_t at = (size_t)k * rest->groups + k;
		if (rest->used[k] || !(rest->v[at] > rest->whole[at] * PIVOT_TOLERANCE) || !(rest->v[at] > most))
			continue;
		most = rest->v[at];
		pivot = k;
	}
	return pivot;
}

static void sweep_out(const struct rest *rest, uint32_t pivot)
{
	const double *line = rest->v + (size_t)pivot * rest->groups;
	rest->used[pivot] = true;
	for (uint32_t k = 0; k < rest->groups; k++) {
		double *row = rest->v + (size_t)k * rest->groups;
		double part = row[pivot] / line[pivot];
		if (rest->used[k])
			continue;
		rest->z[k] -= part * rest->z[pivot];
		for (uint32_t l = 0; l < rest->groups; l++)
			if (!rest->used[l])
				row[l] -= part * line[l];
	}
}

enum status quadratic_form_of(const double *z, const double *v, uint32_t groups, struct quadratic *ret_quadratic)
{
	struct quadratic sum = { 0 };
	size_t cells;
	enum status status = STATUS_MEMORY;
	assert(groups);
	if (__builtin_mul_overflow((size_t)groups, (size_t)groups + 1, &cells))
		return STATUS_LIMIT;
	double *held = calloc(cells, sizeof *held);
	bool *used = calloc(groups, sizeof *used);
	if (!held || !used)
		goto out;
	struct rest rest = { .groups = groups, .v = held + groups, .z = held, .whole = v, .used = used };
	memcpy(rest.z, z, groups * sizeof *z);
	memcpy(rest.v, v, (size_t)groups * groups * sizeof *v);
	for (uint32_t pivot = pivot_of(&rest); pivot < groups; pivot = pivot_of(&rest)) {
		sum.form += rest.z[pivot] * rest.z[pivot] / rest.v[(size_t)pivot * groups + pivot];
		sum.rank++;
		sweep_out(&rest, pivot);
	}
	if (!sum.rank)
		sum.form = (double)NAN;
	*ret_quadratic = sum;
	status = STATUS_OK;
out:
	free(held);
	free(used);
	return status;
}
