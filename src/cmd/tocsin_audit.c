/* tocsin audit: who waited, who was never served, and whether that was alike for all. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/audit_blanked.h"
#include "cmd/audit_check.h"
#include "cmd/audit_methods.h"
#include "cmd/audit_public.h"
#include "cmd/audit_record.h"
#include "cmd/audit_source.h"
#include "cmd/audit_watch.h"
#include "cmd/client.h"
#include "cmd/subcommand.h"
#include "history/source.h"
#include "inquiry/bundle.h"
#include "inquiry/docket_folder.h"
#include "inquiry/new_file.h"
#include "inquiry/reports.h"
#include "inquiry/results.h"
#include "inquiry/sentences.h"
#include "ledger/hash.h"

#define TEXT_BYTES 2400u
#define THREADS_MAX 64u

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand audit_subcommand;
const struct subcommand audit_subcommand = {
	"audit",
	"spec check|new|declare FILE [--by WHAT --a VALUE --b VALUE] | run SPEC RECORD | report SPEC RECORD --out FILE "
	"[--for WHOM] | bundle SPEC RECORD --out FOLDER | keep RECORD --out FOLDER | import MAP TABLE --out FOLDER "
	"[--rejects FILE] | watch RECORD [--target SECONDS] [--targets 1=SECONDS,...] | blanked DATA [--map FILE]... | "
	"check REFERENCES | "
	"public RECORD --month YYYY-MM --out FOLDER [--target SECONDS] | "
	"methods "
	"TABLE [--tau N]  [--zone NAME] [--threads N]",
	"measures who waited and who was never served, and says it only where the record bears it", run
};

struct asked {
	const char *verb, *plain[2];
	unsigned plains;
	const char *out, *rejects, *reader, *zone, *by, *a, *b, *month, *target;
	unsigned threads;
	bool progress, declare, plain_kernels;
};

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static bool take_value(struct asked *asked, const char *option, const char *value)
{
	const struct {
		const char *name, **value;
	} options[] = {
		{ "--out", &asked->out },   { "--rejects", &asked->rejects }, { "--for", &asked->reader },
		{ "--zone", &asked->zone }, { "--by", &asked->by },           { "--a", &asked->a },
		{ "--b", &asked->b },       { "--month", &asked->month },     { "--target", &asked->target },
	};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strcmp(option, options[i].name) == 0) {
			*options[i].value = value;
			return true;
		}
	char *end;
	if (strcmp(option, "--threads") != 0)
		return false;
	unsigned long threads = strtoul(value, &end, 10);
	asked->threads = (unsigned)threads;
	return !*end && threads && threads <= THREADS_MAX;
}

static bool read_arguments(int count, char **arguments, struct asked *asked)
{
	int first = 1;
	if (!count)
		return false;
	asked->verb = arguments[0];
	for (int i = first; i < count; i++) {
		if (strcmp(arguments[i], "--plain-kernels") == 0) {
			asked->plain_kernels = true;
		} else if (arguments[i][0] == '-') {
			if (i + 1 == count || !take_value(asked, arguments[i], arguments[i + 1]))
				return false;
			i++;
		} else if (asked->plains == 2) {
			return false;
		} else {
			asked->plain[asked->plains++] = arguments[i];
		}
	}
	return true;
}

static void show_progress(const char *what)
{
	(void)fprintf(stderr, "\r\033[K%s", what);
}

/* What a run needs, opened in this order and closed in the other. */
struct work {
	struct buffer text;
	struct spec spec;
	struct audit_source source;
	struct matter matter;
	struct findings *findings;
};

static int open_spec(const char *path, struct buffer *text, struct spec *spec)
{
	char fault[SPEC_TEXT_BYTES] = "";
	enum status status = source_read(path, text);
	if (status != STATUS_OK)
		return say(path, status == STATUS_MISSING ? strerror(errno) : status_text(status));
	status = spec_read(buffer_bytes(text), spec, fault);
	return status == STATUS_OK ? EXIT_DONE : say(path, status == STATUS_MALFORMED ? fault : status_text(status));
}

static int open_work(const struct asked *asked, struct work *work)
{
	char fault[SPEC_TEXT_BYTES] = "";
	int code = open_spec(asked->plain[0], &work->text, &work->spec);
	if (code != EXIT_DONE)
		return code;
	if (asked->progress)
		show_progress("reading the record");
	if (!audit_source_open(asked->plain[1], asked->zone, &work->source))
		return EXIT_REFUSED;
	enum status status = matter_make(&work->spec, work->source.docket, &work->matter, fault);
	if (status != STATUS_OK)
		return say(asked->plain[0], fault[0] ? fault : status_text(status));
	struct findings_way way = { .threads = asked->threads,
		                    .plain_kernels = asked->plain_kernels,
		                    .progress = asked->progress ? show_progress : NULL };
	status =
	    findings_make(&work->matter, work->source.checkpoint, work->source.checkpoint_words, &way, &work->findings);
	if (status == STATUS_OK)
		status = buffer_append(&work->findings->runs, buffer_bytes(&work->source.runs));
	if (status == STATUS_OK)
		audit_source_declared(&work->source, &work->spec, work->findings->declared);
	if (asked->progress)
		(void)fputs("\r\033[K", stderr);
	return status == STATUS_OK ? EXIT_DONE : say(asked->plain[1], status_text(status));
}

static void close_work(struct work *work)
{
	findings_close(work->findings);
	matter_close(&work->matter);
	audit_source_close(&work->source);
	spec_close(&work->spec);
	buffer_close(&work->text);
}

static void print_words(const struct findings *findings)
{
	static void (*const stated[])(const struct findings *findings, char *text, size_t room) = {
		sentence_finding, sentence_never, sentence_limits, sentence_chance, sentence_override,
	};
	char text[TEXT_BYTES] = "";
	(void)printf("%s\n%s\n", findings->matter->spec->title, findings->declared);
	sentence_gate(findings, text, sizeof text);
	(void)printf("%s\n", text);
	if (!findings->stated) {
		text[0] = '\0';
		sentence_refusal(findings, text, sizeof text);
		(void)printf("%s\n", text);
		return;
	}
	for (size_t i = 0; i < sizeof stated / sizeof *stated; i++) {
		text[0] = '\0';
		stated[i](findings, text, sizeof text);
		if (text[0])
			(void)printf("%s\n", text);
	}
}

static int print_run(const struct subcommand_options *options, const struct work *work)
{
	struct buffer text = { 0 };
	if (!options->json) {
		(void)fwrite(work->source.remarks.at, 1, work->source.remarks.length, stdout);
		print_words(work->findings);
		return EXIT_DONE;
	}
	enum status status = results_write(work->findings, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	buffer_close(&text);
	return status == STATUS_OK ? EXIT_DONE : say("the results", status_text(status));
}

/* That it was run goes on record too, where there is one and somebody signed in; nobody can try until it fits. */
static int record_run(const struct subcommand_options *options, const struct work *work)
{
	uint8_t hash[32];
	char hex[65], spec[65];
	if (!work->source.on_record || !options->token)
		return EXIT_DONE;
	enum status status = bundle_results_hash(work->findings, hash);
	if (status != STATUS_OK)
		return say("the results", status_text(status));
	(void)sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	(void)sodium_bin2hex(spec, sizeof spec, work->spec.hash, sizeof work->spec.hash);
	char record[600];
	(void)snprintf(record, sizeof record, "results %s\nspec %s\nof %s", hex, spec,
	               work->findings->checkpoint_words);
	return audit_record(options, "audit", hash, record);
}

static int write_report(const struct asked *asked, const struct findings *findings)
{
	uint32_t kinds = (1u << REPORT_COUNT) - 1;
	size_t length = strlen(asked->out);
	struct report report;
	struct buffer html = { 0 };
	if (asked->reader && strcmp(asked->reader, "all") != 0) {
		enum report_kind kind = report_page_find(asked->reader);
		if (kind == REPORT_COUNT)
			return say(asked->reader, "there are reports for mayor, supervisor, auditor, court, all");
		kinds = 1u << kind;
	}
	reports_make(findings, kinds, &report);
	enum status status;
	if (access(asked->out, F_OK) == 0)
		status = STATUS_BUSY;
	else if (length > 4 && strcmp(asked->out + length - 4, ".pdf") == 0) {
		status = report_pdf(&report, asked->out);
	} else {
		status = report_html(&report, &html);
		if (status == STATUS_OK)
			status = new_file_write(asked->out, buffer_bytes(&html));
	}
	buffer_close(&html);
	report_close(&report);
	if (status == STATUS_BUSY)
		return say(asked->out, "is there already; nothing is written over");
	return status == STATUS_OK ? EXIT_DONE : say(asked->out, status_text(status));
}

static int write_bundle(const struct asked *asked, const struct work *work)
{
	char path[BUNDLE_PATH_BYTES] = "";
	enum status status = bundle_write(work->findings, buffer_bytes(&work->text), asked->out, path);
	if (status == STATUS_BUSY)
		return say(path, "is there already; nothing is written over");
	return status == STATUS_OK ? EXIT_DONE : say(path, status_text(status));
}

static int audit(const struct subcommand_options *options, const struct asked *asked)
{
	struct work work = { 0 };
	bool report = strcmp(asked->verb, "report") == 0, bundle = strcmp(asked->verb, "bundle") == 0;
	if (asked->plains != 2 || ((report || bundle) && !asked->out))
		return subcommand_usage(&audit_subcommand);
	int code = open_work(asked, &work);
	if (code == EXIT_DONE)
		code = report ? write_report(asked, work.findings) : bundle ? write_bundle(asked, &work) : EXIT_DONE;
	if (code == EXIT_DONE)
		code = record_run(options, &work);
	if (code == EXIT_DONE)
		code = print_run(options, &work);
	close_work(&work);
	return code;
}

/* Days that did not change are not written again. */
static int keep_docket(const char *folder, const struct audit_source *source)
{
	struct docket_folder_account account = { 0 };
	struct docket_fault fault = { 0 };
	enum status status = docket_folder_write(folder, source->docket, &account, &fault);
	if (status == STATUS_OK)
		(void)printf("%s: %" PRIu64 " days, %" PRIu64 " of them written, the others as they were\n", folder,
		             account.days, account.written);
	else
		(void)fprintf(stderr, "tocsin: %s/%s: %s\n", folder, fault.file,
		              fault.what ? fault.what : status_text(status));
	return status == STATUS_OK ? EXIT_DONE : EXIT_REFUSED;
}

/* Keeps the calls of a record in columns on disk. */
static int keep(const struct asked *asked)
{
	struct audit_source source = { 0 };
	if (asked->plains != 1 || !asked->out)
		return subcommand_usage(&audit_subcommand);
	bool open = audit_source_open(asked->plain[0], asked->zone, &source);
	int code = open ? keep_docket(asked->out, &source) : EXIT_REFUSED;
	audit_source_close(&source);
	return code;
}

/* A city's table goes there at once, without a history in between. */
static int import(const struct asked *asked)
{
	struct audit_source source = { 0 };
	if (asked->plains != 2 || !asked->out)
		return subcommand_usage(&audit_subcommand);
	int code = audit_source_import(asked->plain[0], asked->plain[1], asked->rejects, &source);
	if (code == EXIT_DONE)
		code = keep_docket(asked->out, &source);
	audit_source_close(&source);
	return code;
}

static int publish(const struct subcommand_options *options, const struct asked *asked)
{
	if (asked->plains != 1 || !asked->month || !asked->out)
		return subcommand_usage(&audit_subcommand);
	const struct audit_public month = { .record = asked->plain[0],
		                            .month = asked->month,
		                            .out = asked->out,
		                            .zone = asked->zone,
		                            .target_s = asked->target };
	return audit_public(options, &month);
}

static int check_spec(const char *path)
{
	struct buffer text = { 0 };
	struct spec spec = { 0 };
	int code = open_spec(path, &text, &spec);
	if (code == EXIT_DONE) {
		char hex[2 * SPEC_HASH_BYTES + 1];
		(void)sodium_bin2hex(hex, sizeof hex, spec.hash, sizeof spec.hash);
		(void)printf("%s\nspec %s\n%s against %s, by %s, %s until before %s; target %u s, horizon %u s; "
		             "smallest difference that "
		             "matters %g points; %u rungs\n",
		             spec.title, hex, spec.group[1].name, spec.group[0].name, spec_by_words(spec.by), spec.from,
		             spec.to, spec.target_s, spec.horizon_s, spec.smallest_points, spec.rungs);
	}
	spec_close(&spec);
	buffer_close(&text);
	return code;
}

static int declare_spec(const struct subcommand_options *options, const char *path)
{
	struct buffer text = { 0 };
	struct spec spec = { 0 };
	char number[24];
	int code = open_spec(path, &text, &spec);
	if (code == EXIT_DONE) {
		char name[32];
		(void)snprintf(number, sizeof number, "%" PRIu64, hash_short(bytes_of(spec.hash, sizeof spec.hash)));
		(void)snprintf(name, sizeof name, "audit %02x%02x%02x%02x", spec.hash[0], spec.hash[1], spec.hash[2],
		               spec.hash[3]);
		json_t *body = json_pack("{s:s, s:s, s:s%}", "hash", number, "name", name, "record",
		                         (const char *)text.at, text.length);
		struct client_answer answer = client_ask(options, "/v1/commands/declare_audit", body);
		json_decref(body);
		code = client_finish(options, &answer);
	}
	spec_close(&spec);
	buffer_close(&text);
	return code;
}

/* A spec to begin with: what to compare is the auditor's, the rest is usual. */
static int new_spec(const struct asked *asked)
{
	if (!asked->by || !asked->a || asked->plains != 1)
		return say("spec new",
		           "wants --by area|type|channel|language|priority, --a VALUE and, unless the rest is "
		           "meant, --b VALUE");
	json_t *b = asked->b ? json_pack("{s:s, s:[s]}", "name", asked->b, "is", asked->b)
	                     : json_pack("{s:s, s:b}", "name", "everybody else", "rest", 1);
	json_t *spec =
	    json_pack("{s:i, s:s, s:s, s:s, s:i, s:f, s:{s:s, s:{s:s, s:[s]}, s:o}, s:[s,s,s], s:[s,s]}",
	              "tocsin_audit", 1, "title", "(what is asked, in a line)", "from", "2026-01-01", "to",
	              "2026-07-01", "target_s", 600, "smallest_points", 2.0, "groups", "by", asked->by, "a", "name",
	              asked->a, "is", asked->a, "b", b, "strata", "type", "day", "hours", "clusters", "area", "date");
	FILE *file = spec ? fopen(asked->plain[0], "wxe") : NULL;
	int code = EXIT_DONE;
	if (!file)
		code = say(asked->plain[0], spec ? strerror(errno) : "out of memory, or a value is no UTF-8");
	else if (json_dumpf(spec, file, JSON_INDENT(1)) != 0 || fputc('\n', file) == EOF)
		code = say(asked->plain[0], "cannot be written");
	if (file && fclose(file) != 0)
		code = say(asked->plain[0], "cannot be written");
	json_decref(spec);
	return code;
}

static int specs(const struct subcommand_options *options, struct asked *asked)
{
	if (asked->plains != 2)
		return subcommand_usage(&audit_subcommand);
	const char *verb = asked->plain[0];
	asked->plain[0] = asked->plain[1];
	asked->plains = 1;
	if (strcmp(verb, "check") == 0)
		return check_spec(asked->plain[0]);
	if (strcmp(verb, "declare") == 0)
		return declare_spec(options, asked->plain[0]);
	return strcmp(verb, "new") == 0 ? new_spec(asked) : subcommand_usage(&audit_subcommand);
}

/* Verbs with arguments of their own. */
static const struct {
	const char *verb;
	int (*run)(const struct subcommand_options *options, int count, char **arguments);
} others[] = {
	{ "watch", audit_watch },
	{ "blanked", audit_blanked },
	{ "check", audit_check },
	{ "methods", audit_methods },
};

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct asked asked = { .threads = 1, .progress = isatty(STDERR_FILENO) };
	for (size_t i = 0; count && i < sizeof others / sizeof *others; i++)
		if (strcmp(arguments[0], others[i].verb) == 0)
			return others[i].run(options, count - 1, arguments + 1);
	if (!read_arguments(count, arguments, &asked))
		return subcommand_usage(&audit_subcommand);
	if (strcmp(asked.verb, "spec") == 0)
		return specs(options, &asked);
	if (strcmp(asked.verb, "keep") == 0)
		return keep(&asked);
	if (strcmp(asked.verb, "public") == 0)
		return publish(options, &asked);
	if (strcmp(asked.verb, "import") == 0)
		return import(&asked);
	if (strcmp(asked.verb, "run") == 0 || strcmp(asked.verb, "report") == 0 || strcmp(asked.verb, "bundle") == 0)
		return audit(options, &asked);
	return subcommand_usage(&audit_subcommand);
}
