/* What a supervisor watches: how long callers waited in the last day beside the bounds, and how often each position is alarmed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "console/parts.h"
#include "console/json.h"
#include "desk/answers.h"

#define DAY_S (24 * 3600)

/* A fractile in milliseconds; null where so many were never answered that there is none. */
static enum status put_fractile(struct buffer *json, const char *name, uint64_t ms)
{
	return ms == ANSWER_NEVER_MS ? buffer_print(json, ",\"%s\":null", name) : part_number(json, name, ms);
}

static enum status put_bounds(struct buffer *json, const struct answers *answers)
{
	enum status status = buffer_append_text(json, ",\"bounds\":[");
	for (unsigned i = 0; status == STATUS_OK && i < ANSWER_BOUNDS; i++) {
		const struct answer_bound_row *row = &answer_bounds[i];
		status =
		    buffer_print(json, "%s{\"within_s\":%u,\"wanted_percent\":%u,\"met\":%u,\"of\":%u", i ? "," : "",
		                 row->within_s, row->percent, answers->bound[i].met, answers->bound[i].of);
		if (status == STATUS_OK)
			status = part_name(json, "source", row->source);
		if (status == STATUS_OK)
			status = part_name(json, "words", row->words);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_hours(struct buffer *json, const struct answers *answers)
{
	enum status status = buffer_append_text(json, ",\"hours\":[");
	for (unsigned i = 0; status == STATUS_OK && i < ANSWER_HOURS; i++)
		status = buffer_print(json, "%s{\"met\":%u,\"of\":%u}", i ? "," : "", answers->hour[i].met,
		                      answers->hour[i].of);
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static enum status put_answers(struct buffer *json, const struct answers *answers)
{
	enum status status = buffer_print(
	    json, ",\"answers\":{\"calls\":%u,\"answered\":%u,\"waiting\":%u,\"never\":%u,\"more\":%s", answers->calls,
	    answers->answered, answers->waiting, answers->never, answers->more ? "true" : "false");
	if (status == STATUS_OK)
		status = put_fractile(json, "p50_ms", answers->p50_ms);
	if (status == STATUS_OK)
		status = put_fractile(json, "p90_ms", answers->p90_ms);
	if (status == STATUS_OK)
		status = part_number(json, "longest_ms", answers->longest_ms);
	if (status == STATUS_OK)
		status = put_bounds(json, answers);
	return status == STATUS_OK ? put_hours(json, answers) : status;
}

static enum status put_alarms(struct buffer *json, const struct board *board, const struct alarms *alarms,
                              struct instant now)
{
	uint32_t positions = board->pool[POOL_positions].count;
	enum status status = buffer_print(json, ",\"alarms\":{\"span_s\":%u", ALARMS_SPAN_MIN * 60);
	if (status == STATUS_OK)
		status = part_at(json, "since", alarms_since(alarms));
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"positions\":[");
	for (uint32_t number = 1; status == STATUS_OK && number < positions; number++) {
		const struct position *position = board_positions(board, number);
		uint32_t count[ALARMS_SPANS];
		alarms_of(alarms, number, now, count);
		status = buffer_print(json, "%s{\"position\":%u,\"agent\":%u,\"counts\":[%u,%u,%u],\"steady\":%s",
		                      number > 1 ? "," : "", number, position->agent, count[0], count[1], count[2],
		                      alarms_steady(count) ? "true" : "false");
		if (status == STATUS_OK)
			status = part_name(json, "name", position->name.text);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}}") : status;
}

static void show(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	struct instant now = desk_now(ask->desk), since = instant_after(now, span_s(-DAY_S));
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct answers answers;
	enum status status = answers_reckon(board, since, now, &answers);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "{\"at\":");
	if (status == STATUS_OK)
		status = json_instant(&reply.body, now);
	if (status == STATUS_OK)
		status = part_at(&reply.body, "since", since);
	if (status == STATUS_OK)
		status = put_answers(&reply.body, &answers);
	if (status == STATUS_OK)
		status = put_alarms(&reply.body, board, ask_alarms(ask), now);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route supervision_routes[];
const struct route supervision_routes[] = {
	{ "GET", "/v1/supervision", ACCESS_READER, show,
	  "how long callers waited in the last day, beside the bounds; how often each position is alarmed" },
	{ 0 },
};
