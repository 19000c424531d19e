/* Calls two by two: of one from each group, alike in their stratum, which one waited longer?
 *
 * A call served later waited longer; one that was never served waited longest, and two such are tied.
 *
 *   pairs_chance_of     the chance that B's call waited longer than A's, over all pairs within strata, a tie counting
 *                       half: 0.5 where nobody waits longer
 *   pairs_nearest_of    for each call of B the nearest call of A in time, each call used once
 *
 * Sources: Mann and Whitney 1947; DeLong, DeLong and Clarke-Pearson 1988 for the error from the parts of each row (here
 * with n and not n - 1, so that it adds up by clusters as in standard.h).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_PAIRS_H
#define AUDIT_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "audit/sample.h"
#include "audit/strand.h"
#include "base/status.h"

/* B is the second group.  Rows still open are set aside, and so are strata with one group only. */
struct pairs_chance {
	double chance; /* sum over strata of n_s / n times the chance within; NaN where nothing can be compared */
	double se_row, se_cluster;
	/* From se_cluster on the logit's scale, so within 0..1; NaN where the chance is 0 or 1 or nothing was compared. */
	double lower, upper;
	uint64_t rows, used; /* closed, and of them in strata with both groups */
	uint32_t strata_used;
};
/* For two groups; z is the normal quantile of the range. */
enum status pairs_chance_of(const struct sample *sample, double z, struct pairs_chance *ret_chance);

#define PAIRS_NONE UINT32_MAX
/*
 * `moment` says when each call began (not negative, in any one unit).  In each stratum the calls of B, in the order of
 * their moments, each take the nearest call of A that is still free and at most `span` away, the earlier of two that are
 * equally near.  ret_partner has room for a row number by row: the partner's, or PAIRS_NONE; it holds nothing of use on
 * failure.  For two groups.
 */
enum status pairs_nearest_of(const struct sample *sample, const double *moment, double span, uint32_t *ret_partner);

/* How the pairs came out. */
struct pairs_count {
	size_t pairs;
	size_t second_longer, first_longer, tied;
	size_t unknown; /* one of them was still open before the other was served */
};
struct pairs_count pairs_count_of(const struct sample *sample, const uint32_t *partner);

#endif
