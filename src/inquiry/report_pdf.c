/* A report on paper: A4, words wrapped, tables cut between rows, pictures as lines and letters, not as dots. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo-pdf.h>
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inquiry/report.h"

/* Points: 1/72 inch. */
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 50.0
#define FOOT 40.0
#define BODY (PAGE_WIDTH - 2 * MARGIN)
#define LEADING 1.35
#define CELL_GAP 7.0
#define LINE_BYTES 512u

struct sheet {
	cairo_t *on;
	const struct report *report;
	double y;
	unsigned page;
};

static const struct {
	double size, before, after;
	bool bold;
} looks[] = {
	[BLOCK_TITLE] = { 17, 0, 6, true },      [BLOCK_HEADING] = { 13, 14, 4, true },
	[BLOCK_HEADLINE] = { 12.5, 4, 6, true }, [BLOCK_TEXT] = { 9.5, 2, 4, false },
	[BLOCK_CAVEAT] = { 9.5, 2, 4, false },   [BLOCK_REFUSAL] = { 11.5, 4, 6, true },
	[BLOCK_TABLE] = { 8, 6, 6, false },      [BLOCK_PICTURE] = { 8, 6, 6, false },
	[BLOCK_PAGE] = { 8, 0, 0, false },
};

static void font(struct sheet *sheet, double size, bool bold)
{
	cairo_select_font_face(sheet->on, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
	                       bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(sheet->on, size);
}

static void ink(struct sheet *sheet, double grey)
{
	cairo_set_source_rgb(sheet->on, grey, grey, grey);
}

static double width_of(struct sheet *sheet, const char *text)
{
	cairo_text_extents_t extents;
	cairo_text_extents(sheet->on, text, &extents);
	return extents.x_advance;
}

static void put_text(struct sheet *sheet, double x, double y, const char *text)
{
	cairo_move_to(sheet->on, x, y);
	cairo_show_text(sheet->on, text);
}

static void put_foot(struct sheet *sheet)
{
	char text[LINE_BYTES];
	font(sheet, 6.5, false);
	ink(sheet, 0.35);
	(void)snprintf(text, sizeof text, "%.190s", sheet->report->foot);
	put_text(sheet, MARGIN, PAGE_HEIGHT - FOOT + 12, text);
	(void)snprintf(text, sizeof text, "page %u", sheet->page);
	put_text(sheet, PAGE_WIDTH - MARGIN - width_of(sheet, text), PAGE_HEIGHT - FOOT + 22, text);
}

static void turn(struct sheet *sheet)
{
	put_foot(sheet);
	cairo_show_page(sheet->on);
	sheet->page++;
	sheet->y = MARGIN;
}

static void need(struct sheet *sheet, double height)
{
	if (sheet->y + height > PAGE_HEIGHT - FOOT - 8 && sheet->y > MARGIN)
		turn(sheet);
}

/* A word alone that is wider than its line, as a key or a hash is: as much of it as fits, at least one character. */
static size_t cut(struct sheet *sheet, const char *text, size_t length, double width, char line[LINE_BYTES])
{
	memcpy(line, text, length);
	line[length] = '\0';
	while (length > 1 && width_of(sheet, line) > width) {
		do
			length--;
		while (length > 1 && ((uint8_t)text[length] & 0xc0) == 0x80);
		line[length] = '\0';
	}
	return length;
}

/* As many words as fit; at least one, so that it always ends.  Returns where the next line begins. */
static const char *fit(struct sheet *sheet, const char *text, double width, char line[LINE_BYTES])
{
	const char *end = text, *good = NULL;
	while (*end) {
		const char *word = end + strspn(end, " ");
		word += strcspn(word, " ");
		size_t length = (size_t)(word - text);
		if (length >= LINE_BYTES)
			break;
		memcpy(line, text, length);
		line[length] = '\0';
		if (good && width_of(sheet, line) > width)
			break;
		good = end = word;
	}
	size_t length = good ? (size_t)(good - text) : 0;
	if (good && width > 0)
		length = cut(sheet, text, length, width, line);
	if (good && length < (size_t)(good - text))
		good = text + length;
	if (!good) {
		/* A word longer than a line may be: cut between characters. */
		length = LINE_BYTES - 1;
		while (length && ((uint8_t)text[length] & 0xc0) == 0x80)
			length--;
		good = text + length;
	}
	memcpy(line, text, length);
	line[length] = '\0';
	return good + strspn(good, " ");
}

static void put_paragraph(struct sheet *sheet, const char *text, double size, bool bold, double x, double width)
{
	char line[LINE_BYTES];
	while (*text) {
		need(sheet, size * LEADING);
		font(sheet, size, bold);
		ink(sheet, 0.1);
		text = fit(sheet, text, width, line);
		sheet->y += size * LEADING;
		put_text(sheet, x, sheet->y, line);
	}
}

static void put_words(struct sheet *sheet, const struct block *block)
{
	double size = looks[block->kind].size,
	       inset = block->kind == BLOCK_CAVEAT || block->kind == BLOCK_REFUSAL ? 10 : 0;
	double from = sheet->y;
	unsigned page = sheet->page;
	if (block->kind == BLOCK_HEADING)
		need(sheet, 60);
	put_paragraph(sheet, block->text, size, looks[block->kind].bold, MARGIN + inset, BODY - inset);
	if (!(inset > 0) || page != sheet->page)
		return;
	cairo_set_source_rgb(sheet->on, 0, block->kind == BLOCK_CAVEAT ? 0.45 : 0,
	                     block->kind == BLOCK_CAVEAT ? 0.7 : 0);
	cairo_rectangle(sheet->on, MARGIN, from + 3, 3, sheet->y - from);
	cairo_fill(sheet->on);
}

/* What is left over goes to the columns of words; what is missing is taken from the widest. */
static void columns_of(struct sheet *sheet, const struct block *block, double width[REPORT_COLUMNS_MAX])
{
	double sum = 0;
	memset(width, 0, REPORT_COLUMNS_MAX * sizeof *width);
	font(sheet, looks[BLOCK_TABLE].size, true);
	for (size_t i = 0; i < block->cells; i++) {
		double own = width_of(sheet, block->cell[i]) + CELL_GAP;
		if (i < block->columns) {
			/* A head may stand on several lines. */
			char line[LINE_BYTES];
			(void)fit(sheet, block->cell[i], 0, line);
			own = width_of(sheet, line) + CELL_GAP;
		}
		if (own > width[i % block->columns])
			width[i % block->columns] = own;
	}
	for (unsigned i = 0; i < block->columns; i++)
		sum += width[i];
	for (unsigned round = 0; sum > BODY && round < 1000; round++) {
		unsigned widest = 0;
		for (unsigned i = 1; i < block->columns; i++)
			widest = width[i] > width[widest] ? i : widest;
		width[widest] -= 4;
		sum -= 4;
	}
}

static double row_height(struct sheet *sheet, const struct block *block, size_t row, const double *width)
{
	double size = looks[BLOCK_TABLE].size;
	unsigned most = 1;
	char line[LINE_BYTES];
	for (unsigned i = 0; i < block->columns; i++) {
		unsigned lines = 0;
		for (const char *text = block->cell[row * block->columns + i]; *text; lines++)
			text = fit(sheet, text, width[i] - CELL_GAP, line);
		most = lines > most ? lines : most;
	}
	return most * size * 1.25 + 3;
}

static void put_row(struct sheet *sheet, const struct block *block, size_t row, const double *width)
{
	double size = looks[BLOCK_TABLE].size, x = MARGIN;
	char line[LINE_BYTES];
	font(sheet, size, row == 0);
	double height = row_height(sheet, block, row, width);
	for (unsigned i = 0; i < block->columns; i++) {
		double y = sheet->y;
		for (const char *text = block->cell[row * block->columns + i]; *text;) {
			text = fit(sheet, text, width[i] - CELL_GAP, line);
			y += size * 1.25;
			ink(sheet, 0.1);
			put_text(sheet, block->left >> i & 1 ? x : x + width[i] - CELL_GAP - width_of(sheet, line), y,
			         line);
		}
		x += width[i];
	}
	sheet->y += height;
	ink(sheet, row ? 0.85 : 0.4);
	cairo_set_line_width(sheet->on, row ? 0.4 : 0.9);
	cairo_move_to(sheet->on, MARGIN, sheet->y);
	cairo_line_to(sheet->on, x - CELL_GAP, sheet->y);
	cairo_stroke(sheet->on);
}

static void put_table(struct sheet *sheet, const struct block *block)
{
	double width[REPORT_COLUMNS_MAX];
	size_t rows = block->cells / block->columns;
	need(sheet, 60);
	put_paragraph(sheet, block->text, looks[BLOCK_TABLE].size + 0.5, true, MARGIN, BODY);
	columns_of(sheet, block, width);
	for (size_t row = 0; row < rows; row++) {
		unsigned page = sheet->page;
		font(sheet, looks[BLOCK_TABLE].size, row == 0);
		need(sheet, row_height(sheet, block, row, width));
		/* Its heads stand over a table's every page. */
		if (page != sheet->page && row)
			put_row(sheet, block, 0, width);
		put_row(sheet, block, row, width);
	}
}

static void put_picture(struct sheet *sheet, const struct block *block)
{
	double scale = BODY / block->width;
	need(sheet, block->height * scale + 30);
	cairo_save(sheet->on);
	cairo_translate(sheet->on, MARGIN, sheet->y);
	cairo_scale(sheet->on, scale, scale);
	block->draw(sheet->on, block->width, block->height, block->context);
	cairo_restore(sheet->on);
	sheet->y += block->height * scale;
	put_paragraph(sheet, block->text, looks[BLOCK_PICTURE].size, false, MARGIN, BODY);
}

static void put(struct sheet *sheet, const struct block *block)
{
	if (block->kind == BLOCK_PAGE) {
		if (sheet->y > MARGIN)
			turn(sheet);
		return;
	}
	sheet->y += looks[block->kind].before;
	if (block->kind == BLOCK_TABLE)
		put_table(sheet, block);
	else if (block->kind == BLOCK_PICTURE)
		put_picture(sheet, block);
	else
		put_words(sheet, block);
	sheet->y += looks[block->kind].after;
}

enum status report_pdf(const struct report *report, const char *path)
{
	if (report->status != STATUS_OK)
		return report->status;
	cairo_surface_t *surface = cairo_pdf_surface_create(path, PAGE_WIDTH, PAGE_HEIGHT);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, report->name);
	/* The same findings give the same file, whenever it is written. */
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "1970-01-01T00:00:00Z");
	struct sheet sheet = { .on = cairo_create(surface), .report = report, .y = MARGIN, .page = 1 };
	for (size_t i = 0; i < report->blocks; i++) {
		const struct block *block = &report->block[i];
		/* A heading does not stand alone at the end of a page. */
		if (block->kind == BLOCK_HEADING && i + 1 < report->blocks && block[1].kind == BLOCK_PICTURE)
			need(&sheet, 70 + block[1].height * BODY / block[1].width);
		put(&sheet, block);
	}
	put_foot(&sheet);
	cairo_show_page(sheet.on);
	cairo_status_t drawn = cairo_status(sheet.on);
	cairo_destroy(sheet.on);
	cairo_surface_finish(surface);
	if (drawn == CAIRO_STATUS_SUCCESS)
		drawn = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return drawn == CAIRO_STATUS_SUCCESS ? STATUS_OK : STATUS_IO;
}
