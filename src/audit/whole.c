/* Rows are dealt out to their strata once, so that afterwards each stratum lies in one piece and its counts in the cache. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/whole.h"

#include <stdlib.h>
#include <string.h>

/* A second gone through costs as much as a few rows sorted. */
#define SECONDS_A_ROW 4
#define CODES_AT_ONCE 1024u

static uint32_t code_of(const struct sample *sample, size_t row)
{
	return strand_code((uint32_t)sample->time[row], sample->group[row], (enum sample_ending)sample->ending[row]);
}

/* A double so large that it has no digits behind the point. */
#define WHOLE 0x1p52

bool whole_seconds_of(const struct sample *sample, uint32_t *ret_last)
{
	double last = 0;
	if (sample->groups > STRAND_GROUPS)
		return false;
	for (size_t row = 0; row < sample->rows; row++) {
		double time = sample->time[row];
		/* In the sum what lies behind the point is rounded away; of a NaN nothing is equal. */
		if (!(time + WHOLE - WHOLE == time))
			return false;
		last = time > last ? time : last;
	}
	if (!(last < STRAND_LAST_SECOND))
		return false;
	*ret_last = (uint32_t)last;
	return true;
}

bool whole_worth(const struct sample *sample, uint32_t last)
{
	uint32_t strata = sample_strata(sample);
	return strata && sample->rows / strata >= last / SECONDS_A_ROW;
}

/* start[s + 2] counts stratum s; after the sums start[s + 1] is where it begins, and after dealing where it ends. */
static void begin_strata(const struct sample *sample, uint32_t strata, size_t *start)
{
	for (size_t row = 0; row < sample->rows; row++) {
		assert(sample_stratum(sample, row) < strata);
		start[(size_t)sample_stratum(sample, row) + 2]++;
	}
	for (size_t s = 2; s < (size_t)strata + 2; s++)
		start[s] += start[s - 1];
}

enum status whole_rows_of(const struct sample *sample, uint32_t last, bool clusters, struct whole_rows *ret_rows)
{
	uint32_t strata = sample_strata(sample);
	if (sample->rows > UINT32_MAX)
		return STATUS_LIMIT;
	struct whole_rows rows = { .strata = strata, .groups = sample->groups, .last = last };
	rows.start = calloc((size_t)strata + 2, sizeof *rows.start);
	rows.code = malloc((sample->rows + 1) * sizeof *rows.code);
	rows.cluster = clusters ? malloc((sample->rows + 1) * sizeof *rows.cluster) : NULL;
	if (!rows.start || !rows.code || (clusters && !rows.cluster)) {
		whole_rows_close(&rows);
		return STATUS_MEMORY;
	}
	begin_strata(sample, strata, rows.start);
	for (size_t row = 0; row < sample->rows; row++) {
		size_t at = rows.start[(size_t)sample_stratum(sample, row) + 1]++;
		rows.code[at] = code_of(sample, row);
		if (clusters)
			rows.cluster[at] = (uint32_t)sample_cluster(sample, row);
	}
	*ret_rows = rows;
	return STATUS_OK;
}

void whole_rows_close(struct whole_rows *rows)
{
	free(rows->start);
	free(rows->code);
	free(rows->cluster);
	*rows = (struct whole_rows){ 0 };
}

/* Which seconds somebody ended at: a bit each, so that only these are gone through. */
static size_t count_rows(const uint32_t *code, size_t rows, struct strand_seconds *seconds, uint64_t *seen)
{
	const struct strand_seconds shape = *seconds;
	size_t length = 0;
	for (size_t i = 0; i < rows; i++) {
		size_t cell = strand_seconds_cell(&shape, code[i]), second = cell >> shape.shift;
		shape.count[cell]++;
		seen[second / 64] |= UINT64_C(1) << second % 64;
	}
	for (size_t i = 0; i <= shape.horizon / 64; i++)
		length += (size_t)__builtin_popcountll(seen[i]);
	return length;
}

/* Takes the counts of those seconds into the strand, and leaves zeros. */
static void take_counts(struct strand_seconds *seconds, const uint64_t *seen, struct strand *strand)
{
	size_t slot = 0, cells = (size_t)1 << seconds->shift;
	for (size_t i = 0; i <= seconds->horizon / 64; i++)
		for (uint64_t left = seen[i]; left; left &= left - 1) {
			size_t second = i * 64 + (size_t)__builtin_ctzll(left);
			uint32_t *count = seconds->count + (second << seconds->shift);
			for (uint32_t group = 0; group < strand->groups; group++)
				memcpy(strand->count + (slot * strand->groups + group) * SAMPLE_ENDINGS,
				       count + ((size_t)group << STRAND_ENDING_BITS), SAMPLE_ENDINGS * sizeof *count);
			memset(count, 0, cells * sizeof *count);
			strand->time[slot++] = (double)second;
		}
}

enum status whole_strand_of(const struct whole_rows *rows, uint32_t stratum, struct strand_seconds *seconds,
                            struct strand *ret_strand)
{
	assert(stratum < rows->strata && seconds->horizon == rows->last && seconds->groups == rows->groups);
	size_t start = rows->start[stratum], count = rows->start[stratum + 1] - start;
	struct strand strand = { .groups = rows->groups };
	uint64_t *seen = calloc(seconds->horizon / 64 + (size_t)1, sizeof *seen);
	if (!seen)
		return STATUS_MEMORY;
	strand.length = count_rows(rows->code + start, count, seconds, seen);
	strand.time = calloc(strand.length + 1, sizeof *strand.time);
	strand.count = calloc(strand_cells(&strand) + 1, sizeof *strand.count);
	bool there = strand.time && strand.count;
	if (there) {
		take_counts(seconds, seen, &strand);
		*ret_strand = strand;
	} else {
		strand_seconds_clear(seconds);
		strand_close(&strand);
	}
	free(seen);
	return there ? STATUS_OK : STATUS_MEMORY;
}

static enum status count_all(const struct sample *sample, uint32_t last, struct strand *ret_strand)
{
	struct strand_seconds seconds = { 0 };
	enum status status = strand_seconds_open(last, sample->groups, &seconds);
	for (size_t row = 0; status == STATUS_OK && row < sample->rows;) {
		uint32_t code[CODES_AT_ONCE];
		size_t codes = 0;
		while (codes < CODES_AT_ONCE && row < sample->rows)
			code[codes++] = code_of(sample, row++);
		status = strand_seconds_add(&seconds, code, codes);
	}
	if (status == STATUS_OK)
		status = strand_of_seconds(&seconds, ret_strand);
	strand_seconds_close(&seconds);
	return status;
}

enum status whole_strand_of_all(const struct sample *sample, struct strand *ret_strand)
{
	struct sample one = *sample;
	struct strand_rows rows = { 0 };
	uint32_t last;
	one.stratum = NULL;
	if (whole_seconds_of(&one, &last) && whole_worth(&one, last))
		return count_all(&one, last, ret_strand);
	enum status status = strand_rows_of(&one, &rows);
	if (status == STATUS_OK)
		status = strand_of_stratum(&one, &rows, 0, ret_strand);
	strand_rows_close(&rows);
	return status;
}
