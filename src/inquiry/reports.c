/* The list of reports, and the tables that several of them show. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/reports.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "inquiry/chart.h"
#include "inquiry/sentences.h"

#define HASH_TEXT_BYTES 65u

static const struct report_page *const pages[] = {
#define REPORT(NAME) &NAME##_report_page,
#include "inquiry/reports.def"
#undef REPORT
};

const struct report_page *report_page_of(enum report_kind kind)
{
	return pages[kind];
}

enum report_kind report_page_find(const char *name)
{
	unsigned i = 0;
	while (i < REPORT_COUNT && strcmp(pages[i]->name, name) != 0)
		i++;
	return (enum report_kind)i;
}

void reports_make(const struct findings *findings, uint32_t kinds, struct report *report)
{
	char foot[400], spec[HASH_TEXT_BYTES], checkpoint[HASH_TEXT_BYTES];
	(void)sodium_bin2hex(spec, HASH_TEXT_BYTES, findings->matter->spec->hash, 32);
	(void)sodium_bin2hex(checkpoint, HASH_TEXT_BYTES, findings->checkpoint, 32);
	(void)snprintf(foot, sizeof foot,
	               "%.80s. Spec %.16s, checkpoint %.16s. Made by tocsin audit; anybody may recompute it.",
	               findings->matter->docket->title, spec, checkpoint);
	report_open(report, findings->matter->spec->title, foot);
	for (unsigned kind = 0, first = 1; kind < REPORT_COUNT; kind++) {
		if (!(kinds & 1u << kind))
			continue;
		if (!first)
			report_page(report);
		first = 0;
		pages[kind]->write(report, findings);
	}
}

static void gap_row(struct report *report, const char *what, const struct gap *gap, double unit, const char *mark)
{
	report_cell(report, "%s", what);
	if (!gap->known) {
		for (unsigned i = 0; i < 5; i++)
			report_cell(report, i ? "" : "not comparable");
		return;
	}
	report_cell(report, "%.1f%s", unit * gap->a, mark);
	report_cell(report, "%.1f%s", unit * gap->b, mark);
	report_cell(report, "%+.1f", unit * gap->gap);
	report_cell(report, "%+.1f to %+.1f", unit * gap->low, unit * gap->high);
	report_cell(report, "%.1f %%", 100 * gap->outside);
}

void report_gap_table(struct report *report, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	char alike[200], what[120], span[40];
	sentence_alike(spec->strata, alike, sizeof alike);
	report_table(report, 6, 1, "Out of 100 calls, %s; ranges hold for calls that come in clusters", alike);
	report_cell(report, "what");
	report_cell(report, "%s", spec->group[0].name);
	report_cell(report, "%s", spec->group[1].name);
	report_cell(report, "gap");
	report_cell(report, "range");
	report_cell(report, "without counterpart");
	sentence_span(spec->target_s, span, sizeof span);
	(void)snprintf(what, sizeof what, "answered within %s (the target)", span);
	gap_row(report, what, &findings->target, 100, "");
	for (unsigned i = 0; i < FINDINGS_TIMES; i++) {
		sentence_span(findings->at_s[i], span, sizeof span);
		(void)snprintf(what, sizeof what, "answered within %s", span);
		if (findings->at_s[i] <= spec->horizon_s && findings->at_s[i] != spec->target_s)
			gap_row(report, what, &findings->at[i], 100, "");
	}
	gap_row(report, "closed without a unit, however late", &findings->not_answered, 100, "");
	sentence_span(spec->horizon_s, span, sizeof span);
	(void)snprintf(what, sizeof what, "mean wait in s, each counted up to %s", span);
	gap_row(report, what, &findings->wait, 1, " s");
}

void report_exclusions(struct report *report, const struct findings *findings)
{
	const struct matter *matter = findings->matter;
	report_table(report, 2, 1, "Every call of the record, and why each that does not count does not");
	report_cell(report, "call");
	report_cell(report, "calls");
	report_cell(report, "in the record");
	report_cell(report, "%zu", matter->selection.calls);
	for (unsigned fate = 0; fate < FATES_OF_CALL; fate++) {
		if (!matter->selection.count[fate] && fate != CALL_IS_KEPT)
			continue;
		report_cell(report, "%s", selection_fate_words((enum fate_of_call)fate));
		report_cell(report, "%zu", matter->selection.count[fate]);
	}
	for (unsigned timed = 0; timed < TIMED_COUNT; timed++) {
		size_t calls = matter->aside[0][timed] + matter->aside[1][timed];
		if (!calls && timed != TIMED_KNOWN)
			continue;
		report_cell(report, "of those that count: %s", timed_words((enum timed)timed));
		report_cell(report, "%zu", calls);
	}
}

void report_completeness(struct report *report, const struct findings *findings)
{
	char text[600] = "";
	const struct gate_group *group = findings->gate_group;
	uint32_t recorded = findings->matter->docket->recorded & ((1u << DOCKET_MOMENTS) - 1);
	sentence_gate(findings, text, sizeof text);
	report_say(report, findings->stated ? BLOCK_TEXT : BLOCK_CAVEAT, "%s", text);
	report_picture(
	    report, 900, 40 + 28.0 * __builtin_popcount(recorded), chart_completeness, findings,
	    "How complete the record is, by group: arrivals %.1f %% of %s and %.1f %% of %s among calls known to be "
	    "served.",
	    group[0].served ? 100.0 * (double)group[0].recorded / (double)group[0].served : 0.0,
	    findings->matter->spec->group[0].name,
	    group[1].served ? 100.0 * (double)group[1].recorded / (double)group[1].served : 0.0,
	    findings->matter->spec->group[1].name);
}
