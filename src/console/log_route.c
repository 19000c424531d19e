/* The public log over HTTP (C2SP tlog-tiles), and a caller's receipt with what it shows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "console/json.h"
#include "console/parts.h"
#include "console/route.h"

/* What lies in a whole tile never changes; a checkpoint does at the next commit. */
#define FOR_EVER "public, max-age=31536000, immutable"
#define NOT_KEPT "no-cache"
#define SALT_BYTES 16u

static struct public_log *log_of(struct ask *ask)
{
	struct public_log *log = ask_log(ask);
	if (!log)
		ask_refuse(ask, 404, "no_log", "", "this center publishes no log here");
	return log;
}

static void answer(struct ask *ask, const char *type, const char *cache, struct bytes body)
{
	http_set_header(ask->request, "Cache-Control", cache);
	/* It is for everybody, on whatever page: nothing of it depends on who asks. */
	http_set_header(ask->request, "Access-Control-Allow-Origin", "*");
	http_reply(ask->request, 200, type, body);
}

static void show_checkpoint(struct ask *ask)
{
	struct public_log *log = log_of(ask);
	if (log && !public_log_size(log))
		ask_refuse(ask, 503, "not_ready", "", "the log is being read; ask again in a second");
	else if (log)
		answer(ask, "text/plain; charset=utf-8", NOT_KEPT, public_log_checkpoint(log));
}

static void show_verifier(struct ask *ask)
{
	const struct public_log *log = log_of(ask);
	if (log)
		answer(ask, "text/plain; charset=utf-8", NOT_KEPT, bytes_of_text(public_log_verifier(log)));
}

static void show_witnessed(struct ask *ask)
{
	const struct witnesses *witnesses = ask_witnesses(ask);
	struct buffer note = { 0 };
	enum status status = witnesses ? witnesses_note(witnesses, &note) : STATUS_MISSING;
	if (status == STATUS_OK)
		answer(ask, "text/plain; charset=utf-8", NOT_KEPT, buffer_bytes(&note));
	else if (status == STATUS_MISSING)
		ask_refuse(ask, 404, "no_witness", "",
		           "no witness has cosigned it yet; GET /log/witnesses says how they stand");
	else
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	buffer_close(&note);
}

static void show_witnesses(struct ask *ask)
{
	const struct witnesses *witnesses = ask_witnesses(ask);
	struct buffer json = { 0 };
	enum status status = witnesses ? witnesses_list(witnesses, &json) : buffer_append_text(&json, "[]");
	if (status == STATUS_OK)
		answer(ask, JSON_TYPE, NOT_KEPT, buffer_bytes(&json));
	else
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	buffer_close(&json);
}

static void show_tile(struct ask *ask)
{
	struct public_log *log = log_of(ask);
	struct buffer bytes = { 0 };
	struct tile tile;
	if (!log)
		return;
	if (!tile_read_path(ask->name, &tile)) {
		ask_refuse(ask, 404, "no_tile", "",
		           "a tile is LEVEL/NUMBER or entries/NUMBER, as C2SP tlog-tiles writes them");
		return;
	}
	enum status status = public_log_tile(log, &tile, &bytes);
	if (status == STATUS_OK)
		answer(ask, "application/octet-stream", FOR_EVER, buffer_bytes(&bytes));
	else if (status == STATUS_MISSING)
		ask_refuse(ask, 404, "no_tile", "",
		           "the log does not reach so far; the checkpoint says how far it does");
	else
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	buffer_close(&bytes);
}

/* {"name":"when","salt":"...","value":"..."}: what a slot's commitment was made of. */
static enum status put_slot(struct public_log *log, uint64_t sequence, enum entry_slot slot, struct buffer *json)
{
	struct buffer value = { 0 };
	uint8_t salt[SALT_BYTES];
	char hex[2 * SALT_BYTES + 1];
	enum status status = public_log_reveal(log, sequence, slot, &value, salt);
	if (status == STATUS_MISSING) /* erased: the proof holds without it */
		return STATUS_OK;
	if (status == STATUS_OK) {
		(void)sodium_bin2hex(hex, sizeof hex, salt, sizeof salt);
		status = buffer_print(json, "%s{\"name\":\"%s\",\"salt\":\"%s\",\"value\":",
		                      json->at[json->length - 1] == '[' ? "" : ",", entry_slot_name(slot), hex);
	}
	if (status == STATUS_OK)
		status = json_text(json, buffer_bytes(&value));
	buffer_close(&value);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static enum status put_receipt(struct public_log *log, uint64_t sequence, bool said, struct buffer *json)
{
	struct buffer proof = { 0 };
	enum status status = public_log_receipt(log, sequence, &proof);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"verifier\":");
	if (status == STATUS_OK)
		status = json_words(json, public_log_verifier(log));
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"proof\":");
	if (status == STATUS_OK)
		status = json_text(json, buffer_bytes(&proof));
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"shows\":[");
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT && status == STATUS_OK; slot++)
		if (said || (slot != ENTRY_PLACE && slot != ENTRY_WORDS))
			status = put_slot(log, sequence, slot, json);
	buffer_close(&proof);
	return status == STATUS_OK ? buffer_append_text(json, "]}") : status;
}

/* The entry by which a call came: the oldest that speaks of it. */
static enum status take_sequence(void *context, uint64_t sequence, const struct entry_head *head,
                                 struct entry_reader reader)
{
	(void)head;
	(void)reader;
	*(uint64_t *)context = sequence;
	return STATUS_OK;
}

/* What the caller said is his own; staff read it as they do the timeline. */
static bool may_read(const struct ask *ask)
{
	const struct closed_words reading = ask_closed_words(ask);
	return (ask->caller && ask->caller == ask->number) || closed_words_of_call(&reading, ask->number);
}

static void show_receipt(struct ask *ask)
{
	struct public_log *log = log_of(ask);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	uint64_t sequence = 0;
	if (!log)
		return;
	enum status status = desk_timeline(ask->desk, FIELD_call, ask->number, take_sequence, &sequence);
	if (status == STATUS_OK)
		status = buffer_print(&reply.body, "{\"call\":%u", ask->number);
	if (status == STATUS_OK)
		status = put_receipt(log, sequence, may_read(ask), &reply.body);
	if (status == STATUS_MISSING) {
		buffer_close(&reply.body);
		ask_refuse(ask, 404, "no_receipt", "",
		           "there is no such call, or its entry is not published yet; ask again in a second");
	} else if (status == STATUS_OK) {
		ask_hold(ask, &reply);
	} else {
		ask_trouble(ask, &reply, status);
	}
}

/* A roll's own text, out of its entry. */
static enum status take_roll(void *context, uint64_t sequence, const struct entry_head *head,
                             struct entry_reader reader)
{
	struct buffer *text = context;
	(void)sequence;
	(void)reader;
	return head->command.kind == COMMAND_CALL_ROLL ? buffer_append(text, head->command.text[TEXT_RECORD])
	                                               : STATUS_MISSING;
}

static enum status put_roll(struct ask *ask, struct public_log *log, uint64_t sequence, struct buffer *json)
{
	struct buffer text = { 0 };
	enum status status = desk_read(ask->desk, sequence, take_roll, &text);
	if (status == STATUS_OK)
		status = buffer_append_text(json, "{\"roll\":");
	if (status == STATUS_OK)
		status = json_text(json, buffer_bytes(&text));
	buffer_close(&text);
	return status == STATUS_OK ? put_receipt(log, sequence, true, json) : status;
}

/* /log/roll/last, or the entry of one. */
static void show_roll(struct ask *ask)
{
	struct public_log *log = log_of(ask);
	const struct board *board = desk_board(ask->desk);
	uint32_t rolls = board->pool[POOL_rolls].count;
	struct buffer json = { 0 };
	char *end = NULL;
	if (!log)
		return;
	uint64_t sequence = strcmp(ask->name, "last") ? strtoull(ask->name, &end, 10) : 0;
	/* The newest that is published. */
	for (uint32_t number = rolls - 1; !end && number && !sequence; number--)
		if (board_rolls(board, number)->sequence <= public_log_size(log))
			sequence = board_rolls(board, number)->sequence;
	enum status status = sequence && (!end || !*end) ? put_roll(ask, log, sequence, &json) : STATUS_MISSING;
	if (status == STATUS_OK)
		answer(ask, JSON_TYPE, NOT_KEPT, buffer_bytes(&json));
	else if (status == STATUS_MISSING)
		ask_refuse(
		    ask, 404, "no_roll", "",
		    "that entry is no roll-call, or none was called yet; the first comes a minute after the start");
	else
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	buffer_close(&json);
}

extern const struct route log_routes[];
const struct route log_routes[] = {
	{ "GET", "/log/checkpoint", ACCESS_ANYBODY, show_checkpoint, "the log's last checkpoint, a signed note" },
	{ "GET", "/log/verifier", ACCESS_ANYBODY, show_verifier, "the key that signs it" },
	{ "GET", "/log/witnessed", ACCESS_ANYBODY, show_witnessed, "the last checkpoint that witnesses cosigned" },
	{ "GET", "/log/witnesses", ACCESS_ANYBODY, show_witnesses, "who cosigns the log, and how it stands with each" },
	{ "GET", "/log/roll/{path}", ACCESS_ANYBODY, show_roll,
	  "what was owed at a roll-call, and that it is in the log" },
	{ "GET", "/log/tile/{path}", ACCESS_ANYBODY, show_tile, "hashes or envelopes of the log" },
	{ "GET", "/v1/calls/{call}/receipt", ACCESS_CALLER, show_receipt,
	  "that a call is in the log, and what its entry says" },
	{ 0 },
};
