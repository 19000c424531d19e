/* The headline and what stands beside it: shares, gaps among calls alike, curves, fractiles, the test, the ladder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audit/answers.h"
#include "audit/incidence.h"
#include "audit/log_rank.h"
#include "audit/proportion.h"
#include "audit/quantile.h"
#include "audit/special.h"
#include "audit/standard.h"
#include "audit/whole.h"
#include "inquiry/findings_inside.h"

/* Minutes at which the share answered is told beside the target. */
static const double minutes[FINDINGS_TIMES] = { 5, 10, 15, 30, 60 };
static const double fractiles[FINDINGS_QUANTILES] = { 0.5, 0.9 };

static double outcome(const struct matter *matter, size_t row, enum asked_of_call asked, double at_s)
{
	double time = matter->time[row];
	enum sample_ending ending = (enum sample_ending)matter->ending[row];
	/* Open, and not because it was served after all of this was over. */
	bool open = ending == SAMPLE_OPEN && !matter->later[row];
	switch (asked) {
	case ASKED_ANSWERED:
		if (ending == SAMPLE_SERVED && time <= at_s)
			return 1;
		return open && time < at_s ? (double)NAN : 0;
	case ASKED_NEVER:
		return open ? (double)NAN : matter->never[row];
	case ASKED_WAIT:
		if (ending == SAMPLE_SERVED)
			return fmin(time, at_s);
		return open && time < at_s ? (double)NAN : at_s;
	}
	return (double)NAN;
}

void findings_outcome(const struct matter *matter, enum asked_of_call asked, double at_s, double *y)
{
	for (size_t i = 0; i < matter->calls; i++)
		y[i] = outcome(matter, i, asked, at_s);
}

static struct gap gap_of(const struct sample *sample, const struct standard *standard)
{
	double se = sample->cluster ? standard->se_cluster : standard->se_row;
	return (struct gap){ .a = standard->mean[0],
		             .b = standard->mean[1],
		             .gap = standard->difference,
		             .se_row = standard->se_row,
		             .se = se,
		             .low = standard->difference - FINDINGS_Z * se,
		             .high = standard->difference + FINDINGS_Z * se,
		             .outside = 1 - standard->overlap,
		             .calls = standard->rows,
		             .strata = standard->strata_used,
		             .clusters = sample_clusters(sample),
		             .known = standard->strata_used && !isnan(se) };
}

enum status findings_gap(const struct sample *sample, const double *y, struct gap *ret_gap)
{
	struct standard standard;
	enum status status = standard_of(sample, y, &standard);
	if (status == STATUS_OK)
		*ret_gap = gap_of(sample, &standard);
	return status;
}

enum status findings_restrata(const struct matter *matter, uint32_t mask, struct sample *ret_sample,
                              uint32_t **ret_stratum)
{
	uint32_t *stratum = calloc(matter->calls + 1, sizeof *stratum), *first = NULL, strata = 0;
	enum status status =
	    stratum ? factors_number(matter->docket, matter->call, matter->calls, mask, stratum, &strata, &first)
		    : STATUS_MEMORY;
	free(first);
	if (status != STATUS_OK) {
		free(stratum);
		return status;
	}
	*ret_sample = matter->sample;
	ret_sample->stratum = stratum;
	ret_sample->strata = strata;
	*ret_stratum = stratum;
	return STATUS_OK;
}

struct portion findings_portion(size_t yes, size_t calls)
{
	struct interval range = proportion_wilson((int64_t)yes, (int64_t)calls, 0.95);
	return (struct portion){ .calls = calls,
		                 .yes = yes,
		                 .share = calls ? (double)yes / (double)calls : (double)NAN,
		                 .low = range.low,
		                 .high = range.high };
}

/* Of one group: what became of its calls. */
struct became {
	size_t calls, in_time, never, open, open_before; /* the last: before the target */
};

enum status findings_shares(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	double target_s = matter->spec->target_s;
	struct became became[2] = { { 0 } };
	for (size_t i = 0; i < matter->calls; i++) {
		struct became *group = &became[matter->group[i]];
		bool open = matter->ending[i] == SAMPLE_OPEN && !matter->later[i];
		group->calls++;
		group->in_time += matter->ending[i] == SAMPLE_SERVED && matter->time[i] <= target_s;
		group->never += !open && matter->never[i];
		group->open += open;
		group->open_before += open && matter->time[i] < target_s;
	}
	for (unsigned i = 0; i < 2; i++) {
		findings->answered[i] = findings_portion(became[i].in_time, became[i].calls - became[i].open_before);
		findings->never[i] = findings_portion(became[i].never, became[i].calls - became[i].open);
		findings->open[i] = findings_portion(became[i].open, became[i].calls);
	}
	return STATUS_OK;
}

/* Calls that answer all that is asked alike are of one kind: they ended alike, between the same two of these moments. */
struct kinds {
	double at_s[FINDINGS_TIMES + 2];
	size_t moments;
	uint8_t *kind;                  /* by call */
	uint8_t *by_second, *at_second; /* how many of the moments are before it; or also at it */
	size_t first[ANSWERS_KINDS];
	bool there[ANSWERS_KINDS];
};

/* How many of the moments lie before a time, or also at it. */
static uint8_t moments_before(const struct kinds *kinds, double time, bool also_at)
{
	unsigned before = 0;
	for (size_t i = 0; i < kinds->moments; i++)
		before += kinds->at_s[i] < time || (also_at && kinds->at_s[i] == time);
	return (uint8_t)before;
}

/* By whole second, as most times are, once for all calls. */
static enum status lay_seconds(struct kinds *kinds, uint32_t horizon_s)
{
	kinds->by_second = malloc((size_t)horizon_s + 1);
	kinds->at_second = malloc((size_t)horizon_s + 1);
	if (!kinds->by_second || !kinds->at_second)
		return STATUS_MEMORY;
	for (uint32_t second = 0; second <= horizon_s; second++) {
		kinds->by_second[second] = moments_before(kinds, second, false);
		kinds->at_second[second] = moments_before(kinds, second, true);
	}
	return STATUS_OK;
}

static uint8_t kind_of(const struct matter *matter, size_t row, const struct kinds *kinds)
{
	double time = matter->time[row];
	unsigned ending = matter->later[row] ? SAMPLE_ENDINGS : matter->ending[row], past = 0;
	uint32_t second = (uint32_t)time;
	/* A call that is open at the very moment was followed up to it; one that is served then is served by it. */
	bool also_at = ending == SAMPLE_OPEN;
	if (ending == SAMPLE_SERVED || ending == SAMPLE_OPEN)
		past = (double)second != time ? moments_before(kinds, time, also_at)
		                              : (also_at ? kinds->at_second : kinds->by_second)[second];
	return (uint8_t)(ending * (FINDINGS_TIMES + 3) + past);
}

static void sort_kinds(const struct matter *matter, struct kinds *kinds)
{
	_Static_assert((SAMPLE_ENDINGS + 1) * (FINDINGS_TIMES + 3) <= ANSWERS_KINDS, "room for all kinds");
	for (size_t i = matter->calls; i-- > 0;) {
		kinds->kind[i] = kind_of(matter, i, kinds);
		kinds->first[kinds->kind[i]] = i;
		kinds->there[kinds->kind[i]] = true;
	}
}

static void answer(const struct matter *matter, const struct kinds *kinds, enum asked_of_call asked, double at_s,
                   struct answers *answers)
{
	size_t q = answers->questions++;
	for (unsigned kind = 0; kind < ANSWERS_KINDS; kind++) {
		size_t first = kinds->first[kind];
		bool own = asked == ASKED_WAIT && kinds->there[kind] && matter->ending[first] == SAMPLE_SERVED;
		if (own)
			answers->y[kind][q] = (double)INFINITY;
		else if (kinds->there[kind])
			answers->y[kind][q] = outcome(matter, first, asked, at_s);
	}
}

/* Every question of the default report at once: the wait's moment is the horizon, beyond which no time lies. */
static enum status ask(struct findings *findings, struct kinds *kinds)
{
	const struct matter *matter = findings->matter;
	const struct spec *spec = matter->spec;
	struct answers answers = { 0 };
	struct standard found[ANSWERS_QUESTIONS];
	struct gap *gap[ANSWERS_QUESTIONS] = { &findings->target, &findings->not_answered, &findings->wait };
	kinds->at_s[kinds->moments++] = spec->target_s;
	kinds->at_s[kinds->moments++] = spec->horizon_s;
	for (unsigned i = 0; i < FINDINGS_TIMES; i++)
		kinds->at_s[kinds->moments++] = findings->at_s[i] = minutes[i] * 60;
	enum status status = lay_seconds(kinds, spec->horizon_s);
	if (status != STATUS_OK)
		return status;
	sort_kinds(matter, kinds);
	answer(matter, kinds, ASKED_ANSWERED, spec->target_s, &answers);
	answer(matter, kinds, ASKED_NEVER, 0, &answers);
	answer(matter, kinds, ASKED_WAIT, spec->horizon_s, &answers);
	for (unsigned i = 0; i < FINDINGS_TIMES; i++) {
		if (findings->at_s[i] > spec->horizon_s)
			continue;
		gap[answers.questions] = &findings->at[i];
		answer(matter, kinds, ASKED_ANSWERED, findings->at_s[i], &answers);
	}
	status = answers_of(&matter->sample, kinds->kind, &answers, found);
	for (size_t i = 0; i < answers.questions && status == STATUS_OK; i++)
		*gap[i] = gap_of(&matter->sample, &found[i]);
	return status;
}

enum status findings_gaps(struct findings *findings)
{
	struct kinds kinds = { .kind = malloc(findings->matter->calls + 1) };
	enum status status = kinds.kind ? ask(findings, &kinds) : STATUS_MEMORY;
	free(kinds.kind);
	free(kinds.by_second);
	free(kinds.at_second);
	return status;
}

/* Whoever was never answered, or not yet, waits longer than any; the caller closes it. */
static enum status waits_of(const struct strand *strand, unsigned group, struct tally *ret_waits)
{
	double *value = calloc(strand->length + 1, sizeof *value);
	uint64_t *count = calloc(strand->length + 1, sizeof *count), served = 0;
	if (!value || !count) {
		free(value);
		free(count);
		return STATUS_MEMORY;
	}
	for (size_t slot = 0; slot < strand->length; slot++) {
		value[slot] = strand->time[slot];
		count[slot] = strand_count(strand, slot, group, SAMPLE_SERVED);
		served += count[slot];
	}
	uint64_t all = strand_total(strand, group);
	value[strand->length] = (double)INFINITY;
	count[strand->length] = all - served;
	*ret_waits = (struct tally){ .values = strand->length + 1, .value = value, .count = count, .all = all };
	return STATUS_OK;
}

/* A rank among those that were never answered has no time. */
static double known(double s)
{
	return isinf(s) ? (double)NAN : s;
}

static struct quantile fractile_of(const struct tally *waits, double p)
{
	struct quantile found = quantile_of(waits, p, 0.95);
	found.estimate = known(found.estimate);
	found.low = known(found.low);
	found.high = known(found.high);
	return found;
}

static enum status tell_fractiles(struct findings *findings, const struct strand *strand)
{
	struct quantile found[2][FINDINGS_QUANTILES];
	for (unsigned group = 0; group < 2; group++) {
		struct tally waits;
		enum status status = waits_of(strand, group, &waits);
		if (status != STATUS_OK)
			return status;
		for (unsigned i = 0; i < FINDINGS_QUANTILES; i++) {
			struct quantile *own = &found[group][i];
			*own = fractile_of(&waits, fractiles[i]);
			findings->fractile[group][i] =
			    (struct fractile){ fractiles[i], own->estimate, own->low, own->high };
		}
		tally_close(&waits);
	}
	for (unsigned i = 0; i < FINDINGS_QUANTILES; i++) {
		struct interval range = quantile_difference(&found[0][i], &found[1][i]);
		double gap[] = { found[1][i].estimate - found[0][i].estimate, range.low, range.high };
		memcpy(findings->fractile_gap[i], gap, sizeof gap);
	}
	return STATUS_OK;
}

static enum status curve_of_group(struct findings *findings, const struct strand *strand, unsigned group)
{
	struct incidence incidence = { 0 };
	struct curve_point *point = calloc(findings->curve_points, sizeof *point);
	findings->curve[group] = point;
	enum status status = point ? incidence_of(strand, group, &incidence) : STATUS_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < findings->curve_points; i++) {
		double at_s = (double)i * FINDINGS_GRID_S;
		struct incidence_share served = incidence_served_by(&incidence, at_s);
		struct incidence_share unserved = incidence_unserved_by(&incidence, at_s);
		point[i] = (struct curve_point){ .at_s = at_s,
			                         .answered = served.share,
			                         .closed = unserved.share,
			                         .waiting = 1 - served.share - unserved.share };
		curve_band(CURVE_LOG_LOG, FINDINGS_Z, &served.share, &served.se, 1, &point[i].low, &point[i].high);
	}
	if (status == STATUS_OK)
		incidence_close(&incidence);
	return status;
}

enum status findings_curves(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct strand strand = { 0 };
	findings->curve_points = matter->spec->horizon_s / FINDINGS_GRID_S + 1;
	enum status status = whole_strand_of_all(&matter->sample, &strand);
	if (status == STATUS_OK)
		status = tell_fractiles(findings, &strand);
	for (unsigned group = 0; group < 2 && status == STATUS_OK; group++)
		status = curve_of_group(findings, &strand, group);
	strand_close(&strand);
	return status;
}

enum status findings_log_rank(struct findings *findings)
{
	struct log_rank_clustered test;
	struct log_rank_plan plan = { .event = SAMPLE_SERVED, .others_stay = true };
	enum status status = log_rank_clustered_of(&findings->matter->sample, plan, &test);
	if (status != STATUS_OK)
		return status;
	findings->log_rank.z = test.centred.z_cluster;
	findings->log_rank.log_p = special_normal_two_sided(test.centred.z_cluster);
	findings->log_rank.o_minus_e = test.score;
	findings->log_rank.v_row = test.centred.variance_row;
	findings->log_rank.v = test.centred.variance_cluster;
	findings->log_rank.clusters = test.clusters;
	findings->log_rank.known = !isnan(test.centred.z_cluster);
	return STATUS_OK;
}

enum status findings_ladder(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	double *y = malloc((matter->calls + 1) * sizeof *y), before = (double)NAN;
	enum status status = y ? STATUS_OK : STATUS_MEMORY;
	if (y)
		findings_outcome(matter, ASKED_ANSWERED, matter->spec->target_s, y);
	for (unsigned i = 0; status == STATUS_OK && i < matter->spec->rungs; i++) {
		struct sample sample;
		uint32_t *stratum = NULL;
		struct ladder_rung *rung = &findings->rung[i];
		rung->mask = matter->spec->rung[i];
		status = findings_restrata(matter, rung->mask, &sample, &stratum);
		if (status == STATUS_OK)
			status = findings_gap(&sample, y, &rung->gap);
		free(stratum);
		if (status != STATUS_OK || !rung->gap.known)
			continue;
		rung->turned = before * rung->gap.gap < 0;
		rung->halved = fabs(rung->gap.gap) < fabs(before) / 2;
		before = rung->gap.gap;
	}
	free(y);
	return status;
}
