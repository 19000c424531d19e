/* Asks the server everything and serves nothing: finds the subcommand and runs it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/subcommand.h"

#define SUBCOMMAND(NAME) extern const struct subcommand NAME##_subcommand;
#include "cmd/subcommands.def"
#undef SUBCOMMAND

static const struct subcommand *const subcommands[] = {
#define SUBCOMMAND(NAME) &NAME##_subcommand,
#include "cmd/subcommands.def"
#undef SUBCOMMAND
	NULL,
};

int subcommand_usage(const struct subcommand *subcommand)
{
	(void)fprintf(stderr, "usage: tocsin %s %s\n  %s\n", subcommand->name, subcommand->usage, subcommand->words);
	return EXIT_WRONG_USAGE;
}

static void help(FILE *to)
{
	(void)fputs("usage: tocsin [--url URL] [--token TOKEN] [--json] SUBCOMMAND [ARGUMENT...]\n\n", to);
	for (const struct subcommand *const *at = subcommands; *at; at++)
		(void)fprintf(to, "  %-7s %-38s %s\n", (*at)->name, (*at)->usage, (*at)->words);
	(void)fputs("\nURL and TOKEN are taken from TOCSIN_URL and TOCSIN_TOKEN where they are not given.\n"
	            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.  See tocsin(1).\n",
	            to);
}

static const struct subcommand *find(const char *name)
{
	const struct subcommand *const *at = subcommands;
	while (*at && strcmp((*at)->name, name) != 0)
		at++;
	return *at;
}

/* Takes one option off the front; how many arguments it was, 0 if there is none, -1 if it is wrong. */
static int take_option(struct subcommand_options *options, int count, char **arguments)
{
	if (strcmp(arguments[0], "--json") == 0) {
		options->json = true;
		return 1;
	}
	bool url = strcmp(arguments[0], "--url") == 0;
	if (!url && strcmp(arguments[0], "--token") != 0)
		return arguments[0][0] == '-' ? -1 : 0;
	if (count < 2)
		return -1;
	*(url ? &options->url : &options->token) = arguments[1];
	return 2;
}

int main(int count, char **arguments)
{
	const char *url = getenv("TOCSIN_URL");
	struct subcommand_options options = { .url = url ? url : "http://127.0.0.1:8112",
		                              .token = getenv("TOCSIN_TOKEN"),
		                              .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR") };
	int at = 1;
	while (at < count) {
		if (strcmp(arguments[at], "--help") == 0 || strcmp(arguments[at], "help") == 0) {
			help(stdout);
			return EXIT_DONE;
		}
		int taken = take_option(&options, count - at, arguments + at);
		if (taken < 0) {
			(void)fprintf(stderr, "tocsin: %s: no such option, or its value is missing\n", arguments[at]);
			return EXIT_WRONG_USAGE;
		}
		if (!taken)
			break;
		at += taken;
	}
	const struct subcommand *subcommand = at < count ? find(arguments[at]) : NULL;
	if (!subcommand) {
		if (at < count)
			(void)fprintf(stderr, "tocsin: %s: no such subcommand\n", arguments[at]);
		help(stderr);
		return EXIT_WRONG_USAGE;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return EXIT_REFUSED;
	int code = subcommand->run(&options, count - at - 1, arguments + at + 1);
	curl_global_cleanup();
	return code;
}
