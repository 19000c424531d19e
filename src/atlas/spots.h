/* What people ask for by name or number: addresses, stations, hospitals, places. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_SPOTS_H
#define ATLAS_SPOTS_H

#include "atlas/osm.h"

/* SPOT(NAME, as it is called in a map, what it is called where it has no name of its own, in words); numbers are stored. */
#define SPOT_LIST(SPOT)                                                                                                \
	SPOT(ADDRESS, "address", "", "addresses")                                                                      \
	SPOT(STREET, "street", "", "streets")                                                                          \
	SPOT(CROSSING, "crossing", "", "crossings")                                                                    \
	SPOT(PLACE, "place", "", "places by name: towns, quarters, islands")                                           \
	SPOT(FIRE_STATION, "fire_station", "fire station", "fire stations")                                            \
	SPOT(POLICE, "police", "police station", "police stations")                                                    \
	SPOT(AMBULANCE_STATION, "ambulance_station", "ambulance station", "ambulance stations")                        \
	SPOT(HOSPITAL, "hospital", "hospital", "hospitals")                                                            \
	SPOT(NAMED, "named", "", "other things with a name")

enum spot_kind {
	SPOT_NONE,
#define SPOT(NAME, TEXT, UNNAMED, WORDS) SPOT_##NAME,
	SPOT_LIST(SPOT)
#undef SPOT
	    SPOT_COUNT
};

/* What a thing is, addresses apart; SPOT_NONE where nobody would ask for it.  ret_name: its name, or what it is. */
enum spot_kind spot_kind_of(const struct osm_item *item, struct bytes *ret_name);
/* Whether it bears a house number, with its street or place. */
bool spot_is_address(const struct osm_item *item);
const char *spot_text(enum spot_kind kind);

#endif
