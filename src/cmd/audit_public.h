/* tocsin audit public: one month of a record for everybody, as files without small counts. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_PUBLIC_H
#define CMD_AUDIT_PUBLIC_H

#include "cmd/subcommand.h"

struct audit_public {
	const char *record;   /* a center's data, a history, or a docket */
	const char *month;    /* YYYY-MM */
	const char *out;      /* a folder that is not there yet */
	const char *zone;     /* of a record; NULL: UTC */
	const char *target_s; /* NULL: the usual one */
};

/* Writes the month, and puts its checksum on record where somebody's token is given.  An exit code; what is wrong was said. */
int audit_public(const struct subcommand_options *options, const struct audit_public *asked);

#endif
