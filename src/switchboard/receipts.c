/* Receipts in writing: whose conversation is over is told once where his receipt can be read, unless he wants nothing in writing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "switchboard/receipts.h"

#include <string.h>

void receipts_hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct receipts *receipts = context;
	(void)command;
	for (uint32_t i = 0; receipts->by_text && i < answer->count; i++) {
		const struct event *event = &answer->events[i];
		uint8_t number[4];
		if (event->kind != EVENT_CALL_RELEASED && event->kind != EVENT_CALLER_LEFT &&
		    event->kind != EVENT_CALL_CLOSED)
			continue;
		bytes_put_u32(number, event->f.call);
		/* Without memory he has the code that came with the answer, and nothing in writing. */
		(void)!buffer_append(&receipts->ended, bytes_of(number, sizeof number));
	}
}

/* What the call's entries say. */
struct record {
	bool written; /* it was written to already, or must not be */
	bool phoned;  /* it came through the edge */
};

static enum status read_entry(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	static const char source[] = "source: "; /* the first of the facts that the edge tells */
	struct record *record = context;
	struct bytes facts = head->command.text[TEXT_FACTS];
	struct event event;
	enum status status;
	(void)sequence;
	bool placed = head->command.kind == COMMAND_PLACE_CALL || head->command.kind == COMMAND_KEEP_MALFORMED;
	if (placed && facts.length >= sizeof source && memcmp(facts.at, source, sizeof source - 1) == 0)
		record->phoned = true;
	while ((status = codec_read_event(&reader, &event)) == STATUS_OK)
		if (event.kind == EVENT_RECEIPT_TEXTED || event.kind == EVENT_TEXT_REFUSED)
			record->written = true;
	return status == STATUS_ENDED ? STATUS_OK : status;
}

/* Whether the conversation that was noted is over indeed, and there was one. */
static bool is_over(const struct call *call)
{
	return call && instant_known(call->answered_at) && call->state != CALL_WAITING &&
	       call->state != CALL_ANSWERED && !call->away;
}

static enum status write_to(struct receipts *receipts, uint32_t call)
{
	struct record record = { 0 };
	struct desk_answer answer;
	const struct command text = { .kind = COMMAND_TEXT_RECEIPT, .asker = ASKER_CENTER, .f.call = call };
	if (!is_over(board_calls(desk_board(receipts->desk), call)))
		return STATUS_OK;
	enum status status = desk_timeline(receipts->desk, FIELD_call, call, read_entry, &record);
	if (status == STATUS_OK && record.phoned && !record.written)
		status = desk_ask(receipts->desk, &text, &answer);
	return status;
}

enum status receipts_turn(struct receipts *receipts)
{
	enum status status = STATUS_OK;
	for (size_t at = 0; status == STATUS_OK && at < receipts->ended.length; at += 4)
		status = write_to(receipts, bytes_get_u32(receipts->ended.at + at));
	buffer_clear(&receipts->ended);
	return status;
}

void receipts_close(struct receipts *receipts)
{
	buffer_close(&receipts->ended);
}
