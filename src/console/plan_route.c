/* The plan in force, and putting another in its place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "console/json.h"
#include "console/route.h"

static enum status put_text(void *context, uint64_t sequence, const struct entry_head *head, struct entry_reader reader)
{
	struct buffer *json = context;
	(void)reader;
	enum status status = buffer_print(json, ",\"sequence\":%" PRIu64 ",\"text\":", sequence);
	return status == STATUS_OK ? json_text(json, head->command.text[TEXT_RECORD]) : status;
}

/* Types of call, the words that point to each, and what to say: for whoever takes calls. */
static enum status put_advice(struct buffer *json, const struct plan *plan)
{
	enum status status = buffer_append_text(json, ",\"types\":[");
	for (uint32_t i = 1; status == STATUS_OK && i < plan->types.count; i++) {
		status = buffer_append_text(json, i > 1 ? "," : "");
		if (status == STATUS_OK)
			status = json_words(json, ((const struct wire_name *)pool_item(&plan->types, i))->text);
	}
	if (status == STATUS_OK)
		status = buffer_append_text(json, "],\"advice\":[");
	for (uint32_t i = 1; status == STATUS_OK && i < plan->advice.count; i++) {
		const struct type_advice *advice = plan_advice(plan, i);
		status = buffer_append_text(json, i > 1 ? ",{\"type\":" : "{\"type\":");
		if (status == STATUS_OK)
			status = json_words(json, advice->type.text);
		if (status == STATUS_OK)
			status = buffer_append_text(json, ",\"script\":");
		if (status == STATUS_OK)
			status = json_words(json, advice->script);
		if (status == STATUS_OK)
			status = buffer_append_text(json, ",\"words\":[");
		for (uint32_t k = 0; status == STATUS_OK && k < advice->words.count; k++) {
			status = buffer_append_text(json, k ? "," : "");
			if (status == STATUS_OK)
				status = json_words(json, plan_word(plan, advice->words.first + k));
		}
		if (status == STATUS_OK)
			status = buffer_append_text(json, "]}");
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status write_plan(struct ask *ask, const struct load *load, struct buffer *json)
{
	const struct control *control = ask_control(ask);
	const struct scene *scene = control ? control_scene(control) : NULL;
	enum status status = buffer_print(
	    json,
	    "{\"hash\":\"%016" PRIx64 "\",\"in_force\":%s,\"map\":\"%016" PRIx64
	    "\",\"roads\":%s,\"unread_closures\":%" PRIu32 ",\"name\":",
	    load->hash, scene && scene->plan->hash == load->hash ? "true" : "false", scene ? scene->map_hash : 0,
	    scene && scene->streets->network ? "true" : "false", control ? control_unread_closures(control) : 0);
	if (status == STATUS_OK)
		status = json_words(json, load->name.text);
	if (status == STATUS_OK && scene)
		status = put_advice(json, &scene->plan->plan);
	if (status == STATUS_OK)
		status = buffer_append_text(json, ",\"at\":");
	if (status == STATUS_OK)
		status = json_instant(json, load->at);
	if (status == STATUS_OK)
		status = desk_read(ask->desk, load->sequence, put_text, json);
	return status == STATUS_OK ? buffer_append_text(json, "}") : status;
}

static void show_plan(struct ask *ask)
{
	const struct board *board = desk_board(ask->desk);
	const struct load *load = board_plans(board, board->pool[POOL_plans].count - 1);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (!load) {
		ask_refuse(ask, 404, "no_plan", "", "no plan was ever loaded; POST /v1/plan loads one");
		return;
	}
	enum status status = write_plan(ask, load, &reply.body);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void tell_loaded(struct ask *ask, const struct desk_answer *answer)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	enum status status = reply_write(&reply, desk_secrets(ask->desk), COMMAND_LOAD_PLAN, answer->sequence,
	                                 answer->events, answer->count);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void load_plan(struct ask *ask)
{
	struct problems problems = { 0 };
	struct desk_answer answer;
	struct reply reply = { 0 };
	if (!ask_control(ask) || http_body_cut(ask->request)) {
		ask_refuse(ask, 413, "malformed", "", "a plan has at most 1 MiB");
		return;
	}
	if (!ask_administers(ask))
		return;
	enum status status =
	    control_load_plan(ask_control(ask), ask->agent, http_body(ask->request), "plan", &problems, &answer);
	if (status == STATUS_OK)
		tell_loaded(ask, &answer);
	else if (status == STATUS_MALFORMED || status == STATUS_LIMIT)
		ask_problems(ask, "plan_wrong", &problems);
	else
		ask_trouble(ask, &reply, status);
	buffer_close(&problems.text);
}

extern const struct route plan_routes[];
const struct route plan_routes[] = {
	{ "GET", "/v1/plan", ACCESS_READER, show_plan, "the plan in force" },
	{ "POST", "/v1/plan", ACCESS_STAFF, load_plan, "put a plan in force; the body is its text" },
	{ 0 },
};
