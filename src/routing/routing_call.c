/* Sends calls the way that the policy in force says, and on to the next one whose way failed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/queue.h"
#include "routing/routing_inside.h"
#include "routing/ruling.h"

/* Where memory or the record fails the server stops, and the next one finds the call where it is. */
static void send_one(struct routing *routing, uint32_t call)
{
	const struct ruling_ground ground = routing_ground(routing);
	struct desk_answer answer;
	struct failed failed;
	struct told told;
	struct ruling ruling = { 0 };
	enum status status =
	    told_of_call(routing->desk, ground.family, ground.domain, call, desk_now(routing->desk), &told);
	if (status != STATUS_OK) {
		routing->trouble = status;
		return;
	}
	ruling_tried(&ground, call, &failed);
	status = ruling_of_call(&ground, call, &told, &failed, &ruling);
	if (status == STATUS_OK)
		status = desk_ask(routing->desk, &ruling.command, &answer);
	if (status == STATUS_OK)
		routing_note(routing, &routing->waiting, call);
	else
		routing->trouble = status;
	told_close(&told);
	ruling_close(&ruling);
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
