/* Settings and mappings: what is wrong is told with its line and column, and what to do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/mapping.h"

#include "check.h"

#define HEAD "name: n\nsource: s\nzone: Europe/Dublin\n"

static void check_problem(const char *text, const char *wanted)
{
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	CHECK(mapping_open(bytes_of_text(text), "map", &problems, &mapping) == STATUS_MALFORMED && !mapping);
	CHECK(buffer_append(&problems.text, bytes_of("", 1)) == STATUS_OK);
	if (!CHECK(strstr((const char *)problems.text.at, wanted) != NULL))
		(void)fprintf(stderr, "  got    %s  wanted %s\n", (const char *)problems.text.at, wanted);
	buffer_close(&problems.text);
}

static void check_limits(void)
{
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	struct buffer text = { 0 };
	for (unsigned i = 0; i < OUTLINE_PROBLEMS_MAX + 9; i++)
		CHECK(buffer_print(&text, "wrong%u: x\n", i) == STATUS_OK);
	CHECK(mapping_open(buffer_bytes(&text), "map", &problems, &mapping) == STATUS_MALFORMED);
	CHECK(problems.count > OUTLINE_PROBLEMS_MAX);
	unsigned lines = 0;
	for (size_t i = 0; i < problems.text.length; i++)
		lines += problems.text.at[i] == '\n';
	CHECK_NUMBER(lines, OUTLINE_PROBLEMS_MAX);
	buffer_close(&problems.text);
	problems = (struct problems){ 0 };
	buffer_clear(&text);
	CHECK(buffer_reserve(&text, OUTLINE_MAX_BYTES + 1) == STATUS_OK);
	memset(text.at, ' ', OUTLINE_MAX_BYTES + 1);
	text.length = OUTLINE_MAX_BYTES + 1;
	CHECK(mapping_open(buffer_bytes(&text), "map", &problems, &mapping) == STATUS_LIMIT);
	buffer_close(&problems.text);
	buffer_close(&text);
}

/* A value that the library puts together from many pieces. */
static void check_many_pieces(void)
{
	enum { PIECES = 1000 };
	struct problems problems = { 0 };
	struct outline *outline = NULL;
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, "key: '") == STATUS_OK);
	for (unsigned i = 0; i < PIECES; i++)
		CHECK(buffer_append_text(&text, "x''") == STATUS_OK);
	CHECK(buffer_append_text(&text, "'\n") == STATUS_OK);
	CHECK(outline_open(buffer_bytes(&text), "pieces", &problems, &outline) == STATUS_OK);
	struct bytes value = outline_text(outline_value(outline_root(outline), "key"));
	CHECK_NUMBER(value.length, 2 * PIECES);
	for (size_t i = 0; i < value.length; i++)
		CHECK(value.at[i] == (i % 2 ? '\'' : 'x'));
	CHECK(outline_text(outline_value(outline_root(outline), "key")).at == value.at);
	outline_close(outline);
	buffer_close(&problems.text);
	buffer_close(&text);
}

int main(void)
{
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	const char *good = HEAD "columns:\n  received: {column: [d, t], times: \"%d %H\"}\n  on_scene: {column: x, "
				"seconds_after: received}\n  priority: {column: p, values: {A: 1}, otherwise: 3}\n";
	CHECK(mapping_open(bytes_of_text(good), "map", &problems, &mapping) == STATUS_OK);
	CHECK_NUMBER(problems.count, 0);
	CHECK_NUMBER(mapping->column[TARGET_STAMP + (int)STAMP_RECEIVED].parts, 2);
	CHECK(mapping->column[TARGET_PRIORITY].otherwise && mapping->column[TARGET_PRIORITY].otherwise_meaning == 3);
	mapping_close(mapping);

	check_problem("", "map:1:1: it is empty");
	check_problem("- a\n- b\n", "map:1:3: a mapping is expected");
	check_problem("a: b: c\n", "map:1:");
	check_problem("name: a\nname: b\n", "map:2:1:");
	check_problem("nmae: a\n", "map:1:1: nmae is not known here");
	check_problem(HEAD, "columns is missing");
	check_problem(HEAD "columns: {call: c}\n", "map:4:11: received is missing");
	check_problem(HEAD "columns: {received: c}\n", "map:4:21: in which form are these times?");
	check_problem(HEAD "columns: {recieved: c}\n", "map:4:11: recieved is nothing that a row holds");
	check_problem(HEAD "columns: {received: {column: c, times: later}}\n", "map:4:40: a form of times is expected");
	check_problem(HEAD "columns: {received: {column: c, times: epoch_s, seconds_after: clear}}\n",
	              "received can only come after a moment that is mapped");
	check_problem(HEAD "columns: {priority: {column: p, values: {A: 9}}}\n", "map:4:45: a priority from 1");
	check_problem(HEAD "columns: {disposition: {column: p, values: {A: gone}}}\n", "gone is no disposition");
	check_problem(HEAD "columns: {type: {column: p, match: \"(\"}}\n", "this is no regular expression");
	check_problem(HEAD "columns: {type: {column: p, match: x}}\n", "it needs a group");
	check_problem(HEAD "columns: {type: {column: [a, b, c, d, e]}}\n", "a list of at most 4");
	check_problem(HEAD "bounds: {south: 1, west: 2, north: three, east: 4}\ncolumns: {}\n",
	              "map:4:36: bounds are degrees");
	check_problem(HEAD "separator: ab\n", "one character is expected");
	check_problem(HEAD "precision: eon\n", "second, minute, hour or day");
	check_problem("a: \"\xFF\"\n", "it is not UTF-8");
	check_limits();
	check_many_pieces();
	return check_done();
}
