/* Roads that are closed or slow, and the plans and maps in use: what their events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

void road_closed(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_closures);
	assert(number == f->closure);
	struct center *center = board_change_center(board);
	*board_change_closures(board, number) = (struct closure){
		.closed_at = center->now,
		.review_at = { f->due },
		.sequence = center->sequence,
		.incident = f->incident,
		.next_open = center->first_open_closure,
		.radius_m = f->radius_m,
		.lat_e7 = f->lat_e7,
		.lon_e7 = f->lon_e7,
		.open = 1,
		.percent = f->percent,
	};
	center->first_open_closure = number;
}

void closure_set(struct board *board, const struct fields *f)
{
	struct closure *closure = board_change_closures(board, f->closure);
	closure->percent = f->percent;
	closure->review_at = (struct instant){ f->due };
}

/* The closures that are open are few, so their list is walked. */
void road_opened(struct board *board, const struct fields *f)
{
	struct center *center = board_change_center(board);
	struct closure *closure = board_change_closures(board, f->closure);
	uint32_t before = center->first_open_closure;
	assert(closure->open);
	if (before == f->closure) {
		center->first_open_closure = closure->next_open;
	} else {
		while (board_closures(board, before)->next_open != f->closure)
			before = board_closures(board, before)->next_open;
		board_change_closures(board, before)->next_open = closure->next_open;
	}
	closure->next_open = 0;
	closure->open = 0;
	closure->opened_at = center->now;
}

static struct load loaded(const struct board *board, const struct fields *f)
{
	const struct center *center = board_center(board);
	return (struct load){ .name = f->name, .hash = f->hash, .sequence = center->sequence, .at = center->now };
}

void plan_loaded(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_plans);
	*board_change_plans(board, number) = loaded(board, f);
}

void map_loaded(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_maps);
	*board_change_maps(board, number) = loaded(board, f);
}
