/* What is asked of a family of policies before it takes effect; one file a question, listed by meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROOF_QUESTION_H
#define PROOF_QUESTION_H

#include "policy/trial.h"

struct plan; /* dispatch/run_card.h */

/* How a family is judged. */
struct terms {
	struct instant from; /* when it would take effect */
	uint32_t human_within_s;
	uint32_t lives_days;
	const struct plan *plan; /* whose run cards responses may name; NULL: there is none */
};

/* The center's own: a caller who waits longer than this is owed an explanation; and a month to renew what ends. */
#define TERMS_HUMAN_WITHIN_S 90u
#define TERMS_LIVES_DAYS 30u

#define ANSWER_LIST(ANSWER)                                                                                            \
	ANSWER(PROVED, "proved")       /* holds for every call, and our checker accepted the proof */                  \
	ANSWER(REFUTED, "refuted")     /* a call shows that it does not */                                             \
	ANSWER(UNDECIDED, "undecided") /* a bound of work was reached; it blocks as a refutation does */

enum answer {
#define ANSWER(NAME, JSON) ANSWER_##NAME,
	ANSWER_LIST(ANSWER)
#undef ANSWER
	    ANSWER_COUNT
};

/* A call of a counterexample: real values of every trait, by its number.  Its texts live as long as the judgement. */
struct example {
	struct open_facts open; /* its values lie in `value` */
	struct caller_facts caller;
	struct fact *value; /* those of the open, then those of the caller */
	struct failed failed;
	struct course course; /* where policy_try says that it goes */
};

/* What stands behind a PROVED. */
struct certificate {
	uint64_t clauses, lemmas;
	uint8_t hash[32]; /* SHA-256 of the formula in DIMACS, and then of its proof in DRAT's text form */
};

struct policy_question;

struct judgement {
	const struct policy_question *question;
	enum answer answer;
	uint32_t policy;   /* the one that it speaks of */
	unsigned examples; /* 0, 1, or 2 that differ only in who is calling */
	struct example example[2];
	struct buffer words; /* for people; several lines */
	struct certificate certificate;
	char **text; /* of the examples */
	uint32_t texts;
	struct buffer cnf, drat; /* as anybody's checker reads them; of what was PROVED by a formula */
};

struct model;

struct policy_question {
	const char *name; /* as in a policy's test file: "total" */
	const char *code; /* T1 */
	const char *asks; /* in words */
	bool blocking;
	/* Asks it of one policy, from which calls begin.  STATUS_MEMORY, STATUS_LIMIT. */
	enum status (*ask)(const struct model *model, const struct terms *terms, struct judgement *ret_judgement);
};

extern const struct policy_question *const policy_questions[];
extern const unsigned policy_question_count;
const struct policy_question *question_named(const char *name_or_code);

/* Goes up with each change of what is asked or how it is checked; on record with each judgement. */
#define CHECKER_VERSION 1u

struct judgements {
	uint32_t count;
	struct judgement *judgement;
	uint32_t against; /* blocking ones that are not PROVED */
};

/* Called before each question, from the caller's thread. */
typedef void question_progress(void *context, const struct policy_question *question, uint32_t done, uint32_t of);

/*
 * Puts all questions to every policy with which calls or incidents begin.  progress may be NULL.
 *   STATUS_MISSING  there is none
 *   STATUS_LIMIT    the family cannot be cut into classes within the bounds: nothing is said of it, so nothing may take effect
 *   STATUS_MEMORY
 */
enum status questions_ask(const struct family *family, const struct terms *terms, question_progress *progress,
                          void *context, struct judgements *ret_judgements);
void judgements_close(struct judgements *judgements);
const char *answer_name(enum answer answer);

#endif
