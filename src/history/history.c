/* Rows in memory, and their file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/history.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/board.h"
#include "core/vocabulary.h"
#include "history/csv.h"

#define MAGIC "tocsin history"
#define HISTORY_VERSION "1"
/* With a last column that says which calls nobody made. */
#define HISTORY_VERSION_ON_VIEW "2"
#define ON_VIEW_NAME "on_view"
#define ON_VIEW_YES "yes"

static const struct {
	const char *name;
	const char *words;
} stamps[STAMP_COUNT] = {
#define STAMP(NAME, COLUMN, WORDS) [STAMP_##NAME] = { COLUMN, WORDS },
	STAMP_LIST(STAMP)
#undef STAMP
};

static const char *const words[HISTORY_WORD_COUNT] = {
#define WORD(NAME, COLUMN, WORDS) [HISTORY_##NAME] = COLUMN,
	HISTORY_WORD_LIST(WORD)
#undef WORD
};

/* Columns behind the words and the stamps. */
enum further { FURTHER_PRIORITY, FURTHER_DISPOSITION, FURTHER_LAT, FURTHER_LON, FURTHER_COUNT };
static const char *const further[FURTHER_COUNT] = { "priority", "disposition", "lat", "lon" };

#define COLUMNS ((unsigned)HISTORY_WORD_COUNT + (unsigned)STAMP_COUNT + (unsigned)FURTHER_COUNT)

const char *history_stamp_name(enum history_stamp stamp)
{
	return stamps[stamp].name;
}

const char *history_stamp_words(enum history_stamp stamp)
{
	return stamps[stamp].words;
}

const char *history_word_name(enum history_word word)
{
	return words[word];
}

static const char *column_name(unsigned column)
{
	if (column < HISTORY_WORD_COUNT)
		return words[column];
	column -= HISTORY_WORD_COUNT;
	return column < STAMP_COUNT ? stamps[column].name : further[column - STAMP_COUNT];
}

void history_close(struct history *history)
{
	names_close(&history->names);
	free(history->row);
	*history = (struct history){ 0 };
}

enum status history_add(struct history *history, const struct history_row *row)
{
	if (history->rows == HISTORY_ROWS_MAX)
		return STATUS_LIMIT;
	if (history->rows == history->room) {
		uint32_t room = history->room ? history->room * 2 : 4096;
		struct history_row *rows = reallocarray(history->row, room, sizeof *rows);
		if (!rows)
			return STATUS_MEMORY;
		history->row = rows;
		history->room = room;
	}
	history->row[history->rows++] = *row;
	return STATUS_OK;
}

static void write_word(FILE *file, const char *word)
{
	if (!strpbrk(word, ",\"\r\n")) {
		(void)fputs(word, file);
		return;
	}
	(void)fputc('"', file);
	for (; *word; word++) {
		if (*word == '"')
			(void)fputc('"', file);
		(void)fputc(*word, file);
	}
	(void)fputc('"', file);
}

static void write_stamp(FILE *file, struct instant at)
{
	char text[INSTANT_TEXT_BYTES];
	instant_write(at, text);
	char *whole = strstr(text, ".000000Z");
	if (whole)
		memcpy(whole, "Z", 2);
	(void)fprintf(file, ",%s", text);
}

static void write_row(const struct history *history, const struct history_row *row, FILE *file)
{
	for (unsigned i = 0; i < HISTORY_WORD_COUNT; i++) {
		if (i)
			(void)fputc(',', file);
		write_word(file, names_word(&history->names, row->word[i]));
	}
	for (unsigned i = 0; i < STAMP_COUNT; i++)
		write_stamp(file, row->stamp[i]);
	(void)fputc(',', file);
	if (row->priority)
		(void)fprintf(file, "%u", row->priority);
	const char *disposition = row->disposition ? vocabulary_name(VOCABULARY_DISPOSITION, row->disposition) : "";
	(void)fprintf(file, ",%s", disposition);
	if (row->lat_e7 || row->lon_e7)
		(void)fprintf(file, ",%.7f,%.7f", row->lat_e7 / 1e7, row->lon_e7 / 1e7);
	else
		(void)fputs(",,", file);
	if (history->tells_on_view)
		(void)fprintf(file, ",%s", row->on_view ? ON_VIEW_YES : "");
	(void)fputc('\n', file);
}

static void write_head(const struct history *history, FILE *file)
{
	(void)fprintf(file, MAGIC ",%s,", history->tells_on_view ? HISTORY_VERSION_ON_VIEW : HISTORY_VERSION);
	write_word(file, names_word(&history->names, history->title));
	(void)fputc(',', file);
	write_word(file, names_word(&history->names, history->origin));
	(void)fprintf(file, ",%s,%" PRIu32 ",", names_word(&history->names, history->zone), history->precision_s);
	const char *gap = "";
	for (unsigned i = 0; i < STAMP_COUNT; i++)
		if (history->recorded >> i & 1u) {
			(void)fprintf(file, "%s%s", gap, stamps[i].name);
			gap = " ";
		}
	(void)fputc('\n', file);
	for (unsigned i = 0; i < COLUMNS; i++)
		(void)fprintf(file, "%s%s", i ? "," : "", column_name(i));
	(void)fputs(history->tells_on_view ? "," ON_VIEW_NAME "\n" : "\n", file);
}

enum status history_write(const struct history *history, FILE *file)
{
	errno = 0;
	write_head(history, file);
	for (uint32_t i = 0; i < history->rows; i++)
		write_row(history, &history->row[i], file);
	if (fflush(file) == 0 && !ferror(file))
		return STATUS_OK;
	return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
}

static bool copy(struct bytes cell, char *text, size_t room)
{
	if (cell.length >= room)
		return false;
	if (cell.length)
		memcpy(text, cell.at, cell.length);
	text[cell.length] = '\0';
	return true;
}

static bool read_number(struct bytes cell, long least, long most, long *ret_number)
{
	char text[24], *end;
	if (!cell.length || !copy(cell, text, sizeof text))
		return false;
	*ret_number = strtol(text, &end, 10);
	return *end == '\0' && *ret_number >= least && *ret_number <= most;
}

static bool read_degrees(struct bytes cell, double most, int32_t *ret_e7)
{
	char text[32], *end;
	if (!copy(cell, text, sizeof text))
		return false;
	double degrees = strtod(text, &end);
	if (*end != '\0' || !(degrees >= -most && degrees <= most))
		return false;
	*ret_e7 = (int32_t)(degrees * 1e7 + (degrees < 0 ? -0.5 : 0.5));
	return true;
}

static uint32_t read_recorded(struct bytes cell)
{
	uint32_t recorded = 0;
	char text[256], *rest = NULL;
	if (!copy(cell, text, sizeof text))
		return 0;
	for (const char *name = strtok_r(text, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
		for (unsigned i = 0; i < STAMP_COUNT; i++)
			recorded |= strcmp(name, stamps[i].name) == 0 ? 1u << i : 0;
	return recorded;
}

static enum status read_head(struct csv *csv, struct history *history, const char **ret_fault)
{
	long precision_s;
	*ret_fault = "it is no history: make one with `tocsin import`";
	enum status status = csv_next(csv);
	if (status != STATUS_OK || csv->cells != 7 || !bytes_same(csv->cell[0], bytes_of_text(MAGIC)))
		return status == STATUS_MEMORY ? status : STATUS_MALFORMED;
	history->tells_on_view = bytes_same(csv->cell[1], bytes_of_text(HISTORY_VERSION_ON_VIEW));
	if (!history->tells_on_view && !bytes_same(csv->cell[1], bytes_of_text(HISTORY_VERSION)))
		return STATUS_VERSION;
	if (!read_number(csv->cell[5], 1, 86400, &precision_s))
		return STATUS_MALFORMED;
	history->precision_s = (uint32_t)precision_s;
	history->recorded = read_recorded(csv->cell[6]);
	status = names_add(&history->names, csv->cell[2], &history->title);
	if (status == STATUS_OK)
		status = names_add(&history->names, csv->cell[3], &history->origin);
	if (status == STATUS_OK)
		status = names_add(&history->names, csv->cell[4], &history->zone);
	if (status != STATUS_OK)
		return status;
	*ret_fault = "its columns are not those of a history";
	if (csv_next(csv) != STATUS_OK || csv->cells != COLUMNS + history->tells_on_view)
		return STATUS_MALFORMED;
	if (history->tells_on_view && !bytes_same(csv->cell[COLUMNS], bytes_of_text(ON_VIEW_NAME)))
		return STATUS_MALFORMED;
	for (unsigned i = 0; i < COLUMNS; i++)
		if (!bytes_same(csv->cell[i], bytes_of_text(column_name(i))))
			return STATUS_MALFORMED;
	return STATUS_OK;
}

static bool read_stamps(const struct bytes *cell, struct history_row *row)
{
	char text[INSTANT_TEXT_BYTES + 8];
	for (unsigned i = 0; i < STAMP_COUNT; i++) {
		if (!cell[i].length)
			continue;
		if (!copy(cell[i], text, sizeof text) || !instant_read(text, &row->stamp[i]))
			return false;
		if (row->stamp[i].us < INSTANT_MIN_US || row->stamp[i].us > INSTANT_MAX_US)
			return false;
	}
	return instant_known(row->stamp[STAMP_RECEIVED]);
}

static bool read_further(const struct bytes *cell, struct history_row *row)
{
	char text[32];
	long priority;
	if (cell[FURTHER_PRIORITY].length) {
		if (!read_number(cell[FURTHER_PRIORITY], 1, (long)PRIORITY_MAX, &priority))
			return false;
		row->priority = (uint8_t)priority;
	}
	if (cell[FURTHER_DISPOSITION].length) {
		if (!copy(cell[FURTHER_DISPOSITION], text, sizeof text))
			return false;
		row->disposition = (uint8_t)vocabulary_value(VOCABULARY_DISPOSITION, text);
		if (!row->disposition)
			return false;
	}
	if (!cell[FURTHER_LAT].length && !cell[FURTHER_LON].length)
		return true;
	return read_degrees(cell[FURTHER_LAT], 90, &row->lat_e7) && read_degrees(cell[FURTHER_LON], 180, &row->lon_e7);
}

static enum status read_row(struct history *history, const struct csv *csv)
{
	struct history_row row = { 0 };
	const struct bytes *cell = csv->cell;
	if (csv->cells != COLUMNS + history->tells_on_view)
		return STATUS_MALFORMED;
	if (history->tells_on_view)
		row.on_view = bytes_same(cell[COLUMNS], bytes_of_text(ON_VIEW_YES));
	if (history->tells_on_view && cell[COLUMNS].length && !row.on_view)
		return STATUS_MALFORMED;
	for (unsigned i = 0; i < HISTORY_WORD_COUNT; i++) {
		enum status status = names_add(&history->names, cell[i], &row.word[i]);
		if (status != STATUS_OK)
			return status;
	}
	if (!read_stamps(cell + HISTORY_WORD_COUNT, &row) ||
	    !read_further(cell + (unsigned)HISTORY_WORD_COUNT + (unsigned)STAMP_COUNT, &row))
		return STATUS_MALFORMED;
	return history_add(history, &row);
}

enum status history_read(struct bytes text, struct history *history, const char **ret_fault, uint64_t *ret_line)
{
	struct csv csv;
	csv_open(&csv, text, ',');
	enum status status = read_head(&csv, history, ret_fault);
	while (status == STATUS_OK) {
		*ret_fault = "this row is not a history's: a cell is missing, or does not have its form";
		status = csv_next(&csv);
		if (status == STATUS_OK)
			status = read_row(history, &csv);
	}
	*ret_line = csv.line;
	csv_close(&csv);
	return status == STATUS_ENDED ? STATUS_OK : status;
}
