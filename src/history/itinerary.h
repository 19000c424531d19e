/* A history as steps in time: rows gathered into calls, calls into incidents, moments put in an order that can be. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_ITINERARY_H
#define HISTORY_ITINERARY_H

#include "core/vocabulary.h"
#include "history/history.h"

/* In the order in which steps of one moment are taken. */
enum step_kind {
	STEP_PLACE,
	STEP_ANSWER,
	STEP_ENTER,
	STEP_ASSIGN,
	STEP_EN_ROUTE,
	STEP_ON_SCENE,
	STEP_TRANSPORTING,
	STEP_AT_HOSPITAL,
	STEP_CLEAR,
	STEP_END,
	STEP_KIND_COUNT
};

struct step {
	struct instant at;
	uint32_t number; /* of a call up to STEP_ENTER, then of a row, at last of an incident */
	enum step_kind kind;
};

struct call_of_rows {
	struct instant stamp[STAMP_COUNT]; /* the first of its rows; CLEAR and CLOSED the last */
	uint32_t first_row;
	uint32_t incident;
};

struct case_of_calls {
	struct instant entered; /* earliest moment at which it can be known */
	struct instant last;    /* of all its steps */
	uint32_t first_row;     /* number + 1; 0: none */
	uint32_t said_row;      /* the row whose disposition counts */
	enum disposition said;  /* DISPOSITION_NONE: the city does not say */
	bool assigned;          /* a unit was sent */
	bool arrived;           /* some unit has a moment on scene, or one that cannot be without it */
	bool ended;             /* some moment says that it is over */
};

/* Zero-initialised; the caller closes it. */
struct itinerary {
	struct step *step;
	uint32_t steps;
	struct call_of_rows *call;
	uint32_t calls;
	struct case_of_calls *incident;
	uint32_t incidents;
	uint32_t *row_call;     /* by row */
	uint32_t *row_incident; /* by row */
	uint32_t *next_row;     /* by row: number + 1 of the incident's next one */
};

/* Plans a history with at least one row; STATUS_MEMORY, STATUS_LIMIT. */
enum status itinerary_plan(struct itinerary *itinerary, const struct history *history);
void itinerary_close(struct itinerary *itinerary);

#endif
