/* The rules for a caller who speaks with somebody outside, and for a third party in a conversation. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/queue.h"
#include "core/rules.h"

void decide_SET_BRIDGE(struct decision *decision, const struct command *command)
{
	EMIT(decision, BRIDGE_SET, .count = command->f.count);
}

/* A neighbour that has accepted the caller has what is owed by way of classification too; whoever is on the ladder hears of it
 * if nobody says how it ended. */
static void accepted_by(struct decision *decision, uint32_t call, uint32_t neighbour)
{
	uint64_t owed = rules_owed(decision->board, (struct subject){ .call = call }, OBLIGATION_CLASSIFY, 0);
	if (owed && neighbour)
		EMIT(decision, OWNER_MOVED, .call = call, .obligation = owed, .owner_kind = OWNER_NEIGHBOUR,
		     .owner = neighbour);
}

void decide_RECORD_TRANSFER(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	const struct call *call = board_calls(decision->board, f->call);
	if (!call)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	else if (!f->outcome)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_outcome);
	else if (f->neighbour && !board_neighbours(decision->board, f->neighbour))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_NEIGHBOUR, FIELD_neighbour);
	else {
		bool taken = f->outcome == OUTCOME_REACHED && call->state == CALL_ANSWERED;
		bool lost = f->outcome != OUTCOME_REACHED && call->away;
		EMIT(decision, TRANSFER_ENDED, .call = f->call, .neighbour = f->neighbour, .outcome = f->outcome,
		     .count = f->count);
		if (taken)
			accepted_by(decision, f->call, f->neighbour);
		if (!lost)
			return;
		/* Their line is lost, and the caller is still there: he waits for an answer again. */
		EMIT(decision, CALL_TRANSFERRED, .call = f->call, .queue = call->queue);
		(void)rules_owe(decision, (struct subject){ .call = f->call }, OBLIGATION_ANSWER, (struct owing){ 0 });
	}
}

void decide_CONFERENCE(struct decision *decision, const struct command *command)
{
	const struct call *call;
	const struct fields *f = &command->f;
	uint32_t agent = f->agent;
	if (!rules_spoken_with(decision, &call))
		return;
	if (!board_center(decision->board)->bridged) {
		(void)rules_refuse(decision, REFUSAL_NO_BRIDGE, FIELD_COUNT);
		return;
	}
	if (call->third_state || call->held) {
		(void)rules_refuse(decision, call->held ? REFUSAL_HELD : REFUSAL_IN_CONFERENCE, FIELD_call);
		return;
	}
	if (!rules_target_fits(decision))
		return;
	/* Of a queue whoever is first in line by its row. */
	if (f->queue && !(agent = queue_first(decision->board, f->queue)))
		(void)rules_refuse(decision, REFUSAL_AGENT_NOT_FREE, FIELD_queue);
	else
		EMIT(decision, CONFERENCE_ASKED, .call = f->call, .agent = agent, .queue = f->queue,
		     .neighbour = f->neighbour);
}

/* The call, if it has a third party; NULL, and it is refused, if not. */
static const struct call *with_third(struct decision *decision)
{
	const struct call *call = board_calls(decision->board, decision->command->f.call);
	if (call && call->third_state)
		return call;
	(void)rules_refuse(decision, call ? REFUSAL_NOT_IN_CONFERENCE : REFUSAL_UNKNOWN_CALL, FIELD_call);
	return NULL;
}

void decide_END_CONFERENCE(struct decision *decision, const struct command *command)
{
	if (with_third(decision))
		EMIT(decision, CONFERENCE_END_ASKED, .call = command->f.call);
}

void decide_RECORD_CONFERENCE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	const struct call *call = with_third(decision);
	if (!call)
		return;
	if (!f->bridged) {
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_bridged);
		return;
	}
	uint32_t agent = call->third_kind == OWNER_AGENT ? call->third : 0;
	uint32_t neighbour = call->third_kind == OWNER_NEIGHBOUR ? call->third : 0;
	EMIT(decision, CONFERENCE_WENT, .call = f->call, .agent = agent, .neighbour = neighbour, .bridged = f->bridged,
	     .count = f->count);
	if (f->bridged != BRIDGED_TAKEN_OVER)
		return;
	if (agent)
		rules_spoken(decision, f->call, agent);
	else
		accepted_by(decision, f->call, neighbour);
}

void decide_LOOK(struct decision *decision, const struct command *command)
{
	if (board_calls(decision->board, command->f.call))
		EMIT(decision, LOOKED, .call = command->f.call);
	else
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
}
