/* What a rule does: i3's five actions, and what "tocsin" adds to them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <strings.h>

#include "core/board.h"
#include "core/vocabulary.h"
#include "policy/prr_inside.h"

/* RFC 3261 16.6: Timer C is above three minutes; a ring of a quarter of an hour is not one. */
#define RING_MAX_S_OF_WAY 900
#define SPAN_MAX_S_OF_DEBT (30 * 24 * 3600)
#define ACTIONS_MAX 32u

static bool is_action(const char *type, const char *wanted, struct reading *r)
{
	if (strcmp(type, wanted) == 0)
		return true;
	if (strcasecmp(type, wanted) != 0)
		return false;
	/* The public conformance suite writes "routeAction". */
	if (r->profile != PROFILE_STORE)
		prr_problem(r, "the actionType \"%s\" is written \"%s\"", type, wanted);
	return true;
}

static void take_escalations(struct reading *r, const json_t *list, struct way *way)
{
	if (list && !json_is_array(list))
		prr_problem(r, "tocsin.escalate is no list; write [{\"to\": \"QUEUE\", \"after\": SECONDS}]");
	if (json_array_size(list) > ESCALATIONS_MAX)
		prr_problem(r, "more than %u steps of escalation", ESCALATIONS_MAX);
	for (size_t i = 0; i < json_array_size(list) && way->escalations < ESCALATIONS_MAX; i++) {
		const json_t *one = json_array_get(list, i);
		const char *to = prr_text(r, one, "to");
		uint32_t after_s = (uint32_t)prr_number(r, one, "after", 1, SPAN_MAX_S_OF_DEBT, 0);
		if (!to || !after_s)
			prr_problem(r, "tocsin.escalate[%zu] has no \"to\" or no \"after\"", i);
		way->escalation[way->escalations].to = to ? to : "";
		way->escalation[way->escalations++].after_s = after_s;
	}
}

static void take_route(struct reading *r, const json_t *action, const json_t *ours, struct effect *effect)
{
	struct way *way = &effect->way;
	const json_t *human = json_object_get(ours, "human");
	effect->kind = EFFECT_ROUTE;
	way->destination = prr_text(r, action, "recipientUri");
	if (!way->destination || !*way->destination) {
		prr_problem(r, "a RouteAction has no \"recipientUri\"");
		way->destination = "";
	}
	way->ring_s = (uint32_t)prr_number(r, action, "rnaTimer", 1, RING_MAX_S_OF_WAY, 0);
	way->cause = prr_text(r, action, "cause");
	way->answer_s = (uint32_t)prr_number(r, ours, "answerWithin", 1, SPAN_MAX_S_OF_DEBT, 0);
	way->human = json_is_true(human);
	if (human && !json_is_boolean(human))
		prr_problem(r, "tocsin.human is neither true nor false");
	take_escalations(r, json_object_get(ours, "escalate"), way);
	/* RQ_ESRP_030 starts the failure of a route with its timer: without one a dead destination holds the call for ever. */
	if (!way->ring_s && !way->human && r->profile == PROFILE_STRICT)
		prr_problem(r, "a route has no \"rnaTimer\", and no person is said to be there (tocsin.human); a call "
		               "could wait there for ever");
}

static void take_invoke(struct reading *r, const json_t *action, struct effect *effect)
{
	const char *type = prr_text(r, action, "policyType"), *queue = prr_text(r, action, "policyQueueName");
	const char *id = prr_text(r, action, "policyId");
	char name[512];
	effect->kind = EFFECT_INVOKE;
	effect->invoked = UINT32_MAX;
	if (!type)
		prr_problem(r, "an InvokePolicyAction has no \"policyType\"");
	(void)snprintf(name, sizeof name, "%.200s %.300s", type ? type : "", queue ? queue : id ? id : "");
	effect->invoked_name = prr_keep(r, name);
}

static const char *word_of(struct reading *r, const json_t *object, const char *member, enum vocabulary vocabulary)
{
	const char *word = prr_text(r, object, member);
	if (word && vocabulary_value(vocabulary, word))
		return word;
	prr_problem(r, "\"%s\" is missing, or \"%.30s\" is no such thing; docs/lists.md lists them", member,
	            word ? word : "");
	return "";
}

static void take_debt(struct reading *r, const json_t *json, struct response *response)
{
	const json_t *ladder = json_object_get(json, "escalate");
	unsigned debt = response->debts++;
	response->debt[debt].kind = word_of(r, json, "kind", VOCABULARY_OBLIGATION);
	response->debt[debt].within_s = (uint32_t)prr_number(r, json, "within", 1, SPAN_MAX_S_OF_DEBT, 0);
	if (!response->debt[debt].within_s)
		prr_problem(r, "an obligation has no \"within\"; say in how many seconds");
	for (unsigned i = 0; i < debt; i++)
		if (strcmp(response->debt[i].kind, response->debt[debt].kind) == 0)
			prr_problem(r, "the obligation \"%s\" is there twice", response->debt[debt].kind);
	if (json_array_size(ladder) > RUNGS_MAX - 1)
		prr_problem(r, "more than %u steps of escalation", RUNGS_MAX - 1);
	for (size_t i = 0; i < json_array_size(ladder) && i < RUNGS_MAX - 1; i++) {
		const json_t *rung = json_array_get(ladder, i);
		const char *owner = word_of(r, rung, "owner", VOCABULARY_OWNER);
		uint32_t kind = vocabulary_value(VOCABULARY_OWNER, owner);
		if (kind == OWNER_QUEUE || kind == OWNER_AGENT || kind == OWNER_UNIT)
			prr_problem(r,
			            "a step of escalation goes to dispatchers, supervisors, duty_officer, neighbour or "
			            "center; a %s "
			            "is one of many",
			            owner);
		if (!json_object_get(rung, "after"))
			prr_problem(r, "a step of escalation has no \"after\"; say for how many seconds it is theirs");
		response->debt[debt].escalation[i].owner = owner;
		response->debt[debt].escalation[i].after_s =
		    (uint32_t)prr_number(r, rung, "after", 1, SPAN_MAX_S_OF_DEBT, 0);
		response->debt[debt].escalations++;
	}
}

/* No rule closes anything, and none leaves a kind of call without a debt: it must name one. */
static void take_response(struct reading *r, const json_t *json, struct effect *effect)
{
	struct response *response = &effect->response;
	const json_t *debts = json_object_get(json, "obligations"), *ends = json_object_get(json, "dispositions");
	effect->kind = EFFECT_RESPONSE;
	if (!json_array_size(debts) || json_array_size(debts) > RESPONSE_DEBTS_MAX)
		prr_problem(
		    r, "a response owes nothing, or more than %u things; somebody must owe something for every call",
		    RESPONSE_DEBTS_MAX);
	for (size_t i = 0; i < json_array_size(debts) && i < RESPONSE_DEBTS_MAX; i++)
		take_debt(r, json_array_get(debts, i), response);
	response->card = prr_text(r, json, "card");
	response->queue = prr_text(r, json, "queue");
	if (json_array_size(ends) > RESPONSE_DISPOSITIONS_MAX)
		prr_problem(r, "more than %u dispositions", RESPONSE_DISPOSITIONS_MAX);
	for (size_t i = 0; i < json_array_size(ends) && i < RESPONSE_DISPOSITIONS_MAX; i++) {
		const char *end = json_string_value(json_array_get(ends, i));
		if (!end || !vocabulary_value(VOCABULARY_DISPOSITION, end))
			prr_problem(r, "\"%.30s\" is no disposition; docs/lists.md lists them", end ? end : "");
		response->disposition[response->dispositions++] = prr_keep(r, end ? end : "");
	}
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_way(const struct way *a, const struct way *b)
{
	if (!same_text(a->destination, b->destination) || a->ring_s != b->ring_s || a->answer_s != b->answer_s ||
	    a->human != b->human || !same_text(a->cause, b->cause) || a->escalations != b->escalations)
		return false;
	for (uint32_t i = 0; i < a->escalations; i++)
		if (!same_text(a->escalation[i].to, b->escalation[i].to) ||
		    a->escalation[i].after_s != b->escalation[i].after_s)
			return false;
	return true;
}

static bool same_response(const struct response *a, const struct response *b)
{
	if (a->debts != b->debts || !same_text(a->card, b->card) || !same_text(a->queue, b->queue) ||
	    a->dispositions != b->dispositions)
		return false;
	for (uint32_t i = 0; i < a->dispositions; i++)
		if (!same_text(a->disposition[i], b->disposition[i]))
			return false;
	for (uint32_t i = 0; i < a->debts; i++) {
		if (!same_text(a->debt[i].kind, b->debt[i].kind) || a->debt[i].within_s != b->debt[i].within_s ||
		    a->debt[i].escalations != b->debt[i].escalations)
			return false;
		for (uint32_t rung = 0; rung < a->debt[i].escalations; rung++)
			if (!same_text(a->debt[i].escalation[rung].owner, b->debt[i].escalation[rung].owner) ||
			    a->debt[i].escalation[rung].after_s != b->debt[i].escalation[rung].after_s)
				return false;
	}
	return true;
}

static bool same_effect(const struct effect *a, const struct effect *b)
{
	return a->kind == b->kind && same_text(a->invoked_name, b->invoked_name) && same_way(&a->way, &b->way) &&
	       same_response(&a->response, &b->response);
}

static uint32_t effect_of(struct reading *r, const struct effect *effect)
{
	uint32_t number = 0;
	void *list = r->effect;
	while (number < r->family->effects && !same_effect(&r->effect[number], effect))
		number++;
	if (number < r->family->effects)
		return number;
	if (!prr_grow(r, &list, &r->effect_room, number, sizeof *r->effect, FAMILY_EFFECTS_MAX, "different effects"))
		return 0;
	r->effect = list;
	r->family->effect = r->effect;
	r->effect[r->family->effects++] = *effect;
	return number;
}

/* What is written and told; not what decides. */
static void take_notice(struct reading *r, const json_t *action, const char *member, struct policy_rule *rule)
{
	const char *text = prr_text(r, action, member);
	if (!text)
		prr_problem(r, "a LogAction has no \"message\", or a NotifyAction no \"eventCode\"");
	else if (rule->notices < ACTIONS_MAX)
		((const char **)(uintptr_t)rule->notice)[rule->notices++] = text;
}

void prr_take_effect(struct reading *r, const json_t *json, struct policy_rule *rule)
{
	const json_t *actions = json_object_get(json, "actions"), *ours = prr_ours(r, json);
	const json_t *response = json_object_get(ours, "response");
	struct effect effect = { .kind = EFFECT_NOTHING, .invoked = UINT32_MAX };
	unsigned ends = 0;
	rule->observe = json_is_true(json_object_get(ours, "observe"));
	rule->notice = family_keep(r->family, ACTIONS_MAX * sizeof *rule->notice);
	if (!rule->notice) {
		(void)prr_trouble(r, STATUS_MEMORY);
		return;
	}
	if (!json_is_array(actions))
		prr_problem(r, "\"actions\" is missing, or no list");
	if (json_array_size(actions) > ACTIONS_MAX)
		prr_problem(r, "more than %u actions", ACTIONS_MAX);
	for (size_t i = 0; i < json_array_size(actions) && i < ACTIONS_MAX; i++) {
		const json_t *action = json_array_get(actions, i);
		const char *type = prr_text(r, action, "actionType");
		if (!type) {
			prr_problem(r, "an action has no \"actionType\"");
		} else if (is_action(type, "RouteAction", r)) {
			if (!ends++)
				take_route(r, action, ours, &effect);
		} else if (is_action(type, "BusyAction", r)) {
			if (!ends++)
				effect.kind = EFFECT_BUSY;
		} else if (is_action(type, "InvokePolicyAction", r)) {
			if (!ends++)
				take_invoke(r, action, &effect);
		} else if (is_action(type, "LogAction", r)) {
			take_notice(r, action, "message", rule);
		} else if (is_action(type, "NotifyAction", r)) {
			take_notice(r, action, "eventCode", rule);
		} else {
			prr_problem(r, "\"%.40s\" is no actionType that is known", type);
		}
	}
	if (response && !ends++)
		take_response(r, response, &effect);
	if (ends > 1) /* RQ_PS_082 */
		prr_problem(
		    r, "more than one of RouteAction, BusyAction, InvokePolicyAction and tocsin.response; the first "
		       "counts");
	if (rule->observe && ends)
		prr_problem(r, "an observer (tocsin.observe) only writes and tells");
	if (r->profile == PROFILE_STRICT && effect.kind == EFFECT_BUSY)
		prr_problem(r, "a BusyAction turns callers away by rule; route them to people");
	if (r->profile == PROFILE_STRICT && effect.kind == EFFECT_NOTHING && !rule->observe)
		prr_problem(r, "only writes and tells: a call for which it holds would end here; route it, or say "
		               "tocsin.observe true, and the walk goes on");
	rule->effect = effect_of(r, &effect);
}

void prr_resolve(struct reading *r)
{
	for (uint32_t i = 0; i < r->family->effects; i++) {
		struct effect *effect = &r->effect[i];
		char name[512];
		for (uint32_t p = 0; effect->kind == EFFECT_INVOKE && p < r->family->policies; p++) {
			(void)snprintf(name, sizeof name, "%.200s %.300s", r->policy[p].type, r->policy[p].name);
			if (strcmp(name, effect->invoked_name) == 0 && effect->invoked == UINT32_MAX)
				effect->invoked = p;
		}
	}
}
