/* E: two calls that differ only in who is calling go the same ways, at first and after every failure.
 *
 * It is asked as: for every set of failed ways, shared by both, the first way that is left is the same.  That is the same as
 * equal chains: if two chains differ, take as failed what stands in both before the first difference.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "proof/model.h"
#include "proof/questions.h"

/* Leaves in a row that lead to the same way: which of them holds makes no difference. */
struct row {
	uint32_t from, to, effect; /* `to` is behind it */
	bool of_caller;            /* whether who is calling decides any of it */
};

static uint32_t find_rows(struct formula *f, struct row *row)
{
	const struct model *model = f->model;
	uint32_t rows = 0;
	for (uint32_t i = 0; i < model->leaves; i++) {
		const struct leaf *leaf = &model->leaf[i];
		if (!leaf->ends)
			continue;
		if (!rows || row[rows - 1].effect != leaf->effect)
			row[rows++] = (struct row){ .from = i, .effect = leaf->effect };
		row[rows - 1].to = i + 1;
		row[rows - 1].of_caller |= formula_leaf(f, 0, i) != formula_leaf(f, 1, i);
	}
	return rows;
}

/* Some leaf of the row holds for the call, and its way has not failed. */
static int32_t row_left(struct formula *f, unsigned call, const struct row *row, const int32_t *failed, int32_t *mine)
{
	unsigned count = 0;
	for (uint32_t i = row->from; i < row->to; i++)
		if (f->model->leaf[i].ends)
			mine[count++] = (int32_t)formula_leaf(f, call, i);
	int32_t any = count == 1 ? mine[0] : (int32_t)formula_any(f, mine, count);
	return (int32_t)formula_all(f, (const int32_t[]){ any, -failed[row->effect] }, 2);
}

/* Two calls that differ do so first at some row: neither is left above it, one is there - say the first of the two, for they can
 * change places - and the other is not, and goes elsewhere.  Only rows of which who is calling decides come into question,
 * and only the second call has to be followed on. */
static void say_rows(struct formula *f, const int32_t *failed, const int32_t *goes, int32_t *unlike, int32_t *mine,
                     struct row *row)
{
	uint32_t rows = find_rows(f, row), none = formula_new(f);
	unsigned count = 0;
	FORMULA_ADD(f, (int32_t)none);
	for (uint32_t i = 0; i < rows && f->status == STATUS_OK; i++) {
		int32_t first = row_left(f, 0, &row[i], failed, mine), second = first;
		if (row[i].of_caller) {
			second = row_left(f, 1, &row[i], failed, mine);
			unlike[count++] = (int32_t)formula_all(
			    f, (const int32_t[]){ (int32_t)none, first, -second, -goes[row[i].effect] }, 4);
		}
		none = formula_all(f, (const int32_t[]){ (int32_t)none, -first, -second }, second == first ? 2 : 3);
	}
	formula_add(f, unlike, count);
}

/* The context is where the variables go that say which ways have failed; the asker frees them. */
static void say_unlike(struct formula *f, void *context)
{
	int32_t **ret_failed = context;
	const struct model *model = f->model;
	uint32_t effects = model->family->effects;
	int32_t *failed = calloc(effects + 1, sizeof *failed), *goes = calloc(effects + 1, sizeof *goes);
	int32_t *unlike = calloc((size_t)model->leaves + 1, sizeof *unlike);
	int32_t *mine = calloc((size_t)model->leaves + 1, sizeof *mine);
	struct row *row = calloc((size_t)model->leaves + 1, sizeof *row);
	bool good = failed && goes && unlike && mine && row;
	for (uint32_t i = 0; good && i < effects; i++)
		failed[i] = (int32_t)formula_new(f);
	good = good && formula_courses(f, 1, 0, model->leaves, failed, goes);
	if (good)
		say_rows(f, failed, goes, unlike, mine, row);
	else
		f->status = STATUS_MEMORY;
	free(unlike);
	free(goes);
	free(mine);
	free(row);
	*ret_failed = failed;
}

static bool is_unlike(const struct model *model, struct judgement *j, const void *context)
{
	(void)context;
	for (unsigned i = 0; i < 2; i++)
		policy_try(model->family, model->policy, &j->example[i].open, &j->example[i].caller,
		           &j->example[i].failed, false, &j->example[i].course);
	return j->example[0].course.effect != j->example[1].course.effect;
}

static enum status tell(const struct formula *f, const struct terms *terms, struct judgement *j, void *context)
{
	static const char *const which[] = { "First : ", "Second: " };
	int32_t *const *failed = context;
	const struct model *model = f->model;
	enum status status = STATUS_OK;
	for (; j->examples < 2 && status == STATUS_OK; j->examples += status == STATUS_OK)
		status = example_make(f, terms, j->examples, j, &j->example[j->examples]);
	if (status != STATUS_OK)
		return status;
	struct failed needed = { 0 };
	for (unsigned i = 0; i < 2; i++)
		example_fail(f, model->policy, *failed, &j->example[i], &needed);
	j->example[0].failed = j->example[1].failed = needed;
	if (!is_unlike(model, j, NULL)) {
		j->answer = ANSWER_UNDECIDED;
		return buffer_append_text(&j->words, NOT_BORNE_OUT);
	}
	example_simplify(model, is_unlike, NULL, j);
	status = words_difference(model, j->example, &j->words);
	for (unsigned i = 0; i < 2 && status == STATUS_OK; i++) {
		status = buffer_append_text(&j->words, which[i]);
		if (status == STATUS_OK)
			status = words_course(model, &j->example[i].course, &j->words);
	}
	return status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	static const struct formula_asking asking = {
		2, say_unlike, tell,
		"Who is calling changes neither where a call goes nor how soon, at first and after every failure.\n"
	};
	int32_t *failed = NULL;
	enum status status = formula_ask(model, terms, &asking, &failed, ret_judgement);
	free(failed);
	return status;
}

const struct policy_question equal_question = { "equal treatment", "E", "is help the same whoever is calling?", true,
	                                        ask };
