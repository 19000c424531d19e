/* Strands by both makers, against one another and against plain counting. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/strand.h"

#include <stdbool.h>

#include "refs.h"

static const char *const SETS[] = { "aml", "cad_a", "gehan", "lung", "mgus2", "ovarian", "rats", "veteran" };

/* Every cell is what a plain count over all rows says, the times rise, and each row's slot has its time. */
static void check_strand(const struct sample *sample, const struct strand_rows *rows, uint32_t stratum,
                         const struct strand *strand)
{
	const uint32_t *row = rows->row + rows->start[stratum];
	size_t count = rows->start[stratum + 1] - rows->start[stratum];
	uint64_t all = 0;
	for (size_t slot = 0; slot < strand->length; slot++) {
		uint32_t seen[16][SAMPLE_ENDINGS] = { 0 };
		CHECK(!slot || strand->time[slot - 1] < strand->time[slot]);
		for (size_t i = 0; i < sample->rows; i++)
			if (sample_stratum(sample, i) == stratum && sample->time[i] == strand->time[slot])
				seen[sample->group[i]][sample->ending[i]]++;
		for (uint32_t group = 0; group < sample->groups; group++)
			for (unsigned ending = 0; ending < SAMPLE_ENDINGS; ending++)
				CHECK_NUMBER(strand_count(strand, slot, group, (enum sample_ending)ending),
				             seen[group][ending]);
	}
	for (uint32_t group = 0; group < sample->groups; group++)
		all += strand_total(strand, group);
	CHECK_NUMBER(all, count);
	for (size_t i = 0; i < count; i++)
		CHECK(strand->time[strand->slot[i]] == sample->time[row[i]]);
}

static void check_same(const struct strand *strand, const struct strand *other)
{
	CHECK_NUMBER(strand->length, other->length);
	if (strand->length != other->length)
		return;
	CHECK(!memcmp(strand->time, other->time, strand->length * sizeof *strand->time));
	CHECK(!memcmp(strand->count, other->count,
	              strand->length * strand->groups * SAMPLE_ENDINGS * sizeof *strand->count));
}

/* Whole times counted by second give the same bytes, at once or in two parts. */
static void check_seconds(const struct sample *sample, const struct strand_rows *rows, uint32_t stratum,
                          const struct strand *strand)
{
	struct strand_seconds whole, part;
	struct strand counted;
	const uint32_t *row = rows->row + rows->start[stratum];
	size_t count = rows->start[stratum + 1] - rows->start[stratum], half = count / 2;
	uint32_t *code = calloc(count + 1, sizeof *code);
	for (size_t i = 0; i < count; i++)
		code[i] = strand_code((uint32_t)sample->time[row[i]], sample->group[row[i]],
		                      (enum sample_ending)sample->ending[row[i]]);
	CHECK(strand_seconds_open(20000, sample->groups, &whole) == STATUS_OK);
	CHECK(strand_seconds_open(20000, sample->groups, &part) == STATUS_OK);
	CHECK(strand_seconds_add(&whole, code, count) == STATUS_OK);
	CHECK(strand_of_seconds(&whole, &counted) == STATUS_OK);
	check_same(&counted, strand);
	strand_close(&counted);
	strand_seconds_clear(&whole);
	CHECK(strand_seconds_add(&whole, code, half) == STATUS_OK);
	CHECK(strand_seconds_add(&part, code + half, count - half) == STATUS_OK);
	CHECK(strand_seconds_merge(&whole, &part) == STATUS_OK);
	CHECK(strand_of_seconds(&whole, &counted) == STATUS_OK);
	check_same(&counted, strand);
	strand_close(&counted);
	strand_seconds_close(&whole);
	strand_seconds_close(&part);
	free(code);
}

static void check_set(const char *name)
{
	struct refs_set set;
	struct strand_rows rows;
	refs_set_open(&set, name);
	bool whole = true;
	for (size_t i = 0; i < set.sample.rows; i++)
		whole = whole && set.time[i] == floor(set.time[i]) && set.time[i] <= 20000;
	CHECK(strand_rows_of(&set.sample, &rows) == STATUS_OK);
	CHECK_NUMBER(rows.start[rows.strata], set.sample.rows);
	for (uint32_t stratum = 0; stratum < rows.strata; stratum++) {
		struct strand strand;
		CHECK(strand_of_stratum(&set.sample, &rows, stratum, &strand) == STATUS_OK);
		check_strand(&set.sample, &rows, stratum, &strand);
		if (whole)
			check_seconds(&set.sample, &rows, stratum, &strand);
		strand_close(&strand);
	}
	strand_rows_close(&rows);
	refs_set_close(&set);
}

/* A plain generator for the test alone. */
static uint64_t drawn(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return *state >> 11;
}

/* Times whose doubles differ in every digit, and near ones: enough rows for the sort by digits. */
static void check_any_times(void)
{
	enum { ROWS = 3000 };
	static double time[ROWS];
	static uint8_t ending[ROWS];
	static uint32_t group[ROWS];
	uint64_t state = 7;
	struct strand_rows rows;
	struct strand strand;
	for (size_t i = 0; i < ROWS; i++) {
		double base = exp((double)(drawn(&state) % 2000) / 20 - 50);
		time[i] = i % 3 ? base : i % 2 ? nextafter(base, HUGE_VAL) : base * (1 + 1e-12);
		ending[i] = (uint8_t)(drawn(&state) % 3);
		group[i] = (uint32_t)(drawn(&state) % 5);
	}
	time[5] = 0;
	time[6] = -0.0;
	time[7] = HUGE_VAL;
	time[8] = 4.9e-324;
	time[9] = 1e308;
	struct sample sample = { .rows = ROWS, .time = time, .ending = ending, .group = group, .groups = 5 };
	CHECK(strand_rows_of(&sample, &rows) == STATUS_OK);
	CHECK(strand_of_stratum(&sample, &rows, 0, &strand) == STATUS_OK);
	check_strand(&sample, &rows, 0, &strand);
	CHECK(strand.slot[5] == 0 && strand.slot[6] == 0 && strand.slot[8] == 1);
	CHECK(strand.slot[7] == strand.length - 1 && strand.slot[9] == strand.length - 2);
	strand_close(&strand);
	/* Times that differ in their last digits only, but for one far off: insertion gives up on them. */
	for (size_t i = 0; i < ROWS; i++)
		time[i] = i ? 1 + (double)(i * 1237 % 2999) * 0x1p-52 : 1e300;
	CHECK(strand_of_stratum(&sample, &rows, 0, &strand) == STATUS_OK);
	check_strand(&sample, &rows, 0, &strand);
	CHECK(strand.length == 3000 && strand.slot[0] == 2999);
	strand_close(&strand);
	time[5] = 0;
	time[9] = 1e308;
	/* Any subset too, here with a row twice. */
	const uint32_t some[] = { 9, 5, 9 };
	CHECK(strand_of(&sample, some, 3, &strand) == STATUS_OK);
	CHECK(strand.length == 2 && strand.slot[0] == 1 && strand.slot[1] == 0 && strand.slot[2] == 1);
	strand_close(&strand);
	CHECK(strand_of(&sample, some, 0, &strand) == STATUS_OK);
	CHECK(strand.length == 0 && strand_total(&strand, 4) == 0);
	strand_close(&strand);
	strand_rows_close(&rows);
}

static void check_horizon(void)
{
	const uint32_t code[] = { strand_code(10, 2, SAMPLE_SERVED), strand_code(11, 2, SAMPLE_SERVED),
		                  strand_code(4000000000U, 0, SAMPLE_UNSERVED), strand_code(0, 1, SAMPLE_UNSERVED) };
	struct strand_seconds seconds, full;
	struct strand strand;
	CHECK(strand_seconds_open(10, 3, &seconds) == STATUS_OK);
	CHECK(strand_of_seconds(&seconds, &strand) == STATUS_OK);
	CHECK(strand.length == 0);
	strand_close(&strand);
	CHECK(strand_seconds_add(&seconds, code, 4) == STATUS_OK);
	CHECK(strand_of_seconds(&seconds, &strand) == STATUS_OK);
	CHECK(strand.length == 2 && strand.time[0] == 0 && strand.time[1] == 10);
	CHECK_NUMBER(strand_count(&strand, 0, 1, SAMPLE_UNSERVED), 1);
	CHECK_NUMBER(strand_count(&strand, 1, 2, SAMPLE_SERVED), 1);
	CHECK_NUMBER(strand_count(&strand, 1, 2, SAMPLE_OPEN), 1);
	CHECK_NUMBER(strand_count(&strand, 1, 0, SAMPLE_OPEN), 1);
	CHECK_NUMBER(strand_count(&strand, 1, 0, SAMPLE_UNSERVED), 0);
	CHECK_NUMBER(strand_total(&strand, 2), 2);
	strand_close(&strand);
	/* More rows than a count can hold are refused before any is counted. */
	full = seconds;
	full.rows = UINT32_MAX - 3;
	CHECK(strand_seconds_add(&full, code, 4) == STATUS_LIMIT);
	CHECK(strand_seconds_merge(&full, &seconds) == STATUS_LIMIT);
	CHECK(strand_of_seconds(&seconds, &strand) == STATUS_OK);
	CHECK_NUMBER(strand_total(&strand, 2), 2);
	strand_close(&strand);
	strand_seconds_close(&seconds);
}

int main(void)
{
	for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
		check_set(SETS[i]);
	check_any_times();
	check_horizon();
	return check_done();
}
