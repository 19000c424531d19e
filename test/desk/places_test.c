/* What there is at a place: the same as a search of all, in pages of bounded work, whatever is moved about. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/places.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/decide.h"
#include "roads/plane.h"

#define LAT 455000000
#define LON (-1226000000)
#define SIEGE 5000u
#define CALLS 3000u
#define ALL ((1u << PLACE_KINDS) - 1)

struct town {
	struct board *board;
	struct decision decision;
	struct places *places;
	struct instant now;
	uint64_t random;
};

static uint32_t draw(struct town *town, uint32_t below)
{
	town->random = town->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((town->random >> 33) % below);
}

static void ask(struct town *town, struct command command)
{
	town->now.us += draw(town, 3) ? 1000000 : 0; /* now and then at the same moment */
	CHECK(decide(&town->decision, town->board, &command, town->now) == STATUS_OK);
	CHECK(town->decision.refusal == REFUSAL_NONE);
	for (uint32_t i = 0; town->places && i < town->decision.count; i++)
		CHECK(places_hear(town->places, town->board, &town->decision.events[i]) == STATUS_OK);
}

static void open_town(struct town *town)
{
	*town = (struct town){ .now = { 1800000000000000 }, .random = 7 };
	CHECK(board_open(&town->board) == STATUS_OK);
	ask(town, (struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER });
	ask(town, (struct command){ .kind = COMMAND_ADD_AGENT,
	                            .asker = ASKER_CENTER,
	                            .f = { .name = { "officer" }, .role = ROLE_DUTY_OFFICER } });
	ask(town, (struct command){ .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER, .f.name = { "one" } });
	ask(town, (struct command){ .kind = COMMAND_SIGN_IN, .asker = ASKER_AGENT, .actor = 1, .f.position = 1 });
}

static void close_town(struct town *town)
{
	places_close(town->places);
	board_close(town->board);
	decision_close(&town->decision);
}

static void call_at(struct town *town, int32_t lat_e7, int32_t lon_e7)
{
	ask(town, (struct command){ .kind = COMMAND_PLACE_CALL, .f = { .lat_e7 = lat_e7, .lon_e7 = lon_e7 } });
}

/* Reads page by page to the end, and looks that each is older than the one before. */
static uint32_t read_all(struct town *town, struct place_query query, struct place_item *items, uint32_t *ret_pages)
{
	struct place_page page = { .more = true };
	uint32_t count = 0;
	for (*ret_pages = 0; page.more; ++*ret_pages) {
		places_read(town->places, town->board, &query, items + count, &page);
		for (uint32_t i = count ? count : 1; i < count + page.count; i++)
			CHECK(items[i].at.us <= items[i - 1].at.us);
		count += page.count;
		query.before = page.next;
	}
	return count;
}

static uint64_t distance_cm(const struct town *town, uint32_t call, struct road_node here)
{
	const struct call *one = board_calls(town->board, call);
	struct road_plane plane = road_plane_at(here);
	return road_plane_distance_cm(road_plane_point(&plane, here),
	                              road_plane_point(&plane, (struct road_node){ one->lat_e7, one->lon_e7 }));
}

static void finds_what_a_search_of_all_finds(void)
{
	struct town town;
	static struct place_item items[2 * CALLS], anew[2 * CALLS];
	open_town(&town);
	CHECK(places_open(town.board, &town.places) == STATUS_OK);
	for (uint32_t i = 0; i < CALLS; i++) {
		call_at(&town, LAT + (int32_t)draw(&town, 400000), LON + (int32_t)draw(&town, 400000));
		if (draw(&town, 4) == 0)
			ask(&town, (struct command){ .kind = COMMAND_SET_PLACE,
			                             .asker = ASKER_AGENT,
			                             .actor = 1,
			                             .f = { .call = 1 + draw(&town, i + 1),
			                                    .lat_e7 = LAT + (int32_t)draw(&town, 400000),
			                                    .lon_e7 = LON + (int32_t)draw(&town, 400000) } });
	}
	for (uint32_t i = 0; i < 50; i++) {
		const struct road_node here = { LAT + (int32_t)draw(&town, 400000),
			                        LON + (int32_t)draw(&town, 400000) };
		const struct place_query query = { .lat_e7 = here.lat_e7,
			                           .lon_e7 = here.lon_e7,
			                           .radius_m = 1 + draw(&town, PLACES_RADIUS_MAX_M),
			                           .kinds = ALL,
			                           .limit = 1 + draw(&town, 200) };
		uint32_t pages, wanted = 0, found = read_all(&town, query, items, &pages);
		for (uint32_t call = 1; call <= CALLS; call++)
			wanted += distance_cm(&town, call, here) <= query.radius_m * 100u;
		CHECK_NUMBER(found, wanted);
		/* An index made anew says the same, in the same order. */
		struct places *kept = town.places;
		CHECK(places_open(town.board, &town.places) == STATUS_OK);
		CHECK_NUMBER(read_all(&town, query, anew, &pages), found);
		CHECK(memcmp(items, anew, found * sizeof *items) == 0);
		places_close(town.places);
		town.places = kept;
	}
	close_town(&town);
}

/* Weeks of calls at one address: hazards come up at once all the same, and each page looks at no more than any other. */
static void a_siege_stays_readable(void)
{
	struct town town;
	static struct place_item items[SIEGE + 8];
	struct place_page page;
	uint32_t pages;
	open_town(&town);
	CHECK(places_open(town.board, &town.places) == STATUS_OK);
	ask(&town, (struct command){ .kind = COMMAND_ADD_HAZARD,
	                             .asker = ASKER_AGENT,
	                             .actor = 1,
	                             .text[TEXT_WORDS] = bytes_of_text("gas"),
	                             .f = { .lat_e7 = LAT + 30000, .lon_e7 = LON, .radius_m = 400 } });
	for (uint32_t i = 0; i < SIEGE; i++)
		call_at(&town, LAT, LON);
	const struct place_query near = {
		.lat_e7 = LAT, .lon_e7 = LON, .radius_m = 50, .kinds = 1u << PLACE_NOTICE, .limit = 10
	};
	places_read(town.places, town.board, &near, items, &page);
	CHECK(page.count == 1 && items[0].kind == PLACE_NOTICE && items[0].distance_m > 300 && !page.more);
	struct place_query query = near;
	query.kinds = ALL;
	query.limit = 100;
	CHECK_NUMBER(read_all(&town, query, items, &pages), SIEGE + 1);
	CHECK_NUMBER(pages, SIEGE / 100 + 1);
	CHECK_NUMBER(items[SIEGE].kind, PLACE_NOTICE);
	/* A neighbour in the same cell, who has nothing to do with it, is told that there is more to look at. */
	query.lat_e7 += 20000;
	places_read(town.places, town.board, &query, items, &page);
	CHECK(page.more && page.count <= 1 && page.next.kind == PLACE_CALL);
	CHECK_NUMBER(read_all(&town, query, items, &pages), 1);
	CHECK_NUMBER(pages, (SIEGE + 1 + PLACES_LOOKED_MAX - 1) / PLACES_LOOKED_MAX);
	close_town(&town);
}

int main(void)
{
	finds_what_a_search_of_all_finds();
	a_siege_stays_readable();
	return check_done();
}
