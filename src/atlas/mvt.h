/* One vector tile: lines, areas and points, cut to its square and written as Mapbox Vector Tile 2.1. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_MVT_H
#define ATLAS_MVT_H

#include "base/bytes.h"

#define MVT_EXTENT 4096
/* What is drawn beyond the square, so that lines do not end at its edge. */
#define MVT_MARGIN 64

/* In the tile's own units, from its upper left corner; may lie outside. */
struct mvt_point {
	int32_t x, y;
};

enum mvt_shape { MVT_POINT = 1, MVT_LINE = 2, MVT_AREA = 3 };

/* A layer being written; zero-initialise all but `name`. */
struct mvt_layer {
	const char *name;
	struct buffer features;
	struct buffer values; /* written out */
	uint32_t value_count;
	const char *last[2]; /* the last values and their numbers: neighbours are often alike */
	uint32_t last_number[2];
	uint32_t feature_count;
	struct buffer cut, part; /* room to work in */
};

/* Adds what of it lies in the square, if anything does.  `class` and `name` are text; "" is left off. */
enum status mvt_add(struct mvt_layer *layer, enum mvt_shape shape, const struct mvt_point *points, uint32_t count,
                    const char *class, const char *name);
/* Appends the layer to a tile; nothing where it is empty.  The layer can then be used for the next tile. */
enum status mvt_finish(struct mvt_layer *layer, struct buffer *tile);
void mvt_close(struct mvt_layer *layer);

#endif
