/* Rows are packed once; then a pass goes back in time for the sets at risk and forth for what each row had to expect. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/risk.h"

#include "audit/risk_order.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CENTRE_ROWS 1024 /* about so many rows tell where the middle is */

/*
 * About the mean of each covariate in each stratum: of rows at even steps, as the first value and the mean of what the
 * others are off it.  The likelihood is the same wherever the centre lies; near the mean a calendar year costs no
 * digits, and a covariate that is constant is zero to the last bit.
 */
static void find_centres(struct risk *risk)
{
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		size_t first = risk->first_row[stratum], end = risk->first_row[stratum + 1];
		size_t step = (end - first) / CENTRE_ROWS + 1;
		for (size_t j = 0; j < risk->width && first < end; j++) {
			const double *value = risk->sample.covariate[j];
			size_t rows = (end - first - 1) / step + 1;
			double off = 0;
			for (size_t place = first; place < end; place += step)
				off += value[risk->row[place]] - value[risk->row[first]];
			risk->centre[stratum * risk->stride + j] = value[risk->row[first]] + off / (double)rows;
		}
	}
}

/* A row less the centre of its stratum; `zero` is no longer 0 once a covariate is not a finite number. */
static void pack_row(struct risk *risk, size_t row, double *packed, double *zero)
{
	const struct sample *sample = &risk->sample;
	size_t stratum = sample_stratum(sample, row) * risk->stride;
	for (size_t j = 0; j < risk->width; j++) {
		packed[j] = sample->covariate[j][row] - risk->centre[stratum + j];
		*zero += packed[j] * 0;
	}
	for (size_t j = risk->width; j < risk->stride; j++)
		packed[j] = 0;
	if (!risk_happens(&risk->question, sample, row))
		return;
	for (size_t j = 0; j < risk->width; j++)
		risk->sum_of_events[stratum + j] += packed[j];
}

/*
 * Puts the rows of a stratum, which stand in the sample's order, into the order of risk: each place is filled from where
 * its row lies, which leaves that place to be filled, and so on round until the first row's is.
 */
static void order_rows(double *packed, size_t stride, uint32_t *from, size_t rows)
{
	double first[(MATRIX_LIMIT + KERNEL_LANES) / KERNEL_LANES * KERNEL_LANES];
	for (uint32_t start = 0; start < rows; start++) {
		uint32_t place = start;
		if (from[start] == start)
			continue;
		memcpy(first, packed + start * stride, stride * sizeof *first);
		while (from[place] != start) {
			uint32_t next = from[place];
			memcpy(packed + place * stride, packed + next * stride, stride * sizeof *packed);
			from[place] = place;
			place = next;
		}
		memcpy(packed + place * stride, first, stride * sizeof *first);
		from[place] = place;
	}
}

/* `at` says where each row of the sample lies so far. */
static void order_strata(struct risk *risk, const uint32_t *at, uint32_t *from)
{
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		uint32_t first = risk->first_row[stratum], rows = risk->first_row[stratum + 1] - first;
		for (uint32_t i = 0; i < rows; i++)
			from[i] = at[risk->row[first + i]] - first;
		order_rows(risk->packed + first * risk->stride, risk->stride, from, rows);
	}
}

static size_t largest_stratum(const struct risk *risk)
{
	uint32_t largest = 0;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		uint32_t rows = risk->first_row[stratum + 1] - risk->first_row[stratum];
		largest = rows > largest ? rows : largest;
	}
	return largest;
}

/*
 * The sample is read in its own order, and each row written to its stratum in one piece; then a stratum at a time is put
 * in order, which the cache holds: straight to their places rows would be written all over the memory.
 *   STATUS_MALFORMED  a covariate is not a finite number
 */
static enum status pack(struct risk *risk)
{
	enum status status = STATUS_MEMORY;
	double zero = 0;
	uint32_t *at = malloc((risk->rows + 1) * sizeof *at), *next = calloc(risk->strata + 1UL, sizeof *next);
	uint32_t *from = malloc((largest_stratum(risk) + 1) * sizeof *from);
	if (!at || !next || !from)
		goto out;
	memcpy(next, risk->first_row, risk->strata * sizeof *next);
	for (size_t row = 0; row < risk->rows; row++) {
		at[row] = next[sample_stratum(&risk->sample, row)]++;
		pack_row(risk, row, risk->packed + at[row] * risk->stride, &zero);
	}
	order_strata(risk, at, from);
	status = zero == 0 ? STATUS_OK : STATUS_MALFORMED;
out:
	free(at);
	free(next);
	free(from);
	return status;
}

/* Does a moment begin at the place?  Those to whom it happens stand first at their time. */
static bool begins(const struct risk *risk, size_t place, size_t first)
{
	return place == first || risk->mark[place] == (RISK_HAPPENS | RISK_LATER);
}

static size_t count_moments(const struct risk *risk)
{
	size_t moments = 0;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		for (size_t place = risk->first_row[stratum]; place < risk->first_row[stratum + 1]; place++)
			moments += begins(risk, place, risk->first_row[stratum]);
	}
	return moments;
}

static void write_moments(struct risk *risk)
{
	uint32_t moments = 0;
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		risk->first_moment[stratum] = moments;
		for (size_t place = risk->first_row[stratum]; place < risk->first_row[stratum + 1]; place++) {
			if (begins(risk, place, risk->first_row[stratum]))
				risk->moment[moments++] = (struct kernel_moment){ .start = (uint32_t)place };
			risk->moment[moments - 1].events += risk->mark[place] & RISK_HAPPENS;
			risk->events += risk->mark[place] & RISK_HAPPENS;
		}
	}
	risk->first_moment[risk->strata] = moments;
}

/* What is known before the moments are counted. */
static bool allocate(struct risk *risk)
{
	struct kernel_sums *sums = &risk->sums;
	size_t stride = risk->stride;
	risk->row = calloc(risk->rows + 1, sizeof *risk->row);
	risk->mark = calloc(risk->rows + 1, sizeof *risk->mark);
	risk->first_row = calloc(risk->strata + 1UL, sizeof *risk->first_row);
	risk->first_moment = calloc(risk->strata + 1UL, sizeof *risk->first_moment);
	risk->packed = reallocarray(NULL, risk->rows + 1, stride * sizeof *risk->packed);
	risk->centre = calloc(risk->strata + 1UL, stride * sizeof *risk->centre);
	risk->sum_of_events = calloc(risk->strata + 1UL, stride * sizeof *risk->sum_of_events);
	risk->weight = calloc(risk->rows + 1, sizeof *risk->weight);
	sums->total = calloc(stride, sizeof *sums->total);
	sums->whole = calloc(stride, stride * sizeof *sums->whole);
	sums->taken = calloc(stride, stride * sizeof *sums->taken);
	sums->batch = calloc(KERNEL_BATCH, stride * sizeof *sums->batch);
	sums->loads = calloc(KERNEL_BATCH, sizeof *sums->loads);
	return risk->row && risk->mark && risk->first_row && risk->first_moment && risk->packed && risk->centre &&
	       risk->sum_of_events && risk->weight && sums->total && sums->whole && sums->taken && sums->batch &&
	       sums->loads;
}

/* Order, centres and packed rows; what was only needed for that is given back before the moments are counted. */
static enum status fill(struct risk *risk)
{
	enum status status = risk_order_of(&risk->sample, &risk->question, risk->row, risk->mark, risk->first_row);
	if (status)
		return status;
	find_centres(risk);
	status = pack(risk);
	if (status)
		return status;
	size_t moments = count_moments(risk);
	risk->moment = calloc(moments + 1, sizeof *risk->moment);
	risk->jump = calloc(moments + 1, sizeof *risk->jump);
	risk->held = calloc(moments + 1, sizeof *risk->held);
	if (!risk->moment || !risk->jump || !risk->held)
		return STATUS_MEMORY;
	write_moments(risk);
	return STATUS_OK;
}

enum status risk_open(const struct sample *sample, const struct risk_question *question, struct risk **ret_risk)
{
	if (sample->covariates > MATRIX_LIMIT || sample->rows >= UINT32_MAX)
		return STATUS_LIMIT;
	struct risk *risk = calloc(1, sizeof *risk);
	if (!risk)
		return STATUS_MEMORY;
	*risk = (struct risk){ .question = *question,
		               .sample = *sample,
		               .kernel = kernel_pick(question->plain),
		               .width = sample->covariates,
		               .stride = kernel_stride(sample->covariates),
		               .rows = sample->rows,
		               .strata = sample_strata(sample) };
	enum status status = allocate(risk) ? fill(risk) : STATUS_MEMORY;
	if (status) {
		risk_close(risk);
		return status;
	}
	*ret_risk = risk;
	return STATUS_OK;
}

void risk_close(struct risk *risk)
{
	if (!risk)
		return;
	free(risk->row);
	free(risk->mark);
	free(risk->first_row);
	free(risk->first_moment);
	free(risk->moment);
	free(risk->packed);
	free(risk->centre);
	free(risk->sum_of_events);
	free(risk->weight);
	free(risk->jump);
	free(risk->held);
	free(risk->sums.total);
	free(risk->sums.whole);
	free(risk->sums.taken);
	free(risk->sums.batch);
	free(risk->sums.loads);
	free(risk);
}

/* Hazards, and the pass back in time.  The sums begin at zero. */
static bool go_back(struct risk *risk, uint32_t stratum, const double *coef, const double *tilt)
{
	struct kernel_sums *sums = &risk->sums;
	size_t first_moment = risk->first_moment[stratum], stride = risk->stride;
	struct kernel_sweep sweep = { .rows = risk->packed,
		                      .coef = coef,
		                      .hazard = risk->weight,
		                      .moment = risk->moment + first_moment,
		                      .moments = risk->first_moment[stratum + 1] - first_moment,
		                      .end = risk->first_row[stratum + 1],
		                      .stride = stride,
		                      .breslow = risk->question.breslow,
		                      .tilt = tilt ? tilt + first_moment : NULL,
		                      .jump = risk->jump + first_moment,
		                      .held = risk->held + first_moment };
	memset(sums->total, 0, stride * sizeof *sums->total);
	memset(sums->whole, 0, stride * stride * sizeof *sums->whole);
	memset(sums->taken, 0, stride * stride * sizeof *sums->taken);
	return risk->kernel->sweep(&sweep, sums);
}

/* From relative hazards to expected counts, in place. */
static void go_forth(struct risk *risk, uint32_t stratum)
{
	double hazard = 0;
	for (size_t m = risk->first_moment[stratum]; m < risk->first_moment[stratum + 1]; m++) {
		size_t place = risk->moment[m].start, events = place + risk->moment[m].events;
		size_t end =
		    m + 1 < risk->first_moment[stratum + 1] ? risk->moment[m + 1].start : risk->first_row[stratum + 1];
		hazard += risk->jump[m];
		for (; place < events; place++)
			risk->weight[place] *= hazard - risk->held[m];
		for (; place < end; place++)
			risk->weight[place] *= hazard;
	}
}

/* What events bring: as many times as their moment counts. */
static void add_tilted(const struct risk *risk, uint32_t stratum, const double *tilt, double *sum)
{
	for (size_t m = risk->first_moment[stratum]; m < risk->first_moment[stratum + 1]; m++) {
		for (size_t i = 0; i < risk->moment[m].events; i++) {
			const double *row = risk->packed + (risk->moment[m].start + i) * risk->stride;
			for (size_t j = 0; j < risk->width; j++)
				sum[j] += tilt[m] * row[j];
		}
	}
}

/* Adds one stratum. */
static void add_stratum(const struct risk *risk, uint32_t stratum, const double *coef, const double *tilt,
                        struct risk_sums *to)
{
	const struct kernel_sums *sums = &risk->sums;
	size_t width = risk->width, stride = risk->stride;
	double loglik = sums->loglik, tilted[MATRIX_LIMIT] = { 0 };
	const double *once = risk->sum_of_events + stratum * stride;
	if (tilt)
		add_tilted(risk, stratum, tilt, tilted);
	for (size_t j = 0; j < width; j++) {
		loglik += coef[j] * once[j];
		to->score[j] += (tilt ? tilted[j] : once[j]) - sums->total[j];
		to->spread[j] += sums->whole[j * stride + j];
		for (size_t k = j; k < width; k++)
			to->information[k * width + j] += sums->whole[j * stride + k] - sums->taken[j * stride + k];
	}
	to->loglik += loglik;
}

bool risk_sums(struct risk *risk, const double *coef, const double *tilt, struct risk_sums *ret_sums)
{
	double padded[MATRIX_LIMIT] = { 0 };
	memset(ret_sums, 0, sizeof *ret_sums);
	memcpy(padded, coef, risk->width * sizeof *coef);
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		size_t first = risk->first_row[stratum];
		if (!go_back(risk, stratum, padded, tilt))
			return false;
		go_forth(risk, stratum);
		risk->kernel->gram(risk->packed + first * risk->stride, risk->weight + first,
		                   risk->first_row[stratum + 1] - first, risk->stride, risk->sums.whole,
		                   risk->sums.total);
		add_stratum(risk, stratum, padded, tilt, ret_sums);
	}
	for (size_t j = 0; j < risk->width; j++) {
		for (size_t k = j + 1; k < risk->width; k++)
			ret_sums->information[j * risk->width + k] = ret_sums->information[k * risk->width + j];
	}
	return isfinite(ret_sums->loglik);
}

bool risk_expect(struct risk *risk, const double *coef)
{
	double padded[MATRIX_LIMIT] = { 0 };
	memcpy(padded, coef, risk->width * sizeof *coef);
	for (uint32_t stratum = 0; stratum < risk->strata; stratum++) {
		if (!go_back(risk, stratum, padded, NULL))
			return false;
		go_forth(risk, stratum);
	}
	return true;
}

bool risk_hazards(struct risk *risk, const double *coef)
{
	double padded[MATRIX_LIMIT] = { 0 };
	memcpy(padded, coef, risk->width * sizeof *coef);
	return risk->kernel->hazards(risk->packed, risk->rows, risk->stride, padded, risk->weight);
}
