/* A network and its hierarchies as one run of bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/image.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/plane.h"

/* Its last byte is the version; what the header's numbers look like says the byte order. */
#define MAGIC 0x0244414F52434F54ull
#define ALIGNMENT 8u

struct counts {
	uint32_t nodes, edges, arcs, unused;
};

/* Everything behind `hash` is hashed. */
struct header {
	uint64_t magic, hash, length;
	uint32_t ticks_per_s, nodes, arcs, turns, shape_points, runs, names_bytes, has_places, hierarchies, unused;
	struct counts hierarchy[ROAD_IMAGE_HIERARCHIES_MAX];
};

#define HASH_FROM offsetof(struct header, length)

/* They lie in files as they lie in memory. */
static_assert(sizeof(struct header) == 128 && sizeof(struct road_node) == 8 && sizeof(struct road_arc) == 28 &&
                  sizeof(struct road_turn) == 8 && sizeof(struct road_run) == 64,
              "the image's version must change with these");

/*
 * Words are mixed in one after another, each step undoable, so that no change of one word goes unseen.  It finds
 * damage; it is no proof against forgers.
 */
static uint64_t hash_of(const uint8_t *at, size_t length)
{
	uint64_t hash = length, word;
	for (size_t i = 0; i + sizeof word <= length; i += sizeof word) {
		memcpy(&word, at + i, sizeof word);
		hash = (hash ^ word) * 0x9E3779B97F4A7C15ull;
		hash ^= hash >> 32;
	}
	return hash;
}

static size_t padded(size_t length)
{
	return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static enum status put(struct buffer *image, const void *at, size_t length)
{
	static const uint8_t zeros[ALIGNMENT];
	enum status status = buffer_append(image, bytes_of(at, length));
	return status == STATUS_OK ? buffer_append(image, bytes_of(zeros, padded(length) - length)) : status;
}

static enum status put_all(const struct road_network *network, const struct road_hierarchy *hierarchies,
                           const struct header *header, struct buffer *image)
{
	uint64_t starts[ROAD_PART_COUNT + 1];
	const struct {
		const void *at;
		size_t length;
	} parts[] = {
		{ header, sizeof *header },
		{ network->nodes, header->has_places ? (size_t)network->node_count * sizeof *network->nodes : 0 },
		{ network->arcs, (size_t)network->arc_count * sizeof *network->arcs },
		{ network->turns, (size_t)network->turn_count * sizeof *network->turns },
		{ network->runs, (size_t)network->run_count * sizeof *network->runs },
		{ network->shapes, (size_t)network->shape_point_count * sizeof *network->shapes },
		{ network->names.at, network->names.length },
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof parts[0]; i++)
		status = put(image, parts[i].at, parts[i].length);
	for (uint32_t i = 0; status == STATUS_OK && i < header->hierarchies; i++) {
		const struct road_hierarchy *h = &hierarchies[i];
		uint64_t numbers = road_hierarchy_layout(h->node_count, h->edge_count, h->arc_count, starts);
		/* The parts of one hierarchy lie in one block, of which `rank` is the first. */
		status = put(image, h->rank, numbers * sizeof *h->rank);
	}
	return status;
}

enum status road_image_write(const struct road_network *network, const struct road_hierarchy *hierarchies,
                             uint32_t count, struct buffer *image)
{
	size_t from = image->length;
	struct header header = { .magic = MAGIC,
		                 .ticks_per_s = network->ticks_per_s,
		                 .nodes = network->node_count,
		                 .arcs = network->arc_count,
		                 .turns = network->turn_count,
		                 .runs = network->run_count,
		                 .shape_points = network->shape_point_count,
		                 .names_bytes = (uint32_t)network->names.length,
		                 .has_places = network->nodes != NULL,
		                 .hierarchies = count };
	assert(count <= ROAD_IMAGE_HIERARCHIES_MAX);
	if (network->names.length > UINT32_MAX)
		return STATUS_LIMIT;
	for (uint32_t i = 0; i < count; i++)
		header.hierarchy[i] = (struct counts){ .nodes = hierarchies[i].node_count,
			                               .edges = hierarchies[i].edge_count,
			                               .arcs = hierarchies[i].arc_count };
	enum status status = put_all(network, hierarchies, &header, image);
	if (status != STATUS_OK) {
		image->length = from;
		return status;
	}
	header.length = image->length - from;
	memcpy(image->at + from, &header, sizeof header);
	header.hash = hash_of(image->at + from + HASH_FROM, header.length - HASH_FROM);
	memcpy(image->at + from, &header, sizeof header);
	return STATUS_OK;
}

/* The next part of the bytes, or NULL if they end before it does. */
static const void *take(struct bytes bytes, size_t *at, uint64_t count, size_t size)
{
	uint64_t left = bytes.length - *at;
	if (count > left / size || padded(count * size) > left)
		return NULL;
	const void *part = bytes.at + *at;
	*at += padded(count * size);
	return part;
}

static bool places_are_good(const struct road_node *places, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (!road_plane_on_earth(places[i]))
			return false;
	return true;
}

static bool arcs_are_good(const struct road_network *network)
{
	for (uint32_t a = 0; a < network->arc_count; a++) {
		const struct road_arc *arc = &network->arcs[a], *before = a ? arc - 1 : arc;
		if (arc->from >= network->node_count || arc->to >= network->node_count || arc->time > ROAD_NEVER ||
		    arc->class >= ROAD_CLASS_COUNT || arc->name >= network->names.length)
			return false;
		if (arc->from < before->from || (arc->from == before->from && arc->to < before->to))
			return false;
		if (arc->shape_count && (!network->nodes || arc->shape > network->shape_point_count ||
		                         arc->shape_count > network->shape_point_count - arc->shape))
			return false;
	}
	return true;
}

static bool turns_are_good(const struct road_network *network)
{
	for (uint32_t t = 0; t < network->turn_count; t++) {
		const struct road_turn *turn = &network->turns[t];
		if (turn->from_arc >= network->arc_count || turn->to_arc >= network->arc_count ||
		    network->arcs[turn->from_arc].to != network->arcs[turn->to_arc].from)
			return false;
		if (t && (turn[-1].from_arc > turn->from_arc ||
		          (turn[-1].from_arc == turn->from_arc && turn[-1].to_arc > turn->to_arc)))
			return false;
	}
	return true;
}

static bool run_is_good(const struct road_network *network, const struct road_run *run)
{
	for (unsigned i = 0; i < ROAD_RUN_ARCS_MAX; i++) {
		if (i >= 3 && run->arc[i] == ROAD_NONE)
			continue;
		if (run->arc[i] >= network->arc_count)
			return false;
		if (i && (run->arc[i - 1] == ROAD_NONE ||
		          network->arcs[run->arc[i - 1]].to != network->arcs[run->arc[i]].from))
			return false;
	}
	return true;
}

static bool runs_are_good(const struct road_network *network)
{
	for (uint32_t r = 0; r < network->run_count; r++)
		if (!run_is_good(network, &network->runs[r]) ||
		    (r && road_run_order(&network->runs[r - 1], &network->runs[r]) > 0))
			return false;
	return network->run_count <= ROAD_RUNS_MAX;
}

static bool network_is_good(const struct road_network *network)
{
	const struct buffer *names = &network->names;
	return network->node_count <= ROAD_NODES_MAX && network->arc_count <= ROAD_ARCS_MAX && names->length &&
	       !names->at[0] && !names->at[names->length - 1] &&
	       (!network->nodes || places_are_good(network->nodes, network->node_count)) &&
	       places_are_good(network->shapes, network->shape_point_count) && arcs_are_good(network) &&
	       turns_are_good(network) && runs_are_good(network);
}

/* The hierarchy's numbers lead nowhere wrong: ranks, edges up, edges down. */
static bool edges_are_good(const struct road_hierarchy *h, uint32_t *scratch)
{
	if (h->first_up[0] || h->first_up[h->node_count] != h->edge_count || h->first_down[0] ||
	    h->first_down[h->node_count] != h->edge_count)
		return false;
	for (uint32_t x = 0; x < h->node_count; x++) {
		if (h->node[x] >= h->node_count || h->rank[h->node[x]] != x || h->rank[x] >= h->node_count)
			return false;
		if (h->first_up[x] > h->first_up[x + 1] || h->first_down[x] > h->first_down[x + 1] ||
		    h->first_up[x + 1] > h->edge_count || h->first_down[x + 1] > h->edge_count)
			return false;
		for (uint32_t e = h->first_up[x]; e < h->first_up[x + 1]; e++)
			if (h->edge_tail[e] != x || h->up_head[e] >= h->node_count ||
			    h->up_head[e] <= (e > h->first_up[x] ? h->up_head[e - 1] : x))
				return false;
		scratch[x] = h->first_down[x];
	}
	for (uint32_t e = 0; e < h->edge_count; e++) {
		uint32_t *place = &scratch[h->up_head[e]];
		if (*place >= h->first_down[h->up_head[e] + 1] || h->down_edge[*place] != e)
			return false;
		++*place;
	}
	return true;
}

/* Higher neighbours of a node are among its parent and the parent's: what customisation and sweeps rest on. */
static bool is_complete(const struct road_hierarchy *h, uint32_t *scratch)
{
	memset(scratch, 0xFF, (size_t)h->node_count * sizeof *scratch);
	for (uint32_t x = 0; x < h->node_count; x++) {
		for (uint32_t e = h->first_up[x]; e < h->first_up[x + 1]; e++)
			scratch[h->up_head[e]] = x;
		for (uint32_t i = h->first_down[x]; i < h->first_down[x + 1]; i++) {
			uint32_t child = h->edge_tail[h->down_edge[i]];
			if (road_hierarchy_parent(h, child) != x)
				continue;
			for (uint32_t e = h->first_up[child] + 1; e < h->first_up[child + 1]; e++)
				if (scratch[h->up_head[e]] != x)
					return false;
		}
	}
	return true;
}

static bool inputs_are_good(const struct road_hierarchy *h)
{
	uint32_t placed = 0;
	for (uint32_t a = 0; a < h->arc_count; a++) {
		if (h->slot[a] != ROAD_NONE && h->slot[a] / 2 >= h->edge_count)
			return false;
		placed += h->slot[a] != ROAD_NONE;
	}
	if (h->first_input[0] || h->first_input[h->edge_count] != placed)
		return false;
	for (uint32_t e = 0; e < h->edge_count; e++) {
		if (h->first_input[e] > h->first_input[e + 1] || h->first_input[e + 1] > placed)
			return false;
		for (uint32_t i = h->first_input[e]; i < h->first_input[e + 1]; i++)
			if (h->input[i] >= h->arc_count || h->slot[h->input[i]] == ROAD_NONE ||
			    h->slot[h->input[i]] / 2 != e || (i > h->first_input[e] && h->input[i] <= h->input[i - 1]))
				return false;
	}
	return true;
}

/* The first hierarchy's arcs are those of the network. */
static bool fits(const struct road_hierarchy *h, const struct road_network *network)
{
	if (h->node_count != network->node_count || h->arc_count != network->arc_count)
		return false;
	for (uint32_t a = 0; a < h->arc_count; a++) {
		uint32_t x = h->rank[network->arcs[a].from], y = h->rank[network->arcs[a].to];
		if ((x == y) != (h->slot[a] == ROAD_NONE))
			return false;
		if (x != y && (h->edge_tail[h->slot[a] / 2] != (x < y ? x : y) ||
		               h->up_head[h->slot[a] / 2] != (x < y ? y : x) || (h->slot[a] & 1) != (x > y)))
			return false;
	}
	return true;
}

static enum status check_hierarchy(const struct road_hierarchy *h, const struct road_network *network)
{
	uint32_t *scratch = calloc((size_t)h->node_count + 1, sizeof *scratch);
	if (!scratch)
		return STATUS_MEMORY;
	bool good = edges_are_good(h, scratch) && is_complete(h, scratch) && inputs_are_good(h);
	free(scratch);
	return good && (!network || fits(h, network)) ? STATUS_OK : STATUS_CORRUPT;
}

/* The network's parts; their pointers are not const for those who build one, here nobody writes through them. */
static enum status read_network(struct bytes bytes, const struct header *header, size_t *at,
                                struct road_network *network)
{
	*network = (struct road_network){ .ticks_per_s = header->ticks_per_s,
		                          .node_count = header->nodes,
		                          .arc_count = header->arcs,
		                          .turn_count = header->turns,
		                          .run_count = header->runs,
		                          .shape_point_count = header->shape_points };
	const void *nodes = take(bytes, at, header->has_places ? header->nodes : 0, sizeof *network->nodes);
	const void *arcs = nodes ? take(bytes, at, header->arcs, sizeof *network->arcs) : NULL;
	const void *turns = arcs ? take(bytes, at, header->turns, sizeof *network->turns) : NULL;
	const void *runs = turns ? take(bytes, at, header->runs, sizeof *network->runs) : NULL;
	const void *shapes = runs ? take(bytes, at, header->shape_points, sizeof *network->shapes) : NULL;
	const void *names = shapes ? take(bytes, at, header->names_bytes, 1) : NULL;
	if (!names)
		return STATUS_CORRUPT;
	network->nodes = header->has_places ? (struct road_node *)nodes : NULL;
	network->arcs = (struct road_arc *)arcs;
	network->turns = (struct road_turn *)turns;
	network->runs = (struct road_run *)runs;
	network->shapes = (struct road_node *)shapes;
	network->names = (struct buffer){ .at = (uint8_t *)names, .length = header->names_bytes };
	return network_is_good(network) ? STATUS_OK : STATUS_CORRUPT;
}

enum status road_image_read(struct bytes bytes, struct road_image *ret_image)
{
	struct header header;
	struct road_image image = { 0 };
	uint64_t starts[ROAD_PART_COUNT + 1];
	size_t at = sizeof header;
	assert((uintptr_t)bytes.at % sizeof(uint32_t) == 0);
	if (bytes.length < sizeof header)
		return STATUS_VERSION;
	memcpy(&header, bytes.at, sizeof header);
	if (header.magic != MAGIC)
		return STATUS_VERSION;
	if (header.length != bytes.length || header.length % ALIGNMENT ||
	    header.hierarchies > ROAD_IMAGE_HIERARCHIES_MAX || !header.ticks_per_s ||
	    header.hash != hash_of(bytes.at + HASH_FROM, bytes.length - HASH_FROM))
		return STATUS_CORRUPT;
	enum status status = read_network(bytes, &header, &at, &image.network);
	for (uint32_t i = 0; status == STATUS_OK && i < header.hierarchies; i++) {
		struct road_hierarchy *h = &image.hierarchy[i];
		const struct counts *counts = &header.hierarchy[i];
		*h = (struct road_hierarchy){ .node_count = counts->nodes,
			                      .edge_count = counts->edges,
			                      .arc_count = counts->arcs };
		uint64_t numbers = road_hierarchy_layout(h->node_count, h->edge_count, h->arc_count, starts);
		const uint32_t *block =
		    h->edge_count > ROAD_HIERARCHY_ARCS_MAX ? NULL : take(bytes, &at, numbers, sizeof *block);
		if (!block)
			return STATUS_CORRUPT;
		road_hierarchy_point(h, block);
		status = check_hierarchy(h, i ? NULL : &image.network);
	}
	if (status == STATUS_OK && at != bytes.length)
		status = STATUS_CORRUPT;
	if (status != STATUS_OK)
		return status;
	image.hierarchy_count = header.hierarchies;
	image.hash = header.hash;
	*ret_image = image;
	return STATUS_OK;
}
