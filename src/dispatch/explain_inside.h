/* What words and JSON of an explanation share.  Only for the explain*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_EXPLAIN_INSIDE_H
#define DISPATCH_EXPLAIN_INSIDE_H

#include "dispatch/explain.h"

/* Those who are proposed, then the soonest, then by number: room for EXPLAIN_CANDIDATES_MAX. */
enum status explain_order(const struct explained *explained, uint32_t *ret_order, size_t *ret_count);

#endif
