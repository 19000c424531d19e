/* The standardised difference: means by stratum and group first, then what each row adds to the error. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/standard.h"

#include <math.h>
#include <stdlib.h>

static double outcome_of(enum standard_outcome outcome, double t, double time, enum sample_ending ending)
{
	bool by_t = ending == SAMPLE_SERVED && time <= t;
	if (ending == SAMPLE_OPEN)
		return (double)NAN;
	switch (outcome) {
	case STANDARD_SERVED_BY:
		return by_t;
	case STANDARD_NEVER_SERVED:
		return ending == SAMPLE_UNSERVED;
	case STANDARD_WAIT:
		return by_t ? time : t;
	}
	assert(false);
}

void standard_outcome_of(const struct sample *sample, enum standard_outcome outcome, double t, double *ret_y)
{
	for (size_t row = 0; row < sample->rows; row++)
		ret_y[row] = outcome_of(outcome, t, sample->time[row], (enum sample_ending)sample->ending[row]);
}

static bool comparable(const struct standard_part *part)
{
	return part->rows[0] > 0 && part->rows[1] > 0;
}

struct standard standard_from(const struct standard_part *part, size_t strata)
{
	const double nan = (double)NAN;
	struct standard standard = {
		.difference = nan, .mean = { nan, nan }, .se_row = nan, .se_cluster = nan, .overlap = nan
	};
	double mean[2] = { 0 }, difference = 0, variance = 0;
	for (size_t s = 0; s < strata; s++) {
		uint64_t rows = (uint64_t)(part[s].rows[0] + part[s].rows[1]);
		standard.rows += rows;
		standard.used += comparable(&part[s]) ? rows : 0;
		standard.strata_used += comparable(&part[s]);
	}
	if (standard.rows)
		standard.overlap = (double)standard.used / (double)standard.rows;
	if (!standard.used)
		return standard;
	for (size_t s = 0; s < strata; s++) {
		if (!comparable(&part[s]))
			continue;
		double w = (part[s].rows[0] + part[s].rows[1]) / (double)standard.used;
		difference += w * (part[s].mean[1] - part[s].mean[0]);
		for (int g = 0; g < 2; g++) {
			double share = w / part[s].rows[g];
			mean[g] += w * part[s].mean[g];
			variance += share * share * part[s].squares[g];
		}
	}
	standard.difference = difference;
	standard.mean[0] = mean[0];
	standard.mean[1] = mean[1];
	standard.se_row = sqrt(variance);
	return standard;
}

double standard_leverage(const struct standard_part *part, uint64_t used, uint32_t group)
{
	if (!comparable(part))
		return 0;
	double w = (part->rows[0] + part->rows[1]) / (double)used;
	return (group ? w : -w) / part->rows[group];
}

struct standard_part standard_part_of(const struct strand *strand, enum standard_outcome outcome, double t)
{
	struct standard_part part = { 0 };
	double sum[2] = { 0 };
	assert(strand->groups == 1 || strand->groups == 2);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t slot = 0; slot < strand->length; slot++) {
			for (uint32_t cell = 0; cell < strand->groups * 2; cell++) {
				uint32_t group = cell / 2;
				enum sample_ending ending = cell % 2 ? SAMPLE_UNSERVED : SAMPLE_SERVED;
				double count = strand_count(strand, slot, group, ending);
				double y = outcome_of(outcome, t, strand->time[slot], ending);
				double off = y - part.mean[group];
				part.rows[group] += pass ? 0 : count;
				sum[group] += pass ? 0 : count * y;
				part.squares[group] += pass ? count * off * off : 0;
			}
		}
		for (int g = 0; g < 2; g++)
			part.mean[g] = part.rows[g] > 0 ? sum[g] / part.rows[g] : 0;
	}
	return part;
}

void standard_influence(const struct standard_part *part, uint64_t used, const struct strand *strand,
                        enum standard_outcome outcome, double t, double *ret_value)
{
	double leverage[2] = { standard_leverage(part, used, 0), standard_leverage(part, used, 1) };
	for (size_t slot = 0; slot < strand->length; slot++) {
		for (uint32_t group = 0; group < strand->groups; group++, ret_value += SAMPLE_ENDINGS) {
			ret_value[SAMPLE_OPEN] = 0;
			for (int ending = SAMPLE_SERVED; ending <= SAMPLE_UNSERVED; ending++) {
				double y = outcome_of(outcome, t, strand->time[slot], (enum sample_ending)ending);
				ret_value[ending] = leverage[group] * (y - part->mean[group]);
			}
		}
	}
}

double standard_cluster_se(const double *cluster_sum, size_t clusters)
{
	double squares = 0;
	for (size_t cluster = 0; cluster < clusters; cluster++)
		squares += cluster_sum[cluster] * cluster_sum[cluster];
	return sqrt(squares);
}

/* The parts of all strata, by rows in their order. */
static void sum_parts(const struct sample *sample, const double *y, struct standard_part *part)
{
	size_t strata = sample_strata(sample);
	for (size_t row = 0; row < sample->rows; row++) {
		struct standard_part *at = &part[sample_stratum(sample, row)];
		assert(sample->group[row] < 2);
		if (isnan(y[row]))
			continue;
		at->rows[sample->group[row]]++;
		at->mean[sample->group[row]] += y[row];
	}
	for (size_t s = 0; s < strata; s++)
		for (int g = 0; g < 2; g++)
			part[s].mean[g] /= part[s].rows[g] > 0 ? part[s].rows[g] : 1;
	for (size_t row = 0; row < sample->rows; row++) {
		struct standard_part *at = &part[sample_stratum(sample, row)];
		double off = y[row] - at->mean[sample->group[row]];
		if (!isnan(y[row]))
			at->squares[sample->group[row]] += off * off;
	}
}

enum status standard_of(const struct sample *sample, const double *y, struct standard *ret_standard)
{
	struct standard_part *part = calloc((size_t)sample_strata(sample) + 1, sizeof *part);
	double *cluster_sum = calloc(sample_clusters(sample) + 1, sizeof *cluster_sum);
	enum status status = STATUS_MEMORY;
	if (!part || !cluster_sum)
		goto out;
	sum_parts(sample, y, part);
	struct standard standard = standard_from(part, sample_strata(sample));
	for (size_t row = 0; row < sample->rows; row++) {
		const struct standard_part *at = &part[sample_stratum(sample, row)];
		uint32_t group = sample->group[row];
		if (!isnan(y[row]))
			cluster_sum[sample_cluster(sample, row)] +=
			    standard_leverage(at, standard.used, group) * (y[row] - at->mean[group]);
	}
	if (standard.used)
		standard.se_cluster = standard_cluster_se(cluster_sum, sample_clusters(sample));
	*ret_standard = standard;
	status = STATUS_OK;
out:
	free(part);
	free(cluster_sum);
	return status;
}

/* Adds one stratum's shares, weighted by its rows; `means` counts two for each time. */
static enum status add_incidence(const struct strand *strand, const double *t, size_t times, struct standard *sum)
{
	struct incidence of[2] = { 0 };
	double rows = (double)strand_total(strand, 0) + (double)strand_total(strand, 1);
	enum status status = incidence_of(strand, 0, &of[0]);
	if (status == STATUS_OK)
		status = incidence_of(strand, 1, &of[1]);
	for (size_t i = 0; status == STATUS_OK && i < times; i++) {
		sum[i].rows += (uint64_t)rows;
		if (!of[0].length || !of[1].length)
			continue;
		struct incidence_share first = incidence_served_by(&of[0], t[i]);
		struct incidence_share second = incidence_served_by(&of[1], t[i]);
		sum[i].used += (uint64_t)rows;
		sum[i].strata_used++;
		sum[i].mean[0] += rows * first.share;
		sum[i].mean[1] += rows * second.share;
		sum[i].difference += rows * (second.share - first.share);
		sum[i].se_row += rows * rows * (first.se * first.se + second.se * second.se);
	}
	incidence_close(&of[0]);
	incidence_close(&of[1]);
	return status;
}

enum status standard_incidence_of(const struct sample *sample, const double *t, size_t times,
                                  struct standard *ret_standard)
{
	struct strand_rows rows;
	enum status status = strand_rows_of(sample, &rows);
	if (status != STATUS_OK)
		return status;
	assert(sample->groups == 2);
	for (size_t i = 0; i < times; i++)
		ret_standard[i] = (struct standard){ .se_cluster = (double)NAN };
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++) {
		struct strand strand = { 0 };
		status = strand_of_stratum(sample, &rows, stratum, &strand);
		if (status == STATUS_OK)
			status = add_incidence(&strand, t, times, ret_standard);
		strand_close(&strand);
	}
	strand_rows_close(&rows);
	/* Where nothing was compared these are 0 / 0, NaN on purpose. */
	for (size_t i = 0; i < times; i++) {
		struct standard *at = &ret_standard[i];
		double used = (double)at->used;
		at->difference /= used;
		at->mean[0] /= used;
		at->mean[1] /= used;
		at->se_row = sqrt(at->se_row) / used;
		at->overlap = used / (double)at->rows;
	}
	return status;
}
