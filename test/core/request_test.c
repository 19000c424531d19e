/* Others' help: providers in rotation, agencies in order, owed until it is there; and agencies that ask us. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"
#include "core/large.h"

#define BY_CENTER(CENTER, KIND, ...)                                                                                   \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })
#define ORDER(TEXT) .text[TEXT_ROWS] = { (const uint8_t *)(TEXT), sizeof(TEXT) - 1 }
#define TOW .f.type = { "tow" }

static const struct help_request *request_of(const struct center_test *c, uint32_t number)
{
	return board_requests(c->board, number);
}

/* Whom a request asks at present; 0: nobody. */
static uint32_t asks(const struct center_test *c, uint32_t number)
{
	const struct asking *asking = board_askings(c->board, request_of(c, number)->asked);
	return asking ? asking->provider + asking->neighbour : 0;
}

static enum asking_state stands(const struct center_test *c, uint32_t number, uint32_t provider, uint32_t neighbour)
{
	uint32_t at = asking_of(c->board, number, provider, neighbour);
	return at ? board_askings(c->board, at)->state : ASKING_NONE;
}

static void open_with_tows(struct center_test *c)
{
	center_open(c);
	CHECK(BY_CENTER(c, ADD_PROVIDER, TOW) == REFUSAL_NAME_MISSING);
	CHECK(BY_CENTER(c, ADD_PROVIDER, .f.name = { "one" }) == REFUSAL_TYPE_MISSING);
	CHECK(BY_CENTER(c, ADD_PROVIDER, TOW, .f.name = { "three" }, .f.row = 3) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, ADD_PROVIDER, TOW, .f.name = { "one" }, .f.row = 1) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, ADD_PROVIDER, TOW, .f.name = { "two" }, .f.row = 2) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, ADD_PROVIDER, TOW, .f.name = { "two" }) == REFUSAL_NAME_TAKEN);
	CHECK(BY_CENTER(c, ADD_PROVIDER, .f.type = { "shelter" }, .f.name = { "school" }) == REFUSAL_NONE);
	CHECK(ASK(c, ADD_PROVIDER, DISPATCHER, TOW, .f.name = { "mine" }) == REFUSAL_NO_RIGHT);
}
enum { THREE = 1, ONE, TWO, SCHOOL };

static void rotation_is_fair(void)
{
	struct center_test c;
	open_with_tows(&c);
	uint32_t incident = center_incident(&c);
	static const uint32_t turns[] = { ONE, TWO, THREE, ONE, TWO };
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident) == REFUSAL_TYPE_MISSING);
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = 9, TOW) == REFUSAL_UNKNOWN_INCIDENT);
	CHECK(ASK(&c, REQUEST_RESOURCE, TAKER, .f.incident = incident, TOW) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident, TOW, .f.span_s = RUNG_SPAN_MAX_S + 1) ==
	      REFUSAL_SPAN_WRONG);
	for (uint32_t i = 0; i < sizeof turns / sizeof *turns; i++) {
		CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident, TOW) == REFUSAL_NONE);
		CHECK_NUMBER(asks(&c, i + 1), turns[i]);
		CHECK(ASK(&c, ARRIVE_REQUEST, DISPATCHER, .f.request = i + 1) == REFUSAL_NONE);
		CHECK(ASK(&c, ARRIVE_REQUEST, DISPATCHER, .f.request = i + 1) != REFUSAL_NONE);
	}
	CHECK(!center_owed(&c, 0, incident, OBLIGATION_SUPPLY));
	/* Whoever is asked no longer loses no turn of others. */
	CHECK(BY_CENTER(&c, RETIRE_PROVIDER, .f.provider = THREE) == REFUSAL_REASON_MISSING);
	CHECK(BY_CENTER(&c, RETIRE_PROVIDER, .f.provider = THREE, REASON) == REFUSAL_NONE);
	CHECK(BY_CENTER(&c, RETIRE_PROVIDER, .f.provider = THREE, REASON) == REFUSAL_UNKNOWN_PROVIDER);
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident, TOW) == REFUSAL_NONE);
	CHECK_NUMBER(asks(&c, 6), ONE);
	center_close(&c);
}

static void help_stays_owed(void)
{
	struct center_test c;
	open_with_tows(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.need = 0, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident, TOW, .f.span_s = 100) == REFUSAL_NONE);
	uint64_t owed = center_owed(&c, 0, incident, OBLIGATION_SUPPLY);
	CHECK(board_obligation(c.board, owed)->due.us == c.now.us + 100000000);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_ADVISED, REASON) ==
	      REFUSAL_BLOCKED);
	/* No answer in time: the debt is raised, and the next is asked. */
	center_wait(&c, 101);
	CHECK(center_pass(&c) > 0);
	CHECK(board_obligation(c.board, owed)->raised && stands(&c, 1, ONE, 0) == ASKING_SILENT && asks(&c, 1) == TWO);
	CHECK(ASK(&c, REFUSE_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, REFUSE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_NONE);
	CHECK(stands(&c, 1, TWO, 0) == ASKING_REFUSED && asks(&c, 1) == THREE);
	CHECK(ASK(&c, ACCEPT_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	CHECK(ASK(&c, ACCEPT_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_REQUEST_TAKEN);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1) == REFUSAL_REQUEST_TAKEN);
	CHECK(board_obligation(c.board, owed) && request_of(&c, 1)->state == REQUEST_ACCEPTED);
	center_wait(&c, 4000); /* late, and still theirs */
	CHECK(center_pass(&c) > 0 && asks(&c, 1) == THREE && board_obligation(c.board, owed)->unheeded == 0);
	/* Not after all: of those left the one who did not answer is asked again. */
	CHECK(ASK(&c, REFUSE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_NONE);
	CHECK(request_of(&c, 1)->state == REQUEST_OWED && asks(&c, 1) == ONE);
	CHECK(ASK(&c, REFUSE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_NONE);
	CHECK(!asks(&c, 1) && board_obligation(c.board, owed));
	CHECK(ASK(&c, ACCEPT_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_NOBODY_ASKED);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1) == REFUSAL_NO_PROVIDER);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1, .f.neighbour = 1) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1, .f.provider = 9) == REFUSAL_UNKNOWN_PROVIDER);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1, .f.provider = SCHOOL) == REFUSAL_NONE);
	CHECK(ASK(&c, RELEASE_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, RELEASE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, RELEASE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_REQUEST_OVER);
	CHECK(ASK(&c, RELEASE_REQUEST, DISPATCHER, .f.request = 9, REASON) == REFUSAL_UNKNOWN_REQUEST);
	CHECK(!board_obligation(c.board, owed));
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_ADVISED, REASON) ==
	      REFUSAL_NONE);
	center_close(&c);
}

/* Nobody is known who could be asked: it is needed all the same. */
static void a_kind_that_nobody_has_is_owed(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident, TOW) == REFUSAL_NONE);
	CHECK(!asks(&c, 1) && center_owed(&c, 0, incident, OBLIGATION_SUPPLY));
	CHECK(BY_CENTER(&c, ADD_PROVIDER, TOW, .f.name = { "late" }) == REFUSAL_NONE);
	center_wait(&c, 601);
	CHECK(center_pass(&c) > 0);
	CHECK_NUMBER(asks(&c, 1), 1);
	center_wait(&c, 3600); /* the only one, asked again and again */
	CHECK(center_pass(&c) > 0);
	CHECK(asks(&c, 1) == 1 && board_askings(c.board, 1)->times > 1);
	CHECK_NUMBER(c.board->pool[POOL_askings].count, 2);
	center_close(&c);
}

static void agencies_are_asked_in_order(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	static const char *const names[] = { "north", "south", "east" };
	for (size_t i = 0; i < 3; i++) {
		struct command add = { .kind = COMMAND_ADD_NEIGHBOUR, .asker = ASKER_CENTER };
		(void)snprintf(add.f.name.text, NAME_BYTES, "%s", names[i]);
		CHECK(center_ask(&c, &add) == REFUSAL_NONE);
	}
#define WANTED .f.incident = incident, .f.type = { "boat" }
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, .f.incident = incident) == REFUSAL_WORDS_MISSING);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED, .f.capability = 1) == REFUSAL_UNKNOWN_CAPABILITY);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED, .f.neighbour = 9) == REFUSAL_UNKNOWN_NEIGHBOUR);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED, ORDER("east;west")) == REFUSAL_UNKNOWN_NEIGHBOUR);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED, ORDER("east;")) == REFUSAL_ROWS_WRONG);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED, ORDER("east;east")) == REFUSAL_ROWS_WRONG);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED, ORDER("east;north")) == REFUSAL_NONE);
	uint64_t owed = center_owed(&c, 0, incident, OBLIGATION_AGENCY);
	CHECK(owed && asks(&c, 1) == 3 && stands(&c, 1, 0, 1) == ASKING_LATER);
	CHECK(ASK(&c, REFUSE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_NONE);
	CHECK(asks(&c, 1) == 1 && board_obligation(c.board, owed));
	center_wait(&c, 121);
	CHECK(center_pass(&c) > 0);
	CHECK(stands(&c, 1, 0, 1) == ASKING_SILENT && asks(&c, 1) == 2);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1, .f.neighbour = 1) == REFUSAL_NONE);
	CHECK(stands(&c, 1, 0, 2) == ASKING_PASSED);
	CHECK(ASK(&c, ACCEPT_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	CHECK(!center_owed(&c, 0, incident, OBLIGATION_AGENCY));
	/* What was accepted and then is not is owed anew. */
	CHECK(ASK(&c, REFUSE_REQUEST, DISPATCHER, .f.request = 1, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, incident, OBLIGATION_AGENCY) && asks(&c, 1) == 2);
	CHECK(ASK(&c, ACCEPT_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	CHECK(ASK(&c, ARRIVE_REQUEST, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	CHECK(request_of(&c, 1)->state == REQUEST_ARRIVED);
	/* By the order of the list of neighbours, where none is given. */
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, WANTED) == REFUSAL_NONE);
	CHECK_NUMBER(asks(&c, 2), 1);
	CHECK(ASK(&c, REQUEST_AGENCY, DISPATCHER, .f.incident = incident, SAID, .f.neighbour = 2) == REFUSAL_NONE);
	CHECK_NUMBER(asks(&c, 3), 2);
	center_close(&c);
}

static void more_than_a_list_holds(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	for (unsigned i = 0; i <= ASKINGS_MAX; i++) {
		struct command add = { .kind = COMMAND_ADD_PROVIDER, .asker = ASKER_CENTER, TOW };
		(void)snprintf(add.f.name.text, NAME_BYTES, "tow %u", i);
		CHECK(center_ask(&c, &add) == REFUSAL_NONE);
	}
	CHECK(ASK(&c, REQUEST_RESOURCE, DISPATCHER, .f.incident = incident, TOW) == REFUSAL_NONE);
	for (unsigned i = 1; i < ASKINGS_MAX; i++)
		CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	CHECK_NUMBER(asks(&c, 1), ASKINGS_MAX);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1, .f.provider = ASKINGS_MAX + 1) == REFUSAL_TOO_MANY);
	CHECK(ASK(&c, ASK_NEXT, DISPATCHER, .f.request = 1) == REFUSAL_NONE);
	CHECK_NUMBER(asks(&c, 1), 1); /* passed over longest ago */
	center_close(&c);
}

/* Another center asks us: a call like any other, which is owed a yes or a no as well. */
static void others_ask_us(void)
{
	struct center_test c;
	center_open(&c);
	CHECK(ASK(&c, ASK_HELP, 0, SAID, .f.channel = CHANNEL_AGENCY, .f.priority = 1) == REFUSAL_NONE);
	CHECK(center_owed(&c, 1, 0, OBLIGATION_ANSWER) && center_owed(&c, 1, 0, OBLIGATION_ANSWER_AGENCY));
	CHECK(board_calls(c.board, 1)->channel == CHANNEL_AGENCY && board_calls(c.board, 1)->help == HELP_ASKED);
	uint32_t other = center_call(&c);
	CHECK(ASK(&c, ACCEPT_HELP, TAKER, .f.call = other) == REFUSAL_HELP_NOT_ASKED);
	CHECK(ASK(&c, ACCEPT_HELP, TAKER, .f.call = 9) == REFUSAL_UNKNOWN_CALL);
	CHECK(ASK(&c, REFUSE_HELP, TAKER, .f.call = 1) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, ANSWER, TAKER, .f.call = 1) == REFUSAL_NONE);
	CHECK(ASK(&c, CLASSIFY, TAKER, .f.call = 1, .f.type = { "fire" }, .f.priority = 2) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = 1, .f.disposition = DISPOSITION_ADVISED, REASON) ==
	      REFUSAL_BLOCKED);
	CHECK(ASK(&c, REFUSE_HELP, TAKER, .f.call = 1, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, REFUSE_HELP, TAKER, .f.call = 1, REASON) == REFUSAL_STATE_SAME);
	CHECK(!center_owed(&c, 1, 0, OBLIGATION_ANSWER_AGENCY));
	CHECK(ASK(&c, ACCEPT_HELP, TAKER, .f.call = 1) == REFUSAL_NONE);
	CHECK(board_calls(c.board, 1)->help == HELP_ACCEPTED);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = 1, .f.disposition = DISPOSITION_ADVISED, REASON) ==
	      REFUSAL_NONE);
	CHECK(ASK(&c, REFUSE_HELP, TAKER, .f.call = 1, REASON) == REFUSAL_CALL_CLOSED);
	center_close(&c);
}

int main(void)
{
	rotation_is_fair();
	help_stays_owed();
	a_kind_that_nobody_has_is_owed();
	agencies_are_asked_in_order();
	more_than_a_list_holds();
	others_ask_us();
	return check_done();
}
