/* Where a function of one number changes its sign: Brent's method, bisection with secant and quadratic steps. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_ROOT_H
#define AUDIT_ROOT_H

/*
 * An x between low and high where the function, given `of`, is zero or changes its sign, to half the tolerance and a few
 * roundings; tolerance 0 asks for all digits.  NaN where it has the same sign at both ends, or no number at one.
 * (Brent, Algorithms for Minimization without Derivatives, 1973, chapter 4, in the order of steps of netlib's c/brent:
 * who stops early as others do, with their tolerance and their ends, finds their figure.)
 */
double root_between(double (*function)(double x, const void *of), const void *of, double low, double high,
                    double tolerance);

#endif
