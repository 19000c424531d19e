/* Commands by lot: what a center does all day, and any command of the list with any of its fields. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "lot.h"

#include <stdio.h>
#include <string.h>

#define AGENTS 7u
#define UNITS 6u
#define CAPABILITIES 3u

struct lot lot_of(uint64_t seed)
{
	return (struct lot){ .random = seed * 0x9e3779b97f4a7c15u | 1 };
}

/* xorshift64*, so that a seed gives the same world everywhere. */
uint64_t lot_draw(struct lot *lot, uint64_t below)
{
	lot->random ^= lot->random >> 12;
	lot->random ^= lot->random << 25;
	lot->random ^= lot->random >> 27;
	return (lot->random * 0x2545f4914f6cdd1du >> 16) % below;
}

bool lot_chance(struct lot *lot, unsigned percent)
{
	return lot_draw(lot, 100) < percent;
}

static uint32_t some_number(struct lot *lot, enum board_pool pool)
{
	uint32_t count = lot->board->pool[pool].count;
	/* Mostly one that there is, now and then one that there is not. */
	return (uint32_t)(lot_chance(lot, 97) ? lot_draw(lot, count) : count + lot_draw(lot, 3));
}

static uint64_t some_obligation(struct lot *lot)
{
	uint32_t slot = some_number(lot, POOL_obligations);
	return slot && slot < lot->board->pool[POOL_obligations].count ? board_handle(lot->board, slot) : slot;
}

static void fill(struct lot *lot, struct command *command, enum field field)
{
	static const enum board_pool pools[] = { [FIELD_call] = POOL_calls,
		                                 [FIELD_incident] = POOL_incidents,
		                                 [FIELD_unit] = POOL_units,
		                                 [FIELD_assignment] = POOL_assignments,
		                                 [FIELD_agent] = POOL_agents,
		                                 [FIELD_position] = POOL_positions,
		                                 [FIELD_queue] = POOL_queues,
		                                 [FIELD_neighbour] = POOL_neighbours,
		                                 [FIELD_capability] = POOL_capabilities,
		                                 [FIELD_station] = POOL_stations,
		                                 [FIELD_closure] = POOL_closures,
		                                 [FIELD_notice] = POOL_notices,
		                                 [FIELD_provider] = POOL_providers,
		                                 [FIELD_request] = POOL_requests };
	const struct field_info *info = &field_table[field];
	int64_t value;
	char name[16];
	bool related = command->kind == COMMAND_RELATE || command->kind == COMMAND_UNRELATE;
	if (related && field == FIELD_type) {
		static const char *const kinds[] = { "peer", "parent", "child" };
		const char *kind = kinds[lot_draw(lot, sizeof kinds / sizeof *kinds)];
		(void)fields_set_name(&command->f, field, kind, strlen(kind));
		return;
	}
	if (related && field == FIELD_about) {
		command->f.about = some_number(lot, POOL_incidents);
		return;
	}
	if (info->wire == WIRE_NAME) {
		int length = snprintf(name, sizeof name, "n%u", (unsigned)lot_draw(lot, 40));
		(void)fields_set_name(&command->f, field, name, (size_t)length);
		return;
	}
	if (field < sizeof pools / sizeof *pools && (field <= FIELD_neighbour || pools[field]))
		value = some_number(lot, pools[field]);
	else if (field == FIELD_capabilities || field == FIELD_substitutes)
		value = (int64_t)lot_draw(lot, lot_chance(lot, 97) ? 1u << CAPABILITIES : 1u << (CAPABILITIES + 1));
	else if (field == FIELD_due)
		value = lot->now.us + (int64_t)lot_draw(lot, 7200000000u) - 10000000;
	else if (info->wire == WIRE_U64)
		value = (int64_t)some_obligation(lot);
	else if (info->wire == WIRE_AT)
		value = lot->now.us - (int64_t)lot_draw(lot, 7200000000u) + 1000000;
	else if (info->vocabulary != VOCABULARY_NUMBER)
		value = (int64_t)lot_draw(lot, vocabulary_size(info->vocabulary));
	else
		value = (int64_t)lot_draw(lot, field == FIELD_span_s ? 4000 : 7);
	(void)fields_set_number(&command->f, field, value);
}

/* Rows of a card, or of a recommendation; now and then none at all, or ones that nobody can read. */
static void make_rows(struct lot *lot, struct command *command)
{
	static const char *const capabilities[] = { "c1", "c2", "c3", "-", "c9" };
	static const char *const words[] = { "lights", "-" }, *const whys[] = { "closest", "diversion" };
	unsigned rows = (unsigned)lot_draw(lot, 4);
	int length = 0;
	if (command->kind == COMMAND_REQUEST_AGENCY) {
		static const char *const orders[] = { "n1", "n2;n1", "n3;n1;n2", "n1;;n2" };
		command->text[TEXT_ROWS] = bytes_of_text(orders[lot_draw(lot, sizeof orders / sizeof *orders)]);
		return;
	}
	for (unsigned i = 0; i < rows; i++) {
		char *at = lot->rows + length;
		size_t room = sizeof lot->rows - (size_t)length;
		const char *part = i ? ";" : "";
		if (command->kind == COMMAND_RECOMMEND)
			length +=
			    snprintf(at, room, "%s%u %u %u %s", part, some_number(lot, POOL_units),
			             (unsigned)lot_draw(lot, 3), (unsigned)lot_draw(lot, 900), whys[lot_draw(lot, 2)]);
		else
			length +=
			    snprintf(at, room, "%s%s %u %s %u %s %u", part,
			             capabilities[lot_draw(lot, lot_chance(lot, 97) ? 4 : 5)],
			             1 + (unsigned)lot_draw(lot, 3), capabilities[lot_draw(lot, 4)],
			             (unsigned)lot_draw(lot, 3), words[lot_draw(lot, 2)], (unsigned)lot_draw(lot, 900));
	}
	command->text[TEXT_ROWS] = bytes_of(lot->rows, (size_t)length);
}

static void fill_texts(struct lot *lot, struct command *command, unsigned percent)
{
	const struct command_info *info = &command_table[command->kind];
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if ((info->texts >> text & 1) && lot_chance(lot, percent))
			command->text[text] = bytes_of_text("words");
	if (command->text[TEXT_ROWS].length && lot_chance(lot, 95))
		make_rows(lot, command);
}

/* Any command of the list, by anybody, with any of its fields. */
static void make_any(struct lot *lot, struct command *command)
{
	do
		command->kind = COMMAND_NONE + 1 + (unsigned)lot_draw(lot, COMMAND_COUNT - 1);
	while (command->kind == COMMAND_START);
	bool center = command_table[command->kind].right == RIGHT_CENTER;
	command->asker = center                ? ASKER_CENTER
	                 : lot_chance(lot, 90) ? ASKER_AGENT
	                                       : (unsigned)lot_draw(lot, ASKER_COUNT);
	command->actor =
	    command->asker == ASKER_AGENT || command->asker == ASKER_IMPORT ? some_number(lot, POOL_agents) : 0;
	const struct command_info *info = &command_table[command->kind];
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if ((info->required >> field & 1) ? lot_chance(lot, 97)
		                                  : (info->optional >> field & 1) && lot_chance(lot, 30))
			fill(lot, command, field);
	fill_texts(lot, command, 80);
}

/* What a command of the usual day has beside what it must have. */
static void fill_more(struct lot *lot, struct command *command)
{
	static const struct {
		enum command_kind kind;
		unsigned percent;
		uint64_t fields;
	} more[] = { { COMMAND_UNIT_STATUS, 100, F(status) },
		     { COMMAND_UNIT_STATUS, 20, F(name) },
		     { COMMAND_LOG_ON, 70, F(due) },
		     { COMMAND_SET_UNIT, 90, F(capabilities) },
		     { COMMAND_SET_UNIT, 30, F(station) },
		     { COMMAND_SET_NEED, 80, F(capability) | F(count) },
		     { COMMAND_SET_NEED, 20, F(capabilities) },
		     { COMMAND_SET_NEED, 30, F(row) },
		     { COMMAND_SET_NEED, 30, F(substitutes) | F(crew) },
		     { COMMAND_SET_NEED, 10, F(need) },
		     { COMMAND_CLASSIFY, 50, F(need) },
		     { COMMAND_CLOSE_ROAD, 50, F(incident) | F(due) },
		     { COMMAND_CLOSE_ROAD, 30, F(closure) },
		     { COMMAND_RELATE, 60, F(type) },
		     { COMMAND_GIVE_ROLE, 90, F(agent) },
		     { COMMAND_DRAW_AREA, 40, F(lat_e7) | F(radius_m) },
		     { COMMAND_DRAW_AREA, 30, F(row) },
		     { COMMAND_ADD_HAZARD, 70, F(lat_e7) | F(radius_m) },
		     { COMMAND_ADD_HAZARD, 80, F(span_s) },
		     { COMMAND_ISSUE_BOLO, 80, F(span_s) },
		     { COMMAND_ISSUE_BOLO, 50, F(incident) },
		     { COMMAND_RENEW_NOTICE, 80, F(span_s) },
		     { COMMAND_REQUEST_RESOURCE, 50, F(span_s) },
		     { COMMAND_REQUEST_AGENCY, 50, F(neighbour) | F(type) },
		     { COMMAND_ASK_NEXT, 20, F(provider) },
		     { COMMAND_ASK_NEXT, 20, F(neighbour) } };
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (more[i].kind == command->kind && lot_chance(lot, more[i].percent))
			for (uint64_t left = more[i].fields; left; left &= left - 1)
				fill(lot, command, (enum field)__builtin_ctzll(left));
}

/* What a center does all day, so that random commands meet something to act on. */
static const struct {
	enum command_kind kind;
	uint32_t actor; /* 0: nobody, or the center where the command is the center's */
} usual[] = { { COMMAND_PLACE_CALL, 0 },
	      { COMMAND_ANSWER, 1 },
	      { COMMAND_CLASSIFY, 1 },
	      { COMMAND_ASSIGN, 2 },
	      { COMMAND_UNIT_STATUS, 2 },
	      { COMMAND_CHECK_CREW, 2 },
	      { COMMAND_CLOSE, 3 },
	      { COMMAND_REVIEW, 5 },
	      { COMMAND_LINK, 1 },
	      { COMMAND_HANG_UP, 3 },
	      { COMMAND_TRY_CALL_BACK, 1 },
	      { COMMAND_OFFER, 0 },
	      { COMMAND_END_OFFER, 0 },
	      { COMMAND_HOLD, 1 },
	      { COMMAND_TRANSFER, 1 },
	      { COMMAND_ANSWER, 2 },
	      { COMMAND_APPLY_CARD, 2 },
	      { COMMAND_SET_ALARM, 2 },
	      { COMMAND_RECOMMEND, 0 },
	      { COMMAND_SET_NEED, 2 },
	      { COMMAND_DIVERT, 2 },
	      { COMMAND_LOG_ON, 6 },
	      { COMMAND_LOG_OFF, 6 },
	      { COMMAND_SET_UNIT, 7 },
	      { COMMAND_REPORT_POSITION, 6 },
	      { COMMAND_MOVE_UP, 2 },
	      { COMMAND_CLOSE_ROAD, 2 },
	      { COMMAND_OPEN_ROAD, 2 },
	      { COMMAND_ASK_CREWS, 2 },
	      { COMMAND_INFER_STATUS, 0 },
	      { COMMAND_UNIT_STATUS, 6 },
	      { COMMAND_ASSIGN, 2 },
	      { COMMAND_CLASSIFY, 1 },
	      { COMMAND_LOG_ON, 6 },
	      { COMMAND_ASSIGN, 2 },
	      { COMMAND_UNIT_STATUS, 6 },
	      { COMMAND_UNIT_STATUS, 2 },
	      { COMMAND_CONFERENCE, 1 },
	      { COMMAND_RECORD_CONFERENCE, 0 },
	      { COMMAND_RECORD_TRANSFER, 0 },
	      { COMMAND_RELATE, 1 },
	      { COMMAND_UNRELATE, 1 },
	      { COMMAND_DECLARE_MAJOR, 2 },
	      { COMMAND_STAND_DOWN, 3 },
	      { COMMAND_GIVE_ROLE, 2 },
	      { COMMAND_END_ROLE, 2 },
	      { COMMAND_DRAW_AREA, 2 },
	      { COMMAND_LIFT_AREA, 2 },
	      { COMMAND_ADD_HAZARD, 1 },
	      { COMMAND_RETIRE_HAZARD, 1 },
	      { COMMAND_ISSUE_BOLO, 1 },
	      { COMMAND_CANCEL_BOLO, 1 },
	      { COMMAND_RENEW_NOTICE, 1 },
	      { COMMAND_ADD_PROVIDER, 7 },
	      { COMMAND_REQUEST_RESOURCE, 2 },
	      { COMMAND_REQUEST_AGENCY, 2 },
	      { COMMAND_ASK_NEXT, 2 },
	      { COMMAND_ACCEPT_REQUEST, 2 },
	      { COMMAND_REFUSE_REQUEST, 2 },
	      { COMMAND_ARRIVE_REQUEST, 2 },
	      { COMMAND_RELEASE_REQUEST, 2 },
	      { COMMAND_ASK_HELP, 0 },
	      { COMMAND_ACCEPT_HELP, 1 },
	      { COMMAND_REFUSE_HELP, 1 },
	      { COMMAND_RELEASE_REQUEST, 2 },
	      { COMMAND_PLACE_CALL, 0 },
	      { COMMAND_CLASSIFY, 1 },
	      { COMMAND_ANSWER, 1 },
	      { COMMAND_CLOSE, 3 } };

static void make_usual(struct lot *lot, struct command *command)
{
	unsigned row = (unsigned)lot_draw(lot, sizeof usual / sizeof *usual);
	command->kind = usual[row].kind;
	command->actor = usual[row].actor;
	bool center = command_table[command->kind].right == RIGHT_CENTER;
	command->asker = command->actor ? ASKER_AGENT : center ? ASKER_CENTER : ASKER_STRANGER;
	const struct command_info *info = &command_table[command->kind];
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (info->required >> field & 1)
			fill(lot, command, field);
	fill_more(lot, command);
	if (command->kind == COMMAND_TRANSFER || command->kind == COMMAND_CONFERENCE)
		fill(lot, command, lot_chance(lot, 70) ? FIELD_agent : FIELD_queue);
	if (command->kind == COMMAND_CLOSE)
		fill(lot, command, lot_chance(lot, 50) ? FIELD_call : FIELD_incident);
	if (command->kind == COMMAND_CLOSE)
		fill(lot, command, FIELD_disposition);
	fill_texts(lot, command, 100);
}

/* Somebody of each role at a desk, by threes: the agent, the position, and that he sits down. */
static void seat(uint32_t step, struct command *command)
{
	static const enum role roles[AGENTS] = { ROLE_CALL_TAKER, ROLE_DISPATCHER, ROLE_SUPERVISOR,   ROLE_DUTY_OFFICER,
		                                 ROLE_SUPERVISOR, ROLE_CREW,       ROLE_ADMINISTRATOR };
	uint32_t number = step / 3 + 1;
	if (step % 3 == 2) {
		*command = (struct command){
			.kind = COMMAND_SIGN_IN, .asker = ASKER_AGENT, .actor = number, .f.position = number
		};
		return;
	}
	*command =
	    (struct command){ .kind = step % 3 ? COMMAND_ADD_POSITION : COMMAND_ADD_AGENT, .asker = ASKER_CENTER };
	if (command->kind == COMMAND_ADD_AGENT)
		command->f.role = (uint8_t)roles[number - 1];
	(void)snprintf(command->f.name.text, NAME_BYTES, "agent %u", number);
}

/* What units can be, where they are at home, and what an agency calls its statuses. */
static void name_ability(uint32_t step, struct command *command)
{
	static const enum command_kind kinds[] = { COMMAND_ADD_CAPABILITY, COMMAND_ADD_STATION, COMMAND_MAP_STATUS };
	*command = (struct command){ .kind = kinds[step % 3], .asker = ASKER_CENTER };
	if (command->kind == COMMAND_MAP_STATUS)
		command->f.status = (uint8_t)(UNIT_EN_ROUTE + step / 3);
	(void)snprintf(command->f.name.text, NAME_BYTES, "%c%u", command->kind == COMMAND_MAP_STATUS ? 'n' : 'c',
	               step / 3 + 1);
}

/* Who else can be asked for help. */
static void name_helper(uint32_t step, struct command *command)
{
	*command =
	    (struct command){ .kind = step % 2 ? COMMAND_ADD_PROVIDER : COMMAND_ADD_NEIGHBOUR, .asker = ASKER_CENTER };
	(void)snprintf(command->f.name.text, NAME_BYTES, "n%u", step / 2 + 1);
	if (command->kind == COMMAND_ADD_PROVIDER)
		command->f.type = command->f.name;
}

bool lot_first(uint32_t step, struct command *ret_command)
{
	if (step == 0) {
		*ret_command = (struct command){ .kind = COMMAND_SET_BRIDGE, .asker = ASKER_CENTER, .f.count = 1 };
		return true;
	}
	step--;
	if (step < 3 * AGENTS) {
		seat(step, ret_command);
		return true;
	}
	step -= 3 * AGENTS;
	if (step < UNITS) {
		*ret_command = (struct command){ .kind = COMMAND_ADD_UNIT, .asker = ASKER_CENTER };
		(void)snprintf(ret_command->f.name.text, NAME_BYTES, "unit %u", step + 1);
		return true;
	}
	step -= UNITS;
	if (step < 3 * CAPABILITIES) {
		name_ability(step, ret_command);
		return true;
	}
	step -= 3 * CAPABILITIES;
	if (step >= 2 * CAPABILITIES)
		return false;
	name_helper(step, ret_command);
	return true;
}

void lot_make(struct lot *lot, const struct board *board, struct instant now, struct command *ret_command)
{
	lot->board = board;
	lot->now = now;
	*ret_command = (struct command){ 0 };
	if (lot_chance(lot, 60))
		make_usual(lot, ret_command);
	else
		make_any(lot, ret_command);
}
