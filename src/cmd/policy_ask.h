/* What a running center is asked of its policies. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_POLICY_ASK_H
#define CMD_POLICY_ASK_H

#include "cmd/client.h"

/* propose FILE, list, show NUMBER, prove-again NUMBER, approve NUMBER [REASON], activate NUMBER [REASON]: the exit code; -1: it is
 * another verb. */
int policy_ask(const struct subcommand_options *options, int count, char **arguments);

#endif
