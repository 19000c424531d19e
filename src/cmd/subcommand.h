/* What a subcommand of tocsin is: a name, its words, and a function from arguments to an exit code. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_SUBCOMMAND_H
#define CMD_SUBCOMMAND_H

#include <stdbool.h>

/* How every subcommand ends. */
enum exit_code { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_WRONG_USAGE = 2 };

struct subcommand_options {
	const char *url;   /* --url or TOCSIN_URL; http://127.0.0.1:8112 unless told */
	const char *token; /* --token or TOCSIN_TOKEN; NULL: none */
	bool json;         /* --json: the server's own words */
	bool colour;       /* standard output is a terminal, and NO_COLOR is not set */
};

struct subcommand {
	const char *name;
	const char *usage; /* the arguments */
	const char *words;
	/* Arguments behind the name, ended by NULL. */
	int (*run)(const struct subcommand_options *options, int count, char **arguments);
};

/* Says how the subcommand is used; EXIT_WRONG_USAGE. */
int subcommand_usage(const struct subcommand *subcommand);

#endif
