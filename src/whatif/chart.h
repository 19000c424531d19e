/* What the pictures of this room share: words, and the grid of shares from 0 to 100 %. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_CHART_H
#define WHATIF_CHART_H

/* A cairo_t, declared as cairo does, so that this header needs none of its folders. */
struct _cairo;

/* Where a chart stands in its picture, in its units. */
struct chart_frame {
	double left, right, top, bottom;
};

void chart_write(struct _cairo *on, double x, double y, const char *text);
void chart_shares(struct _cairo *on, struct chart_frame frame);

#endif
