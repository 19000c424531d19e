/* Words and grids of pictures. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/chart.h"

#include <cairo.h>
#include <stdio.h>

void chart_write(cairo_t *on, double x, double y, const char *text)
{
	cairo_set_source_rgb(on, 0.1, 0.1, 0.1);
	cairo_move_to(on, x, y);
	cairo_show_text(on, text);
}

void chart_shares(cairo_t *on, struct chart_frame frame)
{
	char text[32];
	cairo_set_line_width(on, 1);
	for (int i = 0; i <= 10; i += 2) {
		double y = frame.bottom - (frame.bottom - frame.top) * i / 10;
		cairo_set_source_rgb(on, 0.85, 0.85, 0.85);
		cairo_move_to(on, frame.left, y);
		cairo_line_to(on, frame.right, y);
		cairo_stroke(on);
		(void)snprintf(text, sizeof text, "%d %%", i * 10);
		chart_write(on, frame.left - 45, y + 4, text);
	}
}
