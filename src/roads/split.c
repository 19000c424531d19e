/* Junctions are split by what is still forbidden to who stands there: the states of a small automaton. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/split.h"

#include <stdlib.h>
#include <string.h>

#include "roads/snap.h"

/*
 * What is forbidden to who came a certain way is a set of numbers, ascending: below arc_count an arc into which one may
 * not go; from there on, less arc_count, a place in the network's runs, whose arc may be taken, but brings one nearer to
 * what is forbidden.
 */
struct state {
	uint32_t first, count; /* in `items` */
};

struct maker {
	const struct road_network *network;
	uint32_t nodes, arcs, node_room, arc_room;
	uint32_t *tail, *head, *arc_of, *next_arc; /* of each arc */
	uint32_t *node_of, *next_node;             /* of each node */
	struct state *state;
	struct road_arcs items; /* the sets, one after another */
};

static bool grow(uint32_t **array, uint32_t room)
{
	uint32_t *more = reallocarray(*array, room, sizeof *more);
	if (!more)
		return false;
	*array = more;
	return true;
}

static enum status add_arc(struct maker *maker, uint32_t tail, uint32_t arc_of)
{
	if (maker->arcs >= maker->network->arc_count + ROAD_SPLIT_MORE_MAX)
		return STATUS_LIMIT;
	if (maker->arcs == maker->arc_room) {
		uint32_t room = maker->arc_room + maker->arc_room / 4 + 64;
		if (!grow(&maker->tail, room) || !grow(&maker->head, room) || !grow(&maker->arc_of, room) ||
		    !grow(&maker->next_arc, room))
			return STATUS_MEMORY;
		maker->arc_room = room;
	}
	uint32_t arc = maker->arcs++;
	maker->tail[arc] = tail;
	maker->head[arc] = maker->network->arcs[arc_of].to;
	maker->arc_of[arc] = arc_of;
	maker->next_arc[arc] = ROAD_NONE;
	if (arc != arc_of) {
		maker->next_arc[arc] = maker->next_arc[arc_of];
		maker->next_arc[arc_of] = arc;
	}
	return STATUS_OK;
}

static enum status add_node(struct maker *maker, uint32_t node_of, struct state state)
{
	if (maker->nodes == maker->node_room) {
		uint32_t room = maker->node_room + maker->node_room / 4 + 64;
		struct state *more = reallocarray(maker->state, room, sizeof *more);
		if (!more)
			return STATUS_MEMORY;
		maker->state = more;
		if (!grow(&maker->node_of, room) || !grow(&maker->next_node, room))
			return STATUS_MEMORY;
		maker->node_room = room;
	}
	uint32_t node = maker->nodes++;
	maker->node_of[node] = node_of;
	maker->state[node] = state;
	maker->next_node[node] = ROAD_NONE;
	if (node != node_of) {
		maker->next_node[node] = maker->next_node[node_of];
		maker->next_node[node_of] = node;
	}
	return STATUS_OK;
}

static enum status begin(struct maker *maker)
{
	const struct road_network *network = maker->network;
	enum status status = STATUS_OK;
	for (uint32_t node = 0; node < network->node_count && status == STATUS_OK; node++)
		status = add_node(maker, node, (struct state){ 0 });
	for (uint32_t arc = 0; arc < network->arc_count && status == STATUS_OK; arc++)
		status = add_arc(maker, network->arcs[arc].from, arc);
	return status;
}

/* Who has driven a run as far as to this place: what that forbids, or where it goes on. */
static uint32_t item_at(const struct road_network *network, uint32_t place)
{
	const struct road_run *run = &network->runs[place / ROAD_RUN_ARCS_MAX];
	uint32_t at = place % ROAD_RUN_ARCS_MAX;
	bool last = at + 1 == ROAD_RUN_ARCS_MAX || run->arc[at + 1] == ROAD_NONE;
	return last ? run->arc[at] : network->arc_count + place;
}

/* What an arc forbids, wherever one came to it from. */
static enum status add_own(struct maker *maker, uint32_t arc)
{
	const struct road_network *network = maker->network;
	enum status status = STATUS_OK;
	for (uint32_t i = road_network_first_turn(network, arc);
	     i < network->turn_count && network->turns[i].from_arc == arc && status == STATUS_OK; i++)
		status = road_arcs_add(&maker->items, network->turns[i].to_arc);
	for (uint32_t i = road_network_first_run(network, arc);
	     i < network->run_count && network->runs[i].arc[0] == arc && status == STATUS_OK; i++)
		status = road_arcs_add(&maker->items, item_at(network, i * ROAD_RUN_ARCS_MAX + 1));
	return status;
}

/* What is forbidden behind an arc to who drove into it with this state: runs that it does not follow are over. */
static enum status add_carried(struct maker *maker, struct state state, uint32_t arc)
{
	const struct road_network *network = maker->network;
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < state.count && status == STATUS_OK; i++) {
		uint32_t item = maker->items.arc[state.first + i], place = item - network->arc_count;
		if (item >= network->arc_count &&
		    network->runs[place / ROAD_RUN_ARCS_MAX].arc[place % ROAD_RUN_ARCS_MAX] == arc)
			status = road_arcs_add(&maker->items, item_at(network, place + 1));
	}
	return status;
}

static int ascending(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* Each item once, ascending. */
static struct state tidy(struct road_arcs *items, uint32_t first)
{
	uint32_t count = items->count - first, kept = 0;
	if (!count)
		return (struct state){ 0 };
	uint32_t *item = items->arc + first;
	qsort(item, count, sizeof *item, ascending);
	for (uint32_t i = 0; i < count; i++)
		if (!kept || item[kept - 1] != item[i])
			item[kept++] = item[i];
	items->count = first + kept;
	return (struct state){ first, kept };
}

/* The node of a junction with the state whose items are the last, made if there is none. */
static enum status find_node(struct maker *maker, uint32_t junction, uint32_t first, uint32_t *ret_node)
{
	struct state state = tidy(&maker->items, first);
	const uint32_t *items = maker->items.arc;
	for (uint32_t node = junction; node != ROAD_NONE; node = maker->next_node[node]) {
		struct state other = maker->state[node];
		if (other.count != state.count ||
		    (state.count && memcmp(items + other.first, items + first, state.count * sizeof *items) != 0))
			continue;
		maker->items.count = first;
		*ret_node = node;
		return STATUS_OK;
	}
	if (maker->items.count > ROAD_SPLIT_MORE_MAX)
		return STATUS_LIMIT;
	*ret_node = maker->nodes;
	return add_node(maker, junction, state);
}

/* Where an arc ends for who drove into it with this state. */
static enum status lead(struct maker *maker, uint32_t arc, struct state state)
{
	uint32_t first = maker->items.count, of = maker->arc_of[arc], node = 0;
	enum status status = add_own(maker, of);
	if (status == STATUS_OK)
		status = add_carried(maker, state, of);
	if (status == STATUS_OK)
		status = find_node(maker, maker->network->arcs[of].to, first, &node);
	if (status == STATUS_OK)
		maker->head[arc] = node;
	return status;
}

static bool allows(const struct maker *maker, struct state state, uint32_t arc)
{
	return !state.count || !bsearch(&arc, maker->items.arc + state.first, state.count, sizeof arc, ascending);
}

/* The arcs out of a node that is no plain junction. */
static enum status leave(struct maker *maker, uint32_t node)
{
	const struct road_network *network = maker->network;
	uint32_t junction = maker->node_of[node];
	struct state state = maker->state[node];
	enum status status = STATUS_OK;
	for (uint32_t arc = road_network_first(network, junction);
	     arc < network->arc_count && network->arcs[arc].from == junction && status == STATUS_OK; arc++) {
		if (!allows(maker, state, arc))
			continue;
		status = add_arc(maker, node, arc);
		if (status == STATUS_OK)
			status = lead(maker, maker->arcs - 1, state);
	}
	return status;
}

static void close_maker(struct maker *maker)
{
	free(maker->tail);
	free(maker->head);
	free(maker->arc_of);
	free(maker->next_arc);
	free(maker->node_of);
	free(maker->next_node);
	free(maker->state);
	road_arcs_close(&maker->items);
}

static uint32_t most_seeds(const struct maker *maker)
{
	uint32_t most = 1;
	for (uint32_t arc = 0; arc < maker->network->arc_count; arc++) {
		uint32_t count = 0;
		for (uint32_t copy = arc; copy != ROAD_NONE; copy = maker->next_arc[copy])
			count++;
		most = count > most ? count : most;
	}
	return 2 * most; /* by the reverse too */
}

enum status road_split_open(const struct road_network *network, struct road_split *ret_split)
{
	struct maker maker = { .network = network };
	enum status status = begin(&maker);
	for (uint32_t arc = 0; arc < network->arc_count && status == STATUS_OK; arc++)
		status = lead(&maker, arc, (struct state){ 0 });
	/* What is made on the way is done as well, until nothing new comes. */
	for (uint32_t node = network->node_count; node < maker.nodes && status == STATUS_OK; node++)
		status = leave(&maker, node);
	if (status != STATUS_OK) {
		close_maker(&maker);
		return status;
	}
	*ret_split = (struct road_split){
		.network = network,
		.graph = { .node_count = maker.nodes, .arc_count = maker.arcs, .tail = maker.tail, .head = maker.head },
		.node_of = maker.node_of,
		.next_node = maker.next_node,
		.arc_of = maker.arc_of,
		.next_arc = maker.next_arc,
		.seeds_max = most_seeds(&maker)
	};
	free(maker.state);
	road_arcs_close(&maker.items);
	return STATUS_OK;
}

void road_split_close(struct road_split *split)
{
	road_graph_close(&split->graph);
	free(split->node_of);
	free(split->next_node);
	free(split->arc_of);
	free(split->next_arc);
	memset(split, 0, sizeof *split);
}

void road_split_order(const struct road_split *split, const uint32_t *order, uint32_t *ret_order)
{
	uint32_t at = 0;
	for (uint32_t i = 0; i < split->network->node_count; i++)
		for (uint32_t node = order[i]; node != ROAD_NONE; node = split->next_node[node])
			ret_order[at++] = node;
}

void road_split_weigh(const struct road_split *split, const uint32_t *times, uint32_t *ret_weights)
{
	for (uint32_t arc = 0; arc < split->graph.arc_count; arc++)
		ret_weights[arc] = times[split->arc_of[arc]];
}

/* By every arc that is the position's, from wherever one may come into it. */
static unsigned add_goals(const struct road_split *split, const uint32_t *times, struct road_position at,
                          struct road_seed *seeds, unsigned count)
{
	uint32_t ticks = road_position_before(times[at.arc], at.fraction_q16);
	if (ticks >= ROAD_NEVER)
		return count;
	for (uint32_t arc = at.arc; arc != ROAD_NONE; arc = split->next_arc[arc])
		seeds[count++] = (struct road_seed){ .node = split->graph.tail[arc], .ticks = ticks };
	return count;
}

unsigned road_split_goal(const struct road_split *split, const uint32_t *times, struct road_position at,
                         struct road_seed *ret_seeds)
{
	struct road_position turned;
	unsigned count = add_goals(split, times, at, ret_seeds, 0);
	if (!at.directed && road_position_turned(split->network, at, &turned))
		count = add_goals(split, times, turned, ret_seeds, count);
	return count;
}

static unsigned add_start(const struct road_split *split, const uint32_t *times, struct road_position at,
                          struct road_seed *seeds, unsigned count)
{
	uint32_t ticks = road_position_behind(times[at.arc], at.fraction_q16);
	if (ticks >= ROAD_NEVER)
		return count;
	seeds[count] = (struct road_seed){ .node = split->graph.head[at.arc], .ticks = ticks };
	return count + 1;
}

unsigned road_split_start(const struct road_split *split, const uint32_t *times, struct road_position at,
                          struct road_seed ret_seeds[ROAD_POSITION_SEEDS])
{
	struct road_position turned;
	unsigned count = add_start(split, times, at, ret_seeds, 0);
	if (!at.directed && road_position_turned(split->network, at, &turned))
		count = add_start(split, times, turned, ret_seeds, count);
	return count;
}

uint32_t road_split_time(struct road_sweep *sweep, const struct road_split *split, const uint32_t *times,
                         struct road_position unit, struct road_position goal)
{
	struct road_seed seeds[ROAD_POSITION_SEEDS];
	unsigned count = road_split_start(split, times, unit, seeds);
	uint32_t least = road_position_along(split->network, times, unit, goal);
	for (unsigned i = 0; i < count; i++) {
		uint32_t time = road_sweep_time(sweep, seeds[i].node) + seeds[i].ticks;
		least = time < least ? time : least;
	}
	return least;
}

uint32_t road_split_junction_time(struct road_sweep *sweep, const struct road_split *split, uint32_t junction)
{
	uint32_t least = ROAD_NEVER;
	for (uint32_t node = junction; node != ROAD_NONE; node = split->next_node[node]) {
		uint32_t time = road_sweep_time(sweep, node);
		least = time < least ? time : least;
	}
	return least;
}
