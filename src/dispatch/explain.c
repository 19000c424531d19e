/* The explanation's order of candidates, its words, and its JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "dispatch/explain_inside.h"
#include "dispatch/propose_inside.h"

void explain_span(uint64_t ms, char text[EXPLAIN_SPAN_BYTES])
{
	uint64_t s = ms / 1000, h = s / 3600 % 1000000;
	if (s < 60)
		(void)snprintf(text, EXPLAIN_SPAN_BYTES, "%" PRIu64 " s", s);
	else if (s >= 3600)
		(void)snprintf(text, EXPLAIN_SPAN_BYTES, "%" PRIu64 " h %" PRIu64 " min", h, s / 60 % 60);
	else if (s % 60)
		(void)snprintf(text, EXPLAIN_SPAN_BYTES, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
	else
		(void)snprintf(text, EXPLAIN_SPAN_BYTES, "%" PRIu64 " min", s / 60);
}

/* One candidate where it stands among all. */
struct place {
	uint64_t arrival_ms;
	uint32_t unit, index;
	bool chosen;
};

static int by_interest(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	if (one->chosen != other->chosen)
		return one->chosen ? -1 : 1;
	if (one->arrival_ms != other->arrival_ms)
		return one->arrival_ms < other->arrival_ms ? -1 : 1;
	return (one->unit > other->unit) - (one->unit < other->unit);
}

enum status explain_order(const struct explained *explained, uint32_t *ret_order, size_t *ret_count)
{
	const struct request *request = explained->request;
	const struct finding *findings = explained->recommendation->findings;
	struct place *places = malloc((request->count + 1) * sizeof *places);
	if (!places)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < request->count; i++)
		places[i] =
		    (struct place){ findings[i].arrival_ms, request->candidates[i].unit, i,
			            findings[i].reason == REASON_CHOSEN || findings[i].reason == REASON_ASSIGNED };
	qsort(places, request->count, sizeof *places, by_interest);
	size_t count = request->count < EXPLAIN_CANDIDATES_MAX ? request->count : EXPLAIN_CANDIDATES_MAX;
	for (size_t i = 0; i < count; i++)
		ret_order[i] = places[i].index;
	*ret_count = count;
	free(places);
	return STATUS_OK;
}

/* --- words --- */

/* The capabilities of a mask: "engine and als", "any unit". */
static enum status say_capabilities(const struct plan *plan, uint64_t mask, struct buffer *out)
{
	enum status status = mask ? STATUS_OK : buffer_append_text(out, "any unit");
	bool first = true;
	for (unsigned i = 0; status == STATUS_OK && i < plan->capabilities; i++) {
		if (!(mask >> i & 1))
			continue;
		status = buffer_print(out, "%s%s", first ? "" : " and ", plan->capability[i].text);
		first = false;
	}
	return status;
}

static const char *name_of(const struct explained *explained, uint32_t index)
{
	return explained->request->candidates[index].name.text;
}

/* Whether nobody else who could go for that row would be there sooner. */
static bool is_closest(const struct explained *explained, const struct choice *pick)
{
	const struct request *request = explained->request;
	const struct finding *findings = explained->recommendation->findings;
	for (uint32_t i = 0; i < request->count; i++) {
		enum reason reason = findings[i].reason;
		unsigned substitute;
		bool could = reason == REASON_CHOSEN || reason == REASON_FURTHER || reason == REASON_STAND_IN ||
		             reason == REASON_KEPT || reason == REASON_CREW_SHARED;
		if (could && findings[i].arrival_ms < pick->arrival_ms &&
		    propose_fit(request->rows[pick->row], &request->candidates[i], &substitute) == FIT_GOOD)
			return false;
	}
	return true;
}

/* "E12 in 4 min 10 s for engine, the closest of 14" */
static enum status say_pick(const struct explained *explained, const struct choice *pick, struct buffer *out)
{
	const struct recommendation *recommendation = explained->recommendation;
	const struct candidate *candidate = &explained->request->candidates[pick->candidate];
	const struct requirement *need = explained->request->rows[pick->row];
	char span[EXPLAIN_SPAN_BYTES], age[EXPLAIN_SPAN_BYTES];
	uint32_t suitable = recommendation->suitable[pick->row];
	explain_span(pick->arrival_ms, span);
	explain_span((uint64_t)candidate->position_age_s * 1000, age);
	enum status status = buffer_print(out, "%s %s%s for ", candidate->name.text,
	                                  pick->assigned ? "is on it already" : "in ", pick->assigned ? "" : span);
	if (status == STATUS_OK)
		status = say_capabilities(explained->plan, need->capabilities, out);
	if (status == STATUS_OK && pick->substitute) {
		status = buffer_append_text(out, ", standing in as ");
		if (status == STATUS_OK)
			status =
			    say_capabilities(explained->plan, need->substitute[pick->substitute - 1].capabilities, out);
	}
	if (status == STATUS_OK && !pick->assigned && suitable > 1)
		status =
		    buffer_print(out, ", %s %" PRIu32, is_closest(explained, pick) ? "the closest of" : "of", suitable);
	if (status == STATUS_OK && need->mode != MODE_LIGHTS)
		status = buffer_print(out, ", %s", vocabulary_name(VOCABULARY_MODE, need->mode));
	if (status == STATUS_OK && pick->stale)
		status = buffer_print(out, "; its position is %s old, and nobody else will do", age);
	if (status == STATUS_OK && candidate->whereabouts == WHEREABOUTS_STRAIGHT)
		status = buffer_append_text(out, "; it is off every road, and its time a straight line's");
	if (status == STATUS_OK && candidate->crew == CREW_UNKNOWN && need->crew)
		status = buffer_append_text(out, "; how many are aboard is not known");
	return status == STATUS_OK ? buffer_append_text(out, "\n") : status;
}

static enum status say_note(const struct explained *explained, const struct note *note, struct buffer *out)
{
	const struct requirement *need = explained->request->rows[note->row];
	char span[EXPLAIN_SPAN_BYTES];
	explain_span(note->gain_ms, span);
	enum status status = buffer_print(out, "%s: ", note_words(note->kind));
	if (status == STATUS_OK && note->kind == NOTE_SHORT)
		status = buffer_print(out, "%u more of ", note->missing);
	if (status == STATUS_OK && note->candidate != PROPOSE_NOWHERE)
		status = buffer_print(out, "%s for ", name_of(explained, note->candidate));
	if (status == STATUS_OK)
		status = say_capabilities(explained->plan, need->capabilities, out);
	if (status == STATUS_OK && note->gain_ms != PROPOSE_UNKNOWN)
		status = buffer_print(out, ", %s %s", span, note->kind == NOTE_LATE ? "too late" : "sooner");
	return status == STATUS_OK ? buffer_append_text(out, "\n") : status;
}

/* Those who would be nearer than the last one of their row, and are not proposed. */
static enum status say_passed_over(const struct explained *explained, uint32_t index, struct buffer *out)
{
	const struct recommendation *recommendation = explained->recommendation;
	const struct finding *finding = &recommendation->findings[index];
	const struct candidate *candidate = &explained->request->candidates[index];
	char span[EXPLAIN_SPAN_BYTES], age[EXPLAIN_SPAN_BYTES];
	uint64_t last = 0;
	for (unsigned i = 0; i < recommendation->pick_count; i++)
		if (recommendation->picks[i].row == finding->row)
			last = recommendation->picks[i].arrival_ms;
	if (finding->reason == REASON_CHOSEN || finding->reason == REASON_ASSIGNED || finding->arrival_ms >= last)
		return STATUS_OK;
	explain_span(finding->arrival_ms, span);
	explain_span((uint64_t)candidate->position_age_s * 1000, age);
	enum status status = buffer_print(out, "%s would be there in %s, but ", candidate->name.text, span);
	if (status == STATUS_OK && finding->reason == REASON_POSITION_STALE)
		status = buffer_print(out, "its position is %s old", age);
	else if (status == STATUS_OK)
		status = buffer_print(out, "%s", reason_words(finding->reason));
	if (status == STATUS_OK && finding->other != PROPOSE_NOWHERE &&
	    (finding->reason == REASON_CREW_SHARED || finding->reason == REASON_CREW_AWAY))
		status = buffer_print(out, ": %s", name_of(explained, finding->other));
	return status == STATUS_OK ? buffer_append_text(out, "\n") : status;
}

/* And by what: who does not know where calls come from is told so. */
static enum status say_coverage(const struct explained *explained, struct buffer *out)
{
	const struct recommendation *recommendation = explained->recommendation;
	uint32_t calls = explained->request->coverage->calls;
	enum status status =
	    buffer_print(out, "within %" PRIu32 " s: %" PRIu64 " of 1,000 calls, then %" PRIu64,
	                 explained->request->settings->target_s, recommendation->before.expected_millionths / 1000,
	                 recommendation->after.expected_millionths / 1000);
	if (status == STATUS_OK && calls)
		status = buffer_print(out, "; by %" PRIu32 " past calls, %s\n", calls, explained->plan->demand_from);
	else if (status == STATUS_OK)
		status = buffer_append_text(out, "; by the streets, not by past calls\n");
	return status;
}

enum status explain_words(const struct explained *explained, struct buffer *out)
{
	const struct recommendation *recommendation = explained->recommendation;
	uint32_t order[EXPLAIN_CANDIDATES_MAX];
	size_t count;
	enum status status = explain_order(explained, order, &count);
	for (unsigned i = 0; status == STATUS_OK && i < recommendation->pick_count; i++)
		status = say_pick(explained, &recommendation->picks[i], out);
	for (unsigned i = 0; status == STATUS_OK && i < recommendation->note_count; i++)
		status = say_note(explained, &recommendation->notes[i], out);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = say_passed_over(explained, order[i], out);
	if (status == STATUS_OK && recommendation->before.total)
		status = say_coverage(explained, out);
	if (status == STATUS_OK)
		status = resolve_words(explained->plan, explained->question, explained->resolution, out);
	return status;
}
