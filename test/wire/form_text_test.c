/* Forms as browsers send them, and as nobody should. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "wire/form_text.h"

static bool is(const char *form, const char *name, const char *value)
{
	struct buffer out = { 0 };
	bool good = form_text_value(bytes_of_text(form), name, &out) == STATUS_OK &&
	            bytes_same(buffer_bytes(&out), bytes_of_text(value));
	buffer_close(&out);
	return good;
}

static enum status status_of(const char *form)
{
	struct buffer out = { 0 };
	enum status status = form_text_value(bytes_of_text(form), "words", &out);
	CHECK(status == STATUS_OK || !out.length);
	buffer_close(&out);
	return status;
}

int main(void)
{
	CHECK(is("words=nobody+came%21&key=0", "words", "nobody came!"));
	CHECK(is("words=nobody+came%21&key=0", "key", "0"));
	CHECK(is("key=1&words=a%0D%0Ab%C3%a9", "words", "a\nb\xc3\xa9"));
	CHECK(is("words=%2B%26%3D%25", "words", "+&=%"));
	CHECK(is("words=first&words=second", "words", "first"));
	CHECK(is("words", "words", "") && is("words=", "words", "") && is("words=a=b", "words", "a=b"));
	CHECK(is("words=%0D", "words", "\r"));
	CHECK(status_of("") == STATUS_MISSING && status_of("word=x&Words=y") == STATUS_MISSING);
	CHECK(status_of("words=%") == STATUS_MALFORMED && status_of("words=%2") == STATUS_MALFORMED);
	CHECK(status_of("words=%g0") == STATUS_MALFORMED && status_of("words=%FF") == STATUS_MALFORMED);
	return check_done();
}
