/* A command that a recheck sees as it would in a fold of the record. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_CONTROL_SEEN_H
#define TEST_CONTROL_SEEN_H

#include "control/recheck.h"
#include "core/center.h"

/* Asks, and lets the recheck see the entry as a fold would: before and after the folded board has it. */
static inline void ask_seen(struct center_test *center, struct recheck *recheck, struct command command)
{
	struct buffer text = { 0 };
	struct stored_entry stored = { 0 };
	command.asker = ASKER_CENTER;
	CHECK(decide(&center->decision, center->board, &command, center->now) == STATUS_OK);
	CHECK(center->decision.refusal == REFUSAL_NONE);
	buffer_clear(&center->body);
	CHECK(codec_write_body(&center->decision, &center->body) == STATUS_OK);
	CHECK(codec_write_text(&command, &text) == STATUS_OK);
	stored.entry = (struct entry){ .sequence = board_center(center->board)->sequence,
		                       .body = buffer_bytes(&center->body),
		                       .text = buffer_bytes(&text) };
	CHECK(recheck_before(recheck, center->folded, &stored) == STATUS_OK);
	CHECK(codec_fold(center->folded, stored.entry.body) == STATUS_OK);
	CHECK(recheck_after(recheck, center->folded, &stored) == STATUS_OK);
	buffer_close(&text);
}

#endif
