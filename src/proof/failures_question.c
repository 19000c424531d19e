/* T2: whatever fails, no call is turned away, written down and forgotten, or sent to a policy that is not there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "proof/model.h"
#include "proof/questions.h"

/*
 * A call comes to such a rule just if the rule holds and all routes above it that hold have failed; and as any set of ways may
 * fail, that is just if it holds.  Rules behind a spent policy are no such rules: the walk goes on in the one that invoked it,
 * and at last the floor takes the call.
 */
static void say_turned_away(struct formula *f)
{
	const struct model *model = f->model;
	int32_t *bad = calloc((size_t)model->leaves + 1, sizeof *bad);
	unsigned count = 0;
	if (!bad) {
		f->status = STATUS_MEMORY;
		return;
	}
	for (uint32_t i = 0; i < model->leaves && f->status == STATUS_OK; i++)
		if (!model->leaf[i].ends && !model->leaf[i].spent)
			bad[count++] = (int32_t)formula_leaf(f, 0, i);
	formula_add(f, bad, count);
	free(bad);
}

/* All ways that the call would be sent before it comes there have failed. */
static uint32_t fail_all_before(const struct formula *f, struct example *example)
{
	const struct model *model = f->model;
	for (uint32_t i = 0; i < model->leaves; i++) {
		const struct leaf *leaf = &model->leaf[i];
		if (!f->value[f->leaf[0][i] ? f->leaf[0][i] : 0])
			continue;
		if (!leaf->ends && !leaf->spent)
			return i;
	}
	(void)example;
	return UINT32_MAX;
}

static enum status tell(const struct formula *f, const struct terms *terms, struct judgement *j)
{
	struct example *example = &j->example[0];
	const struct model *model = f->model;
	enum status status = example_make(f, terms, 0, j, example);
	if (status != STATUS_OK)
		return status;
	j->examples = 1;
	uint32_t leaf = fail_all_before(f, example);
	for (uint32_t i = 0; leaf != UINT32_MAX && i < leaf; i++) {
		bool holds = true;
		for (uint32_t link = 0; link < model->leaf[i].chain.links; link++)
			holds &= trial_rule(model->family, model->leaf[i].chain.link[link].policy,
			                    model->leaf[i].chain.link[link].rule, &example->open, &example->caller);
		if (model->leaf[i].ends && holds && example->failed.count < FAILED_MAX)
			example->failed.effect[example->failed.count++] = model->leaf[i].effect;
	}
	policy_try(model->family, model->policy, &example->open, &example->caller, &example->failed, false,
	           &example->course);
	if (leaf == UINT32_MAX || !example->course.passed_over)
		j->answer = ANSWER_UNDECIDED;
	status = words_call(model, example, &j->words);
	struct course there = { .effect = leaf == UINT32_MAX ? FLOOR : model->leaf[leaf].effect };
	if (leaf != UINT32_MAX)
		there.chain = model->leaf[leaf].chain;
	if (status == STATUS_OK)
		status = buffer_append_text(&j->words, "What happens then: ");
	if (status == STATUS_OK)
		status = words_chain(model, &there, &j->words);
	if (status == STATUS_OK)
		status = buffer_append_text(&j->words, " -> ");
	if (status == STATUS_OK)
		status = words_effect(model, &there, &j->words);
	return status == STATUS_OK ? buffer_append_text(&j->words, "\n") : status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	struct formula f;
	enum status status = formula_open(model, 1, &f);
	if (status != STATUS_OK)
		return status;
	say_turned_away(&f);
	status = formula_judge(&f, ret_judgement);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_REFUTED)
		status = tell(&f, terms, ret_judgement);
	if (status == STATUS_OK && ret_judgement->answer == ANSWER_PROVED)
		status =
		    buffer_append_text(&ret_judgement->words,
		                       "Whatever does not answer, the call goes on, and at last the floor takes it.\n");
	formula_close(&f);
	return status;
}

const struct policy_question failures_question = { "total when any fail", "T2",
	                                           "does every call reach somebody when any of the ways fail?", true,
	                                           ask };
