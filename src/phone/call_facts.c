/* What a message that calls for help says of caller and place, for people to read. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/call_facts.h"

#include "phone/call_facts_line.h"

/* Lines of facts end here: what is beyond stays in the message itself. */
#define FACTS_MAX_BYTES 16384u

/* Appends a line; a value with line ends in it would be taken for another fact, so they become blanks. */
void call_facts_line(struct buffer *facts, const char *name, struct bytes value)
{
	call_facts_line_within(facts, name, value, FACTS_MAX_BYTES);
}

void call_facts_line_within(struct buffer *facts, const char *name, struct bytes value, size_t most_bytes)
{
	if (!value.length || facts->length + value.length > most_bytes)
		return;
	size_t from = facts->length;
	bool good = buffer_print(facts, "%s: ", name) == STATUS_OK && buffer_append(facts, value) == STATUS_OK &&
	            buffer_append_text(facts, "\n") == STATUS_OK;
	if (!good) {
		facts->length = from;
		return;
	}
	for (size_t i = from; i + 1 < facts->length; i++)
		if (facts->at[i] < ' ' || facts->at[i] == 127)
			facts->at[i] = ' ';
	if (!bytes_are_utf8(bytes_of(facts->at + from, facts->length - from)))
		for (size_t i = from; i + 1 < facts->length; i++)
			if (facts->at[i] >= 0x80)
				facts->at[i] = '?';
}

void call_facts_add(struct call_facts *facts, const char *name, struct bytes value)
{
	call_facts_line(&facts->facts, name, value);
}

static void keep(struct buffer *buffer, struct bytes bytes)
{
	if (!buffer->length && bytes.length && bytes_are_utf8(bytes))
		(void)!buffer_append(buffer, bytes); /* for want of memory it is left out; the message has it */
}

/* Who is asserted goes before who says so himself (RFC 3325), and is shown as such. */
static void read_caller(const struct sip_message *message, struct call_facts *facts)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address asserted;
	struct bytes item;
	while (sip_message_next(message, SIP_P_ASSERTED_IDENTITY, &cursor, &item)) {
		call_facts_line(&facts->facts, "asserted", item);
		if (!sip_address_read(item, &asserted))
			continue;
		keep(&facts->caller, asserted.display);
		keep(&facts->contact, asserted.uri_text);
	}
	keep(&facts->caller, message->from.display);
	keep(&facts->contact, message->from.uri_text);
	call_facts_line(&facts->facts, "from", sip_message_header(message, SIP_FROM, 0));
	call_facts_line(&facts->facts, "contact", sip_message_header(message, SIP_CONTACT, 0));
	call_facts_line(&facts->facts, "agent", sip_message_header(message, SIP_USER_AGENT, 0));
}

static void read_headers(const struct sip_message *message, struct call_facts *facts)
{
	static const struct {
		enum sip_name name;
		const char *fact;
	} rows[] = { { SIP_CALL_INFO, "info" },       { SIP_GEOLOCATION, "geolocation" },
		     { SIP_PRIORITY, "priority" },    { SIP_RESOURCE_PRIORITY, "resource_priority" },
		     { SIP_HISTORY_INFO, "history" }, { SIP_PRIVACY, "privacy" },
		     { SIP_SUBJECT, "subject" },      { SIP_REFERRED_BY, "referred_by" } };
	call_facts_line(&facts->facts, "asked_for", message->uri_text);
	call_facts_line(&facts->facts, "call_id", message->call_id);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sip_cursor cursor = { 0 };
		struct bytes item;
		while (sip_message_next(message, rows[i].name, &cursor, &item))
			call_facts_line(&facts->facts, rows[i].fact, item);
	}
	for (unsigned fault = 0; fault < SIP_FAULT_COUNT; fault++)
		if (message->faults >> fault & 1)
			call_facts_line(&facts->facts, "fault", bytes_of_text(sip_fault_words(fault)));
}

void call_facts_read(const struct sip_message *message, struct call_facts *ret_facts)
{
	*ret_facts = (struct call_facts){ 0 };
	read_caller(message, ret_facts);
	read_headers(message, ret_facts);
	call_facts_read_body(message, ret_facts);
	call_facts_read_told(message, ret_facts);
}

void call_facts_close(struct call_facts *facts)
{
	struct buffer *all[] = { &facts->caller, &facts->contact, &facts->place,
		                 &facts->words,  &facts->facts,   &facts->sdp };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
}

void call_facts_put(const struct call_facts *facts, struct parcel *parcel)
{
	parcel->text[PARCEL_TEXT_CALLER] = buffer_bytes(&facts->caller);
	parcel->text[PARCEL_TEXT_CONTACT] = buffer_bytes(&facts->contact);
	parcel->text[PARCEL_TEXT_PLACE] = buffer_bytes(&facts->place);
	parcel->text[PARCEL_TEXT_WORDS] = buffer_bytes(&facts->words);
	parcel->text[PARCEL_TEXT_FACTS] = buffer_bytes(&facts->facts);
	parcel->lat_e7 = facts->lat_e7;
	parcel->lon_e7 = facts->lon_e7;
	parcel->uncertainty_m = facts->uncertainty_m;
}
