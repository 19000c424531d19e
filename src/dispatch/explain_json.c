/* Writes an explanation as JSON whose names are in order, whose numbers are whole, and that has no spaces. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "dispatch/explain_inside.h"
#include "wire/json_text.h"

/* Once something fails nothing more is written, and the first status is told. */
struct writer {
	struct buffer *out;
	enum status status;
	bool first; /* no comma before the next thing */
};

static void put(struct writer *writer, const char *text)
{
	if (writer->status == STATUS_OK)
		writer->status = buffer_append_text(writer->out, text);
}

static void comma(struct writer *writer)
{
	if (!writer->first)
		put(writer, ",");
	writer->first = false;
}

static void put_text(struct writer *writer, const char *text)
{
	comma(writer);
	if (writer->status == STATUS_OK)
		writer->status = json_text_write(writer->out, bytes_of_text(text));
}

static void name(struct writer *writer, const char *key)
{
	put_text(writer, key);
	put(writer, ":");
	writer->first = true;
}

static void begin(struct writer *writer, const char *bracket)
{
	comma(writer);
	put(writer, bracket);
	writer->first = true;
}

static void end(struct writer *writer, const char *bracket)
{
	put(writer, bracket);
	writer->first = false;
}

static void number(struct writer *writer, const char *key, uint64_t value)
{
	name(writer, key);
	writer->first = false;
	if (writer->status == STATUS_OK)
		writer->status = buffer_print(writer->out, "%" PRIu64, value);
}

/* What is not known is left out. */
static void span(struct writer *writer, const char *key, uint64_t ms)
{
	if (ms != PROPOSE_UNKNOWN)
		number(writer, key, ms);
}

static void text(struct writer *writer, const char *key, const char *value)
{
	name(writer, key);
	put_text(writer, value);
}

static void truth(struct writer *writer, const char *key, bool value)
{
	name(writer, key);
	put(writer, value ? "true" : "false");
	writer->first = false;
}

static void capabilities(struct writer *writer, const char *key, const struct plan *plan, uint64_t mask)
{
	name(writer, key);
	begin(writer, "[");
	for (unsigned i = 0; i < plan->capabilities; i++)
		if (mask >> i & 1)
			put_text(writer, plan->capability[i].text);
	end(writer, "]");
}

static const char *const whereabouts[] = { "road", "straight", "none" };

static void candidate(struct writer *writer, const struct explained *explained, uint32_t index)
{
	const struct candidate *one = &explained->request->candidates[index];
	const struct finding *finding = &explained->recommendation->findings[index];
	begin(writer, "{");
	span(writer, "arrival_ms", finding->arrival_ms);
	if (one->crew != CREW_UNKNOWN)
		number(writer, "crew", one->crew);
	text(writer, "name", one->name.text);
	if (finding->other != PROPOSE_NOWHERE)
		number(writer, "other", explained->request->candidates[finding->other].unit);
	text(writer, "position", whereabouts[one->whereabouts]);
	number(writer, "position_age_s", one->position_age_s);
	text(writer, "readiness", readiness_name(one->readiness));
	text(writer, "reason", reason_name(finding->reason));
	if (finding->row < explained->request->row_count)
		number(writer, "row", finding->row);
	number(writer, "unit", one->unit);
	end(writer, "}");
}

/* Those that are not told one by one. */
static void others(struct writer *writer, const struct explained *explained, const uint32_t *order, size_t told)
{
	uint32_t count[REASON_COUNT] = { 0 };
	for (size_t i = 0; i < explained->request->count; i++)
		count[explained->recommendation->findings[i].reason]++;
	for (size_t i = 0; i < told; i++)
		count[explained->recommendation->findings[order[i]].reason]--;
	name(writer, "others");
	begin(writer, "{");
	/* The names' order, by taking the least that is greater than the last; there are few. */
	for (const char *last = "";;) {
		enum reason next = REASON_NONE;
		for (unsigned i = 1; i < REASON_COUNT; i++)
			if (count[i] && strcmp(reason_name(i), last) > 0 &&
			    (!next || strcmp(reason_name(i), reason_name(next)) < 0))
				next = i;
		if (!next)
			break;
		number(writer, reason_name(next), count[next]);
		last = reason_name(next);
	}
	end(writer, "}");
}

static void figure(struct writer *writer, const char *key, const struct coverage_figure *of)
{
	name(writer, key);
	begin(writer, "{");
	number(writer, "covered", of->covered);
	number(writer, "expected_millionths", of->expected_millionths);
	number(writer, "mean_ms", of->mean_ms);
	number(writer, "total", of->total);
	number(writer, "unreached", of->unreached);
	end(writer, "}");
}

static void notes(struct writer *writer, const struct explained *explained)
{
	const struct recommendation *of = explained->recommendation;
	name(writer, "notes");
	begin(writer, "[");
	for (unsigned i = 0; i < of->note_count; i++) {
		const struct note *note = &of->notes[i];
		begin(writer, "{");
		span(writer, "gain_ms", note->gain_ms);
		text(writer, "kind", note_name(note->kind));
		if (note->missing)
			number(writer, "missing", note->missing);
		number(writer, "row", note->row);
		if (note->candidate != PROPOSE_NOWHERE)
			number(writer, "unit", explained->request->candidates[note->candidate].unit);
		end(writer, "}");
	}
	end(writer, "]");
}

static void picks(struct writer *writer, const struct explained *explained)
{
	const struct recommendation *of = explained->recommendation;
	name(writer, "picks");
	begin(writer, "[");
	for (unsigned i = 0; i < of->pick_count; i++) {
		const struct choice *pick = &of->picks[i];
		begin(writer, "{");
		span(writer, "arrival_ms", pick->arrival_ms);
		truth(writer, "assigned", pick->assigned);
		number(writer, "row", pick->row);
		truth(writer, "stale", pick->stale);
		number(writer, "substitute", pick->substitute);
		number(writer, "unit", explained->request->candidates[pick->candidate].unit);
		end(writer, "}");
	}
	end(writer, "]");
}

static void rows(struct writer *writer, const struct explained *explained)
{
	const struct recommendation *of = explained->recommendation;
	name(writer, "rows");
	begin(writer, "[");
	for (unsigned i = 0; i < explained->request->row_count; i++) {
		const struct requirement *need = explained->request->rows[i];
		begin(writer, "{");
		if (i < explained->resolution->rows) {
			number(writer, "alarm", explained->resolution->row[i].alarm);
			capabilities(writer, "capabilities", explained->plan, need->capabilities);
			text(writer, "card", plan_card(explained->plan, explained->resolution->row[i].card)->name);
		}
		number(writer, "count", need->count);
		number(writer, "crew", need->crew);
		number(writer, "line", need->line);
		number(writer, "missing", of->missing[i]);
		text(writer, "mode", vocabulary_name(VOCABULARY_MODE, need->mode));
		number(writer, "suitable", of->suitable[i]);
		number(writer, "within_s", need->within_s);
		end(writer, "}");
	}
	end(writer, "]");
}

static void card(struct writer *writer, const struct explained *explained)
{
	const struct resolution *of = explained->resolution;
	const struct card *one = plan_card(explained->plan, of->card);
	name(writer, "card");
	begin(writer, "{");
	if (of->area)
		text(writer, "area", plan_area(explained->plan, of->area)->name.text);
	truth(writer, "beyond", of->beyond);
	number(writer, "line", one->line);
	text(writer, "name", one->name);
	truth(writer, "placed", explained->question->placed);
	if (of->unplaced)
		text(writer, "unplaced", plan_card(explained->plan, of->unplaced)->name);
	end(writer, "}");
}

enum status explain_json(const struct explained *explained, struct buffer *out)
{
	struct writer writer = { .out = out, .first = true };
	const struct recommendation *of = explained->recommendation;
	uint32_t order[EXPLAIN_CANDIDATES_MAX];
	size_t count = 0, length = out->length;
	writer.status = explain_order(explained, order, &count);
	begin(&writer, "{");
	name(&writer, "candidates");
	begin(&writer, "[");
	for (size_t i = 0; i < count; i++)
		candidate(&writer, explained, order[i]);
	end(&writer, "]");
	card(&writer, explained);
	if (of->before.total) {
		name(&writer, "coverage");
		begin(&writer, "{");
		figure(&writer, "after", &of->after);
		figure(&writer, "before", &of->before);
		number(&writer, "past_calls", explained->request->coverage->calls);
		end(&writer, "}");
	}
	notes(&writer, explained);
	others(&writer, explained, order, count);
	picks(&writer, explained);
	text(&writer, "plan", explained->plan->name);
	number(&writer, "priority", explained->request->priority);
	rows(&writer, explained);
	text(&writer, "rule", of->rule->name);
	end(&writer, "}");
	if (writer.status != STATUS_OK)
		out->length = length;
	return writer.status;
}
