/* From a board and a plan to a recommendation: candidates as the board has them, cards as rows, equal bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include <stdio.h>
#include <string.h>

#include "core/center.h"
#include "core/need.h"

struct town_test {
	struct center_test center;
	struct road_network network;
	struct streets streets;
	struct cover cover;
	struct scene_plan plan;
	struct scene scene;
};

/* Units u1 to u6 behind the two of the center, which have no place. */
enum { U1 = 3, U2, U3, U4, U5, U6 };

static enum refusal by_center(struct town_test *t, struct command command)
{
	command.asker = ASKER_CENTER;
	return center_ask(&t->center, &command);
}
#define DO(T, KIND, ...) CHECK(by_center((T), (struct command){ .kind = COMMAND_##KIND, __VA_ARGS__ }) == REFUSAL_NONE)

static void seen_at(struct town_test *t, uint32_t unit, unsigned row, unsigned column)
{
	struct road_node at = town_place(row, column);
	CHECK(ASK(&t->center, REPORT_POSITION, CREW, .f.unit = unit, .f.lat_e7 = at.lat_e7, .f.lon_e7 = at.lon_e7) ==
	      REFUSAL_NONE);
}

static void open_town(struct town_test *t, const char *plan)
{
	static const uint64_t can[UNITS_IN_TOWN] = { 1, 1, 3, 6, 1, 4 }; /* engine 1, ladder 2, als 4 */
	*t = (struct town_test){ .network = town_open() };
	center_open(&t->center);
	CHECK(streets_open(&t->network, NULL, &t->streets) == STATUS_OK);
	t->plan = (struct scene_plan){ town_plan(plan), 7 };
	t->scene = (struct scene){ t->center.board, &t->plan, &t->streets, &t->cover, 9 };
	for (unsigned i = 0; i < t->plan.plan.capabilities; i++)
		DO(t, ADD_CAPABILITY, .f.name = t->plan.plan.capability[i]);
	DO(t, ADD_STATION, .f.name = { "house" }, .f.lat_e7 = town_place(9, 9).lat_e7,
	   .f.lon_e7 = town_place(9, 9).lon_e7);
	for (unsigned i = 0; i < UNITS_IN_TOWN; i++) {
		struct command add = { .kind = COMMAND_ADD_UNIT };
		(void)snprintf(add.f.name.text, NAME_BYTES, "u%u", i + 1);
		CHECK(by_center(t, add) == REFUSAL_NONE);
		DO(t, SET_UNIT, .f.unit = U1 + i, .f.capabilities = can[i], .f.station = i >= 4 ? 1 : 0);
		CHECK(ASK(&t->center, LOG_ON, CREW, .f.unit = U1 + i, .f.crew = 3) == REFUSAL_NONE);
	}
	seen_at(t, U1, 1, 1);
	seen_at(t, U2, 1, 4);
	seen_at(t, U3, 5, 5);
	seen_at(t, U4, 8, 1);
}

static void close_town(struct town_test *t)
{
	cover_close(&t->cover);
	streets_close(&t->streets);
	road_network_close(&t->network);
	run_card_close(&t->plan.plan);
	center_close(&t->center);
}

static uint32_t open_incident(struct town_test *t, unsigned row, unsigned column, const char *type)
{
	struct road_node at = town_place(row, column);
	uint32_t call = center_call(&t->center);
	struct command classify = { .kind = COMMAND_CLASSIFY,
		                    .asker = ASKER_AGENT,
		                    .actor = TAKER,
		                    .f = { .call = call, .priority = 2, .lat_e7 = at.lat_e7, .lon_e7 = at.lon_e7 } };
	CHECK(fields_set_name(&classify.f, FIELD_type, type, strlen(type)));
	CHECK(ASK(&t->center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(center_ask(&t->center, &classify) == REFUSAL_NONE);
	return t->center.board->pool[POOL_incidents].count - 1;
}

static void apply(struct town_test *t, uint32_t incident)
{
	static struct card_rows card;
	struct buffer rows = { 0 };
	card_open(&t->scene, incident, t->center.now, &card);
	CHECK(!card_stands(&t->scene, incident, &card));
	CHECK(card_write(&t->scene, &card, &rows) == STATUS_OK);
	struct command apply = { .kind = COMMAND_APPLY_CARD, .f.incident = incident };
	apply.text[TEXT_ROWS] = buffer_bytes(&rows);
	CHECK(by_center(t, apply) == REFUSAL_NONE);
	CHECK(card_stands(&t->scene, incident, &card));
	buffer_close(&rows);
}

/* What the command recommend would be given. */
static struct advice advise(struct town_test *t, uint32_t incident)
{
	struct advice advice = { 0 };
	CHECK(advice_make(&t->scene, incident, t->center.now, &advice) == STATUS_OK);
	CHECK(buffer_append(&advice.rows, bytes_of("", 1)) == STATUS_OK);
	CHECK(buffer_append(&advice.record, bytes_of("", 1)) == STATUS_OK);
	return advice;
}

static void says(struct town_test *t, uint32_t incident, const char *rows)
{
	struct advice advice = advise(t, incident);
	CHECK_TEXT((const char *)advice.rows.at, rows);
	advice_close(&advice);
}

static void candidates_are_as_the_board_has_them(void)
{
	struct town_test t;
	struct candidate u[UNITS_IN_TOWN + 3] = { 0 }; /* by number, from 1 */
	open_town(&t, TOWN_PLAN);
	uint32_t lesser = open_incident(&t, 0, 0, "fall"), incident = open_incident(&t, 1, 2, "fire");
	CHECK(ASK(&t.center, SET_PRIORITY, TAKER, .f.incident = lesser, .f.priority = 4, REASON) == REFUSAL_NONE);
	CHECK(ASK(&t.center, ASSIGN, DISPATCHER, .f.incident = lesser, .f.unit = U1) == REFUSAL_NONE);
	CHECK(ASK(&t.center, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = U2) == REFUSAL_NONE);
	CHECK(ASK(&t.center, UNIT_STATUS, DISPATCHER, .f.unit = U3, .f.status = UNIT_OUT_OF_SERVICE, REASON) ==
	      REFUSAL_NONE);
	CHECK(ASK(&t.center, LOG_OFF, CREW, .f.unit = U4) == REFUSAL_NONE);
	center_wait(&t.center, 300);
	scene_candidates(&t.scene, incident, t.center.now, u + 1);
	CHECK(u[1].whereabouts == WHEREABOUTS_NONE && u[1].crew == CREW_UNKNOWN);
	CHECK(u[U1].readiness == READINESS_CALLED && u[U1].divertible && u[U1].busy_with == 4 && !u[U1].assigned);
	CHECK(u[U2].assigned && u[U2].readiness == READINESS_CALLED);
	CHECK(u[U3].readiness == READINESS_OUT_OF_SERVICE && u[U4].readiness == READINESS_OFF_SHIFT);
	CHECK_NUMBER(u[U3].position_age_s, 300);
	CHECK_NUMBER(u[U1].travel, TOWN_ARC_MS);
	CHECK(u[U5].readiness == READINESS_STATION && !u[U5].position_age_s && u[U5].whereabouts == WHEREABOUTS_ROAD);
	CHECK_NUMBER(u[U5].travel, 15 * TOWN_ARC_MS);
	CHECK(u[U5].shared_crew && u[U5].shared_crew == u[U6].shared_crew && u[U5].crew == 3);
	CHECK(ASK(&t.center, UNIT_STATUS, CREW, .f.unit = U1, .f.status = UNIT_ON_SCENE) == REFUSAL_NONE);
	scene_candidates(&t.scene, incident, t.center.now, u + 1);
	CHECK(u[U1].readiness == READINESS_WORKING && !u[U1].divertible);
	close_town(&t);
}

static void cards_become_rows(void)
{
	struct town_test t;
	open_town(&t, TOWN_PLAN);
	uint32_t incident = open_incident(&t, 1, 2, "fire");
	apply(&t, incident);
	const struct need *second = board_needs(t.center.board, need_row(t.center.board, incident, 2));
	CHECK(second->capabilities == 3 && second->substitutes == 4 && second->stand_in[0] == 6 &&
	      !second->stand_in[1]);
	CHECK_NUMBER(second->span_s, 600);
	CHECK(need_fits(second, 3, 1) && need_fits(second, 4, 1) && need_fits(second, 6, 1) &&
	      !need_fits(second, 1, 9));
	says(&t, incident, "3 1 20 closest;4 1 40 closest;5 2 140 closest");
	/* One is sent; another row is a person's, with a unit of any kind. */
	CHECK(ASK(&t.center, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = U1) == REFUSAL_NONE);
	CHECK(ASK(&t.center, SET_NEED, DISPATCHER, .f.incident = incident, .f.count = 1) == REFUSAL_NONE);
	says(&t, incident, "4 1 40 closest;5 2 140 closest;6 3 160 closest");
	close_town(&t);
}

/* Whoever cannot do it, or cannot get there, is not named; what is missing stays missing. */
static void nobody_is_invented(void)
{
	struct town_test t;
	open_town(&t, TOWN_PLAN);
	uint32_t incident = open_incident(&t, 1, 2, "fire");
	apply(&t, incident);
	struct road_node at = town_place(1, 1);
	CHECK(ASK(&t.center, LOG_OFF, CREW, .f.unit = U2) == REFUSAL_NONE);
	CHECK(ASK(&t.center, UNIT_STATUS, DISPATCHER, .f.unit = U5, .f.status = UNIT_OUT_OF_SERVICE, REASON) ==
	      REFUSAL_NONE);
	says(&t, incident, "3 1 20 closest;5 1 140 closest;6 2 160 substitute");
	const struct closure all = { .radius_m = 20000, .lat_e7 = at.lat_e7, .lon_e7 = at.lon_e7 };
	CHECK(streets_close_road(&t.streets, 2, &all, bytes_of(NULL, 0)) == STATUS_OK);
	struct advice advice = advise(&t, incident);
	CHECK_TEXT((const char *)advice.rows.at, "");
	CHECK(strstr((const char *)advice.record.at, "\"kind\":\"short\"") != NULL);
	CHECK(strstr((const char *)advice.record.at, "\"reason\":\"unreachable\"") != NULL);
	advice_close(&advice);
	CHECK(streets_open_road(&t.streets, 2) == STATUS_OK);
	says(&t, incident, "3 1 20 closest;5 1 140 closest;6 2 160 substitute");
	close_town(&t);
}

/* A unit at work nearby: told of while the plan expects it to be free sooner than the nearest that can be sent is there. */
static void who_is_soon_free_is_told(void)
{
	struct town_test t;
	struct candidate u[UNITS_IN_TOWN + 3] = { 0 };
	open_town(&t, TOWN_PLAN "lasts_s: 100\n");
	uint32_t first = open_incident(&t, 1, 1, "fall");
	CHECK(ASK(&t.center, ASSIGN, DISPATCHER, .f.incident = first, .f.unit = U1) == REFUSAL_NONE);
	CHECK(ASK(&t.center, UNIT_STATUS, CREW, .f.unit = U1, .f.status = UNIT_ON_SCENE) == REFUSAL_NONE);
	uint32_t incident = open_incident(&t, 1, 1, "fall");
	apply(&t, incident);
	static const struct {
		uint32_t after_s, free_in_s;
		bool told; /* u2 would be there in 60 s */
	} moments[] = { { 10, 90, false }, { 50, 40, true }, { 40, PROPOSE_UNKNOWN_S, false } };
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		center_wait(&t.center, moments[i].after_s);
		scene_candidates(&t.scene, incident, t.center.now, u + 1);
		CHECK_NUMBER(u[U1].free_in_s, moments[i].free_in_s);
		CHECK_NUMBER(u[U2].free_in_s, PROPOSE_UNKNOWN_S);
		struct advice advice = advise(&t, incident);
		CHECK_TEXT((const char *)advice.rows.at, "4 1 60 closest");
		CHECK((strstr((const char *)advice.record.at, "\"kind\":\"free_sooner\"") != NULL) == moments[i].told);
		advice_close(&advice);
	}
	close_town(&t);
}

/* Service roads are slow on weekdays from 8 to 9 in the plan's zone, and in the corner south-west all night. */
#define TOWN_SPEEDS                                                                                                    \
	TOWN_PLAN "zone: Europe/Lisbon\n"                                                                              \
		  "areas: [{name: corner, polygon: [[-122.001, 44.999], [-121.993, 44.999], [-121.993, 45.005], "      \
		  "[-122.001, 45.005]]}]\n"                                                                            \
		  "speeds:\n"                                                                                          \
		  "  - {name: rush hour, roads: [primary, service], percent: 50,\n"                                    \
		  "     times: [{days: mon-fri, from: \"08:00\", to: \"09:00\"}]}\n"                                   \
		  "  - {name: mist, areas: corner, percent: 80, times: [{from: \"22:00\", to: \"06:00\"}]}\n"          \
		  "  - {name: ramps, roads: motorway_link, percent: 1}\n"

static struct instant moment_of(const char *text)
{
	struct instant at = { 0 };
	CHECK(instant_read(text, &at));
	return at;
}

static void roads_are_slower_by_the_hour(void)
{
	struct town_test t;
	struct advice advice = { 0 };
	open_town(&t, TOWN_SPEEDS);
	uint32_t incident = open_incident(&t, 1, 4, "fall"); /* u2 stands there; u1 is three streets away */
	CHECK(ASK(&t.center, UNIT_STATUS, DISPATCHER, .f.unit = U2, .f.status = UNIT_OUT_OF_SERVICE, REASON) ==
	      REFUSAL_NONE);
	apply(&t, incident);
	/* In June Lisbon is an hour before UTC; streets begun in the corner, which are the first two, are in it. */
	static const struct {
		const char *at, *speeds;
		uint32_t travel_ms;
	} moments[] = {
		{ "2026-06-15T06:59:59.999Z", ",\"speeds\":[\"ramps\"]", 60000 },
		{ "2026-06-15T07:00:00.000Z", ",\"speeds\":[\"rush hour\",\"ramps\"]", 120000 },
		{ "2026-06-15T07:59:59.999Z", ",\"speeds\":[\"rush hour\",\"ramps\"]", 120000 },
		{ "2026-06-15T08:00:00.000Z", ",\"speeds\":[\"ramps\"]", 60000 },
		{ "2026-06-15T21:00:00.000Z", ",\"speeds\":[\"mist\",\"ramps\"]", 75000 },
		{ "2026-06-14T07:30:00.000Z", ",\"speeds\":[\"ramps\"]", 60000 },
	};
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		struct candidate u[UNITS_IN_TOWN + 3] = { 0 };
		struct instant at = moment_of(moments[i].at);
		CHECK(advice_make(&t.scene, incident, at, &advice) == STATUS_OK);
		scene_candidates(&t.scene, incident, at, u + 1);
		CHECK_NUMBER(u[U1].travel, moments[i].travel_ms);
		CHECK(memmem(advice.record.at, advice.record.length, moments[i].speeds, strlen(moments[i].speeds)) !=
		      NULL);
	}
	/* Made again by other streets, which knew no other hour: the same bytes. */
	struct advice again = { 0 };
	CHECK(advice_make(&t.scene, incident, moment_of(moments[1].at), &advice) == STATUS_OK);
	cover_close(&t.cover);
	streets_close(&t.streets);
	CHECK(streets_open(&t.network, NULL, &t.streets) == STATUS_OK);
	CHECK(advice_make(&t.scene, incident, moment_of(moments[1].at), &again) == STATUS_OK);
	CHECK(bytes_same(buffer_bytes(&advice.record), buffer_bytes(&again.record)));
	advice_close(&again);
	/* Another plan has other speeds, and takes the old ones back. */
	run_card_close(&t.plan.plan);
	t.plan = (struct scene_plan){ town_plan(TOWN_PLAN), 8 };
	CHECK(advice_make(&t.scene, incident, moment_of(moments[1].at), &advice) == STATUS_OK);
	CHECK(memmem(advice.record.at, advice.record.length, "\"speeds\"", 8) == NULL);
	CHECK_NUMBER(t.streets.closures.count, 0);
	advice_close(&advice);
	close_town(&t);
}

#define AID_PLAN TOWN_PLAN "mutual_aid: [North, Nowhere, South]\n"

static bool tells(const struct advice *advice, const char *text)
{
	return strstr((const char *)advice->record.at, text) != NULL;
}

/* Where units are missing the plan's agencies are named in its order, as the command takes them; then as they were asked. */
static void agencies_are_asked_in_the_plans_order(void)
{
	struct town_test t;
	open_town(&t, AID_PLAN);
	DO(&t, ADD_NEIGHBOUR, .f.name = { "South" });
	DO(&t, ADD_NEIGHBOUR, .f.name = { "North" });
	uint32_t incident = open_incident(&t, 1, 2, "fire");
	apply(&t, incident);
	struct advice advice = advise(&t, incident);
	CHECK(!advice.help && !tells(&advice, "\"help\"") && !tells(&advice, "Nowhere"));
	advice_close(&advice);
	for (uint32_t unit = U1; unit <= U3; unit++)
		CHECK(ASK(&t.center, LOG_OFF, CREW, .f.unit = unit) == REFUSAL_NONE);
	advice = advise(&t, incident);
	CHECK(advice.help);
	CHECK(tells(&advice, ",\"help\":{\"incident\":1,\"rows\":\"North;South\",\"words\":\"1 more of engine\"},"));
	CHECK(tells(&advice, "Nowhere is asked by the plan, but is no neighbour here (add_neighbour)"));
	CHECK(tells(&advice, "to be asked, in the plan's order: North;South; request_agency does it"));
	struct command ask = {
		.kind = COMMAND_REQUEST_AGENCY, .asker = ASKER_AGENT, .actor = DISPATCHER, .f.incident = incident
	};
	ask.text[TEXT_ROWS] = bytes_of_text("North;South");
	ask.text[TEXT_WORDS] = bytes_of_text("1 more of engine");
	CHECK(center_ask(&t.center, &ask) == REFUSAL_NONE);
	advice_close(&advice);
	/* While that is owed it goes from one to the next by itself; once one has accepted, the others are left. */
	advice = advise(&t, incident);
	CHECK(!advice.help && !tells(&advice, "\"help\""));
	advice_close(&advice);
	CHECK(ASK(&t.center, ACCEPT_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	advice = advise(&t, incident);
	CHECK(tells(&advice, "\"rows\":\"South\""));
	advice_close(&advice);
	close_town(&t);
}

static void equal_scenes_give_equal_bytes(void)
{
	struct town_test a, b;
	open_town(&a, TOWN_PLAN);
	open_town(&b, TOWN_PLAN);
	uint32_t incident = open_incident(&a, 4, 4, "fire");
	(void)open_incident(&b, 4, 4, "fire");
	apply(&a, incident);
	apply(&b, incident);
	/* One has looked at others before, the other has not. */
	uint32_t other = open_incident(&a, 9, 0, "fall");
	apply(&a, other);
	CHECK(open_incident(&b, 9, 0, "fall") == other);
	apply(&b, other);
	struct advice before = advise(&a, other), one = advise(&a, incident), two = advise(&b, incident);
	CHECK_TEXT((const char *)one.record.at, (const char *)two.record.at);
	CHECK(one.picks == two.picks && one.picks != before.picks);
	struct instant at;
	CHECK(advice_moment(buffer_bytes(&one.record), &at) && at.us == a.center.now.us);
	CHECK(!advice_moment(bytes_of_text("{\"at\":\"never\"}"), &at) && !advice_moment(bytes_of_text("{}"), &at));
	/* What stands on the board is the same by its digest. */
	struct command recommend = { .kind = COMMAND_RECOMMEND, .f.incident = incident };
	recommend.text[TEXT_ROWS] = bytes_of_text((const char *)one.rows.at);
	recommend.text[TEXT_RECORD] = bytes_of_text((const char *)one.record.at);
	CHECK(advice_standing(a.center.board, incident) == 0);
	CHECK(by_center(&a, recommend) == REFUSAL_NONE);
	CHECK(advice_standing(a.center.board, incident) == one.picks);
	advice_close(&before);
	advice_close(&one);
	advice_close(&two);
	close_town(&a);
	close_town(&b);
}

/* More rows than a board holds: alike ones are one, many units are several, and the rest is asked for as any. */
static void nothing_of_a_card_is_lost(void)
{
	struct town_test t;
	struct buffer plan = { 0 };
	static struct card_rows card;
	CHECK(buffer_append_text(&plan, "plan: big\ncapabilities: [engine, ladder, als]\ncards:\n"
	                                "  - name: rest\n    alarms:\n      1:\n") == STATUS_OK);
	for (unsigned i = 0; i < 3; i++)
		CHECK(buffer_append_text(&plan, "        - {need: engine, count: 15}\n") == STATUS_OK);
	for (unsigned crew = 1; crew <= 40; crew++)
		CHECK(buffer_print(&plan, "        - {need: als, crew: %u}\n", crew) == STATUS_OK);
	CHECK(buffer_append(&plan, bytes_of("", 1)) == STATUS_OK);
	open_town(&t, (const char *)plan.at);
	uint32_t incident = open_incident(&t, 1, 2, "fire");
	card_open(&t.scene, incident, t.center.now, &card);
	unsigned units = 0;
	for (unsigned i = 0; i < card.rows; i++)
		units += card.row[i].need.count;
	CHECK_NUMBER(card.rows, NEED_ROWS_MAX);
	CHECK_NUMBER(units, 85);
	CHECK(card.row[0].need.count == NEED_COUNT_MAX && card.row[1].need.count == 45 - NEED_COUNT_MAX);
	CHECK(!card.row[NEED_ROWS_MAX - 1].need.capabilities);
	apply(&t, incident);
	/* A person asks for more than one answer has room for. */
	for (unsigned row = 1; row <= NEED_ROWS_MAX; row++)
		CHECK(ASK(&t.center, SET_NEED, DISPATCHER, .f.incident = incident, .f.row = (uint8_t)row,
		          .f.count = NEED_COUNT_MAX, .f.mode = MODE_LIGHTS, REASON) == REFUSAL_NONE);
	struct advice advice = advise(&t, incident);
	advice_close(&advice);
	buffer_close(&plan);
	close_town(&t);
}

static void times_are_by_the_plans_clock(void)
{
	struct plan plan = { .zone = "America/Los_Angeles" };
	struct instant at;
	CHECK(instant_read("2026-11-23T08:30:00Z", &at)); /* a Monday, 00:30 there */
	CHECK_NUMBER(scene_minute(&plan, at), 30);
	plan.zone[0] = '\0';
	CHECK_NUMBER(scene_minute(&plan, at), 8 * 60 + 30);
	CHECK(instant_read("2026-11-29T23:59:00Z", &at));
	CHECK_NUMBER(scene_minute(&plan, at), WEEK_MINUTES - 1);
}

int main(void)
{
	candidates_are_as_the_board_has_them();
	cards_become_rows();
	nobody_is_invented();
	who_is_soon_free_is_told();
	roads_are_slower_by_the_hour();
	agencies_are_asked_in_the_plans_order();
	equal_scenes_give_equal_bytes();
	nothing_of_a_card_is_lost();
	times_are_by_the_plans_clock();
	return check_done();
}
