/* One row after the other, one cell after the other, each with its fate. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/importer.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/csv.h"

#define PROGRESS_ROWS 8192u
#define NOT_IN_FILE CSV_CELLS_MAX
#define CELL_MAX_BYTES 4096u

/* Where in a row each target's parts stand. */
struct layout {
	unsigned at[TARGET_COUNT][PARTS_MAX];
	unsigned cells;
};

/* One row on its way: its cells, and what they became. */
struct passage {
	struct importer *importer;
	const struct layout *layout;
	const struct csv *csv;
	struct history_row row;
	char text[CELL_MAX_BYTES]; /* the cell at hand, parts joined */
	size_t length;
};

/* ---- the first row ---- */

static unsigned column_of(const struct csv *csv, const char *name)
{
	for (unsigned i = 0; i < csv->cells; i++)
		if (bytes_same(csv->cell[i], bytes_of_text(name)))
			return i;
	return NOT_IN_FILE;
}

static bool is_read(const struct layout *layout, unsigned column)
{
	for (unsigned target = 0; target < TARGET_COUNT; target++)
		for (unsigned part = 0; part < PARTS_MAX; part++)
			if (layout->at[target][part] == column)
				return true;
	return false;
}

static enum status list_columns(const struct csv *csv, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (unsigned i = 0; status == STATUS_OK && i < csv->cells; i++) {
		status = buffer_append_text(text, i ? ", " : "");
		if (status == STATUS_OK)
			status = buffer_append(text, csv->cell[i]);
	}
	return status == STATUS_OK ? buffer_append(text, bytes_of("", 1)) : status;
}

static enum status lay_out(struct importer *importer, const struct csv *csv, struct layout *layout,
                           struct problems *problems)
{
	const struct mapping *mapping = importer->mapping;
	struct buffer there = { 0 };
	enum status status = list_columns(csv, &there);
	layout->cells = csv->cells;
	for (unsigned target = 0; target < TARGET_COUNT; target++)
		for (unsigned part = 0; part < PARTS_MAX; part++) {
			const struct mapping_column *column = &mapping->column[target];
			layout->at[target][part] = NOT_IN_FILE;
			if (part >= column->parts || status == STATUS_MEMORY)
				continue;
			layout->at[target][part] = column_of(csv, column->part[part]);
			if (layout->at[target][part] != NOT_IN_FILE)
				continue;
			outline_problem(mapping->outline, column->place[part], problems,
			                "the data has no column \"%s\"; it has: %s", column->part[part],
			                (const char *)there.at);
			status = STATUS_MALFORMED;
		}
	buffer_close(&there);
	for (unsigned i = 0; status == STATUS_OK && i < csv->cells; i++) {
		if (is_read(layout, i))
			continue;
		status = buffer_append(&importer->report->unread, csv->cell[i]);
		if (status == STATUS_OK)
			status = buffer_append_text(&importer->report->unread, "\n");
	}
	return status;
}

/* ---- a cell ---- */

static void count(struct passage *passage, enum target target, enum fate fate)
{
	struct cell_count *cell = &passage->importer->report->cell[target];
	cell->fate[fate]++;
	if (cell->example_line[fate])
		return;
	cell->example_line[fate] = passage->csv->line;
	size_t length = passage->length < EXAMPLE_BYTES - 1 ? passage->length : EXAMPLE_BYTES - 1;
	while (length && length < passage->length && ((uint8_t)passage->text[length] & 0xC0) == 0x80)
		length--;
	memcpy(cell->example[fate], passage->text, length);
	cell->example[fate][length] = '\0';
}

static bool means_missing(const struct mapping *mapping, struct bytes cell)
{
	if (!cell.length)
		return true;
	for (unsigned i = 0; i < mapping->missings; i++)
		if (bytes_same(cell, bytes_of_text(mapping->missing[i])))
			return true;
	return false;
}

static struct bytes trimmed(struct bytes cell)
{
	while (cell.length && (cell.at[0] == ' ' || cell.at[0] == '\t'))
		cell = bytes_of(cell.at + 1, cell.length - 1);
	while (cell.length && (cell.at[cell.length - 1] == ' ' || cell.at[cell.length - 1] == '\t'))
		cell.length--;
	return cell;
}

/* Puts bytes behind the text; those that are not UTF-8 are taken for ISO 8859-1, the usual fault, and counted. */
static void put(struct passage *passage, enum target target, struct bytes part)
{
	bool utf8 = bytes_are_utf8(part);
	passage->importer->report->cell[target].not_text += !utf8;
	for (size_t i = 0; i < part.length && passage->length + 3 < CELL_MAX_BYTES; i++) {
		uint8_t byte = part.at[i];
		if (utf8 || byte < 0x80) {
			passage->text[passage->length++] = (char)byte;
			continue;
		}
		passage->text[passage->length++] = (char)(0xC0 | byte >> 6);
		passage->text[passage->length++] = (char)(0x80 | (byte & 0x3F));
	}
}

/* Brings a target's parts together in the text; false, and counted, if the city did not record them. */
static bool gather(struct passage *passage, enum target target)
{
	const struct mapping *mapping = passage->importer->mapping;
	const struct mapping_column *column = &mapping->column[target];
	bool word = target < TARGET_STAMP;
	unsigned there = 0;
	passage->length = 0;
	for (unsigned part = 0; part < column->parts; part++) {
		struct bytes cell = trimmed(passage->csv->cell[passage->layout->at[target][part]]);
		if (means_missing(mapping, cell)) {
			if (word)
				continue; /* half an address is still a place */
			there = 0;
			break;
		}
		if (there++)
			passage->text[passage->length++] = ' ';
		put(passage, target, cell);
	}
	passage->text[passage->length] = '\0';
	if (!there)
		count(passage, target, FATE_MISSING);
	return there > 0;
}

/* Cuts the text down to the first group of the match. */
static bool cut(struct passage *passage, enum target target, const struct mapping_column *column)
{
	regmatch_t group[2];
	if (!column->matched)
		return true;
	if (regexec(&column->match, passage->text, 2, group, 0) != 0 || group[1].rm_so < 0) {
		count(passage, target, FATE_UNREADABLE);
		return false;
	}
	passage->length = (size_t)(group[1].rm_eo - group[1].rm_so);
	memmove(passage->text, passage->text + group[1].rm_so, passage->length);
	passage->text[passage->length] = '\0';
	return true;
}

static const struct mapping_value *value_of(const struct mapping_column *column, const char *text)
{
	for (unsigned i = 0; i < column->values; i++)
		if (strcmp(column->value[i].from, text) == 0)
			return &column->value[i];
	return NULL;
}

static enum status read_word(struct passage *passage, enum history_word word)
{
	const struct mapping_column *column = &passage->importer->mapping->column[TARGET_WORD + (int)word];
	enum target target = TARGET_WORD + (int)word;
	if (!column->parts || !gather(passage, target) || !cut(passage, target, column))
		return STATUS_OK;
	const struct mapping_value *value = value_of(column, passage->text);
	struct bytes text = value ? bytes_of_text(value->to) : bytes_of(passage->text, passage->length);
	count(passage, target, FATE_UNDERSTOOD);
	return names_add(&passage->importer->history->names, text, &passage->row.word[word]);
}

static void read_meaning(struct passage *passage, enum target target, uint8_t *ret_meaning)
{
	const struct mapping_column *column = &passage->importer->mapping->column[target];
	if (!column->parts || !gather(passage, target) || !cut(passage, target, column))
		return;
	const struct mapping_value *value = value_of(column, passage->text);
	if (value)
		*ret_meaning = value->meaning;
	else if (column->otherwise)
		*ret_meaning = column->otherwise_meaning;
	count(passage, target, value || column->otherwise ? FATE_UNDERSTOOD : FATE_UNLISTED);
}

/* Whatever is not among the words means that somebody called. */
static void read_on_view(struct passage *passage)
{
	const struct mapping_column *column = &passage->importer->mapping->column[TARGET_ON_VIEW];
	if (!column->parts || !gather(passage, TARGET_ON_VIEW) || !cut(passage, TARGET_ON_VIEW, column))
		return;
	passage->row.on_view = value_of(column, passage->text) != NULL;
	count(passage, TARGET_ON_VIEW, FATE_UNDERSTOOD);
}

/* ---- moments ---- */

static enum moment seconds_after(struct passage *passage, struct instant after, struct instant *ret_at)
{
	char *end;
	double seconds = strtod(passage->text, &end);
	if (*end != '\0' || end == passage->text || !isfinite(seconds))
		return MOMENT_MALFORMED;
	/* More than a month is another unit, or a fault. */
	bool fits = seconds >= 0 && seconds <= 31 * 86400.0;
	*ret_at = fits ? instant_after(after, (struct span){ (int64_t)(seconds * 1e6) }) : (struct instant){ 0 };
	return fits ? MOMENT_READ : MOMENT_NEVER;
}

static enum moment read_moment(struct passage *passage, const struct mapping_column *column, struct instant *ret_at)
{
	struct bytes text = bytes_of(passage->text, passage->length);
	struct instant after = passage->row.stamp[column->after];
	switch (column->form) {
	case CLOCK_DATED:
		return moment_read(passage->importer->zone, text, column->format, ret_at);
	case CLOCK_EPOCH_S:
		return moment_read_epoch(text, 1, ret_at);
	case CLOCK_EPOCH_MS:
		return moment_read_epoch(text, 1000, ret_at);
	case CLOCK_OF_DAY:
		return instant_known(after) ? moment_read_of_day(passage->importer->zone, text, column->format, after,
		                                                 column->back, ret_at)
		                            : MOMENT_NEVER;
	case CLOCK_SECONDS_AFTER:
		return instant_known(after) ? seconds_after(passage, after, ret_at) : MOMENT_NEVER;
	case CLOCK_FORM_COUNT:
		break;
	}
	return MOMENT_MALFORMED;
}

static void read_stamp(struct passage *passage, enum history_stamp stamp)
{
	enum target target = TARGET_STAMP + (int)stamp;
	const struct mapping_column *column = &passage->importer->mapping->column[target];
	struct cell_count *cell = &passage->importer->report->cell[target];
	struct instant at = { 0 };
	if (!column->parts || !gather(passage, target) || !cut(passage, target, column))
		return;
	enum moment kind = read_moment(passage, column, &at);
	if (!instant_known(at)) {
		count(passage, target, kind == MOMENT_MALFORMED ? FATE_UNREADABLE : FATE_IMPOSSIBLE);
		return;
	}
	/* A moment in an hour that the clock skipped is impossible, and yet somebody called: it is kept. */
	cell->shifted += kind == MOMENT_NEVER || kind == MOMENT_TWICE;
	count(passage, target, kind == MOMENT_NEVER ? FATE_IMPOSSIBLE : FATE_UNDERSTOOD);
	for (unsigned before = 0; before < stamp; before++)
		if (instant_before(at, passage->row.stamp[before])) {
			cell->out_of_order++;
			break;
		}
	passage->row.stamp[stamp] = at;
}

/* ---- places ---- */

static bool degrees(const char *text, double most, double *ret_degrees)
{
	char *end;
	*ret_degrees = strtod(text, &end);
	return end != text && *end == '\0' && *ret_degrees >= -most && *ret_degrees <= most;
}

static bool inside(const struct mapping *mapping, double lat, double lon)
{
	if (!mapping->bounded)
		return lat != 0 || lon != 0;
	return lat >= mapping->south && lat <= mapping->north && lon >= mapping->west && lon <= mapping->east;
}

static void keep_point(struct passage *passage, double lat, double lon)
{
	passage->row.lat_e7 = (int32_t)lround(lat * 1e7);
	passage->row.lon_e7 = (int32_t)lround(lon * 1e7);
}

static void read_point(struct passage *passage)
{
	const struct mapping_column *column = &passage->importer->mapping->column[TARGET_POINT];
	regmatch_t group[3];
	double lat, lon;
	if (!column->parts || !gather(passage, TARGET_POINT))
		return;
	char text[CELL_MAX_BYTES];
	memcpy(text, passage->text, passage->length + 1);
	bool found = column->matched && regexec(&column->match, text, 3, group, 0) == 0 && group[2].rm_so >= 0;
	if (found) {
		text[group[1].rm_eo] = '\0';
		text[group[2].rm_eo] = '\0';
	}
	if (!found || !degrees(text + group[1].rm_so, 90, &lat) || !degrees(text + group[2].rm_so, 180, &lon)) {
		count(passage, TARGET_POINT, FATE_UNREADABLE);
		return;
	}
	bool possible = inside(passage->importer->mapping, lat, lon);
	count(passage, TARGET_POINT, possible ? FATE_UNDERSTOOD : FATE_IMPOSSIBLE);
	if (possible)
		keep_point(passage, lat, lon);
}

/* Latitude and longitude in two columns; they stand or fall together. */
static void read_lat_lon(struct passage *passage)
{
	double at[2] = { 0, 0 };
	enum fate fate[2];
	for (int i = 0; i < 2; i++) {
		enum target target = TARGET_LAT + i;
		if (!passage->importer->mapping->column[target].parts)
			return;
		fate[i] = FATE_MISSING;
		if (gather(passage, target))
			fate[i] = degrees(passage->text, i ? 180 : 90, &at[i]) ? FATE_UNDERSTOOD : FATE_UNREADABLE;
	}
	bool both = fate[0] == FATE_UNDERSTOOD && fate[1] == FATE_UNDERSTOOD;
	bool possible = both && inside(passage->importer->mapping, at[0], at[1]);
	for (int i = 0; i < 2; i++) {
		if (fate[i] == FATE_MISSING)
			continue;                      /* counted by gather */
		(void)gather(passage, TARGET_LAT + i); /* the text again, for the example */
		count(passage, TARGET_LAT + i, both && !possible ? FATE_IMPOSSIBLE : fate[i]);
	}
	if (possible)
		keep_point(passage, at[0], at[1]);
}

/* ---- a row ---- */

static void set_aside(struct importer *importer, const struct csv *csv, enum aside aside, struct bytes raw)
{
	struct import_report *report = importer->report;
	if (!report->aside[aside]++)
		report->aside_line[aside] = csv->line;
	if (!importer->rejects)
		return;
	(void)fprintf(importer->rejects, "# line %" PRIu64 ": %s\n", csv->line, aside_words(aside));
	(void)fwrite(raw.at, 1, raw.length, importer->rejects);
	if (raw.length && raw.at[raw.length - 1] != '\n')
		(void)fputc('\n', importer->rejects);
}

static enum status take_row(struct passage *passage, struct bytes raw)
{
	struct importer *importer = passage->importer;
	passage->row = (struct history_row){ 0 };
	for (unsigned i = 0; i < STAMP_COUNT; i++)
		read_stamp(passage, i);
	for (unsigned i = 0; i < HISTORY_WORD_COUNT; i++) {
		enum status status = read_word(passage, i);
		if (status != STATUS_OK)
			return status;
	}
	read_meaning(passage, TARGET_PRIORITY, &passage->row.priority);
	read_meaning(passage, TARGET_DISPOSITION, &passage->row.disposition);
	read_on_view(passage);
	read_lat_lon(passage);
	read_point(passage);
	if (!instant_known(passage->row.stamp[STAMP_RECEIVED])) {
		set_aside(importer, passage->csv, ASIDE_NO_CONTACT, raw);
		return STATUS_OK;
	}
	importer->report->kept++;
	importer->report->unnumbered += !passage->row.word[HISTORY_CALL];
	return history_add(importer->history, &passage->row);
}

static enum status take_rows(struct importer *importer, struct csv *csv, const struct layout *layout)
{
	struct passage *passage = malloc(sizeof *passage);
	if (!passage)
		return STATUS_MEMORY;
	*passage = (struct passage){ .importer = importer, .layout = layout, .csv = csv };
	enum status status = STATUS_OK;
	while (status == STATUS_OK) {
		size_t from = csv->at;
		status = csv_next(csv);
		struct bytes raw = bytes_of(csv->input.at + from, csv->at - from);
		importer->report->rows += status != STATUS_ENDED && status != STATUS_MEMORY;
		if (importer->progress && importer->report->rows % PROGRESS_ROWS == 0)
			importer->progress(importer->context, csv->at, csv->input.length);
		if (status == STATUS_MALFORMED) {
			set_aside(importer, csv, ASIDE_BROKEN, raw);
			status = STATUS_OK;
		} else if (status == STATUS_OK && csv->cells != layout->cells) {
			set_aside(importer, csv, csv->cells < layout->cells ? ASIDE_SHORT : ASIDE_LONG, raw);
		} else if (status == STATUS_OK) {
			status = take_row(passage, raw);
		}
	}
	free(passage);
	return status == STATUS_ENDED ? STATUS_OK : status;
}

static enum status describe(struct importer *importer)
{
	const struct mapping *mapping = importer->mapping;
	struct history *history = importer->history;
	history->precision_s = mapping->precision_s;
	history->tells_on_view = mapping->column[TARGET_ON_VIEW].parts > 0;
	for (unsigned i = 0; i < STAMP_COUNT; i++)
		history->recorded |= mapping->column[TARGET_STAMP + (int)i].parts ? 1u << i : 0;
	char origin[2 * NAME_MAX_BYTES + 2];
	(void)snprintf(origin, sizeof origin, "%s%s%s", mapping->origin, mapping->remarks[0] ? ". " : "",
	               mapping->remarks);
	enum status status = names_add(&history->names, bytes_of_text(mapping->title), &history->title);
	if (status == STATUS_OK)
		status = names_add(&history->names, bytes_of_text(origin), &history->origin);
	return status == STATUS_OK ? names_add(&history->names, bytes_of_text(mapping->zone), &history->zone) : status;
}

enum status importer_run(struct importer *importer, struct bytes text, struct problems *problems)
{
	struct csv csv;
	struct layout layout = { 0 };
	csv_open(&csv, text, importer->mapping->separator);
	enum status status = describe(importer);
	if (status == STATUS_OK)
		status = csv_next(&csv);
	if (status == STATUS_ENDED || status == STATUS_MALFORMED) {
		outline_problem(importer->mapping->outline, NULL, problems,
		                "the data is empty, or its first row cannot be read");
		status = STATUS_MALFORMED;
	}
	if (status == STATUS_OK)
		status = lay_out(importer, &csv, &layout, problems);
	if (status == STATUS_OK)
		status = take_rows(importer, &csv, &layout);
	csv_close(&csv);
	return status;
}
