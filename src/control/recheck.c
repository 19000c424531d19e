/* Goes along a fold: keeps plan, map and closures as they were, and makes each recommendation again before its entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/recheck.h"

#include <stdlib.h>
#include <string.h>

#include "atlas/map_file.h"
#include "control/blank.h"
#include "control/document.h"
#include "core/codec.h"
#include "ledger/hash.h"

#define MAP_KEY ",\"map\":\""
#define HASH_DIGITS 16u

struct recheck {
	struct recheck_setup setup;
	struct replay_tally tally;
	struct map_file map; /* the one in use, if scene.map_hash */
	struct streets streets;
	struct cover cover;
	struct scene_plan plan;
	struct scene_plan nameless; /* the same, its areas without names; only to blank */
	struct scene scene;
	struct advice advice;
	struct advice seen, unseen; /* by the nameless plan: of the board as it is, and of the blank one */
	struct blank blank;
	struct buffer *area; /* of each closure that is one, by its number */
	uint32_t areas;
};

enum status recheck_open(const struct recheck_setup *setup, struct recheck **ret_recheck)
{
	struct recheck *recheck = calloc(1, sizeof *recheck);
	if (!recheck)
		return STATUS_MEMORY;
	recheck->setup = *setup;
	recheck->scene =
	    (struct scene){ .plan = &recheck->plan, .streets = &recheck->streets, .cover = &recheck->cover };
	*ret_recheck = recheck;
	return STATUS_OK;
}

static void leave_map(struct recheck *recheck)
{
	cover_close(&recheck->cover);
	streets_close(&recheck->streets);
	if (recheck->scene.map_hash)
		map_file_close(&recheck->map);
	recheck->scene.map_hash = 0;
}

void recheck_close(struct recheck *recheck)
{
	if (!recheck)
		return;
	leave_map(recheck);
	advice_close(&recheck->advice);
	advice_close(&recheck->seen);
	advice_close(&recheck->unseen);
	blank_close(&recheck->blank);
	run_card_close(&recheck->plan.plan);
	run_card_close(&recheck->nameless.plan);
	for (uint32_t i = 0; i < recheck->areas; i++)
		buffer_close(&recheck->area[i]);
	free(recheck->area);
	free(recheck);
}

struct replay_tally recheck_found(const struct recheck *recheck)
{
	return recheck->tally;
}

static struct bytes area_of(const struct recheck *recheck, uint32_t number)
{
	return number < recheck->areas ? buffer_bytes(&recheck->area[number]) : bytes_of(NULL, 0);
}

/* What cannot be closed was not closed then either. */
static enum status close_road(struct recheck *recheck, const struct board *board, uint32_t number)
{
	const struct closure *closure = board_closures(board, number);
	enum status status = streets_close_road(&recheck->streets, number, closure, area_of(recheck, number));
	return status == STATUS_MEMORY ? status : STATUS_OK;
}

/* Takes the map of a hash among those given; none for 0.  STATUS_MISSING: it was not given. */
static enum status use_map(struct recheck *recheck, const struct board *board, uint64_t hash)
{
	struct map_file map;
	const char *fault;
	if (hash == recheck->scene.map_hash)
		return STATUS_OK;
	leave_map(recheck);
	for (unsigned i = 0; hash && i < recheck->setup.map_count; i++) {
		if (map_file_open(recheck->setup.maps[i], &map, &fault) != STATUS_OK)
			continue;
		if (hash_short(bytes_of(map.hash, sizeof map.hash)) == hash) {
			recheck->map = map;
			recheck->scene.map_hash = hash;
			break;
		}
		map_file_close(&map);
	}
	if (!hash)
		return STATUS_OK;
	if (!recheck->scene.map_hash)
		return STATUS_MISSING;
	enum status status = document_streets(&recheck->map, &recheck->streets);
	if (status == STATUS_MEMORY)
		return status;
	uint32_t number = board_center(board)->first_open_closure;
	for (status = STATUS_OK; status == STATUS_OK && number; number = board_closures(board, number)->next_open)
		status = close_road(recheck, board, number);
	return status;
}

/* The map that a record names. */
static bool map_of(struct bytes record, uint64_t *ret_hash)
{
	char digits[HASH_DIGITS + 1], *end;
	const uint8_t *key = record.length ? memmem(record.at, record.length, MAP_KEY, strlen(MAP_KEY)) : NULL;
	if (!key || (size_t)(key - record.at) + strlen(MAP_KEY) + HASH_DIGITS > record.length)
		return false;
	memcpy(digits, key + strlen(MAP_KEY), HASH_DIGITS);
	digits[HASH_DIGITS] = '\0';
	*ret_hash = strtoull(digits, &end, 16);
	return !*end;
}

/* What differs between two that should be one; NULL: nothing. */
static const char *difference(struct bytes record, struct bytes rows, const struct advice *again)
{
	if (!bytes_same(buffer_bytes(&again->rows), rows))
		return "its units come out otherwise";
	return bytes_same(buffer_bytes(&again->record), record) ? NULL : "its reasons come out otherwise";
}

/*
 * By a plan without names the record cannot name areas, so its reasons are compared with those that the board as it is gives by
 * that plan; its units with those that the names stood beside.
 */
static enum status make_blanked(struct recheck *recheck, uint32_t incident, struct instant at, const char **ret_why)
{
	struct scene scene = recheck->scene;
	struct board blank;
	scene.plan = &recheck->nameless;
	enum status status = advice_make(&scene, incident, at, &recheck->seen);
	if (status == STATUS_OK)
		status = blank_board(&recheck->blank, recheck->scene.board, incident, &blank);
	scene.board = &blank;
	if (status == STATUS_OK)
		status = advice_make(&scene, incident, at, &recheck->unseen);
	if (status != STATUS_OK)
		return status;
	*ret_why =
	    difference(buffer_bytes(&recheck->seen.record), buffer_bytes(&recheck->advice.rows), &recheck->unseen);
	return STATUS_OK;
}

/* Makes one again; the buffer that is to be shown beside the record, if it came to that. */
static enum status make_again(struct recheck *recheck, const struct command *command, struct replayed *replayed,
                              const struct buffer **ret_again)
{
	struct bytes record = command->text[TEXT_RECORD], rows = command->text[TEXT_ROWS];
	struct instant at;
	uint64_t hash;
	replayed->outcome = REPLAY_UNKNOWN;
	replayed->why = "its plan or record cannot be read";
	if (!recheck->plan.hash || !advice_moment(record, &at) || !map_of(record, &hash))
		return STATUS_OK;
	enum status status = use_map(recheck, recheck->scene.board, hash);
	replayed->why = "its map was not given";
	if (status == STATUS_MISSING)
		return STATUS_OK;
	if (status == STATUS_OK)
		status = advice_make(&recheck->scene, command->f.incident, at, &recheck->advice);
	if (status != STATUS_OK)
		return status;
	replayed->why = difference(record, rows, &recheck->advice);
	replayed->outcome = replayed->why ? REPLAY_OTHERWISE : REPLAY_SAME;
	*ret_again = &recheck->advice.rows;
	if (replayed->why || !recheck->setup.blanked)
		return STATUS_OK;
	status = make_blanked(recheck, command->f.incident, at, &replayed->why);
	replayed->outcome = replayed->why ? REPLAY_BLANKED : REPLAY_SAME;
	*ret_again = &recheck->unseen.rows;
	return status;
}

/* Texts for whoever lists it; they end with a NUL, which rows do not. */
static enum status tell(struct recheck *recheck, struct bytes rows, const struct buffer *again,
                        struct replayed *replayed)
{
	struct buffer was = { 0 }, comes = { 0 };
	enum status status = buffer_append(&was, rows);
	if (status == STATUS_OK)
		status = buffer_append(&was, bytes_of("", 1));
	if (status == STATUS_OK && again)
		status = buffer_append(&comes, buffer_bytes(again));
	if (status == STATUS_OK)
		status = buffer_append(&comes, bytes_of("", 1));
	if (status == STATUS_OK) {
		replayed->was = (const char *)was.at;
		replayed->again = again ? (const char *)comes.at : NULL;
		recheck->setup.tell(recheck->setup.context, replayed);
	}
	buffer_close(&was);
	buffer_close(&comes);
	return status;
}

static enum status read_entry(const struct stored_entry *stored, struct entry_head *head, struct entry_reader *reader)
{
	enum status status = codec_read_head(stored->entry.body, head, reader);
	return status == STATUS_OK ? codec_read_text(stored->entry.text, &head->command) : status;
}

enum status recheck_before(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct recheck *recheck = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event first;
	enum status status = read_entry(stored, &head, &reader);
	if (status != STATUS_OK || head.command.kind != COMMAND_RECOMMEND)
		return STATUS_OK; /* what it is worth is for the fold to say */
	if (codec_read_event(&reader, &first) != STATUS_OK || first.kind != EVENT_RECOMMENDED)
		return STATUS_OK;
	struct replayed replayed = { .sequence = stored->entry.sequence, .incident = head.command.f.incident };
	const struct buffer *again = NULL;
	recheck->scene.board = board;
	status = make_again(recheck, &head.command, &replayed, &again);
	if (status != STATUS_OK)
		return status;
	recheck->tally.count[replayed.outcome]++;
	return replayed.outcome == REPLAY_SAME ? STATUS_OK
	                                       : tell(recheck, head.command.text[TEXT_ROWS], again, &replayed);
}

static enum status keep_area(struct recheck *recheck, uint32_t number, struct bytes area)
{
	if (!area.length)
		return STATUS_OK;
	if (number >= recheck->areas) {
		struct buffer *areas = reallocarray(recheck->area, number + 1, sizeof *areas);
		if (!areas)
			return STATUS_MEMORY;
		memset(areas + recheck->areas, 0, (number + 1 - recheck->areas) * sizeof *areas);
		recheck->area = areas;
		recheck->areas = number + 1;
	}
	return buffer_append(&recheck->area[number], area);
}

/* False: it cannot be read. */
static bool read_plan(struct bytes text, uint64_t hash, struct scene_plan *kept)
{
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	bool good = run_card_read(text, "plan", &problems, &warnings, &plan) == STATUS_OK;
	kept->hash = 0;
	if (good) {
		run_card_close(&kept->plan);
		*kept = (struct scene_plan){ plan, hash };
	}
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	return good;
}

static void take_plan(struct recheck *recheck, struct bytes text, uint64_t hash)
{
	if (!read_plan(text, hash, &recheck->plan) || !recheck->setup.blanked)
		return;
	if (read_plan(text, hash, &recheck->nameless))
		blank_areas(&recheck->nameless.plan);
	else
		recheck->plan.hash = 0;
}

enum status recheck_after(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct recheck *recheck = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	enum status status = read_entry(stored, &head, &reader);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK) {
		if (event.kind == EVENT_ROAD_CLOSED)
			status = keep_area(recheck, event.f.closure, head.command.text[TEXT_AREA]);
		if (status == STATUS_OK && (event.kind == EVENT_ROAD_CLOSED || event.kind == EVENT_CLOSURE_SET))
			status = close_road(recheck, board, event.f.closure);
		if (event.kind == EVENT_ROAD_OPENED)
			status = streets_open_road(&recheck->streets, event.f.closure);
		if (event.kind == EVENT_PLAN_LOADED)
			take_plan(recheck, head.command.text[TEXT_RECORD], event.f.hash);
	}
	return status == STATUS_ENDED || status == STATUS_MALFORMED ? STATUS_OK : status;
}
