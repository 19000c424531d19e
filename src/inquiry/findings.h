/* What an audit found: every number of every report, once.
 *
 * Shares are fractions of one, spans seconds; a gap is B's less A's.  NaN stands where the data bear no number, and then
 * no report prints one.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_FINDINGS_H
#define INQUIRY_FINDINGS_H

#include "audit/gate.h"
#include "audit/legs.h"
#include "inquiry/matter.h"

/* Curves are told on this grid: a finer one would tell single calls. */
#define FINDINGS_GRID_S 30u
/* Curves of fewer calls than this are not drawn for the public; audit.md 2.4. */
#define FINDINGS_CURVE_MIN 50u
/* No asymptotic p below so many expected events in a group; audit.md 2.3. */
#define FINDINGS_EVENTS_MIN 20u
#define FINDINGS_TIMES 5u
#define FINDINGS_QUANTILES 2u
#define FINDINGS_BANDS 4u
#define FINDINGS_KINDS 12u

/* Out of calls that are alike; audit.md D2. */
struct gap {
	double a, b;                       /* standardised to all calls of the strata in which both occur */
	double gap, se_row, se, low, high; /* se is clustered; the range is of 95 in 100 */
	double outside;                    /* share of calls in strata where only one group occurs */
	size_t calls, strata, clusters;
	bool known;
};

struct portion {
	size_t calls, yes;
	double share, low, high; /* Wilson's range */
};

struct curve_point {
	double at_s, answered, low, high, closed, waiting;
};

/* Of all calls; NaN: fewer ever had it. */
struct fractile {
	double p, s, low, high;
};

struct ladder_rung {
	uint32_t mask;
	struct gap gap;
	bool turned; /* against the rung before: another sign */
	bool halved; /* or less than half */
};

/* One kind of call by itself, for kinds may differ in direction. */
struct class_row {
	uint32_t word;
	size_t calls;
	struct gap gap;
};

struct place_row {
	uint32_t word;
	size_t calls, answered, unstamped;
	double expected, z, z_over, p, p_bh; /* z_over: over-dispersion taken off */
	bool marked;                         /* beyond 95 in 100 after Benjamini and Hochberg */
};

struct week_row {
	int64_t week;
	size_t calls;
	double o_minus_e, v, low, high; /* the confidence sequence of the log hazard ratio so far */
	double e_value, up, down;       /* CUSUM */
	bool look;                      /* CUSUM beyond its limit: look here, no finding */
};

/* The hazard ratio of events after `from_s` and up to `to_s`. */
struct hazard_band {
	double from_s, to_s, hazard_ratio, low, high;
	size_t events;
	bool known;
};

struct sensitivity_row {
	const char *words; /* static, or owned by `label` */
	char label[160];
	double gap, low, high;
	bool known;
};

struct findings {
	const struct matter *matter; /* borrowed */
	bool plain_kernels;          /* as it was asked */
	uint8_t checkpoint[32];      /* of what was audited */
	char checkpoint_words[200];
	char declared[SPEC_TEXT_BYTES]; /* when and where the spec was put on record, in a sentence */
	struct buffer runs;             /* every spec run on this checkpoint, one a line; empty: not known */
	uint8_t seed[32];               /* SHA-256 of checkpoint and spec */
	struct gate gate;
	struct gate_group gate_group[2];
	struct gate_difference bounds; /* whatever the missing times were */
	bool stated; /* the gate passed: gaps may be told, otherwise bounds alone and the legs up to the assignment */
	struct leg_summary leg[LEGS][2], whole[2];
	struct leg_gap legs;
	struct portion answered[2], never[2], open[2];
	struct gap target, not_answered, wait, at[FINDINGS_TIMES];
	double at_s[FINDINGS_TIMES];
	struct fractile fractile[2][FINDINGS_QUANTILES];
	double fractile_gap[FINDINGS_QUANTILES][3]; /* gap, low, high */
	struct curve_point *curve[2];
	size_t curve_points;
	struct {
		double z, log_p, o_minus_e, v_row, v;
		size_t clusters;
		bool known;
	} log_rank;
	struct ladder_rung rung[SPEC_RUNGS_MAX];
	struct class_row kind[FINDINGS_KINDS]; /* the most frequent first */
	size_t kinds, kinds_in_all;
	struct place_row *place;
	size_t places;
	double place_target, phi, tau2;
	struct week_row *week;
	size_t weeks;
	double rho;
	struct {
		double mde_points, confounding,
		    confounding_limit; /* VanderWeele and Ding's strength, of gap and of range */
		struct sensitivity_row *row;
		size_t rows;
	} sensitivity;
	struct {
		struct {
			double odds_ratio, odds_low, odds_high, risk_difference, risk_se, ratio, log_p,
			    homogeneity_log_p;
			double crude_odds_ratio;
			bool known, reversed;
		} mantel_haenszel;
		struct {
			double hazard_ratio, low, high, log_p, drift_p;
			size_t events;
			bool known;
			/* Where the hazards do not stay proportional, one ratio would hide it: one a band of time. */
			struct hazard_band band[FINDINGS_BANDS];
			bool banded;
		} cox[2]; /* answered; closed without a unit */
		struct {
			double ratio, low, high, log_p;
			bool known;
		} fine_gray;
		struct {
			double statistic, log_p;
			bool known;
		} gray[2];
		struct {
			double p;
			size_t relabelings;
			bool exact, known;
		} permutation;
		struct {
			size_t pairs, longer, shorter, same;
			double
			    gamma; /* Rosenbaum's: how much a hidden cause could sway a pair before p passes 0.05; NaN */
			double chance, low, high;
			bool known;
		} pairs;
	} drill;
	struct {
		size_t with, followed, overridden, none; /* of calls with a unit assigned, by group: see below */
		size_t group_with[2], group_overridden[2];
		struct gap followed_gap, all_gap;
		bool known;
	} override;
};

/* How a run goes about it; none of this changes a digit. */
struct findings_way {
	unsigned threads;
	bool plain_kernels;                 /* the inner loops for any machine, also where there are wider ones */
	void (*progress)(const char *what); /* told in words what comes next; may be NULL */
};

/* Runs all that a spec asks.  STATUS_MEMORY, STATUS_LIMIT.  The caller closes it. */
enum status findings_make(const struct matter *matter, const uint8_t checkpoint[32], const char *checkpoint_words,
                          const struct findings_way *way, struct findings **ret_findings);
void findings_close(struct findings *findings);

#endif
