/* One pass back for those still there, one forth for those who stay at risk with a weight, one back for what they bear. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/fine_gray.h"

#include "audit/risk_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct model {
	struct risk *risk;
	enum fine_gray_ties ties;
	double *open;  /* by place: G just before its time */
	double *all;   /* by moment: the hazards of those at risk */
	double *mean;  /* by moment, stride each: their mean row */
	double *loads; /* by moment: minus its events */
};

static bool is_competing(const struct model *model, size_t place)
{
	const struct risk *risk = model->risk;
	enum sample_ending ending = (enum sample_ending)risk->sample.ending[risk->row[place]];
	return ending != SAMPLE_OPEN && ending != risk->question.event;
}

static bool is_open(const struct model *model, size_t place)
{
	return model->risk->sample.ending[model->risk->row[place]] == SAMPLE_OPEN;
}

/* One behind the last place of the same time. */
static size_t same_time(const struct risk *risk, uint32_t stratum, size_t place)
{
	for (place++; place < risk->first_row[stratum + 1] && !(risk->mark[place] & RISK_LATER);)
		place++;
	return place;
}

/* Where the places of a moment end. */
static size_t moment_end(const struct risk *risk, uint32_t stratum, size_t moment)
{
	return moment + 1 < risk->first_moment[stratum + 1] ? risk->moment[moment + 1].start
	                                                    : risk->first_row[stratum + 1];
}

static void find_open(struct model *model, uint32_t stratum)
{
	const struct risk *risk = model->risk;
	double chance = 1;
	for (size_t place = risk->first_row[stratum]; place < risk->first_row[stratum + 1];) {
		size_t end = same_time(risk, stratum, place), left = 0, there = risk->first_row[stratum + 1] - place;
		for (size_t i = place; i < end; i++) {
			model->open[i] = chance;
			left += is_open(model, i);
		}
		if (model->ties == FINE_GRAY_AFTER)
			there -= end - place - left;
		if (left)
			chance *= 1 - (double)left / (double)there;
		place = end;
	}
}

/* Those who are still there at each moment. */
static void sum_back(const struct model *model, uint32_t stratum)
{
	const struct risk *risk = model->risk;
	size_t stride = risk->stride;
	double all = 0, rows[MATRIX_LIMIT] = { 0 };
	for (size_t m = risk->first_moment[stratum + 1]; m-- > risk->first_moment[stratum];) {
		for (size_t place = risk->moment[m].start; place < moment_end(risk, stratum, m); place++) {
			const double *row = risk->packed + place * stride;
			all += risk->weight[place];
			for (size_t j = 0; j < stride; j++)
				rows[j] += risk->weight[place] * row[j];
		}
		model->all[m] = all;
		memcpy(model->mean + m * stride, rows, stride * sizeof *rows);
	}
}

/* To those still there come those taken away before, and both together make the mean and the step of the hazard. */
static double sum_forth(const struct model *model, uint32_t stratum)
{
	const struct risk *risk = model->risk;
	size_t stride = risk->stride;
	double stay = 0, rows[MATRIX_LIMIT] = { 0 }, loglik = 0;
	for (size_t m = risk->first_moment[stratum]; m < risk->first_moment[stratum + 1]; m++) {
		double open = model->open[risk->moment[m].start], *mean = model->mean + m * stride;
		model->all[m] += open * stay;
		for (size_t j = 0; j < stride; j++)
			mean[j] = (mean[j] + open * rows[j]) / model->all[m];
		risk->jump[m] = risk->moment[m].events / model->all[m];
		if (risk->moment[m].events)
			loglik -= risk->moment[m].events * kernel_log(model->all[m]);
		for (size_t place = risk->moment[m].start; place < moment_end(risk, stratum, m); place++) {
			if (!is_competing(model, place))
				continue;
			double load = risk->weight[place] / model->open[place];
			stay += load;
			for (size_t j = 0; j < stride; j++)
				rows[j] += load * risk->packed[place * stride + j];
		}
	}
	return loglik;
}

/* From hazards to expected counts: H(T), and for who stays at risk the rest of the integral of G dH over G(T-). */
static void expect(const struct model *model, uint32_t stratum)
{
	const struct risk *risk = model->risk;
	double hazard = 0, later = 0;
	for (size_t m = risk->first_moment[stratum]; m < risk->first_moment[stratum + 1]; m++)
		hazard += risk->jump[m];
	for (size_t m = risk->first_moment[stratum + 1]; m-- > risk->first_moment[stratum];) {
		for (size_t place = risk->moment[m].start; place < moment_end(risk, stratum, m); place++)
			risk->weight[place] *= hazard + (is_competing(model, place) ? later / model->open[place] : 0);
		hazard -= risk->jump[m];
		later += risk->jump[m] * model->open[risk->moment[m].start];
	}
}

/* Adds one stratum; the kernel's sums are as in risk_sums, and what the means take is taken from the whole at once. */
static void add_stratum(const struct model *model, uint32_t stratum, const double *coef, struct risk_sums *to)
{
	const struct risk *risk = model->risk;
	const struct kernel_sums *sums = &risk->sums;
	const double *events = risk->sum_of_events + stratum * risk->stride;
	size_t stride = risk->stride, width = risk->width, first = risk->first_row[stratum];
	size_t moment = risk->first_moment[stratum];
	memset(sums->total, 0, stride * sizeof *sums->total);
	memset(sums->whole, 0, stride * stride * sizeof *sums->whole);
	memset(sums->taken, 0, stride * stride * sizeof *sums->taken);
	risk->kernel->gram(risk->packed + first * stride, risk->weight + first, risk->first_row[stratum + 1] - first,
	                   stride, sums->whole, sums->total);
	risk->kernel->gram(model->mean + moment * stride, model->loads + moment,
	                   risk->first_moment[stratum + 1] - moment, stride, sums->taken, NULL);
	for (size_t j = 0; j < width; j++) {
		to->loglik += coef[j] * events[j];
		to->score[j] += events[j] - sums->total[j];
		to->spread[j] += sums->whole[j * stride + j];
		for (size_t k = j; k < width; k++)
			to->information[k * width + j] += sums->whole[j * stride + k] + sums->taken[j * stride + k];
	}
}

static bool sums_at(void *context, const double *coef, struct risk_sums *ret_sums)
{
	struct model *model = context;
	struct risk *risk = model->risk;
	memset(ret_sums, 0, sizeof *ret_sums);
	if (!risk_hazards(risk, coef))
		return false;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		sum_back(model, stratum);
		ret_sums->loglik += sum_forth(model, stratum);
		expect(model, stratum);
		add_stratum(model, stratum, coef, ret_sums);
	}
	for (size_t j = 0; j < risk->width; j++) {
		for (size_t k = j + 1; k < risk->width; k++)
			ret_sums->information[j * risk->width + k] = ret_sums->information[k * risk->width + j];
	}
	return isfinite(ret_sums->loglik);
}

/* Where a walk through one stratum's moments stands, for the variance. */
struct pull {
	double hazard, later;                                /* sum of dH so far; of G dH still to come */
	double mean[MATRIX_LIMIT], mean_later[MATRIX_LIMIT]; /* the same times the mean row */
	double stay, stay_rows[MATRIX_LIMIT]; /* hazard / G of those taken away before, and times their rows */
	double owed[MATRIX_LIMIT];            /* sum of q dN / there^2 so far */
};

/* What one row's own martingale pulls. */
static void pull_row(const struct model *model, const struct pull *pull, size_t moment, size_t place, double *slot)
{
	const struct risk *risk = model->risk;
	const double *row = risk->packed + place * risk->stride, *mean = model->mean + moment * risk->stride;
	bool happens = risk->mark[place] & RISK_HAPPENS, competing = is_competing(model, place);
	for (size_t j = 0; j < risk->width; j++) {
		double borne = row[j] * pull->hazard - pull->mean[j];
		if (competing)
			borne += (row[j] * pull->later - pull->mean_later[j]) / model->open[place];
		slot[j] += (happens ? row[j] - mean[j] : 0) - risk->weight[place] * borne;
	}
}

/* What G owes to those left open at one time (places `start` to `end`), all of whom count as there. */
static void owe(const struct model *model, struct pull *pull, uint32_t stratum, size_t start, size_t end, double *rows)
{
	const struct risk *risk = model->risk;
	size_t stride = risk->stride, left = 0;
	double there = (double)(risk->first_row[stratum + 1] - start);
	for (size_t place = start; place < end; place++)
		left += is_open(model, place);
	for (size_t j = 0; j < risk->width; j++) {
		double q = pull->stay_rows[j] * pull->later - pull->stay * pull->mean_later[j];
		pull->owed[j] += q * (double)left / (there * there);
		for (size_t place = start; place < end; place++)
			rows[place * stride + j] += (is_open(model, place) ? q / there : 0) - pull->owed[j];
	}
}

/* The moment is passed: its step is behind, no longer to come. */
static void pass(const struct model *model, struct pull *pull, size_t moment)
{
	const struct risk *risk = model->risk;
	double jump = risk->jump[moment], step = jump * model->open[risk->moment[moment].start];
	pull->hazard += jump;
	pull->later -= step;
	for (size_t j = 0; j < risk->width; j++) {
		pull->mean[j] += jump * model->mean[moment * risk->stride + j];
		pull->mean_later[j] -= step * model->mean[moment * risk->stride + j];
	}
}

/* The rows of one time pull, and those whom another ending took away begin to stay. */
static void pull_time(const struct model *model, struct pull *pull, size_t moment, size_t start, size_t end,
                      double *rows)
{
	const struct risk *risk = model->risk;
	size_t stride = risk->stride;
	for (size_t place = start; place < end; place++) {
		pull_row(model, pull, moment, place, rows + place * stride);
		if (!is_competing(model, place))
			continue;
		double load = risk->weight[place] / model->open[place];
		pull->stay += load;
		for (size_t j = 0; j < risk->width; j++)
			pull->stay_rows[j] += load * risk->packed[place * stride + j];
	}
}

static void pull_stratum(const struct model *model, uint32_t stratum, double *rows)
{
	const struct risk *risk = model->risk;
	struct pull pull = { 0 };
	for (size_t m = risk->first_moment[stratum]; m < risk->first_moment[stratum + 1]; m++) {
		double step = risk->jump[m] * model->open[risk->moment[m].start];
		pull.later += step;
		for (size_t j = 0; j < risk->width; j++)
			pull.mean_later[j] += step * model->mean[m * risk->stride + j];
	}
	for (size_t m = risk->first_moment[stratum]; m < risk->first_moment[stratum + 1]; m++) {
		for (size_t place = risk->moment[m].start; place < moment_end(risk, stratum, m);) {
			size_t end = same_time(risk, stratum, place);
			owe(model, &pull, stratum, place, end, rows);
			if (place == risk->moment[m].start)
				pass(model, &pull, m);
			pull_time(model, &pull, m, place, end, rows);
			place = end;
		}
	}
}

/*
 * Fine and Gray 1999: V (sum over rows of (e + p)(e + p)') V.  With M the martingale of the weighted events,
 * e_i = integral of (x_i - mean) w_i dM_i; and with N the counts of those left open, Y of those there,
 * p_i = q(T_i) / Y(T_i) if it was left open, less the integral of q / Y^2 dN up to T_i, where
 * q(u) = sum over those taken away before u of the integral from u on of (x - mean) hazard G(t-) / G(T-) dH.
 */
static enum status find_robust(struct model *model, struct fine_gray *fit)
{
	struct risk *risk = model->risk;
	size_t stride = risk->stride;
	double coef[MATRIX_LIMIT] = { 0 };
	double *rows = calloc(risk->rows + 1, stride * sizeof *rows);
	double *ones = calloc(risk->rows + 1, sizeof *ones);
	double *gram = calloc(stride, stride * sizeof *gram);
	enum status status = STATUS_MEMORY;
	if (!rows || !ones || !gram)
		goto out;
	for (size_t j = 0; j < risk->width; j++)
		coef[j] = fit->fit.singular[j] ? 0 : fit->fit.coef[j];
	(void)risk_hazards(risk, coef); /* where the climb ended: see cox.c */
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		sum_back(model, stratum);
		(void)sum_forth(model, stratum);
		pull_stratum(model, stratum, rows);
	}
	for (size_t i = 0; i < risk->rows; i++)
		ones[i] = 1;
	risk->kernel->gram(rows, ones, risk->rows, stride, gram, NULL);
	newton_sandwich(&fit->fit, gram, stride, fit->robust);
	status = STATUS_OK;
out:
	free(rows);
	free(ones);
	free(gram);
	return status;
}

static bool open_model(struct model *model)
{
	struct risk *risk = model->risk;
	size_t moments = risk->first_moment[risk->strata];
	model->open = calloc(risk->rows + 1, sizeof *model->open);
	model->all = calloc(moments + 1, sizeof *model->all);
	model->mean = calloc(moments + 1, risk->stride * sizeof *model->mean);
	model->loads = calloc(moments + 1, sizeof *model->loads);
	if (!model->open || !model->all || !model->mean || !model->loads)
		return false;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++)
		find_open(model, stratum);
	for (size_t m = 0; m < moments; m++)
		model->loads[m] = -(double)risk->moment[m].events;
	return true;
}

enum status fine_gray_fit(const struct sample *sample, const struct fine_gray_question *question,
                          struct fine_gray *ret_fit)
{
	struct risk_question events = { .event = question->event, .breslow = true, .plain = question->plain };
	struct model model = { .ties = question->ties };
	enum status status = risk_open(sample, &events, &model.risk);
	if (status)
		return status;
	struct fine_gray *fit = calloc(1, sizeof *fit);
	status = STATUS_MEMORY;
	if (!fit || !open_model(&model))
		goto out;
	status = newton_climb(sums_at, &model, sample->covariates, model.risk->events, &fit->fit);
	if (status)
		goto out;
	status = find_robust(&model, fit);
	if (!status)
		*ret_fit = *fit;
out:
	free(fit);
	free(model.open);
	free(model.all);
	free(model.mean);
	free(model.loads);
	risk_close(model.risk);
	return status;
}
