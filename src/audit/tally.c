/* Values and their counts: sorted once, then counted off. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/tally.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

enum status tally_of(const double *row, size_t rows, struct tally *ret_tally)
{
	double *value = calloc(rows + 1, sizeof *value);
	uint64_t *count = calloc(rows + 1, sizeof *count);
	size_t values = 0;
	if (!value || !count) {
		free(count);
		free(value);
		return STATUS_MEMORY;
	}
	for (size_t i = 0; i < rows; i++) {
		assert(!isnan(row[i]));
		value[i] = row[i];
	}
	qsort(value, rows, sizeof *value, by_value);
	for (size_t i = 0; i < rows; i++) {
		if (!values || value[i] != value[values - 1])
			value[values++] = value[i];
		count[values - 1]++;
	}
	*ret_tally = (struct tally){ .values = values, .value = value, .count = count, .all = rows };
	return STATUS_OK;
}

void tally_close(struct tally *tally)
{
	free((void *)tally->value);
	free((void *)tally->count);
	memset(tally, 0, sizeof *tally);
}

double tally_at(const struct tally *tally, uint64_t rank)
{
	assert(rank >= 1 && rank <= tally->all);
	size_t i = 0;
	while (rank > tally->count[i])
		rank -= tally->count[i++];
	return tally->value[i];
}
