/* Words, lines and numbers inside borrowed bytes, as the formats of the wire write them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_TEXT_H
#define WIRE_TEXT_H

#include "base/bytes.h"

/* A letter of ASCII made small. */
static inline uint8_t text_lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* Whether a byte is one of these; a NUL never is. */
bool text_among(uint8_t byte, const char *marks);
/* Without the blanks, tabs, line ends and NULs at its ends. */
struct bytes text_trim(struct bytes text);
/* Whether it says the same; letters of ASCII without case. */
bool text_same(struct bytes text, const char *other);
/* Whether it begins so; letters of ASCII without case. */
bool text_begins(struct bytes text, const char *beginning);
/* All from `from` on, or the first `length` bytes; both allow numbers past the end. */
struct bytes text_from(struct bytes text, size_t from);
struct bytes text_first(struct bytes text, size_t length);
/* Where a byte first stands; its length if it does not. */
size_t text_find(struct bytes text, uint8_t byte);

/* Takes the next line off *rest, its CR LF, LF or the end not counted; false if there is none. */
bool text_line(struct bytes *rest, struct bytes *ret_line);
/* Takes the next word off *rest: up to a blank, tab, line end or one of `also`; false if there is none. */
bool text_word(struct bytes *rest, const char *also, struct bytes *ret_word);
/* A decimal number up to `most`; false if it is anything else. */
bool text_count(struct bytes text, uint64_t most, uint64_t *ret_count);
/* A decimal fraction with sign and exponent (xs:double without INF and NaN); false if it is anything else. */
bool text_number(struct bytes text, double *ret_number);

#endif
