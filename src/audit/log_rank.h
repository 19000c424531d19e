/* Were the groups served at the same rate at every moment?  The log-rank test: by strata, weighted, and by clusters.
 *
 * Within a stratum, at each time with an event: d events among the Y who wait, of whom Y_k are of group k.
 *   O_k - E_k = sum of w (d_k - d Y_k / Y)
 *   V_kl      = sum of w^2 d (Y - d) / (Y - 1) * Y_k / Y * (1{k = l} - Y_l / Y)
 * with w = S(t-)^rho of all groups of the stratum together.  Strata are added up.
 *
 * That V takes the calls to be independent of one another, and calls that queue behind the same few units are not.  For
 * two groups each row therefore also has a score, whose sum is O_1 - E_1, and the scores are added up by cluster
 * (sector and day) before they are squared.  The cluster sums are centred for a finding: uncentred they take the
 * difference itself for spread, and hide it.
 *
 * Sources: Peto and Peto 1972; Harrington and Fleming 1982 for rho; Lin and Wei 1989 for the scores; Lee, Wei and Amato
 * 1992 for the clusters.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_LOG_RANK_H
#define AUDIT_LOG_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/strand.h"

struct log_rank_plan {
	enum sample_ending event; /* SERVED or UNSERVED */
	/* Whoever ended in the other way goes on being at risk to the last time, as one who is never served does; for
	 * closed calls that makes it the test of the share answered.  Otherwise they are at risk up to their time. */
	bool others_stay;
	double rho; /* 0: each event counts alike; 1: early ones more */
};

/* For any groups; opened, added to stratum by stratum, finished, closed. */
struct log_rank {
	uint32_t groups;
	double *rows, *observed, *expected; /* by group */
	double *variance;                   /* groups x groups */
	double *scratch;
	double chisq; /* by log_rank_finish(); NaN where df is 0 */
	uint32_t df;  /* the rank of the variance: of the groups that met one another, all but one */
};
enum status log_rank_open(uint32_t groups, struct log_rank *ret_test);
void log_rank_close(struct log_rank *test);
void log_rank_add(struct log_rank *test, const struct strand *strand, struct log_rank_plan plan);
enum status log_rank_finish(struct log_rank *test);
/* All of these at once for a sample; the caller closes. */
enum status log_rank_of(const struct sample *sample, struct log_rank_plan plan, struct log_rank *ret_test);

/* For two groups at most, and for one stratum: the second group's part of the above.  Such parts may be added up. */
struct log_rank_part {
	double observed, expected;
	double score;    /* O - E, from the differences at each time */
	double variance; /* V of the second group */
};
struct log_rank_part log_rank_part_of(const struct strand *strand, struct log_rank_plan plan);

/*
 * What a row has before one knows its group: a = w(t) 1{event} - sum over times up to t of w d / Y.  The sum of a over
 * the rows of a group is its O - E.  By time, group and ending in the order of strand->count; for any groups.
 */
void log_rank_ranks(const struct strand *strand, struct log_rank_plan plan, double *ret_rank);
/* The variance of that sum over all ways to share a stratum's rows out to two groups of their sizes:
 * n1 n0 / (n (n - 1)) * sum of (a - mean a)^2; 0 where there is only one way. */
double log_rank_permutation(const struct strand *strand, const double *rank);

/* Sums over rows of the score and of its square. */
struct log_rank_sums {
	double rows, score, squares;
};
/*
 * The scores of the rows of a stratum, which depend only on time, group and ending: ret_score has room for and the order
 * of strand->count, and the sums over the stratum's rows are returned.  Two groups at most.
 *   score = w(t) 1{event} (g - Y_1 / Y) - sum over times up to t of w d / Y (g - Y_1 / Y)
 */
struct log_rank_sums log_rank_scores(const struct strand *strand, struct log_rank_plan plan, double *ret_score);

/* The spread of a sum of independent parts: K / (K - 1) * sum of (part - mean)^2; NaN for fewer than two. */
double log_rank_spread(const double *part, size_t parts);

/* How far the score spreads, by rows and by clusters, and what it is in units of that. */
struct log_rank_robust {
	double variance_row, variance_cluster;
	double z_row, z_cluster; /* NaN where the variance is NaN or not above 0 */
};
/* For two groups; `score` is of the second. */
struct log_rank_clustered {
	double score;
	size_t rows, clusters;
	struct log_rank_robust
	    centred; /* log_rank_spread() of the parts: what a finding goes by; NaN with fewer than two */
	/* The plain sum of the squared parts, as other programs print it and the references have it: it is larger by
	 * score^2 / K and so the less likely to find a difference the fewer the clusters are. */
	struct log_rank_robust uncentred;
};
enum status log_rank_clustered_of(const struct sample *sample, struct log_rank_plan plan,
                                  struct log_rank_clustered *ret_test);
/* From what was added up: over all strata, and by cluster (strand_gather() adds up rows in whole seconds). */
struct log_rank_clustered log_rank_clustered_from(const struct log_rank_sums *sums, const double *cluster_score,
                                                  size_t clusters);

/* For watching over time: the score and the clustered variance of each span (week) by itself. */
struct log_rank_span {
	double score, variance; /* the variance is NaN for fewer than two clusters */
	size_t clusters;
};
/* span_of_cluster says in which of the spans each cluster lies; the comparison must be within spans, so strata too lie
 * in one span each. */
void log_rank_spans(const double *cluster_score, const uint32_t *span_of_cluster, size_t clusters, uint32_t spans,
                    struct log_rank_span *ret_span);
/* The scores by cluster that this asks for; ret_cluster_score has room for sample_clusters(), and holds
 * nothing of use on failure. */
enum status log_rank_cluster_scores(const struct sample *sample, struct log_rank_plan plan, double *ret_cluster_score,
                                    struct log_rank_sums *ret_sums);

#endif
