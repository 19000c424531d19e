/* What the audit's methods answer, in the shape and by the names in which other programs' results are kept for comparison.
 *
 * An answer is JSON: a number that does not exist is null, one without end "Inf" or "-Inf".  A method that the data cannot
 * bear answers null, and the object "why" says why by the method's name.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_ANSWER_H
#define CMD_AUDIT_ANSWER_H

#include <jansson.h>
#include <stdbool.h>

#include "inquiry/sample_table.h"

/* The first trouble met while answering; all that comes after it means nothing. */
struct answer {
	enum status status;
};

/* False, and kept, if the status is trouble or trouble was met before. */
bool answer_good(struct answer *answer, enum status status);
/* Keeps that memory ran out. */
void answer_short(struct answer *answer);
/* Sets a key or adds to a list; the value is the object's or list's from then on.  NULL means that memory ran out. */
void answer_put(struct answer *answer, json_t *into, const char *key, json_t *value);
void answer_add(struct answer *answer, json_t *list, json_t *value);
/* An object or a list, put at a key or added to a list: borrowed. */
json_t *answer_object(struct answer *answer, json_t *into, const char *key);
json_t *answer_list(struct answer *answer, json_t *into, const char *key);
json_t *answer_object_in(struct answer *answer, json_t *list);

json_t *answer_number(double value);
void answer_put_number(struct answer *answer, json_t *into, const char *key, double value);
void answer_put_numbers(struct answer *answer, json_t *into, const char *key, const double *value, size_t count);
/* A matrix of count * count, row by row. */
void answer_put_matrix(struct answer *answer, json_t *into, const char *key, const double *value, size_t count);
/* Marks what an answer was made from, and is not part of it. */
void answer_put_given(struct answer *answer, json_t *into, const char *key);

/* What is asked of a table of rows. */
struct answer_question {
	const struct sample_table *table;
	double tau;          /* NaN: none */
	const double *times; /* of standardised_cif; none: tau */
	size_t times_count;
	const double
	    *closed; /* of the standardised differences of closed calls; none: the quartile and median of all times */
	size_t closed_count;
	bool exact; /* also the exact test of the strata's tables */
};

/* A method puts its answer into `root` at its own name; or it says in a static sentence why there is none. */
struct answer_method {
	const char *name;
	const char *(*answer)(struct answer *answer, const struct answer_question *question, json_t *root);
};
extern const struct answer_method answer_methods[]; /* ended by a NULL name */
extern const struct answer_method answer_robust_methods[];

/* All methods of a list, or those whose names are among `wanted` (NULL: all), and "why". */
void answer_all(struct answer *answer, const struct answer_question *question, const struct answer_method *methods,
                char *const *wanted, json_t *root);

/* The methods: by curve, by model, by strata.  For their order see audit_answer.c. */
const char *answer_km(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_rmst(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_aj(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_gray(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_logrank(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_cox(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_finegray(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_mh(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_standardised_cif(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_unstratified_score(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_stratified_score(struct answer *answer, const struct answer_question *question, json_t *root);
const char *answer_standardised_closed_calls(struct answer *answer, const struct answer_question *question,
                                             json_t *root);

/* The sample as one stratum. */
struct sample answer_unstratified(const struct sample_table *table);
bool answer_has_strata(const struct sample_table *table);

/* One line of a curve as far as small cases have it: time, n_risk, n_event, surv. */
void answer_small_curve(struct answer *answer, const struct sample *sample, json_t *into);

/*
 * Answers a file of single numbers, from what it says was asked; recognised by what it holds.  NULL if no method of ours
 * gives any of it.  The caller decrefs.
 */
json_t *answer_scalars(struct answer *answer, const json_t *asked);

#endif
