/* One entry as canonical bytes: the command and what it came to (body), and the words that came with it (text). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_CODEC_H
#define CORE_CODEC_H

#include "base/bytes.h"
#include "core/board.h"
#include "core/decide.h"

/* 3: debts of units and of notices, and where a unit was spoken of before. */
#define CODEC_VERSION 3u

/* What stands before the events in a body. */
struct entry_head {
	struct instant at;
	uint64_t digest;        /* of the board after the entry */
	struct command command; /* its texts are empty; they stand in the entry's text */
	uint32_t events;
};

/* Reads a body from front to back; borrows its bytes. */
struct entry_reader {
	struct bytes rest;
	uint32_t left; /* events not read */
};

/* Appends the body of what was decided; statuses of buffer_append. */
enum status codec_write_body(const struct decision *decision, struct buffer *buffer);
/* Appends the texts of a command; nothing if it has none. */
enum status codec_write_text(const struct command *command, struct buffer *buffer);

/*
 * Reads the head, after which the reader stands before the first event.
 *   STATUS_MALFORMED  the bytes are no body; STATUS_VERSION they are of another version
 */
enum status codec_read_head(struct bytes body, struct entry_head *ret_head, struct entry_reader *ret_reader);
/* Reads the next event; STATUS_ENDED after the last, when nothing may be left over; STATUS_MALFORMED. */
enum status codec_read_event(struct entry_reader *reader, struct event *ret_event);
/* Reads the texts into a command, borrowed from `text`; STATUS_MALFORMED. */
enum status codec_read_text(struct bytes text, struct command *command);

/*
 * Folds a body into the board as its next entry, and compares the digest.
 *   STATUS_CORRUPT    the board comes out otherwise than it did when the entry was made
 *   STATUS_MALFORMED, STATUS_VERSION, STATUS_MEMORY, STATUS_LIMIT  as above; the board is spoiled
 */
enum status codec_fold(struct board *board, struct bytes body);

#endif
