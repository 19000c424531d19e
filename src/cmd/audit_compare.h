/* How far an answer lies from a reference, number by number, each on the scale that it is to be judged by.
 *
 * A difference is told in units of a number's scale, which is the reference itself unless said otherwise:
 *   coefs        the coef or its standard error, whichever is larger (of a reference that says of itself that it did not
 *                converge: what the last digit of its likelihood leaves open)
 *   variances    sqrt(v_jj v_kk), with the same room
 *   chances (p)  by their logarithm: of it, or 1 where it is smaller
 *                The manifest's own words ask for the logarithm itself, which nobody can tell of a p near 1.
 *   differences  what comes of cancellation, such as a residual or a score, has a least scale: see the table in
 *                audit_compare.c
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_COMPARE_H
#define CMD_AUDIT_COMPARE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Zero-initialised but for the tolerance; closed by compare_close(). */
struct comparison {
	double tolerance;
	size_t compared; /* numbers; that there is none, where there is to be none, is one too */
	size_t given;    /* numbers from which the answer was made */
	size_t absent;   /* numbers that no method of ours gives */
	size_t out;      /* compared, and not within the tolerance */
	double worst;    /* INFINITY where only one of the two has a number */
	json_t *outs;    /* of objects: path, got, wanted, off */
	json_t *eased;   /* the same, of those within by a least scale only: by themselves they would be out */
	json_t *absents; /* of objects: path, numbers */
	enum status status;
};

enum status compare_open(double tolerance, struct comparison *ret_comparison);
void compare_close(struct comparison *comparison);
/* Compares what stands at `key` of both; an answer that is not there is NULL and absent. */
void compare_key(struct comparison *comparison, const json_t *wanted, const json_t *got, const char *key);
/* The numbers in a value. */
size_t compare_numbers(const json_t *value);

#endif
