/* Whole seconds counted against the same rows sorted: the strands, and the test of times that differ by half a second. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/whole.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/log_rank.h"
#include "check.h"

#define ROWS 6000u

static double time_of[ROWS], later[ROWS];
static uint8_t ending[ROWS];
static uint32_t group[ROWS], stratum[ROWS], cluster[ROWS];
static uint32_t seed = 11;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static struct sample make(size_t rows, uint32_t seconds, uint32_t strata)
{
	for (size_t i = 0; i < rows; i++) {
		time_of[i] = draw(seconds);
		later[i] = time_of[i] + 0.5;
		ending[i] = (uint8_t)draw(SAMPLE_ENDINGS);
		group[i] = draw(2);
		stratum[i] = draw(strata);
		cluster[i] = draw(40);
	}
	return (struct sample){ .rows = rows,
		                .time = time_of,
		                .ending = ending,
		                .group = group,
		                .stratum = stratum,
		                .cluster = cluster,
		                .groups = 2,
		                .strata = strata,
		                .clusters = 40 };
}

static void check_strands(const struct sample *sample, uint32_t last)
{
	struct whole_rows whole = { 0 };
	struct strand_rows rows = { 0 };
	struct strand_seconds seconds = { 0 };
	CHECK(whole_rows_of(sample, last, true, &whole) == STATUS_OK && strand_rows_of(sample, &rows) == STATUS_OK);
	CHECK(strand_seconds_open(last, sample->groups, &seconds) == STATUS_OK);
	CHECK(whole.strata == rows.strata);
	for (uint32_t s = 0; s < rows.strata; s++) {
		struct strand counted = { 0 }, sorted = { 0 };
		CHECK(whole.start[s] == rows.start[s] && whole.start[s + 1] == rows.start[s + 1]);
		for (size_t i = rows.start[s]; i < rows.start[s + 1]; i++)
			CHECK(whole.cluster[i] == sample->cluster[rows.row[i]]);
		CHECK(whole_strand_of(&whole, s, &seconds, &counted) == STATUS_OK);
		CHECK(strand_of_stratum(sample, &rows, s, &sorted) == STATUS_OK);
		CHECK(counted.length == sorted.length);
		CHECK(memcmp(counted.time, sorted.time, sorted.length * sizeof *sorted.time) == 0);
		CHECK(memcmp(counted.count, sorted.count, strand_cells(&sorted) * sizeof *sorted.count) == 0);
		strand_close(&counted);
		strand_close(&sorted);
	}
	strand_seconds_close(&seconds);
	whole_rows_close(&whole);
	strand_rows_close(&rows);
}

/* Only the order of the times matters, so that half a second more, which has to be sorted, finds the same to the last bit. */
static void check_tests(const struct sample *sample)
{
	struct sample half = *sample;
	half.time = later;
	for (unsigned stay = 0; stay < 2; stay++) {
		struct log_rank_plan plan = { .event = SAMPLE_SERVED, .others_stay = stay };
		struct log_rank one = { 0 }, other = { 0 };
		struct log_rank_clustered first = { 0 }, second = { 0 };
		if (!CHECK(log_rank_of(sample, plan, &one) == STATUS_OK) ||
		    !CHECK(log_rank_of(&half, plan, &other) == STATUS_OK))
			return;
		CHECK(one.chisq == other.chisq && one.expected[1] == other.expected[1] && one.chisq > 0);
		CHECK(log_rank_clustered_of(sample, plan, &first) == STATUS_OK);
		CHECK(log_rank_clustered_of(&half, plan, &second) == STATUS_OK);
		CHECK(first.score == second.score && first.centred.z_cluster == second.centred.z_cluster);
		CHECK(first.centred.variance_row == second.centred.variance_row && first.centred.variance_cluster > 0);
		log_rank_close(&one);
		log_rank_close(&other);
	}
}

static void check_all(const struct sample *sample)
{
	struct sample one = *sample;
	struct strand_rows rows = { 0 };
	struct strand all = { 0 }, sorted = { 0 };
	one.stratum = NULL;
	CHECK(whole_strand_of_all(sample, &all) == STATUS_OK && strand_rows_of(&one, &rows) == STATUS_OK);
	CHECK(strand_of_stratum(&one, &rows, 0, &sorted) == STATUS_OK && all.length == sorted.length);
	CHECK(memcmp(all.time, sorted.time, all.length * sizeof *all.time) == 0);
	CHECK(memcmp(all.count, sorted.count, strand_cells(&all) * sizeof *all.count) == 0);
	strand_close(&all);
	strand_close(&sorted);
	strand_rows_close(&rows);
}

static void check_what_is_whole(void)
{
	struct sample sample = make(8, 100, 1);
	uint32_t last = 7;
	CHECK(whole_seconds_of(&sample, &last) && last < 100);
	static const double unfit[] = { 0.5, 1e-300, 99.999999999, NAN, INFINITY, 1e9, 0x1p60, STRAND_LAST_SECOND };
	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
		last = 7;
		time_of[5] = unfit[i];
		CHECK(!whole_seconds_of(&sample, &last) && last == 7);
	}
	time_of[5] = STRAND_LAST_SECOND - 1;
	CHECK(whole_seconds_of(&sample, &last) && last == STRAND_LAST_SECOND - 1 && !whole_worth(&sample, last));
	sample.rows = 0;
	CHECK(whole_seconds_of(&sample, &last) && last == 0);
	struct strand strand = { 0 };
	CHECK(whole_strand_of_all(&sample, &strand) == STATUS_OK && !strand.length);
	strand_close(&strand);
	sample.strata = 0;
	CHECK(!whole_worth(&sample, 0));
	sample.groups = STRAND_GROUPS + 1;
	CHECK(!whole_seconds_of(&sample, &last));
}

int main(void)
{
	static const struct {
		size_t rows;
		uint32_t seconds, strata;
	} shapes[] = { { 6000, 300, 3 }, { 6000, 1, 2 }, { 5000, 900, 1 }, { 40, 7, 5 }, { 3000, 20000, 9 } };
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct sample sample = make(shapes[i].rows, shapes[i].seconds, shapes[i].strata);
		uint32_t last;
		CHECK(whole_seconds_of(&sample, &last) && last < shapes[i].seconds);
		/* Few rows in many seconds are sorted; all others here are counted. */
		CHECK(whole_worth(&sample, last) == (shapes[i].seconds < 20000));
		check_strands(&sample, last);
		check_all(&sample);
		if (shapes[i].seconds > 1)
			check_tests(&sample);
	}
	check_what_is_whole();
	return check_done();
}
