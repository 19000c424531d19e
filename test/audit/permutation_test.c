/* Relabelings: all of them against the references, drawn ones against all of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/permutation.h"

#include "refs.h"

static const struct log_rank_plan PLAIN = { .event = SAMPLE_SERVED };

enum { ROOM = 64 };
static double made_time[ROOM];
static uint8_t made_ending[ROOM];
static uint32_t made_group[ROOM], made_stratum[ROOM];

static uint32_t whole(const json_t *of, const char *name, size_t i)
{
	return (uint32_t)refs_number(json_array_get(json_object_get(of, name), i));
}

static struct sample sample_of(const json_t *of)
{
	size_t rows = json_array_size(json_object_get(of, "time"));
	CHECK(rows && rows <= ROOM);
	for (size_t i = 0; i < rows && i < ROOM; i++) {
		made_time[i] = refs_number(json_array_get(json_object_get(of, "time"), i));
		made_ending[i] = (uint8_t)whole(of, "status", i);
		made_group[i] = whole(of, "group", i);
		made_stratum[i] = whole(of, "stratum", i);
	}
	return (struct sample){ .rows = rows,
		                .time = made_time,
		                .ending = made_ending,
		                .group = made_group,
		                .stratum = made_stratum,
		                .groups = 2,
		                .strata = 4 };
}

static void check_case(const json_t *of)
{
	struct sample sample = sample_of(of);
	struct permutation got;
	double score[ROOM];
	uint64_t count = (uint64_t)refs_number(json_object_get(of, "n_permutations"));
	CHECK(permutation_scores_of(&sample, PLAIN, score) == STATUS_OK);
	for (size_t i = 0; i < sample.rows; i++)
		CHECK_NEAR_OF(score[i], json_array_get(json_object_get(of, "scores"), i), 1e-6);
	CHECK(permutation_exact_of(&sample, PLAIN, count, &got) == STATUS_OK);
	CHECK_NEAR(got.statistic, json_object_get(of, "statistic"));
	CHECK_NUMBER(got.relabelings, count);
	/* The mean is nothing but what rounding leaves of it. */
	CHECK(fabs(got.mean) < 1e-14 && fabs(refs_number(json_object_get(of, "mean"))) < 1e-14);
	CHECK_NEAR(got.variance, json_object_get(of, "var"));
	CHECK_NEAR(got.p_two_sided, json_object_get(of, "p_two_sided"));
	CHECK_NEAR(got.p_greater, json_object_get(of, "p_greater"));
	CHECK(got.p_less + got.p_greater >= 1);
	CHECK(permutation_exact_of(&sample, PLAIN, count - 1, &got) == STATUS_LIMIT);
	/* With each row a cluster and each stratum a block, the drawn ones come near. */
	struct chance chance = chance_from((const uint8_t[CHANCE_SEED_BYTES]){ 3 });
	struct permutation drawn;
	CHECK(permutation_exact_of(&sample, PLAIN, count, &got) == STATUS_OK);
	CHECK(permutation_blocks_of(&sample, PLAIN, made_stratum, 4, 9999, &chance, &drawn) == STATUS_OK);
	CHECK(drawn.relabelings == 9999 && fabs(drawn.statistic - got.statistic) < 1e-12);
	CHECK(fabs(drawn.mean) < 4 * sqrt(got.variance / 9999));
	CHECK(fabs(drawn.variance / got.variance - 1) < 0.1);
	CHECK(fabs(drawn.p_two_sided - got.p_two_sided) < 0.02);
	CHECK(fabs(drawn.p_greater - got.p_greater) < 0.02 && fabs(drawn.p_less - got.p_less) < 0.02);
}

static void check_refs(void)
{
	json_t *refs = refs_load("permutation_exact"), *of;
	size_t i;
	CHECK(json_array_size(json_object_get(refs, "cases")) > 0);
	json_array_foreach(json_object_get(refs, "cases"), i, of) check_case(of);
	json_decref(refs);
}

/* Three against three, the fastest three in one group: 1 of 20 relabelings is as high, and 2 as far. */
static void check_by_hand(void)
{
	const double time[] = { 1, 2, 3, 4, 5, 6 };
	const uint8_t ending[] = { 1, 1, 1, 1, 1, 1 };
	const uint32_t group[] = { 1, 1, 1, 0, 0, 0 };
	struct sample sample = { .rows = 6, .time = time, .ending = ending, .group = group, .groups = 2 };
	struct permutation got;
	CHECK(permutation_exact_of(&sample, PLAIN, 20, &got) == STATUS_OK);
	CHECK(got.relabelings == 20 && got.p_greater == 0.05 && got.p_less == 1);
	CHECK(got.p_two_sided == 0.1);
	/* Too many to count are refused, not wrapped around. */
	enum { MANY = 200 };
	static double many_time[MANY];
	static uint8_t many_ending[MANY];
	static uint32_t many_group[MANY];
	for (size_t i = 0; i < MANY; i++) {
		many_time[i] = (double)i;
		many_group[i] = i % 2;
	}
	struct sample many = {
		.rows = MANY, .time = many_time, .ending = many_ending, .group = many_group, .groups = 2
	};
	CHECK(permutation_exact_of(&many, PLAIN, UINT64_MAX, &got) == STATUS_LIMIT);
}

/* Whole clusters, and what clusters cannot be. */
static void check_blocks(void)
{
	const double time[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	const uint8_t ending[] = { 1, 1, 1, 1, 1, 1, 1, 0 };
	const uint32_t group[] = { 1, 1, 0, 0, 1, 1, 0, 0 }, cluster[] = { 0, 0, 1, 1, 2, 2, 3, 3 };
	const uint32_t mixed[] = { 0, 0, 0, 1, 1, 1, 2, 2 }, one_block[] = { 0, 0, 0, 0, 0 };
	const uint8_t seed[CHANCE_SEED_BYTES] = { 1, 2 };
	struct sample sample = { .rows = 8,
		                 .time = time,
		                 .ending = ending,
		                 .group = group,
		                 .cluster = cluster,
		                 .groups = 2,
		                 .clusters = 4 };
	struct chance chance = chance_from(seed), again = chance_from(seed);
	struct permutation got, same;
	double score[8], block[4] = { 0 };
	CHECK(permutation_blocks_of(&sample, PLAIN, one_block, 1, 5999, &chance, &got) == STATUS_OK);
	CHECK(permutation_blocks_of(&sample, PLAIN, one_block, 1, 5999, &again, &same) == STATUS_OK);
	CHECK(got.p_two_sided == same.p_two_sided && got.variance == same.variance && got.mean == same.mean);
	/* The six ways by hand. */
	CHECK(permutation_scores_of(&sample, PLAIN, score) == STATUS_OK);
	for (size_t i = 0; i < 8; i++)
		block[cluster[i]] += score[i];
	double far = 0, statistic = block[0] + block[2];
	for (int a = 0; a < 4; a++)
		for (int b = a + 1; b < 4; b++)
			far += fabs(block[a] + block[b]) >= fabs(statistic) - 1e-12;
	CHECK(fabs(got.statistic - statistic) < 1e-12);
	CHECK(fabs(got.p_two_sided - far / 6) < 0.03);
	sample.clusters = 5;
	CHECK(permutation_blocks_of(&sample, PLAIN, one_block, 1, 9, &chance, &got) == STATUS_MISSING);
	sample.cluster = mixed;
	sample.clusters = 3;
	CHECK(permutation_blocks_of(&sample, PLAIN, one_block, 1, 9, &chance, &got) == STATUS_MALFORMED);
}

/* The signs of few clusters: 2^4 ways by hand; of many: the variance is the sum of the squares. */
static void check_signs(void)
{
	const double score[] = { 3, 1, 2, -0.5 };
	static double many[130];
	double squares = 0, far = 0;
	struct chance chance = chance_from((const uint8_t[CHANCE_SEED_BYTES]){ 9 });
	struct permutation got = permutation_signs_of(score, 4, 9999, &chance);
	for (unsigned way = 0; way < 16; way++) {
		double sum = 0;
		for (unsigned i = 0; i < 4; i++)
			sum += way >> i & 1 ? score[i] : -score[i];
		far += fabs(sum) >= 5.5 - 1e-12;
	}
	CHECK(got.statistic == 5.5 && fabs(got.p_two_sided - far / 16) < 0.02 && fabs(got.mean) < 0.2);
	for (size_t i = 0; i < 130; i++) {
		many[i] = (double)(i * 37 % 11) - 5;
		squares += many[i] * many[i];
	}
	got = permutation_signs_of(many, 130, 9999, &chance);
	CHECK(fabs(got.variance / squares - 1) < 0.06);
	/* No clusters, no draws. */
	got = permutation_signs_of(NULL, 0, 99, &chance);
	CHECK(got.statistic == 0 && got.p_two_sided == 1);
	got = permutation_signs_of(score, 4, 0, &chance);
	CHECK(got.p_two_sided == 1 && isnan(got.mean));
}

static void check_nothing(void)
{
	const double time[] = { 1, 2, 3 };
	const uint8_t ending[] = { 1, 1, 1 }, none[] = { 0, 0, 0 };
	const uint32_t one[] = { 0, 0, 0 }, other[] = { 1, 1, 1 }, both[] = { 0, 1, 0 };
	const struct sample cases[] = {
		{ .rows = 0, .time = time, .ending = ending, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = ending, .group = one, .groups = 1 },
		{ .rows = 3, .time = time, .ending = ending, .group = other, .groups = 2 },
		{ .rows = 3, .time = time, .ending = none, .group = both, .groups = 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct permutation got;
		CHECK(permutation_exact_of(&cases[i], PLAIN, 3, &got) == STATUS_OK);
		CHECK(fabs(got.statistic) < 1e-12 && got.p_two_sided == 1 && got.p_greater == 1 && got.p_less == 1);
		CHECK(got.relabelings == (i == 3 ? 3 : 1) && got.variance == 0);
	}
}

int main(void)
{
	check_refs();
	check_by_hand();
	check_blocks();
	check_signs();
	check_nothing();
	return check_done();
}
