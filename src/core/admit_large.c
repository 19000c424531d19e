/* Whether an event of a large incident, a notice or others' help, from stored bytes, can be folded. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/large.h"

static bool relation_admits(const struct board *board, enum event_kind kind, const struct fields *f)
{
	if (!board_incidents(board, f->about) || f->about == f->incident)
		return false;
	uint32_t node = relation_between(board, f->incident, (uint32_t)f->about);
	bool stands = node && board_relations(board, node)->kind != RELATION_NONE;
	if (kind == EVENT_INCIDENT_UNRELATED)
		return stands;
	return !stands && vocabulary_value(VOCABULARY_RELATION, f->type.text);
}

static bool large_one_admits(const struct board *board, enum event_kind kind, const struct fields *f)
{
	if (kind == EVENT_ROLE_GIVEN)
		return (!f->agent || board_agents(board, f->agent)) && (!f->unit || board_units(board, f->unit));
	if (kind == EVENT_ROLE_ENDED)
		return post_named(board, f->incident, f->name.text) != 0;
	if (kind == EVENT_AREA_LIFTED)
		return area_of_row(board, f->incident, f->row) != 0;
	assert(kind == EVENT_AREA_DRAWN);
	return f->row && f->row <= AREAS_MAX;
}

/* A list that is too long is refused, as is whoever is on it already. */
static bool list_admits(const struct board *board, const struct fields *f)
{
	unsigned count = 0;
	for (uint32_t at = board_requests(board, f->request)->first_asking; at; at = board_askings(board, at)->next)
		count++;
	return count < ASKINGS_MAX || asking_of(board, f->request, f->provider, f->neighbour);
}

static bool request_admits(const struct board *board, enum event_kind kind, const struct fields *f)
{
	const struct help_request *request = board_requests(board, f->request);
	if (request->incident != f->incident)
		return false;
	if (kind == EVENT_REQUEST_RELEASED)
		return true;
	if ((f->provider && !board_providers(board, f->provider)) ||
	    (f->neighbour && !board_neighbours(board, f->neighbour)) || (f->provider && f->neighbour))
		return false;
	if (kind == EVENT_REQUEST_ASKED)
		return (!f->provider && !f->neighbour) || list_admits(board, f);
	if (kind == EVENT_REQUEST_ORDERED)
		return f->neighbour && !asking_of(board, f->request, 0, f->neighbour) && list_admits(board, f);
	return asking_of(board, f->request, f->provider, f->neighbour) != 0;
}

bool large_admits(const struct board *board, enum event_kind kind, const struct fields *f)
{
	if (kind <= EVENT_INCIDENT_UNRELATED)
		return relation_admits(board, kind, f);
	if (kind <= EVENT_AREA_LIFTED)
		return large_one_admits(board, kind, f);
	if (kind == EVENT_BOLO_ISSUED)
		return !f->incident || board_incidents(board, f->incident);
	if (kind <= EVENT_NOTICE_ENDED)
		return board_notices(board, f->notice)->open;
	if (kind == EVENT_REQUEST_MADE)
		return f->kind == OBLIGATION_SUPPLY || f->kind == OBLIGATION_AGENCY;
	return request_admits(board, kind, f);
}
