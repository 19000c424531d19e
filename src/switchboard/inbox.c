/* What the edge tells, as commands to the desk; and whose phones can be rung. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "switchboard/inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/queue.h"
#include "core/wait.h"
#include "switchboard/inbox_inside.h"

/* All calls that wait are gone through for it: once a second is enough where nobody is told twice within 30 s. */
#define WAITS_EVERY_US 1000000
#define WAITS_IDLE_US 60000000
#define SWEEP_EVERY_US 1000000

bool inbox_ask(struct inbox *inbox, const struct command *command, struct desk_answer *ret_answer)
{
	enum status status = desk_ask(inbox->desk, command, ret_answer);
	if (status == STATUS_OK)
		return true;
	if (status != STATUS_LIMIT && inbox->trouble == STATUS_OK)
		inbox->trouble = status;
	return false;
}

/* As the center, or as an agent who has done it by his phone; what comes of it is on record either way. */
static bool ask_as(struct inbox *inbox, struct command *command, uint32_t agent)
{
	struct desk_answer answer;
	command->asker = agent ? ASKER_AGENT : ASKER_CENTER;
	command->actor = agent;
	return inbox_ask(inbox, command, &answer) && answer.refusal == REFUSAL_NONE;
}

static void read_text(struct bytes text, char *name, size_t room)
{
	size_t length = text.length < room - 1 ? text.length : room - 1;
	if (length)
		memcpy(name, text.at, length);
	name[length] = '\0';
}

bool inbox_name(struct bytes text, char name[NAME_BYTES])
{
	if (!text.length || text.length >= NAME_BYTES)
		return false;
	read_text(text, name, NAME_BYTES);
	return true;
}

uint32_t inbox_position(const struct inbox *inbox, struct bytes who)
{
	char name[NAME_BYTES];
	return inbox_name(who, name) ? board_position_named(desk_board(inbox->desk), name) : 0;
}

uint32_t inbox_agent(const struct inbox *inbox, struct bytes who)
{
	const struct position *position = board_positions(desk_board(inbox->desk), inbox_position(inbox, who));
	return position ? position->agent : 0;
}

static struct inbox_phone *phone_at(const struct inbox *inbox, uint32_t position)
{
	return position < inbox->positions ? inbox->place[position].phone : NULL;
}

/* Room to find the phone of each position there is. */
static bool reserve_positions(struct inbox *inbox)
{
	uint32_t room = desk_board(inbox->desk)->pool[POOL_positions].room;
	if (room <= inbox->positions)
		return true;
	struct inbox_place *grown = reallocarray(inbox->place, room, sizeof *grown);
	if (!grown)
		return false;
	memset(grown + inbox->positions, 0, (room - inbox->positions) * sizeof(struct inbox_phone *));
	inbox->place = grown;
	inbox->positions = room;
	return true;
}

static void forget_phone(struct inbox *inbox, struct inbox_phone *phone)
{
	struct inbox_phone **at = &inbox->phones;
	while (*at != phone)
		at = &(*at)->next;
	*at = phone->next;
	inbox->place[phone->position].phone = NULL;
	buffer_close(&phone->contact);
	buffer_close(&phone->facts);
	free(phone);
}

static bool copy(struct buffer *to, struct bytes from)
{
	buffer_clear(to);
	return buffer_append(to, from) == STATUS_OK;
}

void inbox_phone(struct inbox *inbox, const struct parcel *parcel)
{
	uint32_t position = inbox_position(inbox, parcel->text[PARCEL_TEXT_WHO]);
	struct inbox_phone *phone = phone_at(inbox, position);
	if (!position)
		return;
	if (!parcel->number) {
		if (phone)
			forget_phone(inbox, phone);
		return;
	}
	if (!phone) {
		phone = reserve_positions(inbox) ? calloc(1, sizeof *phone) : NULL;
		if (!phone)
			return; /* it registers again, and then there may be memory */
		inbox->place[position].phone = phone;
		phone->position = position;
		phone->next = inbox->phones;
		inbox->phones = phone;
	}
	(void)copy(&phone->contact, parcel->text[PARCEL_TEXT_CONTACT]);
	(void)copy(&phone->facts, parcel->text[PARCEL_TEXT_FACTS]);
	phone->until = instant_after(desk_now(inbox->desk), span_s(parcel->number));
}

void inbox_taken(struct inbox *inbox, const struct parcel *parcel)
{
	uint32_t agent = inbox_agent(inbox, parcel->text[PARCEL_TEXT_WHO]);
	struct command answer = { .kind = COMMAND_ANSWER, .f.call = parcel->call };
	if (agent && ask_as(inbox, &answer, agent))
		return; /* the outbox says TALK when it is on disk */
	const struct call *call = board_calls(desk_board(inbox->desk), parcel->call);
	/* Answered at the console, and now taken up at the phone beside it: the same person. */
	bool same = call && agent && call->state == CALL_ANSWERED && call->agent == agent;
	struct parcel reply = { .kind = same ? PARCEL_TALK : PARCEL_DROP, .call = parcel->call };
	reply.text[PARCEL_TEXT_WHO] = parcel->text[PARCEL_TEXT_WHO];
	(void)!outbox_hold(inbox->outbox, &reply, board_center(desk_board(inbox->desk))->sequence);
}

void inbox_rang(struct inbox *inbox, const struct parcel *parcel)
{
	uint32_t agent = inbox_agent(inbox, parcel->text[PARCEL_TEXT_WHO]);
	const struct agent *of = board_agents(desk_board(inbox->desk), agent);
	if (!of || of->offered != parcel->call || !parcel->number || parcel->number >= RANG_COUNT)
		return;
	struct command end = { .kind = COMMAND_END_OFFER, .f = { .agent = agent, .rang = (uint8_t)parcel->number } };
	(void)ask_as(inbox, &end, 0);
}

/* Whoever holds the conversation: the agent at the phone, or the call's own where the phone is not named. */
static uint32_t speaker(const struct inbox *inbox, const struct parcel *parcel)
{
	const struct call *call = board_calls(desk_board(inbox->desk), parcel->call);
	uint32_t agent = inbox_agent(inbox, parcel->text[PARCEL_TEXT_WHO]);
	return agent ? agent : call ? call->agent : 0;
}

/* Whoever outside had the caller has ended the conversation, or is lost while the caller is still there. */
static void away_over(struct inbox *inbox, const struct parcel *parcel)
{
	struct command lost = { .kind = COMMAND_RECORD_TRANSFER,
		                .f = { .call = parcel->call, .outcome = OUTCOME_FAILED } };
	struct command left = { .kind = COMMAND_HANG_UP, .asker = ASKER_CALLER, .f.call = parcel->call };
	struct desk_answer answer;
	if (parcel->number)
		(void)ask_as(inbox, &lost, 0);
	else
		(void)inbox_ask(inbox, &left, &answer);
}

void inbox_hung_up(struct inbox *inbox, const struct parcel *parcel)
{
	const struct call *call = board_calls(desk_board(inbox->desk), parcel->call);
	uint32_t agent = speaker(inbox, parcel);
	if (call && call->away) {
		away_over(inbox, parcel);
		return;
	}
	if (!call || call->state != CALL_ANSWERED || call->agent != agent)
		return;
	struct command release = { .kind = COMMAND_RELEASE, .f.call = parcel->call };
	struct command again = { .kind = COMMAND_TRANSFER, .f = { .call = parcel->call, .queue = call->queue } };
	again.text[TEXT_REASON] = bytes_of_text("the phone was lost; the caller is still on the line");
	/* The caller is still there: he waits for an answer again, and is not let go. */
	(void)ask_as(inbox, parcel->number ? &again : &release, agent);
}

void inbox_held(struct inbox *inbox, const struct parcel *parcel)
{
	struct command hold = { .kind = parcel->number ? COMMAND_HOLD : COMMAND_RETRIEVE, .f.call = parcel->call };
	(void)ask_as(inbox, &hold, speaker(inbox, parcel));
}

/* "sip:desk2@center": the name of a desk, of a queue or of a neighbour, or somebody outside. */
void inbox_passed(struct inbox *inbox, const struct parcel *parcel)
{
	const struct board *board = desk_board(inbox->desk);
	struct bytes contact = parcel->text[PARCEL_TEXT_CONTACT];
	struct sip_uri uri = { 0 };
	char name[NAME_BYTES];
	struct command pass = { .kind = COMMAND_TRANSFER, .f.call = parcel->call };
	read_text(sip_uri_read(contact, &uri) && uri.user.length ? uri.user : contact, name, sizeof name);
	const struct position *position = board_positions(board, board_position_named(board, name));
	pass.f.agent = position ? position->agent : 0;
	pass.f.queue = pass.f.agent ? 0 : board_queue_named(board, name);
	pass.f.neighbour = pass.f.agent || pass.f.queue ? 0 : board_neighbour_named(board, name);
	if (!pass.f.agent && !pass.f.queue && !pass.f.neighbour)
		pass.text[TEXT_CONTACT] = contact;
	uint32_t agent = speaker(inbox, parcel);
	bool passed = ask_as(inbox, &pass, agent);
	if (!passed) {
		struct parcel refused = { .kind = PARCEL_PASS_REFUSED, .call = parcel->call };
		outbox_tell(inbox->outbox, &refused);
	}
	/* With a word before: the other has taken the caller already. */
	struct command answer = { .kind = COMMAND_ANSWER, .f.call = parcel->call };
	if (passed && parcel->number && pass.f.agent)
		(void)ask_as(inbox, &answer, pass.f.agent);
}

void inbox_passed_done(struct inbox *inbox, const struct parcel *parcel)
{
	/* Somebody was there, and did not take it; anything else was no way to him. */
	static const uint32_t silent[] = { 408, 480, 486, 487, 600, 603 };
	struct command done = { .kind = COMMAND_RECORD_TRANSFER,
		                .f = { .call = parcel->call, .count = parcel->number } };
	done.f.outcome = parcel->number >= 200 && parcel->number < 300 ? OUTCOME_REACHED : OUTCOME_FAILED;
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
		if (parcel->number == silent[i])
			done.f.outcome = OUTCOME_NO_ANSWER;
	if (board_neighbours(desk_board(inbox->desk), parcel->ticket))
		done.f.neighbour = (uint32_t)parcel->ticket;
	if (bytes_are_utf8(parcel->text[PARCEL_TEXT_CONTACT]))
		done.text[TEXT_CONTACT] = parcel->text[PARCEL_TEXT_CONTACT];
	(void)ask_as(inbox, &done, 0);
}

void inbox_bridged(struct inbox *inbox, const struct parcel *parcel)
{
	struct command went = { .kind = COMMAND_RECORD_CONFERENCE, .f = { .call = parcel->call } };
	went.f.bridged = parcel->number < BRIDGED_COUNT ? (uint8_t)parcel->number : BRIDGED_FAILED;
	went.f.count = (uint32_t)parcel->ticket;
	(void)ask_as(inbox, &went, 0);
}

void inbox_said(struct inbox *inbox, const struct parcel *parcel)
{
	struct command said = { .kind = COMMAND_RECORD_SAID, .f = { .call = parcel->call } };
	said.f.outcome = parcel->number < OUTCOME_COUNT ? (uint8_t)parcel->number : OUTCOME_FAILED;
	(void)ask_as(inbox, &said, 0);
}

void inbox_rang_back(struct inbox *inbox, const struct parcel *parcel)
{
	struct command tried = { .kind = COMMAND_TRY_CALL_BACK, .f = { .call = parcel->call } };
	tried.f.outcome = parcel->number < OUTCOME_COUNT ? (uint8_t)parcel->number : OUTCOME_FAILED;
	tried.text[TEXT_WORDS] = bytes_of_text("rung back by phone");
	uint32_t agent = inbox_agent(inbox, parcel->text[PARCEL_TEXT_WHO]);
	if (agent)
		(void)ask_as(inbox, &tried, agent);
}

void inbox_state(struct inbox *inbox, const struct parcel *parcel)
{
	struct inbox_note *note = inbox->notes;
	while (note && note->call != parcel->call)
		note = note->next;
	if (!note) {
		note = calloc(1, sizeof *note);
		if (!note)
			return; /* without it this conversation would not survive another edge */
		note->call = parcel->call;
		note->next = inbox->notes;
		inbox->notes = note;
	}
	(void)copy(&note->bytes, parcel->text[PARCEL_TEXT_RAW]);
}

/* Notes of conversations that are over. */
static void forget_notes(struct inbox *inbox)
{
	for (struct inbox_note **at = &inbox->notes; *at;) {
		struct inbox_note *note = *at;
		const struct call *call = board_calls(desk_board(inbox->desk), note->call);
		if (call && (call->state == CALL_ANSWERED || call->away)) {
			at = &note->next;
			continue;
		}
		*at = note->next;
		buffer_close(&note->bytes);
		free(note);
	}
}

static bool reach(const void *context, uint32_t agent)
{
	const struct inbox *inbox = context;
	const struct agent *of = board_agents(desk_board(inbox->desk), agent);
	return of && phone_at(inbox, of->position) != NULL;
}

static void ring_next(struct inbox *inbox)
{
	struct queue_ring next;
	/* Each ring takes a phone out of those who are free: it ends. */
	while (inbox->phones && queue_next(desk_board(inbox->desk), reach, inbox, &next)) {
		struct command offer = { .kind = COMMAND_OFFER, .f = { .call = next.call, .agent = next.agent } };
		if (!ask_as(inbox, &offer, 0))
			return;
	}
}

/* Ends what rang too long; how long until the next one has. */
static int64_t end_rings(struct inbox *inbox)
{
	const struct board *board = desk_board(inbox->desk);
	struct instant now = desk_now(inbox->desk);
	int64_t left_us = 60000000;
	for (uint32_t number = 1; inbox->phones && number < board->pool[POOL_agents].count; number++) {
		const struct agent *agent = board_agents(board, number);
		if (!agent->offered)
			continue;
		int64_t own_us =
		    queue_ring_s(board, agent->offered) * 1000000LL - instant_since(now, agent->offered_at).us;
		if (own_us <= 0) {
			struct command end = { .kind = COMMAND_END_OFFER,
				               .f = { .agent = number, .rang = RANG_NO_ANSWER } };
			(void)ask_as(inbox, &end, 0);
		} else if (own_us < left_us) {
			left_us = own_us;
		}
	}
	return left_us;
}

/* Says how long the wait is to whom it is news; how long until it is looked at again. */
static int64_t tell_waits(struct inbox *inbox)
{
	struct wait_word words[WAIT_LINE_MAX];
	struct instant now = desk_now(inbox->desk);
	const struct board *board = desk_board(inbox->desk);
	if (!board_center(board)->open_calls)
		return WAITS_IDLE_US;
	if (instant_before(now, inbox->waits_due))
		return instant_since(inbox->waits_due, now).us;
	inbox->waits_due = instant_after(now, (struct span){ WAITS_EVERY_US });
	uint32_t count = wait_words(board, now, words);
	for (uint32_t i = 0; i < count; i++) {
		struct command told = { .kind = COMMAND_RECKON_WAIT,
			                .f = { .call = words[i].call, .span_s = words[i].span_s } };
		(void)ask_as(inbox, &told, 0);
	}
	return WAITS_EVERY_US;
}

/* Registrations last for minutes: whose time is over is looked for once a second, not after each parcel. */
static void sweep_phones(struct inbox *inbox)
{
	struct instant now = desk_now(inbox->desk);
	int64_t since_us = instant_since(now, inbox->swept).us;
	if (instant_known(inbox->swept) && since_us >= 0 && since_us < SWEEP_EVERY_US)
		return;
	inbox->swept = now;
	for (struct inbox_phone *phone = inbox->phones, *next; phone; phone = next) {
		next = phone->next;
		if (!instant_before(now, phone->until))
			forget_phone(inbox, phone);
	}
}

int64_t inbox_turn(struct inbox *inbox)
{
	sweep_phones(inbox);
	forget_notes(inbox);
	int64_t left_us = end_rings(inbox);
	ring_next(inbox);
	int64_t waits_us = tell_waits(inbox);
	return waits_us < left_us ? waits_us : left_us;
}

void inbox_close(struct inbox *inbox)
{
	while (inbox->phones)
		forget_phone(inbox, inbox->phones);
	inbox_feed_forget(inbox);
	free(inbox->place);
	while (inbox->notes) {
		struct inbox_note *note = inbox->notes;
		inbox->notes = note->next;
		buffer_close(&note->bytes);
		free(note);
	}
}
