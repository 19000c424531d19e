/* Messages by hand: every fault and limit, start lines as they should not be, fields, lists, and where messages end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_message.h"
#include "wire/text.h"

#include "check.h"
#include "sip_text.h"

#define BIT(FAULT) (1u << SIP_FAULT_##FAULT)

static struct sip_message message;

static struct bytes text(const char *at)
{
	return bytes_of_text(at);
}

#define VIA "Via: SIP/2.0/UDP h.example;branch=z9hG4bK1\r\n"
#define FROM "From: <sip:a@example.com>;tag=1\r\n"
#define TO "To: <sip:b@example.com>\r\n"
#define CALL_ID "Call-ID: 1@h\r\n"
#define CSEQ "CSeq: 1 INVITE\r\n"
#define START "INVITE sip:b@example.com SIP/2.0\r\n"
#define FIELDS VIA FROM TO CALL_ID CSEQ

static const struct {
	const char *text;
	uint32_t faults;
} rows[] = {
	{ START FIELDS "\r\n", 0 },
	{ "\r\n\n\r\n" START FIELDS "\r\n", 0 },
	{ "SIP/2.0 200 OK\r\n" FIELDS "\r\n", 0 },
	{ "sip/2.0 200  two blanks\r\n" FIELDS "\r\n", 0 }, /* RFC 3261 7.1: the version is told without case */
	{ "INVITE sip:b@example.com SIP/3.0\r\n" FIELDS "\r\n", BIT(VERSION) },
	{ "SIP/3.0 200 OK\r\n" FIELDS "\r\n", BIT(VERSION) },
	{ "INVITE sip:b@example.com\r\n" FIELDS "\r\n", BIT(VERSION) | BIT(START_LINE) },
	{ " INVITE sip:b@example.com SIP/2.0\r\n" FIELDS "\r\n", BIT(START_LINE) },
	{ "INVITE\tsip:b@example.com SIP/2.0\r\n" FIELDS "\r\n", BIT(START_LINE) },
	{ "INVITE sip:b@example.com SIP/2.0 \r\n" FIELDS "\r\n", BIT(START_LINE) },
	{ "SIP/2.0 200\r\n" FIELDS "\r\n", BIT(START_LINE) },
	{ "SIP/2.0  200 OK\r\n" FIELDS "\r\n", BIT(START_LINE) },
	{ "INVITE SIP/2.0\r\n" FIELDS "\r\n", BIT(START_LINE) | BIT(URI) },
	{ "INVITE sip:b@example.com SIP/2.0\n" FIELDS "\r\n", BIT(LINE_END) },
	{ START FIELDS "\n", BIT(LINE_END) },
	{ START FIELDS "Subject: a\rb\r\n\r\n", BIT(LINE_END) },
	{ START FIELDS "no colon\r\n\r\n", BIT(HEADER_LINE) },
	{ START FIELDS "two words: x\r\n\r\n", BIT(HEADER_LINE) },
	{ START FIELDS ": x\r\n\r\n", BIT(HEADER_LINE) },
	{ START " folded on to nothing\r\n" FIELDS "\r\n", BIT(HEADER_LINE) },
	{ START FIELDS, BIT(NO_HEAD_END) },
	{ START FIELDS "Subject: cut", BIT(NO_HEAD_END) | BIT(LINE_END) },
	{ "INVITE <sip:b@example.com> SIP/2.0\r\n" FIELDS "\r\n", BIT(URI) },
	{ "INVITE 911 SIP/2.0\r\n" FIELDS "\r\n", BIT(URI) },
	{ "INVITE sip:b@example.com?x=y SIP/2.0\r\n" FIELDS "\r\n", BIT(URI) },
	{ "INVITE sip:b @example.com SIP/2.0\r\n" FIELDS "\r\n", BIT(URI) },
	{ "INVITE urn:service:sos.fire SIP/2.0\r\n" FIELDS "\r\n", 0 },
	{ START FROM TO CALL_ID CSEQ "\r\n", BIT(VIA) },
	{ START FIELDS "Via: SIP/2.0/UDP\r\n\r\n", BIT(VIA) },
	{ START FIELDS "v: SIP/2.0/UDP a, \r\n\r\n", BIT(VIA) },
	{ START FIELDS "Via:\r\n\r\n", BIT(VIA) },
	{ START FIELDS "Via: SIP/2.0/UDP a, SIP/2.0/TCP b:5060;branch=2543\r\n\r\n", 0 },
	{ START VIA TO CALL_ID CSEQ "\r\n", BIT(FROM) },
	{ START FIELDS FROM "\r\n", BIT(FROM) },
	{ START VIA TO CALL_ID CSEQ "From: a@b\r\n\r\n", BIT(FROM) },
	{ START VIA FROM CALL_ID CSEQ "\r\n", BIT(TO) },
	{ START FIELDS TO "\r\n", BIT(TO) },
	{ START VIA FROM CALL_ID CSEQ "To: <sip:b@c>;\r\n\r\n", BIT(TO) },
	{ START VIA FROM TO CSEQ "\r\n", BIT(CALL_ID) },
	{ START FIELDS CALL_ID "\r\n", BIT(CALL_ID) },
	{ START VIA FROM TO CSEQ "Call-ID:\r\n\r\n", BIT(CALL_ID) },
	{ START VIA FROM TO CALL_ID "\r\n", BIT(CSEQ) },
	{ START FIELDS CSEQ "\r\n", BIT(CSEQ) },
	{ START VIA FROM TO CALL_ID "CSeq: 2147483647 INVITE\r\n\r\n", 0 },
	{ START VIA FROM TO CALL_ID "CSeq: 2147483648 INVITE\r\n\r\n", BIT(CSEQ) },
	{ START VIA FROM TO CALL_ID "CSeq: 1\r\n\r\n", BIT(CSEQ) },
	{ START VIA FROM TO CALL_ID "CSeq: INVITE\r\n\r\n", BIT(CSEQ) },
	{ START VIA FROM TO CALL_ID "CSeq: 1 BYE\r\n\r\n", BIT(CSEQ_METHOD) },
	{ START VIA FROM TO CALL_ID "CSeq: 1 invite\r\n\r\n", BIT(CSEQ_METHOD) },
	{ START FIELDS "Contact: *\r\n\r\n", 0 },
	{ START FIELDS "Contact: \"a, b\" <sip:a@b>;q=0.5, <sip:c>\r\nm: sip:d@e\r\n\r\n", 0 },
	{ START FIELDS "Contact: nobody\r\n\r\n", BIT(CONTACT) },
	{ START FIELDS "Contact: <sip:a@b>\r\nm: <sip:c@d\r\n\r\n", BIT(CONTACT) },
	{ START FIELDS "Max-Forwards: 255\r\n\r\n", 0 },
	{ START FIELDS "Max-Forwards: 256\r\n\r\n", BIT(MAX_FORWARDS) },
	{ START FIELDS "Max-Forwards: 7\r\nMax-Forwards: 7\r\n\r\n", BIT(MAX_FORWARDS) },
	{ START FIELDS "Content-Length: 3\r\n\r\nabc", 0 },
	{ START FIELDS "l: 4\r\n\r\nabc", BIT(CONTENT_LENGTH) },
	{ START FIELDS "l: three\r\n\r\nabc", BIT(CONTENT_LENGTH) },
	{ START FIELDS "l: -3\r\n\r\nabc", BIT(CONTENT_LENGTH) },
	{ START FIELDS "l: 99999999999999999999\r\n\r\nabc", BIT(CONTENT_LENGTH) },
	{ START FIELDS "l:\r\n\r\nabc", BIT(CONTENT_LENGTH) },
	{ START FIELDS "l: 3\r\nContent-Length: 3\r\n\r\nabc", BIT(CONTENT_LENGTH) },
	{ START FIELDS "l: 2\r\n\r\nabc", BIT(EXTRA_BODY) },
	{ START FIELDS "Expires: 4294967295\r\n\r\n", 0 },
	{ START FIELDS "Expires: 4294967296\r\n\r\n", BIT(EXPIRES) },
	{ START FIELDS "Expires: soon\r\n\r\n", BIT(EXPIRES) },
	{ START FIELDS "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n\r\n", 0 },
	{ START FIELDS "Date: Sat, 13 Nov 2010 23:29:00 CET\r\n\r\n", BIT(DATE) },
	{ "SIP/2.0 99 x\r\n" FIELDS "\r\n", BIT(CODE) },
	{ "SIP/2.0 700 x\r\n" FIELDS "\r\n", BIT(CODE) },
	{ "SIP/2.0 0200 x\r\n" FIELDS "\r\n", BIT(CODE) },
	{ "SIP/2.0 20x x\r\n" FIELDS "\r\n", BIT(CODE) },
	{ START FIELDS "Subject: gr\xfc\xdf\r\n\r\n", BIT(NOT_UTF8) },
	{ START FIELDS "\r\ngr\xfc\xdf", 0 }, /* the body may be anything */
};

static void check_faults_of_rows(void)
{
	uint32_t seen = BIT(TOO_MANY_HEADERS); /* by check_limits */
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(sip_message_read(text(rows[i].text), &message) == STATUS_OK);
		check_faults(message.faults, rows[i].faults, rows[i].text);
		CHECK(bytes_same(message.raw, text(rows[i].text)));
		seen |= rows[i].faults;
	}
	CHECK_NUMBER(seen, (1u << SIP_FAULT_COUNT) - 1);
	for (unsigned i = 0; i < SIP_FAULT_COUNT; i++)
		CHECK(strlen(sip_fault_words((enum sip_fault)i)) > 10);
}

/* Of first lines: the method, or NULL where there is nothing to be discerned. */
static const struct {
	const char *line, *method;
	enum sip_method number;
} lines[] = {
	{ "INVITE sip:a@b SIP/2.0", "INVITE", SIP_INVITE },
	{ "INVITE", "INVITE", SIP_INVITE },
	{ "  MESSAGE  ", "MESSAGE", SIP_MESSAGE },
	{ "OPTIONS * HTTP/1.1", "OPTIONS", SIP_OPTIONS },
	/* Methods are told with case (RFC 3261 7.1); whoever is above may still look at the text. */
	{ "invite sip:a@b SIP/2.0", "invite", SIP_UNKNOWN_METHOD },
	{ "INVITES sip:a@b SIP/2.0", "INVITES", SIP_UNKNOWN_METHOD },
	{ "HELP sip:a@b", "HELP", SIP_UNKNOWN_METHOD },
	{ "HELP me SIP/2.0", "HELP", SIP_UNKNOWN_METHOD },
	{ "HELP me", NULL, SIP_UNKNOWN_METHOD },
	{ "HELP", NULL, SIP_UNKNOWN_METHOD },
	{ "GET / HTTP/1.1", NULL, SIP_UNKNOWN_METHOD },
	{ "Via: SIP/2.0/UDP h", NULL, SIP_UNKNOWN_METHOD },
	{ "<INVITE> sip:a@b SIP/2.0", NULL, SIP_UNKNOWN_METHOD },
	{ "SIP/2.0", NULL, SIP_UNKNOWN_METHOD },
	{ "SIP/2.0 OK", NULL, SIP_UNKNOWN_METHOD },
	{ "   ", NULL, SIP_UNKNOWN_METHOD },
	{ "\r\n\r\n", NULL, SIP_UNKNOWN_METHOD },
	{ "", NULL, SIP_UNKNOWN_METHOD },
};

static void check_start_lines(void)
{
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		message.cseq = 77;
		enum status status = sip_message_read(text(lines[i].line), &message);
		if (!lines[i].method) {
			CHECK(status == STATUS_MALFORMED && message.cseq == 77);
			continue;
		}
		CHECK(status == STATUS_OK && message.method == lines[i].number && !message.response);
		CHECK_TEXT(given_text(message.method_text), lines[i].method);
	}
	CHECK(sip_message_read(text("SIP/2.0 487 Request Terminated\r\nCSeq: 3 INVITE\r\n\r\n"), &message) ==
	      STATUS_OK);
	CHECK(message.response && message.code == 487 && message.method == SIP_INVITE && message.cseq == 3);
	CHECK_TEXT(given_text(message.reason), "Request Terminated");
	CHECK(sip_message_read(text("SIP/2.0 4294967496 \r\n\r\n"), &message) == STATUS_OK && message.code == 0);
	CHECK(sip_message_read(text("INVITE  sip:a b  SIP/2.0\r\n\r\n"), &message) == STATUS_OK);
	CHECK_TEXT(given_text(message.uri_text), "sip:a b");
	CHECK(sip_message_read(text("INVITE <sip:911@b> SIP/2.0\r\n\r\n"), &message) == STATUS_OK);
	CHECK(sip_uri_is_sos(&message.uri));
}

static void check_fields(void)
{
	static const char input[] =
	    START "v: SIP/2.0/TLS a;branch=z9hG4bKx;rport, SIP/2.0/UDP [2001:db8::1]:5062\n"
		  "VIA : SIP/2.0/SCTP c\r\n"
		  "F: \"Ann; <x>, \\\"y\\\"\" <sip:ann@example.com;lr>;x;tag=\"t 1\"\r\n"
		  "k: 100rel,\r\n\ttimer\r\n , ,replaces\r\nSupported: geolocation\r\nSubject:\r\n"
		  "X-Any: one\r\nx-any: two\r\nbroken\r\n  more of it\r\n"
		  "Max-Forwards: 0\r\nExpires: 0\r\n\r\nbody";
	CHECK(sip_message_read(text(input), &message) == STATUS_OK);
	check_faults(message.faults, BIT(LINE_END) | BIT(HEADER_LINE) | BIT(TO) | BIT(CALL_ID) | BIT(CSEQ), "fields");
	CHECK_NUMBER(message.headers, 10);
	CHECK_TEXT(given_text(message.body), "body");
	CHECK_TEXT(given_text(message.via.transport), "TLS");
	CHECK(message.via.rfc3261 && message.via.rport);
	CHECK_TEXT(given_text(message.from.display), "Ann; <x>, \\\"y\\\"");
	CHECK_TEXT(given_text(message.from.tag), "t 1");
	CHECK_TEXT(given_text(message.from.uri.params), "lr");
	CHECK_NUMBER(message.max_forwards, 0);
	CHECK_NUMBER(message.expires_s, 0);
	CHECK_TEXT(given_text(sip_message_header(&message, SIP_VIA, 1)), "SIP/2.0/SCTP c");
	CHECK(!sip_message_header(&message, SIP_VIA, 2).at && sip_message_header(&message, SIP_SUBJECT, 0).at);
	CHECK_TEXT(given_text(sip_message_named(&message, "X-ANY", 1)), "two");
	CHECK(!sip_message_named(&message, "X-ANY", 2).at && !sip_message_named(&message, "broken", 0).at);
	CHECK_TEXT(given_text(sip_message_named(&message, "supported", 1)), "geolocation");
	CHECK_TEXT(given_text(message.header[0].given), "v");
	static const char *const items[] = { "100rel", "timer", "replaces", "geolocation" };
	struct sip_cursor cursor = { 0 };
	struct bytes item;
	for (unsigned i = 0; i < 4; i++) {
		CHECK(sip_message_next(&message, SIP_SUPPORTED, &cursor, &item));
		CHECK_TEXT(given_text(item), items[i]);
	}
	CHECK(!sip_message_next(&message, SIP_SUPPORTED, &cursor, &item));
	CHECK(!sip_message_next(&message, SIP_SUPPORTED, &cursor, &item));
	cursor = (struct sip_cursor){ 0 };
	CHECK(!sip_message_next(&message, SIP_SUBJECT, &cursor, &item));
	CHECK(sip_message_lists(&message, SIP_SUPPORTED, "TIMER") &&
	      !sip_message_lists(&message, SIP_SUPPORTED, "time"));
	CHECK(!sip_message_lists(&message, SIP_REQUIRE, "timer"));
	CHECK(sip_message_read(text("ACK sip:a SIP/2.0\r\n\r\n"), &message) == STATUS_OK);
	CHECK(message.max_forwards == -1 && message.expires_s == -1 && !message.call_id.length &&
	      !message.via.host.length);
}

static void check_names(void)
{
	CHECK(!sip_method_name(SIP_UNKNOWN_METHOD) && !sip_name_written(SIP_OTHER_NAME));
	CHECK_TEXT(sip_method_name(SIP_PRACK), "PRACK");
	CHECK_TEXT(sip_name_written(SIP_P_ASSERTED_IDENTITY), "P-Asserted-Identity");
	CHECK(sip_method_named(text("BYE")) == SIP_BYE && sip_method_named(text("Bye")) == SIP_UNKNOWN_METHOD);
	CHECK(sip_method_named(bytes_of(NULL, 0)) == SIP_UNKNOWN_METHOD);
	CHECK(text_same(text("sOs"), "SoS") && !text_same(text("sos"), "so") && !text_same(text("so"), "sos"));
	CHECK(text_same(bytes_of(NULL, 0), "") && !text_same(bytes_of("a", 2), "a"));
	/* RFC 3261 7.3.3, and what later documents added to its compact forms. */
	static const char compact[] = "vftimclekorbxys";
	char line[64];
	for (const char *at = compact; *at; at++) {
		(void)snprintf(line, sizeof line, "ACK sip:a SIP/2.0\r\n%c: x\r\n\r\n", *at);
		CHECK(sip_message_read(text(line), &message) == STATUS_OK && message.header[0].name != SIP_OTHER_NAME);
		line[19] = (char)(line[19] - 'a' + 'A');
		CHECK(sip_message_read(text(line), &message) == STATUS_OK && message.header[0].name != SIP_OTHER_NAME);
	}
	CHECK(sip_message_read(text("ACK sip:a SIP/2.0\r\nz: x\r\n\r\n"), &message) == STATUS_OK);
	CHECK(message.header[0].name == SIP_OTHER_NAME);
}

static void check_limits(void)
{
	struct buffer out = { 0 };
	CHECK(buffer_append_text(&out, START FIELDS) == STATUS_OK);
	for (unsigned i = 5; i < SIP_HEADERS_MAX; i++)
		CHECK(buffer_append_text(&out, "X: y\n") == STATUS_OK);
	size_t full = out.length;
	CHECK(buffer_append_text(&out, "\r\n") == STATUS_OK);
	CHECK(sip_message_read(buffer_bytes(&out), &message) == STATUS_OK);
	check_faults(message.faults, BIT(LINE_END), "as many fields as there may be");
	out.length = full;
	CHECK(buffer_append_text(&out, "l: 4\r\n\r\nbody") == STATUS_OK);
	CHECK(sip_message_read(buffer_bytes(&out), &message) == STATUS_OK);
	check_faults(message.faults, BIT(LINE_END) | BIT(TOO_MANY_HEADERS), "one field more");
	CHECK(message.headers == SIP_HEADERS_MAX && message.body.length == 4);
	size_t skip = 1, length = 0;
	CHECK(sip_message_frame(buffer_bytes(&out), &skip, &length) == STATUS_OK && length == out.length);

	buffer_clear(&out);
	CHECK(buffer_append_text(&out, START FIELDS "\r\n") == STATUS_OK);
	size_t body = SIP_MESSAGE_MAX_BYTES - out.length;
	CHECK(buffer_reserve(&out, body + 1) == STATUS_OK);
	memset(out.at + out.length, 'x', body + 1);
	out.length += body;
	CHECK(sip_message_read(buffer_bytes(&out), &message) == STATUS_OK && message.body.length == body);
	out.length++;
	message.cseq = 77;
	CHECK(sip_message_read(buffer_bytes(&out), &message) == STATUS_LIMIT && message.cseq == 77);
	buffer_close(&out);
}

static const struct {
	const char *stream;
	enum status status;
	size_t skip, length; /* of what begins the stream */
} frames[] = {
	{ "", STATUS_OK, 0, 0 },
	{ "\r\n\r\n", STATUS_OK, 4, 0 },
	{ "\r\n\r\nACK sip:a SIP/2.0\r\n\r\n", STATUS_OK, 4, 21 },
	{ "ACK sip:a SIP/2.0\r\n\r\nrest", STATUS_OK, 0, 21 },
	{ "ACK sip:a SIP/2.0\nl: 2\n\nabc", STATUS_OK, 0, 26 },
	{ "ACK sip:a SIP/2.0\nl\t:\n 2\n\nabc", STATUS_OK, 0, 28 },
	{ "ACK sip:a SIP/2.0\nl: 2\nContent-Length: 02\n\nabc", STATUS_OK, 0, 45 },
	{ "ACK sip:a SIP/2.0\nl: 4\n\nabc", STATUS_OK, 0, 0 },
	{ "ACK sip:a SIP/2.0\nl: 4", STATUS_OK, 0, 0 },
	{ "ACK sip:a SIP/2.0\nl: x\n", STATUS_OK, 0, 0 },
	{ "what", STATUS_OK, 0, 0 }, /* its line is not complete */
	{ "what\n", STATUS_MALFORMED, 7, 7 },
	{ "ACK sip:a SIP/2.0\nl: x\n\nabc", STATUS_MALFORMED, 7, 7 },
	{ "ACK sip:a SIP/2.0\nl: 1\nl: 2\n\nabc", STATUS_MALFORMED, 7, 7 },
	{ "ACK sip:a SIP/2.0\nl: 65507\n\n", STATUS_OK, 0, 0 },
	{ "ACK sip:a SIP/2.0\nl: 65508\n\n", STATUS_MALFORMED, 7, 7 },
};

static void check_frames(void)
{
	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		size_t skip = 7, length = 7;
		if (!CHECK(sip_message_frame(text(frames[i].stream), &skip, &length) == frames[i].status))
			(void)fprintf(stderr, "  %s\n", frames[i].stream);
		CHECK_NUMBER(skip, frames[i].skip);
		CHECK_NUMBER(length, frames[i].length);
	}
	struct buffer out = { 0 };
	CHECK(buffer_reserve(&out, SIP_MESSAGE_MAX_BYTES + 1) == STATUS_OK);
	memset(out.at, 'x', SIP_MESSAGE_MAX_BYTES + 1);
	size_t skip = 7, length = 7;
	CHECK(sip_message_frame(bytes_of(out.at, SIP_MESSAGE_MAX_BYTES), &skip, &length) == STATUS_OK && length == 0);
	CHECK(sip_message_frame(bytes_of(out.at, SIP_MESSAGE_MAX_BYTES + 1), &skip, &length) == STATUS_MALFORMED);
	buffer_close(&out);
}

/* 64 KB of one thing in every place where it is looked at: what took each byte up again would not end today. */
static void check_floods(void)
{
	static const char *const floods[] = { ",",    ";", "\"", "\\", "<", ">", "\r\n ", "\n",  " ",    "a=",
		                              "\"\\", ":", "/",  "@",  "%", "[", "x:y\n", "<>,", "\"\"," };
	static const char *const places[] = { "",
		                              "INVITE ",
		                              START "",
		                              START "v: ",
		                              START "f: ",
		                              START "m: ",
		                              START "k: ",
		                              START "x",
		                              START "v: SIP/2.0/UDP h;",
		                              START "m: \"",
		                              "SIP/2.0 200 " };
	for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
		for (size_t f = 0; f < sizeof floods / sizeof floods[0]; f++) {
			struct buffer out = { 0 };
			CHECK(buffer_append_text(&out, places[p]) == STATUS_OK);
			while (out.length < SIP_MESSAGE_MAX_BYTES - 4)
				if (buffer_append_text(&out, floods[f]) != STATUS_OK)
					break;
			size_t skip, length;
			(void)!sip_message_frame(buffer_bytes(&out), &skip, &length);
			if (sip_message_read(buffer_bytes(&out), &message) == STATUS_OK) {
				struct sip_cursor cursor = { 0 };
				struct bytes item;
				while (sip_message_next(&message, SIP_SUPPORTED, &cursor, &item))
					CHECK(item.length > 0);
			}
			buffer_close(&out);
		}
	}
}

int main(void)
{
	check_faults_of_rows();
	check_start_lines();
	check_fields();
	check_names();
	check_limits();
	check_frames();
	check_floods();
	return check_done();
}
