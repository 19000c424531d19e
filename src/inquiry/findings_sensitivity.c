/* The gap under other choices than those that were declared, and how much would have to be wrong for it to vanish. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/power.h"
#include "audit/sensitivity.h"
#include "inquiry/findings_inside.h"

#define ROWS_MAX 16u
/* Leaving out one of more districts than this says nothing new and takes as many runs. */
#define AREAS_MAX 60u

struct choices {
	struct findings *findings;
	double *y;
	size_t rows;
};

static struct sensitivity_row *add(struct choices *choices, const char *words)
{
	struct sensitivity_row *row = &choices->findings->sensitivity.row[choices->rows++];
	row->words = words;
	return row;
}

static void take(struct sensitivity_row *row, const struct gap *gap)
{
	row->known = gap->known;
	row->gap = gap->gap;
	row->low = gap->low;
	row->high = gap->high;
}

static enum status choose(struct choices *choices, const struct sample *sample, const char *words)
{
	struct gap gap;
	enum status status = findings_gap(sample, choices->y, &gap);
	if (status == STATUS_OK)
		take(add(choices, words), &gap);
	return status;
}

/* On scene within the target, counted from a later moment than first contact. */
static void from_moment(const struct matter *matter, enum docket_moment moment, double *y)
{
	for (size_t i = 0; i < matter->calls; i++) {
		const struct docket_place *call = &matter->call[i];
		int32_t begun = matter->docket->segment[call->segment].after_ms[moment][call->row];
		bool known = begun != DOCKET_NEVER && begun >= 0 && begun != DOCKET_FAR;
		if (matter->ending[i] == SAMPLE_SERVED && known)
			y[i] = matter->time[i] - begun / 1000.0 <= matter->spec->target_s;
		else
			y[i] = matter->ending[i] == SAMPLE_UNSERVED || matter->later[i] ? 0 : (double)NAN;
	}
}

static enum status other_clocks(struct choices *choices)
{
	static const struct {
		enum docket_moment moment;
		const char *words;
	} clocks[] = {
		{ DOCKET_ANSWERED, "the clock begins with the answer" },
		{ DOCKET_ENTERED, "the clock begins when it was entered as an incident" },
		{ DOCKET_ASSIGNED, "the clock begins when a unit was assigned" },
	};
	const struct matter *matter = choices->findings->matter;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks && status == STATUS_OK; i++) {
		if (!(matter->docket->recorded & 1u << clocks[i].moment) || clocks[i].moment == matter->spec->outcome)
			continue;
		from_moment(matter, clocks[i].moment, choices->y);
		status = choose(choices, &matter->sample, clocks[i].words);
	}
	return status;
}

/* By date alone all districts of a day hang together. */
static enum status other_clusters(struct choices *choices)
{
	const struct matter *matter = choices->findings->matter;
	struct sample sample = matter->sample;
	uint32_t *cluster = calloc(matter->calls + 1, sizeof *cluster), *first = NULL, clusters = 0;
	enum status status = cluster ? factors_number(matter->docket, matter->call, matter->calls, 1u << FACTOR_DATE,
	                                              cluster, &clusters, &first)
	                             : STATUS_MEMORY;
	if (status == STATUS_OK) {
		sample.cluster = cluster;
		sample.clusters = clusters;
		status = choose(choices, &sample, "all calls of one day hang together");
	}
	sample.cluster = NULL;
	if (status == STATUS_OK)
		status = choose(choices, &sample, "every call is independent (it is not)");
	free(cluster);
	free(first);
	return status;
}

static enum status without_area(struct choices *choices, const uint32_t *area, uint32_t out, double *y, struct gap *gap)
{
	const struct matter *matter = choices->findings->matter;
	for (size_t i = 0; i < matter->calls; i++)
		y[i] = area[i] == out ? (double)NAN : choices->y[i];
	return findings_gap(&matter->sample, y, gap);
}

static enum status each_area_out(struct choices *choices)
{
	const struct matter *matter = choices->findings->matter;
	uint32_t *area = calloc(matter->calls + 1, sizeof *area), *first = NULL, areas = 0;
	double *y = calloc(matter->calls + 1, sizeof *y);
	struct gap lowest = { .known = false }, highest = { .known = false };
	uint32_t low_area = 0, high_area = 0;
	enum status status = area && y ? factors_number(matter->docket, matter->call, matter->calls, 1u << FACTOR_AREA,
	                                                area, &areas, &first)
	                               : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && areas > 2 && areas <= AREAS_MAX && i < areas; i++) {
		struct gap gap;
		status = without_area(choices, area, i, y, &gap);
		if (status != STATUS_OK || !gap.known)
			continue;
		if (!lowest.known || gap.gap < lowest.gap) {
			lowest = gap;
			low_area = i;
		}
		if (!highest.known || gap.gap > highest.gap) {
			highest = gap;
			high_area = i;
		}
	}
	for (unsigned i = 0; i < 2 && status == STATUS_OK && lowest.known; i++) {
		char label[64];
		const struct docket_place *call = &matter->call[first[i ? high_area : low_area]];
		int64_t word = matter->docket->segment[call->segment].word[DOCKET_AREA][call->row];
		struct sensitivity_row *row = add(choices, NULL);
		factors_label(matter->docket, FACTOR_AREA, word, label, sizeof label);
		(void)snprintf(row->label, sizeof row->label, "one district left out, %s gap: without %s",
		               i ? "highest" : "lowest", label);
		take(row, i ? &highest : &lowest);
	}
	free(area);
	free(first);
	free(y);
	return status;
}

/* What would have been missed in one of five audits, by the spread that the clusters show. */
static double least_seen(const struct gap *gap, const struct matter *matter)
{
	double calls[2] = { 0 }, effect = gap->se / gap->se_row;
	for (size_t i = 0; i < matter->calls; i++)
		calls[matter->group[i]]++;
	if (!(calls[0] > 0) || !(calls[1] > 0))
		return (double)NAN;
	double each = 2 / (1 / calls[0] + 1 / calls[1]);
	double share = gap->known ? (gap->a + gap->b) / 2 : 0.5;
	struct power_plan plan = { .alpha = 0.05,
		                   .power = 0.8,
		                   .design_effect =
		                       gap->known && effect > 0 && isfinite(effect) ? effect * effect : 1 };
	return 100 * power_difference(fmin(fmax(share, 0.01), 0.99), each, plan);
}

/* By the ratio of the shares not answered in time, and by its range's end nearer to 1. */
static void confound(struct findings *findings, const struct gap *gap)
{
	double late_a = 1 - gap->a, late_b = 1 - gap->b;
	findings->sensitivity.confounding = findings->sensitivity.confounding_limit = (double)NAN;
	if (!gap->known || !(late_a > 0) || !(late_b > 0))
		return;
	struct interval range = { (late_a - gap->high) / late_a, (late_a - gap->low) / late_a };
	findings->sensitivity.confounding = sensitivity_confounding(late_b / late_a);
	if (range.low > 0)
		findings->sensitivity.confounding_limit = sensitivity_confounding_of_bounds(range);
}

enum status findings_sensitivity(struct findings *findings)
{
	const struct matter *matter = findings->matter;
	struct choices choices = { .findings = findings, .y = malloc((matter->calls + 1) * sizeof *choices.y) };
	struct gap gap;
	findings->sensitivity.row = calloc(ROWS_MAX, sizeof *findings->sensitivity.row);
	enum status status = choices.y && findings->sensitivity.row ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK) {
		findings_outcome(matter, ASKED_ANSWERED, matter->spec->target_s, choices.y);
		status = findings_gap(&matter->sample, choices.y, &gap);
	}
	if (status == STATUS_OK) {
		take(add(&choices, "as declared"), &gap);
		findings->sensitivity.mde_points = least_seen(&gap, matter);
		confound(findings, &gap);
		status = other_clusters(&choices);
	}
	if (status == STATUS_OK)
		status = each_area_out(&choices);
	if (status == STATUS_OK)
		status = other_clocks(&choices);
	findings->sensitivity.rows = choices.rows;
	free(choices.y);
	return status;
}
