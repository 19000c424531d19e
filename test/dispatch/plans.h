/* Plans for tests: a few lines around what a test is about, and the example of the documents. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_DISPATCH_PLANS_H
#define TEST_DISPATCH_PLANS_H

#include "dispatch/run_card.h"

#include "check.h"

#define PLAN_HEAD                                                                                                      \
	"plan: p\nzone: Europe/Lisbon\ncapabilities: [engine, ladder, als]\n"                                          \
	"areas: [{name: sq, polygon: [[0, 0], [2, 0], [2, 2], [0, 2]]}]\n"
#define PLAN_LAST "  - {name: rest, alarms: {1: [{need: any}]}}\n"

/* Reads a plan that must be good; ret_warnings, if not NULL, gets what it was warned of, to be freed. */
static inline struct plan plan_of(const char *text, char **ret_warnings)
{
	struct problems problems = { 0 }, warnings = { 0 };
	struct plan plan = { 0 };
	CHECK(run_card_read(bytes_of_text(text), "plan", &problems, &warnings, &plan) == STATUS_OK);
	CHECK(buffer_append(&problems.text, bytes_of("", 1)) == STATUS_OK);
	CHECK(buffer_append(&warnings.text, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)problems.text.at, "");
	buffer_close(&problems.text);
	if (ret_warnings)
		*ret_warnings = (char *)warnings.text.at;
	else
		buffer_close(&warnings.text);
	return plan;
}

#endif
