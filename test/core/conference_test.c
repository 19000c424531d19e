/* A third party joins a conversation, and a caller is passed on to a neighbour: who speaks, who is free, who owes what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

#define CENTER_ASKS(CENTER, KIND, ...)                                                                                 \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })
#define WENT(CENTER, CALL, HOW) CENTER_ASKS(CENTER, RECORD_CONFERENCE, .f.call = (CALL), .f.bridged = (uint8_t)(HOW))

/* A call that the taker answered, in a center that has a bridge and a neighbour; its number. */
static uint32_t begin(struct center_test *center)
{
	center_open(center);
	CHECK(CENTER_ASKS(center, SET_BRIDGE, .f.count = 1) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(center, ADD_NEIGHBOUR, .f.name = { "county" }) == REFUSAL_NONE);
	CHECK(ASK(center, PLACE_CALL, 0, .f.channel = CHANNEL_VOICE) == REFUSAL_NONE);
	uint32_t call = center->board->pool[POOL_calls].count - 1;
	CHECK(ASK(center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	return call;
}

static const struct call *call_of(const struct center_test *center, uint32_t call)
{
	return board_calls(center->board, call);
}

static const struct agent *agent_of(const struct center_test *center, uint32_t agent)
{
	return board_agents(center->board, agent);
}

/* How it went with the third party in the last entry. */
static enum bridged went(const struct center_test *center)
{
	for (uint32_t i = 0; i < center->decision.count; i++)
		if (center->decision.events[i].kind == EVENT_CONFERENCE_WENT)
			return center->decision.events[i].f.bridged;
	return BRIDGED_NONE;
}

static enum owner_kind owner(const struct center_test *center, uint32_t call, enum obligation_kind kind,
                             uint32_t *ret_owner)
{
	const struct obligation *owed = board_obligation(center->board, center_owed(center, call, 0, kind));
	*ret_owner = owed ? owed->owner : 0;
	return owed ? owed->owner_kind : OWNER_NOBODY;
}

static void check_refused(void)
{
	struct center_test center;
	uint32_t call = begin(&center);
	CHECK(CENTER_ASKS(&center, SET_BRIDGE) == REFUSAL_NONE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NO_BRIDGE);
	CHECK(CENTER_ASKS(&center, SET_BRIDGE, .f.count = 1) == REFUSAL_NONE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call) == REFUSAL_TARGET_MISSING);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = TAKER) == REFUSAL_AGENT_NOT_FREE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.neighbour = 9) == REFUSAL_UNKNOWN_NEIGHBOUR);
	CHECK(ASK(&center, END_CONFERENCE, TAKER, .f.call = call) == REFUSAL_NOT_IN_CONFERENCE);
	CHECK(WENT(&center, call, BRIDGED_JOINED) == REFUSAL_NOT_IN_CONFERENCE);
	CHECK(ASK(&center, HOLD, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_HELD);
	CHECK(ASK(&center, RETRIEVE, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NONE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = SECOND) == REFUSAL_IN_CONFERENCE);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.agent = SECOND) == REFUSAL_IN_CONFERENCE);
	CHECK(ASK(&center, HOLD, TAKER, .f.call = call) == REFUSAL_IN_CONFERENCE);
	CHECK(CENTER_ASKS(&center, RECORD_CONFERENCE, .f.call = call) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&center, RELEASE, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NOT_ANSWERED);
	center_close(&center);
}

/* Joined, or not: whoever spoke does so on, and the third is free again. */
static void check_third(void)
{
	struct center_test center;
	uint32_t call = begin(&center);
	static const enum bridged ends[] = { BRIDGED_NOT_JOINED, BRIDGED_LEFT, BRIDGED_FAILED };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NONE);
		CHECK(agent_of(&center, OFFICER)->joins);
		uint32_t other = center_call(&center); /* another call does not ring whoever joins */
		CHECK(CENTER_ASKS(&center, OFFER, .f.call = other, .f.agent = OFFICER) == REFUSAL_AGENT_NOT_FREE);
		if (i) {
			CHECK(WENT(&center, call, BRIDGED_JOINED) == REFUSAL_NONE);
			CHECK_NUMBER(call_of(&center, call)->third_state, THIRD_JOINED);
			CHECK(ASK(&center, END_CONFERENCE, TAKER, .f.call = call) == REFUSAL_NONE);
		}
		CHECK(WENT(&center, call, ends[i]) == REFUSAL_NONE);
		CHECK(!agent_of(&center, OFFICER)->joins && !call_of(&center, call)->third_state);
		CHECK_NUMBER(call_of(&center, call)->agent, TAKER);
		CHECK_NUMBER(call_of(&center, call)->state, CALL_ANSWERED);
	}
	/* From a queue whoever is first in its line. */
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.queue = 1) == REFUSAL_NONE);
	uint32_t first = call_of(&center, call)->third;
	CHECK(first && first != TAKER && agent_of(&center, first)->joins);
	center_close(&center);
}

/* The caller goes: the third party goes too, and it is on record. */
static void check_over(void)
{
	struct center_test center;
	uint32_t call = begin(&center);
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NONE);
	CHECK(WENT(&center, call, BRIDGED_JOINED) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, HANG_UP, .f.call = call) == REFUSAL_NO_RIGHT);
	CHECK(ASK(&center, HANG_UP, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK_NUMBER(went(&center), BRIDGED_OVER);
	CHECK(!agent_of(&center, OFFICER)->joins && !agent_of(&center, TAKER)->talking);
	center_close(&center);
}

/* Whoever spoke goes: the third party has the caller, and answers for him. */
static void check_taken_over(bool agent)
{
	struct center_test center;
	uint32_t call = begin(&center), who;
	CHECK(ASK(&center, CONFERENCE, TAKER, .f.call = call, .f.agent = agent ? OFFICER : 0,
	          .f.neighbour = agent ? 0 : 1) == REFUSAL_NONE);
	CHECK(WENT(&center, call, BRIDGED_JOINED) == REFUSAL_NONE);
	CHECK(WENT(&center, call, BRIDGED_TAKEN_OVER) == REFUSAL_NONE);
	CHECK(!agent_of(&center, TAKER)->talking && !agent_of(&center, OFFICER)->joins);
	CHECK_NUMBER(agent_of(&center, OFFICER)->talking, agent);
	CHECK_NUMBER(call_of(&center, call)->state, agent ? CALL_ANSWERED : CALL_RELEASED);
	CHECK_NUMBER(call_of(&center, call)->away, !agent);
	CHECK_NUMBER(owner(&center, call, OBLIGATION_CLASSIFY, &who), agent ? OWNER_AGENT : OWNER_NEIGHBOUR);
	CHECK_NUMBER(who, agent ? TAKER : 1);
	center_close(&center);
}

/* The debt stays until the neighbour has accepted; it is raised here if nobody says how it ended, and comes back with the caller. */
static void check_neighbour(void)
{
	struct center_test center;
	uint32_t call = begin(&center), who;
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.neighbour = 2) == REFUSAL_UNKNOWN_NEIGHBOUR);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.neighbour = 1) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, RECORD_TRANSFER, .f.call = call, .f.neighbour = 1, .f.outcome = OUTCOME_NO_ANSWER,
	                  .f.count = 408) == REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, call)->state, CALL_ANSWERED);
	CHECK_NUMBER(owner(&center, call, OBLIGATION_CLASSIFY, &who), OWNER_AGENT);
	CHECK(CENTER_ASKS(&center, RECORD_TRANSFER, .f.call = call, .f.neighbour = 1, .f.outcome = OUTCOME_REACHED,
	                  .f.count = 200) == REFUSAL_NONE);
	CHECK_NUMBER(owner(&center, call, OBLIGATION_CLASSIFY, &who), OWNER_NEIGHBOUR);
	CHECK_NUMBER(who, 1);
	CHECK(call_of(&center, call)->away && !agent_of(&center, TAKER)->talking);
	CHECK(ASK(&center, CALL_CALLER, TAKER, .f.call = call) == REFUSAL_CALLER_PRESENT);
	center_wait(&center, 3600);
	CHECK(center_pass(&center) > 0);
	CHECK(owner(&center, call, OBLIGATION_CLASSIFY, &who) == OWNER_NEIGHBOUR);
	/* Their line is lost, and the caller is still there, though whoever passed him on may have gone home. */
	CHECK(CENTER_ASKS(&center, RECORD_TRANSFER, .f.call = call, .f.outcome = OUTCOME_FAILED) == REFUSAL_NONE);
	CHECK(call_of(&center, call)->state == CALL_WAITING && !call_of(&center, call)->away);
	CHECK(center_owed(&center, call, 0, OBLIGATION_ANSWER) != 0);
	CHECK(ASK(&center, ANSWER, SECOND, .f.call = call) == REFUSAL_NONE);
	CHECK_NUMBER(owner(&center, call, OBLIGATION_CLASSIFY, &who), OWNER_AGENT);
	CHECK_NUMBER(who, SECOND);
	/* Taken back by a person; then accepted once more. */
	CHECK(CENTER_ASKS(&center, RECORD_TRANSFER, .f.call = call, .f.outcome = OUTCOME_REACHED) == REFUSAL_NONE);
	CHECK(ASK(&center, TRANSFER, SECOND, .f.call = call, .f.agent = OFFICER) == REFUSAL_NOT_ANSWERED);
	CHECK(ASK(&center, TRANSFER, SECOND, .f.call = call, .f.queue = 1) == REFUSAL_NONE);
	CHECK(ASK(&center, ANSWER, SECOND, .f.call = call) == REFUSAL_NONE);
	/* Accepted once more, and then the caller goes: no call back is owed here, an end is. */
	CHECK(CENTER_ASKS(&center, RECORD_TRANSFER, .f.call = call, .f.neighbour = 1, .f.outcome = OUTCOME_REACHED) ==
	      REFUSAL_NONE);
	CHECK(ASK(&center, HANG_UP, SECOND, .f.call = call) == REFUSAL_NONE);
	CHECK(!center_owed(&center, call, 0, OBLIGATION_CALL_BACK) && !call_of(&center, call)->away);
	CHECK(call_of(&center, call)->obligations);
	CHECK(ASK(&center, CLOSE, SECOND, .f.call = call) == REFUSAL_BLOCKED);
	CHECK(ASK(&center, CLOSE, SECOND, .f.call = call, .f.disposition = DISPOSITION_REFERRED, REASON) ==
	      REFUSAL_NONE);
	/* Late word of a transfer does nothing to a call that is closed. */
	CHECK(CENTER_ASKS(&center, RECORD_TRANSFER, .f.call = call, .f.outcome = OUTCOME_REACHED) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, LOOK, .f.call = call) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, LOOK, .f.call = 99) == REFUSAL_UNKNOWN_CALL);
	CHECK_NUMBER(call_of(&center, call)->state, CALL_CLOSED);
	center_close(&center);
}

int main(void)
{
	check_refused();
	check_third();
	check_over();
	check_taken_over(true);
	check_taken_over(false);
	check_neighbour();
	return check_done();
}
