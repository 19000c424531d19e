/* Checks a proof by reverse unit propagation, two watched literals a clause.  Small on purpose: this is what is trusted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/rup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum status clauses_add(struct clauses *c, const int32_t *literal, unsigned literals)
{
	if (c->count + literals + 1 > c->room) {
		size_t room = c->room ? 2 * c->room : 1024;
		while (room < c->count + literals + 1)
			room *= 2;
		int32_t *at = reallocarray(c->at, room, sizeof *at);
		if (!at)
			return STATUS_MEMORY;
		c->at = at;
		c->room = room;
	}
	if (literals)
		memcpy(c->at + c->count, literal, literals * sizeof *literal);
	c->count += literals;
	c->at[c->count++] = 0;
	c->clauses++;
	return STATUS_OK;
}

void clauses_close(struct clauses *clauses)
{
	free(clauses->at);
	*clauses = (struct clauses){ 0 };
}

/* The clauses that watch a literal, as offsets. */
struct watch {
	uint32_t *at;
	uint32_t count, room;
};

struct checker {
	uint32_t variables;
	int32_t *literal; /* all clauses; the first two of each are watched */
	struct watch *watch;
	int8_t *value; /* by literal's index: 1 true, -1 false */
	int32_t *trail;
	uint32_t trailed, done;
	uint64_t steps;
	bool conflict; /* at the root: the empty clause follows */
	enum status status;
};

static uint32_t index_of(int32_t literal)
{
	return literal > 0 ? 2 * (uint32_t)literal : 2 * (uint32_t)-literal + 1;
}

static void watch(struct checker *c, int32_t literal, uint32_t clause)
{
	struct watch *w = &c->watch[index_of(literal)];
	if (w->count == w->room) {
		uint32_t room = w->room ? 2 * w->room : 4;
		uint32_t *at = reallocarray(w->at, room, sizeof *at);
		if (!at) {
			c->status = STATUS_MEMORY;
			return;
		}
		w->at = at;
		w->room = room;
	}
	w->at[w->count++] = clause;
}

static void assign(struct checker *c, int32_t literal)
{
	c->value[index_of(literal)] = 1;
	c->value[index_of(-literal)] = -1;
	c->trail[c->trailed++] = literal;
}

/* Visits one clause whose watched literal became false; true if the clause still watches it. */
static bool visit(struct checker *c, uint32_t clause, int32_t falsified, bool *ret_conflict)
{
	int32_t *l = c->literal + clause;
	if (l[0] == falsified) {
		l[0] = l[1];
		l[1] = falsified;
	}
	if (c->value[index_of(l[0])] > 0)
		return true;
	for (uint32_t i = 2; l[i]; i++)
		if (c->value[index_of(l[i])] >= 0) {
			l[1] = l[i];
			l[i] = falsified;
			watch(c, l[1], clause);
			return false;
		}
	if (c->value[index_of(l[0])] < 0)
		*ret_conflict = true;
	else
		assign(c, l[0]);
	return true;
}

/* Until nothing follows any more; true on a conflict. */
static bool propagate(struct checker *c)
{
	bool conflict = false;
	while (c->done < c->trailed && !conflict && c->status == STATUS_OK) {
		int32_t falsified = -c->trail[c->done++];
		struct watch *w = &c->watch[index_of(falsified)];
		uint32_t kept = 0, i = 0;
		for (; i < w->count && !conflict; i++) {
			uint32_t clause = w->at[i];
			bool stays = visit(c, clause, falsified, &conflict);
			/* The list may have moved: a clause never watches a literal twice, but be sure. */
			w = &c->watch[index_of(falsified)];
			if (stays)
				w->at[kept++] = clause;
		}
		c->steps += i;
		for (; i < w->count; i++)
			w->at[kept++] = w->at[i];
		w->count = kept;
		if (c->steps > RUP_STEPS_MAX)
			c->status = STATUS_LIMIT;
	}
	return conflict;
}

/* Takes a clause in: watched, or a unit, or a conflict, by what holds at the root. */
static void take(struct checker *c, uint32_t clause)
{
	int32_t *l = c->literal + clause;
	uint32_t open = 0;
	/* Literals that are not false come first; a true one before all. */
	for (uint32_t i = 0; l[i]; i++)
		if (c->value[index_of(l[i])] >= 0) {
			int32_t one = l[i];
			l[i] = l[open];
			l[open++] = one;
		}
	if (l[0] && l[1]) {
		watch(c, l[0], clause);
		watch(c, l[1], clause);
	}
	if (!open)
		c->conflict = true;
	else if (open == 1 && !c->value[index_of(l[0])]) {
		assign(c, l[0]);
		c->conflict |= propagate(c);
	}
}

/* Whether a lemma's denial comes to a conflict; what was assigned for it is taken back. */
static bool follows(struct checker *c, const int32_t *lemma)
{
	uint32_t root = c->trailed;
	bool conflict = false;
	for (; *lemma && !conflict; lemma++) {
		int8_t value = c->value[index_of(*lemma)];
		if (value > 0)
			conflict = true;
		else if (!value)
			assign(c, -*lemma);
	}
	conflict = conflict || propagate(c);
	while (c->trailed > root) {
		int32_t literal = c->trail[--c->trailed];
		c->value[index_of(literal)] = 0;
		c->value[index_of(-literal)] = 0;
	}
	c->done = root;
	return conflict;
}

static bool numbers_fit(uint32_t variables, const struct clauses *clauses)
{
	for (size_t i = 0; i < clauses->count; i++)
		if (clauses->at[i] > (int64_t)variables || clauses->at[i] < -(int64_t)variables)
			return false;
	return !clauses->count || !clauses->at[clauses->count - 1];
}

static bool run(struct checker *c, const struct clauses *formula, const struct clauses *lemmas)
{
	size_t formula_end = formula->count, all = formula->count + lemmas->count;
	if (formula->count)
		memcpy(c->literal, formula->at, formula->count * sizeof *c->literal);
	if (lemmas->count)
		memcpy(c->literal + formula->count, lemmas->at, lemmas->count * sizeof *c->literal);
	for (size_t at = 0; at < all && !c->conflict && c->status == STATUS_OK;) {
		size_t next = at;
		while (c->literal[next])
			next++;
		if (at >= formula_end && !follows(c, c->literal + at))
			return false;
		take(c, (uint32_t)at);
		at = next + 1;
	}
	return c->conflict && c->status == STATUS_OK;
}

enum status rup_check(uint32_t variables, const struct clauses *formula, const struct clauses *lemmas, bool *ret_holds)
{
	struct checker c = { .variables = variables };
	size_t all = formula->count + lemmas->count, indices = 2 * (size_t)variables + 2;
	if (all > UINT32_MAX || variables > INT32_MAX / 4)
		return STATUS_LIMIT;
	if (!numbers_fit(variables, formula) || !numbers_fit(variables, lemmas)) {
		*ret_holds = false;
		return STATUS_OK;
	}
	c.literal = calloc(all + 1, sizeof *c.literal);
	c.watch = calloc(indices, sizeof *c.watch);
	c.value = calloc(indices, sizeof *c.value);
	c.trail = calloc(indices, sizeof *c.trail);
	c.status = c.literal && c.watch && c.value && c.trail ? STATUS_OK : STATUS_MEMORY;
	bool holds = c.status == STATUS_OK && run(&c, formula, lemmas);
	for (size_t i = 0; c.watch && i < indices; i++)
		free(c.watch[i].at);
	free(c.literal);
	free(c.watch);
	free(c.value);
	free(c.trail);
	if (c.status == STATUS_OK)
		*ret_holds = holds;
	return c.status;
}
