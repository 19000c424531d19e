/* What the two halves of building a network share: streets, and then turns and parts. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_ROAD_BUILD_INSIDE_H
#define ATLAS_ROAD_BUILD_INSIDE_H

#include "atlas/road_build.h"

/* Marks of a point. */
enum { POINT_END = 1, POINT_JUNCTION = 2, POINT_SPLIT = 4 };

/* The road of an arc through a barrier. */
#define BUILD_NO_ROAD UINT32_MAX

struct raw_arc {
	struct road_arc arc;
	uint32_t road;  /* among the survey's */
	uint32_t order; /* as it came */
};

struct build {
	const struct survey *survey;
	const struct survey_road *roads;
	struct road_network *network;
	struct road_report *report;
	uint8_t *degree;   /* of a point: how many ends of streets meet there, were all points junctions */
	uint8_t *marks;    /* of a point */
	uint8_t *sides;    /* of a point with a barrier: how many streets have touched it */
	uint32_t *node;    /* of a point that is a junction: its number */
	uint32_t *barrier; /* of a point: 1 + its barrier's number */
	uint32_t *run;     /* points of a road that follow each other */
	uint32_t run_count;
	struct buffer arcs, shapes; /* struct raw_arc, ordered once all are there; struct road_node */
	uint32_t arc_count;
};

/* Restrictions become forbidden turns. */
enum status build_turns(struct build *build);
/* What hangs together, and what does not. */
enum status build_parts(struct build *build);

#endif
