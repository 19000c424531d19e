/* A stranger's tables of nodes and of arcs, parted by `%`: read or told why not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/node_arc.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct road_network network;
	struct road_fault fault = { 0 };
	bool in_arcs;
	const uint8_t *parting = length ? memchr(at, '%', length) : NULL;
	size_t nodes = parting ? (size_t)(parting - at) : length;
	struct bytes arcs = parting ? bytes_of(parting + 1, length - nodes - 1) : bytes_of(NULL, 0);
	enum status status =
	    road_node_arc_read(bytes_of(at, nodes), arcs, 1, ROAD_NODE_ARC_TICKS_PER_S, &network, &fault, &in_arcs);
	if (status != STATUS_OK) {
		assert(status == STATUS_MALFORMED && fault.what);
		return 0;
	}
	for (uint32_t a = 0; a < network.arc_count; a++)
		assert(network.arcs[a].from < network.node_count && network.arcs[a].to < network.node_count &&
		       network.arcs[a].time < ROAD_NEVER);
	road_network_close(&network);
	return 0;
}
