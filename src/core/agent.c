/* Agents, positions, queues and neighbours: what their events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

void agent_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_agents);
	assert(number == f->agent);
	struct agent *agent = board_change_agents(board, number);
	agent->name = f->name;
	agent->role = f->role;
}

void agent_signed_in(struct board *board, const struct fields *f)
{
	struct agent *agent = board_change_agents(board, f->agent);
	struct position *position = board_change_positions(board, f->position);
	assert(!agent->position && !position->agent);
	agent->position = f->position;
	agent->state = AGENT_READY;
	agent->free_since = board_center(board)->now;
	position->agent = f->agent;
	board_change_center(board)->signed_in[agent->role]++;
}

void agent_signed_out(struct board *board, const struct fields *f)
{
	struct agent *agent = board_change_agents(board, f->agent);
	assert(agent->position == f->position);
	board_change_positions(board, f->position)->agent = 0;
	agent->position = 0;
	agent->state = AGENT_SIGNED_OUT;
	board_change_center(board)->signed_in[agent->role]--;
}

void agent_state(struct board *board, const struct fields *f)
{
	struct agent *agent = board_change_agents(board, f->agent);
	agent->state = f->state;
	agent->free_since = board_center(board)->now;
}

void agent_offered(struct board *board, const struct fields *f)
{
	struct agent *agent = board_change_agents(board, f->agent);
	assert(!agent->offered && agent->position);
	agent->offered = f->call;
	agent->offered_at = board_center(board)->now;
	board_change_calls(board, f->call)->offers++;
}

void agent_offer_ended(struct board *board, const struct fields *f)
{
	struct agent *agent = board_change_agents(board, f->agent);
	struct call *call = board_change_calls(board, f->call);
	assert(agent->offered == f->call && call->offers);
	agent->offered = 0;
	agent->missed += f->rang == RANG_NO_ANSWER;
	agent->free_since = board_center(board)->now; /* whoever missed one stands last in line */
	call->offers--;
	if (call->transfer == f->agent && f->rang != RANG_ANSWERED)
		call->transfer = 0;
}

void queue_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_queues);
	assert(number == f->queue);
	board_change_queues(board, number)->name = f->name;
}

void queue_set(struct board *board, const struct fields *f)
{
	struct queue *queue = board_change_queues(board, f->queue);
	queue->ring = f->ring;
	queue->ring_s = f->span_s;
}

void position_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_positions);
	assert(number == f->position);
	board_change_positions(board, number)->name = f->name;
}

void neighbour_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_neighbours);
	assert(number == f->neighbour);
	struct neighbour *neighbour = board_change_neighbours(board, number);
	neighbour->name = f->name;
	neighbour->sequence = board_center(board)->sequence;
}
