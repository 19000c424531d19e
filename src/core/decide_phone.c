/* The rules for phones: whose rings, who holds a caller and passes one on, what is said in writing and found out. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/queue.h"
#include "core/rules.h"
#include "core/wait.h"

void decide_SET_QUEUE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!board_queues(decision->board, f->queue))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_QUEUE, FIELD_queue);
	else if (!f->ring)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_ring);
	else if (f->span_s > RING_MAX_S)
		(void)rules_refuse(decision, REFUSAL_SPAN_WRONG, FIELD_span_s);
	else
		EMIT(decision, QUEUE_SET, .queue = f->queue, .ring = f->ring, .span_s = f->span_s);
}

void decide_OFFER(struct decision *decision, const struct command *command)
{
	const struct call *call;
	const struct agent *agent = board_agents(decision->board, command->f.agent);
	if (!rules_open_call(decision, &call))
		return;
	if (!agent)
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_AGENT, FIELD_agent);
	else if (call->state != CALL_WAITING && call->transfer != command->f.agent)
		(void)rules_refuse(decision,
		                   call->state == CALL_ANSWERED ? REFUSAL_ALREADY_ANSWERED : REFUSAL_CALLER_LEFT,
		                   FIELD_call);
	else if (!queue_agent_free(agent))
		(void)rules_refuse(decision, REFUSAL_AGENT_NOT_FREE, FIELD_agent);
	else
		EMIT(decision, CALL_OFFERED, .call = command->f.call, .agent = command->f.agent);
}

void decide_END_OFFER(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	const struct agent *agent = board_agents(board, command->f.agent);
	if (!agent || !agent->offered) {
		(void)rules_refuse(decision, agent ? REFUSAL_NOT_OFFERED : REFUSAL_UNKNOWN_AGENT, FIELD_agent);
		return;
	}
	if (!command->f.rang) {
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_rang);
		return;
	}
	struct subject subject = { .call = agent->offered };
	EMIT(decision, OFFER_ENDED, .call = subject.call, .agent = command->f.agent, .rang = command->f.rang);
	/* The next owner hears of it at once; the next phone rings all the same. */
	uint64_t owed = rules_owed(board, subject, OBLIGATION_ANSWER, 0);
	bool not_taken = command->f.rang == RANG_NO_ANSWER || command->f.rang == RANG_DECLINED;
	if (owed && not_taken)
		rules_raise(decision, owed, CAUSE_NOT_TAKEN);
}

bool rules_spoken_with(struct decision *decision, const struct call **ret_call)
{
	if (!rules_open_call(decision, ret_call))
		return false;
	return (*ret_call)->state == CALL_ANSWERED || rules_refuse(decision, REFUSAL_NOT_ANSWERED, FIELD_call);
}

void decide_HOLD(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_spoken_with(decision, &call))
		return;
	if (call->held || call->third_state)
		(void)rules_refuse(decision, call->held ? REFUSAL_HELD : REFUSAL_IN_CONFERENCE, FIELD_call);
	else
		EMIT(decision, CALL_HELD, .call = command->f.call, .agent = command->actor);
}

void decide_RETRIEVE(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_spoken_with(decision, &call))
		return;
	if (!call->held)
		(void)rules_refuse(decision, REFUSAL_NOT_HELD, FIELD_call);
	else
		EMIT(decision, CALL_RETRIEVED, .call = command->f.call, .agent = command->actor);
}

bool rules_target_fits(struct decision *decision)
{
	const struct fields *f = &decision->command->f;
	const struct board *board = decision->board;
	unsigned targets = (f->agent != 0) + (f->queue != 0) + (f->neighbour != 0);
	if (targets > 1 || (!targets && !rules_has_text(decision, TEXT_CONTACT)))
		return rules_refuse(decision, REFUSAL_TARGET_MISSING, FIELD_COUNT);
	if (f->queue && !board_queues(board, f->queue))
		return rules_refuse(decision, REFUSAL_UNKNOWN_QUEUE, FIELD_queue);
	if (f->neighbour && !board_neighbours(board, f->neighbour))
		return rules_refuse(decision, REFUSAL_UNKNOWN_NEIGHBOUR, FIELD_neighbour);
	if (!f->agent)
		return true;
	const struct agent *agent = board_agents(board, f->agent);
	if (!agent)
		return rules_refuse(decision, REFUSAL_UNKNOWN_AGENT, FIELD_agent);
	return queue_agent_free(agent) || rules_refuse(decision, REFUSAL_AGENT_NOT_FREE, FIELD_agent);
}

void decide_TRANSFER(struct decision *decision, const struct command *command)
{
	const struct call *call;
	const struct fields *f = &command->f;
	/* Whoever outside had the caller is lost: he waits again. */
	bool back = f->queue && board_calls(decision->board, f->call) && board_calls(decision->board, f->call)->away;
	if ((!back && !rules_spoken_with(decision, &call)) || !rules_target_fits(decision))
		return;
	if (!back && call->third_state) {
		(void)rules_refuse(decision, REFUSAL_IN_CONFERENCE, FIELD_call);
		return;
	}
	EMIT(decision, CALL_TRANSFERRED, .call = f->call, .agent = f->agent, .queue = f->queue,
	     .neighbour = f->neighbour);
	/* The answer clock crosses transfers: a new answer is owed, and the first contact stays what it was. */
	if (f->queue)
		(void)rules_owe(decision, (struct subject){ .call = f->call }, OBLIGATION_ANSWER, (struct owing){ 0 });
}

void decide_SAY(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return;
	if (!rules_has_text(decision, TEXT_WORDS))
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
	else
		EMIT(decision, TEXT_SENT, .call = command->f.call, .agent = command->actor);
}

void decide_RECORD_SAID(struct decision *decision, const struct command *command)
{
	if (!board_calls(decision->board, command->f.call))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	else
		EMIT(decision, TEXT_ARRIVED, .call = command->f.call, .outcome = command->f.outcome);
}

/* Also of a call that is closed: the receipt goes when the conversation is over. */
void decide_TEXT_RECEIPT(struct decision *decision, const struct command *command)
{
	if (!board_calls(decision->board, command->f.call))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	else
		EMIT(decision, RECEIPT_TEXTED, .call = command->f.call);
}

void decide_REFUSE_TEXT(struct decision *decision, const struct command *command)
{
	if (!board_calls(decision->board, command->f.call))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	else
		EMIT(decision, TEXT_REFUSED, .call = command->f.call, .agent = command->actor);
}

void decide_CALL_CALLER(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return;
	if (call->state == CALL_ANSWERED || call->away)
		(void)rules_refuse(decision, REFUSAL_CALLER_PRESENT, FIELD_call);
	else
		EMIT(decision, CALL_BACK_BEGUN, .call = command->f.call, .agent = command->actor);
}

void decide_LEARN(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!board_calls(decision->board, f->call))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CALL, FIELD_call);
	else
		EMIT(decision, LEARNED, .call = f->call, .lat_e7 = f->lat_e7, .lon_e7 = f->lon_e7,
		     .uncertainty_m = f->uncertainty_m, .stamp = f->stamp, .source = f->source);
}

void decide_KEEP_TEST(struct decision *decision, const struct command *command)
{
	EMIT(decision, TEST_CALL, .channel = command->f.channel, .stamp = command->f.stamp);
}

void decide_RECORD_FLOOD(struct decision *decision, const struct command *command)
{
	EMIT(decision, FLOODED, .span_s = command->f.span_s, .count = command->f.count);
}

void decide_KEEP_UNREAD(struct decision *decision, const struct command *command)
{
	EMIT(decision, UNREAD, .channel = command->f.channel, .count = command->f.count, .stamp = command->f.stamp);
}

void decide_REBID(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_open_call(decision, &call))
		return;
	if (!call->referred)
		(void)rules_refuse(decision, REFUSAL_NO_REFERENCE, FIELD_call);
	else
		EMIT(decision, PLACE_ASKED, .call = command->f.call, .agent = command->actor);
}

void decide_RECKON_WAIT(struct decision *decision, const struct command *command)
{
	const struct call *call;
	if (!rules_waiting_call(decision, &call))
		return;
	/* It is a telling as much as a person's: one that is told that it grows is owed nothing more (domain: inform_caller). */
	if (!wait_may_tell(call, decision->now))
		(void)rules_refuse(decision, REFUSAL_TOLD, FIELD_call);
	else
		EMIT(decision, WAIT_RECKONED, .call = command->f.call, .span_s = command->f.span_s);
}
