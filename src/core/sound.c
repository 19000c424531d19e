/* Every invariant of the domain, checked over the whole board; for the simulator, tests, and after start-up. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/board.h"
#include "core/ladder.h"
#include "core/large.h"
#include "core/need.h"

static bool call_sound(const struct board *board, uint32_t number, const char **ret_fault)
{
	const struct call *call = board_calls(board, number);
	const struct incident *carrier = board_incidents(board, call->incident);
	*ret_fault = "an open call is owed nothing";
	if (call->state != CALL_CLOSED && !call->obligations && !(carrier && carrier->open && carrier->obligations))
		return false;
	*ret_fault = "a closed call has no disposition";
	if (call->state == CALL_CLOSED && !call->disposition)
		return false;
	*ret_fault = "a waiting call owes no answer";
	if (call->state != CALL_WAITING || call->disposition)
		return true;
	for (uint32_t slot = call->first_obligation; slot; slot = board_obligations(board, slot)->next)
		if (board_obligations(board, slot)->kind == OBLIGATION_ANSWER)
			return true;
	return false;
}

static bool is_owed(const struct board *board, uint32_t first, enum obligation_kind kind)
{
	for (uint32_t slot = first; slot; slot = board_obligations(board, slot)->next)
		if (board_obligations(board, slot)->kind == kind)
			return true;
	return false;
}

/* Said another way than the matching says it: each row is filled with units that fit it, and no unit that is free fits a row
 * that is not full. */
static bool needs_sound(const struct board *board, uint32_t number, const char **ret_fault)
{
	const struct incident *incident = board_incidents(board, number);
	unsigned row = 0, wanted = 0, filled = 0;
	uint32_t picks = 0, fitting = 0;
	struct need_fill fill;
	bool met = need_met(board, number, &fill);
	*ret_fault = "the rows of what an incident needs are out of order, or overfilled";
	for (uint32_t need = incident->first_need; need; need = board_needs(board, need)->next_of_incident) {
		if (board_needs(board, need)->row != ++row || row > NEED_ROWS_MAX ||
		    fill.filled[row] > board_needs(board, need)->count)
			return false;
		wanted += board_needs(board, need)->count;
		filled += fill.filled[row];
	}
	for (uint32_t own = incident->first_assignment; own; own = board_assignments(board, own)->next_of_incident) {
		const struct assignment *assignment = board_assignments(board, own);
		fitting += assignment->active || assignment_arrived(assignment);
	}
	if (met != (wanted == filled) || filled > fitting)
		return false;
	*ret_fault = "an incident has what it needs, and units are owed; or it lacks some, and none are";
	bool enough = met && incident->active + incident->served >= incident->need;
	bool owed = is_owed(board, incident->first_obligation, OBLIGATION_ASSIGN);
	if (incident->open && (enough ? owed : !owed && !incident->disposition))
		return false;
	*ret_fault = "an incident's recommendation is wrong";
	for (uint32_t pick = incident->first_pick; pick && picks <= PICKS_MAX; pick = board_picks(board, pick)->next)
		picks += board_units(board, board_picks(board, pick)->unit) != NULL;
	return picks <= PICKS_MAX && (!picks || (incident->recommended && incident->open));
}

static bool incident_sound(const struct board *board, uint32_t number, const char **ret_fault)
{
	const struct incident *incident = board_incidents(board, number);
	*ret_fault = "an open incident is owed nothing";
	if (incident->open && !incident->obligations)
		return false;
	*ret_fault = "a closed incident has no disposition, or a crew is out for it";
	if (!incident->open && (!incident->disposition || incident->active))
		return false;
	uint32_t active = 0, served = 0, assigned = 0;
	for (uint32_t own = incident->first_assignment; own; own = board_assignments(board, own)->next_of_incident) {
		const struct assignment *assignment = board_assignments(board, own);
		active += assignment->active;
		served += !assignment->active && assignment_arrived(assignment);
		assigned++;
		*ret_fault = "an assignment is in a list that is not its own";
		if (assignment->incident != number || assigned >= board->pool[POOL_assignments].count)
			return false;
	}
	*ret_fault = "an incident's count of units is wrong";
	if (active != incident->active || served != incident->served)
		return false;
	uint32_t calls = 0;
	for (uint32_t call = incident->first_call; call; call = board_calls(board, call)->next_of_incident)
		calls += board_calls(board, call)->incident == number;
	*ret_fault = "an incident's count of calls is wrong";
	return calls == incident->calls && needs_sound(board, number, ret_fault);
}

static bool obligation_sound(const struct board *board, uint32_t slot, const char **ret_fault)
{
	const struct obligation *owed = board_obligations(board, slot);
	*ret_fault = "an obligation is open but not on the agenda, or the other way round";
	if (owed->open != agenda_has(&board->agenda, slot))
		return false;
	if (!owed->open)
		return true;
	*ret_fault = "an obligation has no owner";
	if (!owed->owner_kind || (owed->raised && !owed->raised_kind))
		return false;
	*ret_fault = "an obligation is due before its opening";
	if (owed->due.us <= owed->opened.us || owed->first_due.us <= owed->opened.us)
		return false;
	*ret_fault = "an obligation has no next rung";
	struct ladder_step step = ladder_next(board, owed);
	if (!step.owner_kind || !step.span_s || step.rung < owed->rung)
		return false;
	*ret_fault = "a closure's review is owed, and its roads are open";
	if (owed->kind == OBLIGATION_REVIEW_CLOSURE && !board_closures(board, owed->about)->open)
		return false;
	*ret_fault = "an obligation has no subject, or two";
	return (owed->call != 0) + (owed->incident != 0) + (owed->unit != 0) + (owed->notice != 0) == 1;
}

static bool unit_sound(const struct board *board, uint32_t number, const char **ret_fault)
{
	const struct unit *unit = board_units(board, number);
	uint32_t active = 0;
	*ret_fault = "a unit's list of assignments is wrong";
	for (uint32_t own = unit->first_assignment; own; own = board_assignments(board, own)->next_of_unit, active++) {
		const struct assignment *assignment = board_assignments(board, own);
		if (!assignment->active || assignment->unit != number ||
		    assignment->capabilities != unit->capabilities || assignment->crew != unit->crew)
			return false;
	}
	if (active != unit->active)
		return false;
	*ret_fault = "a unit works that may not go";
	if (unit->active && !unit_may_go(unit))
		return false;
	*ret_fault = "a crew that is on until some time is to be relieved by nobody; or one that is not, is";
	if (instant_known(unit->until) != is_owed(board, unit->first_obligation, OBLIGATION_RELIEVE))
		return false;
	*ret_fault = "a unit is at home, posted or owned where nothing is";
	return (!unit->station || board_stations(board, unit->station)) &&
	       (!unit->posted || board_stations(board, unit->posted)) &&
	       (!unit->neighbour || board_neighbours(board, unit->neighbour)) &&
	       (unit->crew_state == CREW_ON) == (unit->crew != 0);
}

/* The picks of all incidents and the free ones are all there are; the closures in the list are those that are open. */
static bool fleet_sound(const struct board *board, const char **ret_fault)
{
	uint32_t picks = 1, open = 0, listed = 0;
	for (uint32_t number = 1; number < board->pool[POOL_incidents].count; number++)
		for (uint32_t at = board_incidents(board, number)->first_pick; at; at = board_picks(board, at)->next)
			picks++;
	for (uint32_t at = board_center(board)->free_pick; at; at = board_picks(board, at)->next)
		picks++;
	*ret_fault = "a recommendation's units are in no list, or in two";
	if (picks != board->pool[POOL_picks].count)
		return false;
	for (uint32_t number = 1; number < board->pool[POOL_closures].count; number++)
		open += board_closures(board, number)->open;
	for (uint32_t at = board_center(board)->first_open_closure; at; at = board_closures(board, at)->next_open)
		listed += board_closures(board, at)->open && listed <= open;
	*ret_fault = "the list of roads that are closed is wrong";
	return open == listed;
}

static bool agent_sound(const struct board *board, uint32_t number, const char **ret_fault)
{
	const struct agent *agent = board_agents(board, number);
	const struct call *call = board_calls(board, agent->offered);
	*ret_fault = "a phone rings for a call that does not wait, or for an agent who is not ready";
	if (agent->offered && (!call || !call->offers || !agent->position || agent->state != AGENT_READY))
		return false;
	return !agent->offered || call->transfer == number || (call->state == CALL_WAITING && !call->disposition);
}

/* The agents' counts are those of the calls. */
static bool phones_sound(const struct board *board, const char **ret_fault)
{
	uint64_t talking = 0, answered = 0, offered = 0, offers = 0, joins = 0, thirds = 0;
	for (uint32_t number = 1; number < board->pool[POOL_agents].count; number++) {
		talking += board_agents(board, number)->talking;
		offered += board_agents(board, number)->offered != 0;
		joins += board_agents(board, number)->joins;
	}
	*ret_fault = "a caller is held, or passed on, or has a third party, whom nobody speaks with";
	for (uint32_t number = 1; number < board->pool[POOL_calls].count; number++) {
		const struct call *call = board_calls(board, number);
		answered += call->state == CALL_ANSWERED;
		offers += call->offers;
		thirds += call->third_kind == OWNER_AGENT;
		if (call->state != CALL_ANSWERED && (call->held || call->transfer || call->third_state))
			return false;
		if ((call->away && call->state != CALL_RELEASED) || (call->third_kind && !call->third_state))
			return false;
	}
	*ret_fault = "the agents' counts of calls are wrong";
	return talking == answered && offered == offers && joins == thirds;
}

/* Those who wait on the line, and nobody else, are found there. */
static bool line_sound(const struct board *board, const char **ret_fault, uint32_t *ret_number)
{
	uint32_t on_line = 0;
	*ret_fault = "a caller who waits on the line is not in it, or one who does not is";
	for (uint32_t number = 1; number < board->pool[POOL_calls].count; number++) {
		bool waits = board_on_line(board_calls(board, number));
		on_line += waits;
		*ret_number = number;
		if (waits != on_line_has(&board->line, number))
			return false;
	}
	*ret_number = 0;
	return on_line == board->line.count;
}

/* Each subject's count is the length of its list, and every open obligation is in one. */
static bool lists_sound(const struct board *board, const char **ret_fault)
{
	uint64_t listed = 0;
	*ret_fault = "obligations are in no list, or counted wrong";
	for (uint32_t number = 1; number < board->pool[POOL_calls].count; number++) {
		uint32_t count = 0;
		for (uint32_t slot = board_calls(board, number)->first_obligation; slot;
		     slot = board_obligations(board, slot)->next)
			count += board_obligations(board, slot)->call == number;
		if (count != board_calls(board, number)->obligations)
			return false;
		listed += count;
	}
	for (uint32_t number = 1; number < board->pool[POOL_incidents].count; number++) {
		uint32_t count = 0;
		for (uint32_t slot = board_incidents(board, number)->first_obligation; slot;
		     slot = board_obligations(board, slot)->next)
			count += board_obligations(board, slot)->incident == number;
		if (count != board_incidents(board, number)->obligations)
			return false;
		listed += count;
	}
	for (uint32_t number = 1; number < board->pool[POOL_units].count; number++) {
		uint32_t count = 0;
		for (uint32_t slot = board_units(board, number)->first_obligation; slot;
		     slot = board_obligations(board, slot)->next)
			count += board_obligations(board, slot)->unit == number;
		if (count != board_units(board, number)->obligations)
			return false;
		listed += count;
	}
	for (uint32_t number = 1; number < board->pool[POOL_notices].count; number++) {
		uint32_t count = 0;
		for (uint32_t slot = board_notices(board, number)->first_obligation; slot;
		     slot = board_obligations(board, slot)->next)
			count += board_obligations(board, slot)->notice == number;
		if (count != board_notices(board, number)->obligations)
			return false;
		listed += count;
	}
	return listed == board_center(board)->open_obligations && listed == board->agenda.count;
}

bool board_sound(const struct board *board, const char **ret_fault, uint32_t *ret_number)
{
	static const struct {
		enum board_pool pool;
		bool (*check)(const struct board *board, uint32_t number, const char **ret_fault);
	} checks[] = {
		{ POOL_calls, call_sound }, { POOL_incidents, incident_sound }, { POOL_obligations, obligation_sound },
		{ POOL_units, unit_sound }, { POOL_agents, agent_sound },
	};
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		for (uint32_t number = 1; number < board->pool[checks[i].pool].count; number++)
			if (!checks[i].check(board, number, ret_fault)) {
				*ret_number = number;
				return false;
			}
	if (!line_sound(board, ret_fault, ret_number))
		return false;
	if (!phones_sound(board, ret_fault) || !lists_sound(board, ret_fault) || !fleet_sound(board, ret_fault) ||
	    !large_sound(board, ret_fault, ret_number))
		return false;
	*ret_fault = "the agenda is out of order";
	if (!agenda_sound(&board->agenda))
		return false;
	*ret_fault = "the digest is not that of the board";
	if (board_digest(board) != board->digest)
		return false;
	*ret_fault = NULL;
	return true;
}
