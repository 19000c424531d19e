/* The month as files that a newspaper can read: CSV, and what every column means. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/public_cells.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/suppress.h"
#include "inquiry/new_file.h"
#include "ledger/hash.h"

#define HEX_BYTES 65u
#define HIDDEN "*"
#define ALL "all"
#define NO_NAME "not recorded"

static const char *const table_files[PUBLIC_TABLES] = {
	[PUBLIC_DISTRICTS] = "districts.csv", [PUBLIC_TYPES] = "types.csv"
};
static const char *const table_keys[PUBLIC_TABLES] = { [PUBLIC_DISTRICTS] = "district", [PUBLIC_TYPES] = "type" };

/* ---- CSV (RFC 4180) ---- */

/* Names are always quoted: they are a center's own words. */
static enum status put_name(struct buffer *csv, const char *name)
{
	enum status status = buffer_append_text(csv, "\"");
	for (; *name && status == STATUS_OK; name++)
		status = buffer_append_text(csv, *name == '"' ? "\"\"" : (const char[]){ *name, '\0' });
	return status == STATUS_OK ? buffer_append_text(csv, "\"") : status;
}

static enum status put_row(struct buffer *csv, const char *month, const char *name, const struct public_row *row)
{
	enum status status = buffer_print(csv, "%s,", month);
	if (status == STATUS_OK)
		status = put_name(csv, name);
	for (unsigned i = 0; i <= PUBLIC_FATES && status == STATUS_OK; i++) {
		unsigned at = i ? i - 1 : PUBLIC_CALLS;
		status = row->hidden[at] ? buffer_append_text(csv, "," HIDDEN)
		                         : buffer_print(csv, ",%" PRIu64, row->count[at]);
	}
	return status == STATUS_OK ? buffer_append_text(csv, "\n") : status;
}

static const char *name_of(const struct public_row *row)
{
	return *row->name ? row->name : NO_NAME;
}

enum status public_write_table(const struct public_cells *cells, enum public_table table, struct buffer *csv)
{
	enum status status = buffer_print(csv, "month,%s,calls", table_keys[table]);
	for (unsigned i = 0; i < PUBLIC_FATES && status == STATUS_OK; i++)
		status = buffer_print(csv, ",%s", public_fate_name((enum public_fate)i));
	if (status == STATUS_OK)
		status = buffer_append_text(csv, "\n");
	for (uint32_t i = 0; i < cells->rows[table] && status == STATUS_OK; i++)
		status = put_row(csv, cells->month, name_of(&cells->row[table][i]), &cells->row[table][i]);
	return status == STATUS_OK ? put_row(csv, cells->month, ALL, &cells->all) : status;
}

enum status public_write_curves(const struct public_cells *cells, struct buffer *csv)
{
	enum status status = buffer_append_text(csv, "month,district,within_s,calls\n");
	for (size_t i = 0; i < cells->points && status == STATUS_OK; i++) {
		const struct public_point *point = &cells->point[i];
		status = buffer_print(csv, "%s,", cells->month);
		if (status == STATUS_OK)
			status = put_name(csv, name_of(&cells->row[PUBLIC_DISTRICTS][point->row]));
		if (status == STATUS_OK)
			status = buffer_print(csv, ",%" PRIu32 ",%" PRIu64 "\n", point->within_s, point->calls);
	}
	return status;
}

/* ---- what it means ---- */

static json_t *columns(void)
{
	json_t *columns = json_pack("{s:s, s:s, s:s, s:s}", "month", "of first contact, by the clock of `zone`",
	                            "district", "where the call was about, as the center names its districts", "type",
	                            "what kind of call, as first entered", "calls",
	                            "all calls of the row: the sum of the columns behind it");
	for (unsigned i = 0; i < PUBLIC_FATES; i++)
		(void)json_object_set_new(columns, public_fate_name((enum public_fate)i),
		                          json_string(public_fate_words((enum public_fate)i)));
	return columns;
}

/* What a reader must know before he divides one number by another. */
static const char counted[] = "Every call of the month, also those that nobody answered, that were joined to another "
			      "call, or that ended without a "
			      "unit. Closed without a unit, in all, is closed_without_unit and never_answered "
			      "together. A share of within_target alone "
			      "misleads where arrivals are not recorded or calls are open: they may belong to it too.";
static const char not_counted[] = "Test calls, and what units came upon by themselves.";
static const char no_answers[] =
    "The center does not record when calls are answered: never_answered is empty, and such calls "
    "are in closed_without_unit.";
static const char hiding[] = "Counts from 1 to 10 are hidden, and with them as many others as are needed so that from "
			     "all that is told here, and from "
			     "the sums, a small count is known no better than as 1 to 10. A hidden count may be small, "
			     "large, or zero. No percentages "
			     "and no sums over months are told: they would be the counts again.";
static const char curves[] = "Of districts with at least 50 calls and nothing hidden: how many calls had a unit on "
			     "scene within so many seconds of "
			     "first contact, on a grid of 30 s, and only where at least 11 more were there.";
static const char once[] =
    "A month is told once, when it is over. The difference of two tellings, or a sum over the year that "
    "is told elsewhere, could give a hidden count away.";

static json_t *rules(void)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:s}", "hidden", HIDDEN, "small_counts_from_1_to", (int)SUPPRESS_MOST,
	                 "words", hiding, "curves", curves, "once", once);
}

static json_t *meaning(const struct public_cells *cells, const struct public_source *source)
{
	char checkpoint[HEX_BYTES];
	(void)sodium_bin2hex(checkpoint, HEX_BYTES, source->checkpoint, 32);
	json_t *about =
	    json_pack("{s:i, s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:o, s:o, s:{s:s, s:s}}", "tocsin_public", 1, "title",
	              cells->docket->title, "month", cells->month, "zone", cells->docket->zone, "clock",
	              "from first contact (the first ring, where that is recorded) to the first unit on scene",
	              "target_s", (int)cells->target_s, "counted", counted, "not_counted", not_counted, "columns",
	              columns(), "hiding", rules(), "checkpoint", "sha256", checkpoint, "words", source->words);
	if (about && !(cells->docket->recorded >> DOCKET_ANSWERED & 1u))
		(void)json_object_set_new(about, "answers", json_string(no_answers));
	return about;
}

/* ---- a folder ---- */

struct writing {
	struct hasher *hasher;
	const char *folder;
	char *path;
	json_t *files; /* name: hash */
};

/* Empties the text for the next one. */
static enum status put_file(struct writing *writing, const char *name, struct buffer *text, uint8_t ret_hash[32])
{
	struct bytes bytes = buffer_bytes(text);
	struct hash hash = hash_pieces(writing->hasher, HASH_PLAIN, &bytes, 1);
	char own[HEX_BYTES];
	(void)snprintf(writing->path, PUBLIC_PATH_BYTES, "%s/%s", writing->folder, name);
	enum status status = new_file_write(writing->path, bytes);
	buffer_clear(text);
	if (status != STATUS_OK)
		return status;
	(void)sodium_bin2hex(own, HEX_BYTES, hash.at, 32);
	memcpy(ret_hash, hash.at, sizeof hash.at);
	return json_object_set_new(writing->files, name, json_string(own)) == 0 ? STATUS_OK : STATUS_MEMORY;
}

static enum status put_meaning(struct writing *writing, const struct public_cells *cells,
                               const struct public_source *source, struct buffer *text, uint8_t ret_hash[32])
{
	json_t *about = meaning(cells, source);
	char *json = NULL;
	if (about && json_object_set(about, "sha256", writing->files) == 0)
		json = json_dumps(about, JSON_INDENT(1) | JSON_ENSURE_ASCII);
	enum status status = json ? buffer_print(text, "%s\n", json) : STATUS_MEMORY;
	free(json);
	json_decref(about);
	return status == STATUS_OK ? put_file(writing, "metadata.json", text, ret_hash) : status;
}

enum status public_write(const struct public_cells *cells, const struct public_source *source, const char *folder,
                         uint8_t ret_hash[32], char path[PUBLIC_PATH_BYTES])
{
	struct writing writing = { .folder = folder, .path = path, .files = json_object() };
	struct buffer text = { 0 };
	uint8_t hash[32];
	(void)snprintf(path, PUBLIC_PATH_BYTES, "%s", folder);
	enum status status = writing.files ? hasher_open(&writing.hasher) : STATUS_MEMORY;
	if (status == STATUS_OK && mkdir(folder, 0755) != 0)
		status = errno == EEXIST ? STATUS_BUSY : STATUS_IO;
	for (unsigned table = 0; table < PUBLIC_TABLES && status == STATUS_OK; table++) {
		status = public_write_table(cells, (enum public_table)table, &text);
		if (status == STATUS_OK)
			status = put_file(&writing, table_files[table], &text, hash);
	}
	if (status == STATUS_OK)
		status = public_write_curves(cells, &text);
	if (status == STATUS_OK)
		status = put_file(&writing, "curves.csv", &text, hash);
	if (status == STATUS_OK)
		status = put_meaning(&writing, cells, source, &text, hash);
	if (status == STATUS_OK)
		memcpy(ret_hash, hash, sizeof hash);
	buffer_close(&text);
	hasher_close(writing.hasher);
	json_decref(writing.files);
	return status;
}
