/* A center's own record is read from its files, and its last days are written as JSON. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/live.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "inquiry/docket_record.h"
#include "inquiry/record.h"

/* ---- JSON ---- */

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

/* How long it took: null where so many never got there. */
static void put_ms(json_t *to, const char *name, int32_t ms)
{
	if (ms != DOCKET_NEVER)
		(void)json_object_set_new(to, name, ms == DOCKET_FAR ? json_null() : json_integer(ms));
}

static json_t *write_gate(const struct gate *gate, const struct gate_group *group)
{
	json_t *reasons = json_array();
	for (unsigned i = 0; i < GATE_REASONS; i++)
		if (gate->reasons >> i & 1u)
			(void)json_array_append_new(reasons, json_string(gate_reason_name((enum gate_reason)i)));
	return json_pack("{s:s, s:o, s:o, s:o}", "verdict", gate_verdict_name(gate->verdict), "reasons", reasons,
	                 "arrivals_recorded", number(group->recorded), "arrivals", number(group->served));
}

/* What became of all the calls of a group; how many were reached in time only where the gate is not red. */
static json_t *write_group(const struct gate *gate, const struct gate_group *group)
{
	uint64_t without = group->calls - group->outcome[DOCKET_IS_OPEN] - group->outcome[DOCKET_IS_SERVED];
	json_t *json =
	    json_pack("{s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:o}", "calls", number(group->calls), "open",
	              number(group->outcome[DOCKET_IS_OPEN]), "unit_there", number(group->outcome[DOCKET_IS_SERVED]),
	              "without_unit", number(without), "within_target", "least", number(group->reached), "most",
	              number(group->reached + group->missing), "gate", write_gate(gate, group));
	if (json && gate->verdict != GATE_UNRELIABLE)
		(void)json_object_set_new(json_object_get(json, "within_target"), "stated", number(group->reached));
	return json;
}

/* The calls that have a moment, of those that came to it. */
static json_t *write_moments(const struct live_window *window)
{
	static const char *const names[DOCKET_MOMENTS] = {
#define MOMENT(NAME, FILE, WORDS) [DOCKET_##NAME] = FILE,
		DOCKET_MOMENT_LIST(MOMENT)
#undef MOMENT
	};
	json_t *moments = json_array();
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		const struct leg_summary *moment = &window->moment[i];
		uint64_t known = moment->state[LEG_LASTED] + moment->state[LEG_NEGATIVE];
		(void)json_array_append_new(moments,
		                            json_pack("{s:s, s:o, s:o, s:o}", "moment", names[i], "recorded",
		                                      number(known), "of", number(known + moment->state[LEG_MISSING]),
		                                      "backward", number(moment->state[LEG_NEGATIVE])));
	}
	return moments;
}

static json_t *write_leg(const char *name, const struct leg_summary *leg)
{
	enum { HALF, NINE_OF_TEN };
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "leg", name, "calls", number(leg->calls),
	                         "lasted", number(leg->state[LEG_LASTED]), "backward", number(leg->state[LEG_NEGATIVE]),
	                         "not_recorded", number(leg->state[LEG_MISSING]), "endless",
	                         number(leg->state[LEG_ENDLESS]), "unbegun", number(leg->state[LEG_UNBEGUN]));
	if (!json)
		return NULL;
	put_ms(json, "p50_ms", leg->of_all_ms[HALF]);
	put_ms(json, "p90_ms", leg->of_all_ms[NINE_OF_TEN]);
	put_ms(json, "p50_begun_ms", leg->of_begun_ms[HALF]);
	put_ms(json, "p90_begun_ms", leg->of_begun_ms[NINE_OF_TEN]);
	put_ms(json, "p90_worst_ms", leg->at_worst_ms[NINE_OF_TEN]);
	return json;
}

/* Where the gate is red only what comes before a unit is assigned may be told. */
static bool is_told(const struct live_window *window, int moment)
{
	return window->gate.verdict != GATE_UNRELIABLE || moment <= (int)DOCKET_ASSIGNED;
}

static json_t *write_legs(const struct live_window *window)
{
	json_t *legs = json_array();
	for (int leg = 0; leg < (int)LEGS; leg++)
		if (window->leg[leg].calls && is_told(window, leg))
			(void)json_array_append_new(legs, write_leg(leg_name((enum leg)leg), &window->leg[leg]));
	if (window->whole.calls && is_told(window, DOCKET_ON_SCENE))
		(void)json_array_append_new(legs, write_leg("whole", &window->whole));
	return legs;
}

static json_t *write_bounds(const struct live_window *window)
{
	json_t *bounds = json_array();
	for (unsigned i = 0; i < STANDARD_BOUNDS; i++) {
		const struct bound *bound = bound_of((enum standard_bound)i);
		const struct leg_check *check = &window->bound[i];
		if (!is_told(window, bound->span.to))
			continue;
		(void)json_array_append_new(
		    bounds, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:o, s:s}", "bound", bound->name,
		                      "leg", leg_name((enum leg)bound->span.to), "words", bound->words, "source",
		                      bound->source, "clause", bound->clause, "within_ms", bound->limit_ms,
		                      "wanted_thousandths", (int)bound->thousandths, "within", number(check->within),
		                      "of", number(check->begun), "not_recorded", number(check->unknown), "standing",
		                      bound_standing_name(bound_judge(bound, check))));
	}
	return bounds;
}

static json_t *write_districts(const struct live_window *window)
{
	json_t *districts = json_array();
	for (uint32_t i = 0; i < window->districts; i++) {
		const struct live_district *district = &window->district[i];
		json_t *json = write_group(&district->gate, &district->group);
		/* A name that is no UTF-8 is left away, and the row stays. */
		json_t *name = json_string(district->name);
		(void)json_object_set_new(json, "district", name ? name : json_string("?"));
		(void)json_array_append_new(districts, json);
	}
	return districts;
}

static json_t *write_window(const struct live_window *window)
{
	char from[INSTANT_TEXT_BYTES], to[INSTANT_TEXT_BYTES];
	instant_write((struct instant){ window->from_ms * 1000 }, from);
	instant_write((struct instant){ window->to_ms * 1000 }, to);
	json_t *json = write_group(&window->gate, &window->group);
	json_t *left_out = json_object();
	for (unsigned i = CALL_IS_KEPT + 1; i < FATES_OF_CALL; i++)
		if (window->left_out[i])
			(void)json_object_set_new(left_out, selection_fate_name((enum fate_of_call)i),
			                          number(window->left_out[i]));
	json_t *rest =
	    json_pack("{s:i, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "days", (int)window->days, "from", from, "to",
	              to, "unanswered", number(window->moment[DOCKET_ANSWERED].state[LEG_ENDLESS]), "left_out",
	              left_out, "moments", write_moments(window), "legs", write_legs(window), "bounds",
	              write_bounds(window), "districts", write_districts(window));
	if (json && rest && json_object_update(json, rest) == 0) {
		json_decref(rest);
		return json;
	}
	json_decref(json);
	json_decref(rest);
	return NULL;
}

enum status live_write(const struct docket *docket, int64_t now_ms, struct buffer *json)
{
	json_t *windows = json_array();
	enum status status = windows ? STATUS_OK : STATUS_MEMORY;
	for (unsigned i = 0; i < LIVE_WINDOWS && status == STATUS_OK; i++) {
		struct live_window window = { 0 };
		status = live_reckon(docket, now_ms, live_days[i], &window);
		if (status == STATUS_OK && json_array_append_new(windows, write_window(&window)) != 0)
			status = STATUS_MEMORY;
		live_close(&window);
	}
	char *text = status == STATUS_OK ? json_dumps(windows, JSON_COMPACT) : NULL;
	if (status == STATUS_OK)
		status = text ? buffer_print(json, "\"windows\":%s", text) : STATUS_MEMORY;
	free(text);
	json_decref(windows);
	return status;
}

/* ---- the record ---- */

struct visit {
	const struct live_reading *reading;
	struct docket_record *record;
};

static enum status see(void *context, const struct board *board, const struct stored_entry *stored)
{
	const struct visit *visit = context;
	if (visit->reading->stop && visit->reading->stop(visit->reading->context))
		return STATUS_BUSY;
	return docket_record_see(visit->record, board, stored);
}

static enum status write_head(const struct live_reading *reading, const struct board *board,
                              const struct docket_record_account *account, struct buffer *json)
{
	char as_of[INSTANT_TEXT_BYTES], record_to[INSTANT_TEXT_BYTES];
	instant_write((struct instant){ reading->now_us }, as_of);
	instant_write(board_center(board)->now, record_to);
	return buffer_print(json,
	                    "{\"as_of\":\"%s\",\"record_to\":\"%s\",\"entries\":%" PRIu64
	                    ",\"inferred_arrivals\":%" PRIu64 ",\"target_s\":%u,",
	                    as_of, record_to, account->entries, account->inferred, LIVE_TARGET_S);
}

enum status live_read(const struct live_reading *reading, struct buffer *json)
{
	struct visit visit = { .reading = reading };
	struct fold fold = { .after = see, .entry_context = &visit };
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_record_account account = { 0 };
	enum status status = docket_record_open(&visit.record);
	if (status == STATUS_OK)
		status = record_fold_quietly(reading->path, &fold);
	if (status == STATUS_OK)
		status = docket_record_read(visit.record, fold.board, "", "UTC", NULL, &build, &docket, &account);
	if (status == STATUS_OK)
		status = write_head(reading, fold.board, &account, json);
	if (status == STATUS_OK)
		status = live_write(&docket, reading->now_us / 1000, json);
	docket_build_close(&build);
	board_close(fold.board);
	docket_record_close(visit.record);
	return status;
}
