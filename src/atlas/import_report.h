/* What an import tells of a map: rows for its summary. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_IMPORT_REPORT_H
#define ATLAS_IMPORT_REPORT_H

#include "atlas/gazetteer_make.h"
#include "atlas/road_build.h"
#include "atlas/tiles.h"

enum status import_report_roads(struct buffer *summary, const struct survey *survey, const struct road_network *network,
                                const struct road_report *report);
enum status import_report_spots(struct buffer *summary, const struct gazetteer_counts *counts);
enum status import_report_tiles(struct buffer *summary, const struct tile_counts *counts);
/* Of a network that came ready made. */
enum status import_report_plain(struct buffer *summary, const struct road_network *network);

#endif
