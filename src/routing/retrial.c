/* Rules anew of a decision on record, and finds by which facts it comes out otherwise. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/retrial.h"

#include <stdlib.h>
#include <string.h>

#include "policy/trial.h"
#include "routing/destination.h"
#include "routing/told_blank.h"

#define CARD_ROW ";card "
#define FACT_LINE "fact: "
#define MOMENT_LINE "at: "

static enum status rule_again(const struct retrial *retrial, struct ruling *ret_ruling)
{
	const struct fields *f = &retrial->command->f;
	struct failed failed;
	if (retrial->command->kind == COMMAND_APPLY_RESPONSE)
		return ruling_of_incident(&retrial->ground, f->incident, retrial->told, ret_ruling);
	ruling_tried(&retrial->ground, f->call, &failed);
	return ruling_of_call(&retrial->ground, f->call, retrial->told, &failed, ret_ruling);
}

/* A record from before run cards of policies were used has no row of one: a card that comes out behind its rows is no difference. */
static bool same_rows(struct bytes again, struct bytes was)
{
	bool more = was.length && again.length > was.length + strlen(CARD_ROW) &&
	            memcmp(again.at + was.length, CARD_ROW, strlen(CARD_ROW)) == 0;
	return bytes_same(more ? bytes_of(again.at, was.length) : again, was);
}

static bool same_command(const struct command *a, const struct command *b)
{
	return a->kind == b->kind && a->f.policy == b->f.policy && a->f.queue == b->f.queue &&
	       a->f.count == b->f.count && a->f.span_s == b->f.span_s &&
	       bytes_same(a->text[TEXT_FACTS], b->text[TEXT_FACTS]) &&
	       same_rows(a->text[TEXT_ROWS], b->text[TEXT_ROWS]);
}

static bool begins(const char *line, size_t length, const char *head)
{
	return length >= strlen(head) && memcmp(line, head, strlen(head)) == 0;
}

/* The rules that led there and the ways that failed: all lines but those of facts and of the moment. */
static enum status write_rules(struct bytes lines, struct buffer *out)
{
	const char *line = (const char *)lines.at;
	enum status status = STATUS_OK;
	for (size_t left = lines.length; left && status == STATUS_OK;) {
		const char *end = memchr(line, '\n', left);
		size_t length = end ? (size_t)(end - line) : left;
		if (!begins(line, length, FACT_LINE) && !begins(line, length, MOMENT_LINE))
			status = buffer_print(out, "; %.*s", (int)length, line);
		left -= end ? length + 1 : length;
		line += end ? length + 1 : length;
	}
	return status;
}

/* A decision without its facts, which are among the lines: two with the same words do the same by the same rules. */
static enum status write_decision(const struct retrial *retrial, const struct command *command, struct bytes lines,
                                  struct buffer *out)
{
	const struct fields *f = &command->f;
	const struct family *family = retrial->ground.family;
	const struct queue *queue = board_queues(retrial->ground.board, f->queue);
	struct bytes rows = command->text[TEXT_ROWS];
	enum status status;
	buffer_clear(out);
	if (command->kind == COMMAND_NONE)
		status = buffer_append_text(out, "nothing of its own: no rule says what is owed");
	else if (command->kind == COMMAND_APPLY_RESPONSE)
		status = buffer_print(out, "%.*s", (int)rows.length, rows.length ? (const char *)rows.at : "");
	else if (f->count && f->count <= family->effects && family->effect[f->count - 1].kind == EFFECT_ROUTE)
		status = buffer_print(out, "way %u to %s, %u s", f->count, family->effect[f->count - 1].way.destination,
		                      f->span_s);
	else
		status = buffer_append_text(out, f->count ? "a way that the policy does not have" : "the floor");
	if (status == STATUS_OK && queue)
		status = buffer_print(out, "; queue: %s", queue->name.text);
	if (status == STATUS_OK)
		status = write_rules(lines, out);
	return status == STATUS_OK ? buffer_append(out, bytes_of("", 1)) : status;
}

/* The values of a told, to be put back. */
struct put_aside {
	struct fact *value;
	char incoming[NAME_BYTES];
};

static enum status put_aside(const struct retrial *retrial, struct put_aside *aside)
{
	size_t bytes = 2 * (size_t)retrial->ground.family->traits * sizeof *aside->value;
	aside->value = malloc(bytes + 1);
	if (!aside->value)
		return STATUS_MEMORY;
	memcpy(aside->value, retrial->told->value, bytes);
	memcpy(aside->incoming, retrial->told->incoming, sizeof aside->incoming);
	return STATUS_OK;
}

static void put_back(const struct retrial *retrial, const struct put_aside *aside)
{
	memcpy(retrial->told->value, aside->value, 2 * (size_t)retrial->ground.family->traits * sizeof *aside->value);
	memcpy(retrial->told->incoming, aside->incoming, sizeof aside->incoming);
}

/* Whether it comes out otherwise than it stands in `was`; what comes out is in `again`. */
typedef enum status comparison(const struct retrial *retrial, const struct buffer *was, struct buffer *again,
                               bool *ret_differs);

static enum status differs_unseen(const struct retrial *retrial, const struct buffer *was, struct buffer *again,
                                  bool *ret_differs)
{
	struct ruling ruling = { 0 };
	enum status status = rule_again(retrial, &ruling);
	if (status == STATUS_OK)
		status = write_decision(retrial, &ruling.command, buffer_bytes(&ruling.lines), again);
	if (status == STATUS_OK)
		*ret_differs = !bytes_same(buffer_bytes(again), buffer_bytes(was));
	ruling_close(&ruling);
	return status;
}

/* The way that comes out when protected facts are seen, from 1; 0: the floor.  A trial, which decides nothing: the walk of
 * decisions has no room for these facts. */
static uint32_t way_seen(const struct retrial *retrial)
{
	const struct ruling_ground *ground = &retrial->ground;
	const struct told *told = retrial->told;
	const struct caller_facts caller = { told->value + ground->family->traits };
	bool incident = retrial->command->kind == COMMAND_APPLY_RESPONSE;
	uint32_t entry = incident ? family_response(ground->family) : family_entry(ground->family, told->incoming);
	struct failed failed = { 0 };
	struct course course;
	if (!incident)
		ruling_tried(ground, retrial->command->f.call, &failed);
	for (;;) {
		policy_try(ground->family, entry, &told->open, &caller, &failed, false, &course);
		if (course.effect == FLOOR || incident || failed.count == FAILED_MAX)
			break;
		const char *destination = ground->family->effect[course.effect].way.destination;
		if (!ruling_fault(ground->board, destination_queue(ground->board, ground->domain, destination)))
			break;
		failed.effect[failed.count++] = course.effect;
	}
	return course.effect == FLOOR ? 0 : course.effect + 1;
}

static enum status differs_seen(const struct retrial *retrial, const struct buffer *was, struct buffer *again,
                                bool *ret_differs)
{
	(void)was;
	(void)again;
	*ret_differs = way_seen(retrial) != retrial->command->f.count;
	return STATUS_OK;
}

/* The names of those facts each of which alone, when it is blanked, makes it come out otherwise. */
static enum status find_facts(const struct retrial *retrial, comparison *differs, const struct put_aside *aside,
                              struct retrial_made *made)
{
	const struct family *family = retrial->ground.family;
	struct buffer again = { 0 };
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < told_blank_count(family) && status == STATUS_OK; i++) {
		bool its = false;
		if (!told_blank_has(family, retrial->told, i))
			continue;
		told_blank_one(family, i, retrial->told);
		status = differs(retrial, &made->was, &again, &its);
		put_back(retrial, aside);
		if (status == STATUS_OK && its && made->by.length)
			status = buffer_append_text(&made->by, ", ");
		if (status == STATUS_OK && its)
			status = told_blank_name(family, i, &made->by);
	}
	if (status == STATUS_OK && !made->by.length)
		status = buffer_append_text(&made->by, "several together");
	if (status == STATUS_OK)
		status = buffer_append(&made->by, bytes_of("", 1));
	buffer_close(&again);
	return status;
}

/* It came out as on record.  The lines of the record may be left out there for their length (ruling_of_call): then its words are
 * those of what came out. */
static enum status judge_blanked(const struct retrial *retrial, const struct put_aside *aside,
                                 struct retrial_made *made)
{
	bool its = false;
	buffer_clear(&made->was);
	enum status status = buffer_append(&made->was, buffer_bytes(&made->again));
	told_blank_all(retrial->ground.family, retrial->told);
	if (status == STATUS_OK)
		status = differs_unseen(retrial, &made->was, &made->again, &its);
	put_back(retrial, aside);
	if (status != STATUS_OK || !its)
		return status;
	made->outcome = REPLAY_BLANKED;
	made->why = "with the caller blanked it comes out otherwise";
	return find_facts(retrial, differs_unseen, aside, made);
}

/* It does not come out as on record: does it for somebody who sees who is calling? */
static enum status judge_otherwise(const struct retrial *retrial, const struct ruling *ruling,
                                   const struct put_aside *aside, struct retrial_made *made)
{
	uint32_t recorded = retrial->command->f.count;
	made->outcome = REPLAY_OTHERWISE;
	made->why = ruling->command.f.count == recorded ? "its rules, times or facts come out otherwise"
	                                                : "another way comes out";
	if (ruling->command.f.count == recorded || way_seen(retrial) != recorded)
		return STATUS_OK;
	made->outcome = REPLAY_PROTECTED;
	made->why = "it comes out so only for an eye that sees who is calling";
	return find_facts(retrial, differs_seen, aside, made);
}

enum status retrial_judge(const struct retrial *retrial, struct retrial_made *ret_made)
{
	struct put_aside aside = { 0 };
	struct ruling ruling = { 0 };
	*ret_made = (struct retrial_made){ .outcome = REPLAY_SAME };
	enum status status = put_aside(retrial, &aside);
	if (status == STATUS_OK)
		status = write_decision(retrial, retrial->command, retrial->command->text[TEXT_FACTS], &ret_made->was);
	if (status == STATUS_OK)
		status = rule_again(retrial, &ruling);
	if (status == STATUS_OK)
		status = write_decision(retrial, &ruling.command, buffer_bytes(&ruling.lines), &ret_made->again);
	if (status == STATUS_OK && !same_command(&ruling.command, retrial->command))
		status = judge_otherwise(retrial, &ruling, &aside, ret_made);
	else if (status == STATUS_OK && retrial->blanked)
		status = judge_blanked(retrial, &aside, ret_made);
	ruling_close(&ruling);
	free(aside.value);
	return status;
}

void retrial_made_close(struct retrial_made *made)
{
	buffer_close(&made->was);
	buffer_close(&made->again);
	buffer_close(&made->by);
	*made = (struct retrial_made){ 0 };
}
