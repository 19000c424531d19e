/* Plans a history as steps in time, and takes them through the core. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ladder.h"
#include "history/itinerary.h"

/* A debt that the history cannot tell about waits this long between raises: the longest rung that the rules allow. */
#define UNTOLD_SPAN_S RUNG_SPAN_MAX_S
#define PROGRESS_STEPS 4096u

/* What is known of an open debt, by the slot of its handle. */
struct debt {
	struct instant first_due;
	bool raised;
};

struct replay {
	const struct history *history;
	const struct itinerary *itinerary;
	struct board *board;
	struct decision decision;
	struct replay_summary *summary;
	struct debt *debts;
	uint32_t debts_room;
	uint32_t overdue;
	uint32_t next_sample;
	uint32_t agent;
	uint32_t *unit;       /* by name number: the board's unit; 0: not met yet */
	uint32_t *call;       /* by the itinerary's call: the board's */
	uint32_t *incident;   /* by the itinerary's case: the board's */
	uint32_t *assignment; /* by row: the board's */
	uint32_t nameless;    /* the unit that stands for those without a name; the last of them */
	uint32_t nameless_units;
	enum status status;
};

/* ---- counting ---- */

static bool keep_debt(struct replay *replay, uint32_t slot)
{
	if (slot < replay->debts_room)
		return true;
	uint32_t room = replay->debts_room ? replay->debts_room : 1024;
	while (room <= slot)
		room *= 2;
	struct debt *debts = reallocarray(replay->debts, room, sizeof *debts);
	if (!debts) {
		replay->status = STATUS_MEMORY;
		return false;
	}
	memset(debts + replay->debts_room, 0, (room - replay->debts_room) * sizeof *debts);
	replay->debts = debts;
	replay->debts_room = room;
	return true;
}

static void count_event(struct replay *replay, const struct event *event, struct instant now)
{
	const struct fields *f = &event->f;
	uint32_t slot = (uint32_t)f->obligation;
	struct kind_count *kind = &replay->summary->kind[f->kind];
	if (event->kind == EVENT_OWED && keep_debt(replay, slot)) {
		replay->debts[slot] = (struct debt){ .first_due = { f->due } };
		kind->opened++;
		kind->owed++;
	} else if (event->kind == EVENT_MET) {
		struct debt *debt = &replay->debts[slot];
		bool late = instant_before(debt->first_due, now);
		*(late ? &kind->met_late : &kind->met_in_time) += 1;
		kind->owed--;
		replay->overdue -= debt->raised;
	} else if (event->kind == EVENT_RAISED) {
		kind->raised++;
		kind->unheeded += f->unheeded;
		/* Only a debt of which the history tells can be said to be late. */
		replay->overdue += kind->recorded && !replay->debts[slot].raised;
		replay->debts[slot].raised = kind->recorded;
	}
}

/* Takes the picture's samples that lie before a moment. */
static void sample_until(struct replay *replay, struct instant at)
{
	struct replay_summary *summary = replay->summary;
	int64_t length_us = instant_since(summary->to, summary->from).us;
	while (replay->next_sample < REPLAY_SAMPLES) {
		int64_t sample_us = summary->from.us + length_us / (REPLAY_SAMPLES - 1) * replay->next_sample;
		if (sample_us >= at.us)
			return;
		struct replay_sample *sample = &summary->sample[replay->next_sample++];
		for (unsigned kind = 0; kind < OBLIGATION_COUNT; kind++)
			sample->open[kind] = (uint32_t)summary->kind[kind].owed;
		sample->overdue = replay->overdue;
		sample->calls = board_center(replay->board)->open_calls;
	}
}

/* ---- asking ---- */

/* Asks the core; whether it was done.  A refusal is counted; trouble stays in `status`. */
static bool ask(struct replay *replay, struct command *command, struct instant now)
{
	if (replay->status != STATUS_OK)
		return false;
	command->actor = command->asker == ASKER_CENTER ? 0 : replay->agent;
	replay->status = decide(&replay->decision, replay->board, command, now);
	if (replay->status != STATUS_OK)
		return false;
	replay->summary->commands++;
	replay->summary->events += replay->decision.count;
	replay->summary->refusals += replay->decision.refusal != REFUSAL_NONE;
	for (uint32_t i = 0; i < replay->decision.count; i++)
		count_event(replay, &replay->decision.events[i], now);
	return replay->decision.refusal == REFUSAL_NONE;
}

#define ASK(REPLAY, NOW, KIND, ...)                                                                                    \
	ask(REPLAY, &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_IMPORT, .f = { __VA_ARGS__ } }, NOW)
#define ASK_CENTER(REPLAY, NOW, KIND, ...)                                                                             \
	ask(REPLAY, &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, .f = { __VA_ARGS__ } }, NOW)

/* Lets every debt that falls due before a moment be raised, each at its own time. */
static void pass_time(struct replay *replay, struct instant until)
{
	const struct agenda_item *next;
	while (replay->status == STATUS_OK && (next = agenda_next(&replay->board->agenda)) != NULL &&
	       !instant_before(until, next->due)) {
		sample_until(replay, next->due);
		struct instant now = instant_later(next->due, board_center(replay->board)->now);
		if (!ASK_CENTER(replay, now, PASS_TIME, .span_s = 0))
			return;
	}
	sample_until(replay, until);
}

/* ---- the center in which it runs ---- */

static struct wire_name name_of(const char *word)
{
	struct wire_name name = { 0 };
	size_t length = strlen(word);
	if (length >= sizeof name.text) {
		length = sizeof name.text - 1;
		while (length && ((uint8_t)word[length] & 0xC0) == 0x80)
			length--;
	}
	memcpy(name.text, word, length);
	return name;
}

static bool is_told(const struct history *history, enum obligation_kind kind)
{
	static const struct {
		enum obligation_kind kind;
		enum history_stamp from, to;
	} rows[] = { { OBLIGATION_ANSWER, STAMP_RECEIVED, STAMP_ANSWERED },
		     { OBLIGATION_CLASSIFY, STAMP_ANSWERED, STAMP_ENTERED },
		     { OBLIGATION_ASSIGN, STAMP_RECEIVED, STAMP_ASSIGNED },
		     { OBLIGATION_TURN_OUT, STAMP_ASSIGNED, STAMP_EN_ROUTE },
		     { OBLIGATION_ARRIVE, STAMP_EN_ROUTE, STAMP_ON_SCENE } };
	/* Days tell nothing about minutes. */
	if (history->precision_s > 60)
		return false;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].kind == kind)
			return (history->recorded >> rows[i].from & 1u) && (history->recorded >> rows[i].to & 1u);
	return false;
}

/* The ladders of what the history cannot tell about go slowly: raising it every minute would say nothing. */
static void slow_ladders(struct replay *replay, struct instant now)
{
	for (unsigned kind = OBLIGATION_NONE + 1; kind < OBLIGATION_COUNT; kind++) {
		replay->summary->kind[kind].recorded = is_told(replay->history, kind);
		for (unsigned priority = 0; priority <= PRIORITY_MAX; priority++)
			for (unsigned rung = 0; rung < RUNGS_MAX; rung++) {
				uint32_t number = board_rung_number(kind, priority, rung);
				const struct rung *was = board_rungs(replay->board, number);
				if (replay->summary->kind[kind].recorded || !was || !was->span_s)
					continue;
				(void)ASK_CENTER(replay, now, SET_RUNG, .kind = (uint8_t)kind,
				                 .priority = (uint8_t)priority, .rung = (uint8_t)rung,
				                 .owner_kind = was->owner_kind, .owner = was->owner,
				                 .span_s = UNTOLD_SPAN_S);
			}
	}
}

static void open_center(struct replay *replay, struct instant now)
{
	(void)ASK_CENTER(replay, now, START, .span_s = 0);
	(void)ASK_CENTER(replay, now, ADD_POSITION, .name = name_of("import"));
	(void)ASK_CENTER(replay, now, ADD_AGENT, .name = name_of("import"), .role = ROLE_DUTY_OFFICER);
	if (replay->status != STATUS_OK)
		return;
	replay->agent = board_agent_named(replay->board, "import");
	(void)ASK(replay, now, SIGN_IN, .position = board_position_named(replay->board, "import"));
	slow_ladders(replay, now);
}

/* A unit without a name works on so many incidents before the next one stands in: its list is walked. */
#define NAMELESS_ACTIVE_MAX 32u

static uint32_t nameless_unit(struct replay *replay, struct instant now)
{
	const struct unit *unit = board_units(replay->board, replay->nameless);
	if (unit && unit->active < NAMELESS_ACTIVE_MAX)
		return replay->nameless;
	char name[sizeof(struct wire_name)];
	(void)snprintf(name, sizeof name, "unnamed %" PRIu32, ++replay->nameless_units);
	if (!ASK_CENTER(replay, now, ADD_UNIT, .name = name_of(name)))
		return 0;
	return replay->nameless = replay->board->pool[POOL_units].count - 1;
}

static uint32_t unit_of(struct replay *replay, uint32_t word, struct instant now)
{
	if (!word)
		return nameless_unit(replay, now);
	uint32_t *unit = &replay->unit[word];
	struct wire_name name = name_of(names_word(&replay->history->names, word));
	if (!*unit)
		*unit = board_unit_named(replay->board, name.text);
	if (!*unit && ASK_CENTER(replay, now, ADD_UNIT, .name = name))
		*unit = board_unit_named(replay->board, name.text);
	return *unit;
}

/* ---- the steps ---- */

static const struct history_row *first_row(const struct replay *replay, const struct step *step)
{
	return &replay->history->row[replay->itinerary->call[step->number].first_row];
}

static void place_call(struct replay *replay, const struct step *step)
{
	const struct history_row *row = first_row(replay, step);
	if (ASK(replay, step->at, PLACE_CALL, .channel = CHANNEL_IMPORT, .priority = row->priority,
	        .stamp = row->stamp[STAMP_RECEIVED].us, .source = SOURCE_IMPORTED, .lat_e7 = row->lat_e7,
	        .lon_e7 = row->lon_e7))
		replay->call[step->number] = replay->board->pool[POOL_calls].count - 1;
}

static void answer_call(struct replay *replay, const struct step *step)
{
	(void)ASK(replay, step->at, ANSWER, .call = replay->call[step->number]);
}

static void enter_call(struct replay *replay, const struct step *step)
{
	const struct history_row *row = first_row(replay, step);
	uint32_t call = replay->call[step->number];
	uint32_t *incident = &replay->incident[replay->itinerary->call[step->number].incident];
	if (*incident) {
		(void)ASK(replay, step->at, LINK, .call = call, .incident = *incident);
		return;
	}
	const char *type = names_word(&replay->history->names, row->word[HISTORY_TYPE]);
	if (ASK(replay, step->at, CLASSIFY, .call = call, .type = name_of(*type ? type : "not recorded"),
	        .priority = row->priority ? row->priority : 1, .need = 1))
		*incident = replay->board->pool[POOL_incidents].count - 1;
}

/* The same unit again, while it still works there, is the same assignment. */
static uint32_t standing_assignment(const struct replay *replay, uint32_t unit, uint32_t incident)
{
	uint32_t own = board_units(replay->board, unit)->first_assignment;
	while (own && board_assignments(replay->board, own)->incident != incident)
		own = board_assignments(replay->board, own)->next_of_unit;
	return own;
}

static void assign_unit(struct replay *replay, const struct step *step)
{
	const struct history_row *row = &replay->history->row[step->number];
	uint32_t unit = unit_of(replay, row->word[HISTORY_UNIT], step->at);
	uint32_t incident = replay->incident[replay->itinerary->row_incident[step->number]];
	if (!unit || !incident)
		return;
	uint32_t standing = standing_assignment(replay, unit, incident);
	if (standing)
		replay->assignment[step->number] = standing;
	else if (ASK(replay, step->at, ASSIGN, .incident = incident, .unit = unit))
		replay->assignment[step->number] = replay->board->pool[POOL_assignments].count - 1;
}

/* Reports a status of a row's unit; a moment of zero is one that nobody knows. */
static void report_status(struct replay *replay, uint32_t row_number, enum unit_status status, struct instant stamp,
                          struct instant now)
{
	uint32_t assignment = replay->assignment[row_number];
	if (!assignment)
		return;
	bool known = instant_known(stamp);
	struct command command = { .kind = COMMAND_UNIT_STATUS,
		                   .asker = ASKER_IMPORT,
		                   .f = { .unit = board_assignments(replay->board, assignment)->unit,
		                          .assignment = assignment,
		                          .status = (uint8_t)status,
		                          .stamp = stamp.us,
		                          .source = known ? SOURCE_IMPORTED : SOURCE_UNKNOWN } };
	command.text[TEXT_REASON] = bytes_of_text("as the city recorded it");
	(void)ask(replay, &command, now);
}

static void take_status(struct replay *replay, const struct step *step)
{
	static const enum unit_status statuses[STEP_KIND_COUNT] = {
		[STEP_EN_ROUTE] = UNIT_EN_ROUTE,
		[STEP_ON_SCENE] = UNIT_ON_SCENE,
		[STEP_TRANSPORTING] = UNIT_TRANSPORTING,
		[STEP_AT_HOSPITAL] = UNIT_AT_HOSPITAL,
		[STEP_CLEAR] = UNIT_CLEAR,
	};
	const struct history_row *row = &replay->history->row[step->number];
	enum history_stamp stamp = (enum history_stamp)((int)STAMP_EN_ROUTE + (int)step->kind - (int)STEP_EN_ROUTE);
	report_status(replay, step->number, statuses[step->kind], row->stamp[stamp], step->at);
}

/* Every crew that is still there leaves, at a moment that the city did not record.  If the city says that the call was
 * served and has no moment for it, the crew of the row that says so was there, nobody knows when. */
static void clear_crews(struct replay *replay, uint32_t number, bool served, struct instant now)
{
	const struct case_of_calls *incident = &replay->itinerary->incident[number];
	if (served && !incident->arrived) {
		uint32_t row = replay->assignment[incident->said_row] ? incident->said_row : incident->first_row - 1;
		report_status(replay, row, UNIT_ON_SCENE, (struct instant){ 0 }, now);
	}
	for (uint32_t row = incident->first_row; row; row = replay->itinerary->next_row[row - 1]) {
		uint32_t assignment = replay->assignment[row - 1];
		const struct assignment *own = board_assignments(replay->board, assignment);
		if (!own || !own->active)
			continue;
		report_status(replay, row - 1, UNIT_CLEAR, (struct instant){ 0 }, now);
	}
}

static bool close_as(struct replay *replay, uint32_t incident, enum disposition disposition, const char *said,
                     struct instant now)
{
	struct command command = { .kind = COMMAND_CLOSE,
		                   .asker = ASKER_IMPORT,
		                   .f = { .incident = incident, .disposition = (uint8_t)disposition } };
	command.text[TEXT_REASON] = bytes_of_text(*said ? said : "as the city recorded it");
	return ask(replay, &command, now);
}

/* Some ends say that nobody had to come: then a person must say so first, and a second one will look. */
static void drop_need(struct replay *replay, uint32_t incident, enum disposition disposition, const char *said,
                      struct instant now)
{
	if (disposition != DISPOSITION_ADVISED && disposition != DISPOSITION_REFERRED &&
	    disposition != DISPOSITION_FALSE_ALARM)
		return;
	struct command command = { .kind = COMMAND_SET_NEED, .asker = ASKER_IMPORT, .f = { .incident = incident } };
	command.text[TEXT_REASON] = bytes_of_text(said);
	(void)ask(replay, &command, now);
}

/* Ends an incident as the city says, or, where the rules do not accept that, as not served. */
static void end_incident(struct replay *replay, const struct step *step)
{
	const struct case_of_calls *incident = &replay->itinerary->incident[step->number];
	uint32_t number = replay->incident[step->number];
	if (!number || replay->status != STATUS_OK)
		return;
	const struct history_row *last = &replay->history->row[incident->said_row];
	const char *said = names_word(&replay->history->names, last->word[HISTORY_SAID]);
	enum disposition asked = incident->said;
	if (!asked)
		asked = incident->arrived ? DISPOSITION_SERVED : DISPOSITION_NOT_SERVED;
	if (asked == DISPOSITION_SERVED && !incident->arrived && !incident->assigned) {
		/* Somebody came; the city does not say who. */
		uint32_t unit = unit_of(replay, 0, step->at), standing = standing_assignment(replay, unit, number);
		if (!standing && ASK(replay, step->at, ASSIGN, .incident = number, .unit = unit))
			replay->assignment[incident->first_row - 1] = replay->board->pool[POOL_assignments].count - 1;
	}
	clear_crews(replay, step->number, asked == DISPOSITION_SERVED, step->at);
	if (!incident->arrived)
		drop_need(replay, number, asked, said, step->at);
	if (!close_as(replay, number, asked, said, step->at))
		(void)close_as(replay, number, DISPOSITION_NOT_SERVED, said, step->at);
}

static void take_step(struct replay *replay, const struct step *step)
{
	static void (*const take[STEP_KIND_COUNT])(struct replay * replay, const struct step *step) = {
		[STEP_PLACE] = place_call,         [STEP_ANSWER] = answer_call,      [STEP_ENTER] = enter_call,
		[STEP_ASSIGN] = assign_unit,       [STEP_EN_ROUTE] = take_status,    [STEP_ON_SCENE] = take_status,
		[STEP_TRANSPORTING] = take_status, [STEP_AT_HOSPITAL] = take_status, [STEP_CLEAR] = take_status,
		[STEP_END] = end_incident,
	};
	pass_time(replay, step->at);
	if (replay->status == STATUS_OK)
		take[step->kind](replay, step);
}

/* ---- the account ---- */

static void sum_calls(struct replay *replay)
{
	struct replay_summary *summary = replay->summary;
	const struct itinerary *itinerary = replay->itinerary;
	for (uint32_t i = 0; i < itinerary->calls; i++) {
		const struct call_of_rows *from = &itinerary->call[i];
		const struct case_of_calls *incident = &itinerary->incident[from->incident];
		struct replay_call *call = &summary->call[i];
		memcpy(call->stamp, from->stamp, sizeof call->stamp);
		call->said = (uint8_t)incident->said;
		call->disposition = board_calls(replay->board, replay->call[i])->disposition;
		call->arrived = incident->arrived || call->disposition == DISPOSITION_SERVED;
		call->untold = !call->arrived && !call->said && !(replay->history->recorded >> STAMP_ON_SCENE & 1u);
		summary->unstamped += call->arrived && !instant_known(call->stamp[STAMP_ON_SCENE]);
		summary->not_allowed += call->said && call->disposition && call->said != call->disposition;
		summary->said[call->said][call->disposition]++;
	}
}

static enum status make_room(struct replay *replay)
{
	const struct itinerary *itinerary = replay->itinerary;
	replay->unit = calloc(replay->history->names.count + 1u, sizeof *replay->unit);
	replay->call = calloc(itinerary->calls, sizeof *replay->call);
	replay->incident = calloc(itinerary->incidents, sizeof *replay->incident);
	replay->assignment = calloc(replay->history->rows, sizeof *replay->assignment);
	replay->summary->call = calloc(itinerary->calls, sizeof *replay->summary->call);
	bool all = replay->unit && replay->call && replay->incident && replay->assignment && replay->summary->call;
	return all ? board_open(&replay->board) : STATUS_MEMORY;
}

static void close_room(struct replay *replay)
{
	decision_close(&replay->decision);
	board_close(replay->board);
	free(replay->debts);
	free(replay->unit);
	free(replay->call);
	free(replay->incident);
	free(replay->assignment);
}

static void take_steps(struct replay *replay, void (*progress)(void *context, uint64_t done, uint64_t all),
                       void *context)
{
	const struct itinerary *itinerary = replay->itinerary;
	struct replay_summary *summary = replay->summary;
	summary->from = itinerary->step[0].at;
	summary->to = itinerary->step[itinerary->steps - 1].at;
	open_center(replay, summary->from);
	for (uint32_t i = 0; i < itinerary->steps && replay->status == STATUS_OK; i++) {
		take_step(replay, &itinerary->step[i]);
		if (progress && i % PROGRESS_STEPS == 0)
			progress(context, i, itinerary->steps);
	}
	sample_until(replay, instant_after(summary->to, (struct span){ 1 }));
}

enum status replay_run(const struct history *history, void (*progress)(void *context, uint64_t done, uint64_t all),
                       void *context, struct replay_summary *summary)
{
	struct itinerary itinerary = { 0 };
	struct replay replay = { .history = history, .itinerary = &itinerary, .summary = summary };
	*summary = (struct replay_summary){ .rows = history->rows };
	enum status status = history->rows ? itinerary_plan(&itinerary, history) : STATUS_MISSING;
	if (status == STATUS_OK)
		status = make_room(&replay);
	if (status == STATUS_OK) {
		take_steps(&replay, progress, context);
		status = replay.status;
	}
	if (status == STATUS_OK) {
		summary->calls = itinerary.calls;
		summary->incidents = replay.board->pool[POOL_incidents].count - 1;
		summary->assignments = replay.board->pool[POOL_assignments].count - 1;
		sum_calls(&replay);
	}
	close_room(&replay);
	itinerary_close(&itinerary);
	if (status != STATUS_OK)
		replay_close(summary);
	return status;
}

void replay_close(struct replay_summary *summary)
{
	free(summary->call);
	summary->call = NULL;
}
