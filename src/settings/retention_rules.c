/* The setting `retention`: after how long words of which cases are erased. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/retention_rules.h"

#include <string.h>

#include "core/vocabulary.h"

/* A hundred years: longer than anybody keeps anything, and far from where moments end. */
#define AFTER_MAX_S (INT64_C(36525) * 86400)

/* "365d", "12h", "90s", or "never". */
static bool read_after(struct bytes text, int64_t *ret_s)
{
	static const struct {
		uint8_t letter;
		int64_t s;
	} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 's', 1 } };
	int64_t number = 0, unit_s = 0;
	if (bytes_same(text, bytes_of_text("never"))) {
		*ret_s = SETTINGS_RETENTION_NEVER;
		return true;
	}
	if (text.length < 2 || text.length > 11)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (text.at[text.length - 1] == units[i].letter)
			unit_s = units[i].s;
	for (size_t i = 0; i + 1 < text.length; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		number = number * 10 + (text.at[i] - '0');
	}
	if (!unit_s || !number || number > AFTER_MAX_S / unit_s)
		return false;
	*ret_s = number * unit_s;
	return true;
}

static void read_rule(const struct outline *outline, const struct outline_node *node, struct problems *problems,
                      struct settings_retention *rule)
{
	struct outline_node *key, *value;
	void *cursor = NULL;
	bool timed = false;
	while (outline_next(node, &cursor, &key, &value)) {
		struct bytes is = outline_text(key), text = outline_text(value);
		char name[sizeof rule->type.text] = "";
		bool named = text.length && text.length < sizeof name;
		if (named)
			memcpy(name, text.at, text.length);
		if (bytes_same(is, bytes_of_text("type"))) {
			memcpy(rule->type.text, name, sizeof name);
			if (!named)
				outline_problem(outline, value, problems, "a type of 1 to %zu bytes is expected here",
				                sizeof name - 1);
		} else if (bytes_same(is, bytes_of_text("channel"))) {
			rule->channel = (uint8_t)vocabulary_value(VOCABULARY_CHANNEL, name);
			if (!rule->channel)
				outline_problem(outline, value, problems,
				                "a channel is expected here, such as voice, text or http");
		} else if (bytes_same(is, bytes_of_text("after"))) {
			timed = true;
			if (!read_after(text, &rule->after_s))
				outline_problem(outline, value, problems,
				                "a time is expected here, such as 365d, 12h or 90s, or never");
		} else {
			outline_problem(outline, key, problems, "type, channel or after is expected here");
		}
	}
	if (!timed)
		outline_problem(outline, node, problems, "a rule needs after, such as {type: fire, after: 365d}");
}

unsigned retention_rules_read(const struct outline *outline, const struct outline_node *node, struct problems *problems,
                              struct settings_retention ret_rules[SETTINGS_RETENTION_MAX])
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	unsigned count = 0;
	if (!outline_is_list(node))
		outline_problem(outline, node, problems,
		                "a list of rules is expected here, such as [{type: fire, after: 365d}, {after: 730d}]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		if (count == SETTINGS_RETENTION_MAX) {
			outline_problem(outline, item, problems, "at most %u rules are taken", SETTINGS_RETENTION_MAX);
			break;
		}
		ret_rules[count] = (struct settings_retention){ 0 };
		read_rule(outline, item, problems, &ret_rules[count++]);
	}
	return count;
}
