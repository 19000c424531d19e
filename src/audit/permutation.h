/* How often would the groups' names alone, dealt out anew, set them as far apart as they are?
 *
 * The statistic is the sum, over the rows of the second group, of what a row has before one knows its group:
 * a = 1{event} - sum over times up to its own of d / Y, within its stratum (log_rank_ranks()).  Its mean over all
 * relabelings within strata is 0.  A relabeling counts as as far if it is as far within 1e-9 of the standard deviation,
 * so that equal sums added in different orders are equal.
 *
 *   permutation_exact_of     every relabeling within strata: for few calls
 *   permutation_blocks_of    relabelings of whole clusters: where each cluster is of one group
 *   permutation_signs_of     turning whole clusters around: where clusters have both groups
 *
 * Sources: Fisher 1935; for blocks, Pesarin and Salmaso 2010; for the count that includes the data themselves, Phipson
 * and Smyth 2010.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_PERMUTATION_H
#define AUDIT_PERMUTATION_H

#include <stddef.h>
#include <stdint.h>

#include "audit/chance.h"
#include "audit/log_rank.h"
#include "audit/sample.h"
#include "base/status.h"

struct permutation {
	double statistic;
	double mean, variance; /* of the relabelings */
	uint64_t relabelings;
	/* Shares of the relabelings that are as far from 0 on either side, as high, and as low.  Where the relabelings
	 * are drawn, the data themselves count as one more: (seen + 1) / (drawn + 1). */
	double p_two_sided, p_greater, p_less;
};

/* By row; two groups or more. */
enum status permutation_scores_of(const struct sample *sample, struct log_rank_plan plan, double *ret_score);

/* For two groups; STATUS_LIMIT where there are more than `limit` relabelings.  With one relabeling each p is 1. */
enum status permutation_exact_of(const struct sample *sample, struct log_rank_plan plan, uint64_t limit,
                                 struct permutation *ret_permutation);

/*
 * For two groups: deals the groups of the clusters out anew `draws` times, each within its block (block_of_cluster says
 * which, below `blocks`; clusters that could have been one another's, such as the sectors of one day).  STATUS_MALFORMED
 * where a cluster has rows of both groups, STATUS_MISSING where one has none.
 */
enum status permutation_blocks_of(const struct sample *sample, struct log_rank_plan plan,
                                  const uint32_t *block_of_cluster, uint32_t blocks, uint32_t draws,
                                  struct chance *chance, struct permutation *ret_permutation);

/* Turns the sign of each cluster's score (log_rank_cluster_scores()) or not, `draws` times: if the groups are treated
 * alike, a cluster is as likely to speak for one as for the other. */
struct permutation permutation_signs_of(const double *cluster_score, size_t clusters, uint32_t draws,
                                        struct chance *chance);

#endif
