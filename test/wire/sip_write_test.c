/* What is written is read again without faults, and no value begins a line of its own. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_message.h"
#include "wire/text.h"

#include "check.h"
#include "sip_text.h"

static struct sip_message message, response;

static void check_written(const struct buffer *out, const char *wanted)
{
	CHECK_TEXT(given_text(buffer_bytes(out)), wanted);
}

static struct bytes text(const char *at)
{
	return bytes_of_text(at);
}

static void check_lines(void)
{
	struct buffer out = { 0 };
	CHECK(sip_write_request(&out, SIP_BYE, text("sip:a@b\r\nX: y z\x7f")) == STATUS_OK);
	check_written(&out, "BYE sip:a@b%0D%0AX:%20y%20z%7F SIP/2.0\r\n");
	buffer_clear(&out);
	CHECK(sip_write_request(&out, SIP_ACK, text("urn:service:sos")) == STATUS_OK);
	check_written(&out, "ACK urn:service:sos SIP/2.0\r\n");
	buffer_clear(&out);
	CHECK(sip_write_status(&out, 486, NULL) == STATUS_OK);
	CHECK(sip_write_status(&out, 299, NULL) == STATUS_OK); /* as 200 */
	CHECK(sip_write_status(&out, 699, NULL) == STATUS_OK);
	CHECK(sip_write_status(&out, 100, "One\r\nX: 2") == STATUS_OK);
	check_written(&out, "SIP/2.0 486 Busy Here\r\nSIP/2.0 299 OK\r\nSIP/2.0 699 Busy Everywhere\r\n"
	                    "SIP/2.0 100 One  X: 2\r\n");
	buffer_clear(&out);
	CHECK(sip_write_header(&out, SIP_SUBJECT, text("help\n\rnow")) == STATUS_OK);
	CHECK(sip_write_header(&out, SIP_SUBJECT, bytes_of(NULL, 0)) == STATUS_OK);
	CHECK(sip_write_named(&out, "X-Center", text("east\r\n wing")) == STATUS_OK);
	CHECK(sip_write_text(&out, SIP_CSEQ, "%u %s", 7u, "BYE\r\nX: 1") == STATUS_OK);
	CHECK(sip_write_text(&out, SIP_EXPIRES, "%s", "") == STATUS_OK);
	check_written(&out,
	              "Subject: help  now\r\nSubject: \r\nX-Center: east   wing\r\nCSeq: 7 BYE  X: 1\r\nExpires: \r\n");
	buffer_clear(&out);
	CHECK(sip_write_body(&out, NULL, bytes_of(NULL, 0)) == STATUS_OK);
	check_written(&out, "Content-Length: 0\r\n\r\n");
	buffer_clear(&out);
	CHECK(sip_write_body(&out, "text/plain\r\nX: y", text("a\r\nb")) == STATUS_OK);
	check_written(&out, "Content-Type: text/plain  X: y\r\nContent-Length: 4\r\n\r\na\r\nb");
	buffer_close(&out);
}

/* A line that does not fit is not there at all. */
static void check_full(void)
{
	const char *request =
	    "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1;rport\r\nTo: <sip:a@b>\r\n\r\n";
	CHECK(sip_message_read(text(request), &message) == STATUS_OK);
	for (size_t cap = 1; cap < 30; cap++) {
		struct buffer out = { .cap = cap };
		enum status status = sip_write_request(&out, SIP_INVITE, text("sip:a@example.com"));
		CHECK(status == STATUS_LIMIT && out.length == 0);
		CHECK(sip_write_status(&out, 200, "OK, and a long time in saying so") == STATUS_LIMIT &&
		      out.length == 0);
		CHECK(sip_write_named(&out, "Name-Of-Length", text("and its value of length")) == STATUS_LIMIT);
		CHECK(sip_write_text(&out, SIP_SUBJECT, "%30d", 1) == STATUS_LIMIT);
		CHECK(sip_write_body(&out, "text/plain", text("hello")) == STATUS_LIMIT);
		CHECK(sip_write_response(&out, &message, 200, NULL, "t", "192.0.2.1", 5060) == STATUS_LIMIT);
		CHECK(out.length == 0);
		buffer_close(&out);
	}
}

static const struct {
	const char *request, *tag, *host;
	uint16_t port;
	const char *wanted;
} answers[] = {
	{ "INVITE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h:1;rport;branch=z9hG4bK1 , SIP/2.0/TCP i;branch=z9hG4bK2\r\n"
	  "Via: SIP/2.0/TLS j;rport;branch=z9hG4bK3\r\nf: A\r\n <sip:a@b>;tag=1\r\nt: <sip:c@d>\r\ni: 9\r\nCSeq: 1 "
	  "INVITE\r\n\r\n",
	  "mine", "192.0.2.1", 4060,
	  "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP h:1;rport=4060;branch=z9hG4bK1;received=192.0.2.1, SIP/2.0/TCP "
	  "i;branch=z9hG4bK2\r\nVia: SIP/2.0/TLS j;rport;branch=z9hG4bK3\r\nFrom: A   <sip:a@b>;tag=1\r\n"
	  "To: <sip:c@d>;tag=mine\r\nCall-ID: 9\r\nCSeq: 1 INVITE\r\n" },
	/* It has a tag; and says of where it came what is not so. */
	{ "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;Received=10.0.0.1;RPORT=1;branch=z9hG4bK1;received=x\r\n"
	  "To: <sip:c@d>;tag=old\r\n\r\n",
	  "mine", "2001:db8::1", 5060,
	  "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP h;rport=5060;branch=z9hG4bK1;received=2001:db8::1\r\n"
	  "To: <sip:c@d>;tag=old\r\n" },
	/* No source, no tag; of what is doubled the first. */
	{ "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;rport,\r\n SIP/2.0/UDP i\r\nCSeq: 1 BYE\r\nCSeq: 2 BYE\r\nTo: "
	  "b\r\n\r\n",
	  NULL, NULL, 0,
	  "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP h;rport,   SIP/2.0/UDP i\r\nTo: b\r\nCSeq: 1 BYE\r\n" },
	/* Nothing to say. */
	{ "BYE\r\n\r\n", "t", "h", 1, "SIP/2.0 180 Ringing\r\n" },
	/* A Via that is none is sent back without what is nothing. */
	{ "BYE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.15;;,;,,\r\n\r\n", NULL, "h", 1,
	  "SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP 192.0.2.15;received=h,;,,\r\n" },
};

static void check_answers(void)
{
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		struct buffer out = { 0 };
		CHECK(sip_message_read(text(answers[i].request), &message) == STATUS_OK);
		CHECK(sip_write_response(&out, &message, 180, NULL, answers[i].tag, answers[i].host, answers[i].port) ==
		      STATUS_OK);
		check_written(&out, answers[i].wanted);
		buffer_close(&out);
	}
}

/* Numbers that are the same each time. */
static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static struct bytes picked(uint32_t *seed, const char *marks, char room[64])
{
	size_t length = 1 + next(seed) % 40;
	for (size_t i = 0; i < length; i++)
		room[i] = marks[next(seed) % strlen(marks)];
	return bytes_of(room, length);
}

/* Requests of chance, with hostile words in every place that takes any: read without faults, framed whole, answered, and
 * the answer read without faults as well. */
static void check_round_trip(uint32_t seed)
{
	struct buffer out = { 0 }, answer = { 0 };
	char room[64], body[64];
	enum sip_method method = (enum sip_method)(1 + next(&seed) % (SIP_METHOD_COUNT - 1));
	uint32_t cseq = next(&seed);
	struct bytes words = picked(&seed, "a\r\n\t b:;<>\"\\,@", room);
	CHECK(sip_write_request(&out, method, text("sips:u;x?y:pw@[2001:db8::1]:5061;lr;transport=tcp")) == STATUS_OK);
	CHECK(sip_write_text(&out, SIP_VIA, "SIP/2.0/TLS [2001:db8::%x]:%u;branch=z9hG4bK%u;rport", next(&seed),
	                     next(&seed), next(&seed)) == STATUS_OK);
	CHECK(sip_write_header(&out, SIP_SUBJECT, words) == STATUS_OK);
	CHECK(sip_write_named(&out, "X-Any", words) == STATUS_OK);
	CHECK(sip_write_text(&out, SIP_FROM, "\"a, <b>; \\\" c\" <tel:+1-%u>;tag=%u", next(&seed), next(&seed)) ==
	      STATUS_OK);
	CHECK(sip_write_header(&out, SIP_TO, text("sip:911@example.com;x=\"<;,>\"")) == STATUS_OK);
	CHECK(sip_write_text(&out, SIP_CALL_ID, "%u@h", next(&seed)) == STATUS_OK);
	CHECK(sip_write_text(&out, SIP_CSEQ, "%u %s", cseq, sip_method_name(method)) == STATUS_OK);
	CHECK(sip_write_header(&out, SIP_CONTACT, text("*")) == STATUS_OK);
	CHECK(sip_write_header(&out, SIP_DATE, text("Tue, 24 Nov 2026 02:30:00 GMT")) == STATUS_OK);
	struct bytes content = picked(&seed, "x\r\n ", body);
	CHECK(sip_write_body(&out, "text/plain", content) == STATUS_OK);

	CHECK(sip_message_read(buffer_bytes(&out), &message) == STATUS_OK);
	check_faults(message.faults, 0, given_text(buffer_bytes(&out)));
	CHECK(message.method == method && message.cseq == cseq && message.headers == 11);
	CHECK(bytes_same(message.body, content));
	CHECK(sip_uri_is_sos(&message.to.uri) && text_same(message.uri.password, "pw"));
	size_t skip = 1, length = 0;
	CHECK(sip_message_frame(buffer_bytes(&out), &skip, &length) == STATUS_OK && skip == 0 && length == out.length);

	CHECK(sip_write_response(&answer, &message, 200, NULL, "t1", "2001:db8::9", 5060) == STATUS_OK);
	CHECK(sip_write_body(&answer, NULL, bytes_of(NULL, 0)) == STATUS_OK);
	CHECK(sip_message_read(buffer_bytes(&answer), &response) == STATUS_OK);
	check_faults(response.faults, 0, given_text(buffer_bytes(&answer)));
	CHECK(response.response && response.code == 200 && response.method == method && response.cseq == cseq);
	CHECK(bytes_same(response.call_id, message.call_id) && bytes_same(response.from.tag, message.from.tag));
	CHECK(bytes_same(response.via.branch, message.via.branch) && text_same(response.to.tag, "t1"));
	buffer_close(&answer);
	buffer_close(&out);
}

int main(void)
{
	check_lines();
	check_full();
	check_answers();
	for (uint32_t seed = 1; seed <= 300; seed++)
		check_round_trip(seed);
	return check_done();
}
