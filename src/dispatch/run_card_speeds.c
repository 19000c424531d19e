/* How much slower roads are at some hours of the week, as a plan says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

static void read_name(struct reader *reader, const struct outline_node *node, void *into)
{
	struct speed *speed = into;
	(void)reader_text(reader, node, speed->name, sizeof speed->name);
}

static void read_road(struct reader *reader, const struct outline_node *node, void *into)
{
	static const char *const classes[ROAD_CLASS_COUNT] = {
#define ROAD_CLASS(NAME, VALUE, SPEED_KMH, WORDS) [ROAD_CLASS_##NAME] = VALUE,
		ROAD_CLASS_LIST(ROAD_CLASS)
#undef ROAD_CLASS
	};
	struct bytes text = outline_text(node);
	unsigned class = ROAD_CLASS_NONE + 1;
	while (class < ROAD_CLASS_COUNT && !bytes_same(text, bytes_of_text(classes[class])))
		class ++;
	if (class < ROAD_CLASS_COUNT)
		((struct speed *)into)->roads |= UINT32_C(1) << class;
	else
		PROBLEM(reader, node,
		        "a class of roads is expected here, as OpenStreetMap's highway has it, such as primary");
}

static void read_roads(struct reader *reader, const struct outline_node *node, void *into)
{
	struct speed *speed = into;
	unsigned before = reader->problems->count;
	speed->roads = 0;
	reader_list(reader, node, read_road, speed);
	if (reader->problems->count == before && !speed->roads)
		PROBLEM(reader, node, "classes of roads are expected here, such as [motorway, primary]");
}

static void read_areas(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_areas(reader, node, &((struct speed *)into)->areas);
}

static void read_times(struct reader *reader, const struct outline_node *node, void *into)
{
	run_card_week(reader, node, &((struct speed *)into)->week);
}

static void read_percent(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)reader_number(reader, node, 1, 99, &((struct speed *)into)->percent);
}

static void read_speed(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = {
		{ "name", read_name },   { "roads", read_roads },     { "areas", read_areas },
		{ "times", read_times }, { "percent", read_percent },
	};
	struct speed speed = { .roads = UINT32_MAX };
	unsigned before = reader->problems->count;
	(void)into;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, &speed);
	if (reader->problems->count == before && (!speed.name[0] || !speed.percent))
		PROBLEM(reader, node,
		        "a name and a percent are needed, such as {name: rush hour, roads: primary, percent: 60, "
		        "times: [{days: mon-fri, from: \"07:00\", to: \"09:30\"}]}");
	struct speed *kept = reader_add(reader, node, &reader->plan->speeds);
	if (kept)
		*kept = speed;
}

void run_card_speeds(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_speed, into);
}
