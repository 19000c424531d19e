/* The account of an import: a table for people, an object for programs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "history/importer.h"

static const struct {
	const char *name;
	const char *words;
} fates[FATE_COUNT] = {
#define FATE(NAME, COLUMN, WORDS) [FATE_##NAME] = { COLUMN, WORDS },
	FATE_LIST(FATE)
#undef FATE
};

static const char *const asides[ASIDE_COUNT] = {
#define ASIDE(NAME, WORDS) [ASIDE_##NAME] = WORDS,
	ASIDE_LIST(ASIDE)
#undef ASIDE
};

const char *fate_name(enum fate fate)
{
	return fates[fate].name;
}

const char *aside_words(enum aside aside)
{
	return asides[aside];
}

/* A table is many small writes; the first that fails is the one to tell. */
#define WRITE(STATUS, ...)                                                                                             \
	do {                                                                                                           \
		if ((STATUS) == STATUS_OK)                                                                             \
			(STATUS) = buffer_print(__VA_ARGS__);                                                          \
	} while (0)

static enum status tell_cells(const struct importer *importer, struct buffer *text)
{
	const struct import_report *report = importer->report;
	enum status status = buffer_print(text, "%-13s %-26s", "it says", "from the column");
	for (unsigned fate = 0; fate < FATE_COUNT; fate++)
		WRITE(status, text, " %10s", fates[fate].name);
	WRITE(status, text, " %12s\n", "out of order");
	for (unsigned target = 0; target < TARGET_COUNT; target++) {
		const struct mapping_column *column = &importer->mapping->column[target];
		if (!column->parts)
			continue;
		WRITE(status, text, "%-13s %-26.26s", target_name(target), column->part[0]);
		for (unsigned fate = 0; fate < FATE_COUNT; fate++)
			WRITE(status, text, " %10" PRIu64, report->cell[target].fate[fate]);
		WRITE(status, text, " %12" PRIu64 "\n", report->cell[target].out_of_order);
	}
	return status;
}

static enum status tell_examples(const struct importer *importer, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (unsigned target = 0; target < TARGET_COUNT; target++) {
		const struct cell_count *cell = &importer->report->cell[target];
		for (unsigned fate = FATE_UNREADABLE; fate < FATE_COUNT; fate++)
			if (cell->fate[fate])
				WRITE(status, text, "  %s, %s: the first is line %" PRIu64 ", \"%s\"\n",
				      target_name(target), fates[fate].name, cell->example_line[fate],
				      cell->example[fate]);
		if (cell->shifted)
			WRITE(status, text,
			      "  %s: %" PRIu64 " in an hour that the clock skipped or showed twice; kept\n",
			      target_name(target), cell->shifted);
		if (cell->not_text)
			WRITE(status, text, "  %s: %" PRIu64 " not UTF-8, read as ISO 8859-1\n", target_name(target),
			      cell->not_text);
	}
	return status;
}

enum status importer_tell(const struct importer *importer, struct buffer *text)
{
	const struct import_report *report = importer->report;
	uint64_t aside = report->rows - report->kept;
	enum status status = buffer_print(text, "%s\n%" PRIu64 " rows = %" PRIu64 " kept + %" PRIu64 " set aside\n",
	                                  importer->mapping->title, report->rows, report->kept, aside);
	for (unsigned i = 0; i < ASIDE_COUNT; i++)
		if (report->aside[i])
			WRITE(status, text, "  set aside: %" PRIu64 ", %s; the first is line %" PRIu64 "\n",
			      report->aside[i], asides[i], report->aside_line[i]);
	if (report->unnumbered)
		WRITE(status, text, "  %" PRIu64 " rows have no call number; each is taken for a call of its own\n",
		      report->unnumbered);
	WRITE(status, text, "\n");
	if (status == STATUS_OK)
		status = tell_cells(importer, text);
	WRITE(status, text, "\n");
	if (status == STATUS_OK)
		status = tell_examples(importer, text);
	WRITE(status, text, "\nnot read:");
	const char *unread = (const char *)report->unread.at;
	for (size_t at = 0; at < report->unread.length;) {
		size_t length =
		    (size_t)((const char *)memchr(unread + at, '\n', report->unread.length - at) - unread) - at;
		WRITE(status, text, "%s %.*s", at ? "," : "", (int)length, unread + at);
		at += length + 1;
	}
	WRITE(status, text, "%s\n", report->unread.length ? "" : " nothing");
	return status;
}

enum status importer_tell_json(const struct importer *importer, struct buffer *text)
{
	const struct import_report *report = importer->report;
	enum status status = buffer_print(text, "{\"rows\":%" PRIu64 ",\"kept\":%" PRIu64 ",\"set_aside\":{",
	                                  report->rows, report->kept);
	for (unsigned i = 0; i < ASIDE_COUNT; i++)
		WRITE(status, text, "%s\"%s\":%" PRIu64, i ? "," : "", asides[i], report->aside[i]);
	WRITE(status, text, "},\"columns\":{");
	const char *gap = "";
	for (unsigned target = 0; target < TARGET_COUNT; target++) {
		if (!importer->mapping->column[target].parts)
			continue;
		WRITE(status, text, "%s\"%s\":{", gap, target_name(target));
		for (unsigned fate = 0; fate < FATE_COUNT; fate++)
			WRITE(status, text, "\"%s\":%" PRIu64 ",", fates[fate].name, report->cell[target].fate[fate]);
		WRITE(status, text, "\"out_of_order\":%" PRIu64 ",\"shifted\":%" PRIu64 "}",
		      report->cell[target].out_of_order, report->cell[target].shifted);
		gap = ",";
	}
	WRITE(status, text, "}}\n");
	return status;
}
