/* Recorded calls sent their way again by two policies. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/policy_run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FLOOR_NAME "(the floor)"

static enum status grow(void **list, uint32_t *room, uint32_t count, size_t item_bytes)
{
	if (count < *room)
		return STATUS_OK;
	uint32_t more = *room ? 2 * *room : 64;
	void *grown = reallocarray(*list, more, item_bytes);
	if (!grown)
		return STATUS_MEMORY;
	memset((char *)grown + (size_t)count * item_bytes, 0, (size_t)(more - count) * item_bytes);
	*list = grown;
	*room = more;
	return STATUS_OK;
}

uint32_t policy_run_place(struct policy_run *run, const char *destination)
{
	const char *user = strncasecmp(destination, "sips:", 5) == 0  ? destination + 5
	                   : strncasecmp(destination, "sip:", 4) == 0 ? destination + 4
	                                                              : destination;
	size_t length = strcspn(user, "@;");
	void *list = run->places.name;
	for (uint32_t i = 1; i < run->places.count; i++)
		if (strlen(run->places.name[i]) == length && memcmp(run->places.name[i], user, length) == 0)
			return i;
	run->places.count += run->places.count == 0; /* 0 is none */
	if (grow(&list, &run->places.room, run->places.count, sizeof(char *)) != STATUS_OK)
		return 0;
	run->places.name = list;
	run->places.name[run->places.count] = strndup(user, length);
	return run->places.name[run->places.count] ? run->places.count++ : 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* What a caller gets from it; the rules' names are no matter. */
static bool same_way(const struct way *a, const struct way *b)
{
	if (!a || !b)
		return a == b;
	bool same = same_text(a->destination, b->destination) && a->ring_s == b->ring_s && a->answer_s == b->answer_s &&
	            a->human == b->human && a->escalations == b->escalations;
	for (uint32_t i = 0; same && i < a->escalations; i++)
		same = same_text(a->escalation[i].to, b->escalation[i].to) &&
		       a->escalation[i].after_s == b->escalation[i].after_s;
	return same;
}

static bool same_route(const struct route *a, const struct route *b)
{
	bool same = a->steps == b->steps;
	for (uint32_t i = 0; same && i < a->steps; i++)
		same = same_way(a->step[i].way, b->step[i].way);
	return same;
}

static enum status number_route(struct policy_run *run, const struct route *route, uint32_t *ret_number)
{
	void *list = run->routes.route;
	run->routes.count += run->routes.count == 0;
	for (uint32_t i = 1; i < run->routes.count; i++)
		if (same_route(&run->routes.route[i], route) &&
		    strcmp(run->routes.route[i].step[0].rule, route->step[0].rule) == 0) {
			*ret_number = i;
			return STATUS_OK;
		}
	enum status status = grow(&list, &run->routes.room, run->routes.count, sizeof *route);
	if (status != STATUS_OK)
		return status;
	run->routes.route = list;
	run->routes.route[run->routes.count] = *route;
	*ret_number = run->routes.count++;
	return STATUS_OK;
}

static bool same_response(const struct response *a, const struct response *b)
{
	bool same = a->debts == b->debts && same_text(a->queue, b->queue) && same_text(a->card, b->card) &&
	            a->dispositions == b->dispositions;
	for (uint32_t i = 0; same && i < a->debts; i++)
		same = same_text(a->debt[i].kind, b->debt[i].kind) && a->debt[i].within_s == b->debt[i].within_s;
	for (uint32_t i = 0; same && i < a->dispositions; i++)
		same = same_text(a->disposition[i], b->disposition[i]);
	return same;
}

static enum status number_response(struct policy_run *run, const struct response *response, uint32_t *ret_number)
{
	void *list = run->responses.response;
	run->responses.count += run->responses.count == 0;
	for (uint32_t i = 1; i < run->responses.count; i++)
		if (same_response(run->responses.response[i], response)) {
			*ret_number = i;
			return STATUS_OK;
		}
	enum status status = grow(&list, &run->responses.room, run->responses.count, sizeof(void *));
	if (status != STATUS_OK)
		return status;
	run->responses.response = list;
	run->responses.response[run->responses.count] = response;
	*ret_number = run->responses.count++;
	return STATUS_OK;
}

/* Room for one call's facts, by the traits of one family. */
struct rooms {
	struct fact *open, *caller;
	struct fact *all; /* the call's facts and its incident's */
};

static void lay_out(const struct family *family, const struct past_call *call, bool incident, const struct rooms *rooms,
                    struct open_facts *ret_open)
{
	uint32_t told = 0;
	/* Of what is told twice the first counts: what people found the incident to be. */
	if (incident && call->has_incident) {
		rooms->all[told++] = call->type[0];
		rooms->all[told++] = call->type[1];
	}
	if (call->facts)
		memcpy(rooms->all + told, call->fact, call->facts * sizeof *call->fact);
	told += call->facts;
	facts_part(family, told, rooms->all, rooms->open, rooms->caller);
	*ret_open = (struct open_facts){
		.at = call->at, .has_place = call->has_place, .place = call->place, .value = rooms->open
	};
}

/* The whole way, as if nobody answered anywhere before a person's queue. */
static enum status walk(struct policy_run *run, const struct family *family, const struct past_call *call,
                        const struct open_facts *open, struct fate *fate)
{
	struct failed failed = { 0 };
	struct route route = { 0 };
	uint32_t entry = family_entry(family, call->incoming);
	bool ended = false;
	while (!ended && route.steps < POLICY_WAYS_MAX) {
		struct course course;
		policy_choose(family, entry, open, &failed, &course);
		const struct effect *effect = course.effect == FLOOR ? NULL : &family->effect[course.effect];
		uint32_t step = route.steps++;
		ended = !effect || effect->way.human || failed.count == FAILED_MAX || route.steps == POLICY_WAYS_MAX;
		route.step[step].way = effect ? &effect->way : NULL;
		uint32_t links = course.chain.links;
		route.step[step].rule =
		    effect && links
			? family->policy[course.chain.link[links - 1].policy].rule[course.chain.link[links - 1].rule].id
			: "";
		route.step[step].place = policy_run_place(run, effect ? effect->way.destination : FLOOR_NAME);
		if (!route.step[step].place)
			return STATUS_MEMORY;
		if (effect && !effect->way.human) {
			fate->latest_s += effect->way.ring_s;
			failed.effect[failed.count++] = course.effect;
		}
	}
	return number_route(run, &route, &fate->way);
}

static enum status find_response(struct policy_run *run, const struct family *family, const struct past_call *call,
                                 const struct open_facts *open, struct fate *fate)
{
	const struct failed failed = { 0 };
	struct course course;
	uint32_t policy = family_response(family);
	if (policy == UINT32_MAX || !call->has_incident)
		return STATUS_OK;
	policy_choose(family, policy, open, &failed, &course);
	if (course.effect == FLOOR || family->effect[course.effect].kind != EFFECT_RESPONSE)
		return STATUS_OK;
	return number_response(run, &family->effect[course.effect].response, &fate->response);
}

static enum status run_family(struct policy_run *run, unsigned which)
{
	const struct family *family = run->family[which];
	struct rooms rooms = { .open = calloc(2 * (size_t)family->traits + 1, sizeof *rooms.open),
		               .all = calloc(PAST_FACTS_MAX + 4u, sizeof *rooms.all) };
	enum status status = rooms.open && rooms.all ? STATUS_OK : STATUS_MEMORY;
	rooms.caller = rooms.open + family->traits;
	for (uint32_t i = 0; i < run->past->calls && status == STATUS_OK; i++) {
		const struct past_call *call = &run->past->call[i];
		struct fate *fate = &run->fate[which][i];
		struct open_facts open;
		fate->wait_us = -1;
		lay_out(family, call, false, &rooms, &open);
		status = walk(run, family, call, &open, fate);
		if (status != STATUS_OK)
			break;
		lay_out(family, call, true, &rooms, &open);
		status = find_response(run, family, call, &open, fate);
	}
	free(rooms.open);
	free(rooms.all);
	return status;
}

static void compare(struct policy_run *run)
{
	for (uint32_t i = 0; i < run->past->calls; i++) {
		const struct fate *before = &run->fate[0][i], *after = &run->fate[1][i];
		run->rerouted += !same_route(&run->routes.route[before->way], &run->routes.route[after->way]);
		run->reowed += before->response != after->response;
	}
}

enum status policy_run(struct policy_run *run)
{
	enum status status = STATUS_OK;
	for (unsigned which = 0; which < 2 && status == STATUS_OK; which++) {
		run->fate[which] = calloc(run->past->calls + 1u, sizeof *run->fate[which]);
		status = run->fate[which] ? run_family(run, which) : STATUS_MEMORY;
		if (status == STATUS_OK && run->staffs)
			status = policy_run_queues(run, which);
	}
	if (status == STATUS_OK && run->past->calls)
		compare(run);
	return status;
}

void policy_run_close(struct policy_run *run)
{
	for (uint32_t i = 1; i < run->places.count; i++)
		free(run->places.name[i]);
	free(run->places.name);
	free(run->routes.route);
	free(run->responses.response);
	free(run->fate[0]);
	free(run->fate[1]);
}
