/* tocsin audit check: our methods against other programs' results, every number of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_CHECK_H
#define CMD_AUDIT_CHECK_H

#include "cmd/subcommand.h"

/*
 * Arguments: DIR [--json].  The references are the cases that DIR's MANIFEST.json names, or else all that lie below DIR:
 * ID.json and ID.robust.json wherever they lie, and for data sets ID.csv.  Prints a table, and every number that is out of
 * tolerance or that no method gives.  EXIT_DONE only if all of what was compared is within, and something was.
 */
int audit_check(const struct subcommand_options *options, int count, char **arguments);

#endif
