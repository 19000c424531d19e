/* The board's debts as lines, the most urgent first: what both the printed and the watched board show. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_LINES_H
#define CMD_LINES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"

/* More debts than a screen shows; the rest is counted. */
#define LINES_MAX 4096

struct line {
	const char *subject; /* "call" or "incident" */
	long long number;
	const json_t *board;
	const json_t *of;   /* the call or incident */
	const json_t *owed; /* the debt */
	int64_t left_us;    /* until it is due; negative: it is past */
	bool unheeded;
};

/* Fills lines from a board, the soonest due first; how many.  They borrow the board. */
unsigned lines_of(const json_t *board, struct line lines[LINES_MAX]);
/* The heading that stands above them. */
#define LINES_HEAD "                what                    owed          owner                            due in"
/* Writes one as text: subject, state or type, debt, owner, and how long it has. */
void line_write(const struct line *line, char *text, unsigned room);

#endif
