/* What each call asks for, by its card or one unit of any kind, and who fills which place of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "whatif/simulator_inside.h"

static uint64_t can_of(const struct simulator *sim, uint32_t unit)
{
	return sim->plan->can ? sim->plan->can[unit] : 0;
}

bool simulator_can_fill(const struct requirement *need, uint64_t can)
{
	bool good = (can & need->capabilities) == need->capabilities;
	for (unsigned i = 0; !good && i < need->substitutes; i++)
		good = (can & need->substitute[i].capabilities) == need->substitute[i].capabilities;
	return good;
}

/* Sorts the units into kinds. */
static enum status find_kinds(struct simulator *sim)
{
	sim->kind_of = calloc((size_t)sim->plan->unit_count + 1, sizeof *sim->kind_of);
	if (!sim->kind_of)
		return STATUS_MEMORY;
	for (uint32_t unit = 0; unit < sim->plan->unit_count; unit++) {
		unsigned kind = 0, last = SIMULATOR_KINDS_MAX - 1;
		while (kind < sim->kinds && (kind == last || sim->kind_can[kind] != can_of(sim, unit)))
			kind++;
		kind = kind > last ? last : kind;
		sim->kind_can[kind] = can_of(sim, unit);
		sim->kind_of[unit] = (uint8_t)kind;
		sim->kinds += kind == sim->kinds;
	}
	return STATUS_OK;
}

static bool anybody_fits(const struct simulator *sim, const struct requirement *need)
{
	for (unsigned kind = 0; kind < sim->kinds && kind + 1 < SIMULATOR_KINDS_MAX; kind++)
		if (simulator_can_fill(need, sim->kind_can[kind]))
			return true;
	for (uint32_t unit = 0; sim->kinds == SIMULATOR_KINDS_MAX && unit < sim->plan->unit_count; unit++)
		if (simulator_can_fill(need, can_of(sim, unit)))
			return true;
	return false;
}

static enum status add_slots(struct simulator *sim, const struct requirement *need, unsigned count, bool given_up)
{
	if (sim->slot_count + count > sim->slot_room) {
		uint32_t room = sim->slot_room ? sim->slot_room * 2 : sim->plan->city->call_count + PLAN_SLOTS_MAX;
		struct slot *slots = reallocarray(sim->slots, room, sizeof *slots);
		if (!slots)
			return STATUS_MEMORY;
		sim->slots = slots;
		sim->slot_room = room;
	}
	for (unsigned i = 0; i < count; i++)
		sim->slots[sim->slot_count++] =
		    (struct slot){ .need = need, .unit = SIMULATOR_NOBODY, .given_up = given_up };
	return STATUS_OK;
}

static enum status ask_card(struct simulator *sim, uint32_t call)
{
	const struct city *city = sim->plan->city;
	const struct city_call *it = &city->calls[call];
	struct question question = { .type = it->type,
		                     .at = city_degrees(city, it->place.at),
		                     .placed = true,
		                     .priority = it->priority,
		                     .alarm = 1,
		                     .minute = (uint16_t)(city_second(city, it->arrival + it->dispatch_delay) / 60) };
	struct resolution resolution;
	enum status status = STATUS_OK;
	resolve_question(sim->plan->cards, &question, &resolution);
	for (unsigned i = 0; status == STATUS_OK && i < resolution.rows; i++) {
		const struct requirement *need = resolution.row[i].need;
		status = add_slots(sim, need, need->count, !anybody_fits(sim, need));
	}
	return status;
}

/* As many as came then; beyond what one answer has room for the rest is left out. */
static unsigned count_of(const struct simulator *sim, uint32_t call)
{
	unsigned sent = sim->plan->as_sent ? sim->plan->city->calls[call].sent : 1;
	return sent < 1 ? 1 : sent > PLAN_SLOTS_MAX ? PLAN_SLOTS_MAX : sent;
}

enum status simulator_party_open(struct simulator *sim)
{
	const struct city *city = sim->plan->city;
	sim->parties = calloc((size_t)city->call_count + 1, sizeof *sim->parties);
	enum status status = sim->parties ? find_kinds(sim) : STATUS_MEMORY;
	sim->any = (struct requirement){ .count = 1, .within_s = sim->settings.target_s };
	for (uint32_t call = 0; status == STATUS_OK && call < city->call_count; call++) {
		struct party *party = &sim->parties[call];
		*party = (struct party){ .first = sim->slot_count, .carrier = SIMULATOR_NOBODY };
		status = sim->plan->cards ? ask_card(sim, call) : add_slots(sim, &sim->any, count_of(sim, call), false);
		party->count = sim->slot_count - party->first;
		sim->out->outcomes[call].wanted = party->count;
	}
	return status;
}

bool simulator_is_empty(const struct slot *slot)
{
	return slot->unit == SIMULATOR_NOBODY && !slot->given_up;
}

uint32_t simulator_slot_for(const struct simulator *sim, uint32_t call, uint32_t unit)
{
	const struct party *party = &sim->parties[call];
	for (uint32_t i = party->first; i < party->first + party->count; i++)
		if (simulator_is_empty(&sim->slots[i]) && simulator_can_fill(sim->slots[i].need, can_of(sim, unit)))
			return i;
	return SIMULATOR_NOBODY;
}

bool simulator_lacks(const struct simulator *sim, uint32_t call)
{
	const struct party *party = &sim->parties[call];
	for (uint32_t i = party->first; i < party->first + party->count; i++)
		if (simulator_is_empty(&sim->slots[i]))
			return true;
	return false;
}

void simulator_is_there(struct simulator *sim, uint32_t unit)
{
	const struct unit_state *state = &sim->units[unit];
	struct party *party = &sim->parties[state->call];
	struct call_fate *fate = &sim->out->outcomes[state->call];
	uint32_t there = 0;
	sim->slots[state->slot].there = true;
	if (fate->arrived < 0) {
		fate->arrived = sim->now;
		fate->sent = state->sent;
		fate->unit = unit + 1;
	}
	if (party->carrier == SIMULATOR_NOBODY && (can_of(sim, unit) & sim->plan->carries) == sim->plan->carries)
		party->carrier = unit;
	for (uint32_t i = party->first; i < party->first + party->count; i++)
		there += sim->slots[i].there;
	if (there == party->count)
		fate->complete = sim->now;
}

void simulator_give_up(struct simulator *sim, uint32_t call)
{
	const struct party *party = &sim->parties[call];
	for (uint32_t i = party->first; i < party->first + party->count; i++)
		sim->slots[i].given_up |= sim->slots[i].unit == SIMULATOR_NOBODY;
	simulator_wait_over(sim, call);
}
