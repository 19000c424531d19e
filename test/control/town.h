/* A square town for the tests of control: streets every 200 m or so, two ways, and a plan for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_CONTROL_TOWN_H
#define TEST_CONTROL_TOWN_H

#include "check.h"
#include "control/advice.h"
#include "control/card.h"

#define TOWN_SIDE 12u
#define TOWN_STEP_E7 20000
#define TOWN_LAT_E7 450000000
#define TOWN_LON_E7 (-1220000000)
#define TOWN_ARC_MS 20000u
#define UNITS_IN_TOWN 6u

static inline struct road_node town_place(unsigned row, unsigned column)
{
	return (struct road_node){ TOWN_LAT_E7 + (int32_t)row * TOWN_STEP_E7,
		                   TOWN_LON_E7 + (int32_t)column * TOWN_STEP_E7 };
}

static inline void town_street(struct road_network *network, uint32_t from, uint32_t to)
{
	const struct road_arc arc = { .from = from, .to = to, .time = TOWN_ARC_MS, .class = ROAD_CLASS_SERVICE };
	network->arcs[network->arc_count++] = arc;
	network->arcs[network->arc_count++] =
	    (struct road_arc){ .from = to, .to = from, .time = TOWN_ARC_MS, .class = ROAD_CLASS_SERVICE };
}

/* Service roads, whose time is the same on lights and siren. */
static inline struct road_network town_open(void)
{
	struct road_network network = { .ticks_per_s = 1000, .node_count = TOWN_SIDE * TOWN_SIDE };
	network.nodes = calloc(network.node_count, sizeof *network.nodes);
	network.arcs = calloc((size_t)network.node_count * 4, sizeof *network.arcs);
	if (!network.nodes || !network.arcs)
		exit(1);
	for (uint32_t row = 0; row < TOWN_SIDE; row++)
		for (uint32_t column = 0; column < TOWN_SIDE; column++) {
			uint32_t node = row * TOWN_SIDE + column;
			network.nodes[node] = town_place(row, column);
			if (column + 1 < TOWN_SIDE)
				town_street(&network, node, node + 1);
			if (row + 1 < TOWN_SIDE)
				town_street(&network, node, node + TOWN_SIDE);
		}
	CHECK(road_network_sort(&network) == STATUS_OK);
	return network;
}

#define TOWN_PLAN                                                                                                      \
	"plan: town\n"                                                                                                 \
	"capabilities: [engine, ladder, als]\n"                                                                        \
	"types: [fire, fall]\n"                                                                                        \
	"crews: [{name: house, units: [u5, u6]}]\n"                                                                    \
	"cards:\n"                                                                                                     \
	"  - name: fire\n"                                                                                             \
	"    types: fire\n"                                                                                            \
	"    crew_check_s: 600\n"                                                                                      \
	"    alarms:\n"                                                                                                \
	"      1:\n"                                                                                                   \
	"        - {need: engine, count: 2, crew: 3}\n"                                                                \
	"        - {need: [engine, ladder], substitutes: [{need: [ladder, als], penalty_s: 30}, als]}\n"               \
	"  - {name: rest, alarms: {1: [{need: any}]}}\n"

static inline struct plan town_plan(const char *text)
{
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	if (!CHECK(run_card_read(bytes_of_text(text), "plan", &problems, &warnings, &plan) == STATUS_OK))
		(void)fprintf(stderr, "%.*s", (int)problems.text.length, (const char *)problems.text.at);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	return plan;
}

static inline uint64_t town_random(uint64_t *state, uint64_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % below;
}

#endif
