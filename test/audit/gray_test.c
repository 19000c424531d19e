/* Gray's test against the references, and where it must agree with others. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gray.h"

#include "refs.h"

static const char *const SETS[] = { "cad_a", "mgus2" };

static void check_set(const char *name)
{
	struct refs_set set;
	json_t *refs = refs_load(name), *of;
	size_t i;
	refs_set_open(&set, name);
	CHECK_NUMBER(json_array_size(json_object_get(refs, "gray")), 2);
	json_array_foreach(json_object_get(refs, "gray"), i, of)
	{
		struct sample sample = set.sample;
		if (!json_is_true(json_object_get(of, "stratified")))
			sample.stratum = NULL;
		for (size_t cause = 0; cause < 2; cause++) {
			struct gray test;
			double p = refs_number(json_array_get(json_object_get(of, "p"), cause));
			CHECK(gray_of(&sample, cause ? SAMPLE_UNSERVED : SAMPLE_SERVED, &test) == STATUS_OK);
			CHECK_NEAR(test.chisq, json_array_get(json_object_get(of, "stat"), cause));
			CHECK_NUMBER(test.df, refs_number(json_array_get(json_object_get(of, "df"), cause)));
			CHECK(fabs(log(erfc(sqrt(test.chisq / 2))) - log(p)) < REFS_TOLERANCE * fabs(log(p)));
			CHECK(fabs(test.score[0] + test.score[1]) < 1e-9);
			gray_close(&test);
		}
	}
	refs_set_close(&set);
	json_decref(refs);
}

enum { ROWS = 60 };
static double made_time[ROWS];
static uint8_t made_ending[ROWS];
static uint32_t made_group[ROWS];

static struct sample made(uint32_t groups, uint64_t coarse)
{
	uint64_t state = 3;
	for (size_t i = 0; i < ROWS; i++) {
		state = state * 6364136223846793005U + 1442695040888963407U;
		uint64_t time = (state >> 40) / coarse;
		made_time[i] = (double)time;
		made_ending[i] = (uint8_t)((state >> 20) % 5 % 3);
		made_group[i] = (uint32_t)((state >> 33) % groups);
	}
	return (struct sample){
		.rows = ROWS, .time = made_time, .ending = made_ending, .group = made_group, .groups = groups
	};
}

/* The order of the groups and the unit of time change nothing; swapping the causes is testing the other. */
static void check_turned(void)
{
	struct sample sample = made(3, 1 << 20);
	struct gray first, again;
	CHECK(gray_of(&sample, SAMPLE_SERVED, &first) == STATUS_OK);
	CHECK_NUMBER(first.df, 2);
	CHECK(first.chisq > 0 && isfinite(first.chisq));
	for (size_t i = 0; i < ROWS; i++) {
		made_group[i] = (made_group[i] + 1) % 3;
		made_time[i] = sqrt(made_time[i]) + 5;
		if (made_ending[i] != SAMPLE_OPEN)
			made_ending[i] = made_ending[i] == SAMPLE_SERVED ? SAMPLE_UNSERVED : SAMPLE_SERVED;
	}
	CHECK(gray_of(&sample, SAMPLE_UNSERVED, &again) == STATUS_OK);
	CHECK(fabs(first.chisq - again.chisq) < 1e-10 * first.chisq);
	CHECK(fabs(first.score[0] - again.score[1]) < 1e-10);
	gray_close(&first);
	gray_close(&again);
}

/* Without another cause and without censoring, untied, the score is the log-rank test's. */
static void check_single_cause(void)
{
	struct sample sample = made(2, 1);
	struct gray test;
	double score = 0, waiting[2] = { 0 };
	uint64_t done = 0;
	for (size_t i = 0; i < ROWS; i++) {
		made_ending[i] = SAMPLE_SERVED;
		waiting[made_group[i]]++;
	}
	for (; done < ROWS; done++) {
		size_t next = ROWS;
		for (size_t i = 0; i < ROWS; i++)
			if (made_time[i] >= 0 && (next == ROWS || made_time[i] < made_time[next]))
				next = i;
		if (!CHECK(next < ROWS))
			break;
		score += made_group[next] - waiting[1] / (waiting[0] + waiting[1]);
		waiting[made_group[next]]--;
		made_time[next] = -1;
	}
	sample = made(2, 1);
	for (size_t i = 0; i < ROWS; i++)
		made_ending[i] = SAMPLE_SERVED;
	CHECK(gray_of(&sample, SAMPLE_SERVED, &test) == STATUS_OK);
	CHECK(fabs(test.score[1] - score) < 1e-9 && fabs(test.score[0] + score) < 1e-9);
	CHECK(test.df == 1 && test.chisq > 0);
	gray_close(&test);
}

/* What data cannot bear. */
static void check_nothing(void)
{
	const double time[] = { 5, 5, 5 };
	const uint8_t served[] = { 1, 1, 1 }, none[] = { 0, 2, 0 };
	const uint32_t one[] = { 0, 0, 0 }, both[] = { 0, 1, 0 }, apart[] = { 0, 1, 0 };
	const struct sample cases[] = {
		{ .rows = 0, .time = time, .ending = served, .group = one, .groups = 2 },
		{ .rows = 1, .time = time, .ending = served, .group = one, .groups = 1 },
		{ .rows = 3, .time = time, .ending = served, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = none, .group = both, .groups = 2 },
		{ .rows = 3, .time = time, .ending = served, .group = both, .groups = 2 },
		{ .rows = 3,
		  .time = time,
		  .ending = served,
		  .group = both,
		  .stratum = apart,
		  .groups = 2,
		  .strata = 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gray test;
		CHECK(gray_of(&cases[i], SAMPLE_SERVED, &test) == STATUS_OK);
		CHECK(test.df == 0 && isnan(test.chisq));
		gray_close(&test);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
		check_set(SETS[i]);
	check_turned();
	check_single_cause();
	check_nothing();
	return check_done();
}
