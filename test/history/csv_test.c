/* Rows as cities write them: quotes, line ends, marks, and what no reader can read. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/csv.h"

#include "check.h"

/* The row's cells joined by '|'. */
static const char *joined(const struct csv *csv, char text[256])
{
	size_t length = 0;
	for (unsigned i = 0; i < csv->cells; i++)
		length += (size_t)snprintf(text + length, 256 - length, "%s%.*s", i ? "|" : "",
		                           (int)csv->cell[i].length, (const char *)csv->cell[i].at);
	text[length] = '\0';
	return text;
}

static void check_rows(const char *input, char separator, const char *const *rows)
{
	struct csv csv;
	char text[256];
	csv_open(&csv, bytes_of_text(input), separator);
	for (; *rows; rows++) {
		enum status status = csv_next(&csv);
		CHECK_TEXT(status == STATUS_MALFORMED ? csv.fault : joined(&csv, text), *rows);
	}
	CHECK(csv_next(&csv) == STATUS_ENDED);
	csv_close(&csv);
}

#define ROWS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void check_lines(void)
{
	struct csv csv;
	csv_open(&csv, bytes_of_text("a\n\"b\nb\"\n\"open\nc\n"), ',');
	const uint64_t lines[] = { 1, 2, 4, 5 };
	for (unsigned i = 0; i < 4; i++) {
		enum status status = csv_next(&csv);
		CHECK(status == (i == 2 ? STATUS_MALFORMED : STATUS_OK));
		CHECK_NUMBER(csv.line, lines[i]);
	}
	csv_close(&csv);
}

static void check_limits(void)
{
	struct csv csv;
	struct buffer row = { 0 };
	for (unsigned i = 0; i < CSV_CELLS_MAX; i++)
		CHECK(buffer_append_text(&row, ",") == STATUS_OK);
	CHECK(buffer_append_text(&row, "\nnext\n") == STATUS_OK);
	csv_open(&csv, buffer_bytes(&row), ',');
	CHECK(csv_next(&csv) == STATUS_MALFORMED);
	CHECK_TEXT(csv.fault, "it has more cells than any table");
	CHECK(csv_next(&csv) == STATUS_OK && csv.cells == 1);
	csv_close(&csv);
	buffer_clear(&row);
	CHECK(buffer_append_text(&row, "a,\"") == STATUS_OK &&
	      buffer_reserve(&row, CSV_ROW_MAX_BYTES + 2) == STATUS_OK);
	memset(row.at + row.length, 'x', CSV_ROW_MAX_BYTES + 2);
	row.length += CSV_ROW_MAX_BYTES + 2;
	csv_open(&csv, buffer_bytes(&row), ',');
	CHECK(csv_next(&csv) == STATUS_MALFORMED);
	CHECK(csv_next(&csv) == STATUS_ENDED);
	csv_close(&csv);
	buffer_close(&row);
}

int main(void)
{
	check_rows("a,b\r\nc,d\n", ',', ROWS("a|b", "c|d"));
	check_rows("\xEF\xBB\xBF"
	           "a,b",
	           ',', ROWS("a|b"));
	check_rows("a;\"b;\"\"c\"\"\n;\"\n", ';', ROWS("a|b;\"c\"\n;"));
	check_rows("\n\n a , b \r\r,\n", ',', ROWS(" a | b ", "|"));
	check_rows("6\" pipe,\"5\"th\n", ',', ROWS("6\" pipe|5th"));
	check_rows("a,\"b\nc,d\n", ',', ROWS("a quote is not closed", "c|d"));
	check_rows("", ',', (const char *const[]){ NULL });
	check_lines();
	check_limits();
	return check_done();
}
