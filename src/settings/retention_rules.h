/* The setting `retention`: after how long words of which cases are erased. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SETTINGS_RETENTION_RULES_H
#define SETTINGS_RETENTION_RULES_H

#include "core/fields.h"
#include "settings/outline.h"

#define SETTINGS_RETENTION_MAX 64u
#define SETTINGS_RETENTION_NEVER INT64_C(-1)

struct settings_retention {
	struct wire_name type; /* "": any */
	uint8_t channel;       /* enum channel; 0: any */
	int64_t after_s;       /* SETTINGS_RETENTION_NEVER: never */
};

/* Reads a list of {type: NAME, channel: NAME, after: 365d}; what is wrong is noted as a problem.  How many there are. */
unsigned retention_rules_read(const struct outline *outline, const struct outline_node *node, struct problems *problems,
                              struct settings_retention ret_rules[SETTINGS_RETENTION_MAX]);

#endif
