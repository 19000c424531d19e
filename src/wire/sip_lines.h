/* The lines of a SIP message's head, as they stand: what a transaction copies into its ACK and CANCEL, and no more.
 * It takes any bytes, but judges nothing; wire/sip_message does.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_SIP_LINES_H
#define WIRE_SIP_LINES_H

#include "base/bytes.h"

struct sip_line {
	struct bytes name;
	struct bytes value; /* blanks at its ends off; a folded line's CR LF stays inside */
};

/* What a request begins with. */
struct sip_start {
	struct bytes method;
	struct bytes uri;
};

/* Whether a message begins "METHOD URI SIP/". */
bool sip_lines_start(struct bytes message, struct sip_start *ret_start);
/* What lies behind the start line. */
struct bytes sip_lines_rest(struct bytes message);
/* Takes the next field off the rest; false at the end of the head. */
bool sip_lines_next(struct bytes *rest, struct sip_line *ret_line);
bool sip_lines_named(const struct sip_line *line, const char *name, char compact);
/* The value of a message's first field of a name (its compact form, or 0); no bytes if there is none. */
struct bytes sip_lines_field(struct bytes message, const char *name, char compact);
/* The first of a value's items, commas parted. */
struct bytes sip_lines_item(struct bytes value);
/* A parameter's value behind ';', outside of quotes and <>; no bytes if there is none. */
struct bytes sip_lines_param(struct bytes item, const char *name);

#endif
