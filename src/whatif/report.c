/* The table of cases: rows are figures, columns are cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LABEL_WIDTH 34
#define CELL_BYTES 48u

static const struct spread *spread_of(const struct case_result *result, unsigned priority)
{
	return priority ? &result->measure.by_priority[priority] : &result->measure.all;
}

static void write_count(uint64_t count, char text[CELL_BYTES])
{
	(void)snprintf(text, CELL_BYTES, "%" PRIu64, count);
}

/* Minutes and seconds, rounded down to a tenth. */
static void write_span(int64_t ms, char text[CELL_BYTES])
{
	if (ms == MEASURE_NEVER)
		(void)snprintf(text, CELL_BYTES, "never");
	else
		(void)snprintf(text, CELL_BYTES, "%" PRId64 ":%02d.%d", ms / 60000, (int)(ms / 1000 % 60),
		               (int)(ms / 100 % 10));
}

static void write_share(uint64_t part, uint64_t whole, char text[CELL_BYTES])
{
	uint64_t hundredths = whole ? part * 10000 / whole : 0;
	(void)snprintf(text, CELL_BYTES, "%" PRIu64 ".%02u %%", hundredths / 100, (unsigned)(hundredths % 100));
}

static void cell_calls(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_count(spread_of(result, priority)->calls, text);
}

static void cell_within(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_share(spread_of(result, priority)->within, spread_of(result, priority)->calls, text);
}

static void cell_mean(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_span(spread_of(result, priority)->mean_ms, text);
}

static void cell_median(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_span(spread_of(result, priority)->median_ms, text);
}

static void cell_p90(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_span(spread_of(result, priority)->p90_ms, text);
}

static void cell_never(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_count(spread_of(result, priority)->never, text);
}

static void cell_target(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	write_span(spread_of(result, priority)->target_ms, text);
}

static void cell_waited(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.waited, text);
}

static void cell_bumped(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.bumped, text);
}

static void cell_reach(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.out_of_reach, text);
}

static void cell_units(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.units, text);
}

static void cell_hours(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.busy_ms / 3600000, text);
}

static void cell_busy(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_share(result->measure.busy_permille, 1000, text);
}

static void cell_covered(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_share(result->measure.covered_permille, 1000, text);
}

static void cell_peer(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.same_as_peer, text);
}

static void cell_several(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.several, text);
}

static void cell_complete(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_share(result->measure.complete, result->measure.several, text);
}

static void cell_complete_mean(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_span(result->measure.complete_ms, text);
}

static void cell_moves(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.moves, text);
}

static void cell_duty(const struct case_result *result, unsigned priority, char text[CELL_BYTES])
{
	(void)priority;
	write_count(result->measure.duty_ms / 3600000, text);
}

struct row {
	const char *label, *name;
	void (*write)(const struct case_result *result, unsigned priority, char text[CELL_BYTES]);
};

static const struct row spread_rows[] = {
	{ "calls", "calls", cell_calls },
	{ "  arrived within the target", "within_percent", cell_within },
	{ "  mean", "mean", cell_mean },
	{ "  median", "median", cell_median },
	{ "  nine tenths within", "p90", cell_p90 },
	{ "  never served", "never", cell_never },
};

static const struct row whole_rows[] = {
	{ "calls that waited for a unit", "waited", cell_waited },
	{ "units sent on to graver calls", "sent_on", cell_bumped },
	{ "calls out of every unit's reach", "out_of_reach", cell_reach },
	{ "units", "units", cell_units },
	{ "unit hours busy", "busy_hours", cell_hours },
	{ "  of their time", "busy_percent", cell_busy },
	{ "demand covered, mean over time", "covered_percent", cell_covered },
};

/* Only where some case has them. */
static const struct row several_rows[] = {
	{ "calls that ask for several units", "several", cell_several },
	{ "  all of them came", "complete_percent", cell_complete },
	{ "  until all were there, mean", "complete_mean", cell_complete_mean },
};
static const struct row move_row = { "moves between stations", "moves", cell_moves };
static const struct row duty_row = { "unit hours on duty", "duty_hours", cell_duty };

static const struct row peer_row = { "same unit as JEMSS answered", "same_as_jemss", cell_peer };

/* Whether any case has calls of this priority. */
static bool has_priority(const struct cases *cases, unsigned priority)
{
	for (unsigned i = 0; i < cases->count; i++)
		if (cases->results[i].measure.by_priority[priority].calls)
			return true;
	return false;
}

/* Wide enough for the case's name and its cells. */
static int width_of(const struct cases *cases, unsigned number)
{
	size_t length = strlen(cases->cases[number].name);
	return (int)(length > 12 ? length : 12) + 2;
}

static enum status tell_row(const struct cases *cases, const char *label,
                            void (*write)(const struct case_result *, unsigned, char *), unsigned priority,
                            struct buffer *text)
{
	enum status status = buffer_print(text, "%-*s", LABEL_WIDTH, label);
	for (unsigned i = 0; status == STATUS_OK && i < cases->count; i++) {
		char cell[CELL_BYTES];
		write(&cases->results[i], priority, cell);
		status = buffer_print(text, "%*s", width_of(cases, i), cell);
	}
	return status == STATUS_OK ? buffer_append_text(text, "\n") : status;
}

static enum status tell_spread(const struct cases *cases, unsigned priority, struct buffer *text)
{
	char label[CELL_BYTES];
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof spread_rows / sizeof *spread_rows; i++) {
		(void)snprintf(label, sizeof label, "%s%s", spread_rows[i].label,
		               i          ? ""
		               : priority ? " of priority "
		                          : ", all");
		if (!i && priority)
			(void)snprintf(label + strlen(label), sizeof label - strlen(label), "%u", priority);
		status = tell_row(cases, label, spread_rows[i].write, priority, text);
		if (status == STATUS_OK && !i && priority)
			status = tell_row(cases, "  target", cell_target, priority, text);
	}
	return status;
}

static enum status tell_rows(const struct cases *cases, const struct row *rows, size_t count, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = tell_row(cases, rows[i].label, rows[i].write, 0, text);
	return status;
}

static enum status tell_some(const struct cases *cases, struct buffer *text)
{
	bool several = false, moves = false, shifts = false;
	for (unsigned i = 0; i < cases->count; i++) {
		const struct case_result *result = &cases->results[i];
		several |= result->measure.several > 0;
		moves |= result->measure.moves > 0;
		for (uint32_t k = 0; k < result->city.unit_count; k++)
			shifts |= result->city.units[k].shift.spans > 0;
	}
	enum status status =
	    several ? tell_rows(cases, several_rows, sizeof several_rows / sizeof *several_rows, text) : STATUS_OK;
	if (status == STATUS_OK && shifts)
		status = tell_rows(cases, &duty_row, 1, text);
	return status == STATUS_OK && moves ? tell_rows(cases, &move_row, 1, text) : status;
}

enum status report_tell(const struct cases *cases, struct buffer *text)
{
	enum status status = buffer_print(text, "%-*s", LABEL_WIDTH, "");
	for (unsigned i = 0; status == STATUS_OK && i < cases->count; i++)
		status = buffer_print(text, "%*s", width_of(cases, i), cases->cases[i].name);
	if (status == STATUS_OK)
		status = buffer_append_text(text, "\n");
	for (unsigned i = 0; status == STATUS_OK && i <= PRIORITY_MAX; i++)
		if (!i || has_priority(cases, i))
			status = tell_spread(cases, i, text);
	if (status == STATUS_OK)
		status = tell_rows(cases, whole_rows, sizeof whole_rows / sizeof *whole_rows, text);
	if (status == STATUS_OK)
		status = tell_some(cases, text);
	return status == STATUS_OK && cases->peer ? tell_rows(cases, &peer_row, 1, text) : status;
}

/* A case's name can have anything in it. */
static enum status write_string(struct buffer *text, const char *string)
{
	enum status status = buffer_append_text(text, "\"");
	for (; status == STATUS_OK && *string; string++) {
		unsigned char c = (unsigned char)*string;
		if (c == '"' || c == '\\')
			status = buffer_print(text, "\\%c", c);
		else
			status = c < 0x20 ? buffer_print(text, "\\u%04x", c) : buffer_append(text, bytes_of(string, 1));
	}
	return status == STATUS_OK ? buffer_append_text(text, "\"") : status;
}

static enum status json_spread(const struct spread *spread, struct buffer *text)
{
	return buffer_print(text,
	                    "{\"calls\":%" PRIu64 ",\"within\":%" PRIu64 ",\"never\":%" PRIu64 ",\"target_ms\":%" PRId64
	                    ",\"mean_ms\":%" PRId64 ",\"median_ms\":%" PRId64 ",\"p90_ms\":%" PRId64 "}",
	                    spread->calls, spread->within, spread->never, spread->target_ms, spread->mean_ms,
	                    spread->median_ms, spread->p90_ms);
}

static enum status json_case(const struct cases *cases, unsigned number, struct buffer *text)
{
	const struct measure *measure = &cases->results[number].measure;
	enum status status = buffer_append_text(text, number ? ",{\"name\":" : "{\"name\":");
	if (status == STATUS_OK)
		status = write_string(text, cases->cases[number].name);
	if (status == STATUS_OK)
		status = buffer_append_text(text, ",\"all\":");
	if (status == STATUS_OK)
		status = json_spread(&measure->all, text);
	for (unsigned i = 1; status == STATUS_OK && i <= PRIORITY_MAX; i++) {
		status = buffer_print(text, ",\"priority_%u\":", i);
		if (status == STATUS_OK)
			status = json_spread(&measure->by_priority[i], text);
	}
	if (status == STATUS_OK)
		status = buffer_print(text,
		                      ",\"waited\":%" PRIu64 ",\"sent_on\":%" PRIu64 ",\"out_of_reach\":%" PRIu64
		                      ",\"units\":%" PRIu64 ",\"busy_ms\":%" PRIu64 ",\"busy_permille\":%" PRIu64
		                      ",\"covered_permille\":%" PRIu64,
		                      measure->waited, measure->bumped, measure->out_of_reach, measure->units,
		                      measure->busy_ms, measure->busy_permille, measure->covered_permille);
	if (status == STATUS_OK)
		status = buffer_print(text,
		                      ",\"several\":%" PRIu64 ",\"complete\":%" PRIu64 ",\"complete_mean_ms\":%" PRId64
		                      ",\"moves\":%" PRIu64 ",\"duty_ms\":%" PRIu64,
		                      measure->several, measure->complete, measure->complete_ms, measure->moves,
		                      measure->duty_ms);
	if (status == STATUS_OK && cases->peer)
		status = buffer_print(text, ",\"same_as_jemss\":%" PRIu64, measure->same_as_peer);
	return status == STATUS_OK ? buffer_append_text(text, "}") : status;
}

enum status report_tell_json(const struct cases *cases, struct buffer *text)
{
	enum status status = buffer_append_text(text, "{\"cases\":[");
	for (unsigned i = 0; status == STATUS_OK && i < cases->count; i++)
		status = json_case(cases, i, text);
	return status == STATUS_OK ? buffer_append_text(text, "]}\n") : status;
}

enum status report_calls(const struct cases *cases, struct buffer *text)
{
	enum status status =
	    buffer_append_text(text, "case,call,priority,unit,response_ms,hospital,wanted,complete_ms\n");
	for (unsigned i = 0; i < cases->count; i++) {
		const struct case_result *result = &cases->results[i];
		for (uint32_t k = 0; status == STATUS_OK && k < result->city.call_count; k++) {
			const struct call_fate *fate = &result->run.outcomes[k];
			const struct city_call *call = &result->city.calls[k];
			char response[CELL_BYTES] = "", complete[CELL_BYTES] = "";
			if (fate->arrived >= 0)
				(void)snprintf(response, sizeof response, "%" PRId64,
				               city_ms(&result->city, fate->arrived - call->arrival));
			if (fate->complete >= 0)
				(void)snprintf(complete, sizeof complete, "%" PRId64,
				               city_ms(&result->city, fate->complete - call->arrival));
			status = buffer_print(text, "%u,%" PRIu32 ",%u,%" PRIu32 ",%s,%" PRIu32 ",%" PRIu32 ",%s\n",
			                      i + 1, k + 1, call->priority, fate->unit, response, fate->hospital,
			                      fate->wanted, complete);
		}
	}
	return status;
}
