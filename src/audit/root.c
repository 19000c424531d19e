/* Brent's root: the best guess, the end on the other side of it, and the guess before, by which a curve is laid. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/root.h"

#include <math.h>
#include <stdbool.h>

#define ROUNDING 0x1p-52
/* Halving alone would be done after 2100 steps between any two doubles. */
#define STEPS_MAX 5000

struct point {
	double x, y;
};

/*
 * How far from `best` towards `other`: by a line through the last two points, or a parabola through three where they
 * are three, unless that leaves the inner three quarters or is not half the last step, which halving then replaces.
 */
static double step_from(struct point best, struct point before, struct point other, double last, double room)
{
	double across = other.x - best.x, half = across / 2, top, bottom;
	if (fabs(last) < room || fabs(before.y) <= fabs(best.y))
		return half;
	double ratio = best.y / before.y;
	if (before.x == other.x) {
		top = across * ratio;
		bottom = 1 - ratio;
	} else {
		double q = before.y / other.y, r = best.y / other.y;
		top = ratio * (across * q * (q - r) - (best.x - before.x) * (r - 1));
		bottom = (q - 1) * (r - 1) * (ratio - 1);
	}
	if (top > 0)
		bottom = -bottom;
	else
		top = -top;
	bool inside = top < 0.75 * across * bottom - fabs(room * bottom) / 2;
	return inside && top < fabs(last * bottom / 2) ? top / bottom : half;
}

double root_between(double (*function)(double x, const void *of), const void *of, double low, double high,
                    double tolerance)
{
	struct point before = { low, function(low, of) }, best = { high, function(high, of) }, other = before;
	if (before.y == 0)
		return low;
	if (isnan(before.y) || isnan(best.y) || (before.y < 0 && best.y < 0) || (before.y > 0 && best.y > 0))
		return NAN;
	for (int i = 0; i < STEPS_MAX; i++) {
		double last = best.x - before.x;
		if (fabs(other.y) < fabs(best.y)) {
			before = best;
			best = other;
			other = before;
		}
		double room = 2 * ROUNDING * fabs(best.x) + tolerance / 2;
		if (fabs(other.x - best.x) / 2 <= room || best.y == 0)
			return best.x;
		double step = step_from(best, before, other, last, room);
		if (fabs(step) < room)
			step = step > 0 ? room : -room;
		before = best;
		best.x += step;
		best.y = function(best.x, of);
		if ((best.y > 0) == (other.y > 0) && (best.y < 0) == (other.y < 0))
			other = before;
	}
	return best.x;
}
