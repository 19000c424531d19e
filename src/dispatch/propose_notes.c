/* What a person should know beside the proposal: who is missing, who is late, who will be free, who could be taken. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "dispatch/propose_inside.h"

static void add(struct proposal *proposal, struct note note)
{
	assert(proposal->out->note_count < PROPOSE_NOTES_MAX);
	proposal->out->notes[proposal->out->note_count++] = note;
}

/* When it would be there as what the row asks for, in ticks; PROPOSE_UNKNOWN if it would not. */
static uint64_t useful_at(const struct proposal *proposal, uint32_t index, unsigned row)
{
	const struct request *request = proposal->request;
	const struct candidate *candidate = &request->candidates[index];
	const struct standing *standing = &proposal->standings[index];
	unsigned substitute;
	if (proposal->out->findings[index].reason != REASON_BUSY || standing->arrival == PROPOSE_UNKNOWN ||
	    propose_fit(request->rows[row], candidate, &substitute) != FIT_GOOD)
		return PROPOSE_UNKNOWN;
	uint64_t at = standing->arrival + propose_penalty(proposal, request->rows[row], substitute);
	return at > (uint64_t)request->settings->too_far_s * request->ticks_per_s ? PROPOSE_UNKNOWN : at;
}

static bool may_be_taken(const struct proposal *proposal, uint32_t index)
{
	const struct candidate *candidate = &proposal->request->candidates[index];
	unsigned busy_with = candidate->busy_with ? candidate->busy_with : 1;
	return candidate->divertible && candidate->readiness != READINESS_WORKING && busy_with > proposal->priority &&
	       !proposal->standings[index].stale;
}

/* The soonest of the busy ones: of those that can be taken from their call, or of those that will be free. */
static uint32_t soonest(const struct proposal *proposal, unsigned row, bool taken, uint64_t *ret_at)
{
	const struct candidate *candidates = proposal->request->candidates;
	uint32_t best = PROPOSE_NOWHERE;
	for (uint32_t i = 0; i < proposal->request->count; i++) {
		if (taken ? !may_be_taken(proposal, i) : candidates[i].readiness != READINESS_WORKING)
			continue;
		uint64_t at = useful_at(proposal, i, row);
		if (at != PROPOSE_UNKNOWN && (best == PROPOSE_NOWHERE || at < *ret_at ||
		                              (at == *ret_at && candidates[i].unit < candidates[best].unit))) {
			best = i;
			*ret_at = at;
		}
	}
	return best;
}

/* When the row's last unit is there as what it asks for, in ticks, and whether it is one that still has to be sent. */
static uint64_t row_filled_at(const struct proposal *proposal, unsigned row, bool *ret_new)
{
	const struct recommendation *out = proposal->out;
	uint64_t last = 0;
	*ret_new = false;
	for (unsigned i = 0; i < out->pick_count; i++) {
		const struct choice *pick = &out->picks[i];
		if (pick->row != row || pick->assigned)
			continue;
		uint64_t at = proposal->standings[pick->candidate].arrival +
		              propose_penalty(proposal, proposal->request->rows[row], pick->substitute);
		last = at > last ? at : last;
		*ret_new = true;
	}
	return last;
}

static void note_late(struct proposal *proposal, unsigned row)
{
	uint64_t within_ms = (uint64_t)proposal->request->rows[row]->within_s * 1000;
	const struct recommendation *out = proposal->out;
	const struct choice *late = NULL;
	for (unsigned i = 0; within_ms && i < out->pick_count; i++)
		if (out->picks[i].row == row && !out->picks[i].assigned && out->picks[i].arrival_ms > within_ms)
			late = &out->picks[i];
	if (late)
		add(proposal, (struct note){ .kind = NOTE_LATE,
		                             .row = (uint16_t)row,
		                             .candidate = late->candidate,
		                             .gain_ms = late->arrival_ms - within_ms });
}

/* One diversion for each place that is empty, and one more if it gains enough over the row's last. */
static void note_diversions(struct proposal *proposal, unsigned row)
{
	const struct request *request = proposal->request;
	bool sent;
	uint64_t last = row_filled_at(proposal, row, &sent), at = 0;
	uint64_t least = (uint64_t)request->settings->divert_sooner_s * request->ticks_per_s;
	for (unsigned empty = proposal->out->missing[row]; empty || sent; empty ? empty-- : 0) {
		uint32_t index = soonest(proposal, row, true, &at);
		if (index == PROPOSE_NOWHERE || (!empty && (at >= last || last - at < least)))
			return;
		add(proposal, (struct note){ .kind = NOTE_DIVERT,
		                             .row = (uint16_t)row,
		                             .candidate = index,
		                             .gain_ms = empty ? PROPOSE_UNKNOWN : propose_ms(proposal, last - at) });
		/* It is proposed once, wherever it would fit. */
		proposal->out->findings[index].reason = REASON_DIVERTIBLE;
		proposal->out->findings[index].row = (uint16_t)row;
		if (!empty)
			return;
	}
}

void propose_notes(struct proposal *proposal)
{
	struct recommendation *out = proposal->out;
	for (unsigned row = 0; row < proposal->request->row_count; row++) {
		uint64_t at = 0;
		bool sent;
		if (out->missing[row])
			add(proposal, (struct note){ .kind = NOTE_SHORT,
			                             .row = (uint16_t)row,
			                             .missing = out->missing[row],
			                             .candidate = PROPOSE_NOWHERE,
			                             .gain_ms = PROPOSE_UNKNOWN });
		note_late(proposal, row);
		uint64_t last = row_filled_at(proposal, row, &sent);
		uint32_t index = soonest(proposal, row, false, &at);
		if (index != PROPOSE_NOWHERE && (out->missing[row] || (sent && at < last)))
			add(proposal, (struct note){ .kind = NOTE_FREE_SOONER,
			                             .row = (uint16_t)row,
			                             .candidate = index,
			                             .gain_ms = out->missing[row] ? PROPOSE_UNKNOWN
			                                                          : propose_ms(proposal, last - at) });
		note_diversions(proposal, row);
	}
}
