/* The log-rank family against the references, and against itself said in other ways. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/log_rank.h"

#include "refs.h"

static const char *const SETS[] = { "aml", "cad_a", "gehan", "lung", "mgus2", "ovarian", "rats", "veteran" };
static const struct log_rank_plan PLAIN = { .event = SAMPLE_SERVED };

/* p of chi-square with one degree of freedom, on the log scale on which it is compared. */
static double log_p_of(double chisq)
{
	return log(erfc(sqrt(chisq / 2)));
}

static void check_test(const struct log_rank *test, const json_t *refs)
{
	for (uint32_t k = 0; k < test->groups; k++) {
		double se = sqrt(test->variance[(size_t)k * test->groups + k]);
		CHECK_NEAR(test->rows[k], json_array_get(json_object_get(refs, "n"), k));
		CHECK_NEAR(test->observed[k], json_array_get(json_object_get(refs, "O"), k));
		CHECK_NEAR_OF(test->expected[k], json_array_get(json_object_get(refs, "E"), k), se);
		for (uint32_t l = 0; l < test->groups; l++)
			CHECK_NEAR(test->variance[(size_t)k * test->groups + l],
			           json_array_get(json_array_get(json_object_get(refs, "V"), k), l));
	}
	CHECK_NEAR(test->chisq, json_object_get(refs, "chisq"));
	CHECK_NUMBER(test->df, refs_number(json_object_get(refs, "df")));
	if (test->df == 1)
		CHECK_NEAR_OF(log_p_of(test->chisq), json_object_get(refs, "log_p"), 1);
}

/* The parts of the strata say the same as the whole test, and so do the scores of the rows. */
static void check_parts(const struct sample *sample, struct log_rank_plan plan, const struct log_rank *test)
{
	struct strand_rows rows;
	struct log_rank_part sum = { 0 };
	struct log_rank_clustered clustered;
	CHECK(strand_rows_of(sample, &rows) == STATUS_OK);
	for (uint32_t stratum = 0; stratum < rows.strata; stratum++) {
		struct strand strand;
		CHECK(strand_of_stratum(sample, &rows, stratum, &strand) == STATUS_OK);
		struct log_rank_part part = log_rank_part_of(&strand, plan);
		sum.observed += part.observed;
		sum.expected += part.expected;
		sum.score += part.score;
		sum.variance += part.variance;
		strand_close(&strand);
	}
	CHECK(fabs(sum.observed - test->observed[1]) < 1e-10 * sum.observed);
	CHECK(fabs(sum.expected - test->expected[1]) < 1e-10 * sum.expected);
	CHECK(fabs(sum.variance - test->variance[3]) < 1e-10 * sum.variance);
	CHECK(log_rank_clustered_of(sample, plan, &clustered) == STATUS_OK);
	CHECK(fabs(sum.score - clustered.score) < 1e-10 * sqrt(sum.variance));
	CHECK(fabs(sum.score - (sum.observed - sum.expected)) < 1e-10 * sqrt(sum.variance));
	strand_rows_close(&rows);
}

static void check_clustered(const struct sample *sample, const json_t *refs)
{
	struct log_rank_clustered got;
	if (!refs)
		return;
	CHECK(log_rank_clustered_of(sample, PLAIN, &got) == STATUS_OK);
	const struct log_rank_robust *plain = &got.uncentred, *centred = &got.centred;
	CHECK_NEAR_OF(got.score, json_object_get(refs, "score"), sqrt(plain->variance_row));
	CHECK_NEAR(plain->variance_row, json_object_get(refs, "var_row"));
	CHECK_NEAR(plain->variance_cluster, json_object_get(refs, "var_cluster"));
	CHECK_NEAR_OF(plain->z_row, json_object_get(refs, "z_row"), 1);
	CHECK_NEAR_OF(plain->z_cluster, json_object_get(refs, "z_cluster"), 1);
	CHECK_NUMBER(got.clusters, refs_number(json_object_get(refs, "n_clusters")));
	/* Centring takes the score itself out of the spread. */
	double n = (double)got.rows, k = (double)got.clusters;
	CHECK(fabs(centred->variance_row - (plain->variance_row - got.score * got.score / n) * n / (n - 1)) <
	      1e-10 * plain->variance_row);
	CHECK(fabs(centred->variance_cluster - (plain->variance_cluster - got.score * got.score / k) * k / (k - 1)) <
	      1e-10 * plain->variance_cluster);
	CHECK(fabs(centred->z_cluster - got.score / sqrt(centred->variance_cluster)) < 1e-12);
	/* Where each row is its own cluster the two are one. */
	struct sample alone = *sample;
	alone.cluster = NULL;
	struct log_rank_clustered rows;
	CHECK(log_rank_clustered_of(&alone, PLAIN, &rows) == STATUS_OK);
	CHECK(fabs(rows.centred.variance_cluster - centred->variance_row) < 1e-10 * centred->variance_row);
	CHECK(fabs(rows.uncentred.variance_cluster - plain->variance_row) < 1e-10 * plain->variance_row);
}

static void check_set(const char *name)
{
	struct refs_set set;
	char robust_name[64];
	(void)snprintf(robust_name, sizeof robust_name, "%s.robust", name);
	json_t *refs = refs_load(name), *robust = refs_load(robust_name), *of;
	size_t i;
	refs_set_open(&set, name);
	CHECK(json_array_size(json_object_get(refs, "logrank")) >= 2);
	json_array_foreach(json_object_get(refs, "logrank"), i, of)
	{
		struct log_rank test;
		struct sample sample = set.sample;
		struct log_rank_plan plan = PLAIN;
		plan.rho = refs_number(json_object_get(of, "rho"));
		if (!json_is_true(json_object_get(of, "stratified")))
			sample.stratum = NULL;
		CHECK(log_rank_of(&sample, plan, &test) == STATUS_OK);
		check_test(&test, of);
		check_parts(&sample, plan, &test);
		log_rank_close(&test);
	}
	check_clustered(&set.sample, json_object_get(robust, "stratified"));
	set.sample.stratum = NULL;
	CHECK(json_object_get(robust, "unstratified"));
	check_clustered(&set.sample, json_object_get(robust, "unstratified"));
	refs_set_close(&set);
	json_decref(refs);
	json_decref(robust);
}

static void check_edges(void)
{
	json_t *refs = refs_load("edge_cases"), *edge;
	const char *name;
	json_object_foreach(refs, name, edge)
	{
		double time[16];
		uint8_t ending[16];
		uint32_t group[16];
		struct log_rank test;
		const json_t *data = json_object_get(edge, "data"), *wanted = json_object_get(edge, "logrank");
		size_t rows = json_array_size(data);
		CHECK(rows && rows <= 16);
		for (size_t i = 0; i < rows && i < 16; i++) {
			const json_t *row = json_array_get(data, i);
			time[i] = refs_number(json_object_get(row, "time"));
			ending[i] = (uint8_t)refs_number(json_object_get(row, "status"));
			group[i] = (uint32_t)refs_number(json_object_get(row, "group"));
		}
		struct sample sample = { .rows = rows, .time = time, .ending = ending, .group = group, .groups = 2 };
		CHECK(log_rank_of(&sample, PLAIN, &test) == STATUS_OK);
		for (uint32_t k = 0; k < 2; k++) {
			CHECK_NEAR(test.observed[k], json_array_get(json_object_get(wanted, "O"), k));
			CHECK_NEAR(test.expected[k], json_array_get(json_object_get(wanted, "E"), k));
		}
		CHECK_NEAR(test.variance[3], json_object_get(wanted, "V"));
		CHECK_NEAR_OF(test.chisq, json_object_get(wanted, "chisq"), 1e-6);
		check_parts(&sample, PLAIN, &test);
		log_rank_close(&test);
	}
	json_decref(refs);
}

enum { ROWS = 6000, GROUPS = 5, STRATA = 7, CLUSTERS = 90 };
static double made_time[ROWS];
static uint8_t made_ending[ROWS];
static uint32_t made_group[ROWS], made_stratum[ROWS], made_cluster[ROWS];

/* Whole seconds, heavily tied. */
static struct sample made(uint32_t groups)
{
	uint64_t state = 11;
	for (size_t i = 0; i < ROWS; i++) {
		state = state * 6364136223846793005U + 1442695040888963407U;
		made_time[i] = (double)(state >> 40 & 511);
		made_ending[i] = (state >> 50) % 10 < 7 ? SAMPLE_SERVED : (uint8_t)((state >> 50) % 3);
		made_group[i] = (uint32_t)((state >> 55) % groups);
		made_cluster[i] = (uint32_t)((state >> 30) % CLUSTERS);
		made_stratum[i] = made_cluster[i] % STRATA;
	}
	return (struct sample){ .rows = ROWS,
		                .time = made_time,
		                .ending = made_ending,
		                .group = made_group,
		                .stratum = made_stratum,
		                .cluster = made_cluster,
		                .groups = groups,
		                .strata = STRATA,
		                .clusters = CLUSTERS };
}

/* Counted by second and gathered by code: the same as by rows. */
static void check_seconds(struct log_rank_plan plan)
{
	struct sample sample = made(2);
	struct strand_rows rows;
	struct strand_seconds seconds;
	struct log_rank_sums sums = { 0 };
	struct log_rank_clustered wanted;
	double cluster_score[CLUSTERS] = { 0 };
	uint32_t code[ROWS], cluster[ROWS];
	CHECK(strand_rows_of(&sample, &rows) == STATUS_OK);
	CHECK(strand_seconds_open(600, 2, &seconds) == STATUS_OK);
	double *cell = calloc((size_t)601 << seconds.shift, sizeof *cell), *score = calloc(601 * 6, sizeof *score);
	for (uint32_t stratum = 0; stratum < STRATA; stratum++) {
		struct strand strand;
		size_t count = rows.start[stratum + 1] - rows.start[stratum];
		for (size_t i = 0; i < count; i++) {
			uint32_t row = rows.row[rows.start[stratum] + i];
			cluster[i] = sample.cluster[row];
			code[i] = strand_code((uint32_t)sample.time[row], sample.group[row],
			                      (enum sample_ending)sample.ending[row]);
		}
		strand_seconds_clear(&seconds);
		CHECK(strand_seconds_add(&seconds, code, count) == STATUS_OK);
		CHECK(strand_of_seconds(&seconds, &strand) == STATUS_OK);
		struct log_rank_sums here = log_rank_scores(&strand, plan, score);
		strand_gather(&seconds, &strand, score, code, cluster, count, cell, cluster_score);
		sums.rows += here.rows;
		sums.score += here.score;
		sums.squares += here.squares;
		strand_close(&strand);
	}
	struct log_rank_clustered got = log_rank_clustered_from(&sums, cluster_score, CLUSTERS);
	CHECK(log_rank_clustered_of(&sample, plan, &wanted) == STATUS_OK);
	CHECK(got.score == wanted.score && got.rows == wanted.rows);
	CHECK(got.centred.variance_row == wanted.centred.variance_row);
	CHECK(got.centred.variance_cluster == wanted.centred.variance_cluster);
	/* And the sum over clusters is the score. */
	double sum = 0;
	for (size_t i = 0; i < CLUSTERS; i++)
		sum += cluster_score[i];
	CHECK(fabs(sum - got.score) < 1e-10 * sqrt(got.centred.variance_row));
	free(cell);
	free(score);
	strand_seconds_close(&seconds);
	strand_rows_close(&rows);
}

/* Who stays at risk is as one whose time is put to the end, still open. */
static void check_stayers(double rho)
{
	struct log_rank_plan stay = { .event = SAMPLE_SERVED, .others_stay = true, .rho = rho }, leave = stay;
	struct log_rank_clustered got, wanted;
	struct log_rank test, moved;
	struct sample sample = made(2);
	leave.others_stay = false;
	CHECK(log_rank_clustered_of(&sample, stay, &got) == STATUS_OK);
	CHECK(log_rank_of(&sample, stay, &test) == STATUS_OK);
	for (size_t i = 0; i < ROWS; i++) {
		if (made_ending[i] != SAMPLE_UNSERVED)
			continue;
		made_ending[i] = SAMPLE_OPEN;
		made_time[i] = 1e6;
	}
	CHECK(log_rank_clustered_of(&sample, leave, &wanted) == STATUS_OK);
	CHECK(log_rank_of(&sample, leave, &moved) == STATUS_OK);
	CHECK(fabs(got.score - wanted.score) < 1e-9);
	CHECK(fabs(got.centred.z_row - wanted.centred.z_row) < 1e-9);
	CHECK(fabs(got.centred.z_cluster - wanted.centred.z_cluster) < 1e-9);
	CHECK(fabs(test.chisq - moved.chisq) < 1e-9 * test.chisq);
	log_rank_close(&test);
	log_rank_close(&moved);
}

/* Among several groups: V has nothing over, and the order of the groups does not matter. */
static void check_groups(void)
{
	struct sample sample = made(GROUPS);
	struct log_rank test, turned;
	CHECK(log_rank_of(&sample, PLAIN, &test) == STATUS_OK);
	CHECK_NUMBER(test.df, GROUPS - 1);
	for (uint32_t k = 0; k < GROUPS; k++) {
		double sum = 0;
		for (uint32_t l = 0; l < GROUPS; l++) {
			sum += test.variance[(size_t)k * GROUPS + l];
			CHECK(fabs(test.variance[(size_t)k * GROUPS + l] - test.variance[(size_t)l * GROUPS + k]) <
			      1e-9);
		}
		CHECK(fabs(sum) < 1e-9);
	}
	for (size_t i = 0; i < ROWS; i++)
		made_group[i] = GROUPS - 1 - made_group[i];
	CHECK(log_rank_of(&sample, PLAIN, &turned) == STATUS_OK);
	CHECK(fabs(test.chisq - turned.chisq) < 1e-10 * test.chisq);
	CHECK(fabs(test.expected[0] - turned.expected[GROUPS - 1]) < 1e-9);
	log_rank_close(&test);
	log_rank_close(&turned);
	/* Groups 0 and 1 meet only in stratum 0, groups 2 and 3 in the others, and group 4 meets nobody. */
	for (size_t i = 0; i < ROWS; i++)
		made_group[i] = made_stratum[i] == 6 ? 4 : (made_stratum[i] > 0) * 2 + (uint32_t)(i % 2);
	CHECK(log_rank_of(&sample, PLAIN, &test) == STATUS_OK);
	CHECK_NUMBER(test.df, 2);
	CHECK(isfinite(test.chisq) && test.chisq >= 0);
	log_rank_close(&test);
}

/* V of all relabelings within a stratum, by the formula, against a few thousand of them. */
static void check_permutation(struct log_rank_plan plan)
{
	const double time[] = { 1, 2, 2, 3, 5, 5, 8 };
	const uint8_t ending[] = { 1, 1, 2, 1, 0, 1, 1 };
	const uint32_t row[] = { 0, 1, 2, 3, 4, 5, 6 };
	double squares = 0, count = 0, variance = 0;
	struct sample sample = { .rows = 7, .time = time, .ending = ending, .groups = 2 };
	for (unsigned chosen = 0; chosen < 128; chosen++) {
		uint32_t group[7], second = 0;
		struct strand strand;
		for (unsigned i = 0; i < 7; i++)
			second += group[i] = chosen >> i & 1;
		if (second != 3)
			continue;
		sample.group = group;
		CHECK(strand_of(&sample, row, 7, &strand) == STATUS_OK);
		double rank[42], sum = 0, score = log_rank_part_of(&strand, plan).score;
		CHECK(strand_cells(&strand) <= 42);
		log_rank_ranks(&strand, plan, rank);
		for (size_t cell = 0; cell < strand_cells(&strand); cell++)
			sum += cell / SAMPLE_ENDINGS % 2 ? strand.count[cell] * rank[cell] : 0;
		CHECK(fabs(sum - score) < 1e-12);
		variance = log_rank_permutation(&strand, rank);
		squares += score * score;
		count++;
		strand_close(&strand);
	}
	CHECK(count == 35 && fabs(variance - squares / count) < 1e-12);
}

static void check_spans(void)
{
	struct sample sample = made(2);
	struct log_rank_sums sums;
	struct log_rank_span span[3];
	double score[CLUSTERS], total = 0;
	uint32_t span_of[CLUSTERS];
	CHECK(log_rank_cluster_scores(&sample, PLAIN, score, &sums) == STATUS_OK);
	for (size_t i = 0; i < CLUSTERS; i++)
		span_of[i] = i == 0 ? 2 : 0;
	log_rank_spans(score, span_of, CLUSTERS, 3, span);
	CHECK(span[1].clusters == 0 && span[1].score == 0 && isnan(span[1].variance));
	CHECK(span[2].clusters == 1 && span[2].score == score[0] && isnan(span[2].variance));
	for (size_t i = 1; i < CLUSTERS; i++)
		total += score[i];
	CHECK(span[0].clusters == CLUSTERS - 1 && fabs(span[0].score - total) < 1e-12);
	CHECK(fabs(span[0].variance - log_rank_spread(score + 1, CLUSTERS - 1)) < 1e-9 * span[0].variance);
	log_rank_spans(NULL, NULL, 0, 0, NULL);
}

/* What data cannot bear. */
static void check_nothing(void)
{
	const double time[] = { 1, 2, 3 };
	const uint8_t served[] = { 1, 1, 1 }, none[] = { 0, 2, 0 };
	const uint32_t one[] = { 0, 0, 0 }, other[] = { 1, 1, 1 }, both[] = { 0, 1, 0 };
	const struct sample cases[] = {
		{ .rows = 0, .time = time, .ending = served, .group = one, .groups = 2 },
		{ .rows = 1, .time = time, .ending = served, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = served, .group = one, .groups = 1 },
		{ .rows = 3, .time = time, .ending = served, .group = other, .groups = 2 },
		{ .rows = 3, .time = time, .ending = none, .group = both, .groups = 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct log_rank test;
		struct log_rank_clustered clustered;
		CHECK(log_rank_of(&cases[i], PLAIN, &test) == STATUS_OK);
		CHECK(test.df == 0 && isnan(test.chisq));
		log_rank_close(&test);
		CHECK(log_rank_clustered_of(&cases[i], PLAIN, &clustered) == STATUS_OK);
		CHECK(clustered.score == 0 && isnan(clustered.centred.z_row) && isnan(clustered.centred.z_cluster) &&
		      isnan(clustered.uncentred.z_cluster));
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
		check_set(SETS[i]);
	check_edges();
	check_seconds(PLAIN);
	check_seconds((struct log_rank_plan){ .event = SAMPLE_UNSERVED, .others_stay = true, .rho = 0.5 });
	check_stayers(0);
	check_stayers(1);
	check_groups();
	check_permutation(PLAIN);
	check_permutation((struct log_rank_plan){ .event = SAMPLE_SERVED, .others_stay = true, .rho = 1 });
	check_permutation((struct log_rank_plan){ .event = SAMPLE_UNSERVED });
	check_spans();
	check_nothing();
	return check_done();
}
