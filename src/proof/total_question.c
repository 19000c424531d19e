/* T1: every call reaches a route, as i3 walks: the rule of highest priority that holds acts, and the floor does not count. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "proof/model.h"
#include "proof/questions.h"

/* No leaf holds, or the first that holds comes to nothing. */
static void say_lost(struct formula *f)
{
	const struct model *model = f->model;
	int32_t *lost = calloc((size_t)model->leaves + 2, sizeof *lost);
	unsigned count = 0;
	uint32_t none = formula_new(f);
	if (!lost) {
		f->status = STATUS_MEMORY;
		return;
	}
	FORMULA_ADD(f, (int32_t)none);
	for (uint32_t i = 0; i < model->leaves && f->status == STATUS_OK; i++) {
		int32_t leaf = (int32_t)formula_leaf(f, 0, i);
		if (!model->leaf[i].ends)
			lost[count++] = (int32_t)formula_all(f, (const int32_t[]){ (int32_t)none, leaf }, 2);
		none = formula_all(f, (const int32_t[]){ (int32_t)none, -leaf }, 2);
	}
	lost[count++] = (int32_t)none;
	formula_add(f, lost, count);
	free(lost);
}

static bool is_lost(const struct model *model, const struct terms *terms, struct judgement *j)
{
	struct example *example = &j->example[0];
	(void)terms;
	policy_try(model->family, model->policy, &example->open, &example->caller, NULL, true, &example->course);
	return example->course.effect == FLOOR || example->course.passed_over;
}

static enum status tell(const struct formula *f, const struct terms *terms, struct judgement *j)
{
	struct example *example = &j->example[0];
	const struct model *model = f->model;
	enum status status = example_make(f, terms, 0, j, example);
	if (status != STATUS_OK)
		return status;
	j->examples = 1;
	/* What the solver found must come out of the real walk; else nothing is known. */
	bool lost = is_lost(model, terms, j);
	if (lost)
		example_simplify(model, terms, is_lost, j);
	else
		j->answer = ANSWER_UNDECIDED;
	status =
	    buffer_append_text(&j->words, lost ? ""
	                                       : "The walk does not bear out this counterexample, which is a fault of "
	                                         "the program; please report it.\n");
	if (status == STATUS_OK)
		status = words_call(model, example, &j->words);
	if (status == STATUS_OK)
		status = buffer_append_text(&j->words, "What happens: ");
	if (status == STATUS_OK)
		status = words_chain(model, &example->course, &j->words);
	if (status == STATUS_OK)
		status = buffer_append_text(&j->words, " -> ");
	if (status == STATUS_OK)
		status = words_effect(model, &example->course, &j->words);
	return status == STATUS_OK ? buffer_append_text(&j->words, "\n") : status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	struct formula f;
	enum status status = formula_open(model, 1, &f);
	if (status != STATUS_OK)
		return status;
	say_lost(&f);
	status = formula_judge(&f, ret_judgement);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_REFUTED)
		status = tell(&f, terms, ret_judgement);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_PROVED)
		status =
		    buffer_append_text(&ret_judgement->words, "Every call reaches a rule that sends it to somebody.\n");
	formula_close(&f);
	return status;
}

const struct policy_question total_question = { "total", "T1", "does every call reach somebody?", true, ask };
