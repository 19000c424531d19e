/* Lays out the few things of a board that a recommendation is handed, and zeros in the place of all others. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/blank.h"

#include <stdlib.h>
#include <string.h>

/* What is on the board of units, roads and agencies, none of which is a caller. */
static const enum board_pool handed[] = { POOL_units, POOL_assignments, POOL_capabilities, POOL_stations,
	                                  POOL_needs, POOL_closures,    POOL_neighbours,   POOL_askings };

static enum status renew_zero(struct blank *blank, const struct board *board)
{
	size_t most = 0;
	for (unsigned i = 0; i < POOL_COUNT; i++) {
		size_t bytes = board->pool[i].item_bytes * board->pool[i].count;
		most = bytes > most ? bytes : most;
	}
	if (most <= blank->zero_bytes)
		return STATUS_OK;
	uint8_t *zero = calloc(2, most);
	if (!zero)
		return STATUS_MEMORY;
	free(blank->zero);
	blank->zero = zero;
	blank->zero_bytes = 2 * most;
	return STATUS_OK;
}

/* Zeroed room for that many items of some size; what was in it stays. */
static enum status grow(void **at, uint32_t *room, uint32_t count, size_t item_bytes)
{
	if (count <= *room)
		return STATUS_OK;
	uint8_t *grown = reallocarray(*at, (size_t)count * 2, item_bytes);
	if (!grown)
		return STATUS_MEMORY;
	memset(grown + *room * item_bytes, 0, ((size_t)count * 2 - *room) * item_bytes);
	*at = grown;
	*room = count * 2;
	return STATUS_OK;
}

static enum status renew(struct blank *blank, const struct board *board)
{
	void *incidents = blank->incidents, *requests = blank->requests;
	enum status status = renew_zero(blank, board);
	if (status == STATUS_OK)
		status = grow(&incidents, &blank->incident_room, board->pool[POOL_incidents].count,
		              sizeof *blank->incidents);
	blank->incidents = incidents;
	if (status == STATUS_OK)
		status =
		    grow(&requests, &blank->request_room, board->pool[POOL_requests].count, sizeof *blank->requests);
	blank->requests = requests;
	return status;
}

/* The first of a chain of requests that asks an agency; 0 if there is none. */
static uint32_t of_agency(const struct board *board, uint32_t request)
{
	while (request && board_requests(board, request)->kind != OBLIGATION_AGENCY)
		request = board_requests(board, request)->next_of_incident;
	return request;
}

static void hand_request(struct blank *blank, const struct board *board, uint32_t number)
{
	const struct help_request *of = board_requests(board, number);
	blank->requests[number] = (struct help_request){ .incident = of->incident,
		                                         .next_of_incident = of_agency(board, of->next_of_incident),
		                                         .first_asking = of->first_asking,
		                                         .kind = of->kind,
		                                         .state = of->state };
}

static void hand_incident(struct blank *blank, const struct board *board, uint32_t number)
{
	const struct incident *of = board_incidents(board, number);
	uint32_t request = of_agency(board, of->first_request);
	blank->incidents[number] = (struct incident){ .type = of->type,
		                                      .lat_e7 = of->lat_e7,
		                                      .lon_e7 = of->lon_e7,
		                                      .priority = of->priority,
		                                      .alarm = of->alarm,
		                                      .need = of->need,
		                                      .first_need = of->first_need,
		                                      .first_assignment = of->first_assignment,
		                                      .first_request = request };
	for (; request; request = blank->requests[request].next_of_incident)
		hand_request(blank, board, request);
}

/* What units are at work on says how soon they are free, and what they may be taken from. */
static void hand_work(struct blank *blank, const struct board *board)
{
	for (uint32_t number = 1; board_units(board, number); number++) {
		uint32_t at = board_units(board, number)->first_assignment;
		for (; at; at = board_assignments(board, at)->next_of_unit)
			hand_incident(blank, board, board_assignments(board, at)->incident);
	}
}

enum status blank_board(struct blank *blank, const struct board *board, uint32_t incident, struct board *ret_board)
{
	struct board view = { 0 };
	enum status status = renew(blank, board);
	if (status != STATUS_OK)
		return status;
	hand_incident(blank, board, incident);
	hand_work(blank, board);
	for (unsigned i = 0; i < POOL_COUNT; i++) {
		view.pool[i] = board->pool[i];
		view.pool[i].at = blank->zero;
		view.pool[i].mark = NULL;
		view.pool[i].dirty = NULL;
	}
	for (size_t i = 0; i < sizeof handed / sizeof *handed; i++)
		view.pool[handed[i]].at = board->pool[handed[i]].at;
	view.pool[POOL_incidents].at = (uint8_t *)blank->incidents;
	view.pool[POOL_requests].at = (uint8_t *)blank->requests;
	*ret_board = view;
	return STATUS_OK;
}

void blank_close(struct blank *blank)
{
	free(blank->zero);
	free(blank->incidents);
	free(blank->requests);
	*blank = (struct blank){ 0 };
}

void blank_areas(struct plan *plan)
{
	for (uint32_t number = 1; number < plan->areas.count; number++) {
		struct area *area = pool_item(&plan->areas, number);
		area->name = (struct wire_name){ 0 };
	}
}
