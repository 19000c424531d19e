/* Calls that wait: a line for each kind of unit, so that nobody looks through those that it cannot help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/simulator_inside.h"

/* Whether a kind of unit can fill what is still empty; of the last kind, which is many, it is only known with the unit. */
static bool lacks_kind(const struct simulator *sim, uint32_t call, unsigned kind)
{
	const struct party *party = &sim->parties[call];
	for (uint32_t i = party->first; i < party->first + party->count; i++)
		if (simulator_is_empty(&sim->slots[i]) &&
		    (kind == SIMULATOR_KINDS_MAX - 1 || simulator_can_fill(sim->slots[i].need, sim->kind_can[kind])))
			return true;
	return false;
}

static enum status stand_in_line(struct simulator *sim, uint32_t call, unsigned kind)
{
	const struct city_call *it = &sim->plan->city->calls[call];
	uint64_t bit = (uint64_t)1 << kind;
	if (sim->parties[call].lines & bit)
		return STATUS_OK;
	sim->parties[call].lines |= bit;
	return upcoming_add(&sim->line[kind],
	                    (struct upcoming_item){ .major = it->priority, .minor = it->arrival, .id = call });
}

enum status simulator_wait(struct simulator *sim, uint32_t call)
{
	struct party *party = &sim->parties[call];
	enum status status = STATUS_OK;
	sim->waiting += !party->waits;
	party->waits = true;
	sim->out->outcomes[call].waited = true;
	for (unsigned kind = 0; status == STATUS_OK && kind < sim->kinds; kind++)
		if (lacks_kind(sim, call, kind))
			status = stand_in_line(sim, call, kind);
	return status;
}

void simulator_wait_over(struct simulator *sim, uint32_t call)
{
	struct party *party = &sim->parties[call];
	if (!party->waits || simulator_lacks(sim, call))
		return;
	party->waits = false;
	sim->waiting--;
}

/* Whoever found others in the meantime is passed over; those that the unit cannot come to stay in line. */
enum status simulator_take_next(struct simulator *sim, uint32_t unit, bool *ret_taken)
{
	unsigned kind = sim->kind_of[unit];
	struct upcoming aside = { 0 }, *line = &sim->line[kind];
	struct upcoming_item item;
	enum status status = STATUS_OK;
	*ret_taken = false;
	while (status == STATUS_OK && !*ret_taken && upcoming_take(line, &item)) {
		uint32_t slot = simulator_slot_for(sim, item.id, unit);
		sim->parties[item.id].lines &= ~((uint64_t)1 << kind);
		status = slot == SIMULATOR_NOBODY ? STATUS_MISSING : simulator_send(sim, unit, item.id, slot);
		*ret_taken = status == STATUS_OK;
		if (status == STATUS_MISSING)
			status = STATUS_OK;
		if (status == STATUS_OK && lacks_kind(sim, item.id, kind))
			status = upcoming_add(&aside, item);
	}
	while (status == STATUS_OK && upcoming_take(&aside, &item)) {
		sim->parties[item.id].lines |= (uint64_t)1 << kind;
		status = upcoming_add(line, item);
	}
	upcoming_close(&aside);
	return status;
}
