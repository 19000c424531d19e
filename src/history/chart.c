/* The picture of a replay: what was owed over time, by kind, with what was past due as a line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo-svg.h>
#include <cairo.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "history/summary.h"

#define WIDTH 1280.0
#define HEIGHT 560.0
#define LEFT 80.0
#define RIGHT 1080.0
#define TOP 70.0
#define BOTTOM 500.0
#define TICKS_MAX 9

/* Okabe and Ito's colours, which most colour-blind people tell apart; three greys behind them. */
static const double colours[OBLIGATION_COUNT][3] = {
	[OBLIGATION_ANSWER] = { 0.90, 0.62, 0.00 },     [OBLIGATION_CALL_BACK] = { 0.95, 0.90, 0.25 },
	[OBLIGATION_CLASSIFY] = { 0.34, 0.71, 0.91 },   [OBLIGATION_ASSIGN] = { 0.84, 0.37, 0.00 },
	[OBLIGATION_TURN_OUT] = { 0.80, 0.47, 0.65 },   [OBLIGATION_ARRIVE] = { 0.00, 0.45, 0.70 },
	[OBLIGATION_CHECK_CREW] = { 0.00, 0.62, 0.45 }, [OBLIGATION_INFORM_CALLER] = { 0.35, 0.35, 0.35 },
	[OBLIGATION_REVIEW] = { 0.75, 0.75, 0.75 },     [OBLIGATION_HAND_OVER] = { 0.25, 0.25, 0.25 },
	[OBLIGATION_REPLY] = { 0.45, 0.45, 0.45 },      [OBLIGATION_CONCLUDE] = { 0.60, 0.60, 0.60 },
};

struct picture {
	cairo_t *on;
	const struct replay_summary *summary;
	double most; /* at the top of the axis */
};

static double x_of(unsigned sample)
{
	return LEFT + (RIGHT - LEFT) * sample / (double)(REPLAY_SAMPLES - 1);
}

static double y_of(const struct picture *picture, double count)
{
	return BOTTOM - (BOTTOM - TOP) * count / picture->most;
}

/* Reviews outlive their calls and pile up over a history that records none; they would hide all else. */
static bool is_drawn(unsigned kind)
{
	return kind != OBLIGATION_REVIEW && kind != OBLIGATION_REPLY;
}

static double total(const struct replay_sample *sample, unsigned below)
{
	double sum = 0;
	for (unsigned kind = 0; kind < below; kind++)
		sum += is_drawn(kind) ? sample->open[kind] : 0;
	return sum;
}

/* The next of 1, 2, 5, 10, 20, ... that is not below. */
static double round_up(double most)
{
	static const double steps[] = { 1, 2, 5, 10 };
	double power = pow(10, floor(log10(most)));
	size_t i = 0;
	while (i + 1 < sizeof steps / sizeof *steps && power * steps[i] < most)
		i++;
	return power * steps[i];
}

static void write_at(const struct picture *picture, double x, double y, const char *text)
{
	cairo_move_to(picture->on, x, y);
	cairo_show_text(picture->on, text);
}

/* A mark at each round moment of UTC: so many days apart that the words have room, or hours where days are too few. */
static void draw_days(const struct picture *picture)
{
	static const int64_t steps_s[] = { 3600,        3 * 3600,    6 * 3600,      12 * 3600,  86400,
		                           2 * 86400,   7 * 86400,   14 * 86400,    30 * 86400, 91 * 86400,
		                           182 * 86400, 365 * 86400, 3650 * 86400LL };
	const struct replay_summary *summary = picture->summary;
	int64_t from_s = summary->from.us / 1000000, length_s = instant_since(summary->to, summary->from).us / 1000000;
	size_t i = 0;
	while (i + 1 < sizeof steps_s / sizeof *steps_s && length_s / steps_s[i] > TICKS_MAX)
		i++;
	for (int64_t at_s = from_s / steps_s[i] * steps_s[i]; at_s <= from_s + length_s; at_s += steps_s[i]) {
		char text[INSTANT_TEXT_BYTES];
		double x = LEFT + (RIGHT - LEFT) * (double)(at_s - from_s) / (double)(length_s ? length_s : 1);
		if (at_s < from_s)
			continue;
		instant_write((struct instant){ at_s * 1000000 }, text);
		text[steps_s[i] >= 86400 ? 10 : 16] = '\0';
		cairo_move_to(picture->on, x, BOTTOM);
		cairo_line_to(picture->on, x, BOTTOM + 5);
		cairo_stroke(picture->on);
		write_at(picture, x - (steps_s[i] >= 86400 ? 32 : 52), BOTTOM + 20, text);
	}
}

static void draw_axes(const struct picture *picture)
{
	cairo_t *on = picture->on;
	char text[INSTANT_TEXT_BYTES];
	cairo_set_line_width(on, 1);
	for (int i = 0; i <= 5; i++) {
		double count = picture->most * i / 5, y = y_of(picture, count);
		cairo_set_source_rgb(on, 0.85, 0.85, 0.85);
		cairo_move_to(on, LEFT, y);
		cairo_line_to(on, RIGHT, y);
		cairo_stroke(on);
		cairo_set_source_rgb(on, 0.2, 0.2, 0.2);
		(void)snprintf(text, sizeof text, "%8.0f", count);
		write_at(picture, LEFT - 62, y + 4, text);
	}
	draw_days(picture);
}

static void draw_kind(const struct picture *picture, unsigned kind)
{
	const struct replay_sample *samples = picture->summary->sample;
	cairo_t *on = picture->on;
	cairo_new_path(on); /* a text leaves its end as a point */
	for (unsigned i = 0; i < REPLAY_SAMPLES; i++)
		cairo_line_to(on, x_of(i), y_of(picture, total(&samples[i], kind + 1)));
	for (unsigned i = REPLAY_SAMPLES; i-- > 0;)
		cairo_line_to(on, x_of(i), y_of(picture, total(&samples[i], kind)));
	cairo_close_path(on);
	cairo_set_source_rgb(on, colours[kind][0], colours[kind][1], colours[kind][2]);
	cairo_fill(on);
}

static void draw_overdue(const struct picture *picture)
{
	cairo_t *on = picture->on;
	cairo_new_path(on);
	for (unsigned i = 0; i < REPLAY_SAMPLES; i++)
		cairo_line_to(on, x_of(i), y_of(picture, fmin(picture->summary->sample[i].overdue, picture->most)));
	cairo_set_source_rgb(on, 0, 0, 0);
	cairo_set_line_width(on, 1.2);
	cairo_stroke(on);
}

static void draw_legend(const struct picture *picture)
{
	cairo_t *on = picture->on;
	double y = TOP + 6;
	for (unsigned kind = OBLIGATION_COUNT; kind-- > 1;) {
		if (!is_drawn(kind) || !picture->summary->kind[kind].opened)
			continue;
		cairo_set_source_rgb(on, colours[kind][0], colours[kind][1], colours[kind][2]);
		cairo_rectangle(on, RIGHT + 20, y - 10, 14, 12);
		cairo_fill(on);
		cairo_set_source_rgb(on, 0.1, 0.1, 0.1);
		write_at(picture, RIGHT + 42, y, vocabulary_name(VOCABULARY_OBLIGATION, kind));
		y += 22;
	}
	cairo_set_source_rgb(on, 0, 0, 0);
	cairo_move_to(on, RIGHT + 20, y - 4);
	cairo_line_to(on, RIGHT + 34, y - 4);
	cairo_stroke(on);
	write_at(picture, RIGHT + 42, y, "raised, not yet met");
}

static void draw(const struct picture *picture, const struct history *history)
{
	cairo_t *on = picture->on;
	cairo_set_source_rgb(on, 1, 1, 1);
	cairo_paint(on);
	cairo_select_font_face(on, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(on, 18);
	cairo_set_source_rgb(on, 0.1, 0.1, 0.1);
	write_at(picture, LEFT, 30, names_word(&history->names, history->title));
	cairo_set_font_size(on, 12);
	write_at(picture, LEFT, 50,
	         "obligations open at each moment, by kind; times in UTC; reviews and replies are not drawn");
	draw_axes(picture);
	for (unsigned kind = 1; kind < OBLIGATION_COUNT; kind++)
		if (is_drawn(kind) && picture->summary->kind[kind].opened)
			draw_kind(picture, kind);
	draw_overdue(picture);
	draw_legend(picture);
}

enum status summary_draw(const struct history *history, const struct replay_summary *summary, const char *path)
{
	size_t length = strlen(path);
	bool png = length > 4 && strcmp(path + length - 4, ".png") == 0;
	cairo_surface_t *surface = png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)WIDTH, (int)HEIGHT)
	                               : cairo_svg_surface_create(path, WIDTH, HEIGHT);
	struct picture picture = { .on = cairo_create(surface), .summary = summary, .most = 1 };
	for (unsigned i = 0; i < REPLAY_SAMPLES; i++)
		picture.most = fmax(picture.most, total(&summary->sample[i], OBLIGATION_COUNT));
	picture.most = round_up(picture.most);
	draw(&picture, history);
	cairo_destroy(picture.on);
	cairo_status_t written = png ? cairo_surface_write_to_png(surface, path) : CAIRO_STATUS_SUCCESS;
	cairo_surface_finish(surface);
	if (written == CAIRO_STATUS_SUCCESS)
		written = cairo_surface_status(surface);
	enum status status = written == CAIRO_STATUS_SUCCESS ? STATUS_OK : STATUS_IO;
	cairo_surface_destroy(surface);
	return status;
}
