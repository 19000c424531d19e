/* Words, quoted strings and parameters, as phones write them and as nobody should. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/field.h"
#include "wire/json_text.h"

#include "check.h"

#include <jansson.h>

/* All parameters as "name[value]". */
static const char *listed(const char *input, char separator, char text[256])
{
	struct bytes rest = bytes_of_text(input), name, value;
	size_t length = 0;
	text[0] = '\0';
	while (field_param(&rest, separator, &name, &value))
		length += (size_t)snprintf(text + length, 256 - length, "%.*s[%.*s]", (int)name.length,
		                           (const char *)name.at, (int)value.length, (const char *)value.at);
	return text;
}

static void check_params(void)
{
	char text[256];
	CHECK_TEXT(listed("a=1, b = \"x,\\\"y\" ,c", ',', text), "a[1]b[x,\\\"y]c[]");
	CHECK_TEXT(listed(";;info=<https://a/b;c>;alg=ES256 ; ppt=\"shaken\"", ';', text),
	           "info[https://a/b;c]alg[ES256]ppt[shaken]");
	CHECK_TEXT(listed("a=\"never closed, b=2", ',', text), "a[never closed, b=2]");
	CHECK_TEXT(listed("a=\"ends in \\", ',', text), "a[ends in \\]");
	CHECK_TEXT(listed("a=\"x\"junk,b=<y", ',', text), "a[x]b[y]");
	CHECK_TEXT(listed("=,==, a==b,\r\n c=d", ',', text), "[][=]a[=b]c[d]");
	CHECK_TEXT(listed("", ',', text), "");
	CHECK_TEXT(listed(" , ,", ',', text), "");
}

static void check_words(void)
{
	struct bytes rest = bytes_of_text("<a;b>c ;d"), name, value;
	CHECK(bytes_same(field_head(&rest, ';'), bytes_of_text("a;b")) && bytes_same(rest, bytes_of_text("d")));
	CHECK(bytes_same(field_head(&rest, ';'), bytes_of_text("d")) && !rest.at);
	CHECK(!field_head(&rest, ';').length && !field_param(&rest, ';', &name, &value));
}

static void check_json(void)
{
	struct json_t *object;
	struct buffer out = { 0 };
	char deep[2 * JSON_TEXT_DEPTH_MAX + 16];
	/* Just as deep as may be, and one deeper; a bracket in a text does not count. */
	for (unsigned more = 0; more < 2; more++) {
		unsigned lists = JSON_TEXT_DEPTH_MAX - 1 + more;
		size_t length = (size_t)snprintf(deep, sizeof deep, "{\"[\":");
		memset(deep + length, '[', lists);
		memset(deep + length + lists, ']', lists);
		deep[length + 2 * lists] = '}';
		enum status status = json_text_read(bytes_of(deep, length + 2 * lists + 1), sizeof deep, &object);
		CHECK(status == (more ? STATUS_MALFORMED : STATUS_OK));
		if (status == STATUS_OK) {
			CHECK(json_text_member(object, "[") == NULL);
			json_decref(object);
		}
	}
	CHECK(json_text_read(bytes_of_text("{\"a\":1,\"a\":2}"), 99, &object) == STATUS_MALFORMED);
	CHECK(json_text_read(bytes_of_text("[1]"), 99, &object) == STATUS_MALFORMED);
	CHECK(json_text_read(bytes_of_text("{}"), 1, &object) == STATUS_LIMIT);
	CHECK(json_text_read(bytes_of(NULL, 0), 1, &object) == STATUS_MALFORMED);
	CHECK(json_text_write(&out, bytes_of("a\"\\\n\x7f\xc3\xa9", 7)) == STATUS_OK);
	CHECK(json_text_write(&out, bytes_of("\xe9\0", 2)) == STATUS_OK &&
	      buffer_append(&out, bytes_of("", 1)) == STATUS_OK);
	CHECK_TEXT((const char *)out.at, "\"a\\\"\\\\\\u000a\\u007f\xc3\xa9\"\"\\u00e9\\u0000\"");
	buffer_close(&out);
}

int main(void)
{
	check_params();
	check_words();
	check_json();
	return check_done();
}
