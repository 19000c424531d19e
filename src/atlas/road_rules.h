/* Who may drive where, and how fast: what tags of OpenStreetMap mean for vehicles. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_ROAD_RULES_H
#define ATLAS_ROAD_RULES_H

#include "atlas/osm.h"
#include "roads/network.h"

/* Who may, from none to all. */
enum road_user { ROAD_NOBODY, ROAD_EMERGENCY, ROAD_BUSINESS, ROAD_EVERYBODY };

/* Why a way is no part of the network, or that it is. */
#define ROAD_VERDICT_LIST(VERDICT)                                                                                     \
	VERDICT(NONE, "no roads")                                                                                      \
	VERDICT(USED, "used")                                                                                          \
	VERDICT(CLOSED, "roads that no vehicle may use")                                                               \
	VERDICT(BOAT, "ferries that take no vehicles")

enum road_verdict {
#define VERDICT(NAME, WORDS) ROAD_VERDICT_##NAME,
	ROAD_VERDICT_LIST(VERDICT)
#undef VERDICT
	    ROAD_VERDICT_COUNT
};

/* A speed limit is an upper bound; this much of it is driven, in per cent. */
#define ROAD_LIMIT_PER_CENT 80u
#define ROAD_KMH_MAX 130u
/* An emergency vehicle against a one-way street goes no faster. */
#define ROAD_AGAINST_KMH 20u

struct road_rule {
	uint8_t class;       /* enum road_class */
	uint8_t users[2];    /* enum road_user: along the way's points, and back */
	uint8_t kmh[2];      /* at least 1 */
	bool odd_speed;      /* it has a maxspeed that could not be read */
	uint32_t duration_s; /* of a crossing by ferry, end to end; 0: not said */
};

/* ret_rule is set for ROAD_VERDICT_USED only. */
enum road_verdict road_rule_of(const struct osm_item *way, struct road_rule *ret_rule);
/* Who may pass the barrier on a node, and how long it holds up those who open it; false where there is none. */
bool road_barrier_of(const struct osm_item *node, enum road_user *ret_users, uint32_t *ret_delay_s);
/* km/h of a maxspeed: "50", "30 mph", "walk", "none", "DE:urban", "DE:zone:30"; 0 where it cannot be read. */
unsigned road_limit_kmh(struct bytes text);
/* Seconds of a duration: "00:20", "01:10:30", "45" (minutes), "PT1H5M"; 0 where it cannot be read. */
uint32_t road_duration_s(struct bytes text);

#endif
