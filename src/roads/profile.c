/* The table of vehicles. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/profile.h"

/*
 * Per cent of the usual time.  Quicker on lights and siren by a tenth or two where traffic makes way, not at all where
 * it is the road that holds one up; agencies' own runs should take the place of these.
 */
static const struct {
	bool emergency; /* may use what is for emergency vehicles alone */
	uint8_t percent[ROAD_CLASS_COUNT];
} profiles[ROAD_PROFILE_COUNT] = {
	[ROAD_PROFILE_USUAL] = { .emergency = false },
	[ROAD_PROFILE_SIREN] = { .emergency = true,
	                         .percent = { [ROAD_CLASS_MOTORWAY] = 90,
	                                      [ROAD_CLASS_TRUNK] = 85,
	                                      [ROAD_CLASS_PRIMARY] = 80,
	                                      [ROAD_CLASS_SECONDARY] = 80,
	                                      [ROAD_CLASS_TERTIARY] = 85,
	                                      [ROAD_CLASS_UNCLASSIFIED] = 90,
	                                      [ROAD_CLASS_RESIDENTIAL] = 90 } },
};

void road_profile_times(const struct road_network *network, enum road_profile profile, uint32_t *ret_times)
{
	for (uint32_t i = 0; i < network->arc_count; i++) {
		const struct road_arc *arc = &network->arcs[i];
		uint64_t percent = profiles[profile].percent[arc->class], time = arc->time;
		if (percent && time < ROAD_NEVER)
			time = time * percent / 100 ? time * percent / 100 : 1;
		if (arc->marks & ROAD_EMERGENCY_ONLY && !profiles[profile].emergency)
			time = ROAD_NEVER;
		ret_times[i] = (uint32_t)time;
	}
}
