/* The rules for roads that are closed or slow, and for the plans and maps in use. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rules.h"

/* Slow roads keep less than all of their speed. */
#define PERCENT_MAX 99u
/* A circle about half a city; larger is an area, and looked at. */
#define RADIUS_MAX_M 20000u

static struct subject its_incident(const struct closure *closure)
{
	return (struct subject){ .incident = closure->incident };
}

/* A moment at which somebody looks again is owed on the incident, so there must be one. */
static bool due_fits(struct decision *decision, uint32_t incident)
{
	const struct fields *f = &decision->command->f;
	if (f->due && !incident)
		return rules_refuse(decision, REFUSAL_SUBJECT_MISSING, FIELD_incident);
	if (f->percent > PERCENT_MAX)
		return rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_percent);
	return rules_due_fits(decision);
}

static void owe_review(struct decision *decision, uint32_t number)
{
	const struct closure *closure = board_closures(decision->board, number);
	if (instant_known(closure->review_at))
		(void)rules_owe(decision, its_incident(closure), OBLIGATION_REVIEW_CLOSURE,
		                (struct owing){ .about = number, .due = closure->review_at });
}

static void meet_review(struct decision *decision, uint32_t number)
{
	const struct closure *closure = board_closures(decision->board, number);
	if (!closure->incident)
		return;
	uint64_t handle = rules_owed_about(decision->board, its_incident(closure), OBLIGATION_REVIEW_CLOSURE, number);
	if (handle)
		rules_meet(decision, handle, ENDING_DONE);
}

static bool open_closure(struct decision *decision)
{
	const struct closure *closure = board_closures(decision->board, decision->command->f.closure);
	if (!closure)
		return rules_refuse(decision, REFUSAL_UNKNOWN_CLOSURE, FIELD_closure);
	return closure->open || rules_refuse(decision, REFUSAL_ROAD_OPEN, FIELD_closure);
}

/* Somebody looked: the roads are still closed, or slow, in this measure, and are looked at again by then. */
static void say_anew(struct decision *decision, const struct fields *f)
{
	if (!open_closure(decision))
		return;
	const struct closure *closure = board_closures(decision->board, f->closure);
	if (!due_fits(decision, closure->incident))
		return;
	EMIT(decision, CLOSURE_SET, .closure = f->closure, .incident = closure->incident, .percent = f->percent,
	     .due = f->due);
	meet_review(decision, f->closure);
	owe_review(decision, f->closure);
}

/* No timer ends a closure. */
void decide_CLOSE_ROAD(struct decision *decision, const struct command *command)
{
	const struct fields *f = &command->f;
	bool circle = (f->lat_e7 || f->lon_e7) && f->radius_m;
	if (f->closure) {
		say_anew(decision, f);
		return;
	}
	if (circle == rules_has_text(decision, TEXT_AREA)) { /* one of the two */
		(void)rules_refuse(decision, REFUSAL_AREA_MISSING, FIELD_radius_m);
		return;
	}
	if (f->radius_m > RADIUS_MAX_M) {
		(void)rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_radius_m);
		return;
	}
	if (!rules_on_earth(decision) || (f->incident && !rules_open_incident(decision, f->incident)) ||
	    !due_fits(decision, f->incident))
		return;
	uint32_t number = decision->board->pool[POOL_closures].count;
	EMIT(decision, ROAD_CLOSED, .closure = number, .incident = f->incident, .lat_e7 = circle ? f->lat_e7 : 0,
	     .lon_e7 = circle ? f->lon_e7 : 0, .radius_m = circle ? f->radius_m : 0, .percent = f->percent,
	     .due = f->due);
	owe_review(decision, number);
}

void decide_OPEN_ROAD(struct decision *decision, const struct command *command)
{
	uint32_t number = command->f.closure;
	if (!open_closure(decision))
		return;
	if (!rules_has_text(decision, TEXT_REASON)) {
		(void)rules_refuse(decision, REFUSAL_REASON_MISSING, FIELD_COUNT);
		return;
	}
	EMIT(decision, ROAD_OPENED, .closure = number, .incident = board_closures(decision->board, number)->incident);
	meet_review(decision, number);
}

/* Whether something new is loaded, with what is to be kept of it. */
static bool loadable(struct decision *decision, const struct load *last, enum text text)
{
	const struct fields *f = &decision->command->f;
	if (!f->hash)
		return rules_refuse(decision, REFUSAL_VALUE_WRONG, FIELD_hash);
	if (last && last->hash == f->hash)
		return rules_refuse(decision, REFUSAL_STATE_SAME, FIELD_hash);
	return rules_has_text(decision, text) || rules_refuse(decision, REFUSAL_RECORD_MISSING, FIELD_COUNT);
}

void decide_LOAD_PLAN(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (loadable(decision, board_plans(board, board->pool[POOL_plans].count - 1), TEXT_RECORD))
		EMIT(decision, PLAN_LOADED, .name = command->f.name, .hash = command->f.hash);
}

void decide_LOAD_MAP(struct decision *decision, const struct command *command)
{
	const struct board *board = decision->board;
	if (loadable(decision, board_maps(board, board->pool[POOL_maps].count - 1), TEXT_FACTS))
		EMIT(decision, MAP_LOADED, .name = command->f.name, .hash = command->f.hash);
}
