/* Policies put up and in force, and what they say of a call's way and an incident's debts: what their events do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "core/apply.h"

/* There are few; the newest are looked at first. */
uint32_t board_policy_in_force(const struct board *board)
{
	for (uint32_t number = board->pool[POOL_policies].count - 1; number; number--)
		if (board_policies(board, number)->in_force)
			return number;
	return 0;
}

void policy_proposed(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	uint32_t number = board_add(board, POOL_policies);
	assert(number == f->policy);
	*board_change_policies(board, number) = (struct policy_record){ .name = f->name,
		                                                        .hash = f->hash,
		                                                        .sequence = center->sequence,
		                                                        .proposed_at = center->now,
		                                                        .proposed_by = f->agent };
}

void policy_judged(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	struct policy_record *policy = board_change_policies(board, f->policy);
	policy->judged = center->sequence;
	policy->judged_at = center->now;
	policy->against = f->count;
	policy->stale = 0;
}

void policy_approved(struct board *board, const struct fields *f)
{
	board_change_policies(board, f->policy)->approved_by = f->agent;
}

/* What was proved of the others was proved of a center without it: a way back passes the same gate again. */
void policy_activated(struct board *board, const struct fields *f)
{
	for (uint32_t number = 1; number < board->pool[POOL_policies].count; number++) {
		struct policy_record *policy = board_change_policies(board, number);
		policy->in_force = number == f->policy;
		policy->stale = 1;
	}
	struct policy_record *policy = board_change_policies(board, f->policy);
	policy->activated_at = board_center(board)->now;
	policy->activated_by = f->agent;
}

void care_set(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_cares);
	board_change_cares(board, number)->people = f->count;
}

uint64_t agent_serves(const struct agent *agent)
{
	uint64_t serves = 0;
	for (unsigned i = 0; i < sizeof agent->serves; i++)
		serves |= (uint64_t)agent->serves[i] << (8 * i);
	return serves;
}

void queue_served(struct board *board, const struct fields *f)
{
	struct agent *agent = board_change_agents(board, f->agent);
	assert(f->queue <= SERVED_QUEUES_MAX);
	if (f->queue)
		agent->serves[(f->queue - 1) / 8] |= (uint8_t)(1u << (f->queue - 1) % 8);
	else
		memset(agent->serves, 0, sizeof agent->serves);
}

void call_routed(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	uint32_t number = board_add(board, POOL_hops);
	struct call *call = board_change_calls(board, f->call);
	assert(call->state == CALL_WAITING);
	*board_change_hops(board, number) = (struct hop){ .at = center->now,
		                                          .sequence = center->sequence,
		                                          .call = f->call,
		                                          .before = call->last_hop,
		                                          .policy = f->policy,
		                                          .queue = f->queue,
		                                          .way = f->count,
		                                          .ring_s = f->span_s };
	call->last_hop = number;
	call->queue = f->queue;
}

static uint32_t response_of(const struct incident *incident)
{
	return (uint32_t)incident->response[0] | (uint32_t)incident->response[1] << 8 |
	       (uint32_t)incident->response[2] << 16;
}

const struct response_record *board_response_of(const struct board *board, uint32_t number)
{
	const struct incident *incident = board_incidents(board, number);
	return incident ? board_responses(board, response_of(incident)) : NULL;
}

/* What was said before is left where it lies: the pool only grows, and an incident's response seldom changes. */
void response_set(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_responses);
	struct incident *incident = board_change_incidents(board, f->incident);
	*board_change_responses(board, number) =
	    (struct response_record){ .policy = f->policy, .queue = f->queue, .effect = f->count };
	for (unsigned i = 0; i < sizeof incident->response; i++)
		incident->response[i] = (uint8_t)(number >> (8 * i));
}

void response_debt_set(struct board *board, const struct fields *f)
{
	uint32_t debt = board_add(board, POOL_response_debts);
	struct response_record *response =
	    board_change_responses(board, response_of(board_incidents(board, f->incident)));
	*board_change_response_debts(board, debt) =
	    (struct response_debt){ .next = response->first_debt, .span_s = f->span_s, .kind = f->kind };
	response->first_debt = debt;
}

uint32_t board_response_debt(const struct board *board, uint32_t incident, enum obligation_kind kind)
{
	const struct response_record *response = board_response_of(board, incident);
	uint32_t at = response ? response->first_debt : 0;
	while (at && board_response_debts(board, at)->kind != kind)
		at = board_response_debts(board, at)->next;
	return at;
}

/* Rungs come in their order: the new one is the last. */
void response_rung_set(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_response_rungs);
	uint32_t debt = board_response_debt(board, f->incident, f->kind);
	uint32_t last = board_response_debts(board, debt)->first_rung;
	*board_change_response_rungs(board, number) =
	    (struct response_rung){ .span_s = f->span_s, .owner_kind = f->owner_kind };
	while (last && board_response_rungs(board, last)->next)
		last = board_response_rungs(board, last)->next;
	if (last)
		board_change_response_rungs(board, last)->next = number;
	else
		board_change_response_debts(board, debt)->first_rung = number;
}

void response_card_set(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_response_cards);
	*board_change_response_cards(board, number) =
	    (struct response_card){ .name = f->name, .response = response_of(board_incidents(board, f->incident)) };
}

/* By halves: one is added when its response is, which is newer than all before. */
const char *board_response_card(const struct board *board, uint32_t number)
{
	const struct incident *incident = board_incidents(board, number);
	uint32_t wanted = incident ? response_of(incident) : 0;
	uint32_t least = 1, most = board->pool[POOL_response_cards].count;
	while (least < most) {
		uint32_t middle = least + (most - least) / 2;
		if (board_response_cards(board, middle)->response < wanted)
			least = middle + 1;
		else
			most = middle;
	}
	const struct response_card *card = board_response_cards(board, least);
	return wanted && card && card->response == wanted ? card->name.text : NULL;
}

void response_end_set(struct board *board, const struct fields *f)
{
	board_change_responses(board, response_of(board_incidents(board, f->incident)))->ends |= (uint64_t)1
	                                                                                         << f->disposition;
}

void policy_stored(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	if (f->stored == board->pool[POOL_stored].count)
		(void)board_add(board, POOL_stored);
	*board_change_stored(board, f->stored) =
	    (struct stored_policy){ .hash = f->hash, .sequence = center->sequence, .at = center->now };
}

void policy_withdrawn(struct board *board, const struct fields *f)
{
	struct stored_policy *stored = board_change_stored(board, f->stored);
	stored->withdrawn = 1;
	stored->at = board_center(board)->now;
}

/* The one of that kind and name; 0: there is none.  There are few. */
static uint32_t standing_of(const struct board *board, const char *name, bool posture)
{
	uint32_t number = board->pool[POOL_standings].count - 1;
	for (; number; number--) {
		const struct service_word *standing = board_standings(board, number);
		if ((standing->posture != 0) == posture && strcmp(standing->name.text, name) == 0)
			return number;
	}
	return 0;
}

static void stands(struct board *board, const struct fields *f, bool posture)
{
	uint32_t number = standing_of(board, f->name.text, posture);
	number = number ? number : board_add(board, POOL_standings);
	*board_change_standings(board, number) = (struct service_word){
		.name = f->name,
		.at = board_center(board)->now,
		.agent = f->agent,
		.posture = posture ? (uint8_t)vocabulary_value(VOCABULARY_POSTURE, f->type.text) : 0,
		.service_state = posture ? 0 : (uint8_t)vocabulary_value(VOCABULARY_SERVICE_STATE, f->type.text),
	};
}

void posture_set(struct board *board, const struct fields *f)
{
	stands(board, f, true);
}

void service_state_set(struct board *board, const struct fields *f)
{
	stands(board, f, false);
}

static const struct service_word *stands_of(const struct board *board, const char *service, bool posture)
{
	uint32_t number = standing_of(board, service, posture);
	return board_standings(board, number ? number : standing_of(board, "", posture));
}

enum posture board_posture(const struct board *board, const char *service)
{
	const struct service_word *standing = stands_of(board, service, true);
	return standing ? standing->posture : POSTURE_NONE;
}

enum service_state board_service_state(const struct board *board, const char *service)
{
	const struct service_word *standing = stands_of(board, service, false);
	return standing ? standing->service_state : SERVICE_STATE_NONE;
}
