/* Others' help: who can be asked, who is, and what came of it; what the events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "core/apply.h"
#include "core/large.h"

void provider_added(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_providers);
	assert(number == f->provider);
	*board_change_providers(board, number) = (struct provider){
		.type = f->type, .name = f->name, .sequence = board_center(board)->sequence, .row = f->row
	};
}

void provider_retired(struct board *board, const struct fields *f)
{
	board_change_providers(board, f->provider)->retired = 1;
}

void request_made(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_requests);
	assert(number == f->request);
	struct incident *incident = board_change_incidents(board, f->incident);
	*board_change_requests(board, number) = (struct help_request){
		.type = f->type,
		.made_at = board_center(board)->now,
		.sequence = board_center(board)->sequence,
		.incident = f->incident,
		.next_of_incident = incident->first_request,
		.capability = f->capability,
		.kind = f->kind,
		.state = REQUEST_OWED,
	};
	incident->first_request = number;
}

uint32_t asking_of(const struct board *board, uint32_t request, uint32_t provider, uint32_t neighbour)
{
	uint32_t at = board_requests(board, request)->first_asking;
	for (; at; at = board_askings(board, at)->next)
		if (board_askings(board, at)->provider == provider && board_askings(board, at)->neighbour == neighbour)
			break;
	return at;
}

/* At the list's end, so that the list is the order. */
static uint32_t asking_add(struct board *board, const struct fields *f)
{
	struct help_request *request = board_change_requests(board, f->request);
	uint32_t number = board_add(board, POOL_askings), last = request->first_asking;
	*board_change_askings(board, number) =
	    (struct asking){ .provider = f->provider, .neighbour = f->neighbour, .state = ASKING_LATER };
	while (last && board_askings(board, last)->next)
		last = board_askings(board, last)->next;
	if (last)
		board_change_askings(board, last)->next = number;
	else
		request->first_asking = number;
	return number;
}

void request_ordered(struct board *board, const struct fields *f)
{
	(void)asking_add(board, f);
}

/* Whoever is asked goes to the end of the rotation, whatever comes of it. */
void request_asked(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	struct help_request *request = board_change_requests(board, f->request);
	if (request->asked && board_askings(board, request->asked)->state == ASKING_ASKED)
		board_change_askings(board, request->asked)->state = ASKING_PASSED;
	request->asked = 0;
	if (!f->provider && !f->neighbour)
		return;
	uint32_t number = asking_of(board, f->request, f->provider, f->neighbour);
	number = number ? number : asking_add(board, f);
	request->asked = number;
	struct asking *asking = board_change_askings(board, number);
	asking->state = ASKING_ASKED;
	asking->at = center->now;
	asking->times++;
	if (f->provider)
		board_change_providers(board, f->provider)->turn = center->sequence;
}

static void answered(struct board *board, const struct fields *f, enum asking_state state)
{
	uint32_t number = asking_of(board, f->request, f->provider, f->neighbour);
	board_change_askings(board, number)->state = (uint8_t)state;
}

void request_silent(struct board *board, const struct fields *f)
{
	answered(board, f, ASKING_SILENT);
}

void request_refused(struct board *board, const struct fields *f)
{
	answered(board, f, ASKING_REFUSED);
	struct help_request *request = board_change_requests(board, f->request);
	request->state = REQUEST_OWED;
	request->asked = 0;
}

void request_accepted(struct board *board, const struct fields *f)
{
	answered(board, f, ASKING_ACCEPTED);
	board_change_requests(board, f->request)->state = REQUEST_ACCEPTED;
}

static void ended(struct board *board, uint32_t number, enum request_state state)
{
	struct help_request *request = board_change_requests(board, number);
	request->state = (uint8_t)state;
	request->ended_at = board_center(board)->now;
}

void request_arrived(struct board *board, const struct fields *f)
{
	ended(board, f->request, REQUEST_ARRIVED);
}

void request_released(struct board *board, const struct fields *f)
{
	ended(board, f->request, REQUEST_RELEASED);
}

/* The provider of the kind whose turn is longest ago; among those never asked, by their places. */
static uint32_t next_provider(const struct board *board, uint32_t number)
{
	const struct help_request *request = board_requests(board, number);
	uint32_t best = 0;
	for (uint32_t at = 1; at < board->pool[POOL_providers].count; at++) {
		const struct provider *one = board_providers(board, at), *other = board_providers(board, best);
		if (one->retired || strcmp(one->type.text, request->type.text) != 0 || asking_of(board, number, at, 0))
			continue;
		if (!other || one->turn < other->turn || (one->turn == other->turn && one->row < other->row))
			best = at;
	}
	return best;
}

static uint32_t next_neighbour(const struct board *board, uint32_t number)
{
	for (uint32_t at = 1; at < board->pool[POOL_neighbours].count; at++)
		if (!asking_of(board, number, 0, at))
			return at;
	return 0;
}

/* Of those on the list the first of a state, or the one asked longest ago; 0 if there is none. */
static uint32_t first_of(const struct board *board, uint32_t first, enum asking_state state)
{
	uint32_t best = 0;
	for (uint32_t at = first; at; at = board_askings(board, at)->next) {
		const struct asking *one = board_askings(board, at);
		if (one->state == state && !(one->provider && board_providers(board, one->provider)->retired) &&
		    (!best || instant_before(one->at, board_askings(board, best)->at)))
			best = at;
	}
	return best;
}

bool request_next(const struct board *board, uint32_t number, uint32_t *ret_provider, uint32_t *ret_neighbour)
{
	const struct help_request *request = board_requests(board, number);
	uint32_t on_list = first_of(board, request->first_asking, ASKING_LATER), listed = 0;
	uint32_t provider = 0, neighbour = 0;
	for (uint32_t at = request->first_asking; at; at = board_askings(board, at)->next)
		listed++;
	if (!on_list && listed < ASKINGS_MAX) {
		provider = request->kind == OBLIGATION_SUPPLY ? next_provider(board, number) : 0;
		neighbour = request->kind == OBLIGATION_AGENCY ? next_neighbour(board, number) : 0;
	}
	if (!on_list && !provider && !neighbour)
		on_list = first_of(board, request->first_asking, ASKING_SILENT);
	if (!on_list && !provider && !neighbour)
		on_list = first_of(board, request->first_asking, ASKING_PASSED);
	if (!on_list && !provider && !neighbour)
		return false;
	*ret_provider = on_list ? board_askings(board, on_list)->provider : provider;
	*ret_neighbour = on_list ? board_askings(board, on_list)->neighbour : neighbour;
	return true;
}
