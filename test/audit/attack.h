/* Whoever attacks published sums: the largest and least value of one unknown, by the simplex method, for tests. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_AUDIT_ATTACK_H
#define TEST_AUDIT_ATTACK_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "check.h"

#define ATTACK_UNKNOWNS_MAX 240u
#define ATTACK_SUMS_MAX 80u

/* Sums that are known: of unknowns, times +1 or -1.  The last column is the right side. */
struct attack {
	size_t sums, unknowns;
	double row[ATTACK_SUMS_MAX][ATTACK_UNKNOWNS_MAX + ATTACK_SUMS_MAX + 1];
	size_t basis[ATTACK_SUMS_MAX];
	double gain[ATTACK_UNKNOWNS_MAX + ATTACK_SUMS_MAX + 1];
};

static inline void attack_pivot(struct attack *attack, size_t row, size_t column, size_t width)
{
	double by = attack->row[row][column];
	for (size_t i = 0; i <= width; i++)
		attack->row[row][i] /= by;
	for (size_t other = 0; other < attack->sums; other++) {
		double times = attack->row[other][column];
		if (other != row && times != 0)
			for (size_t i = 0; i <= width; i++)
				attack->row[other][i] -= times * attack->row[row][i];
	}
	double times = attack->gain[column];
	for (size_t i = 0; i <= width; i++)
		attack->gain[i] -= times * attack->row[row][i];
	attack->basis[row] = column;
}

/* Bland's rule, over the first `open` columns; false: there is no end to it. */
static inline bool attack_climb(struct attack *attack, size_t open, size_t width)
{
	for (;;) {
		size_t column = 0, leaves = ATTACK_SUMS_MAX;
		while (column < open && attack->gain[column] <= 1e-9)
			column++;
		if (column == open)
			return true;
		for (size_t i = 0; i < attack->sums; i++) {
			if (attack->row[i][column] <= 1e-9)
				continue;
			if (leaves == ATTACK_SUMS_MAX) {
				leaves = i;
				continue;
			}
			double own = attack->row[i][width] / attack->row[i][column];
			double best = attack->row[leaves][width] / attack->row[leaves][column];
			if (own < best - 1e-9 || (own < best + 1e-9 && attack->basis[i] < attack->basis[leaves]))
				leaves = i;
		}
		if (leaves == ATTACK_SUMS_MAX)
			return false;
		attack_pivot(attack, leaves, column, width);
	}
}

/* Finds any table that fits; sums that follow from others drop out. */
static inline void attack_begin(struct attack *attack)
{
	size_t width = attack->unknowns + attack->sums;
	memset(attack->gain, 0, sizeof attack->gain);
	for (size_t i = 0; i < attack->sums; i++) {
		double right = attack->row[i][attack->unknowns];
		attack->row[i][attack->unknowns] = 0;
		for (size_t j = 0; right < 0 && j < attack->unknowns; j++)
			attack->row[i][j] = -attack->row[i][j];
		attack->row[i][attack->unknowns + i] = 1;
		attack->row[i][width] = fabs(right);
		attack->basis[i] = attack->unknowns + i;
		for (size_t j = 0; j <= width; j++)
			if (j < attack->unknowns || j == width)
				attack->gain[j] += attack->row[i][j];
	}
	CHECK(attack_climb(attack, attack->unknowns, width));
	CHECK(fabs(attack->gain[width]) < 1e-6);
	for (size_t i = 0; i < attack->sums;) {
		size_t column = 0;
		while (attack->basis[i] >= attack->unknowns && column < attack->unknowns &&
		       fabs(attack->row[i][column]) < 1e-9)
			column++;
		if (column == attack->unknowns) {
			attack->sums--;
			memmove(attack->row[i], attack->row[attack->sums], sizeof attack->row[i]);
			attack->basis[i] = attack->basis[attack->sums];
			continue;
		}
		if (attack->basis[i] >= attack->unknowns)
			attack_pivot(attack, i, column, width);
		i++;
	}
	/* What the first climb needed is not looked at again. */
	for (size_t i = 0; i < attack->sums; i++)
		attack->row[i][attack->unknowns] = attack->row[i][width];
}

/* The most of an unknown, or of it the other way round; INFINITY: without end. */
static inline double attack_most(struct attack *attack, size_t unknown, double sign)
{
	memset(attack->gain, 0, sizeof attack->gain);
	attack->gain[unknown] = sign;
	for (size_t i = 0; i < attack->sums; i++) {
		double times = attack->gain[attack->basis[i]];
		for (size_t j = 0; times != 0 && j <= attack->unknowns; j++)
			attack->gain[j] -= times * attack->row[i][j];
	}
	return attack_climb(attack, attack->unknowns, attack->unknowns) ? -attack->gain[attack->unknowns] : INFINITY;
}

/* Counts a cell in the sum that is being written down: what is hidden is an unknown. */
static inline void attack_count(struct attack *attack, bool hidden, size_t unknown, uint64_t count, double sign)
{
	double *row = attack->row[attack->sums];
	if (hidden)
		row[unknown] += sign;
	else
		row[attack->unknowns] -= sign * (double)count;
}

#endif
