/* A family cut into exact finite classes, and the formula that says what a call can be. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_MODEL_H
#define PROOF_MODEL_H

#include "policy/family.h"
#include "proof/question.h"
#include "proof/solver.h"

/* Leaves of a policy with what it invokes, at most; and signatures of all its periods. */
#define LEAVES_MAX 50000u
#define MOMENTS_MAX 20000u

/* An end of the walk: the rules from the entry down that must hold, and what it comes to.  In their order the first leaf whose
 * rules all hold is where the walk ends. */
struct leaf {
	uint32_t effect;
	bool ends;  /* a route or a response: not an end that comes to nothing */
	bool spent; /* behind all rules of an invoked policy: the walk goes on in the one that invoked it */
	struct chain chain;
};

struct model {
	const struct family *family;
	uint32_t policy;
	uint32_t leaves;
	struct leaf *leaf;
	/* Moments from terms.from on, one for each set of periods that ever hold together. */
	uint32_t moments;
	struct instant *moment;
	uint64_t *signature; /* `words` a moment, a bit a period */
	uint32_t words;
};

/* STATUS_LIMIT, STATUS_MEMORY. */
enum status model_open(const struct family *family, uint32_t policy, const struct terms *terms,
                       struct model *ret_model);
/* Both policies' leaves, one behind the other; *ret_second is the first of the second. */
enum status model_open_pair(const struct family *family, uint32_t first, uint32_t second, const struct terms *terms,
                            struct model *ret_model, uint32_t *ret_second);
void model_close(struct model *model);

/* One formula over one or two calls that are alike in all that is open. */
struct formula {
	const struct model *model;
	uint32_t variables;
	struct clauses clauses;
	enum status status; /* the first trouble; asked once at the end */
	unsigned calls;
	/* Variables by call: a predicate's truth; 0: not asked for yet. */
	uint32_t *predicate[2];
	uint32_t *rule[2];    /* by leaf-independent number: policy's first rule + rule */
	uint32_t *leaf[2];    /* that all rules of a leaf hold */
	uint32_t *first_rule; /* of each policy */
	/* One of these is true of each: classes of moments, and of places with "unknown" last. */
	uint32_t moment_0, cell_0;
	struct atom {
		uint32_t trait;
		enum test test;
		const char *text; /* of a TEXT or CHOICE */
		int64_t at;       /* of a NUMBER: value >= at */
		uint32_t variable[2];
	} * atom;
	uint32_t atoms, atom_room;
	bool *value; /* of each variable, in the solution that was found; NULL: none */
};

enum status formula_open(const struct model *model, unsigned calls, struct formula *ret_formula);
void formula_close(struct formula *formula);
uint32_t formula_new(struct formula *formula);
/* A clause of literals; 0 ends it. */
void formula_add(struct formula *formula, const int32_t *literals, unsigned count);
#define FORMULA_ADD(FORMULA, ...)                                                                                      \
	formula_add((FORMULA), (const int32_t[]){ __VA_ARGS__ },                                                       \
	            sizeof((const int32_t[]){ __VA_ARGS__ }) / sizeof(int32_t))
/* A variable that is true just if all, or any, of the literals are. */
uint32_t formula_all(struct formula *formula, const int32_t *literals, unsigned count);
uint32_t formula_any(struct formula *formula, const int32_t *literals, unsigned count);
/* Whether a leaf's rules hold for a call. */
uint32_t formula_leaf(struct formula *formula, unsigned call, uint32_t leaf);

/* goes[effect], and goes[effects] of the floor: the call goes there, by the leaves from..to, when those ways have failed whose
 * variables are true.  False: no memory. */
bool formula_courses(struct formula *formula, unsigned call, uint32_t from, uint32_t to, const int32_t *failed,
                     int32_t *goes);

/*
 * Looks for a solution.  If there is none and our checker accepts the proof the judgement is PROVED, with its certificate; if
 * there is one, the judgement has the example, or two, made of real values; otherwise it is UNDECIDED.  The caller then
 * has policy_try say where the examples go.
 */
enum status formula_judge(struct formula *formula, struct judgement *judgement);
/* The call of a solution, made of real values; statuses of buffer_append. */
enum status example_make(const struct formula *formula, const struct terms *terms, unsigned call,
                         struct judgement *judgement, struct example *ret_example);

/* Whether the judgement's examples, as they are, still show what they must. */
typedef bool example_shows(const struct model *model, struct judgement *judgement, const void *context);
/* Takes from the examples what does not matter: what is there for no reason, and ways that need not have failed. */
void example_simplify(const struct model *model, example_shows *shows, const void *context,
                      struct judgement *judgement);
/* Of the ways that have failed in a solution those that the example would have gone by a policy; added to what failed. */
void example_fail(const struct formula *formula, uint32_t policy, const int32_t *failed, const struct example *example,
                  struct failed *ret_failed);

/* A question that is one formula: what is said, how a counterexample is told, and what PROVED means in words. */
struct formula_asking {
	unsigned calls;
	void (*say)(struct formula *formula, void *context);
	enum status (*tell)(const struct formula *formula, const struct terms *terms, struct judgement *judgement,
	                    void *context);
	const char *proved;
};
enum status formula_ask(const struct model *model, const struct terms *terms, const struct formula_asking *asking,
                        void *context, struct judgement *judgement);

/* What the solver found must come out of the real walk; else nothing is known, and this is said. */
#define NOT_BORNE_OUT                                                                                                  \
	"The walk does not bear out the counterexample that was found, which is a fault of the program; please "       \
	"report it.\n"

/* words.c: what counterexamples say to people.  Statuses of buffer_append. */
enum status words_call(const struct model *model, const struct example *example, struct buffer *words);
enum status words_difference(const struct model *model, const struct example example[2], struct buffer *words);
enum status words_effect(const struct model *model, const struct course *course, struct buffer *words);
/* The rules, and where they lead, to the end of the line. */
enum status words_course(const struct model *model, const struct course *course, struct buffer *words);

#endif
