/* Golden logs of the board: commands by lot, and after each what the feed tells a page, what the page must then show, and its
 * hash.  The page's own fold reads the same lines (web/test/golden.test.ts). */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../sim/lot.h"
#include "check.h"
#include "console/changes.h"
#include "console/mirror.h"
#include "core/rules.h"

/* The log that is kept: short, so that it can be read. */
#define KEPT_SEED 1u
#define KEPT_COMMANDS 40u
/* Worlds that together must meet every kind of event that a page can see. */
#define WORLDS 7u
#define WORLD_COMMANDS 1000u
/* The whole board stands on so many-th line; a reload always has it. */
#define BOARD_EVERY 8u

/* To the seventh digit, as the page has to round it. */
#define PLACE .lat_e7 = 455200667, .lon_e7 = -1226741949

#define SEEN_FIELDS                                                                                                    \
	(F(call) | F(incident) | F(unit) | F(agent) | F(closure) | F(station) | F(capability) | F(notice) |            \
	 F(provider) | F(request))

struct golden {
	struct desk *desk;
	struct changes *changes;
	struct lot lot;
	struct instant now;
	struct buffer piece, out;
	uint64_t lines;
	bool seen[EVENT_COUNT];
};

static struct instant told(void *context)
{
	return *(struct instant *)context;
}

static void put(struct golden *golden, const char *text)
{
	CHECK(buffer_append_text(&golden->out, text) == STATUS_OK);
}

/* One line: what the feed tells, if it does, and then the hash and now and then the board. */
static void write_line(struct golden *golden, bool whole)
{
	char hex[MIRROR_HEX_BYTES];
	const struct board *board = desk_board(golden->desk);
	buffer_clear(&golden->piece);
	put(golden, "{");
	if (golden->changes) {
		CHECK(changes_take(golden->changes, &golden->piece) == STATUS_OK);
		CHECK(buffer_append(&golden->piece, bytes_of("", 1)) == STATUS_OK);
		const char *piece = (const char *)golden->piece.at, *data = strstr(piece, "\ndata: ");
		if (!data || strncmp(piece, "event: ", 7) != 0) {
			CHECK(false);
			return;
		}
		CHECK(buffer_print(&golden->out, "\"event\":\"%.*s\",\"data\":%.*s,", (int)(data - piece - 7),
		                   piece + 7, (int)strcspn(data + 7, "\n"), data + 7) == STATUS_OK);
		whole |= strncmp(piece, "event: reload", 13) == 0;
	}
	CHECK(mirror_hash(board, hex) == STATUS_OK);
	CHECK(buffer_print(&golden->out, "\"hash\":\"%s\"", hex) == STATUS_OK);
	if (whole) {
		put(golden, ",\"board\":");
		CHECK(board_whole(&golden->out, golden->desk) == STATUS_OK);
	}
	put(golden, "}\n");
	golden->lines++;
}

static bool ask(struct golden *golden, const struct command *command)
{
	struct desk_answer answer;
	CHECK(desk_ask(golden->desk, command, &answer) == STATUS_OK);
	for (uint32_t i = 0; i < answer.count; i++)
		golden->seen[answer.events[i].kind] = true;
	return answer.refusal == REFUSAL_NONE && answer.count && !answer.repeat;
}

/* What no lot meets, for it wants more than one thing in a row: a place that a server knows, a policy, a conference. */
static const struct {
	struct command command;
	enum text text;
	const char *words;
} first[] = {
	{ { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER },
	  TEXT_FACTS,
	  "location_uri: https://lis.example/1\n" },
	{ { .kind = COMMAND_REBID, .asker = ASKER_AGENT, .actor = 1, .f.call = 1 }, 0, NULL },
	{ { .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f = { .name = { "ada" }, .role = ROLE_ADMINISTRATOR } },
	  0,
	  NULL },
	{ { .kind = COMMAND_PROPOSE_POLICY, .asker = ASKER_AGENT, .actor = 7, .f = { .hash = 7, .name = { "city" } } },
	  TEXT_RECORD,
	  "{}" },
	{ { .kind = COMMAND_JUDGE_POLICY, .asker = ASKER_CENTER, .f.policy = 1 }, TEXT_RECORD, "{}" },
	{ { .kind = COMMAND_APPROVE_POLICY, .asker = ASKER_AGENT, .actor = 8, .f.policy = 1 }, 0, NULL },
	{ { .kind = COMMAND_ACTIVATE_POLICY, .asker = ASKER_AGENT, .actor = 7, .f.policy = 1 }, 0, NULL },
	{ { .kind = COMMAND_ROUTE_CALL, .asker = ASKER_CENTER, .f = { .call = 1, .policy = 1, .count = 1 } }, 0, NULL },
	{ { .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = 1 }, 0, NULL },
	{ { .kind = COMMAND_HOLD, .asker = ASKER_AGENT, .actor = 1, .f.call = 1 }, 0, NULL },
	{ { .kind = COMMAND_RETRIEVE, .asker = ASKER_AGENT, .actor = 1, .f.call = 1 }, 0, NULL },
	{ { .kind = COMMAND_CONFERENCE, .asker = ASKER_AGENT, .actor = 1, .f = { .call = 1, .agent = 2 } }, 0, NULL },
	{ { .kind = COMMAND_END_CONFERENCE, .asker = ASKER_AGENT, .actor = 1, .f.call = 1 }, 0, NULL },
	{ { .kind = COMMAND_CLASSIFY,
	    .asker = ASKER_AGENT,
	    .actor = 1,
	    .f = { .call = 1, .type = { "fire" }, .priority = 2, .need = 1 } },
	  0,
	  NULL },
	{ { .kind = COMMAND_APPLY_RESPONSE, .asker = ASKER_CENTER, .f = { .incident = 1, .policy = 1 } },
	  TEXT_ROWS,
	  "owe assign 5 then center 1;end served;card house" },
	{ { .kind = COMMAND_APPLY_CARD, .asker = ASKER_CENTER, .f.incident = 1 }, TEXT_ROWS, "c1+c2 2 c2+c3,c3 0 - 0" },
	{ { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER }, 0, NULL },
	{ { .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = 2 }, 0, NULL },
	{ { .kind = COMMAND_CLOSE,
	    .asker = ASKER_AGENT,
	    .actor = 4,
	    .f = { .call = 2, .disposition = DISPOSITION_ADVISED } },
	  TEXT_REASON,
	  "told what to do" },
	{ { .kind = COMMAND_REOPEN, .asker = ASKER_AGENT, .actor = 4, .f.call = 2 }, TEXT_REASON, "rang again" },
	{ { .kind = COMMAND_CLOSE,
	    .asker = ASKER_AGENT,
	    .actor = 4,
	    .f = { .call = 2, .disposition = DISPOSITION_ADVISED } },
	  TEXT_REASON,
	  "told what to do" },
	{ { .kind = COMMAND_ERASE, .asker = ASKER_AGENT, .actor = 7, .f.call = 2 }, TEXT_REASON, "by order" },
	{ { .kind = COMMAND_SERVE_QUEUE, .asker = ASKER_AGENT, .actor = 1, .f.queue = 1 }, 0, NULL },
	{ { .kind = COMMAND_COMPLAIN, .asker = ASKER_AGENT, .actor = 1, .f.call = 2 }, TEXT_WORDS, "nobody came" },
	{ { .kind = COMMAND_REPLY, .asker = ASKER_AGENT, .actor = 3 }, TEXT_WORDS, "a unit was there" },
	{ { .kind = COMMAND_ASSIGN, .asker = ASKER_AGENT, .actor = 2, .f = { .incident = 1, .unit = 1 } }, 0, NULL },
	{ { .kind = COMMAND_UNIT_STATUS, .asker = ASKER_AGENT, .actor = 2, .f = { .unit = 1, .name = { "n1" } } },
	  0,
	  NULL },
	{ { .kind = COMMAND_SET_PLACE, .asker = ASKER_AGENT, .actor = 2, .f = { .incident = 1, PLACE } },
	  TEXT_REASON,
	  "at the bridge" },
	{ { .kind = COMMAND_GIVE_ROLE,
	    .asker = ASKER_AGENT,
	    .actor = 2,
	    .f = { .incident = 1, .name = { "command" }, .agent = 2 } },
	  0,
	  NULL },
	{ { .kind = COMMAND_DRAW_AREA,
	    .asker = ASKER_AGENT,
	    .actor = 2,
	    .f = { .incident = 1, .name = { "cordon" }, PLACE, .radius_m = 80 } },
	  0,
	  NULL },
	{ { .kind = COMMAND_ADD_HAZARD,
	    .asker = ASKER_AGENT,
	    .actor = 1,
	    .f = { PLACE, .radius_m = 30, .span_s = 900 } },
	  TEXT_WORDS,
	  "gas" },
	{ { .kind = COMMAND_SET_POSTURE, .asker = ASKER_AGENT, .actor = 4, .f.type = { "orange" } },
	  TEXT_REASON,
	  "somebody is at the fence" },
	{ { .kind = COMMAND_SET_SERVICE_STATE, .asker = ASKER_AGENT, .actor = 4, .f.type = { "overloaded" } },
	  TEXT_REASON,
	  "storm" },
	{ { .kind = COMMAND_CLOSE_ROAD, .asker = ASKER_AGENT, .actor = 2, .f = { PLACE, .radius_m = 50 } },
	  TEXT_REASON,
	  "hoses" },
};

static void run_first(struct golden *golden)
{
	for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
		struct command command = first[i].command;
		if (first[i].words)
			command.text[first[i].text] = bytes_of_text(first[i].words);
		if (command.kind == COMMAND_REPLY)
			command.f.obligation =
			    rules_owed(desk_board(golden->desk), (struct subject){ .call = 2 }, OBLIGATION_REPLY, 0);
		golden->now.us += 1000000;
		if (!CHECK(ask(golden, &command)))
			(void)fprintf(stderr, "  %s was refused\n", command_table[command.kind].name);
		if (changes_any(golden->changes))
			write_line(golden, false);
	}
}

/* Some commands, of which a page is told at once, as it is of all that one turn of the server made durable. */
static uint32_t step(struct golden *golden)
{
	struct command command = { .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
	uint32_t done = 0;
	do {
		golden->now.us += (int64_t)lot_draw(&golden->lot, 5000000);
		if (lot_chance(&golden->lot, 20))
			command = (struct command){ .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
		else
			lot_make(&golden->lot, desk_board(golden->desk), golden->now, &command);
		done += ask(golden, &command);
	} while (lot_chance(&golden->lot, 30));
	return done;
}

/* Writes a log of at least so many commands that were done into `out`; a board of its own, the clock from one moment. */
static void run(struct golden *golden, uint64_t seed, uint32_t commands)
{
	char path[] = "/tmp/tocsin-golden-XXXXXX", remove[64];
	struct desk_start start;
	struct command command;
	golden->lot = lot_of(seed);
	golden->now = (struct instant){ 1800000000000000 };
	golden->lines = 0;
	golden->changes = NULL;
	buffer_clear(&golden->out);
	CHECK(mkdtemp(path) != NULL);
	const struct desk_setup setup = { .engine = store_named("memory"),
		                          .path = path,
		                          .origin = "test",
		                          .now = told,
		                          .now_context = &golden->now,
		                          .wake = -1 };
	CHECK(desk_open(&setup, &golden->desk, &start) == STATUS_OK);
	for (uint32_t i = 0; lot_first(i, &command); i++)
		(void)ask(golden, &command); /* a crew has no desk to sit down at */
	write_line(golden, true);
	CHECK(changes_open(golden->desk, &golden->changes) == STATUS_OK);
	run_first(golden);
	for (uint32_t done = 0; done < commands;) {
		done += step(golden);
		if (changes_any(golden->changes))
			write_line(golden, golden->lines % BOARD_EVERY == 0);
	}
	changes_close(golden->changes);
	golden->changes = NULL;
	CHECK(desk_close(golden->desk) == STATUS_OK);
	(void)snprintf(remove, sizeof remove, "rm -rf %s", path);
	CHECK(system(remove) == 0);
}

static void check_kept(struct golden *golden, const char *path)
{
	struct buffer kept = { 0 };
	char part[4096];
	size_t count;
	FILE *file = fopen(path, "rb");
	(void)CHECK(file != NULL);
	if (!file)
		return;
	while ((count = fread(part, 1, sizeof part, file)) > 0)
		CHECK(buffer_append(&kept, bytes_of(part, count)) == STATUS_OK);
	(void)fclose(file);
	run(golden, KEPT_SEED, KEPT_COMMANDS);
	if (!CHECK(bytes_same(buffer_bytes(&kept), buffer_bytes(&golden->out))))
		(void)fprintf(stderr, "  %s is not what the core writes today: golden_board --keep writes it anew\n",
		              path);
	buffer_close(&kept);
}

/* What a page can see and no world met would be folded by nobody. */
static void check_seen(struct golden *golden)
{
	for (uint64_t seed = 1; seed <= WORLDS; seed++)
		run(golden, seed, WORLD_COMMANDS);
	for (unsigned kind = 1; kind < EVENT_COUNT; kind++)
		if (event_table[kind].fields & SEEN_FIELDS && !CHECK(golden->seen[kind]))
			(void)fprintf(stderr, "  no world met %s\n", event_table[kind].name);
}

static void print(const struct golden *golden)
{
	CHECK(fwrite(golden->out.at, 1, golden->out.length, stdout) == golden->out.length);
}

int main(int count, char **arguments)
{
	struct golden golden = { 0 };
	CHECK(sodium_init() >= 0);
	if (count == 3 && strcmp(arguments[1], "--check") == 0) {
		check_kept(&golden, arguments[2]);
		check_seen(&golden);
	} else if (count == 2 && strcmp(arguments[1], "--keep") == 0) {
		run(&golden, KEPT_SEED, KEPT_COMMANDS);
		print(&golden);
	} else if (count == 2 && strcmp(arguments[1], "--worlds") == 0) {
		for (uint64_t seed = 1; seed <= WORLDS; seed++) {
			run(&golden, seed, WORLD_COMMANDS);
			print(&golden);
		}
	} else {
		(void)fputs("usage: golden_board --check FILE | --keep | --worlds\n", stderr);
		return 2;
	}
	buffer_close(&golden.out);
	buffer_close(&golden.piece);
	return check_counts.failed ? 1 : strcmp(arguments[1], "--check") == 0 ? check_done() : 0;
}
