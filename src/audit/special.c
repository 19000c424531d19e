/* Normal, gamma and beta laws: a series or a continued fraction on the side where it converges, the rest by complement. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/special.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LOG_2 0.69314718055994530942
#define LOG_2_PI 1.8378770664093454836
/* Where a further term of a series changes nothing any more; a fraction goes on within two roundings for ever. */
#define ENOUGH 1e-17
#define ENOUGH_OF_FRACTION 0x2p-52
/* Series and fractions need some ten times the root of their largest parameter: this is never reached below 1e12. */
#define TERMS_MAX 100000000
/* Beyond this z the fraction of the normal tail has all its digits in so many terms. */
#define NORMAL_FAR 5
#define NORMAL_TERMS 80

static const struct tails nowhere = { NAN, NAN };
static const struct tails all_above = { -INFINITY, 0 };
static const struct tails all_below = { 0, -INFINITY };

double special_log_complement(double log_p)
{
	if (log_p >= 0)
		return -INFINITY;
	return log_p > -LOG_2 ? log(-expm1(log_p)) : log1p(-exp(log_p));
}

double special_log_sum(double one, double other)
{
	double more = fmax(one, other), less = fmin(one, other);
	return more == -INFINITY ? more : more + log1p(exp(less - more));
}

/* The one that leaves its sign with the caller, and so keeps no state. */
double special_log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

/* DLMF 5.11.1; from 16 on its first eight terms have all digits. */
double special_stirling_rest(double x)
{
	static const double term[] = { 1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
		                       1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400 };
	if (x < 16)
		return special_log_gamma(x + 1) - (x + 0.5) * log(x) + x - LOG_2_PI / 2;
	double sum = 0, inverse = 1 / x;
	for (int i = (int)(sizeof term / sizeof *term) - 1; i >= 0; i--)
		sum = sum * inverse * inverse + term[i];
	return sum * inverse;
}

/* log(1 + e) - e for |e| <= 1/2: with r = e / (2 + e) it is r (2 (r^2/3 + r^4/5 + ...) - e), without cancellation. */
static double log1p_less(double e)
{
	double r = e / (2 + e), square = r * r, power = square, sum = 0, before;
	int odd = 3;
	do {
		before = sum;
		sum += power / odd;
		power *= square;
		odd += 2;
	} while (sum != before);
	return r * (2 * sum - e);
}

double special_deviance(double x, double mean)
{
	if (x == 0)
		return mean;
	double off = (mean - x) / x;
	if (fabs(off) <= 0.5)
		return -x * log1p_less(off);
	return x * log(x / mean) + mean - x;
}

double special_normal_two_sided(double z)
{
	z = fabs(z);
	if (z < 0.5)
		return log1p(-erf(z * M_SQRT1_2));
	if (!(z >= NORMAL_FAR))
		return log(erfc(z * M_SQRT1_2));
	/* Mills' ratio 1/(z + 1/(z + 2/(z + ...))) (DLMF 7.9.1). */
	double fraction = z;
	for (int i = NORMAL_TERMS; i > 0; i--)
		fraction = z + i / fraction;
	return -z * z / 2 + LOG_2 - LOG_2_PI / 2 - log(fraction);
}

struct tails special_normal(double z)
{
	double far = special_normal_two_sided(z) - LOG_2, near = special_log_complement(far);
	return z < 0 ? (struct tails){ far, near } : (struct tails){ near, far };
}

double special_normal_quantile_above(double log_p)
{
	if (isnan(log_p) || log_p == -INFINITY)
		return -log_p;
	assert(log_p <= -LOG_2 + 1e-15);
	/* Hastings' start (Abramowitz and Stegun 26.2.23) is good to 4.5e-4; the log of the tail is concave, so that
	 * Newton's steps double the digits from anywhere. */
	double root = sqrt(-2 * log_p);
	double z = root - (2.515517 + root * (0.802853 + root * 0.010328)) /
	                      (1 + root * (1.432788 + root * (0.189269 + root * 0.001308)));
	for (int i = 0; i < 4; i++) {
		double log_above = special_normal_two_sided(fmax(z, 0)) - LOG_2;
		double log_density = -z * z / 2 - LOG_2_PI / 2;
		z += (log_above - log_p) * exp(log_above - log_density);
	}
	return z;
}

double special_normal_quantile(double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (p == 0.5)
		return 0;
	return p < 0.5 ? -special_normal_quantile_above(log(p)) : special_normal_quantile_above(log1p(-p));
}

/* 1 + x/(a+1) + x^2/((a+1)(a+2)) + ... */
static double gamma_series(double x, double shape)
{
	double sum = 1, term = 1;
	for (int i = 1; i < TERMS_MAX && term > sum * ENOUGH; i++) {
		term *= x / (shape + i);
		sum += term;
	}
	return sum;
}

/* 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))), by the method of Lentz, for x >= a + 1. */
static double gamma_fraction(double x, double shape)
{
	double bottom = x + 1 - shape, d = 1 / bottom, c = INFINITY, fraction = d, step = 0;
	for (int i = 1; i < TERMS_MAX && fabs(step - 1) > ENOUGH_OF_FRACTION; i++) {
		double top = -i * (i - shape);
		bottom += 2;
		d = 1 / (top * d + bottom);
		c = bottom + top / c;
		step = c * d;
		fraction *= step;
	}
	return fraction;
}

struct tails special_gamma(double x, double shape)
{
	if (isnan(x) || isnan(shape))
		return nowhere;
	assert(shape > 0);
	if (x <= 0)
		return all_above;
	if (x == INFINITY)
		return all_below;
	/* log of x^a e^-x / a!, by deviance: a log(x) - x alone would lose the digits that a and x have before the point. */
	double log_front = -special_stirling_rest(shape) - special_deviance(shape, x) - (LOG_2_PI + log(shape)) / 2;
	if (x < shape + 1) {
		double below = log_front + log(gamma_series(x, shape));
		return (struct tails){ below, special_log_complement(below) };
	}
	double above = log_front + log(shape * gamma_fraction(x, shape));
	return (struct tails){ special_log_complement(above), above };
}

struct tails special_chi_squared(double x, double df)
{
	return special_gamma(x / 2, df / 2);
}

/*
 * Of the fraction 1/(1 + d1/(1 + d2/...)) of DLMF 8.17.22 every second convergent, over a, by the method of Lentz, as
 * Didonato and Morris (1992) write it: up to x = (a+1)/(a+b+2) it adds what the plain one would subtract.
 */
static double beta_fraction(double x, double y, double a, double b)
{
	double ahead = a * y - b * x, d = (a + 1) / (a * (ahead + 1)), c = INFINITY, fraction = d, step = 0;
	for (int i = 1; i < TERMS_MAX && fabs(step - 1) > ENOUGH_OF_FRACTION; i++) {
		double odd = a + 2.0 * i - 1;
		double top = (a + i - 1) / odd * ((a + b + i - 1) / odd) * (i * (b - i)) * x * x;
		double bottom = i + i * (b - i) * x / odd + (a + i) / (odd + 2) * (ahead + 1 + i * (1 + y));
		d = 1 / (top * d + bottom);
		c = bottom + top / c;
		step = c * d;
		fraction *= step;
	}
	return fraction;
}

/* With y = 1 - x from the caller, who may have it with more digits. */
static struct tails beta_tails(double x, double y, double a, double b)
{
	if (x <= 0)
		return all_above;
	if (y <= 0)
		return all_below;
	double n = a + b;
	/* log of x^a y^b / B(a, b), as Loader writes the binomial chance of a of n. */
	double log_front = special_stirling_rest(n) - special_stirling_rest(a) - special_stirling_rest(b) -
	                   special_deviance(a, n * x) - special_deviance(b, n * y) +
	                   (log(a) + log(b) - log(n) - LOG_2_PI) / 2;
	if (x <= (a + 1) / (n + 2)) {
		double below = log_front + log(beta_fraction(x, y, a, b));
		return (struct tails){ below, special_log_complement(below) };
	}
	double above = log_front + log(beta_fraction(y, x, b, a));
	return (struct tails){ special_log_complement(above), above };
}

struct tails special_beta(double x, double a, double b)
{
	if (isnan(x) || isnan(a) || isnan(b))
		return nowhere;
	assert(a > 0 && b > 0);
	return beta_tails(x, 1 - x, a, b);
}

struct tails special_student(double t, double df)
{
	if (isnan(t) || isnan(df))
		return nowhere;
	assert(df > 0);
	if (t == 0)
		return (struct tails){ -LOG_2, -LOG_2 };
	double square = t / sqrt(df) * (t / sqrt(df));
	double far = beta_tails(1 / (1 + square), 1 / (1 + 1 / square), df / 2, 0.5).log_below - LOG_2;
	double near = special_log_complement(far);
	return t < 0 ? (struct tails){ far, near } : (struct tails){ near, far };
}

struct tails special_variance_ratio(double f, double df_above, double df_below)
{
	if (isnan(f) || isnan(df_above) || isnan(df_below))
		return nowhere;
	assert(df_above > 0 && df_below > 0);
	if (f <= 0)
		return all_above;
	double odds = f * df_above / df_below;
	return beta_tails(1 / (1 + 1 / odds), 1 / (1 + odds), df_above / 2, df_below / 2);
}

static double double_of(uint64_t bits)
{
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/*
 * The least double x in [0, last] that has the chance p at or below it.  Doubles from 0 upwards stand in the order of
 * their bits, so that halving the bits needs 63 steps whatever the law and however small the answer.
 */
static double quantile(struct tails (*law)(double x, double a, double b), double p, double a, double b, double last)
{
	uint64_t low = 0, high;
	double log_p = log(p), log_rest = log1p(-p);
	memcpy(&high, &last, sizeof high);
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		struct tails tails = law(double_of(middle), a, b);
		bool reached = p < 0.5 ? tails.log_below >= log_p : tails.log_above <= log_rest;
		if (reached)
			high = middle;
		else
			low = middle + 1;
	}
	return double_of(low);
}

static struct tails chi_squared_law(double x, double df, double unused)
{
	(void)unused;
	return special_chi_squared(x, df);
}

double special_chi_squared_quantile(double p, double df)
{
	return p >= 0 && p <= 1 ? quantile(chi_squared_law, p, df, 0, INFINITY) : (double)NAN;
}

double special_beta_quantile(double p, double a, double b)
{
	return p >= 0 && p <= 1 ? quantile(special_beta, p, a, b, 1) : (double)NAN;
}
