/* A family cut into leaves, and time into the sets of periods that ever hold together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/digest.h"

#define DAY_US 86400000000LL
/* A week, and a day for the small hours that belong to the day before. */
#define SWEEP_DAYS 8
/* Changes of clocks come again every year; two of them show every pair of offsets. */
#define YEARS_US (2 * 366 * DAY_US)

static enum status add_leaf(struct model *model, uint32_t *room, struct leaf leaf)
{
	if (model->leaves == LEAVES_MAX)
		return STATUS_LIMIT;
	if (model->leaves == *room) {
		uint32_t more = *room ? 2 * *room : 64;
		struct leaf *grown = reallocarray(model->leaf, more, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		model->leaf = grown;
		*room = more;
	}
	model->leaf[model->leaves++] = leaf;
	return STATUS_OK;
}

/* The rules of a policy below a chain; a chain that is too deep comes to nothing, as in the walk. */
static enum status add_policy(struct model *model, uint32_t *room, uint32_t number, const struct chain *above,
                              struct instant from)
{
	const struct family *family = model->family;
	const struct policy *policy = &family->policy[number];
	enum status status = STATUS_OK;
	if (from.us >= policy->expires.us || above->links == CHAIN_MAX)
		return STATUS_OK;
	for (uint32_t i = 0; i < policy->rules && status == STATUS_OK; i++) {
		const struct policy_rule *rule = &policy->rule[i];
		const struct effect *effect = &family->effect[rule->effect];
		struct leaf leaf = { .effect = rule->effect, .chain = *above };
		if (rule->observe)
			continue;
		leaf.chain.link[leaf.chain.links].policy = number;
		leaf.chain.link[leaf.chain.links++].rule = i;
		leaf.ends = effect->kind == EFFECT_ROUTE || effect->kind == EFFECT_RESPONSE;
		bool invokes = effect->kind == EFFECT_INVOKE && effect->invoked < family->policies;
		if (invokes)
			status = add_policy(model, room, effect->invoked, &leaf.chain, from);
		leaf.spent = invokes;
		if (status == STATUS_OK)
			status = add_leaf(model, room, leaf);
	}
	return status;
}

struct moments {
	int64_t *at;
	uint32_t count, room;
};

static enum status add_moment(struct moments *m, int64_t at)
{
	if (m->count == m->room) {
		uint32_t more = m->room ? 2 * m->room : 256;
		int64_t *grown = reallocarray(m->at, more, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		m->at = grown;
		m->room = more;
	}
	m->at[m->count++] = at;
	return STATUS_OK;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void sort(struct moments *m)
{
	uint32_t kept = 0;
	if (m->count)
		qsort(m->at, m->count, sizeof *m->at, by_time);
	for (uint32_t i = 0; i < m->count; i++)
		if (!kept || m->at[kept - 1] != m->at[i])
			m->at[kept++] = m->at[i];
	m->count = kept;
}

/* Between two of these all clocks keep their offsets, and no date comes or goes. */
static enum status find_dates(const struct family *family, int64_t from, struct moments *dates)
{
	int64_t until = from + YEARS_US;
	enum status status = add_moment(dates, from);
	for (uint32_t i = 0; i < family->periods && status == STATUS_OK; i++) {
		const int64_t date[] = { family->period[i].from.us, family->period[i].to.us };
		for (unsigned d = 0; d < 2 && status == STATUS_OK; d++) {
			if (date[d] <= from || date[d] >= INSTANT_MAX_US)
				continue;
			status = add_moment(dates, date[d]);
			until = date[d] + YEARS_US > until ? date[d] + YEARS_US : until;
		}
	}
	for (uint32_t i = 0; i < family->tzs && status == STATUS_OK; i++) {
		struct instant at = tz_next_change(family->tz[i], (struct instant){ from });
		for (; at.us < until && status == STATUS_OK; at = tz_next_change(family->tz[i], at))
			status = dates->count < MOMENTS_MAX ? add_moment(dates, at.us) : STATUS_LIMIT;
	}
	sort(dates);
	return status;
}

/* Keeps a moment if its set of periods is a new one. */
static enum status keep(struct model *model, int64_t at, uint32_t *slot, uint32_t slots)
{
	uint64_t set[FAMILY_PREDICATES_MAX / 64 + 1];
	memset(set, 0, model->words * sizeof *set);
	for (uint32_t i = 0; i < model->family->periods; i++)
		if (trial_period(model->family, i, (struct instant){ at }))
			set[i / 64] |= (uint64_t)1 << i % 64;
	uint32_t at_slot = (uint32_t)digest_of(0, set, model->words * sizeof *set) & (slots - 1);
	for (; slot[at_slot]; at_slot = (at_slot + 1) & (slots - 1))
		if (memcmp(model->signature + (size_t)(slot[at_slot] - 1) * model->words, set,
		           model->words * sizeof *set) == 0)
			return STATUS_OK;
	if (model->moments == MOMENTS_MAX)
		return STATUS_LIMIT;
	memcpy(model->signature + (size_t)model->moments * model->words, set, model->words * sizeof *set);
	model->moment[model->moments].us = at;
	slot[at_slot] = ++model->moments;
	return STATUS_OK;
}

/* All that one stretch between two dates can show, in its first eight days. */
static enum status sweep(struct model *model, int64_t from, int64_t to, struct moments *turns, uint32_t *slot,
                         uint32_t slots)
{
	const struct family *family = model->family;
	enum status status = STATUS_OK;
	turns->count = 0;
	int64_t end = to < from + SWEEP_DAYS * DAY_US ? to : from + SWEEP_DAYS * DAY_US;
	status = add_moment(turns, from);
	for (uint32_t i = 0; i < family->periods && status == STATUS_OK; i++) {
		int64_t offset =
		    (int64_t)tz_offset_s(family->tz[family->period[i].tz], (struct instant){ from }) * 1000000;
		int64_t local = from + offset;
		int64_t midnight = (local >= 0 ? local : local - DAY_US + 1) / DAY_US * DAY_US - offset;
		const int64_t of_day[] = { 0, (int64_t)family->period[i].day_from_s * 1000000,
			                   (int64_t)family->period[i].day_to_s * 1000000 };
		for (int64_t day = midnight; day < end && status == STATUS_OK; day += DAY_US)
			for (unsigned t = 0; t < 3 && status == STATUS_OK; t++)
				if (day + of_day[t] > from && day + of_day[t] < end)
					status = add_moment(turns, day + of_day[t]);
		/* Most periods turn at the same few hours. */
		if (turns->count > 65536)
			sort(turns);
	}
	sort(turns);
	for (uint32_t i = 0; i < turns->count && status == STATUS_OK; i++)
		status = keep(model, turns->at[i], slot, slots);
	return status;
}

static enum status find_moments(struct model *model, const struct terms *terms)
{
	const struct family *family = model->family;
	struct moments dates = { 0 }, turns = { 0 };
	uint32_t slots = 65536;
	model->words = family->periods / 64 + 1;
	uint32_t *slot = calloc(slots, sizeof *slot);
	model->moment = calloc(MOMENTS_MAX, sizeof *model->moment);
	model->signature = calloc((size_t)MOMENTS_MAX * model->words, sizeof *model->signature);
	enum status status = slot && model->moment && model->signature ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = find_dates(family, terms->from.us, &dates);
	for (uint32_t i = 0; i < dates.count && status == STATUS_OK; i++)
		status = sweep(model, dates.at[i], i + 1 < dates.count ? dates.at[i + 1] : INSTANT_MAX_US, &turns, slot,
		               slots);
	free(dates.at);
	free(turns.at);
	free(slot);
	return status;
}

enum status model_open_pair(const struct family *family, uint32_t first, uint32_t second, const struct terms *terms,
                            struct model *ret_model, uint32_t *ret_second)
{
	struct model model = { .family = family, .policy = first };
	struct chain none = { 0 };
	uint32_t room = 0;
	enum status status = add_policy(&model, &room, first, &none, terms->from);
	uint32_t leaves = model.leaves;
	if (status == STATUS_OK && second != first)
		status = add_policy(&model, &room, second, &none, terms->from);
	if (status == STATUS_OK)
		status = find_moments(&model, terms);
	if (status == STATUS_OK) {
		*ret_model = model;
		*ret_second = leaves;
	} else {
		model_close(&model);
	}
	return status;
}

enum status model_open(const struct family *family, uint32_t policy, const struct terms *terms, struct model *ret_model)
{
	uint32_t second;
	return model_open_pair(family, policy, policy, terms, ret_model, &second);
}

void model_close(struct model *model)
{
	free(model->leaf);
	free(model->moment);
	free(model->signature);
	*model = (struct model){ 0 };
}
