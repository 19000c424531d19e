/* Datagrams that wait to be read, a queue for each source: who sends much delays himself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/fair_queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct source {
	struct address source;
	struct datagram *first, *last;
	uint32_t count;
	uint32_t bytes;
	uint32_t same_bucket; /* the next of its bucket, or of the unused */
	uint32_t next;        /* in its line */
};

static struct source *source_at(const struct fair_queue *queue, uint32_t place)
{
	return pool_item(&queue->pool, place);
}

enum status fair_queue_open(struct fair_queue *queue, const struct fair_queue_limits *limits,
                            const struct address_key *key)
{
	assert(limits->sources && limits->per_source);
	*queue = (struct fair_queue){ .limits = *limits, .key = key, .buckets = 1 };
	while (queue->buckets < limits->sources)
		queue->buckets *= 2;
	queue->bucket = calloc(queue->buckets, sizeof *queue->bucket);
	pool_open(&queue->pool, sizeof(struct source), limits->sources);
	return queue->bucket ? STATUS_OK : STATUS_MEMORY;
}

void fair_queue_close(struct fair_queue *queue)
{
	if (queue->bucket)
		for (struct datagram *datagram; (datagram = fair_queue_take(queue));)
			free(datagram);
	free(queue->bucket);
	pool_close(&queue->pool);
	*queue = (struct fair_queue){ 0 };
}

static uint32_t *bucket_of(const struct fair_queue *queue, const struct address *source)
{
	return &queue->bucket[address_hash(queue->key, source, 0) & (queue->buckets - 1)];
}

static void line_up(struct fair_queue *queue, struct fair_queue_line *line, uint32_t place)
{
	source_at(queue, place)->next = 0;
	*(line->first ? &source_at(queue, line->last)->next : &line->first) = place;
	line->last = place;
}

/* The place of this source, which becomes a fresh one if nothing of it waits or waited a moment ago; 0: no room. */
static uint32_t place_of(struct fair_queue *queue, const struct address *from)
{
	struct address source = address_source(from);
	uint32_t *bucket = bucket_of(queue, &source);
	uint32_t place = *bucket;
	while (place && !address_same(&source_at(queue, place)->source, &source))
		place = source_at(queue, place)->same_bucket;
	if (place)
		return place;
	if (queue->unused) {
		place = queue->unused;
		queue->unused = source_at(queue, place)->same_bucket;
	} else if (queue->pool.count <= queue->limits.sources && pool_reserve(&queue->pool, 1) == STATUS_OK) {
		place = pool_add(&queue->pool);
	} else {
		return 0;
	}
	*source_at(queue, place) = (struct source){ .source = source, .same_bucket = *bucket };
	*bucket = place;
	line_up(queue, &queue->fresh, place);
	return place;
}

static void forget(struct fair_queue *queue, uint32_t place)
{
	struct source *source = source_at(queue, place);
	uint32_t *link = bucket_of(queue, &source->source);
	while (*link != place)
		link = &source_at(queue, *link)->same_bucket;
	*link = source->same_bucket;
	source->same_bucket = queue->unused;
	queue->unused = place;
}

void fair_queue_put(struct fair_queue *queue, uint32_t listener, const struct address *from, struct bytes bytes)
{
	size_t wanted = sizeof(struct datagram) + bytes.length;
	uint32_t left = queue->limits.bytes - queue->bytes;
	if (wanted > left) {
		queue->drops.bytes++;
		return;
	}
	uint32_t place = place_of(queue, from);
	if (!place) {
		queue->drops.sources++;
		return;
	}
	struct source *source = source_at(queue, place);
	if (source->count >= queue->limits.per_source ||
	    (source->count && source->bytes + wanted > left / FAIR_QUEUE_SHARE)) {
		queue->drops.source_full++;
		return;
	}
	struct datagram *datagram = malloc(wanted);
	if (!datagram) {
		queue->drops.bytes++;
		return;
	}
	*datagram = (struct datagram){ .from = *from, .listener = listener, .length = (uint32_t)bytes.length };
	if (bytes.length)
		memcpy(datagram->at, bytes.at, bytes.length);
	*(source->first ? &source->last->next : &source->first) = datagram;
	source->last = datagram;
	source->count++;
	source->bytes += (uint32_t)wanted;
	queue->count++;
	queue->bytes += (uint32_t)wanted;
}

struct datagram *fair_queue_take(struct fair_queue *queue)
{
	while (queue->fresh.first || queue->known.first) {
		bool fresh =
		    queue->fresh.first && (!queue->known.first || queue->fresh_in_a_row < FAIR_QUEUE_FRESH_IN_A_ROW);
		struct fair_queue_line *line = fresh ? &queue->fresh : &queue->known;
		uint32_t place = line->first;
		struct source *source = source_at(queue, place);
		line->first = source->next;
		struct datagram *datagram = source->first;
		if (!datagram) {
			forget(queue, place);
			continue;
		}
		source->first = datagram->next;
		queue->fresh_in_a_row = fresh ? queue->fresh_in_a_row + 1 : 0;
		/* Even when nothing of it waits any more: it is quiet again once a whole round has passed. */
		line_up(queue, &queue->known, place);
		uint32_t held = (uint32_t)sizeof *datagram + datagram->length;
		source->count--;
		source->bytes -= held;
		queue->count--;
		queue->bytes -= held;
		return datagram;
	}
	return NULL;
}
