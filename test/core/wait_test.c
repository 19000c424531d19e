/* How long a caller will wait: what is known of it, who is told, how often, and that a person's word stands. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"
#include "core/wait.h"

#define CENTER_ASKS(CENTER, KIND, ...)                                                                                 \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })

static uint32_t voice_call(struct center_test *center, unsigned priority)
{
	CHECK(ASK(center, PLACE_CALL, 0, .f.channel = CHANNEL_VOICE, .f.priority = (uint8_t)priority) == REFUSAL_NONE);
	return center->board->pool[POOL_calls].count - 1;
}

/* A call that an agent answers; and that he speaks for so long. */
static uint32_t answer(struct center_test *center, uint32_t agent)
{
	uint32_t call = voice_call(center, 0);
	CHECK(ASK(center, ANSWER, agent, .f.call = call) == REFUSAL_NONE);
	return call;
}

static void speak(struct center_test *center, int64_t seconds)
{
	uint32_t call = answer(center, TAKER);
	center_wait(center, seconds);
	CHECK(ASK(center, RELEASE, TAKER, .f.call = call) == REFUSAL_NONE);
}

/* The word for a call: its seconds, -1 if there is none. */
static int64_t word(const struct center_test *center, uint32_t call)
{
	struct wait_word words[WAIT_LINE_MAX];
	uint32_t count = wait_words(center->board, center->now, words);
	for (uint32_t i = 0; i < count; i++)
		if (words[i].call == call)
			return words[i].span_s;
	return -1;
}

/* Tells all who are to be told. */
static uint32_t tell(struct center_test *center)
{
	struct wait_word words[WAIT_LINE_MAX];
	uint32_t count = wait_words(center->board, center->now, words);
	for (uint32_t i = 0; i < count; i++)
		CHECK(CENTER_ASKS(center, RECKON_WAIT, .f.call = words[i].call, .f.span_s = words[i].span_s) ==
		      REFUSAL_NONE);
	return count;
}

/* Only the taker and the dispatcher take calls, of two minutes each. */
static void open(struct center_test *center, unsigned spoken)
{
	center_open(center);
	for (uint32_t agent = SUPERVISOR; agent <= SECOND; agent++)
		CHECK(ASK(center, SET_AGENT_STATE, agent, .f.state = AGENT_AWAY) == REFUSAL_NONE);
	for (unsigned i = 0; i < spoken; i++)
		speak(center, 120);
}

static void check_mean(void)
{
	struct center_test center;
	open(&center, 0);
	const struct center *of = board_center(center.board);
	speak(&center, 100);
	CHECK_NUMBER(of->spoken_ms, 100000);
	speak(&center, 200);
	CHECK_NUMBER(of->spoken_ms, 150000);
	for (unsigned i = 2; i < WAIT_KNOWN_FROM; i++)
		speak(&center, 150);
	CHECK_NUMBER(of->spoken_ms, 150000);
	CHECK_NUMBER(of->spoken, WAIT_KNOWN_FROM);
	speak(&center, 70); /* each further one counts an eighth */
	CHECK_NUMBER(of->spoken_ms, 140000);
	CHECK_NUMBER(of->spoken, WAIT_KNOWN_FROM);
	speak(&center, 7 * 86400); /* nobody speaks for a week */
	CHECK_NUMBER(of->spoken_ms, 140000 + (3600000 - 140000) / 8);
	/* Two callers at a time are one busy spell. */
	uint32_t mean_ms = of->spoken_ms, first = answer(&center, TAKER), second = answer(&center, TAKER);
	center_wait(&center, 10);
	CHECK(ASK(&center, RELEASE, TAKER, .f.call = first) == REFUSAL_NONE);
	CHECK_NUMBER(of->spoken_ms, mean_ms);
	CHECK(ASK(&center, HANG_UP, TAKER, .f.call = second) == REFUSAL_NONE);
	CHECK_NUMBER(of->spoken_ms, (int64_t)mean_ms + (10000 - (int64_t)mean_ms) / 8);
	center_close(&center);
}

static void check_known(void)
{
	struct center_test center;
	open(&center, WAIT_KNOWN_FROM - 2);
	uint32_t spoken[] = { answer(&center, TAKER), answer(&center, DISPATCHER) };
	uint32_t call = voice_call(&center, 0);
	CHECK_NUMBER(word(&center, call), -1); /* too few conversations */
	center_wait(&center, 120);
	CHECK(ASK(&center, RELEASE, TAKER, .f.call = spoken[0]) == REFUSAL_NONE);
	CHECK(ASK(&center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(&center, RELEASE, DISPATCHER, .f.call = spoken[1]) == REFUSAL_NONE);
	/* Somebody is free: it is taken up at once. */
	call = voice_call(&center, 0);
	CHECK_NUMBER(word(&center, call), -1);
	CHECK_NUMBER(word(&center, voice_call(&center, 0)), 60); /* behind it, the first of two who are at work */
	CHECK(ASK(&center, ANSWER, DISPATCHER, .f.call = call) == REFUSAL_NONE);
	uint32_t last = voice_call(&center, 0);
	CHECK_NUMBER(word(&center, last), 120);
	/* The more urgent ones before; unknown is as the most urgent. */
	uint32_t low = voice_call(&center, 3);
	CHECK_NUMBER(word(&center, low), 180);
	uint32_t urgent = voice_call(&center, 1);
	CHECK_NUMBER(word(&center, urgent), 180);
	CHECK_NUMBER(word(&center, low), 240);
	/* One who comes to help, and one who goes. */
	CHECK(ASK(&center, SET_AGENT_STATE, SUPERVISOR, .f.state = AGENT_READY) == REFUSAL_NONE);
	CHECK_NUMBER(word(&center, low), 120);
	CHECK(ASK(&center, SET_AGENT_STATE, SUPERVISOR, .f.state = AGENT_AWAY) == REFUSAL_NONE);
	/* Texts and whoever has left are not in line. */
	(void)center_call(&center);
	CHECK(ASK(&center, HANG_UP, SUPERVISOR, .f.call = urgent) == REFUSAL_NONE);
	CHECK_NUMBER(word(&center, urgent), -1);
	CHECK_NUMBER(word(&center, low), 180);
	/* After an hour without a conversation nothing is known. */
	center_wait(&center, WAIT_FRESH_S - 1);
	CHECK_NUMBER(word(&center, low), 180);
	center_wait(&center, 1);
	CHECK_NUMBER(word(&center, low), -1);
	center_close(&center);
}

static void check_nobody(void)
{
	struct center_test center;
	open(&center, WAIT_KNOWN_FROM);
	uint32_t first = answer(&center, TAKER), second = answer(&center, DISPATCHER), call = voice_call(&center, 0);
	CHECK_NUMBER(tell(&center), 1);
	center_wait(&center, WAIT_AGAIN_S);
	CHECK_NUMBER(tell(&center), 0);
	/* All go, though they still speak: what was said is not true any more. */
	CHECK(ASK(&center, SET_AGENT_STATE, TAKER, .f.state = AGENT_AWAY) == REFUSAL_NONE);
	CHECK(ASK(&center, SET_AGENT_STATE, DISPATCHER, .f.state = AGENT_AWAY) == REFUSAL_NONE);
	CHECK_NUMBER(word(&center, call), 0);
	CHECK_NUMBER(tell(&center), 1);
	CHECK(!instant_known(board_calls(center.board, call)->told_until));
	center_wait(&center, WAIT_AGAIN_S);
	CHECK_NUMBER(tell(&center), 0);
	CHECK(ASK(&center, RELEASE, TAKER, .f.call = first) == REFUSAL_NONE);
	CHECK(ASK(&center, RELEASE, DISPATCHER, .f.call = second) == REFUSAL_NONE);
	center_close(&center);
}

static void check_told(void)
{
	struct center_test center;
	open(&center, WAIT_KNOWN_FROM);
	(void)answer(&center, TAKER);
	(void)answer(&center, DISPATCHER);
	uint32_t call = voice_call(&center, 2);
	CHECK_NUMBER(word(&center, call), 60);
	CHECK(CENTER_ASKS(&center, RECKON_WAIT, .f.call = call, .f.span_s = 60) == REFUSAL_NONE);
	const struct call *of = board_calls(center.board, call);
	CHECK_NUMBER(instant_since(of->told_until, center.now).us, 60000000);
	/* It grows, and is told again, not sooner than may be. */
	for (unsigned i = 0; i < 4; i++)
		(void)voice_call(&center, 1);
	CHECK_NUMBER(word(&center, call), -1);
	CHECK(CENTER_ASKS(&center, RECKON_WAIT, .f.call = call, .f.span_s = 300) == REFUSAL_TOLD);
	center_wait(&center, WAIT_AGAIN_S - 1);
	CHECK_NUMBER(word(&center, call), -1);
	center_wait(&center, 1);
	CHECK_NUMBER(word(&center, call), 300);
	CHECK_NUMBER(tell(&center), 5);
	/* A little more is not worth it; much less is. */
	center_wait(&center, WAIT_AGAIN_S);
	(void)voice_call(&center, 1);
	CHECK_NUMBER(word(&center, call), -1);
	for (unsigned i = 0; i < 3; i++)
		CHECK(ASK(&center, SET_AGENT_STATE, SUPERVISOR + i, .f.state = AGENT_READY) == REFUSAL_NONE);
	CHECK_NUMBER(word(&center, call), 72); /* five before, three of five free: the third to come free */
	/* It was told that it grows: nothing more is owed for that. */
	CHECK(!center_owed(&center, call, 0, OBLIGATION_INFORM_CALLER));
	/* A person thinks otherwise: then it is owed that a person says so, and the center is silent. */
	CHECK(ASK(&center, EXPECT_WAIT, TAKER, .f.call = call, .f.span_s = 1200) == REFUSAL_NONE);
	CHECK(center_owed(&center, call, 0, OBLIGATION_INFORM_CALLER));
	CHECK_NUMBER(word(&center, call), -1);
	center_wait(&center, 600);
	CHECK_NUMBER(word(&center, call), -1);
	CHECK(CENTER_ASKS(&center, RECKON_WAIT, .f.call = call, .f.span_s = 60) == REFUSAL_TOLD);
	CHECK(ASK(&center, TELL_CALLER, TAKER, .f.call = call, .f.span_s = 1200, SAID) == REFUSAL_NONE);
	CHECK(!center_owed(&center, call, 0, OBLIGATION_INFORM_CALLER));
	CHECK(ASK(&center, RECKON_WAIT, TAKER, .f.call = call, .f.span_s = 60) == REFUSAL_NO_RIGHT);
	/* Answered and put into the queue again, it is another wait. */
	CHECK(ASK(&center, ANSWER, SUPERVISOR, .f.call = call) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, RECKON_WAIT, .f.call = call, .f.span_s = 60) == REFUSAL_ALREADY_ANSWERED);
	CHECK(ASK(&center, TRANSFER, SUPERVISOR, .f.call = call, .f.queue = 1) == REFUSAL_NONE);
	CHECK(CENTER_ASKS(&center, RECKON_WAIT, .f.call = call, .f.span_s = 60) == REFUSAL_NONE);
	center_close(&center);
}

/* More than are told, and further than is said; the line is in order though the calls come in any. */
static void check_bounds(void)
{
	struct center_test center;
	struct wait_word words[WAIT_LINE_MAX];
	open(&center, 0);
	for (unsigned i = 0; i < WAIT_KNOWN_FROM; i++)
		speak(&center, 30);
	(void)answer(&center, TAKER);
	(void)answer(&center, DISPATCHER);
	for (unsigned i = 0; i < WAIT_LINE_MAX + 44; i++) {
		(void)voice_call(&center, 1 + i * 7 % 4);
		center_wait(&center, i % 3 == 0);
	}
	/* 15 s each: of 256 the first 120 wait for half an hour at the most. */
	uint32_t count = wait_words(center.board, center.now, words);
	CHECK_NUMBER(count, 120);
	for (uint32_t i = 0; i < count; i++) {
		CHECK_NUMBER(words[i].span_s, 15 * (i + 1));
		if (!i)
			continue;
		const struct call *before = board_calls(center.board, words[i - 1].call);
		const struct call *call = board_calls(center.board, words[i].call);
		CHECK(before->priority < call->priority ||
		      (before->priority == call->priority && words[i - 1].call < words[i].call));
	}
	/* Five times as quick: what is reckoned to be less than a ring is not said. */
	for (unsigned i = 0; i < 60; i++) {
		uint32_t call = words[i].call;
		CHECK(ASK(&center, ANSWER, SUPERVISOR, .f.call = call) == REFUSAL_NONE);
		CHECK(ASK(&center, RELEASE, SUPERVISOR, .f.call = call) == REFUSAL_NONE);
	}
	count = wait_words(center.board, center.now, words);
	for (uint32_t i = 0; i < count; i++)
		CHECK(words[i].span_s >= WAIT_LEAST_S);
	center_close(&center);
}

int main(void)
{
	check_mean();
	check_known();
	check_nobody();
	check_told();
	check_bounds();
	return check_done();
}
