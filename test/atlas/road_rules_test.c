/* What tags mean for vehicles: speeds in all spellings, who may where, which way, past which barrier. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/road_rules.h"

#include "check.h"

/* Tags as "key=value;key=value" in static storage. */
static struct osm_item item_of(const char *text, struct osm_tag tags[16])
{
	struct osm_item item = { .kind = OSM_WAY, .tags = tags };
	while (*text) {
		size_t whole = strcspn(text, "|"), key = strcspn(text, "=");
		tags[item.tag_count++] =
		    (struct osm_tag){ bytes_of(text, key), bytes_of(text + key + 1, whole - key - 1) };
		text += whole + (text[whole] == '|');
	}
	return item;
}

/* "class users-along kmh-along users-back kmh-back" of a way. */
static const char *rule_text(const char *tags_text, char text[64])
{
	struct osm_tag tags[16];
	struct osm_item way = item_of(tags_text, tags);
	struct road_rule rule;
	enum road_verdict verdict = road_rule_of(&way, &rule);
	if (verdict == ROAD_VERDICT_USED)
		(void)snprintf(text, 64, "%c%u %c%u%s", "-eba"[rule.users[0]], rule.kmh[0], "-eba"[rule.users[1]],
		               rule.kmh[1], rule.odd_speed ? " odd" : "");
	else
		(void)snprintf(text, 64, "%s",
		               verdict == ROAD_VERDICT_NONE   ? "none"
		               : verdict == ROAD_VERDICT_BOAT ? "boat"
		                                              : "closed");
	return text;
}

static void check_ways(void)
{
	static const char *const rows[][2] = {
		{ "building=yes", "none" },
		{ "highway=residential", "a30 a30" },
		{ "highway=residential|maxspeed=50", "a40 a40" },
		{ "highway=residential|maxspeed=30 mph", "a38 a38" },
		{ "highway=residential|maxspeed=soon", "a30 a30 odd" },
		{ "highway=primary|maxspeed=none", "a104 a104" },
		{ "highway=primary|maxspeed:forward=100|maxspeed=50", "a80 a40" },
		/* one-ways: crews go against them slowly, but on no motorway and round no roundabout */
		{ "highway=residential|oneway=yes", "a30 e20" },
		{ "highway=residential|oneway=-1", "e20 a30" },
		{ "highway=residential|oneway=reversible", "e20 e20" },
		{ "highway=motorway", "a100 -20" },
		{ "highway=motorway|oneway=no", "a100 a100" },
		{ "highway=tertiary|junction=roundabout", "a40 -20" },
		{ "highway=trunk|oneway=yes", "a80 -20" },
		/* access: the narrower key overrules */
		{ "highway=service|access=private", "b15 b15" },
		{ "highway=service|access=no|motor_vehicle=yes", "a15 a15" },
		{ "highway=residential|motor_vehicle=no", "e30 e30" },
		{ "highway=residential|motor_vehicle=no|emergency=no", "closed" },
		{ "highway=residential|vehicle=destination", "b30 b30" },
		{ "highway=residential|access=unheard of", "a30 a30" },
		/* ways for people on foot */
		{ "highway=pedestrian", "e8 e8" },
		{ "highway=pedestrian|access=yes", "e8 e8" },
		{ "highway=pedestrian|motor_vehicle=destination", "b8 b8" },
		{ "highway=footway", "none" },
		{ "highway=footway|access=yes", "none" },
		{ "highway=footway|motor_vehicle=no", "none" },
		{ "highway=footway|emergency=yes", "e8 e8" },
		{ "highway=path|motor_vehicle=yes", "a8 a8" },
		{ "highway=service|access=no|emergency=yes", "e15 e15" },
		/* boats */
		{ "route=ferry", "a12 a12" },
		{ "route=ferry|motor_vehicle=no", "boat" },
		{ "route=ferry|foot=yes", "boat" },
		{ "route=ferry|foot=yes|motor_vehicle=yes", "a12 a12" },
	};
	char text[64];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!CHECK_TEXT(rule_text(rows[i][0], text), rows[i][1]))
			(void)fprintf(stderr, "  of %s\n", rows[i][0]);
}

static void check_speeds(void)
{
	static const struct {
		const char *text;
		unsigned kmh;
	} rows[] = {
		{ "50", 50 },        { "50 km/h", 50 },    { "30 mph", 48 },       { "30mph", 48 },
		{ "10 knots", 19 },  { "walk", 7 },        { "none", 130 },        { "DE:urban", 50 },
		{ "DE:zone30", 30 }, { "DE:zone:20", 20 }, { "GB:nsl_dual", 112 }, { "50.5", 50 },
		{ "", 0 },           { "fast", 0 },        { "50 leagues", 0 },    { "999", 0 },
		{ "DE:zone:", 0 },   { "0", 0 },           { "4294967346", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!CHECK_NUMBER(road_limit_kmh(bytes_of_text(rows[i].text)), rows[i].kmh))
			(void)fprintf(stderr, "  of %s\n", rows[i].text);
}

static void check_durations(void)
{
	static const struct {
		const char *text;
		uint32_t seconds;
	} rows[] = {
		{ "00:20", 1200 }, { "01:10:30", 4230 }, { "45", 2700 },   { "PT1H5M", 3900 }, { "PT40M", 2400 },
		{ "", 0 },         { "soon", 0 },        { "1:2:3:4", 0 }, { "PT5", 0 },       { "99999:00", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!CHECK_NUMBER(road_duration_s(bytes_of_text(rows[i].text)), rows[i].seconds))
			(void)fprintf(stderr, "  of %s\n", rows[i].text);
}

static void check_barriers(void)
{
	static const struct {
		const char *tags;
		enum road_user users;
		uint32_t delay_s;
	} rows[] = {
		{ "barrier=gate", ROAD_EMERGENCY, 20 },
		{ "barrier=gate|access=private", ROAD_BUSINESS, 20 },
		{ "barrier=gate|access=yes|locked=yes", ROAD_EMERGENCY, 20 },
		{ "barrier=bollard", ROAD_NOBODY, 0 },
		{ "barrier=bollard|bollard=rising", ROAD_EMERGENCY, 30 },
		{ "barrier=bollard|emergency=yes", ROAD_EMERGENCY, 30 },
		{ "barrier=toll_booth", ROAD_EVERYBODY, 0 },
		{ "barrier=dragon", ROAD_EMERGENCY, 20 },
		{ "barrier=gate|emergency=no", ROAD_NOBODY, 20 },
	};
	struct osm_tag tags[16];
	enum road_user users = ROAD_NOBODY;
	uint32_t delay_s = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct osm_item node = item_of(rows[i].tags, tags);
		bool good = CHECK(road_barrier_of(&node, &users, &delay_s));
		good = CHECK_NUMBER(users, rows[i].users) && CHECK_NUMBER(delay_s, rows[i].delay_s) && good;
		if (!good)
			(void)fprintf(stderr, "  of %s\n", rows[i].tags);
	}
	struct osm_item node = item_of("highway=crossing", tags);
	CHECK(!road_barrier_of(&node, &users, &delay_s));
}

int main(void)
{
	check_ways();
	check_speeds();
	check_durations();
	check_barriers();
	return check_done();
}
