/* A city's table, by the mapping that says how the city writes, as a history in memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_CITY_TABLE_H
#define CMD_CITY_TABLE_H

#include "history/importer.h"

/* Zero-initialised; the caller closes it, also after it could not be read. */
struct city_table {
	struct mapping *mapping;
	struct zone *zone;
	struct history history;
	struct import_report report;
	struct importer importer; /* for importer_tell */
};

/* Reads it, with progress on a terminal; `rejects` (NULL: nowhere) is a new file for the rows set aside.  An exit code; if it
 * is not EXIT_DONE, what is wrong was said. */
int city_table_read(const char *map, const char *table, const char *rejects, struct city_table *ret_city);
void city_table_close(struct city_table *city);

#endif
