/* Lines of a map's text and the numbers in them, for the readers of this room. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROADS_LINE_H
#define ROADS_LINE_H

#include "base/bytes.h"

/* The text and where we are in it; `line` counts from 1 once road_line_next was called. */
struct road_lines {
	struct bytes text;
	size_t at;
	uint64_t line;
};

/* The next line without its end (LF or CR LF); false after the last. */
bool road_line_next(struct road_lines *lines, struct bytes *ret_line);
/* Takes the next word (parted by blanks) off the front of the rest of a line; false where there is none. */
bool road_line_word(struct bytes *rest, struct bytes *ret_word);
/* Takes the text up to the next comma off the front; false where nothing is left. */
bool road_line_cell(struct bytes *rest, struct bytes *ret_cell);
/* A whole decimal number, a minus allowed where `low` is below 0, from low to high; false if it is anything else. */
bool road_line_number(struct bytes word, int64_t low, int64_t high, int64_t *ret_number);
/*
 * A decimal as programs print it ("1.0", "-73.98", "5.09e-6") times 10^`shift`, rounded half away from zero; no float
 * is involved, digits past the 18th significant one are dropped.  False if it is anything else or leaves low..high.
 */
bool road_line_decimal(struct bytes word, int shift, int64_t low, int64_t high, int64_t *ret_number);

#endif
