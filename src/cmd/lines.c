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

static unsigned add(const json_t *board, const json_t *list, const char *subject, struct instant now,
                    struct line *lines, unsigned count)
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
				                        .board = board,
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
	unsigned count = add(board, json_object_get(board, "calls"), "call", now, lines, 0);
	count = add(board, json_object_get(board, "incidents"), "incident", now, lines, count);
	count = add(board, json_object_get(board, "units"), "unit", now, lines, count);
	count = add(board, json_object_get(board, "notices"), "notice", now, lines, count);
	qsort(lines, count, sizeof *lines, soonest);
	return count;
}

/* An owner by name where it has one: "E1", "dispatchers", "queue 2". */
static void owner_write(const json_t *board, const char *kind, long long number, char text[32])
{
	static const struct {
		const char *kind, *list;
	} rows[] = { { "unit", "units" }, { "agent", "agents" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const json_t *list = json_object_get(board, rows[i].list);
		const json_t *of = number > 0 ? json_array_get(list, (size_t)number - 1) : NULL;
		if (strcmp(kind, rows[i].kind) == 0 && of) {
			(void)snprintf(text, 32, "%.23s", word(of, "name"));
			return;
		}
	}
	if (number)
		(void)snprintf(text, 32, "%.14s %lld", kind, number);
	else
		(void)snprintf(text, 32, "%.14s", kind);
}

void line_write(const struct line *line, char *text, unsigned room)
{
	char owner[32], raised[32], who[80];
	const char *raised_kind = word(line->owed, "raised_kind");
	owner_write(line->board, word(line->owed, "owner_kind"),
	            json_integer_value(json_object_get(line->owed, "owner")), owner);
	owner_write(line->board, raised_kind, json_integer_value(json_object_get(line->owed, "raised_to")), raised);
	(void)snprintf(who, sizeof who, "%s%s%s", owner, *raised_kind ? " > " : "", *raised_kind ? raised : "");
	const char *what = *word(line->of, "state")  ? word(line->of, "state")
	                   : *word(line->of, "type") ? word(line->of, "type")
	                                             : word(line->of, "name");
	int64_t left_s = line->left_us / 1000000;
	int64_t magnitude_s = left_s < 0 ? -left_s : left_s;
	(void)snprintf(text, room, "%-8s %6lld P%lld %-23.23s %-13s %-32.32s %c%3" PRId64 ":%02" PRId64 "%s",
	               line->subject, line->number,
	               (long long)json_integer_value(json_object_get(line->of, "priority")), what,
	               word(line->owed, "kind"), who, left_s < 0 ? '-' : ' ', magnitude_s / 60, magnitude_s % 60,
	               line->unheeded ? "  UNHEEDED" : "");
}
