/* The variance of Cox's coefficients when calls need not be independent, or the model need not hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_COX_ROBUST_H
#define AUDIT_COX_ROBUST_H

#include "audit/cox.h"

/*
 * The sandwich of Lin and Wei 1989, V (sum over clusters of L L') V, with V the variance of the model and L a cluster's
 * sum of
 *   L_i = event_i (x_i - mean) - hazard_i (x_i H(t_i) - integral of mean dH),
 * at ties averaged as Efron's likelihood is.  Nothing is centred and there is no correction for few clusters.
 * width * width; NaN where singular.  The clusters are the sample's; without them, or if `by_row`, each row is its own.
 */
enum status cox_robust(struct cox *cox, bool by_row, double *ret_var);

#endif
