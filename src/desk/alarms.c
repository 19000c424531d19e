/* How often each position is alarmed, minute by minute: an alarm that comes all the time is one that nobody hears. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/alarms.h"

#include <stdlib.h>
#include <string.h>

#define MINUTES (ALARMS_SPAN_MIN * ALARMS_SPANS)
#define MINUTE_US 60000000

/* One position's last half hour; minute m of the clock is kept at m % MINUTES. */
struct half_hour {
	int64_t minute; /* the last one that is kept */
	uint32_t count[MINUTES];
};

struct alarms {
	struct desk *desk;
	struct instant since;
	struct half_hour *position;
	uint32_t room;
};

/* Whether an owner means who sits there. */
static bool is_meant(const struct agent *agent, uint32_t number, const struct fields *f)
{
	switch ((enum owner_kind)f->owner_kind) {
	case OWNER_AGENT:
		return f->owner == number;
	case OWNER_QUEUE:
		return agent->role == ROLE_CALL_TAKER;
	case OWNER_DISPATCHERS:
		return agent->role == ROLE_DISPATCHER;
	case OWNER_SUPERVISORS:
		return agent->role == ROLE_SUPERVISOR;
	case OWNER_DUTY_OFFICER:
		return agent->role == ROLE_DUTY_OFFICER;
	case OWNER_NOBODY:
	case OWNER_CENTER:
	case OWNER_UNIT:
	case OWNER_NEIGHBOUR:
	case OWNER_COUNT:
		break;
	}
	return false;
}

static bool grow(struct alarms *alarms, uint32_t room)
{
	if (room <= alarms->room)
		return true;
	struct half_hour *grown = reallocarray(alarms->position, room, sizeof *grown);
	if (!grown)
		return false;
	memset(grown + alarms->room, 0, (room - alarms->room) * sizeof *grown);
	alarms->position = grown;
	alarms->room = room;
	return true;
}

static void count_one(struct half_hour *kept, int64_t minute)
{
	if (minute - kept->minute >= MINUTES)
		memset(kept->count, 0, sizeof kept->count);
	else
		while (kept->minute < minute)
			kept->count[++kept->minute % MINUTES] = 0;
	kept->minute = minute;
	kept->count[minute % MINUTES]++;
}

/* A raised debt alarms each position where somebody sits to whom it was raised. */
static void hear(void *context, const struct command *command, const struct desk_answer *answer)
{
	struct alarms *alarms = context;
	const struct board *board = desk_board(alarms->desk);
	int64_t minute = board_center(board)->now.us / MINUTE_US;
	uint32_t positions = board->pool[POOL_positions].count;
	(void)command;
	for (uint32_t i = 0; i < answer->count; i++) {
		const struct event *event = &answer->events[i];
		if (event->kind != EVENT_RAISED || event->f.cause != CAUSE_OVERDUE)
			continue;
		if (!grow(alarms, positions))
			return; /* a count for people; a call is never refused for it */
		for (uint32_t number = 1; number < positions; number++) {
			uint32_t agent = board_positions(board, number)->agent;
			if (agent && is_meant(board_agents(board, agent), agent, &event->f))
				count_one(&alarms->position[number], minute);
		}
	}
}

enum status alarms_open(struct desk *desk, struct alarms **ret_alarms)
{
	struct alarms *alarms = calloc(1, sizeof *alarms);
	if (!alarms)
		return STATUS_MEMORY;
	alarms->desk = desk;
	alarms->since = desk_now(desk);
	desk_listen(desk, hear, alarms);
	*ret_alarms = alarms;
	return STATUS_OK;
}

void alarms_close(struct alarms *alarms)
{
	if (!alarms)
		return;
	desk_unlisten(alarms->desk, alarms);
	free(alarms->position);
	free(alarms);
}

struct instant alarms_since(const struct alarms *alarms)
{
	return alarms->since;
}

void alarms_of(const struct alarms *alarms, uint32_t position, struct instant now, uint32_t ret_count[ALARMS_SPANS])
{
	memset(ret_count, 0, ALARMS_SPANS * sizeof *ret_count);
	if (position >= alarms->room)
		return;
	const struct half_hour *kept = &alarms->position[position];
	int64_t minute = now.us / MINUTE_US;
	for (int64_t back = 0; back < MINUTES; back++) {
		int64_t at = minute - back;
		if (at <= kept->minute && kept->minute - at < MINUTES)
			ret_count[back / ALARMS_SPAN_MIN] += kept->count[at % MINUTES];
	}
}

bool alarms_steady(const uint32_t count[ALARMS_SPANS])
{
	for (unsigned span = 0; span < ALARMS_SPANS; span++)
		if (count[span] <= ALARMS_STEADY_MAX)
			return false;
	return true;
}
