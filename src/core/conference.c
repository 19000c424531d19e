/* A caller with somebody outside, and a third party in a conversation: what the events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

void bridge_set(struct board *board, const struct fields *f)
{
	board_change_center(board)->bridged = f->count;
}

void conference_asked(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	assert(call->state == CALL_ANSWERED && !call->third_state);
	call->third_state = THIRD_ASKED;
	call->third_kind = f->agent ? OWNER_AGENT : f->neighbour ? OWNER_NEIGHBOUR : OWNER_NOBODY;
	call->third = f->agent ? f->agent : f->neighbour;
	if (f->agent)
		board_change_agents(board, f->agent)->joins = 1;
}

/* The third party is none any more; who it was if it was an agent. */
static uint32_t forget_third(struct board *board, struct call *call)
{
	uint32_t agent = call->third_kind == OWNER_AGENT ? call->third : 0;
	if (agent) {
		struct agent *third = board_change_agents(board, agent);
		third->joins = 0;
		third->free_since = board_center(board)->now;
	}
	call->third_state = THIRD_NONE;
	call->third_kind = OWNER_NOBODY;
	call->third = 0;
	return agent;
}

void conference_went(struct board *board, const struct fields *f)
{
	struct call *call = board_change_calls(board, f->call);
	assert(call->third_state);
	if (f->bridged == BRIDGED_JOINED) {
		call->third_state = THIRD_JOINED;
		return;
	}
	uint32_t agent = forget_third(board, call);
	if (f->bridged != BRIDGED_TAKEN_OVER)
		return;
	assert(call->state == CALL_ANSWERED);
	/* An agent answers next, as one to whom the caller is passed on does. */
	if (agent)
		call->transfer = agent;
	else
		call_away(board, f->call);
}

void transfer_ended(struct board *board, const struct fields *f)
{
	if (f->outcome == OUTCOME_REACHED && board_calls(board, f->call)->state == CALL_ANSWERED)
		call_away(board, f->call);
}
