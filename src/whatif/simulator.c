/* Discrete events by (time, kind, id): calls come, units are sent, arrive, carry, come back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/simulator.h"

#include <assert.h>
#include <stdlib.h>

#include "whatif/simulator_inside.h"

/* What happens first of several things at one moment. */
enum sim_event {
	EVENT_AT_STATION,
	EVENT_AT_CALL,
	EVENT_SCENE_DONE,
	EVENT_AT_HOSPITAL,
	EVENT_HANDED_OVER,
	EVENT_CONSIDER,
	EVENT_CALL,
};

#define PROGRESS_EVERY 4096u

static enum status add_event(struct simulator *sim, int64_t at, enum sim_event kind, uint32_t id, uint32_t stamp)
{
	return upcoming_add(&sim->events,
	                    (struct upcoming_item){ .major = at, .minor = kind, .id = id, .stamp = stamp });
}

/* The unit's next event; what it had before counts no more. */
static enum status add_unit_event(struct simulator *sim, int64_t at, enum sim_event kind, uint32_t unit)
{
	return add_event(sim, at, kind, unit, ++sim->units[unit].stamp);
}

static void set_work(struct simulator *sim, uint32_t unit, enum unit_work work)
{
	struct unit_state *state = &sim->units[unit];
	if ((state->work == WORK_IDLE) != (work == WORK_IDLE))
		reach_change(&sim->reach, sim->now, sim->plan->units[unit].station, work == WORK_IDLE);
	state->work = work;
	if (sim->plan->watch)
		sim->plan->watch(sim->plan->context, sim->now, unit, work, state->call);
}

/* Sends a unit, free or on its way to a call of less, to a call; STATUS_MISSING if it cannot come there. */
static enum status send(struct simulator *sim, uint32_t unit, uint32_t call)
{
	struct unit_state *state = &sim->units[unit];
	const struct city_call *goal = &sim->plan->city->calls[call];
	uint32_t mode = simulator_mode(sim, goal->priority), before = SIMULATOR_NOBODY;
	int64_t ticks;
	uint32_t from = trip_node(&state->trip, &sim->roads, mode, sim->now, &ticks);
	uint32_t time = simulator_time_to_call(sim, mode, call, from);
	if (time >= ROAD_NEVER)
		return STATUS_MISSING;
	if (state->work == WORK_IDLE)
		ticks += (int64_t)sim->plan->turn_out_s * sim->plan->city->network.ticks_per_s;
	if (state->work == WORK_TO_CALL)
		before = state->call;
	else
		state->busy_since = sim->now;
	state->call = call;
	set_work(sim, unit, WORK_TO_CALL);
	trip_begin(&state->trip, &sim->roads, mode, from, sim->now + ticks, time, &goal->place, NULL);
	sim->out->outcomes[call].sent = sim->now;
	sim->out->outcomes[call].unit = unit + 1;
	enum status status = add_unit_event(sim, state->trip.end, EVENT_AT_CALL, unit);
	if (status != STATUS_OK || before == SIMULATOR_NOBODY)
		return status;
	struct call_fate *outcome = &sim->out->outcomes[before];
	outcome->sent = -1;
	outcome->unit = 0;
	outcome->bumped++;
	return add_event(sim, sim->now, EVENT_CONSIDER, before, 0);
}

static enum status wait_in_line(struct simulator *sim, uint32_t call)
{
	const struct city_call *it = &sim->plan->city->calls[call];
	sim->out->outcomes[call].waited = true;
	return upcoming_add(&sim->line,
	                    (struct upcoming_item){ .major = it->priority, .minor = it->arrival, .id = call });
}

static enum status consider(struct simulator *sim, uint32_t call)
{
	uint32_t unit;
	if (!simulator_in_reach(sim, call)) {
		sim->out->outcomes[call].out_of_reach = true;
		return STATUS_OK;
	}
	enum status status = simulator_choose(sim, call, &unit);
	if (status != STATUS_OK)
		return status;
	return unit == SIMULATOR_NOBODY ? wait_in_line(sim, call) : send(sim, unit, call);
}

static enum status go_home(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	uint32_t station = sim->plan->units[unit].station, mode = city_set_at(sim->plan->city, sim->now)->quiet;
	const uint32_t *field = sim->fields[mode].station[station];
	int64_t ticks;
	uint32_t from = trip_node(&state->trip, &sim->roads, mode, sim->now, &ticks);
	/* Where no road leads back it stays, and stands ready there. */
	if (field[from] >= ROAD_NEVER) {
		set_work(sim, unit, WORK_IDLE);
		return STATUS_OK;
	}
	set_work(sim, unit, WORK_RETURNING);
	trip_begin(&state->trip, &sim->roads, mode, from, sim->now + ticks, field[from], &sim->plan->stations[station],
	           field);
	return add_unit_event(sim, state->trip.end, EVENT_AT_STATION, unit);
}

/* The first call in line that the unit can come to; those that it cannot stay in line. */
static enum status take_next(struct simulator *sim, uint32_t unit, bool *ret_taken)
{
	struct upcoming aside = { 0 };
	struct upcoming_item item;
	enum status status = STATUS_OK;
	*ret_taken = false;
	while (status == STATUS_OK && !*ret_taken && upcoming_take(&sim->line, &item)) {
		status = send(sim, unit, item.id);
		*ret_taken = status == STATUS_OK;
		if (status == STATUS_MISSING)
			status = upcoming_add(&aside, item);
	}
	while (status == STATUS_OK && upcoming_take(&aside, &item))
		status = upcoming_add(&sim->line, item);
	upcoming_close(&aside);
	return status;
}

static enum status be_free(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	bool taken;
	sim->out->outcomes[state->call].freed = sim->now;
	sim->out->busy[unit] += sim->now - state->busy_since;
	state->call = SIMULATOR_NOBODY;
	/* It is on the road from here on, whatever comes. */
	state->work = WORK_RETURNING;
	enum status status = take_next(sim, unit, &taken);
	return status != STATUS_OK || taken ? status : go_home(sim, unit);
}

static enum status at_call(struct simulator *sim, uint32_t unit)
{
	uint32_t call = sim->units[unit].call;
	sim->out->outcomes[call].arrived = sim->now;
	set_work(sim, unit, WORK_AT_CALL);
	return add_unit_event(sim, sim->now + sim->plan->city->calls[call].on_scene, EVENT_SCENE_DONE, unit);
}

static enum status scene_done(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	const struct city_call *call = &sim->plan->city->calls[state->call];
	uint32_t mode = city_set_at(sim->plan->city, sim->now)->quiet, hospital;
	int64_t ticks;
	if (!call->transport || !simulator_hospital(sim, mode, call, &hospital))
		return be_free(sim, unit);
	const uint32_t *field = sim->fields[mode].hospital[hospital];
	uint32_t from = trip_node(&state->trip, &sim->roads, mode, sim->now, &ticks);
	sim->out->outcomes[state->call].hospital = hospital + 1;
	set_work(sim, unit, WORK_TO_HOSPITAL);
	trip_begin(&state->trip, &sim->roads, mode, from, sim->now + ticks, field[from],
	           &sim->plan->city->hospitals[hospital], field);
	return add_unit_event(sim, state->trip.end, EVENT_AT_HOSPITAL, unit);
}

static enum status at_hospital(struct simulator *sim, uint32_t unit)
{
	set_work(sim, unit, WORK_AT_HOSPITAL);
	return add_unit_event(sim, sim->now + sim->plan->city->calls[sim->units[unit].call].handover, EVENT_HANDED_OVER,
	                      unit);
}

static enum status call_comes(struct simulator *sim, uint32_t call)
{
	const struct city *city = sim->plan->city;
	if (sim->plan->progress && call % PROGRESS_EVERY == 0)
		sim->plan->progress(sim->plan->context, call);
	enum status status = add_event(sim, sim->now + city->calls[call].dispatch_delay, EVENT_CONSIDER, call, 0);
	if (status == STATUS_OK && call + 1 < city->call_count)
		status = add_event(sim, city->calls[call + 1].arrival, EVENT_CALL, call + 1, 0);
	return status;
}

static enum status happen(struct simulator *sim, const struct upcoming_item *event)
{
	assert(event->minor <= EVENT_CALL);
	switch ((enum sim_event)event->minor) {
	case EVENT_AT_STATION:
		set_work(sim, event->id, WORK_IDLE);
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
	}
	return STATUS_OK;
}

static enum status run(struct simulator *sim)
{
	const struct city *city = sim->plan->city;
	struct upcoming_item event;
	enum status status = STATUS_OK;
	sim->now = city->call_count ? city->calls[0].arrival : 0;
	for (uint32_t i = 0; i < sim->plan->unit_count; i++) {
		sim->units[i].call = SIMULATOR_NOBODY;
		trip_stand(&sim->units[i].trip, &sim->plan->stations[sim->plan->units[i].station], 0);
		reach_change(&sim->reach, sim->now, sim->plan->units[i].station, true);
	}
	if (city->call_count)
		status = add_event(sim, sim->now, EVENT_CALL, 0, 0);
	while (status == STATUS_OK && upcoming_take(&sim->events, &event)) {
		if (event.minor < EVENT_CONSIDER && event.stamp != sim->units[event.id].stamp)
			continue;
		sim->now = event.major;
		sim->out->events++;
		status = happen(sim, &event);
	}
	sim->out->end = sim->now;
	reach_end(&sim->reach, sim->now, sim->out);
	return status;
}

enum status simulator_run(const struct simulator_plan *plan, struct simulation *ret_simulation)
{
	struct simulation out = { 0 };
	struct simulator sim = { .plan = plan, .out = &out };
	out.outcomes = calloc((size_t)plan->city->call_count + 1, sizeof *out.outcomes);
	out.busy = calloc((size_t)plan->unit_count + 1, sizeof *out.busy);
	enum status status = out.outcomes && out.busy ? simulator_open(&sim) : STATUS_MEMORY;
	for (uint32_t i = 0; status == STATUS_OK && i < plan->city->call_count; i++)
		out.outcomes[i] = (struct call_fate){ .sent = -1, .arrived = -1, .freed = -1 };
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
