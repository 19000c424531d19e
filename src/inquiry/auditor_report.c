/* Page 3, for an auditor and a union: the ladder, what else it could be, and how complete the record is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "audit/heaping.h"

#include "inquiry/chart.h"
#include "inquiry/reports.h"
#include "inquiry/sentences.h"

#define TEXT_BYTES 1600u

static void quality_row(struct report *report, const char *words, const uint64_t count[2], const uint64_t of[2])
{
	report_cell(report, "%s", words);
	for (unsigned i = 0; i < 2; i++)
		report_cell(report, "%" PRIu64 " of %" PRIu64, count[i], of[i]);
	for (unsigned i = 0; i < 2; i++)
		report_cell(report, "%.1f %%", of[i] ? 100.0 * (double)count[i] / (double)of[i] : 0.0);
}

/* Exact binomial against half: where nobody makes moments fit, as many lie just over the target as just under it. */
static void heap_row(struct report *report, const struct gate_group *group)
{
	report_cell(report, "arrivals just under the target, of those within 30 s of it");
	for (unsigned i = 0; i < 2; i++)
		report_cell(report, "%" PRIu64 " of %" PRIu64, group[i].just_under,
		            group[i].just_under + group[i].just_over);
	for (unsigned i = 0; i < 2; i++) {
		int64_t under = (int64_t)group[i].just_under, all = under + (int64_t)group[i].just_over;
		report_cell(report, "p %.3f", exp(heaping_of(under, all, 0.5).log_p));
	}
}

static void quality(struct report *report, const struct findings *findings)
{
	const struct gate_group *group = findings->gate_group;
	const struct {
		const char *words;
		uint64_t count[2], of[2];
	} rows[] = {
#define ROW(WORDS, COUNT, OF)                                                                                          \
	{                                                                                                              \
		WORDS, { group[0].COUNT, group[1].COUNT },                                                             \
		{                                                                                                      \
			group[0].OF, group[1].OF                                                                       \
		}                                                                                                      \
	}
		ROW("have the moment on scene, of those known to be served", recorded, served),
		ROW("said to be served, and no unit's moment says so", no_evidence, served),
		ROW("on scene in the moment of the assignment", at_assignment, recorded),
		ROW("on scene before first contact", before_contact, calls),
		ROW("on scene at a whole minute (1 of 60 by itself)", whole_minute[DOCKET_ON_SCENE],
		    known[DOCKET_ON_SCENE]),
		ROW("second calls about an incident", joined, calls),
		ROW("have a number that another call before them has", repeated, calls),
		ROW("came in an hour beside a change of the clock", in_change, calls),
		ROW("assigned, closed, and nothing says how it ended", unexplained, calls),
#undef ROW
	};
	report_say(report, BLOCK_HEADING, "The record itself");
	report_table(report, 5, 1, "What the record shows of its own quality");
	report_cell(report, "what");
	for (unsigned i = 0; i < 4; i++)
		report_cell(report, "%s", findings->matter->spec->group[i % 2].name);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		quality_row(report, rows[i].words, rows[i].count, rows[i].of);
	heap_row(report, group);
}

static void ladder(struct report *report, const struct findings *findings)
{
	const struct spec *spec = findings->matter->spec;
	char alike[200];
	report_say(report, BLOCK_HEADING, "The ladder");
	report_say(
	    report, BLOCK_TEXT,
	    "Each rung compares calls that are alike in more. Priority, load and distance may themselves be how a "
	    "difference is made: a gap that goes away on a rung says where to look, not that all is well.");
	report_picture(report, 900, 60 + 46.0 * spec->rungs, chart_ladder, findings,
	               "The gap on every rung that was declared.");
	report_table(report, 6, 33, "Answered within the target, points of 100 calls");
	report_cell(report, "compared are calls");
	report_cell(report, "gap");
	report_cell(report, "range");
	report_cell(report, "strata");
	report_cell(report, "without counterpart");
	report_cell(report, "flag");
	for (unsigned i = 0; i < spec->rungs; i++) {
		const struct ladder_rung *rung = &findings->rung[i];
		sentence_alike(rung->mask, alike, sizeof alike);
		report_cell(report, "%s", rung->mask ? alike : "as they are");
		if (!rung->gap.known) {
			report_cell(report, "not comparable");
			for (unsigned j = 0; j < 4; j++)
				report_cell(report, "%s", "");
			continue;
		}
		report_cell(report, "%+.2f", 100 * rung->gap.gap);
		report_cell(report, "%+.2f to %+.2f", 100 * rung->gap.low, 100 * rung->gap.high);
		report_cell(report, "%zu", rung->gap.strata);
		report_cell(report, "%.1f %%", 100 * rung->gap.outside);
		report_cell(report, "%s",
		            rung->turned   ? "the sign turns"
		            : rung->halved ? "less than half is left"
		                           : "");
	}
}

static void kinds(struct report *report, const struct findings *findings)
{
	if (findings->kinds < 2)
		return;
	report_say(report, BLOCK_HEADING, "By kind of call");
	report_picture(report, 900, 90 + 24.0 * (double)findings->kinds, chart_kinds, findings,
	               "The gap in each of the %zu most frequent of %zu kinds of call, each by itself.",
	               findings->kinds, findings->kinds_in_all);
	report_table(report, 4, 1,
	             "Answered within the target, points of 100 calls; each range holds for its kind alone");
	report_cell(report, "kind of call");
	report_cell(report, "calls");
	report_cell(report, "gap");
	report_cell(report, "range");
	for (size_t i = 0; i < findings->kinds; i++) {
		const struct class_row *row = &findings->kind[i];
		char name[64];
		factors_label(findings->matter->docket, FACTOR_TYPE, row->word, name, sizeof name);
		report_cell(report, "%s", name);
		report_cell(report, "%zu", row->calls);
		if (row->gap.known) {
			report_cell(report, "%+.1f", 100 * row->gap.gap);
			report_cell(report, "%+.1f to %+.1f", 100 * row->gap.low, 100 * row->gap.high);
		} else {
			report_cell(report, "not comparable");
			report_cell(report, "%s", "");
		}
	}
}

static void sensitivity(struct report *report, const struct findings *findings)
{
	report_say(report, BLOCK_HEADING, "What else it could be");
	report_table(report, 3, 1, "The gap under other choices, points of 100 calls");
	report_cell(report, "choice");
	report_cell(report, "gap");
	report_cell(report, "range");
	for (size_t i = 0; i < findings->sensitivity.rows; i++) {
		const struct sensitivity_row *row = &findings->sensitivity.row[i];
		report_cell(report, "%s", row->words ? row->words : row->label);
		if (row->known) {
			report_cell(report, "%+.2f", 100 * row->gap);
			report_cell(report, "%+.2f to %+.2f", 100 * row->low, 100 * row->high);
		} else {
			report_cell(report, "not comparable");
			report_cell(report, "%s", "");
		}
	}
	if (!isnan(findings->bounds.low))
		report_say(report, BLOCK_TEXT,
		           "Whatever the missing moments were, the difference of all calls lies between %+.1f and "
		           "%+.1f points.",
		           100 * findings->bounds.low, 100 * findings->bounds.high);
	if (!isnan(findings->sensitivity.confounding))
		report_say(report, BLOCK_TEXT,
		           "Something that was not recorded would have to go with both group and answer by a ratio of "
		           "%.2f each to "
		           "make the whole gap, and by %.2f to make its range reach none (confounding strength; "
		           "VanderWeele and "
		           "Ding 2017).",
		           findings->sensitivity.confounding, findings->sensitivity.confounding_limit);
	report_say(
	    report, BLOCK_TEXT,
	    "With this many calls, a gap under %.1f points would have been missed in one of five audits or more.",
	    findings->sensitivity.mde_points);
}

static void write(struct report *report, const struct findings *findings)
{
	char text[TEXT_BYTES] = "";
	report_say(report, BLOCK_TITLE, "For auditors: how much of it stands");
	report_exclusions(report, findings);
	quality(report, findings);
	if (!findings->stated) {
		sentence_refusal(findings, text, sizeof text);
		report_say(report, BLOCK_REFUSAL, "%s", text);
		return;
	}
	report_gap_table(report, findings);
	sentence_chance(findings, text, sizeof text);
	if (text[0])
		report_say(report, BLOCK_TEXT,
		           "%s (Stratified log-rank test, clustered: z = %.2f with %zu clusters. Calls as if "
		           "independent would "
		           "give a variance of %.0f, clusters give %.0f.)",
		           text, findings->log_rank.z, findings->log_rank.clusters, findings->log_rank.v_row,
		           findings->log_rank.v);
	ladder(report, findings);
	kinds(report, findings);
	sensitivity(report, findings);
}

const struct report_page auditor_report_page = { "auditor",
	                                         "for an auditor and a union: ladder, sensitivity, completeness",
	                                         write };
