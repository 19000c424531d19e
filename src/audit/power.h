/* What could have been seen: events, calls and smallest differences, at a two-sided level and a power.
 *
 * The design effect is how many times larger clusters make the variance than independent calls would have it (1 or more
 * as a rule); it multiplies what is needed.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_POWER_H
#define AUDIT_POWER_H

struct power_plan {
	double alpha;         /* two-sided, such as 0.05 */
	double power;         /* such as 0.8; above alpha / 2 */
	double design_effect; /* above 0 */
};

/* Events by which a hazard ratio is seen where `share` (0..1) of the calls are of one group (Schoenfeld 1981); INFINITY at
 * a ratio of 1. */
double power_events(double hazard_ratio, double share, struct power_plan plan);
/* The smallest hazard ratio above 1 that so many events show; its inverse is the largest below. */
double power_hazard_ratio(double events, double share, struct power_plan plan);

/* Calls in each of two groups by which shares p1 and p2 are told apart: unpooled variance where they differ, pooled where
 * they do not, the wrong tail left out.  Not rounded up; INFINITY where they are equal. */
double power_calls(double p1, double p2, struct power_plan plan);
/* The same where the references' search for it, from 1 to ten million calls, stops, up to 1e-4 of a call off: to compare,
 * not to publish.  NaN outside. */
double power_calls_near(double p1, double p2, struct power_plan plan);
/* The share nearest to p1, above or below it, that so many calls in each group tell apart; NaN where none does. */
double power_share_above(double p1, double calls, struct power_plan plan);
double power_share_below(double p1, double calls, struct power_plan plan);
/* The same as one figure on both sides, by the variance at p: z sqrt(2 p (1 - p) deff / calls). */
double power_difference(double p, double calls, struct power_plan plan);

#endif
