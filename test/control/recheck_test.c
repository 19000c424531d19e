/* A recommendation is made again from its record: the same bytes are found the same, one changed figure is listed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "seen.h"
#include "town.h"

#include <stdio.h>
#include <string.h>

#include "control/document.h"
#include "control/recheck.h"
#include "core/center.h"

struct listed {
	unsigned count;
	uint64_t sequence;
	enum replay_outcome outcome;
	const char *why;
};

static void list(void *context, const struct replayed *replayed)
{
	struct listed *listed = context;
	listed->count++;
	listed->sequence = replayed->sequence;
	listed->outcome = replayed->outcome;
	listed->why = replayed->why;
	CHECK(replayed->incident == 1 && replayed->was);
}

static void recommend(struct center_test *center, struct recheck *recheck, struct bytes rows, struct bytes record)
{
	struct command command = { .kind = COMMAND_RECOMMEND, .f.incident = 1 };
	command.text[TEXT_ROWS] = rows;
	command.text[TEXT_RECORD] = record;
	ask_seen(center, recheck, command);
}

static uint64_t found(const struct recheck *recheck, enum replay_outcome outcome)
{
	return recheck_found(recheck).count[outcome];
}

static void open_incident(struct center_test *center)
{
	struct road_node at = town_place(1, 2);
	uint32_t call = center_call(center);
	CHECK(ASK(center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(center, CLASSIFY, TAKER, .f.call = call, .f.type = { "fire" }, .f.priority = 2, .f.lat_e7 = at.lat_e7,
	          .f.lon_e7 = at.lon_e7) == REFUSAL_NONE);
	CHECK(ASK(center, REPORT_POSITION, CREW, .f.unit = ENGINE, .f.lat_e7 = at.lat_e7, .f.lon_e7 = at.lon_e7) ==
	      REFUSAL_NONE);
	CHECK(ASK(center, SET_NEED, DISPATCHER, .f.incident = 1, .f.need = 2) == REFUSAL_NONE);
}

int main(void)
{
	struct center_test center;
	struct listed listed = { 0 };
	const struct recheck_setup setup = { .tell = list, .context = &listed };
	struct recheck *recheck;
	struct streets streets = { 0 };
	struct cover cover = { 0 };
	struct scene_plan plan = { .plan = town_plan(TOWN_PLAN) };
	struct advice advice = { 0 };
	center_open(&center);
	CHECK(recheck_open(&setup, &recheck) == STATUS_OK);
	CHECK(document_hash_of(bytes_of_text(TOWN_PLAN), &plan.hash) == STATUS_OK);
	open_incident(&center);
	struct scene scene = { center.board, &plan, &streets, &cover, 0 };
	CHECK(advice_make(&scene, 1, center.now, &advice) == STATUS_OK);
	CHECK(advice.rows.length && strncmp((const char *)advice.rows.at, "1 0 ", 4) == 0);
	/* Before there is a plan nothing can be made again. */
	recommend(&center, recheck, buffer_bytes(&advice.rows), buffer_bytes(&advice.record));
	CHECK(listed.count == 1 && found(recheck, REPLAY_UNKNOWN) == 1);
	struct command load = { .kind = COMMAND_LOAD_PLAN, .f.hash = plan.hash };
	load.text[TEXT_RECORD] = bytes_of_text(TOWN_PLAN);
	ask_seen(&center, recheck, load);
	recommend(&center, recheck, buffer_bytes(&advice.rows), buffer_bytes(&advice.record));
	CHECK(listed.count == 1 && found(recheck, REPLAY_SAME) == 1);
	/* One digit of a time is another, or nobody is named. */
	recommend(&center, recheck, bytes_of(NULL, 0), buffer_bytes(&advice.record));
	CHECK(listed.count == 2 && found(recheck, REPLAY_OTHERWISE) == 1 && strstr(listed.why, "units"));
	uint8_t *digit = memmem(advice.record.at, advice.record.length, "\"arrival_ms\":", 13);
	if (!CHECK(digit != NULL))
		return check_done();
	digit[13] = (uint8_t)(digit[13] == '9' ? '1' : digit[13] + 1);
	recommend(&center, recheck, buffer_bytes(&advice.rows), buffer_bytes(&advice.record));
	CHECK(listed.count == 3 && found(recheck, REPLAY_OTHERWISE) == 2 && strstr(listed.why, "reasons"));
	CHECK_NUMBER(listed.sequence, board_center(center.board)->sequence);
	/* A record of a map that was not given, and one that is none. */
	uint8_t *map = memmem(advice.record.at, advice.record.length, "\"map\":\"0", 8);
	if (!CHECK(map != NULL))
		return check_done();
	map[7] = '1';
	recommend(&center, recheck, buffer_bytes(&advice.rows), buffer_bytes(&advice.record));
	recommend(&center, recheck, buffer_bytes(&advice.rows), bytes_of_text("{}"));
	CHECK(listed.count == 5 && listed.outcome == REPLAY_UNKNOWN && found(recheck, REPLAY_UNKNOWN) == 3);
	recheck_close(recheck);
	advice_close(&advice);
	run_card_close(&plan.plan);
	center_close(&center);
	return check_done();
}
