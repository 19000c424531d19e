/* An area of closed roads and a record's moment from anywhere: what is taken for an area has corners that close roads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>

#include "control/advice.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* Two junctions and a street, so that corners meet something. */
static struct streets *street(void)
{
	static struct road_node nodes[] = { { 455000000, -1227000000 }, { 455010000, -1227000000 } };
	static struct road_arc arcs[] = { { .from = 0, .to = 1, .time = 100, .class = ROAD_CLASS_SERVICE },
		                          { .from = 1, .to = 0, .time = 100, .class = ROAD_CLASS_SERVICE } };
	static const struct road_network network = {
		.ticks_per_s = 1000, .node_count = 2, .arc_count = 2, .nodes = nodes, .arcs = arcs
	};
	static struct streets streets;
	if (!streets.network && streets_open(&network, NULL, &streets) != STATUS_OK)
		abort();
	return &streets;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct bytes text = bytes_of(at, length);
	struct streets *streets = street();
	struct instant moment;
	bool is = streets_area(text);
	enum status status = streets_close_road(streets, 1, &(struct closure){ .percent = 50 }, text);
	assert(is || status == STATUS_MALFORMED);
	if (streets_open_road(streets, 1) != STATUS_OK)
		abort();
	(void)advice_moment(text, &moment);
	return 0;
}
