/* One thread for what takes long and touches nothing: it works a job at a time, and the loop hears when it is done. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/worker.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct list {
	struct worker_job *first, **end;
};

struct worker {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t more;
	struct list waiting, done;
	unsigned count; /* handed over and not heard of */
	int wake;
	struct event *woken;
	bool closing;
};

static void add(struct list *list, struct worker_job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
}

static struct worker_job *take_first(struct list *list)
{
	struct worker_job *job = list->first;
	if (!job)
		return NULL;
	list->first = job->next;
	if (!list->first)
		list->end = &list->first;
	return job;
}

static void *run(void *context)
{
	struct worker *worker = context;
	const uint64_t one = 1;
	pthread_mutex_lock(&worker->mutex);
	for (;;) {
		struct worker_job *job = worker->closing ? NULL : take_first(&worker->waiting);
		if (worker->closing)
			break;
		if (!job) {
			pthread_cond_wait(&worker->more, &worker->mutex);
			continue;
		}
		pthread_mutex_unlock(&worker->mutex);
		job->work(job);
		pthread_mutex_lock(&worker->mutex);
		add(&worker->done, job);
		(void)!write(worker->wake, &one, sizeof one);
	}
	pthread_mutex_unlock(&worker->mutex);
	return NULL;
}

static struct worker_job *take_done(struct worker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	struct worker_job *job = take_first(&worker->done);
	if (job)
		worker->count--;
	pthread_mutex_unlock(&worker->mutex);
	return job;
}

static void on_wake(evutil_socket_t wake, short what, void *context)
{
	struct worker *worker = context;
	uint64_t times;
	(void)what;
	(void)!read(wake, &times, sizeof times);
	for (struct worker_job *job; (job = take_done(worker)) != NULL;)
		job->done(job);
}

enum status worker_open(struct loop *loop, struct worker **ret_worker)
{
	struct worker *worker = calloc(1, sizeof *worker);
	if (!worker)
		return STATUS_MEMORY;
	worker->waiting.end = &worker->waiting.first;
	worker->done.end = &worker->done.first;
	worker->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (worker->wake >= 0)
		worker->woken = event_new(loop_base(loop), worker->wake, EV_READ | EV_PERSIST, on_wake, worker);
	enum status status = worker->woken && event_add(worker->woken, NULL) == 0 ? STATUS_OK : STATUS_MEMORY;
	(void)pthread_mutex_init(&worker->mutex, NULL);
	(void)pthread_cond_init(&worker->more, NULL);
	if (status == STATUS_OK && pthread_create(&worker->thread, NULL, run, worker) != 0)
		status = STATUS_MEMORY;
	if (status != STATUS_OK) {
		if (worker->woken)
			event_free(worker->woken);
		if (worker->wake >= 0)
			(void)close(worker->wake);
		free(worker);
		return status;
	}
	*ret_worker = worker;
	return STATUS_OK;
}

void worker_close(struct worker *worker, void (*drop)(struct worker_job *job))
{
	if (!worker)
		return;
	pthread_mutex_lock(&worker->mutex);
	worker->closing = true;
	pthread_cond_signal(&worker->more);
	pthread_mutex_unlock(&worker->mutex);
	(void)pthread_join(worker->thread, NULL);
	for (struct worker_job *job; (job = take_first(&worker->done)) != NULL;)
		drop(job);
	for (struct worker_job *job; (job = take_first(&worker->waiting)) != NULL;)
		drop(job);
	(void)pthread_cond_destroy(&worker->more);
	(void)pthread_mutex_destroy(&worker->mutex);
	event_free(worker->woken);
	(void)close(worker->wake);
	free(worker);
}

enum status worker_ask(struct worker *worker, struct worker_job *job)
{
	pthread_mutex_lock(&worker->mutex);
	bool room = worker->count < WORKER_WAITING_MAX;
	if (room) {
		worker->count++;
		add(&worker->waiting, job);
		pthread_cond_signal(&worker->more);
	}
	pthread_mutex_unlock(&worker->mutex);
	return room ? STATUS_OK : STATUS_LIMIT;
}
