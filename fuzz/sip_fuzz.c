/* A stranger's message: whatever is read lies inside it, streams part where messages end, and answers are well-formed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_message.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static struct sip_message message, answer;

static void check_inside(struct bytes part, struct bytes whole)
{
	assert(part.length == 0 || (part.at >= whole.at && part.at + part.length <= whole.at + whole.length));
}

static void check_uri(const struct sip_uri *uri, struct bytes whole)
{
	const struct bytes parts[] = { uri->whole, uri->scheme,   uri->rest,   uri->user,
		                       uri->host,  uri->password, uri->params, uri->headers };
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		check_inside(parts[i], whole);
	assert(!(sip_uri_is_sos(uri) && sip_uri_is_test_sos(uri)));
	assert(sip_uri_same(uri, uri));
}

static void check_value(struct bytes value)
{
	struct sip_address address;
	struct sip_via via;
	struct bytes found;
	(void)sip_address_read(value, &address);
	check_uri(&address.uri, value);
	check_inside(address.display, value);
	check_inside(address.params, value);
	check_inside(address.tag, value);
	(void)sip_via_read(value, &via);
	check_inside(via.host, value);
	check_inside(via.params, value);
	check_inside(via.branch, value);
	if (sip_param(value, "x", &found))
		check_inside(found, value);
}

static void check_fields(void)
{
	for (uint32_t i = 0; i < message.headers; i++) {
		check_inside(message.header[i].given, message.raw);
		check_inside(message.header[i].value, message.raw);
		check_value(message.header[i].value);
	}
	for (unsigned name = 1; name < SIP_NAME_COUNT; name++) {
		struct sip_cursor cursor = { 0 };
		for (struct bytes item; sip_message_next(&message, (enum sip_name)name, &cursor, &item);) {
			assert(item.length);
			check_inside(item, message.raw);
			check_value(item);
		}
		(void)sip_message_lists(&message, (enum sip_name)name, "100rel");
		check_inside(sip_message_header(&message, (enum sip_name)name, 1), message.raw);
	}
	check_inside(sip_message_named(&message, "X-Any", 0), message.raw);
	check_inside(message.body, message.raw);
	check_uri(&message.uri, message.raw);
}

/* The answer is read again, and differs from the request's faults only in what it copies. */
static void check_answer(void)
{
	struct buffer out = { 0 };
	if (sip_write_response(&out, &message, 400, NULL, "t", "192.0.2.1", 5060) == STATUS_OK &&
	    sip_write_body(&out, NULL, bytes_of(NULL, 0)) == STATUS_OK && out.length <= SIP_MESSAGE_MAX_BYTES) {
		assert(sip_message_read(buffer_bytes(&out), &answer) == STATUS_OK);
		assert(answer.response && answer.code == 400);
		const uint32_t ours = 1u << SIP_FAULT_VERSION | 1u << SIP_FAULT_START_LINE | 1u << SIP_FAULT_LINE_END |
		                      1u << SIP_FAULT_HEADER_LINE | 1u << SIP_FAULT_NO_HEAD_END |
		                      1u << SIP_FAULT_CONTENT_LENGTH | 1u << SIP_FAULT_EXTRA_BODY;
		assert(!(answer.faults & ours));
		/* A To that is read without fault has a tag now. */
		assert((message.faults & (1u << SIP_FAULT_TO)) || answer.to.tag.length);
	}
	buffer_clear(&out);
	if (sip_write_request(&out, SIP_OPTIONS, message.uri_text) == STATUS_OK &&
	    out.length <= SIP_MESSAGE_MAX_BYTES) {
		assert(sip_message_read(buffer_bytes(&out), &answer) == STATUS_OK && answer.method == SIP_OPTIONS);
		assert(!message.uri_text.length || !(answer.faults & (1u << SIP_FAULT_START_LINE)));
	}
	buffer_close(&out);
}

/* A message that was found in a stream is whole by itself, and found twice where it stands twice. */
static void check_framed(struct bytes found)
{
	size_t skip = 1, length = 0;
	assert(sip_message_frame(found, &skip, &length) == STATUS_OK && skip == 0 && length == found.length);
	assert(sip_message_read(found, &message) == STATUS_OK);
	assert(!(message.faults & (1u << SIP_FAULT_EXTRA_BODY | 1u << SIP_FAULT_NO_HEAD_END)));
	struct buffer twice = { 0 };
	if (buffer_append(&twice, found) != STATUS_OK || buffer_append_text(&twice, "\r\n") != STATUS_OK ||
	    buffer_append(&twice, found) != STATUS_OK)
		abort();
	struct bytes stream = buffer_bytes(&twice);
	assert(sip_message_frame(stream, &skip, &length) == STATUS_OK && skip == 0 && length == found.length);
	stream = bytes_of(stream.at + length, stream.length - length);
	assert(sip_message_frame(stream, &skip, &length) == STATUS_OK && skip == 2 && length == found.length);
	stream.length--; /* cut, it is not complete; and is told to be in order */
	assert(sip_message_frame(stream, &skip, &length) == STATUS_OK && length == 0);
	buffer_close(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct bytes bytes = bytes_of(at, length);
	check_value(bytes);
	if (sip_message_read(bytes, &message) == STATUS_OK) {
		check_fields();
		check_answer();
	}
	size_t skip, found;
	while (sip_message_frame(bytes, &skip, &found) == STATUS_OK && found) {
		assert(skip + found <= bytes.length && found <= SIP_MESSAGE_MAX_BYTES);
		check_framed(bytes_of(bytes.at + skip, found));
		bytes = bytes_of(bytes.at + skip + found, bytes.length - skip - found);
	}
	return 0;
}
