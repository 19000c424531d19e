/* A case file in the making: what belongs to some calls, gathered from a record. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_CASE_FILE_H
#define CMD_CASE_FILE_H

#include <jansson.h>
#include <stdio.h>

#include "core/board.h"
#include "inquiry/report.h"
#include "publish/public_log.h"

#define CALLS_OF_CASE_MAX 256u
#define POLICIES_OF_CASE_MAX 64u

struct case_entry {
	uint64_t sequence;
	bool recommendation;
};

/* Something that the report tells of by itself. */
struct case_event {
	uint64_t sequence;
	struct instant at;
	struct event event;
};

/* Somebody looked into it once it was over. */
struct case_look {
	struct instant at;
	uint32_t agent;
	char *reason; /* NUL-ended; ours */
};

struct case_file {
	const char *data, *folder;
	uint32_t call[CALLS_OF_CASE_MAX], incident[CALLS_OF_CASE_MAX], calls;
	uint32_t policy[POLICIES_OF_CASE_MAX], policies;
	struct buffer proved[POLICIES_OF_CASE_MAX]; /* what was proved of each, as it lies on record */
	uint32_t shown;                             /* a bit a slot */
	struct board *board;
	struct public_log *log;
	struct record_keys *keys; /* NULL: it is in clear */
	struct case_entry *entry;
	uint32_t entries, room;
	struct case_event *event;
	uint32_t events, event_room;
	struct case_look *look;
	uint32_t looks;
	FILE *page;
	struct report report; /* the same for readers: case.html and case.pdf */
	bool failed;
};

/* Whether the report tells of such an event beside the entry that it stands in. */
bool case_report_wants(enum event_kind kind);
/* Begins it, up to the heads of what happened; each entry of that follows by case_report_entry, in order, with the slots that its receipt
 * shows. */
void case_report_begin(struct case_file *c);
void case_report_entry(struct case_file *c, const struct case_entry *entry, const json_t *shows);
/* Ends it: who was recommended and who was sent, by which policy, what was disclosed, how to check it. */
void case_report_end(struct case_file *c);
/* Writes case.html and case.pdf into the folder.  STATUS_IO, STATUS_MEMORY. */
enum status case_report_write(struct case_file *c);

#endif
