/* C: the run cards that responses name are there, and each sends somebody. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card.h"
#include "proof/model.h"
#include "proof/questions.h"

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	const struct family *family = model->family;
	const struct policy *policy = &family->policy[model->policy];
	enum status status = STATUS_OK;
	uint32_t named = 0;
	ret_judgement->answer = ANSWER_PROVED;
	for (uint32_t i = 0; i < policy->rules && status == STATUS_OK; i++) {
		const struct effect *effect = &family->effect[policy->rule[i].effect];
		const char *card = effect->kind == EFFECT_RESPONSE ? effect->response.card : NULL;
		if (!card)
			continue;
		named++;
		const char *fault = terms->plan ? run_card_fault(terms->plan, card) : "no plan is given";
		if (!fault)
			continue;
		ret_judgement->answer = ANSWER_REFUTED;
		status = buffer_print(&ret_judgement->words, "The rule %s names the run card \"%s\": %s.\n",
		                      policy->rule[i].id, card, fault);
	}
	if (status != STATUS_OK || ret_judgement->answer == ANSWER_REFUTED)
		return status;
	return named ? buffer_append_text(&ret_judgement->words,
	                                  "Each run card that it names is in the plan, and sends somebody.\n")
	             : buffer_append_text(&ret_judgement->words, "It names no run card.\n");
}

const struct policy_question cards_question = { "run cards", "C", "are the run cards that it names there?", true, ask };
