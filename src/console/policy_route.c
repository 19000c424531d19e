/* Policies: what was put up, what was proved of each, and putting up another. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "console/json.h"
#include "console/route.h"

static enum status put_instant(struct buffer *json, const char *name, struct instant at)
{
	enum status status = buffer_print(json, ",\"%s\":", name);
	return status == STATUS_OK ? json_instant(json, at) : status;
}

static enum status put_agent(struct buffer *json, const struct board *board, const char *name, uint32_t number)
{
	const struct agent *agent = board_agents(board, number);
	if (!agent)
		return STATUS_OK;
	enum status status = buffer_print(json, ",\"%s\":", name);
	return status == STATUS_OK ? json_words(json, agent->name.text) : status;
}

/* Where a policy stands, in one word: each has its own next step. */
static const char *standing(const struct ask *ask, uint32_t number, const struct policy_record *policy)
{
	uint32_t asked, of;
	if (ask_routing(ask) && routing_proving(ask_routing(ask), number, &asked, &of))
		return "being_proved";
	if (policy->in_force)
		return "in_force";
	if (!policy->judged)
		return "not_judged";
	if (policy->against)
		return "refuted";
	int64_t age_us = instant_since(desk_now(ask->desk), policy->judged_at).us;
	return policy->stale || age_us > span_s(JUDGEMENT_LASTS_S).us ? "judgement_old" : "proved";
}

/* A text of an entry: which, and where it goes. */
struct taking {
	struct buffer *out;
	enum text text;
	bool as_string;
};

static enum status take_text(void *context, uint64_t sequence, const struct entry_head *head,
                             struct entry_reader reader)
{
	const struct taking *taking = context;
	struct bytes text = head->command.text[taking->text];
	(void)sequence;
	(void)reader;
	return taking->as_string ? json_text(taking->out, text) : buffer_append(taking->out, text);
}

/* What of it runs out soon or is not there any more, in the words of the record. */
static enum status put_warnings(const struct ask *ask, uint32_t policy, struct buffer *json)
{
	const struct board *board = desk_board(ask->desk);
	struct taking words = { json, TEXT_WORDS, true };
	uint32_t count = 0, at = board_center(board)->first_open_notice;
	enum status status = buffer_append_text(json, ",\"warnings\":[");
	for (; status == STATUS_OK && at; at = board_notices(board, at)->next_open) {
		const struct policy_warning *warning = board_warnings(board, board_warning_of(board, at));
		if (!warning || warning->policy != policy)
			continue;
		status = buffer_print(json, "%s{\"notice\":%" PRIu32, count++ ? "," : "", at);
		if (status == STATUS_OK)
			status = put_instant(json, "until", board_notices(board, at)->until);
		if (status == STATUS_OK)
			status = buffer_append_text(json, ",\"words\":");
		if (status == STATUS_OK)
			status = desk_read(ask->desk, board_notices(board, at)->sequence, take_text, &words);
		if (status == STATUS_OK)
			status = buffer_append_text(json, "}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_policy(const struct ask *ask, uint32_t number, struct buffer *json)
{
	const struct board *board = desk_board(ask->desk);
	const struct policy_record *policy = board_policies(board, number);
	uint32_t asked = 0, of = 0;
	bool proving = ask_routing(ask) && routing_proving(ask_routing(ask), number, &asked, &of);
	enum status status = buffer_print(
	    json, "{\"policy\":%" PRIu32 ",\"hash\":\"%016" PRIx64 "\",\"standing\":\"%s\",\"name\":", number,
	    policy->hash, standing(ask, number, policy));
	if (status == STATUS_OK)
		status = json_words(json, policy->name.text);
	if (status == STATUS_OK)
		status = put_instant(json, "proposed_at", policy->proposed_at);
	if (status == STATUS_OK)
		status = put_agent(json, board, "proposed_by", policy->proposed_by);
	if (status == STATUS_OK && policy->judged)
		status = buffer_print(json, ",\"against\":%" PRIu32, policy->against);
	if (status == STATUS_OK && policy->judged)
		status = put_instant(json, "judged_at", policy->judged_at);
	if (status == STATUS_OK)
		status = put_agent(json, board, "approved_by", policy->approved_by);
	if (status == STATUS_OK)
		status = put_agent(json, board, "activated_by", policy->activated_by);
	if (status == STATUS_OK && policy->activated_by)
		status = put_instant(json, "activated_at", policy->activated_at);
	if (status == STATUS_OK && proving)
		status = buffer_print(json, ",\"asked\":%" PRIu32 ",\"of\":%" PRIu32, asked, of);
	return status == STATUS_OK && policy->in_force ? put_warnings(ask, number, json) : status;
}

static void answer_json(struct ask *ask, struct reply *reply, enum status status)
{
	if (status == STATUS_OK)
		ask_hold(ask, reply);
	else
		ask_trouble(ask, reply, status);
}

static void list_policies(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	const struct care *care = board_cares(board, board->pool[POOL_cares].count - 1);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	enum status status =
	    buffer_print(&reply.body, "{\"in_force\":%" PRIu32 ",\"people\":%" PRIu32 ",\"policies\":[",
	                 board_policy_in_force(board), care ? care->people : 1);
	for (uint32_t number = board->pool[POOL_policies].count - 1; status == STATUS_OK && number; number--) {
		status = put_policy(ask, number, &reply.body);
		if (status == STATUS_OK)
			status = buffer_append_text(&reply.body, number > 1 ? "}," : "}");
	}
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]}");
	answer_json(ask, &reply, status);
}

static const struct policy_record *asked_policy(struct ask *ask)
{
	const struct policy_record *policy = board_policies(desk_board(ask->desk), ask->number);
	if (!policy)
		ask_refuse(ask, 404, "unknown_policy", "policy",
		           vocabulary_words(VOCABULARY_REFUSAL, REFUSAL_UNKNOWN_POLICY));
	return policy;
}

/* With its text, and what was proved: the record is JSON already. */
static void show_policy(struct ask *ask)
{
	const struct policy_record *policy = asked_policy(ask);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	struct taking document = { &reply.body, TEXT_RECORD, true }, record = { &reply.body, TEXT_RECORD, false };
	if (!policy)
		return;
	enum status status = put_policy(ask, ask->number, &reply.body);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, ",\"text\":");
	if (status == STATUS_OK)
		status = desk_read(ask->desk, policy->sequence, take_text, &document);
	if (status == STATUS_OK && policy->judged)
		status = buffer_append_text(&reply.body, ",\"judgement\":");
	if (status == STATUS_OK && policy->judged)
		status = desk_read(ask->desk, policy->judged, take_text, &record);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "}");
	answer_json(ask, &reply, status);
}

/* Formulas and proofs, as anybody's checker reads them, in gzip. */
static void show_proofs(struct ask *ask)
{
	const struct policy_record *policy = asked_policy(ask);
	struct reply reply = { .code = 200, .type = "application/gzip" };
	struct taking proofs = { &reply.body, TEXT_RAW, false };
	if (!policy)
		return;
	enum status status = policy->judged ? desk_read(ask->desk, policy->judged, take_text, &proofs) : STATUS_OK;
	if (status == STATUS_OK && !reply.body.length)
		ask_refuse(ask, 404, "no_proofs", "policy",
		           "none are kept of it; `tocsin policy prove --proofs DIR` makes them");
	else
		answer_json(ask, &reply, status);
}

static bool may(struct ask *ask)
{
	if (!ask_administers(ask))
		return false;
	if (!ask_routing(ask))
		ask_refuse(ask, 503, "trouble", "", "policies are not run here");
	return ask_routing(ask);
}

static void put_up(struct ask *ask)
{
	struct problems problems = { 0 };
	struct desk_answer answer;
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (http_body_cut(ask->request)) {
		ask_refuse(ask, 413, "malformed", "", "a policy that is put up has at most 1 MiB");
		return;
	}
	if (!may(ask))
		return;
	enum status status = routing_propose(ask_routing(ask), ask->agent, http_body(ask->request), &problems, &answer);
	if (status == STATUS_MALFORMED || status == STATUS_LIMIT) {
		ask_problems(ask, "policy_wrong", &problems);
	} else {
		if (status == STATUS_OK)
			status = reply_write(&reply, desk_secrets(ask->desk), COMMAND_PROPOSE_POLICY, answer.sequence,
			                     answer.events, answer.count);
		answer_json(ask, &reply, status);
	}
	buffer_close(&problems.text);
}

static void prove_again(struct ask *ask)
{
	struct reply reply = { .code = 202, .type = JSON_TYPE };
	if (!asked_policy(ask) || !may(ask))
		return;
	enum status status = routing_prove(ask_routing(ask), ask->number);
	/* That it is being proved already is what was asked for. */
	if (status == STATUS_BUSY)
		status = STATUS_OK;
	if (status == STATUS_OK)
		status = put_policy(ask, ask->number, &reply.body);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "}");
	answer_json(ask, &reply, status);
}

extern const struct route policy_routes[];
const struct route policy_routes[] = {
	{ "GET", "/v1/policies", ACCESS_READER, list_policies, "the policies that were put up, and which is in force" },
	{ "POST", "/v1/policies", ACCESS_STAFF, put_up, "put a policy up to be proved; the body is its text" },
	{ "GET", "/v1/policies/{policy}", ACCESS_READER, show_policy, "a policy, and what was proved of it" },
	{ "GET", "/v1/policies/{policy}/proofs", ACCESS_READER, show_proofs, "its formulas and proofs, gzip" },
	{ "POST", "/v1/policies/{policy}/prove", ACCESS_STAFF, prove_again, "prove it again" },
	{ 0 },
};
