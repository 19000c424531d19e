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
static void say_turned_away(struct formula *f, void *context)
{
	const struct model *model = f->model;
	(void)context;
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

static bool leaf_holds(const struct model *model, const struct leaf *leaf, const struct example *example)
{
	for (uint32_t i = 0; i < leaf->chain.links; i++)
		if (!trial_rule(model->family, leaf->chain.link[i].policy, leaf->chain.link[i].rule, &example->open,
		                &example->caller))
			return false;
	return true;
}

/* Where the call is turned away, by the real rules; NULL: nowhere. */
static const struct leaf *end_of(const struct model *model, const struct example *example)
{
	for (uint32_t i = 0; i < model->leaves; i++)
		if (!model->leaf[i].ends && !model->leaf[i].spent && leaf_holds(model, &model->leaf[i], example))
			return &model->leaf[i];
	return NULL;
}

static bool is_turned_away(const struct model *model, struct judgement *j, const void *context)
{
	(void)context;
	return end_of(model, &j->example[0]) != NULL;
}

/* All ways that the call would go before it comes there. */
static void fail_before(const struct model *model, const struct leaf *end, struct example *example)
{
	for (const struct leaf *leaf = model->leaf; leaf < end; leaf++)
		if (leaf->ends && leaf_holds(model, leaf, example) && example->failed.count < FAILED_MAX)
			example->failed.effect[example->failed.count++] = leaf->effect;
}

static enum status tell(const struct formula *f, const struct terms *terms, struct judgement *j, void *context)
{
	struct example *example = &j->example[0];
	const struct model *model = f->model;
	enum status status = example_make(f, terms, 0, j, example);
	if (status != STATUS_OK)
		return status;
	j->examples = 1;
	if (!is_turned_away(model, j, context)) {
		j->answer = ANSWER_UNDECIDED;
		return buffer_append_text(&j->words, NOT_BORNE_OUT);
	}
	example_simplify(model, is_turned_away, context, j);
	const struct leaf *end = end_of(model, example);
	fail_before(model, end, example);
	example->course = (struct course){ .effect = end->effect, .chain = end->chain };
	status = words_call(model, example, &j->words);
	if (status == STATUS_OK)
		status = buffer_append_text(&j->words, "What happens then: ");
	return status == STATUS_OK ? words_course(model, &example->course, &j->words) : status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	static const struct formula_asking asking = {
		1, say_turned_away, tell,
		"Whatever does not answer, the call goes on, and at last the floor takes it.\n"
	};
	return formula_ask(model, terms, &asking, NULL, ret_judgement);
}

const struct policy_question failures_question = { "total when any fail", "T2",
	                                           "does every call reach somebody when any of the ways fail?", true,
	                                           ask };
