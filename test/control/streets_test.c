/* Closures one after another against streets that were opened with all of them: the same times, and none shorter. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include <stdio.h>

#define CLOSURES 12u

static uint32_t time_of(struct streets *streets, struct road_node from, struct road_node to)
{
	struct road_position start, goal;
	CHECK(streets_pin(streets, to, &goal));
	CHECK(streets_find(streets, from, &start));
	return streets_travel(streets, start, goal);
}

static struct road_node some_place(uint64_t *random)
{
	struct road_node place =
	    town_place((unsigned)town_random(random, TOWN_SIDE), (unsigned)town_random(random, TOWN_SIDE));
	place.lat_e7 += (int32_t)town_random(random, 4000);
	return place;
}

static struct closure some_closure(uint64_t *random)
{
	struct road_node at = some_place(random);
	static const uint8_t percents[] = { 0, 1, 33, 50, 99 };
	return (struct closure){ .radius_m = 20 + (uint32_t)town_random(random, 200),
		                 .lat_e7 = at.lat_e7,
		                 .lon_e7 = at.lon_e7,
		                 .percent = percents[town_random(random, sizeof percents)] };
}

static void compare(struct streets *lived, const struct road_network *network, const struct closure *closures,
                    const bool *open, uint64_t *random)
{
	struct streets fresh, bare;
	CHECK(streets_open(network, NULL, &fresh) == STATUS_OK && streets_open(network, NULL, &bare) == STATUS_OK);
	for (uint32_t i = 0; i < CLOSURES; i++)
		if (open[i])
			CHECK(streets_close_road(&fresh, i + 1, &closures[i], bytes_of(NULL, 0)) == STATUS_OK);
	for (unsigned i = 0; i < 20; i++) {
		struct road_node from = some_place(random), to = some_place(random);
		uint32_t time = time_of(lived, from, to);
		CHECK_NUMBER(time, time_of(&fresh, from, to));
		CHECK(time >= time_of(&bare, from, to));
	}
	streets_close(&fresh);
	streets_close(&bare);
}

/* Closed, said anew in another measure, and opened in any order: what is left is what counts. */
static void closures_add_up(void)
{
	struct road_network network = town_open();
	struct streets streets;
	struct closure closures[CLOSURES];
	bool open[CLOSURES] = { false };
	uint64_t random = 11;
	CHECK(streets_open(&network, NULL, &streets) == STATUS_OK);
	for (unsigned step = 0; step < 60; step++) {
		uint32_t which = (uint32_t)town_random(&random, CLOSURES);
		uint64_t before = streets.version;
		if (open[which] && town_random(&random, 2)) {
			CHECK(streets_open_road(&streets, which + 1) == STATUS_OK);
			open[which] = false;
		} else {
			closures[which] = some_closure(&random);
			open[which] = true;
			CHECK(streets_close_road(&streets, which + 1, &closures[which], bytes_of(NULL, 0)) ==
			      STATUS_OK);
		}
		CHECK(streets.version >= before);
		if (step % 6 == 0)
			compare(&streets, &network, closures, open, &random);
	}
	CHECK(streets_open_road(&streets, CLOSURES + 7) == STATUS_OK); /* there is none: nothing happens */
	streets_close(&streets);
	road_network_close(&network);
}

/* Half the speed is twice the time, for all of a trip within the circle. */
static void speed_becomes_time(void)
{
	struct road_network network = town_open();
	struct streets streets;
	struct closure all = { .radius_m = 20000, .lat_e7 = TOWN_LAT_E7, .lon_e7 = TOWN_LON_E7, .percent = 50 };
	CHECK(streets_open(&network, NULL, &streets) == STATUS_OK);
	CHECK_NUMBER(time_of(&streets, town_place(2, 2), town_place(2, 6)), 4 * TOWN_ARC_MS);
	CHECK(streets_close_road(&streets, 1, &all, bytes_of(NULL, 0)) == STATUS_OK);
	uint32_t slow = time_of(&streets, town_place(2, 2), town_place(2, 6));
	/* The first and the last street are driven as always: who is in them is in them. */
	CHECK(slow >= 6 * TOWN_ARC_MS && slow <= 8 * TOWN_ARC_MS);
	all.percent = 0;
	CHECK(streets_close_road(&streets, 1, &all, bytes_of(NULL, 0)) == STATUS_OK);
	CHECK_NUMBER(time_of(&streets, town_place(2, 2), town_place(2, 6)), ROAD_NEVER);
	streets_close(&streets);
	road_network_close(&network);
}

static void areas_have_one_form(void)
{
	static const char *const wrong[] = { "",
		                             "45,-122",
		                             "45,-122 45,-121",
		                             "45 -122 46",
		                             "45,-122,1 45,-121 46,-121",
		                             "95,-122 45,-121 46,-121",
		                             "45,-182 45,-121 46,-121",
		                             "a,b c,d e,f" };
	struct road_network network = town_open();
	struct streets streets;
	struct closure area = { .percent = 0 };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (!CHECK(!streets_area(bytes_of_text(wrong[i]))))
			(void)fprintf(stderr, "  \"%s\"\n", wrong[i]);
	CHECK(streets_open(&network, NULL, &streets) == STATUS_OK);
	CHECK(streets_close_road(&streets, 1, &area, bytes_of_text("45,-122")) == STATUS_MALFORMED);
	/* The western half, as four corners. */
	CHECK(streets_close_road(&streets, 1, &area,
	                         bytes_of_text("44.99,-122.01 44.99,-121.9901 45.03,-121.9901 45.03,-122.01")) ==
	      STATUS_OK);
	CHECK_NUMBER(time_of(&streets, town_place(2, 0), town_place(2, 8)), ROAD_NEVER);
	CHECK_NUMBER(time_of(&streets, town_place(2, 8), town_place(2, 10)), 2 * TOWN_ARC_MS);
	streets_close(&streets);
	road_network_close(&network);
}

static void places_off_the_roads(void)
{
	struct road_network network = town_open();
	struct streets streets, none = { 0 };
	struct road_position at;
	struct road_node sea = { TOWN_LAT_E7 - 10000000, TOWN_LON_E7 };
	CHECK(streets_open(&network, NULL, &streets) == STATUS_OK);
	CHECK(!streets_find(&streets, sea, &at) && streets_find(&streets, town_place(1, 1), &at));
	CHECK(!streets_find(&streets, sea, &at)); /* remembered */
	CHECK(!streets_find(&none, town_place(1, 1), &at));
	CHECK(streets_close_road(&none, 1, &(struct closure){ .radius_m = 5 }, bytes_of(NULL, 0)) == STATUS_OK);
	/* A degree of latitude is 111.3 km; as 155.8 km at 40 km/h it takes nearly four hours. */
	uint32_t straight = streets_straight(&none, sea, town_place(0, 0));
	CHECK(straight > 13900u * 1000 && straight < 14200u * 1000);
	streets_close(&streets);
	road_network_close(&network);
}

/* A way out of a garage, nearer than the street: who stands there drives from the street, who goes there comes to it. */
static void detached_roads(void)
{
	struct road_network network = town_open();
	struct streets streets;
	struct road_position at;
	uint32_t garage = network.node_count, arc = network.arc_count;
	struct road_node *nodes = reallocarray(network.nodes, network.node_count + 1, sizeof *nodes);
	struct road_arc *arcs = reallocarray(network.arcs, network.arc_count + 1, sizeof *arcs);
	if (!nodes || !arcs)
		exit(1);
	network.nodes = nodes;
	network.arcs = arcs;
	nodes[garage] = town_place(2, 2);
	nodes[garage].lat_e7 += 5000;
	nodes[garage].lon_e7 += 5000;
	network.node_count++;
	arcs[arc] = (struct road_arc){
		.from = garage, .to = 2 * TOWN_SIDE + 2, .time = TOWN_ARC_MS, .class = ROAD_CLASS_SERVICE
	};
	network.arc_count++;
	CHECK(road_network_sort(&network) == STATUS_OK);
	CHECK(streets_open(&network, NULL, &streets) == STATUS_OK);
	CHECK(streets_find(&streets, nodes[garage], &at) && streets.joined[at.arc] < ROAD_NEVER);
	uint32_t time = time_of(&streets, town_place(8, 8), nodes[garage]);
	CHECK(time > 10 * TOWN_ARC_MS && time < 14 * TOWN_ARC_MS);
	streets_close(&streets);
	road_network_close(&network);
}

int main(void)
{
	detached_roads();
	closures_add_up();
	speed_becomes_time();
	areas_have_one_form();
	places_off_the_roads();
	return check_done();
}
