/* Hazards at places, lookouts, and warnings of what a policy says: what their events do to the board. */
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

void policy_warned(struct board *board, const struct fields *f)
{
	uint32_t number = board_add(board, POOL_warnings);
	noticed(board, f, NOTICE_WARNING);
	*board_change_warnings(board, number) =
	    (struct policy_warning){ .hash = f->hash, .policy = f->policy, .notice = f->notice };
}

/* There are few; the newest are looked at first. */
uint32_t board_warning_of(const struct board *board, uint32_t notice)
{
	uint32_t number = board->pool[POOL_warnings].count - 1;
	while (number && board_warnings(board, number)->notice != notice)
		number--;
	return number;
}

uint32_t board_warned(const struct board *board, uint64_t hash)
{
	for (uint32_t number = board->pool[POOL_warnings].count - 1; number; number--) {
		const struct policy_warning *warning = board_warnings(board, number);
		if (warning->hash == hash && board_notices(board, warning->notice)->open)
			return warning->notice;
	}
	return 0;
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
