/* Cases beside each other: a thread takes the next one until there is none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/cases.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "whatif/case_inside.h"

#define TELL_EVERY_NS 100000000L

struct crew {
	struct cases *cases;
	struct simulator_demand demand;
	atomic_uint next, ended;
	atomic_uint done[CASES_MAX]; /* calls of each case */
};

static void note_calls(void *context, uint32_t calls)
{
	atomic_store((atomic_uint *)context, calls);
}

static void *work(void *context)
{
	struct crew *crew = context;
	unsigned number;
	while ((number = atomic_fetch_add(&crew->next, 1)) < crew->cases->count) {
		case_run(crew->cases, number, &crew->demand, note_calls, &crew->done[number]);
		atomic_store(&crew->done[number], crew->cases->city->call_count);
		(void)atomic_fetch_add(&crew->ended, 1);
	}
	return NULL;
}

static void tell(struct crew *crew)
{
	const struct cases *cases = crew->cases;
	while (cases->progress && atomic_load(&crew->ended) < cases->count) {
		uint64_t done = 0;
		for (unsigned i = 0; i < cases->count; i++)
			done += atomic_load(&crew->done[i]);
		cases->progress(cases->context, done, (uint64_t)cases->count * cases->city->call_count);
		(void)nanosleep(&(struct timespec){ .tv_nsec = TELL_EVERY_NS }, NULL);
	}
}

enum status cases_run(struct cases *cases)
{
	pthread_t threads[CASES_MAX];
	unsigned started = 0, wanted = cases->threads < cases->count ? cases->threads : cases->count;
	struct crew *crew = calloc(1, sizeof *crew);
	if (!crew)
		return STATUS_MEMORY;
	crew->cases = cases;
	enum status status = demand_make(cases->city, &crew->demand);
	for (; status == STATUS_OK && started < wanted && started < CASES_MAX; started++)
		if (pthread_create(&threads[started], NULL, work, crew) != 0)
			break;
	if (status == STATUS_OK && wanted && !started)
		status = STATUS_MEMORY;
	if (started)
		tell(crew);
	for (unsigned i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	demand_close(&crew->demand);
	free(crew);
	return status;
}
