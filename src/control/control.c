/* Hears what happens, and turns it into cards applied and recommendations made, each incident once a second at most. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control/card.h"
#include "control/control_inside.h"
#include "control/speeds.h"

const struct scene *control_scene(const struct control *control)
{
	return control->plan.hash ? &control->scene : NULL;
}

uint32_t control_unread_closures(const struct control *control)
{
	return control->unread;
}

void control_watch(struct control *control, uint32_t incident, bool card)
{
	struct watched *one = NULL;
	for (uint32_t i = 0; i < control->watched_count && !one; i++)
		if (control->watched[i].incident == incident)
			one = &control->watched[i];
	if (!one && control->watched_count == control->watched_room) {
		uint32_t room = control->watched_room ? 2 * control->watched_room : 64;
		struct watched *watched = reallocarray(control->watched, room, sizeof *watched);
		if (!watched) {
			control->trouble = STATUS_MEMORY;
			return;
		}
		control->watched = watched;
		control->watched_room = room;
	}
	if (!one) {
		one = &control->watched[control->watched_count++];
		*one = (struct watched){ .incident = incident };
	}
	one->card |= card;
	one->seen = 0;
}

/* What an event means for recommendations. */
enum hearing {
	HEARS_NOTHING,
	HEARS_CHANGE,   /* of units: everybody who waits is looked at again */
	HEARS_INCIDENT, /* what it needs, or lacks, is another */
	HEARS_CARD      /* it may be another card's */
};

static const uint8_t hearings[EVENT_COUNT] = {
	[EVENT_INCIDENT_OPENED] = HEARS_CARD,
	[EVENT_PRIORITY_SET] = HEARS_CARD,
	[EVENT_PLACE_SET] = HEARS_CARD,
	[EVENT_TYPE_SET] = HEARS_CARD,
	[EVENT_ALARM_SET] = HEARS_CARD,
	[EVENT_RESPONSE_SET] = HEARS_CARD,
	[EVENT_REOPENED] = HEARS_CARD,
	[EVENT_NEED_SET] = HEARS_INCIDENT,
	[EVENT_NEED_ROW_SET] = HEARS_INCIDENT,
	[EVENT_UNIT_ASSIGNED] = HEARS_CHANGE,
	[EVENT_UNIT_STATUS] = HEARS_CHANGE,
	[EVENT_UNIT_SERVICE] = HEARS_CHANGE,
	[EVENT_UNIT_ADDED] = HEARS_CHANGE,
	[EVENT_UNIT_SET] = HEARS_CHANGE,
	[EVENT_LOGGED_ON] = HEARS_CHANGE,
	[EVENT_LOGGED_OFF] = HEARS_CHANGE,
	[EVENT_DIVERTED] = HEARS_CHANGE,
	[EVENT_POSITION_REPORTED] = HEARS_CHANGE,
	[EVENT_MOVED_UP] = HEARS_CHANGE,
	[EVENT_MOVED_BACK] = HEARS_CHANGE,
	[EVENT_STATION_ADDED] = HEARS_CHANGE,
	[EVENT_ROAD_CLOSED] = HEARS_CHANGE,
	[EVENT_CLOSURE_SET] = HEARS_CHANGE,
	[EVENT_ROAD_OPENED] = HEARS_CHANGE,
	[EVENT_NEIGHBOUR_ADDED] = HEARS_CHANGE,
	[EVENT_REQUEST_MADE] = HEARS_INCIDENT,
	[EVENT_REQUEST_ACCEPTED] = HEARS_INCIDENT,
	[EVENT_REQUEST_RELEASED] = HEARS_INCIDENT,
};

static enum hearing hearing_of(const struct event *event)
{
	if (event->kind == EVENT_OWED)
		return event->f.kind == OBLIGATION_ASSIGN ? HEARS_INCIDENT : HEARS_NOTHING;
	return hearings[event->kind];
}

void control_hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct control *control = context;
	for (uint32_t i = 0; i < answer->count; i++) {
		const struct event *event = &answer->events[i];
		enum hearing hearing = hearing_of(event);
		if (hearing >= HEARS_INCIDENT && event->f.incident)
			control_watch(control, event->f.incident, hearing == HEARS_CARD);
		if (hearing != HEARS_NOTHING)
			control->changes++;
		if (event->kind == EVENT_ROAD_CLOSED || event->kind == EVENT_CLOSURE_SET)
			control_close_road(control, event->f.closure, command->text[TEXT_AREA]);
		if (event->kind == EVENT_ROAD_OPENED)
			(void)!streets_open_road(&control->streets, event->f.closure);
		if (event->kind == EVENT_PLAN_LOADED)
			(void)control_take_plan(control, command->text[TEXT_RECORD], event->f.hash);
	}
}

static bool owes_units(const struct board *board, const struct incident *incident)
{
	uint32_t slot = incident->first_obligation;
	while (slot && board_obligations(board, slot)->kind != OBLIGATION_ASSIGN)
		slot = board_obligations(board, slot)->next;
	return slot != 0;
}

static enum status apply_card(struct control *control, uint32_t incident)
{
	struct desk_answer answer;
	struct buffer rows = { 0 }, why = { 0 };
	struct card_rows *card = malloc(sizeof *card);
	if (!card)
		return STATUS_MEMORY;
	card_open(&control->scene, incident, desk_now(control->desk), card);
	enum status status = STATUS_OK;
	if (!card_stands(&control->scene, incident, card)) {
		struct command command = { .kind = COMMAND_APPLY_CARD, .asker = ASKER_CENTER, .f.incident = incident };
		status = card_write(&control->scene, card, &rows);
		if (status == STATUS_OK)
			status = resolve_words(&control->plan.plan, &card->question, &card->resolution, &why);
		command.text[TEXT_ROWS] = buffer_bytes(&rows);
		command.text[TEXT_REASON] = buffer_bytes(&why);
		if (status == STATUS_OK)
			status = desk_ask(control->desk, &command, &answer);
	}
	buffer_close(&rows);
	buffer_close(&why);
	free(card);
	return status;
}

/* `help` is that of the last record, as far as this server made it: 0 else. */
static enum status recommend(struct control *control, uint32_t incident, uint64_t *help, bool always,
                             struct desk_answer *ret_answer)
{
	enum status status = advice_make(&control->scene, incident, desk_now(control->desk), &control->advice);
	if (status != STATUS_OK)
		return status;
	if (!always && control->advice.picks == advice_standing(control->scene.board, incident) &&
	    control->advice.help == *help)
		return STATUS_OK;
	*help = control->advice.help;
	struct command command = { .kind = COMMAND_RECOMMEND, .asker = ASKER_CENTER, .f.incident = incident };
	command.text[TEXT_ROWS] = buffer_bytes(&control->advice.rows);
	command.text[TEXT_RECORD] = buffer_bytes(&control->advice.record);
	return desk_ask(control->desk, &command, ret_answer);
}

enum status control_recommend(struct control *control, uint32_t incident, struct desk_answer *ret_answer)
{
	const struct incident *of = board_incidents(control->scene.board, incident);
	if (!control->plan.hash || !of || !of->open)
		return STATUS_MISSING;
	uint64_t help;
	return recommend(control, incident, &help, true, ret_answer);
}

/* Looks at one; false if it need not be watched any longer. */
static bool look(struct control *control, struct watched *one, enum status *ret_status)
{
	const struct board *board = control->scene.board;
	uint32_t number = one->incident;
	struct desk_answer answer;
	bool card = one->card;
	if (!board_incidents(board, number)->open)
		return false;
	one->card = false;
	if (card)
		*ret_status = apply_card(control, number);
	bool owes = owes_units(board, board_incidents(board, number));
	if (owes && *ret_status == STATUS_OK)
		*ret_status = recommend(control, number, &one->help, false, &answer);
	return owes;
}

/* Never twice within the pause, nor while the others have their turn; unless the clock was set back. */
static bool may_look_again(const struct control *control, const struct watched *one, int64_t now_us)
{
	return (now_us - one->looked_us >= CONTROL_PAUSE_US && now_us >= control->rests_until_us) ||
	       now_us < one->looked_us;
}

/* The hour makes roads slower or quicker without any entry. */
static enum status tell_hour(struct control *control)
{
	enum status status = speeds_set(&control->streets, &control->plan, desk_now(control->desk));
	control->changes += control->roads != control->streets.version;
	control->roads = control->streets.version;
	return status;
}

enum status control_turn(struct control *control)
{
	int64_t now_us = desk_now(control->desk).us;
	unsigned looked = 0;
	enum status status = control->trouble;
	if (!control->plan.hash)
		return status;
	if (status == STATUS_OK)
		status = tell_hour(control);
	for (uint32_t i = 0; status == STATUS_OK && i < control->watched_count && looked < CONTROL_TURN_MAX;) {
		struct watched one = control->watched[i];
		bool due = one.seen != control->changes && (!one.looked_us || may_look_again(control, &one, now_us));
		bool stays = !due || look(control, &one, &status);
		if (due) {
			one.looked_us = now_us;
			one.seen = control->changes;
			looked++;
		}
		/* What was looked at goes behind the others, so that nobody waits for ever. */
		if (!due)
			i++;
		else {
			memmove(&control->watched[i], &control->watched[i + 1],
			        (control->watched_count - i - 1) * sizeof one);
			control->watched_count--;
			if (stays)
				control->watched[control->watched_count++] = one;
		}
	}
	int64_t spent_us = looked ? desk_now(control->desk).us - now_us : 0;
	if (spent_us > 0)
		control->rests_until_us = now_us + spent_us * (1 + CONTROL_REST);
	return status;
}

/* Everything that is open is looked at once: what the last server had not come to is not lost. */
static void watch_all(struct control *control)
{
	const struct board *board = control->scene.board;
	uint32_t number = board_center(board)->first_open_incident;
	for (; number; number = board_incidents(board, number)->next_open)
		control_watch(control, number, !board_incidents(board, number)->first_need);
}

enum status control_open(struct desk *desk, const struct control_setup *setup, struct control **ret_control)
{
	struct control *control = calloc(1, sizeof *control);
	if (!control)
		return STATUS_MEMORY;
	control->desk = desk;
	control->setup = *setup;
	control->changes = 1;
	control->scene = (struct scene){ .board = desk_board(desk),
		                         .plan = &control->plan,
		                         .streets = &control->streets,
		                         .cover = &control->cover };
	desk_listen(desk, control_hear, control);
	enum status status = control_open_map(control);
	if (status == STATUS_OK)
		status = control_open_plan(control);
	if (status != STATUS_OK) {
		control_close(control);
		return status;
	}
	watch_all(control);
	*ret_control = control;
	return STATUS_OK;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	desk_unlisten(control->desk, control);
	advice_close(&control->advice);
	cover_close(&control->cover);
	streets_close(&control->streets);
	gazetteer_close(control->gazetteer);
	if (control->scene.map_hash)
		map_file_close(&control->map);
	run_card_close(&control->plan.plan);
	free(control->watched);
	free(control);
}

uint64_t control_map_hash(const struct control *control)
{
	return control->scene.map_hash;
}

struct gazetteer *control_gazetteer(const struct control *control)
{
	return control->gazetteer;
}
