/* Datagrams that wait to be read, a queue for each source: who sends much delays himself. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LOOP_FAIR_QUEUE_H
#define LOOP_FAIR_QUEUE_H

#include "base/bytes.h"
#include "base/pool.h"
#include "loop/address.h"

/*
 * Sources take turns, a datagram each (round robin by message: what a message costs us does not hang on its length).  A
 * source that was quiet goes before those that wait already, as in fq_codel (RFC 8290 4.2), but after so many of the quiet in
 * a row one of the others has its turn: many forged sources of one datagram each do not stop those who are known.
 */
#define FAIR_QUEUE_FRESH_IN_A_ROW 4
/*
 * A source may fill an eighth of the bytes that are still free, and its first datagram always may come in as long as it
 * fits: the room that the loud leave free shrinks, but never to nothing (dynamic thresholds, Choudhury and Hahne 1998).
 */
#define FAIR_QUEUE_SHARE 8

struct fair_queue_limits {
	uint32_t sources;    /* that have something waiting */
	uint32_t per_source; /* datagrams */
	uint32_t bytes;      /* in all */
};

/* Why datagrams were dropped. */
struct fair_queue_drops {
	uint64_t source_full; /* their source had its share */
	uint64_t sources;     /* too many other sources */
	uint64_t bytes;       /* no room, or no memory */
};

struct datagram {
	struct datagram *next;
	struct address from;
	uint32_t listener;
	uint32_t length;
	uint8_t at[];
};

/* Sources in the order of their turns. */
struct fair_queue_line {
	uint32_t first, last;
};

struct fair_queue {
	struct fair_queue_limits limits;
	const struct address_key *key;
	struct pool pool; /* of sources */
	uint32_t *bucket;
	uint32_t buckets;
	uint32_t unused; /* sources that can be taken again */
	struct fair_queue_line fresh, known;
	unsigned fresh_in_a_row;
	uint32_t count;
	uint32_t bytes;
	struct fair_queue_drops drops;
};

/* The key is borrowed; STATUS_MEMORY. */
enum status fair_queue_open(struct fair_queue *queue, const struct fair_queue_limits *limits,
                            const struct address_key *key);
void fair_queue_close(struct fair_queue *queue);
/* Copies it in, or drops and counts it. */
void fair_queue_put(struct fair_queue *queue, uint32_t listener, const struct address *from, struct bytes bytes);
/* Whose turn it is; the datagram belongs to the caller, who frees it.  NULL: nothing waits. */
struct datagram *fair_queue_take(struct fair_queue *queue);

#endif
