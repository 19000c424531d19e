/* Which rules never act: dead ones not even when others fail, shadowed ones only then.  Shown, and in nobody's way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "proof/model.h"
#include "proof/questions.h"

#define SHOWN_MAX 50u

/* By leaf: what must be true for it to act, at first or after failures. */
struct acting {
	int32_t *at_first, *later;
	bool *does_at_first, *does_later;
};

static void acting_close(struct acting *a)
{
	free(a->at_first);
	free(a->later);
	free(a->does_at_first);
	free(a->does_later);
}

/* At first it acts if nothing above it holds that ends the walk; later if nothing above it holds that leads to the same way,
 * for all else may have failed. */
static void say_acting(struct formula *f, struct acting *a)
{
	const struct model *model = f->model;
	uint32_t *same = calloc((size_t)model->family->effects + 1, sizeof *same);
	uint32_t none = formula_new(f);
	if (!same) {
		f->status = STATUS_MEMORY;
		return;
	}
	FORMULA_ADD(f, (int32_t)none);
	for (uint32_t i = 0; i < model->leaves && f->status == STATUS_OK; i++) {
		if (!model->leaf[i].ends)
			continue;
		int32_t leaf = (int32_t)formula_leaf(f, 0, i);
		uint32_t *before = &same[model->leaf[i].effect];
		a->at_first[i] = (int32_t)formula_all(f, (const int32_t[]){ (int32_t)none, leaf }, 2);
		none = formula_all(f, (const int32_t[]){ (int32_t)none, -leaf }, 2);
		a->later[i] = *before ? (int32_t)formula_all(f, (const int32_t[]){ -(int32_t)*before, leaf }, 2) : leaf;
		*before = *before ? formula_any(f, (const int32_t[]){ (int32_t)*before, leaf }, 2) : (uint32_t)leaf;
	}
	free(same);
}

/* Asks for a call in which something acts that was not seen to act yet, until there is none. */
static enum status find_acting(const struct formula *f, const int32_t *acts, bool *does, enum found *ret_end)
{
	const struct model *model = f->model;
	int32_t *unseen = calloc((size_t)model->leaves + 2, sizeof *unseen);
	struct search *search = NULL;
	enum status status = unseen ? search_open(&f->clauses, &search) : STATUS_MEMORY;
	enum found found = FOUND_SOLUTION;
	uint32_t extra = f->variables;
	while (status == STATUS_OK && found == FOUND_SOLUTION) {
		unsigned count = 0;
		/* Each clause holds only while its own variable does: the ones before it are let go. */
		int32_t only = (int32_t)++extra;
		unseen[count++] = -only;
		for (uint32_t i = 0; i < model->leaves; i++)
			if (acts[i] && !does[i])
				unseen[count++] = acts[i];
		search_add(search, unseen, count);
		search_assume(search, only);
		found = search_next(search);
		for (uint32_t i = 0; i < model->leaves && found == FOUND_SOLUTION; i++)
			does[i] |= acts[i] && search_value(search, (uint32_t)acts[i]);
	}
	search_close(search);
	free(unseen);
	*ret_end = found;
	return status;
}

/* A rule acts if any of its leaves does; rules of invoked policies are told as well. */
static bool rule_does(const struct model *model, const bool *does, uint32_t leaf)
{
	const struct chain *chain = &model->leaf[leaf].chain;
	for (uint32_t i = 0; i < model->leaves; i++) {
		const struct chain *other = &model->leaf[i].chain;
		if (does[i] &&
		    memcmp(&chain->link[chain->links - 1], &other->link[other->links - 1], sizeof *chain->link) == 0)
			return true;
	}
	return false;
}

static enum status tell(const struct model *model, const struct acting *a, struct judgement *j)
{
	unsigned dead = 0, shadowed = 0;
	enum status status = STATUS_OK;
	struct buffer list = { 0 };
	for (uint32_t i = 0; i < model->leaves && status == STATUS_OK; i++) {
		const struct leaf *leaf = &model->leaf[i];
		if (!leaf->ends || a->does_at_first[i] || rule_does(model, a->does_at_first, i))
			continue;
		bool later = a->does_later[i] || rule_does(model, a->does_later, i);
		*(later ? &shadowed : &dead) += 1;
		if (dead + shadowed > SHOWN_MAX)
			continue;
		const struct policy_rule *rule = &model->family->policy[leaf->chain.link[leaf->chain.links - 1].policy]
		                                      .rule[leaf->chain.link[leaf->chain.links - 1].rule];
		status = buffer_print(&list, "   %s %s%s%s%s\n", rule->id,
		                      later ? "acts only when others fail" : "never acts",
		                      *rule->description ? " (" : "", rule->description, *rule->description ? ")" : "");
	}
	if (status == STATUS_OK)
		status = dead + shadowed ? buffer_print(&j->words, "%u rules never act, %u only when others fail:\n",
		                                        dead, shadowed)
		                         : buffer_append_text(&j->words, "Every rule acts for some call.\n");
	if (status == STATUS_OK)
		status = buffer_append(&j->words, buffer_bytes(&list));
	if (status == STATUS_OK && dead + shadowed > SHOWN_MAX)
		status = buffer_print(&j->words, "   and %u more\n", dead + shadowed - SHOWN_MAX);
	j->answer = dead + shadowed ? ANSWER_REFUTED : ANSWER_PROVED;
	buffer_close(&list);
	return status;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	struct formula f;
	struct acting a = { 0 };
	enum found end = FOUND_NOTHING, later_end = FOUND_NOTHING;
	(void)terms;
	enum status status = formula_open(model, 1, &f);
	if (status != STATUS_OK)
		return status;
	a.at_first = calloc((size_t)model->leaves + 1, sizeof *a.at_first);
	a.later = calloc((size_t)model->leaves + 1, sizeof *a.later);
	a.does_at_first = calloc((size_t)model->leaves + 1, sizeof *a.does_at_first);
	a.does_later = calloc((size_t)model->leaves + 1, sizeof *a.does_later);
	if (a.at_first && a.later && a.does_at_first && a.does_later) {
		say_acting(&f, &a);
		status = f.status;
		if (status == STATUS_OK)
			status = find_acting(&f, a.at_first, a.does_at_first, &end);
		/* What acts at first acts when others fail as well: fewer hold above it then. */
		memcpy(a.does_later, a.does_at_first, (size_t)model->leaves * sizeof *a.does_later);
		if (status == STATUS_OK)
			status = find_acting(&f, a.later, a.does_later, &later_end);
	} else {
		status = STATUS_MEMORY;
	}
	ret_judgement->answer = ANSWER_UNDECIDED;
	if (status == STATUS_OK && end == FOUND_PROOF && later_end == FOUND_PROOF)
		status = tell(model, &a, ret_judgement);
	acting_close(&a);
	formula_close(&f);
	return status;
}

const struct policy_question dead_question = { "no dead rules", "dead", "does every rule act for some call?", false,
	                                       ask };
