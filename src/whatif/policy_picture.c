/* The picture of two policies: how long calls waited under each, and where they went first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo-svg.h>
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#include "whatif/chart.h"
#include "whatif/policy_report.h"

#define WIDTH 1280.0
#define HEIGHT 640.0
#define LEFT 70.0
#define RIGHT 640.0
#define TOP 90.0
#define BOTTOM 560.0
#define BARS_LEFT 860.0
#define BARS_RIGHT 1240.0
#define BARS_MAX 12u
#define SPAN_S 120
#define STEPS 240u

/* Okabe and Ito's blue and vermilion: told apart by most colour-blind people; and one is dashed. */
static const double colours[2][3] = { { 0.00, 0.45, 0.70 }, { 0.84, 0.37, 0.00 } };
static const char *const names[2] = { "before", "after" };

static void set_side(cairo_t *on, unsigned which)
{
	cairo_set_source_rgb(on, colours[which][0], colours[which][1], colours[which][2]);
}

static void draw_axes(cairo_t *on)
{
	char text[32];
	chart_shares(on, (struct chart_frame){ LEFT, RIGHT, TOP, BOTTOM });
	for (int i = 0; i <= SPAN_S; i += 15) {
		double x = LEFT + (RIGHT - LEFT) * i / SPAN_S;
		(void)snprintf(text, sizeof text, "%d s", i);
		chart_write(on, x - 10, BOTTOM + 20, text);
		if ((unsigned)i != ANSWER_MOST_S)
			continue;
		cairo_set_source_rgb(on, 0.6, 0.6, 0.6);
		cairo_move_to(on, x, TOP);
		cairo_line_to(on, x, BOTTOM);
		cairo_stroke(on);
		chart_write(on, x + 4, TOP - 6, "15 s: 90 % (NENA-STA-020.1)");
	}
}

/* Which share of all calls, those never answered too, was answered by each time. */
static enum status draw_waits(const struct policy_run *run, unsigned which, cairo_t *on)
{
	static const double dash[] = { 7, 4 };
	struct policy_waits waits;
	int64_t *wait = policy_waits_sorted(run, which, &waits);
	uint32_t count = 0;
	if (!wait)
		return STATUS_MEMORY;
	cairo_new_path(on);
	for (unsigned i = 0; i <= STEPS && waits.calls; i++) {
		while (count < waits.calls && wait[count] <= (int64_t)i * SPAN_S * 1000000 / STEPS)
			count++;
		cairo_line_to(on, LEFT + (RIGHT - LEFT) * i / STEPS,
		              BOTTOM - (BOTTOM - TOP) * (double)count / waits.calls);
	}
	set_side(on, which);
	cairo_set_line_width(on, 2.5);
	cairo_set_dash(on, dash, which ? 2 : 0, 0);
	cairo_stroke(on);
	cairo_move_to(on, RIGHT - 130, BOTTOM - 40 + 20 * which);
	cairo_line_to(on, RIGHT - 90, BOTTOM - 40 + 20 * which);
	cairo_stroke(on);
	cairo_set_dash(on, dash, 0, 0);
	chart_write(on, RIGHT - 80, BOTTOM - 36 + 20 * which, names[which]);
	free(wait);
	return STATUS_OK;
}

/* A pair of bars for each destination, as many as there is room for. */
static enum status draw_places(const struct policy_run *run, cairo_t *on)
{
	uint32_t *first = calloc(2 * (size_t)run->places.count + 2, sizeof *first), most = 1;
	char text[64];
	unsigned row = 0, left = 0;
	if (!first)
		return STATUS_MEMORY;
	for (unsigned which = 0; which < 2; which++)
		for (uint32_t i = 0; i < run->past->calls; i++) {
			uint32_t *cell = &first[2 * run->routes.route[run->fate[which][i].way].step[0].place + which];
			most = ++*cell > most ? *cell : most;
		}
	for (uint32_t place = 1; place < run->places.count; place++) {
		double y = TOP + 38.0 * row;
		if (!first[2 * place] && !first[2 * place + 1])
			continue;
		if (row == BARS_MAX) {
			left++;
			continue;
		}
		(void)snprintf(text, sizeof text, "%.24s", run->places.name[place]);
		chart_write(on, BARS_LEFT - 170, y + 16, text);
		for (unsigned which = 0; which < 2; which++) {
			uint32_t calls = first[2 * place + which];
			double width = (BARS_RIGHT - 70 - BARS_LEFT) * calls / most;
			set_side(on, which);
			cairo_rectangle(on, BARS_LEFT, y + 13.0 * which, width, 11);
			cairo_fill(on);
			(void)snprintf(text, sizeof text, "%u %s", calls, names[which]);
			chart_write(on, BARS_LEFT + width + 5, y + 10 + 13.0 * which, text);
		}
		row++;
	}
	if (left) {
		(void)snprintf(text, sizeof text, "and %u more destinations", left);
		chart_write(on, BARS_LEFT - 170, TOP + 38.0 * row + 16, text);
	}
	free(first);
	return STATUS_OK;
}

static enum status draw(const struct policy_run *run, const char *title, cairo_t *on)
{
	char text[200];
	cairo_set_source_rgb(on, 1, 1, 1);
	cairo_paint(on);
	cairo_select_font_face(on, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(on, 18);
	chart_write(on, LEFT, 32, title);
	cairo_set_font_size(on, 12);
	(void)snprintf(text, sizeof text,
	               "%u calls: %u would have gone another way, for %u something else would have been owed",
	               run->past->calls, run->rerouted, run->reowed);
	chart_write(on, LEFT, 54, text);
	chart_write(
	    on, LEFT, BOTTOM + 44,
	    run->staffs
		? "from first contact to the answer, by a run of the queues; share of all calls"
		: "until a person's queue has the call at the latest, should nobody answer before; share of all calls");
	chart_write(on, BARS_LEFT - 170, TOP - 14, "where calls go first");
	draw_axes(on);
	enum status status = STATUS_OK;
	for (unsigned which = 0; which < 2 && status == STATUS_OK; which++)
		status = draw_waits(run, which, on);
	return status == STATUS_OK ? draw_places(run, on) : status;
}

enum status policy_report_draw(const struct policy_run *run, const char *title, const char *path)
{
	cairo_surface_t *surface = cairo_svg_surface_create(path, WIDTH, HEIGHT);
	cairo_t *on = cairo_create(surface);
	enum status status = draw(run, title, on);
	cairo_destroy(on);
	cairo_surface_finish(surface);
	if (status == STATUS_OK && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		status = STATUS_IO;
	cairo_surface_destroy(surface);
	return status;
}
