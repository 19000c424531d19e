/* The spread against a root found by another program, and whether it is what was put in. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/spread.h"

#include "watch_world.h"

#define PLACES 4000u

static double spread(const double *off, const double *variance, size_t count)
{
	double tau_squared = -1;
	CHECK(spread_of(off, variance, count, &tau_squared) == STATUS_OK);
	return tau_squared;
}

/* sd tau is put in; V as of places from small to large. */
static double found(struct chance *chance, double tau, unsigned outliers)
{
	static double off[PLACES], variance[PLACES];
	for (unsigned i = 0; i < PLACES; i++) {
		variance[i] = 5 + 95 * chance_unit(chance);
		off[i] = world_normal(chance) * sqrt(variance[i] + variance[i] * variance[i] * tau * tau);
		off[i] += i < outliers ? 30 * sqrt(variance[i]) : 0;
	}
	return sqrt(spread(off, variance, PLACES));
}

int main(void)
{
	static const double off[] = { 3, -5, 8, -12, 20, -1, 2, -9, 30, -6 };
	static const double variance[] = { 10, 12, 9, 20, 15, 8, 30, 25, 16, 11 };
	double tau_squared = spread(off, variance, 10);
	CHECK(fabs(tau_squared - 0.46615265594386684) < 1e-9 * 0.46615265594386684);
	CHECK(spread(off, variance, 0) == 0);
	CHECK(spread(off, variance, 1) == 0);
	/* No further apart than chance puts them. */
	CHECK(spread(off, (const double[]){ 100, 100, 100, 100 }, 4) == 0);
	/* The scale: off and sqrt(V) by ten, so that V^2 tau^2 / V is the same. */
	static double tenfold[10], wide[10];
	for (unsigned i = 0; i < 10; i++) {
		tenfold[i] = 10 * off[i];
		wide[i] = 100 * variance[i];
	}
	CHECK(fabs(spread(tenfold, wide, 10) * 100 - tau_squared) < 1e-12 * tau_squared);
	/* Huge and tiny. */
	CHECK(isfinite(spread((const double[]){ 1e12, -1e12 }, (const double[]){ 1, 1 }, 2)));
	CHECK(spread((const double[]){ 1e12, -1e12 }, (const double[]){ 1e15, 1e15 }, 2) > 0);

	struct chance chance = world_chance(1);
	CHECK(found(&chance, 0, 0) < 0.05);
	CHECK(fabs(found(&chance, 0.2, 0) - 0.2) < 0.02);
	CHECK(fabs(found(&chance, 0.5, 0) - 0.5) < 0.03);
	/* One place in twenty that stands far out hardly widens it. */
	CHECK(fabs(found(&chance, 0.5, PLACES / 20) - 0.5) < 0.1);
	return check_done();
}
