/* Strands: sorted by the bits of the times, which for what is not negative stand in the order of the times. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/strand.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct moment {
	uint64_t bits; /* of the time */
	uint32_t at;   /* which of the rows given */
	uint32_t cell; /* its group and ending, fetched while the rows are read in their order */
};

enum { DIGIT_BITS = 11, DIGITS = 6, TOP_DIGITS = 3, DIGIT_VALUES = 1 << DIGIT_BITS, FEW = 64 };

static size_t digit_of(uint64_t bits, unsigned low)
{
	return (bits >> low) & (DIGIT_VALUES - 1);
}

/* By insertion, for what is few or nearly in order; false, and no order yet, where that takes more than `steps`. */
static bool insert(struct moment *moment, size_t count, size_t steps)
{
	for (size_t i = 1; i < count; i++) {
		struct moment held = moment[i];
		size_t at = i;
		for (; at && moment[at - 1].bits > held.bits && steps; at--, steps--)
			moment[at] = moment[at - 1];
		moment[at] = held;
		if (!steps)
			return false;
	}
	return true;
}

/* By `digits` digits from the bit `low` up; equal ones keep their order.  Leaves the result in *from. */
static void sort_digits(struct moment **from, struct moment **to, size_t count, unsigned low, unsigned digits,
                        uint32_t *seen)
{
	memset(seen, 0, sizeof *seen * DIGITS * DIGIT_VALUES);
	for (size_t i = 0; i < count; i++)
		for (unsigned digit = 0; digit < digits; digit++)
			seen[digit * DIGIT_VALUES + digit_of((*from)[i].bits, low + digit * DIGIT_BITS)]++;
	for (unsigned digit = 0; digit < digits; digit++) {
		uint32_t *place = seen + (size_t)digit * DIGIT_VALUES, next = 0;
		unsigned at = low + digit * DIGIT_BITS;
		/* Whole seconds are alike in most of their digits. */
		if (place[digit_of((*from)[0].bits, at)] == count)
			continue;
		for (size_t value = 0; value < DIGIT_VALUES; value++) {
			uint32_t here = place[value];
			place[value] = next;
			next += here;
		}
		for (size_t i = 0; i < count; i++)
			(*to)[place[digit_of((*from)[i].bits, at)]++] = (*from)[i];
		struct moment *swap = *from;
		*from = *to;
		*to = swap;
	}
}

/*
 * The upper digits in which the times differ put nearly all in order, and insertion the rest, in half the passes; where
 * many times differ only below those digits, all digits do it.  The outcome is the same: by time, equal ones in their
 * order.  Answers which of the two arrays holds it.
 */
static struct moment *sort_many(struct moment *from, struct moment *to, size_t count, uint32_t *seen)
{
	uint64_t differ = 0;
	unsigned low = 0;
	for (size_t i = 1; i < count; i++)
		differ |= from[i].bits ^ from[0].bits;
	while (differ >> low >> (TOP_DIGITS * DIGIT_BITS))
		low++;
	sort_digits(&from, &to, count, low, TOP_DIGITS, seen);
	if (!insert(from, count, count))
		sort_digits(&from, &to, count, 0, DIGITS, seen);
	return from;
}

enum status strand_rows_of(const struct sample *sample, struct strand_rows *ret_rows)
{
	uint32_t strata = sample_strata(sample);
	if (sample->rows > UINT32_MAX)
		return STATUS_LIMIT;
	size_t *start = calloc((size_t)strata + 2, sizeof *start);
	uint32_t *row = malloc((sample->rows + 1) * sizeof *row);
	if (!start || !row) {
		free(start);
		free(row);
		return STATUS_MEMORY;
	}
	/* start[s + 2] counts stratum s; after the sums start[s + 1] is where it begins, and at last where it ends. */
	for (size_t i = 0; i < sample->rows; i++) {
		assert(sample_stratum(sample, i) < strata);
		start[(size_t)sample_stratum(sample, i) + 2]++;
	}
	for (size_t s = 2; s < (size_t)strata + 2; s++)
		start[s] += start[s - 1];
	for (size_t i = 0; i < sample->rows; i++)
		row[start[(size_t)sample_stratum(sample, i) + 1]++] = (uint32_t)i;
	*ret_rows = (struct strand_rows){ .strata = strata, .start = start, .row = row };
	return STATUS_OK;
}

void strand_rows_close(struct strand_rows *rows)
{
	free(rows->start);
	free(rows->row);
	*rows = (struct strand_rows){ 0 };
}

static enum status strand_open(size_t length, uint32_t groups, struct strand *ret_strand)
{
	size_t cells;
	struct strand strand = { .length = length, .groups = groups };
	if (__builtin_mul_overflow(length, (size_t)groups * SAMPLE_ENDINGS, &cells))
		return STATUS_LIMIT;
	strand.time = calloc(length + 1, sizeof *strand.time);
	strand.count = calloc(cells + 1, sizeof *strand.count);
	if (!strand.time || !strand.count) {
		strand_close(&strand);
		return STATUS_MEMORY;
	}
	*ret_strand = strand;
	return STATUS_OK;
}

void strand_close(struct strand *strand)
{
	free(strand->time);
	free(strand->count);
	free(strand->slot);
	*strand = (struct strand){ 0 };
}

/* Puts the times into their order; the one to release is in ret_held, and the sorted ones are within it. */
static enum status sorted(const struct sample *sample, const uint32_t *row, size_t rows, struct moment **ret_held,
                          const struct moment **ret_sorted)
{
	struct moment *moment = malloc((2 * rows + 1) * sizeof *moment);
	uint32_t *seen = malloc(sizeof *seen * DIGITS * DIGIT_VALUES);
	if (!moment || !seen) {
		free(moment);
		free(seen);
		return STATUS_MEMORY;
	}
	for (size_t i = 0; i < rows; i++) {
		double time = sample->time[row[i]] + 0.0; /* so that -0 is 0 */
		assert(time >= 0);
		memcpy(&moment[i].bits, &time, sizeof time);
		moment[i].at = (uint32_t)i;
		assert(sample->group[row[i]] < sample->groups && sample->ending[row[i]] < SAMPLE_ENDINGS);
		moment[i].cell = sample->group[row[i]] * SAMPLE_ENDINGS + sample->ending[row[i]];
	}
	*ret_sorted = moment;
	if (rows <= FEW)
		(void)insert(moment, rows, FEW * FEW);
	else
		*ret_sorted = sort_many(moment, moment + rows, rows, seen);
	free(seen);
	*ret_held = moment;
	return STATUS_OK;
}

enum status strand_of(const struct sample *sample, const uint32_t *row, size_t rows, struct strand *ret_strand)
{
	struct strand strand = { 0 };
	struct moment *held = NULL;
	const struct moment *moment;
	if (rows > UINT32_MAX || sample->groups > UINT32_MAX / SAMPLE_ENDINGS)
		return STATUS_LIMIT;
	enum status status = sorted(sample, row, rows, &held, &moment);
	if (status != STATUS_OK)
		return status;
	size_t length = 0;
	for (size_t i = 0; i < rows; i++)
		length += !i || moment[i].bits != moment[i - 1].bits;
	status = strand_open(length, sample->groups, &strand);
	if (status != STATUS_OK)
		goto out;
	strand.slot = malloc((rows + 1) * sizeof *strand.slot);
	if (!strand.slot) {
		strand_close(&strand);
		status = STATUS_MEMORY;
		goto out;
	}
	size_t slot = 0, cells = (size_t)sample->groups * SAMPLE_ENDINGS;
	for (size_t i = 0; i < rows; i++) {
		slot += i && moment[i].bits != moment[i - 1].bits;
		memcpy(&strand.time[slot], &moment[i].bits, sizeof moment[i].bits);
		strand.count[slot * cells + moment[i].cell]++;
		strand.slot[moment[i].at] = (uint32_t)slot;
	}
	*ret_strand = strand;
out:
	free(held);
	return status;
}

enum status strand_of_stratum(const struct sample *sample, const struct strand_rows *rows, uint32_t stratum,
                              struct strand *ret_strand)
{
	assert(stratum < rows->strata);
	size_t start = rows->start[stratum];
	return strand_of(sample, rows->row + start, rows->start[stratum + 1] - start, ret_strand);
}

uint64_t strand_total(const struct strand *strand, uint32_t group)
{
	uint64_t total = 0;
	assert(group < strand->groups);
	for (size_t slot = 0; slot < strand->length; slot++)
		total += strand_leaving(strand, slot, group);
	return total;
}

static size_t cells_of(const struct strand_seconds *seconds)
{
	return ((size_t)seconds->horizon + 1) << seconds->shift;
}

enum status strand_seconds_open(uint32_t horizon, uint32_t groups, struct strand_seconds *ret_seconds)
{
	struct strand_seconds seconds = { .horizon = horizon, .groups = groups, .shift = STRAND_ENDING_BITS };
	assert(horizon < STRAND_LAST_SECOND && groups && groups <= STRAND_GROUPS);
	while (1U << (seconds.shift - STRAND_ENDING_BITS) < groups)
		seconds.shift++;
	seconds.count = calloc(cells_of(&seconds), sizeof *seconds.count);
	if (!seconds.count)
		return STATUS_MEMORY;
	*ret_seconds = seconds;
	return STATUS_OK;
}

void strand_seconds_close(struct strand_seconds *seconds)
{
	free(seconds->count);
	*seconds = (struct strand_seconds){ 0 };
}

void strand_seconds_clear(struct strand_seconds *seconds)
{
	seconds->rows = 0;
	memset(seconds->count, 0, cells_of(seconds) * sizeof *seconds->count);
}

enum status strand_seconds_add(struct strand_seconds *seconds, const uint32_t *code, size_t rows)
{
	/* A copy, so that no store to a count can be taken for a change of the shape. */
	const struct strand_seconds shape = *seconds;
	if (rows > UINT32_MAX - shape.rows)
		return STATUS_LIMIT;
	for (size_t i = 0; i < rows; i++)
		shape.count[strand_seconds_cell(&shape, code[i])]++;
	seconds->rows += rows;
	return STATUS_OK;
}

enum status strand_seconds_merge(struct strand_seconds *seconds, const struct strand_seconds *other)
{
	assert(seconds->horizon == other->horizon && seconds->groups == other->groups);
	if (other->rows > UINT32_MAX - seconds->rows)
		return STATUS_LIMIT;
	for (size_t cell = 0; cell < cells_of(seconds); cell++)
		seconds->count[cell] += other->count[cell];
	seconds->rows += other->rows;
	return STATUS_OK;
}

/* Whether anybody ended at a second. */
static int somebody(const struct strand_seconds *seconds, size_t second)
{
	const uint32_t *count = seconds->count + (second << seconds->shift);
	uint32_t any = 0;
	for (size_t cell = 0; cell < (size_t)1 << seconds->shift; cell++)
		any |= count[cell];
	return any != 0;
}

enum status strand_of_seconds(const struct strand_seconds *seconds, struct strand *ret_strand)
{
	struct strand strand;
	size_t length = 0, slot = 0;
	for (size_t second = 0; second <= seconds->horizon; second++)
		length += (size_t)somebody(seconds, second);
	enum status status = strand_open(length, seconds->groups, &strand);
	if (status != STATUS_OK)
		return status;
	for (size_t second = 0; second <= seconds->horizon; second++) {
		const uint32_t *count = seconds->count + (second << seconds->shift);
		uint32_t *to = strand.count + slot * seconds->groups * SAMPLE_ENDINGS;
		if (!somebody(seconds, second))
			continue;
		strand.time[slot++] = (double)second;
		for (uint32_t group = 0; group < seconds->groups; group++) {
			assert(!count[(group << STRAND_ENDING_BITS) + SAMPLE_ENDINGS]);
			memcpy(to + (size_t)group * SAMPLE_ENDINGS, count + ((size_t)group << STRAND_ENDING_BITS),
			       SAMPLE_ENDINGS * sizeof *to);
		}
	}
	*ret_strand = strand;
	return STATUS_OK;
}

void strand_gather(const struct strand_seconds *seconds, const struct strand *strand, const double *value,
                   const uint32_t *code, const uint32_t *cluster, size_t rows, double *ret_scratch, double *cluster_sum)
{
	const struct strand_seconds shape = *seconds;
	assert(strand->groups == shape.groups);
	/* Only where there are rows: what lies between is never looked at. */
	for (size_t slot = 0; slot < strand->length; slot++) {
		double *cell = ret_scratch + ((size_t)strand->time[slot] << shape.shift);
		for (uint32_t group = 0; group < shape.groups; group++, value += SAMPLE_ENDINGS)
			memcpy(cell + ((size_t)group << STRAND_ENDING_BITS), value, SAMPLE_ENDINGS * sizeof *cell);
	}
	for (size_t i = 0; i < rows; i++)
		cluster_sum[cluster[i]] += ret_scratch[strand_seconds_cell(&shape, code[i])];
}
