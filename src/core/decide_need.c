/* The rules for what an incident needs, and for what is recommended to fill it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/need.h"
#include "core/rows.h"
#include "core/rules.h"

static bool same(const struct need *a, const struct need *b)
{
	return a->capabilities == b->capabilities && a->count == b->count && a->substitutes == b->substitutes &&
	       a->crew == b->crew && a->mode == b->mode && a->span_s == b->span_s &&
	       memcmp(a->stand_in, b->stand_in, sizeof a->stand_in) == 0;
}

/* Whether units may stand in that could not before. */
static bool stands_in(const struct need *is, const struct need *to)
{
	for (unsigned i = 0; i < NEED_STAND_INS_MAX && to->stand_in[i]; i++) {
		unsigned k = 0;
		while (k < NEED_STAND_INS_MAX && is->stand_in[k] != to->stand_in[i])
			k++;
		if (k == NEED_STAND_INS_MAX)
			return true;
	}
	return to->substitutes & ~is->substitutes;
}

/* Whether a row asks for less than it did: fewer units, other ones, more that will do, or fewer people on each. */
static bool lowered(const struct need *is, const struct need *to)
{
	if (!is->count)
		return false;
	return to->count < is->count || (is->capabilities & ~to->capabilities) || to->crew < is->crew ||
	       stands_in(is, to);
}

static void set_row(struct decision *decision, uint32_t incident, const struct need *to)
{
	EMIT(decision, NEED_ROW_SET, .incident = incident, .row = to->row, .capabilities = to->capabilities,
	     .count = to->count, .substitutes = to->substitutes, .crew = to->crew, .mode = to->mode,
	     .span_s = to->span_s);
	for (unsigned i = 0; i < NEED_STAND_INS_MAX && to->stand_in[i]; i++)
		EMIT(decision, STAND_IN_NAMED, .incident = incident, .row = to->row, .capabilities = to->stand_in[i]);
}

/* Less help than was thought right needs a reason, and a second person looks. */
static bool may_lower(struct decision *decision, bool less)
{
	return !less || rules_has_text(decision, TEXT_REASON) ||
	       rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
}

static void matched(struct decision *decision, uint32_t incident, bool less)
{
	rules_match_need(decision, incident);
	if (less)
		(void)rules_owe(decision, (struct subject){ .incident = incident }, OBLIGATION_REVIEW,
		                (struct owing){ .by = decision->command->actor });
}

/* The row that is meant: the one named, or the one behind the last; 0, and refused, if it cannot be. */
static unsigned row_of(struct decision *decision, uint32_t incident)
{
	const struct board *board = decision->board;
	const struct fields *f = &decision->command->f;
	unsigned next = 1;
	while (need_row(board, incident, next))
		next++;
	unsigned row = f->row ? f->row : next;
	if (row <= next && row <= NEED_ROWS_MAX && f->count <= NEED_COUNT_MAX)
		return row;
	(void)rules_refuse(decision, REFUSAL_ROW_WRONG, f->count > NEED_COUNT_MAX ? FIELD_count : FIELD_row);
	return 0;
}

static uint64_t known_capabilities(const struct board *board)
{
	uint32_t known = board->pool[POOL_capabilities].count - 1;
	return known >= CAPABILITIES_MAX ? UINT64_MAX : ((uint64_t)1 << known) - 1;
}

static void set_one(struct decision *decision, const struct fields *f)
{
	const struct board *board = decision->board;
	unsigned row = row_of(decision, f->incident);
	if (!row)
		return;
	uint64_t known = known_capabilities(board);
	if ((f->capability && !board_capabilities(board, f->capability)) ||
	    ((f->capabilities | f->substitutes) & ~known)) {
		enum field wrong = f->substitutes & ~known    ? FIELD_substitutes
		                   : f->capabilities & ~known ? FIELD_capabilities
		                                              : FIELD_capability;
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_CAPABILITY, wrong);
		return;
	}
	if (f->span_s > RUNG_SPAN_MAX_S) {
		(void)rules_refuse(decision, REFUSAL_SPAN_WRONG, FIELD_span_s);
		return;
	}
	const struct need to = { .row = (uint8_t)row,
		                 .capabilities = f->capabilities | capability_bit(f->capability),
		                 .count = (uint8_t)f->count,
		                 .substitutes = f->substitutes,
		                 .crew = f->crew,
		                 .mode = f->mode,
		                 .span_s = f->span_s };
	const struct need *is = board_needs(board, need_row(board, f->incident, row));
	bool less = is && lowered(is, &to);
	if (!may_lower(decision, less))
		return;
	set_row(decision, f->incident, &to);
	matched(decision, f->incident, less);
}

/* Without a row: how many units in all. */
void decide_SET_NEED(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!rules_open_incident(decision, f->incident))
		return;
	if (f->row || f->capability || f->capabilities || f->count || f->substitutes || f->crew || f->mode ||
	    f->span_s) {
		if (f->need)
			(void)rules_refuse(decision, REFUSAL_ROW_WRONG, FIELD_need);
		else
			set_one(decision, f);
		return;
	}
	bool less = f->need < board_incidents(decision->board, f->incident)->need;
	if (!may_lower(decision, less))
		return;
	EMIT(decision, NEED_SET, .incident = f->incident, .need = f->need);
	matched(decision, f->incident, less);
}

/* The card's rows take the place of those that were there; what it does not name is needed no more. */
void decide_APPLY_CARD(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	uint32_t incident = command->f.incident;
	struct need card[NEED_ROWS_MAX] = { 0 };
	unsigned count;
	if (!rules_open_incident(decision, incident))
		return;
	enum refusal wrong = rows_read_needs(board, command->text[TEXT_ROWS], card, &count);
	if (wrong != REFUSAL_NONE) {
		(void)rules_refuse(decision, wrong, FIELD_COUNT);
		return;
	}
	bool less = false, other = false;
	for (unsigned row = 1; row <= NEED_ROWS_MAX; row++) {
		const struct need *is = board_needs(board, need_row(board, incident, row));
		card[row - 1].row = (uint8_t)row;
		less |= is && lowered(is, &card[row - 1]);
		other |= is ? !same(is, &card[row - 1]) : card[row - 1].count != 0;
	}
	if (!other) {
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_COUNT);
		return;
	}
	if (!may_lower(decision, less))
		return;
	for (unsigned row = 1; row <= NEED_ROWS_MAX; row++) {
		const struct need *is = board_needs(board, need_row(board, incident, row));
		if (is ? !same(is, &card[row - 1]) : card[row - 1].count != 0)
			set_row(decision, incident, &card[row - 1]);
	}
	matched(decision, incident, less);
}

void decide_RECOMMEND(struct decision *decision, const struct command *command)
{
	struct pick pick[PICKS_MAX];
	unsigned count;
	uint32_t incident = command->f.incident;
	if (!rules_open_incident(decision, incident))
		return;
	enum refusal wrong = rows_read_picks(decision->board, incident, command->text[TEXT_ROWS], pick, &count);
	if (wrong == REFUSAL_NONE && !rules_has_text(decision, TEXT_RECORD))
		wrong = REFUSAL_RECORD_MISSING;
	if (wrong != REFUSAL_NONE) {
		(void)rules_refuse(decision, wrong, FIELD_COUNT);
		return;
	}
	EMIT(decision, RECOMMENDED, .incident = incident, .count = count);
	for (unsigned i = 0; i < count; i++)
		EMIT(decision, UNIT_RECOMMENDED, .incident = incident, .unit = pick[i].unit, .row = pick[i].row,
		     .span_s = pick[i].eta_s, .why = pick[i].why);
}

void decide_CHOOSE(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!rules_open_incident(decision, f->incident))
		return;
	if (f->unit && !board_units(decision->board, f->unit))
		(void)rules_refuse(decision, REFUSAL_UNKNOWN_UNIT, FIELD_unit);
	else if (!rules_has_text(decision, TEXT_REASON))
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
	else
		EMIT(decision, CHOSEN_OTHERWISE, .incident = f->incident, .unit = f->unit, .agent = command->actor);
}

/* What an alarm adds is the card's to say; what fewer take away is reviewed when the card is applied. */
void decide_SET_ALARM(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	if (!rules_open_incident(decision, f->incident))
		return;
	uint8_t is = board_incidents(decision->board, f->incident)->alarm;
	if (!f->count || f->count > ALARMS_MAX)
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_count);
	else if (f->count == (is ? is : 1u))
		(void)rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_count);
	else if (may_lower(decision, f->count < is))
		EMIT(decision, ALARM_SET, .incident = f->incident, .count = f->count);
}
