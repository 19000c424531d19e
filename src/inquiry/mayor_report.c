/* Page 1, for a mayor and a reporter: one sentence, one number with its range, one picture, one caveat, the gate. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/chart.h"
#include "inquiry/reports.h"
#include "inquiry/sentences.h"

#define TEXT_BYTES 1600u

static void curves(struct report *report, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	if (findings->answered[0].calls < FINDINGS_CURVE_MIN || findings->answered[1].calls < FINDINGS_CURVE_MIN)
		return;
	report_picture(
	    report, 900, 310, chart_curves, findings,
	    "Out of 100 calls, how many were answered, closed without a unit, or still waited, minute by minute.");
	report_table(report, 7, 0, "The same in numbers, out of 100 calls as they are");
	report_cell(report, "after");
	for (unsigned group = 0; group < 2; group++) {
		report_cell(report, "%s: answered", spec->group[group].name);
		report_cell(report, "closed without");
		report_cell(report, "waiting");
	}
	for (size_t i = 0; i < findings->curve_points; i++) {
		double at_s = findings->curve[0][i].at_s;
		if (at_s != 120 && at_s != 300 && at_s != 600 && at_s != 900 && at_s != 1800 && at_s != 3600)
			continue;
		report_cell(report, "%.0f min", at_s / 60);
		for (unsigned group = 0; group < 2; group++) {
			report_cell(report, "%.1f", 100 * findings->curve[group][i].answered);
			report_cell(report, "%.1f", 100 * findings->curve[group][i].closed);
			report_cell(report, "%.1f", 100 * findings->curve[group][i].waiting);
		}
	}
}

static void stated(struct report *report, const struct findings *findings)
{
	char text[TEXT_BYTES] = "";
	sentence_finding(findings, text, sizeof text);
	report_say(report, BLOCK_HEADLINE, "%s", text);
	text[0] = '\0';
	sentence_never(findings, text, sizeof text);
	sentence_fractile(findings, 1, text, sizeof text);
	report_say(report, BLOCK_TEXT, "%s", text);
	curves(report, findings);
	text[0] = '\0';
	sentence_limits(findings, text, sizeof text);
	report_say(report, BLOCK_CAVEAT, "%s", text);
}

static void refused(struct report *report, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	char text[TEXT_BYTES] = "", span[2][40];
	sentence_refusal(findings, text, sizeof text);
	report_say(report, BLOCK_REFUSAL, "%s", text);
	bool circular = findings->gate.reasons & 1u << GATE_BECAUSE_CIRCULAR;
	const struct gate_group *group_of = findings->gate_group;
	report_say(report, BLOCK_TEXT,
	           "Whatever the missing moments were, between %.0f and %.0f of 100 calls from %s and between %.0f and "
	           "%.0f of "
	           "100 from %s were reached in time.",
	           100 * group_of[1].low, 100 * (circular ? group_of[1].highest : group_of[1].high),
	           spec->group[1].name, 100 * group_of[0].low,
	           100 * (circular ? group_of[0].highest : group_of[0].high), spec->group[0].name);
	if (!leg_is_recorded(findings->matter->docket, LEG_QUEUE))
		return;
	for (unsigned group = 0; group < 2; group++) {
		int32_t ms = findings->leg[LEG_QUEUE][group].of_all_ms[1];
		sentence_span(ms == DOCKET_NEVER || ms == DOCKET_FAR ? (double)__builtin_inf() : ms / 1000.0,
		              span[group], sizeof span[group]);
	}
	report_say(
	    report, BLOCK_TEXT,
	    "What the record does show is the wait until a unit was assigned: 9 in 10 of all calls from %s had one "
	    "assigned within %s, from %s within %s.",
	    spec->group[1].name, span[1], spec->group[0].name, span[0]);
}

static void write(struct report *report, const struct findings *findings)
{
	report_say(report, BLOCK_TITLE, "%s", findings->matter->spec->title);
	report_say(report, BLOCK_TEXT, "%s, %s until before %s. %s", findings->matter->docket->title,
	           findings->matter->spec->from, findings->matter->spec->to, findings->declared);
	if (findings->stated)
		stated(report, findings);
	else
		refused(report, findings);
	report_completeness(report, findings);
}

const struct report_page mayor_report_page = { "mayor", "for a mayor and a reporter: one page", write };
