/* Which tags make water, land and houses. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/scenery.h"

/* The first row that fits decides. */
static const struct scene_kind kinds[] = {
	{ "natural", "water", SCENE_WATER, true, "water", 8 },
	{ "waterway", "riverbank", SCENE_WATER, true, "water", 8 },
	{ "waterway", "dock", SCENE_WATER, true, "water", 10 },
	{ "landuse", "reservoir", SCENE_WATER, true, "water", 8 },
	{ "landuse", "basin", SCENE_WATER, true, "water", 12 },
	{ "waterway", "river", SCENE_WATER, false, "river", 8 },
	{ "waterway", "canal", SCENE_WATER, false, "canal", 10 },
	{ "waterway", "stream", SCENE_WATER, false, "stream", 13 },
	{ "natural", "coastline", SCENE_WATER, false, "coastline", 8 },
	{ "landuse", "forest", SCENE_LANDUSE, true, "wood", 9 },
	{ "natural", "wood", SCENE_LANDUSE, true, "wood", 9 },
	{ "leisure", "park", SCENE_LANDUSE, true, "park", 10 },
	{ "leisure", "garden", SCENE_LANDUSE, true, "park", 13 },
	{ "leisure", "pitch", SCENE_LANDUSE, true, "pitch", 13 },
	{ "landuse", "cemetery", SCENE_LANDUSE, true, "cemetery", 12 },
	{ "landuse", "grass", SCENE_LANDUSE, true, "grass", 13 },
	{ "landuse", "meadow", SCENE_LANDUSE, true, "grass", 11 },
	{ "landuse", "farmland", SCENE_LANDUSE, true, "farmland", 10 },
	{ "landuse", "vineyard", SCENE_LANDUSE, true, "farmland", 11 },
	{ "landuse", "residential", SCENE_LANDUSE, true, "residential", 9 },
	{ "landuse", "commercial", SCENE_LANDUSE, true, "commercial", 10 },
	{ "landuse", "retail", SCENE_LANDUSE, true, "commercial", 11 },
	{ "landuse", "industrial", SCENE_LANDUSE, true, "industrial", 10 },
	{ "landuse", "railway", SCENE_LANDUSE, true, "industrial", 11 },
	{ "amenity", "hospital", SCENE_LANDUSE, true, "hospital", 12 },
	{ "aeroway", "runway", SCENE_LANDUSE, false, "runway", 11 },
	{ "building", NULL, SCENE_BUILDINGS, true, "building", 14 },
};

const struct scene_kind *scene_kind_of(const struct osm_item *item)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct bytes value = osm_value(item, kinds[i].key);
		if (!value.at || bytes_same(value, bytes_of_text("no")))
			continue;
		if (!kinds[i].value || bytes_same(value, bytes_of_text(kinds[i].value)))
			return &kinds[i];
	}
	return NULL;
}
