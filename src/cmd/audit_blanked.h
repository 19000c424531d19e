/* The record's decisions with the caller blanked: each recommendation and each ruling of a policy identical, or listed.
 *
 * A recommendation is made again for a board without callers (control/blank.h); a call's way and an incident's debts are ruled
 * of again without what told_blank.h calls the caller's.  It is a test and no estimate: what is identical did not depend on who
 * was calling, and what is listed did, by the facts that are named.  A policy may rightly go by a language or a medium; then that
 * is listed too, for somebody to answer for.  What dispatch needs is not blanked: coordinates, type and priority are what people
 * said that they are, and whether they said it of all alike is for the other methods.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_BLANKED_H
#define CMD_AUDIT_BLANKED_H

#include "cmd/decisions.h"
#include "cmd/subcommand.h"

/*
 * Reads the record of a data folder, its hashes and signatures checked, and makes all its decisions again.  Of the setup only
 * maps and domain are looked at.  The caller closes what was found (decisions_found_close).
 *   statuses of record_fold, which were said on standard error; STATUS_MEMORY
 */
enum status blanked_replay(const char *path, const struct decisions_setup *setup, struct decisions_found *ret_found);

/*
 * `tocsin audit blanked DATA [--map FILE]... [--domain NAME]`: counts and list, in words or as one object.  EXIT_REFUSED where a
 * decision comes out otherwise or cannot be made again.
 */
int audit_blanked(const struct subcommand_options *options, int count, char **arguments);

#endif
