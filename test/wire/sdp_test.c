/* Sessions: read, told whether they hold, and written again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/sdp.h"

#define HEAD "v=0\r\no=- 1 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

static void check_read(void)
{
	struct sdp sdp;
	const char *text =
	    "v=0\no=jdoe 3724394400 3724394405 IN IP4 198.51.100.1\ns=Call\nc=IN IP4 198.51.100.1/127\na=recvonly\n"
	    "t=0 0\nm=audio 49170 RTP/AVP 0 97 8\na=rtpmap:97 opus/48000/2\na=hlang-send:es eu en\na=hlang-recv:es *\n"
	    "m=video 51372/2 RTP/AVP 99\nc=IN IP6 2001:db8::2\na=rtpmap:99 h263-1998/90000\na=sendrecv\n"
	    "m=text 0 RTP/AVP 98\nm=message 7654 TCP/MSRP *\nm=x 1 y z\n";
	CHECK(sdp_read(bytes_of_text(text), &sdp) == STATUS_OK);
	CHECK(sdp.faults == 0 && sdp.media == 5);
	CHECK_TEXT(given_text(sdp.origin), "jdoe 3724394400 3724394405 IN IP4 198.51.100.1");
	CHECK_TEXT(given_text(sdp.name), "Call");
	const struct sdp_media *audio = &sdp.medium[0], *video = &sdp.medium[1];
	CHECK(audio->kind == SDP_AUDIO && audio->port == 49170 && audio->direction == SDP_RECVONLY &&
	      audio->formats == 3);
	CHECK_TEXT(given_text(audio->address), "198.51.100.1");
	CHECK_TEXT(given_text(audio->format[0].name), "PCMU");
	CHECK_TEXT(given_text(audio->format[1].name), "opus");
	CHECK_TEXT(given_text(audio->format[1].clock), "48000/2");
	CHECK_TEXT(given_text(audio->format[2].name), "PCMA");
	CHECK_TEXT(given_text(audio->hlang_send), "es eu en");
	CHECK_TEXT(given_text(audio->hlang_recv), "es *");
	CHECK(video->kind == SDP_VIDEO && video->port == 51372 && video->direction == SDP_SENDRECV);
	CHECK_TEXT(given_text(video->address), "2001:db8::2");
	CHECK(sdp.medium[2].kind == SDP_TEXT && sdp.medium[3].kind == SDP_MESSAGE && sdp.medium[4].kind == SDP_OTHER);
	CHECK_TEXT(given_text(sdp.medium[3].proto), "TCP/MSRP");
	CHECK(sdp_medium(&sdp, SDP_VIDEO) == video && !sdp_medium(&sdp, SDP_TEXT) && !sdp_medium(&sdp, SDP_IMAGE));
	CHECK_TEXT(sdp_kind_name(SDP_OTHER), "other");
}

static void check_faults(void)
{
	static const struct {
		const char *text;
		unsigned faults;
	} rows[] = {
		{ HEAD "m=audio 1 RTP/AVP 0\r\n", 0 },
		{ "m=audio 1 RTP/AVP 0", SDP_NO_VERSION | SDP_ORIGIN | SDP_NO_ADDRESS },
		{ "v=1\no=- 1 1 IN IP4 x\nm=audio 0 RTP/AVP 0", SDP_NO_VERSION },
		{ HEAD "m=audio\r\n", SDP_MEDIA },
		{ HEAD "m=audio x RTP/AVP 0\r\n", SDP_MEDIA },
		{ HEAD "m=audio 65536 RTP/AVP 0\r\n", SDP_MEDIA },
		{ HEAD "m=audio 5008 RTP/AVP\r\n", SDP_MEDIA },
		{ HEAD "hello\r\n\r\nm=audio 1 RTP/AVP 0\r\n", SDP_LINE },
		{ "v=0\no=-\n", SDP_ORIGIN },
	};
	struct sdp sdp;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(sdp_read(bytes_of_text(rows[i].text), &sdp) == STATUS_OK);
		CHECK_NUMBER(sdp.faults, rows[i].faults);
	}
	sdp.media = 42;
	CHECK(sdp_read(bytes_of_text("hello\r\nworld"), &sdp) == STATUS_MALFORMED && sdp.media == 42);
	CHECK(sdp_read(bytes_of(NULL, 0), &sdp) == STATUS_MALFORMED);
}

static void check_limits(void)
{
	struct sdp sdp;
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, HEAD) == STATUS_OK);
	for (unsigned i = 0; i < SDP_MEDIA_MAX; i++)
		CHECK(buffer_append_text(&text, "m=audio 1 RTP/AVP 0\r\n") == STATUS_OK);
	CHECK(sdp_read(buffer_bytes(&text), &sdp) == STATUS_OK && sdp.media == SDP_MEDIA_MAX && sdp.faults == 0);
	/* What belongs to a medium that is left out is not the last one's. */
	CHECK(buffer_append_text(&text, "m=audio 1 RTP/AVP 0\r\na=inactive\r\nc=IN IP4 0.0.0.0\r\n") == STATUS_OK);
	CHECK(sdp_read(buffer_bytes(&text), &sdp) == STATUS_OK && sdp.media == SDP_MEDIA_MAX &&
	      sdp.faults == SDP_LEFT_OUT);
	CHECK(sdp.medium[SDP_MEDIA_MAX - 1].direction == SDP_SENDRECV);
	buffer_clear(&text);
	CHECK(buffer_append_text(&text, HEAD "m=audio 1 RTP/AVP") == STATUS_OK);
	for (unsigned i = 0; i < SDP_FORMATS_MAX; i++)
		CHECK(buffer_append_text(&text, " 0") == STATUS_OK);
	CHECK(sdp_read(buffer_bytes(&text), &sdp) == STATUS_OK && sdp.medium[0].formats == SDP_FORMATS_MAX &&
	      sdp.faults == 0);
	CHECK(buffer_append_text(&text, " 0") == STATUS_OK);
	CHECK(sdp_read(buffer_bytes(&text), &sdp) == STATUS_OK && sdp.faults == SDP_LEFT_OUT);
	buffer_close(&text);
}

static void check_hold(void)
{
	static const struct {
		const char *media;
		bool hold;
	} rows[] = {
		{ "m=audio 1 RTP/AVP 0\r\n", false },
		{ "m=audio 1 RTP/AVP 0\r\na=sendonly\r\n", true },
		{ "m=audio 1 RTP/AVP 0\r\na=inactive\r\n", true },
		{ "m=audio 1 RTP/AVP 0\r\na=recvonly\r\n", false },
		{ "a=sendonly\r\nm=audio 1 RTP/AVP 0\r\n", true },
		{ "a=sendonly\r\nm=audio 1 RTP/AVP 0\r\na=sendrecv\r\n", false },
		{ "m=audio 1 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n", true },
		{ "m=audio 1 RTP/AVP 0\r\nc=IN IP6 ::\r\n", true },
		{ "m=audio 1 RTP/AVP 0\r\na=sendonly\r\nm=video 2 RTP/AVP 99\r\n", false },
		{ "m=audio 1 RTP/AVP 0\r\na=sendonly\r\nm=video 0 RTP/AVP 99\r\n", true },
		{ "m=audio 1 RTP/AVP 0\r\na=sendonly\r\nm=text 2 RTP/AVP 98\r\n", true },
		{ "m=text 2 RTP/AVP 98\r\na=inactive\r\n", true },
		{ "m=audio 0 RTP/AVP 0\r\na=inactive\r\n", false },
		{ "", false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[512];
		struct sdp sdp;
		(void)snprintf(text, sizeof text, "%s%s", HEAD, rows[i].media);
		CHECK(sdp_read(bytes_of_text(text), &sdp) == STATUS_OK);
		if (!CHECK(sdp_is_hold(&sdp) == rows[i].hold))
			(void)fprintf(stderr, "  of %s\n", rows[i].media);
	}
}

static void check_like(const char *session, enum sdp_direction direction, uint32_t raise, const char *wanted)
{
	struct buffer out = { 0 };
	CHECK(sdp_write_like(&out, bytes_of_text(session), direction, raise) == STATUS_OK);
	CHECK_TEXT(given_text(buffer_bytes(&out)), wanted);
	buffer_close(&out);
}

#define RAISED "v=0\r\no=- 1 8 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"

static void check_ends(void)
{
	static const struct {
		const char *text;
		bool same;
	} rows[] = {
		{ HEAD "c=IN IP4 a\r\nm=audio 1 RTP/AVP 8\r\nm=video 0 RTP/AVP 9\r\n", true },
		{ HEAD "m=audio 1 RTP/AVP 0\r\nc=IN IP4 a\r\nm=video 0 RTP/AVP 9\r\nc=IN IP4 b\r\n", true },
		{ HEAD "c=IN IP4 b\r\nm=audio 1 RTP/AVP 0\r\nm=video 0 RTP/AVP 9\r\n", false },
		{ HEAD "c=IN IP4 a\r\nm=audio 2 RTP/AVP 0\r\nm=video 0 RTP/AVP 9\r\n", false },
		{ HEAD "c=IN IP4 a\r\nm=audio 1 RTP/AVP 0\r\nm=video 3 RTP/AVP 9\r\n", false },
		{ HEAD "c=IN IP4 a\r\nm=audio 1 RTP/AVP 0\r\n", false },
	};
	struct sdp first, other;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(sdp_read(bytes_of_text(rows[0].text), &first) == STATUS_OK &&
		      sdp_read(bytes_of_text(rows[i].text), &other) == STATUS_OK);
		CHECK_NUMBER(sdp_same_ends(&first, &other), rows[i].same);
	}
}

static void check_write(void)
{
	check_like(HEAD
	           "a=sendrecv\r\nm=audio 1 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=recvonly\r\na=ptime:20\r\nm=video 0 "
	           "RTP/AVP 9\r\na=inactive\r\nm=text 2 RTP/AVP 98",
	           SDP_SENDONLY, 1,
	           RAISED "m=audio 1 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendonly\r\nm=video 0 "
	                  "RTP/AVP 9\r\na=inactive\r\nm=text 2 RTP/AVP 98\r\na=sendonly\r\n");
	check_like(HEAD "m=audio 1 RTP/AVP 0\r\na=recvonly\r\nx\r\n", SDP_NO_DIRECTION, 1,
	           RAISED "m=audio 1 RTP/AVP 0\r\na=recvonly\r\nx\r\n");
	check_like("o=- 1 99 IN IP4 x\n\n", SDP_SENDONLY, 3, "o=- 1 102 IN IP4 x\r\n");
	check_like("o=- 1 18446744073709551614 IN\n", SDP_SENDONLY, 1, "o=- 1 18446744073709551615 IN\r\n");
	check_like("o=- 1 18446744073709551615 IN\n", SDP_SENDONLY, 1, "o=- 1 18446744073709551615 IN\r\n");
	check_like("o=- 1 x IN\no=\n", SDP_SENDONLY, 1, "o=- 1 x IN\r\no=\r\n");
	struct buffer out = { 0 };
	struct sdp sdp;
	const char *offer =
	    "v=0\no=- 1 1 IN IP4 x\ns=-\nt=5 6\nm=audio 1 RTP/AVP 0 8\na=sendonly\nm=message 2/2 TCP/MSRP *\n";
	CHECK(sdp_write_refused(&out, bytes_of_text(offer), bytes_of_text("2001:db8::1")) == STATUS_OK);
	CHECK_TEXT(given_text(buffer_bytes(&out)),
	           "v=0\r\no=- 0 0 IN IP6 2001:db8::1\r\ns=-\r\nc=IN IP6 2001:db8::1\r\nt=5 6\r\n"
	           "m=audio 0 RTP/AVP 0 8\r\nm=message 0 TCP/MSRP *\r\n");
	CHECK(sdp_read(buffer_bytes(&out), &sdp) == STATUS_OK && sdp.faults == 0 && sdp.media == 2 &&
	      !sdp_is_hold(&sdp));
	buffer_close(&out);
	struct buffer small = { .cap = 20 };
	CHECK(sdp_write_like(&small, bytes_of_text(offer), SDP_SENDONLY, 1) == STATUS_LIMIT);
	CHECK(sdp_write_refused(&small, bytes_of_text(offer), bytes_of_text("x")) == STATUS_LIMIT);
	buffer_close(&small);
}

int main(void)
{
	check_read();
	check_faults();
	check_limits();
	check_hold();
	check_ends();
	check_write();
	return check_done();
}
