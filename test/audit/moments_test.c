/* NIST's univariate sets: the digits of a standard deviation under a large mean. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/moments.h"

#include "refs.h"

static void check_alternating(const json_t *set, double first, double low, double high)
{
	static double value[1001];
	value[0] = first;
	for (size_t i = 1; i < 1001; i++)
		value[i] = i % 2 ? low : high;
	struct moments moments = moments_of(value, 1001);
	CHECK_NEAR(moments.mean, json_object_get(set, "mean"));
	/* What the values themselves lose in a double is not the method's: 1e7 has nine digits behind it. */
	CHECK_NEAR_OF(moments.sd, json_object_get(set, "sd"), fmax(1, first / 1e6));
}

int main(void)
{
	json_t *refs = refs_load("nist_strd");
	double three[3];
	const json_t *first = json_object_get(refs, "NumAcc1");
	for (size_t i = 0; i < 3; i++)
		three[i] = refs_number(json_array_get(json_object_get(first, "x"), i));
	CHECK_NEAR(moments_of(three, 3).sd, json_object_get(first, "sd"));
	CHECK_NEAR(moments_of(three, 3).mean, json_object_get(first, "mean"));
	check_alternating(json_object_get(refs, "NumAcc2"), 1.2, 1.1, 1.3);
	check_alternating(json_object_get(refs, "NumAcc3"), 1000000.2, 1000000.1, 1000000.3);
	check_alternating(json_object_get(refs, "NumAcc4"), 10000000.2, 10000000.1, 10000000.3);
	CHECK(isnan(moments_of(three, 1).sd));
	json_decref(refs);
	return check_done();
}
