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

/* The context is where the variables go that say which ways have failed; the asker frees them. */
static void say_unlike(struct formula *f, void *context)
{
	int32_t **ret_failed = context;
	uint32_t effects = f->model->family->effects;
	int32_t *failed = calloc(effects + 1, sizeof *failed), *unlike = calloc(effects + 1, sizeof *unlike);
	int32_t *goes[2] = { calloc(effects + 1, sizeof **goes), calloc(effects + 1, sizeof **goes) };
	bool good = failed && unlike && goes[0] && goes[1];
	for (uint32_t i = 0; good && i < effects; i++)
		failed[i] = (int32_t)formula_new(f);
	good = good && formula_courses(f, 0, 0, f->model->leaves, failed, goes[0]) &&
	       formula_courses(f, 1, 0, f->model->leaves, failed, goes[1]);
	for (uint32_t i = 0; good && i <= effects; i++)
		unlike[i] = (int32_t)formula_all(f, (const int32_t[]){ goes[0][i], -goes[1][i] }, 2);
	if (good)
		formula_add(f, unlike, effects + 1);
	else
		f->status = STATUS_MEMORY;
	free(unlike);
	free(goes[0]);
	free(goes[1]);
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
