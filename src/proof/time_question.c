/* D: how long it takes, at the worst, until a person is rung who is there: every automatic way before him has failed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "proof/model.h"
#include "proof/questions.h"

/* One thing that takes time if it is come to. */
struct item {
	int32_t come_to;
	uint32_t span_s;
};

struct items {
	struct item *item;
	uint32_t count, unit_s; /* the largest span of which all are multiples */
};

static uint32_t common(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void add_item(struct items *items, int32_t come_to, uint32_t span_s)
{
	if (!span_s)
		return;
	items->item[items->count++] = (struct item){ come_to, span_s };
	items->unit_s = common(items->unit_s, span_s);
}

static uint32_t of_person_s(const struct way *way)
{
	return way->answer_s ? way->answer_s : way->ring_s;
}

/* A way is come to if one of its leaves holds and no person stands before it; it is tried once, whatever leads to it again. */
static void find_items(struct formula *f, struct items *items)
{
	const struct model *model = f->model;
	int32_t *come = calloc((size_t)model->leaves + 1, sizeof *come),
		*mine = calloc((size_t)model->leaves + 1, sizeof *mine);
	items->item = calloc((size_t)model->leaves + 1, sizeof *items->item);
	uint32_t nobody = formula_new(f);
	FORMULA_ADD(f, (int32_t)nobody);
	for (uint32_t i = 0; come && mine && items->item && i < model->leaves && f->status == STATUS_OK; i++) {
		const struct way *way = &model->family->effect[model->leaf[i].effect].way;
		if (!model->leaf[i].ends)
			continue;
		int32_t leaf = (int32_t)formula_leaf(f, 0, i);
		come[i] = (int32_t)formula_all(f, (const int32_t[]){ (int32_t)nobody, leaf }, 2);
		if (!way->human)
			continue;
		add_item(items, come[i], of_person_s(way));
		nobody = formula_all(f, (const int32_t[]){ (int32_t)nobody, -leaf }, 2);
	}
	for (uint32_t effect = 0; come && mine && items->item && effect < model->family->effects; effect++) {
		const struct effect *e = &model->family->effect[effect];
		unsigned count = 0;
		for (uint32_t i = 0; i < model->leaves && e->kind == EFFECT_ROUTE && !e->way.human; i++)
			if (come[i] && model->leaf[i].effect == effect)
				mine[count++] = come[i];
		if (count)
			add_item(items, (int32_t)formula_any(f, mine, count), e->way.ring_s);
	}
	if (!come || !mine || !items->item)
		f->status = STATUS_MEMORY;
	free(come);
	free(mine);
}

/* at_least[j], for 1 to `units`: the spans that are come to are at least so many units together, which is counted item by item,
 * each count only as the one before it and the item itself bear it out.  0: they cannot be. */
static void say_counts(struct formula *f, const struct items *items, uint32_t units, int32_t *at_least)
{
	uint32_t unit_s = items->unit_s ? items->unit_s : 1;
	int32_t *now = calloc((size_t)units + 1, sizeof *now);
	for (uint32_t i = 0; now && i < items->count && f->status == STATUS_OK; i++) {
		uint32_t span = items->item[i].span_s / unit_s;
		for (uint32_t j = 1; j <= units; j++) {
			int32_t literals[3] = { -(int32_t)formula_new(f) };
			unsigned count = 1;
			now[j] = -literals[0];
			if (at_least[j])
				FORMULA_ADD(f, -now[j], at_least[j], items->item[i].come_to);
			else
				FORMULA_ADD(f, -now[j], items->item[i].come_to);
			if (j <= span)
				continue;
			if (at_least[j])
				literals[count++] = at_least[j];
			if (at_least[j - span])
				literals[count++] = at_least[j - span];
			formula_add(f, literals, count);
		}
		memcpy(at_least, now, ((size_t)units + 1) * sizeof *now);
	}
	if (!now)
		f->status = STATUS_MEMORY;
	free(now);
}

/* The walk itself, every automatic way failing: how long, and over which ways. */
static uint32_t walk_s(const struct model *model, struct example *example)
{
	const struct family *family = model->family;
	uint32_t sum_s = 0;
	for (;;) {
		policy_try(family, model->policy, &example->open, &example->caller, &example->failed, false,
		           &example->course);
		if (example->course.effect == FLOOR)
			return sum_s;
		const struct way *way = &family->effect[example->course.effect].way;
		if (way->human)
			return sum_s + of_person_s(way);
		sum_s += way->ring_s;
		if (example->failed.count == FAILED_MAX)
			return UINT32_MAX; /* so many automatic ways are no help at all */
		example->failed.effect[example->failed.count++] = example->course.effect;
	}
}

/* Not less late than it was found: the context is the seconds. */
static bool is_late(const struct model *model, struct judgement *j, const void *context)
{
	const uint32_t *least_s = context;
	j->example[0].failed.count = 0;
	return walk_s(model, &j->example[0]) >= *least_s;
}

static enum status tell_chain(const struct model *model, const struct example *example, struct buffer *words)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < example->failed.count && status == STATUS_OK; i++) {
		const struct way *way = &model->family->effect[example->failed.effect[i]].way;
		status = buffer_print(words, "   %u s at %s, where nobody answers\n", way->ring_s, way->destination);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(words, "   then ");
	if (status == STATUS_OK)
		status = words_effect(model, &example->course, words);
	return status == STATUS_OK ? buffer_append_text(words, "\n") : status;
}

/* What is asked, said once: the count of seconds, in units up to beyond the bound. */
struct timing {
	struct formula formula;
	struct items items;
	uint32_t units, unit_s;
	int32_t *at_least;
};

static void timing_close(struct timing *t)
{
	formula_close(&t->formula);
	free(t->items.item);
	free(t->at_least);
}

/* So many units are more than so many seconds. */
static uint32_t units_beyond(const struct timing *t, uint32_t seconds)
{
	return seconds / t->unit_s + 1;
}

static enum status timing_open(const struct model *model, uint32_t bound_s, struct timing *t)
{
	*t = (struct timing){ .unit_s = 1 };
	enum status status = formula_open(model, 1, &t->formula);
	if (status != STATUS_OK)
		return status;
	find_items(&t->formula, &t->items);
	t->unit_s = t->items.unit_s ? t->items.unit_s : 1;
	t->units = units_beyond(t, bound_s);
	t->at_least = calloc((size_t)t->units + 1, sizeof *t->at_least);
	if (!t->at_least)
		t->formula.status = STATUS_MEMORY;
	else if (t->formula.status == STATUS_OK)
		say_counts(&t->formula, &t->items, t->units, t->at_least);
	if (t->formula.status == STATUS_OK)
		return STATUS_OK;
	status = t->formula.status;
	timing_close(t);
	return status;
}

/* The call of the search's last solution, walked: how long, and over which ways. */
static enum status walk_found(struct timing *t, const struct terms *terms, struct search *search, uint32_t *ret_s,
                              struct buffer *chain)
{
	struct judgements one = { .count = 1, .judgement = calloc(1, sizeof *one.judgement) };
	if (!one.judgement)
		return STATUS_MEMORY;
	for (uint32_t i = 1; i <= t->formula.variables; i++)
		t->formula.value[i] = search_value(search, i);
	struct example *example = &one.judgement[0].example[0];
	enum status status = example_make(&t->formula, terms, 0, &one.judgement[0], example);
	if (status == STATUS_OK) {
		*ret_s = walk_s(t->formula.model, example);
		buffer_clear(chain);
		status = tell_chain(t->formula.model, example, chain);
	}
	judgements_close(&one);
	return status;
}

/* The longest time that there is, from below, each time beyond what was found; UINT32_MAX: past the bound. */
static enum status find_longest(struct timing *t, const struct terms *terms, uint32_t *ret_longest_s,
                                struct buffer *chain)
{
	struct search *search = NULL;
	uint32_t longest_s = 0;
	t->formula.value = calloc((size_t)t->formula.variables + 1, sizeof *t->formula.value);
	enum status status = t->formula.value ? search_open(&t->formula.clauses, &search) : STATUS_MEMORY;
	for (bool more = true; more && status == STATUS_OK && longest_s <= terms->human_within_s;) {
		int32_t beyond = t->at_least[units_beyond(t, longest_s)];
		uint32_t found_s = 0;
		if (beyond)
			search_assume(search, beyond);
		enum found found = beyond ? search_next(search) : FOUND_PROOF;
		more = found == FOUND_SOLUTION;
		if (more)
			status = walk_found(t, terms, search, &found_s, chain);
		else if (found == FOUND_NOTHING)
			status = STATUS_LIMIT;
		if (more &&
		    found_s <= longest_s) /* the walk does not bear it out: what is proved below says the rest */
			more = false;
		longest_s = found_s > longest_s ? found_s : longest_s;
	}
	search_close(search);
	free(t->formula.value);
	t->formula.value = NULL;
	if (status == STATUS_OK)
		*ret_longest_s = longest_s > terms->human_within_s ? UINT32_MAX : longest_s;
	return status;
}

static enum status tell_late(struct timing *t, const struct terms *terms, struct judgement *j)
{
	const struct model *model = t->formula.model;
	struct example *example = &j->example[0];
	enum status status = example_make(&t->formula, terms, 0, j, example);
	if (status != STATUS_OK)
		return status;
	j->examples = 1;
	uint32_t waits_s = walk_s(model, example);
	if (waits_s <= terms->human_within_s) {
		j->answer = ANSWER_UNDECIDED;
		return buffer_append_text(&j->words, NOT_BORNE_OUT);
	}
	example_simplify(model, is_late, &waits_s, j);
	struct example call = *example;
	call.failed.count = 0;
	status = words_call(model, &call, &j->words);
	if (status == STATUS_OK)
		status = buffer_print(&j->words, "waits %u s until a person is rung, %u s are allowed:\n", waits_s,
		                      terms->human_within_s);
	return status == STATUS_OK ? tell_chain(model, example, &j->words) : status;
}

/* What is proved is more than was asked: that no call waits longer than the longest that was found. */
static enum status judge_time(struct timing *t, const struct terms *terms, struct judgement *j)
{
	struct buffer chain = { 0 };
	uint32_t longest_s = 0;
	enum status status = find_longest(t, terms, &longest_s, &chain);
	bool late = longest_s == UINT32_MAX;
	uint32_t beyond = units_beyond(t, late ? terms->human_within_s : longest_s);
	if (status == STATUS_OK && t->at_least[beyond])
		FORMULA_ADD(&t->formula, t->at_least[beyond]);
	else if (status == STATUS_OK)
		formula_add(&t->formula, NULL, 0);
	if (status == STATUS_OK)
		status = formula_judge(&t->formula, j);
	if (status == STATUS_OK && j->answer == ANSWER_REFUTED)
		status = tell_late(t, terms, j);
	if (status == STATUS_OK && j->answer == ANSWER_PROVED) {
		status = buffer_print(&j->words, "A person is rung within %u s at the latest; the longest chain:\n",
		                      longest_s);
		if (status == STATUS_OK)
			status = longest_s ? buffer_append(&j->words, buffer_bytes(&chain))
			                   : buffer_append_text(&j->words, "   at once\n");
	}
	buffer_close(&chain);
	return status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	struct timing timing;
	if (model->family->policy[model->policy].kind == POLICY_RESPONSE) {
		ret_judgement->answer = ANSWER_PROVED;
		return buffer_append_text(&ret_judgement->words, "It rings nobody: it says what is owed.\n");
	}
	enum status status = timing_open(model, terms->human_within_s, &timing);
	if (status != STATUS_OK)
		return status;
	status = judge_time(&timing, terms, ret_judgement);
	timing_close(&timing);
	return status;
}

const struct policy_question time_question = { "human within", "D", "is a person rung soon enough, whatever fails?",
	                                       true, ask };
