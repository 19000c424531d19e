/* T3: policies that invoke one another come to an end, and are there. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/model.h"
#include "proof/questions.h"

enum mark { MARK_NONE, MARK_ON_THE_WAY, MARK_DONE };

struct search {
	const struct family *family;
	const struct terms *terms;
	uint8_t mark[FAMILY_POLICIES_MAX];
	const struct policy_rule *rule; /* at which it went wrong */
	const char *fault;
};

/* Depth first; the families' limit bounds the depth. */
static bool ends(struct search *s, uint32_t number)
{
	const struct policy *policy = &s->family->policy[number];
	s->mark[number] = MARK_ON_THE_WAY;
	for (uint32_t i = 0; i < policy->rules; i++) {
		const struct effect *effect = &s->family->effect[policy->rule[i].effect];
		if (effect->kind != EFFECT_INVOKE)
			continue;
		s->rule = &policy->rule[i];
		if (effect->invoked >= s->family->policies) {
			s->fault = "invokes a policy that is not there";
			return false;
		}
		if (s->family->policy[effect->invoked].expires.us <= s->terms->from.us) {
			s->fault = "invokes a policy that has expired";
			return false;
		}
		if (s->mark[effect->invoked] == MARK_ON_THE_WAY) {
			s->fault = "invokes a policy from which it was itself invoked: round and round";
			return false;
		}
		if (s->mark[effect->invoked] == MARK_NONE && !ends(s, effect->invoked))
			return false;
	}
	s->mark[number] = MARK_DONE;
	return true;
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	struct search search = { .family = model->family, .terms = terms };
	if (ends(&search, model->policy)) {
		ret_judgement->answer = ANSWER_PROVED;
		return buffer_append_text(&ret_judgement->words,
		                          "Policies that invoke one another end, and all are there.\n");
	}
	ret_judgement->answer = ANSWER_REFUTED;
	return buffer_print(&ret_judgement->words, "The rule %s %s (\"%s\").\n", search.rule->id, search.fault,
	                    model->family->effect[search.rule->effect].invoked_name);
}

const struct policy_question invocations_question = { "invocations end", "T3",
	                                              "do policies that invoke one another come to an end?", true,
	                                              ask };
