/* One emergency call: what its events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"
#include "core/wait.h"

static void list_open(struct board *board, uint32_t number)
{
	struct center *center = board_change_center(board);
	struct call *call = board_change_calls(board, number);
	call->next_open = center->first_open_call;
	call->previous_open = 0;
	if (call->next_open)
		board_change_calls(board, call->next_open)->previous_open = number;
	center->first_open_call = number;
	center->open_calls++;
}

static void unlist_open(struct board *board, uint32_t number)
{
	struct center *center = board_change_center(board);
	struct call *call = board_change_calls(board, number);
	if (call->previous_open)
		board_change_calls(board, call->previous_open)->next_open = call->next_open;
	else
		center->first_open_call = call->next_open;
	if (call->next_open)
		board_change_calls(board, call->next_open)->previous_open = call->previous_open;
	call->next_open = 0;
	call->previous_open = 0;
	center->open_calls--;
}

/* Whoever spoke with the caller does so no longer. */
static void conversation_ended(struct board *board, struct call *call)
{
	struct agent *agent = board_change_agents(board, call->agent);
	assert(call->state == CALL_ANSWERED && agent->talking);
	agent->talking--;
	agent->free_since = board_center(board)->now;
	if (!agent->talking)
		wait_learn(board_change_center(board), instant_since(agent->free_since, agent->spoke_from));
	call->held = 0;
	call->transfer = 0;
}

/* The one place where a call's state changes. */
static struct call *become(struct board *board, uint32_t number, enum call_state state)
{
	struct call *call = board_change_calls(board, number);
	if (call->state == CALL_ANSWERED)
		conversation_ended(board, call);
	call->away = 0;
	call->state = (uint8_t)state;
	return call;
}

void call_placed(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_calls);
	assert(number == f->call);
	struct call *call = board_change_calls(board, number);
	call->placed_at = board_center(board)->now;
	call->first_contact = (struct instant){ f->stamp };
	call->source = f->source;
	call->state = CALL_WAITING;
	call->queue = f->queue;
	call->channel = f->channel;
	call->priority = f->priority;
	call->first_priority = f->priority;
	call->lat_e7 = f->lat_e7;
	call->lon_e7 = f->lon_e7;
	call->uncertainty_m = f->uncertainty_m;
	list_open(board, number);
}

void call_malformed(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->malformed = 1;
}

void call_answered(struct board *board, const struct fields *f)
{
	const struct call *before = board_calls(board, f->call);
	assert(before->state != CALL_CLOSED);
	assert(before->state != CALL_ANSWERED || before->transfer == f->agent);
	struct call *call = become(board, f->call, CALL_ANSWERED);
	if (!instant_known(call->answered_at))
		call->answered_at = board_center(board)->now;
	call->agent = f->agent;
	/* The next wait, if there is one, is another. */
	call->told_by = TOLD_BY_NOBODY;
	call->told_at = (struct instant){ 0 };
	struct agent *agent = board_change_agents(board, f->agent);
	if (!agent->talking++)
		agent->spoke_from = board_center(board)->now;
}

void call_left(struct board *board, const struct fields *f)
{
	enum call_state state = board_calls(board, f->call)->state;
	assert(state == CALL_WAITING || state == CALL_ANSWERED || board_calls(board, f->call)->away);
	struct call *call = become(board, f->call, state == CALL_WAITING ? CALL_LEFT : CALL_RELEASED);
	call->left_at = board_center(board)->now;
}

void call_released(struct board *board, const struct fields *f)
{
	assert(board_calls(board, f->call)->state == CALL_ANSWERED || board_calls(board, f->call)->away);
	struct call *call = become(board, f->call, CALL_RELEASED);
	call->left_at = board_center(board)->now;
}

void call_back_tried(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->attempts++;
}

void call_linked(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	struct incident *incident = board_change_incidents(board, f->incident);
	assert(!call->incident && incident->open);
	call->incident = f->incident;
	call->next_of_incident = incident->first_call;
	incident->first_call = f->call;
	incident->calls++;
}

void call_unlinked(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	struct incident *incident = board_change_incidents(board, f->incident);
	assert(call->incident == f->incident);
	if (incident->first_call == f->call) {
		incident->first_call = call->next_of_incident;
	} else {
		uint32_t before = incident->first_call;
		while (board_calls(board, before)->next_of_incident != f->call)
			before = board_calls(board, before)->next_of_incident;
		board_change_calls(board, before)->next_of_incident = call->next_of_incident;
	}
	call->incident = 0;
	call->next_of_incident = 0;
	incident->calls--;
}

void call_told(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	call->told_until = instant_after(board_center(board)->now, span_s(f->span_s));
	call->told_by = TOLD_BY_PERSON;
}

void call_wait_expected(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->told_by = TOLD_BY_PERSON;
}

void call_wait_reckoned(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	struct instant now = board_center(board)->now;
	call->told_until = f->span_s ? instant_after(now, span_s(f->span_s)) : (struct instant){ 0 };
	call->told_at = now;
	call->told_by = TOLD_BY_CENTER;
}

void call_closed(struct board *board, const struct fields *f)
{
	assert(board_calls(board, f->call)->state != CALL_CLOSED && f->disposition && f->agent);
	struct call *call = become(board, f->call, CALL_CLOSED);
	call->disposition = f->disposition;
	call->first_disposition = call->first_disposition ? call->first_disposition : f->disposition;
	call->closed_at = board_center(board)->now;
	unlist_open(board, f->call);
}

void call_reopened(struct board *board, const struct fields *f)
{
	bool answered = instant_known(board_calls(board, f->call)->answered_at);
	assert(board_calls(board, f->call)->state == CALL_CLOSED);
	struct call *call = become(board, f->call, answered ? CALL_RELEASED : CALL_LEFT);
	call->disposition = DISPOSITION_NONE;
	call->closed_at = (struct instant){ 0 };
	list_open(board, f->call);
}

void call_held(struct board *board, const struct fields *f)
{
	assert(board_calls(board, f->call)->state == CALL_ANSWERED);
	board_change_calls(board, f->call)->held = 1;
}

void call_retrieved(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->held = 0;
}

/* To a queue: the caller waits there. To an agent: the one who spoke keeps the caller until the other has answered. */
void call_transferred(struct board *board, const struct fields *f)
{
	assert(board_calls(board, f->call)->state == CALL_ANSWERED || (f->queue && board_calls(board, f->call)->away));
	if (f->queue) {
		become(board, f->call, CALL_WAITING)->queue = f->queue;
		return;
	}
	board_change_calls(board, f->call)->transfer = f->agent;
}

void call_away(struct board *board, uint32_t number)
{
	become(board, number, CALL_RELEASED)->away = 1;
}

void call_learned(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	if ((!f->lat_e7 && !f->lon_e7) || call->fixed)
		return;
	call->lat_e7 = f->lat_e7;
	call->lon_e7 = f->lon_e7;
	call->uncertainty_m = f->uncertainty_m;
}

void call_referred(struct board *board, const struct fields *f)
{
	board_change_calls(board, f->call)->referred = 1;
}
