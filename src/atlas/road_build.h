/* A network of roads out of a survey, and the account of what became of its ways. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_ROAD_BUILD_H
#define ATLAS_ROAD_BUILD_H

#include "atlas/survey.h"

/* The parts that are told one by one; the rest are counted. */
#define ROAD_PARTS_MAX 20u
#define ROAD_TICKS_PER_S 1000u

/* Junctions that no road joins to the rest. */
struct road_part {
	uint32_t junctions;
	uint32_t node; /* one of them */
	uint32_t name; /* of a road there, in the network's names */
};

/* BARRIER(NAME, what is said of such) */
#define BARRIER_LIST(BARRIER)                                                                                          \
	BARRIER(OPEN, "all may pass")                                                                                  \
	BARRIER(BUSINESS, "those who have business there may pass")                                                    \
	BARRIER(EMERGENCY, "emergency vehicles may pass")                                                              \
	BARRIER(SHUT, "nobody may pass")                                                                               \
	BARRIER(AT_END, "at a road's end: nothing to do")                                                              \
	BARRIER(AT_CROSSING, "where roads cross: not used, its side is not known")

enum barrier_fate {
#define BARRIER(NAME, WORDS) BARRIER_##NAME,
	BARRIER_LIST(BARRIER)
#undef BARRIER
	    BARRIER_COUNT
};

struct road_report {
	uint64_t class_cm[ROAD_CLASS_COUNT]; /* of streets, not of directions */
	uint64_t ban_fates[BAN_COUNT], barriers[BARRIER_COUNT];
	uint64_t junctions, split_junctions; /* the latter stand on both sides of a barrier */
	uint64_t emergency_arcs;
	uint64_t gaps;       /* where a way leaves the file */
	uint32_t part_count; /* 1: all hangs together */
	uint32_t told_count; /* in parts, the largest first */
	struct road_part parts[ROAD_PARTS_MAX];
};

/*
 * Builds it: junctions where roads meet or end, arcs between them by travel time in milliseconds, forbidden turns.
 *   STATUS_LIMIT  more junctions or arcs than a network may have
 *   STATUS_MEMORY
 */
enum status road_build(const struct survey *survey, struct road_network *ret_network, struct road_report *ret_report);

/* Centimetres between two points on a sphere of the earth's mean radius. */
uint32_t road_distance_cm(struct road_node a, struct road_node b);

#endif
