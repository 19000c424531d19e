/* Each kind of source becomes a docket and a checkpoint; what was declared of audits is gathered on the way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/city_table.h"
#include "cmd/subcommand.h"
#include "core/codec.h"
#include "history/history.h"
#include "history/source.h"
#include "inquiry/docket_hash.h"
#include "inquiry/docket_history.h"
#include "inquiry/docket_record.h"
#include "inquiry/record.h"
#include "ledger/merkle.h"

#define MOMENT_BYTES 40u

static bool say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return false;
}

/* Goes along with a record: the docket's eyes, the tree's root, and what was declared. */
struct visit {
	struct docket_record *record;
	struct audit_source *source;
	struct hasher *hasher;
	struct merkle merkle;
};

static enum status note_audit(struct audit_source *source, const struct event *event, const struct entry_head *head,
                              uint64_t sequence)
{
	char at[MOMENT_BYTES];
	instant_write(head->at, at);
	if (event->kind == EVENT_AUDIT_DECLARED)
		return buffer_print(&source->declared, "%016" PRIx64 " %" PRIu64 " %s %s\n", event->f.hash, sequence,
		                    at, event->f.name.text);
	return buffer_print(&source->runs, "entry %" PRIu64 ", %s: %s was run; its results begin with %016" PRIx64 "\n",
	                    sequence, at, event->f.name.text, event->f.hash);
}

static enum status see(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct visit *visit = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	merkle_add(&visit->merkle, visit->hasher, stored->envelope);
	enum status status = codec_read_head(stored->entry.body, &head, &reader);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK)
		if (event.kind == EVENT_AUDIT_DECLARED || event.kind == EVENT_AUDIT_RAN)
			status = note_audit(visit->source, &event, &head, stored->entry.sequence);
	if (status == STATUS_ENDED)
		status = docket_record_see(visit->record, board, stored);
	return status == STATUS_OK ? alarm_log_see(visit->source->alarm_log, board, stored) : status;
}

static enum status remark_record(struct audit_source *source, const struct docket_record_account *account)
{
	return buffer_print(&source->remarks,
	                    "%" PRIu64 " entries, %" PRIu64 " calls, of which %" PRIu64
	                    " never became an incident (%" PRIu64 " left before an answer); %" PRIu64
	                    " are on scene by inference alone; %" PRIu64 " test calls were never taken for calls\n",
	                    account->entries, account->calls, account->without_incident, account->abandoned,
	                    account->inferred, account->tests_apart);
}

static bool open_record(const char *path, const char *zone, struct audit_source *source)
{
	struct visit visit = { .source = source };
	struct board *board = NULL;
	struct docket_record_account account = { 0 };
	enum status status = docket_record_open(&visit.record);
	if (status == STATUS_OK)
		status = alarm_log_open(&source->alarm_log);
	if (status == STATUS_OK)
		status = hasher_open(&visit.hasher);
	bool good = status == STATUS_OK && record_read(path, see, &visit, &board);
	if (good) {
		status = docket_record_read(visit.record, board, "This center's own record", zone ? zone : "UTC", NULL,
		                            &source->build, &source->own, &account);
		struct hash root = merkle_root(&visit.merkle, visit.hasher);
		memcpy(source->checkpoint, root.at, sizeof source->checkpoint);
		(void)snprintf(source->checkpoint_words, sizeof source->checkpoint_words,
		               "the center's ledger to entry %" PRIu64 ", by the root of its tree", visit.merkle.size);
		source->on_record = true;
	}
	if (good && status == STATUS_OK)
		status = alarm_log_read(source->alarm_log, board, &source->alarms);
	if (good && status == STATUS_OK)
		status = remark_record(source, &account);
	board_close(board);
	docket_record_close(visit.record);
	hasher_close(visit.hasher);
	if (good && status != STATUS_OK)
		return say(path, status == STATUS_MISSING ? "there is no such time zone on this machine"
		                                          : status_text(status));
	return good;
}

static enum status remark_history(struct audit_source *source, const struct docket_history_account *account)
{
	return buffer_print(&source->remarks,
	                    "%" PRIu64 " rows, %" PRIu64 " calls about %" PRIu64 " incidents; %" PRIu64
	                    " served without a moment on scene, %" PRIu64 " open because the file cannot say, %" PRIu64
	                    " because nothing says that they ended\n",
	                    account->rows, account->calls, account->incidents, account->unstamped, account->untold,
	                    account->unended);
}

static bool open_history(const char *path, struct audit_source *source)
{
	struct buffer text = { 0 };
	struct history history = { 0 };
	struct docket_history_account account = { 0 };
	const char *fault = NULL;
	uint64_t line = 0;
	enum status status = source_read(path, &text);
	if (status != STATUS_OK)
		return say(path, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	status = history_read(buffer_bytes(&text), &history, &fault, &line);
	if (status == STATUS_MALFORMED)
		(void)fprintf(stderr, "tocsin: %s:%" PRIu64 ": %s; a city's table becomes a history by tocsin import\n",
		              path, line, fault);
	else if (status == STATUS_OK)
		status = docket_history_read(&history, &source->build, &source->own, &account);
	if (status == STATUS_OK)
		status = remark_history(source, &account);
	if (status == STATUS_OK)
		status = docket_hash_all(&source->own, source->checkpoint);
	(void)snprintf(source->checkpoint_words, sizeof source->checkpoint_words, "%.120s, by the hash of its columns",
	               source->own.title ? source->own.title : "a history");
	buffer_close(&text);
	history_close(&history);
	if (status != STATUS_OK && status != STATUS_MALFORMED)
		(void)say(path, status_text(status));
	return status == STATUS_OK;
}

int audit_source_import(const char *map, const char *table, const char *rejects, struct audit_source *source)
{
	struct city_table city = { 0 };
	struct buffer told = { 0 };
	struct docket_history_account account = { 0 };
	source->docket = &source->own;
	int code = city_table_read(map, table, rejects, &city);
	enum status status = code == EXIT_DONE ? importer_tell(&city.importer, &told) : STATUS_OK;
	if (code == EXIT_DONE && status == STATUS_OK)
		status = docket_history_read(&city.history, &source->build, &source->own, &account);
	if (code == EXIT_DONE && status == STATUS_OK)
		status = remark_history(source, &account);
	if (code == EXIT_DONE && status == STATUS_OK) {
		(void)fwrite(told.at, 1, told.length, stdout);
		(void)fwrite(source->remarks.at, 1, source->remarks.length, stdout);
	}
	if (status != STATUS_OK)
		(void)say(table, status_text(status));
	buffer_close(&told);
	city_table_close(&city);
	return code == EXIT_DONE && status != STATUS_OK ? EXIT_REFUSED : code;
}

static bool open_folder(const char *path, struct audit_source *source)
{
	struct docket_fault fault = { 0 };
	enum status status = docket_folder_open(path, &source->folder, &fault);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s/%s: %s\n", path, fault.file,
		              fault.what ? fault.what : status_text(status));
		return false;
	}
	source->docket = docket_folder_docket(source->folder);
	status = docket_hash_all(source->docket, source->checkpoint);
	(void)snprintf(source->checkpoint_words, sizeof source->checkpoint_words, "%.120s, by the hash of its columns",
	               source->docket->title);
	return status == STATUS_OK || say(path, status_text(status));
}

bool audit_source_open(const char *path, const char *zone, struct audit_source *source)
{
	struct stat is;
	source->docket = &source->own;
	if (stat(path, &is) != 0)
		return say(path, strerror(errno));
	if (!S_ISDIR(is.st_mode))
		return open_history(path, source);
	return record_is(path) ? open_record(path, zone, source) : open_folder(path, source);
}

void audit_source_close(struct audit_source *source)
{
	docket_build_close(&source->build);
	docket_folder_close(source->folder);
	alarm_log_close(source->alarm_log);
	buffer_close(&source->declared);
	buffer_close(&source->runs);
	buffer_close(&source->remarks);
	*source = (struct audit_source){ 0 };
}

/* The line of a declaration of this spec; NULL: there is none. */
static const char *declaration_of(const struct audit_source *source, const struct spec *spec, size_t *ret_length)
{
	char wanted[17];
	const char *at = (const char *)source->declared.at, *end = at + source->declared.length;
	(void)snprintf(wanted, sizeof wanted, "%016" PRIx64, hash_short(bytes_of(spec->hash, sizeof spec->hash)));
	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		if (memcmp(at, wanted, 16) == 0) {
			*ret_length = (size_t)(line - at);
			return at;
		}
		at = line + 1;
	}
	return NULL;
}

void audit_source_declared(const struct audit_source *source, const struct spec *spec, char text[SPEC_TEXT_BYTES])
{
	size_t length = 0;
	const char *line = declaration_of(source, spec, &length);
	uint64_t sequence = 0;
	char at[MOMENT_BYTES] = "";
	if (line && length > 17 && sscanf(line + 17, "%" SCNu64 " %39s", &sequence, at) == 2) // NOLINT(cert-err34-c)
		(void)snprintf(text, SPEC_TEXT_BYTES,
		               "What it asks was put on record before it was run, as entry %" PRIu64
		               " of the ledger, on %s.",
		               sequence, at);
	else if (source->on_record)
		(void)snprintf(
		    text, SPEC_TEXT_BYTES,
		    "What it asks was NOT put on record before it was run: read it as a first look, not as a "
		    "finding.");
	else
		(void)snprintf(
		    text, SPEC_TEXT_BYTES,
		    "It is of a file, not of a center's own ledger: nobody can tell what else was tried on it.");
}
