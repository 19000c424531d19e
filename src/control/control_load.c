/* The plan and the map: from their files or the ledger into force, each put on record once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/control_inside.h"
#include "control/document.h"
#include "desk/tracker.h"
#include "ledger/hash.h"

/* The shortest name of a file that a board can keep. */
static void name_of(const char *path, struct fields *f)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = strlen(name);
	if (!fields_set_name(f, FIELD_name, name, length < NAME_BYTES ? length : NAME_BYTES - 1))
		(void)fields_set_name(f, FIELD_name, "unnamed", 7);
}

static void say(const char *path, const char *why)
{
	(void)fprintf(stderr, "tocsind: %s: %s\n", path, why);
}

static enum status record_map(struct control *control)
{
	const struct board *board = control->scene.board;
	const struct load *last = board_maps(board, board->pool[POOL_maps].count - 1);
	struct command command = { .kind = COMMAND_LOAD_MAP, .asker = ASKER_CENTER, .f.hash = control->scene.map_hash };
	struct desk_answer answer;
	if (last && last->hash == control->scene.map_hash)
		return STATUS_OK;
	name_of(control->setup.map_path, &command.f);
	struct bytes summary = control->map.sections[MAP_SUMMARY];
	command.text[TEXT_FACTS] = summary.length ? summary : bytes_of_text("no summary");
	return desk_ask(control->desk, &command, &answer);
}

static enum status take_area(void *context, uint64_t sequence, const struct entry_head *head,
                             struct entry_reader reader)
{
	struct buffer *area = context;
	(void)sequence;
	(void)reader;
	return buffer_append(area, head->command.text[TEXT_AREA]);
}

void control_close_road(struct control *control, uint32_t number, struct bytes area)
{
	const struct closure *closure = board_closures(control->scene.board, number);
	struct buffer kept = { 0 };
	enum status status = STATUS_OK;
	if (!closure->radius_m && !area.length) {
		status = desk_read(control->desk, closure->sequence, take_area, &kept);
		area = buffer_bytes(&kept);
	}
	if (status == STATUS_OK)
		status = streets_close_road(&control->streets, number, closure, area);
	/* The record has it all the same; what is not closed here is counted and shown. */
	if (status != STATUS_OK)
		control->unread++;
	buffer_close(&kept);
}

/* Units that stop at one of the map's hospitals after their call are thought to be there, as at those of the settings. */
static enum status take_hospitals(struct control *control)
{
	struct tracker *tracker = desk_tracker(control->desk);
	uint32_t count = 0;
	if (!control->gazetteer)
		return STATUS_OK;
	struct road_node *places = calloc(TRACKER_HOSPITALS_MAX + 1, sizeof *places);
	if (!places)
		return STATUS_MEMORY;
	enum status status =
	    gazetteer_places(control->gazetteer, SPOT_HOSPITAL, places, TRACKER_HOSPITALS_MAX + 1, &count);
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++)
		status = tracker_add_hospital(tracker, places[i]);
	free(places);
	if (status != STATUS_OK && status != STATUS_MEMORY) {
		say(control->setup.map_path, "not all of its hospitals can be used");
		return STATUS_OK;
	}
	return status;
}

enum status control_open_map(struct control *control)
{
	const char *path = control->setup.map_path, *fault = "";
	const struct board *board = control->scene.board;
	if (!path)
		return STATUS_OK;
	errno = 0;
	enum status status = map_file_open(path, &control->map, &fault);
	if (status != STATUS_OK) {
		say(path, status == STATUS_MISSING ? strerror(errno) : fault && *fault ? fault : status_text(status));
		say(path, "there is no map; travel times are straight lines");
		return STATUS_OK;
	}
	control->scene.map_hash = hash_short(bytes_of(control->map.hash, sizeof control->map.hash));
	status = document_streets(&control->map, &control->streets);
	if (status == STATUS_MEMORY)
		return status;
	if (status != STATUS_OK)
		say(path, "its roads cannot be used; travel times are straight lines");
	status = gazetteer_open(&control->map, &control->gazetteer);
	if (status == STATUS_MEMORY)
		return status;
	if (status != STATUS_OK)
		say(path, "it has no places; nothing is found by name, and there is no picture of it");
	status = take_hospitals(control);
	if (status != STATUS_OK)
		return status;
	uint32_t number = board_center(board)->first_open_closure;
	for (; number; number = board_closures(board, number)->next_open)
		control_close_road(control, number, bytes_of(NULL, 0));
	return record_map(control);
}

bool control_take_plan(struct control *control, struct bytes text, uint64_t hash)
{
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	enum status status = run_card_read(text, "plan", &problems, &warnings, &plan);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	if (status != STATUS_OK)
		return false;
	run_card_close(&control->plan.plan);
	control->plan.plan = plan;
	control->plan.hash = hash;
	control->changes++;
	tracker_set_stale(desk_tracker(control->desk), plan.dispatch.stale_s);
	return true;
}

/* What units can do by the plan has a name on the board, before any card asks for it. */
static enum status add_capabilities(struct control *control, const struct plan *plan, struct problems *problems)
{
	struct desk_answer answer;
	for (unsigned i = 0; i < plan->capabilities; i++) {
		struct command add = { .kind = COMMAND_ADD_CAPABILITY,
			               .asker = ASKER_CENTER,
			               .f.name = plan->capability[i] };
		if (board_capability_named(control->scene.board, plan->capability[i].text))
			continue;
		enum status status = desk_ask(control->desk, &add, &answer);
		if (status != STATUS_OK)
			return status;
		if (answer.refusal == REFUSAL_NONE)
			continue;
		problems->count++;
		status = buffer_print(&problems->text, "capability %s: %s\n", plan->capability[i].text,
		                      vocabulary_words(VOCABULARY_REFUSAL, answer.refusal));
		return status == STATUS_OK ? STATUS_MALFORMED : status;
	}
	return STATUS_OK;
}

enum status control_load_plan(struct control *control, uint32_t agent, struct bytes text, const char *name,
                              struct problems *problems, struct desk_answer *ret_answer)
{
	struct problems warnings = { 0 };
	struct plan plan = { 0 };
	enum status status = run_card_read(text, name, problems, &warnings, &plan);
	buffer_close(&warnings.text);
	if (status == STATUS_OK)
		status = add_capabilities(control, &plan, problems);
	struct command command = { .kind = COMMAND_LOAD_PLAN,
		                   .asker = agent ? ASKER_AGENT : ASKER_CENTER,
		                   .actor = agent };
	if (status == STATUS_OK)
		status = document_hash_of(text, &command.f.hash);
	run_card_close(&plan);
	if (status != STATUS_OK)
		return status;
	name_of(name, &command.f);
	command.text[TEXT_RECORD] = text;
	return desk_ask(control->desk, &command, ret_answer);
}

/* The plan that the ledger has in force. */
static enum status take_record(void *context, uint64_t sequence, const struct entry_head *head,
                               struct entry_reader reader)
{
	struct control *control = context;
	const struct board *board = control->scene.board;
	const struct load *last = board_plans(board, board->pool[POOL_plans].count - 1);
	(void)sequence;
	(void)reader;
	if (!control_take_plan(control, head->command.text[TEXT_RECORD], last->hash))
		say("the ledger", "its plan cannot be read by this version; load one anew");
	return STATUS_OK;
}

static bool had_plan(const struct board *board, uint64_t hash)
{
	for (uint32_t number = 1; board_plans(board, number); number++)
		if (board_plans(board, number)->hash == hash)
			return true;
	return false;
}

/* Loads the file unless `known` says that it is not wanted; what is wrong is said, and the old plan stays. */
static enum status load_file(struct control *control, bool (*known)(const struct board *board, uint64_t hash))
{
	const char *path = control->setup.plan_path;
	struct problems problems = { 0 };
	struct buffer text = { .cap = OUTLINE_MAX_BYTES };
	struct desk_answer answer = { 0 };
	uint64_t hash = 0;
	errno = 0;
	enum status status = document_read(path, &text);
	if (status == STATUS_OK)
		status = document_hash_of(buffer_bytes(&text), &hash);
	if (status != STATUS_OK)
		say(path, errno ? strerror(errno) : status_text(status));
	else if (!known(control->scene.board, hash))
		status = control_load_plan(control, 0, buffer_bytes(&text), path, &problems, &answer);
	if (problems.text.length)
		(void)fprintf(stderr, "%.*stocsind: %s: not loaded; %s\n", (int)problems.text.length,
		              (const char *)problems.text.at, path,
		              control->plan.hash ? "the plan before it stays in force" : "there is no plan");
	buffer_close(&text);
	buffer_close(&problems.text);
	bool of_file = status == STATUS_MALFORMED || status == STATUS_MISSING || status == STATUS_LIMIT;
	return of_file ? STATUS_OK : status;
}

enum status control_open_plan(struct control *control)
{
	const struct board *board = control->scene.board;
	const struct load *last = board_plans(board, board->pool[POOL_plans].count - 1);
	enum status status = last ? desk_read(control->desk, last->sequence, take_record, control) : STATUS_OK;
	return status == STATUS_OK && control->setup.plan_path ? load_file(control, had_plan) : status;
}

static bool in_force(const struct board *board, uint64_t hash)
{
	const struct load *last = board_plans(board, board->pool[POOL_plans].count - 1);
	return last && last->hash == hash;
}

void control_reload(struct control *control)
{
	enum status status = control->setup.plan_path ? load_file(control, in_force) : STATUS_OK;
	if (status != STATUS_OK)
		control->trouble = status;
}
