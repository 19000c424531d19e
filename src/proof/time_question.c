/* D: how long it takes, at the worst, until a person is rung who is there: every automatic way before him has failed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

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

/* The spans that are come to are at least so many units together: counted item by item, each count only as the one before it
 * and the item itself bear it out. */
static void say_at_least(struct formula *f, const struct items *items, uint32_t units)
{
	uint32_t unit_s = items->unit_s ? items->unit_s : 1;
	uint32_t *before = calloc((size_t)units + 1, sizeof *before), *now = calloc((size_t)units + 1, sizeof *now);
	for (uint32_t i = 0; before && now && i < items->count && f->status == STATUS_OK; i++) {
		uint32_t span = items->item[i].span_s / unit_s;
		for (uint32_t j = 1; j <= units; j++) {
			int32_t rest = j > span ? (int32_t)before[j - span] : 0;
			now[j] = formula_new(f);
			if (before[j])
				FORMULA_ADD(f, -(int32_t)now[j], (int32_t)before[j], items->item[i].come_to);
			else
				FORMULA_ADD(f, -(int32_t)now[j], items->item[i].come_to);
			if (j <= span)
				continue;
			int32_t literals[3] = { -(int32_t)now[j] };
			unsigned count = 1;
			if (before[j])
				literals[count++] = (int32_t)before[j];
			if (rest)
				literals[count++] = rest;
			formula_add(f, literals, count);
		}
		uint32_t *turned = before;
		before = now;
		now = turned;
	}
	if (!before || !now)
		f->status = STATUS_MEMORY;
	else if (items->count)
		FORMULA_ADD(f, (int32_t)before[units]);
	else
		formula_add(f, NULL, 0);
	free(before);
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

static bool is_late(const struct model *model, const struct terms *terms, struct judgement *j)
{
	(void)terms;
	j->example[0].failed.count = 0;
	return walk_s(model, &j->example[0]) >= j->value;
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

/* Whether a call can take at least so many seconds, as a judgement that it cannot. */
static enum status judge_least(const struct model *model, const struct terms *terms, uint32_t least_s, bool show,
                               struct judgement *j, uint32_t *ret_found_s)
{
	struct items items = { 0 };
	struct formula f;
	enum status status = formula_open(model, 1, &f);
	if (status != STATUS_OK)
		return status;
	find_items(&f, &items);
	if (f.status == STATUS_OK)
		say_at_least(&f, &items, items.unit_s ? (least_s + items.unit_s - 1) / items.unit_s : 1);
	status = formula_judge(&f, j);
	if (status == STATUS_OK && j->answer == ANSWER_REFUTED)
		status = example_make(&f, terms, 0, j, &j->example[0]);
	if (status == STATUS_OK && j->answer == ANSWER_REFUTED) {
		struct example *example = &j->example[0];
		j->examples = 1;
		*ret_found_s = walk_s(model, example);
		if (*ret_found_s < least_s)
			j->answer = ANSWER_UNDECIDED;
		if (show && j->answer == ANSWER_REFUTED) {
			j->value = *ret_found_s;
			example_simplify(model, terms, is_late, j);
			example->failed.count = 0;
			*ret_found_s = walk_s(model, example);
			struct example call = *example;
			call.failed.count = 0;
			status = words_call(model, &call, &j->words);
			if (status == STATUS_OK)
				status =
				    buffer_print(&j->words, "waits %u s until a person is rung, %u s are allowed:\n",
				                 *ret_found_s, terms->human_within_s);
			if (status == STATUS_OK)
				status = tell_chain(model, example, &j->words);
		}
	}
	free(items.item);
	formula_close(&f);
	return status;
}

/* The longest that there is: from below, each time beyond what was found. */
static enum status find_longest(const struct model *model, const struct terms *terms, struct buffer *words)
{
	uint32_t longest_s = 0, found_s = 0;
	enum status status = STATUS_OK;
	struct buffer chain = { 0 };
	for (bool more = true; more && status == STATUS_OK;) {
		struct judgements one = { .count = 1, .judgement = calloc(1, sizeof *one.judgement) };
		if (!one.judgement)
			return STATUS_MEMORY;
		status = judge_least(model, terms, longest_s + 1, false, one.judgement, &found_s);
		more = status == STATUS_OK && one.judgement->answer == ANSWER_REFUTED && found_s > longest_s;
		if (more) {
			longest_s = found_s;
			buffer_clear(&chain);
			status = tell_chain(model, &one.judgement->example[0], &chain);
		}
		judgements_close(&one);
	}
	if (status == STATUS_OK)
		status =
		    buffer_print(words, "A person is rung within %u s at the latest; the longest chain:\n", longest_s);
	if (status == STATUS_OK && longest_s)
		status = buffer_append(words, buffer_bytes(&chain));
	else if (status == STATUS_OK)
		status = buffer_append_text(words, "   at once\n");
	buffer_close(&chain);
	return status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	uint32_t found_s = 0;
	if (model->family->policy[model->policy].kind == POLICY_RESPONSE) {
		ret_judgement->answer = ANSWER_PROVED;
		return buffer_append_text(&ret_judgement->words, "It rings nobody: it says what is owed.\n");
	}
	enum status status = judge_least(model, terms, terms->human_within_s + 1, true, ret_judgement, &found_s);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_PROVED)
		status = find_longest(model, terms, &ret_judgement->words);
	return status;
}

const struct policy_question time_question = { "human within", "D", "is a person rung soon enough, whatever fails?",
	                                       true, ask };
