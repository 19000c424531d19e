/* What all curves are made from: the distinct times of a set of rows, and how many of each group ended how at each.
 *
 * A strand holds whole numbers only, so it is exact, and so it comes out alike whoever made it and in whatever order.
 * There are two makers.  strand_of() takes rows with any times; two times are one if their doubles are equal and never
 * because they are near.  strand_of_seconds() takes what was counted by whole second, which is far faster and can be
 * added up over days.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_STRAND_H
#define AUDIT_STRAND_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/sample.h"
#include "base/status.h"

/* Opened by either maker, closed by strand_close(); a zeroed one is an empty strand that needs no closing. */
struct strand {
	size_t length; /* how many distinct times */
	uint32_t groups;
	double *time;    /* rising */
	uint32_t *count; /* by time, then by group, then by ending */
	uint32_t *slot;  /* by row as it was given: where its time stands; NULL from seconds */
};

/* The rows of a sample by stratum, each stratum's in the sample's order; closed by strand_rows_close(). */
struct strand_rows {
	uint32_t strata;
	size_t *start; /* strata + 1 of them: those of stratum s are row[start[s]] up to row[start[s + 1]] */
	uint32_t *row;
};

/* STATUS_LIMIT above 2^32 - 1 rows. */
enum status strand_rows_of(const struct sample *sample, struct strand_rows *ret_rows);
void strand_rows_close(struct strand_rows *rows);

/* Of `rows` rows of the sample, named by `row`; STATUS_LIMIT above 2^32 - 1 rows or a third as many groups. */
enum status strand_of(const struct sample *sample, const uint32_t *row, size_t rows, struct strand *ret_strand);
/* Of one stratum out of strand_rows_of(). */
enum status strand_of_stratum(const struct sample *sample, const struct strand_rows *rows, uint32_t stratum,
                              struct strand *ret_strand);
void strand_close(struct strand *strand);

/* How many of a group ended so at a time. */
static inline uint32_t strand_count(const struct strand *strand, size_t slot, uint32_t group, enum sample_ending ending)
{
	return strand->count[(slot * strand->groups + group) * SAMPLE_ENDINGS + ending];
}
/* How many of a group ended in any way at a time: they are at risk at it, and no longer after it. */
static inline uint32_t strand_leaving(const struct strand *strand, size_t slot, uint32_t group)
{
	const uint32_t *count = strand->count + (slot * strand->groups + group) * SAMPLE_ENDINGS;
	return count[SAMPLE_OPEN] + count[SAMPLE_SERVED] + count[SAMPLE_UNSERVED];
}
/* How many of a group there are in all. */
uint64_t strand_total(const struct strand *strand, uint32_t group);

/* A row in four bytes: its second, its group and its ending.  A later second than the last is kept as the last. */
enum {
	STRAND_ENDING_BITS = 2,
	STRAND_GROUP_BITS = 10,
	STRAND_GROUPS = 1 << STRAND_GROUP_BITS,
	STRAND_LAST_SECOND = (1 << (32 - STRAND_GROUP_BITS - STRAND_ENDING_BITS)) - 1
};
static inline uint32_t strand_code(uint32_t second, uint32_t group, enum sample_ending ending)
{
	assert(group < STRAND_GROUPS && ending < SAMPLE_ENDINGS);
	uint32_t kept = second < STRAND_LAST_SECOND ? second : STRAND_LAST_SECOND;
	return kept << (STRAND_GROUP_BITS + STRAND_ENDING_BITS) | group << STRAND_ENDING_BITS | ending;
}

/* The counts of one stratum, by second from 0 to the horizon; opened and closed below. */
struct strand_seconds {
	uint32_t horizon, groups;
	uint32_t shift; /* a second has 2^shift cells */
	uint64_t rows;
	uint32_t *count;
};

/* All zero.  The horizon is below STRAND_LAST_SECOND, the groups are 1 to STRAND_GROUPS. */
enum status strand_seconds_open(uint32_t horizon, uint32_t groups, struct strand_seconds *ret_seconds);
void strand_seconds_close(struct strand_seconds *seconds);
void strand_seconds_clear(struct strand_seconds *seconds);
/* Where a code is counted: what lies beyond the horizon was, at the horizon, still open. */
static inline size_t strand_seconds_cell(const struct strand_seconds *seconds, uint32_t code)
{
	uint32_t second = code >> (STRAND_GROUP_BITS + STRAND_ENDING_BITS);
	uint32_t rest = code & ((1U << (STRAND_GROUP_BITS + STRAND_ENDING_BITS)) - 1);
	assert(rest < seconds->groups << STRAND_ENDING_BITS);
	if (second > seconds->horizon) {
		second = seconds->horizon;
		rest = (rest & ~((1U << STRAND_ENDING_BITS) - 1)) | SAMPLE_OPEN;
	}
	return (size_t)second << seconds->shift | rest;
}
/* Counts rows; STATUS_LIMIT where there would be more than 2^32 - 1 in all, and then none of these is counted. */
enum status strand_seconds_add(struct strand_seconds *seconds, const uint32_t *code, size_t rows);
/* Adds what another of the same horizon and groups has counted; STATUS_LIMIT likewise. */
enum status strand_seconds_merge(struct strand_seconds *seconds, const struct strand_seconds *other);
/* The seconds at which somebody ended, as a strand. */
enum status strand_of_seconds(const struct strand_seconds *seconds, struct strand *ret_strand);

/* How many values there are, one for each time, group and ending, in the order of the strand's counts. */
static inline size_t strand_cells(const struct strand *strand)
{
	return strand->length * strand->groups * SAMPLE_ENDINGS;
}
/*
 * What a method says of a row (its score, its influence) depends on its time, group and ending, so it says it once for
 * each of the strand's counts.  This adds every row's value to its cluster's sum; `strand` is of these seconds, and
 * `ret_scratch` has room for as many doubles as there are counts by second, (horizon + 1) << shift.
 *
 * A sum depends in its last digits on the order of its parts: who shares the strata among threads gives each stratum
 * its own sums, and adds these in the order of the strata however many threads there are.
 */
void strand_gather(const struct strand_seconds *seconds, const struct strand *strand, const double *value,
                   const uint32_t *code, const uint32_t *cluster, size_t rows, double *ret_scratch,
                   double *cluster_sum);

#endif
