/* One thing owed: what its events do to the board.  Time raises it; only a person's act ends it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

/* The head and the count of the subject's list. */
static void subject_of(struct board *board, const struct obligation *owed, uint32_t **ret_first, uint32_t **ret_count)
{
	if (owed->call) {
		struct call *call = board_change_calls(board, owed->call);
		*ret_first = &call->first_obligation;
		*ret_count = &call->obligations;
		return;
	}
	if (owed->unit) {
		struct unit *unit = board_change_units(board, owed->unit);
		*ret_first = &unit->first_obligation;
		*ret_count = &unit->obligations;
		return;
	}
	if (owed->notice) {
		struct notice *notice = board_change_notices(board, owed->notice);
		*ret_first = &notice->first_obligation;
		*ret_count = &notice->obligations;
		return;
	}
	struct incident *incident = board_change_incidents(board, owed->incident);
	*ret_first = &incident->first_obligation;
	*ret_count = &incident->obligations;
}

/* A free slot is used again under a new generation, so that old handles stay dead. */
static uint32_t slot_take(struct board *board)
{
	struct center *center = board_change_center(board);
	uint32_t slot = center->free_obligation;
	if (!slot)
		return board_add(board, POOL_obligations);
	center->free_obligation = board_obligations(board, slot)->next;
	return slot;
}

void obligation_owed(struct board *board, const struct fields *f)
{
	uint32_t slot = slot_take(board);
	struct center *center = board_change_center(board);
	struct obligation *owed = board_change_obligations(board, slot);
	*owed = (struct obligation){
		.opened = center->now,
		.due = { f->due },
		.first_due = { f->due },
		.serial = ++center->serial,
		.about = f->about,
		.generation = owed->generation + 1,
		.call = f->call,
		.incident = f->incident,
		.unit = f->unit,
		.notice = f->notice,
		.assignment = f->assignment,
		.owner = f->owner,
		.by = f->by,
		.open = 1,
		.kind = f->kind,
		.owner_kind = f->owner_kind,
	};
	assert((f->call != 0) + (f->incident != 0) + (f->unit != 0) + (f->notice != 0) == 1 &&
	       board_handle(board, slot) == f->obligation);
	uint32_t *first, *count;
	subject_of(board, owed, &first, &count);
	owed->next = *first;
	if (*first)
		board_change_obligations(board, *first)->previous = slot;
	*first = slot;
	++*count;
	center->open_obligations++;
	agenda_set(&board->agenda, slot, owed->due, owed->serial);
}

static struct obligation *open_one(struct board *board, uint64_t handle)
{
	assert(board_obligation(board, handle));
	return board_change_obligations(board, (uint32_t)(handle & UINT32_MAX));
}

void obligation_met(struct board *board, const struct fields *f)
{
	struct obligation *owed = open_one(board, f->obligation);
	uint32_t slot = (uint32_t)(f->obligation & UINT32_MAX);
	struct center *center = board_change_center(board);
	uint32_t *first, *count;
	subject_of(board, owed, &first, &count);
	if (owed->previous)
		board_change_obligations(board, owed->previous)->next = owed->next;
	else
		*first = owed->next;
	if (owed->next)
		board_change_obligations(board, owed->next)->previous = owed->previous;
	--*count;
	agenda_remove(&board->agenda, slot);
	*owed = (struct obligation){ .generation = owed->generation, .next = center->free_obligation };
	center->free_obligation = slot;
	center->open_obligations--;
}

void obligation_raised(struct board *board, const struct fields *f)
{
	struct obligation *owed = open_one(board, f->obligation);
	assert(f->rung >= owed->rung && f->owner_kind);
	owed->rung = f->rung;
	owed->raised_kind = f->owner_kind;
	owed->raised_to = f->owner;
	owed->unheeded = f->unheeded;
	owed->raised++;
	owed->due = (struct instant){ f->due };
	agenda_set(&board->agenda, (uint32_t)(f->obligation & UINT32_MAX), owed->due, owed->serial);
}

void obligation_retimed(struct board *board, const struct fields *f)
{
	struct obligation *owed = open_one(board, f->obligation);
	owed->due = (struct instant){ f->due };
	agenda_set(&board->agenda, (uint32_t)(f->obligation & UINT32_MAX), owed->due, owed->serial);
}

void obligation_moved(struct board *board, const struct fields *f)
{
	struct obligation *owed = open_one(board, f->obligation);
	owed->owner_kind = f->owner_kind;
	owed->owner = f->owner;
}

void rung_set(struct board *board, const struct fields *f)
{
	struct rung *rung = board_change_rungs(board, board_rung_number(f->kind, f->priority, f->rung));
	rung->owner_kind = f->owner_kind;
	rung->owner = f->owner;
	rung->span_s = f->span_s;
}

void roll_called(struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	uint32_t number = board_add(board, POOL_rolls);
	(void)f;
	*board_change_rolls(board, number) = (struct roll_record){ .at = center->now, .sequence = center->sequence };
}
