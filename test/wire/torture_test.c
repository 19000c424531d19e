/* The torture messages of RFC 4475: of each its method, and which faults are found in it, or why none is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_message.h"

#include "check.h"
#include "sip_text.h"

#define BIT(FAULT) (1u << SIP_FAULT_##FAULT)
/* Most bodies are published with a CR LF behind what Content-Length counts. */
#define EXTRA BIT(EXTRA_BODY)

static const struct {
	const char *name, *method;
	uint32_t faults;
} rows[] = {
	/* 3.1.1: unusual and valid. */
	{ "wsinv", "INVITE", EXTRA },
	{ "intmeth", "!interesting-Method0123456789_*+`.%indeed'~", 0 },
	{ "esc01", "INVITE", EXTRA },
	{ "escnull", "REGISTER", 0 },
	{ "esc02", "RE%47IST%45R", 0 },
	{ "lwsdisp", "OPTIONS", 0 },
	{ "longreq", "INVITE", EXTRA },
	{ "dblreq", "REGISTER", EXTRA }, /* a second request lies behind the first */
	{ "semiuri", "OPTIONS", 0 },
	{ "transports", "OPTIONS", 0 },
	{ "mpart01", "MESSAGE", EXTRA },
	{ "unreason", "INVITE", EXTRA },
	{ "noreason", "INVITE", 0 },
	/* 3.1.2: invalid. */
	{ "badinv01", "INVITE", BIT(VIA) | BIT(CONTACT) | EXTRA },
	{ "clerr", "INVITE", BIT(CONTENT_LENGTH) },
	{ "ncl", "INVITE", BIT(CONTENT_LENGTH) },
	{ "scalar02", "REGISTER", BIT(CSEQ) | BIT(MAX_FORWARDS) | BIT(EXPIRES) },
	/* Retry-After and Warning are looked at by whoever uses them. */
	{ "scalarlg", "OPTIONS", BIT(CSEQ) },
	{ "quotbal", "INVITE", BIT(TO) | EXTRA },
	{ "ltgtruri", "INVITE", BIT(URI) | EXTRA },
	{ "lwsruri", "INVITE", BIT(URI) },
	{ "lwsstart", "INVITE", BIT(START_LINE) },
	{ "trws", "OPTIONS", BIT(START_LINE) },
	{ "escruri", "INVITE", BIT(URI) | EXTRA },
	{ "baddate", "INVITE", BIT(DATE) | EXTRA },
	{ "regbadct", "REGISTER", BIT(CONTACT) },
	{ "badaspec", "OPTIONS", BIT(TO) },
	{ "baddn", "OPTIONS", BIT(FROM) | BIT(TO) },
	{ "badvers", "OPTIONS", BIT(VERSION) },
	{ "mismatch01", "OPTIONS", BIT(CSEQ_METHOD) },
	{ "mismatch02", "NEWMETHOD", BIT(CSEQ_METHOD) | EXTRA },
	{ "bigcode", "INVITE", BIT(CODE) },
	/* 3.2.1: the branch is for the transaction layer; here its `rfc3261` is false. */
	{ "badbranch", "OPTIONS", 0 },
	/* 3.3: well-formed, or nearly; what to do with them is the application's to say. */
	{ "insuf", "INVITE", BIT(FROM) | BIT(TO) | BIT(CALL_ID) | EXTRA },
	{ "unkscm", "OPTIONS", 0 },
	{ "novelsc", "OPTIONS", 0 },
	{ "unksm2", "REGISTER", 0 },
	{ "bext01", "OPTIONS", 0 },
	{ "invut", "INVITE", EXTRA },
	{ "regaut01", "REGISTER", 0 },
	{ "multi01", "INVITE", BIT(FROM) | BIT(TO) | BIT(CALL_ID) | BIT(CSEQ) | BIT(MAX_FORWARDS) },
	{ "mcl01", "OPTIONS", BIT(CONTENT_LENGTH) },
	{ "bcast", "INVITE", EXTRA },
	{ "zeromf", "OPTIONS", 0 },
	{ "cparam01", "REGISTER", 0 },
	{ "cparam02", "REGISTER", 0 },
	{ "regescrt", "REGISTER", 0 },
	{ "sdp01", "INVITE", 0 },
	/* 3.4.1 */
	{ "inv2543", "INVITE", 0 },
	/* In the RFC's archive, not in its text: no version, no Via, no CSeq, no scheme, a line without a colon. */
	{ "test", "INVITE",
	  BIT(VERSION) | BIT(START_LINE) | BIT(VIA) | BIT(FROM) | BIT(TO) | BIT(CSEQ) | BIT(HEADER_LINE) | EXTRA },
};

static struct sip_message message;

static void check_details(const char *name)
{
	struct sip_address contact;
	if (strcmp(name, "wsinv") == 0) {
		CHECK_TEXT(given_text(message.via.transport), "UDP");
		CHECK_TEXT(given_text(message.via.branch), "390skdjuw");
		CHECK(!message.via.rfc3261);
		CHECK_TEXT(given_text(message.from.display), "J Rosenberg \\\\\\\"");
		CHECK_TEXT(given_text(message.from.tag), "98asjd8");
		CHECK_TEXT(given_text(message.to.tag), "1918181833n");
		CHECK_NUMBER(message.cseq, 9);
		CHECK_NUMBER(message.max_forwards, 68);
		struct sip_cursor cursor = { 0 };
		struct bytes item;
		unsigned vias = 0;
		struct sip_via via = { 0 };
		for (; sip_message_next(&message, SIP_VIA, &cursor, &item); vias++)
			CHECK(sip_via_read(item, &via));
		CHECK_NUMBER(vias, 3);
		CHECK_TEXT(given_text(via.host), "192.168.255.111");
		CHECK_TEXT(given_text(via.branch), "z9hG4bK30239");
	} else if (strcmp(name, "esc01") == 0) {
		CHECK_TEXT(given_text(message.uri.user), "sips%3Auser%40example.com");
		CHECK_TEXT(given_text(message.uri.host), "example.net");
	} else if (strcmp(name, "semiuri") == 0) {
		CHECK_TEXT(given_text(message.uri.user), "user;par=u%40example.net");
		CHECK(sip_message_lists(&message, SIP_ACCEPT, "message/sipfrag"));
	} else if (strcmp(name, "ltgtruri") == 0) {
		CHECK_TEXT(given_text(message.uri.host), "example.com");
	} else if (strcmp(name, "quotbal") == 0) {
		CHECK_TEXT(given_text(message.to.uri.user), "j.user");
		CHECK_TEXT(given_text(message.to.display), "Mr. J. User");
	} else if (strcmp(name, "badbranch") == 0) {
		CHECK(!message.via.rfc3261);
	} else if (strcmp(name, "cparam01") == 0) {
		CHECK(sip_address_read(sip_message_header(&message, SIP_CONTACT, 0), &contact));
		CHECK_TEXT(given_text(contact.params), "unknownparam");
		CHECK_TEXT(given_text(contact.uri.params), "");
	} else if (strcmp(name, "cparam02") == 0) {
		CHECK(sip_address_read(sip_message_header(&message, SIP_CONTACT, 0), &contact));
		CHECK_TEXT(given_text(contact.uri.params), "unknownparam");
	} else if (strcmp(name, "multi01") == 0) {
		CHECK_NUMBER(message.cseq, 5);
		CHECK_TEXT(given_text(message.from.tag), "3413415");
	} else if (strcmp(name, "mcl01") == 0) {
		CHECK_NUMBER(message.body.length, 67);
	} else if (strcmp(name, "longreq") == 0) {
		CHECK(message.headers > 30);
		CHECK_TEXT(given_text(message.via.host), "sip33.example.com");
	}
}

/* On a stream the second request is found behind the first, and both again in any pieces. */
static void check_stream(struct bytes stream)
{
	static const char *const methods[] = { "REGISTER", "INVITE" };
	size_t at = 0;
	for (unsigned i = 0; i < 2; i++) {
		size_t skip = 0, length = 0;
		struct bytes rest = bytes_of(stream.at + at, stream.length - at);
		CHECK(sip_message_frame(rest, &skip, &length) == STATUS_OK);
		CHECK(length > 0 && skip == (i ? 2 : 0) * 1u);
		for (size_t part = 0; part < skip + length; part++) {
			size_t part_skip = 0, part_length = 1;
			CHECK(sip_message_frame(bytes_of(rest.at, part), &part_skip, &part_length) == STATUS_OK);
			CHECK(part_length == 0);
		}
		CHECK(sip_message_read(bytes_of(rest.at + skip, length), &message) == STATUS_OK);
		CHECK_TEXT(given_text(message.method_text), methods[i]);
		check_faults(message.faults, 0, methods[i]);
		at += skip + length;
	}
}

int main(int count, char **words)
{
	const char *top = given_top(count, words);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "rfc4475/%s.dat", rows[i].name);
		struct buffer file = given_file(top, name);
		CHECK(sip_message_read(buffer_bytes(&file), &message) == STATUS_OK);
		check_faults(message.faults, rows[i].faults, rows[i].name);
		CHECK_TEXT(given_text(message.method_text), rows[i].method);
		CHECK(message.method == sip_method_named(bytes_of_text(rows[i].method)));
		check_details(rows[i].name);
		if (strcmp(rows[i].name, "dblreq") == 0)
			check_stream(buffer_bytes(&file));
		buffer_close(&file);
	}
	CHECK_NUMBER(sizeof rows / sizeof rows[0], 50);
	return check_done();
}
