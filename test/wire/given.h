/* Files that others wrote, from the folder of shared data; and texts of what was read from them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_WIRE_GIVEN_H
#define TEST_WIRE_GIVEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "check.h"

/* The standards in TOCSIN_SHARED, or in the folder that is the program's first word; skips loudly where neither is. */
static inline const char *given_top(int words, char **word)
{
	static char top[4096];
	const char *told = getenv("TOCSIN_SHARED");
	if (told)
		(void)snprintf(top, sizeof top, "%s/standards", told);
	else
		(void)snprintf(top, sizeof top, "%s", words > 1 ? word[1] : "../shared/standards");
	char known[4200];
	(void)snprintf(known, sizeof known, "%s/README.md", top);
	FILE *file = fopen(known, "rb");
	if (!file)
		check_skip("no shared data: set TOCSIN_SHARED to its folder");
	else
		(void)fclose(file);
	return top;
}

/* The whole file; the caller closes the buffer. */
static inline struct buffer given_file(const char *top, const char *name)
{
	char path[4600];
	struct buffer bytes = { 0 };
	(void)snprintf(path, sizeof path, "%s/%s", top, name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		(void)fprintf(stderr, "  %s\n", path);
		check_that(0, "the file is there", __FILE__, __LINE__);
		return bytes;
	}
	size_t more = 1;
	while (more && CHECK(buffer_reserve(&bytes, 65536) == STATUS_OK)) {
		more = fread(bytes.at + bytes.length, 1, 65536, file);
		bytes.length += more;
	}
	(void)fclose(file);
	return bytes;
}

/* As a NUL-ended text, for comparing; one at a time for each of four places. */
static inline const char *given_text(struct bytes bytes)
{
	static char room[4][4096];
	static unsigned next;
	char *text = room[next++ % 4];
	size_t length = bytes.length < sizeof room[0] ? bytes.length : sizeof room[0] - 1;
	if (length)
		memcpy(text, bytes.at, length);
	text[length] = '\0';
	return text;
}

#endif
