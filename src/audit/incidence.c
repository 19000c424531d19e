/* Cumulative incidence by one pass over a strand; the covariance goes along, so nothing is done twice. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/incidence.h"

#include <math.h>
#include <stdlib.h>

/* The shares, and the upper half of their covariance. */
struct state {
	double waiting, served, unserved;
	double ww, ws, wu, ss, su, uu;
};

/* One time: of n who wait, d1 are served and d2 closed unserved. */
static void step(struct state *state, double n, double d1, double d2)
{
	const struct state old = *state;
	/* Not 1 - h1 - h2, which would leave some waiting where all have ended. */
	double q = (n - d1 - d2) / n, h1 = d1 / n, h2 = d2 / n, fresh = old.waiting * old.waiting / n;
	state->waiting = old.waiting * q;
	state->served = old.served + old.waiting * h1;
	state->unserved = old.unserved + old.waiting * h2;
	state->ww = q * q * old.ww + fresh * q * (h1 + h2);
	state->ws = q * (old.ws + h1 * old.ww) - fresh * q * h1;
	state->wu = q * (old.wu + h2 * old.ww) - fresh * q * h2;
	state->ss = old.ss + 2 * h1 * old.ws + h1 * h1 * old.ww + fresh * h1 * (1 - h1);
	state->uu = old.uu + 2 * h2 * old.wu + h2 * h2 * old.ww + fresh * h2 * (1 - h2);
	state->su = old.su + h2 * old.ws + h1 * old.wu + h1 * h2 * old.ww - fresh * h1 * h2;
}

static double root(double variance)
{
	/* Rounding may leave a variance of nothing a little below it. */
	return sqrt(fmax(variance, 0));
}

static enum status incidence_open(size_t length, struct incidence *ret_incidence)
{
	double **const column[] = { &ret_incidence->time,       &ret_incidence->waiting,    &ret_incidence->served,
		                    &ret_incidence->unserved,   &ret_incidence->se_waiting, &ret_incidence->se_served,
		                    &ret_incidence->se_unserved };
	ret_incidence->length = length;
	return curve_columns(column, sizeof column / sizeof *column, length);
}

void incidence_close(struct incidence *incidence)
{
	free(incidence->time);
	*incidence = (struct incidence){ 0 };
}

enum status incidence_of(const struct strand *strand, uint32_t group, struct incidence *ret_incidence)
{
	struct incidence incidence;
	struct state state = { .waiting = 1 };
	uint64_t at_risk, seen[SAMPLE_ENDINGS];
	size_t length = curve_times(strand, group, &at_risk), at = 0;
	enum status status = incidence_open(length, &incidence);
	if (status != STATUS_OK)
		return status;
	for (size_t slot = 0; slot < strand->length; slot++) {
		uint64_t leaving = curve_endings(strand, slot, group, seen);
		if (!leaving)
			continue;
		if (seen[SAMPLE_SERVED] || seen[SAMPLE_UNSERVED])
			step(&state, (double)at_risk, (double)seen[SAMPLE_SERVED], (double)seen[SAMPLE_UNSERVED]);
		incidence.time[at] = strand->time[slot];
		incidence.waiting[at] = state.waiting;
		incidence.served[at] = state.served;
		incidence.unserved[at] = state.unserved;
		incidence.se_waiting[at] = root(state.ww);
		incidence.se_served[at] = root(state.ss);
		incidence.se_unserved[at] = root(state.uu);
		at_risk -= leaving;
		at++;
	}
	assert(at == length && !at_risk);
	*ret_incidence = incidence;
	return STATUS_OK;
}

static struct incidence_share share_at(const struct incidence *incidence, const double *share, const double *se,
                                       double t)
{
	size_t until = curve_until(incidence->time, incidence->length, t);
	if (!incidence->length)
		return (struct incidence_share){ .share = (double)NAN, .se = (double)NAN };
	if (!until)
		return (struct incidence_share){ 0 };
	return (struct incidence_share){ .share = share[until - 1], .se = se[until - 1] };
}

struct incidence_share incidence_served_by(const struct incidence *incidence, double t)
{
	return share_at(incidence, incidence->served, incidence->se_served, t);
}

struct incidence_share incidence_unserved_by(const struct incidence *incidence, double t)
{
	return share_at(incidence, incidence->unserved, incidence->se_unserved, t);
}
