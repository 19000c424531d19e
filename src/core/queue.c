/* Who is rung next, and for which call: by the queues' rows and by nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/queue.h"

bool queue_agent_free(const struct agent *agent)
{
	return agent->position && agent->state == AGENT_READY && !agent->offered && !agent->talking && !agent->joins;
}

uint32_t queue_ring_s(const struct board *board, uint32_t call)
{
	const struct queue *queue = board_queues(board, board_calls(board, call)->queue);
	return queue && queue->ring_s ? queue->ring_s : RING_DEFAULT_S;
}

static enum ring ring_of(const struct board *board, const struct call *call)
{
	const struct queue *queue = board_queues(board, call->queue);
	return queue && queue->ring ? queue->ring : RING_NEXT;
}

/* Whether one agent stands before another in the line of those who are free. */
static bool goes_before(const struct board *board, enum ring ring, uint32_t agent, uint32_t other)
{
	struct instant since = board_agents(board, agent)->free_since;
	struct instant others = board_agents(board, other)->free_since;
	if (ring == RING_NEXT && since.us != others.us)
		return instant_before(since, others);
	return agent < other;
}

/* Unknown is treated as the most urgent. */
static unsigned urgency(const struct call *call)
{
	return call->priority ? call->priority : 1;
}

static bool more_urgent(const struct call *call, const struct call *other)
{
	if (urgency(call) != urgency(other))
		return urgency(call) < urgency(other);
	return instant_before(call->first_contact, other->first_contact);
}

bool queue_waits(const struct call *call)
{
	return call->state == CALL_WAITING && call->channel == CHANNEL_VOICE;
}

bool queue_before(const struct board *board, uint32_t call, uint32_t other)
{
	const struct call *a = board_calls(board, call), *b = board_calls(board, other);
	if (more_urgent(a, b) || more_urgent(b, a))
		return more_urgent(a, b);
	return call < other;
}

/* Whether one more phone is to ring for it. */
static bool wants_ring(const struct board *board, const struct call *call)
{
	return queue_waits(call) && !call->disposition && (!call->offers || ring_of(board, call) == RING_ALL);
}

static bool rings_now(const struct board *board, queue_reach *reach, const void *context, uint32_t agent)
{
	return queue_agent_free(board_agents(board, agent)) && reach(context, agent);
}

/* The bit of a queue in a mask of served ones; of a queue beyond the mask, and of none, all: they are everybody's. */
static uint64_t queue_bit(uint32_t queue)
{
	return queue && queue <= SERVED_QUEUES_MAX ? (uint64_t)1 << (queue - 1) : UINT64_MAX;
}

static uint64_t served_by(const struct agent *agent)
{
	uint64_t serves = agent_serves(agent);
	return serves ? serves : UINT64_MAX;
}

/* What those who sit at a position serve, and what those of them who can be rung now do. */
struct service {
	uint64_t seated;
	uint64_t free;
};

static struct service service_of(const struct board *board, queue_reach *reach, const void *context)
{
	struct service service = { 0 };
	for (uint32_t number = 1; number < board->pool[POOL_agents].count; number++) {
		const struct agent *agent = board_agents(board, number);
		if (agent->position)
			service.seated |= served_by(agent);
		if (rings_now(board, reach, context, number))
			service.free |= served_by(agent);
	}
	return service;
}

bool queue_staffed(const struct board *board, uint32_t queue)
{
	for (uint32_t number = 1; number < board->pool[POOL_agents].count; number++) {
		const struct agent *agent = board_agents(board, number);
		if (agent->position && (served_by(agent) & queue_bit(queue)))
			return true;
	}
	return false;
}

/* The agents whom a queue may ring: those who serve it; everybody if nobody who sits here does, for it rings somewhere. */
static uint64_t rung_by(const struct service *service, uint32_t queue)
{
	uint64_t bit = queue_bit(queue);
	return service->seated & bit ? bit : UINT64_MAX;
}

static uint32_t most_urgent(const struct board *board, const struct service *service)
{
	uint32_t best = 0;
	for (uint32_t i = 0; i < board->line.count; i++) {
		uint32_t number = board->line.number[i];
		const struct call *call = board_calls(board, number);
		if (wants_ring(board, call) && (service->free & rung_by(service, call->queue)) &&
		    (!best || queue_before(board, number, best)))
			best = number;
	}
	return best;
}

static uint32_t first_in_line(const struct board *board, queue_reach *reach, const void *context, enum ring ring,
                              uint64_t serving)
{
	uint32_t first = 0;
	for (uint32_t agent = 1; agent < board->pool[POOL_agents].count; agent++)
		if ((served_by(board_agents(board, agent)) & serving) && rings_now(board, reach, context, agent) &&
		    (!first || goes_before(board, ring, agent, first)))
			first = agent;
	return first;
}

/* A caller who is passed on to somebody whose phone does not ring yet; of several the newest, as ever. */
static bool passed_on(const struct board *board, queue_reach *reach, const void *context, struct queue_ring *ret_ring)
{
	uint32_t found = 0;
	for (uint32_t i = 0; i < board->line.count; i++) {
		uint32_t number = board->line.number[i];
		const struct call *call = board_calls(board, number);
		bool rung = call->transfer && board_agents(board, call->transfer)->offered == number;
		if (call->transfer && !rung && number > found && rings_now(board, reach, context, call->transfer))
			found = number;
	}
	if (found)
		*ret_ring = (struct queue_ring){ found, board_calls(board, found)->transfer };
	return found != 0;
}

static bool anybody(const void *context, uint32_t agent)
{
	(void)context;
	(void)agent;
	return true;
}

uint32_t queue_first(const struct board *board, uint32_t queue)
{
	enum ring ring = board_queues(board, queue)->ring;
	struct service service = service_of(board, anybody, NULL);
	return first_in_line(board, anybody, NULL, ring ? ring : RING_NEXT, rung_by(&service, queue));
}

bool queue_next(const struct board *board, queue_reach *reach, const void *context, struct queue_ring *ret_ring)
{
	/* Mostly nobody waits, and in a flood nobody is free: then the others are not looked through. */
	struct service service = board->line.count ? service_of(board, reach, context) : (struct service){ 0 };
	if (!service.free)
		return false;
	if (passed_on(board, reach, context, ret_ring))
		return true;
	uint32_t call = most_urgent(board, &service);
	if (!call)
		return false;
	const struct call *rung = board_calls(board, call);
	uint32_t agent = first_in_line(board, reach, context, ring_of(board, rung), rung_by(&service, rung->queue));
	*ret_ring = (struct queue_ring){ call, agent };
	return true;
}

uint32_t queue_waiting(const struct board *board, uint32_t queue)
{
	uint32_t waiting = 0;
	for (uint32_t i = 0; i < board->line.count; i++) {
		uint32_t number = board->line.number[i];
		const struct call *call = board_calls(board, number);
		waiting += queue_waits(call) && (!queue || call->queue == queue);
	}
	return waiting;
}
