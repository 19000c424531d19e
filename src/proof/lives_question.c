/* X: nothing of the policy runs out soon: no date of a rule, no policy. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/model.h"
#include "proof/questions.h"

/* What runs out first, within the terms, if anything does. */
struct soonest {
	struct instant at;
	const char *what, *name;
};

static void look(struct soonest *soonest, struct instant at, struct instant from, const char *what, const char *name)
{
	if (at.us > from.us && (!soonest->what || at.us < soonest->at.us))
		*soonest = (struct soonest){ at, what, name };
}

static void look_at_rule(const struct family *family, const struct policy_rule *rule, struct instant from,
                         struct soonest *soonest)
{
	for (uint32_t i = 0; i < rule->conditions; i++)
		for (uint32_t l = 0; l < rule->condition[i].literals; l++) {
			const struct predicate *p = &family->predicate[rule->condition[i].literal[l].predicate];
			if (p->test == TEST_PERIOD && family->period[p->which].to.us < INSTANT_MAX_US)
				look(soonest, family->period[p->which].to, from, "a period of the rule", rule->id);
		}
}

static enum status ask(const struct model *model, const struct terms *terms, struct judgement *ret_judgement)
{
	const struct family *family = model->family;
	struct soonest soonest = { .at = { INSTANT_MAX_US } };
	struct instant until = instant_after(terms->from, span_s((int64_t)terms->lives_days * 86400));
	char at[INSTANT_TEXT_BYTES];
	bool seen[FAMILY_POLICIES_MAX] = { false };
	look(&soonest, family->policy[model->policy].expires, terms->from, "the policy",
	     family->policy[model->policy].name);
	for (uint32_t i = 0; i < model->leaves; i++)
		for (uint32_t link = 0; link < model->leaf[i].chain.links; link++) {
			uint32_t policy = model->leaf[i].chain.link[link].policy;
			if (!seen[policy])
				look(&soonest, family->policy[policy].expires, terms->from, "the policy",
				     family->policy[policy].name);
			seen[policy] = true;
			look_at_rule(family, &family->policy[policy].rule[model->leaf[i].chain.link[link].rule],
			             terms->from, &soonest);
		}
	instant_write(soonest.at, at);
	if (family->policy[model->policy].expires.us <= terms->from.us) {
		ret_judgement->answer = ANSWER_REFUTED;
		return buffer_append_text(&ret_judgement->words, "The policy has expired already.\n");
	}
	if (soonest.what && soonest.at.us < until.us && soonest.at.us < INSTANT_MAX_US) {
		ret_judgement->answer = ANSWER_REFUTED;
		return buffer_print(&ret_judgement->words, "At %.16sZ %s %s runs out, within %u days.\n", at,
		                    soonest.what, soonest.name, terms->lives_days);
	}
	ret_judgement->answer = ANSWER_PROVED;
	if (soonest.what && soonest.at.us < INSTANT_MAX_US)
		return buffer_print(&ret_judgement->words,
		                    "Nothing runs out within %u days; the first is %s %s, at %.16sZ.\n",
		                    terms->lives_days, soonest.what, soonest.name, at);
	return buffer_append_text(&ret_judgement->words, "Nothing runs out.\n");
}

const struct policy_question lives_question = { "nothing runs out", "X", "does nothing of it run out soon?", true,
	                                        ask };
