/* Week by week: what is known so far of the gap, by a range that holds however often one looks; beneath it a drift's sum. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <math.h>

#include "inquiry/chart.h"
#include "inquiry/findings.h"

#define LEFT 66.0
#define RIGHT 20.0
#define TOP 34.0
#define FOOT 30.0
#define LOWER 110.0
#define DRIFT_LIMIT 5.0

static double x_of(const struct findings *findings, double width, size_t week)
{
	size_t last = findings->weeks > 1 ? findings->weeks - 1 : 1;
	return LEFT + (width - LEFT - RIGHT) * (double)week / (double)last;
}

static double y_in(const struct chart_box *box, double value, double most)
{
	double at = (value + most) / (2 * most);
	return box->bottom - (box->bottom - box->top) * fmin(1, fmax(0, at));
}

static void sequence(cairo_t *on, const struct findings *findings, double width, const struct chart_box *box,
                     double most)
{
	chart_ink(on, 0, 0.3);
	cairo_new_path(on);
	for (size_t i = 0; i < findings->weeks; i++)
		cairo_line_to(on, x_of(findings, width, i), y_in(box, findings->week[i].high, most));
	for (size_t i = findings->weeks; i-- > 0;)
		cairo_line_to(on, x_of(findings, width, i), y_in(box, findings->week[i].low, most));
	cairo_close_path(on);
	cairo_fill(on);
	for (size_t i = 0; i < findings->weeks; i++) {
		const struct week_row *week = &findings->week[i];
		if (!(week->v > 0))
			continue;
		chart_ink(on, 1, 0.9);
		cairo_arc(on, x_of(findings, width, i), y_in(box, week->o_minus_e / week->v, most), 2.5, 0, 2 * M_PI);
		cairo_fill(on);
	}
}

static void drift(cairo_t *on, const struct findings *findings, double width, const struct chart_box *box)
{
	double most = DRIFT_LIMIT * 1.6;
	for (int side = -1; side <= 1; side++)
		chart_line(on, LEFT, y_in(box, side * DRIFT_LIMIT, most), width - RIGHT,
		           y_in(box, side * DRIFT_LIMIT, most), side ? 1 : 0.6, side ? 0.2 : 0.7);
	for (int side = 0; side < 2; side++) {
		cairo_new_path(on);
		for (size_t i = 0; i < findings->weeks; i++) {
			const struct week_row *week = &findings->week[i];
			cairo_line_to(on, x_of(findings, width, i), y_in(box, side ? -week->down : week->up, most));
		}
		chart_ink(on, (unsigned)side, 1);
		cairo_set_line_width(on, 1.6);
		cairo_stroke(on);
	}
	for (size_t i = 0; i < findings->weeks; i++)
		if (findings->week[i].look)
			chart_words(on, x_of(findings, width, i) - 4, box->top + 10, 12, "!");
}

void chart_trend(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	struct chart_box upper = { LEFT, width - RIGHT, TOP, height - FOOT - LOWER - 30 };
	struct chart_box lower = { LEFT, width - RIGHT, height - FOOT - LOWER, height - FOOT };
	double most = 0.2;
	for (size_t i = findings->weeks / 8; i < findings->weeks; i++)
		most = fmin(3, fmax(most, 1.1 * fmax(fabs(findings->week[i].low), fabs(findings->week[i].high))));
	chart_begin(on, width, height);
	double step = chart_step(2 * most, 8);
	int steps = (int)floor(most / step);
	for (int i = -steps; i <= steps; i++) {
		chart_line(on, LEFT, y_in(&upper, i * step, most), width - RIGHT, y_in(&upper, i * step, most), 0.5,
		           i ? 0.85 : 0.1);
		chart_words_before(on, LEFT - 6, y_in(&upper, i * step, most) + 4, 11, "%+.2g", i * step);
	}
	sequence(on, findings, width, &upper, most);
	drift(on, findings, width, &lower);
	chart_words(on, LEFT, 18, 12, "points: each week's log ratio of answering rates, %s to %s; band: known so far",
	            findings->matter->spec->group[1].name, findings->matter->spec->group[0].name);
	chart_words(on, LEFT, lower.top - 8, 11, "drift (CUSUM); beyond a line, marked !: look here, no finding");
	for (size_t i = 0; i < findings->weeks; i += findings->weeks / 8 + 1) {
		char label[32];
		factors_label(findings->matter->docket, FACTOR_WEEK, findings->week[i].week, label, sizeof label);
		if (i + 1 == findings->weeks)
			chart_words_before(on, width - RIGHT, height - 8, 10, "%s", label + sizeof "week of " - 1);
		else
			chart_words(on, x_of(findings, width, i) - 10, height - 8, 10, "%s",
			            label + sizeof "week of " - 1);
	}
}
