/* Goes along a fold: keeps what calls came with and what policies say, and makes each decision again before its entry. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "routing/routing_recheck.h"

#include <stdlib.h>
#include <string.h>

#include "core/codec.h"
#include "ledger/hash.h"
#include "routing/judging.h"
#include "routing/retrial.h"

#define MOMENT_LINE "at: "

/* What an open call came with. */
struct kept_call {
	struct buffer facts;
	uint32_t queue;
	bool placed, erased;
};

/* What stands on record of a policy: its text, and the protected names of its last judgement. */
struct kept_policy {
	struct buffer document, manifest;
};

struct routing_recheck {
	struct routing_recheck_setup setup;
	struct routing_recheck_found found;
	struct hasher *hasher;
	struct family *family; /* of `policy`, as the server took it; NULL: none, or it cannot be read */
	uint32_t policy;
	struct kept_call *call; /* by number */
	struct kept_policy *kept;
	uint32_t calls, policies; /* room */
};

enum status routing_recheck_open(const struct routing_recheck_setup *setup, struct routing_recheck **ret_recheck)
{
	struct routing_recheck *recheck = calloc(1, sizeof *recheck);
	if (!recheck)
		return STATUS_MEMORY;
	recheck->setup = *setup;
	enum status status = hasher_open(&recheck->hasher);
	if (status != STATUS_OK) {
		free(recheck);
		return status;
	}
	*ret_recheck = recheck;
	return STATUS_OK;
}

void routing_recheck_close(struct routing_recheck *recheck)
{
	if (!recheck)
		return;
	for (uint32_t i = 0; i < recheck->calls; i++)
		buffer_close(&recheck->call[i].facts);
	for (uint32_t i = 0; i < recheck->policies; i++) {
		buffer_close(&recheck->kept[i].document);
		buffer_close(&recheck->kept[i].manifest);
	}
	free(recheck->call);
	free(recheck->kept);
	family_close(recheck->family);
	hasher_close(recheck->hasher);
	free(recheck);
}

struct routing_recheck_found routing_recheck_found(const struct routing_recheck *recheck)
{
	return recheck->found;
}

/* Zeroed room for that number; doubled, so that a long record is not copied again and again. */
static enum status grow(void **at, uint32_t *room, uint32_t number, size_t item_bytes)
{
	if (number < *room)
		return STATUS_OK;
	size_t more = 2 * (size_t)number + 1;
	uint8_t *grown = reallocarray(*at, more, item_bytes);
	if (!grown || more > UINT32_MAX) {
		*at = grown ? grown : *at;
		return grown ? STATUS_LIMIT : STATUS_MEMORY;
	}
	memset(grown + *room * item_bytes, 0, (more - *room) * item_bytes);
	*at = grown;
	*room = (uint32_t)more;
	return STATUS_OK;
}

static enum status read_entry(const struct stored_entry *stored, struct entry_head *head, struct entry_reader *reader)
{
	enum status status = codec_read_head(stored->entry.body, head, reader);
	return status == STATUS_OK ? codec_read_text(stored->entry.text, &head->command) : status;
}

/* --- what is kept on the way --- */

static enum status keep_call(struct routing_recheck *recheck, uint32_t number, const struct stored_entry *stored,
                             const struct command *command)
{
	void *calls = recheck->call;
	enum status status = grow(&calls, &recheck->calls, number, sizeof *recheck->call);
	recheck->call = calls;
	if (status != STATUS_OK)
		return status;
	struct kept_call *call = &recheck->call[number];
	buffer_close(&call->facts);
	*call = (struct kept_call){ .queue = command->f.queue,
		                    .placed = true,
		                    .erased = entry_erased(recheck->hasher, stored) };
	return buffer_append(&call->facts, command->text[TEXT_FACTS]);
}

/* No policy sends a closed call anywhere; should one be opened again, it was answered long ago. */
static void drop_call(struct routing_recheck *recheck, uint32_t number)
{
	if (number >= recheck->calls)
		return;
	buffer_close(&recheck->call[number].facts);
	recheck->call[number] = (struct kept_call){ 0 };
}

static enum status keep_policy(struct routing_recheck *recheck, uint32_t number, struct bytes document)
{
	void *kept = recheck->kept;
	enum status status = grow(&kept, &recheck->policies, number, sizeof *recheck->kept);
	recheck->kept = kept;
	return status == STATUS_OK ? buffer_append(&recheck->kept[number].document, document) : status;
}

static enum status keep_judgement(struct routing_recheck *recheck, uint32_t number, struct bytes record)
{
	if (number >= recheck->policies)
		return STATUS_OK;
	buffer_clear(&recheck->kept[number].manifest);
	enum status status = judging_manifest(record, &recheck->kept[number].manifest);
	return status == STATUS_MEMORY ? status : STATUS_OK;
}

/* As the server does when a policy takes effect and at its start; one that cannot be read decides nothing. */
static enum status take_policy(struct routing_recheck *recheck, uint32_t number)
{
	struct problems problems = { 0 };
	family_close(recheck->family);
	recheck->family = NULL;
	recheck->policy = number;
	if (!number || number >= recheck->policies)
		return STATUS_OK;
	const struct kept_policy *kept = &recheck->kept[number];
	enum status status = judging_read(buffer_bytes(&kept->document), buffer_bytes(&kept->manifest), "policy",
	                                  &problems, &recheck->family);
	buffer_close(&problems.text);
	return status == STATUS_MEMORY ? status : STATUS_OK;
}

static enum status keep(struct routing_recheck *recheck, const struct board *board, const struct stored_entry *stored,
                        const struct entry_head *head, const struct event *event)
{
	uint32_t policy = event->f.policy;
	if (event->kind == EVENT_CALL_PLACED && told_places(head->command.kind))
		return keep_call(recheck, event->f.call, stored, &head->command);
	if (event->kind == EVENT_CALL_CLOSED)
		drop_call(recheck, event->f.call);
	if (event->kind == EVENT_POLICY_PROPOSED)
		return keep_policy(recheck, policy, head->command.text[TEXT_RECORD]);
	if (event->kind == EVENT_POLICY_JUDGED)
		return keep_judgement(recheck, policy, head->command.text[TEXT_RECORD]);
	if (event->kind == EVENT_POLICY_ACTIVATED || event->kind == EVENT_RECOVERED)
		return take_policy(recheck, board_policy_in_force(board));
	return STATUS_OK;
}

enum status routing_recheck_after(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct routing_recheck *recheck = context;
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	enum status status = read_entry(stored, &head, &reader);
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK)
		status = keep(recheck, board, stored, &head, &event);
	return status == STATUS_ENDED || status == STATUS_MALFORMED ? STATUS_OK : status;
}

/* --- each decision again --- */

/* The moment as of which it was made stands in its record; else it is the entry's, a few microseconds later. */
static struct instant moment_of(const struct entry_head *head)
{
	struct bytes lines = head->command.text[TEXT_FACTS];
	struct instant at = head->at;
	char text[INSTANT_TEXT_BYTES];
	for (size_t i = 0; i + strlen(MOMENT_LINE) < lines.length; i++) {
		if ((i && lines.at[i - 1] != '\n') || memcmp(lines.at + i, MOMENT_LINE, strlen(MOMENT_LINE)) != 0)
			continue;
		const uint8_t *from = lines.at + i + strlen(MOMENT_LINE);
		const uint8_t *end = memchr(from, '\n', lines.length - (size_t)(from - lines.at));
		size_t length = end ? (size_t)(end - from) : sizeof text;
		if (length >= sizeof text)
			continue;
		memcpy(text, from, length);
		text[length] = '\0';
		return instant_read(text, &at) ? at : head->at;
	}
	return at;
}

/* Why a decision cannot be made again; NULL: it can. */
static const char *obstacle(const struct routing_recheck *recheck, const struct stored_entry *stored,
                            const struct command *command)
{
	if (command->f.policy != recheck->policy || !recheck->family)
		return "the policy that was in force cannot be read";
	if (entry_erased(recheck->hasher, stored))
		return "its reasons are erased, by an order on record";
	if (command->kind == COMMAND_APPLY_RESPONSE)
		return NULL;
	uint32_t number = command->f.call;
	if (number >= recheck->calls || !recheck->call[number].placed)
		return "what the call came with is not kept";
	return recheck->call[number].erased ? "what the call came with is erased, by an order on record" : NULL;
}

static enum status read_told(const struct routing_recheck *recheck, const struct ruling_ground *ground,
                             const struct entry_head *head, struct told *ret_told)
{
	const struct fields *f = &head->command.f;
	if (head->command.kind == COMMAND_APPLY_RESPONSE)
		return told_of_incident(ground->board, ground->family, f->incident, moment_of(head), ret_told);
	const struct kept_call *call = &recheck->call[f->call];
	const struct told_placing placing = { buffer_bytes(&call->facts), call->queue };
	return told_of_placed(ground->board, ground->family, ground->domain, f->call, moment_of(head), placing,
	                      ret_told);
}

static const char *text_of(const struct buffer *buffer)
{
	return buffer->length ? (const char *)buffer->at : NULL;
}

static enum status judge(struct routing_recheck *recheck, const struct board *board, const struct stored_entry *stored,
                         const struct entry_head *head)
{
	const struct command *command = &head->command;
	bool incident = command->kind == COMMAND_APPLY_RESPONSE;
	struct retrial_made made = { .outcome = REPLAY_UNKNOWN, .why = obstacle(recheck, stored, command) };
	struct told told = { 0 };
	struct retrial retrial = { .ground = { board, recheck->family, recheck->policy, recheck->setup.domain },
		                   .command = command,
		                   .told = &told,
		                   .blanked = recheck->setup.blanked };
	enum status status = STATUS_OK;
	if (!made.why) {
		status = read_told(recheck, &retrial.ground, head, &told);
		if (status == STATUS_OK)
			status = retrial_judge(&retrial, &made);
	}
	const struct replayed replayed = { .sequence = stored->entry.sequence,
		                           .call = command->f.call,
		                           .incident = command->f.incident,
		                           .outcome = made.outcome,
		                           .why = made.why,
		                           .was = text_of(&made.was),
		                           .again = text_of(&made.again),
		                           .by = text_of(&made.by) };
	if (status == STATUS_OK) {
		(incident ? &recheck->found.incidents : &recheck->found.calls)->count[made.outcome]++;
		if (made.outcome != REPLAY_SAME)
			recheck->setup.tell(recheck->setup.context, &replayed);
	}
	retrial_made_close(&made);
	told_close(&told);
	return status;
}

enum status routing_recheck_before(void *context, const struct board *board, const struct stored_entry *stored)
{
	struct entry_head head;
	struct entry_reader reader;
	struct event first;
	enum status status = read_entry(stored, &head, &reader);
	if (status != STATUS_OK)
		return STATUS_OK; /* what it is worth is for the fold to say */
	/* A refused one decided nothing. */
	if (head.command.kind != COMMAND_ROUTE_CALL && head.command.kind != COMMAND_APPLY_RESPONSE)
		return STATUS_OK;
	if (codec_read_event(&reader, &first) != STATUS_OK ||
	    (first.kind != EVENT_CALL_ROUTED && first.kind != EVENT_RESPONSE_SET))
		return STATUS_OK;
	return judge(context, board, stored, &head);
}
