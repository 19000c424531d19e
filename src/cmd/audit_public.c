/* The record is read, the month is counted and hidden, and what is handed out is known by its checksum. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_public.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/audit_record.h"
#include "cmd/audit_source.h"
#include "inquiry/public_cells.h"

#define RUN_NAME_BYTES 24u
#define RECORD_BYTES 600u

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static bool read_target(const char *text, uint32_t *ret_target_s)
{
	char *end;
	*ret_target_s = PUBLIC_TARGET_S;
	if (!text)
		return true;
	unsigned long target_s = strtoul(text, &end, 10);
	*ret_target_s = (uint32_t)target_s;
	return *text >= '0' && *text <= '9' && !*end && target_s && target_s <= PUBLIC_TARGET_MAX_S;
}

/* Whether the record says that this month was told already: two tellings give away by their difference what each hides. */
static bool was_told(const struct audit_source *source, const char *name)
{
	char wanted[RUN_NAME_BYTES + 16];
	int length = snprintf(wanted, sizeof wanted, ": %s was run;", name);
	return length > 0 && source->runs.length &&
	       memmem(source->runs.at, source->runs.length, wanted, (size_t)length);
}

static int put_on_record(const struct subcommand_options *options, const struct audit_source *source, const char *name,
                         const uint8_t hash[32])
{
	char record[RECORD_BYTES], hex[65];
	if (!source->on_record || !options->token) {
		(void)puts("not put on record: that takes a center's own record, and somebody's token");
		return EXIT_DONE;
	}
	(void)sodium_bin2hex(hex, sizeof hex, hash, 32);
	(void)snprintf(record, sizeof record, "metadata.json %s\nof %s", hex, source->checkpoint_words);
	return audit_record(options, name, hash, record);
}

static void print_account(const struct public_cells *cells, const char *out, const uint8_t hash[32])
{
	char hex[65];
	uint64_t hidden = 0, shown = 0;
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		for (uint32_t i = 0; i < cells->rows[table]; i++)
			for (unsigned fate = 0; fate <= PUBLIC_FATES; fate++) {
				hidden += cells->row[table][i].hidden[fate];
				shown += !cells->row[table][i].hidden[fate];
			}
	(void)sodium_bin2hex(hex, sizeof hex, hash, 32);
	(void)printf("%s: %s, %" PRIu32 " districts, %" PRIu32 " kinds of call; %" PRIu64 " counts told, %" PRIu64
	             " hidden\nSHA-256 of metadata.json %s\n",
	             out, cells->month, cells->rows[PUBLIC_DISTRICTS], cells->rows[PUBLIC_TYPES], shown, hidden, hex);
}

static int tell(const struct subcommand_options *options, const struct audit_public *asked, uint32_t target_s,
                const struct audit_source *source)
{
	struct public_cells cells = { 0 };
	const struct public_source from = { source->checkpoint, source->checkpoint_words };
	char fault[PUBLIC_FAULT_BYTES] = "", path[PUBLIC_PATH_BYTES], name[RUN_NAME_BYTES];
	uint8_t hash[32];
	(void)snprintf(name, sizeof name, "public %.12s", asked->month);
	if (was_told(source, name))
		return say(asked->month, "was told before, as the record says; a second telling would give away by the "
		                         "difference what the first one hides");
	enum status status = public_cells_make(source->docket, asked->month, target_s, &cells, fault);
	if (status != STATUS_OK)
		return say(asked->month, fault[0] ? fault : status_text(status));
	status = public_write(&cells, &from, asked->out, hash, path);
	int code = EXIT_DONE;
	if (status == STATUS_OK)
		print_account(&cells, asked->out, hash);
	else
		code = say(path,
		           status == STATUS_BUSY ? "is there already; nothing is written over" : status_text(status));
	public_cells_close(&cells);
	return code == EXIT_DONE ? put_on_record(options, source, name, hash) : code;
}

int audit_public(const struct subcommand_options *options, const struct audit_public *asked)
{
	struct audit_source source = { 0 };
	uint32_t target_s;
	if (!read_target(asked->target_s, &target_s))
		return say(asked->target_s, "a target is wanted in seconds, from 1 to 86400");
	int code = audit_source_open(asked->record, asked->zone, &source) ? tell(options, asked, target_s, &source)
	                                                                  : (int)EXIT_REFUSED;
	audit_source_close(&source);
	return code;
}
