/* From a plan's card to the rows that an incident owes, and back from such a row to what the plan says of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_CARD_H
#define CONTROL_CARD_H

#include "control/scene.h"

/* One row as the board keeps it, and where the plan has it from; capabilities in the board's bits. */
struct card_row {
	struct requirement need;
	uint32_t card;
	uint8_t alarm;
};

/*
 * What a plan asks for, in rows that a board can hold: rows that differ in their count alone become one, one of more
 * units than NEED_COUNT_MAX several, and what would be more rows than NEED_ROWS_MAX is asked for as units of any kind,
 * in the last row, so that none of it is lost.
 */
struct card_rows {
	struct question question;
	struct resolution resolution; /* its rows are the plan's */
	struct card_row row[NEED_ROWS_MAX];
	unsigned rows;
};

void card_open(const struct scene *scene, uint32_t incident, struct instant at, struct card_rows *ret_card);
/* Whether the incident's rows are these already. */
bool card_stands(const struct scene *scene, uint32_t incident, const struct card_rows *card);
/* The text `rows` of apply_card; statuses of buffer_append. */
enum status card_write(const struct scene *scene, const struct card_rows *card, struct buffer *rows);
/* The row of the card that a row of the board came from; NULL: a person made it. */
const struct card_row *card_row_of(const struct card_rows *card, const struct need *need);

#endif
