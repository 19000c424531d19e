/* Calls that the edge brings, and an edge that begins anew. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "switchboard/inbox_inside.h"
#include "wire/digest.h"

#define REALM "tocsin"
/* How long a nonce is good: longer than a phone's way, shorter than its next registration. */
#define NONCE_S 300

static void (*const takes[PARCEL_COUNT])(struct inbox *inbox, const struct parcel *parcel) = {
	[PARCEL_CALL] = inbox_call,
	[PARCEL_LEFT] = inbox_left,
	[PARCEL_FOUND] = inbox_found,
	[PARCEL_MORE] = inbox_more,
	[PARCEL_CREDENTIALS] = inbox_credentials,
	[PARCEL_PHONE] = inbox_phone,
	[PARCEL_TAKEN] = inbox_taken,
	[PARCEL_RANG] = inbox_rang,
	[PARCEL_HUNG_UP] = inbox_hung_up,
	[PARCEL_HELD] = inbox_held,
	[PARCEL_PASSED] = inbox_passed,
	[PARCEL_PASSED_DONE] = inbox_passed_done,
	[PARCEL_SAID] = inbox_said,
	[PARCEL_RANG_BACK] = inbox_rang_back,
	[PARCEL_UNREAD] = inbox_unread,
	[PARCEL_FLOOD] = inbox_flood,
	[PARCEL_STATE] = inbox_state,
	[PARCEL_READY] = inbox_ready,
	[PARCEL_BRIDGED] = inbox_bridged,
	[PARCEL_FEED_TOKEN] = inbox_feed_token,
	[PARCEL_FEED_GONE] = inbox_feed_gone,
	[PARCEL_POSITION] = inbox_feed_position,
};

void inbox_take(struct inbox *inbox, const struct parcel *parcel)
{
	/* What only the center says is not heard from the edge. */
	if (takes[parcel->kind])
		takes[parcel->kind](inbox, parcel);
}

static struct bytes only_utf8(struct bytes text)
{
	return bytes_are_utf8(text) && text.length <= TEXT_MAX_BYTES ? text : (struct bytes){ 0 };
}

static struct bytes at_most(struct bytes text)
{
	return bytes_of(text.at, text.length <= TEXT_MAX_BYTES ? text.length : TEXT_MAX_BYTES);
}

static void put_texts(const struct parcel *parcel, struct command *command)
{
	command->text[TEXT_WORDS] = only_utf8(parcel->text[PARCEL_TEXT_WORDS]);
	command->text[TEXT_PLACE] = only_utf8(parcel->text[PARCEL_TEXT_PLACE]);
	command->text[TEXT_CALLER] = only_utf8(parcel->text[PARCEL_TEXT_CALLER]);
	command->text[TEXT_CONTACT] = only_utf8(parcel->text[PARCEL_TEXT_CONTACT]);
	command->text[TEXT_FACTS] = only_utf8(parcel->text[PARCEL_TEXT_FACTS]);
	command->text[TEXT_RAW] = at_most(parcel->text[PARCEL_TEXT_RAW]);
}

static void put_key(const struct parcel *parcel, struct command *command)
{
	_Static_assert(PARCEL_KEY_BYTES == COMMAND_KEY_BYTES, "the same key");
	command->keyed = parcel->keyed;
	memcpy(command->key, parcel->key, COMMAND_KEY_BYTES);
	/* The same call sent again need not have the same bytes: the key alone says that it is the same. */
	command->content = bytes_get_u64(parcel->key);
}

static uint32_t queue_of(const struct inbox *inbox, struct bytes user)
{
	char name[NAME_BYTES];
	return inbox_name(user, name) ? board_queue_named(desk_board(inbox->desk), name) : 0;
}

/* A call that came before and waits, or is spoken with, is the same; one that was left or ended is another attempt. */
static bool goes_on(const struct inbox *inbox, uint32_t number)
{
	const struct call *call = board_calls(desk_board(inbox->desk), number);
	return call && (call->state == CALL_WAITING || call->state == CALL_ANSWERED);
}

static void keep_test(struct inbox *inbox, const struct parcel *parcel)
{
	struct command test = { .kind = COMMAND_KEEP_TEST, .asker = ASKER_CENTER };
	struct desk_answer answer;
	test.f.channel = CHANNEL_VOICE;
	test.f.stamp = parcel->stamp_us;
	test.text[TEXT_CONTACT] = only_utf8(parcel->text[PARCEL_TEXT_CONTACT]);
	test.text[TEXT_FACTS] = only_utf8(parcel->text[PARCEL_TEXT_FACTS]);
	test.text[TEXT_RAW] = at_most(parcel->text[PARCEL_TEXT_RAW]);
	if (!inbox_ask(inbox, &test, &answer))
		return;
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = parcel->ticket };
	(void)!outbox_hold(inbox->outbox, &kept, answer.sequence);
}

/* Another edge, or the same caller by another way, does not know what he was told. */
static void tell_wait_left(struct inbox *inbox, uint32_t number, uint64_t sequence)
{
	const struct call *call = board_calls(desk_board(inbox->desk), number);
	int64_t left_us = instant_since(call->told_until, desk_now(inbox->desk)).us;
	if (call->state != CALL_WAITING || !instant_known(call->told_until) || left_us <= 0)
		return;
	const struct parcel wait = { .kind = PARCEL_WAIT, .call = number, .number = (uint32_t)(left_us / 1000000) };
	(void)!outbox_hold(inbox->outbox, &wait, sequence);
}

void inbox_call(struct inbox *inbox, const struct parcel *parcel)
{
	struct desk_answer answer;
	uint32_t call = 0;
	if (parcel->number & PARCEL_TEST) {
		keep_test(inbox, parcel);
		return;
	}
	struct command place = { .asker = ASKER_STRANGER };
	place.kind = parcel->number & PARCEL_MALFORMED ? COMMAND_KEEP_MALFORMED : COMMAND_PLACE_CALL;
	place.f = (struct fields){ .channel = parcel->number & PARCEL_TEXTED ? CHANNEL_TEXT : CHANNEL_VOICE,
		                   .queue = queue_of(inbox, parcel->text[PARCEL_TEXT_QUEUE]),
		                   .stamp = parcel->stamp_us,
		                   .source = SOURCE_CENTER,
		                   .lat_e7 = parcel->lat_e7,
		                   .lon_e7 = parcel->lon_e7,
		                   .uncertainty_m = parcel->uncertainty_m };
	put_texts(parcel, &place);
	put_key(parcel, &place);
	if (!inbox_ask(inbox, &place, &answer))
		return;
	bool repeat = answer.repeat;
	if (repeat && desk_read_call(inbox->desk, answer.sequence, &call) != STATUS_OK)
		return;
	if (repeat && !goes_on(inbox, call)) {
		place.keyed = false;
		repeat = false;
		if (!inbox_ask(inbox, &place, &answer))
			return;
	}
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = parcel->ticket, .number = repeat };
	kept.call = repeat ? call : answer.events[0].f.call;
	(void)!outbox_hold_kept(inbox->outbox, &kept, answer.sequence);
	if (repeat)
		tell_wait_left(inbox, call, answer.sequence);
}

struct abandoning {
	struct inbox *inbox;
	uint64_t sequence;
	struct parcel parcel;
};

static enum status abandon(void *context, uint64_t sequence, const struct entry_head *head, struct entry_reader reader)
{
	struct abandoning *abandoning = context;
	(void)sequence;
	(void)reader;
	enum command_kind kind = head->command.kind;
	if (kind != COMMAND_PLACE_CALL && kind != COMMAND_KEEP_MALFORMED)
		return STATUS_OK;
	abandoning->parcel.text[PARCEL_TEXT_RAW] = head->command.text[TEXT_RAW];
	if (!abandoning->parcel.text[PARCEL_TEXT_RAW].length)
		return STATUS_OK;
	return outbox_hold(abandoning->inbox->outbox, &abandoning->parcel, abandoning->sequence);
}

/* What cannot be told for want of memory is on record all the same, and a call back is owed. */
static void tell_abandoned(struct inbox *inbox, uint32_t number, uint64_t sequence, uint64_t ticket)
{
	struct instant came = board_calls(desk_board(inbox->desk), number)->first_contact;
	struct abandoning abandoning = {
		inbox, sequence, { .kind = PARCEL_ABANDONED, .ticket = ticket, .call = number, .stamp_us = came.us }
	};
	(void)!desk_timeline(inbox->desk, FIELD_call, number, abandon, &abandoning);
}

void inbox_left(struct inbox *inbox, const struct parcel *parcel)
{
	struct desk_answer answer;
	struct command left = { .kind = COMMAND_HANG_UP, .asker = ASKER_CALLER, .f.call = parcel->call };
	const struct command_key *known =
	    !left.f.call && parcel->keyed ? board_key(desk_board(inbox->desk), parcel->key) : NULL;
	if (known && desk_read_call(inbox->desk, known->sequence, &left.f.call) != STATUS_OK)
		return;
	const struct call *call = board_calls(desk_board(inbox->desk), left.f.call);
	if (!call || (!goes_on(inbox, left.f.call) && !call->away) || !inbox_ask(inbox, &left, &answer) ||
	    answer.refusal != REFUSAL_NONE)
		return;
	call = board_calls(desk_board(inbox->desk), left.f.call);
	if (parcel->ticket && !instant_known(call->answered_at) && call->channel == CHANNEL_VOICE)
		tell_abandoned(inbox, left.f.call, answer.sequence, parcel->ticket);
}

void inbox_found(struct inbox *inbox, const struct parcel *parcel)
{
	struct desk_answer answer;
	struct command learn = { .kind = COMMAND_LEARN, .asker = ASKER_CENTER };
	learn.f = (struct fields){ .call = parcel->call,
		                   .stamp = parcel->stamp_us,
		                   .source = SOURCE_DEVICE,
		                   .lat_e7 = parcel->lat_e7,
		                   .lon_e7 = parcel->lon_e7,
		                   .uncertainty_m = parcel->uncertainty_m };
	put_texts(parcel, &learn);
	learn.text[TEXT_WORDS] = (struct bytes){ 0 };
	(void)inbox_ask(inbox, &learn, &answer);
}

void inbox_more(struct inbox *inbox, const struct parcel *parcel)
{
	struct desk_answer answer = { 0 };
	struct command more = { .kind = COMMAND_ADD_TEXT, .asker = ASKER_CALLER, .f.call = parcel->call };
	put_key(parcel, &more);
	more.text[TEXT_WORDS] = only_utf8(parcel->text[PARCEL_TEXT_WORDS]);
	/* Without words there is nothing to keep, and nothing is lost by saying so. */
	if (more.text[TEXT_WORDS].length && !inbox_ask(inbox, &more, &answer))
		return;
	struct parcel kept = { .kind = PARCEL_KEPT, .ticket = parcel->ticket, .call = parcel->call };
	(void)!outbox_hold_kept(inbox->outbox, &kept, answer.sequence);
}

void inbox_unread(struct inbox *inbox, const struct parcel *parcel)
{
	struct desk_answer answer;
	struct command keep = { .kind = COMMAND_KEEP_UNREAD, .asker = ASKER_CENTER };
	keep.f = (struct fields){ .channel = CHANNEL_VOICE, .count = parcel->number, .stamp = parcel->stamp_us };
	keep.text[TEXT_RAW] = at_most(parcel->text[PARCEL_TEXT_RAW]);
	keep.text[TEXT_FACTS] = only_utf8(parcel->text[PARCEL_TEXT_FACTS]);
	(void)inbox_ask(inbox, &keep, &answer);
}

void inbox_flood(struct inbox *inbox, const struct parcel *parcel)
{
	struct desk_answer answer;
	struct command flood = { .kind = COMMAND_RECORD_FLOOD, .asker = ASKER_CENTER };
	flood.f = (struct fields){ .count = parcel->number };
	flood.text[TEXT_FACTS] = only_utf8(parcel->text[PARCEL_TEXT_FACTS]);
	(void)inbox_ask(inbox, &flood, &answer);
}

static void ask_again(struct inbox *inbox, const struct parcel *parcel, struct bytes key, bool stale)
{
	struct parcel away = { .kind = PARCEL_TURNED_AWAY, .ticket = parcel->ticket };
	char nonce[DIGEST_NONCE_BYTES];
	struct buffer lines = { 0 };
	enum status status = digest_nonce_make(key, desk_now(inbox->desk), nonce);
	/* RFC 8760 2.4 would have SHA-256 offered before it; baresip 1.0 gives up and SIPp 3.6 fails where it is offered at all.
	 * The password has 128 random bits, so MD5 costs nothing here; an answer by SHA-256 is taken as well. */
	if (status == STATUS_OK)
		status = buffer_append_text(&lines, "WWW-Authenticate: ");
	if (status == STATUS_OK)
		status = digest_write(&lines, DIGEST_MD5, bytes_of_text(REALM), nonce, stale);
	if (status == STATUS_OK)
		status = buffer_append_text(&lines, "\r\n");
	away.text[PARCEL_TEXT_FACTS] = buffer_bytes(&lines);
	if (status == STATUS_OK)
		outbox_tell(inbox->outbox, &away);
	buffer_close(&lines);
}

/* Whether the answer is that of the phone of a position. */
static bool right(const struct inbox *inbox, const struct digest_answer *answer, const struct parcel *parcel)
{
	char password[TOKEN_BYTES];
	struct digest_secret secret;
	struct bytes who = parcel->text[PARCEL_TEXT_WHO];
	uint32_t position = bytes_same(answer->username, who) ? inbox_position(inbox, who) : 0;
	if (!position)
		return false;
	secrets_phone(desk_secrets(inbox->desk), position, password);
	return digest_secret_make(answer->algorithm, answer->username, answer->realm, bytes_of_text(password),
	                          &secret) == STATUS_OK &&
	       digest_right(answer, &secret, parcel->text[PARCEL_TEXT_WORDS]);
}

void inbox_credentials(struct inbox *inbox, const struct parcel *parcel)
{
	struct digest_answer answer;
	uint8_t key[16];
	secrets_purpose(desk_secrets(inbox->desk), "nonce", key);
	struct bytes of_key = bytes_of(key, sizeof key);
	if (digest_read(parcel->text[PARCEL_TEXT_FACTS], &answer) != STATUS_OK) {
		ask_again(inbox, parcel, of_key, false);
		return;
	}
	enum digest_nonce nonce = digest_nonce_check(of_key, answer.nonce, desk_now(inbox->desk), span_s(NONCE_S));
	if (nonce != DIGEST_NONCE_FRESH) {
		ask_again(inbox, parcel, of_key, nonce == DIGEST_NONCE_STALE);
		return;
	}
	struct parcel reply = { .kind = right(inbox, &answer, parcel) ? PARCEL_ADMITTED : PARCEL_TURNED_AWAY,
		                .ticket = parcel->ticket };
	outbox_tell(inbox->outbox, &reply);
}

struct placing {
	struct buffer raw, facts;
};

static enum status read_placing(void *context, uint64_t sequence, const struct entry_head *head,
                                struct entry_reader reader)
{
	struct placing *placing = context;
	(void)sequence;
	(void)reader;
	enum command_kind kind = head->command.kind;
	if (placing->raw.length || (kind != COMMAND_PLACE_CALL && kind != COMMAND_KEEP_MALFORMED))
		return STATUS_OK;
	enum status status = buffer_append(&placing->raw, head->command.text[TEXT_RAW]);
	return status == STATUS_OK ? buffer_append(&placing->facts, head->command.text[TEXT_FACTS]) : status;
}

/* The call whose body belongs behind this one's head; 0: it is whole. */
static uint32_t same_body_as(struct bytes facts)
{
	const struct bytes mark = bytes_of_text("\n" PARCEL_SAME_BODY);
	const uint8_t *at = facts.length ? memmem(facts.at, facts.length, mark.at, mark.length) : NULL;
	uint32_t call = 0;
	for (at = at ? at + mark.length : NULL; at && at < facts.at + facts.length && *at >= '0' && *at <= '9'; at++)
		call = call * 10 + (uint32_t)(*at - '0');
	return call;
}

static struct bytes body_of(struct bytes message)
{
	const uint8_t *at = message.length ? memmem(message.at, message.length, "\r\n\r\n", 4) : NULL;
	return at ? bytes_of(at + 4, message.length - (size_t)(at + 4 - message.at)) : (struct bytes){ 0 };
}

static void restore(struct inbox *inbox, uint32_t call)
{
	struct parcel parcel = { .kind = PARCEL_RESTORE, .call = call };
	struct placing own = { 0 }, other = { 0 };
	enum status status = desk_timeline(inbox->desk, FIELD_call, call, read_placing, &own);
	uint32_t same = same_body_as(buffer_bytes(&own.facts));
	if (status == STATUS_OK && same)
		status = desk_timeline(inbox->desk, FIELD_call, same, read_placing, &other);
	if (status == STATUS_OK)
		status = buffer_append(&own.raw, body_of(buffer_bytes(&other.raw)));
	parcel.text[PARCEL_TEXT_RAW] = buffer_bytes(&own.raw);
	parcel.text[PARCEL_TEXT_FACTS] = buffer_bytes(&own.facts);
	if (status == STATUS_OK && own.raw.length)
		outbox_tell(inbox->outbox, &parcel);
	buffer_close(&own.raw);
	buffer_close(&own.facts);
	buffer_close(&other.raw);
	buffer_close(&other.facts);
}

static void resume(struct inbox *inbox, uint32_t call)
{
	struct parcel parcel = { .kind = PARCEL_RESUME, .call = call };
	const struct inbox_note *note = inbox->notes;
	while (note && note->call != call)
		note = note->next;
	if (!note)
		return;
	parcel.text[PARCEL_TEXT_RAW] = buffer_bytes(&note->bytes);
	outbox_tell(inbox->outbox, &parcel);
	/* The note does not say where the caller can be found. */
	if (board_calls(desk_board(inbox->desk), call)->referred)
		outbox_rebid(inbox->outbox, call, 0);
}

static void end_all_rings(struct inbox *inbox)
{
	const struct board *board = desk_board(inbox->desk);
	struct desk_answer answer;
	for (uint32_t agent = 1; agent < board->pool[POOL_agents].count; agent++) {
		const struct command end = { .kind = COMMAND_END_OFFER,
			                     .asker = ASKER_CENTER,
			                     .f = { .agent = agent, .rang = RANG_UNREACHABLE } };
		if (board_agents(board, agent)->offered)
			(void)inbox_ask(inbox, &end, &answer);
	}
}

void inbox_ready(struct inbox *inbox, const struct parcel *parcel)
{
	const struct board *board = desk_board(inbox->desk);
	const struct parcel calm = { .kind = PARCEL_FLOOD };
	(void)parcel;
	tally_forget(inbox->tally);
	inbox_feed_forget(inbox);
	end_all_rings(inbox);
	/* The edge that told of the flood is gone; if it goes on, this one tells of it anew. */
	if (board_center(board)->flooded)
		inbox_flood(inbox, &calm);
	for (const struct inbox_phone *phone = inbox->phones; phone; phone = phone->next) {
		struct parcel known = { .kind = PARCEL_PHONE };
		int64_t left_us = instant_since(phone->until, desk_now(inbox->desk)).us;
		known.number = left_us > 0 ? (uint32_t)(left_us / 1000000) : 0;
		known.text[PARCEL_TEXT_WHO] = bytes_of_text(board_positions(board, phone->position)->name.text);
		known.text[PARCEL_TEXT_CONTACT] = buffer_bytes(&phone->contact);
		known.text[PARCEL_TEXT_FACTS] = buffer_bytes(&phone->facts);
		outbox_tell(inbox->outbox, &known);
	}
	for (uint32_t number = board_center(board)->first_open_call; number;
	     number = board_calls(board, number)->next_open) {
		const struct call *call = board_calls(board, number);
		if (call->channel != CHANNEL_VOICE)
			continue;
		if (call->state == CALL_WAITING)
			restore(inbox, number);
		else if (call->state == CALL_ANSWERED || call->away)
			resume(inbox, number);
		/* Who was asked to join was asked by the edge that has gone. */
		if (call->third_state == THIRD_ASKED)
			inbox_bridged(inbox, &(struct parcel){ .call = number, .number = BRIDGED_FAILED });
	}
}
