/* The one thread that writes: takes what waits, seals it into a group, commits it, and says how far all is durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/writer.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A WAL is moved to its place after so many bytes. */
#define SETTLE_BYTES (16u << 20)
/* Where a group had more entries than this, more are on their way: the next one waits for them. */
#define CROWD 2u
/* But not once so many wait, nor longer than this after the last commit began, nor when for so long none has come. */
#define CROWD_ENOUGH 32u
#define CROWD_APART_NS 10000000L
#define CROWD_QUIET_NS 1000000L
/* Entries for which seeds are drawn at once: each draw is a call of the kernel. */
#define SEEDS_DRAWN 64u

/* Entries one behind the other: what a thread fills while the other empties its own. */
struct batch {
	struct buffer bytes; /* bodies and texts */
	struct entry *entry; /* their bytes are found again when the batch is taken */
	size_t count, room;
};

struct writer {
	struct writer_setup setup;
	struct store *store;
	struct store *spool; /* open while the disk is full */
	pthread_t thread, settler;
	pthread_mutex_t mutex;
	pthread_cond_t more, less, settle;
	struct batch waiting;
	struct batch taken;
	uint64_t durable;
	uint64_t unsettled_bytes;
	time_t spooling_since;
	uint32_t spooled;
	int64_t spooled_s; /* of the time of need that has ended */
	enum status trouble;
	bool spooling;
	bool ended_spooling;
	bool closing;
	size_t last_count;          /* entries of the last group */
	struct timespec last_began; /* when its commit did */
};

static void batch_close(struct batch *batch)
{
	buffer_close(&batch->bytes);
	free(batch->entry);
	*batch = (struct batch){ 0 };
}

static enum status batch_add(struct batch *batch, const struct entry *entry)
{
	if (batch->count == batch->room) {
		size_t room = batch->room ? 2 * batch->room : 64;
		struct entry *grown = reallocarray(batch->entry, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		batch->entry = grown;
		batch->room = room;
	}
	enum status status = buffer_reserve(&batch->bytes, entry->body.length + entry->text.length);
	if (status == STATUS_OK)
		status = buffer_append(&batch->bytes, entry->body);
	if (status == STATUS_OK)
		status = buffer_append(&batch->bytes, entry->text);
	if (status != STATUS_OK)
		return status;
	struct entry *kept = &batch->entry[batch->count++];
	*kept = *entry;
	kept->body = bytes_of(NULL, entry->body.length);
	kept->text = bytes_of(NULL, entry->text.length);
	return STATUS_OK;
}

static void wake(const struct writer *writer)
{
	const uint64_t one = 1;
	if (writer->setup.wake >= 0)
		(void)!write(writer->setup.wake, &one, sizeof one);
}

/* The second path is opened when it is needed, and not before: it may be on a disk that is not there by day. */
static enum status spool_append(struct writer *writer, uint64_t first, struct bytes group)
{
	if (!writer->setup.spool_path)
		return STATUS_FULL;
	if (!writer->spool) {
		enum status status = writer->setup.engine->open(writer->setup.spool_path, false, &writer->spool);
		if (status != STATUS_OK)
			return status;
	}
	return writer->setup.engine->append(writer->spool, first, group);
}

struct moving {
	const struct store_engine *engine;
	struct store *to;
	uint64_t last;
};

static enum status move_one(void *context, uint64_t first, struct bytes group)
{
	struct moving *moving = context;
	if (first < moving->last)
		return STATUS_OK; /* it was moved before the server was stopped, and not yet forgotten */
	enum status status = moving->engine->append(moving->to, first, group);
	if (status == STATUS_OK)
		moving->last = first + bytes_get_u32(group.at + 4);
	return status;
}

static enum status see_end(void *context, uint64_t first, struct bytes group)
{
	*(uint64_t *)context = first + bytes_get_u32(group.at + 4);
	return STATUS_OK;
}

enum status writer_unspool(const struct store_engine *engine, struct store *store, struct store *spool)
{
	struct moving moving = { .engine = engine, .to = store, .last = 1 };
	enum status status = engine->walk(store, INT64_MAX, see_end, &moving.last);
	if (status == STATUS_OK)
		status = engine->walk(spool, 0, move_one, &moving);
	return status == STATUS_OK ? engine->forget(spool, moving.last) : status;
}

/* Whether the disk has room again: whatever the spool holds is moved before anything new is written there. */
static bool back_in_place(struct writer *writer)
{
	time_t now = time(NULL);
	if (!writer->spooling || now - writer->spooling_since < WRITER_RETRY_S)
		return !writer->spooling;
	if (writer->spool && writer_unspool(writer->setup.engine, writer->store, writer->spool) != STATUS_OK)
		return false;
	pthread_mutex_lock(&writer->mutex);
	writer->spooling = false;
	writer->ended_spooling = true;
	writer->spooled_s = now - writer->spooling_since;
	pthread_mutex_unlock(&writer->mutex);
	return true;
}

static enum status keep(struct writer *writer, uint64_t first, struct bytes group, uint32_t count)
{
	enum status status = STATUS_FULL;
	if (back_in_place(writer))
		status = writer->setup.engine->append(writer->store, first, group);
	if (status != STATUS_FULL)
		return status;
	status = spool_append(writer, first, group);
	if (status != STATUS_OK)
		return status;
	pthread_mutex_lock(&writer->mutex);
	if (!writer->spooling) {
		writer->spooling_since = time(NULL);
		writer->spooled = 0;
	}
	writer->spooling = true;
	writer->spooled += count;
	pthread_mutex_unlock(&writer->mutex);
	return STATUS_OK;
}

static enum status commit(struct writer *writer)
{
	struct ledger *ledger = writer->setup.ledger;
	struct bytes group;
	uint64_t first;
	enum status status = ledger_seal(ledger, &first, &group);
	if (status == STATUS_OK)
		status = keep(writer, first, group, ledger->count);
	if (status != STATUS_OK)
		return status;
	pthread_mutex_lock(&writer->mutex);
	writer->durable = ledger->tree.size;
	writer->unsettled_bytes += group.length;
	if (writer->unsettled_bytes >= SETTLE_BYTES)
		pthread_cond_signal(&writer->settle);
	pthread_mutex_unlock(&writer->mutex);
	ledger_clear(ledger);
	wake(writer);
	return STATUS_OK;
}

/* What was taken becomes one group, or a few where it is long. */
static enum status commit_taken(struct writer *writer)
{
	struct batch *taken = &writer->taken;
	uint8_t seeds[SEEDS_DRAWN][2 * ENTRY_SEED_BYTES];
	size_t from = 0;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < taken->count; i++) {
		struct entry *entry = &taken->entry[i];
		size_t left = taken->count - i;
		if (i % SEEDS_DRAWN == 0)
			randombytes_buf(seeds, sizeof *seeds * (left < SEEDS_DRAWN ? left : SEEDS_DRAWN));
		entry->body.at = taken->bytes.at + from;
		entry->text.at = entry->body.at + entry->body.length;
		from += entry->body.length + entry->text.length;
		status = ledger_add(writer->setup.ledger, entry, seeds[i % SEEDS_DRAWN]);
		if (status == STATUS_OK && writer->setup.ledger->group.length >= GROUP_MAX_BYTES)
			status = commit(writer);
	}
	if (status == STATUS_OK && writer->setup.ledger->count)
		status = commit(writer);
	taken->count = 0;
	buffer_clear(&taken->bytes);
	return status;
}

static struct timespec after(struct timespec at, long ns)
{
	at.tv_nsec += ns;
	at.tv_sec += at.tv_nsec / 1000000000L;
	at.tv_nsec %= 1000000000L;
	return at;
}

static bool before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* In a crowd one fsync serves many: lets more come in while they do.  Whoever comes alone never waits. */
static void gather(struct writer *writer)
{
	struct timespec end = after(writer->last_began, CROWD_APART_NS);
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	for (size_t seen = 0; writer->last_count > CROWD && seen < writer->waiting.count;) {
		struct timespec quiet = after(now, CROWD_QUIET_NS);
		const struct timespec *until = before(&end, &quiet) ? &end : &quiet;
		seen = writer->waiting.count;
		while (!writer->closing && writer->waiting.count < CROWD_ENOUGH && before(&now, until)) {
			(void)pthread_cond_timedwait(&writer->more, &writer->mutex, until);
			(void)clock_gettime(CLOCK_MONOTONIC, &now);
		}
		if (writer->closing || writer->waiting.count >= CROWD_ENOUGH || !before(&now, &end))
			break;
	}
	writer->last_count = writer->waiting.count;
	writer->last_began = now;
}

/* Waits for work; false when there is none left and the writer closes. */
static bool take(struct writer *writer)
{
	pthread_mutex_lock(&writer->mutex);
	while (!writer->waiting.count && !writer->closing) {
		struct timespec until;
		(void)clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += WRITER_RETRY_S;
		(void)pthread_cond_timedwait(&writer->more, &writer->mutex, &until);
		if (writer->spooling && !writer->waiting.count) {
			pthread_mutex_unlock(&writer->mutex);
			if (back_in_place(writer))
				wake(writer);
			pthread_mutex_lock(&writer->mutex);
		}
	}
	gather(writer);
	struct batch empty = writer->taken;
	writer->taken = writer->waiting;
	writer->waiting = empty;
	bool any = writer->taken.count > 0;
	pthread_cond_broadcast(&writer->less);
	pthread_mutex_unlock(&writer->mutex);
	return any;
}

static void *write_entries(void *context)
{
	struct writer *writer = context;
	enum status status = STATUS_OK;
	while (status == STATUS_OK && take(writer))
		status = commit_taken(writer);
	pthread_mutex_lock(&writer->mutex);
	writer->trouble = status;
	pthread_cond_broadcast(&writer->less);
	pthread_mutex_unlock(&writer->mutex);
	if (status != STATUS_OK)
		wake(writer);
	return NULL;
}

/* A connection and a thread of its own: a checkpoint must not make a call wait. */
static void *settle_log(void *context)
{
	struct writer *writer = context;
	struct store *store;
	if (writer->setup.engine->open(writer->setup.path, false, &store) != STATUS_OK)
		return NULL; /* the log then only grows; what is durable stays so */
	pthread_mutex_lock(&writer->mutex);
	while (!writer->closing) {
		while (!writer->closing && writer->unsettled_bytes < SETTLE_BYTES)
			(void)pthread_cond_wait(&writer->settle, &writer->mutex);
		writer->unsettled_bytes = 0;
		pthread_mutex_unlock(&writer->mutex);
		(void)writer->setup.engine->settle(store);
		pthread_mutex_lock(&writer->mutex);
	}
	pthread_mutex_unlock(&writer->mutex);
	writer->setup.engine->close(store);
	return NULL;
}

static void writer_free(struct writer *writer)
{
	writer->setup.engine->close(writer->store);
	writer->setup.engine->close(writer->spool);
	(void)pthread_mutex_destroy(&writer->mutex);
	(void)pthread_cond_destroy(&writer->more);
	(void)pthread_cond_destroy(&writer->less);
	(void)pthread_cond_destroy(&writer->settle);
	batch_close(&writer->waiting);
	batch_close(&writer->taken);
	free(writer);
}

enum status writer_open(const struct writer_setup *setup, struct writer **ret_writer)
{
	struct writer *writer = calloc(1, sizeof *writer);
	pthread_condattr_t steady;
	if (!writer)
		return STATUS_MEMORY;
	writer->setup = *setup;
	writer->durable = setup->ledger->tree.size;
	(void)pthread_mutex_init(&writer->mutex, NULL);
	/* Waits end in time also where the wall clock is set. */
	(void)pthread_condattr_init(&steady);
	(void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&writer->more, &steady);
	(void)pthread_condattr_destroy(&steady);
	(void)pthread_cond_init(&writer->less, NULL);
	(void)pthread_cond_init(&writer->settle, NULL);
	enum status status = setup->engine->open(setup->path, false, &writer->store);
	if (status == STATUS_OK && pthread_create(&writer->settler, NULL, settle_log, writer) != 0)
		status = STATUS_MEMORY;
	if (status == STATUS_OK && pthread_create(&writer->thread, NULL, write_entries, writer) != 0) {
		writer->closing = true;
		pthread_cond_broadcast(&writer->settle);
		(void)pthread_join(writer->settler, NULL);
		status = STATUS_MEMORY;
	}
	if (status != STATUS_OK) {
		writer_free(writer);
		return status;
	}
	*ret_writer = writer;
	return STATUS_OK;
}

enum status writer_close(struct writer *writer)
{
	pthread_mutex_lock(&writer->mutex);
	writer->closing = true;
	pthread_cond_broadcast(&writer->more);
	pthread_cond_broadcast(&writer->settle);
	pthread_mutex_unlock(&writer->mutex);
	(void)pthread_join(writer->thread, NULL);
	(void)pthread_join(writer->settler, NULL);
	enum status status = writer->trouble;
	writer_free(writer);
	return status;
}

enum status writer_offer(struct writer *writer, const struct entry *entry)
{
	pthread_mutex_lock(&writer->mutex);
	while (writer->trouble == STATUS_OK &&
	       (writer->waiting.count >= WRITER_ENTRIES_MAX || writer->waiting.bytes.length >= WRITER_BYTES_MAX))
		(void)pthread_cond_wait(&writer->less, &writer->mutex);
	enum status status = writer->trouble;
	if (status == STATUS_OK)
		status = batch_add(&writer->waiting, entry);
	if (writer->waiting.count == 1 || writer->waiting.count == CROWD_ENOUGH)
		pthread_cond_signal(&writer->more);
	pthread_mutex_unlock(&writer->mutex);
	return status;
}

uint64_t writer_durable(struct writer *writer)
{
	pthread_mutex_lock(&writer->mutex);
	uint64_t durable = writer->durable;
	pthread_mutex_unlock(&writer->mutex);
	return durable;
}

enum status writer_trouble(struct writer *writer)
{
	pthread_mutex_lock(&writer->mutex);
	enum status trouble = writer->trouble;
	pthread_mutex_unlock(&writer->mutex);
	return trouble;
}

bool writer_spooling(struct writer *writer)
{
	pthread_mutex_lock(&writer->mutex);
	bool spooling = writer->spooling;
	pthread_mutex_unlock(&writer->mutex);
	return spooling;
}

bool writer_spooled(struct writer *writer, int64_t *ret_span_s, uint32_t *ret_entries)
{
	pthread_mutex_lock(&writer->mutex);
	bool ended = writer->ended_spooling;
	writer->ended_spooling = false;
	*ret_span_s = writer->spooled_s;
	*ret_entries = writer->spooled;
	pthread_mutex_unlock(&writer->mutex);
	return ended;
}
