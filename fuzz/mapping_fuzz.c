/* A stranger's mapping: it is read, or its problems are told; what is read serves to import a table. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/importer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libfyaml_leak.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void import(const struct mapping *mapping, struct bytes table)
{
	static struct zone zone;
	struct history history = { 0 };
	struct import_report report = { 0 };
	struct problems problems = { 0 };
	struct buffer text = { 0 };
	struct importer importer = { .mapping = mapping, .zone = &zone, .history = &history, .report = &report };
	if (!zone_open(&zone, "America/New_York"))
		abort();
	if (importer_run(&importer, table, &problems) == STATUS_OK) {
		uint64_t aside = 0;
		for (unsigned i = 0; i < ASIDE_COUNT; i++)
			aside += report.aside[i];
		assert(report.rows == report.kept + aside && history.rows == report.kept);
		if (importer_tell(&importer, &text) == STATUS_MALFORMED)
			abort();
	}
	buffer_close(&text);
	buffer_close(&problems.text);
	buffer_close(&report.unread);
	history_close(&history);
}

/* The mapping up to a line "---data", the table behind it. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static const char mark[] = "---data\n";
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	const uint8_t *data = length ? memmem(at, length, mark, sizeof mark - 1) : NULL;
	size_t settings = data ? (size_t)(data - at) : length;
	enum status status = mapping_open(bytes_of(at, settings), "map", &problems, &mapping);
	if (status == STATUS_MALFORMED)
		assert(problems.count);
	if (status == STATUS_OK) {
		if (data)
			import(mapping, bytes_of(data + sizeof mark - 1, length - settings - (sizeof mark - 1)));
		mapping_close(mapping);
	}
	buffer_close(&problems.text);
	return 0;
}
