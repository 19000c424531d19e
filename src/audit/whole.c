/* Rows are dealt out to their strata once, so that afterwards each stratum lies in one piece and its counts in the cache. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/whole.h"

#include <stdlib.h>

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

enum status whole_strand_of(const struct whole_rows *rows, uint32_t stratum, struct strand_seconds *seconds,
                            struct strand *ret_strand)
{
	size_t start = rows->start[stratum];
	assert(stratum < rows->strata && seconds->horizon == rows->last && seconds->groups == rows->groups);
	strand_seconds_clear(seconds);
	enum status status = strand_seconds_add(seconds, rows->code + start, rows->start[stratum + 1] - start);
	return status == STATUS_OK ? strand_of_seconds(seconds, ret_strand) : status;
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
