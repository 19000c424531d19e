/* All questions go abreast, whether they are asked or not: a row of numbers that is as wide as it is always. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/answers.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define ABREAST ANSWERS_QUESTIONS

/* y + own * time, counted so often: 0 or 1. */
struct terms {
	double y[ABREAST], own[ABREAST], there[ABREAST];
};

/* Of one group of one stratum. */
struct cell {
	double rows[ABREAST], mean[ABREAST], squares[ABREAST], leverage[ABREAST];
};

struct passes {
	const struct sample *sample;
	const uint8_t *kind;
	struct terms terms[ANSWERS_KINDS];
	struct cell *cell;          /* by stratum, then by group */
	struct standard_part *part; /* by stratum: of one question, for standard_from() */
	double (*cluster)[ABREAST]; /* NULL: each row is its own, */
	double alone[ABREAST];      /* and these are the sums of their squares */
};

static void set_terms(struct passes *passes, const struct answers *answers)
{
	for (unsigned kind = 0; kind < ANSWERS_KINDS; kind++)
		for (size_t q = 0; q < answers->questions; q++) {
			double y = answers->y[kind][q];
			bool own = isinf(y), there = !isnan(y);
			passes->terms[kind].y[q] = there && !own ? y : 0;
			passes->terms[kind].own[q] = own;
			passes->terms[kind].there[q] = there;
		}
}

static void add_row(const struct terms *restrict terms, double time, struct cell *restrict cell)
{
	for (unsigned q = 0; q < ABREAST; q++) {
		cell->rows[q] += terms->there[q];
		cell->mean[q] += terms->y[q] + terms->own[q] * time;
	}
}

static void sum_means(struct passes *passes)
{
	const struct sample *sample = passes->sample;
	size_t cells = 2 * (size_t)sample_strata(sample);
	for (size_t row = 0; row < sample->rows; row++) {
		assert(sample->group[row] < 2 && passes->kind[row] < ANSWERS_KINDS);
		add_row(&passes->terms[passes->kind[row]], sample->time[row],
		        &passes->cell[2 * (size_t)sample_stratum(sample, row) + sample->group[row]]);
	}
	for (size_t i = 0; i < cells; i++)
		for (unsigned q = 0; q < ABREAST; q++)
			passes->cell[i].mean[q] /= passes->cell[i].rows[q] > 0 ? passes->cell[i].rows[q] : 1;
}

/* What a row adds to its cluster is left in `influence`. */
static void weigh_row(const struct terms *restrict terms, double time, struct cell *restrict cell,
                      double *restrict influence)
{
	for (unsigned q = 0; q < ABREAST; q++) {
		double off = (terms->y[q] + terms->own[q] * time - cell->mean[q]) * terms->there[q];
		cell->squares[q] += off * off;
		influence[q] = cell->leverage[q] * off;
	}
}

static void sum_influences(struct passes *passes)
{
	const struct sample *sample = passes->sample;
	for (size_t row = 0; row < sample->rows; row++) {
		double influence[ABREAST];
		weigh_row(&passes->terms[passes->kind[row]], sample->time[row],
		          &passes->cell[2 * (size_t)sample_stratum(sample, row) + sample->group[row]], influence);
		if (passes->cluster) {
			double *restrict sum = passes->cluster[sample->cluster[row]];
			for (unsigned q = 0; q < ABREAST; q++)
				sum[q] += influence[q];
		} else {
			for (unsigned q = 0; q < ABREAST; q++)
				passes->alone[q] += influence[q] * influence[q];
		}
	}
}

/* The parts of one question, in the form in which strata are put together. */
static void fill_parts(struct passes *passes, size_t q)
{
	for (size_t s = 0; s < sample_strata(passes->sample); s++)
		for (unsigned g = 0; g < 2; g++) {
			const struct cell *cell = &passes->cell[2 * s + g];
			passes->part[s].rows[g] = cell->rows[q];
			passes->part[s].mean[g] = cell->mean[q];
			passes->part[s].squares[g] = cell->squares[q];
		}
}

static void set_leverage(struct passes *passes, size_t q)
{
	fill_parts(passes, q);
	uint64_t used = standard_from(passes->part, sample_strata(passes->sample)).used;
	for (size_t s = 0; s < sample_strata(passes->sample); s++)
		for (uint32_t g = 0; g < 2; g++)
			passes->cell[2 * s + g].leverage[q] = standard_leverage(&passes->part[s], used, g);
}

static struct standard finish(struct passes *passes, size_t q)
{
	fill_parts(passes, q);
	struct standard standard = standard_from(passes->part, sample_strata(passes->sample));
	double squares = passes->alone[q];
	if (passes->cluster)
		for (size_t cluster = 0; cluster < passes->sample->clusters; cluster++)
			squares += passes->cluster[cluster][q] * passes->cluster[cluster][q];
	if (standard.used)
		standard.se_cluster = sqrt(squares);
	return standard;
}

enum status answers_of(const struct sample *sample, const uint8_t *kind, const struct answers *answers,
                       struct standard *ret_standard)
{
	enum status status = STATUS_MEMORY;
	struct passes passes = { .sample = sample, .kind = kind };
	size_t strata = sample_strata(sample);
	assert(answers->questions <= ABREAST);
	set_terms(&passes, answers);
	passes.cell = calloc(2 * strata + 1, sizeof *passes.cell);
	passes.part = calloc(strata + 1, sizeof *passes.part);
	if (sample->cluster)
		passes.cluster = calloc((size_t)sample->clusters + 1, sizeof *passes.cluster);
	if (!passes.cell || !passes.part || (sample->cluster && !passes.cluster))
		goto out;
	sum_means(&passes);
	for (size_t q = 0; q < answers->questions; q++)
		set_leverage(&passes, q);
	sum_influences(&passes);
	for (size_t q = 0; q < answers->questions; q++)
		ret_standard[q] = finish(&passes, q);
	status = STATUS_OK;
out:
	free(passes.cell);
	free(passes.part);
	free(passes.cluster);
	return status;
}
