/* Calls at the queues of a policy's ways: so many people at each, first come first served, as long as the rings last. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "whatif/policy_run.h"

enum moment_kind { MOMENT_FREED, MOMENT_OVER, MOMENT_COMES };

/* Something that happens: somebody is free again, a ring is over, a call comes to a queue. */
struct moment {
	int64_t at_us;
	uint32_t call; /* its index; of MOMENT_FREED nothing */
	uint32_t step; /* of its way */
	uint32_t place;
	uint32_t order; /* among what happens at once */
	uint8_t kind;
};

struct line {
	uint32_t people; /* free ones; UINT32_MAX: as many as come */
	uint32_t *waiting;
	uint32_t first, count, room; /* of `waiting`; those who went on are left in it */
};

struct hall {
	struct policy_run *run;
	unsigned which;
	struct moment *heap;
	uint32_t moments, room, orders;
	struct line *line; /* by place */
	uint32_t *step;    /* where each call waits now, from 1; 0: nowhere */
	enum status status;
};

static bool before(const struct moment *a, const struct moment *b)
{
	return a->at_us != b->at_us ? a->at_us < b->at_us
	       : a->kind != b->kind ? a->kind < b->kind
	                            : a->order < b->order;
}

static void push(struct hall *hall, struct moment moment)
{
	if (hall->moments == hall->room) {
		uint32_t room = hall->room ? 2 * hall->room : 1024;
		struct moment *grown = reallocarray(hall->heap, room, sizeof *grown);
		if (!grown) {
			hall->status = STATUS_MEMORY;
			return;
		}
		hall->heap = grown;
		hall->room = room;
	}
	uint32_t at = hall->moments++;
	moment.order = hall->orders++;
	while (at && before(&moment, &hall->heap[(at - 1) / 2])) {
		hall->heap[at] = hall->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	hall->heap[at] = moment;
}

static struct moment pop(struct hall *hall)
{
	struct moment first = hall->heap[0], last = hall->heap[--hall->moments];
	uint32_t at = 0;
	for (uint32_t child = 1; child < hall->moments; child = 2 * at + 1) {
		child += child + 1 < hall->moments && before(&hall->heap[child + 1], &hall->heap[child]);
		if (!before(&hall->heap[child], &last))
			break;
		hall->heap[at] = hall->heap[child];
		at = child;
	}
	if (hall->moments)
		hall->heap[at] = last;
	return first;
}

static const struct route *route_of(const struct hall *hall, uint32_t call)
{
	return &hall->run->routes.route[hall->run->fate[hall->which][call].way];
}

static void answer(struct hall *hall, uint32_t call, uint32_t place, int64_t now_us)
{
	struct fate *fate = &hall->run->fate[hall->which][call];
	fate->wait_us = now_us - hall->run->past->call[call].at.us;
	fate->answered = place;
	hall->step[call] = 0;
	if (hall->line[place].people != UINT32_MAX)
		push(hall, (struct moment){ .at_us = now_us + hall->run->talk_s * INT64_C(1000000),
		                            .place = place,
		                            .kind = MOMENT_FREED });
}

static void join(struct hall *hall, const struct moment *moment)
{
	const struct route *route = route_of(hall, moment->call);
	uint32_t place = route->step[moment->step].place;
	const struct way *way = route->step[moment->step].way;
	struct line *line = &hall->line[place];
	if (line->people) {
		line->people -= line->people != UINT32_MAX;
		answer(hall, moment->call, place, moment->at_us);
		return;
	}
	if (line->count == line->room) {
		uint32_t room = line->room ? 2 * line->room : 64;
		uint32_t *grown = reallocarray(line->waiting, room, sizeof *grown);
		if (!grown) {
			hall->status = STATUS_MEMORY;
			return;
		}
		line->waiting = grown;
		line->room = room;
	}
	line->waiting[line->count++] = moment->call;
	hall->step[moment->call] = moment->step + 1;
	if (way && !way->human && moment->step + 1 < route->steps)
		push(hall, (struct moment){ .at_us = moment->at_us + way->ring_s * INT64_C(1000000),
		                            .call = moment->call,
		                            .step = moment->step,
		                            .kind = MOMENT_OVER });
}

/* The first who still waits there; those who were answered elsewhere, or went on, are passed. */
static void free_one(struct hall *hall, const struct moment *moment)
{
	struct line *line = &hall->line[moment->place];
	while (line->first < line->count) {
		uint32_t call = line->waiting[line->first++];
		uint32_t step = hall->step[call];
		if (step && route_of(hall, call)->step[step - 1].place == moment->place) {
			answer(hall, call, moment->place, moment->at_us);
			return;
		}
	}
	line->people++;
}

static void go_on(struct hall *hall, const struct moment *moment)
{
	if (hall->step[moment->call] != moment->step + 1)
		return; /* answered meanwhile */
	hall->step[moment->call] = 0;
	push(hall, (struct moment){
		       .at_us = moment->at_us, .call = moment->call, .step = moment->step + 1, .kind = MOMENT_COMES });
}

static void open_lines(struct hall *hall)
{
	for (uint32_t place = 1; place < hall->run->places.count; place++) {
		hall->line[place].people = UINT32_MAX;
		for (uint32_t i = 0; i < hall->run->staffs; i++)
			if (strcmp(hall->run->staff[i].destination, hall->run->places.name[place]) == 0)
				hall->line[place].people = hall->run->staff[i].people;
	}
}

enum status policy_run_queues(struct policy_run *run, unsigned which)
{
	struct hall hall = { .run = run, .which = which };
	hall.line = calloc(run->places.count + 1u, sizeof *hall.line);
	hall.step = calloc(run->past->calls + 1u, sizeof *hall.step);
	if (!hall.line || !hall.step)
		hall.status = STATUS_MEMORY;
	else
		open_lines(&hall);
	for (uint32_t i = 0; i < run->past->calls && hall.status == STATUS_OK; i++)
		push(&hall, (struct moment){ .at_us = run->past->call[i].at.us, .call = i, .kind = MOMENT_COMES });
	while (hall.moments && hall.status == STATUS_OK) {
		struct moment moment = pop(&hall);
		if (moment.kind == MOMENT_FREED)
			free_one(&hall, &moment);
		else if (moment.kind == MOMENT_OVER)
			go_on(&hall, &moment);
		else
			join(&hall, &moment);
	}
	for (uint32_t place = 1; hall.line && place < run->places.count; place++)
		free(hall.line[place].waiting);
	free(hall.line);
	free(hall.step);
	free(hall.heap);
	return hall.status;
}
