/* The annex, for a court: the declaration, every analysis that was run, and how to compute it again without us. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "inquiry/reports.h"
#include "inquiry/sentences.h"

static void p_cell(struct report *report, double log_p)
{
	if (isnan(log_p))
		report_cell(report, "%s", "");
	else if (log_p < log(1e-4))
		report_cell(report, "10^%.1f", log_p / log(10));
	else
		report_cell(report, "%.4f", exp(log_p));
}

static void row(struct report *report, bool known, const char *what, const char *estimate, double low, double high,
                double log_p)
{
	report_cell(report, "%s", what);
	report_cell(report, "%s", known ? estimate : "the data do not bear it");
	if (known && !isnan(low))
		report_cell(report, "%.3f to %.3f", low, high);
	else
		report_cell(report, "%s", "");
	p_cell(report, known ? log_p : (double)NAN);
}

static void bands(struct report *report, const struct findings *findings, unsigned which)
{
	for (unsigned i = 0; i < FINDINGS_BANDS && findings->drill.cox[which].banded; i++) {
		const struct hazard_band *band = &findings->drill.cox[which].band[i];
		char what[96], estimate[64];
		(void)snprintf(what, sizeof what, "  they do not: from %.0f to %.0f s, %zu calls", band->from_s,
		               band->to_s, band->events);
		(void)snprintf(estimate, sizeof estimate, "hazard ratio %.4f", band->hazard_ratio);
		if (band->to_s > 0)
			row(report, band->known, what, estimate, band->low, band->high, (double)NAN);
	}
}

static void drill(struct report *report, const struct findings *findings)
{
	char text[96];
	report_say(report, BLOCK_HEADING, "All analyses, whatever they came to");
	report_table(report, 4, 3, "Ratios are %s to %s; p beside each", findings->matter->spec->group[1].name,
	             findings->matter->spec->group[0].name);
	report_cell(report, "method");
	report_cell(report, "estimate");
	report_cell(report, "range of 95 in 100");
	report_cell(report, "p");
	(void)snprintf(text, sizeof text, "z %.4f", findings->log_rank.z);
	row(report, findings->log_rank.known, "stratified log-rank, clustered", text, (double)NAN, (double)NAN,
	    findings->log_rank.log_p);
	for (unsigned i = 0; i < 2; i++) {
		(void)snprintf(text, sizeof text, "hazard ratio %.4f", findings->drill.cox[i].hazard_ratio);
		row(report, findings->drill.cox[i].known,
		    i ? "Cox, closed without a unit; by strata, Efron, clustered"
		      : "Cox, answered; by strata, Efron, clustered",
		    text, findings->drill.cox[i].low, findings->drill.cox[i].high, findings->drill.cox[i].log_p);
		if (findings->drill.cox[i].known)
			row(report, true, "  do hazards stay proportional? (Grambsch and Therneau)", "", (double)NAN,
			    (double)NAN, log(findings->drill.cox[i].drift_p));
		bands(report, findings, i);
	}
	(void)snprintf(text, sizeof text, "subdistribution ratio %.4f", findings->drill.fine_gray.ratio);
	row(report, findings->drill.fine_gray.known, "Fine and Gray, answered", text, findings->drill.fine_gray.low,
	    findings->drill.fine_gray.high, findings->drill.fine_gray.log_p);
	for (unsigned i = 0; i < 2; i++) {
		(void)snprintf(text, sizeof text, "statistic %.4f", findings->drill.gray[i].statistic);
		row(report, findings->drill.gray[i].known,
		    i ? "Gray, closed without a unit; by strata" : "Gray, answered; by strata", text, (double)NAN,
		    (double)NAN, findings->drill.gray[i].log_p);
	}
	(void)snprintf(text, sizeof text, "odds ratio %.4f (crude %.4f)", findings->drill.mantel_haenszel.odds_ratio,
	               findings->drill.mantel_haenszel.crude_odds_ratio);
	row(report, findings->drill.mantel_haenszel.known,
	    findings->drill.mantel_haenszel.reversed
	        ? "Mantel and Haenszel, not answered in time; THE SIGN TURNS by strata"
	        : "Mantel and Haenszel, not answered in time",
	    text, findings->drill.mantel_haenszel.odds_low, findings->drill.mantel_haenszel.odds_high,
	    findings->drill.mantel_haenszel.log_p);
	(void)snprintf(text, sizeof text, "%zu relabelings%s", findings->drill.permutation.relabelings,
	               findings->drill.permutation.exact ? ", all there are" : "");
	row(report, findings->drill.permutation.known, "relabeling of whole clusters", text, (double)NAN, (double)NAN,
	    log(findings->drill.permutation.p));
	(void)snprintf(text, sizeof text, "chance %.4f", findings->drill.pairs.chance);
	row(report, findings->drill.pairs.known, "of two calls of one stratum, one of each: B's waited longer than A's",
	    text, findings->drill.pairs.low, findings->drill.pairs.high, (double)NAN);
	(void)snprintf(text, sizeof text, "%zu pairs: %zu longer, %zu shorter, %zu alike", findings->drill.pairs.pairs,
	               findings->drill.pairs.longer, findings->drill.pairs.shorter, findings->drill.pairs.same);
	if (!isnan(findings->drill.pairs.gamma)) {
		char gamma[48];
		(void)snprintf(gamma, sizeof gamma, "gamma %.2f", findings->drill.pairs.gamma);
		row(report, true, "  a hidden cause would have to sway a pair so much (Rosenbaum)", gamma, (double)NAN,
		    (double)NAN, (double)NAN);
	}
	row(report, findings->drill.pairs.pairs > 0, "nearest pairs, no more than a minute apart: B's waited", text,
	    (double)NAN, (double)NAN, (double)NAN);
}

static void formulas(struct report *report)
{
	report_say(report, BLOCK_HEADING, "How it was computed");
	report_say(
	    report, BLOCK_TEXT,
	    "Shares by time: Aalen and Johansen 1978; a call closed without a unit stays among all calls. Gap: sum "
	    "over "
	    "strata of n_s / n (share of B - share of A), strata in which both occur; its error by influences summed "
	    "within clusters. Fractiles: order statistics of all calls, ranges by binomial ranks, differences by "
	    "MOVER. "
	    "Test: stratified log-rank, whoever was never answered kept waiting to the horizon, scores summed within "
	    "clusters and centred. Districts: funnel with winsorised over-dispersion (Spiegelhalter 2005), then "
	    "Benjamini and Hochberg 1995. Weeks: normal-mixture confidence sequence (Howard and others 2021).");
	report_say(
	    report, BLOCK_TEXT,
	    "Beside this report lie the spec, the count cube, the checkpoint and verify.R, which computes the headline "
	    "again in base R and the package survival, and stops if it differs.");
}

static void runs(struct report *report, const struct findings *findings)
{
	report_say(report, BLOCK_HEADING, "Every spec that was run on this record");
	if (!findings->runs.length) {
		report_say(report, BLOCK_TEXT,
		           "Nobody can tell from this record: runs are on it only where a center's own ledger was "
		           "audited.");
		return;
	}
	report_table(report, 1, 1, "As the ledger has them");
	report_cell(report, "run");
	const char *at = (const char *)findings->runs.at, *end = at + findings->runs.length;
	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		line = line ? line : end;
		report_cell(report, "%.*s", (int)(line - at), at);
		at = line + 1;
	}
}

static void write(struct report *report, const struct findings *findings)
{
	char text[2400] = "";
	report_say(report, BLOCK_TITLE, "Annex: the declaration, all analyses, and how to compute them again");
	report_say(report, BLOCK_TEXT, "%s", findings->declared);
	report_say(report, BLOCK_TEXT, "Audited: %s", findings->checkpoint_words);
	report_say(
	    report, BLOCK_TEXT,
	    "Condition: what page 1 says. Criteria: the smallest difference that matters, %g points, and the target of "
	    "%u s, both from the declaration. Effect: the table of page 3. Cause: not determined; this audit does not "
	    "test why.",
	    findings->matter->spec->smallest_points, findings->matter->spec->target_s);
	if (findings->stated) {
		drill(report, findings);
	} else {
		sentence_refusal(findings, text, sizeof text);
		report_say(report, BLOCK_REFUSAL, "%s", text);
	}
	runs(report, findings);
	formulas(report);
}

const struct report_page court_report_page = { "court", "the annex for a court: declaration, all analyses, bundle",
	                                       write };
