/* A million due times, each cancelled and set anew, beside libevent's own heap of timers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/agenda.h"

#define ITEMS 1000000u
#define MOVES 1000000u
#define ROUNDS 5

static double now_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* The same seeded order for both. */
static uint32_t draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static double ours_us(uint64_t *ret_sum)
{
	struct agenda agenda = { 0 };
	uint64_t state = 42, sum = 0;
	if (agenda_reserve(&agenda, ITEMS + 1) != STATUS_OK)
		exit(1);
	for (uint32_t i = 1; i <= ITEMS; i++)
		agenda_set(&agenda, i, (struct instant){ 1000000 + draw(&state) % 3600000000u }, i);
	double from = now_s();
	for (uint32_t i = 0; i < MOVES; i++) {
		uint32_t item = draw(&state) % ITEMS + 1;
		agenda_remove(&agenda, item);
		agenda_set(&agenda, item, (struct instant){ 1000000 + draw(&state) % 3600000000u }, ITEMS + i);
		sum += agenda_next(&agenda)->number;
	}
	double took = now_s() - from;
	agenda_close(&agenda);
	*ret_sum += sum;
	return took / MOVES * 1e6;
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
	(void)socket;
	(void)what;
	(void)context;
}

static double theirs_us(void)
{
	struct event_base *base = event_base_new();
	struct event **timer = calloc(ITEMS, sizeof(struct event *));
	uint64_t state = 42;
	if (!base || !timer)
		exit(1);
	for (uint32_t i = 0; i < ITEMS; i++) {
		uint32_t us = draw(&state) % 3600000000u;
		const struct timeval after = { .tv_sec = 3600 + us / 1000000, .tv_usec = us % 1000000 };
		timer[i] = evtimer_new(base, on_timer, NULL);
		if (!timer[i] || evtimer_add(timer[i], &after) != 0)
			exit(1);
	}
	double from = now_s();
	for (uint32_t i = 0; i < MOVES; i++) {
		struct event *item = timer[draw(&state) % ITEMS];
		uint32_t us = draw(&state) % 3600000000u;
		const struct timeval after = { .tv_sec = 3600 + us / 1000000, .tv_usec = us % 1000000 };
		if (evtimer_del(item) != 0 || evtimer_add(item, &after) != 0)
			exit(1);
	}
	double took = now_s() - from;
	for (uint32_t i = 0; i < ITEMS; i++)
		event_free(timer[i]);
	free(timer);
	event_base_free(base);
	return took / MOVES * 1e6;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

int main(void)
{
	double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
	uint64_t sum = 0; /* looked at, so that the work is not optimised away */
	for (unsigned i = 0; i < ROUNDS; i++) {
		ours[i] = ours_us(&sum);
		theirs[i] = theirs_us();
		ratio[i] = theirs[i] / ours[i];
		printf("round %u: cancel and re-arm %.3f us among 1,000,000, libevent %.3f us, %.2f x as fast\n", i + 1,
		       ours[i], theirs[i], ratio[i]);
	}
	qsort(ours, ROUNDS, sizeof *ours, compare);
	qsort(theirs, ROUNDS, sizeof *theirs, compare);
	qsort(ratio, ROUNDS, sizeof *ratio, compare);
	printf("medians: %.3f us beside %.3f us, %.2f x as fast%s\n", ours[ROUNDS / 2], theirs[ROUNDS / 2],
	       ratio[ROUNDS / 2], sum ? "" : "?");
	return 0;
}
