/* What there is at a place, and what holds for all: history and hazards, lookouts, and who can be asked for help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "console/json.h"
#include "console/parts.h"

#define RADIUS_DEFAULT_M 100u
#define PAGE_DEFAULT 100u

static const char *const kind_names[PLACE_KINDS] = { "call", "incident", "notice", "closure" };

static void answer(struct ask *ask, struct reply *reply, enum status status)
{
	if (status == STATUS_OK)
		ask_hold(ask, reply);
	else
		ask_trouble(ask, reply, status);
}

static enum status put_call(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct call *call = board_calls(board, number);
	enum status status =
	    buffer_print(json, ",\"state\":\"%s\"", vocabulary_name(VOCABULARY_CALL_STATE, call->state));
	if (status == STATUS_OK && call->incident)
		status = part_number(json, "incident", call->incident);
	if (status == STATUS_OK)
		status = part_name(json, "channel", vocabulary_name(VOCABULARY_CHANNEL, call->channel));
	return status == STATUS_OK && call->disposition
	           ? part_name(json, "disposition", vocabulary_name(VOCABULARY_DISPOSITION, call->disposition))
	           : status;
}

static enum status put_incident(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct incident *incident = board_incidents(board, number);
	enum status status = buffer_print(json, ",\"open\":%s,\"priority\":%u,\"calls\":%u",
	                                  incident->open ? "true" : "false", incident->priority, incident->calls);
	if (status == STATUS_OK)
		status = part_name(json, "type", incident->type.text);
	return status == STATUS_OK && incident->disposition
	           ? part_name(json, "disposition", vocabulary_name(VOCABULARY_DISPOSITION, incident->disposition))
	           : status;
}

static enum status put_notice(struct buffer *json, struct desk *desk, const struct notice *notice)
{
	enum status status = buffer_print(json, ",\"open\":%s,\"agent\":%u,\"sequence\":%" PRIu64,
	                                  notice->open ? "true" : "false", notice->agent, notice->sequence);
	if (status == STATUS_OK && notice->incident)
		status = part_number(json, "incident", notice->incident);
	if (status == STATUS_OK)
		status = part_place(json, notice->lat_e7, notice->lon_e7, notice->radius_m);
	if (status == STATUS_OK)
		status = part_at(json, "issued_at", notice->issued_at);
	if (status == STATUS_OK)
		status = part_at(json, "until", notice->until);
	if (status == STATUS_OK && !notice->open)
		status = part_at(json, "ended_at", notice->ended_at);
	return status == STATUS_OK ? part_texts(json, desk, notice->sequence) : status;
}

static enum status put_closure(struct buffer *json, const struct closure *closure)
{
	return buffer_print(json, ",\"open\":%s,\"percent\":%u,\"radius_m\":%u,\"sequence\":%" PRIu64,
	                    closure->open ? "true" : "false", closure->percent, closure->radius_m, closure->sequence);
}

static enum status put_item(struct buffer *json, struct desk *desk, const struct place_item *item)
{
	const struct board *board = desk_board(desk);
	enum status status =
	    buffer_print(json, "{\"%s\":%u,\"distance_m\":%u", kind_names[item->kind], item->number, item->distance_m);
	if (status == STATUS_OK)
		status = part_at(json, "at", item->at);
	if (status == STATUS_OK && item->kind == PLACE_CALL)
		status = put_call(json, board, item->number);
	if (status == STATUS_OK && item->kind == PLACE_INCIDENT)
		status = put_incident(json, board, item->number);
	if (status == STATUS_OK && item->kind == PLACE_NOTICE)
		status = put_notice(json, desk, board_notices(board, item->number));
	if (status == STATUS_OK && item->kind == PLACE_CLOSURE)
		status = put_closure(json, board_closures(board, item->number));
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

/* "MOMENT.KIND.NUMBER", as the page before gave it. */
static bool read_before(const struct ask *ask, struct place_item *before)
{
	char text[64], *end;
	if (!query_text(ask, "before", text, sizeof text))
		return true;
	before->at.us = strtoll(text, &end, 10);
	unsigned long kind = *end == '.' ? strtoul(end + 1, &end, 10) : PLACE_KINDS;
	unsigned long number = *end == '.' ? strtoul(end + 1, &end, 10) : 0;
	before->kind = (uint8_t)kind;
	before->number = (uint32_t)number;
	return kind < PLACE_KINDS && number && number <= UINT32_MAX && !*end;
}

static bool read_kinds(const struct ask *ask, uint32_t *ret_kinds)
{
	char text[64], *rest = text;
	*ret_kinds = (1u << PLACE_KINDS) - 1;
	if (!query_text(ask, "kinds", text, sizeof text))
		return true;
	for (*ret_kinds = 0; *rest;) {
		size_t length = strcspn(rest, ",");
		unsigned kind = 0;
		while (kind < PLACE_KINDS &&
		       (strlen(kind_names[kind]) != length || strncmp(kind_names[kind], rest, length) != 0))
			kind++;
		if (kind == PLACE_KINDS)
			return false;
		*ret_kinds |= 1u << kind;
		rest += length + (rest[length] == ',');
	}
	return *ret_kinds != 0;
}

/* What is wrong with the query; NULL if nothing is. */
static const char *read_query(const struct ask *ask, struct place_query *query)
{
	uint64_t radius_m = RADIUS_DEFAULT_M, limit = PAGE_DEFAULT;
	if (!query_degrees(ask, "lat", 90, &query->lat_e7))
		return "lat";
	if (!query_degrees(ask, "lon", 180, &query->lon_e7))
		return "lon";
	if (!query_number(ask, "radius_m", PLACES_RADIUS_MAX_M, &radius_m))
		return "radius_m";
	if (!query_number(ask, "limit", PLACES_PAGE_MAX, &limit) || !limit)
		return "limit";
	if (!read_before(ask, &query->before))
		return "before";
	if (!read_kinds(ask, &query->kinds))
		return "kinds";
	query->radius_m = (uint32_t)radius_m;
	query->limit = (uint32_t)limit;
	return NULL;
}

static void show_place(struct ask *ask)
{
	struct place_item items[PLACES_PAGE_MAX];
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct place_query query = { 0 };
	struct place_page page;
	const char *wrong = read_query(ask, &query);
	if (wrong) {
		ask_refuse(ask, 400, "malformed", wrong, "docs/http-api.md says what a place is asked by");
		return;
	}
	enum status status = desk_places(ask->desk, &query, items, &page);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "{\"items\":[");
	for (uint32_t i = 0; status == STATUS_OK && i < page.count; i++) {
		status = i ? buffer_append_text(&reply.body, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = put_item(&reply.body, ask->desk, &items[i]);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]");
	if (status == STATUS_OK && page.more)
		status = buffer_print(&reply.body, ",\"before\":\"%" PRId64 ".%u.%u\"", page.next.at.us, page.next.kind,
		                      page.next.number);
	answer(ask, &reply, status == STATUS_OK ? buffer_append_text(&reply.body, "}") : status);
}

/* The open ones of a kind, the newest first; `before` is the last number of the page before. */
static void show_notices(struct ask *ask, enum notice_kind kind, const char *name)
{
	const struct board *board = desk_board(ask->desk);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	uint64_t before = UINT32_MAX, limit = PAGE_DEFAULT;
	if (!query_number(ask, "before", UINT32_MAX, &before) || !query_number(ask, "limit", PLACES_PAGE_MAX, &limit) ||
	    !limit) {
		ask_refuse(ask, 400, "malformed", "before", "a number is wanted");
		return;
	}
	uint32_t count = 0, last = 0, at = board_center(board)->first_open_notice;
	enum status status = buffer_print(&reply.body, "{\"%s\":[", name);
	for (; status == STATUS_OK && at && count < limit; at = board_notices(board, at)->next_open) {
		if (board_notices(board, at)->kind != kind || at >= before)
			continue;
		const struct notice *notice = board_notices(board, at);
		status = buffer_print(&reply.body, "%s{\"notice\":%u", count++ ? "," : "", at);
		if (status == STATUS_OK)
			status = put_notice(&reply.body, ask->desk, notice);
		if (status == STATUS_OK)
			status = part_owed(&reply.body, board, notice->first_obligation);
		last = at;
	}
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]");
	if (status == STATUS_OK && at && last)
		status = part_number(&reply.body, "before", last);
	answer(ask, &reply, status == STATUS_OK ? buffer_append_text(&reply.body, "}") : status);
}

static void show_bolos(struct ask *ask)
{
	show_notices(ask, NOTICE_BOLO, "bolos");
}

static void show_hazards(struct ask *ask)
{
	show_notices(ask, NOTICE_HAZARD, "hazards");
}

static void show_resources(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	const char *comma = "";
	enum status status = buffer_append_text(&reply.body, "{\"providers\":[");
	for (uint32_t number = 1; status == STATUS_OK && board_providers(board, number); number++) {
		const struct provider *provider = board_providers(board, number);
		if (provider->retired)
			continue;
		status = buffer_print(&reply.body, "%s{\"provider\":%u,\"row\":%u,\"asked_last\":%" PRIu64, comma,
		                      number, provider->row, provider->turn);
		if (status == STATUS_OK)
			status = part_name(&reply.body, "name", provider->name.text);
		if (status == STATUS_OK)
			status = part_name(&reply.body, "type", provider->type.text);
		if (status == STATUS_OK)
			status = part_texts(&reply.body, ask->desk, provider->sequence);
		if (status == STATUS_OK)
			status = buffer_append_text(&reply.body, "}");
		comma = ",";
	}
	answer(ask, &reply, status == STATUS_OK ? buffer_append_text(&reply.body, "]}") : status);
}

extern const struct route place_routes[];
const struct route place_routes[] = {
	{ "GET", "/v1/places", ACCESS_READER, show_place, "what was ever said of a place, the newest first" },
	{ "GET", "/v1/bolos", ACCESS_READER, show_bolos, "what everybody is to look out for" },
	{ "GET", "/v1/hazards", ACCESS_READER, show_hazards, "the hazards that hold" },
	{ "GET", "/v1/resources", ACCESS_READER, show_resources,
	  "who can be asked for help, and when each was asked last" },
	{ 0 },
};
