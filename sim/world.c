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
#include "lot.h"

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
	struct lot lot;
	struct board *board;
	struct ledger ledger;
	struct decision decision;
	struct disk *disk;
	const struct store_engine *engine;
	struct store *store;
	struct buffer body, text;
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
	bool any = !world->calm && lot_chance(&world->lot, TROUBLE_PERCENT);
	disk_trouble(world->disk, troubles[lot_draw(&world->lot, sizeof troubles / sizeof *troubles)],
	             any ? 1 + lot_draw(&world->lot, TROUBLE_CALLS) : 0);
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
	if (status == STATUS_OK && lot_chance(&world->lot, SETTLE_PERCENT))
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

static bool set_up(struct world *world)
{
	struct command command = { .kind = COMMAND_START, .asker = ASKER_CENTER };
	world->calm = true;
	bool good = ask(world, &command);
	for (uint32_t i = 0; good && lot_first(i, &command); i++)
		good = ask(world, &command);
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
		if (lot_chance(&world->lot, TROUBLE_PERCENT))
			disk_trouble(world->disk, DISK_POWER_FAILS, 1 + lot_draw(&world->lot, TROUBLE_CALLS));
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
	const struct promise *promise = &world->promise[lot_draw(&world->lot, KEYS)];
	if (!promise->sequence || promise->sequence > world->durable.sequence ||
	    !board_key(world->board, promise->command.key))
		return true;
	return ask(world, &promise->command) &&
	       hold(world, world->decision.repeat_of == promise->sequence, "a repeat had an effect", promise->sequence);
}

static bool step(struct world *world)
{
	struct command command = { 0 };
	if (lot_chance(&world->lot, 1))
		world->now.us += (int64_t)lot_draw(&world->lot, 7200000000u) - 3600000000; /* the clock is set */
	world->now.us += (int64_t)lot_draw(&world->lot, 5000000);
	if (lot_chance(&world->lot, 5))
		return repeat(world);
	if (lot_chance(&world->lot, 25)) {
		command = (struct command){ .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
		return ask(world, &command);
	}
	lot_make(&world->lot, world->board, world->now, &command);
	if (lot_chance(&world->lot, 30) && command.kind != COMMAND_PASS_TIME) {
		command.keyed = true;
		bytes_put_u64(command.key, ++world->next_key);
		command.content = world->next_key;
	}
	if (!ask(world, &command))
		return false;
	if (command.keyed && world->decision.count)
		world->promise[lot_draw(&world->lot, KEYS)] =
		    (struct promise){ command, board_center(world->board)->sequence };
	if (lot_chance(&world->lot, 30) && !commit(world))
		return false;
	return !lot_chance(&world->lot, 1) || crash(world);
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
	struct world world = {
		.lot = lot_of(seed), .now = { 1800000000000000 }, .engine = store_named("sqlite"), .counts = counts
	};
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
