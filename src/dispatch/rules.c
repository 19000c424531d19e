/* The rules by their names; the list is written by Meson from dispatch/meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "dispatch/rule.h"

#define RULE(NAME) extern const struct rule NAME##_rule;
#include "dispatch/rules.def"
#undef RULE

static const struct rule *const rules[] = {
#define RULE(NAME) &NAME##_rule,
#include "dispatch/rules.def"
#undef RULE
};
enum {
#define RULE(NAME) RULE_##NAME,
#include "dispatch/rules.def"
#undef RULE
	RULES
};

unsigned rule_count(void)
{
	return RULES;
}

const struct rule *rule_at(unsigned number)
{
	assert(number < RULES);
	return rules[number];
}

unsigned rule_named(struct bytes name)
{
	unsigned number = 0;
	while (number < RULES && !bytes_same(name, bytes_of_text(rules[number]->name)))
		number++;
	return number;
}
