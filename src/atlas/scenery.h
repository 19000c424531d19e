/* What a map's picture shows beside its roads: water, land, houses. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_SCENERY_H
#define ATLAS_SCENERY_H

#include "atlas/osm.h"

/* Layers of a vector tile, by their names there. */
#define SCENE_LAYER_LIST(LAYER)                                                                                        \
	LAYER(LANDUSE, "landuse")                                                                                      \
	LAYER(WATER, "water")                                                                                          \
	LAYER(BUILDINGS, "buildings")                                                                                  \
	LAYER(ROADS, "roads")                                                                                          \
	LAYER(PLACES, "places")

enum scene_layer {
#define LAYER(NAME, TEXT) SCENE_##NAME,
	SCENE_LAYER_LIST(LAYER)
#undef LAYER
	    SCENE_LAYER_COUNT
};

struct scene_kind {
	const char *key, *value; /* NULL: any value but "no" */
	enum scene_layer layer;
	bool area; /* of a closed line; else a line */
	const char *class;
	uint8_t zoom; /* from here on it is drawn */
};

/* NULL: it is not shown, or is a road. */
const struct scene_kind *scene_kind_of(const struct osm_item *item);

#endif
