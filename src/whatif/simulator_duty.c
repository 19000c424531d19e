/* Who is on duty when, and who covers from another station for a while. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "whatif/simulator_inside.h"

/* As a desk proposes them (control/outlook.h): what a move gains at least, and how many at once. */
#define LEAST_MILLIONTHS 2000u
#define MOVES_AT_ONCE 4u
#define ROOM 1u
/* Nobody is moved further than this takes: an hour, as a plan's too_far_s unless it says otherwise. */
#define DRIVE_MAX_S 3600

static bool is_on(const struct simulator *sim, uint32_t unit)
{
	return shift_on(&sim->plan->units[unit].shift, city_second(sim->plan->city, sim->now) / 60);
}

/* The next moment at which its hours may begin or end. */
static enum status plan_shift(struct simulator *sim, uint32_t unit)
{
	const struct city *city = sim->plan->city;
	uint32_t second = city_second(city, sim->now);
	uint32_t left_s = shift_next(&sim->plan->units[unit].shift, second / 60) * 60 - second % 60;
	int64_t at = sim->now + (int64_t)left_s * city->network.ticks_per_s;
	int64_t change = city_clock_change(city, sim->now);
	return simulator_add(sim, at < change ? at : change, EVENT_SHIFT, unit);
}

enum status simulator_duty_open(struct simulator *sim)
{
	const struct simulator_plan *plan = sim->plan;
	enum status status = STATUS_OK;
	for (uint32_t i = 0; status == STATUS_OK && i < plan->unit_count; i++) {
		struct unit_state *state = &sim->units[i];
		state->call = SIMULATOR_NOBODY;
		state->place = plan->units[i].station;
		state->duty_since = sim->now;
		state->off = !is_on(sim, i);
		state->work = state->off ? WORK_OFF : WORK_IDLE;
		trip_stand(&state->trip, &plan->stations[state->place], 0);
		if (!state->off)
			reach_change(&sim->reach, sim->now, state->place, true);
		if (plan->units[i].shift.spans)
			status = plan_shift(sim, i);
	}
	return status == STATUS_OK && plan->move_s && plan->demand ? simulator_add(sim, sim->now, EVENT_MOVE, 0)
	                                                           : status;
}

void simulator_stand(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	uint32_t home = sim->plan->units[unit].station;
	if (!state->off) {
		simulator_set_work(sim, unit, WORK_IDLE);
		return;
	}
	/* Its next shift begins at home. */
	simulator_set_work(sim, unit, WORK_OFF);
	sim->out->duty += sim->now - state->duty_since;
	state->place = home;
	trip_stand(&state->trip, &sim->plan->stations[home], 0);
}

static enum status come_on(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	bool taken;
	state->off = false;
	/* Still on its way home from the last shift. */
	if (state->work != WORK_OFF)
		return STATUS_OK;
	state->duty_since = sim->now;
	simulator_set_work(sim, unit, WORK_IDLE);
	return simulator_take_next(sim, unit, &taken);
}

enum status simulator_shift(struct simulator *sim, uint32_t unit)
{
	struct unit_state *state = &sim->units[unit];
	bool on = is_on(sim, unit);
	enum status status = plan_shift(sim, unit);
	if (status == STATUS_OK && on && state->off)
		return come_on(sim, unit);
	if (!on && !state->off) {
		state->off = true;
		if (state->work == WORK_IDLE)
			simulator_stand(sim, unit);
	}
	return status;
}

void simulator_duty_end(struct simulator *sim)
{
	for (uint32_t i = 0; sim->plan->city->call_count && i < sim->plan->unit_count; i++)
		if (sim->units[i].work != WORK_OFF)
			sim->out->duty += sim->now - sim->units[i].duty_since;
}

/* --- moves --- */

/* Who stands ready, of each station the first: the others are like it, and only count. */
struct ready {
	struct coverage_unit *units;
	size_t count, first_count;
	struct coverage_station *stations;
	uint32_t *drive;
	uint8_t *seen; /* of each station */
};

static void ready_close(struct ready *ready)
{
	free(ready->units);
	free(ready->stations);
	free(ready->drive);
	free(ready->seen);
}

static enum status ready_open(struct simulator *sim, struct ready *ready)
{
	const struct simulator_plan *plan = sim->plan;
	uint32_t stations = plan->station_count, turn_out = plan->turn_out_s * plan->city->network.ticks_per_s;
	ready->units = calloc((size_t)plan->unit_count + 1, sizeof *ready->units);
	ready->stations = calloc((size_t)stations + 1, sizeof *ready->stations);
	ready->drive = calloc((size_t)stations * stations + 1, sizeof *ready->drive);
	ready->seen = calloc((size_t)stations + 1, 1);
	if (!ready->units || !ready->stations || !ready->drive || !ready->seen)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < stations; i++)
		ready->stations[i] = (struct coverage_station){ i + 1, i, ROOM, turn_out };
	for (uint32_t i = 0; i < plan->unit_count; i++)
		if (sim->units[i].work == WORK_IDLE)
			ready->units[ready->count++] = (struct coverage_unit){ i + 1, sim->units[i].place, turn_out };
	return STATUS_OK;
}

static void keep_first(struct simulator *sim, struct ready *ready)
{
	const struct simulator_plan *plan = sim->plan;
	uint32_t *const *field = sim->fields[city_set_at(plan->city, sim->now)->quiet].station;
	for (size_t i = 0; i < ready->count; i++) {
		uint32_t place = ready->units[i].place;
		if (ready->seen[place])
			continue;
		ready->seen[place] = 1;
		for (uint32_t to = 0; to < plan->station_count; to++)
			ready->drive[ready->first_count * plan->station_count + to] =
			    field[to][plan->stations[place].node];
		ready->units[ready->first_count++] = ready->units[i];
	}
}

static enum status move(struct simulator *sim, struct ready *ready)
{
	struct coverage coverage;
	struct coverage_move moves[COVERAGE_MOVES_MAX];
	uint32_t stations = sim->plan->station_count;
	enum status status = ready_open(sim, ready);
	if (status == STATUS_OK && !coverage_open(&sim->coverage, ready->units, ready->count, &coverage))
		status = STATUS_MEMORY;
	if (status != STATUS_OK)
		return status;
	keep_first(sim, ready);
	const struct coverage_wish wish = { .drive = ready->drive,
		                            .drive_max = DRIVE_MAX_S * sim->plan->city->network.ticks_per_s,
		                            .least_gain = (coverage.total << 32) / COVERAGE_MILLION * LEAST_MILLIONTHS,
		                            .most = MOVES_AT_ONCE };
	unsigned count =
	    coverage_moves(&coverage, ready->units, ready->first_count, ready->stations, stations, &wish, moves);
	coverage_close(&coverage);
	for (unsigned i = 0; status == STATUS_OK && i < count; i++) {
		sim->out->moves++;
		status = simulator_drive(sim, ready->units[moves[i].unit].unit - 1, moves[i].station);
	}
	return status;
}

enum status simulator_move_up(struct simulator *sim)
{
	const struct city *city = sim->plan->city;
	struct ready ready = { 0 };
	enum status status = STATUS_OK;
	if (!sim->unchanged) {
		sim->unchanged = true;
		status = move(sim, &ready);
		ready_close(&ready);
	}
	/* After the last call nobody is moved. */
	return status == STATUS_OK && sim->come < city->call_count
	           ? simulator_add(sim, sim->now + (int64_t)sim->plan->move_s * city->network.ticks_per_s, EVENT_MOVE,
	                           0)
	           : status;
}
