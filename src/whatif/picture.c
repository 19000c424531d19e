/* The picture of cases: how many calls were reached how soon, and where in the city they were reached in time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo-svg.h>
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#include "whatif/chart.h"
#include "whatif/report.h"

#define WIDTH 1280.0
#define HEIGHT 640.0
#define LEFT 70.0
#define RIGHT 690.0
#define TOP 80.0
#define BOTTOM 580.0
#define MAP_LEFT 770.0
#define MAP_RIGHT 1250.0
#define MINUTES 30
#define STEPS 180u
#define CELL_DMM 2500000
#define CELLS_MAX 400u

/* Okabe and Ito's colours, which most colour-blind people tell apart. */
static const double colours[][3] = { { 0.00, 0.45, 0.70 }, { 0.84, 0.37, 0.00 }, { 0.00, 0.62, 0.45 },
	                             { 0.80, 0.47, 0.65 }, { 0.90, 0.62, 0.00 }, { 0.34, 0.71, 0.91 } };
#define COLOURS (sizeof colours / sizeof *colours)

/* From the plane to the picture. */
struct frame {
	cairo_t *on;
	double x0, y0, scale;
	int64_t least_x, least_y;
};

struct cell {
	uint32_t calls, within;
};

static void set_colour(cairo_t *on, unsigned number)
{
	const double *colour = colours[number % COLOURS];
	cairo_set_source_rgb(on, colour[0], colour[1], colour[2]);
}

static void draw_axes(cairo_t *on)
{
	char text[32];
	chart_shares(on, (struct chart_frame){ LEFT, RIGHT, TOP, BOTTOM });
	for (int i = 0; i <= MINUTES; i += 5) {
		(void)snprintf(text, sizeof text, "%d min", i);
		chart_write(on, LEFT + (RIGHT - LEFT) * i / MINUTES - 14, BOTTOM + 20, text);
	}
}

/* Which share of all calls, never served ones too, a unit reached by each time. */
static void draw_case(const struct cases *cases, unsigned number, cairo_t *on)
{
	const struct case_result *result = &cases->results[number];
	uint32_t reached[STEPS + 1] = { 0 };
	uint64_t sum = 0;
	for (uint32_t i = 0; i < result->city.call_count; i++) {
		const struct call_fate *fate = &result->run.outcomes[i];
		int64_t ms = fate->arrived < 0 ? INT64_MAX
		                               : city_ms(&result->city, fate->arrived - result->city.calls[i].arrival);
		int64_t step = fate->arrived < 0 ? INT64_MAX : (ms + 9999) / (MINUTES * 60000 / (int)STEPS);
		if (step <= (int64_t)STEPS)
			reached[step < 0 ? 0 : step]++;
	}
	cairo_new_path(on);
	for (unsigned i = 0; i <= STEPS && result->city.call_count; i++) {
		sum += reached[i];
		cairo_line_to(on, LEFT + (RIGHT - LEFT) * i / STEPS,
		              BOTTOM - (BOTTOM - TOP) * (double)sum / result->city.call_count);
	}
	set_colour(on, number);
	cairo_set_line_width(on, 2);
	cairo_stroke(on);
	cairo_rectangle(on, RIGHT - 180, BOTTOM - 24 - 20 * number, 14, 12);
	cairo_fill(on);
	chart_write(on, RIGHT - 160, BOTTOM - 14 - 20 * number, cases->cases[number].name);
}

static double frame_x(const struct frame *frame, struct ground at)
{
	return frame->x0 + (double)(at.x_dmm - frame->least_x) * frame->scale;
}

static double frame_y(const struct frame *frame, struct ground at)
{
	return frame->y0 - (double)(at.y_dmm - frame->least_y) * frame->scale;
}

/* So that all calls and stations are in it. */
static struct frame frame_make(const struct city *city, cairo_t *on)
{
	struct frame frame = { .on = on, .least_x = GROUND_MAX_DMM, .least_y = GROUND_MAX_DMM };
	int64_t most_x = -GROUND_MAX_DMM, most_y = -GROUND_MAX_DMM;
	for (uint32_t i = 0; i < city->call_count + city->station_count; i++) {
		const struct ground *at =
		    i < city->call_count ? &city->calls[i].place.at : &city->stations[i - city->call_count].at;
		frame.least_x = at->x_dmm < frame.least_x ? at->x_dmm : frame.least_x;
		frame.least_y = at->y_dmm < frame.least_y ? at->y_dmm : frame.least_y;
		most_x = at->x_dmm > most_x ? at->x_dmm : most_x;
		most_y = at->y_dmm > most_y ? at->y_dmm : most_y;
	}
	double width = (double)(most_x - frame.least_x + 1), height = (double)(most_y - frame.least_y + 1);
	double by_width = (MAP_RIGHT - MAP_LEFT) / width, by_height = (BOTTOM - TOP) / height;
	frame.scale = by_width < by_height ? by_width : by_height;
	frame.x0 = MAP_LEFT;
	frame.y0 = BOTTOM;
	return frame;
}

/* Squares of the ground, the redder the fewer of their calls were reached in time. */
static enum status draw_cells(const struct case_result *result, const struct frame *frame)
{
	const struct city *city = &result->city;
	struct cell *cells = calloc((size_t)CELLS_MAX * CELLS_MAX, sizeof *cells);
	if (!cells)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < city->call_count; i++) {
		const struct city_call *call = &city->calls[i];
		const struct call_fate *fate = &result->run.outcomes[i];
		int64_t x = (call->place.at.x_dmm - frame->least_x) / CELL_DMM;
		int64_t y = (call->place.at.y_dmm - frame->least_y) / CELL_DMM;
		if (x >= CELLS_MAX || y >= CELLS_MAX)
			continue;
		cells[y * CELLS_MAX + x].calls++;
		cells[y * CELLS_MAX + x].within +=
		    fate->arrived >= 0 && fate->arrived - call->arrival <= city->target[call->priority];
	}
	for (uint32_t i = 0; i < CELLS_MAX * CELLS_MAX; i++) {
		if (!cells[i].calls)
			continue;
		double share = (double)cells[i].within / cells[i].calls;
		double side = CELL_DMM * frame->scale;
		uint32_t row = i / CELLS_MAX, column = i % CELLS_MAX;
		cairo_rectangle(frame->on, frame->x0 + column * side, frame->y0 - (row + 1) * side, side, side);
		cairo_set_source_rgb(frame->on, 0.95 - 0.75 * share, 0.45 + 0.30 * share, 0.35 + 0.50 * share);
		cairo_fill(frame->on);
	}
	free(cells);
	return STATUS_OK;
}

static void draw_places(const struct case_result *result, const struct frame *frame)
{
	const struct city *city = &result->city;
	for (uint32_t i = 0; i < city->station_count; i++) {
		cairo_rectangle(frame->on, frame_x(frame, city->stations[i].at) - 4,
		                frame_y(frame, city->stations[i].at) - 4, 8, 8);
		cairo_set_source_rgb(frame->on, 0, 0, 0);
		cairo_fill(frame->on);
	}
}

enum status report_draw(const struct cases *cases, const char *title, const char *path)
{
	cairo_surface_t *surface = cairo_svg_surface_create(path, WIDTH, HEIGHT);
	cairo_t *on = cairo_create(surface);
	const struct case_result *last = &cases->results[cases->count - 1];
	char text[160];
	cairo_set_source_rgb(on, 1, 1, 1);
	cairo_paint(on);
	cairo_select_font_face(on, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(on, 18);
	chart_write(on, LEFT, 30, title);
	cairo_set_font_size(on, 12);
	chart_write(on, LEFT, 56, "calls reached by a unit, of all, by time from first contact");
	(void)snprintf(text, sizeof text,
	               "%s: calls reached within the target, from none (red) to all (blue); stations",
	               cases->cases[cases->count - 1].name);
	chart_write(on, MAP_LEFT, 56, text);
	draw_axes(on);
	for (unsigned i = 0; i < cases->count; i++)
		draw_case(cases, i, on);
	struct frame frame = frame_make(&last->city, on);
	enum status status = draw_cells(last, &frame);
	draw_places(last, &frame);
	cairo_destroy(on);
	cairo_surface_finish(surface);
	if (status == STATUS_OK && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		status = STATUS_IO;
	cairo_surface_destroy(surface);
	return status;
}
