/* Hazards of the share served, not of those still waiting: who was closed unserved stays at risk (Fine and Gray 1999).
 *
 * A call that another ending took away stays at risk with the weight G(t-) / G(T-): the chance, by Kaplan and Meier of
 * the calls that were left open, that at t it would still be watched.  Where no call was left open all weights are one.
 * Strata each have their own baseline and their own G; ties are Breslow's.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_FINE_GRAY_H
#define AUDIT_FINE_GRAY_H

#include "audit/newton.h"

/* Of calls that end, and calls that are left open, at the same time: */
enum fine_gray_ties {
	FINE_GRAY_TOGETHER, /* both might have been left open, as Fine and Gray's own program counts */
	FINE_GRAY_AFTER,    /* those that ended could be left open no more, as when open calls are split by weights */
	FINE_GRAY_COUNT
};

struct fine_gray_question {
	enum sample_ending event; /* SAMPLE_OPEN is never one; all others take a call away but keep it at risk */
	enum fine_gray_ties ties;
	bool plain; /* on the plain kernel, whatever the machine: for tests */
};

struct fine_gray {
	struct newton_result fit; /* its variance takes the weights as known */
	/* width * width: Fine and Gray's variance, with what G owes to chance, rows being their own clusters.  NaN where
	   singular. */
	double robust[MATRIX_LIMIT * MATRIX_LIMIT];
};

/* Status and what data cannot bear: as cox_fit. */
enum status fine_gray_fit(const struct sample *sample, const struct fine_gray_question *question,
                          struct fine_gray *ret_fit);

#endif
