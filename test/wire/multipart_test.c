/* Multipart bodies as RFC 2046 has them, and as senders write them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/multipart.h"

/* All parts in one line: holder, type, id and body of each. */
static const char *said(const char *type, const char *body, unsigned *ret_faults)
{
	static struct multipart multipart;
	static char text[2048];
	size_t length = 0;
	multipart_read(bytes_of_text(type), bytes_of_text(body), &multipart);
	text[0] = '\0';
	for (uint32_t i = 0; i < multipart.parts; i++) {
		const struct multipart_part *part = &multipart.part[i];
		length +=
		    (size_t)snprintf(text + length, sizeof text - length, "%s%u:%s:%s:%s", i ? "|" : "", part->holder,
		                     given_text(part->type), given_text(part->id), given_text(part->body));
	}
	*ret_faults = multipart.faults;
	return text;
}

static void check_said(const char *type, const char *body, const char *wanted, unsigned faults)
{
	unsigned got;
	CHECK_TEXT(said(type, body, &got), wanted);
	CHECK_NUMBER(got, faults);
}

static void check_forms(void)
{
	const char *mixed = "multipart/mixed;boundary=b";
	check_said("application/sdp", "v=0", "0:application/sdp::v=0", 0);
	check_said(mixed,
	           "before\r\n--b\r\nContent-Type: a/b\r\nContent-ID: "
	           "<x@y>\r\n\r\none\r\n--b\r\n\r\ntwo\r\n\r\n--b--\r\nafter",
	           "0:a/b:x@y:one|0:::two\r\n", 0);
	/* Bare line ends, blanks behind a boundary, no end, case, compact names. */
	check_said("Multipart/Related ; type=x; BOUNDARY = b", "--b  \ncontent-type:a/b\n\none\n--b\t\nc: d\n\ntwo\n",
	           "0:a/b::one|0:d::two\n", MULTIPART_NO_END);
	/* A boundary in quotes; one that begins as another; a parameter without value. */
	check_said("multipart/alternative; x; y=\"boundary=no;\"; boundary=\"b c;\\\"d\"",
	           "--b c;\"d\r\n\r\n--b c;\"dx\r\n--b c;\"d--", "0:::--b c;\"dx", 0);
	/* A header that runs into its body. */
	check_said(
	    mixed,
	    "--b\r\nContent-Type: application/sdp\r\nv=0\r\no=-\r\n--b\r\nContent-ID: <i>\r\n<?xml?><a:b/>\r\n--b--",
	    "0:application/sdp::v=0\r\no=-|0::i:<?xml?><a:b/>", MULTIPART_NO_BLANK);
	/* A folded header, and one that only looks folded. */
	check_said(mixed, "--b\r\nContent-Type: a/b;\r\n c=d\r\n\r\nx\r\n--b\r\nContent-Type: a/b\r\n  <x/>\r\n--b--",
	           "0:a/b;\r\n c=d::x|0:a/b::  <x/>", MULTIPART_NO_BLANK);
	check_said(mixed, "--b\r\nContent-Type: a/b\r\n--b--", "0:a/b::", 0);
	check_said(mixed, "--b--", "", 0);
	check_said(mixed, "nothing", "", MULTIPART_NO_END);
	check_said(mixed, "", "", MULTIPART_NO_END);
	check_said("multipart/mixed", "\r\n--g\r\n\r\nx\r\n--g--", "0:::x", MULTIPART_NO_BOUNDARY);
	check_said("multipart/mixed", "x", "", MULTIPART_NO_BOUNDARY);
	/* One in another, whose own end is missing. */
	check_said(mixed,
	           "--b\r\nContent-Type: multipart/mixed; "
	           "boundary=b-in\r\n\r\n--b-in\r\n\r\none\r\n--b-in\r\n\r\ntwo\r\n--b\r\n\r\nthree\r\n--b--",
	           "0:multipart/mixed; boundary=b-in::--b-in\r\n\r\none\r\n--b-in\r\n\r\ntwo|0:::three|1:::one|1:::two",
	           MULTIPART_NO_END);
}

static void check_limits(void)
{
	static struct multipart multipart;
	struct buffer body = { 0 };
	for (unsigned i = 0; i < MULTIPART_PARTS_MAX; i++)
		CHECK(buffer_append_text(&body, "--b\r\n\r\nx\r\n") == STATUS_OK);
	size_t whole = body.length;
	CHECK(buffer_append_text(&body, "--b--\r\n") == STATUS_OK);
	multipart_read(bytes_of_text("multipart/mixed;boundary=b"), buffer_bytes(&body), &multipart);
	CHECK(multipart.parts == MULTIPART_PARTS_MAX && multipart.faults == 0);
	body.length = whole;
	CHECK(buffer_append_text(&body, "--b\r\n\r\nx\r\n--b--\r\n") == STATUS_OK);
	multipart_read(bytes_of_text("multipart/mixed;boundary=b"), buffer_bytes(&body), &multipart);
	CHECK(multipart.parts == MULTIPART_PARTS_MAX && multipart.faults == MULTIPART_LEFT_OUT);
	buffer_clear(&body);
	for (unsigned i = 1; i <= MULTIPART_DEPTH_MAX; i++)
		CHECK(buffer_print(&body, "--b%u\r\nContent-Type: multipart/mixed; boundary=b%u\r\n\r\n", i, i + 1) ==
		      STATUS_OK);
	multipart_read(bytes_of_text("multipart/mixed;boundary=b1"), buffer_bytes(&body), &multipart);
	CHECK_NUMBER(multipart.parts, MULTIPART_DEPTH_MAX);
	CHECK_NUMBER(multipart.part[multipart.parts - 1].depth, MULTIPART_DEPTH_MAX - 1);
	CHECK(multipart.faults & MULTIPART_LEFT_OUT);
	buffer_clear(&body);
	/* A boundary of the most bytes, and one that is longer. */
	struct buffer type = { 0 };
	CHECK(buffer_append_text(&type, "multipart/mixed;boundary=") == STATUS_OK &&
	      buffer_append_text(&body, "--") == STATUS_OK);
	for (unsigned i = 0; i < MULTIPART_BOUNDARY_MAX_BYTES; i++)
		CHECK(buffer_append_text(&type, "b") == STATUS_OK && buffer_append_text(&body, "b") == STATUS_OK);
	CHECK(buffer_append_text(&body, "\r\n\r\nx") == STATUS_OK);
	multipart_read(buffer_bytes(&type), buffer_bytes(&body), &multipart);
	CHECK_NUMBER(multipart.parts, 1);
	CHECK(buffer_append_text(&type, "b") == STATUS_OK);
	multipart_read(buffer_bytes(&type), buffer_bytes(&body), &multipart);
	CHECK_NUMBER(multipart.faults, MULTIPART_NO_BOUNDARY | MULTIPART_NO_END);
	buffer_close(&type);
	buffer_close(&body);
}

static void check_find(void)
{
	static struct multipart multipart;
	multipart_read(bytes_of_text("multipart/mixed;boundary=b"),
	               bytes_of_text("--b\nContent-ID: <a@b>\n\n1\n--b\nContent-ID: <c%d@[2001:db8::1]>\nContent-Type: "
	                             "T/U; v\n\n2\n--b\n\n3\n--b--"),
	               &multipart);
	static const struct {
		const char *url;
		int part;
	} rows[] = {
		{ "cid:a@b", 0 },
		{ "<CID:a@b>", 0 },
		{ " <cid:a%40b> ", 0 },
		{ "a@b", 0 },
		{ "cid:a@", -1 },
		{ "cid:a@bc", -1 },
		{ "cid:%61%40%62", 0 },
		{ "cid:", -1 },
		{ "", -1 },
		{ "cid:A@b", -1 },
		{ "cid:a%4", -1 },
		{ "cid:c%25d@[2001:db8::1]", 1 },
		{ "cid:c%d@[2001:db8::1]", 1 },
		{ "<cid:a@b", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct multipart_part *part = multipart_find(&multipart, bytes_of_text(rows[i].url));
		if (!CHECK(part == (rows[i].part < 0 ? NULL : &multipart.part[rows[i].part])))
			(void)fprintf(stderr, "  of %s\n", rows[i].url);
	}
	CHECK(multipart_of_type(&multipart, "t/u") == &multipart.part[1] && !multipart_of_type(&multipart, "t/uv"));
}

static void check_decode(void)
{
	static const struct {
		const char *encoding, *body, *wanted;
	} rows[] = {
		{ "", "a=3Db", "a=3Db" },
		{ "8bit", "x", "x" },
		{ "BASE64", "SGVs\r\nbG8=\r\nSGVs", "Hello" },
		{ "base64", "SGVsbG8h", "Hello!" },
		{ "base64", "S G!V$s\tb\nG8", "Hello" },
		{ "base64", "S", "" },
		{ "base64", "", "" },
		{ "Quoted-Printable", "a=3Db=3d =\r\nc \t\r\nd=\ne=F\xC3\xA9=zz=", "a=b= c\r\nde=F\xC3\xA9=zz" },
		{ "quoted-printable", "x  ", "x" },
		{ "quoted-printable", "\n\n", "\n\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buffer out = { 0 };
		struct multipart_part part = { .encoding = bytes_of_text(rows[i].encoding),
			                       .body = bytes_of_text(rows[i].body) };
		CHECK(multipart_decode(&part, &out) == STATUS_OK);
		CHECK_TEXT(given_text(buffer_bytes(&out)), rows[i].wanted);
		buffer_close(&out);
	}
	struct buffer small = { .cap = 3 };
	struct multipart_part part = { .encoding = bytes_of_text("base64"), .body = bytes_of_text("SGVsbG8h") };
	CHECK(multipart_decode(&part, &small) == STATUS_LIMIT && small.length == 0);
}

int main(void)
{
	check_forms();
	check_limits();
	check_find();
	check_decode();
	return check_done();
}
