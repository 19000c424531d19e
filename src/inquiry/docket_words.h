/* The words of a docket on disk, read from bytes and written as bytes; docket_folder.h says how they stand there. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_WORDS_H
#define INQUIRY_DOCKET_WORDS_H

#include "history/names.h"

/* Zero-initialised; the caller closes it. */
struct docket_words {
	struct names names;
	struct buffer title, zone; /* with a NUL behind them */
	size_t whole_bytes;        /* of the text up to the end of its last whole line */
};

void docket_words_close(struct docket_words *words);
/* STATUS_MALFORMED, and ret_fault (static) says why; STATUS_LIMIT, STATUS_MEMORY. */
enum status docket_words_read(struct bytes text, struct docket_words *words, const char **ret_fault);
/* Appends the three lines that stand before all words; then any words, each a line. */
enum status docket_words_begin(const char *title, const char *zone, struct buffer *text);
enum status docket_words_append(const char *word, struct buffer *text);

#endif
