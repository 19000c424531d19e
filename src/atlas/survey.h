/* What an import keeps of a file of OpenStreetMap: read in three passes, relations, ways, and the nodes they need. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_SURVEY_H
#define ATLAS_SURVEY_H

#include "atlas/word_list.h"
#include "atlas/osm.h"
#include "atlas/road_rules.h"
#include "atlas/scenery.h"
#include "atlas/spots.h"

/* A point that the file names and does not hold. */
#define SURVEY_NOWHERE UINT32_MAX
/* References to points in all that is kept; 8 bytes each while the file is read. */
#define SURVEY_REFS_MAX 2000000000u

/* Points in a row: so many from `first` on in the survey's refs. */
struct survey_line {
	uint32_t first, count;
};

struct survey_road {
	int64_t id;
	struct survey_line line;
	uint32_t name; /* in names */
	struct road_rule rule;
};

/* Longer ones there are none of in practice; they are counted. */
#define BAN_VIA_MAX 6u

/* A restriction whose words were understood: from one way over a node, or over ways, into another. */
struct survey_ban {
	int64_t relation, from_way, via_node, to_way;
	int64_t via_ways[BAN_VIA_MAX]; /* as they follow each other */
	unsigned via_count;            /* 0: over the node */
	bool only;                     /* all but `to_way` are forbidden */
};

struct survey_barrier {
	uint32_t point;
	uint32_t delay_s;
	uint8_t users; /* enum road_user */
};

/* A thing that people ask for: on a node, on a way's line, or on the line of a relation's first way. */
struct survey_spot {
	uint32_t name, number, street, city, postcode; /* in words */
	struct road_node at;                           /* known once all is read */
	struct survey_line line;                       /* of a way; else none */
	int64_t member;                                /* a relation's way; else 0 */
	uint8_t kind;                                  /* enum spot_kind */
	bool placed;                                   /* its place was found */
};

/* A way that is kept for a relation's sake. */
struct survey_member {
	int64_t id;
	struct survey_line line;
};

/* Water, land or a house: a way's line, or that of a relation's member. */
struct survey_scene {
	const struct scene_kind *kind;
	struct survey_line line;
	int64_t member; /* a relation's way; else 0 */
	uint32_t name;  /* in words */
};

/* BAN(NAME, what is said of such restrictions) */
#define BAN_LIST(BAN)                                                                                                  \
	BAN(USED, "used")                                                                                              \
	BAN(OVER_WAY, "not used: they lead over ways that do not join, or too many")                                   \
	BAN(MISSING, "not used: they name ways or points that are not here, or not for vehicles")                      \
	BAN(UNSPLIT, "not used: a way runs on beyond the point, so that its side is not known")                        \
	BAN(OTHERS, "not used: for other vehicles, or not for emergency vehicles")                                     \
	BAN(TIMED, "not used: for some hours only")                                                                    \
	BAN(UNKNOWN, "not used: of no known kind")

enum ban_fate {
#define BAN(NAME, WORDS) BAN_##NAME,
	BAN_LIST(BAN)
#undef BAN
	    BAN_COUNT
};

struct survey {
	struct word_list names;
	struct buffer refs;  /* int64_t ids; uint32_t point numbers once the nodes were read */
	struct buffer roads; /* struct survey_road, as they came */
	struct buffer bans, barriers;
	struct buffer spots;   /* struct survey_spot */
	struct buffer members; /* struct survey_member, by id once the relations were read */
	struct buffer scenes;  /* struct survey_scene */
	uint32_t point_count;
	int64_t *point_ids;       /* ascending */
	struct road_node *points; /* of those found */
	bool *found;
	uint64_t items[OSM_KIND_COUNT]; /* how many were seen */
	uint64_t verdicts[ROAD_VERDICT_COUNT], ban_fates[BAN_COUNT];
	uint64_t odd_speeds, missing_points;
	uint32_t next; /* where the last node stood: files are in order */
};

/* How far it is: `step` of `steps`, and how much of that. */
struct survey_progress {
	void (*tell)(void *context, unsigned step, unsigned steps, uint64_t done, uint64_t all);
	void *context;
};

/* Statuses as osm_read; on failure close it all the same.  `progress` may be NULL. */
enum status survey_read(struct survey *survey, struct bytes file, const struct survey_progress *progress,
                        struct osm_fault *ret_fault);
void survey_close(struct survey *survey);

/* Point numbers of a line, SURVEY_NOWHERE among them; NULL where no line of the map has any. */
static inline const uint32_t *survey_points(const struct survey *survey, struct survey_line line)
{
	if (!survey->refs.at) /* a map whose only shape is an empty relation */
		return NULL;
	return (const uint32_t *)(const void *)survey->refs.at + line.first;
}

/* Where the scene's points stand, its relation's member found. */
struct survey_line survey_scene_line(const struct survey *survey, const struct survey_scene *scene);

#define SURVEY_COUNT(BUFFER, TYPE) ((uint32_t)((BUFFER).length / sizeof(TYPE)))
#define SURVEY_ROWS(BUFFER, TYPE) ((TYPE *)(void *)(BUFFER).at)

#endif
