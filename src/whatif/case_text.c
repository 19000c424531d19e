/* A case as it is written: key=value, one row a key. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <string.h>

#include "dispatch/rule.h"
#include "roads/line.h"
#include "whatif/cases.h"

struct whatif_case case_usual(void)
{
	return (struct whatif_case){ .name = "as it is", .speed_permille = 1000 };
}

static const char *set_speeds(struct whatif_case *it, struct bytes value)
{
	int64_t permille;
	if (!road_line_decimal(value, 3, CASE_SPEED_MIN_PERMILLE, CASE_SPEED_MAX_PERMILLE, &permille))
		return "speeds is a factor from 0.1 to 10";
	it->speed_permille = (uint32_t)permille;
	return NULL;
}

static const char *set_turn_out(struct whatif_case *it, struct bytes value)
{
	int64_t seconds;
	if (!road_line_number(value, 0, CASE_TURN_OUT_MAX_S, &seconds))
		return "turn_out is a number of seconds up to 3600";
	it->turn_out_s = (uint32_t)seconds;
	return NULL;
}

static const char *set_target(struct whatif_case *it, struct bytes value)
{
	int64_t seconds;
	if (!road_line_number(value, 1, CASE_TARGET_MAX_S, &seconds))
		return "target is a number of seconds from 1 to 14400";
	it->target_s = (uint32_t)seconds;
	return NULL;
}

static const char *set_moves(struct whatif_case *it, struct bytes value)
{
	int64_t seconds;
	if (!road_line_number(value, 0, CASE_MOVE_MAX_S, &seconds))
		return "moves is how many seconds lie between two looks, up to 86400; 0: nobody is moved";
	it->move_s = (uint32_t)seconds;
	return NULL;
}

static const char *set_rule(struct whatif_case *it, struct bytes value)
{
	unsigned rule = rule_named(value);
	if (rule == rule_count())
		return "there is no such rule of dispatch: try closest or keep_coverage";
	it->rule = rule;
	return NULL;
}

static const char *set_redispatch(struct whatif_case *it, struct bytes value)
{
	bool yes = bytes_same(value, bytes_of_text("yes"));
	if (!yes && !bytes_same(value, bytes_of_text("no")))
		return "redispatch is yes or no";
	it->redispatch = yes ? REDISPATCH_YES : REDISPATCH_NO;
	return NULL;
}

#define TEXT(NAME) NULL, offsetof(struct whatif_case, NAME)

static const struct {
	const char *name;
	const char *(*set)(struct whatif_case *it, struct bytes value);
	size_t text; /* without `set`: where the text lies */
} keys[] = {
	{ "speeds", set_speeds, 0 },    { "turn_out", set_turn_out, 0 },     { "target", set_target, 0 },
	{ "rule", set_rule, 0 },        { "redispatch", set_redispatch, 0 }, { "moves", set_moves, 0 },
	{ "stations", TEXT(stations) }, { "hospitals", TEXT(hospitals) },    { "units", TEXT(units) },
	{ "extra", TEXT(extra) },       { "without", TEXT(without) },        { "cards", TEXT(cards) },
	{ "carries", TEXT(carries) },
};

const char *case_set(struct whatif_case *it, struct bytes key, struct bytes value)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (!bytes_same(key, bytes_of_text(keys[i].name)))
			continue;
		if (keys[i].set)
			return keys[i].set(it, value);
		if (!value.length || value.length >= CASE_TEXT_MAX_BYTES || memchr(value.at, 0, value.length))
			return "the value is empty, or too long";
		char *text = (char *)it + keys[i].text;
		memcpy(text, value.at, value.length);
		text[value.length] = '\0';
		return NULL;
	}
	return "no such key: there are speeds, turn_out, target, rule, redispatch, moves, stations, hospitals, units, "
	       "extra, without, cards and carries";
}

const char *case_read(struct whatif_case *it, struct bytes text, uint64_t *ret_line)
{
	struct road_lines lines = { .text = text };
	struct bytes line, word;
	while (road_line_next(&lines, &line)) {
		const uint8_t *remark = line.length ? memchr(line.at, '#', line.length) : NULL;
		if (remark)
			line.length = (size_t)(remark - line.at);
		while (road_line_word(&line, &word)) {
			const uint8_t *sign = memchr(word.at, '=', word.length);
			size_t key = sign ? (size_t)(sign - word.at) : 0;
			const char *fault =
			    sign ? case_set(it, bytes_of(word.at, key), bytes_of(sign + 1, word.length - key - 1))
				 : "what is wanted is key=value";
			if (fault) {
				*ret_line = lines.line;
				return fault;
			}
		}
	}
	return NULL;
}
