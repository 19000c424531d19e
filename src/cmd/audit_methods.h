/* tocsin audit methods: all that the methods say of a table of rows, for whoever wants to hold them against another program. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_METHODS_H
#define CMD_AUDIT_METHODS_H

#include "cmd/subcommand.h"

/*
 * Arguments: DATA.csv [--tau N] [--times N,N...] [--closed N,N...] [--method NAME]...; the columns are told in
 * inquiry/sample_table.h.  Prints JSON; what rows cannot bear is null, and said in "why".  Without --tau what needs it is
 * such: no rule finds it from the rows.  --times are those of standardised_cif (tau), --closed those of
 * standardised_closed_calls (the quartile and the median of all times).
 */
int audit_methods(const struct subcommand_options *options, int count, char **arguments);

#endif
