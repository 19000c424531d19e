/* Puts on incidents what the policy in force says is owed for them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/routing_inside.h"
#include "routing/ruling.h"

static void apply_one(struct routing *routing, uint32_t number)
{
	const struct ruling_ground ground = routing_ground(routing);
	const struct response_record *stands = board_response_of(ground.board, number);
	struct desk_answer answer;
	struct told told;
	struct ruling ruling = { 0 };
	if (family_response(ground.family) == UINT32_MAX || !board_incidents(ground.board, number)->open)
		return;
	enum status status = told_of_incident(ground.board, ground.family, number, desk_now(routing->desk), &told);
	if (status == STATUS_OK) {
		status = ruling_of_incident(&ground, number, &told, &ruling);
		bool same = stands && stands->policy == ground.policy && stands->effect == ruling.command.f.count;
		if (status == STATUS_OK && ruling.command.kind != COMMAND_NONE && !same)
			status = desk_ask(routing->desk, &ruling.command, &answer);
		ruling_close(&ruling);
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
