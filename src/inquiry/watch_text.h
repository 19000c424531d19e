/* What the watches saw, as text for people and as JSON for programs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_WATCH_TEXT_H
#define INQUIRY_WATCH_TEXT_H

#include "base/bytes.h"
#include "inquiry/watch_run.h"

/*
 * Appends a table a watch: the rows that are marked, in their order, and of the others how many there are; bands of
 * waits are all shown.  Labels are as the record has them, but for control characters, which become
 * question marks.  STATUS_MEMORY, STATUS_LIMIT.
 */
enum status watch_text_table(const struct watch_run *run, const struct watch_input *input, struct buffer *text);
/* Appends everything, at 12 significant digits; what could not be told is null.  STATUS_MEMORY, STATUS_LIMIT. */
enum status watch_text_json(const struct watch_run *run, const struct watch_input *input, struct buffer *text);

#endif
