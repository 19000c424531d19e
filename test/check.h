/* A test is a program that says which of its checks failed, and how many passed. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one count of a test program; a test is one file, so this is no shared state. */
static struct {
	int passed, failed;
} check_counts;

static inline int check_that(int good, const char *what, const char *file, int line)
{
	if (good) {
		check_counts.passed++;
	} else {
		check_counts.failed++;
		(void)fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
	}
	return good;
}

static inline int check_text(const char *got, const char *wanted, const char *what, const char *file, int line)
{
	if (got && wanted && strcmp(got, wanted) == 0)
		return check_that(1, what, file, line);
	(void)fprintf(stderr, "  got    \"%s\"\n  wanted \"%s\"\n", got ? got : "(none)", wanted ? wanted : "(none)");
	return check_that(0, what, file, line);
}

static inline int check_number(int64_t got, int64_t wanted, const char *what, const char *file, int line)
{
	if (got != wanted)
		(void)fprintf(stderr, "  got %" PRId64 ", wanted %" PRId64 "\n", got, wanted);
	return check_that(got == wanted, what, file, line);
}

#define CHECK(CONDITION) check_that(!!(CONDITION), #CONDITION, __FILE__, __LINE__)
#define CHECK_TEXT(GOT, WANTED) check_text((GOT), (WANTED), #GOT " is " #WANTED, __FILE__, __LINE__)
#define CHECK_NUMBER(GOT, WANTED)                                                                                      \
	check_number((int64_t)(GOT), (int64_t)(WANTED), #GOT " is " #WANTED, __FILE__, __LINE__)

/* Skips loudly: Meson shows exit code 77 as a skip, and the reason is on standard output. */
static inline void check_skip(const char *why)
{
	(void)printf("SKIPPED: %s\n", why);
	exit(77);
}

static inline int check_done(void)
{
	(void)printf("%d checks passed, %d failed\n", check_counts.passed, check_counts.failed);
	return check_counts.failed || !check_counts.passed;
}

#endif
