/* One entry as canonical bytes: the command and what it came to (body), and the words that came with it (text). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/codec.h"

#include <assert.h>
#include <string.h>

/* The longest form of a number: 64 bits in groups of seven. */
#define VARINT_BYTES 10u
/* No entry holds more events than this: the limit of what decide reserves. */
#define ENTRY_EVENTS_MAX (UINT32_MAX / 8)

static uint8_t *put_number(uint8_t *at, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (uint8_t)(value | 0x80);
	*at++ = (uint8_t)value;
	return at;
}

/* Small negative numbers stay short. */
static uint64_t fold_sign(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static int64_t unfold_sign(uint64_t value)
{
	return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

static uint8_t *put_field(uint8_t *at, const struct fields *f, unsigned field)
{
	const struct field_info *info = &field_table[field];
	if (info->wire == WIRE_NAME) {
		const char *name = fields_name(f, field);
		size_t length = strnlen(name, NAME_BYTES - 1);
		*at++ = (uint8_t)length;
		memcpy(at, name, length);
		return at + length;
	}
	int64_t value = fields_number(f, field);
	bool has_sign = info->wire == WIRE_I32 || info->wire == WIRE_I64 || info->wire == WIRE_AT;
	return put_number(at, has_sign ? fold_sign(value) : (uint64_t)value);
}

static uint8_t *put_fields(uint8_t *at, const struct fields *f, uint64_t mask)
{
	for (; mask; mask &= mask - 1)
		at = put_field(at, f, (unsigned)__builtin_ctzll(mask));
	return at;
}

/* More than any head or event takes. */
#define PIECE_BYTES (FIELD_COUNT * (size_t)NAME_BYTES + 64)

static uint8_t *put_event(uint8_t *at, const struct event *event)
{
	*at++ = (uint8_t)event->kind;
	at = put_fields(at, &event->f, event_table[event->kind].fields);
	if (event->f.call)
		at = put_number(at, event->call_previous);
	if (event->f.incident)
		at = put_number(at, event->incident_previous);
	if (event_is_of_unit(event))
		at = put_number(at, event->unit_previous);
	return at;
}

enum status codec_write_body(const struct decision *decision, struct buffer *buffer)
{
	const struct command *command = decision->command;
	/* A refused key is not remembered, so it is not written as the entry's own. */
	bool keyed = command->keyed && decision->refusal != REFUSAL_KEY_REUSED;
	uint8_t piece[PIECE_BYTES];
	uint8_t *at = piece;
	assert(instant_sane(decision->now));
	*at++ = CODEC_VERSION;
	*at++ = (uint8_t)command->kind;
	*at++ = (uint8_t)(command->asker | (keyed ? 0x80 : 0));
	bytes_put_u64(at, (uint64_t)decision->now.us);
	bytes_put_u64(at + 8, decision->digest);
	at += 16;
	if (keyed) {
		memcpy(at, command->key, COMMAND_KEY_BYTES);
		bytes_put_u64(at + COMMAND_KEY_BYTES, command->content);
		at += COMMAND_KEY_BYTES + 8;
	}
	at = put_number(at, command->actor);
	uint64_t given = fields_given(&command->f);
	at = put_number(at, given);
	at = put_fields(at, &command->f, given);
	at = put_number(at, decision->count);
	enum status status = buffer_append(buffer, bytes_of(piece, (size_t)(at - piece)));
	for (uint32_t i = 0; status == STATUS_OK && i < decision->count; i++) {
		at = put_event(piece, &decision->events[i]);
		status = buffer_append(buffer, bytes_of(piece, (size_t)(at - piece)));
	}
	return status;
}

enum status codec_write_text(const struct command *command, struct buffer *buffer)
{
	enum status status = STATUS_OK;
	for (unsigned text = 0; status == STATUS_OK && text < TEXT_COUNT; text++) {
		if (!command->text[text].length)
			continue;
		uint8_t head[1 + VARINT_BYTES];
		head[0] = (uint8_t)text;
		uint8_t *end = put_number(head + 1, command->text[text].length);
		status = buffer_append(buffer, bytes_of(head, (size_t)(end - head)));
		if (status == STATUS_OK)
			status = buffer_append(buffer, command->text[text]);
	}
	return status;
}

static bool take(struct bytes *rest, size_t length, const uint8_t **ret_at)
{
	if (rest->length < length)
		return false;
	*ret_at = rest->at;
	rest->at += length;
	rest->length -= length;
	return true;
}

/* Only the shortest form is canonical: a last group of zero bits is refused. */
static bool take_long_number(struct bytes *rest, uint64_t *ret_value)
{
	uint64_t value = 0;
	size_t longest = rest->length < VARINT_BYTES ? rest->length : VARINT_BYTES;
	for (size_t i = 0; i < longest; i++) {
		uint8_t group = rest->at[i];
		if (i == VARINT_BYTES - 1 && group > 1)
			return false;
		value |= (uint64_t)(group & 0x7f) << (7 * i);
		if (group & 0x80)
			continue;
		if (i && !group)
			return false;
		rest->at += i + 1;
		rest->length -= i + 1;
		*ret_value = value;
		return true;
	}
	return false;
}

/* Most numbers are one byte. */
static inline bool take_number(struct bytes *rest, uint64_t *ret_value)
{
	if (!rest->length || rest->at[0] & 0x80)
		return take_long_number(rest, ret_value);
	*ret_value = rest->at[0];
	rest->at++;
	rest->length--;
	return true;
}

static bool take_name(struct bytes *rest, struct fields *f, unsigned field)
{
	const uint8_t *length, *name;
	return take(rest, 1, &length) && take(rest, *length, &name) &&
	       fields_set_name(f, field, (const char *)name, *length) && !memchr(name, 0, *length);
}

static bool take_field(struct bytes *rest, struct fields *f, unsigned field)
{
	const struct field_info *info = &field_table[field];
	uint64_t value;
	if (info->wire == WIRE_NAME)
		return take_name(rest, f, field);
	if (!take_number(rest, &value))
		return false;
	bool has_sign = info->wire == WIRE_I32 || info->wire == WIRE_I64 || info->wire == WIRE_AT;
	if (!has_sign && info->wire != WIRE_U64 && value > UINT32_MAX)
		return false;
	return fields_set_number(f, field, has_sign ? unfold_sign(value) : (int64_t)value);
}

static bool take_fields(struct bytes *rest, struct fields *f, uint64_t mask)
{
	for (; mask; mask &= mask - 1)
		if (!take_field(rest, f, (unsigned)__builtin_ctzll(mask)))
			return false;
	return true;
}

/* The same for fields that are named because they were given: zero, one byte of it, would say that they were not. */
static bool take_given(struct bytes *rest, struct fields *f, uint64_t mask)
{
	for (; mask; mask &= mask - 1)
		if (!rest->length || !rest->at[0] || !take_field(rest, f, (unsigned)__builtin_ctzll(mask)))
			return false;
	return true;
}

static bool take_command(struct bytes *rest, struct command *command)
{
	const uint8_t *key;
	uint64_t actor, given;
	if (command->keyed) {
		if (!take(rest, COMMAND_KEY_BYTES + 8, &key))
			return false;
		memcpy(command->key, key, COMMAND_KEY_BYTES);
		command->content = bytes_get_u64(key + COMMAND_KEY_BYTES);
	}
	if (!take_number(rest, &actor) || actor > UINT32_MAX || !take_number(rest, &given))
		return false;
	command->actor = (uint32_t)actor;
	const struct command_info *info = &command_table[command->kind];
	return !(given & ~(info->required | info->optional)) && take_given(rest, &command->f, given);
}

enum status codec_read_head(struct bytes body, struct entry_head *ret_head, struct entry_reader *ret_reader)
{
	const uint8_t *fixed;
	struct entry_head head = { 0 };
	if (!take(&body, 19, &fixed))
		return STATUS_MALFORMED;
	if (fixed[0] != CODEC_VERSION)
		return STATUS_VERSION;
	head.command.kind = fixed[1];
	head.command.asker = fixed[2] & 0x7f;
	head.command.keyed = fixed[2] >> 7;
	if (head.command.kind == COMMAND_NONE || head.command.kind >= COMMAND_COUNT ||
	    head.command.asker >= ASKER_COUNT)
		return STATUS_MALFORMED;
	head.at.us = (int64_t)bytes_get_u64(fixed + 3);
	if (!instant_sane(head.at))
		return STATUS_MALFORMED;
	head.digest = bytes_get_u64(fixed + 11);
	uint64_t events;
	if (!take_command(&body, &head.command) || !take_number(&body, &events) || events > ENTRY_EVENTS_MAX)
		return STATUS_MALFORMED;
	head.events = (uint32_t)events;
	*ret_head = head;
	*ret_reader = (struct entry_reader){ .rest = body, .left = head.events };
	return STATUS_OK;
}

enum status codec_read_event(struct entry_reader *reader, struct event *ret_event)
{
	const uint8_t *kind;
	if (!reader->left)
		return reader->rest.length ? STATUS_MALFORMED : STATUS_ENDED;
	if (!take(&reader->rest, 1, &kind) || *kind == EVENT_NONE || *kind >= EVENT_COUNT)
		return STATUS_MALFORMED;
	struct event *event = ret_event;
	memset(event, 0, sizeof *event);
	event->kind = *kind;
	if (!take_fields(&reader->rest, &event->f, event_table[*kind].fields))
		return STATUS_MALFORMED;
	if (event->f.call && !take_number(&reader->rest, &event->call_previous))
		return STATUS_MALFORMED;
	if (event->f.incident && !take_number(&reader->rest, &event->incident_previous))
		return STATUS_MALFORMED;
	if (event_is_of_unit(event) && !take_number(&reader->rest, &event->unit_previous))
		return STATUS_MALFORMED;
	reader->left--;
	return STATUS_OK;
}

enum status codec_read_text(struct bytes text, struct command *command)
{
	unsigned least = 0;
	while (text.length) {
		const uint8_t *kind, *at;
		uint64_t length;
		/* In the list's order, each at most once: one set of texts has one form. */
		if (!take(&text, 1, &kind) || *kind >= TEXT_COUNT || *kind < least || !take_number(&text, &length) ||
		    !length || length > text.length || !take(&text, (size_t)length, &at))
			return STATUS_MALFORMED;
		command->text[*kind] = bytes_of(at, (size_t)length);
		least = *kind + 1u;
	}
	return STATUS_OK;
}

/* What one event can add, so that apply needs no memory. */
static enum status make_room(struct board *board, const struct event *event)
{
	static const struct {
		enum event_kind kind;
		enum board_pool pool;
	} adds[] = {
		{ EVENT_QUEUE_ADDED, POOL_queues },
		{ EVENT_POSITION_ADDED, POOL_positions },
		{ EVENT_AGENT_ADDED, POOL_agents },
		{ EVENT_UNIT_ADDED, POOL_units },
		{ EVENT_NEIGHBOUR_ADDED, POOL_neighbours },
		{ EVENT_CALL_PLACED, POOL_calls },
		{ EVENT_INCIDENT_OPENED, POOL_incidents },
		{ EVENT_UNIT_ASSIGNED, POOL_assignments },
		{ EVENT_OWED, POOL_obligations },
		{ EVENT_CAPABILITY_ADDED, POOL_capabilities },
		{ EVENT_STATION_ADDED, POOL_stations },
		{ EVENT_STATUS_MAPPED, POOL_status_names },
		{ EVENT_NEED_ROW_SET, POOL_needs },
		{ EVENT_UNIT_RECOMMENDED, POOL_picks },
		{ EVENT_ROAD_CLOSED, POOL_closures },
		{ EVENT_PLAN_LOADED, POOL_plans },
		{ EVENT_MAP_LOADED, POOL_maps },
		{ EVENT_INCIDENT_RELATED, POOL_relations },
		{ EVENT_ROLE_GIVEN, POOL_posts },
		{ EVENT_AREA_DRAWN, POOL_areas },
		{ EVENT_HAZARD_ADDED, POOL_notices },
		{ EVENT_BOLO_ISSUED, POOL_notices },
		{ EVENT_PROVIDER_ADDED, POOL_providers },
		{ EVENT_REQUEST_MADE, POOL_requests },
		{ EVENT_REQUEST_ORDERED, POOL_askings },
		{ EVENT_REQUEST_ASKED, POOL_askings },
		{ EVENT_POLICY_PROPOSED, POOL_policies },
		{ EVENT_CARE_SET, POOL_cares },
		{ EVENT_POLICY_STORED, POOL_stored },
		{ EVENT_TEXTS_ERASED, POOL_erasures },
		{ EVENT_RECORD_OPENED, POOL_openings },
		{ EVENT_ROLL_CALLED, POOL_rolls },
		{ EVENT_CALL_ROUTED, POOL_hops },
		{ EVENT_RESPONSE_SET, POOL_responses },
		{ EVENT_RESPONSE_DEBT_SET, POOL_response_debts },
		{ EVENT_RESPONSE_RUNG_SET, POOL_response_rungs },
		{ EVENT_RESPONSE_CARD_SET, POOL_response_cards },
		{ EVENT_POSTURE_SET, POOL_standings },
		{ EVENT_SERVICE_STATE_SET, POOL_standings },
		{ EVENT_POLICY_WARNED, POOL_notices },
		{ EVENT_POLICY_WARNED, POOL_warnings },
	};
	/* More than an event touches: the units of a recommendation that stands no longer, all that a unit works, all policies. */
	const struct unit *unit = board_units(board, event->f.unit);
	enum status status =
	    board_reserve(board, 16 + PICKS_MAX + (unit ? unit->active : 0) +
	                             (event->kind == EVENT_POLICY_ACTIVATED ? board->pool[POOL_policies].count : 0));
	for (size_t i = 0; status == STATUS_OK && i < sizeof adds / sizeof *adds; i++)
		if (adds[i].kind == event->kind)
			status = board_reserve_items(board, adds[i].pool, 1);
	return status;
}

enum status codec_fold(struct board *board, struct bytes body)
{
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	enum status status = codec_read_head(body, &head, &reader);
	if (status == STATUS_OK)
		status = board_reserve(board, 16);
	if (status != STATUS_OK)
		return status;
	board_begin(board, board_center(board)->sequence + 1, head.at);
	while ((status = codec_read_event(&reader, &event)) == STATUS_OK) {
		status = make_room(board, &event);
		if (status != STATUS_OK)
			return status;
		if (!board_admits(board, &event))
			return STATUS_CORRUPT;
		board_apply(board, &event);
	}
	if (status != STATUS_ENDED)
		return status;
	if (head.command.keyed && !board_key(board, head.command.key))
		board_keep_key(board, head.command.key, head.command.content);
	if (!board_fits(board))
		return STATUS_CORRUPT;
	return board_settle(board) == head.digest ? STATUS_OK : STATUS_CORRUPT;
}
