/* A network and its hierarchies as one run of bytes that is read where it lies, and believed in nothing. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_IMAGE_H
#define ROADS_IMAGE_H

#include "roads/hierarchy.h"

/* Hierarchies of one network: over its junctions, over these split where turns are forbidden, and room for two more. */
#define ROAD_IMAGE_HIERARCHIES_MAX 4u

/*
 * What an image holds.  All pointers lead into its bytes, which must stay, and are not written to: close neither the
 * network nor the hierarchies.  `hash` is that of the content; the same network and order give the same bytes and hash.
 */
struct road_image {
	struct road_network network;
	struct road_hierarchy hierarchy[ROAD_IMAGE_HIERARCHIES_MAX];
	uint32_t hierarchy_count;
	uint64_t hash;
};

/*
 * Appends the image.  The first hierarchy is over the network's junctions; the others over graphs that the reader
 * makes again (roads/split.h, roads/turns.h).  The image's length is a multiple of 8.  STATUS_LIMIT, STATUS_MEMORY; *image is then as it was.
 */
enum status road_image_write(const struct road_network *network, const struct road_hierarchy *hierarchies,
                             uint32_t count, struct buffer *image);
/*
 * Reads what road_image_write wrote, where it lies; it must begin at a multiple of 4.
 *   STATUS_VERSION  it is no image, or one of another version or byte order
 *   STATUS_CORRUPT  it is cut off, its hash is another, or something in it leads out of it or contradicts itself; a
 *                   forged one that passes all checks may tell wrong times, but is read within its bounds
 *   STATUS_MEMORY   none for the checks
 */
enum status road_image_read(struct bytes bytes, struct road_image *ret_image);

#endif
