/* Many tests at once: p-values as they are worth when all are looked at, and the e-values that may be believed together.
 *
 * A NaN is a test that was not made: it counts nowhere and stays NaN.  What goes in and what comes out may be one array.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_MULTIPLICITY_H
#define AUDIT_MULTIPLICITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Against one false finding in all: times the number of tests, at most 1. */
void multiplicity_bonferroni(const double *p, size_t count, double *ret_p);
/* The same, stepping down from the smallest (Holm 1979).  STATUS_MEMORY. */
enum status multiplicity_holm(const double *p, size_t count, double *ret_p);
/* Against a share of false ones among the findings, where tests are independent or rise together (Benjamini and
 * Hochberg 1995), and whatever they are (Benjamini and Yekutieli 2001).  STATUS_MEMORY. */
enum status multiplicity_hochberg(const double *p, size_t count, double *ret_p);
enum status multiplicity_yekutieli(const double *p, size_t count, double *ret_p);

/*
 * e-BH (Wang and Ramdas 2022): with m e-values, the k largest are found, k the largest with e_(k) >= m / (k alpha);
 * equal ones share their lot.  Takes their logarithms, as sequence.h gives them.  STATUS_MEMORY.
 */
enum status multiplicity_of_e(const double *log_e, size_t count, double alpha, bool *ret_found);

#endif
