/* The rules for the center itself: its beginning, its time, and whom and what it has. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/queue.h"
#include "core/rules.h"

void decide_START(struct decision *decision, const struct command *command)
{
	(void)command;
	if (board_center(decision->board)->started) {
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_COUNT);
		return;
	}
	EMIT(decision, STARTED, .call = 0);
	EMIT(decision, QUEUE_ADDED, .queue = 1, .name = { QUEUE_DEFAULT_NAME });
	struct ladder_step step;
	for (unsigned kind = OBLIGATION_NONE + 1; kind < OBLIGATION_COUNT; kind++)
		for (unsigned priority = 0; priority <= PRIORITY_MAX; priority++)
			for (unsigned rung = 0; rung < RUNGS_MAX; rung++)
				if (ladder_default(kind, priority, rung, &step))
					EMIT(decision, RUNG_SET, .kind = (uint8_t)kind, .priority = (uint8_t)priority,
					     .rung = (uint8_t)rung, .owner_kind = (uint8_t)step.owner_kind,
					     .owner = step.owner, .span_s = step.span_s);
}

/* How many debts fell due while the server was away; each is raised in its turn, none is ended. */
void decide_RECOVER(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	uint32_t overdue = 0;
	for (uint32_t slot = 1; slot < board->pool[POOL_obligations].count; slot++) {
		const struct obligation *owed = board_obligations(board, slot);
		overdue += owed->open && !instant_before(decision->now, owed->due);
	}
	EMIT(decision, RECOVERED, .span_s = command->f.span_s, .count = overdue);
}

void decide_STEP_CLOCK(struct decision *decision, const struct command *command)
{
	EMIT(decision, CLOCK_STEPPED, .step_s = command->f.step_s);
}

void decide_RECORD_SPOOL(struct decision *decision, const struct command *command)
{
	EMIT(decision, SPOOLED, .span_s = command->f.span_s, .count = command->f.count);
}

/* What passing time does: it raises.  Where help that was promised is late, the caller is to be told so. */
void decide_PASS_TIME(struct decision *decision, const struct command *command)
{
	(void)command;
	const struct board *board = decision->board;
	const struct agenda_item *next = agenda_next(&board->agenda);
	assert(next);
	uint64_t handle = board_handle(board, next->number);
	const struct obligation *owed = board_obligation(board, handle);
	bool first =
	    owed->raised == 0 && owed->incident && (owed->kind == OBLIGATION_ASSIGN || owed->kind == OBLIGATION_ARRIVE);
	bool asks = owed->kind == OBLIGATION_SUPPLY || owed->kind == OBLIGATION_AGENCY;
	uint32_t incident = owed->incident, request = asks ? (uint32_t)owed->about : 0;
	rules_raise(decision, handle, CAUSE_OVERDUE);
	if (request)
		rules_ask_next(decision, request);
	uint32_t call = first ? board_incidents(board, incident)->first_call : 0;
	for (; call; call = board_calls(board, call)->next_of_incident)
		if (!board_calls(board, call)->next_of_incident && board_calls(board, call)->state != CALL_CLOSED)
			rules_owe_once(decision, (struct subject){ .call = call }, OBLIGATION_INFORM_CALLER,
			               (struct owing){ 0 });
}

/* A new name of a kind: given, and not in use. */
static bool name_fits(struct decision *decision, uint32_t in_use)
{
	if (!decision->command->f.name.text[0])
		return rules_refuse(decision, REFUSAL_NAME_MISSING, FIELD_name);
	if (in_use)
		return rules_refuse(decision, REFUSAL_NAME_TAKEN, FIELD_name);
	return true;
}

void decide_ADD_QUEUE(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (name_fits(decision, board_queue_named(board, command->f.name.text)))
		EMIT(decision, QUEUE_ADDED, .queue = board->pool[POOL_queues].count, .name = command->f.name);
}

void decide_ADD_POSITION(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (name_fits(decision, board_position_named(board, command->f.name.text)))
		EMIT(decision, POSITION_ADDED, .position = board->pool[POOL_positions].count, .name = command->f.name);
}

void decide_ADD_AGENT(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (name_fits(decision, board_agent_named(board, command->f.name.text)))
		EMIT(decision, AGENT_ADDED, .agent = board->pool[POOL_agents].count, .name = command->f.name,
		     .role = command->f.role);
}

void decide_ADD_UNIT(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (name_fits(decision, board_unit_named(board, command->f.name.text)))
		EMIT(decision, UNIT_ADDED, .unit = board->pool[POOL_units].count, .name = command->f.name);
}

void decide_ADD_NEIGHBOUR(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (name_fits(decision, board_neighbour_named(board, command->f.name.text)))
		EMIT(decision, NEIGHBOUR_ADDED, .neighbour = board->pool[POOL_neighbours].count,
		     .name = command->f.name);
}

void decide_SET_RUNG(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct fields *f = &command->f;
	if (!f->kind || !f->owner_kind || f->priority > PRIORITY_MAX) {
		enum field field = !f->kind ? FIELD_kind : !f->owner_kind ? FIELD_owner_kind : FIELD_priority;
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, field);
		return;
	}
	/* A rung hangs on the one below it. */
	bool hangs = f->rung < RUNGS_MAX && (!f->rung || board_rung(board, f->kind, f->priority, f->rung - 1u));
	if (!hangs) {
		(void)rules_refuse(decision, REFUSAL_RUNG_WRONG, FIELD_rung);
		return;
	}
	/* None at all would leave a gap in the ladder. */
	if (!f->span_s || f->span_s > RUNG_SPAN_MAX_S) {
		(void)rules_refuse(decision, REFUSAL_SPAN_WRONG, FIELD_span_s);
		return;
	}
	EMIT(decision, RUNG_SET, .kind = f->kind, .priority = f->priority, .rung = f->rung, .owner_kind = f->owner_kind,
	     .owner = f->owner, .span_s = f->span_s);
}

void decide_CALL_ROLL(struct decision *decision, const struct command *command)
{
	if (!rules_has_text(decision, TEXT_RECORD) || !rules_has_text(decision, TEXT_WORDS))
		(void)rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
	else
		EMIT(decision, ROLL_CALLED, .count = command->f.count);
}

/* Whoever reads may declare; that it stands on record before anybody looked is all that counts. */
void decide_DECLARE_AUDIT(struct decision *decision, const struct command *command)
{
	if (!rules_has_text(decision, TEXT_RECORD))
		(void)rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
	else
		EMIT(decision, AUDIT_DECLARED, .name = command->f.name, .hash = command->f.hash,
		     .agent = command->actor);
}

void decide_RECORD_AUDIT(struct decision *decision, const struct command *command)
{
	if (!rules_has_text(decision, TEXT_RECORD))
		(void)rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
	else
		EMIT(decision, AUDIT_RAN, .name = command->f.name, .hash = command->f.hash, .agent = command->actor);
}
