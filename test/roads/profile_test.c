/* What each vehicle may use, and what it takes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/profile.h"

#include "check.h"

int main(void)
{
	struct road_arc arcs[] = {
		{ .time = 1000, .class = ROAD_CLASS_PRIMARY },
		{ .time = 1000, .class = ROAD_CLASS_PRIMARY, .marks = ROAD_EMERGENCY_ONLY },
		{ .time = 1000, .class = ROAD_CLASS_FERRY, .marks = ROAD_PRIVATE },
		{ .time = ROAD_NEVER, .class = ROAD_CLASS_PRIMARY },
		{ .time = 1, .class = ROAD_CLASS_PRIMARY },
	};
	static const uint32_t wanted[ROAD_PROFILE_COUNT][5] = {
		[ROAD_PROFILE_USUAL] = { 1000, ROAD_NEVER, 1000, ROAD_NEVER, 1 },
		[ROAD_PROFILE_SIREN] = { 800, 800, 1000, ROAD_NEVER, 1 },
	};
	struct road_network network = { .arcs = arcs, .arc_count = 5 };
	for (unsigned profile = 0; profile < ROAD_PROFILE_COUNT; profile++) {
		uint32_t times[5];
		road_profile_times(&network, (enum road_profile)profile, times);
		for (unsigned i = 0; i < 5; i++)
			CHECK_NUMBER(times[i], wanted[profile][i]);
	}
	return check_done();
}
