/* Times of a card, as minutes of a week; and the plan's settings of dispatch and coverage. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/run_card_inside.h"

#include <string.h>

#include "dispatch/rule.h"

#define DAYS 7u
#define DAY_MINUTES (24u * 60)

static const char days[DAYS][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* One span of a card's times as it is read. */
struct span_of_day {
	uint8_t days; /* one bit each, Monday first */
	uint32_t from, to;
};

static unsigned day_named(struct bytes text)
{
	unsigned day = 0;
	while (day < DAYS && !bytes_same(text, bytes_of_text(days[day])))
		day++;
	return day;
}

static void read_day(struct reader *reader, const struct outline_node *node, void *into)
{
	struct span_of_day *span = into;
	struct bytes text = outline_text(node);
	unsigned first = day_named(text), last = first;
	if (text.length == 7 && text.at[3] == '-') {
		first = day_named(bytes_of(text.at, 3));
		last = day_named(bytes_of(text.at + 4, 3));
	}
	if (first == DAYS || last == DAYS) {
		PROBLEM(reader, node,
		        "a day is expected here, mon, tue, wed, thu, fri, sat or sun, or days such as mon-fri");
		return;
	}
	for (;; first = (first + 1) % DAYS) {
		span->days |= (uint8_t)(1u << first);
		if (first == last)
			break;
	}
}

static void read_days(struct reader *reader, const struct outline_node *node, void *into)
{
	reader_list(reader, node, read_day, into);
}

static void read_minute(struct reader *reader, const struct outline_node *node, uint32_t *ret_minute)
{
	struct bytes text = outline_text(node);
	bool good = text.length == 5 && text.at[2] == ':';
	for (size_t i = 0; good && i < 5; i++)
		good = i == 2 || (text.at[i] >= '0' && text.at[i] <= '9');
	unsigned hour = good ? (text.at[0] - '0') * 10u + (text.at[1] - '0') : 0;
	unsigned minute = good ? (text.at[3] - '0') * 10u + (text.at[4] - '0') : 0;
	if (!good || minute > 59 || hour * 60 + minute > DAY_MINUTES) {
		PROBLEM(reader, node, "a time of day is expected here, such as \"07:30\"; the day ends at \"24:00\"");
		return;
	}
	*ret_minute = hour * 60 + minute;
}

static void read_from(struct reader *reader, const struct outline_node *node, void *into)
{
	read_minute(reader, node, &((struct span_of_day *)into)->from);
}

static void read_to(struct reader *reader, const struct outline_node *node, void *into)
{
	read_minute(reader, node, &((struct span_of_day *)into)->to);
}

static void read_time(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "days", read_days }, { "from", read_from }, { "to", read_to } };
	struct week *week = into;
	struct span_of_day span = { .to = DAY_MINUTES };
	unsigned before = reader->problems->count;
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, &span);
	if (reader->problems->count != before)
		return;
	if (span.from == span.to) {
		PROBLEM(reader, node, "it ends when it begins; leave from and to out for the whole day");
		return;
	}
	/* Past midnight it is the next day's, and Monday's after Sunday. */
	uint32_t length = (span.to > span.from ? span.to : span.to + DAY_MINUTES) - span.from;
	for (unsigned day = 0; day < DAYS; day++)
		for (uint32_t i = 0; (!span.days || span.days >> day & 1) && i < length; i++) {
			uint32_t minute = (day * DAY_MINUTES + span.from + i) % WEEK_MINUTES;
			week->minutes[minute / 64] |= (uint64_t)1 << minute % 64;
		}
}

void run_card_week(struct reader *reader, const struct outline_node *node, uint32_t *ret_week)
{
	struct week *week = reader_add(reader, node, &reader->plan->weeks);
	if (!week)
		return;
	reader_list(reader, node, read_time, week);
	if (!reader->plan->zone[0])
		PROBLEM(reader, node, "by which clock? name the plan's zone, such as zone: Europe/Lisbon");
	if (outline_is_list(node) && !outline_line(node))
		PROBLEM(reader, node,
		        "times are expected here, such as [{days: mon-fri, from: \"07:00\", to: \"19:00\"}]");
	*ret_week = reader->plan->weeks.count - 1;
}

void run_card_times(struct reader *reader, const struct outline_node *node, void *into)
{
	run_card_week(reader, node, &((struct card *)into)->when.week);
}

static void read_turn_out(struct reader *reader, const struct outline_node *node, void *into)
{
	struct outline_node *key, *value;
	void *cursor = NULL;
	(void)into;
	if (!outline_is_map(node))
		PROBLEM(reader, node,
		        "seconds by where a unit is are expected here, such as {station: 60, street: 10}");
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value)) {
		unsigned i = 0;
		while (i < READINESS_OFF_SHIFT && !bytes_same(outline_text(key), bytes_of_text(readiness_name(i))))
			i++;
		if (i < READINESS_OFF_SHIFT)
			(void)reader_number(reader, value, 0, PLAN_PENALTY_MAX_S,
			                    &reader->plan->dispatch.turn_out_s[i]);
		else
			PROBLEM(reader, key, "station, street, called, driving or working is expected here");
	}
}

static void read_stale(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &reader->plan->dispatch.stale_s);
}

static void read_too_far(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &reader->plan->dispatch.too_far_s);
}

static void read_divert(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 0, PLAN_SPAN_MAX_S, &reader->plan->dispatch.divert_sooner_s);
}

static void read_rules(struct reader *reader, const struct outline_node *node, void *into)
{
	struct outline_node *key, *value;
	void *cursor = NULL;
	(void)into;
	if (!outline_is_map(node))
		PROBLEM(reader, node, "rules by priority are expected here, such as {3: keep_coverage}");
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value)) {
		uint32_t priority;
		unsigned rule = rule_named(outline_text(value));
		if (!reader_number(reader, key, 1, PRIORITY_MAX, &priority))
			continue;
		if (rule < rule_count())
			reader->plan->dispatch.rule[priority] = (uint8_t)rule;
		else
			PROBLEM(reader, value, "%.*s is no rule; closest and keep_coverage are",
			        (int)outline_text(value).length,
			        outline_text(value).length ? (const char *)outline_text(value).at : "");
	}
}

void run_card_dispatch(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = {
		{ "turn_out_s", read_turn_out },    { "stale_s", read_stale }, { "too_far_s", read_too_far },
		{ "divert_sooner_s", read_divert }, { "rules", read_rules },
	};
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, into);
}

static void read_target(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 1, PLAN_SPAN_MAX_S, &reader->plan->dispatch.target_s);
}

static void read_busy(struct reader *reader, const struct outline_node *node, void *into)
{
	(void)into;
	(void)reader_number(reader, node, 0, 999, &reader->plan->dispatch.busy_permille);
}

void run_card_coverage(struct reader *reader, const struct outline_node *node, void *into)
{
	static const struct reader_key keys[] = { { "target_s", read_target }, { "busy_permille", read_busy } };
	reader_map(reader, node, keys, sizeof keys / sizeof *keys, into);
}
