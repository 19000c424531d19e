/* Reads a plan file from its top: names, crews, settings; cards and areas have files of their own. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dispatch/rule.h"

static const struct {
	const char *name;
	uint32_t turn_out_s;
} readinesses[] = {
#define READINESS(NAME, JSON, SECONDS, WORDS) { JSON, SECONDS },
	READINESS_LIST(READINESS)
#undef READINESS
};

const char *readiness_name(enum readiness readiness)
{
	assert(readiness < READINESS_COUNT);
	return readinesses[readiness].name;
}

void reader_map(struct reader *reader, const struct outline_node *node, const struct reader_key *keys, size_t count,
                void *into)
{
	struct outline_node *key, *value;
	void *cursor = NULL;
	char known[512] = "";
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(known);
		(void)snprintf(known + length, sizeof known - length, "%s%s", i ? i + 1 == count ? " and " : ", " : "",
		               keys[i].name);
	}
	if (!outline_is_map(node))
		PROBLEM(reader, node, "keys with values are expected here: %s", known);
	while (outline_is_map(node) && reader->status == STATUS_OK && outline_next(node, &cursor, &key, &value)) {
		size_t i = 0;
		while (i < count && !bytes_same(outline_text(key), bytes_of_text(keys[i].name)))
			i++;
		if (i < count)
			keys[i].read(reader, value, into);
		else
			PROBLEM(reader, key, "%.*s is not known here; %s are", (int)outline_text(key).length,
			        (const char *)outline_text(key).at, known);
	}
}

void reader_list(struct reader *reader, const struct outline_node *node,
                 void (*take)(struct reader *reader, const struct outline_node *node, void *into), void *into)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node)) {
		take(reader, node, into);
		return;
	}
	while (reader->status == STATUS_OK && outline_next(node, &cursor, &key, &item))
		take(reader, item, into);
}

bool reader_text(struct reader *reader, const struct outline_node *node, char *text, size_t room)
{
	struct bytes given = outline_text(node);
	if (!outline_is_text(node) || !given.length || given.length >= room) {
		PROBLEM(reader, node, "a text of 1 to %zu bytes is expected here", room - 1);
		return false;
	}
	memcpy(text, given.at, given.length);
	memset(text + given.length, 0, room - given.length);
	return true;
}

bool reader_number(struct reader *reader, const struct outline_node *node, int64_t least, int64_t most,
                   uint32_t *ret_number)
{
	int64_t number;
	assert(least >= 0 && most <= UINT32_MAX);
	if (!outline_number(reader->outline, node, least, most, reader->problems, &number))
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

void *reader_add(struct reader *reader, const struct outline_node *node, struct pool *pool)
{
	enum status status = pool_reserve(pool, 1);
	if (status == STATUS_OK)
		return pool_item(pool, pool_add(pool));
	if (status == STATUS_LIMIT)
		PROBLEM(reader, node, "a plan has at most %u of these", pool->cap);
	else
		reader->status = status;
	return NULL;
}

static void read_name(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_text(reader, node, reader->plan->name, sizeof reader->plan->name);
}

/* The database itself is not looked at here: a pure room has no disk. */
static void read_zone(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	char *zone = reader->plan->zone;
	if (!reader_text(reader, node, zone, sizeof reader->plan->zone))
		return;
	size_t good = strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");
	if (zone[good] || zone[0] == '/')
		PROBLEM(reader, node, "a zone of the IANA database is expected here, such as Europe/Lisbon");
}

static void read_capability(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct plan *plan = reader->plan;
	struct wire_name name = { "" };
	if (!reader_text(reader, node, name.text, sizeof name.text))
		return;
	if (strcmp(name.text, "any") == 0)
		PROBLEM(reader, node, "any means every unit and cannot be a capability; call it something else");
	else if (run_card_capability(plan, name.text))
		PROBLEM(reader, node, "%s is named twice", name.text);
	else if (plan->capabilities == PLAN_CAPABILITIES_MAX)
		PROBLEM(reader, node, "a plan has at most %u capabilities", PLAN_CAPABILITIES_MAX);
	else
		plan->capability[plan->capabilities++] = name;
}

static void read_capabilities(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_capability, into);
}

static void read_type(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct wire_name name = { "" };
	if (!reader_text(reader, node, name.text, sizeof name.text))
		return;
	for (uint32_t i = 1; i < reader->plan->types.count; i++)
		if (memcmp(pool_item(&reader->plan->types, i), &name, sizeof name) == 0)
			PROBLEM(reader, node, "%s is named twice", name.text);
	struct wire_name *type = reader_add(reader, node, &reader->plan->types);
	if (type)
		*type = name;
}

static void read_types(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_type, into);
}

static void read_crew_unit(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct wire_name name = { "" };
	if (!reader_text(reader, node, name.text, sizeof name.text))
		return;
	if (run_card_crew(reader->plan, name.text))
		PROBLEM(reader, node, "%s has a crew already; a unit is taken by one crew", name.text);
	struct crew_unit *unit = reader_add(reader, node, &reader->plan->crew_units);
	if (unit)
		*unit = (struct crew_unit){ .unit = name, .crew = reader->plan->crews.count - 1 };
}

static void read_crew_units(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_crew_unit, into);
}

static void read_wire_name(struct reader *reader, const struct outline_node *node, void *into)
{
	struct wire_name *name = into;
	(void)reader_text(reader, node, name->text, sizeof name->text);
}

static void read_crew_name(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct pool *crews = &reader->plan->crews;
	read_wire_name(reader, node, pool_item(crews, crews->count - 1));
}

static void read_crew(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "name", read_crew_name }, { "units", read_crew_units } };
	unsigned before = reader->problems->count;
	uint32_t first = reader->plan->crew_units.count;
	if (!reader_add(reader, node, &reader->plan->crews))
		return;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, into);
	if (reader->problems->count == before && reader->plan->crew_units.count - first < 2)
		PROBLEM(reader, node,
		        "a crew that takes one unit or another has two at least, such as {name: crew 1, "
		        "units: [E1, L1]}");
}

static void read_crews(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_crew, into);
}

static void read_agency(struct reader *reader, const struct outline_node *node, void *into)
{
	struct wire_name *name = reader_add(reader, node, &reader->plan->agencies);
	if (name)
		read_wire_name(reader, node, name);
	(void)into;
}

static void read_mutual_aid(struct reader *reader, const struct outline_node *node, void *into)
{
	uint32_t first = reader->plan->agencies.count;
	reader_list(reader, node, read_agency, into);
	reader->plan->agencies_of_plan = reader_run(&reader->plan->agencies, first);
}

static void read_crew_check(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &reader->plan->crew_check_s);
}

static void read_lasts(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &reader->plan->lasts_s);
}

/* In the order in which they are read: names before those who use them. */
static const struct reader_key keys[] = {
	{ "plan", read_name },
	{ "zone", read_zone },
	{ "capabilities", read_capabilities },
	{ "types", read_types },
	{ "areas", run_card_areas },
	{ "crews", read_crews },
	{ "mutual_aid", read_mutual_aid },
	{ "crew_check_s", read_crew_check },
	{ "lasts_s", read_lasts },
	{ "dispatch", run_card_dispatch },
	{ "coverage", run_card_coverage },
	{ "demand", run_card_demand },
	{ "speeds", run_card_speeds },
	{ "advice", run_card_advice },
	{ "cards", run_card_cards },
	{ "special", run_card_special },
};
#define KEYS (sizeof keys / sizeof *keys)

static void nothing(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)reader, (void)node, (void)into;
}

static void read_keys(struct reader *reader)
{
	const struct outline_node *root = outline_root(reader->outline);
	struct reader_key known[KEYS];
	for (size_t i = 0; i < KEYS; i++)
		known[i] = (struct reader_key){ keys[i].name, nothing };
	reader_map(reader, root, known, KEYS, NULL);
	for (size_t i = 0; i < KEYS && reader->status == STATUS_OK; i++) {
		const struct outline_node *value = outline_value(root, keys[i].name);
		if (value)
			keys[i].read(reader, value, NULL);
	}
	if (reader->status == STATUS_OK && outline_is_map(root))
		run_card_judge(reader);
}

static void plan_open(struct plan *plan)
{
	*plan = (struct plan){ .dispatch = { .stale_s = 120,
		                             .too_far_s = 3600,
		                             .divert_sooner_s = 120,
		                             .target_s = 480,
		                             .busy_permille = 300 } };
	for (unsigned i = 0; i < READINESS_COUNT; i++)
		plan->dispatch.turn_out_s[i] = readinesses[i].turn_out_s;
	pool_open(&plan->types, sizeof(struct wire_name), PLAN_TYPES_MAX);
	pool_open(&plan->areas, sizeof(struct area), PLAN_AREAS_MAX);
	pool_open(&plan->rings, sizeof(struct run), PLAN_RINGS_MAX);
	pool_open(&plan->points, sizeof(struct road_node), PLAN_POINTS_MAX);
	pool_open(&plan->crews, sizeof(struct wire_name), PLAN_CREWS_MAX);
	pool_open(&plan->crew_units, sizeof(struct crew_unit), PLAN_CREW_UNITS_MAX);
	pool_open(&plan->cards, sizeof(struct card), PLAN_CARDS_MAX);
	pool_open(&plan->patterns, sizeof(struct pattern), PLAN_PATTERNS_MAX);
	pool_open(&plan->numbers, sizeof(uint32_t), PLAN_NUMBERS_MAX);
	pool_open(&plan->agencies, sizeof(struct wire_name), PLAN_AGENCIES_MAX);
	pool_open(&plan->needs, sizeof(struct requirement), PLAN_NEEDS_MAX);
	pool_open(&plan->demand, sizeof(struct demand_cell), PLAN_DEMAND_CELLS_MAX);
	pool_open(&plan->weeks, sizeof(struct week), PLAN_CARDS_MAX + PLAN_SPEEDS_MAX);
	pool_open(&plan->speeds, sizeof(struct speed), PLAN_SPEEDS_MAX);
	pool_open(&plan->advice, sizeof(struct type_advice), PLAN_ADVICE_MAX);
	pool_open(&plan->words, sizeof(struct plan_word), PLAN_WORDS_MAX);
}

enum status run_card_read(struct bytes bytes, const char *name, struct problems *problems, struct problems *warnings,
                          struct plan *ret_plan)
{
	struct plan plan;
	struct reader reader = { .plan = &plan, .problems = problems, .warnings = warnings };
	unsigned before = problems->count;
	plan_open(&plan);
	enum status status = outline_open(bytes, name, problems, &reader.outline);
	if (status == STATUS_OK) {
		read_keys(&reader);
		status = reader.status;
		outline_close(reader.outline);
	}
	if (status == STATUS_OK && problems->count != before)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		*ret_plan = plan;
	else
		run_card_close(&plan);
	return status;
}

void run_card_close(struct plan *plan)
{
	struct pool *pools[] = { &plan->types,      &plan->areas, &plan->rings,    &plan->points,  &plan->crews,
		                 &plan->crew_units, &plan->cards, &plan->patterns, &plan->numbers, &plan->agencies,
		                 &plan->needs,      &plan->weeks, &plan->demand,   &plan->speeds,  &plan->advice,
		                 &plan->words,      NULL };
	for (struct pool **pool = pools; *pool; pool++)
		pool_close(*pool);
	*plan = (struct plan){ 0 };
}

bool run_card_is(struct bytes bytes)
{
	struct problems nowhere = { 0 };
	struct outline *outline;
	bool is = false;
	if (outline_open(bytes, "", &nowhere, &outline) == STATUS_OK) {
		const struct outline_node *root = outline_root(outline);
		/* Settings name a plan's file under the same key. */
		static const char *const of_settings[] = { "data", "listen", "map", "units" };
		is = outline_value(root, "plan") != NULL;
		for (size_t i = 0; i < sizeof of_settings / sizeof *of_settings; i++)
			is &= !outline_value(root, of_settings[i]);
		is |= outline_value(root, "cards") != NULL;
		outline_close(outline);
	}
	buffer_close(&nowhere.text);
	return is;
}

uint64_t run_card_capability(const struct plan *plan, const char *name)
{
	for (unsigned i = 0; i < plan->capabilities; i++)
		if (strcmp(plan->capability[i].text, name) == 0)
			return (uint64_t)1 << i;
	return 0;
}

uint32_t run_card_crew(const struct plan *plan, const char *unit)
{
	for (uint32_t i = 1; i < plan->crew_units.count; i++) {
		const struct crew_unit *row = pool_item(&plan->crew_units, i);
		if (strcmp(row->unit.text, unit) == 0)
			return row->crew;
	}
	return 0;
}

uint32_t run_card_named(const struct plan *plan, const char *name)
{
	uint32_t count = plan->special.count ? plan->special.first : plan->cards.count;
	for (uint32_t number = 1; number < count; number++)
		if (strcmp(plan_card(plan, number)->name, name) == 0)
			return number;
	return 0;
}

const char *run_card_fault(const struct plan *plan, const char *name)
{
	uint32_t number = run_card_named(plan, name), units = 0;
	if (strlen(name) >= NAME_BYTES || strchr(name, ';'))
		return "its name is longer than 23 bytes, or has a ;";
	if (!number)
		return "the plan has no such card";
	struct run first = plan_card(plan, number)->alarm[0];
	for (uint32_t i = 0; i < first.count; i++)
		units += plan_need(plan, first.first + i)->count;
	return units ? NULL : "it sends nobody at the first alarm";
}
