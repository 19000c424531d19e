/* A map's roads as a picture for people: SVG, or PNG by the name's ending. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_DRAW_H
#define ATLAS_DRAW_H

#include "roads/network.h"

/*
 * `credit` stands in the lower corner: whose data it is, as its licence asks for.  NULL: nothing.
 * STATUS_MISSING: the network has no places; STATUS_IO: the file cannot be written; STATUS_MEMORY
 */
enum status map_draw(const struct road_network *network, const char *credit, const char *path);

#endif
