/* Laws of counts: binomial, Poisson and hypergeometric, with both tails in logarithms.
 *
 * Counts are exact up to 2^53.  Masses are Loader's (2000): saddle-point form, so that a count of millions keeps its digits.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_DISCRETE_H
#define AUDIT_DISCRETE_H

#include <stdint.h>

#include "audit/special.h"

/* Of k among n, each with the chance p in [0, 1].  A k outside 0..n is impossible, not a bug. */
double discrete_binomial_log_mass(int64_t k, int64_t n, double p);
struct tails discrete_binomial(int64_t k, int64_t n, double p);
/* The least k with P(X <= k) >= chance, for 0 <= chance <= 1; a shortfall of 64 rounding errors counts as reached. */
int64_t discrete_binomial_quantile(double chance, int64_t n, double p);

/* Of k where mean are expected, mean >= 0. */
double discrete_poisson_log_mass(int64_t k, double mean);
struct tails discrete_poisson(int64_t k, double mean);
/* As the binomial one, for chance < 1. */
int64_t discrete_poisson_quantile(double chance, double mean);

/* Of k marked ones among `drawn`, taken from `marked` and `plain` ones; drawn <= marked + plain. */
double discrete_hypergeometric_log_mass(int64_t k, int64_t marked, int64_t plain, int64_t drawn);
struct tails discrete_hypergeometric(int64_t k, int64_t marked, int64_t plain, int64_t drawn);

#endif
