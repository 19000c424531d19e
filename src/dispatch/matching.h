/* The cheapest way to fill places with units, each unit once; exact, and the same for the same numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_MATCHING_H
#define DISPATCH_MATCHING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

__extension__ typedef __int128 matching_sum;

/* What a pair costs: the major part decides, the minor one between equals.  Each sum of all places must stay whole. */
struct price {
	matching_sum major, minor;
};

static inline bool price_less(struct price a, struct price b)
{
	return a.major < b.major || (a.major == b.major && a.minor < b.minor);
}

static inline struct price price_sum(struct price a, struct price b)
{
	return (struct price){ a.major + b.major, a.minor + b.minor };
}

static inline struct price price_difference(struct price a, struct price b)
{
	return (struct price){ a.major - b.major, a.minor - b.minor };
}

/*
 * Of each slot the column that it gets, no column twice, so that the sum of prices is least.  A price is that of
 * prices[row_of[slot] * columns + column]; there are at least as many columns as slots.  Takes slots^2 * columns steps.
 *   STATUS_MEMORY
 */
enum status matching_find(const struct price *prices, const uint16_t *row_of, unsigned slots, unsigned columns,
                          uint32_t *ret_columns);

#endif
