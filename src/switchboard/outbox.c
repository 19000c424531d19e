/* What the edge is told: each parcel waits here until all that it tells of is on disk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "switchboard/outbox.h"

#include <stdlib.h>
#include <string.h>

struct outbox_held {
	struct outbox_held *next;
	uint64_t sequence;
	size_t length;
	uint8_t bytes[];
};

enum status outbox_hold(struct outbox *outbox, const struct parcel *parcel, uint64_t sequence)
{
	buffer_clear(&outbox->frame);
	enum status status = parcel_write(parcel, &outbox->frame);
	if (status != STATUS_OK)
		return status;
	struct outbox_held *held = malloc(sizeof *held + outbox->frame.length);
	if (!held)
		return STATUS_MEMORY;
	*held = (struct outbox_held){ .sequence = sequence, .length = outbox->frame.length };
	memcpy(held->bytes, outbox->frame.at, outbox->frame.length);
	*(outbox->last ? &outbox->last->next : &outbox->first) = held;
	outbox->last = held;
	return STATUS_OK;
}

enum status outbox_hold_kept(struct outbox *outbox, struct parcel *parcel, uint64_t sequence)
{
	char code[TOKEN_BYTES];
	struct buffer page = { 0 };
	if (parcel->call) {
		secrets_code(desk_secrets(outbox->desk), parcel->call, code);
		parcel_set(parcel, PARCEL_TEXT_WORDS, code);
		if (outbox->public_url)
			(void)!buffer_print(&page, "%s/c/%s", outbox->public_url, code);
		parcel->text[PARCEL_TEXT_CONTACT] = buffer_bytes(&page);
	}
	enum status status = outbox_hold(outbox, parcel, sequence);
	buffer_close(&page);
	return status;
}

void outbox_tell(struct outbox *outbox, const struct parcel *parcel)
{
	buffer_clear(&outbox->frame);
	if (parcel_write(parcel, &outbox->frame) == STATUS_OK)
		outbox->send(outbox->context, buffer_bytes(&outbox->frame));
}

void outbox_release(struct outbox *outbox)
{
	uint64_t durable = desk_durable(outbox->desk);
	struct outbox_held *held;
	while ((held = outbox->first) && held->sequence <= durable) {
		outbox->first = held->next;
		if (!outbox->first)
			outbox->last = NULL;
		outbox->send(outbox->context, bytes_of(held->bytes, held->length));
		free(held);
	}
}

void outbox_close(struct outbox *outbox)
{
	while (outbox->first) {
		struct outbox_held *held = outbox->first;
		outbox->first = held->next;
		free(held);
	}
	buffer_close(&outbox->frame);
}

/* The name of the phone where an agent sits: the position's. */
static struct bytes phone_of(const struct board *board, uint32_t agent)
{
	const struct agent *of = board_agents(board, agent);
	const struct position *position = of ? board_positions(board, of->position) : NULL;
	return position ? bytes_of_text(position->name.text) : (struct bytes){ 0 };
}

struct telling {
	struct outbox *outbox;
	const struct board *board;
	const struct command *command;
	const struct fields *f;
	struct parcel parcel;
};

static void tell_ring(struct telling *telling)
{
	telling->parcel.kind = PARCEL_RING;
	telling->parcel.text[PARCEL_TEXT_WHO] = phone_of(telling->board, telling->f->agent);
}

static void tell_stop(struct telling *telling)
{
	if (telling->f->rang == RANG_ANSWERED)
		return;
	tell_ring(telling);
	telling->parcel.kind = PARCEL_STOP;
}

static void tell_talk(struct telling *telling)
{
	tell_ring(telling);
	telling->parcel.kind = PARCEL_TALK;
}

static void tell_end(struct telling *telling)
{
	telling->parcel.kind = PARCEL_END;
}

/* By a person who says so, whoever has the caller. */
static void tell_release(struct telling *telling)
{
	tell_end(telling);
	telling->parcel.number = 1;
}

static void tell_hold(struct telling *telling)
{
	telling->parcel.kind = PARCEL_HOLD;
}

static void tell_retrieve(struct telling *telling)
{
	telling->parcel.kind = PARCEL_RETRIEVE;
}

static enum status read_contact(void *context, uint64_t sequence, const struct entry_head *head,
                                struct entry_reader reader)
{
	(void)sequence;
	(void)reader;
	return buffer_append(context, head->command.text[TEXT_CONTACT]);
}

/* To somebody outside: by the contact that the command has, or the neighbour's, which is in the entry that added it; with
 * where the EIDO is, if it can be reached from there. */
static void hold_outside(struct telling *telling)
{
	char code[TOKEN_BYTES];
	struct buffer contact = { 0 }, eido = { 0 };
	struct desk *desk = telling->outbox->desk;
	struct parcel *parcel = &telling->parcel;
	const struct neighbour *neighbour = board_neighbours(telling->board, telling->f->neighbour);
	/* A contact that cannot be read is none: then there is no way, and that is on record. */
	if (neighbour)
		(void)!desk_read(desk, neighbour->sequence, read_contact, &contact);
	else
		(void)!buffer_append(&contact, telling->command->text[TEXT_CONTACT]);
	secrets_eido(desk_secrets(desk), telling->f->call, code);
	if (telling->outbox->public_url)
		(void)!buffer_print(&eido, "%s/v1/eido/%s", telling->outbox->public_url, code);
	parcel->number = board_calls(telling->board, telling->f->call)->incident;
	parcel->ticket = telling->f->neighbour;
	parcel->text[PARCEL_TEXT_CONTACT] = buffer_bytes(&contact);
	parcel->text[PARCEL_TEXT_FACTS] = buffer_bytes(&eido);
	(void)!outbox_hold(telling->outbox, parcel, board_center(telling->board)->sequence);
	parcel->kind = PARCEL_NONE;
	buffer_close(&contact);
	buffer_close(&eido);
}

static void tell_pass(struct telling *telling)
{
	if (telling->f->queue)
		telling->parcel.kind = PARCEL_PARK;
	if (telling->f->queue || telling->f->agent)
		return;
	telling->parcel.kind = PARCEL_PASS;
	hold_outside(telling);
}

static void tell_conference(struct telling *telling)
{
	telling->parcel.kind = PARCEL_CONFERENCE;
	telling->parcel.text[PARCEL_TEXT_WHO] = phone_of(telling->board, telling->f->agent);
	if (!telling->f->agent)
		hold_outside(telling);
}

static void tell_conference_end(struct telling *telling)
{
	telling->parcel.kind = PARCEL_CONFERENCE_END;
}

static void tell_say(struct telling *telling)
{
	telling->parcel.kind = PARCEL_SAY;
	telling->parcel.text[PARCEL_TEXT_WORDS] = telling->command->text[TEXT_WORDS];
}

struct oldest {
	char contact[512];
};

static enum status read_oldest(void *context, uint64_t sequence, const struct entry_head *head,
                               struct entry_reader reader)
{
	struct oldest *oldest = context;
	struct bytes contact = head->command.text[TEXT_CONTACT];
	(void)sequence;
	(void)reader;
	bool said = head->command.kind == COMMAND_PLACE_CALL || head->command.kind == COMMAND_KEEP_MALFORMED;
	if (said && contact.length && contact.length < sizeof oldest->contact) {
		memcpy(oldest->contact, contact.at, contact.length);
		oldest->contact[contact.length] = '\0';
	}
	return STATUS_OK;
}

static void tell_ring_back(struct telling *telling)
{
	struct oldest oldest = { "" };
	telling->parcel.kind = PARCEL_RING_BACK;
	telling->parcel.text[PARCEL_TEXT_WHO] = phone_of(telling->board, telling->f->agent);
	telling->parcel.text[PARCEL_TEXT_CONTACT] = telling->command->text[TEXT_CONTACT];
	/* Where nobody says otherwise, the number that came with the call. */
	if (!telling->parcel.text[PARCEL_TEXT_CONTACT].length &&
	    desk_timeline(telling->outbox->desk, FIELD_call, telling->f->call, read_oldest, &oldest) == STATUS_OK)
		telling->parcel.text[PARCEL_TEXT_CONTACT] = bytes_of_text(oldest.contact);
	(void)!outbox_hold(telling->outbox, &telling->parcel, board_center(telling->board)->sequence);
	telling->parcel.kind = PARCEL_NONE;
}

/* It says neither what was said nor to whom: whoever shares the phone reads along. */
static void tell_receipt(struct telling *telling)
{
	struct oldest oldest = { "" };
	struct buffer words = { 0 };
	char code[TOKEN_BYTES];
	struct outbox *outbox = telling->outbox;
	secrets_code(desk_secrets(outbox->desk), telling->f->call, code);
	telling->parcel.kind = PARCEL_SAY;
	enum status status = desk_timeline(outbox->desk, FIELD_call, telling->f->call, read_oldest, &oldest);
	if (status == STATUS_OK)
		status = buffer_print(&words, "Received / Recibido: %s/c/%s",
		                      outbox->public_url ? outbox->public_url : "", code);
	telling->parcel.text[PARCEL_TEXT_WORDS] = buffer_bytes(&words);
	telling->parcel.text[PARCEL_TEXT_CONTACT] = bytes_of_text(oldest.contact);
	if (status == STATUS_OK)
		(void)!outbox_hold(outbox, &telling->parcel, board_center(telling->board)->sequence);
	telling->parcel.kind = PARCEL_NONE;
	buffer_close(&words);
}

/* The first server that the call named. */
static enum status read_reference(void *context, uint64_t sequence, const struct entry_head *head,
                                  struct entry_reader reader)
{
	struct buffer *uri = context;
	const struct bytes name = bytes_of_text(COMMAND_FACT_REFERENCE);
	struct bytes rest = head->command.text[TEXT_FACTS];
	(void)sequence;
	(void)reader;
	bool said = head->command.kind == COMMAND_PLACE_CALL || head->command.kind == COMMAND_KEEP_MALFORMED;
	while (said && !uri->length && rest.length) {
		const uint8_t *end = memchr(rest.at, '\n', rest.length);
		size_t length = end ? (size_t)(end - rest.at) : rest.length;
		if (length > name.length && memcmp(rest.at, name.at, name.length) == 0 &&
		    buffer_append(uri, bytes_of(rest.at + name.length, length - name.length)) != STATUS_OK)
			return STATUS_MEMORY;
		rest = bytes_of(rest.at + length + (end != NULL), rest.length - length - (end != NULL));
	}
	return STATUS_OK;
}

void outbox_rebid(struct outbox *outbox, uint32_t call, uint64_t sequence)
{
	struct parcel parcel = { .kind = PARCEL_REBID, .call = call };
	struct buffer uri = { 0 };
	if (desk_timeline(outbox->desk, FIELD_call, call, read_reference, &uri) == STATUS_OK && uri.length) {
		parcel.text[PARCEL_TEXT_CONTACT] = buffer_bytes(&uri);
		(void)!outbox_hold(outbox, &parcel, sequence); /* without memory it can be asked again */
	}
	buffer_close(&uri);
}

static void tell_rebid(struct telling *telling)
{
	outbox_rebid(telling->outbox, telling->f->call, board_center(telling->board)->sequence);
}

static void tell_wait(struct telling *telling)
{
	telling->parcel.kind = PARCEL_WAIT;
	telling->parcel.number = telling->f->span_s;
}

static void (*const tells[EVENT_COUNT])(struct telling *telling) = {
	[EVENT_CALL_OFFERED] = tell_ring,
	[EVENT_OFFER_ENDED] = tell_stop,
	[EVENT_CALL_ANSWERED] = tell_talk,
	[EVENT_CALL_RELEASED] = tell_release,
	[EVENT_CALL_CLOSED] = tell_end,
	[EVENT_CALLER_LEFT] = tell_end,
	[EVENT_CALL_HELD] = tell_hold,
	[EVENT_CALL_RETRIEVED] = tell_retrieve,
	[EVENT_CALL_TRANSFERRED] = tell_pass,
	[EVENT_TEXT_SENT] = tell_say,
	[EVENT_RECEIPT_TEXTED] = tell_receipt,
	[EVENT_CALL_BACK_BEGUN] = tell_ring_back,
	[EVENT_WAIT_EXPECTED] = tell_wait,
	[EVENT_PLACE_ASKED] = tell_rebid,
	[EVENT_CONFERENCE_ASKED] = tell_conference,
	[EVENT_CONFERENCE_END_ASKED] = tell_conference_end,
	[EVENT_WAIT_RECKONED] = tell_wait,
};

/* Whether it may change how many wait, or who is there. */
static bool stirs(enum event_kind kind)
{
	static const enum event_kind kinds[] = { EVENT_CALL_PLACED,   EVENT_CALLER_LEFT, EVENT_CALL_ANSWERED,
		                                 EVENT_CALL_RELEASED, EVENT_CALL_CLOSED, EVENT_CALL_TRANSFERRED,
		                                 EVENT_DISPOSED,      EVENT_REOPENED,    EVENT_SIGNED_IN,
		                                 EVENT_SIGNED_OUT };
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kind == kinds[i])
			return true;
	return false;
}

void outbox_hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct outbox *outbox = context;
	const struct board *board = desk_board(outbox->desk);
	for (uint32_t i = 0; i < answer->count; i++) {
		const struct event *event = &answer->events[i];
		outbox->stirred += stirs(event->kind);
		if (!tells[event->kind])
			continue;
		struct telling telling = { outbox, board, command, &event->f, { .call = event->f.call } };
		tells[event->kind](&telling);
		/* What cannot be held for want of memory is not told; the record has it, and a new edge would be told. */
		if (telling.parcel.kind != PARCEL_NONE)
			(void)!outbox_hold(outbox, &telling.parcel, answer->sequence);
	}
}
