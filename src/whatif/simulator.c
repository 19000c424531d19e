/* Discrete events by (time, kind, id): calls come, units are sent, arrive, carry, come back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/simulator.h"

#include <assert.h>
#include <stdlib.h>

#include "whatif/simulator_inside.h"

#define PROGRESS_EVERY 4096u
/* Shifts are weekly; a day more for the clock's changes. */
#define IN_VAIN_S (8LL * CITY_DAY_S)

static enum status add_event(struct simulator *sim, int64_t at, enum sim_event kind, uint32_t id, uint32_t stamp)
{
	sim->pending += kind < EVENT_SHIFT;
	return upcoming_add(&sim->events,
	                    (struct upcoming_item){ .major = at, .minor = kind, .id = id, .stamp = stamp });
}

enum status simulator_add(struct simulator *sim, int64_t at, enum sim_event kind, uint32_t id)
{
	return add_event(sim, at, kind, id, 0);
}

/* The unit's next event; what it had before counts no more. */
static enum status add_unit_event(struct simulator *sim, int64_t at, enum sim_event kind, uint32_t unit)
{
	return add_event(sim, at, kind, unit, ++sim->units[unit].stamp);
}

void simulator_set_work(struct simulator *sim, uint32_t unit, enum unit_work work)
{
	struct unit_state *state = &sim->units[unit];
	if ((state->work == WORK_IDLE) != (work == WORK_IDLE)) {
		reach_change(&sim->reach, sim->now, state->place, work == WORK_IDLE);
		sim->unchanged = false;
	}
	state->work = work;
	if (sim->plan->watch)
		sim->plan->watch(sim->plan->context, sim->now, unit, work, state->call);
}

/* It leaves a call of less, which is looked at again. */
static enum status leave(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	struct call_fate *outcome = &sim->out->outcomes[state->call];
	sim->slots[state->slot].unit = SIMULATOR_NOBODY;
	if (outcome->unit == unit + 1) {
		outcome->sent = -1;
		outcome->unit = 0;
	}
	outcome->bumped++;
	return simulator_add(sim, sim->now, EVENT_CONSIDER, state->call);
}

enum status simulator_send(struct simulator *sim, uint32_t unit, uint32_t call, uint32_t slot)
{
	struct unit_state *state = &sim->units[unit];
	struct call_fate *outcome = &sim->out->outcomes[call];
	const struct city_call *goal = &sim->plan->city->calls[call];
	uint32_t mode = simulator_mode(sim, goal->priority);
	enum status status = STATUS_OK;
	int64_t ticks;
	uint32_t from = trip_node(&state->trip, &sim->roads, mode, sim->now, &ticks);
	uint32_t time = simulator_time_to_call(sim, mode, call, from);
	if (time >= ROAD_NEVER)
		return STATUS_MISSING;
	if (state->work == WORK_IDLE)
		ticks += (int64_t)sim->plan->turn_out_s * sim->plan->city->network.ticks_per_s;
	if (state->work == WORK_TO_CALL)
		status = leave(sim, unit);
	else
		state->busy_since = sim->now;
	state->call = call;
	state->slot = slot;
	state->sent = sim->now;
	sim->slots[slot].unit = unit;
	simulator_wait_over(sim, call);
	simulator_set_work(sim, unit, WORK_TO_CALL);
	trip_begin(&state->trip, &sim->roads, mode, from, sim->now + ticks, time, &goal->place, NULL);
	if (!outcome->unit) {
		outcome->sent = sim->now;
		outcome->unit = unit + 1;
	}
	return status == STATUS_OK ? add_unit_event(sim, state->trip.end, EVENT_AT_CALL, unit) : status;
}

static enum status consider(struct simulator *sim, uint32_t call)
{
	struct sending sendings[PLAN_SLOTS_MAX];
	unsigned count = 0;
	if (!simulator_in_reach(sim, call)) {
		sim->out->outcomes[call].out_of_reach = true;
		return STATUS_OK;
	}
	enum status status = simulator_choose(sim, call, sendings, &count);
	for (unsigned i = 0; status == STATUS_OK && i < count; i++)
		status = simulator_send(sim, sendings[i].unit, call, sendings[i].slot);
	return status == STATUS_OK && simulator_lacks(sim, call) ? simulator_wait(sim, call) : status;
}

enum status simulator_drive(struct simulator *sim, uint32_t unit, uint32_t station)
{
	struct unit_state *state = &sim->units[unit];
	uint32_t mode = city_set_at(sim->plan->city, sim->now)->quiet;
	const uint32_t *field = sim->fields[mode].station[station];
	int64_t ticks;
	uint32_t from = trip_node(&state->trip, &sim->roads, mode, sim->now, &ticks);
	simulator_set_work(sim, unit, WORK_RETURNING);
	state->place = station;
	/* Where no road leads back it stays, and stands ready there. */
	if (field[from] >= ROAD_NEVER) {
		simulator_stand(sim, unit);
		return STATUS_OK;
	}
	trip_begin(&state->trip, &sim->roads, mode, from, sim->now + ticks, field[from], &sim->plan->stations[station],
	           field);
	return add_unit_event(sim, state->trip.end, EVENT_AT_STATION, unit);
}

static enum status be_free(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	bool taken = false;
	enum status status = STATUS_OK;
	sim->out->outcomes[state->call].freed = sim->now;
	sim->out->busy[unit] += sim->now - state->busy_since;
	state->call = SIMULATOR_NOBODY;
	/* It is on the road from here on, whatever comes. */
	state->work = WORK_RETURNING;
	if (!state->off)
		status = simulator_take_next(sim, unit, &taken);
	return status != STATUS_OK || taken ? status : simulator_drive(sim, unit, sim->plan->units[unit].station);
}

static enum status at_call(struct simulator *sim, uint32_t unit)
{
	uint32_t call = sim->units[unit].call;
	simulator_is_there(sim, unit);
	simulator_set_work(sim, unit, WORK_AT_CALL);
	return add_unit_event(sim, sim->now + sim->plan->city->calls[call].on_scene, EVENT_SCENE_DONE, unit);
}

static enum status scene_done(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	const struct city_call *call = &sim->plan->city->calls[state->call];
	uint32_t mode = city_set_at(sim->plan->city, sim->now)->quiet, hospital;
	int64_t ticks;
	simulator_give_up(sim, state->call);
	if (!call->transport || sim->parties[state->call].carrier != unit ||
	    !simulator_hospital(sim, mode, call, &hospital))
		return be_free(sim, unit);
	const uint32_t *field = sim->fields[mode].hospital[hospital];
	uint32_t from = trip_node(&state->trip, &sim->roads, mode, sim->now, &ticks);
	sim->out->outcomes[state->call].hospital = hospital + 1;
	simulator_set_work(sim, unit, WORK_TO_HOSPITAL);
	trip_begin(&state->trip, &sim->roads, mode, from, sim->now + ticks, field[from],
	           &sim->plan->city->hospitals[hospital], field);
	return add_unit_event(sim, state->trip.end, EVENT_AT_HOSPITAL, unit);
}

static enum status at_hospital(struct simulator *sim, uint32_t unit)
{
	simulator_set_work(sim, unit, WORK_AT_HOSPITAL);
	return add_unit_event(sim, sim->now + sim->plan->city->calls[sim->units[unit].call].handover, EVENT_HANDED_OVER,
	                      unit);
}

static enum status call_comes(struct simulator *sim, uint32_t call)
{
	const struct city *city = sim->plan->city;
	sim->come = call + 1;
	if (sim->plan->progress && call % PROGRESS_EVERY == 0)
		sim->plan->progress(sim->plan->context, call);
	enum status status = add_event(sim, sim->now + city->calls[call].dispatch_delay, EVENT_CONSIDER, call, 0);
	if (status == STATUS_OK && call + 1 < city->call_count)
		status = add_event(sim, city->calls[call + 1].arrival, EVENT_CALL, call + 1, 0);
	return status;
}

static enum status happen(struct simulator *sim, const struct upcoming_item *event)
{
	assert(event->minor <= EVENT_MOVE);
	switch ((enum sim_event)event->minor) {
	case EVENT_AT_STATION:
		simulator_stand(sim, event->id);
		return STATUS_OK;
	case EVENT_AT_CALL:
		return at_call(sim, event->id);
	case EVENT_SCENE_DONE:
		return scene_done(sim, event->id);
	case EVENT_AT_HOSPITAL:
		return at_hospital(sim, event->id);
	case EVENT_HANDED_OVER:
		return be_free(sim, event->id);
	case EVENT_CONSIDER:
		return consider(sim, event->id);
	case EVENT_CALL:
		return call_comes(sim, event->id);
	case EVENT_SHIFT:
		return simulator_shift(sim, event->id);
	case EVENT_MOVE:
		return simulator_move_up(sim);
	}
	return STATUS_OK;
}

/* Whether nothing is left but hours of duty that come and go: for nobody who waits, or all week long in vain. */
static bool is_over(const struct simulator *sim, int64_t at)
{
	int64_t ticks_per_s = sim->plan->city->network.ticks_per_s;
	return !sim->pending && (!sim->waiting || at > sim->stir + IN_VAIN_S * ticks_per_s);
}

static enum status run(struct simulator *sim)
{
	const struct city *city = sim->plan->city;
	struct upcoming_item event;
	enum status status = STATUS_OK;
	sim->now = sim->stir = city->call_count ? city->calls[0].arrival : 0;
	if (city->call_count)
		status = simulator_duty_open(sim);
	if (city->call_count && status == STATUS_OK)
		status = simulator_add(sim, sim->now, EVENT_CALL, 0);
	while (status == STATUS_OK && upcoming_take(&sim->events, &event)) {
		sim->pending -= event.minor < EVENT_SHIFT;
		if (event.minor < EVENT_CONSIDER && event.stamp != sim->units[event.id].stamp)
			continue;
		if (event.minor >= EVENT_SHIFT && is_over(sim, event.major))
			break;
		sim->now = event.major;
		if (event.minor < EVENT_SHIFT)
			sim->stir = sim->now;
		sim->out->events++;
		status = happen(sim, &event);
	}
	sim->out->end = sim->now;
	simulator_duty_end(sim);
	reach_end(&sim->reach, sim->now, sim->out);
	return status;
}

enum status simulator_run(const struct simulator_plan *plan, struct simulation *ret_simulation)
{
	struct simulation out = { 0 };
	struct simulator sim = { .plan = plan, .out = &out };
	out.outcomes = calloc((size_t)plan->city->call_count + 1, sizeof *out.outcomes);
	out.busy = calloc((size_t)plan->unit_count + 1, sizeof *out.busy);
	enum status status = out.outcomes && out.busy ? STATUS_OK : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && i < plan->city->call_count; i++)
		out.outcomes[i] = (struct call_fate){ .sent = -1, .arrived = -1, .complete = -1, .freed = -1 };
	if (status == STATUS_OK)
		status = simulator_open(&sim);
	if (status == STATUS_OK)
		status = run(&sim);
	simulator_close(&sim);
	if (status == STATUS_OK)
		*ret_simulation = out;
	else
		simulation_close(&out);
	return status;
}

void simulation_close(struct simulation *simulation)
{
	free(simulation->outcomes);
	free(simulation->busy);
	*simulation = (struct simulation){ 0 };
}
