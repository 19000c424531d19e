/* First the text, then the JSON; both walk watches, parts and rows in the same order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/watch_text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "inquiry/digits.h"

#define LABEL_BYTES 256u
/* Shown of a label, so that a table stays one: in bytes, and a character is never cut (label_of). */
#define LABEL_SHOWN 40u

/* ---- text ---- */

/* What a row is called, safe to show: no control characters, and not so long that the table breaks. */
static void label_of(const struct watch_input *input, const struct watch_part *part, const struct watch_row *row,
                     char text[LABEL_BYTES])
{
	size_t length = 0;
	watch_label(input, part->by, row->number, text, LABEL_BYTES);
	while (length < LABEL_SHOWN && text[length]) {
		unsigned char at = (unsigned char)text[length];
		if (at < 0x20 || at == 0x7f)
			text[length] = '?';
		length++;
	}
	/* Back to where a character of UTF-8 begins. */
	while (text[length] && length > 0 && ((unsigned char)text[length] & 0xc0u) == 0x80u)
		length--;
	text[length] = '\0';
}

static enum status row_text(const struct watch_input *input, const struct watch_part *part, const struct watch_row *row,
                            struct buffer *text)
{
	char label[LABEL_BYTES];
	int pad = (int)LABEL_SHOWN;
	label_of(input, part, row, label);
	for (size_t i = 0; label[i]; i++)
		pad -= ((unsigned char)label[i] & 0xc0u) != 0x80u;
	enum status status = buffer_print(text, "    %c %s%*s %10llu %10llu", row->marked ? '*' : ' ', label, pad, "",
	                                  (unsigned long long)row->calls, (unsigned long long)row->seen);
	if (status == STATUS_OK)
		status = isnan(row->expected) ? buffer_print(text, " %12s", "-")
		                              : buffer_print(text, " %12.1f", row->expected);
	if (status == STATUS_OK)
		status = isnan(row->p) ? buffer_print(text, " %8s %10s\n", "-", "-")
		                       : buffer_print(text, " %+8.2f %10.2g\n", row->z, row->p_adjusted);
	return status;
}

/* Bands are there to be looked at, all of them; of other rows those that are marked. */
static enum status part_text(const struct watch_run *run, const struct watch_input *input, unsigned kind,
                             uint32_t number, struct buffer *text)
{
	const struct watch_result *result = &run->result[kind];
	const struct watch_part *part = &result->part[number];
	size_t hidden = 0, shown = 0;
	enum status status = buffer_print(text, "  %s, by %s\n", part->words, watch_by_words(part->by));
	for (size_t i = 0; status == STATUS_OK && i < result->rows; i++) {
		const struct watch_row *row = &result->row[i];
		if (row->part != number)
			continue;
		if (part->by != WATCH_BY_BAND && !row->marked) {
			hidden++;
			continue;
		}
		if (!shown++)
			status = buffer_print(text, "      %-40s %10s %10s %12s %8s %10s\n", "", part->counted, "seen",
			                      "expected", "z", "adjusted p");
		if (status == STATUS_OK)
			status = row_text(input, part, row, text);
	}
	if (status == STATUS_OK && hidden)
		status = buffer_print(text, "      %zu %s not marked, %zu of all could be told\n", hidden,
		                      hidden == 1 ? "row is" : "rows are", part->tested);
	if (status == STATUS_OK && !hidden && !shown)
		status = buffer_append_text(text, "      nothing to look at\n");
	return status;
}

enum status watch_text_table(const struct watch_run *run, const struct watch_input *input, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (unsigned kind = 0; status == STATUS_OK && kind < WATCH_COUNT; kind++) {
		const struct watch_result *result = &run->result[kind];
		status = buffer_print(text, "%s: %s\n  %s\n", result->name, result->words, result->false_alarms);
		for (uint32_t part = 0; status == STATUS_OK && part < result->parts; part++)
			status = part_text(run, input, kind, part, text);
		if (status == STATUS_OK && !result->parts)
			status = buffer_append_text(text, "  nothing of it was counted\n");
		if (status == STATUS_OK)
			status = buffer_append_text(text, "\n");
	}
	if (status == STATUS_OK)
		status = buffer_print(
		    text,
		    "Marked: %zu.  Where nothing is wrong, at most %.0f of 100 audits mark anything "
		    "in any of these tables.\nA mark says where to look; it is no finding about anybody.\n",
		    run->marked, 100 * run->promise);
	return status;
}

/* ---- JSON ---- */

static void say(json_t *object, const char *key, const char *text)
{
	(void)json_object_set_new(object, key, json_string(text));
}

static json_t *row_json(const struct watch_input *input, const struct watch_part *part, const struct watch_row *row)
{
	char label[LABEL_BYTES];
	json_t *object = json_object();
	watch_label(input, part->by, row->number, label, sizeof label);
	digits_count(object, "number", row->number);
	/* Null where it is cut within a character, or is no UTF-8: the number is what it goes by. */
	json_t *name = json_string(label);
	(void)json_object_set_new(object, "label", name ? name : json_null());
	digits_count(object, "calls", row->calls);
	digits_count(object, "seen", row->seen);
	digits_put(object, "expected", row->expected);
	digits_put(object, "z", row->z);
	digits_put(object, "p", row->p);
	digits_put(object, "p_adjusted", row->p_adjusted);
	(void)json_object_set_new(object, "marked", json_boolean(row->marked));
	return object;
}

static json_t *part_json(const struct watch_input *input, const struct watch_result *result, uint32_t number)
{
	const struct watch_part *part = &result->part[number];
	json_t *object = json_object(), *rows = json_array();
	say(object, "name", part->name);
	say(object, "words", part->words);
	say(object, "counted", part->counted);
	say(object, "by", watch_by_name(part->by));
	digits_count(object, "tested", part->tested);
	digits_put(object, "spread", part->spread);
	for (size_t i = 0; i < result->rows; i++)
		if (result->row[i].part == number)
			(void)json_array_append_new(rows, row_json(input, part, &result->row[i]));
	(void)json_object_set_new(object, "rows", rows);
	return object;
}

static json_t *watch_json(const struct watch_input *input, const struct watch_result *result)
{
	json_t *object = json_object(), *parts = json_array();
	say(object, "name", result->name);
	say(object, "words", result->words);
	say(object, "false_alarms", result->false_alarms);
	digits_count(object, "tested", result->tested);
	digits_count(object, "marked", result->marked);
	for (uint32_t part = 0; part < result->parts; part++)
		(void)json_array_append_new(parts, part_json(input, result, part));
	(void)json_object_set_new(object, "parts", parts);
	return object;
}

enum status watch_text_json(const struct watch_run *run, const struct watch_input *input, struct buffer *text)
{
	json_t *root = json_object(), *watches = json_array();
	digits_count(root, "marked", run->marked);
	digits_put(root, "promise", run->promise);
	digits_put(root, "level", WATCH_LEVEL);
	for (unsigned kind = 0; kind < WATCH_COUNT; kind++)
		(void)json_array_append_new(watches, watch_json(input, &run->result[kind]));
	(void)json_object_set_new(root, "watches", watches);
	return digits_write(root, text);
}
