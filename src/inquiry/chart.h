/* The pictures of an audit's reports; each has its table beneath, and none tells by colour alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_CHART_H
#define INQUIRY_CHART_H

#include "inquiry/report.h"

/* Their contexts are struct findings. */
report_draw chart_completeness;
report_draw chart_curves;
report_draw chart_ladder;
report_draw chart_kinds;
report_draw chart_funnel;
report_draw chart_trend;
report_draw chart_legs;

/* Where a chart stands in its picture. */
struct chart_box {
	double left, right, top, bottom;
};

/* What all of them share. */
void chart_begin(struct _cairo *on, double width, double height);
void chart_words(struct _cairo *on, double x, double y, double size, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Set from the right, so that it ends at x. */
void chart_words_before(struct _cairo *on, double x, double y, double size, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void chart_line(struct _cairo *on, double x1, double y1, double x2, double y2, double width, double grey);
/* A's blue and B's vermilion (Okabe and Ito), told apart by most who are colour-blind; alpha from 0 to 1. */
void chart_ink(struct _cairo *on, unsigned group, double alpha);
/* A round step so that at most `most` steps span so much. */
double chart_step(double span, unsigned most);

#endif
