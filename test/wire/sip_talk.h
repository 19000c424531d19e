/* SIP messages as the tests of the transaction layer need them: written from a few words, read by their plainest form. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_WIRE_SIP_TALK_H
#define TEST_WIRE_SIP_TALK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/sip_layer.h"
#include "wire/sip_lines.h"

#define TALK_BYTES 1024

/* A request's words; NULL leaves out, a branch without the cookie makes it RFC 2543's. */
struct talk {
	const char *method, *branch, *call_id, *from_tag, *to_tag, *host, *more;
	unsigned cseq;
};

struct talk_text {
	char at[TALK_BYTES];
	size_t length;
};

static inline struct bytes talk_bytes(const struct talk_text *text)
{
	return bytes_of(text->at, text->length);
}

/* What does not fit is cut off. */
static inline size_t talk_length(int printed)
{
	return printed < TALK_BYTES ? (size_t)printed : TALK_BYTES - 1;
}

static inline struct talk_text talk_request(const struct talk *talk)
{
	struct talk_text text;
	text.length = talk_length(
	    snprintf(text.at, sizeof text.at,
	             "%s sip:sos@psap.example SIP/2.0\r\nVia: SIP/2.0/UDP %s%s%s\r\n%sFrom: \"A; tag=no\" "
	             "<sip:a@a.example;tag=no>%s%s\r\n"
	             "To: <sip:sos@psap.example>%s%s\r\nCall-ID: %s\r\nCSeq: %u %s\r\nContent-Length: 0\r\n\r\n",
	             talk->method, talk->host ? talk->host : "a.example:5070", talk->branch ? ";branch=" : "",
	             talk->branch ? talk->branch : "", talk->more ? talk->more : "", talk->from_tag ? ";tag=" : "",
	             talk->from_tag ? talk->from_tag : "", talk->to_tag ? ";tag=" : "",
	             talk->to_tag ? talk->to_tag : "", talk->call_id, talk->cseq, talk->method));
	return text;
}

#define TALK_PART(BYTES) (int)(BYTES).length, (const char *)(BYTES).at

static inline struct talk_text talk_response(struct bytes request, unsigned code, const char *to_tag)
{
	struct talk_text text;
	struct bytes via = sip_lines_field(request, "Via", 'v'), from = sip_lines_field(request, "From", 'f');
	struct bytes to = sip_lines_field(request, "To", 't'), call_id = sip_lines_field(request, "Call-ID", 'i');
	struct bytes cseq = sip_lines_field(request, "CSeq", 0);
	bool tagged = sip_lines_param(to, "tag").length || !to_tag;
	text.length =
	    talk_length(snprintf(text.at, sizeof text.at,
	                         "SIP/2.0 %u Word\r\nv: %.*s\r\nf: %.*s\r\nt: %.*s%s%s\r\ni: %.*s\r\nCSeq: %.*s\r\n"
	                         "l: 0\r\n\r\n",
	                         code, TALK_PART(via), TALK_PART(from), TALK_PART(to),
	                         tagged ? "" : ";tag=", tagged ? "" : to_tag, TALK_PART(call_id), TALK_PART(cseq)));
	return text;
}

static inline enum sip_method talk_method(struct bytes text)
{
#define METHOD(NAME)                                                                                                   \
	if (bytes_same(text, bytes_of_text(#NAME)))                                                                    \
		return SIP_##NAME;
	SIP_METHOD_LIST(METHOD)
#undef METHOD
	return SIP_UNKNOWN_METHOD;
}

static inline unsigned talk_number(struct bytes text)
{
	unsigned number = 0;
	for (size_t i = 0; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		number = number * 10 + (unsigned)(text.at[i] - '0');
	return number;
}

static inline struct bytes talk_behind(struct bytes text, char c)
{
	const uint8_t *at = text.length ? memchr(text.at, c, text.length) : NULL;
	return at ? bytes_of(at + 1, text.length - (size_t)(at + 1 - text.at)) : bytes_of(NULL, 0);
}

/* Reads what the layer looks at.  The caller frees it. */
static inline struct sip_message *talk_read(struct bytes raw)
{
	struct sip_message *message = calloc(1, sizeof *message);
	struct sip_start start = { 0 };
	struct bytes via = sip_lines_item(sip_lines_field(raw, "Via", 'v')), cseq = sip_lines_field(raw, "CSeq", 0);
	struct bytes sent_by = talk_behind(via, ' ');
	if (!message)
		abort();
	message->raw = raw;
	message->response = raw.length > 12 && memcmp(raw.at, "SIP/2.0 ", 8) == 0;
	if (message->response) {
		message->code = talk_number(bytes_of(raw.at + 8, 3));
		message->method_text = talk_behind(cseq, ' ');
	} else if (sip_lines_start(raw, &start)) {
		message->method_text = start.method;
		message->uri_text = start.uri;
	}
	message->method = talk_method(message->method_text);
	message->via.params = talk_behind(sent_by, ';');
	sent_by.length -= message->via.params.length ? message->via.params.length + 1 : 0;
	message->via.port = (uint16_t)talk_number(talk_behind(sent_by, ':'));
	message->via.host = sent_by;
	message->via.branch = sip_lines_param(via, "branch");
	message->via.rfc3261 = message->via.branch.length > 7 && memcmp(message->via.branch.at, "z9hG4bK", 7) == 0;
	message->from.tag = sip_lines_param(sip_lines_field(raw, "From", 'f'), "tag");
	message->to.tag = sip_lines_param(sip_lines_field(raw, "To", 't'), "tag");
	message->call_id = sip_lines_field(raw, "Call-ID", 'i');
	message->cseq = talk_number(cseq);
	return message;
}

#endif
