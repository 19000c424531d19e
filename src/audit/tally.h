/* How often each value occurs: all that quantiles and ranks need of millions of calls. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_TALLY_H
#define AUDIT_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Values ascending and different, each with its count, which may be 0.  INFINITY may be one: calls that never ended so. */
struct tally {
	size_t values;
	const double *value;
	const uint64_t *count;
	uint64_t all; /* the sum of the counts */
};

/* From rows in any order, none of them NaN; the caller closes it.  STATUS_MEMORY. */
enum status tally_of(const double *row, size_t rows, struct tally *ret_tally);
void tally_close(struct tally *tally);

/* The value of this rank, from 1 to all. */
double tally_at(const struct tally *tally, uint64_t rank);

#endif
