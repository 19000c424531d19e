/* A whole center's memory and its start: 100,000 open calls; a ledger of a million events folded without a snapshot. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "desk/desk.h"
#include "loop/clock.h"

#define OPEN_CALLS 100000u
#define EVENTS 1000000u
#define ROUNDS 5
#define WAIT_US 1000

static double now_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void must(enum status status, const char *what)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, status_text(status));
	exit(1);
}

static double resident_mb(void)
{
	char text[128] = "", *end;
	FILE *file = fopen("/proc/self/statm", "re");
	if (!file || !fgets(text, sizeof text, file) || fclose(file) != 0)
		exit(1);
	(void)strtol(text, &end, 10); /* all of it; the second number is what is resident */
	return (double)strtol(end, NULL, 10) * (double)sysconf(_SC_PAGESIZE) / 1048576;
}

static struct desk *open_desk(const char *path, struct desk_start *start)
{
	struct desk *desk;
	const struct desk_setup setup = {
		.engine = store_named("sqlite"), .path = path, .origin = "bench.invalid", .now = clock_now, .wake = -1
	};
	must(desk_open(&setup, &desk, start), path);
	return desk;
}

/* Calls of 1 KB each, answered, until there are so many events; the writer is kept near. */
static uint64_t fill(struct desk *desk, uint32_t calls, uint64_t events)
{
	char words[1024];
	uint64_t made = 0;
	memset(words, 'w', sizeof words);
	for (uint32_t i = 0; i < calls || made < events; i++) {
		struct command place = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER };
		struct desk_answer answer;
		place.text[TEXT_WORDS] = bytes_of(words, sizeof words);
		must(desk_ask(desk, &place, &answer), "place_call");
		made += answer.count;
		while (desk_durable(desk) + 4096 < answer.sequence)
			(void)usleep(WAIT_US);
	}
	return made;
}

static int count_row(void *context, int columns, char **values, char **names)
{
	(void)columns;
	(void)names;
	if (strcmp(values[0], "ok") != 0)
		exit(1);
	++*(int *)context;
	return 0;
}

/* What SQLite does to say that the same file is whole: no hashes, no signatures, no state. */
static double sqlite_check_s(const char *path)
{
	char file[512];
	sqlite3 *database;
	int rows = 0;
	(void)snprintf(file, sizeof file, "%s/ledger.db", path);
	double from = now_s();
	if (sqlite3_open_v2(file, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_exec(database, "pragma integrity_check", count_row, &rows, NULL) != SQLITE_OK || !rows) {
		(void)fprintf(stderr, "%s: %s\n", file, sqlite3_errmsg(database));
		exit(1);
	}
	(void)sqlite3_close(database);
	return now_s() - from;
}

static int memory(const char *path)
{
	struct desk_start start;
	double before = resident_mb();
	struct desk *desk = open_desk(path, &start);
	(void)fill(desk, OPEN_CALLS, 0);
	double after = resident_mb();
	printf("%u open calls: %.0f MB resident, %.0f of them from before the desk was opened; %.2f of the 512 MB "
	       "allowed\n",
	       board_center(desk_board(desk))->open_calls, after, before, after / 512);
	must(desk_close(desk), path);
	return 0;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static int start_up(const char *path)
{
	struct desk_start start;
	char snapshot[512];
	double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
	struct desk *desk = open_desk(path, &start);
	uint64_t events = fill(desk, 0, EVENTS);
	must(desk_close(desk), path);
	(void)snprintf(snapshot, sizeof snapshot, "%s/snapshot", path);
	for (unsigned i = 0; i < ROUNDS; i++) {
		(void)unlink(snapshot);
		double from = now_s();
		desk = open_desk(path, &start);
		ours[i] = now_s() - from;
		if (start.from_snapshot)
			exit(1);
		must(desk_close(desk), path);
		theirs[i] = sqlite_check_s(path);
		ratio[i] = ours[i] / theirs[i];
		printf("round %u: %" PRIu64 " entries, %" PRIu64
		       " events folded and checked in %.2f s; integrity_check of the "
		       "same file %.2f s, %.2f x\n",
		       i + 1, start.entries, events, ours[i], theirs[i], ratio[i]);
	}
	qsort(ours, ROUNDS, sizeof *ours, compare);
	qsort(theirs, ROUNDS, sizeof *theirs, compare);
	qsort(ratio, ROUNDS, sizeof *ratio, compare);
	printf("medians: %.2f s beside %.2f s, %.2f x; %.2f of the 10 s allowed\n", ours[ROUNDS / 2],
	       theirs[ROUNDS / 2], ratio[ROUNDS / 2], ours[ROUNDS / 2] / 10);
	return 0;
}

int main(int count, char **arguments)
{
	bool is_memory = count == 3 && strcmp(arguments[1], "memory") == 0;
	if (count != 3 || (!is_memory && strcmp(arguments[1], "start") != 0) || sodium_init() < 0) {
		(void)fputs("usage: bench_center memory|start DIR; script/bench does it all\n", stderr);
		return 2;
	}
	return is_memory ? memory(arguments[2]) : start_up(arguments[2]);
}
