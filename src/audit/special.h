/* Normal, gamma and beta laws and their kin: both tails at once and in logarithms, so that neither is lost in the other.
 *
 * A tail is the logarithm of a chance: 0 is certain, -INFINITY is impossible, and what lies far out still has all its
 * digits where the chance itself would be zero.  exp() of it has about |log| rounding errors.  A NaN that goes in comes
 * out; a shape or a number of degrees of freedom that is not positive is a bug.
 * Tested against references of 15 digits and, in the far tails, against 40-digit arithmetic: see the test for how far.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SPECIAL_H
#define AUDIT_SPECIAL_H

/* Of one law at one point x: log P(X <= x) and log P(X > x). */
struct tails {
	double log_below, log_above;
};

/* log(1 - e^log_p); what rounding has lifted above 0 counts as 0. */
double special_log_complement(double log_p);
/* log(e^one + e^other). */
double special_log_sum(double one, double other);
/* log of the gamma function, for x > 0. */
double special_log_gamma(double x);
/* What Stirling's formula lacks: log(x!) - log(sqrt(2 pi x) (x/e)^x), for x > 0. */
double special_stirling_rest(double x);
/* Loader's half deviance x log(x / mean) + mean - x without its cancellation, for x >= 0 and mean > 0. */
double special_deviance(double x, double mean);

/* Standard normal. */
struct tails special_normal(double z);
/* log P(|Z| > |z|). */
double special_normal_two_sided(double z);
/* The z that has the chance p below it; -INFINITY at 0, INFINITY at 1, NaN outside. */
double special_normal_quantile(double p);
/* The z that has the chance e^log_p above it, for log_p <= log(1/2). */
double special_normal_quantile_above(double log_p);

/* Gamma law of this shape and scale 1: the incomplete gamma functions P and Q (DLMF 8.7.1 and 8.9.2). */
struct tails special_gamma(double x, double shape);
struct tails special_chi_squared(double x, double df);
/* The x that has the chance p below it, to the last digit of its law; NaN where p is not in [0, 1]. */
double special_chi_squared_quantile(double p, double df);

/* Beta law: the incomplete beta function and its complement (DLMF 8.17.22). */
struct tails special_beta(double x, double a, double b);
double special_beta_quantile(double p, double a, double b);
struct tails special_student(double t, double df);
/* Snedecor's F; below 0 nothing lies. */
struct tails special_variance_ratio(double f, double df_above, double df_below);

#endif
