/* One seeded world: a center whose clock jumps, whose commands come twice and at random, and whose power fails. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "disk.h"
#include "ledger/ledger.h"
#include "ledger/store.h"

#define AGENTS 7u
#define UNITS 6u
#define CAPABILITIES 3u
#define KEYS 64u
/* How often a commit or a recovery meets trouble, within so many calls of the disk; how often a commit is moved on. */
#define TROUBLE_PERCENT 10u
#define TROUBLE_CALLS 12u
#define SETTLE_PERCENT 10u

/* A board, as far as a crash must give it back. */
struct state {
	uint64_t sequence;
	uint64_t digest;
	uint32_t calls;
};

/* A command that was acknowledged with a key, and what it came to. */
struct promise {
	struct command command;
	uint64_t sequence;
};

struct world {
	uint64_t random;
	struct board *board;
	struct ledger ledger;
	struct decision decision;
	struct disk *disk;
	const struct store_engine *engine;
	struct store *store;
	struct buffer body, text;
	char rows[256]; /* borrowed by the command that is made */
	struct instant now;
	struct promise promise[KEYS];
	struct state durable;   /* acknowledged */
	struct state attempted; /* given to the disk; equal to durable once that said yes */
	bool calm;              /* no trouble yet */
	uint64_t next_key;
	struct world_counts *counts;
	const char *fault;
	uint64_t detail;
};

/* xorshift64*, so that a seed gives the same world everywhere. */
static uint64_t draw(struct world *world, uint64_t below)
{
	world->random ^= world->random >> 12;
	world->random ^= world->random << 25;
	world->random ^= world->random >> 27;
	return (world->random * 0x2545f4914f6cdd1du >> 16) % below;
}

static bool chance(struct world *world, unsigned percent)
{
	return draw(world, 100) < percent;
}

static bool hold(struct world *world, bool holds, const char *what, uint64_t detail)
{
	if (!holds && !world->fault) {
		world->fault = what;
		world->detail = detail;
	}
	return holds;
}

static bool crash(struct world *world);

/* What the board is like now: what must come back if this is durable. */
static struct state state_of(const struct world *world)
{
	return (struct state){ board_center(world->board)->sequence, world->board->digest,
		               world->board->pool[POOL_calls].count };
}

/* Something goes wrong with the disk within the next few calls, or nothing does. */
static void tempt(struct world *world)
{
	static const enum disk_trouble troubles[] = { DISK_POWER_FAILS, DISK_POWER_FAILS, DISK_CALL_FAILS,
		                                      DISK_IS_FULL };
	bool any = !world->calm && chance(world, TROUBLE_PERCENT);
	disk_trouble(world->disk, troubles[draw(world, sizeof troubles / sizeof *troubles)],
	             any ? 1 + draw(world, TROUBLE_CALLS) : 0);
}

/* Makes the group durable; a full disk is asked again once there is room, any other trouble is the end of the process. */
static bool commit(struct world *world)
{
	uint64_t first;
	struct bytes group;
	if (!world->ledger.count)
		return true;
	world->attempted = state_of(world);
	if (!hold(world, ledger_seal(&world->ledger, &first, &group) == STATUS_OK, "a group could not be sealed",
	          first))
		return false;
	tempt(world);
	enum status status = world->engine->append(world->store, first, group);
	if (status == STATUS_FULL) {
		world->counts->full++;
		disk_trouble(world->disk, DISK_IS_FULL, 0);
		status = world->engine->append(world->store, first, group);
	}
	if (status == STATUS_OK && chance(world, SETTLE_PERCENT))
		(void)!world->engine->settle(world->store); /* its trouble is the next commit's, or the crash's */
	if (status != STATUS_OK)
		return crash(world);
	disk_trouble(world->disk, DISK_POWER_FAILS, 0);
	ledger_clear(&world->ledger);
	world->durable = world->attempted;
	return true;
}

static bool keep(struct world *world, const struct command *command)
{
	const uint8_t seed[2 * ENTRY_SEED_BYTES] = { 1 };
	buffer_clear(&world->body);
	buffer_clear(&world->text);
	bool good = codec_write_body(&world->decision, &world->body) == STATUS_OK &&
	            codec_write_text(command, &world->text) == STATUS_OK;
	const struct entry entry = { board_center(world->board)->sequence, world->decision.now, world->decision.digest,
		                     buffer_bytes(&world->body), buffer_bytes(&world->text) };
	return hold(world, good && ledger_add(&world->ledger, &entry, seed) == STATUS_OK, "an entry could not be kept",
	            entry.sequence);
}

/* Said another way than the board says it itself: who is open is owed something, on itself or on what carries it. */
static bool all_obliged(struct world *world)
{
	const struct board *board = world->board;
	bool good = true;
	for (uint32_t number = 1; board_calls(board, number); number++) {
		const struct call *call = board_calls(board, number);
		const struct incident *carrier = board_incidents(board, call->incident);
		bool carried = carrier && carrier->open && carrier->obligations;
		good &=
		    call->state == CALL_CLOSED ? call->disposition != DISPOSITION_NONE : call->obligations || carried;
	}
	for (uint32_t number = 1; board_incidents(board, number); number++) {
		const struct incident *incident = board_incidents(board, number);
		good &= incident->open ? incident->obligations > 0 : incident->disposition != DISPOSITION_NONE;
	}
	return hold(world, good, "something open is owed nothing", board_center(board)->sequence);
}

/* Only this can make fewer calls open, and only in the name of a person: an agent, or one in another center's record. */
static bool may_close(const struct command *command)
{
	bool person = command->asker == ASKER_AGENT || command->asker == ASKER_IMPORT;
	return person && command->actor && command->kind == COMMAND_CLOSE;
}

static void count_events(struct world *world)
{
	const struct decision *decision = &world->decision;
	world->counts->entries++;
	world->counts->events += decision->count;
	world->counts->refusals += decision->refusal != REFUSAL_NONE;
	for (uint32_t i = 0; i < decision->count; i++) {
		world->counts->calls += decision->events[i].kind == EVENT_CALL_PLACED;
		world->counts->closed += decision->events[i].kind == EVENT_CALL_CLOSED;
		world->counts->raised += decision->events[i].kind == EVENT_RAISED;
	}
}

static bool ask(struct world *world, const struct command *command)
{
	const char *fault = NULL;
	uint32_t number = 0;
	struct center before = *board_center(world->board);
	world->counts->commands++;
	if (!hold(world, decide(&world->decision, world->board, command, world->now) == STATUS_OK, "no memory", 0))
		return false;
	const struct center *after = board_center(world->board);
	world->counts->repeats += world->decision.repeat_of != 0;
	if (!world->decision.count)
		return hold(world, after->sequence == before.sequence, "nothing happened, and the board moved", 0);
	count_events(world);
	bool fewer = after->open_calls < before.open_calls || after->open_incidents < before.open_incidents;
	return keep(world, command) &&
	       hold(world, !fewer || may_close(command), "closed by no person's close", after->sequence) &&
	       hold(world, after->now.us >= before.now.us, "time ran back", after->sequence) &&
	       hold(world, board_sound(world->board, &fault, &number), fault ? fault : "unsound", number) &&
	       all_obliged(world);
}

static uint32_t some_number(struct world *world, enum board_pool pool)
{
	uint32_t count = world->board->pool[pool].count;
	/* Mostly one that there is, now and then one that there is not. */
	return (uint32_t)(chance(world, 97) ? draw(world, count) : count + draw(world, 3));
}

static uint64_t some_obligation(struct world *world)
{
	uint32_t slot = some_number(world, POOL_obligations);
	return slot && slot < world->board->pool[POOL_obligations].count ? board_handle(world->board, slot) : slot;
}

static void fill(struct world *world, struct command *command, enum field field)
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
		const char *kind = kinds[draw(world, sizeof kinds / sizeof *kinds)];
		(void)fields_set_name(&command->f, field, kind, strlen(kind));
		return;
	}
	if (related && field == FIELD_about) {
		command->f.about = some_number(world, POOL_incidents);
		return;
	}
	if (info->wire == WIRE_NAME) {
		int length = snprintf(name, sizeof name, "n%u", (unsigned)draw(world, 40));
		(void)fields_set_name(&command->f, field, name, (size_t)length);
		return;
	}
	if (field < sizeof pools / sizeof *pools && (field <= FIELD_neighbour || pools[field]))
		value = some_number(world, pools[field]);
	else if (field == FIELD_capabilities || field == FIELD_substitutes)
		value = (int64_t)draw(world, chance(world, 97) ? 1u << CAPABILITIES : 1u << (CAPABILITIES + 1));
	else if (field == FIELD_due)
		value = world->now.us + (int64_t)draw(world, 7200000000u) - 10000000;
	else if (info->wire == WIRE_U64)
		value = (int64_t)some_obligation(world);
	else if (info->wire == WIRE_AT)
		value = world->now.us - (int64_t)draw(world, 7200000000u) + 1000000;
	else if (info->vocabulary != VOCABULARY_NUMBER)
		value = (int64_t)draw(world, vocabulary_size(info->vocabulary));
	else
		value = (int64_t)draw(world, field == FIELD_span_s ? 4000 : 7);
	(void)fields_set_number(&command->f, field, value);
}

/* Rows of a card, or of a recommendation; now and then none at all, or ones that nobody can read. */
static void make_rows(struct world *world, struct command *command)
{
	static const char *const capabilities[] = { "c1", "c2", "c3", "-", "c9" };
	static const char *const words[] = { "lights", "-" }, *const whys[] = { "closest", "diversion" };
	unsigned rows = (unsigned)draw(world, 4);
	int length = 0;
	if (command->kind == COMMAND_REQUEST_AGENCY) {
		static const char *const orders[] = { "n1", "n2;n1", "n3;n1;n2", "n1;;n2" };
		command->text[TEXT_ROWS] = bytes_of_text(orders[draw(world, sizeof orders / sizeof *orders)]);
		return;
	}
	for (unsigned i = 0; i < rows; i++) {
		char *at = world->rows + length;
		size_t room = sizeof world->rows - (size_t)length;
		const char *part = i ? ";" : "";
		if (command->kind == COMMAND_RECOMMEND)
			length += snprintf(at, room, "%s%u %u %u %s", part, some_number(world, POOL_units),
			                   (unsigned)draw(world, 3), (unsigned)draw(world, 900), whys[draw(world, 2)]);
		else
			length += snprintf(at, room, "%s%s %u %s %u %s %u", part,
			                   capabilities[draw(world, chance(world, 97) ? 4 : 5)],
			                   1 + (unsigned)draw(world, 3), capabilities[draw(world, 4)],
			                   (unsigned)draw(world, 3), words[draw(world, 2)], (unsigned)draw(world, 900));
	}
	command->text[TEXT_ROWS] = bytes_of(world->rows, (size_t)length);
}

static void fill_texts(struct world *world, struct command *command, unsigned percent)
{
	const struct command_info *info = &command_table[command->kind];
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if ((info->texts >> text & 1) && chance(world, percent))
			command->text[text] = bytes_of_text("words");
	if (command->text[TEXT_ROWS].length && chance(world, 95))
		make_rows(world, command);
}

/* Any command of the list, by anybody, with any of its fields. */
static void make_any(struct world *world, struct command *command)
{
	do
		command->kind = COMMAND_NONE + 1 + (unsigned)draw(world, COMMAND_COUNT - 1);
	while (command->kind == COMMAND_START);
	bool center = command_table[command->kind].right == RIGHT_CENTER;
	command->asker = center ? ASKER_CENTER : chance(world, 90) ? ASKER_AGENT : (unsigned)draw(world, ASKER_COUNT);
	command->actor =
	    command->asker == ASKER_AGENT || command->asker == ASKER_IMPORT ? some_number(world, POOL_agents) : 0;
	const struct command_info *info = &command_table[command->kind];
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if ((info->required >> field & 1) ? chance(world, 97)
		                                  : (info->optional >> field & 1) && chance(world, 30))
			fill(world, command, field);
	fill_texts(world, command, 80);
}

/* What a command of the usual day has beside what it must have. */
static void fill_more(struct world *world, struct command *command)
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
		if (more[i].kind == command->kind && chance(world, more[i].percent))
			for (uint64_t left = more[i].fields; left; left &= left - 1)
				fill(world, command, (enum field)__builtin_ctzll(left));
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

static void make_usual(struct world *world, struct command *command)
{
	unsigned row = (unsigned)draw(world, sizeof usual / sizeof *usual);
	command->kind = usual[row].kind;
	command->actor = usual[row].actor;
	bool center = command_table[command->kind].right == RIGHT_CENTER;
	command->asker = command->actor ? ASKER_AGENT : center ? ASKER_CENTER : ASKER_STRANGER;
	const struct command_info *info = &command_table[command->kind];
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (info->required >> field & 1)
			fill(world, command, field);
	fill_more(world, command);
	if (command->kind == COMMAND_TRANSFER || command->kind == COMMAND_CONFERENCE)
		fill(world, command, chance(world, 70) ? FIELD_agent : FIELD_queue);
	if (command->kind == COMMAND_CLOSE)
		fill(world, command, chance(world, 50) ? FIELD_call : FIELD_incident);
	if (command->kind == COMMAND_CLOSE)
		fill(world, command, FIELD_disposition);
	fill_texts(world, command, 100);
}

static bool set_up(struct world *world)
{
	static const enum role roles[AGENTS] = { ROLE_CALL_TAKER, ROLE_DISPATCHER, ROLE_SUPERVISOR,   ROLE_DUTY_OFFICER,
		                                 ROLE_SUPERVISOR, ROLE_CREW,       ROLE_ADMINISTRATOR };
	world->calm = true;
	bool good = ask(world, &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER }) &&
	            ask(world, &(struct command){ .kind = COMMAND_SET_BRIDGE, .asker = ASKER_CENTER, .f.count = 1 });
	for (uint32_t i = 0; good && i < AGENTS; i++) {
		struct command add = { .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f.role = (uint8_t)roles[i] };
		(void)snprintf(add.f.name.text, NAME_BYTES, "agent %u", i + 1);
		good = ask(world, &add);
		add = (struct command){ .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER, .f.name = add.f.name };
		good = good && ask(world, &add);
		const struct command sit = {
			.kind = COMMAND_SIGN_IN, .asker = ASKER_AGENT, .actor = i + 1, .f.position = i + 1
		};
		good = good && ask(world, &sit);
	}
	for (uint32_t i = 0; good && i < UNITS; i++) {
		struct command add = { .kind = COMMAND_ADD_UNIT, .asker = ASKER_CENTER };
		(void)snprintf(add.f.name.text, NAME_BYTES, "unit %u", i + 1);
		good = ask(world, &add);
	}
	for (uint32_t i = 0; good && i < CAPABILITIES; i++) {
		struct command add = { .kind = COMMAND_ADD_CAPABILITY, .asker = ASKER_CENTER };
		(void)snprintf(add.f.name.text, NAME_BYTES, "c%u", i + 1);
		good = ask(world, &add);
		add = (struct command){ .kind = COMMAND_ADD_STATION, .asker = ASKER_CENTER, .f.name = add.f.name };
		good = good && ask(world, &add);
		add = (struct command){ .kind = COMMAND_MAP_STATUS,
			                .asker = ASKER_CENTER,
			                .f = { .status = (uint8_t)(UNIT_EN_ROUTE + i) } };
		(void)snprintf(add.f.name.text, NAME_BYTES, "n%u", i + 1);
		good = good && ask(world, &add);
	}
	for (uint32_t i = 0; good && i < CAPABILITIES; i++) {
		struct command add = { .kind = COMMAND_ADD_NEIGHBOUR, .asker = ASKER_CENTER };
		(void)snprintf(add.f.name.text, NAME_BYTES, "n%u", i + 1);
		good = ask(world, &add);
		add = (struct command){ .kind = COMMAND_ADD_PROVIDER, .asker = ASKER_CENTER, .f.name = add.f.name };
		(void)snprintf(add.f.type.text, NAME_BYTES, "n%u", i + 1);
		good = good && ask(world, &add);
	}
	good = good && commit(world);
	world->calm = false;
	return good;
}

static enum status fold(void *context, const struct stored_entry *stored)
{
	return codec_fold(context, stored->entry.body);
}

struct recovery {
	struct world *world;
	struct ledger_fault *fault;
};

static enum status fold_group(void *context, uint64_t first, struct bytes group)
{
	const struct recovery *recovery = context;
	(void)first;
	return ledger_check(&recovery->world->ledger, group, fold, recovery->world->board, recovery->fault);
}

/* Reads all that the disk holds into a new board and ledger. */
static enum status recover(struct world *world, struct ledger_fault *fault)
{
	const uint8_t seed[SEED_BYTES] = { 1 };
	enum status status = board_open(&world->board);
	if (status == STATUS_OK)
		status = ledger_open(&world->ledger, "sim", seed);
	if (status == STATUS_OK)
		status = world->engine->open(".", false, &world->store);
	if (status == STATUS_OK) {
		struct recovery recovery = { world, fault };
		status = world->engine->walk(world->store, 1, fold_group, &recovery);
	}
	return status;
}

/* The process is gone, and so is all that it had in memory. */
static void die(struct world *world)
{
	disk_trouble(world->disk, DISK_POWER_FAILS, 1);
	if (world->store)
		world->engine->close(world->store);
	world->store = NULL;
	ledger_close(&world->ledger);
	world->ledger = (struct ledger){ 0 };
	board_close(world->board);
	world->board = NULL;
	disk_power_on(world->disk);
}

/* The power fails, now and then again while the server comes back: all that was acknowledged must be there, and of what
 * was not either the whole group or nothing. */
static bool crash(struct world *world)
{
	struct ledger_fault fault = { 0 };
	enum status status;
	do {
		world->counts->crashes++;
		die(world);
		if (chance(world, TROUBLE_PERCENT))
			disk_trouble(world->disk, DISK_POWER_FAILS, 1 + draw(world, TROUBLE_CALLS));
		status = recover(world, &fault);
	} while (status != STATUS_OK && disk_troubled(world->disk));
	disk_trouble(world->disk, DISK_POWER_FAILS, 0);
	if (!hold(world, status == STATUS_OK, fault.what ? fault.what : "the fold failed", fault.sequence))
		return false;
	struct state found = state_of(world);
	bool survived = found.sequence != world->durable.sequence;
	world->counts->lost += !survived && world->attempted.sequence > found.sequence;
	world->counts->survived += survived;
	const struct state *meant = survived ? &world->attempted : &world->durable;
	if (!hold(world, found.sequence == meant->sequence, "an acknowledged entry is lost", found.sequence) ||
	    !hold(world, found.digest == meant->digest, "the board came back otherwise", found.sequence) ||
	    !hold(world, found.calls == meant->calls, "a call is lost", 0))
		return false;
	world->durable = found;
	world->attempted = found;
	return all_obliged(world);
}

/* A command with a key that was acknowledged before, sent again: the first answer, and nothing new. */
static bool repeat(struct world *world)
{
	const struct promise *promise = &world->promise[draw(world, KEYS)];
	if (!promise->sequence || promise->sequence > world->durable.sequence ||
	    !board_key(world->board, promise->command.key))
		return true;
	return ask(world, &promise->command) &&
	       hold(world, world->decision.repeat_of == promise->sequence, "a repeat had an effect", promise->sequence);
}

static bool step(struct world *world)
{
	struct command command = { 0 };
	if (chance(world, 1))
		world->now.us += (int64_t)draw(world, 7200000000u) - 3600000000; /* the clock is set */
	world->now.us += (int64_t)draw(world, 5000000);
	if (chance(world, 5))
		return repeat(world);
	if (chance(world, 25)) {
		command = (struct command){ .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
		return ask(world, &command);
	}
	if (chance(world, 60))
		make_usual(world, &command);
	else
		make_any(world, &command);
	if (chance(world, 30) && command.kind != COMMAND_PASS_TIME) {
		command.keyed = true;
		bytes_put_u64(command.key, ++world->next_key);
		command.content = world->next_key;
	}
	if (!ask(world, &command))
		return false;
	if (command.keyed && world->decision.count)
		world->promise[draw(world, KEYS)] = (struct promise){ command, board_center(world->board)->sequence };
	if (chance(world, 30) && !commit(world))
		return false;
	return !chance(world, 1) || crash(world);
}

static void forget(struct world *world)
{
	if (world->disk)
		die(world);
	struct disk_counts counts = world->disk ? disk_counts(world->disk) : (struct disk_counts){ 0 };
	world->counts->torn += counts.torn;
	world->counts->dropped += counts.dropped;
	disk_close(world->disk);
	decision_close(&world->decision);
	buffer_close(&world->body);
	buffer_close(&world->text);
}

bool world_run(uint64_t seed, uint32_t commands, struct world_counts *counts)
{
	struct world world = { .random = seed * 0x9e3779b97f4a7c15u | 1,
		               .now = { 1800000000000000 },
		               .engine = store_named("sqlite"),
		               .counts = counts };
	struct ledger_fault fault;
	world.disk = disk_open(seed);
	bool good = world.disk && world.engine && recover(&world, &fault) == STATUS_OK && set_up(&world);
	for (uint32_t i = 0; good && i < commands; i++)
		good = step(&world);
	good = good && commit(&world) && crash(&world);
	if (!good)
		printf("seed %" PRIu64 ": %s (%" PRIu64 "); again: simulator --seed %" PRIu64 " --commands %u\n", seed,
		       world.fault ? world.fault : "out of memory", world.detail, seed, commands);
	forget(&world);
	return good;
}
