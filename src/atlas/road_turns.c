/* Restrictions become arcs that may not follow each other; and which junctions hang together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/road_build_inside.h"

#include <stdlib.h>
#include <string.h>

/* Arcs in and out of each junction, and roads by their ids. */
struct turning {
	const struct build *build;
	const struct raw_arc *arcs;
	uint32_t *first_out; /* node_count + 1 of them: arcs are ordered by where they begin */
	uint32_t *first_in, *in;
	struct road_by_id {
		int64_t id;
		uint32_t road;
	} * by_id;
	struct buffer turns, runs;
};

static int by_road_id(const void *left, const void *right)
{
	const struct road_by_id *a = left, *b = right;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->road < b->road ? -1 : a->road > b->road;
}

static enum status open_turning(struct turning *turning)
{
	const struct build *build = turning->build;
	uint32_t nodes = build->network->node_count, arcs = build->arc_count;
	uint32_t roads = SURVEY_COUNT(build->survey->roads, struct survey_road);
	turning->first_out = calloc((size_t)nodes + 2, sizeof(uint32_t));
	turning->first_in = calloc((size_t)nodes + 2, sizeof(uint32_t));
	turning->in = calloc((size_t)arcs + 1, sizeof(uint32_t));
	turning->by_id = calloc((size_t)roads + 1, sizeof *turning->by_id);
	if (!turning->first_out || !turning->first_in || !turning->in || !turning->by_id)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < arcs; i++) {
		turning->first_out[turning->arcs[i].arc.from + 1]++;
		turning->first_in[turning->arcs[i].arc.to + 2]++;
	}
	for (uint32_t i = 0; i < nodes; i++) {
		turning->first_out[i + 1] += turning->first_out[i];
		turning->first_in[i + 1] += turning->first_in[i];
	}
	for (uint32_t i = 0; i < arcs; i++)
		turning->in[turning->first_in[turning->arcs[i].arc.to + 1]++] = i;
	for (uint32_t i = 0; i < roads; i++)
		turning->by_id[i] = (struct road_by_id){ build->roads[i].id, i };
	qsort(turning->by_id, roads, sizeof *turning->by_id, by_road_id);
	return STATUS_OK;
}

static void close_turning(struct turning *turning)
{
	free(turning->first_out);
	free(turning->first_in);
	free(turning->in);
	free(turning->by_id);
	buffer_close(&turning->turns);
	buffer_close(&turning->runs);
}

static bool find_road(const struct turning *turning, int64_t id, uint32_t *ret_road)
{
	uint32_t low = 0, high = SURVEY_COUNT(turning->build->survey->roads, struct survey_road), count = high;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (turning->by_id[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == count || turning->by_id[low].id != id)
		return false;
	*ret_road = turning->by_id[low].road;
	return true;
}

static bool find_point(const struct survey *survey, int64_t id, uint32_t *ret_point)
{
	uint32_t low = 0, high = survey->point_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (survey->point_ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == survey->point_count || survey->point_ids[low] != id)
		return false;
	*ret_point = low;
	return true;
}

/* The arcs of a road into a junction or out of it: how many, and the last of them. */
static unsigned count_arcs(const struct turning *turning, uint32_t node, uint32_t road, bool in, uint32_t *ret_arc)
{
	const uint32_t *first = in ? turning->first_in : turning->first_out;
	unsigned count = 0;
	for (uint32_t i = first[node]; i < first[node + 1]; i++) {
		uint32_t arc = in ? turning->in[i] : i;
		if (turning->arcs[arc].road == road) {
			*ret_arc = arc;
			count++;
		}
	}
	return count;
}

/* Rules bind those who keep to the signs; where only crews may drive they say nothing. */
static bool is_free(const struct turning *turning, uint32_t arc)
{
	return turning->arcs[arc].arc.marks & ROAD_EMERGENCY_ONLY;
}

/* The arcs that were driven, and that may not be followed by `to`: one makes a turn, more a run. */
static enum status forbid(struct turning *turning, const uint32_t *driven, unsigned count, uint32_t to)
{
	struct road_turn turn = { driven[0], to };
	struct road_run run;
	if (is_free(turning, to))
		return STATUS_OK;
	if (count == 1)
		return buffer_append(&turning->turns, bytes_of(&turn, sizeof turn));
	for (unsigned i = 0; i < ROAD_RUN_ARCS_MAX; i++)
		run.arc[i] = i < count ? driven[i] : i == count ? to : ROAD_NONE;
	return buffer_append(&turning->runs, bytes_of(&run, sizeof run));
}

/* All that leaves the last of these arcs, but one. */
static enum status forbid_others(struct turning *turning, const uint32_t *driven, unsigned count, uint32_t but)
{
	uint32_t node = turning->arcs[driven[count - 1]].arc.to;
	enum status status = STATUS_OK;
	for (uint32_t arc = turning->first_out[node]; arc < turning->first_out[node + 1] && status == STATUS_OK; arc++)
		if (arc != but)
			status = forbid(turning, driven, count, arc);
	return status;
}

/* Arcs from the first to the last of a rule. */
struct course {
	uint32_t arc[ROAD_RUN_ARCS_MAX];
	unsigned count;
};

/* Along a road from where the course stands to that road's end; false if there are no or several ways to do so. */
static bool follow(const struct turning *turning, uint32_t road, struct course *course)
{
	for (bool began = false;; began = true) {
		const struct road_arc *last = &turning->arcs[course->arc[course->count - 1]].arc;
		uint32_t next = 0;
		unsigned count = 0;
		for (uint32_t arc = turning->first_out[last->to]; arc < turning->first_out[last->to + 1]; arc++)
			if (turning->arcs[arc].road == road && !(began && turning->arcs[arc].arc.to == last->from)) {
				next = arc;
				count++;
			}
		if (began && !count)
			return true;
		if (count != 1 || course->count + 1 >= ROAD_RUN_ARCS_MAX)
			return false;
		course->arc[course->count++] = next;
	}
}

/* The junction where the rule's first turn is: its node, or the end of its first way at which the way before it ends. */
static enum ban_fate find_corner(const struct turning *turning, const struct survey_ban *ban, uint32_t from_road,
                                 uint32_t *ret_node)
{
	const struct build *build = turning->build;
	uint32_t points[2], road, unused;
	unsigned ends = 1, found = 0;
	if (!ban->via_count && !find_point(build->survey, ban->via_node, &points[0]))
		return BAN_MISSING;
	if (ban->via_count) {
		if (!find_road(turning, ban->via_ways[0], &road) || build->roads[road].line.count < 2)
			return BAN_MISSING;
		const uint32_t *line = survey_points(build->survey, build->roads[road].line);
		points[0] = line[0];
		points[1] = line[build->roads[road].line.count - 1];
		ends = 2;
	}
	for (unsigned i = 0; i < ends; i++) {
		if (points[i] == SURVEY_NOWHERE || !(build->marks[points[i]] & POINT_JUNCTION) ||
		    !count_arcs(turning, build->node[points[i]], from_road, true, &unused))
			continue;
		*ret_node = build->node[points[i]];
		found++;
	}
	return found == 1 ? BAN_USED : found ? BAN_OVER_WAY : BAN_MISSING;
}

/* The arcs of a rule, one after another. */
static enum ban_fate find_course(const struct turning *turning, const struct survey_ban *ban, struct course *course)
{
	uint32_t from_road, to_road, via_road, node, to = 0;
	if (!find_road(turning, ban->from_way, &from_road) || !find_road(turning, ban->to_way, &to_road))
		return BAN_MISSING;
	enum ban_fate fate = find_corner(turning, ban, from_road, &node);
	if (fate != BAN_USED)
		return fate;
	course->count = 1;
	unsigned ins = count_arcs(turning, node, from_road, true, &course->arc[0]);
	if (!ins)
		return BAN_MISSING;
	for (unsigned i = 0; i < ban->via_count; i++)
		if (!find_road(turning, ban->via_ways[i], &via_road) || !follow(turning, via_road, course))
			return BAN_OVER_WAY;
	node = turning->arcs[course->arc[course->count - 1]].arc.to;
	unsigned outs = count_arcs(turning, node, to_road, false, &to);
	if (!outs)
		return BAN_MISSING;
	course->arc[course->count++] = to;
	return ins > 1 || outs > 1 ? BAN_UNSPLIT : BAN_USED;
}

static enum status apply_ban(struct turning *turning, const struct survey_ban *ban, enum ban_fate *ret_fate)
{
	struct course course = { 0 };
	enum status status = STATUS_OK;
	*ret_fate = find_course(turning, ban, &course);
	if (*ret_fate != BAN_USED)
		return STATUS_OK;
	for (unsigned i = 0; i + 1 < course.count; i++)
		if (is_free(turning, course.arc[i]))
			return STATUS_OK;
	if (!ban->only)
		return forbid(turning, course.arc, course.count - 1, course.arc[course.count - 1]);
	/* Who must go all the way may leave it nowhere. */
	for (unsigned i = 1; i < course.count && status == STATUS_OK; i++)
		status = forbid_others(turning, course.arc, i, course.arc[i]);
	return status;
}

/* In order, and each once, as two rules may forbid the same; how many. */
static uint32_t tidy(struct buffer *rows, size_t size, int (*order)(const void *, const void *))
{
	size_t count = rows->length / size, kept = 0;
	if (count)
		qsort(rows->at, count, size, order);
	for (size_t i = 0; i < count; i++)
		if (!kept || order(rows->at + (kept - 1) * size, rows->at + i * size) != 0)
			memmove(rows->at + kept++ * size, rows->at + i * size, size);
	return (uint32_t)kept;
}

static void hand_over_turns(struct turning *turning)
{
	struct road_network *network = turning->build->network;
	network->turn_count = tidy(&turning->turns, sizeof(struct road_turn), road_turn_order);
	network->turns = SURVEY_ROWS(turning->turns, struct road_turn);
	network->run_count = tidy(&turning->runs, sizeof(struct road_run), road_run_order);
	network->runs = SURVEY_ROWS(turning->runs, struct road_run);
	turning->turns = turning->runs = (struct buffer){ 0 };
}

enum status build_turns(struct build *build)
{
	struct turning turning = { .build = build, .arcs = SURVEY_ROWS(build->arcs, struct raw_arc) };
	const struct survey_ban *bans = SURVEY_ROWS(build->survey->bans, struct survey_ban);
	enum status status = open_turning(&turning);
	for (uint32_t i = 0; i < SURVEY_COUNT(build->survey->bans, struct survey_ban) && status == STATUS_OK; i++) {
		enum ban_fate fate;
		status = apply_ban(&turning, &bans[i], &fate);
		build->report->ban_fates[fate]++;
	}
	if (status == STATUS_OK && SURVEY_COUNT(turning.runs, struct road_run) > ROAD_RUNS_MAX)
		status = STATUS_LIMIT;
	if (status == STATUS_OK)
		hand_over_turns(&turning);
	close_turning(&turning);
	return status;
}

static uint32_t root_of(uint32_t *parent, uint32_t node)
{
	while (parent[node] != node) {
		parent[node] = parent[parent[node]];
		node = parent[node];
	}
	return node;
}

/* Keeps the largest parts, the earlier one first where two are alike. */
static void tell_part(struct road_report *report, struct road_part part)
{
	uint32_t at = report->told_count;
	while (at && report->parts[at - 1].junctions < part.junctions)
		at--;
	if (at == ROAD_PARTS_MAX)
		return;
	uint32_t last = report->told_count < ROAD_PARTS_MAX ? report->told_count++ : ROAD_PARTS_MAX - 1;
	memmove(&report->parts[at + 1], &report->parts[at], (last - at) * sizeof part);
	report->parts[at] = part;
}

/* Directions are left out of it: what is joined by any street is one part. */
enum status build_parts(struct build *build)
{
	const struct road_network *network = build->network;
	uint32_t nodes = network->node_count;
	uint32_t *parent = calloc((size_t)nodes + 1, sizeof *parent), *size = calloc((size_t)nodes + 1, sizeof *size);
	uint32_t *name = calloc((size_t)nodes + 1, sizeof *name);
	enum status status = parent && size && name ? STATUS_OK : STATUS_MEMORY;
	for (uint32_t i = 0; i < nodes && status == STATUS_OK; i++)
		parent[i] = i;
	for (uint32_t i = 0; i < network->arc_count && status == STATUS_OK; i++) {
		uint32_t a = root_of(parent, network->arcs[i].from), b = root_of(parent, network->arcs[i].to);
		parent[a > b ? a : b] = a > b ? b : a; /* the smallest number stands for its part */
	}
	for (uint32_t i = 0; i < nodes && status == STATUS_OK; i++)
		size[root_of(parent, i)]++;
	for (uint32_t i = 0; i < network->arc_count && status == STATUS_OK; i++) {
		uint32_t root = root_of(parent, network->arcs[i].from);
		if (!name[root])
			name[root] = network->arcs[i].name;
	}
	for (uint32_t i = 0; i < nodes && status == STATUS_OK; i++) {
		if (!size[i])
			continue;
		build->report->part_count++;
		tell_part(build->report, (struct road_part){ size[i], i, name[i] });
	}
	free(parent);
	free(size);
	free(name);
	return status;
}
