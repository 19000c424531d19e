/* Hazards at places, and lookouts: what their events do to the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "core/apply.h"

static void noticed(struct board *board, const struct fields *f, enum notice_kind kind)
{
	uint32_t number = board_add(board, POOL_notices);
	assert(number == f->notice);
	struct center *center = board_change_center(board);
	*board_change_notices(board, number) = (struct notice){
		.issued_at = center->now,
		.until = { f->due },
		.sequence = center->sequence,
		.incident = f->incident,
		.next_open = center->first_open_notice,
		.agent = f->agent,
		.radius_m = f->radius_m,
		.lat_e7 = f->lat_e7,
		.lon_e7 = f->lon_e7,
		.open = 1,
		.kind = (uint8_t)kind,
	};
	if (center->first_open_notice)
		board_change_notices(board, center->first_open_notice)->previous_open = number;
	center->first_open_notice = number;
}

void hazard_added(struct board *board, const struct fields *f)
{
	noticed(board, f, NOTICE_HAZARD);
}

void bolo_issued(struct board *board, const struct fields *f)
{
	noticed(board, f, NOTICE_BOLO);
}

void notice_renewed(struct board *board, const struct fields *f)
{
	board_change_notices(board, f->notice)->until = (struct instant){ f->due };
}

void notice_ended(struct board *board, const struct fields *f)
{
	struct center *center = board_change_center(board);
	struct notice *notice = board_change_notices(board, f->notice);
	assert(notice->open);
	if (notice->previous_open)
		board_change_notices(board, notice->previous_open)->next_open = notice->next_open;
	else
		center->first_open_notice = notice->next_open;
	if (notice->next_open)
		board_change_notices(board, notice->next_open)->previous_open = notice->previous_open;
	notice->next_open = 0;
	notice->previous_open = 0;
	notice->open = 0;
	notice->ended_at = center->now;
}
