/* The headline and what stands beside it: shares, gaps among calls alike, curves, fractiles, the test, the ladder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "audit/discrete.h"
#include "audit/incidence.h"
#include "audit/log_rank.h"
#include "audit/proportion.h"
#include "audit/special.h"
#include "audit/standard.h"
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

enum status findings_gap(const struct sample *sample, const double *y, struct gap *ret_gap)
{
	struct standard standard;
	enum status status = standard_of(sample, y, &standard);
	if (status != STATUS_OK)
		return status;
	double se = sample->cluster ? standard.se_cluster : standard.se_row;
	*ret_gap = (struct gap){ .a = standard.mean[0],
		                 .b = standard.mean[1],
		                 .gap = standard.difference,
		                 .se_row = standard.se_row,
		                 .se = se,
		                 .low = standard.difference - FINDINGS_Z * se,
		                 .high = standard.difference + FINDINGS_Z * se,
		                 .outside = 1 - standard.overlap,
		                 .calls = standard.rows,
		                 .strata = standard.strata_used,
		                 .clusters = sample_clusters(sample),
		                 .known = standard.strata_used && !isnan(se) };
	return STATUS_OK;
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

enum status findings_shares(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	size_t asked[2][3] = { { 0 } }, yes[2][3] = { { 0 } };
	for (size_t i = 0; i < matter->calls; i++) {
		double y[3] = { outcome(matter, i, ASKED_ANSWERED, matter->spec->target_s),
			        outcome(matter, i, ASKED_NEVER, 0),
			        matter->ending[i] == SAMPLE_OPEN && !matter->later[i] };
		for (unsigned j = 0; j < 3; j++) {
			asked[matter->group[i]][j] += !isnan(y[j]);
			yes[matter->group[i]][j] += y[j] > 0;
		}
	}
	for (unsigned group = 0; group < 2; group++) {
		findings->answered[group] = findings_portion(yes[group][0], asked[group][0]);
		findings->never[group] = findings_portion(yes[group][1], asked[group][1]);
		findings->open[group] = findings_portion(yes[group][2], asked[group][2]);
	}
	return STATUS_OK;
}

static enum status gap_of(const struct matter *matter, enum asked_of_call asked, double at_s, double *y,
                          struct gap *ret_gap)
{
	findings_outcome(matter, asked, at_s, y);
	return findings_gap(&matter->sample, y, ret_gap);
}

enum status findings_gaps(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	const struct spec *spec = matter->spec;
	double *y = malloc((matter->calls + 1) * sizeof *y);
	enum status status = y ? gap_of(matter, ASKED_ANSWERED, spec->target_s, y, &findings->target) : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = gap_of(matter, ASKED_NEVER, 0, y, &findings->not_answered);
	if (status == STATUS_OK)
		status = gap_of(matter, ASKED_WAIT, spec->horizon_s, y, &findings->wait);
	for (unsigned i = 0; i < FINDINGS_TIMES && status == STATUS_OK; i++) {
		findings->at_s[i] = minutes[i] * 60;
		if (findings->at_s[i] <= spec->horizon_s)
			status = gap_of(matter, ASKED_ANSWERED, findings->at_s[i], y, &findings->at[i]);
	}
	free(y);
	return status;
}

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

/* Sorted; whoever was never answered, or not yet, waits longest. */
static size_t waits_of(const struct matter *matter, unsigned group, double *wait)
{
	size_t calls = 0;
	for (size_t i = 0; i < matter->calls; i++)
		if (matter->group[i] == group)
			wait[calls++] = matter->ending[i] == SAMPLE_SERVED ? matter->time[i] : (double)INFINITY;
	qsort(wait, calls, sizeof *wait, by_size);
	return calls;
}

/* The rank'th of them, from 1; NaN where it is none, or was never answered. */
static double ranked(const double *wait, size_t calls, int64_t rank)
{
	if (rank < 1 || rank > (int64_t)calls || isinf(wait[rank - 1]))
		return (double)NAN;
	return wait[rank - 1];
}

static struct fractile fractile_of(const double *wait, size_t calls, double p)
{
	int64_t n = (int64_t)calls;
	return (struct fractile){ .p = p,
		                  .s = ranked(wait, calls, (int64_t)ceil(p * (double)n - 1e-9)),
		                  .low = ranked(wait, calls, discrete_binomial_quantile(0.025, n, p)),
		                  .high = ranked(wait, calls, discrete_binomial_quantile(0.975, n, p) + 1) };
}

/* MOVER: how far each one's range reaches towards the other's. */
static void differ(const struct fractile *a, const struct fractile *b, double ret[3])
{
	ret[0] = b->s - a->s;
	ret[1] = ret[0] - hypot(b->s - b->low, a->high - a->s);
	ret[2] = ret[0] + hypot(b->high - b->s, a->s - a->low);
}

enum status findings_fractiles(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	double *wait = malloc((matter->calls + 1) * sizeof *wait);
	if (!wait)
		return STATUS_MEMORY;
	for (unsigned group = 0; group < 2; group++) {
		size_t calls = waits_of(matter, group, wait);
		for (unsigned i = 0; i < FINDINGS_QUANTILES; i++)
			findings->fractile[group][i] = fractile_of(wait, calls, fractiles[i]);
	}
	for (unsigned i = 0; i < FINDINGS_QUANTILES; i++)
		differ(&findings->fractile[0][i], &findings->fractile[1][i], findings->fractile_gap[i]);
	free(wait);
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
	struct sample sample = matter->sample;
	struct strand_rows rows = { 0 };
	struct strand strand = { 0 };
	sample.stratum = NULL;
	findings->curve_points = matter->spec->horizon_s / FINDINGS_GRID_S + 1;
	enum status status = strand_rows_of(&sample, &rows);
	if (status != STATUS_OK)
		return status;
	status = strand_of_stratum(&sample, &rows, 0, &strand);
	for (unsigned group = 0; group < 2 && status == STATUS_OK; group++)
		status = curve_of_group(findings, &strand, group);
	strand_close(&strand);
	strand_rows_close(&rows);
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
