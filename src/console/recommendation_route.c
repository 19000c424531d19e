/* Who is recommended for an incident and why: the last recommendation on record, or one made anew. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "console/json.h"
#include "console/route.h"

static const struct incident *find_incident(struct ask *ask)
{
	const struct incident *incident = board_incidents(desk_board(ask->desk), ask->number);
	if (!incident)
		ask_refuse(ask, 404, "unknown_incident", "incident", "there is no such incident");
	return incident;
}

static enum status put_pick(struct buffer *json, const struct board *board, const struct pick *pick, bool first)
{
	enum status status =
	    buffer_print(json, "%s{\"unit\":%u,\"row\":%u,\"eta_s\":%u,\"why\":\"%s\",\"name\":", first ? "" : ",",
	                 pick->unit, pick->row, pick->eta_s, vocabulary_name(VOCABULARY_WHY, pick->why));
	if (status == STATUS_OK)
		status = json_words(json, board_units(board, pick->unit)->name.text);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

/* The record is JSON already, and stands as it was written. */
static enum status put_record(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	struct buffer *json = context;
	(void)reader;
	enum status status = buffer_print(json, ",\"sequence\":%" PRIu64 ",\"record\":", sequence);
	struct bytes record = head->command.text[TEXT_RECORD];
	if (status == STATUS_OK)
		status = record.length && record.at[0] == '{' ? buffer_append(json, record) : json_text(json, record);
	return status;
}

static void show_recommendation(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	const struct incident *incident = find_incident(ask);
	if (!incident)
		return;
	if (!incident->reasons) {
		ask_refuse(ask, 404, "no_recommendation", "incident",
		           ask_control(ask) && control_scene(ask_control(ask))
		               ? "nothing was recommended for it yet"
		               : "there is no plan in force, so nothing is recommended; POST /v1/plan loads one");
		return;
	}
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	enum status status = buffer_print(&reply.body, "{\"incident\":%" PRIu32 ",\"recommended\":[", ask->number);
	for (uint32_t at = incident->first_pick; status == STATUS_OK && at; at = board_picks(board, at)->next)
		status = put_pick(&reply.body, board, board_picks(board, at), at == incident->first_pick);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]");
	if (status == STATUS_OK)
		status = desk_read(ask->desk, incident->reasons, put_record, &reply.body);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "}");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void recommend_anew(struct ask *ask)
{
	const struct agent *agent = board_agents(desk_board(ask->desk), ask->agent);
	struct reply reply = { 0 };
	struct desk_answer answer;
	if (!find_incident(ask))
		return;
	if (!role_may(agent->role, RIGHT_DISPATCH)) {
		ask_refuse(ask, 403, "no_right", "Authorization",
		           vocabulary_words(VOCABULARY_REFUSAL, REFUSAL_NO_RIGHT));
		return;
	}
	enum status status =
	    ask_control(ask) ? control_recommend(ask_control(ask), ask->number, &answer) : STATUS_MISSING;
	if (status == STATUS_MISSING)
		ask_refuse(ask, 409, "no_plan", "", "there is no plan in force, or the incident is closed");
	else if (status != STATUS_OK)
		ask_trouble(ask, &reply, status);
	else
		show_recommendation(ask);
}

extern const struct route recommendation_routes[];
const struct route recommendation_routes[] = {
	{ "GET", "/v1/incidents/{incident}/recommendation", ACCESS_READER, show_recommendation,
	  "who is recommended for an incident, and why" },
	{ "POST", "/v1/incidents/{incident}/recommendation", ACCESS_STAFF, recommend_anew,
	  "have a recommendation made anew" },
	{ 0 },
};
