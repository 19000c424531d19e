/* The log-rank family: one sweep over a strand for the test, and one for the scores. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/log_rank.h"

#include <math.h>
#include <stdlib.h>

#include "audit/quadratic.h"
#include "audit/whole.h"

/* How many of a group are no longer at risk after a time. */
static double leaving_at(const struct strand *strand, size_t slot, uint32_t group, struct log_rank_plan plan)
{
	enum sample_ending other = plan.event == SAMPLE_SERVED ? SAMPLE_UNSERVED : SAMPLE_SERVED;
	uint32_t leaving = strand_count(strand, slot, group, plan.event);
	leaving += strand_count(strand, slot, group, SAMPLE_OPEN);
	if (!plan.others_stay)
		leaving += strand_count(strand, slot, group, other);
	return (double)leaving;
}

static double weight_of(double waiting, double rho)
{
	if (rho == 0)
		return 1;
	return rho == 1 ? waiting : pow(waiting, rho);
}

enum status log_rank_open(uint32_t groups, struct log_rank *ret_test)
{
	size_t cells;
	assert(groups);
	if (__builtin_mul_overflow((size_t)groups, (size_t)groups + 4, &cells))
		return STATUS_LIMIT;
	double *held = calloc(cells, sizeof *held);
	if (!held)
		return STATUS_MEMORY;
	*ret_test = (struct log_rank){
		.groups = groups,
		.rows = held,
		.observed = held + groups,
		.expected = held + 2 * (size_t)groups,
		.scratch = held + 3 * (size_t)groups,
		.variance = held + 4 * (size_t)groups,
		.chisq = (double)NAN,
	};
	return STATUS_OK;
}

void log_rank_close(struct log_rank *test)
{
	free(test->rows);
	*test = (struct log_rank){ 0 };
}

/* One time with d events among n at risk, of whom at_risk are of each group; w is the weight. */
static void add_time(const struct log_rank *test, const double *at_risk, double n, double d, double w)
{
	uint32_t groups = test->groups;
	double spread = n > 1 ? w * w * d * (n - d) / (n - 1) : 0;
	for (uint32_t k = 0; k < groups; k++) {
		double share = at_risk[k] / n;
		double *row = test->variance + (size_t)k * groups;
		test->expected[k] += w * d * share;
		if (share == 0)
			continue;
		for (uint32_t l = 0; l < groups; l++)
			if (l != k)
				row[l] -= spread * share * (at_risk[l] / n);
		/* Not share - share^2, which loses digits where one group is nearly all. */
		row[k] += spread * share * ((n - at_risk[k]) / n);
	}
}

void log_rank_add(struct log_rank *test, const struct strand *strand, struct log_rank_plan plan)
{
	const uint32_t groups = test->groups;
	double *at_risk = test->scratch, waiting = 1, n = 0;
	assert(strand->groups == groups && plan.event != SAMPLE_OPEN);
	for (uint32_t k = 0; k < groups; k++) {
		at_risk[k] = (double)strand_total(strand, k);
		test->rows[k] += at_risk[k];
		n += at_risk[k];
	}
	for (size_t slot = 0; slot < strand->length; slot++) {
		double d = 0, w = weight_of(waiting, plan.rho);
		for (uint32_t k = 0; k < groups; k++)
			d += (double)strand_count(strand, slot, k, plan.event);
		if (d > 0) {
			add_time(test, at_risk, n, d, w);
			waiting *= (n - d) / n;
		}
		for (uint32_t k = 0; k < groups; k++) {
			double leaving = leaving_at(strand, slot, k, plan);
			test->observed[k] += w * (double)strand_count(strand, slot, k, plan.event);
			at_risk[k] -= leaving;
			n -= leaving;
		}
	}
}

enum status log_rank_finish(struct log_rank *test)
{
	struct quadratic quadratic;
	for (uint32_t k = 0; k < test->groups; k++)
		test->scratch[k] = test->observed[k] - test->expected[k];
	enum status status = quadratic_form_of(test->scratch, test->variance, test->groups, &quadratic);
	if (status != STATUS_OK)
		return status;
	test->chisq = quadratic.form;
	test->df = quadratic.rank;
	return STATUS_OK;
}

static enum status add_sorted(struct log_rank *test, const struct sample *sample, struct log_rank_plan plan)
{
	struct strand_rows rows = { 0 };
	enum status status = strand_rows_of(sample, &rows);
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++) {
		struct strand strand = { 0 };
		status = strand_of_stratum(sample, &rows, stratum, &strand);
		if (status == STATUS_OK)
			log_rank_add(test, &strand, plan);
		strand_close(&strand);
	}
	strand_rows_close(&rows);
	return status;
}

static enum status add_counted(struct log_rank *test, const struct sample *sample, uint32_t last,
                               struct log_rank_plan plan)
{
	struct whole_rows rows = { 0 };
	struct strand_seconds seconds = { 0 };
	enum status status = whole_rows_of(sample, last, false, &rows);
	if (status == STATUS_OK)
		status = strand_seconds_open(last, sample->groups, &seconds);
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++) {
		struct strand strand = { 0 };
		status = whole_strand_of(&rows, stratum, &seconds, &strand);
		if (status == STATUS_OK)
			log_rank_add(test, &strand, plan);
		strand_close(&strand);
	}
	strand_seconds_close(&seconds);
	whole_rows_close(&rows);
	return status;
}

enum status log_rank_of(const struct sample *sample, struct log_rank_plan plan, struct log_rank *ret_test)
{
	struct log_rank test;
	uint32_t last;
	enum status status = log_rank_open(sample->groups, &test);
	if (status != STATUS_OK)
		return status;
	if (whole_seconds_of(sample, &last) && whole_worth(sample, last))
		status = add_counted(&test, sample, last, plan);
	else
		status = add_sorted(&test, sample, plan);
	if (status == STATUS_OK)
		status = log_rank_finish(&test);
	if (status != STATUS_OK) {
		log_rank_close(&test);
		return status;
	}
	*ret_test = test;
	return STATUS_OK;
}

/* Two groups at one time.  A sweep begins before the first time, and goes from time to time by sweep_to(). */
struct sweep {
	double reference, exposed; /* at risk at the time, of the first and the second group */
	double waiting;            /* share before the time */
	double events, exposed_events, weight;
};

static uint32_t exposed_count(const struct strand *strand, size_t slot, enum sample_ending ending)
{
	return strand->groups > 1 ? strand_count(strand, slot, 1, ending) : 0;
}

static struct sweep sweep_begin(const struct strand *strand)
{
	assert(strand->groups == 1 || strand->groups == 2);
	return (struct sweep){ .reference = (double)strand_total(strand, 0),
		               .exposed = strand->groups > 1 ? (double)strand_total(strand, 1) : 0,
		               .waiting = 1 };
}

static void sweep_to(struct sweep *sweep, const struct strand *strand, size_t slot, struct log_rank_plan plan)
{
	sweep->exposed_events = (double)exposed_count(strand, slot, plan.event);
	sweep->events = sweep->exposed_events + (double)strand_count(strand, slot, 0, plan.event);
	sweep->weight = weight_of(sweep->waiting, plan.rho);
}

static void sweep_past(struct sweep *sweep, const struct strand *strand, size_t slot, struct log_rank_plan plan)
{
	double n = sweep->reference + sweep->exposed;
	if (sweep->events > 0)
		sweep->waiting *= (n - sweep->events) / n;
	sweep->reference -= leaving_at(strand, slot, 0, plan);
	if (strand->groups > 1)
		sweep->exposed -= leaving_at(strand, slot, 1, plan);
}

struct log_rank_part log_rank_part_of(const struct strand *strand, struct log_rank_plan plan)
{
	struct sweep sweep = sweep_begin(strand);
	struct log_rank_part part = { 0 };
	assert(plan.event != SAMPLE_OPEN);
	for (size_t slot = 0; slot < strand->length; slot++) {
		sweep_to(&sweep, strand, slot, plan);
		double n = sweep.reference + sweep.exposed, d = sweep.events, w = sweep.weight;
		if (d > 0) {
			double share = sweep.exposed / n;
			part.observed += w * sweep.exposed_events;
			part.expected += w * d * share;
			part.score += w * (sweep.exposed_events - d * share);
			if (n > 1)
				part.variance += w * w * d * share * (sweep.reference / n) * ((n - d) / (n - 1));
		}
		sweep_past(&sweep, strand, slot, plan);
	}
	return part;
}

void log_rank_ranks(const struct strand *strand, struct log_rank_plan plan, double *ret_rank)
{
	enum sample_ending other = plan.event == SAMPLE_SERVED ? SAMPLE_UNSERVED : SAMPLE_SERVED;
	double n = 0, hazard = 0, waiting = 1;
	assert(plan.event != SAMPLE_OPEN);
	for (uint32_t k = 0; k < strand->groups; k++)
		n += (double)strand_total(strand, k);
	for (size_t slot = 0; slot < strand->length; slot++) {
		double d = 0, leaving = 0, w = weight_of(waiting, plan.rho);
		for (uint32_t k = 0; k < strand->groups; k++) {
			d += (double)strand_count(strand, slot, k, plan.event);
			leaving += leaving_at(strand, slot, k, plan);
		}
		if (d > 0) {
			hazard += w * d / n;
			waiting *= (n - d) / n;
		}
		n -= leaving;
		for (uint32_t k = 0; k < strand->groups; k++) {
			double *rank = ret_rank + (slot * strand->groups + k) * SAMPLE_ENDINGS;
			for (unsigned ending = 0; ending < SAMPLE_ENDINGS; ending++)
				rank[ending] = (ending == (unsigned)plan.event ? w : 0) - hazard;
		}
	}
	/* Those who stay have the last time's sum, which only a sweep to the end knows. */
	for (size_t cell = (size_t)other; plan.others_stay && cell < strand_cells(strand); cell += SAMPLE_ENDINGS)
		ret_rank[cell] = -hazard;
}

double log_rank_permutation(const struct strand *strand, const double *rank)
{
	double rows = 0, sum = 0, squares = 0;
	double n1 = strand->groups > 1 ? (double)strand_total(strand, 1) : 0;
	assert(strand->groups <= 2);
	for (size_t cell = 0; cell < strand_cells(strand); cell++) {
		double count = strand->count[cell];
		rows += count;
		sum += count * rank[cell];
		squares += count * rank[cell] * rank[cell];
	}
	if (n1 == 0 || n1 == rows)
		return 0;
	/* The sum is 0 but for rounding, so that nothing is lost here. */
	return n1 * (rows - n1) / (rows * (rows - 1)) * (squares - sum * sum / rows);
}

/* Those who stay have the last time's sums, which only a sweep to the end knows. */
static void score_stayers(const struct strand *strand, struct log_rank_plan plan, double risk, double share_risk,
                          double *score)
{
	enum sample_ending other = plan.event == SAMPLE_SERVED ? SAMPLE_UNSERVED : SAMPLE_SERVED;
	for (size_t slot = 0; slot < strand->length; slot++)
		for (uint32_t group = 0; group < strand->groups; group++)
			score[(slot * strand->groups + group) * SAMPLE_ENDINGS + other] = share_risk - group * risk;
}

struct log_rank_sums log_rank_scores(const struct strand *strand, struct log_rank_plan plan, double *ret_score)
{
	struct sweep sweep = sweep_begin(strand);
	struct log_rank_sums sums = { .rows = sweep.reference + sweep.exposed };
	double risk = 0, share_risk = 0; /* sums of w d / Y, and of that times the exposed share */
	assert(plan.event != SAMPLE_OPEN);
	for (size_t slot = 0; slot < strand->length; slot++) {
		sweep_to(&sweep, strand, slot, plan);
		double n = sweep.reference + sweep.exposed, share = 0;
		if (sweep.events > 0) {
			share = sweep.exposed / n;
			risk += sweep.weight * sweep.events / n;
			share_risk += sweep.weight * sweep.events / n * share;
		}
		for (uint32_t group = 0; group < strand->groups; group++) {
			double *score = ret_score + (slot * strand->groups + group) * SAMPLE_ENDINGS;
			for (unsigned ending = 0; ending < SAMPLE_ENDINGS; ending++)
				score[ending] = share_risk - group * risk;
			score[plan.event] += sweep.weight * (group - share);
		}
		sweep_past(&sweep, strand, slot, plan);
	}
	if (plan.others_stay)
		score_stayers(strand, plan, risk, share_risk, ret_score);
	for (size_t cell = 0; cell < strand_cells(strand); cell++) {
		double count = strand->count[cell];
		sums.score += count * ret_score[cell];
		sums.squares += count * ret_score[cell] * ret_score[cell];
	}
	return sums;
}

double log_rank_spread(const double *part, size_t parts)
{
	double sum = 0, squares = 0;
	if (parts < 2)
		return (double)NAN;
	for (size_t i = 0; i < parts; i++)
		sum += part[i];
	for (size_t i = 0; i < parts; i++) {
		double off = part[i] - sum / (double)parts;
		squares += off * off;
	}
	return squares * (double)parts / (double)(parts - 1);
}

static struct log_rank_robust robust_of(double score, double row, double cluster)
{
	return (struct log_rank_robust){ .variance_row = row,
		                         .variance_cluster = cluster,
		                         .z_row = row > 0 ? score / sqrt(row) : (double)NAN,
		                         .z_cluster = cluster > 0 ? score / sqrt(cluster) : (double)NAN };
}

struct log_rank_clustered log_rank_clustered_from(const struct log_rank_sums *sums, const double *cluster_score,
                                                  size_t clusters)
{
	double n = sums->rows, row = (double)NAN, squares = 0;
	if (n > 1)
		row = n / (n - 1) * (sums->squares - sums->score * sums->score / n);
	for (size_t cluster = 0; cluster < clusters; cluster++)
		squares += cluster_score[cluster] * cluster_score[cluster];
	return (struct log_rank_clustered){
		.score = sums->score,
		.rows = (size_t)n,
		.clusters = clusters,
		.centred = robust_of(sums->score, row, log_rank_spread(cluster_score, clusters)),
		.uncentred = robust_of(sums->score, sums->squares, squares),
	};
}

static void add_sums(struct log_rank_sums *sums, struct log_rank_sums more)
{
	sums->rows += more.rows;
	sums->score += more.score;
	sums->squares += more.squares;
}

/* Adds the scores of one stratum to the clusters' and to the sums. */
static enum status add_stratum(const struct sample *sample, const struct strand_rows *rows, uint32_t stratum,
                               struct log_rank_plan plan, double *cluster_score, struct log_rank_sums *sums)
{
	struct strand strand = { 0 };
	double *score = NULL;
	enum status status = strand_of_stratum(sample, rows, stratum, &strand);
	if (status != STATUS_OK)
		return status;
	score = malloc((strand_cells(&strand) + 1) * sizeof *score);
	if (!score) {
		strand_close(&strand);
		return STATUS_MEMORY;
	}
	add_sums(sums, log_rank_scores(&strand, plan, score));
	for (size_t i = rows->start[stratum]; i < rows->start[stratum + 1]; i++) {
		uint32_t row = rows->row[i];
		size_t slot = strand.slot[i - rows->start[stratum]];
		size_t cell = (slot * strand.groups + sample->group[row]) * SAMPLE_ENDINGS + sample->ending[row];
		cluster_score[sample_cluster(sample, row)] += score[cell];
	}
	free(score);
	strand_close(&strand);
	return STATUS_OK;
}

static enum status score_sorted(const struct sample *sample, struct log_rank_plan plan, double *cluster_score,
                                struct log_rank_sums *sums)
{
	struct strand_rows rows = { 0 };
	enum status status = strand_rows_of(sample, &rows);
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++)
		status = add_stratum(sample, &rows, stratum, plan, cluster_score, sums);
	strand_rows_close(&rows);
	return status;
}

/* The same sums in the same order, of counts. */
static enum status score_counted(const struct sample *sample, uint32_t last, struct log_rank_plan plan,
                                 double *cluster_score, struct log_rank_sums *sums)
{
	struct whole_rows rows = { 0 };
	struct strand_seconds seconds = { 0 };
	double *score = NULL, *scratch = NULL;
	enum status status = whole_rows_of(sample, last, true, &rows);
	if (status == STATUS_OK)
		status = strand_seconds_open(last, sample->groups, &seconds);
	if (status != STATUS_OK)
		goto out;
	size_t cells = ((size_t)last + 1) << seconds.shift;
	score = malloc(cells * sizeof *score);
	scratch = malloc(cells * sizeof *scratch);
	if (!score || !scratch)
		status = STATUS_MEMORY;
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++) {
		struct strand strand = { 0 };
		size_t start = rows.start[stratum];
		status = whole_strand_of(&rows, stratum, &seconds, &strand);
		if (status != STATUS_OK)
			break;
		add_sums(sums, log_rank_scores(&strand, plan, score));
		strand_gather(&seconds, &strand, score, rows.code + start, rows.cluster + start,
		              rows.start[stratum + 1] - start, scratch, cluster_score);
		strand_close(&strand);
	}
out:
	free(scratch);
	free(score);
	strand_seconds_close(&seconds);
	whole_rows_close(&rows);
	return status;
}

enum status log_rank_cluster_scores(const struct sample *sample, struct log_rank_plan plan, double *ret_cluster_score,
                                    struct log_rank_sums *ret_sums)
{
	struct log_rank_sums sums = { 0 };
	uint32_t last;
	enum status status;
	assert(sample->groups && sample->groups <= 2);
	for (size_t cluster = 0; cluster < sample_clusters(sample); cluster++)
		ret_cluster_score[cluster] = 0;
	if (whole_seconds_of(sample, &last) && whole_worth(sample, last))
		status = score_counted(sample, last, plan, ret_cluster_score, &sums);
	else
		status = score_sorted(sample, plan, ret_cluster_score, &sums);
	if (status == STATUS_OK)
		*ret_sums = sums;
	return status;
}

enum status log_rank_clustered_of(const struct sample *sample, struct log_rank_plan plan,
                                  struct log_rank_clustered *ret_test)
{
	struct log_rank_sums sums;
	double *cluster_score = calloc(sample_clusters(sample) + 1, sizeof *cluster_score);
	if (!cluster_score)
		return STATUS_MEMORY;
	enum status status = log_rank_cluster_scores(sample, plan, cluster_score, &sums);
	if (status == STATUS_OK)
		*ret_test = log_rank_clustered_from(&sums, cluster_score, sample_clusters(sample));
	free(cluster_score);
	return status;
}

void log_rank_spans(const double *cluster_score, const uint32_t *span_of_cluster, size_t clusters, uint32_t spans,
                    struct log_rank_span *ret_span)
{
	for (uint32_t span = 0; span < spans; span++)
		ret_span[span] = (struct log_rank_span){ 0 };
	for (size_t cluster = 0; cluster < clusters; cluster++) {
		assert(span_of_cluster[cluster] < spans);
		ret_span[span_of_cluster[cluster]].score += cluster_score[cluster];
		ret_span[span_of_cluster[cluster]].clusters++;
	}
	for (size_t cluster = 0; cluster < clusters; cluster++) {
		struct log_rank_span *span = &ret_span[span_of_cluster[cluster]];
		double off = cluster_score[cluster] - span->score / (double)span->clusters;
		span->variance += off * off;
	}
	for (uint32_t span = 0; span < spans; span++) {
		double k = (double)ret_span[span].clusters;
		ret_span[span].variance = k > 1 ? ret_span[span].variance * k / (k - 1) : (double)NAN;
	}
}
