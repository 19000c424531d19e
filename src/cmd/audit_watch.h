/* tocsin audit watch: patterns in the work itself that a careful reader would ask about. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_WATCH_H
#define CMD_AUDIT_WATCH_H

#include "cmd/subcommand.h"

/* `tocsin audit watch RECORD [--target SECONDS] [--targets 1=SECONDS,...] [--zone NAME]`: a table a watch, or JSON.  EXIT_DONE also where something is
 * marked: a mark says "look here" and is no finding. */
int audit_watch(const struct subcommand_options *options, int count, char **arguments);

#endif
