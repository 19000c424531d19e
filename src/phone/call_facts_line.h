/* What the files of call_facts share: a line of facts, and what bodies add.  For call_facts*.c alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_CALL_FACTS_LINE_H
#define PHONE_CALL_FACTS_LINE_H

#include "phone/call_facts.h"

/* Appends "name: value" as one line; nothing if there is no value or no room. */
void call_facts_line(struct buffer *facts, const char *name, struct bytes value);
void call_facts_read_body(const struct sip_message *message, struct call_facts *facts);

#endif
