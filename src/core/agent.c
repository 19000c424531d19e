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
	board_change_agents(board, f->agent)->state = f->state;
}

void queue_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_queues);
	assert(number == f->queue);
	board_change_queues(board, number)->name = f->name;
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
	board_change_neighbours(board, number)->name = f->name;
}
