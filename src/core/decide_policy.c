/* The rules for policies: proved before they take effect, and what they say of a call's way and an incident's debts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ladder.h"
#include "core/rows.h"
#include "core/rules.h"

static const struct policy_record *known(struct decision *decision)
{
	const struct policy_record *policy = board_policies(decision->board, decision->command->f.policy);
	if (!policy)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_POLICY, FIELD_policy);
	return policy;
}

static bool in_force(struct decision *decision)
{
	const struct policy_record *policy = known(decision);
	return policy && (policy->in_force || rules_refuse(decision, REFUSAL_NO_POLICY, FIELD_policy));
}

void decide_PROPOSE_POLICY(struct decision *decision, const struct command *command)
{
	if (!rules_has_text(decision, TEXT_RECORD))
		(void)rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
	else
		EMIT(decision, POLICY_PROPOSED, .policy = decision->board->pool[POOL_policies].count,
		     .name = command->f.name, .hash = command->f.hash, .agent = command->actor);
}

void decide_JUDGE_POLICY(struct decision *decision, const struct command *command)
{
	if (!known(decision))
		return;
	if (!rules_has_text(decision, TEXT_RECORD))
		(void)rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
	else
		EMIT(decision, POLICY_JUDGED, .policy = command->f.policy, .count = command->f.count);
}

void decide_APPROVE_POLICY(struct decision *decision, const struct command *command)
{
	const struct policy_record *policy = known(decision);
	if (!policy)
		return;
	if (policy->proposed_by == command->actor)
		(void)rules_refuse(decision, REFUSAL_SAME_PERSON, FIELD_policy);
	else if (policy->approved_by)
		(void)rules_refuse(decision, REFUSAL_PRIOR_APPROVAL, FIELD_policy);
	else
		EMIT(decision, POLICY_APPROVED, .policy = command->f.policy, .agent = command->actor);
}

static uint32_t people(const struct board *board)
{
	const struct care *care = board_cares(board, board->pool[POOL_cares].count - 1);
	return care ? care->people : 1;
}

/* Nobody, and no hurry, goes past this gate: not the center itself, and not on the way back. */
void decide_ACTIVATE_POLICY(struct decision *decision, const struct command *command)
{
	const struct policy_record *policy = known(decision);
	if (!policy)
		return;
	if (policy->in_force)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_policy);
	else if (!policy->judged || policy->against)
		(void)rules_refuse(decision, REFUSAL_POLICY_UNPROVED, FIELD_policy);
	else if (policy->stale || instant_since(decision->now, policy->judged_at).us > span_s(JUDGEMENT_LASTS_S).us)
		(void)rules_refuse(decision, REFUSAL_JUDGEMENT_OLD, FIELD_policy);
	else if (people(decision->board) > 1 && !policy->approved_by)
		(void)rules_refuse(decision, REFUSAL_SECOND_PERSON_MISSING, FIELD_policy);
	else
		EMIT(decision, POLICY_ACTIVATED, .policy = command->f.policy, .hash = policy->hash,
		     .agent = command->actor);
}

void decide_SET_CARE(struct decision *decision, const struct command *command)
{
	if (command->f.count > CARE_MAX)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_count);
	else if (people(decision->board) == command->f.count)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_count);
	else
		EMIT(decision, CARE_SET, .count = command->f.count);
}

void decide_SERVE_QUEUE(struct decision *decision, const struct command *command)
{
	uint64_t serves = agent_serves(board_agents(decision->board, command->actor));
	uint32_t queue = command->f.queue;
	if (queue && !board_queues(decision->board, queue))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_QUEUE, FIELD_queue);
	else if (queue > SERVED_QUEUES_MAX)
		(void)rules_refuse(decision, REFUSAL_TOO_MANY, FIELD_queue);
	else if (queue ? serves >> (queue - 1) & 1u : !serves)
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_queue);
	else
		EMIT(decision, QUEUE_SERVED, .agent = command->actor, .queue = queue);
}

/* The answer stays owed, by whoever the way leads to; its clock began at the first contact and goes on. */
static void move_answer(struct decision *decision, uint32_t call, uint32_t queue)
{
	uint64_t handle = rules_owed(decision->board, (struct subject){ .call = call }, OBLIGATION_ANSWER, 0);
	const struct obligation *owed = board_obligation(decision->board, handle);
	bool reachable = ladder_reachable(decision->board, OWNER_QUEUE, queue);
	if (!owed || (owed->owner_kind == OWNER_QUEUE && owed->owner == queue) || !reachable)
		return;
	EMIT(decision, OWNER_MOVED, .call = call, .obligation = handle, .owner_kind = OWNER_QUEUE, .owner = queue);
}

void decide_ROUTE_CALL(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	const struct call *call;
	if (!rules_waiting_call(decision, &call) || !in_force(decision))
		return;
	if (f->queue && !board_queues(decision->board, f->queue)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_QUEUE, FIELD_queue);
		return;
	}
	EMIT(decision, CALL_ROUTED, .call = f->call, .policy = f->policy, .queue = f->queue, .count = f->count,
	     .span_s = f->span_s);
	move_answer(decision, f->call, f->queue);
}

/* A debt that is owed already is due as the policy says, counted from its opening; the first due time stays on record. */
static void retime(struct decision *decision, uint32_t incident, enum obligation_kind kind, uint32_t span_s_given)
{
	uint64_t handle = rules_owed(decision->board, (struct subject){ .incident = incident }, kind, 0);
	const struct obligation *owed = board_obligation(decision->board, handle);
	if (!owed || owed->raised)
		return;
	struct instant due = instant_after(owed->opened, span_s(span_s_given));
	due = instant_later(due, instant_after(decision->now, (struct span){ 1 }));
	if (due.us != owed->due.us)
		EMIT(decision, RETIMED, .incident = incident, .obligation = handle, .due = due.us,
		     .cause = CAUSE_POLICY);
}

/* Whose people own it first, as a report desk. */
static void move_assign(struct decision *decision, uint32_t incident, uint32_t queue)
{
	uint64_t handle = rules_owed(decision->board, (struct subject){ .incident = incident }, OBLIGATION_ASSIGN, 0);
	const struct obligation *owed = board_obligation(decision->board, handle);
	if (owed && !owed->raised && ladder_reachable(decision->board, OWNER_QUEUE, queue))
		EMIT(decision, OWNER_MOVED, .incident = incident, .obligation = handle, .owner_kind = OWNER_QUEUE,
		     .owner = queue);
}

void decide_APPLY_RESPONSE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	struct response_rows rows = { 0 };
	if (!rules_open_incident(decision, f->incident) || !in_force(decision))
		return;
	enum refusal refusal = rows_read_response(decision->board, command->text[TEXT_ROWS], &rows);
	if (refusal == REFUSAL_NONE && f->queue && !board_queues(decision->board, f->queue))
		refusal = REFUSAL_UNKNOWN_QUEUE;
	if (refusal != REFUSAL_NONE) {
		(void)rules_refuse(decision, refusal, FIELD_COUNT);
		return;
	}
	EMIT(decision, RESPONSE_SET, .incident = f->incident, .policy = f->policy, .queue = f->queue,
	     .count = f->count);
	if (*rows.card.text)
		EMIT(decision, RESPONSE_CARD_SET, .incident = f->incident, .name = rows.card);
	for (unsigned i = 0; i < rows.ends; i++)
		EMIT(decision, RESPONSE_END_SET, .incident = f->incident, .disposition = rows.end[i]);
	for (unsigned i = 0; i < rows.debts; i++) {
		EMIT(decision, RESPONSE_DEBT_SET, .incident = f->incident, .kind = rows.debt[i].kind,
		     .span_s = rows.debt[i].span_s);
		for (unsigned rung = 0; rung < rows.debt[i].rungs; rung++)
			EMIT(decision, RESPONSE_RUNG_SET, .incident = f->incident, .kind = rows.debt[i].kind,
			     .rung = (uint8_t)(rung + 1), .owner_kind = rows.debt[i].rung[rung].owner_kind,
			     .span_s = rows.debt[i].rung[rung].span_s);
		retime(decision, f->incident, rows.debt[i].kind, rows.debt[i].span_s);
	}
	if (f->queue)
		move_assign(decision, f->incident, f->queue);
}

static bool is_kept(struct decision *decision, uint32_t number)
{
	const struct stored_policy *stored = board_stored(decision->board, number);
	return (stored && !stored->withdrawn) || rules_refuse(decision, REFUSAL_UNKNOWN_POLICY, FIELD_stored);
}

void decide_STORE_POLICY(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	uint32_t number = f->stored ? f->stored : decision->board->pool[POOL_stored].count;
	if (!rules_has_text(decision, TEXT_RECORD))
		(void)rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
	else if (!f->stored || is_kept(decision, f->stored))
		EMIT(decision, POLICY_STORED, .stored = number, .hash = f->hash);
}

void decide_WITHDRAW_POLICY(struct decision *decision, const struct command *command)
{
	if (is_kept(decision, command->f.stored))
		EMIT(decision, POLICY_WITHDRAWN, .stored = command->f.stored);
}

void decide_SET_POSTURE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	enum posture posture = vocabulary_value(VOCABULARY_POSTURE, f->type.text);
	if (!posture)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_type);
	else
		EMIT(decision, POSTURE_SET, .name = f->name, .type = f->type, .agent = command->actor);
}

void decide_SET_SERVICE_STATE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	enum service_state state = vocabulary_value(VOCABULARY_SERVICE_STATE, f->type.text);
	if (!state)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_type);
	else
		EMIT(decision, SERVICE_STATE_SET, .name = f->name, .type = f->type, .agent = command->actor);
}
