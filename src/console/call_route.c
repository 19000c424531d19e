/* The caller's routes: a call for help, more words, hanging up, a complaint, and how the call stands. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "console/asked.h"
#include "console/json.h"
#include "console/route.h"

/* Asks to keep the bytes; the call that they are, new or of the same key before. */
static enum status keep_bytes(struct ask *ask, struct command *keep, uint64_t *ret_sequence, uint32_t *ret_call)
{
	struct desk_answer answer;
	enum status status = desk_ask(ask->desk, keep, &answer);
	if (status == STATUS_OK && answer.refusal == REFUSAL_KEY_REUSED) {
		/* The key was for something else: that is a mistake, and no reason not to keep a call. */
		keep->keyed = false;
		status = desk_ask(ask->desk, keep, &answer);
	}
	if (status != STATUS_OK)
		return status;
	*ret_sequence = answer.sequence;
	*ret_call = answer.repeat ? 0 : answer.events[0].f.call;
	return answer.repeat ? desk_read_call(ask->desk, answer.sequence, ret_call) : STATUS_OK;
}

/* Whatever cannot be read may still be a call for help: its bytes are kept, and somebody owes it an answer. */
void ask_keep_malformed(struct ask *ask, const struct asked *asked, int code)
{
	struct command keep = { .kind = COMMAND_KEEP_MALFORMED, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP };
	struct reply reply = { 0 };
	uint64_t sequence;
	uint32_t call;
	keep.text[TEXT_RAW] = http_body(ask->request);
	(void)ask_key(ask, &keep); /* a key that is none is no reason not to keep a call */
	enum status status = keep_bytes(ask, &keep, &sequence, &call);
	if (status == STATUS_OK)
		status = reply_kept(&reply, desk_secrets(ask->desk), sequence, call, code, asked->field, asked->detail);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static bool may_be_a_call(enum command_kind kind)
{
	return kind == COMMAND_PLACE_CALL || kind == COMMAND_ADD_TEXT;
}

static void ask_command(struct ask *ask, struct asked *asked, enum command_kind kind)
{
	struct command *command = &asked->command;
	command->asker = kind == COMMAND_PLACE_CALL ? ASKER_STRANGER : ask->agent ? ASKER_AGENT : ASKER_CALLER;
	command->actor = command->asker == ASKER_AGENT ? ask->agent : 0;
	if (kind == COMMAND_PLACE_CALL && !command->f.channel)
		command->f.channel = CHANNEL_HTTP;
	if (kind != COMMAND_PLACE_CALL)
		command->f.call = ask->number;
	if (ask_key(ask, command)) {
		ask_desk(ask, command);
		return;
	}
	if (!may_be_a_call(kind)) {
		ask_refuse(ask, 400, KEY_WRONG);
		return;
	}
	(void)snprintf(asked->field, sizeof asked->field, "Idempotency-Key");
	(void)snprintf(asked->detail, sizeof asked->detail, "a key has 1 to 255 bytes");
	ask_keep_malformed(ask, asked, 400);
}

static void ask_as_caller(struct ask *ask, enum command_kind kind)
{
	struct asked asked = { .detail = "the body is longer than 1 MiB; its beginning is kept" };
	enum status status = http_body_cut(ask->request)
	                         ? STATUS_LIMIT
	                         : asked_read(desk_board(ask->desk), kind, http_body(ask->request), &asked);
	int code = status == STATUS_LIMIT ? 413 : 400;
	if (status == STATUS_MEMORY)
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	else if (status != STATUS_OK && may_be_a_call(kind) && http_body(ask->request).length)
		ask_keep_malformed(ask, &asked, code);
	else if (status != STATUS_OK)
		ask_refuse(ask, code, "malformed", asked.field, asked.detail);
	else
		ask_command(ask, &asked, kind);
	asked_close(&asked);
}

static void place_call(struct ask *ask)
{
	ask_as_caller(ask, COMMAND_PLACE_CALL);
}

static void add_text(struct ask *ask)
{
	ask_as_caller(ask, COMMAND_ADD_TEXT);
}

static void hang_up(struct ask *ask)
{
	ask_as_caller(ask, COMMAND_HANG_UP);
}

static void complain(struct ask *ask)
{
	ask_as_caller(ask, COMMAND_COMPLAIN);
}

static enum status write_standing(struct buffer *json, uint32_t number, const struct call *call)
{
	enum status status = buffer_print(json, "{\"call\":%u,\"state\":\"%s\",\"first_contact\":", number,
	                                  vocabulary_name(VOCABULARY_CALL_STATE, call->state));
	if (status == STATUS_OK)
		status = json_instant(json, call->first_contact);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"answered_at\":");
	if (status == STATUS_OK)
		status = json_instant(json, call->answered_at);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"told_until\":");
	if (status == STATUS_OK)
		status = json_instant(json, call->told_until);
	if (status == STATUS_OK && call->help)
		status = buffer_print(json, ",\"help\":\"%s\"", vocabulary_name(VOCABULARY_HELP, call->help));
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static void show_standing(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	const struct call *call = board_calls(desk_board(ask->desk), ask->number);
	if (!call) {
		ask_refuse(ask, 404, "unknown_call", "call", "there is no such call");
		return;
	}
	enum status status = write_standing(&reply.body, ask->number, call);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route call_routes[];
const struct route call_routes[] = {
	{ "POST", "/v1/calls", ACCESS_ANYBODY, place_call, "call for help" },
	{ "POST", "/v1/calls/{call}/text", ACCESS_CALLER, add_text, "say more on a call" },
	{ "POST", "/v1/calls/{call}/hang_up", ACCESS_CALLER, hang_up, "leave" },
	{ "POST", "/v1/calls/{call}/complain", ACCESS_CALLER, complain, "complain about how a call was treated" },
	{ "GET", "/v1/calls/{call}/standing", ACCESS_CALLER, show_standing, "how one's own call stands" },
	{ 0 },
};
