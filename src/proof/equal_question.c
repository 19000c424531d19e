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

/* *ret_failed: the variables that say which ways have failed; the caller frees them. */
static void say_unlike(struct formula *f, int32_t **ret_failed)
{
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

/* Only ways that either call would have gone need to have failed. */
static void keep_needed(const struct model *model, const struct formula *f, const int32_t *failed,
                        struct example example[2])
{
	struct failed needed = { 0 };
	struct course course;
	for (unsigned call = 0; call < 2; call++) {
		struct failed walked = { 0 };
		for (unsigned steps = 0; steps < FAILED_MAX; steps++) {
			policy_try(model->family, model->policy, &example[call].open, &example[call].caller, &walked,
			           false, &course);
			if (course.effect == FLOOR || !f->value[failed[course.effect]])
				break;
			walked.effect[walked.count++] = course.effect;
			bool known = false;
			for (uint32_t i = 0; i < needed.count; i++)
				known |= needed.effect[i] == course.effect;
			if (!known && needed.count < FAILED_MAX)
				needed.effect[needed.count++] = course.effect;
		}
	}
	example[0].failed = example[1].failed = needed;
}

static bool is_unlike(const struct model *model, const struct terms *terms, struct judgement *j)
{
	(void)terms;
	for (unsigned i = 0; i < 2; i++)
		policy_try(model->family, model->policy, &j->example[i].open, &j->example[i].caller,
		           &j->example[i].failed, false, &j->example[i].course);
	return j->example[0].course.effect != j->example[1].course.effect;
}

static enum status tell(const struct formula *f, const struct terms *terms, const int32_t *failed, struct judgement *j)
{
	static const char *const which[] = { "First : ", "Second: " };
	const struct model *model = f->model;
	enum status status = STATUS_OK;
	for (; j->examples < 2 && status == STATUS_OK; j->examples += status == STATUS_OK)
		status = example_make(f, terms, j->examples, j, &j->example[j->examples]);
	if (status != STATUS_OK)
		return status;
	keep_needed(model, f, failed, j->example);
	if (is_unlike(model, terms, j))
		example_simplify(model, terms, is_unlike, j);
	else
		j->answer = ANSWER_UNDECIDED;
	status = words_difference(model, j->example, &j->words);
	for (unsigned i = 0; i < 2 && status == STATUS_OK; i++) {
		status = buffer_append_text(&j->words, which[i]);
		if (status == STATUS_OK)
			status = words_chain(model, &j->example[i].course, &j->words);
		if (status == STATUS_OK)
			status = buffer_append_text(&j->words, " -> ");
		if (status == STATUS_OK)
			status = words_effect(model, &j->example[i].course, &j->words);
		if (status == STATUS_OK)
			status = buffer_append_text(&j->words, "\n");
	}
	return status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	struct formula f;
	int32_t *failed = NULL;
	enum status status = formula_open(model, 2, &f);
	if (status != STATUS_OK)
		return status;
	say_unlike(&f, &failed);
	status = formula_judge(&f, ret_judgement);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_REFUTED)
		status = tell(&f, terms, failed, ret_judgement);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_PROVED)
		status = buffer_append_text(
		    &ret_judgement->words,
		    "Who is calling changes neither where a call goes nor how soon, at first and after "
		    "every failure.\n");
	free(failed);
	formula_close(&f);
	return status;
}

const struct policy_question equal_question = { "equal treatment", "E", "is help the same whoever is calling?", true,
	                                        ask };
