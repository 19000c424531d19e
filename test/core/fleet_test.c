/* What there is to send: capabilities, shifts that end nothing, agencies' own words, positions, closures, move-up. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

#define BY_CENTER(CENTER, KIND, ...)                                                                                   \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })
#define TEXT_OF(KIND) .text[TEXT_##KIND] = { (const uint8_t *)"text", 4 }

static const struct unit *unit_of(const struct center_test *c, uint32_t unit)
{
	return board_units(c->board, unit);
}

/* The unit's debt of a kind; 0 if there is none. */
static uint64_t unit_owed(const struct center_test *c, uint32_t unit, enum obligation_kind kind)
{
	for (uint32_t slot = unit_of(c, unit)->first_obligation; slot; slot = board_obligations(c->board, slot)->next)
		if (board_obligations(c->board, slot)->kind == kind)
			return board_handle(c->board, slot);
	return 0;
}

static void capabilities_are_bits(void)
{
	struct center_test c;
	center_open(&c);
	CHECK(BY_CENTER(&c, ADD_CAPABILITY) == REFUSAL_NAME_MISSING);
	CHECK(BY_CENTER(&c, ADD_CAPABILITY, .f.name = { "big pump" }) == REFUSAL_NAME_WRONG);
	CHECK(BY_CENTER(&c, ADD_CAPABILITY, .f.name = { "a,b" }) == REFUSAL_NAME_WRONG);
	CHECK(BY_CENTER(&c, ADD_CAPABILITY, .f.name = { "-" }) == REFUSAL_NAME_WRONG);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.capabilities = 1) == REFUSAL_UNKNOWN_CAPABILITY);
	for (unsigned i = 1; i <= CAPABILITIES_MAX; i++) {
		struct command add = { .kind = COMMAND_ADD_CAPABILITY, .asker = ASKER_CENTER };
		(void)snprintf(add.f.name.text, NAME_BYTES, "c%u", i);
		CHECK(center_ask(&c, &add) == REFUSAL_NONE);
		CHECK(center_ask(&c, &add) == REFUSAL_NAME_TAKEN);
	}
	CHECK(BY_CENTER(&c, ADD_CAPABILITY, .f.name = { "onemore" }) == REFUSAL_TOO_MANY);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.capabilities = UINT64_MAX) == REFUSAL_NONE);
	CHECK(unit_of(&c, ENGINE)->capabilities == UINT64_MAX);
	CHECK(capability_bit(CAPABILITIES_MAX) == (uint64_t)1 << 63 && !capability_bit(0));
	CHECK(ASK(&c, SET_UNIT, DISPATCHER, .f.unit = ENGINE) == REFUSAL_NO_RIGHT);
	center_close(&c);
}

static void units_have_a_home(void)
{
	struct center_test c;
	center_open(&c);
	CHECK(BY_CENTER(&c, ADD_STATION, .f.name = { "one" }, .f.lat_e7 = 450000000, .f.lon_e7 = 1) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, ADD_STATION, .f.name = { "one" }) == REFUSAL_NAME_TAKEN);
	CHECK(BY_CENTER(&c, ADD_STATION) == REFUSAL_NAME_MISSING);
	CHECK(BY_CENTER(&c, ADD_STATION, .f.name = { "off" }, .f.lat_e7 = 900000001) == REFUSAL_VALUE_WRONG);
	CHECK(BY_CENTER(&c, ADD_STATION, .f.name = { "two" }) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = 9) == REFUSAL_UNKNOWN_UNIT);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.station = 3) == REFUSAL_UNKNOWN_STATION);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.neighbour = 1) == REFUSAL_UNKNOWN_NEIGHBOUR);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.station = 1) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.station = 1) == REFUSAL_STATE_SAME);
	/* It covers from elsewhere for a while, and is at home where it was. */
	CHECK(ASK(&c, MOVE_BACK, DISPATCHER, .f.unit = ENGINE, REASON) == REFUSAL_STATE_SAME);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = ENGINE, .f.station = 2) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = ENGINE, .f.station = 3, REASON) == REFUSAL_UNKNOWN_STATION);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = ENGINE, .f.station = 2, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = ENGINE, .f.station = 2, REASON) == REFUSAL_STATE_SAME);
	CHECK(unit_of(&c, ENGINE)->posted == 2 && unit_of(&c, ENGINE)->station == 1);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.unit = ENGINE, .f.incident = incident) == REFUSAL_NONE);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = ENGINE, .f.station = 1, REASON) == REFUSAL_UNIT_WORKING);
	CHECK(ASK(&c, MOVE_BACK, DISPATCHER, .f.unit = ENGINE, REASON) == REFUSAL_NONE);
	CHECK_NUMBER(unit_of(&c, ENGINE)->posted, 0);
	CHECK(ASK(&c, LOG_OFF, CREW, .f.unit = LADDER_TRUCK) == REFUSAL_NONE);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = LADDER_TRUCK, .f.station = 1, REASON) == REFUSAL_UNIT_LOGGED_OFF);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = LADDER_TRUCK, .f.crew = 1) == REFUSAL_NONE);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = LADDER_TRUCK, .f.status = UNIT_OUT_OF_SERVICE, REASON) ==
	      REFUSAL_NONE);
	CHECK(ASK(&c, MOVE_UP, DISPATCHER, .f.unit = LADDER_TRUCK, .f.station = 1, REASON) ==
	      REFUSAL_UNIT_OUT_OF_SERVICE);
	center_close(&c);
}

/* The shift's end ends nothing: the crew is to be relieved, and the debt climbs until it is. */
static void shifts_end_nothing(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	int64_t ahead_us = 8 * 3600 * INT64_C(1000000);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 4, .f.due = c.now.us) == REFUSAL_DUE_WRONG);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 4, .f.due = c.now.us + 100 * 3 * ahead_us) ==
	      REFUSAL_DUE_WRONG);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 4, .f.due = c.now.us + ahead_us) == REFUSAL_NONE);
	uint64_t owed = unit_owed(&c, ENGINE, OBLIGATION_RELIEVE);
	CHECK(owed && board_obligation(c.board, owed)->due.us == c.now.us + ahead_us);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.unit = ENGINE, .f.incident = incident) == REFUSAL_NONE);
	center_wait(&c, 8 * 3600 + 1);
	CHECK(center_pass(&c) > 0);
	CHECK(board_obligation(c.board, owed)->raised == 1 && board_obligation(c.board, owed)->unit == ENGINE);
	CHECK(unit_of(&c, ENGINE)->active == 1 && unit_of(&c, ENGINE)->crew == 4);
	CHECK(ASK(&c, TAKE, SUPERVISOR, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK_NUMBER(board_obligation(c.board, owed)->owner, SUPERVISOR);
	CHECK(ASK(&c, TAKE, SUPERVISOR, .f.unit = ENGINE, .f.incident = incident) == REFUSAL_SUBJECT_AMBIGUOUS);
	CHECK(ASK(&c, TAKE, SUPERVISOR, .f.unit = 9) == REFUSAL_UNKNOWN_UNIT);
	CHECK(ASK(&c, EXTEND, SUPERVISOR, .f.obligation = owed, .f.span_s = 3600, REASON) == REFUSAL_NONE);
	uint64_t review = unit_owed(&c, ENGINE, OBLIGATION_REVIEW);
	CHECK(ASK(&c, REVIEW, SECOND, .f.obligation = review, .f.verdict = VERDICT_REOPEN, REASON) == REFUSAL_NONE);
	CHECK(!unit_owed(&c, ENGINE, OBLIGATION_REVIEW));
	/* Relieved where it stands, with nothing else ended. */
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 3) == REFUSAL_NONE);
	CHECK(!unit_owed(&c, ENGINE, OBLIGATION_RELIEVE) && unit_of(&c, ENGINE)->active == 1);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = LADDER_TRUCK, .f.crew = 2, .f.due = c.now.us + ahead_us) == REFUSAL_NONE);
	CHECK(ASK(&c, LOG_OFF, CREW, .f.unit = LADDER_TRUCK, REASON) == REFUSAL_NONE);
	CHECK(!unit_owed(&c, LADDER_TRUCK, OBLIGATION_RELIEVE));
	center_close(&c);
}

static void agencies_have_their_words(void)
{
	struct center_test c;
	center_open(&c);
	CHECK(BY_CENTER(&c, ADD_NEIGHBOUR, .f.name = { "next" }) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.status = UNIT_ON_SCENE) == REFUSAL_NAME_MISSING);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.name = { "10-97" }) == REFUSAL_STATUS_MISSING);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.name = { "10-97" }, .f.status = UNIT_ON_SCENE, .f.neighbour = 2) ==
	      REFUSAL_UNKNOWN_NEIGHBOUR);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.name = { "10-97" }, .f.status = UNIT_ON_SCENE, .f.neighbour = 1) ==
	      REFUSAL_NONE);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.name = { "3" }, .f.status = UNIT_EN_ROUTE) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.name = { "3" }, .f.status = UNIT_EN_ROUTE) == REFUSAL_STATE_SAME);
	CHECK(BY_CENTER(&c, MAP_STATUS, .f.name = { "3" }, .f.status = UNIT_ON_SCENE) == REFUSAL_NONE);
	CHECK_NUMBER(c.board->pool[POOL_status_names].count, 3);
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = ENGINE, .f.neighbour = 1) == REFUSAL_NONE);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.unit = ENGINE, .f.incident = incident) == REFUSAL_NONE);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.name = { "3" }) == REFUSAL_UNKNOWN_STATUS_NAME);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = 9, .f.name = { "3" }) == REFUSAL_UNKNOWN_UNIT);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.name = { "10-97" }, .f.status = UNIT_EN_ROUTE) ==
	      REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.name = { "10-97" }) == REFUSAL_NONE);
	CHECK_NUMBER(board_assignments(c.board, 1)->status, UNIT_ON_SCENE);
	CHECK(c.decision.events[0].kind == EVENT_STATUS_CODED && c.decision.events[0].f.neighbour == 1 &&
	      strcmp(c.decision.events[0].f.name.text, "10-97") == 0);
	center_close(&c);
}

static void positions_do_not_run_back(void)
{
	struct center_test c;
	center_open(&c);
	int64_t now = c.now.us;
	CHECK(ASK(&c, REPORT_POSITION, TAKER, .f.unit = 9, .f.lat_e7 = 1, .f.lon_e7 = 1) == REFUSAL_UNKNOWN_UNIT);
	CHECK(ASK(&c, REPORT_POSITION, CREW, .f.unit = ENGINE) == REFUSAL_PLACE_MISSING);
	CHECK(ASK(&c, REPORT_POSITION, CREW, .f.unit = ENGINE, .f.lat_e7 = 1, .f.lon_e7 = 1800000001) ==
	      REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, REPORT_POSITION, CREW, .f.unit = ENGINE, .f.lat_e7 = 1, .f.stamp = now + 1) ==
	      REFUSAL_STAMP_WRONG);
	CHECK(ASK(&c, REPORT_POSITION, 0, .f.unit = ENGINE, .f.lat_e7 = 1) == REFUSAL_NO_RIGHT);
	CHECK(BY_CENTER(&c, REPORT_POSITION, .f.unit = ENGINE, .f.lat_e7 = 7, .f.lon_e7 = 8, .f.uncertainty_m = 9,
	                .f.stamp = now - 5) == REFUSAL_NONE);
	CHECK(c.decision.events[0].f.source == SOURCE_DEVICE);
	uint64_t last = unit_of(&c, ENGINE)->last_sequence;
	CHECK(last < board_center(c.board)->sequence); /* a stream of its own: not in the unit's timeline */
	CHECK(BY_CENTER(&c, REPORT_POSITION, .f.unit = ENGINE, .f.lat_e7 = 1, .f.stamp = now - 6) ==
	      REFUSAL_POSITION_OLD);
	CHECK(BY_CENTER(&c, REPORT_POSITION, .f.unit = ENGINE, .f.lat_e7 = 7, .f.lon_e7 = 8, .f.stamp = now - 5) ==
	      REFUSAL_NONE);
	CHECK(unit_of(&c, ENGINE)->seen_at.us == now - 5 && unit_of(&c, ENGINE)->lon_e7 == 8);
	center_close(&c);
}

static void inferred_stands_beside(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(BY_CENTER(&c, INFER_STATUS, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) == REFUSAL_UNIT_IDLE);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.unit = ENGINE, .f.incident = incident) == REFUSAL_NONE);
	CHECK(ASK(&c, INFER_STATUS, DISPATCHER, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) == REFUSAL_NO_RIGHT);
	CHECK(BY_CENTER(&c, INFER_STATUS, .f.unit = ENGINE, .f.status = UNIT_IN_SERVICE) == REFUSAL_STATUS_MISSING);
	CHECK(BY_CENTER(&c, INFER_STATUS, .f.unit = ENGINE, .f.status = UNIT_CLEAR) == REFUSAL_NONE);
	CHECK_NUMBER(c.decision.count, 1); /* nothing is met, and nothing owed */
	CHECK_NUMBER(board_assignments(c.board, 1)->status, UNIT_ASSIGNED);
	CHECK(center_owed(&c, 0, incident, OBLIGATION_TURN_OUT) && unit_of(&c, ENGINE)->active == 1);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_EN_ROUTE) == REFUSAL_NONE);
	CHECK(unit_of(&c, ENGINE)->inferred == UNIT_CLEAR && unit_of(&c, ENGINE)->inferred_assignment == 1);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_CLEAR, REASON) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, INFER_STATUS, .f.unit = ENGINE, .f.assignment = 1, .f.status = UNIT_ON_SCENE) ==
	      REFUSAL_UNKNOWN_ASSIGNMENT);
	center_close(&c);
}

#define CIRCLE .f.lat_e7 = 450000000, .f.lon_e7 = -1220000000, .f.radius_m = 50

static void roads_stay_closed(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	int64_t soon = c.now.us + 3600000000;
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER) == REFUSAL_AREA_MISSING);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, CIRCLE, TEXT_OF(AREA)) == REFUSAL_AREA_MISSING);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, .f.lat_e7 = 1, .f.radius_m = 20001) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, CIRCLE, .f.percent = 100) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, CIRCLE, .f.incident = 9) == REFUSAL_UNKNOWN_INCIDENT);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, CIRCLE, .f.due = soon) == REFUSAL_SUBJECT_MISSING);
	CHECK(ASK(&c, CLOSE_ROAD, TAKER, CIRCLE) == REFUSAL_NO_RIGHT);
	CHECK(BY_CENTER(&c, CLOSE_ROAD, TEXT_OF(AREA), .f.percent = 40) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, CIRCLE, .f.incident = incident, .f.due = soon) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, CIRCLE) == REFUSAL_NONE);
	uint64_t owed = center_owed(&c, 0, incident, OBLIGATION_REVIEW_CLOSURE);
	CHECK(owed && board_obligation(c.board, owed)->due.us == soon && board_obligation(c.board, owed)->about == 2);
	/* A more urgent incident does not bring a moment forward that somebody named. */
	CHECK(ASK(&c, SET_PRIORITY, DISPATCHER, .f.incident = incident, .f.priority = 1) == REFUSAL_NONE);
	CHECK(board_obligation(c.board, owed)->due.us == soon);
	center_wait(&c, 3601);
	CHECK(center_pass(&c) > 0 && board_closures(c.board, 2)->open);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, .f.closure = 2, .f.percent = 50, .f.due = c.now.us + 60000000) ==
	      REFUSAL_NONE);
	CHECK(!board_obligation(c.board, owed) && center_owed(&c, 0, incident, OBLIGATION_REVIEW_CLOSURE));
	CHECK(board_closures(c.board, 2)->percent == 50 && board_closures(c.board, 2)->radius_m == 50);
	CHECK(ASK(&c, OPEN_ROAD, DISPATCHER, .f.closure = 9, REASON) == REFUSAL_UNKNOWN_CLOSURE);
	CHECK(ASK(&c, OPEN_ROAD, DISPATCHER, .f.closure = 2) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, OPEN_ROAD, DISPATCHER, .f.closure = 2, REASON) == REFUSAL_NONE);
	CHECK(!center_owed(&c, 0, incident, OBLIGATION_REVIEW_CLOSURE) && !board_closures(c.board, 2)->open);
	CHECK(ASK(&c, OPEN_ROAD, DISPATCHER, .f.closure = 2, REASON) == REFUSAL_ROAD_OPEN);
	CHECK(ASK(&c, CLOSE_ROAD, DISPATCHER, .f.closure = 2) == REFUSAL_ROAD_OPEN);
	CHECK_NUMBER(board_center(c.board)->first_open_closure, 3);
	CHECK_NUMBER(board_closures(c.board, 3)->next_open, 1);
	center_close(&c);
}

static void what_is_in_force_is_on_record(void)
{
	struct center_test c;
	center_open(&c);
	CHECK(BY_CENTER(&c, LOAD_PLAN, TEXT_OF(RECORD)) == REFUSAL_VALUE_WRONG);
	CHECK(BY_CENTER(&c, LOAD_PLAN, .f.hash = 7) == REFUSAL_RECORD_MISSING);
	CHECK(BY_CENTER(&c, LOAD_PLAN, .f.hash = 7, TEXT_OF(RECORD)) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, LOAD_PLAN, .f.hash = 7, TEXT_OF(RECORD)) == REFUSAL_STATE_SAME);
	CHECK(BY_CENTER(&c, LOAD_PLAN, .f.hash = UINT64_MAX, TEXT_OF(RECORD)) == REFUSAL_NONE);
	CHECK(board_plans(c.board, 2)->hash == UINT64_MAX);
	CHECK(board_plans(c.board, 2)->sequence == board_center(c.board)->sequence);
	CHECK(BY_CENTER(&c, LOAD_MAP, .f.hash = 7, .f.name = { "portland" }) == REFUSAL_RECORD_MISSING);
	CHECK(BY_CENTER(&c, LOAD_MAP, .f.hash = 7, .f.name = { "portland" }, TEXT_OF(FACTS)) == REFUSAL_NONE);
	CHECK(strcmp(board_maps(c.board, 1)->name.text, "portland") == 0);
	CHECK(ASK(&c, LOAD_MAP, DISPATCHER, .f.hash = 8, TEXT_OF(FACTS)) == REFUSAL_NO_RIGHT);
	center_close(&c);
}

int main(void)
{
	capabilities_are_bits();
	units_have_a_home();
	shifts_end_nothing();
	agencies_have_their_words();
	positions_do_not_run_back();
	inferred_stands_beside();
	roads_stay_closed();
	what_is_in_force_is_on_record();
	return check_done();
}
