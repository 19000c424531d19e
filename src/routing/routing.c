/* Hears what happens, and does at its turn what the policy in force says of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/routing_inside.h"

#include <stdlib.h>
#include <string.h>

/* Nothing waits longer than that to be looked at, for the wall clock can be set. */
#define TURN_EVERY_US 1000000
/* While nobody waits there is nothing whose time could come. */
#define TURN_IDLE_US 60000000

bool routing_noted(const struct numbers *numbers, uint32_t number)
{
	for (uint32_t i = 0; i < numbers->count; i++)
		if (numbers->at[i] == number)
			return true;
	return false;
}

void routing_note(struct routing *routing, struct numbers *numbers, uint32_t number)
{
	if (routing_noted(numbers, number))
		return;
	if (numbers->count == numbers->room) {
		uint32_t room = numbers->room ? 2 * numbers->room : 64;
		uint32_t *at = reallocarray(numbers->at, room, sizeof *at);
		if (!at) {
			routing->trouble = STATUS_MEMORY;
			return;
		}
		numbers->at = at;
		numbers->room = room;
	}
	numbers->at[numbers->count++] = number;
}

void routing_drop(struct numbers *numbers, uint32_t place)
{
	numbers->count--;
	memmove(&numbers->at[place], &numbers->at[place + 1], (numbers->count - place) * sizeof *numbers->at);
}

struct ruling_ground routing_ground(const struct routing *routing)
{
	return (struct ruling_ground){ desk_board(routing->desk), routing->family, routing->policy,
		                       routing->setup.domain };
}

/* What happens here is noted, and done at the next turn: nothing is asked of the desk while it tells. */
static void hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct routing *routing = context;
	bool any = false;
	(void)command;
	for (uint32_t i = 0; i < answer->count; i++) {
		const struct event *event = &answer->events[i];
		bool heard = true;
		if (event->kind == EVENT_CALL_PLACED)
			routing_note(routing, &routing->calls, event->f.call);
		else if (event->kind == EVENT_SIGNED_IN || event->kind == EVENT_SIGNED_OUT ||
		         event->kind == EVENT_QUEUE_SERVED)
			routing->staff_changed = true;
		else if (event->kind == EVENT_INCIDENT_OPENED || event->kind == EVENT_REOPENED ||
		         event->kind == EVENT_TYPE_SET || event->kind == EVENT_PRIORITY_SET)
			routing_note(routing, &routing->incidents, event->f.incident);
		else if (event->kind == EVENT_POLICY_PROPOSED)
			routing_note(routing, &routing->to_prove, event->f.policy);
		else if (event->kind == EVENT_POLICY_ACTIVATED || event->kind == EVENT_QUEUE_ADDED ||
		         event->kind == EVENT_PLAN_LOADED)
			routing->watch_now = true;
		else
			heard = false;
		any = any || heard;
	}
	/* Only marks it as due: the loop calls it when it is done with what it does now. */
	if (any && routing->timer)
		event_active(routing->timer, EV_TIMEOUT, 0);
}

void routing_turn(struct routing *routing)
{
	int64_t most_us = routing->waiting.count ? TURN_EVERY_US : TURN_IDLE_US;
	if (routing->trouble == STATUS_OK)
		routing_load(routing);
	int64_t left_us = routing_send(routing, most_us);
	routing_apply(routing);
	routing_watch(routing);
	routing_prove_next(routing);
	if (routing->trouble != STATUS_OK)
		loop_stop(routing->loop);
	const struct timeval after = { .tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000 + 1000 };
	if (routing->timer)
		(void)event_add(routing->timer, &after); /* fails for want of memory; the next event sets it */
}

static void on_timer(evutil_socket_t descriptor, short what, void *context)
{
	(void)descriptor;
	(void)what;
	routing_turn(context);
}

enum status routing_trouble(const struct routing *routing)
{
	return routing ? routing->trouble : STATUS_OK;
}

/* What the last server had not come to. */
static void find_open(struct routing *routing)
{
	const struct board *board = desk_board(routing->desk);
	for (uint32_t number = 1; number < board->pool[POOL_policies].count; number++)
		if (!board_policies(board, number)->judged)
			routing_note(routing, &routing->to_prove, number);
	for (uint32_t number = board_center(board)->first_open_incident; number;
	     number = board_incidents(board, number)->next_open)
		if (!board_response_of(board, number))
			routing_note(routing, &routing->incidents, number);
	routing_find_calls(routing);
}

enum status routing_open(struct desk *desk, struct loop *loop, const struct routing_setup *setup,
                         struct routing **ret_routing)
{
	struct routing *routing = calloc(1, sizeof *routing);
	if (!routing)
		return STATUS_MEMORY;
	routing->desk = desk;
	routing->loop = loop;
	routing->setup = *setup;
	routing->timer = event_new(loop_base(loop), -1, 0, on_timer, routing);
	enum status status = routing->timer ? worker_open(loop, &routing->worker) : STATUS_MEMORY;
	if (status == STATUS_OK && setup->manifest_path)
		status = routing_read_manifest(routing);
	if (status == STATUS_OK) {
		desk_listen(desk, hear, routing);
		find_open(routing);
		routing_turn(routing);
		status = routing->trouble;
	}
	if (status != STATUS_OK) {
		routing_close(routing);
		return status;
	}
	*ret_routing = routing;
	return STATUS_OK;
}

static void drop_job(struct worker_job *job)
{
	judging_close((struct judging *)job);
}

void routing_close(struct routing *routing)
{
	if (!routing)
		return;
	desk_unlisten(routing->desk, routing);
	/* One that is in hand is waited for, and proved again at the next start: it is not on record. */
	if (routing->worker)
		worker_close(routing->worker, drop_job);
	if (routing->timer)
		event_free(routing->timer);
	family_close(routing->family);
	buffer_close(&routing->manifest);
	free(routing->calls.at);
	free(routing->waiting.at);
	free(routing->incidents.at);
	free(routing->to_prove.at);
	free(routing);
}
