/* A network seen by its arcs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/turns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/order.h"
#include "roads/plane.h"

/* The arcs that leave one node. */
struct span {
	uint32_t from, to;
};

static struct span leaving(const struct road_network *network, uint32_t node)
{
	struct span span = { .from = road_network_first(network, node) };
	for (span.to = span.from; span.to < network->arc_count && network->arcs[span.to].from == node;)
		span.to++;
	return span;
}

static bool is_forbidden(const struct road_network *network, uint32_t from, uint32_t to)
{
	uint32_t low = 0, high = network->turn_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct road_turn *turn = &network->turns[middle];
		if (turn->from_arc < from || (turn->from_arc == from && turn->to_arc < to))
			low = middle + 1;
		else
			high = middle;
	}
	return low < network->turn_count && network->turns[low].from_arc == from && network->turns[low].to_arc == to;
}

/* By the last piece of the one arc and the first piece of the other. */
static uint32_t cost_of(const struct road_network *network, const struct road_turn_costs *costs, uint32_t from,
                        uint32_t to)
{
	if (!network->nodes)
		return costs->ahead;
	struct road_node here = network->nodes[network->arcs[to].from];
	struct road_plane plane = road_plane_at(here);
	struct road_point before =
	    road_plane_point(&plane, road_network_point(network, from, road_network_points(network, from) - 2));
	struct road_point behind = road_plane_point(&plane, road_network_point(network, to, 1));
	/* The way in points from `before` to the origin, the way out from the origin to `behind`. */
	int64_t ahead = -(before.x_cm * behind.x_cm + before.y_cm * behind.y_cm);
	int64_t leftwards = -(before.x_cm * behind.y_cm - before.y_cm * behind.x_cm);
	if (ahead >= (leftwards < 0 ? -leftwards : leftwards))
		return costs->ahead;
	return leftwards >= 0 ? costs->left : costs->right;
}

static void tell(struct road_turns *turns, uint32_t at, uint32_t from, uint32_t to, uint32_t cost)
{
	if (!turns->cost)
		return;
	turns->graph.tail[at] = from;
	turns->graph.head[at] = to;
	turns->cost[at] = cost;
}

/* The allowed turns out of an arc: counted, and told to `turns` if that has its arrays. */
static uint32_t list_turns(struct road_turns *turns, const struct road_turn_costs *costs, uint32_t arc, struct span out,
                           uint32_t at)
{
	const struct road_network *network = turns->network;
	uint32_t back = road_network_reverse(network, arc), count = 0;
	for (uint32_t to = out.from; to < out.to; to++) {
		if (is_forbidden(network, arc, to) || (to == back && costs->back >= ROAD_NEVER))
			continue;
		tell(turns, at + count, arc, to, to == back ? costs->back : cost_of(network, costs, arc, to));
		count++;
	}
	if (count || back == ROAD_NONE || is_forbidden(network, arc, back))
		return count;
	tell(turns, at, arc, back, costs->dead_end);
	return 1;
}

static uint64_t list_all(struct road_turns *turns, const struct road_turn_costs *costs)
{
	const struct road_network *network = turns->network;
	uint64_t count = 0;
	for (uint32_t arc = 0; arc < network->arc_count && count <= ROAD_ARCS_MAX; arc++)
		count += list_turns(turns, costs, arc, leaving(network, network->arcs[arc].to), (uint32_t)count);
	return count;
}

enum status road_turns_open(const struct road_network *network, const struct road_turn_costs *costs,
                            struct road_turns *ret_turns)
{
	struct road_turns turns = { .network = network, .graph.node_count = network->arc_count };
	assert(costs->ahead < ROAD_NEVER && costs->left < ROAD_NEVER && costs->right < ROAD_NEVER &&
	       costs->dead_end < ROAD_NEVER);
	uint64_t count = list_all(&turns, costs);
	if (count > ROAD_ARCS_MAX)
		return STATUS_LIMIT;
	turns.graph.tail = calloc(count + 1, sizeof *turns.graph.tail);
	turns.graph.head = calloc(count + 1, sizeof *turns.graph.head);
	turns.cost = calloc(count + 1, sizeof *turns.cost);
	enum status status = STATUS_MEMORY;
	if (turns.graph.tail && turns.graph.head && turns.cost) {
		turns.graph.arc_count = (uint32_t)list_all(&turns, costs);
		status = road_graph_index(&turns.graph, turns.graph.head, &turns.in);
	}
	if (status != STATUS_OK) {
		road_turns_close(&turns);
		return status;
	}
	assert(turns.in.first);
	for (uint32_t arc = 0; arc < network->arc_count; arc++) {
		uint32_t in = turns.in.first[arc + 1] - turns.in.first[arc];
		turns.seeds_max = in * 2 > turns.seeds_max ? in * 2 : turns.seeds_max;
	}
	*ret_turns = turns;
	return STATUS_OK;
}

void road_turns_close(struct road_turns *turns)
{
	road_graph_close(&turns->graph);
	road_graph_index_close(&turns->in);
	free(turns->cost);
	memset(turns, 0, sizeof *turns);
}

static uint32_t sum(uint32_t a, uint32_t b)
{
	return a + b < ROAD_NEVER ? a + b : ROAD_NEVER;
}

void road_turns_weigh(const struct road_turns *turns, const uint32_t *times, uint32_t *ret_weights)
{
	for (uint32_t t = 0; t < turns->graph.arc_count; t++)
		ret_weights[t] = sum(turns->cost[t], times[turns->graph.head[t]]);
}

enum status road_turns_reweigh(const struct road_turns *turns, const uint32_t *arcs, uint32_t count,
                               const uint32_t *times, uint32_t *weights, struct road_arcs *changed)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = turns->in.first[arcs[i]]; j < turns->in.first[arcs[i] + 1]; j++) {
			uint32_t turn = turns->in.arc[j];
			status = road_arcs_add(changed, turn);
			if (status != STATUS_OK)
				return status;
			weights[turn] = sum(turns->cost[turn], times[arcs[i]]);
		}
	return status;
}

/* Streets as nodes, neighbours where one can turn from one into the other. */
struct streets {
	struct road_graph graph;
	uint32_t *street;         /* of each arc */
	uint32_t *there, *back;   /* of each street its arcs; `back` is ROAD_NONE in a one-way */
	struct road_node *places; /* where `there` ends, or NULL */
	uint32_t *order;
};

static void streets_close(struct streets *streets)
{
	road_graph_close(&streets->graph);
	free(streets->street);
	free(streets->there);
	free(streets->back);
	free(streets->places);
	free(streets->order);
}

static void pair_arcs(const struct road_network *network, struct streets *streets)
{
	uint32_t count = 0;
	for (uint32_t arc = 0; arc < network->arc_count; arc++) {
		uint32_t other = road_network_reverse(network, arc);
		/* Of several that run the same way one alone is the other's: who came first. */
		if (other < arc && streets->there[streets->street[other]] == other &&
		    streets->back[streets->street[other]] == ROAD_NONE) {
			streets->street[arc] = streets->street[other];
			streets->back[streets->street[arc]] = arc;
			continue;
		}
		streets->street[arc] = count;
		streets->there[count] = arc;
		streets->back[count] = ROAD_NONE;
		if (streets->places)
			streets->places[count] = network->nodes[network->arcs[arc].to];
		count++;
	}
	streets->graph.node_count = count;
}

static enum status streets_open(const struct road_turns *turns, struct streets *streets)
{
	const struct road_network *network = turns->network;
	size_t arcs = (size_t)network->arc_count + 1, count = (size_t)turns->graph.arc_count + 1;
	uint32_t **numbers[] = { &streets->street, &streets->there, &streets->back, &streets->order };
	bool good = true;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		good &= (*numbers[i] = calloc(arcs, sizeof **numbers[i])) != NULL;
	good &= !network->nodes || (streets->places = calloc(arcs, sizeof *streets->places)) != NULL;
	good &= (streets->graph.tail = calloc(count, sizeof *streets->graph.tail)) != NULL;
	good &= (streets->graph.head = calloc(count, sizeof *streets->graph.head)) != NULL;
	if (!good)
		return STATUS_MEMORY;
	pair_arcs(network, streets);
	streets->graph.arc_count = turns->graph.arc_count;
	for (uint32_t t = 0; t < turns->graph.arc_count; t++) {
		streets->graph.tail[t] = streets->street[turns->graph.tail[t]];
		streets->graph.head[t] = streets->street[turns->graph.head[t]];
	}
	return STATUS_OK;
}

enum status road_turns_order(const struct road_turns *turns, uint32_t *ret_order)
{
	struct streets streets = { 0 };
	uint32_t at = 0;
	enum status status = streets_open(turns, &streets);
	if (status == STATUS_OK)
		status = road_order_make(&streets.graph, streets.places, streets.order);
	for (uint32_t i = 0; status == STATUS_OK && i < streets.graph.node_count; i++) {
		uint32_t street = streets.order[i];
		ret_order[at++] = streets.there[street];
		if (streets.back[street] != ROAD_NONE)
			ret_order[at++] = streets.back[street];
	}
	assert(status != STATUS_OK || at == turns->graph.node_count);
	streets_close(&streets);
	return status;
}

/* By every turn into the arc, and then the part of it. */
static unsigned add_seeds(const struct road_turns *turns, const uint32_t *times, struct road_position at,
                          struct road_seed *seeds, unsigned count)
{
	uint32_t part = road_position_before(times[at.arc], at.fraction_q16);
	for (uint32_t i = turns->in.first[at.arc]; i < turns->in.first[at.arc + 1]; i++) {
		uint32_t turn = turns->in.arc[i], ticks = sum(turns->cost[turn], part);
		if (ticks < ROAD_NEVER)
			seeds[count++] = (struct road_seed){ .node = turns->graph.tail[turn], .ticks = ticks };
	}
	return count;
}

unsigned road_turns_goal(const struct road_turns *turns, const uint32_t *times, struct road_position at,
                         struct road_seed *ret_seeds)
{
	struct road_position turned;
	unsigned count = add_seeds(turns, times, at, ret_seeds, 0);
	if (!at.directed && road_position_turned(turns->network, at, &turned))
		count = add_seeds(turns, times, turned, ret_seeds, count);
	return count;
}

unsigned road_turns_start(const struct road_turns *turns, const uint32_t *times, struct road_position at,
                          struct road_seed ret_seeds[ROAD_POSITION_SEEDS])
{
	struct road_position turned;
	unsigned count = 0;
	uint32_t ticks = road_position_behind(times[at.arc], at.fraction_q16);
	if (ticks < ROAD_NEVER)
		ret_seeds[count++] = (struct road_seed){ .node = at.arc, .ticks = ticks };
	if (at.directed || !road_position_turned(turns->network, at, &turned))
		return count;
	ticks = road_position_behind(times[turned.arc], turned.fraction_q16);
	if (ticks < ROAD_NEVER)
		ret_seeds[count++] = (struct road_seed){ .node = turned.arc, .ticks = ticks };
	return count;
}

uint32_t road_turns_time(struct road_sweep *sweep, const struct road_turns *turns, const uint32_t *times,
                         struct road_position unit, struct road_position goal)
{
	struct road_seed seeds[ROAD_POSITION_SEEDS];
	unsigned count = road_turns_start(turns, times, unit, seeds);
	uint32_t least = road_position_along(turns->network, times, unit, goal);
	for (unsigned i = 0; i < count; i++) {
		uint32_t time = sum(road_sweep_time(sweep, seeds[i].node), seeds[i].ticks);
		least = time < least ? time : least;
	}
	return least;
}
