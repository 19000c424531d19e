/* Many tests against references with ties and missing ones, and what each correction promises. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/multiplicity.h"

#include "refs.h"

#define ROOM 4096

static size_t read(const json_t *list, double *ret_value)
{
	size_t i;
	const json_t *value;
	CHECK(json_array_size(list) <= ROOM);
	json_array_foreach(list, i, value) ret_value[i] = refs_number(value);
	return json_array_size(list);
}

static void check_same(const double *got, const json_t *list, size_t count)
{
	CHECK(json_array_size(list) == count);
	for (size_t i = 0; i < count; i++)
		CHECK_NEAR(got[i], json_array_get(list, i));
}

static void check_case(const json_t *one)
{
	static double p[ROOM], got[ROOM];
	static bool found[ROOM];
	size_t count = read(json_object_get(one, "p"), p);
	multiplicity_bonferroni(p, count, got);
	check_same(got, json_object_get(one, "bonferroni"), count);
	CHECK(multiplicity_holm(p, count, got) == STATUS_OK);
	check_same(got, json_object_get(one, "holm"), count);
	CHECK(multiplicity_hochberg(p, count, got) == STATUS_OK);
	check_same(got, json_object_get(one, "BH"), count);
	CHECK(multiplicity_yekutieli(p, count, got) == STATUS_OK);
	check_same(got, json_object_get(one, "BY"), count);
	/* In place. */
	CHECK(multiplicity_yekutieli(p, count, p) == STATUS_OK);
	check_same(p, json_object_get(one, "BY"), count);

	count = read(json_object_get(one, "e"), p);
	for (size_t i = 0; i < count; i++)
		p[i] = log(p[i]);
	CHECK(multiplicity_of_e(p, count, 0.05, found) == STATUS_OK);
	for (size_t i = 0; i < count; i++)
		CHECK_NUMBER(found[i], json_integer_value(json_array_get(json_object_get(one, "eBH_reject_05"), i)));
}

static void check_promises(void)
{
	double p[] = { 0.01, NAN, 0.04, 0.03, 0.02 }, got[5];
	CHECK(multiplicity_hochberg(p, 5, got) == STATUS_OK);
	/* Evenly spaced ones are all worth the largest. */
	CHECK(fabs(got[0] - 0.04) < 1e-16 && fabs(got[3] - 0.04) < 1e-16 && isnan(got[1]));
	CHECK(multiplicity_holm(p, 5, got) == STATUS_OK);
	CHECK(fabs(got[0] - 0.04) < 1e-16 && fabs(got[4] - 0.06) < 1e-16 && fabs(got[3] - 0.06) < 1e-16);
	double none[] = { NAN, NAN };
	CHECK(multiplicity_hochberg(none, 2, got) == STATUS_OK && isnan(got[0]) && isnan(got[1]));
	CHECK(multiplicity_holm(none, 0, got) == STATUS_OK);
	multiplicity_bonferroni(none, 2, got);
	CHECK(isnan(got[0]));
}

static void check_e(void)
{
	/* Of four, the second largest is just 4 / (2 * 0.05) = 40; the tie goes with it, the rest does not. */
	double log_e[] = { log(40.0) + 1e-12, log(3.0), log(50.0), NAN, log(1.0) };
	bool found[5];
	CHECK(multiplicity_of_e(log_e, 5, 0.05, found) == STATUS_OK);
	CHECK(found[0] && !found[1] && found[2] && !found[3] && !found[4]);
	log_e[0] = log(39.9);
	CHECK(multiplicity_of_e(log_e, 5, 0.05, found) == STATUS_OK);
	CHECK(!found[0] && !found[2]);
	/* Equal ones share their lot, and an infinite one is found. */
	double more[] = { 900, 900, -1, INFINITY };
	CHECK(multiplicity_of_e(more, 4, 0.05, found) == STATUS_OK);
	CHECK(found[0] && found[1] && !found[2] && found[3]);
	double nothing[] = { -INFINITY, NAN };
	CHECK(multiplicity_of_e(nothing, 2, 0.05, found) == STATUS_OK && !found[0] && !found[1]);
}

int main(void)
{
	json_t *refs = refs_load("multiplicity");
	size_t i;
	const json_t *one;
	json_array_foreach(json_object_get(refs, "cases"), i, one) check_case(one);
	CHECK(i > 0);
	check_promises();
	check_e();
	json_decref(refs);
	return check_done();
}
