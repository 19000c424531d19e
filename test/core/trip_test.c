/* One call's whole trip through the rules, and the doors that must stay shut on its way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

static void whole_trip(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	CHECK(center_owed(&c, call, 0, OBLIGATION_ANSWER));
	CHECK(ASK(&c, CLOSE, TAKER, .f.call = call, .f.disposition = DISPOSITION_ADVISED, REASON) == REFUSAL_BLOCKED);
	CHECK_NUMBER(c.decision.count, 2); /* the blocker is named */
	center_wait(&c, 16);
	CHECK_NUMBER(center_pass(&c), 1);
	CHECK(ASK(&c, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&c, ANSWER, SECOND, .f.call = call) == REFUSAL_ALREADY_ANSWERED);
	CHECK(!center_owed(&c, call, 0, OBLIGATION_ANSWER) && center_owed(&c, call, 0, OBLIGATION_CLASSIFY));
	CHECK(ASK(&c, CLASSIFY, TAKER, .f.call = call, .f.type = { "fire" }, .f.priority = 1, .f.need = 2) ==
	      REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_ASSIGN) && !center_owed(&c, call, 0, OBLIGATION_CLASSIFY));
	CHECK(ASK(&c, ASSIGN, TAKER, .f.incident = 1, .f.unit = ENGINE) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = 1, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_ASSIGN)); /* one of two: the shortfall stays owed */
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = 1, .f.unit = LADDER_TRUCK) == REFUSAL_NONE);
	CHECK(!center_owed(&c, 0, 1, OBLIGATION_ASSIGN));
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) ==
	      REFUSAL_NONE); /* out of order */
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_EN_ROUTE) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_CHECK_CREW));
	CHECK(ASK(&c, CHECK_CREW, DISPATCHER, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_CHECK_CREW)); /* asked again as long as the crew is there */
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = LADDER_TRUCK, .f.status = UNIT_CLEAR) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = LADDER_TRUCK, .f.status = UNIT_CLEAR, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_ASSIGN)); /* it never arrived */
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = 1, .f.need = 1, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_REVIEW));
	CHECK(ASK(&c, CLOSE, DISPATCHER, .f.incident = 1, .f.disposition = DISPOSITION_SERVED) == REFUSAL_BLOCKED);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_CLEAR) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, 1, OBLIGATION_CONCLUDE));
	center_wait(&c, 100000);
	CHECK(center_pass(&c) > 0); /* nothing is closed by time */
	CHECK(board_incidents(c.board, 1)->open && board_calls(c.board, call)->state == CALL_ANSWERED);
	CHECK(ASK(&c, CLOSE, DISPATCHER, .f.incident = 1, .f.disposition = DISPOSITION_SERVED) == REFUSAL_NONE);
	CHECK(!board_incidents(c.board, 1)->open && board_calls(c.board, call)->state == CALL_CLOSED);
	CHECK_NUMBER(board_calls(c.board, call)->disposition, DISPOSITION_SERVED);
	center_close(&c);
}

/* Found by the simulator: commands that lack what they must have are refused, and not folded as nonsense. */
static void what_is_missing_is_refused(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(ASK(&c, UNIT_STATUS, CREW, .f.unit = ENGINE) == REFUSAL_STATUS_MISSING);
	struct command rung = {
		.kind = COMMAND_SET_RUNG, .asker = ASKER_CENTER, .f.span_s = 5, .f.owner_kind = OWNER_QUEUE
	};
	CHECK(center_ask(&c, &rung) == REFUSAL_VALUE_WRONG);
	rung.f.kind = OBLIGATION_ANSWER;
	rung.f.owner_kind = OWNER_NOBODY;
	CHECK(center_ask(&c, &rung) == REFUSAL_VALUE_WRONG);
	rung.f.owner_kind = OWNER_QUEUE;
	rung.f.span_s = 0;
	CHECK(center_ask(&c, &rung) == REFUSAL_SPAN_WRONG);
	center_close(&c);
}

static void not_served_needs_a_second_look(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_SERVED) ==
	      REFUSAL_BLOCKED);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED) ==
	      REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED, REASON) ==
	      REFUSAL_NONE);
	uint64_t review = center_owed(&c, 0, incident, OBLIGATION_REVIEW);
	CHECK(review);
	CHECK(ASK(&c, REVIEW, SUPERVISOR, .f.obligation = review, .f.verdict = VERDICT_AGREE) == REFUSAL_SAME_PERSON);
	CHECK(ASK(&c, REVIEW, SECOND, .f.obligation = review, .f.verdict = VERDICT_REOPEN, REASON) == REFUSAL_NONE);
	CHECK(board_incidents(c.board, incident)->open && center_owed(&c, 0, incident, OBLIGATION_ASSIGN));
	CHECK_NUMBER(board_incidents(c.board, incident)->first_disposition, DISPOSITION_NOT_SERVED);
	center_close(&c);
}

static void abandoned_call_is_called_back(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	CHECK(ASK(&c, HANG_UP, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_CALL_BACK) && !center_owed(&c, call, 0, OBLIGATION_ANSWER));
	CHECK(ASK(&c, DISPOSE, TAKER, .f.call = call, .f.disposition = DISPOSITION_UNREACHABLE, REASON) ==
	      REFUSAL_NO_EVIDENCE);
	for (unsigned i = 0; i < ATTEMPTS_MIN; i++)
		CHECK(ASK(&c, TRY_CALL_BACK, TAKER, .f.call = call, .f.outcome = OUTCOME_NO_ANSWER) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_CONCLUDE));
	CHECK(ASK(&c, CLOSE, TAKER, .f.call = call, .f.disposition = DISPOSITION_UNREACHABLE, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_REVIEW));
	CHECK(ASK(&c, ADD_TEXT, TAKER, .f.call = call, SAID) == REFUSAL_NONE);
	CHECK(ASK(&c, REOPEN, TAKER, .f.call = call, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_CALL_BACK));
	CHECK(ASK(&c, TRY_CALL_BACK, TAKER, .f.call = call, .f.outcome = OUTCOME_REACHED) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_CLASSIFY));
	center_close(&c);
}

static void covered_calls_are_carried(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t incident = center_incident(&c);
	uint32_t other = center_call(&c);
	CHECK(ASK(&c, LINK, TAKER, .f.call = other, .f.incident = incident) == REFUSAL_NONE);
	CHECK(center_owed(&c, other, 0, OBLIGATION_ANSWER)); /* linked or not, the caller waits for a voice */
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED, REASON) ==
	      REFUSAL_BLOCKED);
	CHECK(ASK(&c, ANSWER, TAKER, .f.call = other) == REFUSAL_NONE);
	CHECK_NUMBER(board_calls(c.board, other)->obligations, 0); /* the incident carries it */
	CHECK(ASK(&c, UNLINK, TAKER, .f.call = other) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, UNLINK, TAKER, .f.call = other, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, other, 0, OBLIGATION_CLASSIFY));
	CHECK(ASK(&c, LINK, TAKER, .f.call = other, .f.incident = incident) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED, REASON) ==
	      REFUSAL_NONE);
	CHECK(board_calls(c.board, other)->state == CALL_CLOSED);
	center_close(&c);
}

static void climb_the_ladder(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	static const enum owner_kind way[] = { OWNER_SUPERVISORS, OWNER_DUTY_OFFICER, OWNER_CENTER, OWNER_CENTER };
	uint64_t handle = center_owed(&c, call, 0, OBLIGATION_ANSWER);
	struct instant first_due = board_obligation(c.board, handle)->due;
	for (unsigned i = 0; i < sizeof way / sizeof *way; i++) { /* no neighbour is known: that rung is passed over */
		c.now = board_obligation(c.board, handle)->due;
		CHECK_NUMBER(center_pass(&c), 1);
		CHECK_NUMBER(board_obligation(c.board, handle)->raised_kind, way[i]);
		CHECK_NUMBER(board_obligation(c.board, handle)->unheeded, i == 3);
	}
	CHECK(board_obligation(c.board, handle)->first_due.us == first_due.us);
	CHECK(ASK(&c, EXTEND, TAKER, .f.obligation = handle, .f.span_s = 60, REASON) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&c, EXTEND, SUPERVISOR, .f.obligation = handle, .f.span_s = 60) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, EXTEND, SUPERVISOR, .f.obligation = handle, .f.span_s = 60, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, call, 0, OBLIGATION_REVIEW));
	CHECK(board_obligation(c.board, handle)->first_due.us == first_due.us);
	center_close(&c);
}

static void owners_do_not_slip_away(void)
{
	struct center_test c;
	center_open(&c);
	uint32_t call = center_call(&c);
	CHECK(ASK(&c, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&c, SIGN_OUT, TAKER) == REFUSAL_STILL_OWES);
	uint64_t owed = center_owed(&c, call, 0, OBLIGATION_CLASSIFY);
	CHECK(ASK(&c, HAND_OVER, TAKER, .f.obligation = owed, .f.agent = DISPATCHER) == REFUSAL_NONE);
	uint64_t asked = center_owed(&c, call, 0, OBLIGATION_HAND_OVER);
	CHECK_NUMBER(board_obligation(c.board, owed)->owner, TAKER); /* only an accepted one moves */
	CHECK(ASK(&c, ACCEPT, SUPERVISOR, .f.obligation = asked) == REFUSAL_NOT_ASKED);
	CHECK(ASK(&c, ACCEPT, DISPATCHER, .f.obligation = asked) == REFUSAL_NONE);
	CHECK_NUMBER(board_obligation(c.board, owed)->owner, DISPATCHER);
	CHECK(ASK(&c, SIGN_OUT, TAKER) == REFUSAL_NONE);
	CHECK(ASK(&c, SIGN_OUT, DISPATCHER, .f.forced = 1) == REFUSAL_NONE);
	CHECK_NUMBER(board_obligation(c.board, owed)->raised_kind, OWNER_SUPERVISORS);
	center_close(&c);
}

static void keys_have_one_effect(void)
{
	struct center_test c;
	center_open(&c);
	struct command place = { .kind = COMMAND_PLACE_CALL, .keyed = true, .key = "0123456789abcde", .content = 7 };
	CHECK(center_ask(&c, &place) == REFUSAL_NONE && c.decision.count);
	uint64_t sequence = board_center(c.board)->sequence;
	CHECK(center_ask(&c, &place) == REFUSAL_NONE && !c.decision.count);
	CHECK(c.decision.repeat_of == sequence);
	place.content = 8;
	CHECK(center_ask(&c, &place) == REFUSAL_KEY_REUSED);
	center_close(&c);
}

static void image_is_the_board(void)
{
	struct center_test c;
	struct buffer image = { 0 };
	struct board *read = NULL;
	center_open(&c);
	(void)center_incident(&c);
	CHECK(board_write(c.board, &image) == STATUS_OK && board_read(buffer_bytes(&image), &read) == STATUS_OK);
	CHECK(read->digest == c.board->digest && board_digest(read) == c.board->digest);
	board_close(read);
	for (size_t cut = 0; cut < image.length; cut += 97)
		CHECK(board_read(bytes_of(image.at, cut), &read) != STATUS_OK);
	image.at[image.length / 2] ^= 1;
	CHECK(board_read(buffer_bytes(&image), &read) == STATUS_CORRUPT);
	buffer_close(&image);
	center_close(&c);
}

int main(void)
{
	whole_trip();
	what_is_missing_is_refused();
	not_served_needs_a_second_look();
	abandoned_call_is_called_back();
	covered_calls_are_carried();
	climb_the_ladder();
	owners_do_not_slip_away();
	keys_have_one_effect();
	image_is_the_board();
	return check_done();
}
