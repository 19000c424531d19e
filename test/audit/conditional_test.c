/* Exact tests of tables: as early as the references stopped, to all digits, and by Fisher's own tea. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/conditional.h"

#include "audit/discrete.h"
#include "refs.h"

static struct table table_of(const json_t *row)
{
	int64_t cell[4];
	for (size_t i = 0; i < 4; i++)
		cell[i] = json_integer_value(json_array_get(row, i));
	return (struct table){ cell[0], cell[1], cell[2], cell[3] };
}

/* How far a limit found early lies from the limit itself: of the references, as they are. */
static double astray;

static void see_astray(double early, double right)
{
	if (isfinite(right) && right > 0)
		astray = fmax(astray, fabs(early / right - 1));
}

/* The limits leave beyond them what they are to leave: from the masses of one table, tilted, without logarithms. */
static void check_limits(struct table table, struct conditional exact)
{
	double odds[2] = { exact.low, exact.high };
	for (int side = 0; side < 2; side++) {
		double beyond = 0, all = 0;
		for (int64_t i = 0; i <= table_exposed(table); i++) {
			double mass = exp(discrete_hypergeometric_log_mass(i, table_exposed(table),
			                                                   table_reference(table), table_yes(table)) +
			                  (double)(i - table.exposed_yes) * log(odds[side]));
			all += mass;
			beyond += (side ? i <= table.exposed_yes : i >= table.exposed_yes) ? mass : 0;
		}
		if (odds[side] > 0 && isfinite(odds[side]))
			CHECK(fabs(beyond / all - 0.025) < 1e-13);
	}
}

static void check_fisher(void)
{
	json_t *refs = refs_load("proportions");
	size_t i;
	const json_t *row;
	int seen = 0;
	json_array_foreach(json_object_get(refs, "two"), i, row)
	{
		const json_t *limits = json_object_get(row, "fisher_or_ci");
		int64_t x1 = json_integer_value(json_object_get(row, "x1"));
		int64_t x2 = json_integer_value(json_object_get(row, "x2"));
		struct table table = { x1, json_integer_value(json_object_get(row, "n1")) - x1, x2,
			               json_integer_value(json_object_get(row, "n2")) - x2 };
		struct conditional early, exact;
		if (!json_is_array(limits))
			continue;
		CHECK(conditional_of(&table, 1, 0.95, CONDITIONAL_EARLY, &early) == STATUS_OK);
		CHECK(conditional_of(&table, 1, 0.95, 0, &exact) == STATUS_OK);
		CHECK_NEAR(exp(exact.log_p), json_object_get(row, "fisher_p"));
		CHECK_NEAR(early.low, json_array_get(limits, 0));
		if (json_is_string(json_array_get(limits, 1)))
			CHECK(early.high == INFINITY);
		else
			CHECK_NEAR(early.high, json_array_get(limits, 1));
		see_astray(early.low, exact.low);
		see_astray(early.high, exact.high);
		check_limits(table, exact);
		seen++;
	}
	CHECK(seen > 20);
	json_decref(refs);
}

static void check_strata(const char *name)
{
	json_t *refs = refs_load(name);
	const json_t *row, *mh = json_object_get(refs, "mh"), *wanted = json_object_get(mh, "exact");
	struct table tables[256];
	struct conditional early, exact;
	size_t i, count = 0;
	json_array_foreach(json_object_get(mh, "table"), i, row) tables[count++] = table_of(row);
	CHECK(json_is_object(wanted));
	CHECK(conditional_of(tables, count, 0.95, CONDITIONAL_EARLY, &early) == STATUS_OK);
	CHECK(conditional_of(tables, count, 0.95, 0, &exact) == STATUS_OK);
	CHECK_NEAR(exp(exact.log_p), json_object_get(wanted, "p"));
	CHECK_NEAR(early.odds_ratio, json_object_get(wanted, "or_cmle"));
	CHECK_NEAR(early.low, json_array_get(json_object_get(wanted, "ci"), 0));
	CHECK_NEAR(early.high, json_array_get(json_object_get(wanted, "ci"), 1));
	see_astray(early.low, exact.low);
	see_astray(early.high, exact.high);
	see_astray(early.odds_ratio, exact.odds_ratio);
	/* The other way round it is the inverse. */
	for (i = 0; i < count; i++)
		tables[i] = (struct table){ tables[i].exposed_no, tables[i].exposed_yes, tables[i].reference_no,
			                    tables[i].reference_yes };
	struct conditional turned;
	CHECK(conditional_of(tables, count, 0.95, 0, &turned) == STATUS_OK);
	CHECK(fabs(turned.odds_ratio * exact.odds_ratio - 1) < 1e-12 && fabs(turned.low * exact.high - 1) < 1e-12);
	CHECK(fabs(turned.high * exact.low - 1) < 1e-12 && fabs(turned.log_p - exact.log_p) < 1e-12);
	json_decref(refs);
}

static void check_by_hand(void)
{
	struct conditional got;
	/* The lady tasting tea: 3 of 4 right is 34 of 70 on two sides; the estimate solves a quartic. */
	struct table tea = { 3, 1, 1, 3 };
	CHECK(conditional_of(&tea, 1, 0.95, 0, &got) == STATUS_OK);
	CHECK(fabs(exp(got.log_p) - 34.0 / 70) < 1e-15);
	double r = got.odds_ratio, all = 1 + 16 * r + 36 * r * r + 16 * r * r * r + r * r * r * r;
	CHECK(fabs((16 * r + 72 * r * r + 48 * r * r * r + 4 * r * r * r * r) / all - 3) < 1e-13);
	/* All of them, or none: the ratio has no limit there. */
	struct table most = { 4, 0, 0, 4 }, none = { 0, 4, 4, 0 };
	CHECK(conditional_of(&most, 1, 0.95, 0, &got) == STATUS_OK);
	CHECK(got.odds_ratio == INFINITY && got.high == INFINITY && fabs(exp(got.log_p) - 2.0 / 70) < 1e-15);
	CHECK(conditional_of(&none, 1, 0.95, 0, &got) == STATUS_OK);
	CHECK(got.odds_ratio == 0 && got.low == 0 && isfinite(got.high));
}

static void check_ends(void)
{
	struct conditional got = { 7, 7, 7, 7 };
	struct table silent[] = { { 3, 0, 5, 0 }, { 0, 0, 1, 1 }, { 0, 0, 0, 0 }, { 0, 2, 0, 2 } };
	CHECK(conditional_of(silent, 4, 0.95, 0, &got) == STATUS_OK);
	CHECK(got.log_p == 0 && isnan(got.odds_ratio) && got.low == 0 && got.high == INFINITY);
	CHECK(conditional_of(NULL, 0, 0.95, 0, &got) == STATUS_OK);
	CHECK(got.log_p == 0 && isnan(got.odds_ratio));
	/* A large table far from 1: its chance at 1 is no double. */
	struct table large = { 9000, 1000, 1000, 9000 };
	CHECK(conditional_of(&large, 1, 0.95, 0, &got) == STATUS_OK);
	CHECK(got.log_p < -7000 && got.low < 80 && got.high > 80 && fabs(got.odds_ratio - 81) < 0.04);
	struct table too_large[] = { { 40000, 40000, 40000, 40000 }, { 40000, 40000, 40000, 40000 } };
	double untouched = got.low;
	CHECK(conditional_of(too_large, 2, 0.95, 0, &got) == STATUS_LIMIT);
	CHECK(got.low == untouched);
	too_large[0] = (struct table){ 5000000, 5000000, 5000000, 5000000 };
	CHECK(conditional_of(too_large, 1, 0.95, 0, &got) == STATUS_LIMIT);
	too_large[0] = (struct table){ INT64_C(1) << 40, INT64_C(1) << 40, INT64_C(1) << 40, INT64_C(1) << 40 };
	CHECK(conditional_of(too_large, 1, 0.95, 0, &got) == STATUS_LIMIT);
}

int main(void)
{
	static const char *const strata[] = { "gehan", "ovarian", "veteran" };
	check_fisher();
	for (size_t i = 0; i < sizeof strata / sizeof *strata; i++)
		check_strata(strata[i]);
	check_by_hand();
	check_ends();
	(void)printf("the references' limits lie up to %.2g of their own size from the limits\n", astray);
	return check_done();
}
