/* A board on which nobody is calling: what a recommendation may be made from, and nothing else.
 *
 * It is a list of what is handed over, not of what is taken away, so that whatever the board learns later of callers is
 * blank until somebody writes it here.  Dispatch needs, and is handed:
 *   of the incident, and of those that units are at work on: type, coordinates, priority, alarm, what is needed, who was
 *     sent, and other agencies that were asked
 *   units, assignments, capabilities, stations, closed roads, names of agencies
 * Blank are all calls (channel, queue, place as said, language, whatever there is), the ways that a policy sent them, who
 * took them, who opened the incident and when, its other help (an interpreter tells a language), roles, areas, notices and
 * debts.  Names, numbers and words of callers are on no board.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_BLANK_H
#define CONTROL_BLANK_H

#include "core/board.h"
#include "dispatch/run_card.h"

/* Room that is used over and over.  Owns; zero-initialised it is empty. */
struct blank {
	uint8_t *zero; /* the items of all that is withheld */
	size_t zero_bytes;
	struct incident *incidents;
	struct help_request *requests;
	uint32_t incident_room, request_room;
};

/*
 * Lays out the blank board for one incident.  It borrows from `blank` and from the board, until either is changed; it is not
 * closed, and is for reading alone.  Only the incidents that the recommendation comes to are laid out.
 *   STATUS_MEMORY
 */
enum status blank_board(struct blank *blank, const struct board *board, uint32_t incident, struct board *ret_board);
void blank_close(struct blank *blank);
/* Takes the names of a plan's areas away.  Their shapes stay: which card is the one is decided by the coordinates. */
void blank_areas(struct plan *plan);

#endif
