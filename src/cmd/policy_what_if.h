/* Recorded calls under another policy. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_POLICY_WHAT_IF_H
#define CMD_POLICY_WHAT_IF_H

#include "cmd/subcommand.h"

/* what-if NEW CALLS [OPTION...]: the exit code; -1: it is another verb. */
int policy_what_if(const struct subcommand_options *options, int count, char **arguments);

#endif
