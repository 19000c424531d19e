/* One question of each area, closer and so on: is it so more often of its calls than of like calls of all the others?
 *
 * Like calls are those of the same stratum.  In a stratum of n calls, of which it is so of m, a row that has r of the
 * calls is to expect r m / n, with the variance of drawing r of them without looking:
 *   r (n - r) m (n - m) / (n^2 (n - 1))
 * Both are added up over strata (Mantel and Haenszel 1959), so that a row is compared with the others of its strata and
 * never with itself; where it has all calls of its strata, nothing can be said.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_WATCH_QUESTION_H
#define AUDIT_WATCH_QUESTION_H

#include "audit/watch_calls.h"

struct watch_question {
	const char *name, *words; /* of the part */
	enum watch_by by;         /* TYPE, AREA, TAKER or CLOSER; calls of which that is not recorded are in no row */
	uint32_t strata;          /* 1 << enum factor */
	watch_says *counts, *is_so;
	enum watch_sides sides;
};

/* Adds a part, and a row for each word that occurs.  STATUS_MEMORY. */
enum status watch_question_ask(const struct watch_question *question, const struct watch_input *input,
                               struct watch_result *result);

#endif
