/* Puts on incidents what the policy in force says is owed for them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/destination.h"
#include "routing/routing_inside.h"
#include "routing/told.h"

static enum status ask_response(struct routing *routing, uint32_t incident, const struct course *course,
                                const struct told *told)
{
	const struct response *response = &routing->family->effect[course->effect].response;
	struct buffer rows = { 0 }, lines = { 0 };
	struct desk_answer answer;
	struct command apply = { .kind = COMMAND_APPLY_RESPONSE,
		                 .asker = ASKER_CENTER,
		                 .f = {
				     .incident = incident, .policy = routing->policy, .count = course->effect + 1 } };
	if (response->queue)
		apply.f.queue = destination_queue(desk_board(routing->desk), routing->setup.domain, response->queue);
	enum status status = destination_rows(response, &rows);
	if (status == STATUS_OK)
		status = routing_write_chain(routing->family, course, &lines);
	if (status == STATUS_OK)
		status = told_write(routing->family, told, &lines);
	apply.text[TEXT_ROWS] = buffer_bytes(&rows);
	apply.text[TEXT_FACTS] = buffer_bytes(&lines);
	if (status == STATUS_OK)
		status = desk_ask(routing->desk, &apply, &answer);
	buffer_close(&rows);
	buffer_close(&lines);
	return status;
}

static void apply_one(struct routing *routing, uint32_t number)
{
	const struct board *board = desk_board(routing->desk);
	const struct response_record *stands = board_response_of(board, number);
	uint32_t entry = family_response(routing->family);
	struct course course;
	struct told told;
	if (entry == UINT32_MAX || !board_incidents(board, number)->open)
		return;
	enum status status = told_of_incident(board, routing->family, number, desk_now(routing->desk), &told);
	if (status == STATUS_OK) {
		policy_choose(routing->family, entry, &told.open, NULL, &course);
		bool same = stands && stands->policy == routing->policy && stands->effect == course.effect + 1;
		/* Where no rule says anything the center's own ladders hold. */
		if (course.effect != FLOOR && !same)
			status = ask_response(routing, number, &course, &told);
		told_close(&told);
	}
	if (status != STATUS_OK)
		routing->trouble = status;
}

void routing_apply(struct routing *routing)
{
	for (uint32_t i = 0; i < routing->incidents.count && routing->family && routing->trouble == STATUS_OK; i++)
		apply_one(routing, routing->incidents.at[i]);
	routing->incidents.count = 0;
}
