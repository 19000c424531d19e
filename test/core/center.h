/* A small center for tests of the rules: asks commands at moments of a made-up clock, and folds along. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_CORE_CENTER_H
#define TEST_CORE_CENTER_H

#include "check.h"
#include "core/codec.h"
#include "core/decide.h"

/* The agents that `center_open` adds; all of one role each, signed in at a position of their own. */
enum { TAKER = 1, DISPATCHER, SUPERVISOR, OFFICER, SECOND, CREW };
enum { ENGINE = 1, LADDER_TRUCK };

struct center_test {
	struct board *board;
	struct board *folded; /* the same, from stored bytes alone */
	struct decision decision;
	struct buffer body;
	struct instant now;
};

#define ASK(CENTER, KIND, ACTOR, ...)                                                                                  \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND,                                                \
	                                        .asker = (ACTOR) ? ASKER_AGENT : ASKER_STRANGER,                       \
	                                        .actor = (ACTOR),                                                      \
	                                        __VA_ARGS__ })
#define REASON .text[TEXT_REASON] = { (const uint8_t *)"because", 7 }
#define SAID .text[TEXT_WORDS] = { (const uint8_t *)"words", 5 }

/* Decides, folds the written bytes into the second board, and checks both; the refusal, or REFUSAL_NONE. */
static inline enum refusal center_ask(struct center_test *center, const struct command *command)
{
	const char *fault = NULL;
	uint32_t number = 0;
	CHECK(decide(&center->decision, center->board, command, center->now) == STATUS_OK);
	if (!center->decision.count)
		return REFUSAL_NONE;
	buffer_clear(&center->body);
	CHECK(codec_write_body(&center->decision, &center->body) == STATUS_OK);
	CHECK(codec_fold(center->folded, buffer_bytes(&center->body)) == STATUS_OK);
	if (!CHECK(board_sound(center->board, &fault, &number)))
		(void)fprintf(stderr, "  %s (%u) after %s\n", fault, number, command_table[command->kind].name);
	CHECK(center->folded->digest == center->board->digest);
	return center->decision.refusal;
}

static inline void center_wait(struct center_test *center, int64_t seconds)
{
	center->now = instant_after(center->now, span_s(seconds));
}

/* Lets time pass up to now; how many debts were raised. */
static inline int center_pass(struct center_test *center)
{
	int raised = 0;
	struct command pass = { .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
	while (center_ask(center, &pass) == REFUSAL_NONE && center->decision.count)
		raised++;
	return raised;
}

static inline void center_add_agent(struct center_test *center, const char *name, enum role role)
{
	struct command add = { .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f.role = (uint8_t)role };
	CHECK(fields_set_name(&add.f, FIELD_name, name, strlen(name)));
	CHECK(center_ask(center, &add) == REFUSAL_NONE);
	uint32_t agent = board_agent_named(center->board, name);
	struct command seat = { .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER };
	CHECK(fields_set_name(&seat.f, FIELD_name, name, strlen(name)));
	CHECK(center_ask(center, &seat) == REFUSAL_NONE);
	if (role != ROLE_CREW)
		CHECK(ASK(center, SIGN_IN, agent, .f.position = board_position_named(center->board, name)) ==
		      REFUSAL_NONE);
}

static inline void center_open(struct center_test *center)
{
	*center = (struct center_test){ .now = { 1800000000000000 } };
	CHECK(board_open(&center->board) == STATUS_OK && board_open(&center->folded) == STATUS_OK);
	CHECK(center_ask(center, &(struct command){ .kind = COMMAND_START, .asker = ASKER_CENTER }) == REFUSAL_NONE);
	center_add_agent(center, "taker", ROLE_CALL_TAKER);
	center_add_agent(center, "dispatcher", ROLE_DISPATCHER);
	center_add_agent(center, "supervisor", ROLE_SUPERVISOR);
	center_add_agent(center, "officer", ROLE_DUTY_OFFICER);
	center_add_agent(center, "second", ROLE_SUPERVISOR);
	center_add_agent(center, "crew", ROLE_CREW);
	struct command unit = { .kind = COMMAND_ADD_UNIT, .asker = ASKER_CENTER, .f.name = { "engine" } };
	CHECK(center_ask(center, &unit) == REFUSAL_NONE);
	unit.f.name = (struct wire_name){ "ladder" };
	CHECK(center_ask(center, &unit) == REFUSAL_NONE);
}

static inline void center_close(struct center_test *center)
{
	board_close(center->board);
	board_close(center->folded);
	decision_close(&center->decision);
	buffer_close(&center->body);
}

/* A call that was just placed; its number. */
static inline uint32_t center_call(struct center_test *center)
{
	CHECK(ASK(center, PLACE_CALL, 0, SAID) == REFUSAL_NONE);
	return center->board->pool[POOL_calls].count - 1;
}

/* The same, answered and made an incident that needs one unit; the incident's number. */
static inline uint32_t center_incident(struct center_test *center)
{
	uint32_t call = center_call(center);
	CHECK(ASK(center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	CHECK(ASK(center, CLASSIFY, TAKER, .f.call = call, .f.type = { "fire" }, .f.priority = 2, .f.need = 1) ==
	      REFUSAL_NONE);
	return center->board->pool[POOL_incidents].count - 1;
}

/* Whether the subject owes one of a kind. */
static inline uint64_t center_owed(const struct center_test *center, uint32_t call, uint32_t incident,
                                   enum obligation_kind kind)
{
	for (uint32_t slot = 1; slot < center->board->pool[POOL_obligations].count; slot++) {
		const struct obligation *owed = board_obligations(center->board, slot);
		if (owed->open && owed->kind == kind && owed->call == call && owed->incident == incident)
			return board_handle(center->board, slot);
	}
	return 0;
}

#endif
