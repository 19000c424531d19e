/* Two passes back in time: the first finds how large the integrals become, the second takes away what is still to come. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/cox_robust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One stratum on the way back. */
struct walk {
	const struct risk *risk;
	uint32_t stratum;
	size_t moment; /* where it stands */
	double all, dying;
	double all_rows[MATRIX_LIMIT], dying_rows[MATRIX_LIMIT];
	/* Of this moment: the hazard's step and its integral over the mean, and the parts that the dying do not bear. */
	double jump, held;
	double mean[MATRIX_LIMIT], mean_jump[MATRIX_LIMIT], mean_held[MATRIX_LIMIT];
};

/* Where the rows are added up: by cluster, or a few at a time. */
struct meat {
	size_t stride, room, waiting;
	double *rows, *gram;
	double ones[KERNEL_BATCH];
	const struct kernel *kernel;
};

static void add_row(struct walk *walk, size_t place, double *sum, double *sums)
{
	const double *row = walk->risk->packed + place * walk->risk->stride;
	double hazard = walk->risk->weight[place];
	*sum += hazard;
	for (size_t j = 0; j < walk->risk->width; j++)
		sums[j] += hazard * row[j];
}

static size_t end_of(const struct risk *risk, uint32_t stratum, size_t moment)
{
	return moment + 1 < risk->first_moment[stratum + 1] ? risk->moment[moment + 1].start
	                                                    : risk->first_row[stratum + 1];
}

/* One moment further back, and what happens there. */
static void walk_back(struct walk *walk)
{
	const struct risk *risk = walk->risk;
	const struct kernel_moment *moment = &risk->moment[--walk->moment];
	size_t width = risk->width, start = moment->start, end = end_of(risk, walk->stratum, walk->moment);
	double s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, events = moment->events;
	walk->dying = 0;
	memset(walk->dying_rows, 0, sizeof walk->dying_rows);
	for (size_t place = start + moment->events; place < end; place++)
		add_row(walk, place, &walk->all, walk->all_rows);
	for (size_t place = start; place < start + moment->events; place++)
		add_row(walk, place, &walk->dying, walk->dying_rows);
	walk->all += walk->dying;
	for (uint32_t l = 0; l < moment->events; l++) {
		double f = risk->question.breslow ? 0 : l / events, inverse = 1 / (walk->all - f * walk->dying);
		s1 += inverse;
		s2 += f * inverse;
		s3 += inverse * inverse;
		s4 += f * inverse * inverse;
		s5 += f * f * inverse * inverse;
	}
	walk->jump = s1;
	walk->held = s2;
	for (size_t j = 0; j < width; j++) {
		double all = walk->all_rows[j] += walk->dying_rows[j], dying = walk->dying_rows[j];
		walk->mean[j] = moment->events ? (s1 * all - s2 * dying) / events : 0;
		walk->mean_jump[j] = s3 * all - s4 * dying;
		walk->mean_held[j] = s4 * all - s5 * dying;
	}
}

static void flush(struct meat *meat)
{
	meat->kernel->gram(meat->rows, meat->ones, meat->waiting, meat->stride, meat->gram, NULL);
	meat->waiting = 0;
}

/* Where this row's part goes. */
static double *slot_of(struct meat *meat, const struct sample *sample, size_t row, bool by_row)
{
	if (!by_row)
		return meat->rows + sample->cluster[row] * meat->stride;
	if (meat->waiting == KERNEL_BATCH)
		flush(meat);
	double *slot = meat->rows + meat->waiting++ * meat->stride;
	memset(slot, 0, meat->stride * sizeof *slot);
	return slot;
}

/* The rows of the moment at which the walk stands; hazard and integral are cumulative, with this moment. */
static void add_moment(const struct walk *walk, double hazard, const double *integral, bool by_row, struct meat *meat)
{
	const struct risk *risk = walk->risk;
	size_t start = risk->moment[walk->moment].start, events = risk->moment[walk->moment].events;
	for (size_t place = start; place < end_of(risk, walk->stratum, walk->moment); place++) {
		const double *row = risk->packed + place * risk->stride;
		double *slot = slot_of(meat, &risk->sample, risk->row[place], by_row), weight = risk->weight[place];
		bool dies = place < start + events;
		for (size_t j = 0; j < risk->width; j++) {
			double borne = dies ? row[j] * (hazard - walk->held) - (integral[j] - walk->mean_held[j])
			                    : row[j] * hazard - integral[j];
			slot[j] += (dies ? row[j] - walk->mean[j] : 0) - weight * borne;
		}
	}
}

static void add_stratum(const struct risk *risk, uint32_t stratum, bool by_row, struct meat *meat)
{
	double hazard = 0, integral[MATRIX_LIMIT] = { 0 };
	size_t first = risk->first_moment[stratum], last = risk->first_moment[stratum + 1];
	for (int pass = 0; pass < 2; pass++) {
		struct walk walk = { .risk = risk, .stratum = stratum, .moment = last };
		while (walk.moment > first) {
			walk_back(&walk);
			if (pass)
				add_moment(&walk, hazard, integral, by_row, meat);
			hazard += pass ? -walk.jump : walk.jump;
			for (size_t j = 0; j < risk->width; j++)
				integral[j] += pass ? -walk.mean_jump[j] : walk.mean_jump[j];
		}
	}
}

enum status cox_robust(struct cox *cox, bool by_row, double *ret_var)
{
	enum status status = STATUS_MEMORY;
	struct risk *risk = cox->risk;
	size_t stride = risk->stride;
	by_row = by_row || !risk->sample.cluster;
	struct meat meat = { .stride = stride, .kernel = risk->kernel };
	meat.room = by_row ? KERNEL_BATCH : risk->sample.clusters;
	meat.rows = calloc(meat.room + 1, stride * sizeof *meat.rows);
	meat.gram = calloc(stride, stride * sizeof *meat.gram);
	if (!meat.rows || !meat.gram)
		goto out;
	for (size_t i = 0; i < KERNEL_BATCH; i++)
		meat.ones[i] = 1;
	(void)risk_hazards(risk, cox->coef); /* where the climb ended: see cox.c */
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++)
		add_stratum(risk, stratum, by_row, &meat);
	if (by_row)
		flush(&meat);
	for (size_t cluster = 0; !by_row && cluster < meat.room; cluster++)
		meat.kernel->gram(meat.rows + cluster * stride, meat.ones, 1, stride, meat.gram, NULL);
	newton_sandwich(&cox->fit, meat.gram, stride, ret_var);
	status = STATUS_OK;
out:
	free(meat.rows);
	free(meat.gram);
	return status;
}
