/* The share of all calls answered by a time, and closed without a unit by it: the cumulative incidence.
 *
 * A call that was closed without a unit stays among all calls and is never answered; only a call that is still open is
 * taken to go on like the others.  On calls that are all closed, the share is the plain count of who was answered by t
 * over all of them.
 *
 * Sources: Aalen and Johansen 1978.  The variance is that of the multinomial steps, carried from time to time by the
 * delta method, which is what the infinitesimal jackknife comes to: for p = (waiting, served, unserved) and the step
 * A = [[q, h1, h2], [0, 1, 0], [0, 0, 1]],
 *   V <- A'VA + waiting^2 / n * (diag(q, h1, h2) - (q, h1, h2)'(q, h1, h2)).
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_INCIDENCE_H
#define AUDIT_INCIDENCE_H

#include "audit/curve.h"

/* By distinct time of the group, in rising order.  Closed by incidence_close(). */
struct incidence {
	size_t length;
	double *time;
	double *waiting, *served, *unserved; /* shares just after the time; their sum is 1 */
	double *se_waiting, *se_served, *se_unserved;
};

/* Of one group or of CURVE_ALL_GROUPS; without rows its length is 0. */
enum status incidence_of(const struct strand *strand, uint32_t group, struct incidence *ret_incidence);
void incidence_close(struct incidence *incidence);

/* A share and its standard error at one time: 0 before the first time, and after the last what they were at the last. */
struct incidence_share {
	double share, se; /* NaN where there are no rows */
};
struct incidence_share incidence_served_by(const struct incidence *incidence, double t);
struct incidence_share incidence_unserved_by(const struct incidence *incidence, double t);

/*
 * The band of each share is curve_band(CURVE_LOG_LOG, z, served, se_served, ...): share^exp(+-z se / (share ln share)),
 * at each time and not for the curve as a whole; NaN while the share is 0.
 */

#endif
