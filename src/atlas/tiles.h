/* The console's map as vector tiles, in the gazetteer's database by the tables of MBTiles 1.3. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_TILES_H
#define ATLAS_TILES_H

#include <sqlite3.h>

#include "atlas/survey.h"

#define TILE_ZOOM_MIN 8u
#define TILE_ZOOM_MAX 14u /* closer pictures are drawn from these */
/* A thing that reaches over more tiles of one zoom is not drawn there. */
#define TILE_SPAN_MAX 4096u
/* A tile stops taking things at this size, unpacked. */
#define TILE_MAX_BYTES (2u * 1024u * 1024u)

struct tile_counts {
	uint64_t tiles, bytes, left_out; /* things left out for the bounds above */
};

enum status tiles_make(const struct survey *survey, sqlite3 *database, struct tile_counts *ret_counts);

#endif
