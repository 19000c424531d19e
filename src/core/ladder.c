/* Who owns a debt first, and who next when its due time passes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ladder.h"

#include <assert.h>

const struct ladder_info ladder_table[OBLIGATION_COUNT] = {
	[OBLIGATION_NONE] = { AT_CLOSE_BLOCKS, OWNER_NOBODY, { 0 }, NULL },
#define OBLIGATION(NAME, JSON, CLOSING, OWNER, P1, P2, P3, P4, SOURCE, TEXT)                                           \
	[OBLIGATION_##NAME] = { AT_CLOSE_##CLOSING, OWNER_##OWNER, { P1, P2, P3, P4 }, SOURCE },
#include "core/obligations.def"
#undef OBLIGATION
};

/* A raised debt is looked at again after half its bound, but not more often than this. */
#define RAISE_MIN_S 30u

/* The way up from each first owner.  OWNER_CENTER is the top. */
static const enum owner_kind way_up[OWNER_COUNT][RUNGS_MAX] = {
	[OWNER_NOBODY] = { OWNER_CENTER },
	[OWNER_CENTER] = { OWNER_CENTER },
	[OWNER_QUEUE] = { OWNER_QUEUE, OWNER_SUPERVISORS, OWNER_DUTY_OFFICER, OWNER_NEIGHBOUR, OWNER_CENTER },
	[OWNER_AGENT] = { OWNER_AGENT, OWNER_SUPERVISORS, OWNER_DUTY_OFFICER, OWNER_CENTER },
	[OWNER_UNIT] = { OWNER_UNIT, OWNER_DISPATCHERS, OWNER_SUPERVISORS, OWNER_DUTY_OFFICER, OWNER_NEIGHBOUR,
	                 OWNER_CENTER },
	[OWNER_DISPATCHERS] = { OWNER_DISPATCHERS, OWNER_SUPERVISORS, OWNER_DUTY_OFFICER, OWNER_NEIGHBOUR,
	                        OWNER_CENTER },
	[OWNER_SUPERVISORS] = { OWNER_SUPERVISORS, OWNER_DUTY_OFFICER, OWNER_CENTER },
	[OWNER_DUTY_OFFICER] = { OWNER_DUTY_OFFICER, OWNER_CENTER },
	[OWNER_NEIGHBOUR] = { OWNER_NEIGHBOUR, OWNER_CENTER },
};

static bool same_for_all(const struct ladder_info *info)
{
	for (unsigned i = 1; i < PRIORITY_MAX; i++)
		if (info->bound_s[i] != info->bound_s[0])
			return false;
	return true;
}

bool ladder_default(enum obligation_kind kind, unsigned priority, unsigned rung, struct ladder_step *ret_step)
{
	assert(kind > OBLIGATION_NONE && kind < OBLIGATION_COUNT && priority <= PRIORITY_MAX);
	const struct ladder_info *info = &ladder_table[kind];
	if (rung >= RUNGS_MAX || way_up[info->owner][rung] == OWNER_NOBODY || same_for_all(info) != (priority == 0))
		return false;
	uint32_t bound_s = info->bound_s[priority ? priority - 1 : 0];
	uint32_t half_s = bound_s / 2 > RAISE_MIN_S ? bound_s / 2 : RAISE_MIN_S;
	*ret_step = (struct ladder_step){ .rung = rung,
		                          .owner_kind = way_up[info->owner][rung],
		                          .span_s = rung ? half_s : bound_s };
	return true;
}

static uint32_t signed_in(const struct board *board, enum role role)
{
	return board_center(board)->signed_in[role];
}

bool ladder_reachable(const struct board *board, enum owner_kind kind, uint32_t owner)
{
	const struct center *center = board_center(board);
	uint32_t supervisors = signed_in(board, ROLE_SUPERVISOR) + signed_in(board, ROLE_DUTY_OFFICER);
	uint32_t dispatchers = signed_in(board, ROLE_DISPATCHER) + supervisors;
	switch (kind) {
	case OWNER_CENTER:
	case OWNER_DUTY_OFFICER: /* on call: is told wherever he is */
		return true;
	case OWNER_QUEUE:
		return dispatchers + center->signed_in[ROLE_CALL_TAKER] > 0;
	case OWNER_AGENT:
		return board_agents(board, owner) && board_agents(board, owner)->position;
	case OWNER_UNIT:
		return board_units(board, owner) != NULL;
	case OWNER_DISPATCHERS:
		return dispatchers > 0;
	case OWNER_SUPERVISORS:
		return supervisors > 0;
	case OWNER_NEIGHBOUR:
		return board_neighbours(board, owner ? owner : 1) != NULL;
	case OWNER_NOBODY:
	case OWNER_COUNT:
		break;
	}
	return false;
}

unsigned ladder_priority(const struct board *board, uint32_t call, uint32_t incident)
{
	if (!call && !incident) /* a unit, a notice */
		return 1;
	unsigned priority = call ? board_calls(board, call)->priority : board_incidents(board, incident)->priority;
	return priority ? priority : 1;
}

uint32_t ladder_bound_s(const struct board *board, enum obligation_kind kind, unsigned priority)
{
	const struct rung *rung = board_rung(board, kind, priority, 0);
	return rung ? rung->span_s : ladder_table[kind].bound_s[priority - 1];
}

uint32_t ladder_bound_on_s(const struct board *board, enum obligation_kind kind, uint32_t call, uint32_t incident)
{
	const struct response_debt *debt = board_response_debts(board, board_response_debt(board, incident, kind));
	return debt ? debt->span_s : ladder_bound_s(board, kind, ladder_priority(board, call, incident));
}

/* The first neighbour is asked where the rung names none. */
static uint32_t owner_of(const struct rung *rung)
{
	return rung->owner_kind == OWNER_NEIGHBOUR && !rung->owner ? 1 : rung->owner;
}

/* What the response policy says of a rung of a debt on an incident; NULL: nothing, and the center's own ladder holds. */
static const struct response_rung *own_rung(const struct board *board, const struct obligation *owed, unsigned number)
{
	const struct response_debt *debt =
	    board_response_debts(board, board_response_debt(board, owed->incident, owed->kind));
	uint32_t at = debt ? debt->first_rung : 0;
	while (at && --number)
		at = board_response_rungs(board, at)->next;
	return board_response_rungs(board, at);
}

struct ladder_step ladder_next(const struct board *board, const struct obligation *owed)
{
	unsigned priority = ladder_priority(board, owed->call, owed->incident);
	for (unsigned number = owed->rung + 1u; number < RUNGS_MAX; number++) {
		const struct response_rung *own = own_rung(board, owed, number);
		const struct rung *rung = board_rung(board, owed->kind, priority, number);
		uint32_t owner = own ? own->owner_kind == OWNER_NEIGHBOUR : rung ? owner_of(rung) : 0;
		if (own && ladder_reachable(board, own->owner_kind, owner))
			return (struct ladder_step){ number, own->owner_kind, owner, own->span_s, false };
		if (!own && !rung)
			break;
		/* The policy's own way ends; above it the center's goes on. */
		if (!own && ladder_reachable(board, rung->owner_kind, rung->owner))
			return (struct ladder_step){ number, rung->owner_kind, owner, rung->span_s, false };
	}
	/* The top rung was not heeded: the center itself owns it, and the one alarm rings. */
	const struct rung *top = board_rung(board, owed->kind, priority, owed->rung);
	return (struct ladder_step){ owed->rung, OWNER_CENTER, 0, top ? top->span_s : RAISE_MIN_S, true };
}
