/* Who drives: what a kind of vehicle may use, and how much quicker or slower it is than the usual one. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_PROFILE_H
#define ROADS_PROFILE_H

#include "roads/network.h"

/* PROFILE(NAME, as it is called in settings, in words) */
#define ROAD_PROFILE_LIST(PROFILE)                                                                                     \
	PROFILE(USUAL, "usual", "keeps to signs, and to the usual speeds")                                             \
	PROFILE(SIREN, "siren", "lights and siren: against one-ways, through gates, and quicker")

enum road_profile {
#define PROFILE(NAME, TEXT, WORDS) ROAD_PROFILE_##NAME,
	ROAD_PROFILE_LIST(PROFILE)
#undef PROFILE
	    ROAD_PROFILE_COUNT
};

/* What each arc takes this vehicle, in the network's ticks; ROAD_NEVER where it may not go.  Room for arc_count. */
void road_profile_times(const struct road_network *network, enum road_profile profile, uint32_t *ret_times);

#endif
