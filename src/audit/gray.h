/* Is the same share answered by every time in all groups?  Gray's test of the cumulative incidence of one cause.
 *
 * The log-rank test compares rates among those who still wait; this compares the shares of all calls, in which a call
 * that was closed otherwise counts as not answered.
 *
 * Source: R. J. Gray, Annals of Statistics 16 (1988) 1141, section 3, with rho = 0; the expansion was made anew from
 * the influence of each counting process, and how the usual program counts ties was found from its results alone.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_GRAY_H
#define AUDIT_GRAY_H

#include <stdint.h>

#include "audit/strand.h"

/*
 * With S_k and F_k of group k just before a time, group k has
 *   R_k = Y_k (1 - F_k) / S_k
 * at risk in the sense of the share, and its score is the sum over times of d_k - R_k / R d.  The variance is the
 * martingale one under equal shares of this cause, whatever the shares of the other: with h_k = Y_k / S_k, h their sum,
 * dF = d / h and G = 1 - F of all groups, and for each group r, by time u,
 *   D_kr = h_r (1{k = r} - h_k / h)           C_kr(u) = sum over t > u of D_kr dF / G(t-)
 *   V_kl = sum over r and u of a_k a_l dF / h_r + b_k b_l dF2_r / h_r
 *   a_k  = D_kr + (1 - G / S_r) C_kr          b_k  = -G / S_r C_kr
 * G and S_r after the time.  For d tied events each term is multiplied by 1 - (d - 1) / (N - 1): for the cause tested N
 * is h S_r(t-), what would be at risk if all groups were as r is; for the other, counted in r alone, N is Y_r.
 */

/* Opened, added to stratum by stratum, finished, closed. */
struct gray {
	uint32_t groups;
	double *score;    /* by group */
	double *variance; /* groups x groups */
	double chisq;     /* by gray_finish(); NaN where df is 0 */
	uint32_t df;
};

enum status gray_open(uint32_t groups, struct gray *ret_test);
void gray_close(struct gray *test);
/* On any status but STATUS_OK nothing has been added. */
enum status gray_add(struct gray *test, const struct strand *strand, enum sample_ending cause);
enum status gray_finish(struct gray *test);
/* All of these at once for a sample; the caller closes. */
enum status gray_of(const struct sample *sample, enum sample_ending cause, struct gray *ret_test);

#endif
