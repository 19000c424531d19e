/* A run is a list of tasks that know nothing of one another: any number of threads takes them, and no digit changes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inquiry/findings_inside.h"

#define THREADS_MAX 64u

static const struct {
	enum status (*make)(struct findings *findings);
	const char *words;
} tasks[] = {
#define TASK(NAME, WORDS) { findings_##NAME, WORDS },
	FINDINGS_TASKS(TASK)
#undef TASK
};
#define TASKS (sizeof tasks / sizeof *tasks)

struct work {
	pthread_mutex_t lock;
	struct findings *findings;
	size_t next;
	enum status status;
	void (*progress)(const char *what);
};

static void *take_tasks(void *context)
{
	struct work *work = context;
	for (;;) {
		(void)pthread_mutex_lock(&work->lock);
		size_t task = work->status == STATUS_OK ? work->next : TASKS;
		if (task < TASKS) {
			work->next++;
			if (work->progress)
				work->progress(tasks[task].words);
		}
		(void)pthread_mutex_unlock(&work->lock);
		if (task >= TASKS)
			return NULL;
		enum status status = tasks[task].make(work->findings);
		(void)pthread_mutex_lock(&work->lock);
		if (work->status == STATUS_OK)
			work->status = status;
		(void)pthread_mutex_unlock(&work->lock);
	}
}

static enum status run(struct findings *findings, const struct findings_way *way)
{
	struct work work = { .lock = PTHREAD_MUTEX_INITIALIZER, .findings = findings, .progress = way->progress };
	pthread_t helper[THREADS_MAX];
	unsigned helpers = 0;
	while (helpers + 1 < way->threads && helpers < THREADS_MAX &&
	       pthread_create(&helper[helpers], NULL, take_tasks, &work) == 0)
		helpers++;
	(void)take_tasks(&work);
	for (unsigned i = 0; i < helpers; i++)
		(void)pthread_join(helper[i], NULL);
	(void)pthread_mutex_destroy(&work.lock);
	return work.status;
}

/* Nobody can shop for a seed: it follows from what is audited and from what was declared. */
static bool make_seed(struct findings *findings)
{
	uint8_t both[32 + SPEC_HASH_BYTES];
	unsigned length = 0;
	memcpy(both, findings->checkpoint, 32);
	memcpy(both + 32, findings->matter->spec->hash, SPEC_HASH_BYTES);
	return EVP_Digest(both, sizeof both, findings->seed, &length, EVP_sha256(), NULL) == 1;
}

enum status findings_make(const struct matter *matter, const uint8_t checkpoint[32], const char *checkpoint_words,
                          const struct findings_way *way, struct findings **ret_findings)
{
	struct findings *findings = calloc(1, sizeof *findings);
	if (!findings)
		return STATUS_MEMORY;
	findings->matter = matter;
	findings->plain_kernels = way->plain_kernels;
	memcpy(findings->checkpoint, checkpoint, sizeof findings->checkpoint);
	(void)snprintf(findings->checkpoint_words, sizeof findings->checkpoint_words, "%s", checkpoint_words);
	enum status status = make_seed(findings) ? run(findings, way) : STATUS_MEMORY;
	if (status != STATUS_OK) {
		findings_close(findings);
		return status;
	}
	*ret_findings = findings;
	return STATUS_OK;
}

void findings_close(struct findings *findings)
{
	if (!findings)
		return;
	buffer_close(&findings->runs);
	free(findings->curve[0]);
	free(findings->curve[1]);
	free(findings->place);
	free(findings->week);
	free(findings->sensitivity.row);
	free(findings);
}
