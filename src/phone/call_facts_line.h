/* What the files of call_facts share: a line of facts, and what bodies add.  For call_facts*.c alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_CALL_FACTS_LINE_H
#define PHONE_CALL_FACTS_LINE_H

#include "phone/call_facts.h"
#include "wire/verstat.h"

/* Appends "name: value" as one line; nothing if there is no value or no room. */
void call_facts_line(struct buffer *facts, const char *name, struct bytes value);
/* The same as long as all facts together stay within so many bytes. */
void call_facts_line_within(struct buffer *facts, const char *name, struct bytes value, size_t most_bytes);
/* What policies may ask of the message, each as "told: TYPE:NAME=VALUE" (docs/policy.md). */
void call_facts_read_told(const struct sip_message *message, struct call_facts *facts);
/* What the network says of the number: of who is asserted, else of who says so himself. */
enum verstat call_facts_verstat(const struct sip_message *message);
void call_facts_read_body(const struct sip_message *message, struct call_facts *facts);

#endif
