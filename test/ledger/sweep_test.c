/* Every allocation and every call of the disk fails once, in turn: nothing crashes, nothing acknowledged is lost, and what
 * failed for want of memory can be asked again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "../../sim/disk.h"
#include "check.h"
#include "core/codec.h"
#include "ledger/ledger.h"
#include "ledger/store.h"

#define CALLS 6u
#define SWEEP_MAX 20000u

/* ---- memory that fails: our own allocations by the linker's --wrap, SQLite's by its own door ---- */

static struct {
	uint64_t count;
	uint64_t fail_at; /* 0: never */
	bool failed;
} allocations;

static bool fails(void)
{
	allocations.count++;
	if (!allocations.fail_at || allocations.count != allocations.fail_at)
		return false;
	allocations.failed = true;
	errno = ENOMEM;
	return true;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *at, size_t bytes);
void *__real_reallocarray(void *at, size_t count, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *at, size_t bytes);
void *__wrap_reallocarray(void *at, size_t count, size_t bytes);

void *__wrap_malloc(size_t bytes)
{
	return fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
	return fails() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *at, size_t bytes)
{
	return fails() ? NULL : __real_realloc(at, bytes);
}

void *__wrap_reallocarray(void *at, size_t count, size_t bytes)
{
	return fails() ? NULL : __real_reallocarray(at, count, bytes);
}

static sqlite3_mem_methods sqlites_own;

static void *sqlite_malloc(int bytes)
{
	return fails() ? NULL : sqlites_own.xMalloc(bytes);
}

static void *sqlite_realloc(void *at, int bytes)
{
	return fails() ? NULL : sqlites_own.xRealloc(at, bytes);
}

static void take_sqlites_memory(void)
{
	CHECK(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlites_own) == SQLITE_OK);
	sqlite3_mem_methods ours = sqlites_own;
	ours.xMalloc = sqlite_malloc;
	ours.xRealloc = sqlite_realloc;
	CHECK(sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK);
	CHECK(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) == SQLITE_OK);
}

/* ---- one center's short life ---- */

struct life {
	const struct store_engine *engine;
	struct store *store;
	struct board *board;
	struct ledger ledger;
	struct decision decision;
	struct buffer body, text;
	uint64_t acknowledged; /* the last entry of which the store said that it is durable */
	uint64_t digest;       /* of the board after it */
	bool again;            /* ask once more after a failure of memory */
};

#define LOG_SEED ((const uint8_t[SEED_BYTES]){ 7 })

static struct key_tree tree; /* of the texts' keys; opened before anything fails */

static enum status give_key(void *context, enum seal_part part, uint64_t sequence, uint8_t ret_key[SEAL_KEY_BYTES])
{
	(void)context;
	if (part == SEAL_TEXT)
		return key_tree_leaf(&tree, sequence, ret_key);
	memset(ret_key, 8, SEAL_KEY_BYTES);
	return STATUS_OK;
}

static const struct seal_keys keys = { give_key, NULL };

static enum status once(struct life *life, const struct command *command, uint32_t number)
{
	const uint8_t seeds[2 * ENTRY_SEED_BYTES] = { 3 };
	const struct instant now = { 1800000000000000 + (int64_t)number * 1000000 };
	enum status status = decide(&life->decision, life->board, command, now);
	if (status != STATUS_OK && life->again)
		status = decide(&life->decision, life->board, command, now);
	buffer_clear(&life->body);
	buffer_clear(&life->text);
	if (status == STATUS_OK)
		status = codec_write_body(&life->decision, &life->body);
	if (status == STATUS_OK)
		status = codec_write_text(command, &life->text);
	const struct entry entry = { board_center(life->board)->sequence, life->decision.now, life->decision.digest,
		                     buffer_bytes(&life->body), buffer_bytes(&life->text) };
	return status == STATUS_OK ? ledger_add(&life->ledger, &entry, seeds) : status;
}

static enum status commit(struct life *life)
{
	uint64_t first;
	struct bytes group;
	enum status status = ledger_seal(&life->ledger, &first, &group);
	if (status == STATUS_OK)
		status = life->engine->append(life->store, first, group);
	if (status != STATUS_OK)
		return status;
	ledger_clear(&life->ledger);
	life->acknowledged = board_center(life->board)->sequence;
	life->digest = life->board->digest;
	return STATUS_OK;
}

static enum status begin(struct life *life)
{
	enum status status = board_open(&life->board);
	if (status == STATUS_OK)
		status = ledger_open(&life->ledger, "sweep", LOG_SEED);
	life->ledger.keys = &keys;
	life->ledger.sealing = true;
	return status == STATUS_OK ? life->engine->open(".", false, &life->store) : status;
}

static enum status live(struct life *life)
{
	struct command call = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER };
	enum status status = begin(life);
	if (status == STATUS_OK)
		status = life->engine->set_fact(life->store, "verifier", bytes_of_text("sweep"));
	if (status == STATUS_OK)
		status = once(life, &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER }, 0);
	call.text[TEXT_WORDS] = bytes_of_text("fire");
	for (uint32_t i = 1; status == STATUS_OK && i <= CALLS; i++) {
		call.keyed = true;
		call.key[0] = (uint8_t)i;
		status = once(life, &call, i);
		if (status == STATUS_OK && i % 2 == 0)
			status = commit(life);
		if (status == STATUS_OK && i == CALLS / 2)
			status = life->engine->settle(life->store);
	}
	return status;
}

static void end(struct life *life)
{
	if (life->store)
		life->engine->close(life->store);
	board_close(life->board);
	ledger_close(&life->ledger);
	decision_close(&life->decision);
	buffer_close(&life->body);
	buffer_close(&life->text);
}

/* ---- what is there afterwards ---- */

struct reading {
	struct ledger ledger;
	struct board *board;
	uint64_t wanted; /* the entry whose digest is looked at */
	uint64_t digest;
	struct ledger_fault fault;
};

static enum status fold_entry(void *context, const struct stored_entry *stored)
{
	struct reading *reading = context;
	enum status status = codec_fold(reading->board, stored->entry.body);
	if (status == STATUS_OK && stored->entry.sequence == reading->wanted)
		reading->digest = reading->board->digest;
	return status;
}

static enum status fold_group(void *context, uint64_t first, struct bytes group)
{
	struct reading *reading = context;
	(void)first;
	return ledger_check(&reading->ledger, group, fold_entry, reading, &reading->fault);
}

/* All that was acknowledged is there and whole, whatever else is. */
static bool holds(const struct life *life)
{
	struct reading reading = { .wanted = life->acknowledged };
	struct store *store = NULL;
	bool good =
	    board_open(&reading.board) == STATUS_OK && ledger_open(&reading.ledger, "sweep", LOG_SEED) == STATUS_OK;
	reading.ledger.keys = &keys;
	good = good && life->engine->open(".", false, &store) == STATUS_OK &&
	       life->engine->walk(store, 1, fold_group, &reading) == STATUS_OK;
	good = good && board_center(reading.board)->sequence >= life->acknowledged && reading.digest == life->digest;
	if (store)
		life->engine->close(store);
	board_close(reading.board);
	ledger_close(&reading.ledger);
	return good;
}

/* The disk's n-th call fails, for every n until a life passes untroubled; how many there were. */
static uint64_t sweep_disk(enum disk_trouble trouble)
{
	for (uint64_t n = 1; n < SWEEP_MAX; n++) {
		struct disk *disk = disk_open(n);
		struct life life = { .engine = store_named("sqlite") };
		if (!CHECK(disk != NULL))
			return 0;
		disk_trouble(disk, trouble, n);
		enum status status = live(&life);
		bool troubled = disk_troubled(disk);
		bool expected = status == STATUS_OK || troubled;
		disk_trouble(disk, DISK_POWER_FAILS, 1);
		end(&life);
		disk_power_on(disk);
		if (!CHECK(expected) || !CHECK(holds(&life)))
			(void)fprintf(stderr, "  at the disk's call %" PRIu64 ", trouble %d: %s\n", n, trouble,
			              status_text(status));
		disk_close(disk);
		if (!troubled)
			return n - 1;
	}
	return SWEEP_MAX;
}

/* The n-th allocation fails, for every n; asked again or given up, the board and what was acknowledged hold. */
static uint64_t sweep_memory(bool again, uint64_t whole_digest)
{
	for (uint64_t n = 1; n < SWEEP_MAX; n++) {
		allocations.fail_at = 0;
		struct disk *disk = disk_open(1);
		struct life life = { .engine = store_named("sqlite"), .again = again };
		if (!CHECK(disk != NULL))
			return 0;
		allocations.count = 0;
		allocations.failed = false;
		allocations.fail_at = n;
		enum status status = live(&life);
		bool failed = allocations.failed;
		allocations.fail_at = 0;
		bool told = status == STATUS_OK || (failed && status == STATUS_MEMORY);
		bool same = status != STATUS_OK || life.digest == whole_digest;
		disk_trouble(disk, DISK_POWER_FAILS, 1);
		end(&life);
		disk_power_on(disk);
		if (!CHECK(told) || !CHECK(same) || !CHECK(holds(&life)))
			(void)fprintf(stderr, "  at allocation %" PRIu64 ": %s\n", n, status_text(status));
		disk_close(disk);
		if (!failed)
			return n - 1;
	}
	return SWEEP_MAX;
}

static uint64_t untroubled_digest(void)
{
	struct disk *disk = disk_open(1);
	struct life life = { .engine = store_named("sqlite") };
	CHECK(disk != NULL && live(&life) == STATUS_OK && life.acknowledged == CALLS + 1);
	end(&life);
	CHECK(holds(&life));
	uint64_t digest = life.digest;
	disk_close(disk);
	return digest;
}

/* One wrong bit anywhere in the file is found, or lies where nothing of ours is. */
static unsigned rot(void)
{
	unsigned found = 0;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct disk *disk = disk_open(seed);
		struct life life = { .engine = store_named("sqlite") };
		if (!CHECK(disk != NULL && live(&life) == STATUS_OK) ||
		    !CHECK(life.engine->settle(life.store) == STATUS_OK))
			return 0;
		end(&life);
		CHECK(disk_rot(disk, "ledger.db"));
		found += !holds(&life);
		disk_close(disk);
	}
	return found;
}

int main(void)
{
	const uint8_t root[KEY_TREE_KEY_BYTES] = { 9 };
	if (sodium_init() < 0 || key_tree_open(&tree, root) != STATUS_OK)
		return 1;
	take_sqlites_memory();
	uint64_t digest = untroubled_digest();
	uint64_t lost_power = sweep_disk(DISK_POWER_FAILS), failed = sweep_disk(DISK_CALL_FAILS);
	uint64_t full = sweep_disk(DISK_IS_FULL);
	uint64_t given_up = sweep_memory(false, digest), asked_again = sweep_memory(true, digest);
	unsigned found = rot();
	printf("disk: power lost at %" PRIu64 " calls, %" PRIu64 " failed, %" PRIu64 " full; memory: %" PRIu64
	       " allocations, %" PRIu64 " asked again; %u of 200 wrong bits lay in the record\n",
	       lost_power, failed, full, given_up, asked_again, found);
	CHECK(lost_power > 20 && failed > 20 && full > 20 && given_up > 20 && asked_again > 20 && found > 20);
	return check_done();
}
