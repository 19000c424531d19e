/* What pages are told of the board: the items that changed, what is open no longer, and when only the whole will do; and the
 * hash of what they must show, reckoned here from its lines. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/changes.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "console/mirror.h"

static int64_t now_us = 1800000000000000;

static struct instant told(void *context)
{
	(void)context;
	return (struct instant){ now_us };
}

struct page {
	struct desk *desk;
	struct changes *changes;
	struct buffer piece;
};

static void ask(struct page *page, struct command command)
{
	struct desk_answer answer;
	CHECK(desk_ask(page->desk, &command, &answer) == STATUS_OK);
	CHECK_NUMBER(answer.refusal, REFUSAL_NONE);
}

static void place(struct page *page)
{
	ask(page, (struct command){ .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP });
}

static void close_call(struct page *page, uint32_t call)
{
	ask(page, (struct command){ .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = call });
	struct command end = { .kind = COMMAND_CLOSE,
		               .asker = ASKER_AGENT,
		               .actor = 1,
		               .f = { .call = call, .disposition = DISPOSITION_ADVISED } };
	end.text[TEXT_REASON] = bytes_of_text("told what to do");
	ask(page, end);
}

/* What is told now, with a NUL. */
static const char *taken(struct page *page)
{
	buffer_clear(&page->piece);
	CHECK(changes_take(page->changes, &page->piece) == STATUS_OK);
	CHECK(buffer_append(&page->piece, bytes_of("", 1)) == STATUS_OK);
	CHECK(!changes_any(page->changes));
	return (const char *)page->piece.at;
}

static void tells(struct page *page, const char *kind, const char *text)
{
	const char *piece = taken(page);
	if (!CHECK(strncmp(piece, kind, strlen(kind)) == 0 && strstr(piece, text)))
		(void)fprintf(stderr, "  wanted %s with %s, got %.300s\n", kind, text, piece);
}

static void check_items(struct page *page)
{
	CHECK(!changes_any(page->changes));
	place(page);
	CHECK(changes_any(page->changes));
	tells(page, "event: items\ndata: {\"from\":", "\"calls\":[{\"call\":1,\"state\":\"waiting\"");
	place(page);
	place(page);
	tells(page, "event: items\n", "\"open_calls\":3,");
	close_call(page, 2);
	tells(page, "event: items\n", "\"calls\":[],\"gone_calls\":[2]");
	ask(page, (struct command){ .kind = COMMAND_ADD_STATION, .asker = ASKER_CENTER, .f.name = { "here" } });
	tells(page, "event: reload\n", "\"sequence\":");
}

/* A crew that is another fills other rows: the incident is told, though no event names it. */
static void check_crews(struct page *page)
{
	ask(page, (struct command){ .kind = COMMAND_ADD_UNIT, .asker = ASKER_CENTER, .f.name = { "E1" } });
	ask(page, (struct command){ .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = 1 });
	ask(page, (struct command){ .kind = COMMAND_CLASSIFY,
	                            .asker = ASKER_AGENT,
	                            .actor = 1,
	                            .f = { .call = 1, .type = { "fire" }, .priority = 1 } });
	ask(page, (struct command){
		      .kind = COMMAND_ASSIGN, .asker = ASKER_AGENT, .actor = 1, .f = { .incident = 1, .unit = 1 } });
	tells(page, "event: items\n", "\"incidents\":[{\"incident\":1,");
	ask(page, (struct command){
		      .kind = COMMAND_LOG_ON, .asker = ASKER_AGENT, .actor = 1, .f = { .unit = 1, .crew = 4 } });
	tells(page, "event: items\n", "\"incidents\":[{\"incident\":1,");
}

/* At the limit of the list: while it is cut, and once more when it is cut no longer, only the whole board will do. */
static void check_cut(struct page *page)
{
	uint32_t last = 3;
	while (board_center(desk_board(page->desk))->open_calls <= BOARD_LIST_MAX) {
		place(page);
		last++;
	}
	tells(page, "event: reload\n", "");
	close_call(page, last);
	CHECK_NUMBER(board_center(desk_board(page->desk))->open_calls, BOARD_LIST_MAX);
	tells(page, "event: reload\n", "");
	close_call(page, last - 1);
	tells(page, "event: items\n", "\"gone_calls\":[");
}

static void hash_line(uint32_t sums[2], const char *line)
{
	uint32_t hash[2] = { 2166136261u, 84696351u };
	for (; *line; line++)
		for (unsigned i = 0; i < 2; i++)
			hash[i] = (hash[i] ^ (uint8_t)*line) * 16777619u;
	sums[0] += hash[0];
	sums[1] += hash[1];
}

/* One call that waits, one unit, one officer at his desk: these lines and no others. */
static void check_hash(void)
{
	struct page page = { 0 };
	struct desk_start start;
	char path[] = "/tmp/tocsin-changes-XXXXXX", line[256], due[INSTANT_TEXT_BYTES], first[INSTANT_TEXT_BYTES],
	     hex[MIRROR_HEX_BYTES], wanted[17];
	CHECK(mkdtemp(path) != NULL);
	const struct desk_setup setup = {
		.engine = store_named("memory"), .path = path, .origin = "test", .now = told, .wake = -1
	};
	CHECK(desk_open(&setup, &page.desk, &start) == STATUS_OK);
	ask(&page, (struct command){ .kind = COMMAND_ADD_AGENT,
	                             .asker = ASKER_CENTER,
	                             .f = { .name = { "officer" }, .role = ROLE_DUTY_OFFICER } });
	ask(&page, (struct command){ .kind = COMMAND_ADD_UNIT, .asker = ASKER_CENTER, .f.name = { "E1" } });
	place(&page);
	const struct board *board = desk_board(page.desk);
	uint32_t slot = board_calls(board, 1)->first_obligation, sums[2] = { 0 };
	const struct obligation *owed = board_obligations(board, slot);
	instant_write(owed->due, due);
	instant_write(board_calls(board, 1)->first_contact, first);
	CHECK_NUMBER(owed->opened.us, board_calls(board, 1)->first_contact.us);
	(void)snprintf(line, sizeof line, "o|%" PRIu64 "|answer|%s|%u|0|%s|0|0|0||0|%s|%s", board_handle(board, slot),
	               vocabulary_name(VOCABULARY_OWNER, owed->owner_kind), owed->owner, due, first, due);
	hash_line(sums, line);
	(void)snprintf(line, sizeof line, "c|1|waiting|0|0|0|%u|http|0||0||0|0|%s|", board_calls(board, 1)->queue,
	               first);
	hash_line(sums, line);
	(void)snprintf(line, sizeof line, "b|1|0|%u|0", board_center(board)->open_obligations);
	hash_line(sums, line);
	hash_line(sums, "u|1|0|0|0|E1|0|0|0|0|||0|||");
	hash_line(sums, "a|1|0||duty_officer|officer");
	(void)snprintf(wanted, sizeof wanted, "%08" PRIx32 "%08" PRIx32, sums[0], sums[1]);
	CHECK(mirror_hash(board, hex) == STATUS_OK);
	CHECK_TEXT(hex, wanted);
	CHECK(desk_close(page.desk) == STATUS_OK);
	(void)snprintf(line, sizeof line, "rm -rf %s", path);
	CHECK(system(line) == 0);
}

/* What changes nothing but one kind of thing makes another hash; `*last` is the one before. */
static void differs(struct page *page, const char *what, char last[MIRROR_HEX_BYTES])
{
	char hex[MIRROR_HEX_BYTES];
	CHECK(mirror_hash(desk_board(page->desk), hex) == STATUS_OK);
	if (!CHECK(strcmp(hex, last) != 0))
		(void)fprintf(stderr, "  %s is not in it\n", what);
	memcpy(last, hex, MIRROR_HEX_BYTES);
}

static void check_kinds(struct page *page)
{
	static const struct {
		const char *what;
		struct command command;
	} kinds[] = {
		{ "a call's place", { .kind = COMMAND_SET_PLACE, .f = { .call = 3, .lat_e7 = 1, .lon_e7 = 2 } } },
		{ "an incident's place", { .kind = COMMAND_SET_PLACE, .f = { .incident = 1, .lat_e7 = 1 } } },
		{ "a unit's place", { .kind = COMMAND_REPORT_POSITION, .f = { .unit = 1, .lat_e7 = 1, .lon_e7 = 2 } } },
		{ "a role", { .kind = COMMAND_GIVE_ROLE, .f = { .incident = 1, .name = { "command" }, .agent = 1 } } },
		{ "its end", { .kind = COMMAND_END_ROLE, .f = { .incident = 1, .name = { "command" } } } },
		{ "an area",
		  { .kind = COMMAND_DRAW_AREA,
		    .f = { .incident = 1, .name = { "cordon" }, .lat_e7 = 1, .lon_e7 = 2, .radius_m = 80 } } },
		{ "its reach",
		  { .kind = COMMAND_DRAW_AREA,
		    .f = { .incident = 1,
		           .name = { "cordon" },
		           .row = 1,
		           .lat_e7 = 1,
		           .lon_e7 = 2,
		           .radius_m = 90 } } },
		{ "its end", { .kind = COMMAND_LIFT_AREA, .f = { .incident = 1, .row = 1 } } },
		{ "a notice",
		  { .kind = COMMAND_ADD_HAZARD, .f = { .lat_e7 = 1, .lon_e7 = 2, .radius_m = 30, .span_s = 900 } } },
		{ "its end", { .kind = COMMAND_RETIRE_HAZARD, .f.notice = 1 } },
		{ "a closure", { .kind = COMMAND_CLOSE_ROAD, .f = { .lat_e7 = 1, .lon_e7 = 2, .radius_m = 30 } } },
		{ "its measure", { .kind = COMMAND_CLOSE_ROAD, .f = { .closure = 1, .percent = 40 } } },
		{ "its end", { .kind = COMMAND_OPEN_ROAD, .f.closure = 1 } },
		{ "that it is major", { .kind = COMMAND_DECLARE_MAJOR, .f.incident = 1 } },
		{ "a station", { .kind = COMMAND_ADD_STATION, .asker = ASKER_CENTER, .f.name = { "there" } } },
		{ "a capability", { .kind = COMMAND_ADD_CAPABILITY, .asker = ASKER_CENTER, .f.name = { "foam" } } },
	};
	char last[MIRROR_HEX_BYTES];
	CHECK(mirror_hash(desk_board(page->desk), last) == STATUS_OK);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct command command = kinds[i].command;
		command.actor = command.asker == ASKER_CENTER ? 0 : 1;
		if (command.actor)
			command.asker = ASKER_AGENT;
		if (command.kind == COMMAND_ADD_HAZARD)
			command.text[TEXT_WORDS] = bytes_of_text("gas");
		else if (command_table[command.kind].texts >> TEXT_REASON & 1)
			command.text[TEXT_REASON] = bytes_of_text("because");
		ask(page, command);
		differs(page, kinds[i].what, last);
	}
}

int main(void)
{
	char path[] = "/tmp/tocsin-changes-XXXXXX", command[64];
	struct page page = { 0 };
	struct desk_start start;
	CHECK(sodium_init() >= 0 && mkdtemp(path));
	const struct desk_setup setup = {
		.engine = store_named("memory"), .path = path, .origin = "test", .now = told, .wake = -1
	};
	CHECK(desk_open(&setup, &page.desk, &start) == STATUS_OK);
	ask(&page, (struct command){ .kind = COMMAND_ADD_AGENT,
	                             .asker = ASKER_CENTER,
	                             .f = { .name = { "officer" }, .role = ROLE_DUTY_OFFICER } });
	ask(&page, (struct command){ .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER, .f.name = { "one" } });
	ask(&page, (struct command){ .kind = COMMAND_SIGN_IN, .asker = ASKER_AGENT, .actor = 1, .f.position = 1 });
	CHECK(changes_open(page.desk, &page.changes) == STATUS_OK);
	check_items(&page);
	check_crews(&page);
	check_kinds(&page);
	check_cut(&page);
	changes_close(page.changes);
	buffer_close(&page.piece);
	CHECK(desk_close(page.desk) == STATUS_OK);
	(void)snprintf(command, sizeof command, "rm -rf %s", path);
	CHECK(system(command) == 0);
	check_hash();
	return check_done();
}
