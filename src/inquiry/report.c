/* Blocks are added one behind the other; a report that ran out of memory says so once, at the end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/report.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void report_open(struct report *report, const char *name, const char *foot)
{
	*report = (struct report){ .name = strdup(name), .foot = strdup(foot) };
	if (!report->name || !report->foot)
		report->status = STATUS_MEMORY;
}

void report_close(struct report *report)
{
	for (size_t i = 0; i < report->blocks; i++) {
		for (size_t j = 0; j < report->block[i].cells; j++)
			free(report->block[i].cell[j]);
		free((void *)report->block[i].cell);
		free(report->block[i].text);
	}
	free(report->block);
	free(report->name);
	free(report->foot);
	*report = (struct report){ 0 };
}

static struct block *add(struct report *report, enum block_kind kind)
{
	if (report->status != STATUS_OK)
		return NULL;
	if (report->blocks == report->room) {
		size_t room = report->room ? report->room * 2 : 32;
		struct block *grown = realloc(report->block, room * sizeof *grown);
		if (!grown) {
			report->status = STATUS_MEMORY;
			return NULL;
		}
		report->block = grown;
		report->room = room;
	}
	struct block *block = &report->block[report->blocks++];
	*block = (struct block){ .kind = kind };
	return block;
}

/* A text as printf would; NULL, and the report says so, without memory. */
__attribute__((format(printf, 2, 0))) static char *print(struct report *report, const char *format, va_list list)
{
	char *text = NULL;
	if (vasprintf(&text, format, list) < 0) {
		report->status = STATUS_MEMORY;
		return NULL;
	}
	return text;
}

void report_say(struct report *report, enum block_kind kind, const char *format, ...)
{
	struct block *block = add(report, kind);
	va_list list;
	if (!block)
		return;
	va_start(list, format);
	block->text = print(report, format, list);
	va_end(list);
}

void report_table(struct report *report, unsigned columns, uint32_t left, const char *format, ...)
{
	assert(columns && columns <= REPORT_COLUMNS_MAX);
	struct block *block = add(report, BLOCK_TABLE);
	va_list list;
	if (!block)
		return;
	block->columns = columns;
	block->left = left;
	va_start(list, format);
	block->text = print(report, format, list);
	va_end(list);
}

void report_cell(struct report *report, const char *format, ...)
{
	va_list list;
	if (report->status != STATUS_OK)
		return;
	struct block *block = &report->block[report->blocks - 1];
	assert(block->kind == BLOCK_TABLE);
	if (block->cells == block->cell_room) {
		size_t room = block->cell_room ? block->cell_room * 2 : 64;
		char **grown = realloc((void *)block->cell, room * sizeof *grown);
		if (!grown) {
			report->status = STATUS_MEMORY;
			return;
		}
		block->cell = grown;
		block->cell_room = room;
	}
	va_start(list, format);
	char *text = print(report, format, list);
	va_end(list);
	if (text)
		block->cell[block->cells++] = text;
}

void report_picture(struct report *report, double width, double height, report_draw *draw, const void *context,
                    const char *format, ...)
{
	struct block *block = add(report, BLOCK_PICTURE);
	va_list list;
	if (!block)
		return;
	block->draw = draw;
	block->context = context;
	block->width = width;
	block->height = height;
	va_start(list, format);
	block->text = print(report, format, list);
	va_end(list);
}

void report_page(struct report *report)
{
	(void)add(report, BLOCK_PAGE);
}
