/* Out of 100 calls: how many had a unit on scene, were closed without one, or still waited, by time; both groups alike. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <math.h>

#include "inquiry/chart.h"
#include "inquiry/findings.h"

#define LEFT 56.0
#define GAP 40.0
#define TOP 44.0
#define FOOT 46.0

struct panel {
	struct chart_box box;
	double longest_s;
};

static double x_of(const struct panel *panel, double s)
{
	return panel->box.left + (panel->box.right - panel->box.left) * fmin(s, panel->longest_s) / panel->longest_s;
}

static double y_of(const struct panel *panel, double share)
{
	return panel->box.bottom - (panel->box.bottom - panel->box.top) * share;
}

/* The area between two shares of each point. */
static void area(cairo_t *on, const struct panel *panel, const struct curve_point *point, size_t points,
                 double (*low)(const struct curve_point *), double (*high)(const struct curve_point *))
{
	for (size_t i = 0; i < points && point[i].at_s <= panel->longest_s; i++)
		cairo_line_to(on, x_of(panel, point[i].at_s), y_of(panel, high(&point[i])));
	for (size_t i = points; i-- > 0;)
		if (point[i].at_s <= panel->longest_s)
			cairo_line_to(on, x_of(panel, point[i].at_s), y_of(panel, low(&point[i])));
	cairo_close_path(on);
	cairo_fill(on);
}

static double none(const struct curve_point *point)
{
	(void)point;
	return 0;
}
static double answered(const struct curve_point *point)
{
	return point->answered;
}
static double band_low(const struct curve_point *point)
{
	return isnan(point->low) ? point->answered : point->low;
}
static double band_high(const struct curve_point *point)
{
	return isnan(point->high) ? point->answered : point->high;
}
static double waiting(const struct curve_point *point)
{
	return 1 - point->closed;
}
static double all(const struct curve_point *point)
{
	(void)point;
	return 1;
}

static void axes(cairo_t *on, const struct panel *panel, double target_s)
{
	for (int i = 0; i <= 100; i += 20) {
		chart_line(on, panel->box.left, y_of(panel, i / 100.0), panel->box.right, y_of(panel, i / 100.0), 0.6,
		           0.8);
		chart_words_before(on, panel->box.left - 6, y_of(panel, i / 100.0) + 4, 11, "%d", i);
	}
	double step = chart_step(panel->longest_s / 60, 6);
	for (int i = 0; i * step * 60 <= panel->longest_s; i++)
		chart_words(on, x_of(panel, i * step * 60) - 5, panel->box.bottom + 16, 11, "%g", i * step);
	chart_line(on, x_of(panel, target_s), panel->box.top - 8, x_of(panel, target_s), panel->box.bottom, 1.4, 0.2);
	chart_words(on, x_of(panel, target_s) + 4, panel->box.top - 6, 11, "target %g min", target_s / 60);
}

static void one(cairo_t *on, const struct findings *findings, unsigned group, const struct panel *panel)
{
	const struct curve_point *point = findings->curve[group];
	const struct spec *spec = findings->matter->spec;
	size_t points = findings->curve_points;
	cairo_set_source_rgb(on, 0.93, 0.93, 0.93);
	area(on, panel, point, points, answered, waiting);
	cairo_set_source_rgb(on, 0.45, 0.45, 0.45);
	area(on, panel, point, points, waiting, all);
	chart_ink(on, group, 0.55);
	area(on, panel, point, points, none, answered);
	chart_ink(on, group, 0.35);
	area(on, panel, point, points, band_low, band_high);
	axes(on, panel, spec->target_s);
	chart_words(on, panel->box.left, 16, 13, "%s: %zu calls", spec->group[group].name,
	            findings->answered[group].calls);
}

/* To where something happens: the last of both groups' 98th hundredth of those answered, and past the target. */
static double longest_s(const struct findings *findings)
{
	double longest = fmax(findings->matter->spec->target_s * 2.0, 600);
	for (unsigned group = 0; group < 2; group++) {
		const struct curve_point *point = findings->curve[group];
		double end = findings->curve_points ? point[findings->curve_points - 1].answered : 0;
		for (size_t i = 0; i < findings->curve_points; i++)
			if (point[i].answered < 0.98 * end)
				longest = fmax(longest, point[i].at_s + FINDINGS_GRID_S);
	}
	return fmin(longest, findings->matter->spec->horizon_s);
}

void chart_curves(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	double half = (width - LEFT - GAP) / 2;
	chart_begin(on, width, height);
	for (unsigned group = 0; group < 2; group++) {
		double left = LEFT + group * (half + GAP);
		struct panel panel = { { left, left + half - 10, TOP, height - FOOT }, longest_s(findings) };
		one(on, findings, group, &panel);
	}
	chart_words(
	    on, LEFT, height - 10, 11,
	    "minutes from first contact; out of 100 calls, from below: answered (colour, with its range), still "
	    "waiting (light), closed without a unit (dark)");
}
