/* Other programs that know the way: pgRouting and Routino, asked for the same units and incidents. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_ROAD_PEERS_H
#define BENCH_ROAD_PEERS_H

#include "roads/network.h"

/* They take seconds for each. */
#define PEER_INCIDENTS 5u

/* Where they are; an empty text: not here, which is said. */
struct peers {
	const char *postgres; /* URI of a server with pgRouting, on this machine */
	const char *routino;  /* folder with Routino's database `roads` of the same map */
};

struct peer_question {
	const struct road_network *network;
	const uint32_t *weights; /* of its arcs */
	const uint32_t *units;
	uint32_t unit_count;
	const uint32_t *incidents; /* PEER_INCIDENTS */
	const uint32_t *times;     /* ours: of each incident, each unit */
	double ours_us;            /* our median */
};

/* Asks each of them, and prints its CPU time beside ours. */
void peers_ask(const struct peers *peers, const struct peer_question *question);

/* CPU time of this thread: others may be at work on the machine. */
double cpu_s(void);
/* Sorts, and gives the value below which so many per cent are. */
double part_of(double *values, size_t count, unsigned percent);
void must(enum status status);

#endif
