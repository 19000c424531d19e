/* Page 2, for a supervisor: where the time goes, leg by leg, against the bounds; districts; weeks; what people chose. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "audit/bounds.h"
#include "inquiry/chart.h"
#include "inquiry/reports.h"
#include "inquiry/sentences.h"

#define TEXT_BYTES 1600u
#define PLACES_TOLD 20u

static void span_cell(struct report *report, int32_t ms)
{
	char text[40];
	if (ms == DOCKET_NEVER)
		report_cell(report, "no calls");
	else if (ms == DOCKET_FAR)
		report_cell(report, "never");
	else {
		sentence_span(ms / 1000.0, text, sizeof text);
		report_cell(report, "%s", text);
	}
}

static void leg_rows(struct report *report, const struct findings *findings, const char *words,
                     const struct leg_summary summary[2])
{
	for (unsigned group = 0; group < 2; group++) {
		const struct leg_summary *own = &summary[group];
		uint64_t ended = own->state[LEG_LASTED] + own->state[LEG_NEGATIVE] + own->state[LEG_MISSING];
		report_cell(report, "%s", words);
		report_cell(report, "%s", findings->matter->spec->group[group].name);
		for (unsigned i = 0; i < LEG_FRACTILES; i++)
			span_cell(report, own->of_all_ms[i]);
		report_cell(report, "%.1f %%", ended ? 100.0 * (double)own->state[LEG_LASTED] / (double)ended : 0.0);
		report_cell(report, "%llu", (unsigned long long)own->state[LEG_NEGATIVE]);
		report_cell(report, "%llu", (unsigned long long)own->state[LEG_ENDLESS]);
	}
}

static void legs(struct report *report, const struct findings *findings)
{
	static const char *const heads[] = { "leg",       "group",    "half",     "9 in 10",
		                             "95 in 100", "recorded", "backward", "never ended" };
	report_say(report, BLOCK_HEADING, "Where the time goes");
	report_table(report, 8, 3,
	             "Within how long so many of all calls were through, those that never were among them");
	for (unsigned i = 0; i < 8; i++)
		report_cell(report, "%s", heads[i]);
	for (unsigned leg = 0; leg < LEGS; leg++)
		if (leg_is_recorded(findings->matter->docket, (enum leg)leg))
			leg_rows(report, findings, leg_words((enum leg)leg), findings->leg[leg]);
	leg_rows(report, findings, "all together", findings->whole);
	if (findings->stated && !isnan(findings->legs.whole_gap_ms))
		report_picture(report, 900, 230, chart_legs, findings,
		               "How much of the difference in mean waits arises in each leg; the legs add up.");
}

/* A bound's leg, or the whole. */
static bool span_named(const struct docket *docket, const char *name, struct leg_span *ret_span)
{
	if (strcmp(name, "whole") == 0) {
		*ret_span = (struct leg_span){ .from = LEG_FROM_CONTACT, .to = DOCKET_ON_SCENE };
		return true;
	}
	for (unsigned leg = 0; leg < LEGS; leg++)
		if (strcmp(name, leg_name((enum leg)leg)) == 0) {
			*ret_span = leg_span_of(docket, (enum leg)leg);
			return true;
		}
	return false;
}

static void bound_row(struct report *report, const struct findings *findings, const struct bound *bound)
{
	const struct matter *matter = findings->matter;
	struct leg_calls calls = { matter->docket, matter->selection.fate, matter->docket_group, 2 };
	struct leg_check check[2];
	leg_check_bound(&calls, bound->span, bound->limit_ms, check);
	report_cell(report, "%s", bound->words);
	report_cell(report, "%.1f %%", bound->thousandths / 10.0);
	for (unsigned group = 0; group < 2; group++)
		report_cell(report, "%.1f %% (%s)",
		            check[group].begun ? 100.0 * (double)check[group].within / (double)check[group].begun : 0.0,
		            bound_standing_name(bound_judge(bound, &check[group])));
	report_cell(report, "%s%s%s", bound->source, bound->clause[0] ? ", " : "", bound->clause);
}

static bool is_recorded(const struct docket *docket, struct leg_span span)
{
	return docket->recorded & 1u << span.to &&
	       (span.from == LEG_FROM_CONTACT || docket->recorded & 1u << span.from);
}

/* The agency's own bounds, which the spec declares, behind the standards'. */
static void own_bounds(struct report *report, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	for (unsigned i = 0; i < spec->bounds; i++) {
		char words[120];
		struct leg_span span;
		if (!span_named(findings->matter->docket, spec->bound[i].leg, &span) ||
		    !is_recorded(findings->matter->docket, span))
			continue;
		(void)snprintf(words, sizeof words, "%s within %u s", spec->bound[i].leg, spec->bound[i].within_s);
		struct bound bound = { .name = "own",
			               .span = span,
			               .limit_ms = (int32_t)(spec->bound[i].within_s * 1000),
			               .thousandths = (uint32_t)lround(spec->bound[i].percent * 10),
			               .source = spec->bound[i].source,
			               .clause = "",
			               .words = words };
		bound_row(report, findings, &bound);
	}
}

static void bounds_of(struct report *report, const struct findings *findings)
{
	const struct docket *docket = findings->matter->docket;
	report_say(report, BLOCK_HEADING, "Against the standards, and the agency's own bounds");
	report_table(report, 5, 17, "Shares of the calls that began the leg");
	report_cell(report, "bound");
	report_cell(report, "wanted");
	report_cell(report, "%s", findings->matter->spec->group[0].name);
	report_cell(report, "%s", findings->matter->spec->group[1].name);
	report_cell(report, "source");
	for (unsigned i = 0; i < STANDARD_BOUNDS; i++)
		if (is_recorded(docket, bound_of((enum standard_bound)i)->span))
			bound_row(report, findings, bound_of((enum standard_bound)i));
	own_bounds(report, findings);
}

static void places(struct report *report, const struct findings *findings)
{
	size_t told = 0;
	if (findings->places < 3)
		return;
	report_say(report, BLOCK_HEADING, "Districts");
	report_picture(report, 900, 400, chart_funnel, findings,
	               "%zu districts: answered in time, less what their calls let expect, by number of calls.",
	               findings->places);
	report_table(report, 6, 1, "Districts beyond what chance and ordinary variation do (no ranking: by name)");
	report_cell(report, "district");
	report_cell(report, "calls");
	report_cell(report, "answered in time");
	report_cell(report, "expected");
	report_cell(report, "z, variation allowed for");
	report_cell(report, "arrival not recorded");
	for (size_t i = 0; i < findings->places && told < PLACES_TOLD; i++) {
		const struct place_row *place = &findings->place[i];
		if (!place->marked)
			continue;
		told++;
		report_cell(report, "%s", findings->matter->docket->words[place->word]);
		report_cell(report, "%zu", place->calls);
		report_cell(report, "%zu", place->answered);
		report_cell(report, "%.1f", place->expected);
		report_cell(report, "%+.2f", place->z_over);
		report_cell(report, "%.1f %%",
		            100.0 * (double)place->unstamped / (double)(place->calls + place->unstamped));
	}
	if (!told) {
		report_cell(report, "none");
		for (unsigned i = 1; i < 6; i++)
			report_cell(report, "%s", "");
	}
}

static void write(struct report *report, const struct findings *findings)
{
	char text[TEXT_BYTES] = "";
	report_say(report, BLOCK_TITLE, "For supervisors: where and when");
	legs(report, findings);
	bounds_of(report, findings);
	if (!findings->stated) {
		report_say(report, BLOCK_REFUSAL,
		           "Districts, weeks and choices are not compared: the record does not bear it.");
		return;
	}
	places(report, findings);
	if (findings->weeks > 1) {
		report_say(report, BLOCK_HEADING, "Week by week");
		report_picture(
		    report, 900, 420, chart_trend, findings,
		    "What is known so far of the difference, week by week, by a range that holds however often one "
		    "looks, and a sum that shows drift.");
	}
	report_say(report, BLOCK_HEADING, "Plan and people");
	sentence_override(findings, text, sizeof text);
	report_say(report, BLOCK_TEXT, "%s", text);
}

const struct report_page supervisor_report_page = { "supervisor", "for a supervisor: legs, bounds, districts, weeks",
	                                            write };
