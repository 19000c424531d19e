/* Files of single numbers, each answered by its own function: what a row gives is read, what it asks is put. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_ANSWER_SCALARS_H
#define CMD_AUDIT_ANSWER_SCALARS_H

#include "cmd/audit_answer.h"

/* NaN, or 0 for a count, where no number is. */
double scalars_number(const json_t *object, const char *key);
double scalars_number_at(const json_t *list, size_t i);
int64_t scalars_count(const json_t *object, const char *key);
/* A list's numbers, NaN where one is none; freed by the caller.  NULL on trouble, which is kept. */
double *scalars_list(struct answer *answer, const json_t *object, const char *key, size_t *ret_count);

void scalars_special(struct answer *answer, const json_t *asked, json_t *root);
void scalars_proportions(struct answer *answer, const json_t *asked, json_t *root);
void scalars_multiplicity(struct answer *answer, const json_t *asked, json_t *root);
void scalars_quantiles(struct answer *answer, const json_t *asked, json_t *root);
void scalars_power(struct answer *answer, const json_t *asked, json_t *root);

#endif
