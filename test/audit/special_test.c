/* Special functions against references, against 60-digit arithmetic in the far tails, and against their own identities. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/special.h"

#include "refs.h"

/* Far closer than the references are asked for: what is left is the rounding of their 15 digits. */
#define CLOSE 1e-13

static double worst;

static void check_close(double got, double wanted, double room, const char *what)
{
	double off = got == wanted ? 0 : fabs(got - wanted) / fabs(wanted);
	worst = fmax(worst, fabs(wanted) > 1e-290 ? off : 0);
	if (!check_that(off <= room || fabs(got - wanted) < 1e-300, what, __FILE__, __LINE__))
		(void)fprintf(stderr, "  got %.17g, wanted %.17g (%.2g relative)\n", got, wanted, off);
}

static double number(const json_t *row, const char *key)
{
	return refs_number(json_object_get(row, key));
}

static void check_normal(const json_t *refs)
{
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "pnorm"), i, row)
	{
		struct tails tails = special_normal(number(row, "x"));
		CHECK_NEAR(exp(tails.log_below), json_object_get(row, "p"));
		/* The references' z has 15 digits, and a chance of 1e-300 shows what the sixteenth would have said. */
		check_close(tails.log_below, number(row, "logp"), 1e-11, "log of a normal tail");
		check_close(tails.log_above, number(row, "logq"), 1e-11, "log of the other normal tail");
	}
	json_array_foreach(json_object_get(refs, "qnorm"), i, row)
	{
		double z = special_normal_quantile(number(row, "p"));
		CHECK_NEAR(z, json_object_get(row, "x"));
		check_close(z, number(row, "x"), CLOSE, "normal quantile");
	}
}

static void check_chi_squared(const json_t *refs)
{
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "pchisq"), i, row)
	{
		struct tails tails = special_chi_squared(number(row, "x"), number(row, "df"));
		CHECK_NEAR(exp(tails.log_above), json_object_get(row, "q"));
		CHECK_NEAR(tails.log_above, json_object_get(row, "logq"));
		check_close(tails.log_above, number(row, "logq"), CLOSE, "log of a chi-squared tail");
	}
	json_array_foreach(json_object_get(refs, "qchisq"), i, row)
	{
		double x = special_chi_squared_quantile(number(row, "p"), number(row, "df"));
		check_close(x, number(row, "x"), CLOSE, "chi-squared quantile");
	}
	json_array_foreach(json_object_get(refs, "lgamma"), i, row)
	    check_close(special_log_gamma(number(row, "x")), number(row, "v"), CLOSE, "log gamma");
}

static void check_beta(const json_t *refs)
{
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "pt"), i, row)
	    check_close(exp(special_student(number(row, "x"), number(row, "df")).log_below), number(row, "p"), CLOSE,
	                "Student's t");
	json_array_foreach(json_object_get(refs, "pbeta"), i, row)
	{
		struct tails tails = special_beta(number(row, "x"), number(row, "a"), number(row, "b"));
		check_close(exp(tails.log_below), number(row, "p"), 1e-11, "beta, below");
		check_close(exp(tails.log_above), number(row, "q"), 1e-11, "beta, above");
	}
	json_array_foreach(json_object_get(refs, "qbeta"), i, row)
	    check_close(special_beta_quantile(number(row, "p"), number(row, "a"), number(row, "b")), number(row, "x"),
	                CLOSE, "beta quantile");
}

static void check_tails(struct tails got, double log_below, double log_above)
{
	/* A tail's own digits: relative to the logarithm where that is large, of the chance where it is small. */
	check_close(got.log_below, log_below, CLOSE, "log of what lies below, in 60 digits");
	check_close(got.log_above, log_above, CLOSE, "log of what lies above, in 60 digits");
}

/* Made once with mpmath: z; log below, log above. */
static const double normals[][3] = {
	{ 0.0, -0.69314718055994531, -0.69314718055994531 },
	{ 0.25, -0.51298407540943043, -0.91306176481113506 },
	{ 1.0, -0.17275377902344989, -1.8410216450092635 },
	{ 4.9, -4.7918339139866194e-7, -14.551182689355313 },
	{ 5.1, -1.6982675513532271e-7, -15.588487091871466 },
	{ 8.0, -6.2209605742717861e-16, -35.01343715991455 },
	{ 12.0, -1.776482112077679e-33, -75.410673001568796 },
	{ 38.5, -0.0, -745.69527029041108 },
	{ 200.0, -0.0, -20006.21728089819 },
	{ 10000.0, -0.0, -50000010.129278915 },
	{ 100000000.0, -0.0, -5.0000000000000193e+15 },
};
/* x, shape; log below, log above. */
static const double gammas[][4] = {
	{ 1.0e-8, 0.5, -9.0895581376742708, -1.1284428301004562e-4 },
	{ 3.0, 0.5, -0.014409194045103478, -4.2470847467855897 },
	{ 350.0, 0.5, -2.9902269751246203e-154, -353.50275502514865 },
	{ 2000.0, 0.5, -0.0, -2004.3730660166381 },
	{ 0.05, 0.05, -0.12528711156737324, -2.139136888434297 },
	{ 10.0, 30.0, -15.197832339625966, -2.5099515165207122e-7 },
	{ 900.0, 1000.0, -7.5057699942338924, -5.5005351741434473e-4 },
	{ 1000.0, 1000.0, -0.68477186329031015, -0.7015932366459725 },
	{ 1100.0, 1000.0, -1.0598847333686436e-3, -6.8501250144362653 },
	{ 2000.0, 1000.0, -6.8473494596147532e-136, -311.22771100999898 },
	{ 0.1, 50.0, -263.70505896652331, -2.9809043504737648e-115 },
};
/* x, a, b; log below, log above. */
static const double betas[][5] = {
	{ 0.5, 0.5, 0.5, -0.69314718055994531, -0.69314718055994531 },
	{ 0x1p-33, 0.5, 0.5, -11.88851118450915, -6.8688919698018768e-6 },
	{ 0.25, 3.0, 800.0, -2.2642309174180471e-96, -220.23093377696263 },
	{ 0.875, 1000.5, 0.25, -138.51307750314311, -6.9909270280699783e-61 },
	{ 0.375, 500.0, 500.0, -35.270480761067766, -4.8108834025925561e-16 },
	{ 0.5, 1000.0, 1000.0, -0.69314718055994531, -0.69314718055994531 },
	{ 9.765625e-4, 2.0, 3000.0, -0.23521488334138159, -1.5625590372997163 },
	{ 7.8125e-3, 90.0, 9000.0, -4.1143519917508812, -0.016471435527196812 },
};
/* t, df; log below, log above. */
static const double students[][4] = {
	{ 0.125, 3.0, -0.60552962109174544, -0.78918526471553327 },
	{ 2.5, 1.0, -0.12910570511816619, -2.1109822278479942 },
	{ 40.0, 7.0, -7.9510899955861768e-10, -20.952541904706948 },
	{ 1.0e+10, 2.0, -5.0e-21, -46.744849040440859 },
	{ 6.0, 1000.0, -1.377684587637742e-9, -20.402861582652899 },
};

static void check_far(void)
{
	for (size_t i = 0; i < sizeof normals / sizeof *normals; i++) {
		check_tails(special_normal(normals[i][0]), normals[i][1], normals[i][2]);
		check_tails(special_normal(-normals[i][0]), normals[i][2], normals[i][1]);
		check_close(special_normal_two_sided(-normals[i][0]), normals[i][2] + log(2), CLOSE,
		            "both normal tails");
		if (normals[i][0] > 0)
			check_close(special_normal_quantile_above(normals[i][2]), normals[i][0], CLOSE, "and back");
	}
	for (size_t i = 0; i < sizeof gammas / sizeof *gammas; i++) {
		check_tails(special_gamma(gammas[i][0], gammas[i][1]), gammas[i][2], gammas[i][3]);
		check_tails(special_chi_squared(gammas[i][0] * 2, gammas[i][1] * 2), gammas[i][2], gammas[i][3]);
	}
	for (size_t i = 0; i < sizeof betas / sizeof *betas; i++) {
		const double *row = betas[i];
		check_tails(special_beta(row[0], row[1], row[2]), row[3], row[4]);
		check_tails(special_beta(1 - row[0], row[2], row[1]), row[4], row[3]);
	}
	for (size_t i = 0; i < sizeof students / sizeof *students; i++) {
		const double *row = students[i];
		check_tails(special_student(row[0], row[1]), row[2], row[3]);
		check_tails(special_student(-row[0], row[1]), row[3], row[2]);
		/* Its square is an F of 1 and df. */
		check_close(special_variance_ratio(row[0] * row[0], 1, row[1]).log_above, row[3] + log(2), CLOSE, "F");
	}
}

static void check_identities(void)
{
	/* Two degrees of freedom are the exponential law, with a tail of -x/2 for ever. */
	for (int i = -30; i <= 30; i++)
		check_close(special_chi_squared(ldexp(1, i), 2).log_above, -ldexp(1, i) / 2, CLOSE, "exponential tail");
	/* One degree is the square of a normal. */
	for (int i = -20; i <= 13; i++)
		check_close(special_chi_squared(ldexp(1, 2 * i), 1).log_above, special_normal_two_sided(ldexp(1, i)),
		            CLOSE, "square of z");
	for (int i = 1; i < 300; i += 7) {
		double p = pow(10, -i);
		check_close(special_normal(special_normal_quantile(p)).log_below, log(p), CLOSE, "normal and back");
		check_close(special_beta(special_beta_quantile(p, 3, 30), 3, 30).log_below, log(p), CLOSE, "beta");
		check_close(special_chi_squared(special_chi_squared_quantile(p, 9), 9).log_below, log(p), CLOSE, "chi");
	}
	/* What two tails hold is everything. */
	for (int i = 1; i < 120; i++) {
		struct tails tails = special_gamma(i / 2.0, 20);
		check_close(exp(tails.log_below) + exp(tails.log_above), 1, 1e-15, "the whole");
	}
	CHECK(fabs(special_stirling_rest(16) - special_stirling_rest(nextafter(16, 0))) < 1e-14);
	CHECK(fabs(special_deviance(1e9, 1e9 + 1) - (0.5e-9 - 1e-18 / 3)) < 1e-22);
	check_close(special_log_sum(-1000, -1001), -1000 + log1p(exp(-1.0)), 1e-15, "a sum below all doubles");
	CHECK(special_log_sum(-INFINITY, -INFINITY) == -INFINITY && special_log_sum(-INFINITY, 3) == 3);
	check_close(special_log_complement(-1e-20), log(1e-20), 1e-15, "nearly certain");
	check_close(special_log_complement(-800), -exp(-800.0), 1e-15, "nearly impossible");
}

static void check_ends(void)
{
	CHECK(isnan(special_normal(NAN).log_below) && isnan(special_gamma(NAN, 2).log_above));
	CHECK(isnan(special_beta(NAN, 1, 1).log_below) && isnan(special_student(NAN, 3).log_below));
	CHECK(isnan(special_variance_ratio(NAN, 1, 1).log_below) && isnan(special_normal_two_sided(NAN)));
	CHECK(special_normal(INFINITY).log_above == -INFINITY && special_normal(INFINITY).log_below == 0);
	CHECK(special_gamma(0, 3).log_below == -INFINITY && special_gamma(INFINITY, 3).log_above == -INFINITY);
	CHECK(special_beta(0, 2, 3).log_above == 0 && special_beta(1, 2, 3).log_above == -INFINITY);
	CHECK(special_student(INFINITY, 4).log_above == -INFINITY && special_student(0, 4).log_above == -log(2));
	CHECK(special_variance_ratio(-1, 2, 2).log_above == 0);
	CHECK(special_normal_quantile(0) == -INFINITY && special_normal_quantile(1) == INFINITY);
	CHECK(special_normal_quantile(0.5) == 0 && isnan(special_normal_quantile(-0.1)));
	CHECK(isnan(special_normal_quantile(NAN)) && isnan(special_beta_quantile(1.5, 1, 1)));
	CHECK(special_beta_quantile(0, 2, 2) == 0 && special_beta_quantile(1, 2, 2) == 1);
	CHECK(special_chi_squared_quantile(0, 2) == 0 && special_chi_squared_quantile(1, 2) == INFINITY);
	CHECK(isnan(special_chi_squared_quantile(NAN, 2)) && special_log_complement(1e-16) == -INFINITY);
}

int main(void)
{
	json_t *refs = refs_load("special_functions");
	check_normal(refs);
	check_chi_squared(refs);
	check_beta(refs);
	check_far();
	check_identities();
	check_ends();
	json_decref(refs);
	(void)printf("worst relative difference %.2g\n", worst);
	return check_done();
}
