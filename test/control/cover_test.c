/* What the squares of a map weigh: past calls of the plan if there are enough here, else their junctions. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include <stdio.h>
#include <string.h>

#include "core/center.h"

/* The town's corner is at 45.0, -122.0, its streets 0.002 degrees apart. */
static struct scene_plan plan_with(const char *cells, uint64_t hash)
{
	char text[2048];
	(void)snprintf(text, sizeof text, TOWN_PLAN "demand: {from: test, cells: [%s]}\n", cells);
	return (struct scene_plan){ town_plan(*cells ? text : TOWN_PLAN), hash };
}

static uint64_t sum_of(const struct cover *cover)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; i < cover->points; i++)
		sum += cover->weight[i];
	return sum;
}

static void renew(struct cover *cover, const struct board *board, struct streets *streets, const char *cells,
                  uint64_t hash)
{
	struct scene_plan plan = plan_with(cells, hash);
	CHECK(cover_renew(cover, board, streets, &plan.plan, hash) == STATUS_OK);
	run_card_close(&plan.plan);
}

int main(void)
{
	struct road_network network = town_open();
	struct streets streets = { 0 };
	struct cover cover = { 0 }, fresh = { 0 };
	struct center_test center;
	center_open(&center);
	CHECK(streets_open(&network, NULL, &streets) == STATUS_OK);
	/* Nothing is known of calls: each junction is one. */
	renew(&cover, center.board, &streets, "", 1);
	CHECK(cover.map.calls == 0 && cover.outside == 0);
	CHECK_NUMBER(sum_of(&cover), TOWN_SIDE * TOWN_SIDE);
	/* In the corner, between two streets, and elsewhere: what lies on no square that has junctions is the nearest one's. */
	renew(&cover, center.board, &streets, "[-122.0, 45.0, 300], [-121.9991, 45.0014, 250], [-100.0, 45.0, 900]", 2);
	CHECK(cover.map.calls == 550 && cover.outside == 900);
	CHECK_NUMBER(sum_of(&cover), 550);
	uint32_t at = 0, most = 0;
	for (uint32_t i = 0; i < cover.points; i++)
		if (cover.weight[i] > most)
			most = cover.weight[at = i];
	CHECK(most == 300 && cover.at[at].lat_e7 == TOWN_LAT_E7 && cover.at[at].lon_e7 == TOWN_LON_E7);
	for (uint32_t i = 0; i < cover.points; i++)
		if (i != at && cover.weight[i])
			CHECK(cover.weight[i] == 250 && cover.at[i].lat_e7 == TOWN_LAT_E7 + TOWN_STEP_E7 &&
			      cover.at[i].lon_e7 == TOWN_LON_E7);
	/* The same plan on the same map weighs the same, whatever was there before. */
	renew(&fresh, center.board, &streets, "[-122.0, 45.0, 300], [-121.9991, 45.0014, 250], [-100.0, 45.0, 900]", 2);
	CHECK(memcmp(fresh.weight, cover.weight, sizeof cover.weight) == 0);
	/* Another city's calls say nothing here. */
	renew(&cover, center.board, &streets, "[-122.0, 45.0, 499], [-100.0, 45.0, 900]", 3);
	CHECK(cover.map.calls == 0 && cover.outside == 900);
	CHECK_NUMBER(sum_of(&cover), TOWN_SIDE * TOWN_SIDE);
	cover_close(&cover);
	cover_close(&fresh);
	streets_close(&streets);
	road_network_close(&network);
	center_close(&center);
	return check_done();
}
