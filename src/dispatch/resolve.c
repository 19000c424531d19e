/* Goes through the cards from top to bottom; the first that fits is the one, and special ones add. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/resolve.h"

#include <assert.h>
#include <inttypes.h>

#include "dispatch/run_card_inside.h"

enum { UNSEEN, OUTSIDE, INSIDE };

/* The question, and what was found out about it on the way: each area is measured once. */
struct search {
	const struct plan *plan;
	const struct question *question;
	unsigned priority;
	uint8_t seen[PLAN_AREAS_MAX + 1];
};

static bool in_area(struct search *search, uint32_t number)
{
	if (search->seen[number] == UNSEEN)
		search->seen[number] =
		    run_card_holds(search->plan, plan_area(search->plan, number), search->question->at) ? INSIDE
													: OUTSIDE;
	return search->seen[number] == INSIDE;
}

/* Which of its areas fits; 0 if none does. */
static uint32_t area_of(struct search *search, struct run areas)
{
	for (uint32_t i = 0; search->question->placed && i < areas.count; i++) {
		uint32_t number = *(const uint32_t *)pool_item(&search->plan->numbers, areas.first + i);
		if (in_area(search, number))
			return number;
	}
	return 0;
}

static uint32_t pattern_of(const struct search *search, struct run patterns)
{
	for (uint32_t i = 0; i < patterns.count; i++)
		if (pattern_fits(pool_item(&search->plan->patterns, patterns.first + i), &search->question->type))
			return patterns.first + i;
	return 0;
}

/* Whether all but the place fits. */
static bool fits_but_place(const struct search *search, const struct conditions *when, uint32_t *ret_pattern)
{
	*ret_pattern = pattern_of(search, when->patterns);
	return (when->priorities >> search->priority & 1) && (!when->patterns.count || *ret_pattern) &&
	       (!when->week || week_has(pool_item(&search->plan->weeks, when->week), search->question->minute));
}

static void add_rows(const struct plan *plan, uint32_t card, struct run needs, unsigned alarm,
                     struct resolution *resolution)
{
	for (uint32_t i = 0; i < needs.count; i++) {
		assert(resolution->rows < PLAN_ROWS_MAX); /* run_card_judge counted them */
		resolution->row[resolution->rows++] =
		    (struct resolved_row){ plan_need(plan, needs.first + i), card, (uint8_t)alarm };
	}
}

static void add_special(struct search *search, unsigned alarm, struct resolution *resolution)
{
	const struct plan *plan = search->plan;
	for (uint32_t i = 0; i < plan->special.count; i++) {
		const struct card *card = plan_card(plan, plan->special.first + i);
		uint32_t pattern;
		if (alarm >= card->alarms && fits_but_place(search, &card->when, &pattern) &&
		    (!card->when.areas.count || area_of(search, card->when.areas)))
			add_rows(plan, plan->special.first + i, card->alarm[0], card->alarms, resolution);
	}
}

static void find_card(struct search *search, struct resolution *found)
{
	const struct plan *plan = search->plan;
	found->card = run_card_named(plan, search->question->card.text);
	found->named = found->card;
	for (uint32_t number = 1; !found->card; number++) {
		const struct card *card = plan_card(plan, number);
		uint32_t pattern;
		if (!fits_but_place(search, &card->when, &pattern))
			continue;
		uint32_t area = area_of(search, card->when.areas);
		if (card->when.areas.count && !area) {
			if (!search->question->placed && !found->unplaced)
				found->unplaced = number;
			continue;
		}
		found->card = number;
		found->pattern = pattern;
		found->area = area;
	}
}

void resolve_question(const struct plan *plan, const struct question *question, struct resolution *ret_resolution)
{
	struct search search = { .plan = plan,
		                 .question = question,
		                 .priority = question->priority ? question->priority : 1 };
	unsigned alarm = question->alarm ? question->alarm : 1;
	struct resolution found = { .card = 0 };
	assert(question->priority <= PRIORITY_MAX && question->minute < WEEK_MINUTES);
	find_card(&search, &found);
	const struct card *card = plan_card(plan, found.card);
	for (unsigned level = 0; level < alarm && level < card->alarms; level++)
		add_rows(plan, found.card, card->alarm[level], level + 1, &found);
	add_special(&search, alarm, &found);
	found.beyond = alarm > card->alarms;
	found.crew_check_s = card->crew_check_s ? card->crew_check_s : plan->crew_check_s;
	found.lasts_s = card->lasts_s ? card->lasts_s : plan->lasts_s;
	found.agencies = card->agencies.count ? card->agencies : plan->agencies_of_plan;
	*ret_resolution = found;
}

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

/* What of the card's conditions the call meets. */
static enum status conditions_words(const struct plan *plan, const struct question *question,
                                    const struct resolution *resolution, struct buffer *out)
{
	const struct conditions *when = &plan_card(plan, resolution->card)->when;
	enum status status = STATUS_OK;
	/* A plan without patterns has no pool of them, not even its item zero. */
	const struct pattern *pattern = resolution->pattern ? pool_item(&plan->patterns, resolution->pattern) : NULL;
	if (pattern)
		status = buffer_print(out, "; type %s fits %s%s", question->type.text, pattern->text.text,
		                      pattern->prefix ? "*" : "");
	if (status == STATUS_OK && when->priorities != PRIORITIES_ALL)
		status = buffer_print(out, question->priority ? "; priority %u" : "; priority unknown, taken as %u",
		                      question->priority ? question->priority : 1u);
	if (status == STATUS_OK && resolution->area)
		status = buffer_print(out, "; in %s", plan_area(plan, resolution->area)->name.text);
	if (status == STATUS_OK && when->week)
		status = buffer_print(out, "; %s %02u:%02u", days[question->minute / 1440], question->minute / 60u % 24,
		                      question->minute % 60u);
	return status;
}

enum status resolve_words(const struct plan *plan, const struct question *question, const struct resolution *resolution,
                          struct buffer *out)
{
	const struct card *card = plan_card(plan, resolution->card);
	enum status status = buffer_print(out, "card %s, line %u", card->name, card->line);
	if (status == STATUS_OK && resolution->named)
		status = buffer_append_text(out, "; the policy names it");
	else if (status == STATUS_OK)
		status = conditions_words(plan, question, resolution, out);
	if (status == STATUS_OK)
		status = buffer_append_text(out, "\n");
	if (status == STATUS_OK && *question->card.text && !resolution->named)
		status =
		    buffer_print(out, "the policy names card %s, which the plan does not have\n", question->card.text);
	if (status == STATUS_OK && resolution->unplaced)
		status = buffer_print(out, "the place is not known; card %s, line %u, may be meant\n",
		                      plan_card(plan, resolution->unplaced)->name,
		                      plan_card(plan, resolution->unplaced)->line);
	if (status == STATUS_OK && resolution->beyond)
		status =
		    buffer_print(out, "alarm %u adds nothing: the card ends at %u\n", question->alarm, card->alarms);
	for (unsigned i = 0; status == STATUS_OK && i < resolution->rows; i++) {
		uint32_t from = resolution->row[i].card;
		if (from != resolution->card && (i == 0 || resolution->row[i - 1].card != from))
			status = buffer_print(out, "%s, line %u, adds\n", plan_card(plan, from)->name,
			                      plan_card(plan, from)->line);
	}
	return status;
}
