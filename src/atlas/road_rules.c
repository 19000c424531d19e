/* Who may drive where, and how fast: tables of tags, and the order in which they overrule each other. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/road_rules.h"

#include <string.h>

/* The value of `highway`, who may where nothing more is said, and whether crews may go against a one-way. */
static const struct kind_of_way {
	const char *value;
	uint8_t class, users;
	bool against;
} kinds[] = {
	{ "motorway", ROAD_CLASS_MOTORWAY, ROAD_EVERYBODY, false },
	{ "motorway_link", ROAD_CLASS_MOTORWAY_LINK, ROAD_EVERYBODY, false },
	{ "trunk", ROAD_CLASS_TRUNK, ROAD_EVERYBODY, false },
	{ "trunk_link", ROAD_CLASS_TRUNK_LINK, ROAD_EVERYBODY, false },
	{ "primary", ROAD_CLASS_PRIMARY, ROAD_EVERYBODY, true },
	{ "primary_link", ROAD_CLASS_PRIMARY_LINK, ROAD_EVERYBODY, true },
	{ "secondary", ROAD_CLASS_SECONDARY, ROAD_EVERYBODY, true },
	{ "secondary_link", ROAD_CLASS_SECONDARY_LINK, ROAD_EVERYBODY, true },
	{ "tertiary", ROAD_CLASS_TERTIARY, ROAD_EVERYBODY, true },
	{ "tertiary_link", ROAD_CLASS_TERTIARY_LINK, ROAD_EVERYBODY, true },
	{ "unclassified", ROAD_CLASS_UNCLASSIFIED, ROAD_EVERYBODY, true },
	{ "residential", ROAD_CLASS_RESIDENTIAL, ROAD_EVERYBODY, true },
	{ "living_street", ROAD_CLASS_LIVING_STREET, ROAD_EVERYBODY, true },
	{ "service", ROAD_CLASS_SERVICE, ROAD_EVERYBODY, true },
	{ "track", ROAD_CLASS_TRACK, ROAD_EVERYBODY, true },
	{ "road", ROAD_CLASS_OTHER, ROAD_EVERYBODY, true },
	{ "pedestrian", ROAD_CLASS_PEDESTRIAN, ROAD_EMERGENCY, true },
	{ "busway", ROAD_CLASS_SERVICE, ROAD_EMERGENCY, true },
	/* These only where a tag lets a vehicle in. */
	{ "footway", ROAD_CLASS_PEDESTRIAN, ROAD_NOBODY, true },
	{ "cycleway", ROAD_CLASS_PEDESTRIAN, ROAD_NOBODY, true },
	{ "path", ROAD_CLASS_PEDESTRIAN, ROAD_NOBODY, true },
	{ "bridleway", ROAD_CLASS_PEDESTRIAN, ROAD_NOBODY, true },
};

static const struct kind_of_way ferry = { "ferry", ROAD_CLASS_FERRY, ROAD_EVERYBODY, false };

/* wiki.openstreetmap.org/wiki/Key:access; a value that is not here says nothing. */
static const struct {
	const char *value;
	enum road_user users;
} access_values[] = {
	{ "yes", ROAD_EVERYBODY },       { "permissive", ROAD_EVERYBODY }, { "designated", ROAD_EVERYBODY },
	{ "official", ROAD_EVERYBODY },  { "public", ROAD_EVERYBODY },     { "destination", ROAD_BUSINESS },
	{ "private", ROAD_BUSINESS },    { "customers", ROAD_BUSINESS },   { "delivery", ROAD_BUSINESS },
	{ "residents", ROAD_BUSINESS },  { "permit", ROAD_BUSINESS },      { "agricultural", ROAD_BUSINESS },
	{ "forestry", ROAD_BUSINESS },   { "no", ROAD_EMERGENCY },         { "military", ROAD_EMERGENCY },
	{ "emergency", ROAD_EMERGENCY },
};

/* From the widest to the narrowest: the later overrules. */
static const char *const access_keys[] = { "access", "vehicle", "motor_vehicle", "motorcar" };
#define FIRST_MOTOR_KEY 2u

/* Barriers on a node: who may, and for how long it holds up whoever must open it. */
static const struct {
	const char *value;
	enum road_user users;
	uint32_t delay_s;
} barriers[] = {
	{ "gate", ROAD_EMERGENCY, 20 },
	{ "swing_gate", ROAD_EMERGENCY, 20 },
	{ "lift_gate", ROAD_EMERGENCY, 10 },
	{ "sliding_gate", ROAD_EMERGENCY, 20 },
	{ "chain", ROAD_EMERGENCY, 30 },
	{ "rope", ROAD_EMERGENCY, 10 },
	{ "bump_gate", ROAD_EMERGENCY, 5 },
	{ "sally_port", ROAD_EVERYBODY, 0 },
	{ "toll_booth", ROAD_EVERYBODY, 0 },
	{ "border_control", ROAD_EVERYBODY, 0 },
	{ "cattle_grid", ROAD_EVERYBODY, 0 },
	{ "entrance", ROAD_EVERYBODY, 0 },
	{ "kerb", ROAD_EVERYBODY, 0 },
	{ "height_restrictor", ROAD_EVERYBODY, 0 },
	{ "no", ROAD_EVERYBODY, 0 },
	{ "bollard", ROAD_NOBODY, 0 },
	{ "bollard_row", ROAD_NOBODY, 0 },
	{ "block", ROAD_NOBODY, 0 },
	{ "jersey_barrier", ROAD_NOBODY, 0 },
	{ "planter", ROAD_NOBODY, 0 },
	{ "log", ROAD_NOBODY, 0 },
	{ "debris", ROAD_NOBODY, 0 },
	{ "wall", ROAD_NOBODY, 0 },
	{ "fence", ROAD_NOBODY, 0 },
	{ "cycle_barrier", ROAD_NOBODY, 0 },
	{ "motorcycle_barrier", ROAD_NOBODY, 0 },
	{ "kissing_gate", ROAD_NOBODY, 0 },
	{ "hampshire_gate", ROAD_EMERGENCY, 30 },
	{ "stile", ROAD_NOBODY, 0 },
	{ "turnstile", ROAD_NOBODY, 0 },
	{ "full-height_turnstile", ROAD_NOBODY, 0 },
	{ "bus_trap", ROAD_NOBODY, 0 },
	{ "sump_buster", ROAD_NOBODY, 0 },
};
/* A barrier of another name. */
#define OTHER_BARRIER_DELAY_S 20u
/* Posts that can be taken out, folded or sunk. */
static const char *const movable_bollards[] = { "removable", "rising", "foldable", "flexible" };
#define BOLLARD_DELAY_S 30u

/* Limits in words: whole values, or the end of "CC:words". */
static const struct {
	const char *words;
	unsigned kmh;
} limits[] = {
	{ "walk", 7 },        { "none", 130 },     { "urban", 50 },     { "rural", 90 },         { "trunk", 100 },
	{ "nsl_single", 96 }, { "nsl_dual", 112 }, { "motorway", 120 }, { "living_street", 10 }, { "bicycle_road", 30 },
};

static bool is_one_of(struct bytes value, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_same(value, bytes_of_text(texts[i])))
			return true;
	return false;
}
#define IS_ONE_OF(VALUE, ...)                                                                                          \
	is_one_of((VALUE), (const char *const[]){ __VA_ARGS__ },                                                       \
	          sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* A number at the front, decimals left off; how many bytes it took, 0 for none. */
static size_t read_number(struct bytes text, unsigned *ret_number)
{
	unsigned number = 0;
	size_t i = 0;
	for (; i < text.length && i < 6 && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		number = number * 10 + (text.at[i] - '0');
	if (!i)
		return 0;
	*ret_number = number;
	if (i < text.length && text.at[i] == '.')
		for (i++; i < text.length && text.at[i] >= '0' && text.at[i] <= '9';)
			i++;
	return i;
}

static struct bytes behind(struct bytes text, size_t length)
{
	while (length < text.length && text.at[length] == ' ')
		length++;
	return bytes_of(text.at + length, text.length - length);
}

static unsigned limit_in_words(struct bytes text)
{
	size_t colon = text.length;
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] == ':')
			colon = i + 1;
	struct bytes last = colon < text.length ? bytes_of(text.at + colon, text.length - colon) : text;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		if (bytes_same(last, bytes_of_text(limits[i].words)))
			return limits[i].kmh;
	/* "DE:zone30", "DE:zone:30" */
	if (last.length > 4 && memcmp(last.at, "zone", 4) == 0)
		last = bytes_of(last.at + 4, last.length - 4);
	unsigned kmh = 0;
	return colon < text.length && read_number(last, &kmh) == last.length && kmh <= 200 ? kmh : 0;
}

unsigned road_limit_kmh(struct bytes text)
{
	unsigned number = 0;
	size_t length = text.length ? read_number(text, &number) : 0;
	if (!length)
		return text.length ? limit_in_words(text) : 0;
	struct bytes unit = behind(text, length);
	if (IS_ONE_OF(unit, "mph"))
		number = (number * 1609344u + 500000u) / 1000000u;
	else if (IS_ONE_OF(unit, "knots"))
		number = (number * 1852u + 500u) / 1000u;
	else if (unit.length && !IS_ONE_OF(unit, "km/h", "kmh", "kph") && unit.at[0] != ';')
		return 0;
	return number > 300 ? 0 : number;
}

/* "PT1H5M", "PT40M" (ISO 8601). */
static uint32_t read_period(struct bytes text)
{
	uint32_t seconds = 0;
	while (text.length) {
		unsigned number = 0;
		size_t length = read_number(text, &number);
		if (!length || length >= text.length)
			return 0;
		uint8_t unit = text.at[length];
		uint32_t factor = unit == 'H' ? 3600 : unit == 'M' ? 60 : unit == 'S' ? 1 : 0;
		if (!factor || number > 10000)
			return 0;
		seconds += number * factor;
		text = bytes_of(text.at + length + 1, text.length - length - 1);
	}
	return seconds;
}

uint32_t road_duration_s(struct bytes text)
{
	unsigned parts[3] = { 0 }, count = 0;
	if (text.length > 2 && memcmp(text.at, "PT", 2) == 0)
		return read_period(bytes_of(text.at + 2, text.length - 2));
	while (count < 3) {
		size_t length = text.length ? read_number(text, &parts[count]) : 0;
		if (!length || parts[count++] > 10000)
			return 0;
		text = bytes_of(text.at + length, text.length - length);
		if (!text.length)
			break;
		if (text.at[0] != ':')
			return 0;
		text = bytes_of(text.at + 1, text.length - 1);
	}
	if (text.length)
		return 0;
	return count == 1 ? parts[0] * 60 : parts[0] * 3600 + parts[1] * 60 + parts[2];
}

static bool user_of(struct bytes value, enum road_user *ret_users)
{
	for (size_t i = 0; value.at && i < sizeof access_values / sizeof *access_values; i++)
		if (bytes_same(value, bytes_of_text(access_values[i].value))) {
			*ret_users = access_values[i].users;
			return true;
		}
	return false;
}

/* What `emergency` says on a road or barrier: crews are let in, or kept out. */
static enum road_user with_emergency(const struct osm_item *item, enum road_user users)
{
	struct bytes value = osm_value(item, "emergency");
	if (users < ROAD_EMERGENCY && IS_ONE_OF(value, "yes", "designated", "official", "destination", "permissive"))
		return ROAD_EMERGENCY;
	return users == ROAD_EMERGENCY && IS_ONE_OF(value, "no") ? ROAD_NOBODY : users;
}

/* On ways made for people on foot the wide keys speak of those; only what names motors counts. */
static enum road_user users_of(const struct osm_item *way, enum road_user usual)
{
	enum road_user users = usual;
	size_t first = usual == ROAD_EVERYBODY ? 0 : FIRST_MOTOR_KEY;
	for (size_t i = first; i < sizeof access_keys / sizeof *access_keys; i++) {
		enum road_user said;
		if (user_of(osm_value(way, access_keys[i]), &said))
			users = said == ROAD_EMERGENCY && usual == ROAD_NOBODY ? ROAD_NOBODY : said;
	}
	return with_emergency(way, users);
}

static const struct kind_of_way *kind_of(const struct osm_item *way)
{
	struct bytes value = osm_value(way, "highway");
	for (size_t i = 0; value.at && i < sizeof kinds / sizeof *kinds; i++)
		if (bytes_same(value, bytes_of_text(kinds[i].value)))
			return &kinds[i];
	return osm_says(way, "route", "ferry") ? &ferry : NULL;
}

static unsigned usual_kmh(uint8_t class)
{
	static const uint8_t kmh[ROAD_CLASS_COUNT] = {
#define ROAD_CLASS(NAME, VALUE, SPEED_KMH, WORDS) [ROAD_CLASS_##NAME] = SPEED_KMH,
		ROAD_CLASS_LIST(ROAD_CLASS)
#undef ROAD_CLASS
	};
	return kmh[class];
}

static uint8_t speed_of(const struct osm_item *way, const char *directed, struct road_rule *rule)
{
	struct bytes text = osm_value(way, directed);
	if (!text.at)
		text = osm_value(way, "maxspeed");
	unsigned limit = road_limit_kmh(text);
	if (text.at && !limit && !IS_ONE_OF(text, "signals", "variable"))
		rule->odd_speed = true;
	unsigned kmh = limit ? limit * ROAD_LIMIT_PER_CENT / 100 : usual_kmh(rule->class);
	return (uint8_t)(kmh < 1 ? 1 : kmh > ROAD_KMH_MAX ? ROAD_KMH_MAX : kmh);
}

/* Against the traffic: crews may on streets, slowly; nobody may on motorways and round a roundabout. */
static void close_direction(struct road_rule *rule, unsigned direction, bool against)
{
	if (rule->users[direction] > ROAD_EMERGENCY)
		rule->users[direction] = ROAD_EMERGENCY;
	if (!against)
		rule->users[direction] = ROAD_NOBODY;
	if (rule->kmh[direction] > ROAD_AGAINST_KMH)
		rule->kmh[direction] = ROAD_AGAINST_KMH;
}

static void set_direction(const struct osm_item *way, const struct kind_of_way *kind, struct road_rule *rule)
{
	struct bytes oneway = osm_value(way, "oneway");
	bool round = IS_ONE_OF(osm_value(way, "junction"), "roundabout", "circular");
	bool against = kind->against && !round;
	if (IS_ONE_OF(oneway, "-1", "reverse")) {
		close_direction(rule, 0, against);
	} else if (IS_ONE_OF(oneway, "reversible", "alternating")) {
		/* Which way it runs depends on the hour: crews look, others are not sent. */
		close_direction(rule, 0, true);
		close_direction(rule, 1, true);
	} else if (IS_ONE_OF(oneway, "yes", "true", "1")) {
		close_direction(rule, 1, against);
	} else if (!IS_ONE_OF(oneway, "no", "false", "0") && (round || kind->class == ROAD_CLASS_MOTORWAY)) {
		close_direction(rule, 1, false);
	}
}

/* A ferry that only says that people on foot may go takes no vehicles. */
static bool is_boat(const struct osm_item *way)
{
	enum road_user users = users_of(way, ROAD_EVERYBODY);
	bool motors = osm_value(way, "motor_vehicle").at || osm_value(way, "motorcar").at;
	return users < ROAD_BUSINESS || (!motors && IS_ONE_OF(osm_value(way, "foot"), "yes", "designated"));
}

enum road_verdict road_rule_of(const struct osm_item *way, struct road_rule *ret_rule)
{
	const struct kind_of_way *kind = kind_of(way);
	if (!kind)
		return ROAD_VERDICT_NONE;
	if (kind == &ferry && is_boat(way))
		return ROAD_VERDICT_BOAT;
	enum road_user users = users_of(way, kind->users);
	struct road_rule rule = { .class = kind->class, .users = { (uint8_t)users, (uint8_t)users } };
	rule.kmh[0] = speed_of(way, "maxspeed:forward", &rule);
	rule.kmh[1] = speed_of(way, "maxspeed:backward", &rule);
	if (kind == &ferry)
		rule.duration_s = road_duration_s(osm_value(way, "duration"));
	set_direction(way, kind, &rule);
	if (!rule.users[0] && !rule.users[1])
		return kind->users == ROAD_NOBODY ? ROAD_VERDICT_NONE : ROAD_VERDICT_CLOSED;
	*ret_rule = rule;
	return ROAD_VERDICT_USED;
}

bool road_barrier_of(const struct osm_item *node, enum road_user *ret_users, uint32_t *ret_delay_s)
{
	struct bytes value = osm_value(node, "barrier");
	if (!value.at)
		return false;
	enum road_user users = ROAD_EMERGENCY, said;
	uint32_t delay_s = OTHER_BARRIER_DELAY_S;
	for (size_t i = 0; i < sizeof barriers / sizeof *barriers; i++)
		if (bytes_same(value, bytes_of_text(barriers[i].value))) {
			users = barriers[i].users;
			delay_s = barriers[i].delay_s;
		}
	if (is_one_of(osm_value(node, "bollard"), movable_bollards, sizeof movable_bollards / sizeof(char *))) {
		users = ROAD_EMERGENCY;
		delay_s = BOLLARD_DELAY_S;
	}
	for (size_t i = 0; users && i < sizeof access_keys / sizeof *access_keys; i++)
		if (user_of(osm_value(node, access_keys[i]), &said))
			users = said;
	if (users > ROAD_EMERGENCY && osm_says(node, "locked", "yes"))
		users = ROAD_EMERGENCY;
	*ret_users = with_emergency(node, users);
	*ret_delay_s = users == ROAD_NOBODY && *ret_users ? BOLLARD_DELAY_S : delay_s;
	return true;
}
