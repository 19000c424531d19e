/* The desk with its threads on a bad disk: whenever the power fails, what was said to be durable is there at the next start. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/desk.h"

#include <ftw.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../sim/disk.h"
#include "check.h"

#define WORLDS 40u
#define LIVES 5u
#define CALLS_MAX_A_LIFE 200u
#define WAIT_US 200
#define WAITS_MAX 50000

static struct instant now(void *context)
{
	struct timespec at;
	(void)context;
	(void)clock_gettime(CLOCK_REALTIME, &at);
	return (struct instant){ at.tv_sec * INT64_C(1000000) + at.tv_nsec / 1000 };
}

struct world {
	struct disk *disk;
	struct desk *desk;
	char path[64];
	uint64_t random;
	uint64_t durable; /* the last entry that was said to be */
	uint32_t calls;   /* up to it */
	uint32_t crashes;
};

static uint64_t draw(struct world *world, uint64_t below)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return (world->random >> 33) % below;
}

static enum status open_desk(struct world *world, struct desk_start *start)
{
	const struct desk_setup setup = {
		.engine = store_named("sqlite"), .path = world->path, .origin = "desk.test", .now = now, .wake = -1
	};
	return desk_open(&setup, &world->desk, start);
}

/* The process is gone; what it was still doing ends with an error. */
static void crash(struct world *world)
{
	disk_trouble(world->disk, DISK_POWER_FAILS, 1);
	if (world->desk)
		(void)!desk_close(world->desk);
	world->desk = NULL;
	disk_power_on(world->disk);
	world->crashes++;
}

/* What was durable when somebody looked; the entries asked until then are told apart by their place. */
static void note_durable(struct world *world, const uint64_t *call_at, uint32_t asked)
{
	world->durable = desk_durable(world->desk);
	while (world->calls < asked && call_at[world->calls] <= world->durable)
		world->calls++;
}

/* Calls come until there are enough, or until something fails; sometimes somebody waits for them. */
static void live(struct world *world, uint64_t *call_at, uint32_t *asked)
{
	struct command place = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER };
	uint32_t wanted = *asked + 1 + (uint32_t)draw(world, CALLS_MAX_A_LIFE);
	static const enum disk_trouble troubles[] = { DISK_POWER_FAILS, DISK_CALL_FAILS };
	place.text[TEXT_WORDS] = bytes_of_text("help");
	disk_trouble(world->disk, troubles[draw(world, 2)], draw(world, 4) ? 1 + draw(world, 60) : 0);
	for (enum status status = STATUS_OK; status == STATUS_OK && *asked < wanted;) {
		struct desk_answer answer;
		status = desk_ask(world->desk, &place, &answer);
		if (status == STATUS_OK)
			call_at[(*asked)++] = answer.sequence;
		if (status == STATUS_OK && draw(world, 10) == 0) {
			int waits = 0;
			while (desk_durable(world->desk) < answer.sequence && desk_turn(world->desk) == STATUS_OK &&
			       waits++ < WAITS_MAX)
				(void)usleep(WAIT_US);
			CHECK(waits < WAITS_MAX);
		}
		note_durable(world, call_at, *asked);
	}
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	(void)about;
	(void)kind;
	(void)where;
	return remove(path);
}

static bool run(uint64_t seed)
{
	struct world world = { .disk = disk_open(seed), .random = seed, .path = "/tmp/tocsin-desk-test-XXXXXX" };
	uint64_t call_at[LIVES * (CALLS_MAX_A_LIFE + 1)];
	struct desk_start start;
	bool good = CHECK(world.disk != NULL && mkdtemp(world.path) != NULL);
	for (unsigned life = 0; good && life < LIVES; life++) {
		/* Now and then the power fails again while it starts. */
		if (draw(&world, 3) == 0) {
			disk_trouble(world.disk, DISK_POWER_FAILS, 1 + draw(&world, 40));
			(void)!open_desk(&world, &start);
			crash(&world);
		}
		enum status status = open_desk(&world, &start);
		good = CHECK(status == STATUS_OK) && CHECK(start.entries >= world.durable) &&
		       CHECK(board_center(desk_board(world.desk))->open_calls >= world.calls);
		if (!good) {
			(void)fprintf(stderr,
			              "  seed %" PRIu64 ", life %u: %s; %" PRIu64 " entries, %" PRIu64 " durable\n",
			              seed, life, start.fault.what ? start.fault.what : status_text(status),
			              start.entries, world.durable);
			break;
		}
		/* Calls that came back without having been told are calls all the same. */
		uint32_t asked = board_center(desk_board(world.desk))->open_calls;
		world.calls = asked;
		live(&world, call_at, &asked);
		if (draw(&world, 4) == 0 && !disk_troubled(world.disk)) {
			disk_trouble(world.disk, DISK_POWER_FAILS, 0);
			CHECK(desk_close(world.desk) == STATUS_OK); /* an orderly end */
			world.desk = NULL;
			world.calls = asked;
		}
		crash(&world);
	}
	if (world.desk)
		crash(&world);
	disk_close(world.disk);
	CHECK(nftw(world.path, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0);
	return good;
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	for (uint64_t seed = 1; seed <= WORLDS; seed++)
		(void)run(seed);
	return check_done();
}
