/* What is asked of a family of policies before it takes effect; one file a question, listed by meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_QUESTION_H
#define PROOF_QUESTION_H

#include "policy/choose.h"

/* How a family is judged. */
struct terms {
	struct instant from;     /* when it would take effect */
	uint32_t human_within_s; /* D: the bound */
	uint32_t lives_days;     /* X: nothing may expire within so many days */
	bool keep_proofs;        /* CNF and DRAT text are wanted */
};

#define TERMS_HUMAN_WITHIN_S 90u
#define TERMS_LIVES_DAYS 30u

enum answer {
	ANSWER_PROVED,    /* holds for every call, and our checker accepted the proof */
	ANSWER_REFUTED,   /* a call shows that it does not */
	ANSWER_UNDECIDED, /* a bound of work was reached; blocks as a refutation does */
	ANSWER_SHOWN      /* no yes or no: a list, as of dead rules */
};

/* A call that a counterexample is made of: real values for every trait that matters; the strings are the judgement's. */
struct example {
	struct instant at;
	bool has_place;
	struct point place;
	uint32_t facts;
	struct fact *fact; /* open and protected; those that are absent stand with text NULL */
	struct failed failed;
	struct course course; /* what policy_try said of it */
};

/* What stands behind a PROVED: as many formulas as the question was cut into. */
struct certificate {
	uint32_t formulas;
	uint64_t clauses, lemmas;
	struct buffer cnf;  /* DIMACS, one after another; with keep_proofs */
	struct buffer drat; /* DRAT, text form, likewise; "c formula N" lines part them */
	uint8_t hash[32];   /* SHA-256 over the lengths and bytes of both, kept or not */
};

struct judgement {
	const struct policy_question *question;
	enum answer answer;
	uint32_t policy;   /* the entry that it speaks of; UINT32_MAX: the whole family */
	uint32_t examples; /* 0, 1, or 2 that differ only in who is calling */
	struct example example[2];
	uint64_t value;      /* D: the longest time in s; X: the first moment in s since 1970; dead: how many */
	struct buffer words; /* in the words of docs/policy.md, for people; several lines */
	struct buffer json;  /* the same for programs */
	struct certificate certificate;
};

struct model; /* model.h: the family cut into exact finite classes */

struct policy_question {
	const char *name; /* as in the policy test file: "total" */
	const char *code; /* T1, T2, T3, E, D, X, "dead" */
	const char *asks; /* in words */
	bool blocking;
	/* Asks it of one entry policy.  STATUS_MEMORY, STATUS_LIMIT. */
	enum status (*ask)(const struct model *model, const struct terms *terms, struct judgement *ret_judgement);
};

extern const struct policy_question *const policy_questions[];
extern const unsigned policy_question_count;
const struct policy_question *question_named(const char *name_or_code);

/* The version of our checker, for the record. */
#define CHECKER_VERSION 1u

struct judgements {
	uint32_t count;
	struct judgement *judgement;
	bool may_take_effect; /* every blocking question is PROVED for every entry */
};

/* Progress: called between questions, from the caller's thread. */
typedef void question_progress(void *context, const struct policy_question *question, uint32_t done, uint32_t of);

/* Puts all questions to all entries of a family (each OriginationRoutePolicy, NormalNextHop and other that is not only invoked, and
 * the response policy).  STATUS_MEMORY, STATUS_LIMIT: the family is too large to be cut; then nothing may take effect. */
enum status questions_ask(const struct family *family, const struct terms *terms, question_progress *progress,
                          void *context, struct judgements *ret_judgements);
void judgements_close(struct judgements *judgements);

/* The exact difference of two families: kinds of calls treated differently, in words and as a list; each with an example call and
 * what both do with it.  At most `most` kinds are listed; *ret_kinds says how many there are. */
enum status families_differ(const struct family *before, const struct family *after, const struct terms *terms,
                            uint32_t most, struct buffer *ret_words, struct buffer *ret_json, uint32_t *ret_kinds);

#endif
