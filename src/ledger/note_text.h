/* What signed notes, proofs and requests to witnesses are written in: lines, numbers, base64.  One value has one form. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_NOTE_TEXT_H
#define LEDGER_NOTE_TEXT_H

#include "base/bytes.h"

/* The longest that is read: a proof's extra. */
#define NOTE_BASE64_MAX_BYTES 1024u

/* The next line without its end, taken off `rest`; false if none ends there. */
bool note_line(struct bytes *rest, struct bytes *ret_line);
/* Takes a word off the front of a line; false if it does not begin so. */
bool note_word(struct bytes *line, const char *word);
/* Up to 19 digits with no zero before them, and nothing else. */
bool note_number(struct bytes text, uint64_t *ret_number);
/* Base64 (RFC 4648 4) just as it would be written, into `room` of at most NOTE_BASE64_MAX_BYTES. */
bool note_base64(struct bytes text, uint8_t *ret_at, size_t room, size_t *ret_length);
/* The same of just so many bytes. */
bool note_base64_of(struct bytes text, uint8_t *ret_at, size_t bytes);

#endif
