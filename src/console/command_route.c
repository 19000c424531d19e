/* The staff's route: any command of the list, by its name. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/asked.h"
#include "console/route.h"
#include "control/streets.h"

/* What control must be able to use is looked at before it is put on record. */
static bool refuse_unusable(struct ask *ask, const struct command *command)
{
	if (command->kind == COMMAND_LOAD_PLAN) {
		ask_refuse(ask, 404, "unknown_command", "", "a plan is checked and put in force by POST /v1/plan");
		return true;
	}
	if (command->kind == COMMAND_PROPOSE_POLICY) {
		ask_refuse(ask, 404, "unknown_command", "",
		           "a policy is read and put up to be proved by POST /v1/policies");
		return true;
	}
	struct bytes area = command->text[TEXT_AREA];
	if (command->kind != COMMAND_CLOSE_ROAD || !area.length || streets_area(area))
		return false;
	ask_refuse(ask, 400, "malformed", "area",
	           "corners are wanted, LAT,LON in degrees, at least three, parted by spaces");
	return true;
}

static void give_command(struct ask *ask)
{
	enum command_kind kind = command_named(ask->name);
	/* The server's own commands are nobody's to give, and a call is placed where no token is wanted. */
	if (kind == COMMAND_NONE || command_table[kind].right == RIGHT_CENTER || kind == COMMAND_KEEP_MALFORMED) {
		ask_refuse(ask, 404, "unknown_command", "", "there is no such command; docs/lists.md lists all");
		return;
	}
	struct asked asked = { .detail = "the body is longer than 1 MiB" };
	enum status status = http_body_cut(ask->request)
	                         ? STATUS_LIMIT
	                         : asked_read(desk_board(ask->desk), kind, http_body(ask->request), &asked);
	if (status == STATUS_MEMORY)
		ask_refuse(ask, 503, "trouble", "", status_text(status));
	else if (status != STATUS_OK)
		ask_refuse(ask, status == STATUS_LIMIT ? 413 : 400, "malformed", asked.field, asked.detail);
	else {
		asked.command.asker = ASKER_AGENT;
		asked.command.actor = ask->agent;
		if (refuse_unusable(ask, &asked.command))
			;
		else if (ask_key(ask, &asked.command))
			ask_desk(ask, &asked.command);
		else
			ask_refuse(ask, 400, KEY_WRONG);
	}
	asked_close(&asked);
}

extern const struct route command_routes[];
const struct route command_routes[] = {
	{ "POST", "/v1/commands/{command}", ACCESS_STAFF, give_command, "give a command" },
	{ 0 },
};
