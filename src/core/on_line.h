/* Who is on the line and waits: the few among many open calls that a phone may have to ring for. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_ON_LINE_H
#define CORE_ON_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* Numbers in no order that means anything, and where each of them stands. */
struct on_line {
	uint32_t *number;
	uint32_t *place; /* by number: its place plus one; 0 if it is not in */
	uint32_t count;
	uint32_t room; /* numbers below it can be in */
};

void on_line_close(struct on_line *line);
/* Makes room for numbers below `numbers`, all at once; STATUS_MEMORY otherwise, and nothing is lost. */
enum status on_line_reserve(struct on_line *line, uint32_t numbers);
/* Has a number in it, or not. */
void on_line_set(struct on_line *line, uint32_t number, bool in);
bool on_line_has(const struct on_line *line, uint32_t number);

#endif
