/* T1: every call reaches a route, as i3 walks: the rule of highest priority that holds acts, and the floor does not count. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "proof/model.h"
#include "proof/questions.h"

/* No leaf holds, or the first that holds comes to nothing. */
static void say_lost(struct formula *f, void *context)
{
	const struct model *model = f->model;
	(void)context;
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

static bool is_lost(const struct model *model, struct judgement *j, const void *context)
{
	struct example *example = &j->example[0];
	(void)context;
	policy_try(model->family, model->policy, &example->open, &example->caller, NULL, true, &example->course);
	return example->course.effect == FLOOR || example->course.passed_over;
}

static enum status tell(const struct formula *f, const struct terms *terms, struct judgement *j, void *context)
{
	const struct model *model = f->model;
	enum status status = example_make(f, terms, 0, j, &j->example[0]);
	if (status != STATUS_OK)
		return status;
	j->examples = 1;
	if (!is_lost(model, j, context)) {
		j->answer = ANSWER_UNDECIDED;
		return buffer_append_text(&j->words, NOT_BORNE_OUT);
	}
	example_simplify(model, is_lost, context, j);
	status = words_call(model, &j->example[0], &j->words);
	if (status == STATUS_OK)
		status = buffer_append_text(&j->words, "What happens: ");
	return status == STATUS_OK ? words_course(model, &j->example[0].course, &j->words) : status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	static const struct formula_asking asking = { 1, say_lost, tell,
		                                      "Every call reaches a rule that sends it to somebody.\n" };
	return formula_ask(model, terms, &asking, NULL, ret_judgement);
}

const struct policy_question total_question = { "total", "T1", "does every call reach somebody?", true, ask };
