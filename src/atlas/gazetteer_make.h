/* The gazetteer's database, made of a survey and its network. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_GAZETTEER_MAKE_H
#define ATLAS_GAZETTEER_MAKE_H

#include <sqlite3.h>

#include "atlas/survey.h"

struct gazetteer_counts {
	uint64_t spots[SPOT_COUNT];
	uint64_t unplaced; /* their points are not in the file */
};

/* Fills an empty database; the caller closes it. */
enum status gazetteer_make(const struct survey *survey, const struct road_network *network, sqlite3 *database,
                           struct gazetteer_counts *ret_counts);
/* A database that has no file; what SQLite says as a status. */
enum status gazetteer_new(sqlite3 **ret_database);
enum status gazetteer_status(int result);

#endif
