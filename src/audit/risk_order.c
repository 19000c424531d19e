/* Strata by counting, then each by the bits of its times: a double that is not negative sorts like its bits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/risk_order.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct keyed {
	uint64_t key; /* the bits of the time, and one below them for those to whom it does not happen */
	uint32_t row;
};

#define DIGIT_BITS 8
#define DIGITS (64 / DIGIT_BITS)
#define DIGIT_VALUES (1U << DIGIT_BITS)
#define FEW_ROWS 48 /* below this, going through all digits takes longer than moving rows one by one */

static uint64_t key_of(const struct sample *sample, const struct risk_question *question, size_t row)
{
	double time = sample->time[row] + 0.0; /* no minus zero */
	uint64_t bits;
	assert(time >= 0);
	memcpy(&bits, &time, sizeof bits);
	return bits << 1 | !risk_happens(question, sample, row);
}

static void sort_few(struct keyed *keyed, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct keyed moving = keyed[i];
		size_t at = i;
		for (; at && keyed[at - 1].key > moving.key; at--)
			keyed[at] = keyed[at - 1];
		keyed[at] = moving;
	}
}

/* One pass by one digit; false, with nothing done, where all rows have the same. */
static bool sort_digit(const struct keyed *from, size_t count, const uint32_t *values, unsigned digit, struct keyed *to)
{
	uint32_t place[DIGIT_VALUES], next = 0;
	unsigned shift = digit * DIGIT_BITS;
	if (values[from[0].key >> shift & (DIGIT_VALUES - 1)] == count)
		return false;
	for (size_t value = 0; value < DIGIT_VALUES; value++) {
		place[value] = next;
		next += values[value];
	}
	for (size_t i = 0; i < count; i++)
		to[place[from[i].key >> shift & (DIGIT_VALUES - 1)]++] = from[i];
	return true;
}

/* Whole seconds have few digits that differ, so most passes fall away.  Leaves the rows in `keyed`. */
static void sort_many(struct keyed *keyed, size_t count, struct keyed *spare)
{
	uint32_t values[DIGITS][DIGIT_VALUES] = { 0 };
	struct keyed *from = keyed, *to = spare;
	for (size_t i = 0; i < count; i++) {
		for (unsigned digit = 0; digit < DIGITS; digit++)
			values[digit][keyed[i].key >> digit * DIGIT_BITS & (DIGIT_VALUES - 1)]++;
	}
	for (unsigned digit = 0; digit < DIGITS; digit++) {
		if (!sort_digit(from, count, values[digit], digit, to))
			continue;
		struct keyed *swapped = from;
		from = to;
		to = swapped;
	}
	if (from != keyed)
		memcpy(keyed, from, count * sizeof *keyed);
}

/* Counts the strata into ret_first_row, one place up, and gives the size of the largest. */
static size_t count_strata(const struct sample *sample, uint32_t *ret_first_row)
{
	uint32_t strata = sample_strata(sample), largest = 0;
	memset(ret_first_row, 0, (strata + 1UL) * sizeof *ret_first_row);
	for (size_t row = 0; row < sample->rows; row++) {
		assert(sample_stratum(sample, row) < strata);
		ret_first_row[sample_stratum(sample, row) + 1UL]++;
	}
	for (size_t stratum = 0; stratum < strata; stratum++) {
		if (ret_first_row[stratum + 1] > largest)
			largest = ret_first_row[stratum + 1];
		ret_first_row[stratum + 1] += ret_first_row[stratum];
	}
	return largest;
}

static void write_order(const struct keyed *keyed, uint32_t strata, const uint32_t *first_row, uint32_t *ret_row,
                        uint8_t *ret_mark)
{
	for (size_t stratum = 0; stratum < strata; stratum++) {
		size_t first = first_row[stratum];
		for (size_t place = first; place < first_row[stratum + 1]; place++) {
			uint64_t time = keyed[place].key >> 1;
			ret_row[place] = keyed[place].row;
			ret_mark[place] = keyed[place].key & 1 ? 0 : RISK_HAPPENS;
			ret_mark[place] |= place == first || time != keyed[place - 1].key >> 1 ? RISK_LATER : 0;
		}
	}
}

enum status risk_order_of(const struct sample *sample, const struct risk_question *question, uint32_t *ret_row,
                          uint8_t *ret_mark, uint32_t *ret_first_row)
{
	enum status status = STATUS_MEMORY;
	uint32_t strata = sample_strata(sample);
	struct keyed *spare = NULL, *keyed = calloc(sample->rows + 1, sizeof *keyed);
	uint32_t *next = calloc(strata + 1UL, sizeof *next);
	if (!keyed || !next)
		goto out;
	size_t largest = count_strata(sample, ret_first_row);
	spare = calloc(largest + 1, sizeof *spare);
	if (!spare)
		goto out;
	memcpy(next, ret_first_row, strata * sizeof *next);
	for (size_t row = 0; row < sample->rows; row++)
		keyed[next[sample_stratum(sample, row)]++] =
		    (struct keyed){ key_of(sample, question, row), (uint32_t)row };
	for (size_t stratum = 0; stratum < strata; stratum++) {
		size_t first = ret_first_row[stratum], count = ret_first_row[stratum + 1] - first;
		if (count < FEW_ROWS)
			sort_few(keyed + first, count);
		else
			sort_many(keyed + first, count, spare);
	}
	write_order(keyed, strata, ret_first_row, ret_row, ret_mark);
	status = STATUS_OK;
out:
	free(spare);
	free(keyed);
	free(next);
	return status;
}
