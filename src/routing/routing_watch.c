/* Warns of what the policy in force says and will not say for long: what runs out, and queues that are not there any more. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "policy/lapse.h"
#include "routing/destination.h"
#include "routing/routing_inside.h"

#define DAY_S 86400

/* One thing to warn of. */
struct concern {
	uint64_t hash;     /* of what it is, with its policy and its moment */
	struct instant at; /* when it runs out; zero: it is not there now */
	struct buffer words;
};

struct concerns {
	struct routing *routing;
	struct concern *at;
	uint32_t count, room;
};

/* FNV-1a: it only tells a handful of warnings apart.  Zero is not a hash that a command can carry. */
static uint64_t hash_of(uint32_t policy, struct instant at, struct bytes words)
{
	uint64_t hash = 0xcbf29ce484222325u ^ policy ^ (uint64_t)at.us;
	for (size_t i = 0; i < words.length; i++)
		hash = (hash ^ words.at[i]) * 0x100000001b3u;
	return hash ? hash : 1;
}

/* Takes the words, whatever comes of it. */
static enum status add(struct concerns *concerns, struct instant at, struct buffer *words)
{
	if (concerns->count == concerns->room) {
		uint32_t room = concerns->room ? 2 * concerns->room : 16;
		struct concern *grown = reallocarray(concerns->at, room, sizeof *grown);
		if (!grown) {
			buffer_close(words);
			return STATUS_MEMORY;
		}
		concerns->at = grown;
		concerns->room = room;
	}
	uint64_t hash = hash_of(concerns->routing->policy, at, buffer_bytes(words));
	concerns->at[concerns->count++] = (struct concern){ hash, at, *words };
	return STATUS_OK;
}

static enum status take_lapse(void *context, const struct lapse *lapse)
{
	struct buffer words = { 0 };
	char at[INSTANT_TEXT_BYTES];
	const struct policy *policy = lapse->policy;
	const char *space = *policy->name ? " " : "";
	instant_write(lapse->at, at);
	enum status status =
	    lapse->rule ? buffer_print(&words, "the time of the rule %.200s of %s%s%.200s ends at %.16sZ",
	                               lapse->rule->id, policy->type, space, policy->name, at)
			: buffer_print(&words, "%s%s%.200s expires at %.16sZ", policy->type, space, policy->name, at);
	if (status != STATUS_OK) {
		buffer_close(&words);
		return status;
	}
	return add(context, lapse->at, &words);
}

/* What of it this center cannot do any more, a line each, as when it was put up. */
static enum status take_gone(struct concerns *concerns)
{
	const struct routing *routing = concerns->routing;
	struct problems problems = { 0 };
	enum status status =
	    destination_check(desk_board(routing->desk), routing->setup.domain, routing->family, "policy", &problems);
	if (status == STATUS_MALFORMED)
		status = STATUS_OK;
	const char *line = (const char *)problems.text.at;
	for (size_t left = problems.text.length; left && status == STATUS_OK;) {
		const char *end = memchr(line, '\n', left);
		size_t length = end ? (size_t)(end - line) : left;
		struct buffer words = { 0 };
		status = buffer_append(&words, bytes_of(line, length));
		if (status == STATUS_OK)
			status = add(concerns, (struct instant){ 0 }, &words);
		line += length + (end != NULL);
		left -= length + (end != NULL);
	}
	buffer_close(&problems.text);
	return status;
}

/* Run cards that it names, and of which the plan in force has none, or one that sends nobody. */
static enum status take_cards(struct concerns *concerns)
{
	const struct family *family = concerns->routing->family;
	struct buffer text = { 0 };
	struct plan plan = { 0 };
	bool any = false, read = false;
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < family->effects && status == STATUS_OK; i++) {
		const struct effect *effect = &family->effect[i];
		if (effect->kind != EFFECT_RESPONSE || !effect->response.card)
			continue;
		if (!any)
			status = routing_read_plan(concerns->routing, &text);
		if (!any && status == STATUS_OK) {
			status = judging_plan(buffer_bytes(&text), &plan);
			read = status == STATUS_OK;
			status = status == STATUS_MISSING ? STATUS_OK : status;
		}
		any = true;
		const char *fault = read ? run_card_fault(&plan, effect->response.card) : "there is no plan";
		struct buffer words = { 0 };
		if (status != STATUS_OK || !fault)
			continue;
		status = buffer_print(&words, "the run card \"%.200s\" is named: %s", effect->response.card, fault);
		if (status == STATUS_OK)
			status = add(concerns, (struct instant){ 0 }, &words);
	}
	run_card_close(&plan);
	buffer_close(&text);
	return status;
}

static bool concerns_have(const struct concerns *concerns, uint64_t hash)
{
	for (uint32_t i = 0; i < concerns->count; i++)
		if (concerns->at[i].hash == hash)
			return true;
	return false;
}

static enum status warn(const struct routing *routing, const struct concern *concern)
{
	struct desk_answer answer;
	struct command command = { .kind = COMMAND_WARN_POLICY,
		                   .asker = ASKER_CENTER,
		                   .f = { .policy = routing->policy, .hash = concern->hash, .due = concern->at.us } };
	if (board_warned(desk_board(routing->desk), concern->hash))
		return STATUS_OK;
	command.text[TEXT_WORDS] = buffer_bytes(&concern->words);
	return desk_ask(routing->desk, &command, &answer);
}

/* A warning that holds no longer: another policy is in force, or the queue is there again. */
static enum status end_others(const struct routing *routing, const struct concerns *concerns)
{
	const struct board *board = desk_board(routing->desk);
	enum status status = STATUS_OK;
	for (uint32_t at = board_center(board)->first_open_notice, next; at && status == STATUS_OK; at = next) {
		struct desk_answer answer;
		struct command end = { .kind = COMMAND_END_WARNING, .asker = ASKER_CENTER, .f.notice = at };
		next = board_notices(board, at)->next_open;
		const struct policy_warning *warning = board_warnings(board, board_warning_of(board, at));
		if (!warning || concerns_have(concerns, warning->hash))
			continue;
		end.text[TEXT_REASON] = bytes_of_text(
		    warning->policy == routing->policy ? "it is so no longer" : "another policy is in force");
		status = desk_ask(routing->desk, &end, &answer);
	}
	return status;
}

void routing_watch(struct routing *routing)
{
	struct concerns concerns = { .routing = routing };
	struct instant now = desk_now(routing->desk);
	if (!routing->family || routing->trouble != STATUS_OK ||
	    (!routing->watch_now && instant_before(now, routing->watch_at)))
		return;
	routing->watch_now = false;
	routing->watch_at = instant_after(now, span_s(WATCH_EVERY_S));
	unsigned days = routing->setup.warns_days ? routing->setup.warns_days : ROUTING_WARNS_DAYS;
	enum status status =
	    lapse_each(routing->family, instant_after(now, span_s((int64_t)days * DAY_S)), take_lapse, &concerns);
	if (status == STATUS_OK)
		status = take_gone(&concerns);
	if (status == STATUS_OK)
		status = take_cards(&concerns);
	for (uint32_t i = 0; i < concerns.count && status == STATUS_OK; i++)
		status = warn(routing, &concerns.at[i]);
	if (status == STATUS_OK)
		status = end_others(routing, &concerns);
	for (uint32_t i = 0; i < concerns.count; i++)
		buffer_close(&concerns.at[i].words);
	free(concerns.at);
	if (status != STATUS_OK)
		routing->trouble = status;
}
