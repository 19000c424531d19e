/* The ladder: the same gap among calls that are alike in more and more, with the zone that was declared not to matter. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "inquiry/chart.h"
#include "inquiry/findings.h"

#define LEFT 250.0
#define RIGHT 30.0
#define TOP 46.0
#define FOOT 40.0

struct scale {
	double left, right, most;
};

static double x_of(const struct scale *scale, double points)
{
	double at = (points + scale->most) / (2 * scale->most);
	return scale->left + (scale->right - scale->left) * fmin(1, fmax(0, at));
}

static void name_of(uint32_t mask, char *text, size_t room)
{
	size_t length = (size_t)snprintf(text, room, "%s", mask ? "alike in " : "all calls as they are");
	for (unsigned factor = 0, first = 1; factor < FACTOR_COUNT && length < room; factor++)
		if (mask & 1u << factor) {
			length += (size_t)snprintf(text + length, room - length, "%s%s", first ? "" : ", ",
			                           factor_name((enum factor)factor));
			first = 0;
		}
}

static void row(cairo_t *on, const struct scale *scale, const char *name, const struct gap *gap, double y)
{
	/* Long names are set smaller. */
	chart_words_before(on, LEFT - 12, y + 4, strlen(name) > 40 ? 7.5 : 10, "%s", name);
	if (!gap->known) {
		chart_words(on, scale->left + 6, y + 4, 10, "not comparable: no stratum has calls of both");
		return;
	}
	chart_line(on, x_of(scale, 100 * gap->low), y, x_of(scale, 100 * gap->high), y, 2, 0.1);
	cairo_set_source_rgb(on, 0.1, 0.1, 0.1);
	cairo_arc(on, x_of(scale, 100 * gap->gap), y, 5, 0, 2 * M_PI);
	cairo_fill(on);
}

static void widen(struct scale *scale, const struct gap *gap)
{
	if (gap->known)
		scale->most = fmax(scale->most, 105 * fmax(fabs(gap->low), fabs(gap->high)));
}

/* What is left of zero, what is too small to matter, and the points beneath. */
static void forest(cairo_t *on, double width, double height, const struct spec *spec, const struct scale *scale)
{
	chart_begin(on, width, height);
	cairo_set_source_rgb(on, 0.9, 0.9, 0.9);
	cairo_rectangle(on, x_of(scale, -spec->smallest_points), TOP,
	                x_of(scale, spec->smallest_points) - x_of(scale, -spec->smallest_points), height - TOP - FOOT);
	cairo_fill(on);
	double step = chart_step(2 * scale->most, 10);
	int steps = (int)floor(scale->most / step);
	for (int i = -steps; i <= steps; i++) {
		chart_line(on, x_of(scale, i * step), TOP, x_of(scale, i * step), height - FOOT, 0.5, 0.8);
		chart_words(on, x_of(scale, i * step) - 6, height - FOOT + 16, 10, "%g", i * step);
	}
	chart_line(on, x_of(scale, 0), TOP - 4, x_of(scale, 0), height - FOOT, 1.5, 0.1);
	chart_words(on, LEFT, 18, 12, "answered in time, %s less %s, in points of 100 calls", spec->group[1].name,
	            spec->group[0].name);
	chart_words(on, LEFT, 36, 10, "left: %s waits longer; grey: smaller than the %g points declared as mattering",
	            spec->group[1].name, spec->smallest_points);
}

static double y_of(double height, size_t row, size_t rows)
{
	return TOP + (height - TOP - FOOT) * ((double)row + 0.5) / (double)rows;
}

void chart_ladder(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	const struct spec *spec = findings->matter->spec;
	struct scale scale = { LEFT, width - RIGHT, spec->smallest_points * 2 };
	for (unsigned i = 0; i < spec->rungs; i++)
		widen(&scale, &findings->rung[i].gap);
	forest(on, width, height, spec, &scale);
	for (unsigned i = 0; i < spec->rungs; i++) {
		const struct ladder_rung *rung = &findings->rung[i];
		double y = y_of(height, i, spec->rungs);
		char name[160];
		name_of(rung->mask, name, sizeof name);
		row(on, &scale, name, &rung->gap, y);
		if (rung->gap.known && (rung->turned || rung->halved))
			chart_words(on, fmax(x_of(&scale, 100 * rung->gap.high) + 8, scale.left), y - 6, 10, "%s",
			            rung->turned ? "the sign turns here" : "less than half is left");
	}
}

void chart_kinds(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	const struct spec *spec = findings->matter->spec;
	struct scale scale = { LEFT, width - RIGHT, spec->smallest_points * 2 };
	for (size_t i = 0; i < findings->kinds; i++)
		widen(&scale, &findings->kind[i].gap);
	forest(on, width, height, spec, &scale);
	for (size_t i = 0; i < findings->kinds; i++) {
		char name[64];
		factors_label(findings->matter->docket, FACTOR_TYPE, findings->kind[i].word, name, sizeof name);
		row(on, &scale, name, &findings->kind[i].gap, y_of(height, i, findings->kinds));
	}
}
