/* What a call can be, as clauses: one moment, one place, texts that agree with themselves; and rules over these. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "proof/model.h"

/* Solving with more than that is not tried: a policy of 4,000 rules has a tenth. */
#define VARIABLES_MAX 20000000u
#define LITERALS_OF_RULE 4096u

uint32_t formula_new(struct formula *f)
{
	if (f->variables >= VARIABLES_MAX && f->status == STATUS_OK)
		f->status = STATUS_LIMIT;
	return f->status == STATUS_OK ? ++f->variables : 1;
}

void formula_add(struct formula *f, const int32_t *literals, unsigned count)
{
	if (f->status == STATUS_OK)
		f->status = clauses_add(&f->clauses, literals, count);
}

uint32_t formula_all(struct formula *f, const int32_t *literals, unsigned count)
{
	int32_t wide[LITERALS_OF_RULE + 1];
	if (count > LITERALS_OF_RULE) {
		f->status = f->status == STATUS_OK ? STATUS_LIMIT : f->status;
		return 1;
	}
	uint32_t all = formula_new(f);
	wide[0] = (int32_t)all;
	for (unsigned i = 0; i < count; i++) {
		FORMULA_ADD(f, -(int32_t)all, literals[i]);
		wide[i + 1] = -literals[i];
	}
	formula_add(f, wide, count + 1);
	return all;
}

uint32_t formula_any(struct formula *f, const int32_t *literals, unsigned count)
{
	int32_t *denied = calloc(count + 1, sizeof *denied);
	uint32_t any = formula_new(f);
	if (!denied) {
		f->status = STATUS_MEMORY;
		return 1;
	}
	denied[0] = -(int32_t)any;
	for (unsigned i = 0; i < count; i++) {
		FORMULA_ADD(f, (int32_t)any, -literals[i]);
		denied[i + 1] = literals[i];
	}
	formula_add(f, denied, count + 1);
	free(denied);
	return any;
}

/* So many new variables in a row, of which exactly one is true; the first's number. */
static uint32_t one_of(struct formula *f, uint32_t count)
{
	uint32_t first = formula_new(f), before = 0;
	for (uint32_t i = 1; i < count; i++)
		(void)formula_new(f);
	int32_t *all = calloc(count + 1, sizeof *all);
	if (!all) {
		f->status = STATUS_MEMORY;
		return 1;
	}
	for (uint32_t i = 0; i < count && f->status == STATUS_OK; i++) {
		int32_t one = (int32_t)(first + i);
		all[i] = one;
		/* `so_far`: one of those up to here is true; then none behind it is. */
		uint32_t so_far = formula_new(f);
		FORMULA_ADD(f, -one, (int32_t)so_far);
		if (before) {
			FORMULA_ADD(f, -(int32_t)before, (int32_t)so_far);
			FORMULA_ADD(f, -(int32_t)before, -one);
		}
		before = so_far;
	}
	formula_add(f, all, count);
	free(all);
	return first;
}

/* The truth of a class of moments or places in whose sets a bit is set. */
static uint32_t any_class(struct formula *f, uint32_t first, uint32_t classes,
                          bool (*has)(const struct formula *, uint32_t, uint32_t), uint32_t which)
{
	int32_t *literals = calloc(classes + 1, sizeof *literals);
	unsigned count = 0;
	if (!literals) {
		f->status = STATUS_MEMORY;
		return 1;
	}
	for (uint32_t i = 0; i < classes; i++)
		if (has(f, i, which))
			literals[count++] = (int32_t)(first + i);
	uint32_t any = formula_any(f, literals, count);
	free(literals);
	return any;
}

static bool moment_in(const struct formula *f, uint32_t moment, uint32_t period)
{
	return f->model->signature[(size_t)moment * f->model->words + period / 64] >> period % 64 & 1u;
}

static bool cell_in(const struct formula *f, uint32_t cell, uint32_t place)
{
	return cell < partition_cells(f->model->family->partition) &&
	       partition_cell_in(f->model->family->partition, cell, place);
}

static uint32_t moment_of(struct formula *f, uint32_t period)
{
	if (!f->moment_0)
		f->moment_0 = one_of(f, f->model->moments);
	return any_class(f, f->moment_0, f->model->moments, moment_in, period);
}

static uint32_t place_of(struct formula *f, uint32_t place)
{
	uint32_t cells = partition_cells(f->model->family->partition) + 1; /* and nobody knows */
	if (!f->cell_0)
		f->cell_0 = one_of(f, cells);
	return any_class(f, f->cell_0, cells, cell_in, place);
}

/* Texts are ordered by nothing here: each is asked of each other. */
static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text), its = strlen(with);
	return length >= its && strcmp(text + length - its, with) == 0;
}

/* What a text that is `a` (or begins, ends with, contains it) says of test b: 1 yes, -1 no, 0 nothing. */
static int implied(const struct atom *a, const struct atom *b)
{
	bool is = a->test == TEST_EQUAL;
	if (a->test == TEST_OPAQUE || b->test == TEST_OPAQUE)
		return 0;
	switch (b->test) {
	case TEST_EXISTS:
		return 1;
	case TEST_EQUAL:
		if (is)
			return strcmp(a->text, b->text) == 0 ? 1 : -1;
		if (a->test == TEST_PREFIX)
			return begins(b->text, a->text) ? 0 : -1;
		if (a->test == TEST_SUFFIX)
			return ends(b->text, a->text) ? 0 : -1;
		return a->test == TEST_CONTAINS && !strstr(b->text, a->text) ? -1 : 0;
	case TEST_PREFIX:
		if (is || a->test == TEST_PREFIX)
			return begins(a->text, b->text) ? 1 : is || !begins(b->text, a->text) ? -1 : 0;
		return *b->text ? 0 : 1;
	case TEST_SUFFIX:
		if (is || a->test == TEST_SUFFIX)
			return ends(a->text, b->text) ? 1 : is || !ends(b->text, a->text) ? -1 : 0;
		return *b->text ? 0 : 1;
	case TEST_CONTAINS:
		if (a->test != TEST_EXISTS && strstr(a->text, b->text))
			return 1;
		return is ? -1 : *b->text ? 0 : 1;
	case TEST_RANGE:
	case TEST_PERIOD:
	case TEST_INSIDE:
	case TEST_SET:
	case TEST_OPAQUE:
		return 0;
	}
	return 0;
}

/* Of numbers: a value that is at least a is at least b; and what is absent is neither. */
static int number_implied(const struct atom *a, const struct atom *b)
{
	return a->at >= b->at;
}

static void relate(struct formula *f, const struct atom *a, const struct atom *b, unsigned call)
{
	bool numbers = f->model->family->trait[a->trait].sort == TRAIT_NUMBER;
	int32_t x = (int32_t)a->variable[call], y = (int32_t)b->variable[call];
	int forward = numbers ? number_implied(a, b) : implied(a, b);
	int back = numbers ? number_implied(b, a) : implied(b, a);
	if (forward)
		FORMULA_ADD(f, -x, forward > 0 ? y : -y);
	if (back)
		FORMULA_ADD(f, -y, back > 0 ? x : -x);
}

/* The atom's variable for a call, made with all that ties it to its trait's others when it is first asked for. */
static uint32_t atom_of(struct formula *f, unsigned call, struct atom wanted)
{
	const struct trait *trait = &f->model->family->trait[wanted.trait];
	for (uint32_t i = 0; i < f->atoms; i++) {
		const struct atom *a = &f->atom[i];
		if (a->trait == wanted.trait && a->test == wanted.test && a->at == wanted.at &&
		    (a->text == wanted.text || (a->text && wanted.text && strcmp(a->text, wanted.text) == 0)))
			return a->variable[call];
	}
	if (f->atoms == f->atom_room) {
		uint32_t more = f->atom_room ? 2 * f->atom_room : 256;
		struct atom *grown = reallocarray(f->atom, more, sizeof *grown);
		if (!grown) {
			f->status = STATUS_MEMORY;
			return 1;
		}
		f->atom = grown;
		f->atom_room = more;
	}
	wanted.variable[0] = formula_new(f);
	wanted.variable[1] = trait->is_protected && f->calls > 1 ? formula_new(f) : wanted.variable[0];
	f->atom[f->atoms++] = wanted;
	/* What nobody has defined never holds, in the walk and here. */
	for (unsigned c = 0; c < 2 && wanted.test == TEST_OPAQUE; c++)
		FORMULA_ADD(f, -(int32_t)wanted.variable[c]);
	for (uint32_t i = 0; i + 1 < f->atoms; i++) {
		if (f->atom[i].trait != wanted.trait)
			continue;
		relate(f, &f->atom[i], &wanted, 0);
		if (wanted.variable[1] != wanted.variable[0])
			relate(f, &f->atom[i], &wanted, 1);
	}
	return wanted.variable[call];
}

/* Of a registry exactly one is chosen: so if all of it is asked for, one of these holds. */
static void close_choice(struct formula *f, unsigned call, uint32_t number)
{
	const struct trait *trait = &f->model->family->trait[number];
	int32_t literals[64];
	for (uint32_t i = 0; i < trait->choices && i < 64; i++)
		literals[i] = (int32_t)atom_of(
		    f, call, (struct atom){ .trait = number, .test = TEST_EQUAL, .text = trait->choice[i] });
	formula_add(f, literals, trait->choices);
}

static uint32_t text_predicate(struct formula *f, unsigned call, const struct predicate *p)
{
	const struct trait *trait = &f->model->family->trait[p->trait];
	if (p->test == TEST_EXISTS)
		return atom_of(f, call, (struct atom){ .trait = p->trait, .test = TEST_EXISTS });
	int32_t *literals = calloc(p->texts + 1, sizeof *literals);
	if (!literals) {
		f->status = STATUS_MEMORY;
		return 1;
	}
	bool fresh = true;
	for (uint32_t i = 0; i < f->atoms && trait->sort == TRAIT_CHOICE; i++)
		fresh &= f->atom[i].trait != p->trait;
	if (trait->sort == TRAIT_CHOICE && fresh) {
		close_choice(f, 0, p->trait);
		if (trait->is_protected && f->calls > 1)
			close_choice(f, 1, p->trait);
	}
	for (uint32_t i = 0; i < p->texts; i++)
		literals[i] =
		    (int32_t)atom_of(f, call, (struct atom){ .trait = p->trait, .test = p->test, .text = p->text[i] });
	uint32_t any = p->texts == 1 ? (uint32_t)literals[0] : formula_any(f, literals, p->texts);
	free(literals);
	return any;
}

/* from..to is "at least from, and not at least to + 1"; only a number that is there is at least anything. */
static uint32_t range_predicate(struct formula *f, unsigned call, const struct predicate *p)
{
	int32_t low = (int32_t)atom_of(f, call, (struct atom){ .trait = p->trait, .test = TEST_RANGE, .at = p->from });
	if (p->to == INT64_MAX)
		return (uint32_t)low;
	int32_t high =
	    (int32_t)atom_of(f, call, (struct atom){ .trait = p->trait, .test = TEST_RANGE, .at = p->to + 1 });
	return formula_all(f, (const int32_t[]){ low, -high }, 2);
}

static uint32_t new_predicate(struct formula *f, unsigned call, const struct predicate *p)
{
	switch (f->model->family->trait[p->trait].sort) {
	case TRAIT_MOMENT:
		return moment_of(f, p->which);
	case TRAIT_PLACE:
		return place_of(f, p->which);
	case TRAIT_TEXT:
	case TRAIT_CHOICE:
		return text_predicate(f, call, p);
	case TRAIT_NUMBER:
		return range_predicate(f, call, p);
	case TRAIT_FLAG:
		return atom_of(f, call, (struct atom){ .trait = p->trait, .test = TEST_SET });
	}
	return 0;
}

static uint32_t predicate_of(struct formula *f, unsigned call, uint32_t number)
{
	const struct predicate *p = &f->model->family->predicate[number];
	unsigned of = f->model->family->trait[p->trait].is_protected ? call : 0;
	if (!f->predicate[of][number])
		f->predicate[of][number] = new_predicate(f, of, p);
	return f->predicate[of][number];
}

/* The literal that says it: most conditions are one predicate, which needs no variable of its own. */
static int32_t condition_of(struct formula *f, unsigned call, const struct condition *condition)
{
	int32_t literals[LITERALS_OF_RULE];
	unsigned count = condition->literals < LITERALS_OF_RULE ? condition->literals : LITERALS_OF_RULE;
	for (unsigned i = 0; i < count; i++) {
		int32_t variable = (int32_t)predicate_of(f, call, condition->literal[i].predicate);
		literals[i] = condition->literal[i].negated ? -variable : variable;
	}
	int32_t all = count == 1       ? literals[0]
	              : condition->any ? (int32_t)formula_any(f, literals, count)
	                               : (int32_t)formula_all(f, literals, count);
	return condition->negated ? -all : all;
}

static bool rule_is_open(const struct family *family, const struct policy_rule *rule)
{
	for (uint32_t i = 0; i < rule->conditions; i++)
		for (uint32_t l = 0; l < rule->condition[i].literals; l++)
			if (family->trait[family->predicate[rule->condition[i].literal[l].predicate].trait]
			        .is_protected)
				return false;
	return true;
}

static uint32_t new_rule(struct formula *f, unsigned call, const struct policy_rule *rule)
{
	int32_t literals[FAMILY_CONDITIONS_MAX];
	for (uint32_t i = 0; i < rule->conditions; i++)
		literals[i] = condition_of(f, call, &rule->condition[i]);
	return rule->conditions == 1 && literals[0] > 0 ? (uint32_t)literals[0]
	                                                : formula_all(f, literals, rule->conditions);
}

static uint32_t rule_of(struct formula *f, unsigned call, uint32_t policy, uint32_t number)
{
	const struct policy_rule *rule = &f->model->family->policy[policy].rule[number];
	unsigned of = rule_is_open(f->model->family, rule) ? 0 : call;
	uint32_t at = f->first_rule[policy] + number;
	if (!f->rule[of][at])
		f->rule[of][at] = new_rule(f, of, rule);
	return f->rule[of][at];
}

static uint32_t new_leaf(struct formula *f, unsigned call, const struct chain *chain)
{
	int32_t literals[CHAIN_MAX];
	for (uint32_t i = 0; i < chain->links; i++)
		literals[i] = (int32_t)rule_of(f, call, chain->link[i].policy, chain->link[i].rule);
	return chain->links == 1 ? (uint32_t)literals[0] : formula_all(f, literals, chain->links);
}

uint32_t formula_leaf(struct formula *f, unsigned call, uint32_t number)
{
	const struct chain *chain = &f->model->leaf[number].chain;
	bool open = true;
	for (uint32_t i = 0; i < chain->links; i++)
		open &= rule_is_open(f->model->family,
		                     &f->model->family->policy[chain->link[i].policy].rule[chain->link[i].rule]);
	unsigned of = open ? 0 : call;
	if (!f->leaf[of][number])
		f->leaf[of][number] = new_leaf(f, of, chain);
	return f->leaf[of][number];
}

enum status formula_open(const struct model *model, unsigned calls, struct formula *ret_formula)
{
	struct formula f = { .model = model, .calls = calls };
	const struct family *family = model->family;
	uint32_t rules = 0;
	f.first_rule = calloc(family->policies + 1, sizeof *f.first_rule);
	for (uint32_t i = 0; f.first_rule && i < family->policies; i++) {
		f.first_rule[i] = rules;
		rules += family->policy[i].rules;
	}
	for (unsigned call = 0; call < 2; call++) {
		f.predicate[call] = calloc(family->predicates + 1, sizeof **f.predicate);
		f.rule[call] = calloc(rules + 1, sizeof **f.rule);
		f.leaf[call] = calloc(model->leaves + 1, sizeof **f.leaf);
		if (!f.predicate[call] || !f.rule[call] || !f.leaf[call])
			f.status = STATUS_MEMORY;
	}
	if (f.status != STATUS_OK || !f.first_rule) {
		formula_close(&f);
		return STATUS_MEMORY;
	}
	*ret_formula = f;
	return STATUS_OK;
}

void formula_close(struct formula *f)
{
	for (unsigned call = 0; call < 2; call++) {
		free(f->predicate[call]);
		free(f->rule[call]);
		free(f->leaf[call]);
	}
	free(f->first_rule);
	free(f->atom);
	free(f->value);
	clauses_close(&f->clauses);
}
