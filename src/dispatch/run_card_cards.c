/* Reads the cards of a plan: when each is the one, and the rows that each of its alarms adds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

#include <string.h>

static void read_capability(struct reader *reader, const struct outline_node *node, void *into)
{
	uint64_t *mask = into;
	struct wire_name name = { "" };
	if (!reader_text(reader, node, name.text, sizeof name.text))
		return;
	uint64_t bit = run_card_capability(reader->plan, name.text);
	if (!bit)
		PROBLEM(reader, node, "%s is no capability of this plan; add it to `capabilities`, or correct it",
		        name.text);
	*mask |= bit;
}

bool reader_capabilities(struct reader *reader, const struct outline_node *node, uint64_t *ret_mask)
{
	unsigned before = reader->problems->count;
	uint64_t mask = 0;
	if (!bytes_same(outline_text(node), bytes_of_text("any")))
		reader_list(reader, node, read_capability, &mask);
	if (reader->problems->count == before && outline_is_list(node) && !mask)
		PROBLEM(reader, node, "capabilities are expected here, or any for every unit");
	if (reader->problems->count != before)
		return false;
	*ret_mask = mask;
	return true;
}

static void read_need(struct reader *reader, const struct outline_node *node, void *into)
{
	struct requirement *need = into;
	(void)reader_capabilities(reader, node, &need->capabilities);
	need->line = outline_line(node); /* that it was given */
}

static void read_count(struct reader *reader, const struct outline_node *node, void *into)
{
	struct requirement *need = into;
	uint32_t count;
	if (reader_number(reader, node, 1, PLAN_COUNT_MAX, &count))
		need->count = (uint16_t)count;
}

static void read_crew(struct reader *reader, const struct outline_node *node, void *into)
{
	struct requirement *need = into;
	uint32_t crew;
	if (reader_number(reader, node, 1, PLAN_CREW_MAX, &crew))
		need->crew = (uint8_t)crew;
}

static void read_within(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &((struct requirement *)into)->within_s);
}

static void read_mode(struct reader *reader, const struct outline_node *node, void *into)
{
	struct requirement *need = into;
	for (unsigned i = MODE_NONE + 1; i < MODE_COUNT; i++)
		if (bytes_same(outline_text(node), bytes_of_text(vocabulary_name(VOCABULARY_MODE, i)))) {
			need->mode = (uint8_t)i;
			return;
		}
	PROBLEM(reader, node, "lights, quiet or staged is expected here");
}

static void read_substitute_need(struct reader *reader, const struct outline_node *node, void *into)
{
	struct substitute *substitute = into;
	if (reader_capabilities(reader, node, &substitute->capabilities) && !substitute->capabilities)
		PROBLEM(reader, node, "any cannot stand in; ask for any in the row itself");
}

static void read_penalty(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)reader_number(reader, node, 0, PLAN_PENALTY_MAX_S, &((struct substitute *)into)->penalty_s);
}

static void read_substitute(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "need", read_substitute_need }, { "penalty_s", read_penalty } };
	struct requirement *need = into;
	struct substitute substitute = { 0 };
	unsigned before = reader->problems->count;
	if (outline_is_text(node))
		read_substitute_need(reader, node, &substitute);
	else
		reader_map(reader, node, keys, sizeof keys / sizeof *keys, &substitute);
	if (reader->problems->count != before)
		return;
	if (!substitute.capabilities)
		PROBLEM(reader, node, "a substitute needs a need, such as {need: ladder, penalty_s: 120}");
	else if (need->substitutes == PLAN_SUBSTITUTES_MAX)
		PROBLEM(reader, node, "a row has at most %u substitutes", PLAN_SUBSTITUTES_MAX);
	else
		need->substitute[need->substitutes++] = substitute;
}

static void read_substitutes(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_substitute, into);
}

static void read_row(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = {
		{ "need", read_need }, { "count", read_count },     { "crew", read_crew },
		{ "mode", read_mode }, { "within_s", read_within }, { "substitutes", read_substitutes },
	};
	struct requirement need = { .count = 1, .mode = MODE_LIGHTS };
	(void)into;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, &need);
	if (outline_is_map(node) && !outline_value(node, "need"))
		PROBLEM(reader, node, "a row needs a need, such as {need: engine, count: 2}");
	need.line = outline_line(node);
	struct requirement *kept = reader_add(reader, node, &reader->plan->needs);
	if (kept)
		*kept = need;
}

static struct run read_rows(struct reader *reader, const struct outline_node *node)
{
	uint32_t first = reader->plan->needs.count;
	if (outline_is_list(node))
		reader_list(reader, node, read_row, NULL);
	else
		PROBLEM(reader, node, "a list of rows is expected here, such as [{need: engine, count: 2}]");
	return reader_run(&reader->plan->needs, first);
}

static void read_alarms(struct reader *reader, const struct outline_node *node, void *into)
{
	struct card *card = into;
	struct outline_node *key, *value;
	void *cursor = NULL;
	if (!outline_is_map(node))
		PROBLEM(reader, node, "alarm levels are expected here, such as 1: [{need: engine}]");
	while (outline_is_map(node) && reader->status == STATUS_OK && outline_next(node, &cursor, &key, &value)) {
		uint32_t level;
		if (!reader_number(reader, key, 1, PLAN_ALARMS_MAX, &level))
			continue;
		if (level != card->alarms + 1u)
			PROBLEM(reader, key, "alarm %u is expected here: they stand in their order, without a gap",
			        card->alarms + 1u);
		card->alarm[level - 1] = read_rows(reader, value);
		card->alarms = (uint8_t)level;
	}
}

static void read_send(struct reader *reader, const struct outline_node *node, void *into)
{
	((struct card *)into)->alarm[0] = read_rows(reader, node);
}

static void read_from_alarm(struct reader *reader, const struct outline_node *node, void *into)
{
	uint32_t level;
	if (reader_number(reader, node, 1, PLAN_ALARMS_MAX, &level))
		((struct card *)into)->alarms = (uint8_t)level;
}

static void read_name(struct reader *reader, const struct outline_node *node, void *into)
{
	struct card *card = into;
	(void)reader_text(reader, node, card->name, sizeof card->name);
}

static void read_pattern(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct pattern pattern = { .line = outline_line(node) };
	if (!reader_text(reader, node, pattern.text.text, sizeof pattern.text.text))
		return;
	size_t length = strlen(pattern.text.text);
	const char *star = strchr(pattern.text.text, '*');
	if (star && star[1])
		PROBLEM(reader, node, "a * stands for all that follows, and only at the end, as in fire.*");
	pattern.prefix = star != NULL;
	pattern.length = (uint8_t)(length - pattern.prefix);
	if (star)
		pattern.text.text[pattern.length] = '\0';
	struct pattern *kept = reader_add(reader, node, &reader->plan->patterns);
	if (kept)
		*kept = pattern;
}

static void read_types(struct reader *reader, const struct outline_node *node, void *into)
{
	uint32_t first = reader->plan->patterns.count;
	reader_list(reader, node, read_pattern, NULL);
	struct run run = reader_run(&reader->plan->patterns, first);
	if (outline_is_list(node) && !run.count)
		PROBLEM(reader, node, "call types are expected here, such as [fire.structure, alarm.*]");
	((struct card *)into)->when.patterns = run;
}

static void read_priority(struct reader *reader, const struct outline_node *node, void *into)
{
	uint32_t priority;
	if (reader_number(reader, node, 1, PRIORITY_MAX, &priority))
		*(uint8_t *)into |= (uint8_t)(1u << priority);
}

static void read_priorities(struct reader *reader, const struct outline_node *node, void *into)
{
	uint8_t *priorities = &((struct card *)into)->when.priorities;
	unsigned before = reader->problems->count;
	*priorities = 0;
	reader_list(reader, node, read_priority, priorities);
	if (reader->problems->count == before && !*priorities)
		PROBLEM(reader, node, "priorities are expected here, such as [1, 2]");
}

static void read_area(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct plan *plan = reader->plan;
	struct bytes text = outline_text(node);
	uint32_t number = 1;
	while (number < plan->areas.count && !bytes_same(text, bytes_of_text(plan_area(plan, number)->name.text)))
		number++;
	if (!text.length || number == plan->areas.count) {
		PROBLEM(reader, node, "%.*s is no area of this plan; add it to `areas`, or correct it",
		        (int)text.length, text.length ? (const char *)text.at : "");
		return;
	}
	((struct area *)pool_item(&plan->areas, number))->used = 1;
	uint32_t *kept = reader_add(reader, node, &plan->numbers);
	if (kept)
		*kept = number;
}

void reader_areas(struct reader *reader, const struct outline_node *node, struct run *ret_areas)
{
	uint32_t first = reader->plan->numbers.count;
	unsigned before = reader->problems->count;
	reader_list(reader, node, read_area, NULL);
	struct run run = reader_run(&reader->plan->numbers, first);
	if (reader->problems->count == before && !run.count)
		PROBLEM(reader, node, "names of areas are expected here, such as [harbour]");
	*ret_areas = run;
}

static void read_areas(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_areas(reader, node, &((struct card *)into)->when.areas);
}

static void read_agency(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	struct wire_name *name = reader_add(reader, node, &reader->plan->agencies);
	if (name)
		(void)reader_text(reader, node, name->text, sizeof name->text);
}

static void read_mutual_aid(struct reader *reader, const struct outline_node *node, void *into)
{
	uint32_t first = reader->plan->agencies.count;
	reader_list(reader, node, read_agency, NULL);
	((struct card *)into)->agencies = reader_run(&reader->plan->agencies, first);
}

static void read_crew_check(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &((struct card *)into)->crew_check_s);
}

static void read_lasts(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &((struct card *)into)->lasts_s);
}

static const struct reader_key card_keys[] = {
	{ "name", read_name },
	{ "types", read_types },
	{ "priorities", read_priorities },
	{ "areas", read_areas },
	{ "times", run_card_times },
	{ "alarms", read_alarms },
	{ "mutual_aid", read_mutual_aid },
	{ "crew_check_s", read_crew_check },
	{ "lasts_s", read_lasts },
};

static const struct reader_key special_keys[] = {
	{ "name", read_name },   { "types", read_types },     { "priorities", read_priorities },
	{ "areas", read_areas }, { "times", run_card_times }, { "from_alarm", read_from_alarm },
	{ "send", read_send },
};

static void read_card(struct reader *reader, const struct outline_node *node, void *into)
{
	const bool *special = into;
	struct card card = { .when.priorities = PRIORITIES_ALL, .special = *special, .alarms = *special };
	unsigned before = reader->problems->count;
	card.line = outline_line(node);
	if (*special)
		reader_map(reader, node, special_keys, sizeof special_keys / sizeof *special_keys, &card);
	else
		reader_map(reader, node, card_keys, sizeof card_keys / sizeof *card_keys, &card);
	const char *rows = *special ? "send" : "alarms";
	if (reader->problems->count == before && (!card.name[0] || !outline_value(node, rows)))
		PROBLEM(reader, node, "a card needs a name and %s", rows);
	struct card *kept = reader_add(reader, node, &reader->plan->cards);
	if (kept)
		*kept = card;
}

void run_card_cards(struct reader *reader, const struct outline_node *node, void *into)
{
	bool special = false;
	(void)into;
	if (outline_is_list(node))
		reader_list(reader, node, read_card, &special);
	else
		PROBLEM(reader, node, "a list of cards is expected here");
}

void run_card_special(struct reader *reader, const struct outline_node *node, void *into)
{
	bool special = true;
	uint32_t first = reader->plan->cards.count;
	(void)into;
	if (outline_is_list(node))
		reader_list(reader, node, read_card, &special);
	else
		PROBLEM(reader, node, "a list of cards that add is expected here");
	reader->plan->special = reader_run(&reader->plan->cards, first);
}
