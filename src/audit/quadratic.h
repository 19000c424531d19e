/* How far sums that belong together lie from 0, in units of their spread: z' V^-1 z, where V may lack full rank. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_QUADRATIC_H
#define AUDIT_QUADRATIC_H

#include <stdint.h>

#include "base/status.h"

struct quadratic {
	double form;   /* chi-square with as many degrees of freedom as the rank; NaN where that is 0 */
	uint32_t rank; /* of groups that all met one another, all but one */
};

/*
 * `z` has `groups` sums and `v` their variances and covariances, groups x groups, both kept as they are.  Sums over
 * groups that add up to 0 have a V that lacks at least one rank; which of the groups is left out changes nothing.
 */
enum status quadratic_form_of(const double *z, const double *v, uint32_t groups, struct quadratic *ret_quadratic);

#endif
