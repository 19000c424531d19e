/* The pieces that SIP's fields are made of: blanks, tokens, numbers, quotes and lists (RFC 3261 section 25.1); only for the
 * readers of this room.  Each looks at every byte at most once.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_LEXIS_H
#define WIRE_SIP_LEXIS_H

#include "wire/sip_message.h"
#include "wire/text.h"

/* The marks that stand beside letters and digits in a token, and in what a URI leaves bare ("unreserved"). */
#define SIP_TOKEN_MARKS "-.!%*_+`'~"
#define SIP_URI_MARKS "-_.!~*'()"

/* The line ends inside a folded value count as blanks (RFC 3261 7.3.1). */
static inline bool sip_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What lies behind the first `count` bytes. */
static inline struct bytes sip_behind(struct bytes text, size_t count)
{
	return count ? bytes_of(text.at + count, text.length - count) : text;
}

struct bytes sip_trim(struct bytes text);
/* The run of non-blanks at its beginning. */
struct bytes sip_word(struct bytes text);
/* Where such a byte first is, outside of quotes and, unless it is '<' that is wanted, outside of <>; what is not closed runs to the end. */
size_t sip_find_outside(struct bytes text, char wanted);
/* Of a text that begins with '"': where the quote is that closes it; the length if there is none. */
size_t sip_quote_end(struct bytes text);
/* Whether it is made of letters, digits, `marks` and, where told, escapes such as %20; nothing is not. */
bool sip_made_of(struct bytes text, const char *marks, bool escapes);
bool sip_token(struct bytes text);
/* Takes the next item, blanks off; false when there is none.  Nothing, but somewhere, is one item without bytes. */
bool sip_item(struct bytes *rest, char separator, struct bytes *ret_item);
/* Whether what stands between a field's semicolons has the form of parameters ("generic-param"). */
bool sip_params_formed(struct bytes params);
/* "host:port", the brackets of an IPv6 address taken off; false if it does not have its form. */
bool sip_host_read(struct bytes text, struct bytes *ret_host, uint16_t *ret_port);
/* A field's line, its folds with it: "name : value".  False if it does not have this form. */
bool sip_field_read(struct bytes line, struct bytes *ret_name, struct bytes *ret_value);
/* SIP_OTHER_NAME if it is none of the list; compact forms too. */
enum sip_name sip_name_named(struct bytes text);

#endif
