/* That an audit was run, or a month published, goes on record too: nobody can try until it fits. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_RECORD_H
#define CMD_AUDIT_RECORD_H

#include <stdint.h>

#include "cmd/subcommand.h"

/* Puts the hash on record under a name, with `record` as its text, by whoever's token it is.  An exit code; what is wrong
 * was said. */
int audit_record(const struct subcommand_options *options, const char *name, const uint8_t hash[32],
                 const char *record);

#endif
