/* A report as blocks, which every renderer puts on its pages: HTML for a browser, PDF for paper.
 *
 * What a block says is decided before it is drawn, so that no reader gets other numbers than another.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_REPORT_H
#define INQUIRY_REPORT_H

#include <stdbool.h>

#include "base/bytes.h"

#define REPORT_COLUMNS_MAX 16u

/* A cairo_t, declared as cairo does, so that this header needs none of its folders. */
struct _cairo;

enum block_kind {
	BLOCK_TITLE,
	BLOCK_HEADING,
	BLOCK_HEADLINE, /* the one sentence of a page */
	BLOCK_TEXT,
	BLOCK_CAVEAT,  /* what it does not show */
	BLOCK_REFUSAL, /* that no statement is made, and why */
	BLOCK_TABLE,
	BLOCK_PICTURE,
	BLOCK_PAGE, /* what follows stands on a new page */
};

/* Draws within `width` x `height`; `context` is the findings that the report was made from. */
typedef void report_draw(struct _cairo *on, double width, double height, const void *context);

struct block {
	enum block_kind kind;
	char *text; /* of a table its caption, of a picture what it shows in words */
	/* Of a table: row by row, the first one the heads. */
	unsigned columns;
	uint32_t left; /* 1 << column: words, set from the left; the others are numbers */
	char **cell;
	size_t cells, cell_room;
	/* Of a picture. */
	report_draw *draw;
	const void *context;
	double width, height;
};

/* Zero-initialised; the caller closes it.  Once something did not fit into memory, `status` stays so and nothing is added. */
struct report {
	enum status status;
	char *name; /* of the report */
	char *foot; /* on every page */
	struct block *block;
	size_t blocks, room;
};

void report_open(struct report *report, const char *name, const char *foot);
void report_close(struct report *report);

void report_say(struct report *report, enum block_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Begins a table; its heads and cells follow by report_cell, row by row. */
void report_table(struct report *report, unsigned columns, uint32_t left, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void report_cell(struct report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `context` is borrowed until the report is rendered. */
void report_picture(struct report *report, double width, double height, report_draw *draw, const void *context,
                    const char *format, ...) __attribute__((format(printf, 6, 7)));
void report_page(struct report *report);

/* One page of HTML with everything in it, nothing loaded from elsewhere; every text escaped.  STATUS_MEMORY. */
enum status report_html(const struct report *report, struct buffer *html);
/* A4 pages.  STATUS_IO: the file cannot be written. */
enum status report_pdf(const struct report *report, const char *path);

#endif
