/* CaDiCaL behind the solver's port, with everything off that its lemmas could not tell. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <ccadical.h>
#include <limits.h>

#include "proof/solver.h"

/* What changes the formula in ways that are no learned clause; the search itself is left as it is. */
static const char *const off[] = { "elim",      "probe",       "vivify",      "subsume",      "ternary", "transred",
	                           "decompose", "block",       "cover",       "condition",    "compact", "lucky",
	                           "walk",      "deduplicate", "instantiate", "inprocessing", "chrono" };

struct lesson {
	struct clauses *lemmas;
	struct clauses one;
	enum status status;
};

/* A learned clause comes literal by literal, or whole, ended by 0. */
static void learn(void *context, int *clause)
{
	struct lesson *lesson = context;
	unsigned length = 0;
	while (clause[length])
		length++;
	if (lesson->status == STATUS_OK)
		lesson->status = clauses_add(lesson->lemmas, clause, length);
}

enum status solver_run(uint32_t variables, const struct clauses *formula, bool *ret_value, struct clauses *lemmas,
                       enum found *ret_found)
{
	struct lesson lesson = { .lemmas = lemmas };
	CCaDiCaL *solver = ccadical_init();
	if (!solver)
		return STATUS_MEMORY;
	for (size_t i = 0; i < sizeof off / sizeof *off; i++)
		ccadical_set_option(solver, off[i], 0);
	ccadical_set_option(solver, "quiet", 1);
	ccadical_set_learn(solver, &lesson, INT_MAX, learn);
	ccadical_limit(solver, "conflicts", SOLVER_CONFLICTS_MAX);
	for (size_t i = 0; i < formula->count; i++)
		ccadical_add(solver, formula->at[i]);
	int answer = ccadical_solve(solver);
	*ret_found = answer == 10 ? FOUND_SOLUTION : answer == 20 ? FOUND_PROOF : FOUND_NOTHING;
	for (uint32_t i = 1; answer == 10 && i <= variables; i++)
		ret_value[i] = ccadical_val(solver, (int)i) > 0;
	ccadical_release(solver);
	return lesson.status;
}

/* CaDiCaL's own handle, under the port's name. */
static CCaDiCaL *inside(struct search *search)
{
	return (CCaDiCaL *)search;
}

enum status search_open(const struct clauses *formula, struct search **ret_search)
{
	CCaDiCaL *solver = ccadical_init();
	if (!solver)
		return STATUS_MEMORY;
	ccadical_set_option(solver, "quiet", 1);
	for (size_t i = 0; i < formula->count; i++)
		ccadical_add(solver, formula->at[i]);
	*ret_search = (struct search *)solver;
	return STATUS_OK;
}

void search_add(struct search *search, const int32_t *literals, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		ccadical_add(inside(search), literals[i]);
	ccadical_add(inside(search), 0);
}

void search_assume(struct search *search, int32_t literal)
{
	ccadical_assume(inside(search), literal);
}

enum found search_next(struct search *search)
{
	ccadical_limit(inside(search), "conflicts", SOLVER_CONFLICTS_MAX);
	int answer = ccadical_solve(inside(search));
	return answer == 10 ? FOUND_SOLUTION : answer == 20 ? FOUND_PROOF : FOUND_NOTHING;
}

bool search_value(struct search *search, uint32_t variable)
{
	return ccadical_val(inside(search), (int)variable) > 0;
}

void search_close(struct search *search)
{
	if (search)
		ccadical_release(inside(search));
}
