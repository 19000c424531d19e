/* The order of risk: by stratum, then by time, at equal times those to whom it happens before all others. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_RISK_ORDER_H
#define AUDIT_RISK_ORDER_H

#include "audit/risk.h"

/* What a place is, so that nobody has to fetch its row. */
#define RISK_HAPPENS 1 /* to this row, and it counts */
#define RISK_LATER 2   /* than the place before it, or the first of its stratum */

/*
 * Writes which row stands at each place (sample->rows), what the place is (likewise) and each stratum's first place
 * (strata + 1).  Rows that nothing sets apart stay in the order of the sample.
 * On STATUS_MEMORY, the only trouble there is, what was written means nothing.
 */
enum status risk_order_of(const struct sample *sample, const struct risk_question *question, uint32_t *ret_row,
                          uint8_t *ret_mark, uint32_t *ret_first_row);

#endif
