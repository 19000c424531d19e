/* Cases side by side: a table, an object for programs, a picture, and what became of each call. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_REPORT_H
#define WHATIF_REPORT_H

#include "whatif/cases.h"

/* Writes the table, one column a case; STATUS_MEMORY. */
enum status report_tell(const struct cases *cases, struct buffer *text);
/* Writes one JSON object. */
enum status report_tell_json(const struct cases *cases, struct buffer *text);
/* One row a call and case: case, call, priority, unit, milliseconds from first contact to arrival, hospital. */
enum status report_calls(const struct cases *cases, struct buffer *text);
/*
 * Draws, as SVG: how long calls waited in each case, and on the roads what share of each place's calls was reached
 * within the target.  STATUS_IO: the file cannot be written.  STATUS_MEMORY.
 */
enum status report_draw(const struct cases *cases, const char *title, const char *path);

#endif
