/* One pass over the text; the codes of groups, strata and clusters are numbered at its end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/sample_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/csv.h"

/* Longer than any number that a program writes. */
#define CELL_BYTES 400u

enum column { COLUMN_ID, COLUMN_TIME, COLUMN_STATUS, COLUMN_GROUP, COLUMN_STRATUM, COLUMN_CLUSTER, COLUMN_X };
static const char *const column_names[COLUMN_X] = { "id", "time", "status", "group", "stratum", "cluster" };

/* What is held while a file is read. */
struct reading {
	struct sample_table *table;
	struct csv *csv;
	unsigned columns;
	enum column kind[CSV_CELLS_MAX];
	unsigned x[CSV_CELLS_MAX]; /* which covariate a column of kind COLUMN_X is */
	bool has[COLUMN_X];
	int64_t *code[COLUMN_X]; /* by row, of the columns that are codes; NULL for others */
	size_t rows, room;
	char *fault;
};

__attribute__((format(printf, 2, 3))) static enum status wrong(const struct reading *reading, const char *what, ...)
{
	va_list list;
	int used = snprintf(reading->fault, SAMPLE_TABLE_FAULT_BYTES, "line %" PRIu64 ": ", reading->csv->line);
	if (used > 0 && (unsigned)used < SAMPLE_TABLE_FAULT_BYTES) {
		va_start(list, what);
		(void)vsnprintf(reading->fault + used, SAMPLE_TABLE_FAULT_BYTES - (unsigned)used, what, list);
		va_end(list);
	}
	return STATUS_MALFORMED;
}

/* A cell as text without the spaces around it; false if it is longer than any number or name. */
static bool cell_text(struct bytes cell, char text[CELL_BYTES])
{
	while (cell.length && (cell.at[0] == ' ' || cell.at[0] == '\t')) {
		cell.at++;
		cell.length--;
	}
	while (cell.length && (cell.at[cell.length - 1] == ' ' || cell.at[cell.length - 1] == '\t'))
		cell.length--;
	if (cell.length >= CELL_BYTES || (cell.length && memchr(cell.at, 0, cell.length)))
		return false;
	if (cell.length)
		memcpy(text, cell.at, cell.length);
	text[cell.length] = '\0';
	return true;
}

/* A finite number, and nothing else: no hexadecimal, no "nan". */
static bool cell_number(const char *text, double *ret_value)
{
	char *end;
	if (!*text || strspn(text, "+-.0123456789eE") != strlen(text))
		return false;
	double value = strtod(text, &end);
	if (*end || !isfinite(value))
		return false;
	*ret_value = value;
	return true;
}

/* A whole number; programs also write 3 as 3.0 or 1e+05, so it is read as a number that must be whole. */
static bool cell_whole(const char *text, int64_t *ret_value)
{
	double value;
	if (!cell_number(text, &value) || value != floor(value) || fabs(value) > 9007199254740992.0)
		return false;
	*ret_value = (int64_t)value;
	return true;
}

static enum status read_name(struct reading *reading, unsigned at, const char *name)
{
	for (unsigned kind = 0; kind < COLUMN_X; kind++) {
		if (strcmp(name, column_names[kind]) != 0)
			continue;
		if (reading->has[kind])
			return wrong(reading, "column %u: \"%s\" is there twice", at + 1, name);
		reading->has[kind] = true;
		reading->kind[at] = (enum column)kind;
		return STATUS_OK;
	}
	struct sample_table *table = reading->table;
	size_t digits = strlen(name) ? strspn(name + 1, "0123456789") : 0;
	if (name[0] != 'x' || !digits || name[1 + digits] || digits + 2 > SAMPLE_TABLE_NAME_BYTES)
		return wrong(reading,
		             "column %u: no column is called \"%.60s\"; there are id, time, status, group, "
		             "stratum, cluster, x1, x2 and so on",
		             at + 1, name);
	for (size_t i = 0; i < table->sample.covariates; i++)
		if (strcmp(table->x_name[i], name) == 0)
			return wrong(reading, "column %u: \"%s\" is there twice", at + 1, name);
	if (table->sample.covariates == MATRIX_LIMIT) {
		(void)wrong(reading, "column %u: more covariates than %d", at + 1, MATRIX_LIMIT);
		return STATUS_LIMIT;
	}
	reading->kind[at] = COLUMN_X;
	reading->x[at] = (unsigned)table->sample.covariates;
	memcpy(table->x_name[table->sample.covariates++], name, digits + 2);
	return STATUS_OK;
}

static enum status read_header(struct reading *reading)
{
	char text[CELL_BYTES];
	enum status status = csv_next(reading->csv);
	if (status == STATUS_ENDED)
		return wrong(reading, "the file is empty");
	if (status == STATUS_MALFORMED)
		return wrong(reading, "%s", reading->csv->fault);
	if (status != STATUS_OK)
		return status;
	reading->columns = reading->csv->cells;
	for (unsigned i = 0; i < reading->columns; i++) {
		if (!cell_text(reading->csv->cell[i], text))
			return wrong(reading, "column %u: no name of a column", i + 1);
		if ((status = read_name(reading, i, text)) != STATUS_OK)
			return status;
	}
	for (unsigned kind = COLUMN_TIME; kind <= COLUMN_GROUP; kind++)
		if (!reading->has[kind])
			return wrong(reading, "there is no column \"%s\"", column_names[kind]);
	return STATUS_OK;
}

static bool grow(double **column, size_t room)
{
	double *larger = realloc(*column, room * sizeof *larger);
	*column = larger ? larger : *column;
	return larger;
}

static bool grow_codes(int64_t **column, size_t room)
{
	int64_t *larger = realloc(*column, room * sizeof *larger);
	*column = larger ? larger : *column;
	return larger;
}

/* Room for one more row in every column; grows by doubling. */
static enum status make_room(struct reading *reading)
{
	struct sample_table *table = reading->table;
	if (reading->rows < reading->room)
		return STATUS_OK;
	if (reading->room >= UINT32_MAX / 2)
		return STATUS_LIMIT;
	size_t room = reading->room ? 2 * reading->room : 256;
	bool good = grow(&table->time, room) && grow_codes(&reading->code[COLUMN_GROUP], room) &&
	            grow_codes(&reading->code[COLUMN_STRATUM], room) &&
	            grow_codes(&reading->code[COLUMN_CLUSTER], room);
	for (size_t i = 0; good && i < table->sample.covariates; i++)
		good = grow(&table->x[i], room);
	uint8_t *ending = good ? realloc(table->ending, room * sizeof *ending) : NULL;
	if (!ending)
		return STATUS_MEMORY;
	table->ending = ending;
	reading->room = room;
	return STATUS_OK;
}

static enum status read_cell(struct reading *reading, unsigned at, const char *text)
{
	struct sample_table *table = reading->table;
	enum column kind = reading->kind[at];
	size_t row = reading->rows;
	int64_t whole = 0;
	double value = 0;
	switch (kind) {
	case COLUMN_ID:
		return STATUS_OK;
	case COLUMN_TIME:
		if (!cell_number(text, &table->time[row]) || table->time[row] < 0)
			return wrong(reading, "column %u (time): \"%.40s\" is not a number from 0 up", at + 1, text);
		table->time[row] += 0.0; /* minus zero is zero */
		return STATUS_OK;
	case COLUMN_STATUS:
		if (!cell_whole(text, &whole) || whole < 0 || whole >= SAMPLE_ENDINGS)
			return wrong(reading, "column %u (status): \"%.40s\" is not 0, 1 or 2", at + 1, text);
		table->ending[row] = (uint8_t)whole;
		return STATUS_OK;
	case COLUMN_GROUP:
	case COLUMN_STRATUM:
	case COLUMN_CLUSTER:
		if (!cell_whole(text, &reading->code[kind][row]))
			return wrong(reading, "column %u (%s): \"%.40s\" is not a whole number", at + 1,
			             column_names[kind], text);
		return STATUS_OK;
	case COLUMN_X:
		if (!cell_number(text, &value))
			return wrong(reading, "column %u (%s): \"%.40s\" is not a number", at + 1,
			             table->x_name[reading->x[at]], text);
		table->x[reading->x[at]][row] = value;
		return STATUS_OK;
	}
	return STATUS_OK;
}

static enum status read_row(struct reading *reading)
{
	char text[CELL_BYTES];
	enum status status = make_room(reading);
	if (status != STATUS_OK)
		return status;
	if (reading->csv->cells != reading->columns)
		return wrong(reading, "%u columns, where the first line has %u", reading->csv->cells, reading->columns);
	for (unsigned i = 0; i < reading->columns; i++) {
		if (!cell_text(reading->csv->cell[i], text))
			return wrong(reading, "column %u: longer than any number", i + 1);
		if ((status = read_cell(reading, i, text)) != STATUS_OK)
			return status;
	}
	reading->rows++;
	return STATUS_OK;
}

static int by_value(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
	return (one > other) - (one < other);
}

/* Numbers the codes of a column from zero, in their order. */
static enum status number_codes(const int64_t *code, size_t rows, struct sample_codes *ret_codes)
{
	ret_codes->number = calloc(rows + 1, sizeof *ret_codes->number);
	ret_codes->name = calloc(rows + 1, sizeof *ret_codes->name);
	if (!ret_codes->number || !ret_codes->name)
		return STATUS_MEMORY;
	if (rows)
		memcpy(ret_codes->name, code, rows * sizeof *code);
	qsort(ret_codes->name, rows, sizeof *ret_codes->name, by_value);
	for (size_t i = 0; i < rows; i++)
		if (!i || ret_codes->name[i] != ret_codes->name[ret_codes->count - 1])
			ret_codes->name[ret_codes->count++] = ret_codes->name[i];
	for (size_t i = 0; i < rows; i++) {
		const int64_t *at = bsearch(&code[i], ret_codes->name, ret_codes->count, sizeof *code, by_value);
		ret_codes->number[i] = (uint32_t)(at - ret_codes->name);
	}
	return STATUS_OK;
}

static enum status finish(struct reading *reading)
{
	struct sample_table *table = reading->table;
	struct sample_codes *codes[] = { &table->group, &table->stratum, &table->cluster };
	for (unsigned i = 0; i < 3; i++) {
		unsigned kind = COLUMN_GROUP + i;
		if (!reading->has[kind])
			continue;
		enum status status = number_codes(reading->code[kind], reading->rows, codes[i]);
		if (status != STATUS_OK)
			return status;
	}
	for (size_t i = 0; i < table->sample.covariates; i++)
		table->covariate[i] = table->x[i];
	table->sample.rows = reading->rows;
	table->sample.time = table->time;
	table->sample.ending = table->ending;
	table->sample.group = table->group.number;
	table->sample.stratum = table->stratum.number;
	table->sample.cluster = table->cluster.number;
	table->sample.groups = table->group.count;
	table->sample.strata = table->stratum.count;
	table->sample.clusters = table->cluster.count;
	table->sample.covariate = table->covariate;
	return STATUS_OK;
}

static enum status read_rows(struct reading *reading)
{
	enum status status = read_header(reading);
	if (status == STATUS_OK)
		status = make_room(reading);
	while (status == STATUS_OK && (status = csv_next(reading->csv)) == STATUS_OK)
		status = read_row(reading);
	if (status == STATUS_MALFORMED && !reading->fault[0])
		return wrong(reading, "%s", reading->csv->fault);
	return status == STATUS_ENDED ? finish(reading) : status;
}

enum status sample_table_read(struct bytes text, struct sample_table *ret_table,
                              char ret_fault[SAMPLE_TABLE_FAULT_BYTES])
{
	struct reading *reading = calloc(1, sizeof *reading);
	struct csv *csv = calloc(1, sizeof *csv);
	enum status status = STATUS_MEMORY;
	ret_fault[0] = '\0';
	if (!reading || !csv)
		goto out;
	*reading = (struct reading){ .table = ret_table, .csv = csv, .fault = ret_fault };
	csv_open(csv, text, ',');
	status = read_rows(reading);
	csv_close(csv);
	for (unsigned kind = 0; kind < COLUMN_X; kind++)
		free(reading->code[kind]);
out:
	free(csv);
	free(reading);
	return status;
}

void sample_table_close(struct sample_table *table)
{
	struct sample_codes *codes[] = { &table->group, &table->stratum, &table->cluster };
	for (unsigned i = 0; i < 3; i++) {
		free(codes[i]->number);
		free(codes[i]->name);
	}
	for (size_t i = 0; i < MATRIX_LIMIT; i++)
		free(table->x[i]);
	free(table->time);
	free(table->ending);
	*table = (struct sample_table){ 0 };
}
