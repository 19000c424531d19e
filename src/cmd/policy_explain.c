/* One call's walk through a policy, told rule by rule. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/policy_explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/trial.h"

struct told {
	struct fact fact[EXPLAIN_FACTS_MAX];
	uint32_t facts;
	struct open_facts open;
	struct caller_facts caller;
};

/* The text is the caller's, and is cut into its parts. */
static bool take_fact(struct told *told, char *text)
{
	if (strncmp(text, "place=", 6) == 0) {
		told->open.has_place = true;
		return fact_read_place(text + 6, &told->open.place);
	}
	return told->facts < EXPLAIN_FACTS_MAX && fact_read(text, &told->fact[told->facts]) && ++told->facts;
}

static void tell_rules(const struct family *family, const struct policy *policy, const struct told *told)
{
	uint32_t number = (uint32_t)(policy - family->policy);
	for (uint32_t i = 0; i < policy->rules; i++) {
		const struct policy_rule *rule = &policy->rule[i];
		bool holds = trial_rule(family, number, i, &told->open, &told->caller);
		printf("   %-5s %s%s%s%s\n", holds ? "holds" : "-", rule->id, *rule->description ? " (" : "",
		       rule->description, *rule->description ? ")" : "");
	}
}

static void tell_course(const struct family *family, const struct course *course)
{
	for (uint32_t i = 0; i < course->chain.links; i++)
		printf("%s%s", i ? ", then " : " by rule ",
		       family->policy[course->chain.link[i].policy].rule[course->chain.link[i].rule].id);
	printf("%s\n", course->passed_over ? ", past a rule that came to nothing" : "");
}

static void tell_walk(const struct family *family, uint32_t policy, const struct told *told)
{
	struct failed failed = { 0 };
	struct course course;
	for (unsigned step = 1; failed.count < FAILED_MAX; step++) {
		policy_try(family, policy, &told->open, &told->caller, &failed, false, &course);
		if (course.effect == FLOOR) {
			printf("   %u. the floor, the queue of last resort", step);
			tell_course(family, &course);
			return;
		}
		const struct effect *effect = &family->effect[course.effect];
		if (effect->kind == EFFECT_RESPONSE) {
			for (uint32_t i = 0; i < effect->response.debts; i++)
				printf("   owed: %s within %u s\n", effect->response.debt[i].kind,
				       effect->response.debt[i].within_s);
			printf("  ");
			tell_course(family, &course);
			return;
		}
		printf("   %u. %s", step, effect->way.destination);
		if (effect->way.ring_s)
			printf(", for %u s", effect->way.ring_s);
		tell_course(family, &course);
		failed.effect[failed.count++] = course.effect;
	}
}

bool policy_explain(const struct family *family, struct instant at, int count, char **fact)
{
	struct told told = { .open.at = at };
	for (int i = 0; i < count; i++)
		if (!take_fact(&told, fact[i])) {
			(void)fprintf(stderr,
			              "tocsin: %s: no fact; write TYPE:NAME=VALUE, TYPE as a condition's without "
			              "\"Condition\", as "
			              "QueueState:night=Full, or place=LAT,LON\n",
			              fact[i]);
			return false;
		}
	struct fact *room = calloc(2 * (size_t)family->traits + 1, sizeof *room);
	if (!room)
		return false;
	told.open.value = room;
	told.caller.value = room + family->traits;
	facts_part(family, told.facts, told.fact, room, room + family->traits);
	for (uint32_t i = 0; i < family->policies; i++) {
		const struct policy *policy = &family->policy[i];
		if (policy->kind != POLICY_ORIGINATION && policy->kind != POLICY_RESPONSE)
			continue;
		printf("%s%s%s\n", policy->type, *policy->name ? " " : "", policy->name);
		tell_rules(family, policy, &told);
		printf("  goes to%s\n", policy->kind == POLICY_RESPONSE ? "" : ", each if the one before fails:");
		tell_walk(family, i, &told);
	}
	free(room);
	return true;
}
