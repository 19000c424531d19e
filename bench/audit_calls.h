/* Calls made up from a fixed seed, as many as are asked for: what the audit is measured on. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_AUDIT_CALLS_H
#define BENCH_AUDIT_CALLS_H

#include <stddef.h>
#include <stdint.h>

#define CALLS_SEED 20240611u
#define CALLS_STRATA 200u
#define CALLS_SECTORS 24u
#define CALLS_DAYS 365u
#define CALLS_TYPES 17u
#define CALLS_COVARIATES 10u
#define CALLS_HORIZON_S 14400u

struct made_call {
	uint32_t group, stratum, type, sector, day, second_of_day;
	uint32_t second; /* from first contact to the end */
	uint8_t ending;  /* enum sample_ending */
	float covariate[CALLS_COVARIATES];
};

struct calls_maker {
	uint64_t state;
	size_t made, calls;
};

/* In the order of first contact, over a year; the same for the same number of calls. */
struct calls_maker calls_begin(size_t calls);
void calls_next(struct calls_maker *maker, struct made_call *ret_call);
/* Sector and day, by number. */
static inline uint32_t calls_cluster(const struct made_call *call)
{
	return call->day * CALLS_SECTORS + call->sector;
}

#endif
