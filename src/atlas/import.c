/* The import's order: survey, roads, summary, file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/import.h"

#include "atlas/gazetteer_make.h"
#include "atlas/import_report.h"
#include "atlas/map_file.h"
#include "atlas/plain_network.h"
#include "roads/order.h"
#include "roads/split.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status blame_source(struct map_import *import, int error)
{
	import->error = error;
	return STATUS_MISSING;
}

static enum status map_source(struct map_import *import, struct bytes *ret_file)
{
	struct stat about;
	int file = open(import->source, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return blame_source(import, errno);
	int error = fstat(file, &about) != 0 ? errno : S_ISDIR(about.st_mode) ? EISDIR : 0;
	void *at = NULL;
	if (!error && about.st_size > 0) {
		at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		error = at == MAP_FAILED ? errno : 0;
	}
	(void)close(file);
	if (error)
		return blame_source(import, error);
	*ret_file = bytes_of(at, at ? (size_t)about.st_size : 0);
	return STATUS_OK;
}

static enum status no_roads(struct map_import *import)
{
	import->fault = (struct osm_fault){ .what = "it holds no road that a vehicle may use" };
	return STATUS_MALFORMED;
}

static enum status write_map(struct map_import *import, struct bytes roads, struct bytes database)
{
	struct bytes sections[MAP_SECTION_COUNT] = { 0 };
	uint8_t hash[MAP_HASH_BYTES];
	sections[MAP_ROADS] = roads;
	sections[MAP_GAZETTEER] = database;
	sections[MAP_SUMMARY] = buffer_bytes(&import->summary);
	import->blamed = import->target;
	errno = 0;
	enum status status = map_file_write(import->target, sections, hash);
	import->error = errno;
	return status;
}

/* The hierarchy over junctions that are split where turns are forbidden; none where no turn is. */
static enum status make_split(const struct road_network *network, const uint32_t *order,
                              struct road_hierarchy *ret_hierarchy, uint32_t *ret_count)
{
	struct road_split split;
	if (!network->turn_count && !network->run_count)
		return STATUS_OK;
	enum status status = road_split_open(network, &split);
	if (status != STATUS_OK)
		return status;
	uint32_t *split_order = calloc((size_t)split.graph.node_count + 1, sizeof *split_order);
	status = split_order ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK) {
		road_split_order(&split, order, split_order);
		status = road_hierarchy_open(&split.graph, split_order, ret_hierarchy);
	}
	*ret_count += status == STATUS_OK;
	free(split_order);
	road_split_close(&split);
	return status;
}

/* The network with its hierarchies: the server never orders a graph. */
static enum status make_roads(const struct road_network *network, struct buffer *image)
{
	struct road_graph graph = { 0 };
	struct road_hierarchy hierarchy[2] = { 0 };
	uint32_t count = 1, *order = calloc((size_t)network->node_count + 1, sizeof *order);
	enum status status = order ? road_graph_of_network(network, &graph) : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = road_order_make(&graph, network->nodes, order);
	if (status == STATUS_OK)
		status = road_hierarchy_open(&graph, order, &hierarchy[0]);
	if (status == STATUS_OK)
		status = make_split(network, order, &hierarchy[1], &count);
	if (status == STATUS_OK)
		status = road_image_write(network, hierarchy, count, image);
	road_hierarchy_close(&hierarchy[0]);
	road_hierarchy_close(&hierarchy[1]);
	road_graph_close(&graph);
	free(order);
	return status;
}

/* The gazetteer's database as the bytes of a file. */
static enum status make_gazetteer(struct map_import *import, const struct survey *survey,
                                  const struct road_network *network, unsigned char **ret_at, sqlite3_int64 *ret_length)
{
	struct gazetteer_counts counts;
	struct tile_counts tiles;
	sqlite3 *database = NULL;
	enum status status = gazetteer_new(&database);
	if (status == STATUS_OK)
		status = gazetteer_make(survey, network, database, &counts);
	if (status == STATUS_OK)
		status = import_report_spots(&import->summary, &counts);
	if (status == STATUS_OK)
		status = tiles_make(survey, database, &tiles);
	if (status == STATUS_OK)
		status = import_report_tiles(&import->summary, &tiles);
	if (status == STATUS_OK && !(*ret_at = sqlite3_serialize(database, "main", ret_length, 0)))
		status = STATUS_MEMORY;
	(void)sqlite3_close(database);
	return status;
}

/* A network that comes ready made has no addresses and no picture: its map has roads alone. */
static enum status import_plain(struct map_import *import)
{
	struct road_network network = { 0 };
	struct buffer roads = { 0 };
	import->blamed = import->part;
	errno = 0;
	enum status status =
	    plain_network_read(import->source, import->mode ? import->mode : 1, &network, &import->fault, import->part);
	if (status == STATUS_MISSING)
		return blame_source(import, errno);
	if (status == STATUS_OK && !network.arc_count)
		status = no_roads(import);
	if (status == STATUS_OK)
		status = import_report_plain(&import->summary, &network);
	if (status == STATUS_OK)
		status = make_roads(&network, &roads);
	if (status == STATUS_OK)
		status = write_map(import, buffer_bytes(&roads), (struct bytes){ 0 });
	road_network_close(&network);
	buffer_close(&roads);
	return status;
}

enum status map_import_run(struct map_import *import)
{
	struct survey survey = { 0 };
	struct road_network network = { 0 };
	struct road_report report = { 0 };
	struct bytes file = { 0 };
	struct buffer roads = { 0 };
	unsigned char *database = NULL;
	sqlite3_int64 database_bytes = 0;
	if (plain_network_is(import->source))
		return import_plain(import);
	import->blamed = import->source;
	enum status status = map_source(import, &file);
	if (status != STATUS_OK)
		return status;
	status = survey_read(&survey, file, import->progress, &import->fault);
	if (status == STATUS_OK)
		status = road_build(&survey, &network, &report);
	if (status == STATUS_OK && !network.arc_count)
		status = no_roads(import);
	if (status == STATUS_OK)
		status = import_report_roads(&import->summary, &survey, &network, &report);
	if (status == STATUS_OK)
		status = make_roads(&network, &roads);
	if (status == STATUS_OK)
		status = make_gazetteer(import, &survey, &network, &database, &database_bytes);
	if (status == STATUS_OK)
		status = write_map(import, buffer_bytes(&roads), bytes_of(database, (size_t)database_bytes));
	sqlite3_free(database);
	buffer_close(&roads);
	road_network_close(&network);
	survey_close(&survey);
	if (file.length)
		(void)munmap((void *)(uintptr_t)file.at, file.length);
	return status;
}
