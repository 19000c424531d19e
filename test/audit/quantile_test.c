/* Quantiles, their intervals and differences against references, by rows and by counts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/quantile.h"

#include "refs.h"

#define ROOM 20000

static struct tally read(const json_t *list)
{
	static double row[ROOM];
	struct tally tally = { 0 };
	size_t i;
	const json_t *value;
	CHECK(json_array_size(list) <= ROOM);
	json_array_foreach(list, i, value) row[i] = refs_number(value);
	CHECK(tally_of(row, json_array_size(list), &tally) == STATUS_OK);
	return tally;
}

static void check_quantile(const struct quantile *got, const json_t *wanted)
{
	CHECK_NEAR(got->estimate, json_object_get(wanted, "est"));
	CHECK_NEAR(got->low, json_object_get(wanted, "lo"));
	CHECK_NEAR(got->high, json_object_get(wanted, "hi"));
	CHECK_NUMBER(got->low_rank, json_integer_value(json_object_get(wanted, "l")));
	CHECK_NUMBER(got->high_rank, json_integer_value(json_object_get(wanted, "u")));
}

static void check_case(const json_t *one)
{
	struct tally x = read(json_object_get(one, "x")), y = read(json_object_get(one, "y"));
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(one, "q"), i, row)
	{
		double p = refs_number(json_object_get(row, "p"));
		struct quantile first = quantile_of(&x, p, 0.95), second = quantile_of(&y, p, 0.95);
		struct interval mover = quantile_difference(&first, &second);
		check_quantile(&first, json_object_get(row, "x"));
		check_quantile(&second, json_object_get(row, "y"));
		CHECK_NEAR(second.estimate - first.estimate, json_object_get(row, "diff"));
		CHECK_NEAR(mover.low, json_array_get(json_object_get(row, "mover"), 0));
		CHECK_NEAR(mover.high, json_array_get(json_object_get(row, "mover"), 1));
		CHECK_NEAR(quantile_between(&x, p), json_object_get(row, "type7_x"));
		CHECK_NEAR(quantile_between(&y, p), json_object_get(row, "type7_y"));
	}
	CHECK(i > 0);
	tally_close(&y);
	tally_close(&x);
}

static void check_millions(void)
{
	/* Ten million calls, as counts: one in each of 1..10 million would take no other ranks. */
	double value[] = { 60, 120, 300, INFINITY };
	uint64_t count[] = { 4000000, 0, 4990000, 1010000 };
	struct tally tally = { 4, value, count, 10000000 };
	struct quantile half = quantile_of(&tally, 0.5, 0.95), most = quantile_of(&tally, 0.9, 0.95);
	CHECK(half.estimate == 300 && half.low == 300);
	/* 5,000,000 +- 1.96 * 1581.1 */
	CHECK_NUMBER(half.low_rank, 4996901);
	CHECK_NUMBER(half.high_rank, 5003100);
	/* Fewer than 9 in 10 were ever answered. */
	CHECK(most.estimate == INFINITY && most.low == INFINITY && most.high == INFINITY);
	CHECK(quantile_between(&tally, 0.95) == INFINITY && quantile_between(&tally, 0.1) == 60);
	struct interval bounds = quantile_difference(&half, &most);
	CHECK(isnan(bounds.low) || bounds.low == INFINITY);
	/* What is not known stays so beside what is infinite. */
	struct quantile open = { 1, 1, 9, 1, INFINITY }, unknown = { 5, 1, 9, NAN, INFINITY };
	CHECK(isnan(quantile_difference(&open, &unknown).low) && quantile_difference(&open, &unknown).high == INFINITY);
	CHECK(isnan(quantile_difference(&unknown, &open).high));
}

static void check_ends(void)
{
	double one = 7, tied[] = { 5, 5, 5, 5, 5, 5, 5, 5 };
	struct tally tally;
	CHECK(tally_of(NULL, 0, &tally) == STATUS_OK);
	struct quantile nothing = quantile_of(&tally, 0.5, 0.95);
	CHECK(isnan(nothing.estimate) && isnan(nothing.low) && nothing.high_rank == 0);
	CHECK(isnan(quantile_between(&tally, 0.5)));
	tally_close(&tally);
	CHECK(tally_of(&one, 1, &tally) == STATUS_OK);
	struct quantile single = quantile_of(&tally, 0.9, 0.95);
	CHECK(single.estimate == 7 && isnan(single.low) && isnan(single.high));
	CHECK(isnan(quantile_difference(&single, &single).low) && quantile_between(&tally, 0.3) == 7);
	tally_close(&tally);
	CHECK(tally_of(tied, 8, &tally) == STATUS_OK);
	struct quantile same = quantile_of(&tally, 0.5, 0.95);
	CHECK(tally.values == 1 && same.estimate == 5 && same.low == 5 && same.high == 5);
	CHECK(quantile_difference(&same, &same).low == 0 && quantile_difference(&same, &same).high == 0);
	tally_close(&tally);
	/* 0.55 of 100 is 55, which its product in doubles is not. */
	double hundred[100];
	for (size_t i = 0; i < 100; i++)
		hundred[i] = (double)i + 1;
	CHECK(tally_of(hundred, 100, &tally) == STATUS_OK);
	CHECK(quantile_of(&tally, 0.55, 0.95).estimate == 55);
	CHECK(tally_at(&tally, 1) == 1 && tally_at(&tally, 100) == 100);
	tally_close(&tally);
}

int main(void)
{
	json_t *refs = refs_load("quantiles");
	size_t i;
	const json_t *one;
	json_array_foreach(json_object_get(refs, "cases"), i, one) check_case(one);
	CHECK(i > 0);
	check_millions();
	check_ends();
	json_decref(refs);
	return check_done();
}
