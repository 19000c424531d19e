/* Shifts against references and against all differences, listed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/shift.h"

#include "refs.h"

#define ROOM 600

static size_t read(const json_t *list, double *ret_row)
{
	size_t i;
	const json_t *value;
	json_array_foreach(list, i, value) if (i < ROOM) ret_row[i] = refs_number(value);
	return json_array_size(list);
}

static int by_value(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

/* The second witness: every difference, sorted. */
static double listed_median(const double *x, size_t m, const double *y, size_t n)
{
	double *all = malloc((m * n + 1) * sizeof *all);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < n; j++)
			all[i * n + j] = y[j] - x[i];
	qsort(all, m * n, sizeof *all, by_value);
	double median = (all[(m * n - 1) / 2] + all[m * n / 2]) / 2;
	free(all);
	return median;
}

static struct shift shift_of_rows(const double *x, size_t m, const double *y, size_t n)
{
	struct tally first, second;
	CHECK(tally_of(x, m, &first) == STATUS_OK && tally_of(y, n, &second) == STATUS_OK);
	struct shift shift = shift_of(&first, &second);
	tally_close(&second);
	tally_close(&first);
	return shift;
}

static void check_case(const json_t *one)
{
	static double x[ROOM], y[ROOM];
	const json_t *wanted = json_object_get(one, "hodges_lehmann");
	size_t m = read(json_object_get(one, "x"), x), n = read(json_object_get(one, "y"), y);
	if (!json_is_object(wanted))
		return;
	CHECK(m <= ROOM && n <= ROOM);
	struct shift shift = shift_of_rows(x, m, y, n), back = shift_of_rows(y, n, x, m);
	CHECK_NEAR(shift.near_median, json_object_get(wanted, "est"));
	CHECK_NEAR(exp(shift.log_p), json_object_get(wanted, "p"));
	CHECK_NEAR(shift.above, json_object_get(wanted, "W"));
	CHECK(shift.median == listed_median(x, m, y, n));
	(void)printf("exact %.17g, the reference's %.17g\n", shift.median, shift.near_median);
	CHECK(back.median == -shift.median && back.above == (double)(m * n) - shift.above && back.log_p == shift.log_p);
}

static void check_millions(void)
{
	/* A million calls against two million, by counts; their like with one and two. */
	double value[] = { 10, 20, 30.5 }, later[] = { 11, 21, 31 };
	uint64_t count[] = { 300000, 0, 700000 }, more[] = { 600000, 200000, 1200000 };
	struct tally first = { 3, value, count, 1000000 }, second = { 3, later, more, 2000000 };
	struct shift shift = shift_of(&first, &second);
	/* Differences: 1 (.09), 11 (.03), 21 (.18), -19.5 (.21), -9.5 (.07), .5 (.42) of all. */
	CHECK(shift.median == 0.5 && fabs(shift.near_median - 0.5) < 1e-4);
	CHECK(shift.above == 2e12 * (0.3 + 0.42) && shift.log_p < -1000);
}

static void check_ends(void)
{
	double x[] = { -3, -3, -3 }, y[] = { -3, -3 }, z[] = { -1.5, 4 };
	struct shift tied = shift_of_rows(x, 3, y, 2), none = shift_of_rows(x, 3, y, 0),
		     some = shift_of_rows(x, 1, z, 2);
	CHECK(tied.median == 0 && tied.log_p == 0 && tied.above == 3);
	CHECK(isnan(none.median) && isnan(none.log_p) && isnan(none.above) && isnan(none.near_median));
	CHECK(some.median == 4.25);
	double far[] = { 1e300, 1.5e300 }, near[] = { -1e300, 0 };
	CHECK(shift_of_rows(near, 2, far, 2).median == 1.75e300);
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
