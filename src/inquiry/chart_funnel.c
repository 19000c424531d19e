/* Places in a funnel: how far each lies from what its calls would let expect, against what chance and ordinary variation do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <math.h>

#include "inquiry/chart.h"
#include "inquiry/findings.h"

#define LEFT 66.0
#define RIGHT 20.0
#define TOP 34.0
#define FOOT 46.0
#define STEPS 200

struct frame {
	struct chart_box box;
	double calls, most;
};

/* Calls on the scale of square roots, on which the funnel is nearly even. */
static double x_of(const struct frame *frame, double calls)
{
	return frame->box.left + (frame->box.right - frame->box.left) * sqrt(calls / frame->calls);
}

static double y_of(const struct frame *frame, double points)
{
	double at = (points + frame->most) / (2 * frame->most);
	return frame->box.bottom - (frame->box.bottom - frame->box.top) * fmin(1, fmax(0, at));
}

static void limit(cairo_t *on, const struct frame *frame, const struct findings *findings, double z, double grey)
{
	double share = findings->place_target;
	for (int side = -1; side <= 1; side += 2) {
		cairo_new_path(on);
		for (int i = 1; i <= STEPS; i++) {
			double calls = frame->calls * i / STEPS * i / STEPS;
			double se = sqrt(share * (1 - share) / calls + findings->tau2);
			cairo_line_to(on, x_of(frame, calls), y_of(frame, 100 * side * z * se));
		}
		cairo_set_source_rgb(on, grey, grey, grey);
		cairo_set_line_width(on, 1.2);
		cairo_stroke(on);
	}
}

void chart_funnel(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	struct frame frame = { { LEFT, width - RIGHT, TOP, height - FOOT }, 1, 5 };
	for (size_t i = 0; i < findings->places; i++) {
		const struct place_row *place = &findings->place[i];
		frame.calls = fmax(frame.calls, (double)place->calls * 1.05);
		double off = 100 * ((double)place->answered - place->expected) / (double)place->calls;
		if (place->calls >= FINDINGS_CURVE_MIN)
			frame.most = fmax(frame.most, 1.1 * fabs(off));
	}
	/* The inner limit shows at a quarter of the largest district at least. */
	double share = findings->place_target;
	frame.most = fmax(frame.most, 220 * sqrt(share * (1 - share) / (frame.calls / 4) + findings->tau2));
	chart_begin(on, width, height);
	double step = chart_step(2 * frame.most, 8);
	int steps = (int)floor(frame.most / step);
	for (int i = -steps; i <= steps; i++) {
		chart_line(on, LEFT, y_of(&frame, i * step), width - RIGHT, y_of(&frame, i * step), 0.5,
		           i ? 0.85 : 0.2);
		chart_words_before(on, LEFT - 6, y_of(&frame, i * step) + 4, 11, "%+g", i * step);
	}
	limit(on, &frame, findings, 1.959964, 0.55);
	limit(on, &frame, findings, 3.090232, 0.2);
	for (size_t i = 0; i < findings->places; i++) {
		const struct place_row *place = &findings->place[i];
		double x = x_of(&frame, (double)place->calls);
		double y = y_of(&frame, 100 * ((double)place->answered - place->expected) / (double)place->calls);
		chart_ink(on, place->marked, 0.85);
		if (place->marked)
			cairo_rectangle(on, x - 4, y - 4, 8, 8);
		else
			cairo_arc(on, x, y, 3, 0, 2 * M_PI);
		cairo_fill(on);
	}
	chart_words(on, LEFT, 18, 12,
	            "each mark a district: answered in time, less what its calls let expect, in points");
	double mark = chart_step(frame.calls, 5);
	for (int i = 1; i * mark <= frame.calls; i++)
		chart_words(on, x_of(&frame, i * mark) - 10, height - FOOT + 16, 11, "%g", i * mark);
	chart_words(on, LEFT, height - 8, 11,
	            "calls; lines: 95 and 99.8 of 100 alike districts lie within, ordinary variation between them "
	            "allowed for; squares lie beyond");
}
