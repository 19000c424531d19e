/* By how much one group's times are later than another's: Hodges and Lehmann's shift, with Mann and Whitney's test. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_SHIFT_H
#define AUDIT_SHIFT_H

#include "audit/tally.h"

struct shift {
	double median; /* the median of all differences, second less first: exact */
	/* Where the standardised rank statistic of the second, moved back so far, changes its sign, as the search of the
	 * references finds it: to 1e-4, and where the sign is 0 for a while, any place in that while.  To compare only. */
	double near_median;
	double above; /* Mann and Whitney's: pairs in which the second is later, equal ones counting half */
	double log_p; /* two-sided, by the normal law, variance corrected for ties, no correction for continuity */
};

/*
 * Finite values, fewer than 2^31 calls in each; needs no memory and 64 passes over both tallies.
 * Where a group is empty all is NaN; where all calls are tied, log_p is 0.
 */
struct shift shift_of(const struct tally *first, const struct tally *second);

#endif
