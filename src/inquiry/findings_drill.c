/* What lies behind the headline for those who drill down: tables, hazards, relabelings, pairs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>

#include "audit/chance.h"
#include "audit/cox_drift.h"
#include "audit/cox_robust.h"
#include "audit/fine_gray.h"
#include "audit/gray.h"
#include "audit/mantel_haenszel.h"
#include "audit/pairs.h"
#include "audit/permutation.h"
#include "audit/sensitivity.h"
#include "audit/special.h"
#include "inquiry/findings_inside.h"

#define LEVEL 0.95
/* Every relabeling there is, as long as they are no more than this; else so many are drawn. */
#define RELABELINGS_ALL 100000u
#define RELABELINGS_DRAWN 9999u
#define PAIR_SPAN_MS 60000.0

enum status findings_tables(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	size_t strata = sample_strata(&matter->sample);
	struct table *tables = calloc(strata + 1, sizeof *tables);
	if (!tables)
		return STATUS_MEMORY;
	(void)mantel_haenszel_tables(&matter->sample, matter->spec->target_s, 1, 0, tables);
	struct mantel_haenszel found = mantel_haenszel_of(tables, strata, LEVEL);
	findings->drill.mantel_haenszel.odds_ratio = found.odds_ratio;
	findings->drill.mantel_haenszel.odds_low = found.odds_bounds.low;
	findings->drill.mantel_haenszel.odds_high = found.odds_bounds.high;
	findings->drill.mantel_haenszel.risk_difference = found.risk_difference;
	findings->drill.mantel_haenszel.risk_se = found.risk_se;
	findings->drill.mantel_haenszel.ratio = found.risk_ratio;
	findings->drill.mantel_haenszel.log_p = found.test.log_p;
	findings->drill.mantel_haenszel.homogeneity_log_p = found.homogeneity.log_p;
	findings->drill.mantel_haenszel.crude_odds_ratio = found.crude_odds_ratio;
	findings->drill.mantel_haenszel.known = !isnan(found.odds_ratio);
	findings->drill.mantel_haenszel.reversed =
	    mantel_haenszel_adjustment(log(found.crude_odds_ratio), log(found.odds_ratio)) == ADJUSTMENT_REVERSED;
	free(tables);
	return STATUS_OK;
}

/* Where bands of time end, in seconds; the last one goes to the horizon. */
static const double band_ends[FINDINGS_BANDS - 1] = { 300, 900, 1800 };
#define ALPHA 0.05

static enum status hazard_in_band(const struct sample *sample, unsigned which, bool plain, struct hazard_band *band)
{
	struct risk_question question = { .event = which ? SAMPLE_UNSERVED : SAMPLE_SERVED,
		                          .after = band->from_s > 0 ? band->from_s : -1,
		                          .to = band->to_s,
		                          .plain = plain };
	struct cox *cox = NULL;
	double var = (double)NAN;
	enum status status = cox_fit(sample, &question, &cox);
	if (status != STATUS_OK)
		return status == STATUS_LIMIT || status == STATUS_MALFORMED ? STATUS_OK : status;
	bool found = cox->fit.end == NEWTON_FOUND && !cox->fit.singular[0];
	band->events = cox->risk->events;
	if (found)
		status = cox_robust(cox, false, &var);
	if (found && status == STATUS_OK && var > 0) {
		double coef = cox->fit.coef[0], se = sqrt(var);
		band->hazard_ratio = exp(coef);
		band->low = exp(coef - FINDINGS_Z * se);
		band->high = exp(coef + FINDINGS_Z * se);
		band->known = true;
	}
	cox_free(cox);
	return status;
}

static enum status hazards_by_band(struct findings *findings, const struct sample *sample, unsigned which)
{
	double horizon = findings->matter->spec->horizon_s, from = 0;
	enum status status = STATUS_OK;
	for (unsigned i = 0; i < FINDINGS_BANDS && from < horizon && status == STATUS_OK; i++) {
		struct hazard_band *band = &findings->drill.cox[which].band[i];
		band->from_s = from;
		band->to_s = i + 1 < FINDINGS_BANDS ? fmin(band_ends[i], horizon) : horizon;
		from = band->to_s;
		status = hazard_in_band(sample, which, findings->plain_kernels, band);
	}
	findings->drill.cox[which].banded = true;
	return status;
}

static enum status hazard_of(struct findings *findings, const struct sample *sample, unsigned which)
{
	struct risk_question question = { .event = which ? SAMPLE_UNSERVED : SAMPLE_SERVED,
		                          .plain = findings->plain_kernels };
	struct cox *cox = NULL;
	struct cox_drift drift = { 0 };
	double var = (double)NAN;
	enum status status = cox_fit(sample, &question, &cox);
	if (status == STATUS_LIMIT || status == STATUS_MALFORMED)
		return STATUS_OK;
	if (status != STATUS_OK)
		return status;
	bool found = cox->fit.end == NEWTON_FOUND && !cox->fit.singular[0];
	if (found)
		status = cox_robust(cox, false, &var);
	if (found && status == STATUS_OK)
		status = cox_drift_of(cox, COX_CLOCK_KM, &drift);
	if (found && status == STATUS_OK && var > 0) {
		double coef = cox->fit.coef[0], se = sqrt(var);
		findings->drill.cox[which].hazard_ratio = exp(coef);
		findings->drill.cox[which].low = exp(coef - FINDINGS_Z * se);
		findings->drill.cox[which].high = exp(coef + FINDINGS_Z * se);
		findings->drill.cox[which].log_p = special_normal_two_sided(coef / se);
		findings->drill.cox[which].drift_p = exp(special_chi_squared(drift.all, (double)drift.df).log_above);
		findings->drill.cox[which].events = cox->risk->events;
		findings->drill.cox[which].known = true;
	}
	cox_free(cox);
	return status;
}

static enum status fine_gray(struct findings *findings, const struct sample *sample)
{
	struct fine_gray_question question = { .event = SAMPLE_SERVED,
		                               .ties = FINE_GRAY_TOGETHER,
		                               .plain = findings->plain_kernels };
	struct fine_gray *fit = calloc(1, sizeof *fit);
	enum status status = fit ? fine_gray_fit(sample, &question, fit) : STATUS_MEMORY;
	if (status == STATUS_OK && fit->fit.end == NEWTON_FOUND && fit->robust[0] > 0) {
		double coef = fit->fit.coef[0], se = sqrt(fit->robust[0]);
		findings->drill.fine_gray.ratio = exp(coef);
		findings->drill.fine_gray.low = exp(coef - FINDINGS_Z * se);
		findings->drill.fine_gray.high = exp(coef + FINDINGS_Z * se);
		findings->drill.fine_gray.log_p = special_normal_two_sided(coef / se);
		findings->drill.fine_gray.known = true;
	}
	free(fit);
	return status == STATUS_LIMIT || status == STATUS_MALFORMED ? STATUS_OK : status;
}

static enum status gray(struct findings *findings, const struct sample *sample, unsigned which)
{
	struct gray test = { 0 };
	enum status status = gray_of(sample, which ? SAMPLE_UNSERVED : SAMPLE_SERVED, &test);
	if (status != STATUS_OK)
		return status;
	findings->drill.gray[which].statistic = test.chisq;
	findings->drill.gray[which].known = test.df && !isnan(test.chisq);
	if (findings->drill.gray[which].known)
		findings->drill.gray[which].log_p = special_chi_squared(test.chisq, test.df).log_above;
	gray_close(&test);
	return STATUS_OK;
}

enum status findings_hazards(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct sample sample = matter->sample;
	double *is_b = malloc((matter->calls + 1) * sizeof *is_b);
	if (!is_b)
		return STATUS_MEMORY;
	for (size_t i = 0; i < matter->calls; i++)
		is_b[i] = matter->group[i];
	const double *columns[] = { is_b };
	sample.covariates = 1;
	sample.covariate = columns;
	enum status status = STATUS_OK;
	for (unsigned which = 0; which < 2 && status == STATUS_OK; which++) {
		status = hazard_of(findings, &sample, which);
		if (status == STATUS_OK && findings->drill.cox[which].known &&
		    findings->drill.cox[which].drift_p < ALPHA)
			status = hazards_by_band(findings, &sample, which);
		if (status == STATUS_OK)
			status = gray(findings, &sample, which);
	}
	if (status == STATUS_OK)
		status = fine_gray(findings, &sample);
	free(is_b);
	return status;
}

/* Clusters of one day could have been one another's. */
static enum status blocks_of(const struct matter *matter, uint32_t **ret_block, uint32_t *ret_blocks)
{
	uint32_t clusters = matter->sample.clusters, *first = NULL;
	uint32_t *block = calloc((size_t)clusters + 1, sizeof *block);
	struct docket_place *call = calloc((size_t)clusters + 1, sizeof *call);
	enum status status = block && call ? STATUS_OK : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && i < clusters; i++)
		call[i] = matter->call[matter->cluster_first[i]];
	if (status == STATUS_OK)
		status = factors_number(matter->docket, call, clusters, 1u << FACTOR_DATE, block, ret_blocks, &first);
	free(first);
	free(call);
	if (status != STATUS_OK) {
		free(block);
		return status;
	}
	*ret_block = block;
	return STATUS_OK;
}

static enum status turn_signs(const struct sample *sample, struct log_rank_plan plan, struct chance *chance,
                              struct permutation *ret)
{
	struct log_rank_sums sums;
	double *score = calloc(sample_clusters(sample) + 1, sizeof *score);
	enum status status = score ? log_rank_cluster_scores(sample, plan, score, &sums) : STATUS_MEMORY;
	if (status == STATUS_OK)
		*ret = permutation_signs_of(score, sample_clusters(sample), RELABELINGS_DRAWN, chance);
	free(score);
	return status;
}

enum status findings_relabelings(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct log_rank_plan plan = { .event = SAMPLE_SERVED, .others_stay = true };
	struct chance chance = chance_from(findings->seed);
	struct permutation found = { 0 };
	uint32_t *block = NULL, blocks = 0;
	/* Single calls are dealt out only where nobody says that they come in clusters. */
	enum status status = matter->sample.cluster
	                         ? STATUS_LIMIT
	                         : permutation_exact_of(&matter->sample, plan, RELABELINGS_ALL, &found);
	findings->drill.permutation.exact = status == STATUS_OK;
	if (status == STATUS_LIMIT && matter->sample.cluster) {
		status = blocks_of(matter, &block, &blocks);
		if (status == STATUS_OK)
			status = permutation_blocks_of(&matter->sample, plan, block, blocks, RELABELINGS_DRAWN, &chance,
			                               &found);
		free(block);
	}
	/* Where a cluster has both groups, or nobody names any, each cluster's part speaks for either as likely. */
	if (status == STATUS_MALFORMED || status == STATUS_LIMIT)
		status = turn_signs(&matter->sample, plan, &chance, &found);
	if (status != STATUS_OK)
		return status == STATUS_MISSING ? STATUS_OK : status;
	findings->drill.permutation.p = found.p_two_sided;
	findings->drill.permutation.relabelings = found.relabelings;
	findings->drill.permutation.known = found.relabelings > 1;
	return STATUS_OK;
}

enum status findings_pairs(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct pairs_chance chance;
	double *moment = malloc((matter->calls + 1) * sizeof *moment);
	uint32_t *partner = malloc((matter->calls + 1) * sizeof *partner);
	enum status status = moment && partner ? pairs_chance_of(&matter->sample, FINDINGS_Z, &chance) : STATUS_MEMORY;
	if (status == STATUS_OK) {
		double first = INFINITY;
		for (size_t i = 0; i < matter->calls; i++) {
			const struct docket_place *call = &matter->call[i];
			moment[i] = (double)matter->docket->segment[call->segment].contact_ms[call->row];
			first = fmin(first, moment[i]);
		}
		for (size_t i = 0; i < matter->calls; i++)
			moment[i] -= first;
		status = pairs_nearest_of(&matter->sample, moment, PAIR_SPAN_MS, partner);
	}
	if (status == STATUS_OK) {
		struct pairs_count count = pairs_count_of(&matter->sample, partner);
		findings->drill.pairs.pairs = count.pairs;
		findings->drill.pairs.longer = count.second_longer;
		findings->drill.pairs.shorter = count.first_longer;
		findings->drill.pairs.same = count.tied;
		size_t worse = count.second_longer > count.first_longer ? count.second_longer : count.first_longer;
		findings->drill.pairs.gamma =
		    sensitivity_gamma((int64_t)worse, (int64_t)(count.second_longer + count.first_longer), ALPHA);
		findings->drill.pairs.chance = chance.chance;
		findings->drill.pairs.low = chance.lower;
		findings->drill.pairs.high = chance.upper;
		findings->drill.pairs.known = !isnan(chance.chance);
	}
	free(moment);
	free(partner);
	return status;
}
