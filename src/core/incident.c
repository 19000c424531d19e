/* One incident: what its events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

static void list_open(struct board *board, uint32_t number)
{
	struct center *center = board_change_center(board);
	struct incident *incident = board_change_incidents(board, number);
	incident->open = 1;
	incident->next_open = center->first_open_incident;
	incident->previous_open = 0;
	if (incident->next_open)
		board_change_incidents(board, incident->next_open)->previous_open = number;
	center->first_open_incident = number;
	center->open_incidents++;
}

static void unlist_open(struct board *board, uint32_t number)
{
	struct center *center = board_change_center(board);
	struct incident *incident = board_change_incidents(board, number);
	if (incident->previous_open)
		board_change_incidents(board, incident->previous_open)->next_open = incident->next_open;
	else
		center->first_open_incident = incident->next_open;
	if (incident->next_open)
		board_change_incidents(board, incident->next_open)->previous_open = incident->previous_open;
	incident->next_open = 0;
	incident->previous_open = 0;
	incident->open = 0;
	center->open_incidents--;
}

void incident_opened(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_incidents);
	assert(number == f->incident);
	struct incident *incident = board_change_incidents(board, number);
	incident->opened_at = board_center(board)->now;
	incident->type = f->type;
	incident->priority = f->priority;
	incident->first_priority = f->priority;
	incident->need = f->need;
	incident->lat_e7 = f->lat_e7;
	incident->lon_e7 = f->lon_e7;
	incident->uncertainty_m = f->uncertainty_m;
	list_open(board, number);
}

void incident_typed(struct board *board, const struct fields *f)
{
	board_change_incidents(board, f->incident)->type = f->type;
}

void incident_needs(struct board *board, const struct fields *f)
{
	board_change_incidents(board, f->incident)->need = f->need;
}

void incident_alarmed(struct board *board, const struct fields *f)
{
	board_change_incidents(board, f->incident)->alarm = (uint8_t)f->count;
}

void incident_closed(struct board *board, const struct fields *f)
{
	struct incident *incident = board_change_incidents(board, f->incident);
	assert(incident->open && f->disposition && f->agent);
	assert(!incident->active); /* no crew is out for it */
	incident->disposition = f->disposition;
	incident->first_disposition = incident->first_disposition ? incident->first_disposition : f->disposition;
	incident->closed_at = board_center(board)->now;
	unlist_open(board, f->incident);
	picks_free(board, f->incident);
}

void incident_reopened(struct board *board, const struct fields *f)
{
	struct incident *incident = board_change_incidents(board, f->incident);
	assert(!incident->open);
	incident->disposition = DISPOSITION_NONE;
	incident->closed_at = (struct instant){ 0 };
	list_open(board, f->incident);
}

void texts_erased(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	uint32_t number = board_add(board, POOL_erasures);
	*board_change_erasures(board, number) = (struct erasure){ .at = center->now,
		                                                  .sequence = center->sequence,
		                                                  .call = f->call,
		                                                  .incident = f->incident,
		                                                  .agent = f->agent };
}

/* The newest stand last, and all of them hold equally long: behind one that is over none holds. */
bool board_opened(const struct board *board, uint32_t agent, uint32_t call, uint32_t incident, struct instant now)
{
	for (uint32_t number = board->pool[POOL_openings].count; number-- > 1;) {
		const struct opening *opening = board_openings(board, number);
		if (!instant_before(now, opening->until))
			return false;
		bool same = (call && opening->call == call) || (incident && opening->incident == incident);
		if (same && opening->agent == agent)
			return true;
	}
	return false;
}

void record_opened(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	uint32_t number = board_add(board, POOL_openings);
	*board_change_openings(board, number) =
	    (struct opening){ .at = center->now,
		              .until = instant_after(center->now, span_s(f->span_s)),
		              .sequence = center->sequence,
		              .call = f->call,
		              .incident = f->incident,
		              .agent = f->agent };
}
