/* Forbidden turns and runs against a search that remembers every arc it drove; small random roads, then real maps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "../atlas/shared.h"
#include "../roads/maps.h"
#include "control/document.h"

/*
 * A state is what was driven last: one arc, or, where that begins a run, the longest such beginning.  Below arc_count it
 * is the arc, from there on a place in a run.
 */
struct memory {
	const struct road_network *network;
	struct road_graph graph; /* of states */
	uint32_t *arc_of;        /* of each arc of it: the network's arc that is driven */
	uint32_t *weights;
	bool *begins, *bears; /* of each arc: a rule of two begins with it; it is in a run */
	struct road_dijkstra dijkstra;
};

struct drive {
	uint32_t arc[ROAD_RUN_ARCS_MAX + 1];
	uint32_t count;
};

static uint32_t run_length(const struct road_run *run)
{
	uint32_t length = 0;
	while (length < ROAD_RUN_ARCS_MAX && run->arc[length] != ROAD_NONE)
		length++;
	return length;
}

static struct drive drive_of(const struct road_network *network, uint32_t state)
{
	struct drive drive = { .arc = { state }, .count = 1 };
	if (state < network->arc_count)
		return drive;
	uint32_t place = state - network->arc_count;
	for (drive.count = 0; drive.count <= place % ROAD_RUN_ARCS_MAX; drive.count++)
		drive.arc[drive.count] = network->runs[place / ROAD_RUN_ARCS_MAX].arc[drive.count];
	return drive;
}

static bool is_forbidden(const struct memory *memory, const struct drive *drive)
{
	const struct road_network *n = memory->network;
	uint32_t from = drive->arc[drive->count - 2], to = drive->arc[drive->count - 1];
	for (uint32_t i = 0; memory->begins[from] && i < n->turn_count; i++)
		if (n->turns[i].from_arc == from && n->turns[i].to_arc == to)
			return true;
	for (uint32_t r = 0; memory->bears[to] && r < n->run_count; r++) {
		uint32_t length = run_length(&n->runs[r]);
		if (length <= drive->count &&
		    memcmp(n->runs[r].arc, drive->arc + drive->count - length, length * sizeof *drive->arc) == 0)
			return true;
	}
	return false;
}

static uint32_t state_of(const struct memory *memory, const struct drive *drive)
{
	const struct road_network *n = memory->network;
	uint32_t last = drive->arc[drive->count - 1];
	for (uint32_t length = drive->count; length > 1 && memory->bears[last]; length--)
		for (uint32_t r = 0; r < n->run_count; r++)
			if (length < run_length(&n->runs[r]) &&
			    memcmp(n->runs[r].arc, drive->arc + drive->count - length, length * sizeof *drive->arc) ==
			        0)
				return n->arc_count + r * ROAD_RUN_ARCS_MAX + length - 1;
	return last;
}

/* Counts, or fills in, all that may be driven from one state. */
static void go_on(struct memory *memory, uint32_t state)
{
	const struct road_network *n = memory->network;
	struct drive drive = drive_of(n, state);
	uint32_t node = n->arcs[drive.arc[drive.count - 1]].to;
	for (uint32_t arc = road_network_first(n, node); arc < n->arc_count && n->arcs[arc].from == node; arc++) {
		drive.arc[drive.count++] = arc;
		if (!is_forbidden(memory, &drive)) {
			uint32_t at = memory->graph.arc_count++;
			if (memory->graph.tail) {
				memory->graph.tail[at] = state;
				memory->graph.head[at] = state_of(memory, &drive);
				memory->arc_of[at] = arc;
			}
		}
		drive.count--;
	}
}

static void go_everywhere(struct memory *memory)
{
	const struct road_network *n = memory->network;
	memory->graph.arc_count = 0;
	for (uint32_t arc = 0; arc < n->arc_count; arc++)
		go_on(memory, arc);
	for (uint32_t r = 0; r < n->run_count; r++)
		for (uint32_t i = 1; i + 1 < run_length(&n->runs[r]); i++)
			go_on(memory, n->arc_count + r * ROAD_RUN_ARCS_MAX + i);
}

static struct memory memory_open(const struct road_network *network)
{
	struct memory memory = { .network = network };
	memory.begins = calloc(network->arc_count + 1, 1);
	memory.bears = calloc(network->arc_count + 1, 1);
	for (uint32_t i = 0; i < network->turn_count; i++)
		memory.begins[network->turns[i].from_arc] = true;
	for (uint32_t r = 0; r < network->run_count; r++)
		for (uint32_t i = 0; i < run_length(&network->runs[r]); i++)
			memory.bears[network->runs[r].arc[i]] = true;
	go_everywhere(&memory);
	size_t arcs = memory.graph.arc_count + 1u;
	memory.graph.node_count = network->arc_count + network->run_count * ROAD_RUN_ARCS_MAX;
	memory.graph.tail = calloc(arcs, sizeof(uint32_t));
	memory.graph.head = calloc(arcs, sizeof(uint32_t));
	memory.arc_of = calloc(arcs, sizeof(uint32_t));
	memory.weights = calloc(arcs, sizeof(uint32_t));
	go_everywhere(&memory);
	return memory;
}

static void memory_close(struct memory *memory)
{
	road_graph_close(&memory->graph);
	free(memory->arc_of);
	free(memory->weights);
	free(memory->begins);
	free(memory->bears);
}

static void weigh(struct memory *memory, const uint32_t *times)
{
	for (uint32_t i = 0; i < memory->graph.arc_count; i++)
		memory->weights[i] = times[memory->arc_of[i]];
	must(road_dijkstra_open(&memory->graph, memory->weights, false, &memory->dijkstra));
}

/* The parts of the arcs at both ends take their usual `times`. */
static uint32_t search(struct memory *memory, const uint32_t *times, struct road_position unit,
                       struct road_position goal)
{
	struct road_position turned, ends[2] = { goal, { .arc = ROAD_NONE } };
	struct road_seed seeds[2];
	uint32_t least = road_position_along(memory->network, times, unit, goal), count = 0;
	seeds[count++] = (struct road_seed){ unit.arc, road_position_behind(times[unit.arc], unit.fraction_q16) };
	if (!unit.directed && road_position_turned(memory->network, unit, &turned))
		seeds[count++] =
		    (struct road_seed){ turned.arc, road_position_behind(times[turned.arc], turned.fraction_q16) };
	if (!goal.directed)
		(void)road_position_turned(memory->network, goal, &ends[1]);
	road_dijkstra_run(&memory->dijkstra, seeds, count, NULL, 0);
	for (uint32_t i = 0; i < memory->graph.arc_count; i++)
		for (unsigned end = 0; end < 2; end++) {
			if (memory->arc_of[i] != ends[end].arc)
				continue;
			uint64_t time = (uint64_t)memory->dijkstra.time[memory->graph.tail[i]] +
			                road_position_before(times[ends[end].arc], ends[end].fraction_q16);
			least = time < least ? (uint32_t)time : least;
		}
	return least;
}

/* Rules that are driven into: along arcs that follow each other. */
static void add_rules(struct road_network *n, uint64_t *random)
{
	n->turns = calloc(64, sizeof *n->turns);
	n->runs = calloc(64, sizeof *n->runs);
	for (unsigned i = 0; i < 64; i++) {
		struct road_run run;
		uint32_t wanted = 2 + random_below(random, 4), length = 1;
		memset(&run, 0xFF, sizeof run);
		run.arc[0] = random_below(random, n->arc_count);
		for (; length < wanted; length++) {
			uint32_t node = n->arcs[run.arc[length - 1]].to, first = road_network_first(n, node), out = 0;
			while (first + out < n->arc_count && n->arcs[first + out].from == node)
				out++;
			if (!out)
				break;
			run.arc[length] = first + random_below(random, out);
		}
		if (length == 2)
			n->turns[n->turn_count++] = (struct road_turn){ run.arc[0], run.arc[1] };
		else if (length > 2)
			n->runs[n->run_count++] = run;
	}
	qsort(n->turns, n->turn_count, sizeof *n->turns, road_turn_order);
	qsort(n->runs, n->run_count, sizeof *n->runs, road_run_order);
}

struct split_roads {
	struct road_split split;
	struct road_hierarchy hierarchy;
	struct road_metric metric;
	struct road_sweep sweep;
	uint32_t *weights;
	struct road_seed *goals;
};

static void split_open(const struct road_network *n, const uint32_t *times, struct split_roads *r)
{
	struct road_graph plain;
	uint32_t *order = calloc(n->node_count + 1, sizeof *order);
	must(road_split_open(n, &r->split));
	uint32_t *split_order = calloc(r->split.graph.node_count + 1, sizeof *split_order);
	r->weights = calloc(r->split.graph.arc_count + 1, sizeof *r->weights);
	r->goals = calloc(r->split.seeds_max, sizeof *r->goals);
	must(road_graph_of_network(n, &plain));
	must(road_order_make(&plain, NULL, order));
	road_split_order(&r->split, order, split_order);
	road_split_weigh(&r->split, times, r->weights);
	must(road_hierarchy_open(&r->split.graph, split_order, &r->hierarchy));
	must(road_metric_open(&r->hierarchy, r->weights, &r->metric));
	must(road_sweep_open(&r->metric, &r->sweep));
	road_graph_close(&plain);
	free(order);
	free(split_order);
}

static void split_close(struct split_roads *r)
{
	road_sweep_close(&r->sweep);
	road_metric_close(&r->metric);
	road_hierarchy_close(&r->hierarchy);
	road_split_close(&r->split);
	free(r->weights);
	free(r->goals);
}

static void small_roads(void)
{
	uint32_t wrong = 0, longer = 0;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		uint64_t random = seed;
		struct road_network n = random_network(&random, 12, 16, 50);
		struct split_roads plain, r;
		uint32_t *times = calloc(n.arc_count + 1, sizeof *times);
		for (uint32_t i = 0; i < n.arc_count; i++)
			times[i] = n.arcs[i].time;
		split_open(&n, times, &plain);
		CHECK_NUMBER(plain.split.graph.node_count, n.node_count);
		CHECK_NUMBER(plain.split.graph.arc_count, n.arc_count);
		add_rules(&n, &random);
		split_open(&n, times, &r);
		struct memory memory = memory_open(&n);
		weigh(&memory, times);
		for (unsigned i = 0; i < 200; i++) {
			struct road_position unit = { random_below(&random, n.arc_count), random_below(&random, 65537),
				                      random_below(&random, 2) };
			struct road_position goal = { random_below(&random, n.arc_count), random_below(&random, 65537),
				                      random_below(&random, 2) };
			unsigned count = road_split_goal(&r.split, times, goal, r.goals);
			CHECK(count <= r.split.seeds_max);
			road_sweep_pin_goal(&r.sweep, r.goals, count);
			uint32_t time = road_split_time(&r.sweep, &r.split, times, unit, goal);
			count = road_split_goal(&plain.split, times, goal, plain.goals);
			road_sweep_pin_goal(&plain.sweep, plain.goals, count);
			wrong += time != search(&memory, times, unit, goal);
			longer += time > road_split_time(&plain.sweep, &plain.split, times, unit, goal);
		}
		road_dijkstra_close(&memory.dijkstra);
		memory_close(&memory);
		split_close(&r);
		split_close(&plain);
		free(times);
		road_network_close(&n);
	}
	CHECK_NUMBER(wrong, 0);
	CHECK(longer > 1000);
}

/* Between junctions of the map, as the server asks. */
static uint32_t differences(struct streets *streets, struct memory *memory, unsigned pairs, uint64_t *random,
                            unsigned *ret_found)
{
	const struct road_network *n = streets->network;
	uint32_t wrong = 0;
	weigh(memory, streets->closures.time);
	for (unsigned i = 0; i < pairs; i++) {
		struct road_position unit, goal;
		if (!streets_find(streets, n->nodes[random_below(random, n->node_count)], &unit) ||
		    !streets_pin(streets, n->nodes[random_below(random, n->node_count)], &goal))
			continue;
		uint32_t time = streets_travel(streets, unit, goal);
		wrong += time != search(memory, streets->times, unit, goal);
		*ret_found += time < ROAD_NEVER;
	}
	road_dijkstra_close(&memory->dijkstra);
	return wrong;
}

static void real_map(const char *name, unsigned pairs, uint32_t runs_least)
{
	struct map_file map;
	struct streets streets;
	uint64_t random = 5;
	unsigned found = 0;
	if (!shared_import(name, &map))
		return;
	const struct road_network *n = &map.roads.network;
	CHECK(map.roads.hierarchy_count == 2 && n->turn_count > 100 && n->run_count >= runs_least);
	must(document_streets(&map, &streets));
	struct memory memory = memory_open(n);
	CHECK_NUMBER(differences(&streets, &memory, pairs, &random, &found), 0);
	for (uint32_t i = 1; i <= 20; i++) {
		struct road_node at = n->nodes[n->arcs[n->turns[i * n->turn_count / 21].to_arc].to];
		struct closure closure = {
			.radius_m = 100, .lat_e7 = at.lat_e7, .lon_e7 = at.lon_e7, .percent = i % 2 * 50
		};
		must(streets_close_road(&streets, i, &closure, bytes_of(NULL, 0)));
	}
	CHECK_NUMBER(differences(&streets, &memory, pairs, &random, &found), 0);
	CHECK(found > pairs);
	memory_close(&memory);
	streets_close(&streets);
	map_file_close(&map);
}

int main(void)
{
	small_roads();
	real_map("portland_or_west.osm.pbf", 100, 1);
	real_map("porto_portugal.osm.pbf", 20, 0);
	return check_done();
}
