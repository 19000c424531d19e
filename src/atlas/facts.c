/* Rows of what a map holds: written once by the import, shown whenever somebody asks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct row {
	struct bytes key, value, words;
};

enum status facts_word(struct buffer *summary, const char *key, const char *value, const char *words)
{
	enum status status = buffer_print(summary, "%s\t", key);
	size_t first = summary->length;
	if (status == STATUS_OK)
		status = buffer_append_text(summary, value);
	/* A street's name may hold anything. */
	for (size_t i = first; i < summary->length; i++)
		if (summary->at[i] < ' ')
			summary->at[i] = ' ';
	return status == STATUS_OK ? buffer_print(summary, "\t%s\n", words) : status;
}

enum status facts_count(struct buffer *summary, const char *key, uint64_t value, const char *words)
{
	return buffer_print(summary, "%s\t%" PRIu64 "\t%s\n", key, value, words);
}

static bool take_part(struct bytes *rest, char end, struct bytes *ret_part)
{
	const uint8_t *found = rest->length ? memchr(rest->at, end, rest->length) : NULL;
	if (!found)
		return false;
	*ret_part = bytes_of(rest->at, (size_t)(found - rest->at));
	*rest = bytes_of(found + 1, rest->length - ret_part->length - 1);
	return true;
}

static bool next_row(struct bytes *rest, struct row *row)
{
	struct bytes line;
	while (take_part(rest, '\n', &line)) {
		if (take_part(&line, '\t', &row->key) && take_part(&line, '\t', &row->value)) {
			row->words = line;
			return true;
		}
	}
	return false;
}

static bool is_count(struct bytes value)
{
	for (size_t i = 0; i < value.length; i++)
		if (value.at[i] < '0' || value.at[i] > '9')
			return false;
	return value.length > 0 && value.length < 19;
}

enum status facts_tell(struct bytes summary, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (struct row row; status == STATUS_OK && next_row(&summary, &row);) {
		if (is_count(row.value))
			status = buffer_print(text, "%12.*s  %.*s\n", (int)row.value.length, row.value.at,
			                      (int)row.words.length, row.words.at);
		else
			status = buffer_print(text, "%14s%.*s%s%.*s\n", "", (int)row.words.length, row.words.at,
			                      row.words.length ? ": " : "", (int)row.value.length, row.value.at);
	}
	return status;
}

static enum status tell_value(struct buffer *text, struct bytes value)
{
	if (is_count(value))
		return buffer_append(text, value);
	enum status status = buffer_append_text(text, "\"");
	for (size_t i = 0; i < value.length && status == STATUS_OK; i++) {
		uint8_t byte = value.at[i];
		status = byte == '"' || byte == '\\' ? buffer_print(text, "\\%c", byte)
		         : byte < ' '                ? buffer_print(text, "\\u%04x", byte)
		                                     : buffer_append(text, bytes_of(&value.at[i], 1));
	}
	return status == STATUS_OK ? buffer_append_text(text, "\"") : status;
}

/* Rows of one key stand together; where there are several they are an array. */
enum status facts_tell_json(struct bytes summary, struct buffer *text)
{
	struct row row, next;
	bool more = next_row(&summary, &row), open = false;
	enum status status = buffer_append_text(text, "{");
	for (bool first = true; status == STATUS_OK && more; row = next) {
		more = next_row(&summary, &next);
		bool again = more && bytes_same(row.key, next.key);
		if (!open)
			status = buffer_print(text, "%s\"%.*s\":%s", first ? "" : ",", (int)row.key.length, row.key.at,
			                      again ? "[" : "");
		if (status == STATUS_OK)
			status = tell_value(text, row.value);
		if (status == STATUS_OK && (open || again))
			status = buffer_append_text(text, again ? "," : "]");
		open = again;
		first = false;
	}
	return status == STATUS_OK ? buffer_append_text(text, "}\n") : status;
}

bool facts_number(struct bytes summary, const char *key, uint64_t *ret_value)
{
	for (struct row row; next_row(&summary, &row);) {
		if (!bytes_same(row.key, bytes_of_text(key)) || !is_count(row.value))
			continue;
		uint64_t value = 0;
		for (size_t i = 0; i < row.value.length; i++)
			value = value * 10 + (row.value.at[i] - '0');
		*ret_value = value;
		return true;
	}
	return false;
}
