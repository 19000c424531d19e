/* How the center does by its own record: the last days, beside the bounds, and only where the record bears it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "console/live_audit.h"
#include "console/parts.h"

static void show(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (!ask_audit(ask)) {
		ask_refuse(ask, 503, "trouble", "", "this center does not look at its own record");
		return;
	}
	struct live_audit_look look = live_audit_look(ask_audit(ask), desk_now(ask->desk));
	enum status status;
	if (look.json.length) {
		status = buffer_append(&reply.body, look.json);
	} else {
		reply.code = 202; /* ask again: it is being read */
		status = buffer_append_text(&reply.body, "{\"windows\":[]");
	}
	if (status == STATUS_OK && look.trouble != STATUS_OK)
		status = part_name(&reply.body, "trouble", status_text(look.trouble));
	if (status == STATUS_OK)
		status = buffer_print(&reply.body, ",\"reading\":%s}", look.reading ? "true" : "false");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route audit_routes[];
const struct route audit_routes[] = {
	{ "GET", "/v1/audit", ACCESS_READER, show,
	  "how the center did in its last 7 and 30 days, by its own record and beside the bounds" },
	{ 0 },
};
