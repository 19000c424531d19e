/* What a command came to, as the answer to the one who asked: a pure function of its entry, so that repeats get the same. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/reply.h"

#include <inttypes.h>

#include "console/json.h"

static const struct {
	const char *name;
	const char *words;
} refusal_table[REFUSAL_COUNT] = {
#define REFUSAL(NAME, JSON, WORDS) [REFUSAL_##NAME] = { JSON, WORDS },
#include "core/refusals.def"
#undef REFUSAL
};

/* Which member a refusal is about, where it is about one; what is in no row is about none in particular. */
static const char *const refused_member[REFUSAL_COUNT] = {
	[REFUSAL_UNKNOWN_CALL] = "call",
	[REFUSAL_UNKNOWN_INCIDENT] = "incident",
	[REFUSAL_UNKNOWN_UNIT] = "unit",
	[REFUSAL_UNKNOWN_AGENT] = "agent",
	[REFUSAL_UNKNOWN_POSITION] = "position",
	[REFUSAL_UNKNOWN_QUEUE] = "queue",
	[REFUSAL_UNKNOWN_ASSIGNMENT] = "assignment",
	[REFUSAL_UNKNOWN_OBLIGATION] = "obligation",
	[REFUSAL_UNKNOWN_NEIGHBOUR] = "neighbour",
	[REFUSAL_NAME_TAKEN] = "name",
	[REFUSAL_NAME_MISSING] = "name",
	[REFUSAL_POSITION_TAKEN] = "position",
	[REFUSAL_REASON_MISSING] = "reason",
	[REFUSAL_WORDS_MISSING] = "words",
	[REFUSAL_PRIORITY_MISSING] = "priority",
	[REFUSAL_PRIORITY_SAME] = "priority",
	[REFUSAL_TYPE_MISSING] = "type",
	[REFUSAL_DISPOSITION_MISSING] = "disposition",
	[REFUSAL_NO_EVIDENCE] = "disposition",
	[REFUSAL_UNIT_OUT_OF_SERVICE] = "unit",
	[REFUSAL_UNIT_ON_IT] = "unit",
	[REFUSAL_UNIT_WORKING] = "unit",
	[REFUSAL_UNIT_IDLE] = "unit",
	[REFUSAL_UNIT_AMBIGUOUS] = "assignment",
	[REFUSAL_STATUS_MISSING] = "status",
	[REFUSAL_NOT_A_REVIEW] = "obligation",
	[REFUSAL_NOT_A_HAND_OVER] = "obligation",
	[REFUSAL_SPAN_WRONG] = "span_s",
	[REFUSAL_STAMP_WRONG] = "stamp",
	[REFUSAL_RUNG_WRONG] = "rung",
	[REFUSAL_PLACE_MISSING] = "place",
	[REFUSAL_UNKNOWN_CAPABILITY] = "capability",
	[REFUSAL_UNKNOWN_STATION] = "station",
	[REFUSAL_UNKNOWN_CLOSURE] = "closure",
	[REFUSAL_UNKNOWN_STATUS_NAME] = "name",
	[REFUSAL_NAME_WRONG] = "name",
	[REFUSAL_UNIT_LOGGED_OFF] = "unit",
	[REFUSAL_UNIT_ARRIVED] = "unit",
	[REFUSAL_CREW_MISSING] = "crew",
	[REFUSAL_ROW_WRONG] = "row",
	[REFUSAL_ROWS_WRONG] = "rows",
	[REFUSAL_POSITION_OLD] = "stamp",
	[REFUSAL_ROAD_OPEN] = "closure",
	[REFUSAL_AREA_MISSING] = "area",
	[REFUSAL_RECORD_MISSING] = "record",
	[REFUSAL_DUE_WRONG] = "due",
	[REFUSAL_UNKNOWN_NOTICE] = "notice",
	[REFUSAL_UNKNOWN_PROVIDER] = "provider",
	[REFUSAL_UNKNOWN_REQUEST] = "request",
	[REFUSAL_NOTICE_OVER] = "notice",
	[REFUSAL_NOTICE_SPAN_WRONG] = "span_s",
	[REFUSAL_NOT_RELATED] = "about",
	[REFUSAL_RELATED] = "about",
	[REFUSAL_RELATION_WRONG] = "about",
	[REFUSAL_NOT_MAJOR] = "incident",
	[REFUSAL_MAJOR] = "incident",
	[REFUSAL_HOLDER_MISSING] = "agent",
	[REFUSAL_ROLE_FREE] = "name",
	[REFUSAL_NO_PROVIDER] = "request",
	[REFUSAL_NOBODY_ASKED] = "request",
	[REFUSAL_REQUEST_TAKEN] = "request",
	[REFUSAL_REQUEST_OVER] = "request",
	[REFUSAL_HELP_NOT_ASKED] = "call",
};

/* What is wrong by itself, however the board stands. */
static const bool is_wrong[REFUSAL_COUNT] = {
	[REFUSAL_KEY_REUSED] = true,       [REFUSAL_NAME_MISSING] = true,      [REFUSAL_REASON_MISSING] = true,
	[REFUSAL_WORDS_MISSING] = true,    [REFUSAL_SUBJECT_MISSING] = true,   [REFUSAL_SUBJECT_AMBIGUOUS] = true,
	[REFUSAL_PRIORITY_MISSING] = true, [REFUSAL_TYPE_MISSING] = true,      [REFUSAL_DISPOSITION_MISSING] = true,
	[REFUSAL_STATUS_MISSING] = true,   [REFUSAL_SPAN_WRONG] = true,        [REFUSAL_STAMP_WRONG] = true,
	[REFUSAL_VALUE_WRONG] = true,      [REFUSAL_RUNG_WRONG] = true,        [REFUSAL_PLACE_MISSING] = true,
	[REFUSAL_NAME_WRONG] = true,       [REFUSAL_CREW_MISSING] = true,      [REFUSAL_ROW_WRONG] = true,
	[REFUSAL_ROWS_WRONG] = true,       [REFUSAL_AREA_MISSING] = true,      [REFUSAL_RECORD_MISSING] = true,
	[REFUSAL_DUE_WRONG] = true,        [REFUSAL_NOTICE_SPAN_WRONG] = true, [REFUSAL_HOLDER_MISSING] = true,
	[REFUSAL_RELATION_WRONG] = true,
};

static int code_of(enum refusal refusal)
{
	if (refusal == REFUSAL_NO_RIGHT)
		return 403;
	if (refusal >= REFUSAL_UNKNOWN_CALL && refusal <= REFUSAL_UNKNOWN_NEIGHBOUR)
		return 404;
	if (refusal >= REFUSAL_UNKNOWN_CAPABILITY && refusal <= REFUSAL_UNKNOWN_STATUS_NAME)
		return 404;
	if (refusal >= REFUSAL_UNKNOWN_NOTICE && refusal <= REFUSAL_UNKNOWN_REQUEST)
		return 404;
	return is_wrong[refusal] ? 422 : 409;
}

static enum status problem_head(struct reply *reply, int code, const char *rule, const char *title)
{
	reply->code = code;
	reply->type = PROBLEM_TYPE;
	enum status status = buffer_print(&reply->body, "{\"type\":\"urn:tocsin:problem:%s\",\"title\":", rule);
	if (status == STATUS_OK)
		status = json_words(&reply->body, title);
	return status == STATUS_OK ? buffer_print(&reply->body, ",\"status\":%d,\"rule\":\"%s\"", code, rule) : status;
}

static enum status put_member(struct buffer *json, const char *name, const char *value)
{
	enum status status = buffer_print(json, ",\"%s\":", name);
	return status == STATUS_OK ? json_words(json, value) : status;
}

static enum status put_blockers(struct buffer *json, const struct event *events, uint32_t count)
{
	const char *comma = "";
	enum status status = buffer_append_text(json, ",\"blockers\":[");
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
		if (events[i].kind != EVENT_BLOCKED_BY)
			continue;
		status = buffer_append_text(json, comma);
		if (status == STATUS_OK)
			status = json_event(json, &events[i]);
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static const struct event *find(const struct event *events, uint32_t count, enum event_kind kind)
{
	for (uint32_t i = 0; i < count; i++)
		if (events[i].kind == kind)
			return &events[i];
	return NULL;
}

static enum status write_refusal(struct reply *reply, uint64_t sequence, enum refusal refusal,
                                 const struct event *events, uint32_t count)
{
	enum status status =
	    problem_head(reply, code_of(refusal), refusal_table[refusal].name, refusal_table[refusal].words);
	if (status == STATUS_OK && refused_member[refusal])
		status = put_member(&reply->body, "field", refused_member[refusal]);
	if (status == STATUS_OK && (refusal == REFUSAL_BLOCKED || refusal == REFUSAL_STILL_OWES))
		status = put_blockers(&reply->body, events, count);
	return status == STATUS_OK ? buffer_print(&reply->body, ",\"sequence\":%" PRIu64 "}", sequence) : status;
}

/* The numbers that the one who asked needs for what he asks next, of whatever was made or spoken of first. */
static enum status put_numbers(struct buffer *json, const struct event *events, uint32_t count)
{
	static const enum field lifted[] = { FIELD_call,   FIELD_incident, FIELD_unit,   FIELD_assignment,
		                             FIELD_agent,  FIELD_position, FIELD_queue,  FIELD_neighbour,
		                             FIELD_notice, FIELD_provider, FIELD_request };
	enum status status = STATUS_OK;
	for (size_t k = 0; status == STATUS_OK && k < sizeof lifted / sizeof *lifted; k++)
		for (uint32_t i = 0; i < count; i++) {
			int64_t number = fields_number(&events[i].f, lifted[k]);
			if (!number)
				continue;
			status = buffer_print(json, ",\"%s\":%" PRId64, field_table[lifted[k]].name, number);
			break;
		}
	return status;
}

/* Derived secrets are told to the one who asked, and stored nowhere. */
/* The code, and where it can be read how the call stands. */
static enum status put_code(struct buffer *json, const char *code)
{
	enum status status = put_member(json, "code", code);
	return status == STATUS_OK ? buffer_print(json, ",\"page\":\"/c/%s\"", code) : status;
}

static enum status put_secret(struct buffer *json, const struct secrets *secrets, const struct event *events,
                              uint32_t count)
{
	char secret[TOKEN_BYTES];
	const struct event *placed = find(events, count, EVENT_CALL_PLACED);
	const struct event *added = find(events, count, EVENT_AGENT_ADDED);
	if (placed) {
		secrets_code(secrets, placed->f.call, secret);
		return put_code(json, secret);
	}
	const struct event *seat = find(events, count, EVENT_POSITION_ADDED);
	if (seat) {
		secrets_phone(secrets, seat->f.position, secret);
		return put_member(json, "phone_password", secret);
	}
	const struct event *unit = find(events, count, EVENT_UNIT_ADDED);
	unit = unit ? unit : find(events, count, EVENT_UNIT_SET);
	if (unit) {
		secrets_device(secrets, unit->f.unit, secret);
		return put_member(json, "device_token", secret);
	}
	if (!added)
		return STATUS_OK;
	secrets_token(secrets, added->f.agent, secret);
	return put_member(json, "token", secret);
}

enum status reply_write(struct reply *reply, const struct secrets *secrets, enum command_kind kind, uint64_t sequence,
                        const struct event *events, uint32_t count)
{
	const struct event *refused = find(events, count, EVENT_REFUSED);
	if (refused)
		return write_refusal(reply, sequence, refused->f.refusal, events, count);
	reply->code = kind == COMMAND_PLACE_CALL || kind == COMMAND_ASK_HELP ? 201 : 200;
	/* What a stranger or a caller was promised can be shown by the receipt alone. */
	if (kind == COMMAND_PLACE_CALL || kind == COMMAND_ASK_HELP || kind == COMMAND_COMPLAIN)
		reply->receipt = sequence;
	reply->type = JSON_TYPE;
	struct buffer *json = &reply->body;
	enum status status = buffer_print(json, "{\"sequence\":%" PRIu64, sequence);
	if (status == STATUS_OK)
		status = put_numbers(json, events, count);
	if (status == STATUS_OK)
		status = put_secret(json, secrets, events, count);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"events\":[");
	for (uint32_t i = 0; status == STATUS_OK && i < count; i++) {
		status = buffer_append_text(json, i ? "," : "");
		if (status == STATUS_OK)
			status = json_event(json, &events[i]);
	}
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

static enum status put_detail(struct reply *reply, const char *field, const char *detail)
{
	enum status status = put_member(&reply->body, "detail", detail);
	return status == STATUS_OK && *field ? put_member(&reply->body, "field", field) : status;
}

enum status reply_problem(struct reply *reply, int code, const char *rule, const char *field, const char *detail)
{
	enum status status = problem_head(reply, code, rule, "the request cannot be carried out");
	if (status == STATUS_OK)
		status = put_detail(reply, field, detail);
	return status == STATUS_OK ? buffer_append_text(&reply->body, "}") : status;
}

enum status reply_kept(struct reply *reply, const struct secrets *secrets, uint64_t sequence, uint32_t call, int code,
                       const char *field, const char *detail)
{
	char secret[TOKEN_BYTES];
	secrets_code(secrets, call, secret);
	reply->receipt = sequence;
	enum status status =
	    problem_head(reply, code, "malformed", "the request cannot be read; its bytes are kept as a call for help");
	if (status == STATUS_OK)
		status = put_detail(reply, field, detail);
	if (status == STATUS_OK)
		status = put_code(&reply->body, secret);
	return status == STATUS_OK
	           ? buffer_print(&reply->body, ",\"sequence\":%" PRIu64 ",\"call\":%u}", sequence, call)
	           : status;
}
