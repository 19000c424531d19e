/* The ways in which calls get lost elsewhere, as found in other dispatch systems and in the press; none of them works here. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

#define YEAR_S (365 * 24 * 3600)

static void unit_goes(struct center_test *c, uint32_t unit, enum unit_status status)
{
	struct command command = { .kind = COMMAND_UNIT_STATUS,
		                   .asker = ASKER_AGENT,
		                   .actor = CREW,
		                   .f = { .unit = unit, .status = (uint8_t)status } };
	command.text[TEXT_REASON] = bytes_of_text("because");
	CHECK(center_ask(c, &command) == REFUSAL_NONE);
}

/* Auto-close 90 s after the last unit clears. */
static void closed_when_the_last_unit_clears(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE) == REFUSAL_NONE);
	unit_goes(&c, ENGINE, UNIT_ON_SCENE);
	unit_goes(&c, ENGINE, UNIT_CLEAR);
	center_wait(&c, 24 * 3600);
	CHECK(center_pass(&c) > 0);
	CHECK(board_incidents(c.board, incident)->open);
	CHECK(center_owed(&c, 0, incident, OBLIGATION_CONCLUDE)); /* somebody is still asked how it ended */
	center_close(&c);
}

/* Closed by age, with a manager to blame; swept because nobody was ever assigned. */
static void closed_by_age(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c), waiting = center_call(&c);
	struct command slow = { .kind = COMMAND_SET_RUNG, .asker = ASKER_CENTER, .f.span_s = RUNG_SPAN_MAX_S };
	for (unsigned kind = OBLIGATION_NONE + 1; kind < OBLIGATION_COUNT; kind++)
		for (unsigned priority = 0; priority <= PRIORITY_MAX; priority++)
			for (unsigned rung = 0; rung < RUNGS_MAX; rung++) {
				const struct rung *is = board_rungs(c.board, board_rung_number(kind, priority, rung));
				slow.f.kind = (uint8_t)kind;
				slow.f.priority = (uint8_t)priority;
				slow.f.rung = (uint8_t)rung;
				slow.f.owner_kind = is->owner_kind;
				if (is->span_s)
					CHECK(center_ask(&c, &slow) == REFUSAL_NONE);
			}
	slow.f.span_s = RUNG_SPAN_MAX_S + 1; /* and a rung that is never left cannot be set */
	CHECK(center_ask(&c, &slow) != REFUSAL_NONE);
	center_wait(&c, YEAR_S);
	int raised = center_pass(&c);
	CHECK(raised >= 2);
	CHECK(board_incidents(c.board, incident)->open && board_calls(c.board, waiting)->state == CALL_WAITING);
	center_wait(&c, YEAR_S);
	CHECK(center_pass(&c) > 0); /* raising never stops */
	center_close(&c);
}

/* A second assignment wipes the first; a unit on two calls hides one. */
static void second_assignment_hides_the_first(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t first = center_incident(&c), second = center_incident(&c);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = first, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = second, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, first, OBLIGATION_TURN_OUT) && center_owed(&c, 0, second, OBLIGATION_TURN_OUT));
	CHECK_NUMBER(board_units(c.board, ENGINE)->active, 2);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) == REFUSAL_UNIT_AMBIGUOUS);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE, .f.assignment = 2) ==
	      REFUSAL_NONE);
	CHECK(center_owed(&c, 0, first, OBLIGATION_TURN_OUT)); /* the first still waits */
	center_close(&c);
}

/* Reopened and closed again within seconds, without a record. */
static void reopened_and_closed_without_a_record(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED, REASON) ==
	      REFUSAL_NONE);
	uint64_t review = center_owed(&c, 0, incident, OBLIGATION_REVIEW);
	uint64_t before = board_center(c.board)->sequence;
	CHECK(ASK(&c, REOPEN, SUPERVISOR, .f.incident = incident) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, REOPEN, SUPERVISOR, .f.incident = incident, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_SERVED) ==
	      REFUSAL_BLOCKED);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_TEST, REASON) ==
	      REFUSAL_NONE);
	CHECK_NUMBER(board_center(c.board)->sequence, before + 4); /* the refusals are on record as well */
	CHECK_NUMBER(board_incidents(c.board, incident)->first_disposition, DISPOSITION_NOT_SERVED);
	CHECK(board_obligation(c.board, review) != NULL); /* the first look is still owed */
	center_close(&c);
}

/* An owner leaves, and nobody inherits; all leave, and nobody is told. */
static void stale_claim(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	CHECK(ASK(&c, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	uint64_t owed = center_owed(&c, call, 0, OBLIGATION_CLASSIFY);
	CHECK(ASK(&c, SIGN_OUT, TAKER) == REFUSAL_STILL_OWES);
	for (uint32_t agent = TAKER; agent <= SECOND; agent++)
		CHECK(ASK(&c, SIGN_OUT, agent, .f.forced = 1) == REFUSAL_NONE);
	center_wait(&c, 3600);
	CHECK(center_pass(&c) > 0);
	CHECK(board_obligation(c.board, owed)->raised_kind != OWNER_NOBODY);
	uint32_t alone = center_call(&c); /* with nobody signed in the center itself owns it */
	CHECK_NUMBER(board_obligation(c.board, center_owed(&c, alone, 0, OBLIGATION_ANSWER))->owner_kind, OWNER_CENTER);
	center_close(&c);
}

/* The answer clock starts behind a screening stage. */
static void clock_behind_a_screen(void)
{
	struct center_test c;
	center_open(&c);
	int64_t first_byte_us = c.now.us - 40 * 1000000;
	CHECK(ASK(&c, PLACE_CALL, 0, .f.stamp = first_byte_us, .f.source = SOURCE_DEVICE) == REFUSAL_NONE);
	const struct call *call = board_calls(c.board, 1);
	CHECK_NUMBER(call->first_contact.us, first_byte_us);
	uint64_t owed = center_owed(&c, 1, 0, OBLIGATION_ANSWER);
	CHECK(board_obligation(c.board, owed)->due.us <= c.now.us + 1); /* 40 s ago: due at once, not in 15 s */
	center_wait(&c, 1);
	CHECK_NUMBER(center_pass(&c), 1);
	/* A stamp that lies ahead is no first contact: it would give the center time that it does not have. */
	CHECK(ASK(&c, PLACE_CALL, 0, .f.stamp = c.now.us + 3600 * (int64_t)1000000) == REFUSAL_NONE);
	CHECK_NUMBER(board_calls(c.board, 2)->first_contact.us, c.now.us);
	center_close(&c);
}

/* Priorities are lowered, and nobody looks. */
static void priority_lowered_unseen(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_PRIORITY, DISPATCHER, .f.incident = incident, .f.priority = 4) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, SET_PRIORITY, DISPATCHER, .f.incident = incident, .f.priority = 4, REASON) == REFUSAL_NONE);
	uint64_t review = center_owed(&c, 0, incident, OBLIGATION_REVIEW);
	CHECK(review && ASK(&c, REVIEW, SECOND, .f.obligation = review, .f.verdict = VERDICT_AGREE) == REFUSAL_NONE);
	CHECK_NUMBER(board_incidents(c.board, incident)->first_priority, 2);
	CHECK_NUMBER(board_incidents(c.board, incident)->priority, 4);
	center_close(&c);
}

/* "Gone on arrival", three hours late: it is an end like others, with who, when, and a second look. */
static void gone_on_arrival(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	center_wait(&c, 3 * 3600);
	CHECK(center_pass(&c) > 0);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE) == REFUSAL_NONE);
	unit_goes(&c, ENGINE, UNIT_EN_ROUTE);
	unit_goes(&c, ENGINE, UNIT_CLEAR); /* released: nobody came */
	CHECK(center_owed(&c, 0, incident, OBLIGATION_ASSIGN));
	CHECK(ASK(&c, CLOSE, DISPATCHER, .f.incident = incident, .f.disposition = DISPOSITION_SERVED) != REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, DISPATCHER, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED, REASON) ==
	      REFUSAL_NONE);
	CHECK(center_owed(&c, 0, incident, OBLIGATION_REVIEW));
	CHECK_NUMBER(board_calls(c.board, board_incidents(c.board, incident)->first_call)->disposition,
	             DISPOSITION_NOT_SERVED);
	center_close(&c);
}

/* The wait grows past what the caller was told, and nobody tells. */
static void caller_left_in_the_dark(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	CHECK(ASK(&c, TELL_CALLER, TAKER, .f.call = call, .f.span_s = 600, SAID) == REFUSAL_NONE);
	CHECK(ASK(&c, EXPECT_WAIT, TAKER, .f.call = call, .f.span_s = 300) == REFUSAL_NONE);
	CHECK(!center_owed(&c, call, 0, OBLIGATION_INFORM_CALLER)); /* within what was said */
	CHECK(ASK(&c, EXPECT_WAIT, TAKER, .f.call = call, .f.span_s = 1800) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_INFORM_CALLER));
	CHECK(ASK(&c, TELL_CALLER, TAKER, .f.call = call, .f.span_s = 1800, SAID) == REFUSAL_NONE);
	CHECK(!center_owed(&c, call, 0, OBLIGATION_INFORM_CALLER));
	center_close(&c);
}

/* A correction overwrites what was said first. */
static void corrected_away(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_TYPE, TAKER, .f.incident = incident, .f.type = { "noise" }, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.need = 0) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.need = 0, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, incident, OBLIGATION_REVIEW)); /* less help than was thought right */
	CHECK(!center_owed(&c, 0, incident, OBLIGATION_ASSIGN) && center_owed(&c, 0, incident, OBLIGATION_CONCLUDE));
	CHECK_TEXT(board_incidents(c.board, incident)->type.text, "noise");
	center_close(&c);
}

int main(void)
{
	closed_when_the_last_unit_clears();
	closed_by_age();
	second_assignment_hides_the_first();
	reopened_and_closed_without_a_record();
	stale_claim();
	clock_behind_a_screen();
	priority_lowered_unseen();
	gone_on_arrival();
	caller_left_in_the_dark();
	corrected_away();
	return check_done();
}
