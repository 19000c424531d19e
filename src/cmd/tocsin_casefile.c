/* tocsin casefile: one folder about some calls, to be read by a court and checked by anybody. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/case_file.h"
#include "cmd/subcommand.h"
#include "inquiry/record.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand casefile_subcommand;
const struct subcommand casefile_subcommand = { "casefile", "DIR FOLDER [--show NAME,...] CALL...",
	                                        "writes a folder about calls, to be read and checked without a center",
	                                        run };

#define PATH_BYTES 4096u
#define ENTRIES_A_TURN 1000000u
/* What is shown if nothing is said: neither words nor places, which may be others' to keep. */
#define SHOWN_USUALLY                                                                                                  \
	(1u << ENTRY_WHAT | 1u << ENTRY_WHO | 1u << ENTRY_WHEN | 1u << ENTRY_CALL | 1u << ENTRY_INCIDENT |             \
	 1u << ENTRY_OWED)

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

/* --- what belongs to the case --- */

static bool is_among(uint32_t number, const uint32_t *list, uint32_t count)
{
	for (uint32_t i = 0; number && i < count; i++)
		if (list[i] == number)
			return true;
	return false;
}

static enum status note_entry(struct case_file *c, uint64_t sequence, bool recommendation)
{
	if (c->entries == c->room) {
		uint32_t room = c->room ? 2 * c->room : 256;
		struct case_entry *grown = reallocarray(c->entry, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		c->entry = grown;
		c->room = room;
	}
	c->entry[c->entries++] = (struct case_entry){ sequence, recommendation };
	return STATUS_OK;
}

/* What the report tells of beside the entries. */
static enum status note_event(struct case_file *c, uint64_t sequence, struct instant at, const struct event *event)
{
	if (!case_report_wants(event->kind))
		return STATUS_OK;
	if (c->events == c->event_room) {
		uint32_t room = c->event_room ? 2 * c->event_room : 64;
		struct case_event *grown = reallocarray(c->event, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		c->event = grown;
		c->event_room = room;
	}
	c->event[c->events++] = (struct case_event){ sequence, at, *event };
	return STATUS_OK;
}

static bool write_bytes(struct case_file *c, const char *name, struct bytes bytes)
{
	char path[PATH_BYTES];
	FILE *file =
	    snprintf(path, sizeof path, "%s/%s", c->folder, name) < (int)sizeof path ? fopen(path, "we") : NULL;
	bool good = file && fwrite(bytes.at, 1, bytes.length, file) == bytes.length;
	good = file && fclose(file) == 0 && good;
	c->failed |= !good;
	return good;
}

/* A policy's document, and what was proved of it, as they lie on record. */
static void take_policy(struct case_file *c, uint64_t sequence, const struct entry_head *head)
{
	char name[64];
	for (uint32_t i = 0; i < c->policies; i++) {
		const struct policy_record *policy = board_policies(c->board, c->policy[i]);
		bool document = policy->sequence == sequence, judgement = policy->judged == sequence;
		if (!document && !judgement)
			continue;
		(void)snprintf(name, sizeof name, "policy-%" PRIu32 "%s.json", c->policy[i], document ? "" : "-proved");
		(void)write_bytes(c, name, head->command.text[TEXT_RECORD]);
		if (judgement && buffer_append(&c->proved[i], head->command.text[TEXT_RECORD]) != STATUS_OK)
			c->failed = true;
		(void)snprintf(name, sizeof name, "policy-%" PRIu32 "-proofs.gz", c->policy[i]);
		if (judgement && head->command.text[TEXT_RAW].length)
			(void)write_bytes(c, name, head->command.text[TEXT_RAW]);
	}
}

static bool speaks_of(struct case_file *c, const struct event *event)
{
	return is_among(event->f.call, c->call, c->calls) || is_among(event->f.incident, c->incident, c->calls);
}

static enum status note_look(struct case_file *c, const struct entry_head *head)
{
	const struct bytes reason = head->command.text[TEXT_REASON];
	struct case_look *grown = reallocarray(c->look, c->looks + 1u, sizeof *grown);
	if (!grown)
		return STATUS_MEMORY;
	c->look = grown;
	char *copy = strndup(reason.length ? (const char *)reason.at : "", reason.length);
	if (!copy)
		return STATUS_MEMORY;
	c->look[c->looks++] = (struct case_look){ head->at, head->command.actor, copy };
	return STATUS_OK;
}

static enum status gather(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct case_file *c = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	bool ours = false, looked = false;
	(void)board;
	enum status status = codec_read_head(stored->entry.body, &head, &reader);
	if (status == STATUS_OK)
		status = codec_read_text(stored->entry.text, &head.command);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK) {
		bool one = speaks_of(c, &event);
		ours |= one;
		if (one && (status = note_event(c, stored->entry.sequence, head.at, &event)) != STATUS_OK)
			return status;
		looked |= one && event.kind == EVENT_RECORD_OPENED; /* not one that was refused */
		if (one && event.f.policy && !is_among(event.f.policy, c->policy, c->policies) &&
		    c->policies < POLICIES_OF_CASE_MAX)
			c->policy[c->policies++] = event.f.policy;
	}
	if (status != STATUS_ENDED)
		return status;
	status = looked ? note_look(c, &head) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	bool recommendation = ours && head.command.kind == COMMAND_RECOMMEND;
	if (recommendation) {
		char name[64];
		(void)snprintf(name, sizeof name, "recommendation-%" PRIu64 ".json", stored->entry.sequence);
		(void)write_bytes(c, name, head.command.text[TEXT_RECORD]);
	}
	return ours ? note_entry(c, stored->entry.sequence, recommendation) : STATUS_OK;
}

/* Once more for what came before the calls did: the policies that they went by. */
static enum status gather_policies(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct entry_head head;
	struct entry_reader reader;
	(void)board;
	enum status status = codec_read_head(stored->entry.body, &head, &reader);
	if (status == STATUS_OK)
		status = codec_read_text(stored->entry.text, &head.command);
	if (status == STATUS_OK)
		take_policy(context, stored->entry.sequence, &head);
	return status;
}

/* --- what is written --- */

static void put(struct case_file *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct case_file *c, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	c->failed |= vfprintf(c->page, format, list) < 0;
	va_end(list);
}

/* Text from outside, as text. */
static void put_text(struct case_file *c, struct bytes text)
{
	for (size_t i = 0; i < text.length; i++) {
		uint8_t byte = text.at[i];
		if (byte == '<' || byte == '>' || byte == '&' || byte == '"' || byte == '\'')
			put(c, "&#%u;", byte);
		else
			c->failed |= fputc(byte < ' ' && byte != '\n' ? ' ' : byte, c->page) == EOF;
	}
}

/* The receipt of one entry: its proof, and the chosen slots with their salts. */
static enum status receipt_of(struct case_file *c, uint64_t sequence, json_t **ret_json)
{
	struct buffer proof = { 0 };
	enum status status = public_log_receipt(c->log, sequence, &proof);
	json_t *shows = json_array();
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT && status == STATUS_OK; slot++) {
		struct buffer value = { 0 };
		uint8_t salt[16];
		char hex[33];
		if (!(c->shown >> slot & 1u))
			continue;
		status = public_log_reveal(c->log, sequence, slot, &value, salt);
		(void)sodium_bin2hex(hex, sizeof hex, salt, sizeof salt);
		if (status == STATUS_OK &&
		    json_array_append_new(shows, json_pack("{s:s, s:s, s:s%}", "name", entry_slot_name(slot), "salt",
		                                           hex, "value", value.length ? (const char *)value.at : "",
		                                           value.length)) != 0)
			status = STATUS_MEMORY;
		if (status == STATUS_MISSING) /* erased by order */
			status = STATUS_OK;
		buffer_close(&value);
	}
	if (status == STATUS_OK)
		*ret_json = json_pack("{s:I, s:s, s:s%, s:O}", "entry", (json_int_t)sequence, "verifier",
		                      public_log_verifier(c->log), "proof", (const char *)proof.at, proof.length,
		                      "shows", shows);
	json_decref(shows);
	buffer_close(&proof);
	return status == STATUS_OK && !*ret_json ? STATUS_MEMORY : status;
}

static const char *value_of(const json_t *shows, const char *name)
{
	for (size_t i = 0; i < json_array_size(shows); i++)
		if (strcmp(json_string_value(json_object_get(json_array_get(shows, i), "name")), name) == 0)
			return json_string_value(json_object_get(json_array_get(shows, i), "value"));
	return "";
}

static void put_row(struct case_file *c, const struct case_entry *entry, const json_t *receipt)
{
	const json_t *shows = json_object_get(receipt, "shows");
	case_report_entry(c, entry, shows);
	put(c, "<tr><td><a href=\"receipt-%" PRIu64 ".json\">%" PRIu64 "</a>", entry->sequence, entry->sequence);
	if (entry->recommendation)
		put(c, " <a href=\"recommendation-%" PRIu64 ".json\">why</a>", entry->sequence);
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT; slot++) {
		const char *value = c->shown >> slot & 1u ? value_of(shows, entry_slot_name(slot)) : NULL;
		if (!value)
			continue;
		put(c, "<td>");
		put_text(c, bytes_of_text(value));
	}
	put(c, "\n");
}

static enum status put_timeline(struct case_file *c)
{
	enum status status = STATUS_OK;
	put(c, "<h2>What happened</h2>\n<p>Every entry of the record that speaks of it, in order. The number leads to "
	       "its receipt.</p>\n"
	       "<table>\n<tr><th>entry");
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT; slot++)
		if (c->shown >> slot & 1u)
			put(c, "<th>%s", entry_slot_name(slot));
	put(c, "\n");
	for (uint32_t i = 0; i < c->entries && status == STATUS_OK; i++) {
		json_t *receipt = NULL;
		char name[64];
		status = receipt_of(c, c->entry[i].sequence, &receipt);
		if (status != STATUS_OK)
			break;
		char *text = json_dumps(receipt, JSON_INDENT(1));
		(void)snprintf(name, sizeof name, "receipt-%" PRIu64 ".json", c->entry[i].sequence);
		if (text)
			(void)write_bytes(c, name, bytes_of_text(text));
		put_row(c, &c->entry[i], receipt);
		status = text ? STATUS_OK : STATUS_MEMORY;
		free(text);
		json_decref(receipt);
	}
	put(c, "</table>\n");
	return status;
}

static void put_policies(struct case_file *c)
{
	put(c, "<h2>By which policy</h2>\n");
	if (!c->policies)
		put(c, "<p>None decided over it: it waited in the queue that it came for, and its incident was owed "
		       "what the center's own ladders say.</p>\n");
	for (uint32_t i = 0; i < c->policies; i++) {
		const struct policy_record *policy = board_policies(c->board, c->policy[i]);
		char at[INSTANT_TEXT_BYTES];
		instant_write(policy->judged_at, at);
		put(c,
		    "<p>Policy %" PRIu32 ": <a href=\"policy-%" PRIu32 ".json\">its text</a>, <a href=\"policy-%" PRIu32
		    "-proved.json\">what was proved of it</a> on %.10s, and <code>policy-%" PRIu32
		    "-proofs.gz</code>, the formulas and proofs for any checker of DRAT.</p>\n",
		    c->policy[i], c->policy[i], c->policy[i], at, c->policy[i]);
	}
}

static void put_looks(struct case_file *c)
{
	put(c, "<h2>Who looked into it once it was over</h2>\n");
	if (!c->looks)
		put(c, "<p>Nobody has opened what was said.</p>\n");
	else
		put(c, "<table>\n<tr><th>when<th>who<th>why\n");
	for (uint32_t i = 0; i < c->looks; i++) {
		const struct agent *agent = board_agents(c->board, c->look[i].agent);
		char at[INSTANT_TEXT_BYTES];
		instant_write(c->look[i].at, at);
		put(c, "<tr><td>%s<td>", at);
		put_text(c, bytes_of_text(agent ? agent->name.text : "nobody"));
		put(c, ", %s<td>", agent ? vocabulary_name(VOCABULARY_ROLE, agent->role) : "");
		put_text(c, bytes_of_text(c->look[i].reason));
		put(c, "\n");
	}
	if (c->looks)
		put(c, "</table>\n");
}

static void put_ends(struct case_file *c)
{
	put(c, "<h2>How it stands</h2>\n<table>\n<tr><th>call<th>first contact<th>answered<th>closed<th>how\n");
	for (uint32_t i = 0; i < c->calls; i++) {
		const struct call *call = board_calls(c->board, c->call[i]);
		const struct instant moments[] = { call->first_contact, call->answered_at, call->closed_at };
		put(c, "<tr><td>%" PRIu32, c->call[i]);
		for (unsigned k = 0; k < 3; k++) {
			char at[INSTANT_TEXT_BYTES] = "never";
			if (instant_known(moments[k]))
				instant_write(moments[k], at);
			put(c, "<td>%s", at);
		}
		put(c, "<td>%s\n",
		    call->disposition ? vocabulary_name(VOCABULARY_DISPOSITION, call->disposition) : "open");
	}
	put(c, "</table>\n");
}

static void put_check(struct case_file *c)
{
	put(c, "<h2>How to check it without us</h2>\n<ol>\n"
	       "<li>Get the log's key from where its agency publishes it. Here it is said to be <code>");
	put_text(c, bytes_of_text(public_log_verifier(c->log)));
	put(c, "</code>; believe another source.</li>\n"
	       "<li>Each <code>receipt-N.json</code> holds a C2SP <code>tlog-proof</code>: its <code>extra</code> is "
	       "the entry's envelope; SHA-256 of a zero "
	       "byte and the envelope must lead by the hashes to the root in the checkpoint, and the checkpoint must "
	       "be signed by that key. "
	       "<code>tocsin receipt FILE KEY</code> does it; so does any program for C2SP's formats.</li>\n"
	       "<li>What is shown of an entry is right if SHA-256 of byte 2, its name, byte 0, its salt and its value "
	       "is the commitment in the envelope at byte "
	       "32, one of 32 bytes for each of what, who, when, call, incident, owed, place, words.</li>\n"
	       "<li>Ask a witness of the log whether it cosigned that checkpoint or a later one: then nobody can have "
	       "two records of it.</li>\n"
	       "</ol>\n<p>What is not shown is still committed to: whoever has its salt can show it later. Who read "
	       "it while it was worked on, or soon after, is not kept, and so is not here.</p>\n");
}

static enum status put_page(struct case_file *c)
{
	put(c,
	    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Case "
	    "file</title>\n<style>body{font:16px/1.5 sans-serif;max-width:75rem;"
	    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%%}td,th{border:1px solid "
	    "#999;padding:.25rem .5rem;text-align:left;"
	    "vertical-align:top}td{overflow-wrap:anywhere}th{white-space:nowrap}@media "
	    "print{a{color:inherit}tr{break-inside:avoid}}</style></head>\n<body><h1>Case file: call%s",
	    c->calls > 1 ? "s" : "");
	for (uint32_t i = 0; i < c->calls; i++)
		put(c, "%s %" PRIu32, i ? "," : "", c->call[i]);
	put(c, "</h1>\n<p>The whole of it, to be read: <a href=\"case.html\">case.html</a>, and on paper <a "
	       "href=\"case.pdf\">case.pdf</a>. This page leads to the files that prove it.</p>\n"
	       "<p>Of the log <code>");
	put_text(c, bytes_of_text(public_log_verifier(c->log)));
	put(c, "</code>, %" PRIu64 " entries.</p>\n", public_log_size(c->log));
	put_ends(c);
	enum status status = put_timeline(c);
	put_looks(c);
	put_policies(c);
	put_check(c);
	put(c, "</body></html>\n");
	return status;
}

static int write_all(struct case_file *c)
{
	char path[PATH_BYTES];
	if (snprintf(path, sizeof path, "%s/index.html", c->folder) >= (int)sizeof path ||
	    !(c->page = fopen(path, "we")))
		return say(path, strerror(errno));
	case_report_begin(c);
	enum status status = put_page(c);
	if (status == STATUS_OK) {
		case_report_end(c);
		status = case_report_write(c);
	}
	c->failed |= fclose(c->page) != 0;
	(void)write_bytes(c, "checkpoint", public_log_checkpoint(c->log));
	if (status != STATUS_OK || c->failed)
		return say(c->folder, status != STATUS_OK ? status_text(status) : "cannot be written");
	printf("case file: %" PRIu32 " entries, %" PRIu32
	       " policies in %s: case.html and case.pdf to read, index.html leads to the "
	       "proofs\n",
	       c->entries, c->policies, c->folder);
	return EXIT_DONE;
}

/* --- from the arguments to the folder --- */

static bool take_shown(struct case_file *c, char *text)
{
	c->shown = 0;
	for (char *next; text && *text; text = next) {
		char *comma = strchr(text, ',');
		unsigned slot = 0;
		next = comma ? comma + 1 : NULL;
		if (comma)
			*comma = '\0';
		while (slot < ENTRY_SLOT_COUNT && strcmp(entry_slot_name((enum entry_slot)slot), text) != 0)
			slot++;
		if (slot == ENTRY_SLOT_COUNT)
			return false;
		c->shown |= 1u << slot;
	}
	return c->shown;
}

static bool take_call(struct case_file *c, const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (*end || !number || number > UINT32_MAX || c->calls == CALLS_OF_CASE_MAX)
		return false;
	c->call[c->calls++] = (uint32_t)number;
	return true;
}

static bool take_arguments(struct case_file *c, int count, char **arguments)
{
	bool good = true;
	c->shown = SHOWN_USUALLY;
	for (int i = 0; i < count && good; i++) {
		if (strcmp(arguments[i], "--show") == 0 && i + 1 < count)
			good = take_shown(c, arguments[++i]);
		else if (arguments[i][0] != '-' && !c->data)
			c->data = arguments[i];
		else if (arguments[i][0] != '-' && !c->folder)
			c->folder = arguments[i];
		else
			good = take_call(c, arguments[i]);
	}
	return good && c->calls;
}

static int open_all(struct case_file *c)
{
	bool more = true;
	enum status status = public_log_open(store_named("sqlite"), c->data, NULL, &c->log);
	while (status == STATUS_OK && more)
		status = public_log_turn(c->log, ENTRIES_A_TURN, &more);
	if (status == STATUS_OK)
		status = record_unseal(c->data, &c->keys);
	if (c->keys)
		public_log_unseal(c->log, record_keys_port(c->keys));
	if (status != STATUS_OK)
		return say(c->data, status == STATUS_CORRUPT
		                        ? "an entry is not what was signed; tocsin verify says which"
		                        : status_text(status));
	if (!record_read(c->data, NULL, NULL, &c->board))
		return EXIT_REFUSED;
	for (uint32_t i = 0; i < c->calls; i++) {
		const struct call *call = board_calls(c->board, c->call[i]);
		if (!call) {
			(void)fprintf(stderr, "tocsin: %s: there is no call %" PRIu32 "\n", c->data, c->call[i]);
			return EXIT_REFUSED;
		}
		c->incident[i] = call->incident;
	}
	return mkdir(c->folder, 0700) == 0 || errno == EEXIST ? EXIT_DONE : say(c->folder, strerror(errno));
}

static int read_all(struct case_file *c)
{
	struct board *again = NULL;
	bool good = record_read(c->data, gather, c, &again);
	board_close(again);
	again = NULL;
	if (good && c->policies) {
		good = record_read(c->data, gather_policies, c, &again);
		board_close(again);
	}
	return good ? EXIT_DONE : EXIT_REFUSED;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct case_file *c = calloc(1, sizeof *c);
	(void)options;
	if (!c || sodium_init() < 0 || !take_arguments(c, count, arguments)) {
		free(c);
		return subcommand_usage(&casefile_subcommand);
	}
	int code = open_all(c);
	if (code == EXIT_DONE)
		code = read_all(c);
	if (code == EXIT_DONE)
		code = write_all(c);
	public_log_close(c->log);
	record_keys_close(c->keys);
	board_close(c->board);
	report_close(&c->report);
	for (uint32_t i = 0; i < c->policies; i++)
		buffer_close(&c->proved[i]);
	for (uint32_t i = 0; i < c->looks; i++)
		free(c->look[i].reason);
	free(c->look);
	free(c->entry);
	free(c->event);
	free(c);
	return code;
}
