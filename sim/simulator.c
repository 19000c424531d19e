/* Runs seeded worlds one after the other, and prints the command that shows a failed one again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "world.h"

static double now_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
	uint64_t first = 1, seeds = 1000;
	uint32_t commands = 200;
	struct world_counts counts = { 0 };
	uint64_t failed = 0, wanted = 0;
	for (int i = 1; i + 1 < count; i += 2) {
		uint64_t value = strtoull(arguments[i + 1], NULL, 10);
		if (strcmp(arguments[i], "--seed") == 0) {
			first = value;
			seeds = 1;
		} else if (strcmp(arguments[i], "--seeds") == 0) {
			seeds = value;
		} else if (strcmp(arguments[i], "--rate") == 0) {
			wanted = value;
		} else if (strcmp(arguments[i], "--commands") == 0) {
			commands = (uint32_t)value;
		} else {
			(void)fputs(
			    "usage: simulator [--seeds N | --seed N] [--commands N] [--rate CRASHES-A-SECOND]\n",
			    stderr);
			return 2;
		}
	}
	if (sodium_init() < 0)
		return 1;
	double from = now_s();
	for (uint64_t seed = first; seed < first + seeds; seed++)
		failed += !world_run(seed, commands, &counts);
	printf("%" PRIu64 " worlds, %" PRIu64 " commands, %" PRIu64 " entries, %" PRIu64 " events, %" PRIu64
	       " refusals, %" PRIu64 " repeats, %" PRIu64 " calls, %" PRIu64 " closed, %" PRIu64 " raised\n",
	       seeds, counts.commands, counts.entries, counts.events, counts.refusals, counts.repeats, counts.calls,
	       counts.closed, counts.raised);
	printf("%" PRIu64 " crashes: unacknowledged entries lost in %" PRIu64 ", kept in %" PRIu64 "; %" PRIu64
	       " full disks, %" PRIu64 " writes torn, %" PRIu64 " dropped; %" PRIu64 " worlds failed\n",
	       counts.crashes, counts.lost, counts.survived, counts.full, counts.torn, counts.dropped, failed);
	if (wanted) {
		double rate = (double)counts.crashes / (now_s() - from);
		printf("%.0f crash-and-recover runs a second, %.2f x the %" PRIu64 " wanted\n", rate,
		       rate / (double)wanted, wanted);
	}
	return failed || !counts.calls || !counts.closed || !counts.raised || !counts.crashes || !counts.repeats ||
	       !counts.lost || !counts.survived || !counts.full || !counts.torn || !counts.dropped;
}
