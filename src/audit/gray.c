/* Gray's test: forward over the times for the shares and the scores, backward for the variance. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gray.h"

#include <math.h>
#include <stdlib.h>

#include "audit/quadratic.h"

/* What the way back needs of each time, by group, and of all groups together. */
struct trail {
	double *at_risk, *share, *before, *after; /* by time, then by group: Y, h, S before and after */
	double *events;                           /* by time: of the cause, of all groups */
	double *rise;                             /* by time: dF of all groups */
	double *left;                             /* by time: G after */
	double *ahead;                            /* groups x groups: C */
	double *tilt;                             /* by group: a or b of the time at hand */
};

enum status gray_open(uint32_t groups, struct gray *ret_test)
{
	size_t cells;
	assert(groups);
	if (__builtin_mul_overflow((size_t)groups, (size_t)groups + 1, &cells))
		return STATUS_LIMIT;
	double *held = calloc(cells, sizeof *held);
	if (!held)
		return STATUS_MEMORY;
	*ret_test = (struct gray){ .groups = groups, .score = held, .variance = held + groups, .chisq = (double)NAN };
	return STATUS_OK;
}

void gray_close(struct gray *test)
{
	free(test->score);
	*test = (struct gray){ 0 };
}

/* One block, which `at_risk` holds. */
static enum status trail_open(size_t length, size_t groups, struct trail *ret_trail)
{
	size_t cells, total;
	if (__builtin_mul_overflow(length, groups, &cells) || __builtin_mul_overflow(cells, (size_t)4, &total) ||
	    __builtin_add_overflow(total, 3 * length + groups * (groups + 1), &total))
		return STATUS_LIMIT;
	double *held = calloc(total, sizeof *held);
	if (!held)
		return STATUS_MEMORY;
	struct trail trail = { .at_risk = held };
	trail.share = trail.at_risk + cells;
	trail.before = trail.share + cells;
	trail.after = trail.before + cells;
	trail.events = trail.after + cells;
	trail.rise = trail.events + length;
	trail.left = trail.rise + length;
	trail.ahead = trail.left + length;
	trail.tilt = trail.ahead + groups * groups;
	*ret_trail = trail;
	return STATUS_OK;
}

static enum sample_ending other_than(enum sample_ending cause)
{
	return cause == SAMPLE_SERVED ? SAMPLE_UNSERVED : SAMPLE_SERVED;
}

/* The score at one time; `served` is F before it, by group. */
static void add_score(const struct gray *test, const struct strand *strand, size_t slot, enum sample_ending cause,
                      const double *share, const double *served, double events)
{
	double risk = 0;
	for (uint32_t k = 0; k < test->groups; k++)
		risk += share[k] * (1 - served[k]);
	for (uint32_t k = 0; events > 0 && k < test->groups; k++)
		test->score[k] +=
		    (double)strand_count(strand, slot, k, cause) - share[k] * (1 - served[k]) / risk * events;
}

static void walk_forward(const struct gray *test, const struct strand *strand, enum sample_ending cause,
                         const struct trail *trail)
{
	const uint32_t groups = test->groups;
	double pooled = 0;             /* F of all groups */
	double *served = trail->ahead; /* F by group: the way back clears it */
	for (size_t slot = 0; slot < strand->length; slot++) {
		double *at_risk = trail->at_risk + slot * groups, *share = trail->share + slot * groups;
		double *before = trail->before + slot * groups, *after = trail->after + slot * groups;
		double all = 0, events = 0;
		for (uint32_t k = 0; k < groups; k++) {
			at_risk[k] = slot ? (at_risk - groups)[k] - strand_leaving(strand, slot - 1, k)
			                  : (double)strand_total(strand, k);
			before[k] = slot ? (after - groups)[k] : 1;
			share[k] = at_risk[k] > 0 ? at_risk[k] / before[k] : 0;
			all += share[k];
			events += (double)strand_count(strand, slot, k, cause);
		}
		add_score(test, strand, slot, cause, share, served, events);
		for (uint32_t k = 0; k < groups; k++) {
			double d = (double)strand_count(strand, slot, k, cause);
			double ended = d + (double)strand_count(strand, slot, k, other_than(cause));
			after[k] = at_risk[k] > 0 ? before[k] * (at_risk[k] - ended) / at_risk[k] : before[k];
			served[k] += at_risk[k] > 0 ? before[k] * d / at_risk[k] : 0;
		}
		trail->events[slot] = events;
		trail->rise[slot] = events / all;
		pooled += trail->rise[slot];
		trail->left[slot] = 1 - pooled;
	}
}

/* What d tied events vary less than d single ones among n. */
static double tie_factor(double d, double n)
{
	return d > 1 && n != 1 ? 1 - (d - 1) / (n - 1) : 1;
}

static void add_square(const struct gray *test, const double *part, double weight)
{
	for (uint32_t k = 0; k < test->groups; k++)
		for (uint32_t l = 0; l < test->groups; l++)
			test->variance[(size_t)k * test->groups + l] += weight * part[k] * part[l];
}

/* What one time adds to the variance by the events of group r. */
static void add_variance(const struct gray *test, const struct trail *trail, size_t slot, uint32_t r, double all,
                         double others)
{
	const uint32_t groups = test->groups;
	const double *share = trail->share + slot * groups;
	double at_risk = trail->at_risk[slot * groups + r], before = trail->before[slot * groups + r];
	double after = trail->after[slot * groups + r], d = trail->events[slot];
	/* Where nobody of r is left, nothing lies ahead of it either: C is 0. */
	double odds = after > 0 ? trail->left[slot] / after : 0, keep = after > 0 ? 1 - odds : 0;
	const double *ahead = trail->ahead + (size_t)r * groups;
	for (uint32_t k = 0; d > 0 && k < groups; k++)
		trail->tilt[k] = share[r] * ((k == r) - share[k] / all) + keep * ahead[k];
	if (d > 0)
		add_square(test, trail->tilt, tie_factor(d, all * before) * trail->rise[slot] / share[r]);
	for (uint32_t k = 0; others > 0 && k < groups; k++)
		trail->tilt[k] = -odds * ahead[k];
	if (others > 0)
		add_square(test, trail->tilt, tie_factor(others, at_risk) * (before * others / at_risk) / share[r]);
}

static void walk_back(const struct gray *test, const struct strand *strand, enum sample_ending cause,
                      const struct trail *trail)
{
	const uint32_t groups = test->groups;
	for (size_t cell = 0; cell < (size_t)groups * groups; cell++)
		trail->ahead[cell] = 0;
	for (size_t slot = strand->length; slot-- > 0;) {
		const double *share = trail->share + slot * groups;
		double all = 0, left = trail->left[slot] + trail->rise[slot]; /* G before the time */
		for (uint32_t k = 0; k < groups; k++)
			all += share[k];
		for (uint32_t r = 0; r < groups; r++) {
			double others = (double)strand_count(strand, slot, r, other_than(cause));
			double *ahead = trail->ahead + (size_t)r * groups;
			if (!(share[r] > 0))
				continue;
			add_variance(test, trail, slot, r, all, others);
			/* Where all of the pooled share has been served only one group is left, which differs from nobody. */
			for (uint32_t k = 0; trail->events[slot] > 0 && left > 0 && k < groups; k++)
				ahead[k] += share[r] * ((k == r) - share[k] / all) * trail->rise[slot] / left;
		}
	}
}

enum status gray_add(struct gray *test, const struct strand *strand, enum sample_ending cause)
{
	struct trail trail;
	assert(strand->groups == test->groups && cause != SAMPLE_OPEN);
	enum status status = trail_open(strand->length, test->groups, &trail);
	if (status != STATUS_OK)
		return status;
	walk_forward(test, strand, cause, &trail);
	walk_back(test, strand, cause, &trail);
	free(trail.at_risk);
	return STATUS_OK;
}

enum status gray_finish(struct gray *test)
{
	struct quadratic quadratic;
	enum status status = quadratic_form_of(test->score, test->variance, test->groups, &quadratic);
	if (status != STATUS_OK)
		return status;
	test->chisq = quadratic.form;
	test->df = quadratic.rank;
	return STATUS_OK;
}

enum status gray_of(const struct sample *sample, enum sample_ending cause, struct gray *ret_test)
{
	struct strand_rows rows = { 0 };
	struct gray test;
	enum status status = gray_open(sample->groups, &test);
	if (status != STATUS_OK)
		return status;
	status = strand_rows_of(sample, &rows);
	for (uint32_t stratum = 0; status == STATUS_OK && stratum < rows.strata; stratum++) {
		struct strand strand = { 0 };
		status = strand_of_stratum(sample, &rows, stratum, &strand);
		if (status == STATUS_OK)
			status = gray_add(&test, &strand, cause);
		strand_close(&strand);
	}
	if (status == STATUS_OK)
		status = gray_finish(&test);
	strand_rows_close(&rows);
	if (status != STATUS_OK) {
		gray_close(&test);
		return status;
	}
	*ret_test = test;
	return STATUS_OK;
}
