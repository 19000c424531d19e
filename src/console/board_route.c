/* The board: what is open, what is owed on it, by whom and until when; and who and what there is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "console/changes.h"
#include "console/json.h"
#include "console/mirror.h"
#include "console/parts.h"
#include "console/route.h"
#include "core/need.h"
#include "desk/tracker.h"

static enum status put_obligation(struct buffer *json, const struct board *board, uint32_t slot)
{
	const struct obligation *owed = board_obligations(board, slot);
	bool raised = owed->raised_kind != OWNER_NOBODY;
	enum status status = buffer_append_text(json, "{\"obligation\":");
	if (status == STATUS_OK)
		status = json_handle(json, board_handle(board, slot));
	if (status == STATUS_OK)
		status = buffer_print(
		    json, ",\"kind\":\"%s\",\"owner_kind\":\"%s\",\"owner\":%u,\"rung\":%u,\"raised\":%u",
		    vocabulary_name(VOCABULARY_OBLIGATION, owed->kind),
		    vocabulary_name(VOCABULARY_OWNER, owed->owner_kind), owed->owner, owed->rung, owed->raised);
	if (status == STATUS_OK && raised)
		status = buffer_print(json, ",\"raised_kind\":\"%s\",\"raised_to\":%u",
		                      vocabulary_name(VOCABULARY_OWNER, owed->raised_kind), owed->raised_to);
	if (status == STATUS_OK && owed->assignment)
		status = buffer_print(json, ",\"assignment\":%u", owed->assignment);
	if (status == STATUS_OK)
		status = part_at(json, "opened", owed->opened);
	if (status == STATUS_OK)
		status = part_at(json, "due", owed->due);
	if (status == STATUS_OK)
		status = part_at(json, "first_due", owed->first_due);
	return status == STATUS_OK ? buffer_print(json, ",\"unheeded\":%s}", owed->unheeded ? "true" : "false")
	                           : status;
}

enum status part_owed(struct buffer *json, const struct board *board, uint32_t first)
{
	enum status status = buffer_append_text(json, ",\"obligations\":[");
	for (uint32_t slot = first; status == STATUS_OK && slot; slot = board_obligations(board, slot)->next) {
		status = slot == first ? STATUS_OK : buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_obligation(json, board, slot);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

/* A place, unless none was ever given: 0, 0 is in the sea. */
static enum status put_place(struct buffer *json, int32_t lat_e7, int32_t lon_e7, uint32_t uncertainty_m)
{
	if (!lat_e7 && !lon_e7)
		return STATUS_OK;
	return buffer_print(json, ",\"lat\":%.7f,\"lon\":%.7f,\"uncertainty_m\":%u", lat_e7 / 1e7, lon_e7 / 1e7,
	                    uncertainty_m);
}

static enum status put_call(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct call *call = board_calls(board, number);
	enum status status =
	    buffer_print(json, "{\"call\":%u,\"state\":\"%s\",\"priority\":%u,\"queue\":%u,\"malformed\":%s", number,
	                 vocabulary_name(VOCABULARY_CALL_STATE, call->state), call->priority, call->queue,
	                 call->malformed ? "true" : "false");
	if (status == STATUS_OK)
		status = part_name(json, "channel", vocabulary_name(VOCABULARY_CHANNEL, call->channel));
	if (status == STATUS_OK && call->incident)
		status = buffer_print(json, ",\"incident\":%u", call->incident);
	if (status == STATUS_OK && call->agent)
		status = buffer_print(json, ",\"agent\":%u", call->agent);
	if (status == STATUS_OK && call->help)
		status = part_name(json, "help", vocabulary_name(VOCABULARY_HELP, call->help));
	if (status == STATUS_OK && call->away)
		status = buffer_append_text(json, ",\"away\":true");
	if (status == STATUS_OK && call->third_state)
		status =
		    buffer_print(json, ",\"third\":\"%s\"", call->third_state == THIRD_JOINED ? "joined" : "asked");
	if (status == STATUS_OK && call->third_kind)
		status = buffer_print(json, ",\"third_%s\":%u", vocabulary_name(VOCABULARY_OWNER, call->third_kind),
		                      call->third);
	if (status == STATUS_OK)
		status = put_place(json, call->lat_e7, call->lon_e7, call->uncertainty_m);
	if (status == STATUS_OK)
		status = part_at(json, "first_contact", call->first_contact);
	if (status == STATUS_OK)
		status = part_at(json, "answered_at", call->answered_at);
	return status == STATUS_OK ? part_owed(json, board, call->first_obligation) : status;
}

static enum status put_assignments(struct buffer *json, const struct board *board, uint32_t first)
{
	enum status status = buffer_append_text(json, ",\"assignments\":[");
	for (uint32_t at = first; status == STATUS_OK && at; at = board_assignments(board, at)->next_of_incident) {
		const struct assignment *assignment = board_assignments(board, at);
		status = buffer_print(json, "%s{\"assignment\":%u,\"unit\":%u", at == first ? "" : ",", at,
		                      assignment->unit);
		if (status == STATUS_OK)
			status = part_name(json, "name", board_units(board, assignment->unit)->name.text);
		if (status == STATUS_OK)
			status = part_name(json, "status", vocabulary_name(VOCABULARY_UNIT_STATUS, assignment->status));
		if (status == STATUS_OK)
			status = buffer_print(json, ",\"active\":%s}", assignment->active ? "true" : "false");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

/* The names of a mask's capabilities; bits without a name are none. */
static enum status put_mask(struct buffer *json, const struct board *board, const char *name, uint64_t mask)
{
	const char *comma = "";
	enum status status = buffer_print(json, ",\"%s\":[", name);
	for (uint32_t number = 1; status == STATUS_OK && board_capabilities(board, number); number++) {
		if (!(mask & capability_bit(number)))
			continue;
		status = buffer_append_text(json, comma);
		if (status == STATUS_OK)
			status = json_words(json, board_capabilities(board, number)->name.text);
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

/* Sets of capabilities that will do as well, where a row has such. */
static enum status put_stand_ins(struct buffer *json, const struct board *board, const struct need *need)
{
	if (!need->stand_in[0])
		return STATUS_OK;
	enum status status = buffer_append_text(json, ",\"stand_ins\":[");
	for (unsigned i = 0; status == STATUS_OK && i < NEED_STAND_INS_MAX && need->stand_in[i]; i++) {
		status = buffer_append_text(json, i ? ",{\"all\":true" : "{\"all\":true");
		if (status == STATUS_OK)
			status = put_mask(json, board, "capabilities", need->stand_in[i]);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_need(struct buffer *json, const struct board *board, const struct need *need, unsigned filled)
{
	enum status status = buffer_print(json, "{\"row\":%u,\"count\":%u,\"filled\":%u,\"crew\":%u,\"check_s\":%u",
	                                  need->row, need->count, filled, need->crew, need->span_s);
	if (status == STATUS_OK)
		status = put_mask(json, board, "capabilities", need->capabilities);
	if (status == STATUS_OK)
		status = part_name(json, "mode", vocabulary_name(VOCABULARY_MODE, need->mode));
	if (status == STATUS_OK)
		status = put_mask(json, board, "substitutes", need->substitutes);
	if (status == STATUS_OK)
		status = put_stand_ins(json, board, need);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

/* What is needed, row by row, and how far it is there. */
static enum status put_needs(struct buffer *json, const struct board *board, uint32_t incident)
{
	struct need_fill fill;
	(void)need_met(board, incident, &fill);
	uint32_t first = board_incidents(board, incident)->first_need;
	enum status status = buffer_append_text(json, ",\"needs\":[");
	for (uint32_t at = first; status == STATUS_OK && at; at = board_needs(board, at)->next_of_incident) {
		const struct need *need = board_needs(board, at);
		status = at == first ? STATUS_OK : buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_need(json, board, need, fill.filled[need->row]);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

/* The units that were recommended last; nothing at all if none ever were. */
static enum status put_picks(struct buffer *json, const struct board *board, const struct incident *incident)
{
	if (!incident->recommended)
		return STATUS_OK;
	enum status status = buffer_append_text(json, ",\"recommended\":[");
	for (uint32_t at = incident->first_pick; status == STATUS_OK && at; at = board_picks(board, at)->next) {
		const struct pick *pick = board_picks(board, at);
		status = buffer_print(json, "%s{\"unit\":%u,\"row\":%u,\"eta_s\":%u",
		                      at == incident->first_pick ? "" : ",", pick->unit, pick->row, pick->eta_s);
		if (status == STATUS_OK)
			status = part_name(json, "name", board_units(board, pick->unit)->name.text);
		if (status == STATUS_OK)
			status = part_name(json, "why", vocabulary_name(VOCABULARY_WHY, pick->why));
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_incident(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct incident *incident = board_incidents(board, number);
	enum status status =
	    buffer_print(json, "{\"incident\":%u,\"priority\":%u,\"need\":%u,\"calls\":%u,\"active\":%u", number,
	                 incident->priority, incident->need, incident->calls, incident->active);
	if (status == STATUS_OK)
		status = part_name(json, "type", incident->type.text);
	if (status == STATUS_OK)
		status = put_place(json, incident->lat_e7, incident->lon_e7, incident->uncertainty_m);
	if (status == STATUS_OK)
		status = part_at(json, "opened_at", incident->opened_at);
	if (status == STATUS_OK)
		status = put_assignments(json, board, incident->first_assignment);
	if (status == STATUS_OK && incident->alarm)
		status = buffer_print(json, ",\"alarm\":%u", incident->alarm);
	if (status == STATUS_OK)
		status = put_needs(json, board, number);
	if (status == STATUS_OK)
		status = put_picks(json, board, incident);
	if (status == STATUS_OK)
		status = part_large(json, board, number);
	return status == STATUS_OK ? part_owed(json, board, incident->first_obligation) : status;
}

static enum status put_calls(struct buffer *json, const struct board *board)
{
	uint32_t count = 0;
	enum status status = buffer_append_text(json, ",\"calls\":[");
	uint32_t number = board_center(board)->first_open_call;
	for (; status == STATUS_OK && number && count < BOARD_LIST_MAX;
	     number = board_calls(board, number)->next_open) {
		status = count++ ? buffer_append_text(json, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = put_call(json, board, number);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_incidents(struct buffer *json, const struct board *board)
{
	uint32_t count = 0;
	enum status status = buffer_append_text(json, ",\"incidents\":[");
	uint32_t number = board_center(board)->first_open_incident;
	for (; status == STATUS_OK && number && count < BOARD_LIST_MAX;
	     number = board_incidents(board, number)->next_open) {
		status = count++ ? buffer_append_text(json, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = put_incident(json, board, number);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_agent(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct agent *agent = board_agents(board, number);
	enum status status = buffer_print(json, "{\"agent\":%u,\"position\":%u", number, agent->position);
	if (status == STATUS_OK)
		status = part_name(json, "name", agent->name.text);
	if (status == STATUS_OK)
		status = part_name(json, "role", vocabulary_name(VOCABULARY_ROLE, agent->role));
	if (status == STATUS_OK)
		status = part_name(json, "state", vocabulary_name(VOCABULARY_AGENT_STATE, agent->state));
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status put_agents(struct buffer *json, const struct board *board)
{
	enum status status = buffer_append_text(json, ",\"agents\":[");
	for (uint32_t number = 1; status == STATUS_OK && board_agents(board, number); number++) {
		status = number == 1 ? STATUS_OK : buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_agent(json, board, number);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

/* Where the unit was last, and what its way lets one think; each with its moment, for age is for the reader to judge. */
static enum status put_seen(struct buffer *json, const struct unit *unit, struct instant now, uint32_t stale_s)
{
	enum status status = put_place(json, unit->lat_e7, unit->lon_e7, unit->uncertainty_m);
	if (status == STATUS_OK && instant_known(unit->seen_at)) {
		int64_t age_s = instant_since(now, unit->seen_at).us / 1000000;
		status = part_at(json, "seen_at", unit->seen_at);
		if (status == STATUS_OK)
			status = buffer_print(json, ",\"position_age_s\":%" PRId64 ",\"position_stale\":%s",
			                      age_s < 0 ? 0 : age_s, age_s > stale_s ? "true" : "false");
	}
	if (status != STATUS_OK || !unit->inferred)
		return status;
	status = buffer_print(json, ",\"inferred_assignment\":%u", unit->inferred_assignment);
	if (status == STATUS_OK)
		status = part_name(json, "inferred", vocabulary_name(VOCABULARY_UNIT_STATUS, unit->inferred));
	return status == STATUS_OK ? part_at(json, "inferred_at", unit->inferred_at) : status;
}

/* What was heard since and is on no record: to look at, and nothing is decided by it. */
static enum status put_live(struct buffer *json, const struct desk *desk, uint32_t number)
{
	struct track_fix fix;
	const struct unit *unit = board_units(desk_board(desk), number);
	if (!tracker_latest(desk_tracker(desk), number, &fix) || instant_before(fix.stamp, unit->seen_at) ||
	    (fix.place.lat_e7 == unit->lat_e7 && fix.place.lon_e7 == unit->lon_e7))
		return STATUS_OK;
	enum status status = buffer_print(json, ",\"live\":{\"lat\":%.7f,\"lon\":%.7f,\"uncertainty_m\":%u",
	                                  fix.place.lat_e7 / 1e7, fix.place.lon_e7 / 1e7, fix.uncertainty_m);
	if (status == STATUS_OK)
		status = part_at(json, "at", fix.stamp);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status put_unit(struct buffer *json, const struct desk *desk, uint32_t number, struct instant now)
{
	const struct board *board = desk_board(desk);
	const struct unit *unit = board_units(board, number);
	enum status status = buffer_print(json, "{\"unit\":%u,\"active\":%u,\"out_of_service\":%s,\"logged_off\":%s",
	                                  number, unit->active, unit->out_of_service ? "true" : "false",
	                                  unit->crew_state == CREW_OFF ? "true" : "false");
	if (status == STATUS_OK)
		status = part_name(json, "name", unit->name.text);
	if (status == STATUS_OK)
		status = put_mask(json, board, "capabilities", unit->capabilities);
	const struct {
		const char *name;
		uint32_t number;
	} given[] = { { "crew", unit->crew },
		      { "station", unit->station },
		      { "posted", unit->posted },
		      { "neighbour", unit->neighbour } };
	for (size_t i = 0; status == STATUS_OK && i < sizeof given / sizeof *given; i++)
		if (given[i].number)
			status = buffer_print(json, ",\"%s\":%u", given[i].name, given[i].number);
	if (status == STATUS_OK && instant_known(unit->until))
		status = part_at(json, "until", unit->until);
	if (status == STATUS_OK)
		status = put_seen(json, unit, now, tracker_stale_s(desk_tracker(desk)));
	if (status == STATUS_OK)
		status = put_live(json, desk, number);
	return status == STATUS_OK ? part_owed(json, board, unit->first_obligation) : status;
}

static enum status put_units(struct buffer *json, const struct desk *desk, struct instant now)
{
	const struct board *board = desk_board(desk);
	enum status status = buffer_append_text(json, ",\"units\":[");
	for (uint32_t number = 1; status == STATUS_OK && board_units(board, number); number++) {
		status = number == 1 ? STATUS_OK : buffer_append_text(json, ",");
		if (status == STATUS_OK)
			status = put_unit(json, desk, number, now);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_stations(struct buffer *json, const struct board *board)
{
	enum status status = put_mask(json, board, "capabilities", UINT64_MAX);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"stations\":[");
	for (uint32_t number = 1; status == STATUS_OK && board_stations(board, number); number++) {
		const struct station *station = board_stations(board, number);
		status = buffer_print(json, "%s{\"station\":%u", number == 1 ? "" : ",", number);
		if (status == STATUS_OK)
			status = part_name(json, "name", station->name.text);
		if (status == STATUS_OK)
			status = put_place(json, station->lat_e7, station->lon_e7, 0);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

/* Roads that are closed or slow; an area's shape is in the text of its entry. */
static enum status put_closures(struct buffer *json, const struct board *board)
{
	uint32_t first = board_center(board)->first_open_closure, count = 0;
	enum status status = buffer_append_text(json, ",\"closures\":[");
	for (uint32_t at = first; status == STATUS_OK && at && count < BOARD_LIST_MAX;
	     at = board_closures(board, at)->next_open) {
		const struct closure *closure = board_closures(board, at);
		status = buffer_print(json, "%s{\"closure\":%u,\"percent\":%u,\"radius_m\":%u,\"sequence\":%" PRIu64,
		                      count++ ? "," : "", at, closure->percent, closure->radius_m, closure->sequence);
		if (status == STATUS_OK && closure->incident)
			status = buffer_print(json, ",\"incident\":%u", closure->incident);
		if (status == STATUS_OK && closure->radius_m)
			status = buffer_print(json, ",\"lat\":%.7f,\"lon\":%.7f", closure->lat_e7 / 1e7,
			                      closure->lon_e7 / 1e7);
		if (status == STATUS_OK)
			status = part_at(json, "closed_at", closure->closed_at);
		if (status == STATUS_OK)
			status = part_at(json, "review_at", closure->review_at);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

/* Hazards and lookouts that hold, with what is owed on them; their words are at /v1/hazards and /v1/bolos. */
static enum status put_notices(struct buffer *json, const struct board *board)
{
	uint32_t count = 0, at = board_center(board)->first_open_notice;
	enum status status = buffer_append_text(json, ",\"notices\":[");
	for (; status == STATUS_OK && at && count < BOARD_LIST_MAX; at = board_notices(board, at)->next_open) {
		const struct notice *notice = board_notices(board, at);
		status = buffer_print(json, "%s{\"notice\":%u,\"type\":\"%s\"", count++ ? "," : "", at,
		                      vocabulary_name(VOCABULARY_NOTICE, notice->kind));
		if (status == STATUS_OK && notice->incident)
			status = part_number(json, "incident", notice->incident);
		if (status == STATUS_OK)
			status = part_place(json, notice->lat_e7, notice->lon_e7, notice->radius_m);
		if (status == STATUS_OK)
			status = part_at(json, "until", notice->until);
		if (status == STATUS_OK)
			status = part_owed(json, board, notice->first_obligation);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_load(struct buffer *json, const char *name, const struct load *load)
{
	if (!load)
		return STATUS_OK;
	enum status status = buffer_print(json, ",\"%s\":{\"sequence\":%" PRIu64 ",\"hash\":", name, load->sequence);
	if (status == STATUS_OK)
		status = json_handle(json, load->hash);
	if (status == STATUS_OK)
		status = part_name(json, "name", load->name.text);
	if (status == STATUS_OK)
		status = part_at(json, "at", load->at);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

/* The plan and the map that hold: the last of each. */
static enum status put_loads(struct buffer *json, const struct board *board)
{
	enum status status = put_load(json, "plan", board_plans(board, board->pool[POOL_plans].count - 1));
	return status == STATUS_OK ? put_load(json, "map", board_maps(board, board->pool[POOL_maps].count - 1))
	                           : status;
}

enum status board_whole(struct buffer *json, const struct desk *desk)
{
	const struct board *board = desk_board(desk);
	struct instant now = desk_now(desk);
	const struct center *center = board_center(board);
	enum status status = buffer_print(json, "{\"sequence\":%" PRIu64, center->sequence);
	if (status == STATUS_OK)
		status = part_at(json, "now", now);
	if (status == STATUS_OK)
		status =
		    buffer_print(json, ",\"open_calls\":%u,\"open_incidents\":%u,\"open_obligations\":%u,\"flood\":%u",
		                 center->open_calls, center->open_incidents, center->open_obligations, center->flooded);
	enum status (*const parts[])(struct buffer *, const struct board *) = {
		put_calls, put_incidents, put_agents, put_stations, put_closures, put_notices, put_loads,
	};
	for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++)
		status = parts[i](json, board);
	if (status == STATUS_OK)
		status = put_units(json, desk, now);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

enum status board_item(struct buffer *json, const struct desk *desk, enum board_pool pool, uint32_t number)
{
	const struct board *board = desk_board(desk);
	if (pool == POOL_calls)
		return put_call(json, board, number);
	if (pool == POOL_incidents)
		return put_incident(json, board, number);
	if (pool == POOL_units)
		return put_unit(json, desk, number, desk_now(desk));
	assert(pool == POOL_agents);
	return put_agent(json, board, number);
}

static void show_board(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	enum status status = board_whole(&reply.body, ask->desk);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route board_routes[];
const struct route board_routes[] = {
	{ "GET", "/v1/board", ACCESS_READER, show_board, "what is open and owed" },
	{ 0 },
};
