/* A forged map: its hash is set right first, so that the checks behind it are reached; what passes them is driven on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/image.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/path.h"
#include "roads/snap.h"
#include "roads/split.h"
#include "roads/turns.h"

/* Places in the header (roads/image.c). */
#define HASH_AT 8u
#define LENGTH_AT 16u
#define HEADER_BYTES 128u

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* As in roads/image.c. */
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

static void drive(const struct road_hierarchy *h)
{
	struct road_metric metric;
	struct road_sweep sweep;
	struct road_arcs path = { 0 };
	uint32_t *weights = calloc((size_t)h->arc_count + 1, sizeof *weights);
	if (!weights || !h->node_count) {
		free(weights);
		return;
	}
	for (uint32_t a = 0; a < h->arc_count; a++)
		weights[a] = a % 7;
	if (road_metric_open(h, weights, &metric) == STATUS_OK) {
		for (uint32_t a = 0; a < h->arc_count && a < 8; a++) {
			weights[a] = ROAD_NEVER;
			road_metric_update(&metric, &a, 1, weights);
		}
		if (road_sweep_open(&metric, &sweep) == STATUS_OK) {
			struct road_seed seed = { .node = h->node_count / 2 };
			road_sweep_pin_goal(&sweep, &seed, 1);
			for (uint32_t n = 0; n < h->node_count; n++) {
				path.count = 0;
				if (road_path_find(&sweep, n, &path) != STATUS_OK)
					assert(road_sweep_time(&sweep, n) == ROAD_NEVER);
			}
			road_sweep_close(&sweep);
		}
		road_metric_close(&metric);
	}
	road_arcs_close(&path);
	free(weights);
}

static void look_around(const struct road_network *network)
{
	struct road_snap snap;
	struct road_position position;
	struct road_turns turns;
	struct road_split split;
	uint32_t off_cm;
	const struct road_turn_costs costs = { .back = ROAD_NEVER };
	if (network->arc_count && road_turns_open(network, &costs, &turns) == STATUS_OK)
		road_turns_close(&turns);
	if (road_split_open(network, &split) == STATUS_OK)
		road_split_close(&split);
	if (road_snap_open(network, &snap) != STATUS_OK)
		return;
	for (uint32_t n = 0; n < network->node_count && n < 64; n++)
		if (road_snap_find(&snap, network->nodes[n], 1000, NULL, &position, &off_cm) == STATUS_OK)
			(void)road_position_place(network, position);
	road_snap_close(&snap);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct road_image image;
	length = length / 8 * 8;
	uint8_t *copy = malloc(length + 8);
	assert(copy);
	if (length)
		memcpy(copy, at, length);
	if (length >= HEADER_BYTES) {
		bytes_put_u64(copy + LENGTH_AT, length);
		bytes_put_u64(copy + HASH_AT, hash_of(copy + LENGTH_AT, length - LENGTH_AT));
	}
	if (road_image_read(bytes_of(copy, length), &image) == STATUS_OK) {
		for (uint32_t i = 0; i < image.hierarchy_count; i++)
			drive(&image.hierarchy[i]);
		look_around(&image.network);
	}
	free(copy);
	return 0;
}
