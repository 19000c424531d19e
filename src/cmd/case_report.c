/* A case file to be read, on a screen and on paper: what happened, who was recommended and who was sent, by which policy, how to check it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/case_file.h"
#include "inquiry/new_file.h"
#include "core/vocabulary.h"
#include "ledger/entry.h"
#include "ledger/hash.h"

#define NAME_MAX_BYTES 4096u

/* In which part of the report an event is told. */
enum part { PART_NONE, PART_CHOICE, PART_DISCLOSURE };

static enum part part_of(enum event_kind kind)
{
	static const enum part parts[EVENT_COUNT] = {
		[EVENT_RECOMMENDED] = PART_CHOICE,        [EVENT_UNIT_RECOMMENDED] = PART_CHOICE,
		[EVENT_UNIT_ASSIGNED] = PART_CHOICE,      [EVENT_CHOSEN_OTHERWISE] = PART_CHOICE,
		[EVENT_DIVERTED] = PART_CHOICE,           [EVENT_LOOKED] = PART_DISCLOSURE,
		[EVENT_TEXTS_ERASED] = PART_DISCLOSURE,   [EVENT_COMPLAINED] = PART_DISCLOSURE,
		[EVENT_REPLIED] = PART_DISCLOSURE,        [EVENT_TEXT_SENT] = PART_DISCLOSURE,
		[EVENT_RECEIPT_TEXTED] = PART_DISCLOSURE, [EVENT_TEXT_REFUSED] = PART_DISCLOSURE,
	};
	return parts[kind];
}

bool case_report_wants(enum event_kind kind)
{
	return part_of(kind) != PART_NONE;
}

/* A cell with text from outside: no line ends within it, and nothing that a font cannot be asked for. */
static void put_outside(struct report *report, struct bytes text)
{
	char *clean = bytes_are_utf8(text) ? malloc(text.length + 1) : NULL;
	for (size_t i = 0; clean && i < text.length; i++)
		clean[i] = text.at[i] < ' ' || text.at[i] == 0x7f ? ' ' : (char)text.at[i];
	if (clean)
		clean[text.length] = '\0';
	report_cell(report, "%s", clean ? clean : "(no text)");
	free(clean);
}

static void put_at(struct report *report, struct instant at)
{
	char text[INSTANT_TEXT_BYTES] = "never";
	if (instant_known(at))
		instant_write(at, text);
	report_cell(report, "%s", text);
}

static const char *how_it_ended(const struct call *call)
{
	return call->disposition ? vocabulary_words(VOCABULARY_DISPOSITION, call->disposition)
	                         : vocabulary_words(VOCABULARY_CALL_STATE, call->state);
}

/* The one sentence of the file, of its first call. */
static void put_headline(struct case_file *c)
{
	const struct call *call = board_calls(c->board, c->call[0]);
	char came[INSTANT_TEXT_BYTES];
	instant_write(call->first_contact, came);
	if (instant_known(call->answered_at))
		report_say(&c->report, BLOCK_HEADLINE,
		           "Call %" PRIu32 " came on %.10s at %.8s UTC and was answered after %.1f s: %s.", c->call[0],
		           came, came + 11, (double)instant_since(call->answered_at, call->first_contact).us / 1e6,
		           how_it_ended(call));
	else
		report_say(&c->report, BLOCK_HEADLINE,
		           "Call %" PRIu32 " came on %.10s at %.8s UTC; nobody is on record as having answered it: %s.",
		           c->call[0], came, came + 11, how_it_ended(call));
}

static void put_ends(struct case_file *c)
{
	struct report *report = &c->report;
	static const char *const heads[] = {
		"call", "first contact", "answered", "closed", "incident", "how it stands"
	};
	report_say(report, BLOCK_HEADING, "How it stands");
	report_table(report, 6, 0x3f, "Each call of the case, at the record's end");
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		report_cell(report, "%s", heads[i]);
	for (uint32_t i = 0; i < c->calls; i++) {
		const struct call *call = board_calls(c->board, c->call[i]);
		report_cell(report, "%" PRIu32, c->call[i]);
		put_at(report, call->first_contact);
		put_at(report, call->answered_at);
		put_at(report, call->closed_at);
		if (call->incident)
			report_cell(report, "%" PRIu32, call->incident);
		else
			report_cell(report, "none");
		report_cell(report, "%s", how_it_ended(call));
	}
}

void case_report_begin(struct case_file *c)
{
	struct report *report = &c->report;
	char foot[512];
	(void)snprintf(foot, sizeof foot, "Log %.128s, %" PRIu64 " entries", public_log_verifier(c->log),
	               public_log_size(c->log));
	report_open(report, "Case file", foot);
	report_say(report, BLOCK_TITLE, "Case file: %" PRIu32 " call%s, %" PRIu32 " entries of the record", c->calls,
	           c->calls > 1 ? "s" : "", c->entries);
	put_headline(c);
	put_ends(c);
	report_say(report, BLOCK_HEADING, "What happened");
	unsigned columns = 1;
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT; slot++)
		columns += c->shown >> slot & 1u;
	report_table(report, columns, (1u << columns) - 1,
	             "Every entry of the record that speaks of it, in order; receipt-N.json is the receipt of entry N");
	report_cell(report, "entry");
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT; slot++)
		if (c->shown >> slot & 1u)
			report_cell(report, "%s", entry_slot_name(slot));
}

void case_report_entry(struct case_file *c, const struct case_entry *entry, const json_t *shows)
{
	report_cell(&c->report, "%" PRIu64, entry->sequence);
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT; slot++) {
		struct bytes value = { 0 };
		for (size_t i = 0; i < json_array_size(shows); i++) {
			const json_t *shown = json_array_get(shows, i), *text = json_object_get(shown, "value");
			if (strcmp(json_string_value(json_object_get(shown, "name")), entry_slot_name(slot)) == 0)
				value = bytes_of(json_string_value(text), json_string_length(text));
		}
		if (c->shown >> slot & 1u)
			put_outside(&c->report, value);
	}
}

/* --- who was recommended, and who was sent --- */

static const char *unit_of(const struct case_file *c, uint32_t number)
{
	const struct unit *unit = board_units(c->board, number);
	return unit ? unit->name.text : "";
}

static void put_choice(struct case_file *c, const struct case_event *event)
{
	struct report *report = &c->report;
	const struct fields *f = &event->event.f;
	report_cell(report, "%" PRIu64, event->sequence);
	put_at(report, event->at);
	report_cell(report, "%s", event_table[event->event.kind].name);
	report_cell(report, "%s", unit_of(c, f->unit));
	if (event->event.kind == EVENT_UNIT_RECOMMENDED)
		report_cell(report, "there in %" PRIu32 " s; %s", f->span_s, vocabulary_words(VOCABULARY_WHY, f->why));
	else if (event->event.kind == EVENT_UNIT_ASSIGNED)
		report_cell(report, "%s", f->followed ? vocabulary_words(VOCABULARY_FOLLOWED, f->followed) : "");
	else if (event->event.kind == EVENT_RECOMMENDED)
		report_cell(report, "%" PRIu32 " units; why: recommendation-%" PRIu64 ".json", f->count,
		            event->sequence);
	else
		report_cell(report, "%s", event_table[event->event.kind].words);
}

static bool has_part(const struct case_file *c, enum part part)
{
	for (uint32_t i = 0; i < c->events; i++)
		if (part_of(c->event[i].event.kind) == part)
			return true;
	return false;
}

static void put_choices(struct case_file *c)
{
	struct report *report = &c->report;
	static const char *const heads[] = { "entry", "when", "what", "unit", "why" };
	report_say(report, BLOCK_HEADING, "Who was recommended, and who was sent");
	if (!has_part(c, PART_CHOICE)) {
		report_say(report, BLOCK_TEXT, "Nobody was recommended, and nobody was sent.");
		return;
	}
	report_table(report, 5, 0x1f, "A recommendation binds nobody; what a person chose stands beside it");
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		report_cell(report, "%s", heads[i]);
	for (uint32_t i = 0; i < c->events; i++)
		if (part_of(c->event[i].event.kind) == PART_CHOICE)
			put_choice(c, &c->event[i]);
	report_say(report, BLOCK_CAVEAT,
	           "What each recommendation took into account, and why the others came behind, is in its "
	           "recommendation-N.json; the whole record makes it again, byte for byte: tocsin verify DIR "
	           "--recommendations.");
}

/* --- by which policy --- */

static void put_answers(struct case_file *c, uint32_t number, struct bytes text)
{
	struct report *report = &c->report;
	static const char *const heads[] = { "question", "answer", "in words", "proof" };
	json_t *judged = json_loadb((const char *)text.at, text.length, 0, NULL);
	const json_t *questions = json_object_get(judged, "questions");
	if (!json_array_size(questions)) {
		report_say(report, BLOCK_CAVEAT, "What was proved of policy %" PRIu32 " cannot be read here.", number);
		json_decref(judged);
		return;
	}
	report_table(report, 4, 0x0f, "What was proved of policy %" PRIu32 ", as it stood in force", number);
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		report_cell(report, "%s", heads[i]);
	for (size_t i = 0; i < json_array_size(questions); i++) {
		const json_t *one = json_array_get(questions, i);
		static const char *const members[] = { "asks", "answer", "words" };
		for (size_t k = 0; k < sizeof members / sizeof members[0]; k++) {
			const json_t *value = json_object_get(one, members[k]);
			put_outside(report, bytes_of(json_string_value(value), json_string_length(value)));
		}
		json_int_t clauses = json_integer_value(json_object_get(one, "clauses"));
		if (clauses)
			report_cell(report, "%lld clauses, %lld lemmas", (long long)clauses,
			            (long long)json_integer_value(json_object_get(one, "lemmas")));
		else
			report_cell(report, "seen without one");
	}
	json_decref(judged);
}

static void put_policies(struct case_file *c)
{
	struct report *report = &c->report;
	report_say(report, BLOCK_HEADING, "By which policy");
	if (!c->policies)
		report_say(
		    report, BLOCK_TEXT,
		    "None decided over it: it waited in the queue that it came for, and its incident was owed what the "
		    "center's own ladders say.");
	for (uint32_t i = 0; i < c->policies; i++) {
		const struct policy_record *policy = board_policies(c->board, c->policy[i]);
		char judged[INSTANT_TEXT_BYTES], active[INSTANT_TEXT_BYTES];
		instant_write(policy->judged_at, judged);
		instant_write(policy->activated_at, active);
		report_say(report, BLOCK_TEXT,
		           "Policy %" PRIu32 " (hash %016" PRIx64 "), in force from %s, proved at %s; %" PRIu32
		           " questions stood in its way. Its text is policy-%" PRIu32
		           ".json; formulas and proofs, for any checker of DRAT, are in policy-%" PRIu32 "-proofs.gz.",
		           c->policy[i], policy->hash, active, judged, policy->against, c->policy[i], c->policy[i]);
		put_answers(c, c->policy[i], buffer_bytes(&c->proved[i]));
	}
}

/* --- what was shown to whom --- */

static void put_disclosures(struct case_file *c)
{
	struct report *report = &c->report;
	static const char *const heads[] = { "entry", "when", "what", "in words" };
	char kept[128] = "";
	report_say(report, BLOCK_HEADING, "What was told, complained of, erased");
	if (!has_part(c, PART_DISCLOSURE)) {
		report_say(report, BLOCK_TEXT,
		           "Nobody outside was shown anything, wrote or was written to, and nothing was erased.");
	} else {
		report_table(report, 4, 0x0f,
		             "What went out of the record, came back as a complaint, or was taken out by order");
		for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
			report_cell(report, "%s", heads[i]);
		for (uint32_t i = 0; i < c->events; i++) {
			const struct case_event *event = &c->event[i];
			if (part_of(event->event.kind) != PART_DISCLOSURE)
				continue;
			report_cell(report, "%" PRIu64, event->sequence);
			put_at(report, event->at);
			report_cell(report, "%s", event_table[event->event.kind].name);
			report_cell(report, "%s", event_table[event->event.kind].words);
		}
	}
	for (enum entry_slot slot = 0; slot < ENTRY_SLOT_COUNT; slot++)
		if (!(c->shown >> slot & 1u)) {
			size_t length = strlen(kept);
			(void)snprintf(kept + length, sizeof kept - length, "%s%s", *kept ? ", " : "",
			               entry_slot_name(slot));
		}
	report_say(
	    report, BLOCK_CAVEAT,
	    "Of the entries this file keeps back: %s. What is kept back is committed to all the same, and can be shown "
	    "later by whoever has its salt. Which of the center's own people looked at the record is not on it.",
	    *kept ? kept : "nothing");
}

static void put_check(struct case_file *c)
{
	struct report *report = &c->report;
	char hex[2 * HASH_BYTES + 1] = "";
	struct hash root;
	report_say(report, BLOCK_HEADING, "How to check it without us");
	report_say(report, BLOCK_TEXT,
	           "1. Get the log's key from where its agency publishes it, and believe no other source. Here it is "
	           "said to be: "
	           "%s",
	           public_log_verifier(c->log));
	if (public_log_root(c->log, public_log_size(c->log), &root) == STATUS_OK)
		(void)sodium_bin2hex(hex, sizeof hex, root.at, HASH_BYTES);
	report_say(report, BLOCK_TEXT, "The checkpoint beside this file is over %" PRIu64 " entries and the root %s.",
	           public_log_size(c->log), hex);
	report_say(report, BLOCK_TEXT,
	           "2. Each receipt-N.json holds a C2SP tlog-proof. Its \"extra\" is the entry's envelope: SHA-256 of "
	           "a zero byte "
	           "and the envelope must lead by the hashes to the root in the checkpoint, and the checkpoint must be "
	           "signed by "
	           "that key. \"tocsin receipt FILE KEY\" does it, and so does any program for C2SP's formats.");
	report_say(report, BLOCK_TEXT,
	           "3. What is shown of an entry is right if SHA-256 of byte 2, its name, byte 0, its salt and its "
	           "value is the "
	           "commitment in the envelope: from byte 32 on, 32 bytes for each of what, who, when, call, incident, "
	           "owed, place, "
	           "words.");
	report_say(report, BLOCK_TEXT,
	           "4. Ask a witness of the log whether it cosigned that checkpoint or a later one: then nobody can "
	           "have two records "
	           "of it. \"tocsin verify --published FOLDER KEY --older checkpoint\" holds this file's checkpoint "
	           "against the log "
	           "as it is published today.");
	report_say(report, BLOCK_CAVEAT,
	           "The receipts prove that these entries are in the log and say what they say. They do not prove that "
	           "nothing else "
	           "happened: what was never entered is in no log. This page itself is no proof; the receipts are.");
}

/* Who read what was said of it when it was over, and why; not who read it while it was worked on, for that is not kept. */
static void tell_looks(struct case_file *c)
{
	report_say(&c->report, BLOCK_HEADING, "Who looked into it once it was over");
	if (!c->looks) {
		report_say(&c->report, BLOCK_TEXT, "Nobody.");
		return;
	}
	report_table(&c->report, 3, 7, "Each has said why before anything was shown");
	report_cell(&c->report, "when");
	report_cell(&c->report, "who");
	report_cell(&c->report, "why");
	for (uint32_t i = 0; i < c->looks; i++) {
		const struct agent *agent = board_agents(c->board, c->look[i].agent);
		char at[INSTANT_TEXT_BYTES];
		instant_write(c->look[i].at, at);
		report_cell(&c->report, "%s", at);
		report_cell(&c->report, "%s", agent ? agent->name.text : "the center");
		report_cell(&c->report, "%s", c->look[i].reason);
	}
}

void case_report_end(struct case_file *c)
{
	/* What of the entries was not chosen to be shown is not told in another way either. */
	if (c->shown >> ENTRY_WHAT & 1u)
		put_choices(c);
	put_policies(c);
	if (c->shown >> ENTRY_WHAT & 1u)
		put_disclosures(c);
	tell_looks(c);
	put_check(c);
}

enum status case_report_write(struct case_file *c)
{
	char path[NAME_MAX_BYTES];
	struct buffer html = { 0 };
	enum status status = report_html(&c->report, &html);
	if (status == STATUS_OK && snprintf(path, sizeof path, "%s/case.html", c->folder) >= (int)sizeof path)
		status = STATUS_IO;
	if (status == STATUS_OK)
		status = new_file_write(path, buffer_bytes(&html));
	buffer_close(&html);
	if (status == STATUS_OK && snprintf(path, sizeof path, "%s/case.pdf", c->folder) >= (int)sizeof path)
		status = STATUS_IO;
	return status == STATUS_OK ? report_pdf(&c->report, path) : status;
}
