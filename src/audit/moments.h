/* Mean and standard deviation, by two passes: the textbook's one pass loses every digit where the mean is large. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_MOMENTS_H
#define AUDIT_MOMENTS_H

#include <stddef.h>

struct moments {
	double mean;
	double sd; /* of a sample, by n - 1; NaN below two values */
};

/* Of at least one value. */
struct moments moments_of(const double *value, size_t count);

#endif
