/* What another version changes: calls that go elsewhere are looked for, kind by kind, until there are no more. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/differ.h"

#include <stdlib.h>

#include "proof/model.h"

struct difference {
	struct formula *formula;
	int32_t *failed, *before, *after;
	uint32_t effects, second, other;
};

static void difference_close(struct difference *d)
{
	free(d->failed);
	free(d->before);
	free(d->after);
}

static enum status say_difference(struct difference *d, const struct model *model)
{
	struct formula *f = d->formula;
	int32_t *unlike = calloc(d->effects + 1, sizeof *unlike);
	d->failed = calloc(d->effects + 1, sizeof *d->failed);
	d->before = calloc(d->effects + 1, sizeof *d->before);
	d->after = calloc(d->effects + 1, sizeof *d->after);
	bool good = unlike && d->failed && d->before && d->after;
	for (uint32_t i = 0; good && i < d->effects; i++)
		d->failed[i] = (int32_t)formula_new(f);
	good = good && formula_courses(f, 0, 0, d->second, d->failed, d->before) &&
	       formula_courses(f, 0, d->second, model->leaves, d->failed, d->after);
	for (uint32_t i = 0; good && i <= d->effects; i++)
		unlike[i] = (int32_t)formula_all(f, (const int32_t[]){ d->before[i], -d->after[i] }, 2);
	if (good)
		formula_add(f, unlike, d->effects + 1);
	free(unlike);
	return good ? f->status : STATUS_MEMORY;
}

/* The two courses of the example, by the real walk; whether they differ still. */
static bool still_differs(const struct model *model, const struct terms *terms, struct judgement *j)
{
	struct example *example = &j->example[0];
	struct course after;
	(void)terms;
	policy_try(model->family, model->policy, &example->open, &example->caller, &example->failed, false,
	           &example->course);
	policy_try(model->family, j->policy, &example->open, &example->caller, &example->failed, false, &after);
	/* Of the same kind as it was found. */
	return example->course.effect == j->value && after.effect == (uint32_t)j->certificate.lemmas;
}

static enum status tell(const struct model *model, struct judgement *j, struct buffer *words)
{
	struct example *example = &j->example[0];
	struct course course;
	enum status status = words_call(model, example, words);
	for (unsigned version = 0; version < 2 && status == STATUS_OK; version++) {
		policy_try(model->family, version ? j->policy : model->policy, &example->open, &example->caller,
		           &example->failed, false, &course);
		status = buffer_append_text(words, version ? "   after : " : "   before: ");
		if (status == STATUS_OK)
			status = words_chain(model, &course, words);
		if (status == STATUS_OK)
			status = buffer_append_text(words, " -> ");
		if (status == STATUS_OK)
			status = words_effect(model, &course, words);
		if (status == STATUS_OK)
			status = buffer_append_text(words, "\n");
	}
	return status;
}

static uint32_t gone(const struct search *search, const int32_t *goes, uint32_t effects)
{
	for (uint32_t i = 0; i < effects; i++)
		if (search_value((struct search *)(uintptr_t)search, (uint32_t)goes[i]))
			return i;
	return effects;
}

/* One kind: its call, freed of what does not matter, and then it is not looked for again. */
static enum status take_kind(struct difference *d, const struct model *model, const struct terms *terms,
                             struct search *search, struct buffer *words)
{
	struct judgements one = { .count = 1, .judgement = calloc(1, sizeof *one.judgement) };
	uint32_t before = gone(search, d->before, d->effects), after = gone(search, d->after, d->effects);
	if (!one.judgement)
		return STATUS_MEMORY;
	struct judgement *j = &one.judgement[0];
	j->policy = d->other;
	j->value = before == d->effects ? FLOOR : before;
	j->certificate.lemmas = after == d->effects ? FLOOR : after;
	for (uint32_t i = 1; i <= d->formula->variables; i++)
		d->formula->value[i] = search_value(search, i);
	enum status status = example_make(d->formula, terms, 0, j, &j->example[0]);
	if (status == STATUS_OK) {
		struct example *example = &j->example[0];
		j->examples = 1;
		for (uint32_t i = 0; i < d->effects && example->failed.count < FAILED_MAX; i++)
			if (d->formula->value[d->failed[i]] && (d->before[i] || d->after[i]))
				example->failed.effect[example->failed.count++] = i;
		if (still_differs(model, terms, j))
			example_simplify(model, terms, still_differs, j);
		status = tell(model, j, words);
	}
	search_add(search, (const int32_t[]){ -d->before[before], -d->after[after] }, 2);
	judgements_close(&one);
	return status;
}

/* That there is no difference at all is worth a proof. */
static enum status prove_same(struct difference *d, bool *ret_proved)
{
	struct judgements one = { .count = 1, .judgement = calloc(1, sizeof *one.judgement) };
	if (!one.judgement)
		return STATUS_MEMORY;
	free(d->formula->value);
	d->formula->value = NULL;
	enum status status = formula_judge(d->formula, &one.judgement[0]);
	*ret_proved = status == STATUS_OK && one.judgement[0].answer == ANSWER_PROVED;
	judgements_close(&one);
	return status;
}

/* Kinds of calls that go elsewhere at first, and then those for which it takes that ways fail. */
static enum status find_kinds(struct difference *d, const struct model *model, const struct terms *terms,
                              struct search *search, struct buffer *words, uint32_t *kinds, enum found *ret_end)
{
	enum status status = STATUS_OK;
	enum found found = FOUND_PROOF;
	for (bool fail = false; status == STATUS_OK && found == FOUND_PROOF && *kinds < DIFFER_KINDS_MAX; fail = true) {
		uint32_t told = *kinds;
		do {
			for (uint32_t i = 0; i < d->effects && !fail; i++)
				search_assume(search, -d->failed[i]);
			found = search_next(search);
			if (found == FOUND_SOLUTION && fail && *kinds == told)
				status = buffer_append_text(words, "AND WHEN WAYS FAIL\n");
			if (found == FOUND_SOLUTION && status == STATUS_OK)
				status = take_kind(d, model, terms, search, words);
			*kinds += found == FOUND_SOLUTION;
		} while (status == STATUS_OK && found == FOUND_SOLUTION && *kinds < DIFFER_KINDS_MAX);
		if (fail)
			break;
	}
	*ret_end = found;
	return status;
}

enum status policies_differ(const struct family *family, uint32_t before, uint32_t after, const struct terms *terms,
                            struct buffer *words, uint32_t *ret_kinds, bool *ret_proved)
{
	struct formula formula;
	struct difference d = { .formula = &formula, .effects = family->effects, .other = after };
	struct search *search = NULL;
	struct model model;
	uint32_t kinds = 0;
	enum status status = model_open_pair(family, before, after, terms, &model, &d.second);
	if (status != STATUS_OK)
		return status;
	status = formula_open(&model, 1, &formula);
	if (status == STATUS_OK) {
		status = say_difference(&d, &model);
		formula.value = calloc((size_t)formula.variables + 1, sizeof *formula.value);
		if (status == STATUS_OK && !formula.value)
			status = STATUS_MEMORY;
		if (status == STATUS_OK)
			status = search_open(&formula.clauses, &search);
		enum found found = FOUND_NOTHING;
		if (status == STATUS_OK)
			status = find_kinds(&d, &model, terms, search, words, &kinds, &found);
		*ret_proved = false;
		if (status == STATUS_OK && !kinds && found == FOUND_PROOF)
			status = prove_same(&d, ret_proved);
		if (status == STATUS_OK && kinds < DIFFER_KINDS_MAX && found == FOUND_NOTHING)
			status = STATUS_LIMIT;
		search_close(search);
		difference_close(&d);
		formula_close(&formula);
	}
	model_close(&model);
	if (status == STATUS_OK)
		*ret_kinds = kinds;
	return status;
}
