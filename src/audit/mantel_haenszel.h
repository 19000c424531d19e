/* Mantel and Haenszel's comparison of two groups over strata: odds ratio, risk ratio and risk difference, and their tests.
 *
 * Everything is NaN that the strata cannot bear, such as an odds ratio where nobody of the reference has a "yes" beside a
 * "no" of the exposed.  The exact test of sparse tables is conditional.h.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_MANTEL_HAENSZEL_H
#define AUDIT_MANTEL_HAENSZEL_H

#include "audit/interval.h"
#include "audit/sample.h"
#include "audit/table.h"

/* A chi-squared test. */
struct mantel_haenszel_test {
	double chi_squared;
	size_t df;
	double log_p;
};

struct mantel_haenszel {
	size_t strata; /* those of two calls and more; the others say nothing and are left out */
	double odds_ratio;
	struct interval odds_bounds; /* by Robins, Breslow and Greenland's variance (1986) */
	double odds_log_se;
	double risk_ratio, risk_log_se; /* Greenland and Robins (1985) */
	double risk_difference;
	double risk_se;        /* by Sato's variance (1989), which holds for few large and for many small strata */
	double risk_se_robins; /* by Greenland and Robins's */
	struct mantel_haenszel_test test,
	    corrected; /* without and with 1/2 taken off, where there is as much to take */
	/* Breslow and Day's test that the odds ratio is one and the same: NaN where a stratum has an empty margin, as in the
	 * references; and of those alone that have none. */
	struct mantel_haenszel_test homogeneity, homogeneity_of_full;
	double crude_odds_ratio; /* of all these strata's calls in one table */
};

/*
 * Counts into tables, one a stratum, those not answered within tau as "yes": a call answered by tau is a "no"; one still
 * open before tau says neither and is dropped; groups that are neither of the two are passed over.  Gives back how many
 * were dropped.  ret_tables has room for sample_strata(sample).
 */
size_t mantel_haenszel_tables(const struct sample *sample, double tau, uint32_t exposed, uint32_t reference,
                              struct table *ret_tables);

struct mantel_haenszel mantel_haenszel_of(const struct table *tables, size_t count, double level);

/* What an adjustment did to an effect; both are 0 where nothing is (logarithms of ratios, or differences). */
enum adjustment {
	ADJUSTMENT_UNKNOWN, /* one of them is no number */
	ADJUSTMENT_STEADY,
	ADJUSTMENT_HALVED,   /* half of it or less is left */
	ADJUSTMENT_REVERSED, /* it has changed its sign: Simpson's paradox */
	ADJUSTMENT_COUNT
};
enum adjustment mantel_haenszel_adjustment(double crude, double adjusted);

#endif
