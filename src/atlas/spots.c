/* Which tags make a thing that people ask for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/spots.h"

#include <string.h>

/* The first row that fits decides; a value of NULL fits all. */
static const struct {
	const char *key, *value;
	enum spot_kind kind;
} rows[] = {
	{ "amenity", "fire_station", SPOT_FIRE_STATION },
	{ "amenity", "police", SPOT_POLICE },
	{ "emergency", "ambulance_station", SPOT_AMBULANCE_STATION },
	{ "amenity", "hospital", SPOT_HOSPITAL },
	{ "healthcare", "hospital", SPOT_HOSPITAL },
	{ "place", NULL, SPOT_PLACE },
	{ "amenity", NULL, SPOT_NAMED },
	{ "shop", NULL, SPOT_NAMED },
	{ "tourism", NULL, SPOT_NAMED },
	{ "leisure", NULL, SPOT_NAMED },
	{ "office", NULL, SPOT_NAMED },
	{ "healthcare", NULL, SPOT_NAMED },
	{ "historic", NULL, SPOT_NAMED },
	{ "railway", "station", SPOT_NAMED },
	{ "railway", "halt", SPOT_NAMED },
	{ "railway", "tram_stop", SPOT_NAMED },
	{ "aeroway", NULL, SPOT_NAMED },
	{ "natural", NULL, SPOT_NAMED },
	{ "man_made", NULL, SPOT_NAMED },
	{ "building", NULL, SPOT_NAMED },
};

static const char *const unnamed[SPOT_COUNT] = {
#define SPOT(NAME, TEXT, UNNAMED, WORDS) [SPOT_##NAME] = UNNAMED,
	SPOT_LIST(SPOT)
#undef SPOT
};

static const char *const texts[SPOT_COUNT] = { [SPOT_NONE] = "",
#define SPOT(NAME, TEXT, UNNAMED, WORDS) [SPOT_##NAME] = TEXT,
	                                       SPOT_LIST(SPOT)
#undef SPOT
};

enum spot_kind spot_kind_of(const struct osm_item *item, struct bytes *ret_name)
{
	struct bytes name = osm_value(item, "name");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bytes value = osm_value(item, rows[i].key);
		if (!value.at || bytes_same(value, bytes_of_text("no")) ||
		    (rows[i].value && !bytes_same(value, bytes_of_text(rows[i].value))))
			continue;
		*ret_name = name.length ? name : bytes_of_text(unnamed[rows[i].kind]);
		return ret_name->length ? rows[i].kind : SPOT_NONE;
	}
	return SPOT_NONE;
}

bool spot_is_address(const struct osm_item *item)
{
	return osm_value(item, "addr:housenumber").length || osm_value(item, "addr:housename").length;
}

const char *spot_text(enum spot_kind kind)
{
	return texts[kind];
}
