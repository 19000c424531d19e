/* Who is on the line and waits: the few among many open calls that a phone may have to ring for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/on_line.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void on_line_close(struct on_line *line)
{
	free(line->number);
	free(line->place);
	*line = (struct on_line){ 0 };
}

enum status on_line_reserve(struct on_line *line, uint32_t numbers)
{
	if (numbers <= line->room)
		return STATUS_OK;
	uint32_t *number = reallocarray(line->number, numbers, sizeof *number);
	if (!number)
		return STATUS_MEMORY;
	line->number = number;
	uint32_t *place = reallocarray(line->place, numbers, sizeof *place);
	if (!place)
		return STATUS_MEMORY;
	memset(place + line->room, 0, (size_t)(numbers - line->room) * sizeof *place);
	line->place = place;
	line->room = numbers;
	return STATUS_OK;
}

bool on_line_has(const struct on_line *line, uint32_t number)
{
	return number < line->room && line->place[number];
}

void on_line_set(struct on_line *line, uint32_t number, bool in)
{
	assert(number < line->room);
	uint32_t place = line->place[number];
	if (in == (place != 0))
		return;
	if (in) {
		line->number[line->count] = number;
		line->place[number] = ++line->count;
		return;
	}
	/* The last one takes its place. */
	uint32_t last = line->number[--line->count];
	line->number[place - 1] = last;
	line->place[last] = place;
	line->place[number] = 0;
}
