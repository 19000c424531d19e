/* Looks at a plan as a whole: is there a card for everything, and is each of them ever used? */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

#include <assert.h>
#include <string.h>

bool pattern_fits(const struct pattern *pattern, const struct wire_name *type)
{
	return pattern->prefix ? memcmp(pattern->text.text, type->text, pattern->length) == 0
	                       : strcmp(pattern->text.text, type->text) == 0;
}

/* Whether all that `b` fits fits `a` as well. */
static bool pattern_covers(const struct pattern *a, const struct pattern *b)
{
	return (!b->prefix || (a->prefix && a->length <= b->length)) && pattern_fits(a, &b->text);
}

static bool patterns_cover(const struct plan *plan, struct run a, struct run b)
{
	static const struct pattern all = { .prefix = 1 };
	if (!a.count)
		return true;
	for (uint32_t j = 0; j < b.count || j == 0; j++) {
		uint32_t i = 0;
		while (i < a.count && !pattern_covers(pool_item(&plan->patterns, a.first + i),
		                                      b.count ? pool_item(&plan->patterns, b.first + j) : &all))
			i++;
		if (i == a.count)
			return false;
	}
	return true;
}

static bool areas_cover(const struct plan *plan, struct run a, struct run b)
{
	if (!a.count)
		return true;
	for (uint32_t j = 0; j < b.count; j++) {
		uint32_t i = 0, wanted = *(const uint32_t *)pool_item(&plan->numbers, b.first + j);
		while (i < a.count && *(const uint32_t *)pool_item(&plan->numbers, a.first + i) != wanted)
			i++;
		if (i == a.count)
			return false;
	}
	return b.count > 0;
}

static bool weeks_cover(const struct plan *plan, uint32_t a, uint32_t b)
{
	const struct week *all = a ? pool_item(&plan->weeks, a) : NULL;
	const struct week *part = b ? pool_item(&plan->weeks, b) : NULL;
	for (unsigned i = 0; all && i < WEEK_WORDS; i++) {
		uint64_t whole = i + 1 < WEEK_WORDS ? UINT64_MAX : UINT64_MAX >> (WEEK_WORDS * 64 - WEEK_MINUTES);
		if ((part ? part->minutes[i] : whole) & ~all->minutes[i])
			return false;
	}
	return true;
}

bool conditions_cover(const struct plan *plan, const struct conditions *a, const struct conditions *b)
{
	return !(b->priorities & ~a->priorities) && patterns_cover(plan, a->patterns, b->patterns) &&
	       areas_cover(plan, a->areas, b->areas) && weeks_cover(plan, a->week, b->week);
}

static bool unconditional(const struct card *card)
{
	return !card->when.patterns.count && !card->when.areas.count && !card->when.week &&
	       card->when.priorities == PRIORITIES_ALL;
}

static uint32_t cards_end(const struct plan *plan)
{
	return plan->special.count ? plan->special.first : plan->cards.count;
}

/* How many rows and units a card asks for with everything that can be added to it. */
static void count_slots(const struct plan *plan, const struct card *card, uint32_t *rows, uint32_t *slots)
{
	for (unsigned level = 0; level < PLAN_ALARMS_MAX; level++)
		for (uint32_t i = 0; i < card->alarm[level].count; i++) {
			++*rows;
			*slots += plan_need(plan, card->alarm[level].first + i)->count;
		}
}

static void judge_card(struct reader *reader, const struct outline_node *node, uint32_t number)
{
	const struct plan *plan = reader->plan;
	const struct card *card = plan_card(plan, number);
	uint32_t rows = 0, slots = 0;
	count_slots(plan, card, &rows, &slots);
	for (uint32_t i = 0; i < plan->special.count; i++)
		count_slots(plan, plan_card(plan, plan->special.first + i), &rows, &slots);
	if (rows > PLAN_ROWS_MAX || slots > PLAN_SLOTS_MAX)
		PROBLEM(reader, node,
		        "with its alarms and what special areas add it asks for %u units in %u rows; at most "
		        "%u in %u are sent",
		        slots, rows, PLAN_SLOTS_MAX, PLAN_ROWS_MAX);
	for (uint32_t i = 1; i < number; i++) {
		if (strcmp(plan_card(plan, i)->name, card->name) == 0) {
			PROBLEM(reader, node, "%s is named twice; the first is on line %u", card->name,
			        plan_card(plan, i)->line);
			return;
		}
	}
	for (uint32_t i = 1; i < number; i++)
		if (conditions_cover(plan, &plan_card(plan, i)->when, &card->when)) {
			WARNING(reader, node,
			        "%s is never used: %s on line %u fits all that it does; move it above that, or "
			        "take it out",
			        card->name, plan_card(plan, i)->name, plan_card(plan, i)->line);
			return;
		}
}

static void judge_types(struct reader *reader, const struct outline_node *node)
{
	const struct plan *plan = reader->plan;
	struct outline_node *key, *item = NULL;
	void *cursor = NULL;
	bool last = !outline_is_list(node);
	for (uint32_t i = 1; i < plan->types.count; i++) {
		/* A list's items stand as the types do. */
		if (last || !outline_next(node, &cursor, &key, &item))
			break;
		const struct wire_name *type = pool_item(&plan->types, i);
		bool fits = false;
		for (uint32_t c = 1; c < cards_end(plan) && !fits; c++) {
			const struct run run = plan_card(plan, c)->when.patterns;
			for (uint32_t p = 0; p < run.count && !fits; p++)
				fits = pattern_fits(pool_item(&plan->patterns, run.first + p), type);
		}
		if (!fits)
			WARNING(reader, item, "%s has no card of its own and gets the last one", type->text);
	}
}

static void judge_pattern(struct reader *reader, const struct outline_node *node, void *into)
{
	const struct plan *plan = reader->plan;
	uint32_t *next = into, i = 1;
	assert(*next < plan->patterns.count);
	const struct pattern *pattern = pool_item(&plan->patterns, (*next)++);
	while (i < plan->types.count && !pattern_fits(pattern, pool_item(&plan->types, i)))
		i++;
	if (i == plan->types.count)
		WARNING(reader, node, "%s%s fits none of the plan's types; is it spelt right?", pattern->text.text,
		        pattern->prefix ? "*" : "");
}

/* Patterns stand in their pool as they do in the file: those of the cards, then those of the special ones. */
static void judge_patterns(struct reader *reader, const struct outline_node *cards, uint32_t *next)
{
	struct outline_node *key, *card = NULL;
	void *cursor = NULL;
	while (reader->plan->types.count > 1 && outline_is_list(cards) && outline_next(cards, &cursor, &key, &card)) {
		const struct outline_node *types = outline_value(card, "types");
		if (types)
			reader_list(reader, types, judge_pattern, next);
	}
}

static void judge_areas(struct reader *reader, const struct outline_node *node)
{
	struct outline_node *key, *item = NULL;
	void *cursor = NULL;
	for (uint32_t i = 1; i < reader->plan->areas.count && outline_is_list(node); i++)
		if (outline_next(node, &cursor, &key, &item) && !plan_area(reader->plan, i)->used)
			WARNING(reader, item, "no card names %s", plan_area(reader->plan, i)->name.text);
}

void run_card_judge(struct reader *reader)
{
	const struct plan *plan = reader->plan;
	const struct outline_node *root = outline_root(reader->outline);
	const struct outline_node *cards = outline_value(root, "cards");
	struct outline_node *key, *item = NULL;
	void *cursor = NULL;
	if (!outline_value(root, "plan"))
		PROBLEM(reader, root, "a plan needs a name, such as plan: harbour city");
	uint32_t end = cards_end(plan);
	/* What follows walks the file beside the pools, which are whole only if it has no problem. */
	if (reader->problems->count)
		return;
	if (end == 1 || !unconditional(plan_card(plan, end - 1)) || !plan_card(plan, end - 1)->alarm[0].count) {
		PROBLEM(reader, cards,
		        "the last card must fit every call, with no types, priorities, areas or times, and "
		        "send something, such as {name: anything else, alarms: {1: [{need: any}]}}");
		return;
	}
	for (uint32_t i = 1; i < end && outline_is_list(cards) && outline_next(cards, &cursor, &key, &item); i++)
		judge_card(reader, item, i);
	judge_types(reader, outline_value(root, "types"));
	uint32_t pattern = 1;
	judge_patterns(reader, cards, &pattern);
	judge_patterns(reader, outline_value(root, "special"), &pattern);
	judge_areas(reader, outline_value(root, "areas"));
}
