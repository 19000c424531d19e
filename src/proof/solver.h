/* Who looks for a solution of a formula; what it says is never trusted: a solution is tried, a proof is checked. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_SOLVER_H
#define PROOF_SOLVER_H

#include "proof/rup.h"

/* Conflicts after which a solver gives up: a hundred times what the largest known policy takes. */
#define SOLVER_CONFLICTS_MAX 20000000

enum found { FOUND_NOTHING, FOUND_SOLUTION, FOUND_PROOF };

/*
 * Searches.  With FOUND_SOLUTION value[variable] is set for 1 to variables; with FOUND_PROOF the lemmas are added, in their order.
 * FOUND_NOTHING: it gave up.  STATUS_MEMORY.
 */
enum status solver_run(uint32_t variables, const struct clauses *formula, bool *ret_value, struct clauses *lemmas,
                       enum found *ret_found);

/* The same formula asked again and again, each time with one clause more; for what is shown and not proved. */
struct search;
enum status search_open(const struct clauses *formula, struct search **ret_search);
void search_add(struct search *search, const int32_t *literals, unsigned count);
/* For the next search alone. */
void search_assume(struct search *search, int32_t literal);
/* FOUND_PROOF: there is no solution, without a proof of it. */
enum found search_next(struct search *search);
/* Of the solution that was found last. */
bool search_value(struct search *search, uint32_t variable);
void search_close(struct search *search);

#endif
