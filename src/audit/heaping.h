/* Do recorded times heap: just under a target, or on whole minutes, where what happens by itself does not.
 *
 * A heap just under a target says that times were written with the target in mind (as ambulances' were before 8 minutes);
 * one on whole minutes, that they were written from memory.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_HEAPING_H
#define AUDIT_HEAPING_H

#include <stddef.h>
#include <stdint.h>

#include "audit/interval.h"

/* Counts, and how unlikely they are.  Of no calls the bounds are 0 and 1 and both logs 0. */
struct heap {
	int64_t heaped, all;
	double share, expected; /* the share is NaN of no calls */
	struct interval bounds; /* of the share: exact, 95 of 100 */
	double log_p;           /* exact binomial, two-sided */
	double log_p_above;     /* of so many or more */
};

/* Of `all` calls `heaped` lie where the share `expected` is to lie, which is in [0, 1]. */
struct heap heaping_of(int64_t heaped, int64_t all, double expected);

/*
 * Times in [target - width, target) among those in [target - width, target + width), of which half are expected: true
 * where the density hardly changes within two widths, 30 s as a rule.  Times in the target's unit; a NaN is none.
 */
struct heap heaping_at(const double *time, size_t count, double target, double width);

/* Stamps on second :00 of their minute, of which 1 in 60 is expected.  Seconds since any whole minute, also before it. */
struct heap heaping_of_minutes(const int64_t *second, size_t count);

#endif
