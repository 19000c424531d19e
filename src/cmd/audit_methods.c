/* Reads the rows, asks every method or those that were named, and prints what they say. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_methods.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/audit_answer.h"
#include "history/source.h"

#define TIMES_MAX 64u
#define METHODS_MAX 31
/* Rows beyond which the exact test of strata is left to those who ask for it by name of its reference. */
#define EXACT_ROWS 2000u

struct wanted {
	const char *path;
	double tau, times[TIMES_MAX], closed[TIMES_MAX];
	size_t times_count, closed_count;
	char *method[METHODS_MAX + 1]; /* ended by NULL; none: all */
	size_t methods;
};

static int wrong_usage(const char *what, const char *why)
{
	if (what)
		(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	(void)fprintf(
	    stderr,
	    "usage: tocsin audit methods DATA.csv [--tau N] [--times N,N...] [--closed N,N...] [--method NAME]...\n");
	return EXIT_WRONG_USAGE;
}

/* A list of finite numbers from 0 up, with commas between them. */
static bool read_numbers(const char *text, double value[TIMES_MAX], size_t *ret_count)
{
	size_t count = 0;
	for (;;) {
		char *end;
		double number = strtod(text, &end);
		if (end == text || !isfinite(number) || number < 0 || count == TIMES_MAX)
			return false;
		value[count++] = number;
		if (!*end)
			break;
		if (*end != ',')
			return false;
		text = end + 1;
	}
	*ret_count = count;
	return true;
}

static bool is_method(const char *name)
{
	const struct answer_method *const lists[] = { answer_methods, answer_robust_methods };
	for (size_t list = 0; list < 2; list++)
		for (const struct answer_method *method = lists[list]; method->name; method++)
			if (strcmp(method->name, name) == 0)
				return true;
	return false;
}

static int say_methods(const char *name)
{
	const struct answer_method *const lists[] = { answer_methods, answer_robust_methods };
	(void)fprintf(stderr, "tocsin: %s: no such method; there are", name);
	for (size_t list = 0; list < 2; list++)
		for (const struct answer_method *method = lists[list]; method->name; method++)
			(void)fprintf(stderr, " %s", method->name);
	(void)fputc('\n', stderr);
	return EXIT_WRONG_USAGE;
}

static int read_option(struct wanted *wanted, const char *option, char *value)
{
	size_t count = 0;
	if (strcmp(option, "--method") == 0) {
		if (!is_method(value))
			return say_methods(value);
		if (wanted->methods == METHODS_MAX)
			return wrong_usage(option, "too many of them");
		wanted->method[wanted->methods++] = value;
		return EXIT_DONE;
	}
	if (strcmp(option, "--tau") == 0) {
		double tau[TIMES_MAX];
		if (!read_numbers(value, tau, &count) || count != 1 || !(tau[0] > 0))
			return wrong_usage(value, "tau is a number above 0");
		wanted->tau = tau[0];
		return EXIT_DONE;
	}
	bool closed = strcmp(option, "--closed") == 0;
	if (!closed && strcmp(option, "--times") != 0)
		return wrong_usage(option, "no such option");
	if (!read_numbers(value, closed ? wanted->closed : wanted->times,
	                  closed ? &wanted->closed_count : &wanted->times_count))
		return wrong_usage(value, "no list of numbers from 0 up, such as 60,120");
	return EXIT_DONE;
}

static int read_arguments(struct wanted *wanted, int count, char **arguments)
{
	for (int i = 0; i < count; i++) {
		int code = EXIT_DONE;
		if (strcmp(arguments[i], "--json") == 0)
			continue; /* it is always JSON */
		if (arguments[i][0] == '-') {
			if (i + 1 == count)
				return wrong_usage(arguments[i], "its value is missing");
			code = read_option(wanted, arguments[i], arguments[i + 1]);
			i++;
		} else if (wanted->path) {
			return wrong_usage(arguments[i], "one file is measured at a time");
		} else {
			wanted->path = arguments[i];
		}
		if (code != EXIT_DONE)
			return code;
	}
	return wanted->path ? EXIT_DONE : wrong_usage(NULL, NULL);
}

/* The file's name without its folder and its end. */
static void put_id(struct answer *answer, const char *path, json_t *root)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
	json_t *id = json_stringn(base, dot ? (size_t)(dot - base) : strlen(base));
	answer_put(answer, root, "id", id ? id : json_string("(not in UTF-8)"));
}

static int answer_table(const struct wanted *wanted, const struct sample_table *table)
{
	struct answer answer = { STATUS_OK };
	double endings[SAMPLE_ENDINGS] = { 0 };
	const struct answer_question question = {
		.table = table,
		.tau = wanted->tau,
		.times = wanted->times,
		.times_count = wanted->times_count,
		.closed = wanted->closed,
		.closed_count = wanted->closed_count,
		.exact = table->sample.rows <= EXACT_ROWS,
	};
	char *const *methods = wanted->methods ? wanted->method : NULL;
	json_t *root = json_object();
	for (size_t i = 0; i < table->sample.rows; i++)
		endings[table->ending[i]]++;
	put_id(&answer, wanted->path, root);
	answer_put(&answer, root, "n", json_integer((json_int_t)table->sample.rows));
	answer_put_numbers(&answer, root, "events", endings, SAMPLE_ENDINGS);
	answer_put_number(&answer, root, "tau", wanted->tau);
	answer_all(&answer, &question, answer_methods, methods, root);
	answer_all(&answer, &question, answer_robust_methods, methods, root);
	bool printed = answer.status == STATUS_OK && json_dumpf(root, stdout, JSON_COMPACT) == 0 &&
	               putchar('\n') != EOF && fflush(stdout) == 0;
	json_decref(root);
	if (answer.status != STATUS_OK)
		(void)fprintf(stderr, "tocsin: %s: %s\n", wanted->path, status_text(answer.status));
	return printed ? EXIT_DONE : EXIT_REFUSED;
}

int audit_methods(const struct subcommand_options *options, int count, char **arguments)
{
	struct wanted wanted = { .tau = (double)NAN };
	struct sample_table table = { 0 };
	struct buffer text = { 0 };
	char fault[SAMPLE_TABLE_FAULT_BYTES] = "";
	int code = read_arguments(&wanted, count, arguments);
	(void)options;
	if (code != EXIT_DONE)
		return code;
	enum status status = source_read(wanted.path, &text);
	const char *why = status == STATUS_MISSING ? strerror(errno) : status_text(status);
	if (status == STATUS_OK) {
		status = sample_table_read(buffer_bytes(&text), &table, fault);
		why = fault[0] ? fault : status_text(status);
	}
	if (status == STATUS_OK)
		code = answer_table(&wanted, &table);
	else
		(void)fprintf(stderr, "tocsin: %s: %s\n", wanted.path, why);
	sample_table_close(&table);
	buffer_close(&text);
	return status == STATUS_OK ? code : EXIT_REFUSED;
}
