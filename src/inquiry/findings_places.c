/* Districts in a funnel, and weeks in a row: each against what its calls let expect. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/funnel.h"
#include "audit/log_rank.h"
#include "audit/multiplicity.h"
#include "audit/sequence.h"
#include "audit/special.h"
#include "inquiry/findings_inside.h"

#define WINSOR 0.1
#define MARKED_BELOW 0.05
#define ALPHA 0.05
#define HALF_YEAR 26.0
#define CUSUM_K 0.5
#define CUSUM_H 5.0

/* What places are reckoned from: each stratum's share, all groups together. */
struct expected {
	double *y;
	uint32_t *stratum, *place, *first_place;
	uint32_t strata, places;
	double *answered, *asked; /* by stratum */
};

static void close_expected(struct expected *expected)
{
	free(expected->y);
	free(expected->stratum);
	free(expected->place);
	free(expected->first_place);
	free(expected->answered);
	free(expected->asked);
}

static enum status open_expected(const struct matter *matter, struct expected *expected)
{
	struct sample sample;
	uint32_t mask = matter->spec->strata & ~(1u << FACTOR_AREA);
	expected->y = malloc((matter->calls + 1) * sizeof *expected->y);
	expected->place = malloc((matter->calls + 1) * sizeof *expected->place);
	if (!expected->y || !expected->place)
		return STATUS_MEMORY;
	findings_outcome(matter, ASKED_ANSWERED, matter->spec->target_s, expected->y);
	enum status status = findings_restrata(matter, mask, &sample, &expected->stratum);
	if (status != STATUS_OK)
		return status;
	expected->strata = sample.strata;
	status = factors_number(matter->docket, matter->call, matter->calls, 1u << FACTOR_AREA, expected->place,
	                        &expected->places, &expected->first_place);
	if (status != STATUS_OK)
		return status;
	expected->answered = calloc((size_t)expected->strata + 1, sizeof *expected->answered);
	expected->asked = calloc((size_t)expected->strata + 1, sizeof *expected->asked);
	if (!expected->answered || !expected->asked)
		return STATUS_MEMORY;
	for (size_t i = 0; i < matter->calls; i++) {
		if (isnan(expected->y[i]))
			continue;
		expected->asked[expected->stratum[i]]++;
		expected->answered[expected->stratum[i]] += expected->y[i];
	}
	return STATUS_OK;
}

/* Sums by place; `variance` is of the number answered, were each call as likely as its stratum's. */
static void gather_places(struct findings *findings, const struct expected *expected, double *variance)
{
	const struct matter *matter = findings->matter;
	double all = 0, answered = 0;
	for (size_t i = 0; i < matter->calls; i++) {
		struct place_row *place = &findings->place[expected->place[i]];
		if (isnan(expected->y[i]))
			continue;
		double share = expected->answered[expected->stratum[i]] / expected->asked[expected->stratum[i]];
		place->calls++;
		place->answered += expected->y[i] > 0;
		place->expected += share;
		variance[expected->place[i]] += share * (1 - share);
		all++;
		answered += expected->y[i];
	}
	findings->place_target = all > 0 ? answered / all : (double)NAN;
}

static void name_places(struct findings *findings, const struct expected *expected)
{
	const struct matter *matter = findings->matter;
	for (uint32_t i = 0; i < expected->places; i++) {
		const struct docket_place *call = &matter->call[expected->first_place[i]];
		findings->place[i].word = matter->docket->segment[call->segment].word[DOCKET_AREA][call->row];
	}
	for (struct matter_walk walk = { 0 }; matter_next(matter, &walk);) {
		uint32_t word = matter->docket->segment[walk.call.segment].word[DOCKET_AREA][walk.call.row];
		for (uint32_t i = 0; matter->timed[walk.kept] != TIMED_KNOWN && i < expected->places; i++)
			findings->place[i].unstamped += findings->place[i].word == word;
	}
}

static enum status judge_places(struct findings *findings, const double *variance)
{
	size_t places = findings->places;
	double target = findings->place_target;
	double *room = calloc(places * 5 + 1, sizeof *room);
	if (!room)
		return STATUS_MEMORY;
	double *value = room, *spread = room + places, *z = spread + places, *over = z + places, *p = over + places;
	for (size_t i = 0; i < places; i++) {
		double expected = findings->place[i].expected;
		value[i] = target * (double)findings->place[i].answered / expected;
		spread[i] = target * target * variance[i] / (expected * expected);
	}
	struct funnel funnel = { 0 };
	struct funnel_places all = { .count = places, .value = value, .variance = spread };
	enum status status = funnel_of(&all, target, WINSOR, z, over, &funnel);
	findings->phi = funnel.phi;
	findings->tau2 = funnel.tau_squared;
	for (size_t i = 0; i < places; i++)
		p[i] = exp(special_normal_two_sided(over[i]));
	for (size_t i = 0; i < places; i++) {
		findings->place[i].z = z[i];
		findings->place[i].z_over = over[i];
		findings->place[i].p = p[i];
	}
	if (status == STATUS_OK)
		status = multiplicity_hochberg(p, places, p);
	for (size_t i = 0; status == STATUS_OK && i < places; i++) {
		findings->place[i].p_bh = p[i];
		findings->place[i].marked = p[i] < MARKED_BELOW;
	}
	free(room);
	return status;
}

enum status findings_places(struct findings *findings)
{
	struct expected expected = { 0 };
	double *variance = NULL;
	enum status status = open_expected(findings->matter, &expected);
	if (status == STATUS_OK) {
		findings->places = expected.places;
		findings->place = calloc((size_t)expected.places + 1, sizeof *findings->place);
		variance = calloc((size_t)expected.places + 1, sizeof *variance);
		status = findings->place && variance ? STATUS_OK : STATUS_MEMORY;
	}
	if (status == STATUS_OK) {
		gather_places(findings, &expected, variance);
		name_places(findings, &expected);
		status = judge_places(findings, variance);
	}
	free(variance);
	close_expected(&expected);
	return status;
}

/* Strata and clusters lie within one week each, so that weeks can be added up. */
struct weekly {
	struct sample sample;
	uint32_t *stratum, *cluster, *cluster_first, *week, *week_first, *of_cluster;
	uint32_t weeks;
	double *score;
	struct log_rank_span *span;
};

static void close_weekly(struct weekly *weekly)
{
	free(weekly->stratum);
	free(weekly->cluster);
	free(weekly->cluster_first);
	free(weekly->week);
	free(weekly->week_first);
	free(weekly->of_cluster);
	free(weekly->score);
	free(weekly->span);
}

static enum status open_weekly(const struct matter *matter, struct weekly *weekly)
{
	uint32_t week = 1u << FACTOR_WEEK, clusters = 0;
	enum status status = findings_restrata(matter, matter->spec->strata | week, &weekly->sample, &weekly->stratum);
	if (status != STATUS_OK)
		return status;
	weekly->cluster = calloc(matter->calls + 1, sizeof *weekly->cluster);
	weekly->week = calloc(matter->calls + 1, sizeof *weekly->week);
	if (!weekly->cluster || !weekly->week)
		return STATUS_MEMORY;
	status = factors_number(matter->docket, matter->call, matter->calls, matter->spec->clusters | week,
	                        weekly->cluster, &clusters, &weekly->cluster_first);
	if (status == STATUS_OK)
		status = factors_number(matter->docket, matter->call, matter->calls, week, weekly->week, &weekly->weeks,
		                        &weekly->week_first);
	if (status != STATUS_OK)
		return status;
	weekly->sample.cluster = weekly->cluster;
	weekly->sample.clusters = clusters;
	weekly->of_cluster = calloc((size_t)clusters + 1, sizeof *weekly->of_cluster);
	weekly->score = calloc((size_t)clusters + 1, sizeof *weekly->score);
	weekly->span = calloc((size_t)weekly->weeks + 1, sizeof *weekly->span);
	if (!weekly->of_cluster || !weekly->score || !weekly->span)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < clusters; i++)
		weekly->of_cluster[i] = weekly->week[weekly->cluster_first[i]];
	return STATUS_OK;
}

/* rho makes the sequence sharpest at half a year's variance, reckoned from the variances alone. */
static void look_weekly(struct findings *findings, const struct weekly *weekly)
{
	double all = 0, up = 0, down = 0;
	for (uint32_t i = 0; i < weekly->weeks; i++)
		all += weekly->span[i].variance > 0 ? weekly->span[i].variance : 0;
	struct sequence sequence = { .rho = sequence_rho(fmax(all / weekly->weeks * HALF_YEAR, 1e-9), ALPHA) };
	findings->rho = sequence.rho;
	for (uint32_t i = 0; i < weekly->weeks; i++) {
		const struct log_rank_span *span = &weekly->span[i];
		struct week_row *week = &findings->week[i];
		bool known = span->variance > 0;
		week->o_minus_e = span->score;
		week->v = known ? span->variance : (double)NAN;
		if (known) {
			double z = span->score / sqrt(span->variance);
			sequence_add(&sequence, span->score, span->variance);
			up = sequence_cusum(up, z, CUSUM_K);
			down = sequence_cusum(down, -z, CUSUM_K);
		}
		struct interval interval = sequence_log_hazard(&sequence, ALPHA);
		week->low = interval.low;
		week->high = interval.high;
		week->e_value = exp(sequence_log_e(&sequence));
		week->up = up;
		week->down = down;
		week->look = up > CUSUM_H || down > CUSUM_H;
	}
}

enum status findings_weeks(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct weekly weekly = { 0 };
	struct log_rank_sums sums;
	struct log_rank_plan plan = { .event = SAMPLE_SERVED, .others_stay = true };
	enum status status = open_weekly(matter, &weekly);
	if (status == STATUS_OK && !(findings->week = calloc((size_t)weekly.weeks + 1, sizeof *findings->week)))
		status = STATUS_MEMORY;
	if (status == STATUS_OK)
		status = log_rank_cluster_scores(&weekly.sample, plan, weekly.score, &sums);
	if (status == STATUS_OK) {
		log_rank_spans(weekly.score, weekly.of_cluster, weekly.sample.clusters, weekly.weeks, weekly.span);
		findings->weeks = weekly.weeks;
		for (size_t i = 0; i < matter->calls; i++)
			findings->week[weekly.week[i]].calls++;
		for (uint32_t i = 0; i < weekly.weeks && status == STATUS_OK; i++)
			status = factors_value(matter->docket, &matter->call[weekly.week_first[i]], 1, FACTOR_WEEK,
			                       &findings->week[i].week);
		if (weekly.weeks)
			look_weekly(findings, &weekly);
	}
	close_weekly(&weekly);
	return status;
}
