/* One thread for what takes long and touches nothing: it works a job at a time, and the loop hears when it is done. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_WORKER_H
#define LOOP_WORKER_H

#include "loop/loop.h"

/* Jobs that may wait: at a tenth of a second each the last one waits six seconds. */
#define WORKER_WAITING_MAX 64u

struct worker;

/* `work` runs on the worker's thread and may use nothing but the job; `done` runs on the loop's. */
struct worker_job {
	void (*work)(struct worker_job *job);
	void (*done)(struct worker_job *job);
	struct worker_job *next;
};

/* STATUS_MEMORY. */
enum status worker_open(struct loop *loop, struct worker **ret_worker);
/* Ends the thread once the job in hand is done; `done` is called for none of those that wait: they are given to `drop`. */
void worker_close(struct worker *worker, void (*drop)(struct worker_job *job));
/* Hands a job over; STATUS_LIMIT: so many wait already, and it was not taken. */
enum status worker_ask(struct worker *worker, struct worker_job *job);

#endif
