/* The rules for agents: who sits where, and who owns what. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

void decide_SIGN_IN(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct position *position = board_positions(board, command->f.position);
	const struct agent *agent = board_agents(board, command->actor);
	if (!position)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_POSITION, FIELD_position);
	else if (agent->position == command->f.position)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_position);
	else if (agent->position)
		(void)rules_refuse(decision, REFUSAL_SIGNED_IN_ELSEWHERE, FIELD_position);
	else if (position->agent)
		(void)rules_refuse(decision, REFUSAL_POSITION_TAKEN, FIELD_position);
	else
		EMIT(decision, SIGNED_IN, .agent = command->actor, .position = command->f.position);
}

static bool owned_by(const struct obligation *owed, uint32_t agent)
{
	return owed->open && owed->owner_kind == OWNER_AGENT && owed->owner == agent;
}

/* What the leaver still owns: named as blockers, or raised if the leaving is forced. */
static void leave_debts(struct decision *decision, uint32_t agent, bool forced)
{
	const struct board *board = decision->board;
	for (uint32_t slot = 1; slot < board->pool[POOL_obligations].count; slot++) {
		const struct obligation *owed = board_obligations(board, slot);
		if (!owned_by(owed, agent))
			continue;
		if (forced) {
			rules_raise(decision, board_handle(board, slot), CAUSE_SIGNED_OUT);
			continue;
		}
		(void)rules_refuse(decision, REFUSAL_STILL_OWES, FIELD_forced);
		EMIT(decision, BLOCKED_BY, .call = owed->call, .incident = owed->incident, .unit = owed->unit,
		     .notice = owed->notice, .obligation = board_handle(board, slot), .kind = owed->kind);
	}
}

void decide_SIGN_OUT(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	uint32_t who = command->f.agent ? command->f.agent : command->actor;
	const struct agent *agent = board_agents(board, who);
	if (!agent) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_AGENT, FIELD_agent);
		return;
	}
	if (who != command->actor && !role_may(board_agents(board, command->actor)->role, RIGHT_SUPERVISE)) {
		(void)rules_refuse(decision, REFUSAL_NO_RIGHT, FIELD_agent);
		return;
	}
	if (!agent->position) {
		(void)rules_refuse(decision, REFUSAL_NOT_SIGNED_IN, FIELD_agent);
		return;
	}
	leave_debts(decision, who, command->f.forced);
	if (decision->refusal == REFUSAL_NONE)
		EMIT(decision, SIGNED_OUT, .agent = who, .position = agent->position, .forced = command->f.forced);
}

void decide_SET_AGENT_STATE(struct decision *decision, const struct command *command)
{
	if (board_agents(decision->board, command->actor)->state == command->f.state)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_state);
	else
		EMIT(decision, AGENT_STATE, .agent = command->actor, .state = command->f.state);
}

static const struct obligation *owed_one(struct decision *decision, uint64_t handle)
{
	const struct obligation *owed = board_obligation(decision->board, handle);
	if (!owed)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_OBLIGATION, FIELD_obligation);
	return owed;
}

static void give(struct decision *decision, uint64_t handle, uint32_t agent)
{
	const struct obligation *owed = board_obligation(decision->board, handle);
	EMIT(decision, OWNER_MOVED, .call = owed->call, .incident = owed->incident, .unit = owed->unit,
	     .notice = owed->notice, .obligation = handle, .owner_kind = OWNER_AGENT, .owner = agent);
}

/* What an agent can own in another's place: not a crew's own part, and not what was asked of one person. */
static bool takeable(const struct obligation *owed)
{
	return owed->owner_kind != OWNER_UNIT && owed->kind != OBLIGATION_HAND_OVER;
}

void decide_TAKE(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (command->f.obligation) {
		const struct obligation *owed = owed_one(decision, command->f.obligation);
		if (owed && !takeable(owed))
			(void)rules_refuse(decision, REFUSAL_NOT_YOURS, FIELD_obligation);
		else if (owed)
			give(decision, command->f.obligation, command->actor);
		return;
	}
	struct subject subject;
	if (!rules_subject(decision, &subject))
		return;
	uint32_t slot = rules_first_owed(board, subject);
	bool any = false;
	for (; slot; slot = board_obligations(board, slot)->next)
		if (takeable(board_obligations(board, slot))) {
			give(decision, board_handle(board, slot), command->actor);
			any = true;
		}
	if (!any)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_OBLIGATION, FIELD_COUNT);
}

void decide_HAND_OVER(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct agent *agent = board_agents(board, command->f.agent);
	const struct obligation *owed = owed_one(decision, command->f.obligation);
	if (!owed)
		return;
	if (!takeable(owed) || (owed->owner_kind == OWNER_AGENT && owed->owner != command->actor)) {
		(void)rules_refuse(decision, REFUSAL_NOT_YOURS, FIELD_obligation);
		return;
	}
	if (!agent || !agent->position) {
		(void)rules_refuse(decision, agent ? REFUSAL_NOT_SIGNED_IN : REFUSAL_UNKNOWN_AGENT, FIELD_agent);
		return;
	}
	(void)rules_owe(
	    decision, rules_subject_of(owed), OBLIGATION_HAND_OVER,
	    (struct owing){ .agent = command->f.agent, .about = command->f.obligation, .by = command->actor });
}

static const struct obligation *hand_over(struct decision *decision, const struct command *command)
{
	const struct obligation *owed = owed_one(decision, command->f.obligation);
	if (owed && owed->kind != OBLIGATION_HAND_OVER) {
		(void)rules_refuse(decision, REFUSAL_NOT_A_HAND_OVER, FIELD_obligation);
		return NULL;
	}
	return owed;
}

void decide_ACCEPT(struct decision *decision, const struct command *command)
{
	const struct obligation *asked = hand_over(decision, command);
	if (!asked)
		return;
	if (asked->owner_kind != OWNER_AGENT || asked->owner != command->actor) {
		(void)rules_refuse(decision, REFUSAL_NOT_ASKED, FIELD_obligation);
		return;
	}
	uint64_t about = asked->about;
	rules_meet(decision, command->f.obligation, ENDING_DONE);
	give(decision, about, command->actor);
}

void decide_DECLINE(struct decision *decision, const struct command *command)
{
	const struct obligation *asked = hand_over(decision, command);
	if (!asked)
		return;
	if (asked->by != command->actor && (asked->owner_kind != OWNER_AGENT || asked->owner != command->actor)) {
		(void)rules_refuse(decision, REFUSAL_NOT_ASKED, FIELD_obligation);
		return;
	}
	rules_meet(decision, command->f.obligation, ENDING_DECLINED); /* it stays with the first owner */
}

#define EXTEND_MAX_S (30 * 24 * 3600u)

void decide_EXTEND(struct decision *decision, const struct command *command)
{
	const struct obligation *owed = owed_one(decision, command->f.obligation);
	if (!owed)
		return;
	if (!rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	if (command->f.span_s > EXTEND_MAX_S) {
		(void)rules_refuse(decision, REFUSAL_SPAN_WRONG, FIELD_span_s);
		return;
	}
	struct subject subject = rules_subject_of(owed);
	struct instant from = instant_later(owed->due, decision->now);
	EMIT(decision, RETIMED, .call = subject.call, .incident = subject.incident, .unit = subject.unit,
	     .notice = subject.notice, .obligation = command->f.obligation,
	     .due = instant_after(from, span_s(command->f.span_s)).us, .cause = CAUSE_EXTENDED);
	(void)rules_owe(decision, subject, OBLIGATION_REVIEW, (struct owing){ .by = command->actor });
}
