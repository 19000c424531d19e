/* Back in time, with those who are still there counted by the rank of their score in a tree of partial sums. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/concordance.h"

#include "audit/risk_order.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct scored {
	double score;
	uint32_t place;
};

static int by_score(const void *a, const void *b)
{
	const struct scored *one = a, *other = b;
	return (one->score > other->score) - (one->score < other->score);
}

/* Fenwick's tree: node i holds the sum of the ranks that its lowest bit spans; ranks count from one. */
static void add(uint32_t *tree, size_t ranks, size_t rank)
{
	for (; rank <= ranks; rank += rank & -rank)
		tree[rank]++;
}

static uint64_t up_to(const uint32_t *tree, size_t rank)
{
	uint64_t sum = 0;
	for (; rank; rank -= rank & -rank)
		sum += tree[rank];
	return sum;
}

/* Writes the rank of each place's score in its stratum, equal ones alike; gives how many there are. */
static uint32_t rank_scores(struct scored *scored, size_t count, uint32_t *rank)
{
	uint32_t ranks = 0;
	qsort(scored, count, sizeof *scored, by_score);
	for (size_t i = 0; i < count; i++) {
		ranks += !i || scored[i].score != scored[i - 1].score;
		rank[scored[i].place] = ranks;
	}
	return ranks;
}

/* One who met the event, against `there` later ones in the tree. */
static void compare(const uint32_t *tree, uint32_t rank, uint64_t there, struct concordance *sum)
{
	uint64_t lower = up_to(tree, rank - 1), not_higher = up_to(tree, rank);
	sum->concordant += lower;
	sum->tied_score += not_higher - lower;
	sum->discordant += there - not_higher;
}

/* Of those who met it together, pairs are counted by sorting their ranks. */
static int by_rank(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	return (one > other) - (one < other);
}

static void compare_together(uint32_t *rank, size_t events, struct concordance *sum)
{
	uint64_t pairs = (uint64_t)events * (events - (events > 0)) / 2, both = 0;
	qsort(rank, events, sizeof *rank, by_rank);
	for (size_t i = 0, same = 0; i < events; i++) {
		same = i && rank[i] == rank[i - 1] ? same + 1 : 0;
		both += same;
	}
	sum->tied_both += both;
	sum->tied_time += pairs - both;
}

/* The rows of one stratum, in the order of risk; `rank` by place, which is left in disorder. */
static void count_stratum(const uint8_t *mark, size_t rows, uint32_t *rank, uint32_t ranks, uint32_t *tree,
                          struct concordance *sum)
{
	uint64_t there = 0;
	memset(tree, 0, (ranks + 1UL) * sizeof *tree);
	for (size_t end = rows; end > 0;) {
		size_t start = end - 1, events = 0;
		while (!(mark[start] & RISK_LATER))
			start--;
		while (start + events < end && (mark[start + events] & RISK_HAPPENS))
			events++;
		for (size_t i = start + events; i < end; i++, there++)
			add(tree, ranks, rank[i]);
		for (size_t i = start; i < start + events; i++)
			compare(tree, rank[i], there, sum);
		for (size_t i = start; i < start + events; i++, there++)
			add(tree, ranks, rank[i]);
		compare_together(rank + start, events, sum);
		end = start;
	}
}

static void count_all(const struct sample *sample, const double *score, const uint32_t *row, const uint8_t *mark,
                      const uint32_t *first_row, struct scored *scored, uint32_t *rank, uint32_t *tree,
                      struct concordance *sum)
{
	for (uint32_t stratum = 0; stratum < sample_strata(sample); stratum++) {
		size_t first = first_row[stratum], count = first_row[stratum + 1] - first;
		for (size_t i = 0; i < count; i++) {
			assert(isfinite(score[row[first + i]]));
			scored[i] = (struct scored){ score[row[first + i]], (uint32_t)i };
		}
		uint32_t ranks = rank_scores(scored, count, rank);
		count_stratum(mark + first, count, rank, ranks, tree, sum);
	}
	double known = (double)(sum->concordant + sum->discordant + sum->tied_score);
	sum->share = known > 0 ? ((double)sum->concordant + (double)sum->tied_score / 2) / known : (double)NAN;
}

enum status concordance_of(const struct sample *sample, enum sample_ending event, const double *score,
                           struct concordance *ret_concordance)
{
	enum status status = STATUS_MEMORY;
	struct risk_question question = { .event = event };
	struct concordance sum = { 0 };
	if (sample->rows >= UINT32_MAX)
		return STATUS_LIMIT;
	uint32_t *row = calloc(sample->rows + 1, sizeof *row), *rank = calloc(sample->rows + 1, sizeof *rank);
	uint32_t *tree = calloc(sample->rows + 1, sizeof *tree);
	uint8_t *mark = calloc(sample->rows + 1, sizeof *mark);
	uint32_t *first_row = calloc(sample_strata(sample) + 1UL, sizeof *first_row);
	struct scored *scored = calloc(sample->rows + 1, sizeof *scored);
	if (!row || !rank || !tree || !mark || !first_row || !scored)
		goto out;
	status = risk_order_of(sample, &question, row, mark, first_row);
	if (status)
		goto out;
	count_all(sample, score, row, mark, first_row, scored, rank, tree, &sum);
	*ret_concordance = sum;
out:
	free(row);
	free(rank);
	free(tree);
	free(mark);
	free(first_row);
	free(scored);
	return status;
}
