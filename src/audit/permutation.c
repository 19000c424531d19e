/* Relabelings: all of them by stratum and then in every combination, or as many as are drawn. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/permutation.h"

#include <math.h>
#include <stdlib.h>

static const double SAME = 1e-9; /* of a standard deviation */

enum status permutation_scores_of(const struct sample *sample, struct log_rank_plan plan, double *ret_score)
{
	struct strand_rows rows;
	enum status status = strand_rows_of(sample, &rows);
	if (status != STATUS_OK)
		return status;
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++) {
		struct strand strand = { 0 };
		double *rank = NULL;
		status = strand_of_stratum(sample, &rows, stratum, &strand);
		if (status == STATUS_OK) {
			rank = malloc((strand_cells(&strand) + 1) * sizeof *rank);
			status = rank ? STATUS_OK : STATUS_MEMORY;
		}
		if (status == STATUS_OK) {
			log_rank_ranks(&strand, plan, rank);
			for (size_t i = rows.start[stratum]; i < rows.start[stratum + 1]; i++) {
				uint32_t row = rows.row[i];
				size_t slot = strand.slot[i - rows.start[stratum]];
				size_t cell = (slot * strand.groups + sample->group[row]) * SAMPLE_ENDINGS;
				ret_score[row] = rank[cell + sample->ending[row]];
			}
		}
		free(rank);
		strand_close(&strand);
	}
	strand_rows_close(&rows);
	return status;
}

/* What is counted along the relabelings. */
struct tally {
	double statistic, tolerance;
	uint64_t seen, far, high, low;
};

static void count_one(struct tally *tally, double sum)
{
	tally->seen++;
	tally->far += fabs(sum) >= fabs(tally->statistic) - tally->tolerance;
	tally->high += sum >= tally->statistic - tally->tolerance;
	tally->low += sum <= tally->statistic + tally->tolerance;
}

/* `more` is 1 where the data count as one relabeling beside those drawn. */
static void count_up(const struct tally *tally, double more, struct permutation *permutation)
{
	double all = (double)tally->seen + more;
	permutation->relabelings = tally->seen;
	permutation->p_two_sided = ((double)tally->far + more) / all;
	permutation->p_greater = ((double)tally->high + more) / all;
	permutation->p_less = ((double)tally->low + more) / all;
}

/* The relabelings of one stratum. */
struct stratum {
	size_t rows, chosen; /* in all, and of the second group */
	uint64_t ways;
	const double *score;
	double *sum; /* by way */
};

/* n choose k, or above the limit anything above it. */
static uint64_t choose(uint64_t n, uint64_t k, uint64_t limit)
{
	uint64_t ways = 1;
	k = k < n - k ? k : n - k;
	for (uint64_t i = 1; i <= k; i++) {
		/* ways * (n - k + i) / i is whole at each step. */
		if (__builtin_mul_overflow(ways, n - k + i, &ways))
			return UINT64_MAX;
		ways /= i;
		if (ways > limit)
			return ways;
	}
	return ways;
}

/* The sum of each way to choose: the ways in the order of the numbers of the rows that they choose. */
static enum status choose_all(struct stratum *stratum)
{
	size_t n = stratum->rows, k = stratum->chosen;
	size_t *at = malloc((k + 1) * sizeof *at);
	if (!at)
		return STATUS_MEMORY;
	for (size_t i = 0; i < k; i++)
		at[i] = i;
	for (uint64_t way = 0; way < stratum->ways; way++) {
		double sum = 0;
		size_t last = k;
		for (size_t i = 0; i < k; i++)
			sum += stratum->score[at[i]];
		stratum->sum[way] = sum;
		/* The last choice that can move on does, and those after it follow close behind. */
		while (last && at[last - 1] == n - k + last - 1)
			last--;
		if (!last)
			break;
		at[last - 1]++;
		for (size_t i = last; i < k; i++)
			at[i] = at[i - 1] + 1;
	}
	free(at);
	return STATUS_OK;
}

/* Every combination of the ways of the strata, as a counter with a wheel for each. */
static enum status combine(const struct stratum *stratum, size_t strata, struct tally *tally)
{
	uint64_t *wheel = calloc(strata + 1, sizeof *wheel);
	double *partial = calloc(strata + 1, sizeof *partial); /* sums of the wheels before */
	size_t from = 0;
	if (!wheel || !partial) {
		free(wheel);
		free(partial);
		return STATUS_MEMORY;
	}
	for (;;) {
		for (size_t s = from; s < strata; s++)
			partial[s + 1] = partial[s] + stratum[s].sum[wheel[s]];
		count_one(tally, partial[strata]);
		for (from = strata; from && ++wheel[from - 1] == stratum[from - 1].ways; from--)
			wheel[from - 1] = 0;
		if (!from)
			break;
		from--;
	}
	free(wheel);
	free(partial);
	return STATUS_OK;
}

/* The mean and the variance add up over the strata, which are independent. */
static void add_moments(const struct stratum *stratum, struct permutation *permutation)
{
	double mean = 0, squares = 0;
	for (uint64_t way = 0; way < stratum->ways; way++)
		mean += stratum->sum[way];
	mean /= (double)stratum->ways;
	for (uint64_t way = 0; way < stratum->ways; way++)
		squares += (stratum->sum[way] - mean) * (stratum->sum[way] - mean);
	permutation->mean += mean;
	permutation->variance += squares / (double)stratum->ways;
}

/* Sizes and counts ways; `ordered` is the scores by stratum. */
static enum status size_strata(const struct sample *sample, const struct strand_rows *rows, uint64_t limit,
                               const double *score, struct stratum *stratum, double *ordered, uint64_t *ret_ways)
{
	uint64_t all = 1, ways = 0;
	/* UINT64_MAX ways are what choose() makes of still more. */
	if (limit == UINT64_MAX)
		limit--;
	for (uint32_t s = 0; s < rows->strata; s++) {
		stratum[s].rows = rows->start[s + 1] - rows->start[s];
		stratum[s].score = ordered + rows->start[s];
		for (size_t i = rows->start[s]; i < rows->start[s + 1]; i++) {
			stratum[s].chosen += sample->group[rows->row[i]] == 1;
			ordered[i] = score[rows->row[i]];
		}
		stratum[s].ways = choose(stratum[s].rows, stratum[s].chosen, limit);
		if (__builtin_mul_overflow(all, stratum[s].ways, &all) || all > limit)
			return STATUS_LIMIT;
		ways += stratum[s].ways;
	}
	*ret_ways = ways;
	return STATUS_OK;
}

static enum status enumerate(const struct sample *sample, const struct strand_rows *rows, uint64_t limit,
                             const double *score, struct permutation *permutation)
{
	struct stratum *stratum = calloc((size_t)rows->strata + 1, sizeof *stratum);
	double *ordered = calloc(sample->rows + 1, sizeof *ordered), *sum = NULL;
	uint64_t ways = 0;
	enum status status = STATUS_MEMORY;
	if (!stratum || !ordered)
		goto out;
	status = size_strata(sample, rows, limit, score, stratum, ordered, &ways);
	if (status != STATUS_OK)
		goto out;
	sum = ways < SIZE_MAX ? calloc(ways + 1, sizeof *sum) : NULL;
	status = sum ? STATUS_OK : STATUS_MEMORY;
	for (uint64_t s = 0, at = 0; status == STATUS_OK && s < rows->strata; at += stratum[s++].ways) {
		stratum[s].sum = sum + at;
		status = choose_all(&stratum[s]);
		if (status == STATUS_OK)
			add_moments(&stratum[s], permutation);
	}
	struct tally tally = { .statistic = permutation->statistic, .tolerance = SAME * sqrt(permutation->variance) };
	if (status == STATUS_OK)
		status = combine(stratum, rows->strata, &tally);
	if (status == STATUS_OK)
		count_up(&tally, 0, permutation);
out:
	free(stratum);
	free(ordered);
	free(sum);
	return status;
}

enum status permutation_exact_of(const struct sample *sample, struct log_rank_plan plan, uint64_t limit,
                                 struct permutation *ret_permutation)
{
	struct permutation permutation = { 0 };
	struct strand_rows rows = { 0 };
	double *score = calloc(sample->rows + 1, sizeof *score);
	assert(sample->groups && sample->groups <= 2);
	if (!score)
		return STATUS_MEMORY;
	enum status status = permutation_scores_of(sample, plan, score);
	if (status == STATUS_OK)
		status = strand_rows_of(sample, &rows);
	for (size_t row = 0; status == STATUS_OK && row < sample->rows; row++)
		permutation.statistic += sample->group[row] == 1 ? score[row] : 0;
	if (status == STATUS_OK)
		status = enumerate(sample, &rows, limit, score, &permutation);
	if (status == STATUS_OK)
		*ret_permutation = permutation;
	strand_rows_close(&rows);
	free(score);
	return status;
}

/* Mean and variance of what has been drawn, around the first. */
struct drawn {
	double first, sum, squares;
	uint64_t draws;
};

static void draw_one(struct drawn *drawn, struct tally *tally, double sum)
{
	if (!drawn->draws++)
		drawn->first = sum;
	drawn->sum += sum - drawn->first;
	drawn->squares += (sum - drawn->first) * (sum - drawn->first);
	count_one(tally, sum);
}

static void draw_up(const struct drawn *drawn, struct permutation *permutation)
{
	double n = (double)drawn->draws;
	permutation->mean = drawn->draws ? drawn->first + drawn->sum / n : (double)NAN;
	permutation->variance = drawn->draws ? fmax(drawn->squares - drawn->sum * drawn->sum / n, 0) / n : (double)NAN;
}

/* The clusters, block by block. */
struct blocks {
	uint32_t blocks;
	size_t *start;  /* blocks + 1 */
	double *score;  /* of the clusters in the order of the blocks */
	uint8_t *group; /* likewise */
};

static void blocks_close(struct blocks *blocks)
{
	free(blocks->start);
	free(blocks->score);
	free(blocks->group);
}

/* Adds the rows up by cluster, which must each be of one group. */
static enum status cluster_up(const struct sample *sample, const double *row_score, double *score, uint8_t *group)
{
	size_t clusters = sample_clusters(sample);
	for (size_t cluster = 0; cluster < clusters; cluster++) {
		score[cluster] = 0;
		group[cluster] = UINT8_MAX;
	}
	for (size_t row = 0; row < sample->rows; row++) {
		size_t cluster = sample_cluster(sample, row);
		if (group[cluster] != UINT8_MAX && group[cluster] != sample->group[row])
			return STATUS_MALFORMED;
		group[cluster] = (uint8_t)sample->group[row];
		score[cluster] += row_score[row];
	}
	for (size_t cluster = 0; cluster < clusters; cluster++)
		if (group[cluster] == UINT8_MAX)
			return STATUS_MISSING;
	return STATUS_OK;
}

static enum status blocks_open(const struct sample *sample, const double *row_score, const uint32_t *block_of_cluster,
                               uint32_t count, struct blocks *ret_blocks)
{
	size_t clusters = sample_clusters(sample);
	double *score = calloc(clusters + 1, sizeof *score);
	uint8_t *group = calloc(clusters + 1, 1);
	struct blocks blocks = { .blocks = count,
		                 .start = calloc((size_t)count + 2, sizeof *blocks.start),
		                 .score = malloc((clusters + 1) * sizeof *blocks.score),
		                 .group = malloc(clusters + 1) };
	enum status status = STATUS_MEMORY;
	if (!score || !group || !blocks.start || !blocks.score || !blocks.group)
		goto out;
	status = cluster_up(sample, row_score, score, group);
	if (status != STATUS_OK)
		goto out;
	for (size_t cluster = 0; cluster < clusters; cluster++) {
		assert(block_of_cluster[cluster] < count);
		blocks.start[(size_t)block_of_cluster[cluster] + 2]++;
	}
	for (size_t block = 2; block < (size_t)count + 2; block++)
		blocks.start[block] += blocks.start[block - 1];
	for (size_t cluster = 0; cluster < clusters; cluster++) {
		size_t at = blocks.start[(size_t)block_of_cluster[cluster] + 1]++;
		blocks.score[at] = score[cluster];
		blocks.group[at] = group[cluster];
	}
out:
	free(score);
	free(group);
	if (status == STATUS_OK)
		*ret_blocks = blocks;
	else
		blocks_close(&blocks);
	return status;
}

static double sum_of_second(const struct blocks *blocks)
{
	double sum = 0;
	for (size_t at = 0; at < blocks->start[blocks->blocks]; at++)
		sum += blocks->group[at] ? blocks->score[at] : 0;
	return sum;
}

/* The spread that the draws will have, to say what is equal before there are any. */
static double blocks_variance(const struct blocks *blocks)
{
	double variance = 0;
	for (size_t block = 0; block < blocks->blocks; block++) {
		double n = 0, n1 = 0, sum = 0, squares = 0;
		for (size_t at = blocks->start[block]; at < blocks->start[block + 1]; at++) {
			n++;
			n1 += blocks->group[at];
			sum += blocks->score[at];
			squares += blocks->score[at] * blocks->score[at];
		}
		if (n > 1)
			variance += n1 * (n - n1) / (n * (n - 1)) * (squares - sum * sum / n);
	}
	return fmax(variance, 0);
}

enum status permutation_blocks_of(const struct sample *sample, struct log_rank_plan plan,
                                  const uint32_t *block_of_cluster, uint32_t blocks, uint32_t draws,
                                  struct chance *chance, struct permutation *ret_permutation)
{
	struct permutation permutation = { 0 };
	struct blocks of = { 0 };
	struct drawn drawn = { 0 };
	double *score = calloc(sample->rows + 1, sizeof *score);
	assert(sample->groups && sample->groups <= 2);
	if (!score)
		return STATUS_MEMORY;
	enum status status = permutation_scores_of(sample, plan, score);
	if (status == STATUS_OK)
		status = blocks_open(sample, score, block_of_cluster, blocks, &of);
	free(score);
	if (status != STATUS_OK)
		return status;
	permutation.statistic = sum_of_second(&of);
	struct tally tally = { .statistic = permutation.statistic, .tolerance = SAME * sqrt(blocks_variance(&of)) };
	for (uint32_t draw = 0; draw < draws; draw++) {
		for (size_t block = 0; block < of.blocks; block++)
			chance_shuffle(chance, of.group + of.start[block], of.start[block + 1] - of.start[block]);
		draw_one(&drawn, &tally, sum_of_second(&of));
	}
	draw_up(&drawn, &permutation);
	count_up(&tally, 1, &permutation);
	blocks_close(&of);
	*ret_permutation = permutation;
	return STATUS_OK;
}

struct permutation permutation_signs_of(const double *cluster_score, size_t clusters, uint32_t draws,
                                        struct chance *chance)
{
	struct permutation permutation = { 0 };
	struct drawn drawn = { 0 };
	double squares = 0;
	for (size_t cluster = 0; cluster < clusters; cluster++) {
		permutation.statistic += cluster_score[cluster];
		squares += cluster_score[cluster] * cluster_score[cluster];
	}
	struct tally tally = { .statistic = permutation.statistic, .tolerance = SAME * sqrt(squares) };
	for (uint32_t draw = 0; draw < draws; draw++) {
		uint64_t sign = 0;
		double sum = 0;
		for (size_t cluster = 0; cluster < clusters; cluster++) {
			/* A word has the signs of 64 clusters, the first in its least bit. */
			sign = cluster % 64 ? sign >> 1 : chance_next(chance);
			sum += sign & 1 ? cluster_score[cluster] : -cluster_score[cluster];
		}
		draw_one(&drawn, &tally, sum);
	}
	draw_up(&drawn, &permutation);
	count_up(&tally, 1, &permutation);
	return permutation;
}
