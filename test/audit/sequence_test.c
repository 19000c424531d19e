/* Sequences against references, against integrals of what they mix, and by promises that hold whenever one stops. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sequence.h"

#include "audit/moments.h"
#include "refs.h"

#define PI 3.14159265358979323846

static const json_t *at(const json_t *object, const char *key, size_t i)
{
	return json_array_get(json_object_get(object, key), i);
}

static void check_mixture(const json_t *refs)
{
	double alpha = refs_number(json_object_get(refs, "alpha"));
	struct sequence sequence = { .rho = refs_number(json_object_get(refs, "rho")) };
	size_t i, count = json_array_size(json_object_get(refs, "v"));
	for (i = 0; i < count; i++) {
		sequence_add(&sequence, refs_number(at(refs, "o_minus_e", i)), refs_number(at(refs, "v", i)));
		struct interval bounds = sequence_log_hazard(&sequence, alpha);
		CHECK_NEAR(exp(sequence_log_e(&sequence)), at(refs, "e_value", i));
		CHECK_NEAR(sequence_log_e(&sequence), at(refs, "log_e", i));
		CHECK_NEAR(exp(sequence_log_p(&sequence)), at(refs, "p_always_valid", i));
		CHECK_NEAR(bounds.low, at(refs, "loghr_lower", i));
		CHECK_NEAR(bounds.high, at(refs, "loghr_upper", i));
		/* 0 lies outside just where the e-value is above 1/alpha. */
		CHECK((bounds.low > 0 || bounds.high < 0) == (sequence_log_e(&sequence) > -log(alpha)));
	}
	CHECK(count > 0);
	/* The references' rho is for a variance of 500. */
	CHECK_NEAR(sequence_rho(500, alpha), json_object_get(refs, "rho"));
}

static void check_charts(const json_t *refs)
{
	const json_t *cusum = json_object_get(refs, "cusum"), *ewma = json_object_get(refs, "ewma");
	double c = 0, s = 0, lambda = refs_number(json_object_get(ewma, "lambda"));
	size_t i, count = json_array_size(json_object_get(cusum, "z"));
	for (i = 0; i < count; i++) {
		c = sequence_cusum(c, refs_number(at(cusum, "z", i)), 0.5);
		/* What is left of a sum near 0 has lost its first digits. */
		CHECK_NEAR(c, at(cusum, "c_plus", i));
	}
	CHECK(count > 0);
	count = json_array_size(json_object_get(ewma, "x"));
	for (i = 0; i < count; i++) {
		s = sequence_smooth(s, refs_number(at(ewma, "x", i)), lambda);
		CHECK_NEAR(s, at(ewma, "s", i));
		CHECK_NEAR(sequence_smooth_limit(i + 1, lambda, 3), at(ewma, "limit3", i));
	}
	CHECK(count > 0);
}

static void check_safe(const json_t *refs)
{
	double log_e = 0, theta = refs_number(json_object_get(refs, "theta"));
	size_t i, count = json_array_size(json_object_get(refs, "x"));
	for (i = 0; i < count; i++) {
		int64_t exposed = json_integer_value(at(refs, "x", i));
		log_e += sequence_safe_step(theta, json_integer_value(at(refs, "y0", i)),
		                            json_integer_value(at(refs, "y1", i)), 1 - exposed, exposed);
		CHECK_NEAR(log_e, at(refs, "log_e", i));
	}
	CHECK(count > 0);
}

/* Whatever the margins, the e-value's mean over what may happen is 1. */
static void check_safe_mean(double theta, int64_t reference, int64_t exposed, int64_t events)
{
	double mean = 0, chances = 0;
	for (int64_t x = 0; x <= events; x++) {
		if (x > exposed || events - x > reference)
			continue;
		double ways = exp(lgamma((double)exposed + 1) - lgamma((double)x + 1) -
		                  lgamma((double)(exposed - x) + 1) + lgamma((double)reference + 1) -
		                  lgamma((double)(events - x) + 1) - lgamma((double)(reference - events + x) + 1));
		chances += ways;
		mean += ways * exp(sequence_safe_step(theta, reference, exposed, events - x, x));
	}
	CHECK(fabs(mean / chances - 1) < 1e-11);
}

/* The mixture is the mean of exp(b S - b^2 V / 2) over effects b of the normal law of variance 1 / rho. */
static void check_mixed(void)
{
	struct sequence sequence = { .rho = 40 };
	double sum = 0, step = 0.001;
	sequence_add(&sequence, 9, 25);
	for (int i = -4000; i <= 4000; i++) {
		double b = i * step;
		sum += exp(b * 9 - b * b * 25 / 2 - b * b * 40 / 2) * sqrt(40 / (2 * PI)) * step;
	}
	CHECK(fabs(sequence_log_e(&sequence) - log(sum)) < 1e-12);
}

static void check_mean(void)
{
	double value[] = { 1, 4, 2, 8, 5, 7 };
	struct moments moments = moments_of(value, 6);
	double rho = sequence_mean_rho(6, 0.05);
	struct interval bounds = sequence_mean(moments.mean, moments.sd, 6, rho, 0.05);
	double half =
	    moments.sd * sqrt(2 * (6 * rho * rho + 1) / (36 * rho * rho) * log(sqrt(6 * rho * rho + 1) / 0.05));
	CHECK(fabs(bounds.high - moments.mean - half) < 1e-13 && fabs(moments.mean - bounds.low - half) < 1e-13);
	/* It is narrowest about where rho was meant to make it so. */
	CHECK(sequence_mean(0, 1, 100, sequence_mean_rho(100, 0.05), 0.05).high <
	      sequence_mean(0, 1, 100, sequence_mean_rho(10, 0.05), 0.05).high);
	CHECK(sequence_mean(0, 1, 100, sequence_mean_rho(100, 0.05), 0.05).high <
	      sequence_mean(0, 1, 100, sequence_mean_rho(1000, 0.05), 0.05).high);
	CHECK(sequence_mean(3, 1, 0, 1, 0.05).low == -INFINITY);
}

static void check_ends(void)
{
	struct sequence sequence = { .rho = 1 };
	CHECK(sequence_log_e(&sequence) == 0 && sequence_log_p(&sequence) == 0);
	CHECK(sequence_log_hazard(&sequence, 0.05).low == -INFINITY &&
	      sequence_log_hazard(&sequence, 0.05).high == INFINITY);
	sequence_add(&sequence, 0, 0);
	CHECK(sequence_log_p(&sequence) == 0);
	/* What is no double any more is one in logarithms; and the largest is never forgotten. */
	sequence_add(&sequence, 1e4, 10);
	double before = sequence_log_p(&sequence);
	CHECK(before < -1e6 && isfinite(before));
	sequence_add(&sequence, -1e4, 10);
	CHECK(sequence_log_p(&sequence) == before && sequence_log_e(&sequence) < 0);
	CHECK(sequence_safe_step(0.5, 10, 10, 0, 0) == 0);
	CHECK(fabs(sequence_safe_step(2, 0, 7, 0, 3)) < 1e-13);
	CHECK(isfinite(sequence_safe_step(1e6, 900, 900, 100, 200)));
}

int main(void)
{
	json_t *refs = refs_load("sequential");
	check_mixture(json_object_get(refs, "normal_mixture"));
	check_safe(json_object_get(refs, "safe_logrank_untied"));
	check_charts(refs);
	check_safe_mean(0.8, 30, 25, 1);
	check_safe_mean(0.8, 30, 25, 7);
	check_safe_mean(3, 5, 40, 9);
	check_mixed();
	check_mean();
	check_ends();
	json_decref(refs);
	return check_done();
}
