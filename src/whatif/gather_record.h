/* The calls, stations and units of a center's own record, to be run again. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_GATHER_RECORD_H
#define WHATIF_GATHER_RECORD_H

#include "history/history.h"
#include "whatif/city.h"

struct record_account {
	uint64_t calls;        /* on record */
	uint64_t without_work; /* that never became an incident, and so asked for no unit */
	uint64_t joined;       /* of an incident that had one already */
	uint64_t incidents;    /* what is run: each once */
	uint64_t homeless;     /* units without a station, or whose station has no place on these roads */
};

/*
 * Appends a row for each unit that was sent to each incident, or one if none was: the first contact of the first of its
 * calls, when it was opened, what it is, where, and the unit's own moments.  STATUS_LIMIT, STATUS_MEMORY.
 */
enum status gather_record(const struct board *board, struct history *history, struct record_account *account);
/*
 * Takes stations and units in place of the city's own, each unit at home and with what it can do.
 *   STATUS_LIMIT  a unit can more than CITY_CAN_BYTES have room for, or there are too many
 *   STATUS_MEMORY
 */
enum status gather_record_crews(const struct board *board, struct city *city, struct record_account *account);

#endif
