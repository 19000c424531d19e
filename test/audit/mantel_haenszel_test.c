/* Strata against references, built from the rows themselves; Simpson's paradox; strata that say nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/mantel_haenszel.h"

#include "refs.h"

#define ROOM 512

static int same_table(struct table got, const json_t *row)
{
	int64_t cell[4];
	for (size_t i = 0; i < 4; i++)
		cell[i] = json_integer_value(json_array_get(row, i));
	return got.exposed_yes == cell[0] && got.exposed_no == cell[1] && got.reference_yes == cell[2] &&
	       got.reference_no == cell[3];
}

static void check_test(struct mantel_haenszel_test got, const json_t *chi_squared, const json_t *p)
{
	CHECK_NEAR(got.chi_squared, chi_squared);
	CHECK_NEAR(exp(got.log_p), p);
}

static void check_found(const struct mantel_haenszel *found, const json_t *mh)
{
	const json_t *breslow = json_object_get(mh, "breslow_day");
	CHECK_NEAR(found->odds_ratio, json_object_get(mh, "or"));
	CHECK_NEAR(found->odds_bounds.low, json_array_get(json_object_get(mh, "or_ci"), 0));
	CHECK_NEAR(found->odds_bounds.high, json_array_get(json_object_get(mh, "or_ci"), 1));
	CHECK_NEAR(found->risk_difference, json_object_get(mh, "rd_mh"));
	CHECK_NEAR(found->risk_se, json_object_get(mh, "rd_se_sato"));
	CHECK_NEAR(found->risk_se_robins, json_object_get(mh, "rd_se_greenland_robins"));
	CHECK_NEAR(found->risk_ratio, json_object_get(mh, "rr_mh"));
	CHECK_NEAR(found->risk_log_se, json_object_get(mh, "log_rr_se"));
	check_test(found->test, json_object_get(mh, "chisq"), json_object_get(mh, "p"));
	check_test(found->corrected, json_object_get(mh, "chisq_cc"), json_object_get(mh, "p_cc"));
	check_test(found->homogeneity, json_object_get(breslow, "stat"), json_object_get(breslow, "p"));
	CHECK_NUMBER(found->homogeneity.df, json_integer_value(json_object_get(breslow, "df")));
}

/* The other group the exposed one: ratios turn over, differences and logarithms change their sign. */
static void check_turned(const struct table *tables, size_t count, const struct mantel_haenszel *found)
{
	struct table turned[ROOM];
	for (size_t i = 0; i < count; i++)
		turned[i] = (struct table){ tables[i].reference_yes, tables[i].reference_no, tables[i].exposed_yes,
			                    tables[i].exposed_no };
	struct mantel_haenszel back = mantel_haenszel_of(turned, count, 0.95);
	CHECK(fabs(back.odds_ratio * found->odds_ratio - 1) < 1e-12);
	CHECK(fabs(back.odds_bounds.low * found->odds_bounds.high - 1) < 1e-12);
	CHECK(fabs(back.risk_ratio * found->risk_ratio - 1) < 1e-12);
	CHECK(fabs(back.risk_difference + found->risk_difference) < 1e-14);
	CHECK(fabs(back.risk_se - found->risk_se) < 1e-14 && fabs(back.risk_se_robins - found->risk_se_robins) < 1e-14);
	CHECK(fabs(back.test.chi_squared - found->test.chi_squared) < 1e-10);
	CHECK(fabs(back.homogeneity_of_full.chi_squared - found->homogeneity_of_full.chi_squared) < 1e-9);
}

static void check_set(const char *name)
{
	json_t *refs = refs_load(name);
	const json_t *mh = json_object_get(refs, "mh"), *wanted = json_object_get(mh, "table");
	struct refs_set set;
	struct table tables[ROOM];
	refs_set_open(&set, name);
	double tau = refs_number(json_object_get(mh, "tau"));
	CHECK(sample_strata(&set.sample) <= ROOM && set.sample.groups == 2);
	size_t dropped = mantel_haenszel_tables(&set.sample, tau, 1, 0, tables), kept = 0;
	CHECK_NUMBER(dropped, json_integer_value(json_object_get(mh, "dropped_censored_before_tau")));
	for (size_t i = 0; i < sample_strata(&set.sample); i++)
		if (table_all(tables[i]) >= 2)
			CHECK(same_table(tables[i], json_array_get(wanted, kept++)));
	CHECK_NUMBER(kept, json_array_size(wanted));
	struct mantel_haenszel found = mantel_haenszel_of(tables, sample_strata(&set.sample), 0.95);
	CHECK_NUMBER(found.strata, kept);
	check_found(&found, mh);
	check_turned(tables, sample_strata(&set.sample), &found);
	if (!isnan(found.homogeneity.chi_squared))
		CHECK(found.homogeneity.chi_squared == found.homogeneity_of_full.chi_squared);
	else
		CHECK(found.homogeneity_of_full.chi_squared >= 0 &&
		      found.homogeneity_of_full.df < found.homogeneity.df);
	refs_set_close(&set);
	json_decref(refs);
}

static void check_simpson(void)
{
	json_t *refs = refs_load("ucb_simpson");
	struct table tables[ROOM];
	size_t i, count = 0;
	const json_t *row;
	json_array_foreach(json_object_get(refs, "table"), i, row) tables[count++] =
	    (struct table){ json_integer_value(json_array_get(row, 0)), json_integer_value(json_array_get(row, 1)),
		            json_integer_value(json_array_get(row, 2)), json_integer_value(json_array_get(row, 3)) };
	struct mantel_haenszel found = mantel_haenszel_of(tables, count, 0.95);
	CHECK_NEAR(found.crude_odds_ratio, json_object_get(refs, "crude_or"));
	CHECK_NEAR(found.odds_ratio, json_object_get(refs, "mh_or"));
	CHECK_NEAR(found.odds_bounds.low, json_array_get(json_object_get(refs, "mh_ci"), 0));
	CHECK_NEAR(found.odds_bounds.high, json_array_get(json_object_get(refs, "mh_ci"), 1));
	check_test(found.test, json_object_get(refs, "mh_chisq"), json_object_get(refs, "p"));
	CHECK(mantel_haenszel_adjustment(log(found.crude_odds_ratio), log(found.odds_ratio)) == ADJUSTMENT_REVERSED);
	json_decref(refs);
}

static void check_adjustments(void)
{
	CHECK(mantel_haenszel_adjustment(-4, -2.1) == ADJUSTMENT_STEADY);
	CHECK(mantel_haenszel_adjustment(-4, -9) == ADJUSTMENT_STEADY);
	CHECK(mantel_haenszel_adjustment(-4, -2) == ADJUSTMENT_HALVED);
	CHECK(mantel_haenszel_adjustment(-4, 0) == ADJUSTMENT_HALVED);
	CHECK(mantel_haenszel_adjustment(-4, 1e-9) == ADJUSTMENT_REVERSED);
	CHECK(mantel_haenszel_adjustment(0, 3) == ADJUSTMENT_STEADY &&
	      mantel_haenszel_adjustment(0, 0) == ADJUSTMENT_STEADY);
	CHECK(mantel_haenszel_adjustment(NAN, 1) == ADJUSTMENT_UNKNOWN);
	CHECK(mantel_haenszel_adjustment(1, NAN) == ADJUSTMENT_UNKNOWN);
}

static void check_ends(void)
{
	struct table one_group[] = { { 3, 4, 0, 0 }, { 5, 2, 0, 0 } }, silent[] = { { 1, 0, 0, 0 }, { 0, 0, 0, 0 } };
	struct mantel_haenszel found = mantel_haenszel_of(NULL, 0, 0.95);
	CHECK(found.strata == 0 && isnan(found.odds_ratio) && isnan(found.test.log_p) && isnan(found.risk_se));
	found = mantel_haenszel_of(silent, 2, 0.95);
	CHECK(found.strata == 0 && isnan(found.crude_odds_ratio) && isnan(found.homogeneity.log_p));
	found = mantel_haenszel_of(one_group, 2, 0.95);
	CHECK(found.strata == 2 && isnan(found.odds_ratio) && isnan(found.risk_difference) && isnan(found.test.log_p));
	/* All strata with the same odds ratio of 6: it is the common one, and nothing speaks against that. */
	struct table six[] = { { 6, 1, 1, 1 }, { 30, 10, 10, 20 }, { 12, 4, 4, 8 } };
	found = mantel_haenszel_of(six, 3, 0.95);
	CHECK(fabs(found.odds_ratio - 6) < 1e-14 && found.homogeneity.chi_squared < 1e-24);
	/* One stratum alone is as its own ratio has it, also where half of the quadratic cancels. */
	struct table steep[] = { { 9876543, 1234567, 1122334, 3 }, { 98765432, 98765431, 98765430, 98765433 } };
	CHECK(mantel_haenszel_of(steep, 1, 0.95).homogeneity.chi_squared < 1e-15);
	CHECK(mantel_haenszel_of(steep + 1, 1, 0.95).homogeneity.chi_squared < 1e-15);
	/* One stratum without "yes" among the exposed: a ratio of 0, whose limits cannot be given. */
	struct table none = { 0, 9, 5, 7 };
	found = mantel_haenszel_of(&none, 1, 0.95);
	CHECK(found.odds_ratio == 0 && isnan(found.odds_bounds.low) && isnan(found.homogeneity.chi_squared));
	CHECK(isfinite(found.risk_difference) && isfinite(found.test.chi_squared));
	/* Ten million calls. */
	struct table large = { 3000000, 2000000, 2900000, 2100000 };
	found = mantel_haenszel_of(&large, 1, 0.95);
	CHECK(fabs(found.odds_ratio - 63.0 / 58) < 1e-14 && fabs(found.risk_difference - 0.02) < 1e-15);
	CHECK(found.test.log_p < -2000);
}

int main(void)
{
	static const char *const sets[] = { "lung", "veteran", "ovarian", "gehan", "mgus2", "rats", "cad_a" };
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		check_set(sets[i]);
	check_simpson();
	check_adjustments();
	check_ends();
	return check_done();
}
