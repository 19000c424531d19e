/* Alarms of a small center's record, by whom they reached and when. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/alarm_log.h"

#include "core/center.h"

struct scene {
	struct center_test center;
	struct alarm_log *log;
};

static void see(struct scene *scene)
{
	struct stored_entry stored = { .entry.body = buffer_bytes(&scene->center.body) };
	CHECK(alarm_log_see(scene->log, scene->center.board, &stored) == STATUS_OK);
}

#define DO(SCENE, KIND, ACTOR, ...) (CHECK(ASK(&(SCENE)->center, KIND, ACTOR, __VA_ARGS__) == REFUSAL_NONE), see(SCENE))

/* Lets so many minutes pass, with every alarm when it is due; how many there were. */
static uint64_t pass(struct scene *scene, unsigned minutes)
{
	uint64_t alarms = 0;
	for (unsigned i = 0; i < minutes; i++) {
		struct command pass = { .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
		center_wait(&scene->center, 60);
		while (center_ask(&scene->center, &pass) == REFUSAL_NONE && scene->center.decision.count) {
			see(scene);
			for (uint32_t k = 0; k < scene->center.decision.count; k++)
				alarms += scene->center.decision.events[k].kind == EVENT_RAISED;
		}
	}
	return alarms;
}

static const struct watch_alarm_owner *named(const struct watch_alarms *alarms, const char *name)
{
	for (size_t i = 0; i < alarms->owners; i++)
		if (strcmp(alarms->owner[i].name, name) == 0)
			return &alarms->owner[i];
	(void)fprintf(stderr, "nobody is called %s\n", name);
	return NULL;
}

static uint64_t sum(const struct watch_alarm_owner *owner)
{
	uint64_t raised = 0;
	for (size_t i = 0; i < owner->spans; i++)
		raised += owner->raised[i];
	return raised;
}

int main(void)
{
	struct scene scene = { 0 };
	struct watch_alarms alarms;
	center_open(&scene.center);
	CHECK(alarm_log_open(&scene.log) == STATUS_OK);
	struct command queue = { .kind = COMMAND_ADD_QUEUE, .asker = ASKER_CENTER, .f.name = { "north" } };
	CHECK(center_ask(&scene.center, &queue) == REFUSAL_NONE);
	see(&scene);
	/* The dispatcher's seat as the record has it: out, back after an hour and a half, and out again after half an hour. */
	DO(&scene, SIGN_OUT, DISPATCHER);
	uint64_t raised = pass(&scene, 90);
	CHECK_NUMBER(raised, 0);
	DO(&scene, SIGN_IN, DISPATCHER, .f.position = DISPATCHER);
	raised = pass(&scene, 30);
	DO(&scene, SIGN_OUT, DISPATCHER);
	raised += pass(&scene, 30);
	/* A call that nobody answers, for an hour. */
	DO(&scene, PLACE_CALL, 0, SAID);
	raised += pass(&scene, 60);
	CHECK(raised > 2);

	CHECK(alarm_log_read(scene.log, scene.center.board, &alarms) == STATUS_OK);
	const struct watch_alarm_owner *dispatcher = named(&alarms, "agent dispatcher");
	CHECK(dispatcher && dispatcher->spans == 4 && sum(dispatcher) == 0);
	uint64_t all = 0, unheeded = 0;
	for (size_t i = 0; i < alarms.owners; i++) {
		const struct watch_alarm_owner *owner = &alarms.owner[i];
		all += sum(owner);
		unheeded += owner->unheeded;
		CHECK(owner->unheeded <= sum(owner));
		CHECK(owner == dispatcher || owner->spans == 22);
		/* Before the call there was nothing. */
		for (size_t k = 0; k < owner->spans && k < 15; k++)
			CHECK_NUMBER(owner->raised[k], 0);
	}
	CHECK_NUMBER(all, raised);
	/* One debt, raised rung by rung: each heeded nothing but the last bell, which still rings. */
	CHECK_NUMBER(unheeded, raised - 1);
	const struct watch_alarm_owner *officer = named(&alarms, "duty_officer"), *bell = named(&alarms, "center");
	CHECK(officer && sum(officer) == 1 && officer->unheeded == 1);
	CHECK(bell && sum(bell) > 10 && bell->unheeded == sum(bell) - 1);
	alarm_log_close(scene.log);

	/* Nothing was seen, and what is no entry. */
	CHECK(alarm_log_open(&scene.log) == STATUS_OK);
	struct stored_entry broken = { .entry.body = bytes_of("x", 1) };
	CHECK(alarm_log_see(scene.log, scene.center.board, &broken) != STATUS_OK);
	CHECK(alarm_log_read(scene.log, scene.center.board, &alarms) == STATUS_OK);
	CHECK_NUMBER(alarms.owners, 0);
	alarm_log_close(scene.log);
	alarm_log_close(NULL);
	center_close(&scene.center);
	return check_done();
}
