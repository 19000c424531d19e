/* Phones: whose rings for whom, what happens when nobody takes it up, and who keeps a caller who is passed on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"
#include "core/queue.h"

#define CENTER_ASKS(CENTER, KIND, ...)                                                                                 \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })

static bool anybody(const void *context, uint32_t agent)
{
	(void)context;
	(void)agent;
	return true;
}

/* Only the agents whose bit is set have a phone. */
static bool of_mask(const void *context, uint32_t agent)
{
	const uint32_t *mask = context;
	return *mask >> agent & 1;
}

static uint32_t voice_call(struct center_test *center, unsigned priority)
{
	CHECK(ASK(center, PLACE_CALL, 0, .f.channel = CHANNEL_VOICE, .f.priority = (uint8_t)priority) == REFUSAL_NONE);
	return center->board->pool[POOL_calls].count - 1;
}

/* Rings the next phone, if there is one; whose. */
static uint32_t ring(struct center_test *center, uint32_t wanted_call)
{
	struct queue_ring next;
	if (!queue_next(center->board, anybody, NULL, &next))
		return 0;
	CHECK_NUMBER(next.call, wanted_call);
	CHECK(CENTER_ASKS(center, OFFER, .f.call = next.call, .f.agent = next.agent) == REFUSAL_NONE);
	return next.agent;
}

static const struct call *call_of(const struct center_test *center, uint32_t call)
{
	return board_calls(center->board, call);
}

static const struct agent *agent_of(const struct center_test *center, uint32_t agent)
{
	return board_agents(center->board, agent);
}

/* How the ring of an agent ended in the last entry; RANG_NONE if it did not. */
static enum rang rang(const struct center_test *center, uint32_t agent)
{
	for (uint32_t i = 0; i < center->decision.count; i++)
		if (center->decision.events[i].kind == EVENT_OFFER_ENDED && center->decision.events[i].f.agent == agent)
			return center->decision.events[i].f.rang;
	return RANG_NONE;
}

static void check_answered(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t call = voice_call(&center, 0);
	center_wait(&center, 1);
	uint32_t agent = ring(&center, call);
	CHECK_NUMBER(agent, TAKER); /* signed in first, free longest */
	CHECK_NUMBER(call_of(&center, call)->offers, 1);
	CHECK_NUMBER(ring(&center, call), 0); /* one at a time */
	CHECK(CENTER_ASKS(&center, OFFER, .f.call = call, .f.agent = TAKER) == REFUSAL_AGENT_NOT_FREE);
	CHECK(ASK(&center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK_NUMBER(rang(&center, TAKER), RANG_ANSWERED);
	CHECK_NUMBER(agent_of(&center, TAKER)->talking, 1);
	uint32_t second = voice_call(&center, 0);
	CHECK_NUMBER(ring(&center, second), DISPATCHER); /* the taker speaks */
	CHECK(ASK(&center, HANG_UP, SUPERVISOR, .f.call = second) == REFUSAL_NONE);
	CHECK_NUMBER(rang(&center, DISPATCHER), RANG_OVER);
	CHECK(center_owed(&center, second, 0, OBLIGATION_CALL_BACK) != 0);
	CHECK(ASK(&center, RELEASE, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK_NUMBER(agent_of(&center, TAKER)->talking, 0);
	center_close(&center);
}

static void check_not_taken(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t call = voice_call(&center, 0);
	uint32_t last = 0;
	/* Six people cannot be rung for ever by one call: it goes round and round and never ends. */
	for (int round = 0; round < 20; round++) {
		center_wait(&center, queue_ring_s(center.board, call));
		(void)center_pass(&center);
		uint32_t agent = ring(&center, call);
		CHECK(agent && agent != last);
		last = agent;
		uint64_t owed = center_owed(&center, call, 0, OBLIGATION_ANSWER);
		uint32_t raised = board_obligation(center.board, owed)->raised;
		CHECK(CENTER_ASKS(&center, END_OFFER, .f.agent = agent, .f.rang = RANG_NO_ANSWER) == REFUSAL_NONE);
		CHECK(board_obligation(center.board, owed)->raised == raised + 1);
		CHECK_NUMBER(call_of(&center, call)->state, CALL_WAITING);
	}
	CHECK(agent_of(&center, TAKER)->missed >= 3);
	CHECK(CENTER_ASKS(&center, END_OFFER, .f.agent = TAKER, .f.rang = RANG_NO_ANSWER) == REFUSAL_NOT_OFFERED);
	/* Who goes away while it rings has declined it; so has who signs out. */
	uint32_t agent = ring(&center, call);
	CHECK(ASK(&center, SET_AGENT_STATE, agent, .f.state = AGENT_AWAY) == REFUSAL_NONE);
	CHECK_NUMBER(rang(&center, agent), RANG_DECLINED);
	agent = ring(&center, call);
	CHECK(ASK(&center, SIGN_OUT, agent, .f.forced = 1) == REFUSAL_NONE);
	CHECK_NUMBER(rang(&center, agent), RANG_DECLINED);
	center_close(&center);
}

static void check_order(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t low = voice_call(&center, 3), first, second;
	center_wait(&center, 1);
	first = voice_call(&center, 1);
	center_wait(&center, 1);
	second = voice_call(&center, 0); /* unknown is as urgent as the first */
	CHECK_NUMBER(queue_waiting(center.board, 0), 3);
	CHECK_NUMBER(queue_waiting(center.board, 1), 3);
	CHECK_NUMBER(queue_waiting(center.board, 2), 0);
	uint32_t mask = 1u << SUPERVISOR;
	struct queue_ring next;
	CHECK(queue_next(center.board, of_mask, &mask, &next) && next.agent == SUPERVISOR && next.call == first);
	mask = 0;
	CHECK(!queue_next(center.board, of_mask, &mask, &next));
	CHECK(ring(&center, first) != 0);
	CHECK(ring(&center, second) != 0);
	CHECK(ring(&center, low) != 0);
	CHECK_NUMBER(ring(&center, 0), 0);
	center_close(&center);
}

static void check_rows(void)
{
	struct center_test center;
	center_open(&center);
	CHECK(CENTER_ASKS(&center, SET_QUEUE, .f.queue = 9, .f.ring = RING_ALL) == REFUSAL_UNKNOWN_QUEUE);
	CHECK(CENTER_ASKS(&center, SET_QUEUE, .f.queue = 1, .f.ring = RING_ALL, .f.span_s = 121) == REFUSAL_SPAN_WRONG);
	CHECK(CENTER_ASKS(&center, SET_QUEUE, .f.queue = 1, .f.ring = RING_ALL, .f.span_s = 120) == REFUSAL_NONE);
	uint32_t call = voice_call(&center, 0);
	CHECK_NUMBER(queue_ring_s(center.board, call), 120);
	int rung = 0;
	while (ring(&center, call))
		rung++;
	CHECK_NUMBER(rung, 5); /* everybody who is signed in; the crew is not */
	CHECK(ASK(&center, ANSWER, OFFICER, .f.call = call) == REFUSAL_NONE);
	CHECK_NUMBER(rang(&center, OFFICER), RANG_ANSWERED);
	CHECK_NUMBER(rang(&center, TAKER), RANG_OVER);
	CHECK_NUMBER(call_of(&center, call)->offers, 0);
	/* The first in line, again and again. */
	CHECK(CENTER_ASKS(&center, SET_QUEUE, .f.queue = 1, .f.ring = RING_ONE) == REFUSAL_NONE);
	call = voice_call(&center, 0);
	for (int i = 0; i < 3; i++) {
		center_wait(&center, 1);
		CHECK_NUMBER(ring(&center, call), TAKER);
		CHECK(CENTER_ASKS(&center, END_OFFER, .f.agent = TAKER, .f.rang = RANG_UNREACHABLE) == REFUSAL_NONE);
	}
	center_close(&center);
}

static void check_transfer(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t call = voice_call(&center, 0);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NOT_ANSWERED);
	CHECK(ASK(&center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, RETRIEVE, TAKER, .f.call = call) == REFUSAL_NOT_HELD);
	CHECK(ASK(&center, HOLD, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, HOLD, TAKER, .f.call = call) == REFUSAL_HELD);
	CHECK(ASK(&center, RETRIEVE, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call) == REFUSAL_TARGET_MISSING);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.agent = OFFICER, .f.queue = 1) ==
	      REFUSAL_TARGET_MISSING);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NONE);
	/* Nobody takes it up: the caller stays with the first. */
	CHECK_NUMBER(ring(&center, call), OFFICER);
	CHECK(CENTER_ASKS(&center, END_OFFER, .f.agent = OFFICER, .f.rang = RANG_NO_ANSWER) == REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, call)->transfer, 0);
	CHECK_NUMBER(call_of(&center, call)->agent, TAKER);
	CHECK(ASK(&center, ANSWER, OFFICER, .f.call = call) == REFUSAL_ALREADY_ANSWERED);
	CHECK(ASK(&center, TRANSFER, TAKER, .f.call = call, .f.agent = OFFICER) == REFUSAL_NONE);
	CHECK_NUMBER(ring(&center, call), OFFICER);
	CHECK(ASK(&center, ANSWER, OFFICER, .f.call = call) == REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, call)->agent, OFFICER);
	CHECK_NUMBER(agent_of(&center, TAKER)->talking, 0);
	CHECK_NUMBER(agent_of(&center, OFFICER)->talking, 1);
	/* To a queue: a new answer is owed, the first contact stays. */
	struct instant contact = call_of(&center, call)->first_contact;
	center_wait(&center, 100);
	CHECK(ASK(&center, TRANSFER, OFFICER, .f.call = call, .f.queue = 1) == REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, call)->state, CALL_WAITING);
	CHECK_NUMBER(call_of(&center, call)->first_contact.us, contact.us);
	CHECK(center_owed(&center, call, 0, OBLIGATION_ANSWER) != 0);
	CHECK_NUMBER(agent_of(&center, OFFICER)->talking, 0);
	CHECK(ring(&center, call) != 0);
	center_close(&center);
}

static void check_rest(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t call = voice_call(&center, 0);
	CHECK(ASK(&center, SAY, TAKER, .f.call = call) == REFUSAL_WORDS_MISSING);
	CHECK(ASK(&center, SAY, TAKER, .f.call = call, SAID) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, RECORD_SAID, .f.call = call, .f.outcome = OUTCOME_FAILED) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, LEARN, .f.call = call, .f.lat_e7 = 7, .f.lon_e7 = 8, .f.uncertainty_m = 9) ==
	      REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, call)->uncertainty_m, 9);
	CHECK(CENTER_ASKS(&center, LEARN, .f.call = call) == REFUSAL_NONE); /* facts without a place leave it */
	CHECK_NUMBER(call_of(&center, call)->lat_e7, 7);
	CHECK(ASK(&center, CALL_CALLER, TAKER, .f.call = call) == REFUSAL_NONE);
	/* A test call is no call. */
	uint32_t calls = center.board->pool[POOL_calls].count;
	CHECK(CENTER_ASKS(&center, KEEP_TEST, .f.channel = CHANNEL_VOICE) == REFUSAL_NONE);
	CHECK_NUMBER(center.board->pool[POOL_calls].count, calls);
	CHECK_NUMBER(board_center(center.board)->tests, 1);
	CHECK(CENTER_ASKS(&center, KEEP_UNREAD, .f.count = 3) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, RECORD_FLOOD, .f.count = 500, .f.span_s = 1) == REFUSAL_NONE);
	CHECK_NUMBER(board_center(center.board)->flooded, 500);
	CHECK(CENTER_ASKS(&center, RECORD_FLOOD) == REFUSAL_NONE);
	CHECK_NUMBER(board_center(center.board)->flooded, 0);
	center_close(&center);
}

/* Asked again is the server that the call named, and none that it did not. */
static void check_reference(void)
{
	static const struct {
		const char *facts;
		bool refers;
	} rows[] = { { "location_uri: https://lis.example/1\n", true },
		     { "source: UDP\nlocation_uri: https://lis.example/1", true },
		     { "source: UDP\nno location_uri: https://lis.example/1\n", false },
		     { "location_uri:", false },
		     { "", false } };
	struct center_test center;
	center_open(&center);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK(ASK(&center, PLACE_CALL, 0, .text[TEXT_FACTS] = bytes_of_text(rows[i].facts)) == REFUSAL_NONE);
		uint32_t call = center.board->pool[POOL_calls].count - 1;
		CHECK_NUMBER(call_of(&center, call)->referred, rows[i].refers);
		CHECK(ASK(&center, REBID, TAKER, .f.call = call) ==
		      (rows[i].refers ? REFUSAL_NONE : REFUSAL_NO_REFERENCE));
		CHECK_NUMBER(center.decision.events[0].kind, rows[i].refers ? EVENT_PLACE_ASKED : EVENT_REFUSED);
	}
	/* It moves on the board until somebody here says where it is. */
	CHECK(CENTER_ASKS(&center, LEARN, .f.call = 1, .f.lat_e7 = 7) == REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, 1)->lat_e7, 7);
	CHECK(ASK(&center, SET_PLACE, TAKER, .f.call = 1, .f.lat_e7 = 8, .f.lon_e7 = 9) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, LEARN, .f.call = 1, .f.lat_e7 = 7) == REFUSAL_NONE);
	CHECK_NUMBER(call_of(&center, 1)->lat_e7, 8);
	CHECK(ASK(&center, REBID, TAKER, .f.call = 99) == REFUSAL_UNKNOWN_CALL);
	center_close(&center);
}

int main(void)
{
	check_answered();
	check_not_taken();
	check_order();
	check_rows();
	check_transfer();
	check_rest();
	check_reference();
	return check_done();
}
