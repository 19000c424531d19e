/* Recorded calls under another policy: a center's own record, or another city's history. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/policy_what_if.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inquiry/record.h"
#include "control/document.h"
#include "history/source.h"
#include "policy/prr.h"
#include "routing/destination.h"
#include "routing/judging.h"
#include "whatif/policy_report.h"

#define TALK_S 120u
#define TALK_MAX_S 86400u
#define PEOPLE_MAX 100000u

static const char *const usage =
    "usage: tocsin policy what-if NEW CALLS [--against OLD] [--from MOMENT] [--until MOMENT] [--people QUEUE=N,...]\n"
    "       [--talk SECONDS] [--svg FILE] [--calls FILE] [--manifest FILE]\n"
    "       CALLS is a center's data folder, or a history that tocsin import wrote; without OLD the policy in force "
    "of\n"
    "       that folder is what they are compared with\n";

struct asked {
	const char *new_path, *calls, *old_path, *manifest_path, *svg, *rows;
	struct policy_staff staff[POLICY_STAFF_MAX];
	uint32_t staffs, talk_s;
	struct past past;
	struct history history;
	struct board *board;
	struct buffer in_force; /* the policy in force at the record's end; empty: none */
	uint64_t in_force_entry;
	struct family *family[2];
	uint64_t entries;
	bool watched;
};

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static int say_trouble(const char *path, enum status status)
{
	return say(path, status == STATUS_MISSING ? strerror(errno) : status_text(status));
}

/* "hall=4,desk=2": the text is cut into its parts. */
static bool take_people(struct asked *asked, char *text)
{
	for (char *next; text && *text; text = next) {
		char *comma = strchr(text, ','), *sign = strchr(text, '='), *end;
		next = comma ? comma + 1 : NULL;
		if (comma)
			*comma = '\0';
		if (!sign || sign == text || asked->staffs == POLICY_STAFF_MAX)
			return false;
		*sign = '\0';
		unsigned long people = strtoul(sign + 1, &end, 10);
		if (*end || end == sign + 1 || people > PEOPLE_MAX)
			return false;
		asked->staff[asked->staffs++] = (struct policy_staff){ text, (uint32_t)people };
	}
	return asked->staffs > 0;
}

static const char **path_option(struct asked *asked, const char *name)
{
	const struct {
		const char *name, **path;
	} paths[] = { { "--against", &asked->old_path },
		      { "--svg", &asked->svg },
		      { "--calls", &asked->rows },
		      { "--manifest", &asked->manifest_path } };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strcmp(name, paths[i].name) == 0)
			return paths[i].path;
	return NULL;
}

static bool take_option(struct asked *asked, const char *name, char *value)
{
	const char **path = path_option(asked, name);
	char *end;
	if (path) {
		*path = value;
		return true;
	}
	if (strcmp(name, "--from") == 0)
		return instant_read(value, &asked->past.from);
	if (strcmp(name, "--until") == 0)
		return instant_read(value, &asked->past.until);
	if (strcmp(name, "--people") == 0)
		return take_people(asked, value);
	unsigned long talk = strtoul(value, &end, 10);
	asked->talk_s = (uint32_t)talk;
	return strcmp(name, "--talk") == 0 && !*end && talk && talk <= TALK_MAX_S;
}

static bool take_arguments(struct asked *asked, int count, char **arguments)
{
	for (int i = 1; i < count && arguments[i]; i++) {
		bool option = strncmp(arguments[i], "--", 2) == 0;
		if (option && (i + 1 >= count || !take_option(asked, arguments[i], arguments[i + 1])))
			return false;
		i += option;
		if (option)
			continue;
		if (!asked->new_path)
			asked->new_path = arguments[i];
		else if (!asked->calls)
			asked->calls = arguments[i];
		else
			return false;
	}
	return asked->new_path && asked->calls;
}

static int read_text(const char *path, struct buffer *text)
{
	errno = 0;
	enum status status = document_read(path, text);
	return status == STATUS_OK ? EXIT_DONE : say_trouble(path, status);
}

/* By the strict profile: what could not take effect would never have treated anybody. */
static int read_family(struct asked *asked, const char *name, struct bytes text, unsigned which)
{
	struct buffer manifest = { .cap = FAMILY_DOCUMENT_BYTES_MAX };
	struct problems problems = { 0 };
	int code = asked->manifest_path ? read_text(asked->manifest_path, &manifest) : EXIT_DONE;
	if (code == EXIT_DONE) {
		enum status status =
		    judging_read(text, buffer_bytes(&manifest), name, &problems, &asked->family[which]);
		if (problems.text.length)
			(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
		if (status != STATUS_OK)
			code = problems.count ? EXIT_REFUSED : say(name, status_text(status));
	}
	buffer_close(&manifest);
	buffer_close(&problems.text);
	return code;
}

static int read_policy(struct asked *asked, const char *path, unsigned which)
{
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 };
	int code = read_text(path, &text);
	if (code == EXIT_DONE)
		code = read_family(asked, path, buffer_bytes(&text), which);
	buffer_close(&text);
	return code;
}

static const char *state_of(const void *context, const struct board *board, const char *queue)
{
	(void)context;
	return destination_state(board, NULL, queue);
}

/* The head of an entry with its texts. */
static enum status head_of(const struct stored_entry *stored, struct entry_head *ret_head)
{
	struct entry_reader reader;
	enum status status = codec_read_head(stored->entry.body, ret_head, &reader);
	return status == STATUS_OK ? codec_read_text(stored->entry.text, &ret_head->command) : status;
}

static void show_progress(struct asked *asked)
{
	if (asked->watched && ++asked->entries % 20000 == 0)
		(void)fprintf(stderr, "\rreading: %" PRIu64 " entries", asked->entries);
}

static enum status take_entry(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct asked *asked = context;
	struct entry_head head;
	enum status status = head_of(stored, &head);
	show_progress(asked);
	return status == STATUS_OK ? past_take_entry(&asked->past, board, &head) : status;
}

/* The text of the policy in force: its entry is known once all of the record was folded. */
static enum status take_policy(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct asked *asked = context;
	struct entry_head head;
	(void)board;
	if (stored->entry.sequence != asked->in_force_entry)
		return STATUS_OK;
	enum status status = head_of(stored, &head);
	return status == STATUS_OK ? buffer_append(&asked->in_force, head.command.text[TEXT_RECORD]) : status;
}

/* The old policy must be known before the calls are read, for the states of the queues that it asks for are told with them. */
static int read_in_force(struct asked *asked)
{
	struct board *board = NULL;
	if (!record_read(asked->calls, NULL, NULL, &board))
		return EXIT_REFUSED;
	const struct policy_record *policy = board_policies(board, board_policy_in_force(board));
	asked->in_force_entry = policy ? policy->sequence : 0;
	board_close(board);
	if (!policy)
		return say(asked->calls, "no policy is in force there; say by --against with what to compare");
	if (!record_read(asked->calls, take_policy, asked, &board))
		return EXIT_REFUSED;
	board_close(board);
	return read_family(asked, "the policy in force", buffer_bytes(&asked->in_force), 0);
}

static int read_record(struct asked *asked)
{
	int code = asked->old_path ? EXIT_DONE : read_in_force(asked);
	asked->past.family[0] = asked->family[0];
	asked->past.family[1] = asked->family[1];
	asked->past.state = state_of;
	if (code != EXIT_DONE)
		return code;
	bool good = record_read(asked->calls, take_entry, asked, &asked->board);
	if (asked->watched)
		(void)fputs("\r\033[K", stderr);
	if (good)
		past_finish(&asked->past, asked->board);
	return good ? EXIT_DONE : EXIT_REFUSED;
}

static int read_history(struct asked *asked)
{
	struct buffer text = { 0 };
	const char *fault = "";
	uint64_t line = 0;
	errno = 0;
	enum status status = asked->old_path ? source_read(asked->calls, &text) : STATUS_OK;
	int code = EXIT_DONE;
	if (!asked->old_path)
		code = say(
		    asked->calls,
		    "it is no center's data, so no policy is in force there; say by --against with what to compare");
	else if (status != STATUS_OK)
		code = say_trouble(asked->calls, status);
	else if ((status = history_read(buffer_bytes(&text), &asked->history, &fault, &line)) == STATUS_MALFORMED) {
		(void)fprintf(stderr, "tocsin: %s:%" PRIu64 ": %s; tocsin import writes what is wanted\n", asked->calls,
		              line, fault);
		code = EXIT_REFUSED;
	} else if (status == STATUS_OK)
		status = past_take_history(&asked->past, &asked->history);
	if (code == EXIT_DONE && status != STATUS_OK)
		code = say(asked->calls, status_text(status));
	buffer_close(&text);
	return code;
}

static int write_file(const char *path, const struct buffer *text)
{
	FILE *file = fopen(path, "we");
	bool good = file && fwrite(text->at, 1, text->length, file) == text->length;
	good = file && fclose(file) == 0 && good;
	return good ? EXIT_DONE : say(path, "could not be written");
}

static int tell(const struct subcommand_options *options, const struct asked *asked, const struct policy_run *run)
{
	struct buffer text = { 0 }, rows = { 0 };
	const char *slash = strrchr(asked->new_path, '/'), *title = slash ? slash + 1 : asked->new_path;
	enum status status = options->json ? policy_report_json(run, &text) : policy_report_tell(run, &text);
	if (status == STATUS_OK)
		(void)fwrite(text.at, 1, text.length, stdout);
	if (status == STATUS_OK && asked->rows)
		status = policy_report_calls(run, &rows);
	int code = status == STATUS_OK ? EXIT_DONE : say("the report", status_text(status));
	if (code == EXIT_DONE && asked->rows)
		code = write_file(asked->rows, &rows);
	if (code == EXIT_DONE && asked->svg && policy_report_draw(run, title, asked->svg) != STATUS_OK)
		code = say(asked->svg, "could not be written");
	buffer_close(&text);
	buffer_close(&rows);
	return code;
}

static int run_both(const struct subcommand_options *options, struct asked *asked)
{
	struct policy_run run = { .past = &asked->past,
		                  .family = { asked->family[0], asked->family[1] },
		                  .staff = asked->staff,
		                  .staffs = asked->staffs,
		                  .talk_s = asked->talk_s };
	if (!asked->past.calls)
		return say(asked->calls, "there are no calls in that time");
	enum status status = policy_run(&run);
	int code = status == STATUS_OK ? tell(options, asked, &run) : say(asked->calls, status_text(status));
	policy_run_close(&run);
	return code;
}

int policy_what_if(const struct subcommand_options *options, int count, char **arguments)
{
	if (count < 1 || strcmp(arguments[0], "what-if") != 0)
		return -1;
	struct asked *asked = calloc(1, sizeof *asked);
	if (!asked)
		return say("what-if", status_text(STATUS_MEMORY));
	asked->talk_s = TALK_S;
	asked->watched = isatty(STDERR_FILENO);
	int code = EXIT_WRONG_USAGE;
	if (!take_arguments(asked, count, arguments)) {
		(void)fputs(usage, stderr);
	} else {
		code = read_policy(asked, asked->new_path, 1);
		if (code == EXIT_DONE && asked->old_path)
			code = read_policy(asked, asked->old_path, 0);
		if (code == EXIT_DONE)
			code = record_is(asked->calls) ? read_record(asked) : read_history(asked);
		if (code == EXIT_DONE)
			code = run_both(options, asked);
	}
	past_close(&asked->past);
	history_close(&asked->history);
	board_close(asked->board);
	family_close(asked->family[0]);
	family_close(asked->family[1]);
	buffer_close(&asked->in_force);
	free(asked);
	return code;
}
