/* Policies put up, and proved one after another on a thread of their own. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "routing/destination.h"
#include "routing/routing_inside.h"

static void name_of(const struct family *family, struct fields *f)
{
	const char *name = family->policies ? family->policy[0].name : "";
	const char *given = *name ? name : family->policies ? family->policy[0].owner : NULL;
	size_t length = given ? strlen(given) : 0;
	/* What is too long for a name, or no name, is called by what it is: its number tells it apart. */
	if (!length || length >= NAME_BYTES || !fields_set_name(f, FIELD_name, given, length))
		(void)fields_set_name(f, FIELD_name, "policy", 6);
}

enum status routing_propose(struct routing *routing, uint32_t agent, struct bytes text, struct problems *problems,
                            struct desk_answer *ret_answer)
{
	struct family *family = NULL;
	struct command propose = { .kind = COMMAND_PROPOSE_POLICY, .asker = ASKER_AGENT, .actor = agent };
	enum status status = judging_read(text, buffer_bytes(&routing->manifest), "policy", problems, &family);
	if (status == STATUS_OK)
		status =
		    destination_check(desk_board(routing->desk), routing->setup.domain, family, "policy", problems);
	if (status == STATUS_OK) {
		name_of(family, &propose.f);
		propose.f.hash = hash_short(bytes_of(family->hash, sizeof family->hash));
		propose.text[TEXT_RECORD] = text;
		status = desk_ask(routing->desk, &propose, ret_answer);
	}
	family_close(family);
	return status;
}

bool routing_proving(const struct routing *routing, uint32_t policy, uint32_t *ret_asked, uint32_t *ret_of)
{
	bool in_hand = routing->judging && routing->judging->policy == policy;
	*ret_asked = in_hand ? atomic_load(&routing->judging->asked) : 0;
	*ret_of = in_hand ? atomic_load(&routing->judging->of) : 0;
	return in_hand || routing_noted(&routing->to_prove, policy);
}

enum status routing_prove(struct routing *routing, uint32_t policy)
{
	uint32_t asked, of;
	if (!board_policies(desk_board(routing->desk), policy))
		return STATUS_MISSING;
	if (routing_proving(routing, policy, &asked, &of))
		return STATUS_BUSY;
	routing_note(routing, &routing->to_prove, policy);
	event_active(routing->timer, EV_TIMEOUT, 0);
	return routing->trouble;
}

static void on_done(struct worker_job *job)
{
	struct judging *judging = (struct judging *)job;
	struct routing *routing = judging->context;
	struct desk_answer answer;
	struct command judge = { .kind = COMMAND_JUDGE_POLICY,
		                 .asker = ASKER_CENTER,
		                 .f = { .policy = judging->policy, .count = judging->against } };
	judge.text[TEXT_RECORD] = buffer_bytes(&judging->record);
	judge.text[TEXT_RAW] = buffer_bytes(&judging->proofs);
	enum status status = judging->status;
	if (status == STATUS_OK)
		status = desk_ask(routing->desk, &judge, &answer);
	routing->judging = NULL;
	judging_close(judging);
	if (status != STATUS_OK)
		routing->trouble = status;
	routing_turn(routing);
}

static enum status gather(struct routing *routing, struct judging *judging)
{
	const struct board *board = desk_board(routing->desk);
	const struct policy_record *before = board_policies(board, board_policy_in_force(board));
	enum status status =
	    routing_read_record(routing, board_policies(board, judging->policy)->sequence, &judging->text);
	if (status == STATUS_OK && before && board_policy_in_force(board) != judging->policy)
		status = routing_read_record(routing, before->sequence, &judging->before);
	if (status == STATUS_OK)
		status = buffer_append(&judging->manifest, buffer_bytes(&routing->manifest));
	if (status == STATUS_OK)
		status = routing_read_plan(routing, &judging->plan);
	return status;
}

void routing_prove_next(struct routing *routing)
{
	if (routing->judging || !routing->to_prove.count || routing->trouble != STATUS_OK)
		return;
	struct judging *judging = calloc(1, sizeof *judging);
	if (!judging) {
		routing->trouble = STATUS_MEMORY;
		return;
	}
	judging->job = (struct worker_job){ .work = judging_work, .done = on_done };
	judging->policy = routing->to_prove.at[0];
	judging->context = routing;
	judging->terms = (struct terms){ desk_now(routing->desk), TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS, NULL };
	routing_drop(&routing->to_prove, 0);
	enum status status = gather(routing, judging);
	if (status == STATUS_OK)
		status = worker_ask(routing->worker, &judging->job);
	if (status != STATUS_OK) {
		judging_close(judging);
		routing->trouble = status;
		return;
	}
	routing->judging = judging;
}
