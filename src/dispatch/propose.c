/* Looks at every candidate, lets the rows be filled, and says of each why it goes or why not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/propose.h"

#include <assert.h>
#include <stdlib.h>

#include "dispatch/propose_inside.h"

static const struct {
	const char *name, *words;
} reasons[REASON_COUNT] = {
	{ "", "" },
#define REASON(NAME, JSON, WORDS) { JSON, WORDS },
#include "dispatch/reasons.def"
#undef REASON
};

static const struct {
	const char *name, *words;
} notes[NOTE_COUNT] = {
#define NOTE(NAME, JSON, WORDS) { JSON, WORDS },
#include "dispatch/notes.def"
#undef NOTE
};

const char *reason_name(enum reason reason)
{
	assert(reason < REASON_COUNT);
	return reasons[reason].name;
}

const char *reason_words(enum reason reason)
{
	assert(reason < REASON_COUNT);
	return reasons[reason].words;
}

const char *note_name(enum note_kind kind)
{
	assert(kind < NOTE_COUNT);
	return notes[kind].name;
}

const char *note_words(enum note_kind kind)
{
	assert(kind < NOTE_COUNT);
	return notes[kind].words;
}

enum fit propose_fit(const struct requirement *need, const struct candidate *candidate, unsigned *ret_substitute)
{
	unsigned best = 0;
	bool able = (candidate->capabilities & need->capabilities) == need->capabilities;
	for (unsigned i = 1; !able && i <= need->substitutes; i++) {
		const struct substitute *substitute = &need->substitute[i - 1];
		if ((candidate->capabilities & substitute->capabilities) == substitute->capabilities &&
		    (!best || substitute->penalty_s < need->substitute[best - 1].penalty_s))
			best = i;
	}
	if (!able && !best)
		return FIT_LACKS;
	if (candidate->crew != CREW_UNKNOWN && candidate->crew < need->crew)
		return FIT_FEW;
	*ret_substitute = best;
	return FIT_GOOD;
}

/* The first row that it could fill, one that asks for it before one in which it stands in. */
static enum fit best_row(const struct request *request, const struct candidate *candidate, uint16_t *ret_row,
                         unsigned *ret_substitute)
{
	enum fit best = FIT_LACKS;
	*ret_row = (uint16_t)request->row_count;
	*ret_substitute = 0;
	for (unsigned row = 0; row < request->row_count; row++) {
		unsigned substitute = 0;
		enum fit fit = propose_fit(request->rows[row], candidate, &substitute);
		if (fit > best || (fit == FIT_GOOD && *ret_substitute && !substitute)) {
			best = fit;
			*ret_row = (uint16_t)row;
			*ret_substitute = substitute;
		}
	}
	return best;
}

static bool at_work(const struct candidate *candidate)
{
	return candidate->readiness == READINESS_CALLED || candidate->readiness == READINESS_DRIVING ||
	       candidate->readiness == READINESS_WORKING;
}

/* Ticks from now until it could be there, whatever keeps it. */
static uint64_t arrival_of(const struct request *request, const struct candidate *candidate)
{
	uint64_t s = request->settings->turn_out_s[candidate->readiness];
	if (candidate->assigned) /* without a way it is taken to be there: it is theirs to say */
		return candidate->travel >= ROAD_NEVER || candidate->whereabouts == WHEREABOUTS_NONE
		           ? 0
		           : candidate->travel;
	if (candidate->travel >= ROAD_NEVER || candidate->whereabouts == WHEREABOUTS_NONE)
		return PROPOSE_UNKNOWN;
	if (candidate->readiness == READINESS_WORKING) {
		if (candidate->free_in_s == PROPOSE_UNKNOWN_S)
			return PROPOSE_UNKNOWN;
		s += candidate->free_in_s;
	}
	return s * request->ticks_per_s + candidate->travel;
}

/* Why it cannot go at all; REASON_NONE if it can. */
static enum reason barred(const struct request *request, const struct candidate *candidate, uint64_t arrival)
{
	uint16_t row;
	unsigned substitute;
	if (candidate->assigned)
		return REASON_NONE;
	if (candidate->readiness == READINESS_OUT_OF_SERVICE)
		return REASON_OUT_OF_SERVICE;
	if (candidate->readiness == READINESS_OFF_SHIFT)
		return REASON_OFF_SHIFT;
	if (!candidate->crew)
		return REASON_NOBODY_ABOARD;
	enum fit fit = best_row(request, candidate, &row, &substitute);
	if (fit != FIT_GOOD)
		return fit == FIT_FEW ? REASON_CREW_SMALL : REASON_CAPABILITY_MISSING;
	if (at_work(candidate))
		return REASON_BUSY;
	if (candidate->whereabouts == WHEREABOUTS_NONE)
		return REASON_NO_POSITION;
	if (candidate->travel >= ROAD_NEVER)
		return REASON_UNREACHABLE;
	if (arrival > (uint64_t)request->settings->too_far_s * request->ticks_per_s)
		return REASON_TOO_FAR;
	return REASON_NONE;
}

static void stand(struct proposal *proposal)
{
	const struct request *request = proposal->request;
	for (uint32_t i = 0; i < request->count; i++) {
		const struct candidate *candidate = &request->candidates[i];
		struct standing *standing = &proposal->standings[i];
		assert(candidate->unit && candidate->unit <= UNITS_MAX && candidate->readiness < READINESS_COUNT);
		*standing = (struct standing){ .leader = i, .next = PROPOSE_NOWHERE };
		standing->arrival = arrival_of(request, candidate);
		standing->reason = (uint8_t)barred(request, candidate, standing->arrival);
		standing->stale = !candidate->assigned && candidate->position_age_s > request->settings->stale_s;
	}
}

/* One unit of a shared crew, to be put in order. */
struct member {
	uint32_t crew, unit, index;
};

static int by_crew(const void *a, const void *b)
{
	const struct member *one = a, *other = b;
	if (one->crew != other->crew)
		return one->crew < other->crew ? -1 : 1;
	return (one->unit > other->unit) - (one->unit < other->unit);
}

/* Links the units of one crew; if it is out with one of them, the others cannot go. */
static void link_crew(struct proposal *proposal, const struct member *members, size_t count)
{
	const struct candidate *candidates = proposal->request->candidates;
	uint32_t out_with = PROPOSE_NOWHERE;
	for (size_t i = 0; i < count; i++) {
		struct standing *standing = &proposal->standings[members[i].index];
		standing->leader = members[0].index;
		standing->next = i + 1 < count ? members[i + 1].index : PROPOSE_NOWHERE;
		if (at_work(&candidates[members[i].index]) || candidates[members[i].index].assigned)
			out_with = members[i].index;
	}
	for (size_t i = 0; out_with != PROPOSE_NOWHERE && i < count; i++) {
		struct standing *standing = &proposal->standings[members[i].index];
		const struct candidate *candidate = &candidates[members[i].index];
		if (!at_work(candidate) && !candidate->assigned && standing->reason != REASON_OUT_OF_SERVICE &&
		    standing->reason != REASON_OFF_SHIFT) {
			standing->reason = REASON_CREW_AWAY;
			proposal->out->findings[members[i].index].other = out_with;
		}
	}
}

static enum status link_crews(struct proposal *proposal)
{
	const struct request *request = proposal->request;
	size_t count = 0;
	for (size_t i = 0; i < request->count; i++)
		count += request->candidates[i].shared_crew != 0;
	if (!count)
		return STATUS_OK;
	struct member *members = malloc(count * sizeof *members);
	if (!members)
		return STATUS_MEMORY;
	size_t at = 0;
	for (uint32_t i = 0; i < request->count; i++)
		if (request->candidates[i].shared_crew)
			members[at++] =
			    (struct member){ request->candidates[i].shared_crew, request->candidates[i].unit, i };
	qsort(members, count, sizeof *members, by_crew);
	for (size_t first = 0, end; first < count; first = end) {
		for (end = first; end < count && members[end].crew == members[first].crew;)
			end++;
		link_crew(proposal, members + first, end - first);
	}
	free(members);
	return STATUS_OK;
}

/* Whether a unit is free to go where coverage needs it. */
static bool stands_free(const struct proposal *proposal, uint32_t index)
{
	const struct candidate *candidate = &proposal->request->candidates[index];
	return (candidate->readiness == READINESS_STATION || candidate->readiness == READINESS_STREET) &&
	       !candidate->assigned && candidate->crew && candidate->place != PROPOSE_NOWHERE &&
	       proposal->standings[index].reason != REASON_CREW_AWAY;
}

/* Whether coverage counts it: of a shared crew the first that is free, and nobody of one that goes. */
static bool is_counted(const struct proposal *proposal, uint32_t index, bool chosen)
{
	bool first = true;
	if (!stands_free(proposal, index))
		return false;
	for (uint32_t i = proposal->standings[index].leader; i != PROPOSE_NOWHERE; i = proposal->standings[i].next) {
		if (chosen && proposal->out->findings[i].reason == REASON_CHOSEN)
			return false;
		if (i == index)
			first = false;
		else if (first && stands_free(proposal, i))
			return false;
	}
	return true;
}

static size_t free_units(const struct proposal *proposal, bool chosen, struct coverage_unit *units)
{
	const struct request *request = proposal->request;
	size_t count = 0;
	for (uint32_t i = 0; i < request->count; i++) {
		const struct candidate *candidate = &request->candidates[i];
		if (!is_counted(proposal, i, chosen))
			continue;
		uint32_t turn_out = request->settings->turn_out_s[candidate->readiness] * request->ticks_per_s;
		units[count++] = (struct coverage_unit){ candidate->unit, candidate->place, turn_out };
	}
	return count;
}

/* What coverage loses without each unit: without its crew, whichever of its units goes. */
static void weigh(struct proposal *proposal, const struct coverage *coverage, const struct coverage_unit *units)
{
	size_t at = 0;
	for (uint32_t i = 0; i < proposal->request->count; i++) {
		if (!is_counted(proposal, i, false))
			continue;
		uint64_t loss = coverage_millionths(coverage, coverage_loss(coverage, &units[at++]));
		for (uint32_t k = proposal->standings[i].leader; k != PROPOSE_NOWHERE; k = proposal->standings[k].next)
			proposal->standings[k].loss = loss;
	}
}

/* What each unit's going would lose, before anybody is chosen, if the rule asks; or what the choice does, after. */
static enum status look_at_coverage(struct proposal *proposal, bool chosen)
{
	const struct request *request = proposal->request;
	struct recommendation *out = proposal->out;
	struct coverage coverage;
	if (!request->coverage)
		return STATUS_OK;
	assert(request->coverage->ticks_per_s == request->ticks_per_s);
	struct coverage_unit *units = malloc((request->count + 1) * sizeof *units);
	size_t count = units ? free_units(proposal, chosen, units) : 0;
	if (!units || !coverage_open(request->coverage, units, count, &coverage)) {
		free(units);
		return STATUS_MEMORY;
	}
	coverage_measure(&coverage, units, count, chosen ? &out->after : &out->before);
	if (!chosen && out->rule->needs_loss)
		weigh(proposal, &coverage, units);
	coverage_close(&coverage);
	free(units);
	return STATUS_OK;
}

/* The slowest that fills a row; NULL if nobody does. */
static const struct choice *last_of_row(const struct recommendation *out, unsigned row)
{
	const struct choice *last = NULL;
	for (unsigned i = 0; i < out->pick_count; i++)
		if (out->picks[i].row == row)
			last = &out->picks[i];
	return last;
}

/* Why one that could go does not; ret_other becomes who goes before it. */
static enum reason passed_over(const struct proposal *proposal, uint32_t index, uint16_t row, unsigned substitute,
                               uint32_t *ret_other)
{
	const struct standing *standing = &proposal->standings[index];
	for (uint32_t i = standing->leader; i != PROPOSE_NOWHERE; i = proposal->standings[i].next)
		if (proposal->out->findings[i].reason == REASON_CHOSEN) {
			*ret_other = i;
			return REASON_CREW_SHARED;
		}
	const struct choice *last = last_of_row(proposal->out, row);
	if (last)
		*ret_other = last->candidate;
	if (standing->stale)
		return REASON_POSITION_STALE;
	if (!last || standing->arrival >= proposal->standings[last->candidate].arrival)
		return REASON_FURTHER;
	return substitute ? REASON_STAND_IN : proposal->out->rule->needs_loss ? REASON_KEPT : REASON_FURTHER;
}

static void judge(struct proposal *proposal)
{
	const struct request *request = proposal->request;
	struct recommendation *out = proposal->out;
	for (unsigned i = 0; i < out->pick_count; i++) {
		struct finding *finding = &out->findings[out->picks[i].candidate];
		finding->reason = out->picks[i].assigned ? REASON_ASSIGNED : REASON_CHOSEN;
		finding->row = out->picks[i].row;
	}
	for (uint32_t i = 0; i < request->count; i++) {
		struct finding *finding = &out->findings[i];
		unsigned substitute;
		uint16_t row;
		finding->arrival_ms = propose_ms(proposal, proposal->standings[i].arrival);
		if (finding->reason)
			continue;
		(void)best_row(request, &request->candidates[i], &row, &substitute);
		finding->row = row;
		if (request->candidates[i].assigned)
			finding->reason = REASON_ASSIGNED_BESIDE;
		else if (proposal->standings[i].reason)
			finding->reason = proposal->standings[i].reason;
		else
			finding->reason = (uint8_t)passed_over(proposal, i, row, substitute, &finding->other);
	}
}

static enum status propose(struct proposal *proposal)
{
	stand(proposal);
	enum status status = link_crews(proposal);
	if (status == STATUS_OK)
		status = look_at_coverage(proposal, false);
	if (status == STATUS_OK)
		status = propose_match(proposal);
	if (status != STATUS_OK)
		return status;
	judge(proposal);
	propose_notes(proposal);
	return look_at_coverage(proposal, true);
}

enum status propose_units(const struct request *request, struct recommendation *ret_recommendation)
{
	struct recommendation *out = calloc(1, sizeof *out);
	size_t count = request->count ? request->count : 1;
	assert(request->row_count <= PLAN_ROWS_MAX && request->priority <= PRIORITY_MAX);
	assert(request->ticks_per_s && request->ticks_per_s <= PROPOSE_TICKS_PER_S_MAX);
	struct proposal proposal = { .request = request,
		                     .out = out,
		                     .standings = calloc(count, sizeof *proposal.standings),
		                     .priority = request->priority ? request->priority : 1 };
	enum status status = STATUS_MEMORY;
	if (out)
		out->findings = calloc(count, sizeof *out->findings);
	if (out && out->findings && proposal.standings) {
		out->rule = rule_at(request->settings->rule[proposal.priority]);
		for (size_t i = 0; i < request->count; i++)
			out->findings[i].other = PROPOSE_NOWHERE;
		status = propose(&proposal);
	}
	if (status == STATUS_OK)
		*ret_recommendation = *out;
	else if (out)
		free(out->findings);
	free(proposal.standings);
	free(out);
	return status;
}

void propose_close(struct recommendation *recommendation)
{
	free(recommendation->findings);
	*recommendation = (struct recommendation){ 0 };
}
