/* Mean and standard deviation: the second pass takes back what the first has rounded. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/moments.h"

#include <assert.h>
#include <math.h>

struct moments moments_of(const double *value, size_t count)
{
	double sum = 0, rest = 0, squares = 0;
	assert(count);
	for (size_t i = 0; i < count; i++)
		sum += value[i];
	double near = sum / (double)count;
	for (size_t i = 0; i < count; i++)
		rest += value[i] - near;
	double mean = near + rest / (double)count;
	rest = 0;
	for (size_t i = 0; i < count; i++) {
		double off = value[i] - mean;
		squares += off * off;
		rest += off;
	}
	squares -= rest * rest / (double)count;
	return (struct moments){ .mean = mean, .sd = count > 1 ? sqrt(squares / (double)(count - 1)) : (double)NAN };
}
