/* Each different word once, under a number: call numbers, units, types, dispositions as a city writes them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef HISTORY_NAMES_H
#define HISTORY_NAMES_H

#include "base/bytes.h"

#define NAMES_MAX 100000000u

/* Zero-initialised it is empty; number 0 is the empty word. */
struct names {
	struct buffer text; /* every word, NUL-ended */
	size_t *begin;      /* by number - 1 */
	uint32_t count;
	uint32_t room;
	uint32_t *slot; /* open addressing: numbers */
	uint32_t slots; /* a power of two, or 0 */
};

void names_close(struct names *names);
/* The number of a word, which is new if it was not there; STATUS_LIMIT beyond NAMES_MAX, STATUS_MEMORY. */
enum status names_add(struct names *names, struct bytes word, uint32_t *ret_number);
/* A word, NUL-ended, borrowed until the next names_add. */
const char *names_word(const struct names *names, uint32_t number);

#endif
