/* Splits rows into cells. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/csv.h"

#include <string.h>

void csv_open(struct csv *csv, struct bytes input, char separator)
{
	*csv = (struct csv){ .input = input, .separator = separator };
	if (input.length >= 3 && memcmp(input.at, "\xEF\xBB\xBF", 3) == 0)
		csv->at = 3;
}

void csv_close(struct csv *csv)
{
	buffer_close(&csv->text);
	*csv = (struct csv){ 0 };
}

static bool more(const struct csv *csv)
{
	return csv->at < csv->input.length;
}

static bool at_line_end(const struct csv *csv)
{
	return csv->input.at[csv->at] == '\n' || csv->input.at[csv->at] == '\r';
}

static void pass_line_end(struct csv *csv)
{
	if (!more(csv))
		return;
	bool cr = csv->input.at[csv->at++] == '\r';
	if (cr && more(csv) && csv->input.at[csv->at] == '\n')
		csv->at++;
	csv->lines++;
}

static void pass_line(struct csv *csv)
{
	while (more(csv) && !at_line_end(csv))
		csv->at++;
	pass_line_end(csv);
}

/* Gives a row up; the next one begins on the line after its first. */
static enum status give_up(struct csv *csv, size_t start, const char *fault)
{
	csv->at = start;
	csv->lines = csv->line - 1;
	csv->fault = fault;
	csv->cells = 0;
	pass_line(csv);
	return STATUS_MALFORMED;
}

static enum status take(struct csv *csv, size_t from)
{
	return buffer_append(&csv->text, bytes_of(csv->input.at + from, csv->at - from));
}

/* A bare cell: up to the separator or the line's end. */
static enum status take_bare(struct csv *csv)
{
	size_t from = csv->at;
	while (more(csv) && !at_line_end(csv) && csv->input.at[csv->at] != (uint8_t)csv->separator)
		csv->at++;
	return take(csv, from);
}

/* A quoted cell, from behind its first quote; STATUS_MALFORMED if nothing closes it. */
static enum status take_quoted(struct csv *csv, size_t start)
{
	for (;;) {
		size_t from = csv->at;
		while (more(csv) && csv->input.at[csv->at] != '"') {
			csv->lines += csv->input.at[csv->at] == '\n';
			csv->at++;
			if (csv->at - start > CSV_ROW_MAX_BYTES)
				return STATUS_MALFORMED;
		}
		enum status status = take(csv, from);
		if (status != STATUS_OK)
			return status;
		if (!more(csv))
			return STATUS_MALFORMED;
		csv->at++;
		if (!more(csv) || csv->input.at[csv->at] != '"')
			return STATUS_OK;
		csv->at++; /* doubled: it is a quote */
		status = buffer_append(&csv->text, bytes_of("\"", 1));
		if (status != STATUS_OK)
			return status;
	}
}

static enum status take_cell(struct csv *csv, size_t start)
{
	if (!more(csv) || csv->input.at[csv->at] != '"')
		return take_bare(csv);
	csv->at++;
	enum status status = take_quoted(csv, start);
	if (status != STATUS_OK)
		return status;
	bool ended = !more(csv) || at_line_end(csv) || csv->input.at[csv->at] == (uint8_t)csv->separator;
	return ended ? STATUS_OK : take_bare(csv); /* "5"th: the rest belongs to it */
}

static enum status take_row(struct csv *csv, size_t start)
{
	for (;;) {
		if (csv->cells == CSV_CELLS_MAX)
			return give_up(csv, start, "it has more cells than any table");
		csv->begin[csv->cells] = csv->text.length;
		enum status status = take_cell(csv, start);
		if (status == STATUS_MALFORMED)
			return give_up(csv, start, "a quote is not closed");
		if (status != STATUS_OK)
			return status;
		csv->end[csv->cells++] = csv->text.length;
		if (csv->at - start > CSV_ROW_MAX_BYTES)
			return give_up(csv, start, "it is longer than any row");
		if (!more(csv) || at_line_end(csv)) {
			pass_line_end(csv);
			return STATUS_OK;
		}
		csv->at++; /* the separator */
	}
}

enum status csv_next(struct csv *csv)
{
	while (more(csv) && at_line_end(csv))
		pass_line_end(csv);
	if (!more(csv))
		return STATUS_ENDED;
	buffer_clear(&csv->text);
	if (buffer_reserve(&csv->text, 1) != STATUS_OK) /* a row of empty cells points somewhere too */
		return STATUS_MEMORY;
	csv->cells = 0;
	csv->fault = NULL;
	csv->line = csv->lines + 1;
	enum status status = take_row(csv, csv->at);
	if (status != STATUS_OK)
		return status;
	for (unsigned i = 0; i < csv->cells; i++)
		csv->cell[i] = bytes_of(csv->text.at + csv->begin[i], csv->end[i] - csv->begin[i]);
	return STATUS_OK;
}
