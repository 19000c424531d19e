/* The order of risk: by stratum, then by time, at equal times those to whom it happens before all others. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_RISK_ORDER_H
#define AUDIT_RISK_ORDER_H

#include "audit/risk.h"

/*
 * Writes which row stands at each place (sample->rows), and each stratum's first place (strata + 1).
 * Rows that nothing sets apart stay in the order of the sample.
 */
enum status risk_order_of(const struct sample *sample, const struct risk_question *question, uint32_t *ret_row,
                          uint32_t *ret_first_row);

#endif
