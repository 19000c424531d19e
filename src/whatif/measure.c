/* Fractiles, means and hours of a run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/measure.h"

#include <stdlib.h>

__extension__ typedef unsigned __int128 wide;

#define NEVER_MS INT64_MAX

struct waits {
	int64_t *ms;
	uint64_t count;
};

static int by_length(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
	return (one > other) - (one < other);
}

/* The least wait that so many hundredths of all calls do not pass: nearest rank. */
static int64_t fractile(const struct waits *waits, uint64_t hundredths)
{
	if (!waits->count)
		return MEASURE_NEVER;
	int64_t ms = waits->ms[(waits->count * hundredths + 99) / 100 - 1];
	return ms == NEVER_MS ? MEASURE_NEVER : ms;
}

/* Over the calls of one priority; 0: of all. */
static void spread_over(const struct city *city, const struct simulation *run, unsigned priority, struct waits *waits,
                        struct spread *spread)
{
	wide sum = 0;
	waits->count = 0;
	for (uint32_t i = 0; i < city->call_count; i++) {
		const struct city_call *call = &city->calls[i];
		const struct call_fate *fate = &run->outcomes[i];
		bool served = fate->arrived >= 0;
		if (priority && call->priority != priority)
			continue;
		int64_t ticks = (served ? fate->arrived : run->end) - call->arrival;
		int64_t target = city->target[call->priority];
		spread->never += !served;
		spread->within += served && target && ticks <= target;
		sum += (wide)city_ms(city, ticks > 0 ? ticks : 0);
		waits->ms[waits->count++] = served ? city_ms(city, ticks) : NEVER_MS;
	}
	qsort(waits->ms, waits->count, sizeof *waits->ms, by_length);
	spread->calls = waits->count;
	spread->mean_ms = waits->count ? (int64_t)(sum / waits->count) : MEASURE_NEVER;
	spread->median_ms = fractile(waits, 50);
	spread->p90_ms = fractile(waits, 90);
	if (priority)
		spread->target_ms = city_ms(city, city->target[priority]);
}

static void measure_several(const struct city *city, const struct simulation *run, struct measure *measure)
{
	wide sum = 0;
	for (uint32_t i = 0; i < city->call_count; i++) {
		const struct call_fate *fate = &run->outcomes[i];
		if (fate->wanted < 2)
			continue;
		measure->several++;
		if (fate->complete < 0)
			continue;
		measure->complete++;
		sum += (wide)city_ms(city, fate->complete - city->calls[i].arrival);
	}
	measure->complete_ms = measure->complete ? (int64_t)(sum / measure->complete) : MEASURE_NEVER;
}

enum status measure_make(const struct city *city, uint32_t unit_count, const struct simulation *run,
                         const uint32_t *peer, struct measure *ret_measure)
{
	struct measure measure = { .units = unit_count, .covered_permille = run->covered_permille };
	struct waits waits = { .ms = malloc(((size_t)city->call_count + 1) * sizeof *waits.ms) };
	wide busy = 0;
	if (!waits.ms)
		return STATUS_MEMORY;
	spread_over(city, run, 0, &waits, &measure.all);
	for (unsigned i = 1; i <= PRIORITY_MAX; i++)
		spread_over(city, run, i, &waits, &measure.by_priority[i]);
	free(waits.ms);
	measure_several(city, run, &measure);
	for (uint32_t i = 0; i < city->call_count; i++) {
		measure.waited += run->outcomes[i].waited;
		measure.bumped += run->outcomes[i].bumped;
		measure.out_of_reach += run->outcomes[i].out_of_reach;
		measure.same_as_peer += peer && peer[i] == run->outcomes[i].unit;
	}
	for (uint32_t i = 0; i < unit_count; i++)
		busy += (wide)run->busy[i];
	measure.busy_ms = (uint64_t)(busy * 1000 / city->network.ticks_per_s);
	measure.moves = run->moves;
	measure.duty_ms = (uint64_t)((wide)run->duty * 1000 / city->network.ticks_per_s);
	if (run->duty > 0)
		measure.busy_permille = (uint64_t)(busy * 1000 / (wide)run->duty);
	*ret_measure = measure;
	return STATUS_OK;
}
