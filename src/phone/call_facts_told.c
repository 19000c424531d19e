/* What policies may ask of a message that calls for help, in their own terms: headers, types of parts, media, elements of data.
 *
 * The edge reads it, where what strangers send is read; the center looks it up when it decides a call's way, and it lies on
 * record with the call, so that the decision can be made again.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "phone/call_facts_line.h"
#include "wire/additional_data.h"
#include "wire/multipart.h"
#include "wire/sdp.h"
#include "wire/text.h"
#include "wire/xml.h"

/* All lines together; what is beyond is left out, and said: such a condition finds nothing. */
#define TOLD_MAX_BYTES 49152u
#define TOLD "told"
#define TOLD_CUT "told_cut"

struct telling {
	struct buffer *facts;
	struct buffer line;
	bool cut;
};

static bool has(const struct buffer *facts, const struct buffer *beginning)
{
	return facts->length && memmem(facts->at, facts->length, beginning->at, beginning->length) != NULL;
}

/* Of what comes twice the first counts. */
static void tell(struct telling *telling, const char *type, struct bytes name, struct bytes value)
{
	struct buffer *line = &telling->line;
	if (telling->cut)
		return;
	buffer_clear(line);
	bool good = buffer_print(line, TOLD ": %s%s", type, name.length ? ":" : "") == STATUS_OK &&
	            buffer_append(line, name) == STATUS_OK && buffer_append_text(line, "=") == STATUS_OK;
	if (!good || has(telling->facts, line) || buffer_append(line, value) != STATUS_OK)
		return;
	if (telling->facts->length + line->length > TOLD_MAX_BYTES)
		telling->cut = true;
	else
		call_facts_line_within(telling->facts, TOLD,
		                       bytes_of(line->at + sizeof TOLD ": " - 1, line->length - sizeof TOLD ": " + 1),
		                       TOLD_MAX_BYTES);
}

static void tell_text(struct telling *telling, const char *type, const char *name, struct bytes value)
{
	tell(telling, type, bytes_of_text(name), value);
}

static void tell_headers(struct telling *telling, const struct sip_message *message)
{
	for (uint32_t i = 0; i < message->headers; i++) {
		const struct sip_header *header = &message->header[i];
		const char *written = sip_name_written(header->name);
		tell(telling, "SipHeader", written ? bytes_of_text(written) : header->given, header->value);
	}
}

/* The media type without its parameters. */
static struct bytes bare_type(struct bytes type)
{
	const uint8_t *end = type.length ? memchr(type.at, ';', type.length) : NULL;
	return text_trim(end ? bytes_of(type.at, (size_t)(end - type.at)) : type);
}

static void tell_languages(struct telling *telling, const char *medium, struct bytes tags)
{
	char name[64];
	while (tags.length) {
		const uint8_t *blank = memchr(tags.at, ' ', tags.length);
		size_t length = blank ? (size_t)(blank - tags.at) : tags.length;
		if (length && length < sizeof name - 16 && tags.at[0] != '*') {
			struct buffer whole = { 0 };
			if (buffer_print(&whole, "%s %.*s", medium, (int)length, (const char *)tags.at) == STATUS_OK)
				tell(telling, "SdpOffer", buffer_bytes(&whole), bytes_of_text("1"));
			buffer_close(&whole);
		}
		tags = blank ? bytes_of(blank + 1, tags.length - length - 1) : bytes_of(tags.at, 0);
	}
}

/* i3's names of media: text in real time is m=text (RFC 4103), messages are m=message (MSRP); both are text. */
static void tell_offer(struct telling *telling, struct bytes session)
{
	static const struct {
		const char *medium, *languages;
	} names[SDP_KIND_COUNT] = { [SDP_AUDIO] = { "audio", "langAudio" },
		                    [SDP_VIDEO] = { "video", "langVideo" },
		                    [SDP_TEXT] = { "rtt", "langRtt" },
		                    [SDP_MESSAGE] = { "im", "langIm" } };
	struct sdp *sdp = calloc(1, sizeof *sdp);
	if (sdp && sdp_read(session, sdp) == STATUS_OK)
		for (uint32_t i = 0; i < sdp->media; i++) {
			const struct sdp_media *medium = &sdp->medium[i];
			if (!names[medium->kind].medium || !medium->port)
				continue;
			struct bytes tags = medium->hlang_recv.length ? medium->hlang_recv : medium->hlang_send;
			tell_text(telling, "SdpOffer", names[medium->kind].medium, bytes_of_text("1"));
			tell_languages(telling, names[medium->kind].languages, tags);
			if (medium->kind == SDP_TEXT || medium->kind == SDP_MESSAGE) {
				tell_text(telling, "SdpOffer", "text", bytes_of_text("1"));
				tell_languages(telling, "langText", tags);
			}
		}
	free(sdp);
}

/* The elements of a document that have a value, each by its own name behind the document's. */
static void tell_elements(struct telling *telling, const char *source, struct bytes type, struct bytes document)
{
	struct xml xml;
	if (xml_open(document, &xml) != STATUS_OK)
		return;
	for (uint32_t node = xml_root(&xml); node; node = xml_walk(&xml, xml_root(&xml), node)) {
		struct bytes value = xml_value(&xml, node), element = xml_name(&xml, node);
		struct buffer name = { 0 };
		if (!value.length || !element.length)
			continue;
		if (buffer_append(&name, type) == STATUS_OK && buffer_append_text(&name, "/") == STATUS_OK &&
		    buffer_append(&name, element) == STATUS_OK)
			tell(telling, source, buffer_bytes(&name), value);
		buffer_close(&name);
	}
	xml_close(&xml);
}

/* "EmergencyCallData.DeviceInfo" of "application/EmergencyCallData.DeviceInfo+xml". */
static struct bytes data_type(struct bytes type)
{
	static const char before[] = "application/", behind[] = "+xml";
	struct bytes bare = bare_type(type);
	if (bare.length <= sizeof before + sizeof behind - 2)
		return bytes_of(bare.at, 0);
	bare = bytes_of(bare.at + sizeof before - 1, bare.length - sizeof before + 1);
	struct bytes end = bytes_of(bare.at + bare.length - sizeof behind + 1, sizeof behind - 1);
	return text_same(end, behind) ? bytes_of(bare.at, bare.length - end.length) : bare;
}

static void tell_cap(struct telling *telling, struct bytes document)
{
	static const struct {
		const char *element, *tag;
	} tags[] = { { "identifier", "Identifier" },
		     { "sender", "Sender" },
		     { "addresses", "Address" },
		     { "valueName", "InfoValueName" },
		     { "value", "InfoEventCode" } };
	struct xml xml;
	if (xml_open(document, &xml) != STATUS_OK)
		return;
	for (uint32_t node = xml_root(&xml); node; node = xml_walk(&xml, xml_root(&xml), node))
		for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
			/* Parameters and codes of places have values too. */
			bool of_event = i < 3 || xml_is(&xml, xml_parent(&xml, node), "eventCode");
			if (of_event && xml_is(&xml, node, tags[i].element))
				tell_text(telling, "Cap", tags[i].tag, xml_value(&xml, node));
		}
	xml_close(&xml);
}

static void tell_part(struct telling *telling, const struct multipart_part *part, bool talks)
{
	struct buffer decoded = { 0 };
	struct bytes type = bare_type(part->type);
	if (!type.length || multipart_decode(part, &decoded) != STATUS_OK)
		return;
	struct bytes body = buffer_bytes(&decoded);
	tell(telling, "MimeBody", type, bytes_of_text("1"));
	bool of_xml = type.length > 4 && text_same(bytes_of(type.at + type.length - 3, 3), "xml");
	if (multipart_type_is(part->type, "application/sdp")) {
		tell_offer(telling, body);
	} else if (additional_data_is(part->type)) {
		tell(telling, "AdditionalData", data_type(part->type), bytes_of(NULL, 0));
		tell_elements(telling, "AdditionalData", data_type(part->type), body);
	} else if (of_xml) {
		tell_elements(telling, "BodyPart", type, body);
	}
	if (multipart_type_is(part->type, "application/EmergencyCallData.cap+xml") ||
	    multipart_type_is(part->type, "application/common-alerting-protocol+xml")) {
		tell_cap(telling, body);
		if (!talks)
			tell_text(telling, "Cap", "nonInteractive", bytes_of_text("1"));
	}
	buffer_close(&decoded);
}

static void tell_verification(struct telling *telling, const struct sip_message *message)
{
	enum verstat verstat = call_facts_verstat(message);
	if (verstat_written(verstat))
		tell_text(telling, "CallingNumberVerificationStatus", "", bytes_of_text(verstat_written(verstat)));
}

/* What the network's border calls whoever the call came from: "the BCF SHALL insert a Call-Info header field with a purpose
 * parameter of emergency-source" (NENA-STA-010.3). */
static void tell_source(struct telling *telling, const struct sip_message *message)
{
	struct sip_cursor cursor = { 0 };
	struct sip_address address;
	struct bytes item, purpose;
	while (sip_message_next(message, SIP_CALL_INFO, &cursor, &item)) {
		address = (struct sip_address){ 0 };
		(void)sip_address_read(item, &address);
		if (sip_param(address.params, "purpose", &purpose) && text_same(purpose, "emergency-source"))
			tell_text(telling, "CallSource", "", address.uri_text);
	}
}

void call_facts_read_told(const struct sip_message *message, struct call_facts *facts)
{
	struct telling telling = { .facts = &facts->facts };
	struct multipart *parts = malloc(sizeof *parts);
	bool talks = message->method == SIP_INVITE;
	tell_text(&telling, "RequestUri", "", message->uri_text);
	if (!talks) { /* words by MESSAGE */
		tell_text(&telling, "SdpOffer", "im", bytes_of_text("1"));
		tell_text(&telling, "SdpOffer", "text", bytes_of_text("1"));
	}
	tell_headers(&telling, message);
	tell_verification(&telling, message);
	tell_source(&telling, message);
	if (parts && message->body.length) {
		multipart_read(sip_message_header(message, SIP_CONTENT_TYPE, 0), message->body, parts);
		for (uint32_t i = 0; i < parts->parts; i++)
			tell_part(&telling, &parts->part[i], talks);
	}
	if (telling.cut)
		call_facts_line_within(&facts->facts, TOLD_CUT, bytes_of_text("not all of it fits"),
		                       TOLD_MAX_BYTES + 64);
	free(parts);
	buffer_close(&telling.line);
}
