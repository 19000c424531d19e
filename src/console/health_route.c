/* Whether the center works: for those who watch over the server; it tells nothing of any call. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "console/route.h"
#include "desk/purpose.h"

static void show_health(struct ask *ask)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	char verifier[VERIFIER_MAX_BYTES];
	signer_verifier(&desk_log(ask->desk)->signer, verifier);
	enum status status = buffer_print(
	    &reply.body, "{\"status\":\"%s\",\"durable\":%" PRIu64 ",\"verifier\":\"%s\",\"purpose\":\"%s\"}",
	    desk_spooling(ask->desk) ? "disk full, spooling" : "ok", desk_durable(ask->desk), verifier,
	    purpose_name(purpose_of(desk_log(ask->desk)->signer.origin)));
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route health_routes[];
const struct route health_routes[] = {
	{ "GET", "/v1/health", ACCESS_ANYBODY, show_health, "whether the center works" },
	{ 0 },
};
