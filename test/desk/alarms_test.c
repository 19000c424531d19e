/* How often a position is alarmed: a raised debt counts where somebody sits to whom it was raised, in its ten minutes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/alarms.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static int64_t now_us = 1800000000000000;

static struct instant told(void *context)
{
	(void)context;
	return (struct instant){ now_us };
}

static void ask(struct desk *desk, struct command command)
{
	struct desk_answer answer;
	CHECK(desk_ask(desk, &command, &answer) == STATUS_OK);
	CHECK_NUMBER(answer.refusal, REFUSAL_NONE);
}

/* A call whose answer falls due; how many debts were raised. */
static uint32_t pass(struct desk *desk, int64_t seconds)
{
	uint32_t raised;
	now_us += seconds * 1000000;
	CHECK(desk_pass_time(desk, &raised) == STATUS_OK);
	return raised;
}

static void set_up(struct desk *desk)
{
	ask(desk, (struct command){ .kind = COMMAND_ADD_AGENT,
	                            .asker = ASKER_CENTER,
	                            .f = { .name = { "officer" }, .role = ROLE_DUTY_OFFICER } });
	ask(desk, (struct command){ .kind = COMMAND_ADD_AGENT,
	                            .asker = ASKER_CENTER,
	                            .f = { .name = { "sender" }, .role = ROLE_DISPATCHER } });
	for (unsigned i = 0; i < 2; i++) {
		struct command add = { .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER };
		CHECK(fields_set_name(&add.f, FIELD_name, i ? "two" : "one", 3));
		ask(desk, add);
		ask(desk, (struct command){
			      .kind = COMMAND_SIGN_IN, .asker = ASKER_AGENT, .actor = i + 1, .f.position = i + 1 });
	}
	/* The center's own answer goes straight to the duty officer when its time has passed. */
	ask(desk, (struct command){ .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER, .f.channel = CHANNEL_HTTP });
}

static void check_alarms(struct desk *desk, const struct alarms *alarms)
{
	uint32_t count[ALARMS_SPANS], raised = 0;
	for (unsigned i = 0; i < 60; i++)
		raised += pass(desk, 30);
	CHECK(raised > 0);
	alarms_of(alarms, 1, (struct instant){ now_us }, count);
	uint32_t sum = count[0] + count[1] + count[2];
	CHECK(sum > 0 && sum <= raised);
	CHECK(alarms_steady(count) == (count[0] > 1 && count[1] > 1 && count[2] > 1));
	alarms_of(alarms, 2, (struct instant){ now_us }, count);
	CHECK_NUMBER(count[0] + count[1] + count[2], 0); /* an answer is not raised to dispatchers */
	alarms_of(alarms, 1, (struct instant){ now_us + 31 * 60000000LL }, count);
	CHECK_NUMBER(count[0] + count[1] + count[2], 0); /* half an hour later nothing is left of it */
	alarms_of(alarms, 99, (struct instant){ now_us }, count);
	CHECK_NUMBER(count[0], 0);
	CHECK(alarms_steady((const uint32_t[]){ 2, 3, 2 }) && !alarms_steady((const uint32_t[]){ 2, 1, 9 }));
}

int main(void)
{
	char path[] = "/tmp/tocsin-alarms-XXXXXX";
	struct desk *desk;
	struct desk_start start;
	struct alarms *alarms;
	CHECK(sodium_init() >= 0 && mkdtemp(path));
	const struct desk_setup setup = {
		.engine = store_named("memory"), .path = path, .origin = "test", .now = told, .wake = -1
	};
	CHECK(desk_open(&setup, &desk, &start) == STATUS_OK);
	CHECK(alarms_open(desk, &alarms) == STATUS_OK);
	set_up(desk);
	check_alarms(desk, alarms);
	alarms_close(alarms);
	CHECK(desk_close(desk) == STATUS_OK);
	char command[64];
	(void)snprintf(command, sizeof command, "rm -rf %s", path);
	CHECK(system(command) == 0);
	return check_done();
}
