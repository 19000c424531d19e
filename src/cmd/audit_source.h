/* What can be audited: a center's own record, another center's history, a docket that was made of either. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_AUDIT_SOURCE_H
#define CMD_AUDIT_SOURCE_H

#include "inquiry/alarm_log.h"
#include "inquiry/docket_build.h"
#include "inquiry/docket_folder.h"
#include "inquiry/spec.h"

/* Zero-initialised; the caller closes it, also after it could not be opened. */
struct audit_source {
	const struct docket *docket; /* the one below, or the folder's */
	struct docket own;
	struct docket_build build;
	struct docket_folder *folder; /* NULL: none */
	uint8_t checkpoint[32];
	char checkpoint_words[200];
	struct alarm_log *alarm_log; /* of a center's own record; NULL: none */
	struct watch_alarms alarms;
	bool on_record;         /* it is a center's own record: specs are declared and runs told there */
	struct buffer declared; /* by line: hash in hex, sequence, moment, name */
	struct buffer runs;     /* by line, in words */
	struct buffer remarks;  /* what was found in making the docket, a line each */
};

/* Opens it; false, and it was said why, if it cannot be.  `zone` (NULL: UTC) is for a record, which has none of its own. */
bool audit_source_open(const char *path, const char *zone, struct audit_source *source);
/* A city's table by its mapping, with an account of every column on standard output.  An exit code. */
int audit_source_import(const char *map, const char *table, const char *rejects, struct audit_source *source);
void audit_source_close(struct audit_source *source);
/* Says when a spec was declared, and whether before its run, in a sentence. */
void audit_source_declared(const struct audit_source *source, const struct spec *spec, char text[SPEC_TEXT_BYTES]);

#endif
