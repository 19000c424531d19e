/* The account of an import: what was used, what was not, and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/import_report.h"

#include <stdio.h>

#include "atlas/facts.h"

static const char *const class_words[ROAD_CLASS_COUNT] = {
#define ROAD_CLASS(NAME, VALUE, SPEED_KMH, WORDS) [ROAD_CLASS_##NAME] = "km of " VALUE ": " WORDS,
	ROAD_CLASS_LIST(ROAD_CLASS)
#undef ROAD_CLASS
};
static const char *const class_keys[ROAD_CLASS_COUNT] = {
#define ROAD_CLASS(NAME, VALUE, SPEED_KMH, WORDS) [ROAD_CLASS_##NAME] = "km_" VALUE,
	ROAD_CLASS_LIST(ROAD_CLASS)
#undef ROAD_CLASS
};
/* Keys are for programs and stay as they are; the lists' words are for people. */
static const char *const ban_keys[BAN_COUNT] = { "turn_rules_used",    "turn_rules_over_way", "turn_rules_missing",
	                                         "turn_rules_unsplit", "turn_rules_others",   "turn_rules_timed",
	                                         "turn_rules_unknown" };
static const char *const ban_words[BAN_COUNT] = {
#define BAN(NAME, WORDS) [BAN_##NAME] = "turn restrictions " WORDS,
	BAN_LIST(BAN)
#undef BAN
};
static const char *const barrier_keys[BARRIER_COUNT] = { "barriers_open", "barriers_business", "barriers_emergency",
	                                                 "barriers_shut", "barriers_at_end",   "barriers_at_crossing" };
static const char *const barrier_words[BARRIER_COUNT] = {
#define BARRIER(NAME, WORDS) [BARRIER_##NAME] = "barriers: " WORDS,
	BARRIER_LIST(BARRIER)
#undef BARRIER
};

struct row {
	const char *key;
	uint64_t value;
	const char *words;
};

static enum status tell_rows(struct buffer *summary, const struct row *rows, size_t count)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = facts_count(summary, rows[i].key, rows[i].value, rows[i].words);
	return status;
}

static enum status tell_list(struct buffer *summary, const char *const *keys, const uint64_t *values,
                             const char *const *words, unsigned count)
{
	enum status status = STATUS_OK;
	for (unsigned i = 0; i < count && status == STATUS_OK; i++)
		if (values[i])
			status = facts_count(summary, keys[i], values[i], words[i]);
	return status;
}

static enum status tell_classes(struct buffer *summary, const struct road_report *report)
{
	uint64_t km[ROAD_CLASS_COUNT];
	for (unsigned i = 0; i < ROAD_CLASS_COUNT; i++)
		km[i] = (report->class_cm[i] + 50000) / 100000;
	return tell_list(summary, class_keys, km, class_words, ROAD_CLASS_COUNT);
}

static enum status tell_parts(struct buffer *summary, const struct road_network *network,
                              const struct road_report *report)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 1; i < report->told_count && status == STATUS_OK; i++) {
		const struct road_part *part = &report->parts[i];
		struct road_node at = network->nodes[part->node];
		char text[1200];
		(void)snprintf(text, sizeof text, "%u junctions at %.5f,%.5f%s%s", part->junctions, at.lat_e7 / 1e7,
		               at.lon_e7 / 1e7, part->name ? ", " : "",
		               part->name ? (const char *)network->names.at + part->name : "");
		status = facts_word(summary, "part", text, "a part that no road joins to the largest");
	}
	return status;
}

enum status import_report_roads(struct buffer *summary, const struct survey *survey, const struct road_network *network,
                                const struct road_report *report)
{
	const struct row rows[] = {
		{ "nodes_read", survey->items[OSM_NODE], "nodes of OpenStreetMap read" },
		{ "ways_read", survey->items[OSM_WAY], "ways read" },
		{ "relations_read", survey->items[OSM_RELATION], "relations read" },
		{ "roads", survey->verdicts[ROAD_VERDICT_USED], "ways that are roads or ferries for vehicles" },
		{ "roads_closed", survey->verdicts[ROAD_VERDICT_CLOSED], "roads left out: no vehicle may use them" },
		{ "boats", survey->verdicts[ROAD_VERDICT_BOAT], "ferries left out: they take no vehicles" },
		{ "missing_points", survey->missing_points, "points named that the file does not hold" },
		{ "gaps", report->gaps, "places where a road is broken by such" },
		{ "odd_speeds", survey->odd_speeds, "roads whose maxspeed could not be read" },
		{ "junctions", report->junctions, "junctions" },
		{ "split_junctions", report->split_junctions, "junctions with a barrier, of two sides each" },
		{ "arcs", network->arc_count, "arcs, one for each direction of a street" },
		{ "emergency_arcs", report->emergency_arcs, "of them for emergency vehicles alone" },
		{ "forbidden_turns", network->turn_count, "forbidden turns" },
	};
	enum status status = tell_rows(summary, rows, sizeof rows / sizeof *rows);
	if (status == STATUS_OK)
		status = tell_list(summary, ban_keys, report->ban_fates, ban_words, BAN_COUNT);
	if (status == STATUS_OK)
		status = tell_list(summary, barrier_keys, report->barriers, barrier_words, BARRIER_COUNT);
	if (status == STATUS_OK)
		status = tell_classes(summary, report);
	if (status == STATUS_OK)
		status = facts_count(summary, "parts", report->part_count, "parts that no road joins to each other");
	return status == STATUS_OK ? tell_parts(summary, network, report) : status;
}

enum status import_report_spots(struct buffer *summary, const struct gazetteer_counts *counts)
{
	static const struct {
		const char *key, *words;
	} rows[SPOT_COUNT] = {
#define SPOT(NAME, TEXT, UNNAMED, WORDS) [SPOT_##NAME] = { "spots_" TEXT, WORDS },
		SPOT_LIST(SPOT)
#undef SPOT
	};
	enum status status = STATUS_OK;
	for (unsigned i = 1; i < SPOT_COUNT && status == STATUS_OK; i++)
		status = facts_count(summary, rows[i].key, counts->spots[i], rows[i].words);
	if (status == STATUS_OK && counts->unplaced)
		status = facts_count(summary, "spots_unplaced", counts->unplaced,
		                     "of such left out: their points are not in the file");
	return status;
}

enum status import_report_tiles(struct buffer *summary, const struct tile_counts *counts)
{
	const struct row rows[] = {
		{ "tiles", counts->tiles, "vector tiles, zooms 8 to 14" },
		{ "tile_bytes", counts->bytes, "bytes of those, packed" },
		{ "tile_things_left_out", counts->left_out,
		  "things not drawn somewhere: too large, or a tile too full" },
	};
	return tell_rows(summary, rows, sizeof rows / sizeof *rows);
}

enum status import_report_plain(struct buffer *summary, const struct road_network *network)
{
	const struct row rows[] = {
		{ "junctions", network->node_count, "junctions, the numbers that lead nowhere among them" },
		{ "arcs", network->arc_count, "arcs" },
		{ "ticks_per_s", network->ticks_per_s, "ticks of travel time a second" },
	};
	enum status status = tell_rows(summary, rows, sizeof rows / sizeof *rows);
	return status == STATUS_OK && !network->nodes
	           ? facts_word(summary, "places", "none",
	                        "places of the junctions, so that things can be put on this map")
	           : status;
}
