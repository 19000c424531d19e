/* One seeded world: a center whose clock jumps, whose commands come twice and at random, and whose power fails. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "ledger/ledger.h"

#define AGENTS 7u
#define UNITS 3u
#define KEYS 64u
#define GROUPS_MAX 4096u

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
	struct buffer *group; /* what the disk holds */
	uint32_t groups;
	struct buffer body, text;
	struct instant now;
	struct promise promise[KEYS];
	uint64_t durable;        /* the last entry on the disk */
	uint64_t durable_digest; /* of the board after it */
	uint32_t durable_calls;  /* calls acknowledged: a crash must give them all back */
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

static bool commit(struct world *world)
{
	uint64_t first;
	struct bytes group;
	if (!world->ledger.count || world->groups == GROUPS_MAX)
		return true;
	bool good = ledger_seal(&world->ledger, &first, &group) == STATUS_OK &&
	            buffer_append(&world->group[world->groups], group) == STATUS_OK;
	world->groups += good;
	ledger_clear(&world->ledger);
	world->durable = board_center(world->board)->sequence;
	world->durable_digest = world->board->digest;
	world->durable_calls = world->board->pool[POOL_calls].count;
	return hold(world, good, "a group could not be sealed", world->durable);
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
	static const enum board_pool pools[] = { [FIELD_call] = POOL_calls,   [FIELD_incident] = POOL_incidents,
		                                 [FIELD_unit] = POOL_units,   [FIELD_assignment] = POOL_assignments,
		                                 [FIELD_agent] = POOL_agents, [FIELD_position] = POOL_positions,
		                                 [FIELD_queue] = POOL_queues, [FIELD_neighbour] = POOL_neighbours };
	const struct field_info *info = &field_table[field];
	int64_t value;
	char name[16];
	if (info->wire == WIRE_NAME) {
		int length = snprintf(name, sizeof name, "n%u", (unsigned)draw(world, 40));
		(void)fields_set_name(&command->f, field, name, (size_t)length);
		return;
	}
	if (field <= FIELD_neighbour)
		value = some_number(world, pools[field]);
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
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if ((info->texts >> text & 1) && chance(world, 80))
			command->text[text] = bytes_of_text("words");
}

/* What a center does all day, so that random commands meet something to act on. */
static void make_usual(struct world *world, struct command *command)
{
	static const struct {
		enum command_kind kind;
		uint32_t actor;
	} usual[] = { { COMMAND_PLACE_CALL, 0 }, { COMMAND_ANSWER, 1 },       { COMMAND_CLASSIFY, 1 },
		      { COMMAND_ASSIGN, 2 },     { COMMAND_UNIT_STATUS, 2 },  { COMMAND_CHECK_CREW, 2 },
		      { COMMAND_CLOSE, 3 },      { COMMAND_REVIEW, 5 },       { COMMAND_LINK, 1 },
		      { COMMAND_HANG_UP, 3 },    { COMMAND_TRY_CALL_BACK, 1 } };
	unsigned row = (unsigned)draw(world, sizeof usual / sizeof *usual);
	command->kind = usual[row].kind;
	command->actor = usual[row].actor;
	command->asker = command->actor ? ASKER_AGENT : ASKER_STRANGER;
	const struct command_info *info = &command_table[command->kind];
	for (unsigned field = 0; field < FIELD_COUNT; field++)
		if (info->required >> field & 1)
			fill(world, command, field);
	if (command->kind == COMMAND_CLOSE)
		fill(world, command, chance(world, 50) ? FIELD_call : FIELD_incident);
	if (command->kind == COMMAND_CLOSE)
		fill(world, command, FIELD_disposition);
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (info->texts >> text & 1)
			command->text[text] = bytes_of_text("words");
}

static bool set_up(struct world *world)
{
	static const enum role roles[AGENTS] = { ROLE_CALL_TAKER, ROLE_DISPATCHER, ROLE_SUPERVISOR,   ROLE_DUTY_OFFICER,
		                                 ROLE_SUPERVISOR, ROLE_CREW,       ROLE_ADMINISTRATOR };
	bool good = ask(world, &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER });
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
	return good && commit(world);
}

static enum status fold(void *context, const struct stored_entry *stored)
{
	return codec_fold(context, stored->entry.body);
}

/* The power fails: what the disk holds is all there is, and it must be all that was acknowledged. */
static bool crash(struct world *world)
{
	const uint8_t seed[SEED_BYTES] = { 1 };
	struct ledger_fault fault = { 0 };
	enum status status = STATUS_OK;
	world->counts->crashes++;
	world->counts->lost += world->ledger.count;
	ledger_close(&world->ledger);
	board_close(world->board);
	world->board = NULL;
	if (!hold(world,
	          board_open(&world->board) == STATUS_OK && ledger_open(&world->ledger, "sim", seed) == STATUS_OK,
	          "no memory", 0))
		return false;
	for (uint32_t i = 0; status == STATUS_OK && i < world->groups; i++)
		status = ledger_check(&world->ledger, buffer_bytes(&world->group[i]), fold, world->board, &fault);
	const struct center *center = board_center(world->board);
	return hold(world, status == STATUS_OK, fault.what ? fault.what : "the fold failed", fault.sequence) &&
	       hold(world, center->sequence == world->durable, "an acknowledged entry is lost", center->sequence) &&
	       hold(world, world->board->digest == world->durable_digest, "the board came back otherwise",
	            center->sequence) &&
	       hold(world, world->board->pool[POOL_calls].count == world->durable_calls, "a call is lost", 0) &&
	       all_obliged(world);
}

/* A command with a key that was acknowledged before, sent again: the first answer, and nothing new. */
static bool repeat(struct world *world)
{
	const struct promise *promise = &world->promise[draw(world, KEYS)];
	if (!promise->sequence || promise->sequence > world->durable || !board_key(world->board, promise->command.key))
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
	ledger_close(&world->ledger);
	board_close(world->board);
	decision_close(&world->decision);
	for (uint32_t i = 0; world->group && i < world->groups; i++)
		buffer_close(&world->group[i]);
	free(world->group);
	buffer_close(&world->body);
	buffer_close(&world->text);
}

bool world_run(uint64_t seed, uint32_t commands, struct world_counts *counts)
{
	const uint8_t key[SEED_BYTES] = { 1 };
	struct world world = { .random = seed * 0x9e3779b97f4a7c15u | 1,
		               .now = { 1800000000000000 },
		               .counts = counts };
	world.group = calloc(GROUPS_MAX, sizeof *world.group);
	bool good = world.group && board_open(&world.board) == STATUS_OK &&
	            ledger_open(&world.ledger, "sim", key) == STATUS_OK && set_up(&world);
	for (uint32_t i = 0; good && i < commands; i++)
		good = step(&world);
	good = good && commit(&world) && crash(&world);
	if (!good)
		printf("seed %" PRIu64 ": %s (%" PRIu64 "); again: simulator --seed %" PRIu64 " --commands %u\n", seed,
		       world.fault ? world.fault : "out of memory", world.detail, seed, commands);
	forget(&world);
	return good;
}
