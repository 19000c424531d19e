/* Which counts of published tables are hidden, so that none of the small ones follows from what is shown (design 2.4). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SUPPRESS_H
#define AUDIT_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * All the tables that are published together are one network.  A count is an arc, and every sum that anybody can do is a
 * node: what comes into a node is what goes out of it.  A table of districts by outcomes whose totals are shown is
 *
 *	all -> district (its total) -> outcome (the cell) -> all (the outcome's total)
 *
 * and a second table that shares the totals of the outcomes is one more layer of the same network.
 *
 * A count from 1 to `most` is small and is always hidden.  Others are hidden with it, at the least loss of counted calls
 * that a greedy search finds, until whoever knows all that is shown, all the sums, and that no count is negative, cannot
 * tell for any small count more than the rule itself says: it may still be anything from 1 to `most`.  Zeros may be hidden
 * too, so that a hidden count is not known to be more than nothing.  (The heuristic of protection by shortest augmenting
 * cycles: Kelly, Golden and Assad, Networks 22 (1992) 397-417, here with both tables in one network.)
 *
 * What it does not hold against: knowledge from elsewhere, such as the sum over a year that somebody else publishes, or the
 * same month published again from a later record.
 */

/* CMS cell-size rule: 1 to 10. */
#define SUPPRESS_MOST 10u

/* One published number. */
struct suppress_cell {
	uint32_t from, to; /* nodes */
	uint64_t count;    /* below 2^62 */
	bool hidden;
};

/*
 * Hides what has to be; cells that are hidden already stay so.  In and out are the same for each node, which is a bug
 * otherwise, and no cell goes from a node to itself.  The order of the cells decides between choices that are equally
 * good, so that the same tables are hidden alike everywhere.  STATUS_MEMORY: nothing may be published.
 */
enum status suppress_cells(struct suppress_cell *cell, size_t cells, uint32_t nodes, uint64_t most);

#endif
