/* A stranger's map: it is read to its end or refused with words, and what was read makes a sound network. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "atlas/gazetteer_make.h"
#include "atlas/road_build.h"
#include "atlas/tiles.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void check_network(const struct road_network *network, const struct road_report *report)
{
	for (uint32_t i = 0; i < network->arc_count; i++) {
		const struct road_arc *arc = &network->arcs[i];
		assert(arc->from < network->node_count && arc->to < network->node_count);
		assert(arc->time > 0 && arc->time < ROAD_NEVER);
		assert(arc->shape + arc->shape_count <= network->shape_point_count);
		assert(arc->name < network->names.length && arc->class && arc->class < ROAD_CLASS_COUNT);
	}
	for (uint32_t i = 0; i < network->turn_count; i++)
		assert(network->arcs[network->turns[i].from_arc].to == network->arcs[network->turns[i].to_arc].from);
	assert(report->junctions + report->split_junctions == network->node_count);
}

static void check_rest(const struct survey *survey, const struct road_network *network)
{
	struct gazetteer_counts spots;
	struct tile_counts tiles;
	sqlite3 *database;
	if (gazetteer_new(&database) != STATUS_OK)
		return;
	assert(gazetteer_make(survey, network, database, &spots) == STATUS_OK);
	assert(tiles_make(survey, database, &tiles) == STATUS_OK);
	(void)sqlite3_close(database);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct survey survey = { 0 };
	struct osm_fault fault = { .what = "" };
	struct road_network network;
	struct road_report report;
	enum status status = survey_read(&survey, bytes_of(at, length), NULL, &fault);
	assert(status == STATUS_OK || status == STATUS_MEMORY || fault.what[0]);
	if (status == STATUS_OK && road_build(&survey, &network, &report) == STATUS_OK) {
		check_network(&network, &report);
		check_rest(&survey, &network);
		road_network_close(&network);
	}
	survey_close(&survey);
	return 0;
}
