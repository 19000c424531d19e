/* The text of a roll-call, as strangers read it (docs/ledger-format.md). */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LEDGER_ROLL_TEXT_H
#define LEDGER_ROLL_TEXT_H

#include "base/instant.h"
#include "base/bytes.h"

#define ROLL_NAME_LETTERS 32u

struct roll_head {
	uint64_t entry, previous; /* its own, and that of the one before; 0: it is the first */
	struct instant at;        /* the minute */
	bool whole;               /* all debts are told, and not the changes alone */
	uint64_t calls, open;
	const char *lines; /* the debts; borrowed */
};

/* A debt by its name: due then and raised so often, or met by that entry. */
struct roll_line {
	char name[ROLL_NAME_LETTERS + 1];
	bool met;
	uint64_t entry, raised;
	struct instant due;
};

/* False: it is none. */
bool roll_text_head(const char *text, struct roll_head *ret_head);
/* Takes the next line off; false: it is none, and *at stays. */
bool roll_text_line(const char **at, struct roll_line *ret_line);

#endif
