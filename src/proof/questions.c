/* All questions, put to every policy with which calls or incidents begin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/questions.h"

#include <stdlib.h>
#include <string.h>

#include "proof/model.h"

const struct policy_question *const policy_questions[] = {
#define QUESTION(NAME) &NAME##_question,
#include "proof/questions.def"
#undef QUESTION
};
const unsigned policy_question_count = 0
#define QUESTION(NAME) +1
#include "proof/questions.def"
#undef QUESTION
    ;

const char *answer_name(enum answer answer)
{
	static const char *const names[] = {
#define ANSWER(NAME, JSON) [ANSWER_##NAME] = JSON,
		ANSWER_LIST(ANSWER)
#undef ANSWER
	};
	return names[answer];
}

const struct policy_question *question_named(const char *name)
{
	for (unsigned i = 0; i < policy_question_count; i++)
		if (strcmp(policy_questions[i]->name, name) == 0 || strcmp(policy_questions[i]->code, name) == 0)
			return policy_questions[i];
	return NULL;
}

/* Calls begin with what routes them, incidents with the responses; a policy that is only invoked is judged with those. */
static bool begins(const struct family *family, uint32_t policy)
{
	enum policy_kind kind = family->policy[policy].kind;
	if (kind == POLICY_ORIGINATION || kind == POLICY_RESPONSE)
		return true;
	for (uint32_t i = 0; i < family->effects; i++)
		if (family->effect[i].kind == EFFECT_INVOKE && family->effect[i].invoked == policy)
			return false;
	return kind != POLICY_FOREIGN;
}

static enum status ask_all(const struct family *family, uint32_t policy, const struct terms *terms,
                           question_progress *progress, void *context, uint32_t of, struct judgements *all)
{
	struct model model;
	enum status status = model_open(family, policy, terms, &model);
	if (status != STATUS_OK)
		return status;
	for (unsigned i = 0; i < policy_question_count && status == STATUS_OK; i++) {
		struct judgement *judgement = &all->judgement[all->count];
		if (progress)
			progress(context, policy_questions[i], all->count, of);
		judgement->question = policy_questions[i];
		judgement->policy = policy;
		all->count++;
		status = policy_questions[i]->ask(&model, terms, judgement);
		all->against += policy_questions[i]->blocking && judgement->answer != ANSWER_PROVED;
	}
	model_close(&model);
	return status;
}

enum status questions_ask(const struct family *family, const struct terms *terms, question_progress *progress,
                          void *context, struct judgements *ret_judgements)
{
	struct judgements all = { 0 };
	uint32_t policies = 0;
	for (uint32_t i = 0; i < family->policies; i++)
		policies += begins(family, i);
	if (!policies)
		return STATUS_MISSING;
	all.judgement = calloc((size_t)policies * policy_question_count, sizeof *all.judgement);
	if (!all.judgement)
		return STATUS_MEMORY;
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < family->policies && status == STATUS_OK; i++)
		if (begins(family, i))
			status = ask_all(family, i, terms, progress, context, policies * policy_question_count, &all);
	if (status == STATUS_OK)
		*ret_judgements = all;
	else
		judgements_close(&all);
	return status;
}

void judgements_close(struct judgements *judgements)
{
	for (uint32_t i = 0; i < judgements->count; i++) {
		struct judgement *j = &judgements->judgement[i];
		for (unsigned e = 0; e < 2; e++)
			free(j->example[e].value);
		for (uint32_t t = 0; t < j->texts; t++)
			free(j->text[t]);
		free(j->text);
		buffer_close(&j->words);
		buffer_close(&j->cnf);
		buffer_close(&j->drat);
	}
	free(judgements->judgement);
	*judgements = (struct judgements){ 0 };
}
