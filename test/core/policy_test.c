/* Policies: no way past the gate; a waiting call goes its way and stays owed; an incident is owed what the policy says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"
#include "core/queue.h"

#define CENTER_ASKS(CENTER, KIND, ...)                                                                                 \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })
#define RECORDED .text[TEXT_RECORD] = { (const uint8_t *)"{}", 2 }
#define ROWS(TEXT) .text[TEXT_ROWS] = { (const uint8_t *)(TEXT), sizeof(TEXT) - 1 }

#define STEP " then center 1"
#define SIX_STEPS "owe assign 5" STEP STEP STEP STEP STEP STEP

enum { FIRST = 1, NEXT };

static uint32_t administrator(struct center_test *center, const char *name)
{
	struct command add = { .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f.role = ROLE_ADMINISTRATOR };
	CHECK(fields_set_name(&add.f, FIELD_name, name, strlen(name)) && center_ask(center, &add) == REFUSAL_NONE);
	return board_agent_named(center->board, name);
}

static uint32_t queue(struct center_test *center, const char *name)
{
	struct command add = { .kind = COMMAND_ADD_QUEUE, .asker = ASKER_CENTER };
	CHECK(fields_set_name(&add.f, FIELD_name, name, strlen(name)) && center_ask(center, &add) == REFUSAL_NONE);
	return board_queue_named(center->board, name);
}

static const struct policy_record *policy_of(const struct center_test *center, uint32_t number)
{
	return board_policies(center->board, number);
}

static void check_gate(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t ada = administrator(&center, "ada"), ben = administrator(&center, "ben");
	CHECK(ASK(&center, PROPOSE_POLICY, TAKER, .f.hash = 7, .f.name = { "city" }, RECORDED) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&center, PROPOSE_POLICY, ada, .f.hash = 7, .f.name = { "city" }) == REFUSAL_RECORD_MISSING);
	CHECK(ASK(&center, PROPOSE_POLICY, ada, .f.hash = 7, .f.name = { "city" }, RECORDED) == REFUSAL_NONE);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_POLICY_UNPROVED);
	/* What stands in its way is counted by the center alone. */
	CHECK(ASK(&center, JUDGE_POLICY, ada, .f.policy = FIRST, RECORDED) == REFUSAL_NO_RIGHT);
	CHECK(CENTER_ASKS(&center, JUDGE_POLICY, .f.policy = FIRST, .f.count = 1, RECORDED) == REFUSAL_NONE);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_POLICY_UNPROVED);
	CHECK(CENTER_ASKS(&center, ACTIVATE_POLICY, .f.policy = FIRST) == REFUSAL_POLICY_UNPROVED);
	CHECK(CENTER_ASKS(&center, SET_CARE, .f.count = 3) == REFUSAL_VALUE_WRONG);
	CHECK(CENTER_ASKS(&center, SET_CARE, .f.count = 2) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, JUDGE_POLICY, .f.policy = FIRST, RECORDED) == REFUSAL_NONE);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_SECOND_PERSON_MISSING);
	CHECK(ASK(&center, APPROVE_POLICY, ada, .f.policy = FIRST) == REFUSAL_SAME_PERSON);
	CHECK(ASK(&center, APPROVE_POLICY, ben, .f.policy = FIRST) == REFUSAL_NONE);
	CHECK(ASK(&center, APPROVE_POLICY, ben, .f.policy = FIRST) == REFUSAL_PRIOR_APPROVAL);
	CHECK_NUMBER(board_policy_in_force(center.board), 0);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_NONE);
	CHECK_NUMBER(board_policy_in_force(center.board), FIRST);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_STATE_SAME);

	/* One proved before another took effect is proved again, and so is the way back. */
	CHECK(CENTER_ASKS(&center, SET_CARE, .f.count = 1) == REFUSAL_NONE);
	CHECK(ASK(&center, PROPOSE_POLICY, ada, .f.hash = 8, .f.name = { "city" }, RECORDED) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, JUDGE_POLICY, .f.policy = NEXT, RECORDED) == REFUSAL_NONE);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = NEXT) == REFUSAL_NONE);
	CHECK(!policy_of(&center, FIRST)->in_force && policy_of(&center, NEXT)->in_force);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_JUDGEMENT_OLD);
	CHECK(CENTER_ASKS(&center, JUDGE_POLICY, .f.policy = FIRST, RECORDED) == REFUSAL_NONE);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_NONE);
	CHECK_NUMBER(board_policy_in_force(center.board), FIRST);
	/* And one that was proved more than a day ago. */
	CHECK(CENTER_ASKS(&center, JUDGE_POLICY, .f.policy = NEXT, RECORDED) == REFUSAL_NONE);
	center.now = instant_after(center.now, span_s(JUDGEMENT_LASTS_S + 1));
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = NEXT) == REFUSAL_JUDGEMENT_OLD);
	CHECK(ASK(&center, ACTIVATE_POLICY, ada, .f.policy = 9) == REFUSAL_UNKNOWN_POLICY);
	center_close(&center);
}

static void put_in_force(struct center_test *center)
{
	uint32_t ada = administrator(center, "ada");
	CHECK(ASK(center, PROPOSE_POLICY, ada, .f.hash = 7, .f.name = { "city" }, RECORDED) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(center, JUDGE_POLICY, .f.policy = FIRST, RECORDED) == REFUSAL_NONE);
	CHECK(ASK(center, ACTIVATE_POLICY, ada, .f.policy = FIRST) == REFUSAL_NONE);
}

static bool anybody(const void *context, uint32_t agent)
{
	(void)context;
	(void)agent;
	return true;
}

static void check_route(void)
{
	struct center_test center;
	struct queue_ring next;
	center_open(&center);
	uint32_t night = queue(&center, "night"), text = queue(&center, "text");
	CHECK(ASK(&center, PLACE_CALL, 0, .f.channel = CHANNEL_VOICE, SAID) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, ROUTE_CALL, .f.call = 1, .f.policy = 1) == REFUSAL_UNKNOWN_POLICY);
	put_in_force(&center);
	CHECK(CENTER_ASKS(&center, ROUTE_CALL, .f.call = 1, .f.policy = FIRST, .f.queue = 99) == REFUSAL_UNKNOWN_QUEUE);
	CHECK(ASK(&center, ROUTE_CALL, DISPATCHER, .f.call = 1, .f.policy = FIRST) == REFUSAL_NO_RIGHT);
	CHECK(CENTER_ASKS(&center, ROUTE_CALL, .f.call = 1, .f.policy = FIRST, .f.queue = night, .f.count = 3,
	                  .f.span_s = 15) == REFUSAL_NONE);
	const struct call *call = board_calls(center.board, 1);
	const struct obligation *owed = board_obligation(center.board, center_owed(&center, 1, 0, OBLIGATION_ANSWER));
	CHECK(call->queue == night && owed && owed->owner_kind == OWNER_QUEUE && owed->owner == night);
	/* Its clock began at the first contact. */
	CHECK_NUMBER(owed->due.us, owed->first_due.us);

	/* The phone of who serves that queue rings; while nobody does, anybody's. */
	CHECK(queue_next(center.board, anybody, NULL, &next) && next.agent == TAKER);
	CHECK(ASK(&center, SERVE_QUEUE, SUPERVISOR, .f.queue = night) == REFUSAL_NONE);
	CHECK(ASK(&center, SERVE_QUEUE, SUPERVISOR, .f.queue = night) == REFUSAL_STATE_SAME);
	CHECK(ASK(&center, SERVE_QUEUE, TAKER, .f.queue = text) == REFUSAL_NONE);
	CHECK(ASK(&center, SERVE_QUEUE, TAKER, .f.queue = 99) == REFUSAL_UNKNOWN_QUEUE);
	CHECK(queue_next(center.board, anybody, NULL, &next) && next.agent != TAKER);
	for (uint32_t agent = DISPATCHER; agent < CREW; agent++)
		if (agent != SUPERVISOR)
			CHECK(ASK(&center, SERVE_QUEUE, agent, .f.queue = text) == REFUSAL_NONE);
	CHECK(queue_next(center.board, anybody, NULL, &next) && next.agent == SUPERVISOR);
	CHECK(ASK(&center, SIGN_OUT, SUPERVISOR) == REFUSAL_NONE);
	CHECK(queue_next(center.board, anybody, NULL, &next) && next.agent == TAKER);

	/* Each hop stands on the board, the newest first; the floor has no way. */
	CHECK(CENTER_ASKS(&center, ROUTE_CALL, .f.call = 1, .f.policy = FIRST) == REFUSAL_NONE);
	const struct hop *hop = board_hops(center.board, board_calls(center.board, 1)->last_hop);
	CHECK(hop && !hop->way && board_hops(center.board, hop->before)->way == 3);
	CHECK(ASK(&center, ANSWER, TAKER, .f.call = 1) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, ROUTE_CALL, .f.call = 1, .f.policy = FIRST) == REFUSAL_ALREADY_ANSWERED);
	center_close(&center);
}

static void check_response(void)
{
	struct center_test center;
	center_open(&center);
	put_in_force(&center);
	uint32_t desk = queue(&center, "report");
	uint32_t incident = center_incident(&center);
	static const char *const wrong[] = { "owe",
		                             "owe assign",
		                             "owe assign 0",
		                             "owe nothing 5",
		                             "end nothing",
		                             "owe assign 5;",
		                             "owe assign 5;owe assign 6",
		                             "end served;end served",
		                             "owe assign 5 then",
		                             "owe assign 5 then agent 5",
		                             "owe assign 5 then supervisors",
		                             "owe assign 5 else supervisors 5",
		                             SIX_STEPS,
		                             "card",
		                             "card a;card b",
		                             "card a name of more than 23 b",
		                             "drop assign 5" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident, .f.policy = FIRST,
		                  .text[TEXT_ROWS] = bytes_of_text(wrong[i])) == REFUSAL_ROWS_WRONG);
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident, .f.policy = FIRST, .f.queue = desk,
	                  .f.count = 2,
	                  ROWS("owe assign 1800;owe arrive 7200;end served;end advised")) == REFUSAL_NONE);
	const struct obligation *owed =
	    board_obligation(center.board, center_owed(&center, 0, incident, OBLIGATION_ASSIGN));
	CHECK(owed && owed->owner_kind == OWNER_QUEUE && owed->owner == desk);
	CHECK_NUMBER(instant_since(owed->due, owed->opened).us, span_s(1800).us);
	/* A debt of that kind that comes later has the same bound. */
	CHECK(ASK(&center, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(ASK(&center, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_EN_ROUTE) == REFUSAL_NONE);
	owed = board_obligation(center.board, center_owed(&center, 0, incident, OBLIGATION_ARRIVE));
	CHECK(owed && instant_since(owed->due, owed->opened).us == span_s(7200).us);

	/* It ends as the policy lets it; that nobody helped can always be said. */
	CHECK(ASK(&center, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) == REFUSAL_NONE);
	CHECK(ASK(&center, DISPOSE, DISPATCHER, .f.incident = incident, .f.disposition = DISPOSITION_FALSE_ALARM,
	          REASON) == REFUSAL_END_NOT_ALLOWED);
	CHECK(ASK(&center, DISPOSE, DISPATCHER, .f.incident = incident, .f.disposition = DISPOSITION_NOT_SERVED,
	          REASON) == REFUSAL_NONE);
	/* What the policy says anew stands in place of what it said. */
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident, .f.policy = FIRST) == REFUSAL_NONE);
	const struct response_record *response = board_response_of(center.board, incident);
	CHECK(response && !response->ends && !response->first_debt);
	center_close(&center);
}

/* Whose it is, and for how long, when the next due time has passed. */
static void check_next(struct center_test *center, uint32_t incident, enum owner_kind owner, uint32_t span_s_wanted)
{
	uint64_t handle = center_owed(center, 0, incident, OBLIGATION_ASSIGN);
	int64_t left_us = instant_since(board_obligation(center->board, handle)->due, center->now).us;
	center_wait(center, left_us / 1000000 + 1);
	CHECK(center_pass(center) > 0);
	const struct obligation *owed = board_obligation(center->board, handle);
	CHECK_NUMBER(owed->raised_kind, owner); /* who owed it first stays on record */
	CHECK(instant_since(owed->due, center->now).us <= span_s(span_s_wanted).us);
	CHECK(instant_since(owed->due, center->now).us > span_s(span_s_wanted - 2).us);
}

/* The last word on a service holds, else the last on all; posture and state are two things. */
static void check_standing(void)
{
	struct center_test center;
	center_open(&center);
	CHECK(ASK(&center, SET_POSTURE, TAKER, .f.type = { "red" }) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&center, SET_POSTURE, SUPERVISOR, .f.type = { "down" }) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&center, SET_SERVICE_STATE, SUPERVISOR, .f.type = { "red" }) == REFUSAL_VALUE_WRONG);
	CHECK_NUMBER(board_posture(center.board, "police"), POSTURE_NONE);
	CHECK(ASK(&center, SET_POSTURE, SUPERVISOR, .f.type = { "yellow" }) == REFUSAL_NONE);
	CHECK(ASK(&center, SET_POSTURE, SUPERVISOR, .f.type = { "red" }, .f.name = { "fire" }) == REFUSAL_NONE);
	CHECK_NUMBER(board_posture(center.board, "police"), POSTURE_YELLOW);
	CHECK_NUMBER(board_posture(center.board, "fire"), POSTURE_RED);
	CHECK_NUMBER(board_service_state(center.board, "fire"), SERVICE_STATE_NONE);
	CHECK(ASK(&center, SET_SERVICE_STATE, SUPERVISOR, .f.type = { "going_down" }, .f.name = { "fire" }) ==
	      REFUSAL_NONE);
	CHECK(ASK(&center, SET_POSTURE, SUPERVISOR, .f.type = { "green" }, .f.name = { "fire" }) == REFUSAL_NONE);
	CHECK_NUMBER(board_posture(center.board, "fire"), POSTURE_GREEN);
	CHECK_NUMBER(board_service_state(center.board, "fire"), SERVICE_STATE_GOING_DOWN);
	CHECK_NUMBER(board_service_state(center.board, "police"), SERVICE_STATE_NONE);
	center_close(&center);
}

/* The run card that a policy names is the incident's as long as that response stands; each incident has its own. */
static void check_card(void)
{
	struct center_test center;
	center_open(&center);
	put_in_force(&center);
	uint32_t incident[3];
	for (unsigned i = 0; i < 3; i++)
		incident[i] = center_incident(&center);
	CHECK(!board_response_card(center.board, incident[0]) && !board_response_card(center.board, 99));
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident[0], .f.policy = FIRST,
	                  ROWS("owe assign 5;end served;card big house")) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident[1], .f.policy = FIRST,
	                  ROWS("owe assign 5")) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident[2], .f.policy = FIRST,
	                  ROWS("owe assign 5;card other")) == REFUSAL_NONE);
	CHECK_TEXT(board_response_card(center.board, incident[0]), "big house");
	CHECK(!board_response_card(center.board, incident[1]));
	CHECK_TEXT(board_response_card(center.board, incident[2]), "other");
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident[0], .f.policy = FIRST,
	                  ROWS("owe assign 5")) == REFUSAL_NONE);
	CHECK(!board_response_card(center.board, incident[0]));
	CHECK_TEXT(board_response_card(center.board, incident[2]), "other");
	center_close(&center);
}

/* The policy's own way up goes before the center's; above it that goes on, and nothing ever ends by it. */
static void check_ladder(void)
{
	struct center_test center;
	center_open(&center);
	put_in_force(&center);
	uint32_t incident = center_incident(&center);
	CHECK(CENTER_ASKS(&center, APPLY_RESPONSE, .f.incident = incident, .f.policy = FIRST,
	                  ROWS("owe assign 100 then duty_officer 50 then center 40;owe arrive 300")) == REFUSAL_NONE);
	check_next(&center, incident, OWNER_DUTY_OFFICER, 50);
	check_next(&center, incident, OWNER_CENTER, 40);
	for (unsigned times = 0; times < 8; times++) {
		uint64_t handle = center_owed(&center, 0, incident, OBLIGATION_ASSIGN);
		CHECK(handle != 0);
		center_wait(&center, 3600);
		CHECK(center_pass(&center) > 0);
	}
	/* Debts of which it names no way up have the center's. */
	const struct response_debt *arrive =
	    board_response_debts(center.board, board_response_debt(center.board, incident, OBLIGATION_ARRIVE));
	CHECK(arrive && arrive->span_s == 300 && !arrive->first_rung);
	center_close(&center);
}

static void check_store(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t ada = administrator(&center, "ada");
	CHECK(ASK(&center, STORE_POLICY, ada, .f.hash = 7, RECORDED) == REFUSAL_NO_RIGHT);
	CHECK(CENTER_ASKS(&center, STORE_POLICY, .f.hash = 7) == REFUSAL_RECORD_MISSING);
	CHECK(CENTER_ASKS(&center, STORE_POLICY, .f.hash = 7, .f.stored = 1, RECORDED) == REFUSAL_UNKNOWN_POLICY);
	CHECK(CENTER_ASKS(&center, STORE_POLICY, .f.hash = 7, RECORDED) == REFUSAL_NONE);
	uint64_t first = board_stored(center.board, 1)->sequence;
	CHECK(CENTER_ASKS(&center, STORE_POLICY, .f.hash = 7, .f.stored = 1, RECORDED) == REFUSAL_NONE);
	CHECK(board_stored(center.board, 1)->sequence > first && !board_stored(center.board, 2));
	CHECK(CENTER_ASKS(&center, WITHDRAW_POLICY, .f.stored = 1) == REFUSAL_NONE);
	CHECK(board_stored(center.board, 1)->withdrawn);
	CHECK(CENTER_ASKS(&center, WITHDRAW_POLICY, .f.stored = 1) == REFUSAL_UNKNOWN_POLICY);
	CHECK(CENTER_ASKS(&center, STORE_POLICY, .f.hash = 7, .f.stored = 1, RECORDED) == REFUSAL_UNKNOWN_POLICY);
	CHECK(!board_policy_in_force(center.board));
	center_close(&center);
}

/* The review that a warning owes, and no other on it. */
static const struct obligation *looked_for(const struct center_test *center, uint32_t notice)
{
	const struct obligation *found = NULL;
	for (uint32_t slot = board_notices(center->board, notice)->first_obligation; slot;
	     slot = board_obligations(center->board, slot)->next) {
		const struct obligation *owed = board_obligations(center->board, slot);
		if (owed->kind == OBLIGATION_REVIEW && !owed->by)
			found = owed;
	}
	return found;
}

static uint64_t handle_of(const struct center_test *center, const struct obligation *owed)
{
	return board_handle(center->board, owed ? (uint32_t)(owed - board_obligations(center->board, 1)) + 1 : 0);
}

#define DAY_S 86400
/* What runs out is a supervisor's until it is put right: whoever looks at it owes to look again, sooner and sooner. */
static void check_warning(void)
{
	struct center_test center;
	center_open(&center);
	struct instant until = instant_after(center.now, span_s(10 * DAY_S));
	CHECK(CENTER_ASKS(&center, WARN_POLICY, .f.policy = FIRST, .f.hash = 5, SAID) == REFUSAL_UNKNOWN_POLICY);
	put_in_force(&center);
	CHECK(ASK(&center, WARN_POLICY, SUPERVISOR, .f.policy = FIRST, .f.hash = 5, SAID) == REFUSAL_NO_RIGHT);
	CHECK(CENTER_ASKS(&center, WARN_POLICY, .f.policy = FIRST, .f.hash = 5) == REFUSAL_WORDS_MISSING);
	CHECK(CENTER_ASKS(&center, WARN_POLICY, .f.policy = FIRST, .f.hash = 5, .f.due = until.us, SAID) ==
	      REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, WARN_POLICY, .f.policy = FIRST, .f.hash = 5, .f.due = until.us, SAID) ==
	      REFUSAL_STATE_SAME);
	CHECK_NUMBER(board_warned(center.board, 5), 1);
	CHECK(board_notices(center.board, 1)->kind == NOTICE_WARNING &&
	      board_notices(center.board, 1)->until.us == until.us);
	const struct obligation *owed = looked_for(&center, 1);
	CHECK(owed && owed->owner_kind == OWNER_SUPERVISORS && owed->due.us < until.us);

	/* It climbs as any other, and a look does not end it. */
	center_wait(&center, 6 * DAY_S);
	CHECK(center_pass(&center) > 0);
	owed = looked_for(&center, 1);
	CHECK(owed && owed->raised);
	CHECK(ASK(&center, REVIEW, SUPERVISOR, .f.obligation = handle_of(&center, owed), .f.verdict = VERDICT_AGREE) ==
	      REFUSAL_NONE);
	owed = looked_for(&center, 1);
	CHECK(owed && !owed->raised && owed->due.us < until.us);
	/* More time is given by one, and looked at by another; that is another review, and the first is still owed. */
	CHECK(ASK(&center, EXTEND, SUPERVISOR, .f.obligation = handle_of(&center, owed), .f.span_s = 60, REASON) ==
	      REFUSAL_NONE);
	CHECK_NUMBER(board_notices(center.board, 1)->obligations, 2);
	CHECK(ASK(&center, RENEW_NOTICE, SUPERVISOR, .f.notice = 1, REASON) == REFUSAL_UNKNOWN_NOTICE);
	CHECK(ASK(&center, RETIRE_HAZARD, SUPERVISOR, .f.notice = 1, REASON) == REFUSAL_UNKNOWN_NOTICE);

	/* Over, and looked at: again a day later, for ever. */
	center_wait(&center, 30 * DAY_S);
	owed = looked_for(&center, 1);
	CHECK(ASK(&center, REVIEW, SUPERVISOR, .f.obligation = handle_of(&center, owed), .f.verdict = VERDICT_AGREE) ==
	      REFUSAL_NONE);
	owed = looked_for(&center, 1);
	CHECK(owed && instant_since(owed->due, center.now).us == span_s(DAY_S).us);

	CHECK(ASK(&center, END_WARNING, SUPERVISOR, .f.notice = 1, REASON) == REFUSAL_NO_RIGHT);
	CHECK(CENTER_ASKS(&center, END_WARNING, .f.notice = 1, REASON) == REFUSAL_NONE);
	CHECK(!looked_for(&center, 1) && !board_notices(center.board, 1)->open && !board_warned(center.board, 5));
	CHECK(CENTER_ASKS(&center, END_WARNING, .f.notice = 1, REASON) == REFUSAL_NOTICE_OVER);
	/* What is not there is a thing of the hour. */
	CHECK(CENTER_ASKS(&center, WARN_POLICY, .f.policy = FIRST, .f.hash = 5, SAID) == REFUSAL_NONE);
	owed = looked_for(&center, 2);
	CHECK(owed && instant_since(owed->due, center.now).us == span_s(3600).us);
	center_close(&center);
}

int main(void)
{
	check_warning();
	check_card();
	check_standing();
	check_ladder();
	check_store();
	check_gate();
	check_route();
	check_response();
	return check_done();
}
