/* tocsin verify --published: a folder that `tocsin publish` made, checked by whoever has no more than it and the log's key. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_VERIFY_PUBLISHED_H
#define CMD_VERIFY_PUBLISHED_H

#include "cmd/subcommand.h"

/* FOLDER VERIFIER-KEY [--witness KEY]... [--older FILE]... [--receipt FILE]...; an `enum exit_code`. */
int verify_published(const struct subcommand_options *options, int count, char **arguments);

#endif
