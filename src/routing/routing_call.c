/* Sends calls the way that the policy in force says, and on to the next one whose way failed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "core/queue.h"
#include "routing/destination.h"
#include "routing/routing_inside.h"
#include "routing/told.h"

/* Whether a way fails at once: there is no such queue, or nobody sits there. */
static const char *unreachable(const struct routing *routing, uint32_t queue)
{
	if (!queue)
		return "there is no such queue";
	return queue_staffed(desk_board(routing->desk), queue) ? NULL : "nobody is there";
}

/* The ways that were tried with this policy already, the last one too. */
static void find_tried(const struct routing *routing, uint32_t call, struct failed *failed)
{
	const struct board *board = desk_board(routing->desk);
	const struct hop *hop = board_hops(board, board_calls(board, call)->last_hop);
	for (; hop && failed->count < FAILED_MAX; hop = board_hops(board, hop->before))
		if (hop->policy == routing->policy && hop->way)
			failed->effect[failed->count++] = hop->way - 1;
}

enum status routing_write_chain(const struct family *family, const struct course *course, struct buffer *lines)
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

/* A decision: the way that does not fail at once, or the floor, and the lines that say why. */
struct decided {
	struct course course;
	uint32_t queue;
	struct buffer lines;
};

static enum status find_way(const struct routing *routing, const struct told *told, struct failed *failed,
                            struct decided *decided)
{
	const struct family *family = routing->family;
	const struct board *board = desk_board(routing->desk);
	uint32_t entry = family_entry(family, told->incoming);
	enum status status = STATUS_OK;
	decided->queue = board_queue_named(board, QUEUE_DEFAULT_NAME);
	for (;;) {
		policy_choose(family, entry, &told->open, failed, &decided->course);
		if (decided->course.effect == FLOOR)
			return status;
		const struct way *way = &family->effect[decided->course.effect].way;
		uint32_t queue = destination_queue(board, routing->setup.domain, way->destination);
		const char *why = unreachable(routing, queue);
		if (!why || failed->count == FAILED_MAX) {
			decided->queue = queue;
			return status;
		}
		status = buffer_print(&decided->lines, "failed: %s: %s\n", way->destination, why);
		if (status != STATUS_OK)
			return status;
		failed->effect[failed->count++] = decided->course.effect;
	}
}

static enum status put_at(struct instant at, struct buffer *lines)
{
	char text[INSTANT_TEXT_BYTES];
	instant_write(at, text);
	return buffer_print(lines, "at: %s\n", text);
}

static enum status ask_route(struct routing *routing, uint32_t call, const struct told *told, struct decided *decided)
{
	struct desk_answer answer;
	struct command route = { .kind = COMMAND_ROUTE_CALL, .asker = ASKER_CENTER };
	const struct course *course = &decided->course;
	bool floor = course->effect == FLOOR;
	const struct way *way = floor ? NULL : &routing->family->effect[course->effect].way;
	enum status status = put_at(told->open.at, &decided->lines);
	if (status == STATUS_OK)
		status = routing_write_chain(routing->family, course, &decided->lines);
	if (status == STATUS_OK)
		status = told_write(routing->family, told, &decided->lines);
	route.f = (struct fields){ .call = call,
		                   .policy = routing->policy,
		                   .queue = decided->queue,
		                   .count = floor ? 0 : course->effect + 1,
		                   .span_s = floor || way->human ? 0 : way->ring_s };
	route.text[TEXT_FACTS] = buffer_bytes(&decided->lines);
	/* What was told is in the call's own entry too. */
	if (route.text[TEXT_FACTS].length > TEXT_MAX_BYTES)
		route.text[TEXT_FACTS].length = 0;
	return status == STATUS_OK ? desk_ask(routing->desk, &route, &answer) : status;
}

/* Where memory or the record fails the server stops, and the next one finds the call where it is. */
static void send_one(struct routing *routing, uint32_t call)
{
	struct told told;
	struct failed failed = { 0 };
	struct decided decided = { .lines = { .length = 0 } };
	enum status status =
	    told_of_call(routing->desk, routing->family, routing->setup.domain, call, desk_now(routing->desk), &told);
	if (status != STATUS_OK) {
		routing->trouble = status;
		return;
	}
	find_tried(routing, call, &failed);
	status = find_way(routing, &told, &failed, &decided);
	if (status == STATUS_OK)
		status = ask_route(routing, call, &told, &decided);
	if (status == STATUS_OK)
		routing_note(routing, &routing->waiting, call);
	else
		routing->trouble = status;
	told_close(&told);
	buffer_close(&decided.lines);
}

/* Whether it still stands where the policy sent it: nobody has answered, and no person has sent it elsewhere. */
static bool on_its_way(const struct board *board, const struct call *call)
{
	const struct hop *hop = board_hops(board, call->last_hop);
	return call->state == CALL_WAITING && !instant_known(call->answered_at) && !call->transfer && hop &&
	       call->queue == hop->queue;
}

/* How long until its way fails; 0: it has failed; INT64_MAX: it stays. */
static int64_t left_us(const struct routing *routing, const struct call *call)
{
	const struct board *board = desk_board(routing->desk);
	const struct hop *hop = board_hops(board, call->last_hop);
	if (hop->way && routing->staff_changed && !queue_staffed(board, hop->queue))
		return 0;
	if (!hop->way || !hop->ring_s)
		return INT64_MAX;
	int64_t left = hop->ring_s * 1000000LL - instant_since(desk_now(routing->desk), hop->at).us;
	return left > 0 ? left : 0;
}

int64_t routing_send(struct routing *routing, int64_t most_us)
{
	const struct board *board = desk_board(routing->desk);
	for (uint32_t i = 0; i < routing->waiting.count && routing->trouble == STATUS_OK;) {
		uint32_t number = routing->waiting.at[i];
		const struct call *call = board_calls(board, number);
		if (!on_its_way(board, call)) {
			routing_drop(&routing->waiting, i);
			continue;
		}
		int64_t left = left_us(routing, call);
		if (!left)
			routing_note(routing, &routing->calls, number);
		else if (left < most_us)
			most_us = left;
		i++;
	}
	routing->staff_changed = false;
	for (uint32_t i = 0; i < routing->calls.count && routing->trouble == STATUS_OK; i++) {
		uint32_t number = routing->calls.at[i];
		const struct call *call = board_calls(board, number);
		bool first = !call->last_hop && call->state == CALL_WAITING && !call->transfer;
		if (routing->family && (first || on_its_way(board, call)))
			send_one(routing, number);
		call = board_calls(board, number); /* where it stands now */
		if (call->last_hop && left_us(routing, call) < most_us)
			most_us = left_us(routing, call);
	}
	routing->calls.count = 0;
	return most_us;
}

/* One that came after the policy took effect is sent its way; one that was sent goes on. */
void routing_find_calls(struct routing *routing)
{
	const struct board *board = desk_board(routing->desk);
	const struct policy_record *policy = board_policies(board, board_policy_in_force(board));
	for (uint32_t number = board_center(board)->first_open_call; number;
	     number = board_calls(board, number)->next_open) {
		const struct call *call = board_calls(board, number);
		if (call->state != CALL_WAITING)
			continue;
		if (call->last_hop)
			routing_note(routing, &routing->waiting, number);
		else if (policy && !instant_before(call->first_contact, policy->activated_at))
			routing_note(routing, &routing->calls, number);
	}
}
