/* Walks the policy to a way that can be gone, and writes down why. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/ruling.h"

#include "core/queue.h"
#include "routing/destination.h"

const char *ruling_fault(const struct board *board, uint32_t queue)
{
	if (!queue)
		return "there is no such queue";
	return queue_staffed(board, queue) ? NULL : "nobody is there";
}

void ruling_tried(const struct ruling_ground *ground, uint32_t call, struct failed *ret_failed)
{
	const struct board *board = ground->board;
	const struct hop *hop = board_hops(board, board_calls(board, call)->last_hop);
	*ret_failed = (struct failed){ 0 };
	for (; hop && ret_failed->count < FAILED_MAX; hop = board_hops(board, hop->before))
		if (hop->policy == ground->policy && hop->way)
			ret_failed->effect[ret_failed->count++] = hop->way - 1;
}

/* The rules that led to a course, "rule: TYPE NAME: ID", a line each. */
static enum status write_chain(const struct family *family, const struct course *course, struct buffer *lines)
{
	enum status status =
	    course->passed_over ? buffer_append_text(lines, "passed over: a rule that comes to nothing\n") : STATUS_OK;
	for (uint32_t i = 0; i < course->chain.links && status == STATUS_OK; i++) {
		const struct policy *policy = &family->policy[course->chain.link[i].policy];
		status = buffer_print(lines, "rule: %s%s%s: %s\n", policy->type, *policy->name ? " " : "", policy->name,
		                      policy->rule[course->chain.link[i].rule].id);
	}
	return status;
}

static enum status find_way(const struct ruling_ground *ground, const struct told *told, struct failed *failed,
                            struct ruling *ruling, uint32_t *ret_queue)
{
	const struct family *family = ground->family;
	uint32_t entry = family_entry(family, told->incoming);
	for (;;) {
		policy_choose(family, entry, &told->open, failed, &ruling->course);
		if (ruling->course.effect == FLOOR) {
			*ret_queue = board_queue_named(ground->board, QUEUE_DEFAULT_NAME);
			return STATUS_OK;
		}
		const struct way *way = &family->effect[ruling->course.effect].way;
		uint32_t queue = destination_queue(ground->board, ground->domain, way->destination);
		const char *why = ruling_fault(ground->board, queue);
		if (!why || failed->count == FAILED_MAX) {
			*ret_queue = queue;
			return STATUS_OK;
		}
		enum status status = buffer_print(&ruling->lines, "failed: %s: %s\n", way->destination, why);
		if (status != STATUS_OK)
			return status;
		failed->effect[failed->count++] = ruling->course.effect;
	}
}

static enum status put_at(struct instant at, struct buffer *lines)
{
	char text[INSTANT_TEXT_BYTES];
	instant_write(at, text);
	return buffer_print(lines, "at: %s\n", text);
}

/* The rules that led to it, and the facts that they went by. */
static enum status write_grounds(const struct ruling_ground *ground, const struct told *told, struct ruling *ruling)
{
	enum status status = write_chain(ground->family, &ruling->course, &ruling->lines);
	return status == STATUS_OK ? told_write(ground->family, told, &ruling->lines) : status;
}

enum status ruling_of_call(const struct ruling_ground *ground, uint32_t call, const struct told *told,
                           struct failed *failed, struct ruling *ret_ruling)
{
	struct ruling *ruling = ret_ruling;
	uint32_t queue = 0;
	*ruling = (struct ruling){ 0 };
	enum status status = find_way(ground, told, failed, ruling, &queue);
	if (status == STATUS_OK)
		status = put_at(told->open.at, &ruling->lines);
	if (status == STATUS_OK)
		status = write_grounds(ground, told, ruling);
	if (status != STATUS_OK) {
		ruling_close(ruling);
		return status;
	}
	uint32_t effect = ruling->course.effect;
	const struct way *way = effect == FLOOR ? NULL : &ground->family->effect[effect].way;
	ruling->command = (struct command){ .kind = COMMAND_ROUTE_CALL,
		                            .asker = ASKER_CENTER,
		                            .f = { .call = call,
		                                   .policy = ground->policy,
		                                   .queue = queue,
		                                   .count = way ? effect + 1 : 0,
		                                   .span_s = !way || way->human ? 0 : way->ring_s } };
	/* What was told is in the call's own entry too. */
	if (ruling->lines.length <= TEXT_MAX_BYTES)
		ruling->command.text[TEXT_FACTS] = buffer_bytes(&ruling->lines);
	return STATUS_OK;
}

enum status ruling_of_incident(const struct ruling_ground *ground, uint32_t incident, const struct told *told,
                               struct ruling *ret_ruling)
{
	struct ruling *ruling = ret_ruling;
	*ruling = (struct ruling){ 0 };
	policy_choose(ground->family, family_response(ground->family), &told->open, NULL, &ruling->course);
	if (ruling->course.effect == FLOOR)
		return STATUS_OK;
	const struct response *response = &ground->family->effect[ruling->course.effect].response;
	enum status status = destination_rows(response, &ruling->rows);
	if (status == STATUS_OK)
		status = write_grounds(ground, told, ruling);
	if (status != STATUS_OK) {
		ruling_close(ruling);
		return status;
	}
	ruling->command = (struct command){
		.kind = COMMAND_APPLY_RESPONSE,
		.asker = ASKER_CENTER,
		.f = { .incident = incident, .policy = ground->policy, .count = ruling->course.effect + 1 }
	};
	if (response->queue)
		ruling->command.f.queue = destination_queue(ground->board, ground->domain, response->queue);
	ruling->command.text[TEXT_ROWS] = buffer_bytes(&ruling->rows);
	ruling->command.text[TEXT_FACTS] = buffer_bytes(&ruling->lines);
	return STATUS_OK;
}

void ruling_close(struct ruling *ruling)
{
	buffer_close(&ruling->lines);
	buffer_close(&ruling->rows);
	*ruling = (struct ruling){ 0 };
}
