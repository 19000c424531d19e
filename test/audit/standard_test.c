/* The standardised difference against the references, and against itself by rows and by seconds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/standard.h"

#include "refs.h"

static const char *const SETS[] = { "aml", "cad_a", "gehan", "lung", "mgus2", "ovarian", "rats", "veteran" };

/* One stratum after the other by its strand, with the influences gathered over its slots. */
static struct standard by_strands(const struct sample *sample, enum standard_outcome outcome, double t)
{
	struct strand_rows rows;
	CHECK(strand_rows_of(sample, &rows) == STATUS_OK);
	struct standard_part *part = calloc(rows.strata, sizeof *part);
	double *sum = calloc(sample_clusters(sample), sizeof *sum);
	struct strand strand;
	for (uint32_t stratum = 0; stratum < rows.strata; stratum++) {
		CHECK(strand_of_stratum(sample, &rows, stratum, &strand) == STATUS_OK);
		part[stratum] = standard_part_of(&strand, outcome, t);
		strand_close(&strand);
	}
	struct standard standard = standard_from(part, rows.strata);
	for (uint32_t stratum = 0; stratum < rows.strata; stratum++) {
		CHECK(strand_of_stratum(sample, &rows, stratum, &strand) == STATUS_OK);
		double *value = calloc(strand_cells(&strand), sizeof *value);
		standard_influence(&part[stratum], standard.used, &strand, outcome, t, value);
		for (size_t i = rows.start[stratum]; i < rows.start[stratum + 1]; i++) {
			uint32_t row = rows.row[i];
			size_t slot = strand.slot[i - rows.start[stratum]];
			size_t cell =
			    (slot * sample->groups + sample->group[row]) * SAMPLE_ENDINGS + sample->ending[row];
			sum[sample_cluster(sample, row)] += value[cell];
		}
		free(value);
		strand_close(&strand);
	}
	standard.se_cluster = standard_cluster_se(sum, sample_clusters(sample));
	free(part);
	free(sum);
	strand_rows_close(&rows);
	return standard;
}

static void check_same(const struct standard *got, const struct standard *wanted)
{
	CHECK(got->rows == wanted->rows && got->used == wanted->used && got->strata_used == wanted->strata_used);
	CHECK(fabs(got->difference - wanted->difference) < 1e-12 * fmax(1, fabs(wanted->difference)));
	CHECK(fabs(got->se_row - wanted->se_row) < 1e-12 * fmax(1, wanted->se_row));
	CHECK(fabs(got->se_cluster - wanted->se_cluster) < 1e-12 * fmax(1, wanted->se_cluster));
	for (int g = 0; g < 2; g++)
		CHECK(fabs(got->mean[g] - wanted->mean[g]) < 1e-12 * fmax(1, wanted->mean[g]));
}

static void check_closed(const struct sample *sample, const json_t *closed)
{
	double *y = calloc(sample->rows, sizeof *y);
	json_t *of;
	size_t i;
	CHECK(json_array_size(json_object_get(closed, "res")) > 0);
	json_array_foreach(json_object_get(closed, "res"), i, of)
	{
		struct standard got;
		double t = refs_number(json_object_get(of, "t"));
		standard_outcome_of(sample, STANDARD_SERVED_BY, t, y);
		CHECK(standard_of(sample, y, &got) == STATUS_OK);
		CHECK_NUMBER(got.used, refs_number(json_object_get(closed, "n")));
		CHECK_NEAR(got.difference, json_object_get(of, "diff"));
		/* An error of exactly nothing is one of a few roundings here. */
		CHECK_NEAR_OF(got.se_row, json_object_get(of, "se_row"), 1e-6);
		CHECK_NEAR_OF(got.se_cluster, json_object_get(of, "se_cluster"), 1e-6);
		CHECK(fabs(got.mean[1] - got.mean[0] - got.difference) < 1e-12);
		struct standard strands = by_strands(sample, STANDARD_SERVED_BY, t);
		check_same(&strands, &got);
		standard_outcome_of(sample, STANDARD_WAIT, t, y);
		CHECK(standard_of(sample, y, &got) == STATUS_OK);
		strands = by_strands(sample, STANDARD_WAIT, t);
		check_same(&strands, &got);
	}
	free(y);
}

static void check_incidence(const struct sample *sample, const json_t *refs)
{
	const json_t *times = json_object_get(refs, "times");
	struct standard got[16];
	double t[16];
	size_t count = json_array_size(times);
	if (!json_is_object(refs))
		return;
	CHECK(count && count <= 16);
	for (size_t i = 0; i < count; i++)
		t[i] = refs_number(json_array_get(times, i));
	CHECK(standard_incidence_of(sample, t, count, got) == STATUS_OK);
	for (size_t i = 0; i < count; i++) {
		CHECK_NUMBER(got[i].strata_used, refs_number(json_object_get(refs, "strata_used")));
		CHECK_NUMBER(got[i].used, refs_number(json_object_get(refs, "n_used")));
		CHECK_NEAR(got[i].mean[0], json_array_get(json_object_get(refs, "F_ref"), i));
		CHECK_NEAR(got[i].mean[1], json_array_get(json_object_get(refs, "F_exp"), i));
		CHECK_NEAR(got[i].difference, json_array_get(json_object_get(refs, "diff"), i));
		CHECK_NEAR(got[i].se_row, json_array_get(json_object_get(refs, "se"), i));
		CHECK(isnan(got[i].se_cluster));
	}
}

static int check_set(const char *name)
{
	struct refs_set set;
	char robust_name[64];
	(void)snprintf(robust_name, sizeof robust_name, "%s.robust", name);
	json_t *refs = refs_load(name), *robust = refs_load(robust_name);
	refs_set_open(&set, name);
	check_closed(&set.sample, json_object_get(robust, "standardised_closed_calls"));
	check_incidence(&set.sample, json_object_get(refs, "standardised_cif"));
	refs_set_close(&set);
	int incidence = json_is_object(json_object_get(refs, "standardised_cif"));
	json_decref(refs);
	json_decref(robust);
	return incidence;
}

enum { ROWS = 900, CLUSTERS = 30, STRATA = 4 };
static double made_time[ROWS];
static uint8_t made_ending[ROWS];
static uint32_t made_group[ROWS], made_stratum[ROWS], made_cluster[ROWS];

/* Stratum 3 has only the first group. */
static struct sample made(void)
{
	uint64_t state = 5;
	for (size_t i = 0; i < ROWS; i++) {
		state = state * 6364136223846793005U + 1442695040888963407U;
		made_time[i] = (double)(state >> 40 & 255);
		made_ending[i] = (uint8_t)((state >> 50) % 7 % 3);
		made_cluster[i] = (uint32_t)((state >> 30) % CLUSTERS);
		made_stratum[i] = made_cluster[i] % STRATA;
		made_group[i] = made_stratum[i] != 3 && (state >> 55) % 3 == 0;
	}
	return (struct sample){ .rows = ROWS,
		                .time = made_time,
		                .ending = made_ending,
		                .group = made_group,
		                .stratum = made_stratum,
		                .cluster = made_cluster,
		                .groups = 2,
		                .strata = STRATA,
		                .clusters = CLUSTERS };
}

/* By the definition, one stratum and group at a time, for all three outcomes. */
static void check_definition(void)
{
	struct sample sample = made();
	static double y[ROWS];
	for (int outcome = STANDARD_SERVED_BY; outcome <= STANDARD_WAIT; outcome++) {
		double n = 0, n_s[STRATA] = { 0 }, mean[STRATA][2] = { 0 }, count[STRATA][2] = { 0 }, wanted = 0;
		struct standard got, alone;
		standard_outcome_of(&sample, (enum standard_outcome)outcome, 100, y);
		for (size_t i = 0; i < ROWS; i++) {
			CHECK(isnan(y[i]) == (made_ending[i] == SAMPLE_OPEN));
			if (isnan(y[i]))
				continue;
			count[made_stratum[i]][made_group[i]]++;
			mean[made_stratum[i]][made_group[i]] += y[i];
			n_s[made_stratum[i]]++;
		}
		for (int s = 0; s < 3; s++) {
			n += n_s[s];
			wanted += n_s[s] * (mean[s][1] / count[s][1] - mean[s][0] / count[s][0]);
		}
		CHECK(standard_of(&sample, y, &got) == STATUS_OK);
		CHECK(fabs(got.difference - wanted / n) < 1e-12 * fmax(1, fabs(wanted)));
		CHECK(got.strata_used == 3 && got.used == (uint64_t)n && got.rows == (uint64_t)(n + n_s[3]));
		CHECK(fabs(got.overlap - n / (n + n_s[3])) < 1e-12);
		struct standard strands = by_strands(&sample, (enum standard_outcome)outcome, 100);
		check_same(&strands, &got);
		/* Each row its own cluster: the two errors are one. */
		struct sample rows = sample;
		rows.cluster = NULL;
		CHECK(standard_of(&rows, y, &alone) == STATUS_OK);
		CHECK(fabs(alone.se_cluster - alone.se_row) < 1e-12 * fmax(1, alone.se_row));
		CHECK(fabs(alone.se_row - got.se_row) < 1e-12 * fmax(1, alone.se_row));
	}
}

/* The influences by second are those by row. */
static void check_seconds(void)
{
	struct sample sample = made();
	static double y[ROWS], scratch[301 << 3], value[301 * 6];
	uint32_t code[ROWS], cluster[ROWS];
	double sum[CLUSTERS] = { 0 };
	struct strand_rows rows;
	struct strand_seconds seconds;
	struct standard wanted;
	struct standard_part part[STRATA];
	standard_outcome_of(&sample, STANDARD_SERVED_BY, 60, y);
	CHECK(standard_of(&sample, y, &wanted) == STATUS_OK);
	CHECK(strand_rows_of(&sample, &rows) == STATUS_OK);
	CHECK(strand_seconds_open(300, 2, &seconds) == STATUS_OK);
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t stratum = 0; stratum < STRATA; stratum++) {
			struct strand strand;
			size_t count = rows.start[stratum + 1] - rows.start[stratum];
			for (size_t i = 0; i < count; i++) {
				uint32_t row = rows.row[rows.start[stratum] + i];
				cluster[i] = made_cluster[row];
				code[i] = strand_code((uint32_t)made_time[row], made_group[row],
				                      (enum sample_ending)made_ending[row]);
			}
			strand_seconds_clear(&seconds);
			CHECK(strand_seconds_add(&seconds, code, count) == STATUS_OK);
			CHECK(strand_of_seconds(&seconds, &strand) == STATUS_OK);
			if (pass) {
				standard_influence(&part[stratum], wanted.used, &strand, STANDARD_SERVED_BY, 60, value);
				strand_gather(&seconds, &strand, value, code, cluster, count, scratch, sum);
			} else {
				part[stratum] = standard_part_of(&strand, STANDARD_SERVED_BY, 60);
			}
			strand_close(&strand);
		}
	}
	struct standard got = standard_from(part, STRATA);
	CHECK(isnan(got.se_cluster));
	got.se_cluster = standard_cluster_se(sum, CLUSTERS);
	check_same(&got, &wanted);
	strand_seconds_close(&seconds);
	strand_rows_close(&rows);
}

/* What data cannot bear. */
static void check_nothing(void)
{
	const double time[] = { 1, 2, 3 }, t = 2;
	const uint8_t ending[] = { 1, 1, 2 }, open[] = { 0, 0, 0 };
	const uint32_t one[] = { 0, 0, 0 }, both[] = { 0, 1, 0 }, apart[] = { 0, 1, 0 };
	const struct sample cases[] = {
		{ .rows = 0, .time = time, .ending = ending, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = ending, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = open, .group = both, .groups = 2 },
		{ .rows = 3,
		  .time = time,
		  .ending = ending,
		  .group = both,
		  .stratum = apart,
		  .groups = 2,
		  .strata = 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double y[3];
		struct standard got;
		standard_outcome_of(&cases[i], STANDARD_SERVED_BY, t, y);
		CHECK(standard_of(&cases[i], y, &got) == STATUS_OK);
		CHECK(isnan(got.difference) && isnan(got.mean[0]) && isnan(got.se_row) && isnan(got.se_cluster));
		CHECK(got.used == 0 && (got.rows ? got.overlap == 0 : isnan(got.overlap)));
		CHECK(standard_incidence_of(&cases[i], &t, 1, &got) == STATUS_OK);
		CHECK(i == 2 ? got.difference == 0 && got.se_row == 0 : isnan(got.difference) && isnan(got.se_row));
	}
}

int main(void)
{
	int incidences = 0;
	for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
		incidences += check_set(SETS[i]);
	CHECK_NUMBER(incidences, 2);
	check_definition();
	check_seconds();
	check_nothing();
	return check_done();
}
