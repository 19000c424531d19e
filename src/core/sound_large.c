/* What must hold of large incidents, notices and others' help; a part of board_sound. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/large.h"

static bool relations_sound(const struct board *board, uint32_t number, uint32_t *count)
{
	uint32_t parents = 0;
	for (uint32_t at = board_incidents(board, number)->first_relation; at; at = board_relations(board, at)->next) {
		const struct relation *relation = board_relations(board, at);
		uint32_t back = relation_between(board, relation->other, number);
		if (relation->incident != number || !back || ++*count >= board->pool[POOL_relations].count ||
		    board_relations(board, back)->kind != relation_turned(relation->kind))
			return false;
		parents += relation->kind == RELATION_PARENT;
	}
	return parents <= 1;
}

static bool is_owed(const struct board *board, const struct help_request *request, uint32_t number)
{
	uint32_t slot = board_incidents(board, request->incident)->first_obligation;
	for (; slot; slot = board_obligations(board, slot)->next)
		if (board_obligations(board, slot)->kind == request->kind &&
		    board_obligations(board, slot)->about == number)
			return true;
	return false;
}

/* Help that is wanted is owed, and what is there, or needed no more, is not. */
static bool requests_sound(const struct board *board, uint32_t incident, uint32_t *count)
{
	for (uint32_t at = board_incidents(board, incident)->first_request; at;
	     at = board_requests(board, at)->next_of_incident) {
		const struct help_request *request = board_requests(board, at);
		const struct asking *asked = board_askings(board, request->asked);
		bool wanted = request->state == REQUEST_OWED ||
		              (request->kind == OBLIGATION_SUPPLY && request->state == REQUEST_ACCEPTED);
		if (request->incident != incident || is_owed(board, request, at) != wanted)
			return false;
		if (request->state == REQUEST_ACCEPTED && (!asked || asked->state != ASKING_ACCEPTED))
			return false;
		++*count;
	}
	return true;
}

/* An open hazard, lookout or warning is looked at again some day; one that is over is not. */
static bool notice_sound(const struct board *board, const struct notice *notice)
{
	static const enum obligation_kind kinds[NOTICE_COUNT] = { [NOTICE_HAZARD] = OBLIGATION_REVIEW_HAZARD,
		                                                  [NOTICE_BOLO] = OBLIGATION_REVIEW_BOLO,
		                                                  [NOTICE_WARNING] = OBLIGATION_REVIEW };
	unsigned owed = 0;
	for (uint32_t slot = notice->first_obligation; slot; slot = board_obligations(board, slot)->next)
		/* Whoever gives a debt more time is looked at as well, which is another review. */
		owed += board_obligations(board, slot)->kind == kinds[notice->kind] &&
		        (notice->kind != NOTICE_WARNING || !board_obligations(board, slot)->by);
	return owed == notice->open;
}

static bool notices_sound(const struct board *board, uint32_t *ret_number)
{
	uint32_t open = 0, listed = 0;
	for (uint32_t number = 1; number < board->pool[POOL_notices].count; number++) {
		*ret_number = number;
		open += board_notices(board, number)->open;
		if (!notice_sound(board, board_notices(board, number)))
			return false;
	}
	for (uint32_t at = board_center(board)->first_open_notice; at; at = board_notices(board, at)->next_open)
		listed += board_notices(board, at)->open && listed <= open;
	return open == listed;
}

bool large_sound(const struct board *board, const char **ret_fault, uint32_t *ret_number)
{
	uint32_t relations = 0, requests = 0;
	*ret_fault = "a hazard or lookout is in no list, or nobody is to look again";
	if (!notices_sound(board, ret_number))
		return false;
	for (uint32_t number = 1; number < board->pool[POOL_incidents].count; number++) {
		*ret_number = number;
		*ret_fault = "two incidents are not the same to one another";
		if (!relations_sound(board, number, &relations))
			return false;
		*ret_fault = "others' help is wanted and not owed, or the other way round";
		if (!requests_sound(board, number, &requests))
			return false;
	}
	*ret_number = 0;
	*ret_fault = "relations or requests are in no list";
	return relations + 1 == board->pool[POOL_relations].count && requests + 1 == board->pool[POOL_requests].count;
}
