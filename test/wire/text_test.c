/* Words, lines and numbers at their edges. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include <math.h>

#include "wire/text.h"

static void check_numbers(void)
{
	static const char *const good[] = {
		"0",
		"-0.5",
		"+7",
		".5",
		"5.",
		"153.21760",
		"-63.184694571164925",
		"1e3",
		"1.5E-3",
		"1e-400",
		"0.00000000000000000000001234567890123456789",
		"123456789012345678901234567890",
		"40.71668300756087",
	};
	static const char *const bad[] = { "",    "-",   ".",    "e5",  "1e",    "1e+", "1x",
		                           "INF", "NaN", "0x10", "1 2", "1e999", "--1" };
	double number;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		/* The second witness is the C library. */
		double wanted = strtod(good[i], NULL);
		CHECK(text_number(bytes_of_text(good[i]), &number) && fabs(number - wanted) <= 1e-15 * fabs(wanted));
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		number = 42;
		CHECK(!text_number(bytes_of_text(bad[i]), &number) && number == 42);
	}
	CHECK(text_begins(bytes_of_text("URN:x"), "urn:") && !text_begins(bytes_of_text("ur"), "urn:"));
	CHECK(text_among(';', ",;") && !text_among(0, ",;"));
	uint64_t count = 42;
	CHECK(text_count(bytes_of_text("18446744073709551615"), UINT64_MAX, &count) && count == UINT64_MAX);
	CHECK(!text_count(bytes_of_text("18446744073709551616"), UINT64_MAX, &count));
	CHECK(!text_count(bytes_of_text("65536"), UINT16_MAX, &count) &&
	      text_count(bytes_of_text("65535"), UINT16_MAX, &count));
	CHECK(!text_count(bytes_of_text(""), 9, &count) && !text_count(bytes_of_text("7"), 5, &count));
	CHECK(text_count(bytes_of_text("0"), 0, &count) && count == 0);
}

int main(void)
{
	struct bytes rest = bytes_of_text("one\r\ntwo\n\nfour"), line;
	const char *const lines[] = { "one", "two", "", "four" };
	for (unsigned i = 0; i < 4; i++)
		CHECK(text_line(&rest, &line) && bytes_same(line, bytes_of_text(lines[i])));
	CHECK(!text_line(&rest, &line));
	rest = bytes_of_text(" a, b\t\n,c ");
	const char *const words[] = { "a", "b", "c" };
	for (unsigned i = 0; i < 3; i++)
		CHECK(text_word(&rest, ",", &line) && bytes_same(line, bytes_of_text(words[i])));
	CHECK(!text_word(&rest, ",", &line));
	CHECK_TEXT(given_text(text_trim(bytes_of(" \t\r\nx y\0\n", 9))), "x y");
	CHECK(text_trim(bytes_of_text(" \n")).length == 0);
	CHECK(text_same(bytes_of_text("Cid:"), "cID:") && !text_same(bytes_of_text("cid"), "cid:"));
	CHECK(text_begins(bytes_of_text("CID:x"), "cid:") && !text_begins(bytes_of_text("ci"), "cid:"));
	CHECK(text_from(bytes_of_text("ab"), 3).length == 0 && text_first(bytes_of_text("ab"), 3).length == 2);
	check_numbers();
	return check_done();
}
