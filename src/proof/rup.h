/* Checks a proof that a formula has no solution: each lemma must follow from what stands before it by unit propagation alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_RUP_H
#define PROOF_RUP_H

#include "base/bytes.h"

/* Clauses one behind another, each ended by 0; literals as DIMACS has them. */
struct clauses {
	int32_t *at;
	size_t count, room; /* of numbers */
	uint64_t clauses;
};

enum status clauses_add(struct clauses *clauses, const int32_t *literal, unsigned literals);
void clauses_close(struct clauses *clauses);

/* Propagations beyond which a check ends undecided: some minutes. */
#define RUP_STEPS_MAX 20000000000ull

/*
 * *ret_holds: the lemmas are all good, and the empty clause follows.
 *   STATUS_LIMIT  too much work;  STATUS_MEMORY
 */
enum status rup_check(uint32_t variables, const struct clauses *formula, const struct clauses *lemmas, bool *ret_holds);

#endif
