/* The rules for hazards, lookouts, and warnings of what a policy says.  None vanishes: somebody is to look again. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

#define HAZARD_SPAN_MAX_S (366 * 24 * 3600u)
#define HAZARD_RADIUS_DEFAULT_M 50u
#define HAZARD_RADIUS_MAX_M 5000u
/* What has run out and was looked at is looked at again so long after, until it is put right. */
#define WARNING_AGAIN_S (24 * 3600)

static const struct {
	uint32_t span_max_s;
	enum obligation_kind owed;
} kinds[NOTICE_COUNT] = {
	[NOTICE_HAZARD] = { HAZARD_SPAN_MAX_S, OBLIGATION_REVIEW_HAZARD },
	[NOTICE_BOLO] = { RUNG_SPAN_MAX_S, OBLIGATION_REVIEW_BOLO },
};

/* When somebody is to look again: after the span that was given, or after the ladder's. */
static struct instant until(const struct decision *decision, enum notice_kind kind)
{
	uint32_t given_s = decision->command->f.span_s;
	return instant_after(decision->now,
	                     span_s(given_s ? given_s : ladder_bound_s(decision->board, kinds[kind].owed, 1)));
}

static bool fits(struct decision *decision, enum notice_kind kind)
{
	if (decision->command->f.span_s > kinds[kind].span_max_s)
		return rules_refuse(decision, REFUSAL_NOTICE_SPAN_WRONG, FIELD_span_s);
	return true;
}

static void owe(struct decision *decision, uint32_t number)
{
	const struct notice *notice = board_notices(decision->board, number);
	(void)rules_owe(decision, (struct subject){ .notice = number }, kinds[notice->kind].owed,
	                (struct owing){ .due = notice->until });
}

void decide_ADD_HAZARD(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	bool position = f->lat_e7 || f->lon_e7;
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	if (!position && !rules_has_text(decision, TEXT_PLACE)) {
		(void)rules_refuse(decision, REFUSAL_PLACE_MISSING, FIELD_lat_e7);
		return;
	}
	if (f->radius_m > HAZARD_RADIUS_MAX_M) {
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_radius_m);
		return;
	}
	if (!fits(decision, NOTICE_HAZARD) || !rules_on_earth(decision))
		return;
	uint32_t number = decision->board->pool[POOL_notices].count;
	uint32_t radius_m = f->radius_m ? f->radius_m : HAZARD_RADIUS_DEFAULT_M;
	EMIT(decision, HAZARD_ADDED, .notice = number, .lat_e7 = f->lat_e7, .lon_e7 = f->lon_e7,
	     .radius_m = position ? radius_m : 0, .due = until(decision, NOTICE_HAZARD).us, .agent = command->actor);
	owe(decision, number);
}

void decide_ISSUE_BOLO(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	if (f->incident && !board_incidents(decision->board, f->incident)) {
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_INCIDENT, FIELD_incident);
		return;
	}
	if (!fits(decision, NOTICE_BOLO))
		return;
	uint32_t number = decision->board->pool[POOL_notices].count;
	EMIT(decision, BOLO_ISSUED, .notice = number, .incident = f->incident, .due = until(decision, NOTICE_BOLO).us,
	     .agent = command->actor);
	owe(decision, number);
}

/* An open one, of that kind if one is meant, with a reason. */
static const struct notice *changeable(struct decision *decision, enum notice_kind kind)
{
	const struct notice *notice = board_notices(decision->board, decision->command->f.notice);
	if (!notice || (kind ? notice->kind != kind : notice->kind == NOTICE_WARNING))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_NOTICE, FIELD_notice);
	else if (!notice->open)
		(void)rules_refuse(decision, REFUSAL_NOTICE_OVER, FIELD_notice);
	else if (!rules_has_text(decision, TEXT_REASON))
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	else
		return notice;
	return NULL;
}

static void meet(struct decision *decision, enum notice_kind kind)
{
	(void)rules_meet_kind(decision, (struct subject){ .notice = decision->command->f.notice }, kinds[kind].owed,
	                      ENDING_DONE);
}

void decide_RENEW_NOTICE(struct decision *decision, const struct command *command)
{
	const struct notice *notice = changeable(decision, NOTICE_NONE);
	if (!notice || !fits(decision, notice->kind))
		return;
	EMIT(decision, NOTICE_RENEWED, .notice = command->f.notice, .due = until(decision, notice->kind).us,
	     .agent = command->actor);
	meet(decision, notice->kind);
	owe(decision, command->f.notice);
}

static void end(struct decision *decision, enum notice_kind kind)
{
	if (!changeable(decision, kind))
		return;
	EMIT(decision, NOTICE_ENDED, .notice = decision->command->f.notice, .agent = decision->command->actor);
	meet(decision, kind);
}

void decide_RETIRE_HAZARD(struct decision *decision, const struct command *command)
{
	(void)command;
	end(decision, NOTICE_HAZARD);
}

void decide_CANCEL_BOLO(struct decision *decision, const struct command *command)
{
	(void)command;
	end(decision, NOTICE_BOLO);
}

/* After half of the time that is left, which is early enough to change what runs out; what is over is looked at each day. */
static struct instant look_again(const struct decision *decision, struct instant until)
{
	int64_t left_us = instant_since(until, decision->now).us;
	int64_t least_us = span_s(ladder_bound_s(decision->board, OBLIGATION_REVIEW, 1)).us;
	int64_t after_us = left_us > 0 ? left_us / 2 : span_s(WARNING_AGAIN_S).us;
	return instant_after(decision->now, (struct span){ after_us > least_us ? after_us : least_us });
}

void decide_WARN_POLICY(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	const struct policy_record *policy = board_policies(decision->board, f->policy);
	if (!policy || !policy->in_force) {
		(void)rules_refuse(decision, policy ? REFUSAL_NO_POLICY : REFUSAL_UNKNOWN_POLICY, FIELD_policy);
		return;
	}
	if (!rules_has_text(decision, TEXT_WORDS)) {
		(void)rules_refuse(decision, REFUSAL_WORDS_MISSING, FIELD_COUNT);
		return;
	}
	if (board_warned(decision->board, f->hash)) {
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_hash);
		return;
	}
	uint32_t number = decision->board->pool[POOL_notices].count;
	struct instant until = f->due ? (struct instant){ f->due } : decision->now;
	/* What is not there, or over already, is a thing of the hour. */
	struct instant due = until.us > decision->now.us ? look_again(decision, until) : (struct instant){ 0 };
	EMIT(decision, POLICY_WARNED, .notice = number, .policy = f->policy, .hash = f->hash, .due = until.us);
	(void)rules_owe(decision, (struct subject){ .notice = number }, OBLIGATION_REVIEW,
	                (struct owing){ .due = due });
}

void rules_looked_at(struct decision *decision, uint32_t number)
{
	const struct notice *notice = board_notices(decision->board, number);
	if (!notice || notice->kind != NOTICE_WARNING || !notice->open)
		return;
	(void)rules_owe(decision, (struct subject){ .notice = number }, OBLIGATION_REVIEW,
	                (struct owing){ .due = look_again(decision, notice->until) });
}

void decide_END_WARNING(struct decision *decision, const struct command *command)
{
	const struct notice *notice = changeable(decision, NOTICE_WARNING);
	if (!notice)
		return;
	EMIT(decision, NOTICE_ENDED, .notice = command->f.notice);
	for (uint32_t slot = notice->first_obligation; slot; slot = board_obligations(decision->board, slot)->next) {
		const struct obligation *owed = board_obligations(decision->board, slot);
		if (owed->kind == OBLIGATION_REVIEW && !owed->by) {
			rules_meet(decision, board_handle(decision->board, slot), ENDING_DONE);
			return;
		}
	}
}
