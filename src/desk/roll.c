/* Roll-calls: what is owed, said at a fixed beat. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/roll.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"

#define MINUTE_US INT64_C(60000000)
#define NAME_LETTERS 33u /* 16 bytes as hexadecimal, and the NUL */

/* What the last roll said of the obligation in a slot; generation 0: nothing. */
struct told {
	uint32_t generation;
	uint32_t raised;
	int64_t due_minute;
};

struct met {
	uint64_t handle, sequence;
};

struct roll {
	struct desk *desk;
	struct hasher *hasher;
	struct told *told; /* by slot */
	uint32_t room;
	struct met *met; /* since the last roll */
	uint32_t mets, met_room;
	uint32_t since_whole;
	struct instant opened;
	enum status trouble;
};

static void note_met(struct roll *roll, uint64_t handle, uint64_t sequence)
{
	if (roll->mets == roll->met_room) {
		uint32_t room = roll->met_room ? 2 * roll->met_room : 256;
		struct met *grown = reallocarray(roll->met, room, sizeof *grown);
		if (!grown) {
			roll->trouble = STATUS_MEMORY;
			return;
		}
		roll->met = grown;
		roll->met_room = room;
	}
	roll->met[roll->mets++] = (struct met){ handle, sequence };
}

static void hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct roll *roll = context;
	(void)command;
	for (uint32_t i = 0; i < answer->count; i++)
		if (answer->events[i].kind == EVENT_MET)
			note_met(roll, answer->events[i].f.obligation, answer->sequence);
}

/* The same from the record, for what happened before the start. */
static enum status recall(void *context, uint64_t sequence, const struct entry_head *head, struct entry_reader reader)
{
	struct event event;
	enum status status;
	(void)head;
	while ((status = codec_read_event(&reader, &event)) == STATUS_OK)
		if (event.kind == EVENT_MET)
			note_met(context, event.f.obligation, sequence);
	return status == STATUS_ENDED ? STATUS_OK : status;
}

/* A name that nobody can turn back into a call's number without the center's secret. */
static void name_of(const struct roll *roll, uint64_t handle, char name[NAME_LETTERS])
{
	uint8_t bytes[16];
	char purpose[40];
	(void)snprintf(purpose, sizeof purpose, "debt %" PRIu64, handle);
	secrets_purpose(desk_secrets(roll->desk), purpose, bytes);
	(void)sodium_bin2hex(name, NAME_LETTERS, bytes, sizeof bytes);
}

static bool make_room(struct roll *roll, uint32_t slots)
{
	if (slots <= roll->room)
		return true;
	uint32_t room = roll->room ? roll->room : 1024;
	while (room < slots)
		room *= 2;
	struct told *grown = reallocarray(roll->told, room, sizeof *grown);
	if (!grown)
		return false;
	memset(grown + roll->room, 0, (room - roll->room) * sizeof *grown);
	roll->told = grown;
	roll->room = room;
	return true;
}

static enum status put_minute(struct buffer *text, int64_t minute)
{
	char at[INSTANT_TEXT_BYTES];
	instant_write((struct instant){ minute * MINUTE_US }, at);
	return buffer_print(text, "%.16sZ", at);
}

static int64_t minute_of(struct instant at)
{
	return at.us / MINUTE_US;
}

/* The debts that are new, due at another time, or raised since; all of them in a whole roll. */
static enum status put_owed(struct roll *roll, bool whole, struct buffer *text, uint32_t *ret_open)
{
	const struct board *board = desk_board(roll->desk);
	uint32_t slots = board->pool[POOL_obligations].count;
	enum status status = make_room(roll, slots) ? STATUS_OK : STATUS_MEMORY;
	char name[NAME_LETTERS];
	*ret_open = 0;
	for (uint32_t slot = 1; slot < slots && status == STATUS_OK; slot++) {
		const struct obligation *owed = board_obligations(board, slot);
		const struct told now = { owed->generation, owed->raised, minute_of(owed->due) };
		struct told *before = &roll->told[slot];
		if (!owed->open)
			continue;
		++*ret_open;
		bool same = before->generation == now.generation && before->raised == now.raised &&
		            before->due_minute == now.due_minute;
		*before = now;
		if (same && !whole)
			continue;
		name_of(roll, (uint64_t)owed->generation << 32 | slot, name);
		status = buffer_print(text, "owed %s ", name);
		if (status == STATUS_OK)
			status = put_minute(text, now.due_minute);
		if (status == STATUS_OK)
			status = buffer_print(text, " %" PRIu32 "\n", now.raised);
	}
	return status;
}

static enum status put_met(struct roll *roll, struct buffer *text)
{
	enum status status = STATUS_OK;
	char name[NAME_LETTERS];
	for (uint32_t i = 0; i < roll->mets && status == STATUS_OK; i++) {
		name_of(roll, roll->met[i].handle, name);
		status = buffer_print(text, "met %s %" PRIu64 "\n", name, roll->met[i].sequence);
	}
	return status;
}

static enum status put_head(struct roll *roll, bool whole, uint32_t open, struct buffer *text)
{
	const struct board *board = desk_board(roll->desk);
	const struct roll_record *last = board_rolls(board, board->pool[POOL_rolls].count - 1);
	enum status status = buffer_print(text, "tocsin roll 1\nentry %" PRIu64 "\nprevious %" PRIu64 "\nat ",
	                                  board_center(board)->sequence + 1, last ? last->sequence : 0);
	if (status == STATUS_OK)
		status = put_minute(text, minute_of(desk_now(roll->desk)));
	return status == STATUS_OK ? buffer_print(text, "\n%s\ncalls %" PRIu32 "\nopen %" PRIu32 "\n",
	                                          whole ? "whole" : "changes", board->pool[POOL_calls].count - 1, open)
	                           : status;
}

static enum status ask_roll(struct roll *roll, uint32_t open, struct bytes text)
{
	struct desk_answer answer;
	char words[80], hex[2 * HASH_BYTES + 1];
	struct command call = { .kind = COMMAND_CALL_ROLL, .asker = ASKER_CENTER, .f.count = open };
	struct hash hash = hash_pieces(roll->hasher, HASH_PLAIN, &text, 1);
	(void)sodium_bin2hex(hex, sizeof hex, hash.at, HASH_BYTES);
	(void)snprintf(words, sizeof words, "roll %s", hex);
	call.text[TEXT_WORDS] = bytes_of_text(words);
	call.text[TEXT_RECORD] = text;
	return desk_ask(roll->desk, &call, &answer);
}

static enum status call_roll(struct roll *roll)
{
	struct buffer head = { 0 }, text = { 0 };
	bool whole = !roll->since_whole;
	uint32_t open = 0;
	enum status status = put_owed(roll, whole, &text, &open);
	if (status == STATUS_OK)
		status = put_met(roll, &text);
	if (status == STATUS_OK)
		status = put_head(roll, whole, open, &head);
	if (status == STATUS_OK)
		status = buffer_append(&head, buffer_bytes(&text));
	if (status == STATUS_OK)
		status = ask_roll(roll, open, buffer_bytes(&head));
	buffer_close(&head);
	buffer_close(&text);
	roll->mets = 0;
	roll->since_whole = (roll->since_whole + 1) % ROLL_WHOLE_EVERY;
	return status;
}

enum status roll_turn(struct roll *roll)
{
	const struct board *board = desk_board(roll->desk);
	const struct roll_record *last = board_rolls(board, board->pool[POOL_rolls].count - 1);
	struct instant from = last ? instant_later(last->at, roll->opened) : roll->opened;
	int64_t since_us = instant_since(desk_now(roll->desk), from).us;
	if (roll->trouble != STATUS_OK)
		return roll->trouble;
	/* A clock that was set back must not silence it. */
	return since_us < 0 || since_us >= span_s(ROLL_BEAT_S).us ? call_roll(roll) : STATUS_OK;
}

enum status roll_open(struct desk *desk, struct roll **ret_roll)
{
	const struct board *board = desk_board(desk);
	const struct roll_record *last = board_rolls(board, board->pool[POOL_rolls].count - 1);
	struct roll *roll = calloc(1, sizeof *roll);
	if (!roll)
		return STATUS_MEMORY;
	roll->desk = desk;
	roll->opened = desk_now(desk);
	enum status status = hasher_open(&roll->hasher);
	if (status == STATUS_OK && last)
		status = desk_read_from(desk, last->sequence + 1, recall, roll);
	if (status == STATUS_OK)
		status = roll->trouble;
	if (status != STATUS_OK) {
		roll_close(roll);
		return status;
	}
	desk_listen(desk, hear, roll);
	*ret_roll = roll;
	return STATUS_OK;
}

void roll_close(struct roll *roll)
{
	if (!roll)
		return;
	desk_unlisten(roll->desk, roll);
	hasher_close(roll->hasher);
	free(roll->told);
	free(roll->met);
	free(roll);
}
