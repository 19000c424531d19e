/* The rows of a sample whose times are all whole seconds: by stratum, in four bytes each, so that they are counted.
 *
 * Counting gives the same strands as sorting, in a fraction of the time where many rows share few seconds.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_WHOLE_H
#define AUDIT_WHOLE_H

#include <stdbool.h>

#include "audit/strand.h"

/* Closed by whole_rows_close(). */
struct whole_rows {
	uint32_t strata, groups;
	uint32_t last;     /* the latest second of any row */
	size_t *start;     /* strata + 1 of them, as in struct strand_rows */
	uint32_t *code;    /* strand_code(), each stratum's in the sample's order */
	uint32_t *cluster; /* of the same rows; NULL: it was not asked for */
};

/* Whether all times are whole seconds that a code holds, the groups too; and the latest, 0 if there are no rows. */
bool whole_seconds_of(const struct sample *sample, uint32_t *ret_last);
/*
 * Whether it is worth counting: the seconds of a stratum are gone through one by one, so that strata of few rows are
 * sooner sorted.  Nothing that is found depends on the answer.
 */
bool whole_worth(const struct sample *sample, uint32_t last);

/* Of a sample for which whole_seconds_of() holds.  STATUS_LIMIT above 2^32 - 1 rows, STATUS_MEMORY. */
enum status whole_rows_of(const struct sample *sample, uint32_t last, bool clusters, struct whole_rows *ret_rows);
void whole_rows_close(struct whole_rows *rows);

/*
 * One stratum's strand, counted in `seconds`, which is of the rows' last second and groups, holds nothing and holds
 * nothing again afterwards.  STATUS_MEMORY.
 */
enum status whole_strand_of(const struct whole_rows *rows, uint32_t stratum, struct strand_seconds *seconds,
                            struct strand *ret_strand);

/* All rows as one strand, by counting where that can be done, else by sorting; its `slot` may be NULL. */
enum status whole_strand_of_all(const struct sample *sample, struct strand *ret_strand);

#endif
