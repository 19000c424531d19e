/* Cumulative incidence against the references, and against plain counts where every call is closed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/incidence.h"

#include "refs.h"

static const char *const SETS[] = { "cad_a", "mgus2" };

static void check_column(const double *got, size_t length, const json_t *refs, const char *name)
{
	const json_t *column = json_object_get(refs, name);
	CHECK_NUMBER(json_array_size(column), length);
	for (size_t i = 0; i < length && i < json_array_size(column); i++)
		if (!CHECK_NEAR(got[i], json_array_get(column, i)))
			(void)fprintf(stderr, "  %s[%zu]\n", name, i);
}

static void check_set(const char *name)
{
	struct refs_set set;
	struct strand_rows rows;
	struct strand strand;
	json_t *refs = refs_load(name);
	refs_set_open(&set, name);
	set.sample.stratum = NULL;
	CHECK(strand_rows_of(&set.sample, &rows) == STATUS_OK);
	CHECK(strand_of_stratum(&set.sample, &rows, 0, &strand) == STATUS_OK);
	for (uint32_t group = 0; group < set.sample.groups; group++) {
		struct incidence got;
		char label[32];
		(void)snprintf(label, sizeof label, "%ld", set.group_name[group]);
		const json_t *aj = json_object_get(json_object_get(refs, "aj"), label);
		CHECK(incidence_of(&strand, group, &got) == STATUS_OK);
		check_column(got.time, got.length, aj, "time");
		check_column(got.waiting, got.length, aj, "S");
		check_column(got.served, got.length, aj, "F1");
		check_column(got.unserved, got.length, aj, "F2");
		check_column(got.se_waiting, got.length, aj, "seS");
		check_column(got.se_served, got.length, aj, "seF1");
		check_column(got.se_unserved, got.length, aj, "seF2");
		for (size_t i = 0; i < got.length; i++)
			CHECK(fabs(got.waiting[i] + got.served[i] + got.unserved[i] - 1) < 1e-12);
		incidence_close(&got);
	}
	strand_close(&strand);
	strand_rows_close(&rows);
	refs_set_close(&set);
	json_decref(refs);
}

/* Where every call is closed the share is a count over all of them, with the binomial's error. */
static void check_closed(void)
{
	enum { ROWS = 500 };
	static double time[ROWS], lower[ROWS], upper[ROWS];
	static uint8_t ending[ROWS];
	static uint32_t group[ROWS];
	struct strand_rows rows;
	struct strand strand;
	struct incidence got;
	for (size_t i = 0; i < ROWS; i++) {
		time[i] = (double)(i * 7919 % 101);
		ending[i] = i * 31 % 5 ? SAMPLE_SERVED : SAMPLE_UNSERVED;
		group[i] = i % 3 == 0;
	}
	struct sample sample = { .rows = ROWS, .time = time, .ending = ending, .group = group, .groups = 2 };
	CHECK(strand_rows_of(&sample, &rows) == STATUS_OK);
	CHECK(strand_of_stratum(&sample, &rows, 0, &strand) == STATUS_OK);
	CHECK(incidence_of(&strand, CURVE_ALL_GROUPS, &got) == STATUS_OK);
	for (int t = 0; t < 101; t++) {
		int served = 0, unserved = 0;
		for (size_t i = 0; i < ROWS; i++) {
			served += ending[i] == SAMPLE_SERVED && time[i] <= t;
			unserved += ending[i] == SAMPLE_UNSERVED && time[i] <= t;
		}
		double share = served / (double)ROWS, other = unserved / (double)ROWS;
		CHECK(fabs(incidence_served_by(&got, t).share - share) < 1e-12);
		CHECK(fabs(incidence_unserved_by(&got, t).share - other) < 1e-12);
		CHECK(fabs(incidence_served_by(&got, t).se - sqrt(share * (1 - share) / ROWS)) < 1e-12);
		CHECK(fabs(incidence_unserved_by(&got, t).se - sqrt(other * (1 - other) / ROWS)) < 1e-12);
	}
	CHECK(got.length == 101 && got.waiting[100] == 0 && got.se_waiting[100] == 0);
	CHECK(incidence_served_by(&got, -1).share == 0);
	CHECK(incidence_served_by(&got, 1e9).share == got.served[100]);
	curve_band(CURVE_LOG_LOG, 1.96, got.served, got.se_served, got.length, lower, upper);
	for (size_t i = 0; i < got.length; i++)
		CHECK(0 < lower[i] && lower[i] < got.served[i] && got.served[i] < upper[i] && upper[i] < 1);
	incidence_close(&got);
	strand_close(&strand);
	strand_rows_close(&rows);
}

static void check_small(void)
{
	const double time[] = { 3, 3, 3 };
	const uint8_t served[] = { 1, 1, 1 }, open[] = { 0, 0, 0 };
	const uint32_t group[3] = { 0 }, row[] = { 0, 1, 2 };
	double lower, upper;
	struct sample sample = { .rows = 3, .time = time, .ending = served, .group = group, .groups = 2 };
	struct strand strand;
	struct incidence got;
	CHECK(strand_of(&sample, row, 3, &strand) == STATUS_OK);
	CHECK(incidence_of(&strand, 0, &got) == STATUS_OK);
	CHECK(got.length == 1 && got.served[0] == 1 && got.se_served[0] == 0 && got.waiting[0] == 0);
	incidence_close(&got);
	/* The other group has no rows. */
	CHECK(incidence_of(&strand, 1, &got) == STATUS_OK);
	CHECK(got.length == 0 && isnan(incidence_served_by(&got, 5).share));
	incidence_close(&got);
	strand_close(&strand);
	sample.ending = open;
	CHECK(strand_of(&sample, row, 3, &strand) == STATUS_OK);
	CHECK(incidence_of(&strand, 0, &got) == STATUS_OK);
	CHECK(got.length == 1 && got.served[0] == 0 && got.se_served[0] == 0 && got.waiting[0] == 1);
	curve_band(CURVE_LOG_LOG, 1.96, got.served, got.se_served, 1, &lower, &upper);
	CHECK(isnan(lower) && isnan(upper));
	incidence_close(&got);
	strand_close(&strand);
}

int main(void)
{
	for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
		check_set(SETS[i]);
	check_closed();
	check_small();
	return check_done();
}
