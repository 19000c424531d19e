/* Letters, lines and colours of the pictures. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/chart.h"

#include <cairo.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#define WORDS_BYTES 256u

void chart_begin(struct _cairo *on, double width, double height)
{
	cairo_set_source_rgb(on, 1, 1, 1);
	cairo_rectangle(on, 0, 0, width, height);
	cairo_fill(on);
	cairo_select_font_face(on, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
}

__attribute__((format(printf, 6, 0))) static void put(struct _cairo *on, double x, double y, double size, bool before,
                                                      const char *format, va_list list)
{
	char text[WORDS_BYTES];
	cairo_text_extents_t extents;
	(void)vsnprintf(text, sizeof text, format, list);
	cairo_set_font_size(on, size);
	cairo_text_extents(on, text, &extents);
	cairo_set_source_rgb(on, 0.1, 0.1, 0.1);
	cairo_move_to(on, before ? x - extents.x_advance : x, y);
	cairo_show_text(on, text);
	/* What is drawn next does not begin where the words end. */
	cairo_new_path(on);
}

void chart_words(struct _cairo *on, double x, double y, double size, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	put(on, x, y, size, false, format, list);
	va_end(list);
}

void chart_words_before(struct _cairo *on, double x, double y, double size, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	put(on, x, y, size, true, format, list);
	va_end(list);
}

void chart_line(struct _cairo *on, double x1, double y1, double x2, double y2, double width, double grey)
{
	cairo_set_source_rgb(on, grey, grey, grey);
	cairo_set_line_width(on, width);
	cairo_move_to(on, x1, y1);
	cairo_line_to(on, x2, y2);
	cairo_stroke(on);
}

void chart_ink(struct _cairo *on, unsigned group, double alpha)
{
	static const double colour[2][3] = { { 0.00, 0.45, 0.70 }, { 0.84, 0.37, 0.00 } };
	cairo_set_source_rgba(on, colour[group][0], colour[group][1], colour[group][2], alpha);
}

double chart_step(double span, unsigned most)
{
	static const double nice[] = { 1, 2, 5, 10 };
	if (!(span > 0))
		return 1;
	double ten = pow(10, floor(log10(span / most)));
	for (unsigned i = 0; i < sizeof nice / sizeof *nice; i++)
		if (span / (ten * nice[i]) <= most)
			return ten * nice[i];
	return ten * 10;
}
