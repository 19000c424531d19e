/* From ways to a network: junctions found, streets cut at them, barriers stood between two sides. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/road_build_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Mean radius of the earth (IUGG, 1980), in centimetres. */
#define EARTH_CM 637100880.0
#define RADIANS_E7 1.7453292519943295e-9

static double half_sine_squared(double angle)
{
	double sine = sin(angle / 2);
	return sine * sine;
}

/* The haversine formula: exact enough at the few metres between two points of a street. */
uint32_t road_distance_cm(struct road_node a, struct road_node b)
{
	double lat_a = a.lat_e7 * RADIANS_E7, lat_b = b.lat_e7 * RADIANS_E7;
	double chord = half_sine_squared(lat_b - lat_a) +
	               cos(lat_a) * cos(lat_b) * half_sine_squared((b.lon_e7 - (double)a.lon_e7) * RADIANS_E7);
	return (uint32_t)lround(2 * EARTH_CM * asin(sqrt(fmin(chord, 1))));
}

static void count_run(struct build *build, const uint32_t *points, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		bool end = i == 0 || i + 1 == count;
		uint8_t more = end ? 1 : 2, degree = build->degree[points[i]];
		build->degree[points[i]] = (uint8_t)(degree > 200 ? degree : degree + more);
		if (end)
			build->marks[points[i]] |= POINT_END;
	}
}

static uint64_t run_length_cm(const struct build *build, const uint32_t *points, uint32_t count)
{
	uint64_t sum = 0;
	for (uint32_t i = 1; i < count; i++)
		sum += road_distance_cm(build->survey->points[points[i - 1]], build->survey->points[points[i]]);
	return sum;
}

/*
 * The next points of a road that follow each other in the file, each but once in a row, into build->run; false at the end.
 * `at` walks along the road's line.
 */
static bool next_run(struct build *build, const struct survey_road *road, uint32_t *at)
{
	const uint32_t *points = survey_points(build->survey, road->line);
	build->run_count = 0;
	while (*at < road->line.count) {
		uint32_t point = points[(*at)++];
		if (point == SURVEY_NOWHERE) {
			if (build->run_count > 1)
				return true;
			build->run_count = 0;
		} else if (!build->run_count || build->run[build->run_count - 1] != point) {
			build->run[build->run_count++] = point;
		}
	}
	return build->run_count > 1;
}

static uint32_t road_count(const struct build *build)
{
	return SURVEY_COUNT(build->survey->roads, struct survey_road);
}

/* Runs are at most as long as the longest line. */
static enum status open_build(struct build *build)
{
	uint32_t longest = 1, points = build->survey->point_count + 1;
	build->roads = SURVEY_ROWS(build->survey->roads, struct survey_road);
	for (uint32_t i = 0; i < road_count(build); i++)
		if (build->roads[i].line.count > longest)
			longest = build->roads[i].line.count;
	build->run = malloc(longest * sizeof *build->run);
	build->degree = calloc(points, 1);
	build->marks = calloc(points, 1);
	build->sides = calloc(points, 1);
	build->node = calloc(points, sizeof *build->node);
	build->barrier = calloc(points, sizeof *build->barrier);
	bool all = build->run && build->degree && build->marks && build->sides && build->node && build->barrier;
	return all ? STATUS_OK : STATUS_MEMORY;
}

static void close_build(struct build *build)
{
	free(build->run);
	free(build->degree);
	free(build->marks);
	free(build->sides);
	free(build->node);
	free(build->barrier);
	buffer_close(&build->arcs);
	buffer_close(&build->shapes);
}

static void judge_barriers(struct build *build)
{
	const struct survey_barrier *barriers = SURVEY_ROWS(build->survey->barriers, struct survey_barrier);
	static const enum barrier_fate fates[] = {
		[ROAD_NOBODY] = BARRIER_SHUT,
		[ROAD_EMERGENCY] = BARRIER_EMERGENCY,
		[ROAD_BUSINESS] = BARRIER_BUSINESS,
		[ROAD_EVERYBODY] = BARRIER_OPEN,
	};
	for (uint32_t i = 0; i < SURVEY_COUNT(build->survey->barriers, struct survey_barrier); i++) {
		const struct survey_barrier *barrier = &barriers[i];
		uint8_t degree = build->degree[barrier->point];
		bool open = barrier->users == ROAD_EVERYBODY && !barrier->delay_s;
		if (!degree)
			continue; /* of a way that is no road */
		enum barrier_fate fate = open         ? BARRIER_OPEN
		                         : degree < 2 ? BARRIER_AT_END
		                         : degree > 2 ? BARRIER_AT_CROSSING
		                                      : fates[barrier->users];
		build->report->barriers[fate]++;
		if (!open && degree == 2) {
			build->barrier[barrier->point] = i + 1;
			build->marks[barrier->point] |= POINT_SPLIT | POINT_JUNCTION;
		}
	}
}

static bool is_junction(const struct build *build, uint32_t point)
{
	return build->marks[point] & POINT_JUNCTION;
}

/* A street from a junction back to it gets another in its middle: a place on it has then a way out on two sides. */
static void cut_loops(struct build *build)
{
	uint32_t first = 0;
	for (uint32_t i = 1; i < build->run_count; i++) {
		if (!is_junction(build, build->run[i]))
			continue;
		if (build->run[i] == build->run[first] && i - first > 1)
			build->marks[build->run[first + (i - first) / 2]] |= POINT_JUNCTION;
		first = i;
	}
}

static enum status number_junctions(struct build *build)
{
	struct road_network *network = build->network;
	const struct survey *survey = build->survey;
	uint64_t count = 0;
	for (uint32_t point = 0; point < survey->point_count; point++)
		if (is_junction(build, point))
			count += build->marks[point] & POINT_SPLIT ? 2 : 1;
	if (count > ROAD_NODES_MAX)
		return STATUS_LIMIT;
	network->nodes = calloc(count ? count : 1, sizeof *network->nodes);
	if (!network->nodes)
		return STATUS_MEMORY;
	for (uint32_t point = 0; point < survey->point_count; point++) {
		if (!is_junction(build, point))
			continue;
		build->node[point] = network->node_count;
		network->nodes[network->node_count++] = survey->points[point];
		if (build->marks[point] & POINT_SPLIT) {
			network->nodes[network->node_count++] = survey->points[point];
			build->report->split_junctions++;
		}
	}
	build->report->junctions = network->node_count - build->report->split_junctions;
	return STATUS_OK;
}

static enum status find_junctions(struct build *build)
{
	uint32_t points = build->survey->point_count;
	for (uint32_t i = 0; i < road_count(build); i++)
		for (uint32_t at = 0, runs = 0; next_run(build, &build->roads[i], &at); runs++) {
			count_run(build, build->run, build->run_count);
			build->report->gaps += runs > 0;
		}
	for (uint32_t point = 0; point < points; point++)
		if (build->marks[point] & POINT_END || build->degree[point] > 2)
			build->marks[point] |= POINT_JUNCTION;
	judge_barriers(build);
	for (uint32_t i = 0; i < road_count(build); i++)
		for (uint32_t at = 0; next_run(build, &build->roads[i], &at);)
			cut_loops(build);
	return number_junctions(build);
}

/* The junction's number on the side from which it is touched now: a barrier's first street keeps one, its second the other. */
static uint32_t touch(struct build *build, uint32_t point)
{
	uint32_t side = build->marks[point] & POINT_SPLIT ? build->sides[point]++ : 0;
	return build->node[point] + (side ? 1 : 0);
}

static enum status add_arc(struct build *build, struct road_arc arc, uint32_t road)
{
	struct raw_arc raw = { .arc = arc, .road = road, .order = build->arc_count++ };
	if (build->arc_count > ROAD_ARCS_MAX)
		return STATUS_LIMIT;
	if (arc.marks & ROAD_EMERGENCY_ONLY)
		build->report->emergency_arcs++;
	return buffer_append(&build->arcs, bytes_of(&raw, sizeof raw));
}

static uint8_t marks_of(enum road_user users)
{
	return users == ROAD_EMERGENCY ? ROAD_EMERGENCY_ONLY : users == ROAD_BUSINESS ? ROAD_PRIVATE : 0;
}

static uint32_t time_of(const struct survey_road *road, unsigned direction, uint64_t length_cm, uint64_t road_cm)
{
	unsigned kmh = road->rule.kmh[direction];
	uint64_t ms = (length_cm * 36 + kmh / 2) / kmh;
	if (road->rule.duration_s && road_cm)
		ms = road->rule.duration_s * (uint64_t)1000 * length_cm / road_cm;
	return ms < 1 ? 1 : ms >= ROAD_NEVER ? ROAD_NEVER - 1 : (uint32_t)ms;
}

/* The street between two junctions of a run: an arc each way that somebody may drive. */
static enum status add_street(struct build *build, uint32_t number, const uint32_t *points, uint32_t count,
                              uint64_t road_cm)
{
	const struct survey_road *road = &build->roads[number];
	uint64_t length_cm = run_length_cm(build, points, count);
	uint32_t shape = SURVEY_COUNT(build->shapes, struct road_node), inner = count - 2;
	enum status status = STATUS_OK;
	if (inner > UINT16_MAX || length_cm > UINT32_MAX || shape > UINT32_MAX - UINT16_MAX)
		return STATUS_LIMIT;
	for (uint32_t i = 1; i + 1 < count && status == STATUS_OK; i++)
		status = buffer_append(&build->shapes,
		                       bytes_of(&build->survey->points[points[i]], sizeof(struct road_node)));
	struct road_arc arc = { .from = touch(build, points[0]),
		                .to = touch(build, points[count - 1]),
		                .length_cm = (uint32_t)length_cm,
		                .name = road->name,
		                .shape = shape,
		                .shape_count = (uint16_t)inner,
		                .class = road->rule.class };
	build->report->class_cm[arc.class] += length_cm;
	for (unsigned direction = 0; direction < 2 && status == STATUS_OK; direction++) {
		enum road_user users = road->rule.users[direction];
		arc.time = time_of(road, direction, length_cm, road_cm);
		arc.marks = (uint8_t)(marks_of(users) | (direction ? ROAD_BACKWARD : 0));
		if (users != ROAD_NOBODY)
			status = add_arc(build, arc, number);
		uint32_t from = arc.from;
		arc.from = arc.to;
		arc.to = from;
	}
	return status;
}

static enum status cut_run(struct build *build, uint32_t number, uint64_t road_cm)
{
	uint32_t first = 0;
	enum status status = STATUS_OK;
	for (uint32_t i = 1; i < build->run_count && status == STATUS_OK; i++) {
		if (!is_junction(build, build->run[i]))
			continue;
		status = add_street(build, number, build->run + first, i - first + 1, road_cm);
		first = i;
	}
	return status;
}

/* Between a barrier's two sides: as long as it takes to open it. */
static enum status add_barriers(struct build *build)
{
	const struct survey_barrier *barriers = SURVEY_ROWS(build->survey->barriers, struct survey_barrier);
	enum status status = STATUS_OK;
	for (uint32_t point = 0; point < build->survey->point_count && status == STATUS_OK; point++) {
		if (!(build->marks[point] & POINT_SPLIT))
			continue;
		const struct survey_barrier *barrier = &barriers[build->barrier[point] - 1];
		struct road_arc arc = { .from = build->node[point],
			                .to = build->node[point] + 1,
			                .time = barrier->delay_s ? barrier->delay_s * ROAD_TICKS_PER_S : 1,
			                .class = ROAD_CLASS_OTHER,
			                .marks = (uint8_t)(marks_of(barrier->users) | ROAD_BARRIER) };
		if (barrier->users == ROAD_NOBODY)
			continue;
		status = add_arc(build, arc, BUILD_NO_ROAD);
		arc.from = build->node[point] + 1;
		arc.to = build->node[point];
		arc.marks |= ROAD_BACKWARD;
		if (status == STATUS_OK)
			status = add_arc(build, arc, BUILD_NO_ROAD);
	}
	return status;
}

static int by_ends(const void *left, const void *right)
{
	const struct raw_arc *a = left, *b = right;
	if (a->arc.from != b->arc.from)
		return a->arc.from < b->arc.from ? -1 : 1;
	if (a->arc.to != b->arc.to)
		return a->arc.to < b->arc.to ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static enum status cut_roads(struct build *build)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < road_count(build) && status == STATUS_OK; i++) {
		uint64_t road_cm = 0;
		if (build->roads[i].rule.duration_s)
			for (uint32_t at = 0; next_run(build, &build->roads[i], &at);)
				road_cm += run_length_cm(build, build->run, build->run_count);
		for (uint32_t at = 0; status == STATUS_OK && next_run(build, &build->roads[i], &at);)
			status = cut_run(build, i, road_cm);
	}
	if (status == STATUS_OK)
		status = add_barriers(build);
	if (build->arc_count)
		qsort(build->arcs.at, build->arc_count, sizeof(struct raw_arc), by_ends);
	return status;
}

/* What was gathered becomes the network's own. */
static enum status hand_over(struct build *build)
{
	struct road_network *network = build->network;
	const struct raw_arc *raw = SURVEY_ROWS(build->arcs, struct raw_arc);
	network->ticks_per_s = ROAD_TICKS_PER_S;
	network->arcs = calloc(build->arc_count ? build->arc_count : 1, sizeof *network->arcs);
	if (!network->arcs)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < build->arc_count; i++)
		network->arcs[i] = raw[i].arc;
	network->arc_count = build->arc_count;
	network->shape_point_count = SURVEY_COUNT(build->shapes, struct road_node);
	network->shapes = (struct road_node *)(void *)build->shapes.at;
	build->shapes = (struct buffer){ 0 };
	const struct buffer *words = &build->survey->names.text;
	return buffer_append(&network->names, words->length ? buffer_bytes(words) : bytes_of("", 1));
}

enum status road_build(const struct survey *survey, struct road_network *ret_network, struct road_report *ret_report)
{
	struct road_network network = { 0 };
	struct road_report report = { 0 };
	struct build build = { .survey = survey, .network = &network, .report = &report };
	memcpy(report.ban_fates, survey->ban_fates, sizeof report.ban_fates);
	enum status status = open_build(&build);
	if (status == STATUS_OK)
		status = find_junctions(&build);
	if (status == STATUS_OK)
		status = cut_roads(&build);
	if (status == STATUS_OK)
		status = hand_over(&build);
	if (status == STATUS_OK)
		status = build_turns(&build);
	if (status == STATUS_OK)
		status = build_parts(&build);
	close_build(&build);
	if (status != STATUS_OK) {
		road_network_close(&network);
		return status;
	}
	*ret_network = network;
	*ret_report = report;
	return STATUS_OK;
}
