/* The board's debts as lines, the most urgent first: what both the printed and the watched board show. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *word(const json_t *json, const char *name)
{
	const char *value = json_string_value(json_object_get(json, name));
	return value ? value : "";
}

static int soonest(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	return (left->left_us > right->left_us) - (left->left_us < right->left_us);
}

static unsigned add(const json_t *list, const char *subject, struct instant now, struct line *lines, unsigned count)
{
	size_t i, k;
	json_t *of, *owed;
	json_array_foreach(list, i, of)
	{
		json_array_foreach(json_object_get(of, "obligations"), k, owed)
		{
			struct instant due;
			if (count == LINES_MAX || !instant_read(word(owed, "due"), &due))
				continue;
			lines[count++] = (struct line){ .subject = subject,
				                        .number = json_integer_value(json_object_get(of, subject)),
				                        .of = of,
				                        .owed = owed,
				                        .left_us = instant_since(due, now).us,
				                        .unheeded = json_is_true(json_object_get(owed, "unheeded")) };
		}
	}
	return count;
}

unsigned lines_of(const json_t *board, struct line lines[LINES_MAX])
{
	struct instant now = { 0 };
	if (!instant_read(word(board, "now"), &now))
		return 0;
	unsigned count = add(json_object_get(board, "calls"), "call", now, lines, 0);
	count = add(json_object_get(board, "incidents"), "incident", now, lines, count);
	qsort(lines, count, sizeof *lines, soonest);
	return count;
}

void line_write(const struct line *line, char *text, unsigned room)
{
	char who[64];
	const char *raised = word(line->owed, "raised_kind");
	const char *owner = word(line->owed, "owner_kind");
	long long number = json_integer_value(json_object_get(line->owed, "owner"));
	(void)snprintf(who, sizeof who, "%.14s %lld%s%.14s", owner, number, *raised ? " > " : "", raised);
	const char *what = *word(line->of, "state") ? word(line->of, "state") : word(line->of, "type");
	int64_t left_s = line->left_us / 1000000;
	int64_t magnitude_s = left_s < 0 ? -left_s : left_s;
	(void)snprintf(text, room, "%-8s %6lld  P%lld %-12.23s %-13s %-32s %c%3" PRId64 ":%02" PRId64 "%s",
	               line->subject, line->number,
	               (long long)json_integer_value(json_object_get(line->of, "priority")), what,
	               word(line->owed, "kind"), who, left_s < 0 ? '-' : ' ', magnitude_s / 60, magnitude_s % 60,
	               line->unheeded ? "  UNHEEDED" : "");
}
