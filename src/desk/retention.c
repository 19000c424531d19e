/* How long words are kept: the rules of the settings, carried out as orders. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/retention.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct retention {
	struct desk *desk;
	struct retention_rule rule[RETENTION_RULES_MAX];
	unsigned rules;
	int64_t every_s;
	struct instant began; /* the last look; unknown: none yet */
	bool looking;
	uint32_t next_incident, next_call; /* where the look stands */
	uint64_t *of_call, *of_incident;   /* the last order for each, as the look began */
	uint32_t calls, incidents;
};

static bool type_fits(const char *wanted, const char *type)
{
	size_t length = strlen(wanted);
	return !length || (strncmp(wanted, type, length) == 0 && (!type[length] || type[length] == '.'));
}

static const struct retention_rule *rule_of(const struct retention *retention, const char *type, uint8_t channel)
{
	for (unsigned i = 0; i < retention->rules; i++) {
		const struct retention_rule *rule = &retention->rule[i];
		if (type_fits(rule->type.text, type) && (!rule->channel || rule->channel == channel))
			return rule->after_s == RETENTION_NEVER ? NULL : rule;
	}
	return NULL;
}

/* The orders that there are, by what they are for: one pass over them, however many they have become. */
static enum status gather_orders(struct retention *retention)
{
	const struct board *board = desk_board(retention->desk);
	retention->calls = board->pool[POOL_calls].count;
	retention->incidents = board->pool[POOL_incidents].count;
	free(retention->of_call);
	free(retention->of_incident);
	retention->of_call = calloc(retention->calls + (size_t)1, sizeof *retention->of_call);
	retention->of_incident = calloc(retention->incidents + (size_t)1, sizeof *retention->of_incident);
	if (!retention->of_call || !retention->of_incident)
		return STATUS_MEMORY;
	for (uint32_t number = 1; number < board->pool[POOL_erasures].count; number++) {
		const struct erasure *order = board_erasures(board, number);
		if (order->call && order->call < retention->calls)
			retention->of_call[order->call] = order->sequence;
		if (order->incident && order->incident < retention->incidents)
			retention->of_incident[order->incident] = order->sequence;
	}
	return STATUS_OK;
}

/* What may go together: an incident with its calls, or a call alone. */
struct case_of {
	uint32_t incident, call; /* call: of a case without an incident */
	const char *type;
	uint8_t channel;
	struct instant closed_at; /* the last of it */
	uint64_t last;            /* the newest entry that spoke of any of it */
	bool over;                /* all closed, nothing owed */
	bool fresh;               /* something was entered since it was erased last, or it never was */
};

static void add_call(const struct retention *retention, struct case_of *one, uint32_t number)
{
	const struct call *call = board_calls(desk_board(retention->desk), number);
	one->over &= call->state == CALL_CLOSED && !call->obligations;
	one->closed_at = instant_later(one->closed_at, call->closed_at);
	one->last = call->last_sequence > one->last ? call->last_sequence : one->last;
	one->fresh |= call->last_sequence > retention->of_call[number];
}

/* One that is related to something open is still read for that. */
static bool relations_over(const struct board *board, const struct incident *incident)
{
	for (uint32_t at = incident->first_relation; at; at = board_relations(board, at)->next) {
		const struct incident *other = board_incidents(board, board_relations(board, at)->other);
		if (board_relations(board, at)->kind != RELATION_NONE && other && other->open)
			return false;
	}
	return true;
}

static struct case_of case_of_incident(const struct retention *retention, uint32_t number)
{
	const struct board *board = desk_board(retention->desk);
	const struct incident *incident = board_incidents(board, number);
	struct case_of one = { .incident = number,
		               .type = incident->type.text,
		               .closed_at = incident->closed_at,
		               .last = incident->last_sequence,
		               .over = !incident->open && !incident->obligations && relations_over(board, incident),
		               .fresh = incident->last_sequence > retention->of_incident[number] };
	uint32_t first = UINT32_MAX;
	for (uint32_t call = incident->first_call; call; call = board_calls(board, call)->next_of_incident) {
		/* One that came while this look goes on is looked at by the next. */
		if (call >= retention->calls) {
			one.over = false;
			break;
		}
		add_call(retention, &one, call);
		if (call < first) {
			first = call;
			one.channel = board_calls(board, call)->channel;
		}
	}
	return one;
}

static enum status take_moment(void *context, uint64_t sequence, const struct entry_head *head,
                               struct entry_reader reader)
{
	(void)sequence;
	(void)reader;
	*(struct instant *)context = head->at;
	return STATUS_OK;
}

/* Whether its time has come, by a rule. */
static enum status is_ripe(const struct retention *retention, const struct case_of *one,
                           const struct retention_rule **ret_rule)
{
	struct instant now = desk_now(retention->desk), last = { 0 };
	const struct retention_rule *rule =
	    one->over && one->fresh ? rule_of(retention, one->type, one->channel) : NULL;
	*ret_rule = NULL;
	if (!rule || !instant_known(one->closed_at) || instant_since(now, one->closed_at).us < span_s(rule->after_s).us)
		return STATUS_OK;
	enum status status = desk_read(retention->desk, one->last, take_moment, &last);
	if (status == STATUS_OK && instant_since(now, last).us >= span_s(rule->after_s).us)
		*ret_rule = rule;
	return status;
}

static enum status order(const struct retention *retention, const struct case_of *one,
                         const struct retention_rule *rule, uint32_t call, uint32_t incident)
{
	struct desk_answer answer;
	char words[192], closed[INSTANT_TEXT_BYTES];
	struct command erase = { .kind = COMMAND_ERASE,
		                 .asker = ASKER_CENTER,
		                 .f = { .call = call, .incident = incident } };
	instant_write(one->closed_at, closed);
	(void)snprintf(words, sizeof words,
	               "retention: type %s, channel %s, after %" PRId64 " s; it was closed at %s and owes nothing",
	               *rule->type.text ? rule->type.text : "any",
	               rule->channel ? vocabulary_name(VOCABULARY_CHANNEL, rule->channel) : "any", rule->after_s,
	               closed);
	erase.text[TEXT_REASON] = bytes_of_text(words);
	return desk_ask(retention->desk, &erase, &answer);
}

static enum status erase_case(const struct retention *retention, const struct case_of *one,
                              const struct retention_rule *rule)
{
	const struct board *board = desk_board(retention->desk);
	if (!one->incident)
		return order(retention, one, rule, one->call, 0);
	enum status status = order(retention, one, rule, 0, one->incident);
	uint32_t call = board_incidents(board, one->incident)->first_call;
	for (; call && status == STATUS_OK; call = board_calls(board, call)->next_of_incident)
		status = order(retention, one, rule, call, 0);
	return status;
}

/* The next case of the look; false at its end.  A call of an incident is looked at with that. */
static bool next_case(struct retention *retention, struct case_of *ret_case)
{
	const struct board *board = desk_board(retention->desk);
	if (retention->next_incident < retention->incidents) {
		*ret_case = case_of_incident(retention, retention->next_incident++);
		return true;
	}
	if (retention->next_call >= retention->calls)
		return false;
	uint32_t number = retention->next_call++;
	const struct call *call = board_calls(board, number);
	*ret_case = (struct case_of){ .call = number, .type = "", .channel = call->channel, .over = !call->incident };
	add_call(retention, ret_case, number);
	return true;
}

static enum status look(struct retention *retention, bool *ret_erased)
{
	enum status status = STATUS_OK;
	for (unsigned looks = 0; looks < RETENTION_LOOKS && !*ret_erased && status == STATUS_OK; looks++) {
		const struct retention_rule *rule;
		struct case_of one;
		if (!next_case(retention, &one)) {
			retention->looking = false;
			return STATUS_OK;
		}
		status = is_ripe(retention, &one, &rule);
		if (status == STATUS_OK && rule) {
			status = erase_case(retention, &one, rule);
			*ret_erased = true;
		}
	}
	return status;
}

enum status retention_turn(struct retention *retention, bool *ret_erased)
{
	struct instant now = desk_now(retention->desk);
	int64_t since_us = instant_since(now, retention->began).us;
	bool due = !instant_known(retention->began) || since_us < 0 || since_us >= span_s(retention->every_s).us;
	*ret_erased = false;
	/* On the second path nothing can be taken out of the first: it is looked again when there is room. */
	if (!retention->rules || desk_spooling(retention->desk) || desk_erasing(retention->desk) ||
	    (!retention->looking && !due))
		return STATUS_OK;
	if (!retention->looking) {
		enum status status = gather_orders(retention);
		if (status != STATUS_OK)
			return status;
		retention->began = now;
		retention->looking = true;
		retention->next_incident = retention->next_call = 1;
	}
	return look(retention, ret_erased);
}

enum status retention_open(struct desk *desk, const struct retention_rule *rules, unsigned count,
                           struct retention **ret_retention)
{
	struct retention *retention = calloc(1, sizeof *retention);
	if (!retention)
		return STATUS_MEMORY;
	*retention = (struct retention){ .desk = desk, .rules = count, .every_s = RETENTION_EVERY_S };
	for (unsigned i = 0; i < count; i++) {
		int64_t after_s = rules[i].after_s;
		retention->rule[i] = rules[i];
		if (after_s != RETENTION_NEVER && after_s < retention->every_s)
			retention->every_s = after_s > 0 ? after_s : 1;
	}
	*ret_retention = retention;
	return STATUS_OK;
}

void retention_close(struct retention *retention)
{
	if (!retention)
		return;
	free(retention->of_call);
	free(retention->of_incident);
	free(retention);
}
