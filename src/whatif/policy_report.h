/* What two policies made of recorded calls: a table for people, an object for programs, a picture, and a row a call. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_POLICY_REPORT_H
#define WHATIF_POLICY_REPORT_H

#include "whatif/policy_run.h"

/* Kinds of calls that are told; the rest are summed up. */
#define POLICY_CHANGES_MAX 40u
/* NENA-STA-020.1 2.2.1: nine of ten calls answered within 15 s, 19 of 20 within 20 s. */
#define ANSWER_MOST_S 15u
#define ANSWER_NEARLY_ALL_S 20u

/* STATUS_MEMORY */
enum status policy_report_tell(const struct policy_run *run, struct buffer *text);
enum status policy_report_json(const struct policy_run *run, struct buffer *text);
/* One row a call: its number, moment, both ways with rules, both waits, both answers; CSV. */
enum status policy_report_calls(const struct policy_run *run, struct buffer *text);
/* Draws, as SVG, how long calls waited under each, and where they went first.  STATUS_IO, STATUS_MEMORY. */
enum status policy_report_draw(const struct policy_run *run, const char *title, const char *path);

/* What both the table and the picture need. */
struct policy_waits {
	uint32_t calls, answered;           /* by the queues' run; without one, by the latest moment */
	uint32_t within_15, within_20;      /* of all calls, those never answered among them */
	int64_t p50_us, p90_us, longest_us; /* of all calls; INT64_MAX: not answered */
};
/* The waits of one side in rising order, -1 as INT64_MAX: new, the caller frees it; NULL: no memory. */
int64_t *policy_waits_sorted(const struct policy_run *run, unsigned which, struct policy_waits *ret_waits);

/* A kind: calls that went one way before and another after. */
struct policy_change {
	uint32_t before, after; /* routes */
	uint32_t response_before, response_after;
	uint32_t calls;
	uint32_t example; /* the first of them, its index */
};
/* By falling number of calls, only those that differ; new, *ret_count of them; NULL: no memory. */
struct policy_change *policy_changes(const struct policy_run *run, uint32_t *ret_count);

#endif
