/* Pairs: all of them by counting along the times, near ones by walking along the moments. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/pairs.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Closed rows of a stratum by group, and the share of pairs in which B waited longer. */
struct part {
	double rows[2];
	double chance;
	double squares; /* sum of the squared influences, in units of the stratum's rows */
};

/* At one time: who was served before it, and at it; what is never served comes after all times. */
struct place {
	double before[2], at[2];
};

/* The share of the other group's calls that waited less than a call of `group` did (B), or more (A). */
static double share_of(const struct part *part, const struct place *place, uint32_t group)
{
	uint32_t other = 1 - group;
	double less = place->before[other] + place->at[other] / 2;
	return (group ? less : part->rows[other] - less) / part->rows[other];
}

/* What a row adds to the stratum's chance, times the stratum's rows. */
static double influence_of(const struct part *part, const struct place *place, uint32_t group)
{
	double rows = part->rows[0] + part->rows[1];
	return rows / part->rows[group] * (share_of(part, place, group) - part->chance);
}

/* The place of those who were never served. */
static struct place last_place(const struct strand *strand, struct part *part)
{
	struct place place = { 0 };
	for (size_t slot = 0; slot < strand->length; slot++) {
		for (uint32_t group = 0; group < 2; group++) {
			place.before[group] += (double)strand_count(strand, slot, group, SAMPLE_SERVED);
			place.at[group] += (double)strand_count(strand, slot, group, SAMPLE_UNSERVED);
		}
	}
	for (uint32_t group = 0; group < 2; group++)
		part->rows[group] = place.before[group] + place.at[group];
	return place;
}

/*
 * Fills in the influence of each of the strand's counts, 0 for open rows.  Two passes: the first finds the chance, from
 * which the second takes each share.
 */
static struct part part_of(const struct strand *strand, double *ret_value)
{
	struct part part = { 0 };
	const struct place last = last_place(strand, &part);
	if (part.rows[0] == 0 || part.rows[1] == 0)
		return part;
	double longer = last.at[1] * share_of(&part, &last, 1);
	for (int pass = 0; pass < 2; pass++) {
		struct place place = { 0 };
		for (size_t slot = 0; slot < strand->length; slot++) {
			double *value = ret_value + slot * 2 * SAMPLE_ENDINGS;
			for (uint32_t group = 0; group < 2; group++) {
				place.before[group] += place.at[group];
				place.at[group] = (double)strand_count(strand, slot, group, SAMPLE_SERVED);
			}
			if (!pass)
				longer += place.at[1] * share_of(&part, &place, 1);
			for (uint32_t group = 0; pass && group < 2; group++, value += SAMPLE_ENDINGS) {
				value[SAMPLE_OPEN] = 0;
				value[SAMPLE_SERVED] = influence_of(&part, &place, group);
				value[SAMPLE_UNSERVED] = influence_of(&part, &last, group);
			}
		}
		part.chance = longer / part.rows[1];
	}
	for (size_t cell = 0; cell < strand_cells(strand); cell++)
		part.squares += strand->count[cell] * ret_value[cell] * ret_value[cell];
	return part;
}

/* Adds one stratum to the sums, which are divided by the rows used when these are known. */
static enum status add_stratum(const struct sample *sample, const struct strand_rows *rows, uint32_t stratum,
                               double *cluster_sum, struct pairs_chance *sum)
{
	struct strand strand = { 0 };
	enum status status = strand_of_stratum(sample, rows, stratum, &strand);
	if (status != STATUS_OK)
		return status;
	double *value = calloc(strand_cells(&strand) + 1, sizeof *value);
	if (!value) {
		strand_close(&strand);
		return STATUS_MEMORY;
	}
	struct part part = part_of(&strand, value);
	double closed = part.rows[0] + part.rows[1];
	sum->rows += (uint64_t)closed;
	if (part.rows[0] > 0 && part.rows[1] > 0) {
		sum->used += (uint64_t)closed;
		sum->strata_used++;
		sum->chance += closed * part.chance;
		sum->se_row += part.squares;
		for (size_t i = rows->start[stratum]; i < rows->start[stratum + 1]; i++) {
			uint32_t row = rows->row[i];
			size_t slot = strand.slot[i - rows->start[stratum]];
			size_t cell = (slot * 2 + sample->group[row]) * SAMPLE_ENDINGS + sample->ending[row];
			cluster_sum[sample_cluster(sample, row)] += value[cell];
		}
	}
	free(value);
	strand_close(&strand);
	return STATUS_OK;
}

enum status pairs_chance_of(const struct sample *sample, double z, struct pairs_chance *ret_chance)
{
	struct pairs_chance sum = { .lower = (double)NAN, .upper = (double)NAN };
	struct strand_rows rows = { 0 };
	double *cluster_sum = calloc(sample_clusters(sample) + 1, sizeof *cluster_sum), squares = 0;
	assert(sample->groups == 2);
	if (!cluster_sum)
		return STATUS_MEMORY;
	enum status status = strand_rows_of(sample, &rows);
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++)
		status = add_stratum(sample, &rows, stratum, cluster_sum, &sum);
	if (status != STATUS_OK)
		goto out;
	for (size_t cluster = 0; cluster < sample_clusters(sample); cluster++)
		squares += cluster_sum[cluster] * cluster_sum[cluster];
	/* Where nothing was compared these are 0 / 0, NaN on purpose. */
	sum.chance /= (double)sum.used;
	sum.se_row = sqrt(sum.se_row) / (double)sum.used;
	sum.se_cluster = sqrt(squares) / (double)sum.used;
	if (sum.chance > 0 && sum.chance < 1) {
		double odds = sum.chance / (1 - sum.chance);
		double width = exp(z * sum.se_cluster / (sum.chance * (1 - sum.chance)));
		sum.lower = odds / (odds + width);
		sum.upper = odds / (odds + 1 / width);
	}
	*ret_chance = sum;
out:
	strand_rows_close(&rows);
	free(cluster_sum);
	return status;
}

/* The calls of A in one stratum by moment, and the nearest of them that is still free on either side of each. */
struct free_calls {
	size_t count;
	uint32_t *row;
	size_t *down, *up; /* by place + 1: itself if free; 0 and count + 1 are the ends, which are nobody */
};

/* Follows the links to who is free, and shortens the way for the next. */
static size_t follow(size_t *link, size_t at)
{
	while (link[at] != at) {
		link[at] = link[link[at]];
		at = link[at];
	}
	return at;
}

/* Takes the nearest free call of A for a row of B, of whose moment `before` calls of A are not after. */
static void take_nearest(const struct free_calls *calls, size_t before, uint32_t row, const double *moment, double span,
                         uint32_t *partner)
{
	size_t down = follow(calls->down, before), up = follow(calls->up, before + 1), taken = 0;
	double back = down ? moment[row] - moment[calls->row[down - 1]] : HUGE_VAL;
	double ahead = up <= calls->count ? moment[calls->row[up - 1]] - moment[row] : HUGE_VAL;
	if (down && back <= ahead && back <= span)
		taken = down;
	else if (up <= calls->count && ahead <= span)
		taken = up;
	if (!taken)
		return;
	calls->down[taken] = taken - 1;
	calls->up[taken] = taken + 1;
	partner[row] = calls->row[taken - 1];
	partner[calls->row[taken - 1]] = row;
}

/* The rows of a stratum in the order of their moments, equal ones in their own order. */
static enum status order_rows(const struct sample *sample, const double *moment, const struct strand_rows *rows,
                              uint32_t stratum, uint32_t *ret_ordered)
{
	struct sample by_moment = *sample;
	struct strand strand = { 0 };
	size_t start = rows->start[stratum], count = rows->start[stratum + 1] - start;
	by_moment.time = moment;
	enum status status = strand_of_stratum(&by_moment, rows, stratum, &strand);
	if (status != STATUS_OK)
		return status;
	size_t *place = calloc(strand.length + 1, sizeof *place);
	if (!place) {
		strand_close(&strand);
		return STATUS_MEMORY;
	}
	for (size_t i = 0; i < count; i++)
		place[strand.slot[i] + 1]++;
	for (size_t slot = 1; slot <= strand.length; slot++)
		place[slot] += place[slot - 1];
	for (size_t i = 0; i < count; i++)
		ret_ordered[place[strand.slot[i]]++] = rows->row[start + i];
	free(place);
	strand_close(&strand);
	return STATUS_OK;
}

static enum status pair_stratum(const struct sample *sample, const double *moment, double span,
                                const struct strand_rows *rows, uint32_t stratum, uint32_t *partner)
{
	size_t count = rows->start[stratum + 1] - rows->start[stratum], before = 0;
	uint32_t *ordered = calloc(count + 1, sizeof *ordered);
	struct free_calls calls = { .row = calloc(count + 1, sizeof *calls.row),
		                    .down = calloc(count + 2, sizeof *calls.down),
		                    .up = calloc(count + 2, sizeof *calls.up) };
	enum status status = STATUS_MEMORY;
	if (!ordered || !calls.row || !calls.down || !calls.up)
		goto out;
	status = order_rows(sample, moment, rows, stratum, ordered);
	if (status != STATUS_OK)
		goto out;
	for (size_t i = 0; i < count + 2; i++)
		calls.down[i] = calls.up[i] = i;
	for (size_t i = 0; i < count; i++)
		if (sample->group[ordered[i]] == 0)
			calls.row[calls.count++] = ordered[i];
	for (size_t i = 0; i < count; i++) {
		uint32_t row = ordered[i];
		while (before < calls.count && moment[calls.row[before]] <= moment[row])
			before++;
		if (sample->group[row] == 1)
			take_nearest(&calls, before, row, moment, span, partner);
	}
out:
	free(ordered);
	free(calls.row);
	free(calls.down);
	free(calls.up);
	return status;
}

enum status pairs_nearest_of(const struct sample *sample, const double *moment, double span, uint32_t *ret_partner)
{
	struct strand_rows rows;
	assert(sample->groups && sample->groups <= 2);
	enum status status = strand_rows_of(sample, &rows);
	if (status != STATUS_OK)
		return status;
	for (size_t row = 0; row < sample->rows; row++)
		ret_partner[row] = PAIRS_NONE;
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++)
		status = pair_stratum(sample, moment, span, &rows, stratum, ret_partner);
	strand_rows_close(&rows);
	return status;
}

/* How long a row waited at least. */
static double wait_of(const struct sample *sample, size_t row)
{
	return sample->ending[row] == SAMPLE_UNSERVED ? HUGE_VAL : sample->time[row];
}

struct pairs_count pairs_count_of(const struct sample *sample, const uint32_t *partner)
{
	struct pairs_count count = { 0 };
	for (size_t row = 0; row < sample->rows; row++) {
		if (sample->group[row] != 1 || partner[row] == PAIRS_NONE)
			continue;
		size_t other = partner[row];
		double second = wait_of(sample, row), first = wait_of(sample, other);
		bool second_open = sample->ending[row] == SAMPLE_OPEN,
		     first_open = sample->ending[other] == SAMPLE_OPEN;
		count.pairs++;
		/* One still open at the other's time or later waited longer; before that nobody knows. */
		bool hidden = (second_open && (first_open || second < first)) || (first_open && first < second);
		if (hidden)
			count.unknown++;
		else if (second_open || (!first_open && second > first))
			count.second_longer++;
		else if (first_open || first > second)
			count.first_longer++;
		else
			count.tied++;
	}
	return count;
}
