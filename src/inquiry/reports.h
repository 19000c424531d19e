/* The reports of an audit, one file each: what a mayor, a supervisor, an auditor and a court need to see. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_REPORTS_H
#define INQUIRY_REPORTS_H

#include "inquiry/findings.h"
#include "inquiry/report.h"

enum report_kind {
#define REPORT(NAME) REPORT_##NAME,
#include "inquiry/reports.def"
#undef REPORT
	REPORT_COUNT
};

/* What a file of a report gives. */
struct report_page {
	const char *name, *words;
	void (*write)(struct report *report, const struct findings *findings);
};

#define REPORT(NAME) extern const struct report_page NAME##_report_page;
#include "inquiry/reports.def"
#undef REPORT

const struct report_page *report_page_of(enum report_kind kind);
/* REPORT_COUNT: there is none of that name. */
enum report_kind report_page_find(const char *name);

/* Writes pages one behind the other into one report, opened here and closed by the caller; borrows the findings.
 * `kinds` is 1 << enum report_kind of each. */
void reports_make(const struct findings *findings, uint32_t kinds, struct report *report);

/* What more than one report shows. */
void report_gap_table(struct report *report, const struct findings *findings);
void report_exclusions(struct report *report, const struct findings *findings);
void report_completeness(struct report *report, const struct findings *findings);

#endif
