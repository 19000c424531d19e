/* The walk through the rules: what holds of one call, and where that leads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/walk.h"

#include <assert.h>
#include <string.h>

#define DAY_S 86400

void walk_begin(struct walk *walk, const struct family *family, const struct open_facts *open,
                const struct caller_facts *caller, const struct failed *failed, bool strict)
{
	assert(family->predicates <= FAMILY_PREDICATES_MAX);
	walk->family = family;
	walk->open = open;
	walk->caller = caller;
	walk->failed = failed;
	walk->strict = strict;
	walk->cell_known = false;
	memset(walk->asked, 0, family->predicates);
}

static int64_t floor_days(int64_t seconds)
{
	return (seconds >= 0 ? seconds : seconds - DAY_S + 1) / DAY_S;
}

/* 1970-01-01 was a Thursday; 0 is Monday. */
static bool on_weekday(const struct period *period, int64_t day)
{
	return period->weekdays >> (((day + 3) % 7 + 7) % 7) & 1u;
}

bool walk_period(const struct family *family, const struct period *period, struct instant at)
{
	if (at.us < period->from.us || at.us >= period->to.us)
		return false;
	int64_t second = (at.us >= 0 ? at.us : at.us - 999999) / 1000000 + tz_offset_s(family->tz[period->tz], at);
	int64_t day = floor_days(second);
	int32_t of_day = (int32_t)(second - day * DAY_S);
	if (period->day_from_s < period->day_to_s)
		return of_day >= period->day_from_s && of_day < period->day_to_s && on_weekday(period, day);
	/* Over midnight: the small hours belong to the day on which the period began. */
	return (of_day >= period->day_from_s && on_weekday(period, day)) ||
	       (of_day < period->day_to_s && on_weekday(period, day - 1));
}

static bool text_is(const struct predicate *predicate, const char *text)
{
	size_t length = strlen(text);
	for (uint32_t i = 0; i < predicate->texts; i++) {
		const char *wanted = predicate->text[i];
		size_t its = strlen(wanted);
		bool is = false;
		switch (predicate->test) {
		case TEST_EQUAL:
			is = length == its && memcmp(text, wanted, its) == 0;
			break;
		case TEST_CONTAINS:
			is = strstr(text, wanted) != NULL;
			break;
		case TEST_PREFIX:
			is = length >= its && memcmp(text, wanted, its) == 0;
			break;
		case TEST_SUFFIX:
			is = length >= its && memcmp(text + length - its, wanted, its) == 0;
			break;
		case TEST_EXISTS:
		case TEST_RANGE:
		case TEST_PERIOD:
		case TEST_INSIDE:
		case TEST_SET:
		case TEST_OPAQUE:
			break;
		}
		if (is)
			return true;
	}
	return false;
}

static bool inside(struct walk *walk, uint32_t place)
{
	if (!walk->open->has_place || !walk->family->partition)
		return false;
	if (!walk->cell_known)
		walk->cell = partition_find(walk->family->partition, walk->open->place);
	walk->cell_known = true;
	return partition_cell_in(walk->family->partition, walk->cell, place);
}

static const struct fact *value_of(const struct walk *walk, uint32_t trait)
{
	static const struct fact absent = { 0 };
	if (!walk->family->trait[trait].is_protected)
		return &walk->open->value[trait];
	return walk->caller ? &walk->caller->value[trait] : &absent;
}

static bool holds(struct walk *walk, const struct predicate *predicate)
{
	const struct trait *trait = &walk->family->trait[predicate->trait];
	const struct fact *fact;
	switch (trait->sort) {
	case TRAIT_MOMENT:
		return walk_period(walk->family, &walk->family->period[predicate->which], walk->open->at);
	case TRAIT_PLACE:
		return inside(walk, predicate->which);
	case TRAIT_TEXT:
		fact = value_of(walk, predicate->trait);
		return fact->text && (predicate->test == TEST_EXISTS || text_is(predicate, fact->text));
	case TRAIT_NUMBER:
		fact = value_of(walk, predicate->trait);
		return fact->has_number && fact->number >= predicate->from && fact->number <= predicate->to;
	case TRAIT_CHOICE:
		fact = value_of(walk, predicate->trait);
		return text_is(predicate, fact->text ? fact->text : trait->choice[0]);
	case TRAIT_FLAG:
		return value_of(walk, predicate->trait)->source != CONDITION_NONE;
	}
	return false;
}

static bool walk_predicate(struct walk *walk, uint32_t predicate)
{
	if (!walk->asked[predicate])
		walk->asked[predicate] = holds(walk, &walk->family->predicate[predicate]) ? 2 : 1;
	return walk->asked[predicate] == 2;
}

static bool condition_holds(struct walk *walk, const struct condition *condition)
{
	bool held = !condition->any;
	for (uint32_t i = 0; i < condition->literals && held != condition->any; i++) {
		const struct literal *literal = &condition->literal[i];
		held = walk_predicate(walk, literal->predicate) != literal->negated;
	}
	return held != condition->negated;
}

bool walk_rule(struct walk *walk, const struct policy_rule *rule)
{
	for (uint32_t i = 0; i < rule->conditions; i++)
		if (!condition_holds(walk, &rule->condition[i]))
			return false;
	return true;
}

static bool was_tried(const struct failed *failed, uint32_t effect)
{
	for (uint32_t i = 0; failed && i < failed->count; i++)
		if (failed->effect[i] == effect)
			return true;
	return false;
}

enum step { STEP_ON, STEP_FOUND };

/* One policy's rules; STEP_ON: nothing was found.  In the strict walk the first rule that holds always ends it. */
static enum step walk_policy(struct walk *walk, uint32_t number, struct course *course)
{
	const struct policy *policy = &walk->family->policy[number];
	if (walk->open->at.us >= policy->expires.us || course->chain.links == CHAIN_MAX)
		return STEP_ON;
	uint32_t depth = course->chain.links++;
	for (uint32_t i = 0; i < policy->rules; i++) {
		const struct policy_rule *rule = &policy->rule[i];
		const struct effect *effect = &walk->family->effect[rule->effect];
		bool ends = effect->kind == EFFECT_ROUTE || effect->kind == EFFECT_RESPONSE;
		if (rule->observe || (ends && was_tried(walk->failed, rule->effect)) || !walk_rule(walk, rule))
			continue;
		course->chain.link[depth].policy = number;
		course->chain.link[depth].rule = i;
		course->effect = rule->effect;
		if (ends)
			return STEP_FOUND;
		if (effect->kind == EFFECT_INVOKE && effect->invoked < walk->family->policies &&
		    walk_policy(walk, effect->invoked, course) == STEP_FOUND)
			return STEP_FOUND;
		course->passed_over = true;
		if (walk->strict)
			return STEP_FOUND;
	}
	course->chain.links = depth;
	return STEP_ON;
}

void walk_all(struct walk *walk, uint32_t policy, struct course *ret_course)
{
	*ret_course = (struct course){ .effect = FLOOR };
	if (policy < walk->family->policies && walk_policy(walk, policy, ret_course) == STEP_FOUND)
		return;
	bool passed_over = ret_course->passed_over;
	*ret_course = (struct course){ .effect = FLOOR, .passed_over = passed_over };
}
