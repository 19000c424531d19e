/* Where is it, and what is here: addresses, streets, crossings and places of a map, forgiving of spelling. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_GAZETTEER_H
#define ATLAS_GAZETTEER_H

#include "atlas/map_file.h"
#include "atlas/spots.h"

#define GAZETTEER_LABEL_BYTES 512u
/* Farther than this nothing is told to be near. */
#define GAZETTEER_NEAR_MAX_M 20000u
#define GAZETTEER_FOUND_MAX 50u
/* What the licence of the data asks to be shown wherever the map is (ODbL 4.3). */
#define GAZETTEER_ATTRIBUTION "\u00a9 OpenStreetMap contributors"

struct gazetteer; /* a database over the map's memory: the map must stay open as long; one thread at a time */

struct found_spot {
	enum spot_kind kind;
	struct road_node at;
	uint32_t cost;       /* 0: just what was asked for; more is worse */
	uint32_t distance_m; /* from the point given; UINT32_MAX: none was given */
	char label[GAZETTEER_LABEL_BYTES];
};

/* What is nearest of each; SPOT_NONE where nothing is near. */
struct found_here {
	struct found_spot address, street, crossing;
};

/* STATUS_MISSING: the map has no gazetteer; STATUS_CORRUPT, STATUS_MEMORY */
enum status gazetteer_open(const struct map_file *map, struct gazetteer **ret_gazetteer);
void gazetteer_close(struct gazetteer *gazetteer);
/*
 * Finds what the words may mean, the likeliest first: by cost, then nearest to `near` (or NULL), then by name.  "Oak & 3rd"
 * asks for crossings; a number asks for an address; a street whose number is not there is still found.
 */
enum status gazetteer_find(struct gazetteer *gazetteer, const char *words, const struct road_node *near,
                           struct found_spot *ret_found, uint32_t room, uint32_t *ret_count);
enum status gazetteer_at(struct gazetteer *gazetteer, struct road_node at, struct found_here *ret_here);
/* Where all spots of a kind lie, in the order of the map, as far as there is room. */
enum status gazetteer_places(struct gazetteer *gazetteer, enum spot_kind kind, struct road_node *ret_places,
                             uint32_t room, uint32_t *ret_count);

/* The corners of all that the map's roads touch: south-west, north-east. */
void gazetteer_bounds(const struct gazetteer *gazetteer, struct road_node *ret_low, struct road_node *ret_high);
/* A vector tile, packed by gzip, appended; y runs from the north.  STATUS_MISSING: nothing is there. */
enum status gazetteer_tile(struct gazetteer *gazetteer, unsigned zoom, uint32_t x, uint32_t y, struct buffer *tile);
/* The street nearest to a point, from the network alone; *ret_street is untouched where none is near. */
void gazetteer_nearest_street(const struct road_network *network, struct road_node at, struct found_spot *ret_street);

#endif
