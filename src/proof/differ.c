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

/* Where the calls of a kind go; FLOOR as an effect. */
struct kind {
	uint32_t other; /* the policy after */
	uint32_t before, after;
};

static void walk_both(const struct model *model, const struct kind *kind, const struct example *example,
                      struct course ret_course[2])
{
	const uint32_t policy[] = { model->policy, kind->other };
	for (unsigned i = 0; i < 2; i++)
		policy_try(model->family, policy[i], &example->open, &example->caller, &example->failed, false,
		           &ret_course[i]);
}

static bool is_of_kind(const struct model *model, struct judgement *j, const void *context)
{
	const struct kind *kind = context;
	struct course course[2];
	walk_both(model, kind, &j->example[0], course);
	return course[0].effect == kind->before && course[1].effect == kind->after;
}

static enum status tell(const struct model *model, const struct kind *kind, const struct example *example,
                        struct buffer *words)
{
	static const char *const versions[] = { "   before: ", "   after : " };
	struct course course[2];
	enum status status = words_call(model, example, words);
	walk_both(model, kind, example, course);
	for (unsigned i = 0; i < 2 && status == STATUS_OK; i++) {
		status = buffer_append_text(words, versions[i]);
		if (status == STATUS_OK)
			status = words_course(model, &course[i], words);
	}
	return status;
}

static uint32_t gone(struct search *search, const int32_t *goes, uint32_t effects)
{
	for (uint32_t i = 0; i < effects; i++)
		if (search_value(search, (uint32_t)goes[i]))
			return i;
	return effects;
}

/* One kind: its call, freed of what does not matter, and then it is not looked for again.  STATUS_LIMIT: the walk does not bear
 * it out, or takes more failures than an example holds. */
static enum status take_kind(struct difference *d, const struct model *model, const struct terms *terms,
                             struct search *search, struct buffer *words)
{
	struct judgements one = { .count = 1, .judgement = calloc(1, sizeof *one.judgement) };
	uint32_t before = gone(search, d->before, d->effects), after = gone(search, d->after, d->effects);
	const struct kind kind = { d->other, before == d->effects ? FLOOR : before,
		                   after == d->effects ? FLOOR : after };
	if (!one.judgement)
		return STATUS_MEMORY;
	struct judgement *j = &one.judgement[0];
	struct example *example = &j->example[0];
	for (uint32_t i = 1; i <= d->formula->variables; i++)
		d->formula->value[i] = search_value(search, i);
	enum status status = example_make(d->formula, terms, 0, j, example);
	if (status == STATUS_OK) {
		j->examples = 1;
		example_fail(d->formula, model->policy, d->failed, example, &example->failed);
		example_fail(d->formula, d->other, d->failed, example, &example->failed);
		status = is_of_kind(model, j, &kind) ? STATUS_OK : STATUS_LIMIT;
	}
	if (status == STATUS_OK) {
		example_simplify(model, is_of_kind, &kind, j);
		status = tell(model, &kind, example, words);
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
