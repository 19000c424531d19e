/* Takes the policy in force out of the ledger, bit for bit as it was judged. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "desk/kept_file.h"
#include "routing/routing_inside.h"

static void say(const char *what, const struct problems *problems)
{
	(void)fprintf(stderr, "tocsind: %s\n%.*s", what, (int)problems->text.length,
	              problems->text.length ? (const char *)problems->text.at : "");
}

enum status routing_read_manifest(struct routing *routing)
{
	const char *path = routing->setup.manifest_path;
	struct problems problems = { 0 };
	struct manifest *manifest = NULL;
	routing->manifest.cap = FAMILY_DOCUMENT_BYTES_MAX;
	enum status status = kept_file_read(path, &routing->manifest);
	if (status == STATUS_OK && !routing->manifest.length)
		status = STATUS_MISSING;
	if (status == STATUS_OK)
		status = manifest_read(buffer_bytes(&routing->manifest), path, &problems, &manifest);
	if (problems.text.length)
		say("the manifest cannot be read", &problems);
	else if (status != STATUS_OK)
		(void)fprintf(stderr, "tocsind: %s: %s\n", path, status_text(status));
	manifest_close(manifest);
	buffer_close(&problems.text);
	return status;
}

static enum status take_record(void *context, uint64_t sequence, const struct entry_head *head,
                               struct entry_reader reader)
{
	(void)sequence;
	(void)reader;
	return buffer_append(context, head->command.text[TEXT_RECORD]);
}

enum status routing_read_record(const struct routing *routing, uint64_t sequence, struct buffer *ret_record)
{
	return desk_read(routing->desk, sequence, take_record, ret_record);
}

enum status routing_read_plan(const struct routing *routing, struct buffer *ret_plan)
{
	const struct board *board = desk_board(routing->desk);
	const struct load *last = board_plans(board, board->pool[POOL_plans].count - 1);
	return last ? routing_read_record(routing, last->sequence, ret_plan) : STATUS_OK;
}

/* With the names that its judgement has as protected: what was proved is what decides. */
static enum status read_family(struct routing *routing, const struct policy_record *policy, struct problems *problems)
{
	struct buffer document = { 0 }, record = { 0 }, manifest = { 0 };
	enum status status = routing_read_record(routing, policy->sequence, &document);
	if (status == STATUS_OK && policy->judged)
		status = routing_read_record(routing, policy->judged, &record);
	if (status == STATUS_OK)
		status = judging_manifest(buffer_bytes(&record), &manifest);
	if (status == STATUS_OK)
		status = judging_read(buffer_bytes(&document), buffer_bytes(&manifest), "policy", problems,
		                      &routing->family);
	buffer_close(&document);
	buffer_close(&record);
	buffer_close(&manifest);
	return status;
}

void routing_load(struct routing *routing)
{
	const struct board *board = desk_board(routing->desk);
	uint32_t number = board_policy_in_force(board);
	struct problems problems = { 0 };
	if (number == routing->policy)
		return;
	family_close(routing->family);
	routing->family = NULL;
	routing->policy = number;
	enum status status = read_family(routing, board_policies(board, number), &problems);
	if (status == STATUS_OK)
		printf("policy %" PRIu32 " \"%s\" is in force\n", number, board_policies(board, number)->name.text);
	else
		say("the policy in force cannot be read here; calls wait in the queue they came for until another is",
		    &problems);
	(void)fflush(stdout);
	buffer_close(&problems.text);
}
