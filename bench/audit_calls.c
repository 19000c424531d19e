/* A lognormal wait for a unit against an exponential patience, both groups in every sector on every day. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_calls.h"

#include <math.h>

#include "audit/sample.h"

#define DAY_S 86400.0

/* Steele, Lea and Flood's splitmix64. */
static uint64_t next_bits(struct calls_maker *maker)
{
	uint64_t z = maker->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* Between 0 and 1, neither of them. */
static double uniform(struct calls_maker *maker)
{
	return ((double)(next_bits(maker) >> 12) + 0.5) * 0x1p-52;
}

static double normal(struct calls_maker *maker)
{
	double radius = sqrt(-2 * log(uniform(maker)));
	return radius * cos(6.283185307179586 * uniform(maker));
}

static uint32_t below(struct calls_maker *maker, uint32_t limit)
{
	return (uint32_t)((next_bits(maker) >> 32) * limit >> 32);
}

struct calls_maker calls_begin(size_t calls)
{
	return (struct calls_maker){ .state = CALLS_SEED, .calls = calls };
}

/* About 84.5 of 100 are served, 15.2 closed without a unit, 0.2 open. */
static void end_call(struct calls_maker *maker, double log_wait, struct made_call *call)
{
	double served = exp(log_wait + 0.8 * normal(maker));
	double gave_up = -4380 * log(uniform(maker));
	double followed = uniform(maker) < 0.04 ? CALLS_HORIZON_S * uniform(maker) : CALLS_HORIZON_S;
	double first = fmin(served, fmin(gave_up, followed));
	call->second = (uint32_t)first;
	call->ending = SAMPLE_OPEN;
	if (first == served)
		call->ending = SAMPLE_SERVED;
	else if (first == gave_up)
		call->ending = SAMPLE_UNSERVED;
}

void calls_next(struct calls_maker *maker, struct made_call *ret_call)
{
	double at = ((double)maker->made++ + uniform(maker)) / (double)maker->calls * CALLS_DAYS;
	struct made_call call = { .day = (uint32_t)at };
	call.second_of_day = (uint32_t)((at - call.day) * DAY_S);
	call.group = uniform(maker) < 0.35;
	call.stratum = below(maker, CALLS_STRATA);
	call.type = below(maker, CALLS_TYPES);
	call.sector = below(maker, CALLS_SECTORS);
	double log_wait = 6.3 + 0.02 * call.group + 0.3 * (call.stratum % 10) / 10.0;
	for (unsigned i = 0; i < CALLS_COVARIATES; i++) {
		/* Halves ones and noughts, halves numbers that a float holds to the last digit. */
		call.covariate[i] = i % 2 ? (float)(rint(normal(maker) * 64) / 64) : (float)below(maker, 2);
		log_wait -= 0.01 * (i + 1) * (double)call.covariate[i];
	}
	end_call(maker, log_wait, &call);
	*ret_call = call;
}
