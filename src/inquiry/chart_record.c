/* Two bars a row: how complete the record of each group is, and in which leg the gap between them arises. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <cairo.h>
#include <math.h>

#include "inquiry/chart.h"
#include "inquiry/findings.h"

#define LEFT 210.0
#define RIGHT 150.0
#define TOP 34.0
#define BAR 11.0

static const struct {
	enum docket_moment moment;
	const char *words;
} moments[] = {
#define MOMENT(NAME, FILE, WORDS) { DOCKET_##NAME, WORDS },
	DOCKET_MOMENT_LIST(MOMENT)
#undef MOMENT
};

static void legend(cairo_t *on, const struct findings *findings, double x, double y)
{
	for (unsigned group = 0; group < 2; group++) {
		chart_ink(on, group, 0.8);
		cairo_rectangle(on, x + 170 * group, y - 9, 14, 10);
		cairo_fill(on);
		chart_words(on, x + 20 + 170 * group, y, 11, "%.24s", findings->matter->spec->group[group].name);
	}
}

/* Of the calls known to be served, those with the arrival; of all, those with the other moments. */
void chart_completeness(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	double y = TOP, span = width - LEFT - RIGHT;
	chart_begin(on, width, height);
	legend(on, findings, LEFT, 18);
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		bool arrival = moments[i].moment == DOCKET_ON_SCENE;
		if (!(findings->matter->docket->recorded & 1u << moments[i].moment))
			continue;
		chart_words_before(on, LEFT - 10, y + 14, 11, "%s", moments[i].words);
		for (unsigned group = 0; group < 2; group++) {
			const struct gate_group *own = &findings->gate_group[group];
			double of = (double)(arrival ? own->served : own->calls);
			double share =
			    of > 0 ? (double)(arrival ? own->recorded : own->known[moments[i].moment]) / of : 0;
			chart_ink(on, group, 0.8);
			cairo_rectangle(on, LEFT, y + group * BAR, span * share, BAR - 1.5);
			cairo_fill(on);
			chart_words(on, LEFT + span * share + 5, y + group * BAR + 9, 10, "%.1f %% of %.0f%s",
			            100 * share, of, arrival ? " served" : "");
		}
		y += 28;
	}
	chart_line(on, LEFT + span, TOP - 4, LEFT + span, y, 0.8, 0.4);
}

void chart_legs(struct _cairo *on, double width, double height, const void *context)
{
	const struct findings *findings = context;
	double most = 1, y = TOP + 10, middle = LEFT + (width - LEFT - RIGHT) / 2;
	chart_begin(on, width, height);
	for (unsigned leg = 0; leg < LEGS; leg++)
		most = fmax(most, fabs(findings->legs.gap_ms[leg]) / 1000);
	most = fmax(most, fabs(findings->legs.whole_gap_ms) / 1000);
	double scale = (width - LEFT - RIGHT) / 2 / most;
	for (unsigned leg = 0; leg <= LEGS; leg++) {
		bool whole = leg == LEGS;
		double gap = (whole ? findings->legs.whole_gap_ms : findings->legs.gap_ms[leg]) / 1000;
		if (!whole && !leg_is_recorded(findings->matter->docket, (enum leg)leg))
			continue;
		if (isnan(gap))
			continue;
		chart_words_before(on, LEFT - 10, y + 14, 11, "%s", whole ? "all together" : leg_words((enum leg)leg));
		chart_ink(on, gap > 0, whole ? 1 : 0.65);
		cairo_rectangle(on, gap < 0 ? middle + gap * scale : middle, y + 2, fabs(gap) * scale, 16);
		cairo_fill(on);
		chart_words(on, width - RIGHT + 12, y + 14, 11, "%+.1f s", gap);
		y += 28;
	}
	chart_line(on, middle, TOP, middle, y, 1.2, 0.1);
	chart_words(on, LEFT, 18, 12, "mean seconds that %s waits longer (right) or shorter (left) than %s, by leg",
	            findings->matter->spec->group[1].name, findings->matter->spec->group[0].name);
}
