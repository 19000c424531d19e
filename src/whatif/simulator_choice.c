/* Whom the simulator sends and where to: the same recommendation as at a desk, over the units as they are now. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "roads/sweep.h"
#include "whatif/simulator_inside.h"

/* Beyond any drive that the roads can tell: nobody is too far. */
#define NEVER_TOO_FAR_S 1000000000u

uint32_t simulator_mode(const struct simulator *sim, uint8_t priority)
{
	const struct city *city = sim->plan->city;
	return city_set_at(city, sim->now)->by_priority[city->travel_priority[priority]];
}

uint32_t simulator_time_to_call(struct simulator *sim, uint32_t mode, uint32_t call, uint32_t node)
{
	if (sim->pinned_call != call || sim->pinned_mode != mode) {
		struct road_seed seed = { .node = sim->plan->city->calls[call].place.node };
		sim->sweep.metric = &sim->plan->modes[mode].metric;
		road_sweep_pin_goal(&sim->sweep, &seed, 1);
		sim->pinned_call = call;
		sim->pinned_mode = mode;
	}
	return road_sweep_time(&sim->sweep, node);
}

bool simulator_in_reach(struct simulator *sim, uint32_t call)
{
	const struct simulator_plan *plan = sim->plan;
	uint32_t mode = simulator_mode(sim, plan->city->calls[call].priority);
	for (uint32_t i = 0; i < plan->unit_count; i++)
		if (simulator_time_to_call(sim, mode, call, plan->stations[plan->units[i].station].node) < ROAD_NEVER)
			return true;
	return false;
}

static bool may_go(const struct simulator *sim, const struct unit_state *unit, uint8_t priority)
{
	const struct city *city = sim->plan->city;
	return (!unit->off && (unit->work == WORK_IDLE || unit->work == WORK_RETURNING)) ||
	       (unit->work == WORK_TO_CALL && city->redispatch[city->calls[unit->call].priority][priority]);
}

/* Those who may go, by number, with their times. */
static uint32_t gather(struct simulator *sim, uint32_t call)
{
	const struct city *city = sim->plan->city;
	const struct city_call *goal = &city->calls[call];
	uint32_t mode = simulator_mode(sim, goal->priority), count = 0;
	int64_t off = city_off_road(city, mode, goal->place.off_dmm);
	for (uint32_t i = 0; i < sim->plan->unit_count; i++) {
		struct unit_state *unit = &sim->units[i];
		int64_t ticks;
		if (!may_go(sim, unit, goal->priority))
			continue;
		uint32_t node = trip_node(&unit->trip, &sim->roads, mode, sim->now, &ticks);
		uint64_t travel = (uint64_t)(ticks + off) + simulator_time_to_call(sim, mode, call, node);
		bool idle = unit->work == WORK_IDLE;
		sim->candidate_unit[count] = i;
		sim->candidates[count++] = (struct candidate){
			.unit = i + 1,
			.capabilities = sim->plan->can ? sim->plan->can[i] : 0,
			.station = unit->place + 1,
			.place = unit->work == WORK_TO_CALL ? PROPOSE_NOWHERE : unit->place,
			.travel = travel < ROAD_NEVER ? (uint32_t)travel : ROAD_NEVER,
			.whereabouts = WHEREABOUTS_ROAD,
			.readiness = idle ? READINESS_STATION : READINESS_STREET,
			.crew = CREW_UNKNOWN,
		};
	}
	return count;
}

/* The call's empty slots as rows, those of one need together; of each row its first slot. */
static unsigned rows_of(struct simulator *sim, uint32_t call, const struct requirement **rows, uint32_t *first)
{
	const struct party *party = &sim->parties[call];
	unsigned count = 0;
	for (uint32_t i = party->first; i < party->first + party->count; i++) {
		const struct slot *slot = &sim->slots[i];
		if (slot->unit != SIMULATOR_NOBODY || slot->given_up)
			continue;
		if (!count || sim->slots[first[count - 1]].need != slot->need) {
			first[count] = i;
			sim->need[count] = *slot->need;
			sim->need[count].count = 0;
			rows[count] = &sim->need[count];
			count++;
		}
		sim->need[count - 1].count++;
	}
	return count;
}

/* The row's next slot that is empty, from one on. */
static uint32_t next_empty(const struct simulator *sim, uint32_t slot)
{
	while (sim->slots[slot].unit != SIMULATOR_NOBODY || sim->slots[slot].given_up)
		slot++;
	return slot;
}

enum status simulator_choose(struct simulator *sim, uint32_t call, struct sending ret_sendings[PLAN_SLOTS_MAX],
                             unsigned *ret_count)
{
	const struct city *city = sim->plan->city;
	const struct requirement *rows[PLAN_ROWS_MAX];
	uint32_t first[PLAN_ROWS_MAX];
	uint8_t priority = city->calls[call].priority;
	struct request request = { .settings = &sim->settings,
		                   .rows = rows,
		                   .row_count = rows_of(sim, call, rows, first),
		                   .candidates = sim->candidates,
		                   .ticks_per_s = city->network.ticks_per_s,
		                   .priority = priority };
	struct recommendation recommendation;
	request.count = request.row_count ? gather(sim, call) : 0;
	*ret_count = 0;
	if (!request.count)
		return STATUS_OK;
	if (rule_at(sim->settings.rule[priority])->needs_loss && sim->plan->demand)
		request.coverage = &sim->coverage;
	enum status status = propose_units(&request, &recommendation);
	if (status != STATUS_OK)
		return status;
	sim->out->choices++;
	for (unsigned i = 0; i < recommendation.pick_count; i++) {
		const struct choice *pick = &recommendation.picks[i];
		uint32_t slot = next_empty(sim, first[pick->row]);
		first[pick->row] = slot + 1;
		ret_sendings[(*ret_count)++] = (struct sending){ sim->candidate_unit[pick->candidate], slot };
	}
	propose_close(&recommendation);
	return STATUS_OK;
}

bool simulator_hospital(const struct simulator *sim, uint32_t mode, const struct city_call *call,
                        uint32_t *ret_hospital)
{
	const struct city *city = sim->plan->city;
	int64_t best = ROAD_NEVER;
	uint32_t *const *field = sim->fields[mode].hospital;
	if (call->hospital && call->hospital <= city->hospital_count &&
	    field[call->hospital - 1][call->place.node] < ROAD_NEVER) {
		*ret_hospital = call->hospital - 1;
		return true;
	}
	for (uint32_t i = 0; i < city->hospital_count; i++) {
		int64_t time = field[i][call->place.node];
		if (time >= ROAD_NEVER)
			continue;
		time += city_off_road(city, mode, city->hospitals[i].off_dmm);
		if (time < best) {
			best = time;
			*ret_hospital = i;
		}
	}
	return best < ROAD_NEVER;
}

/* Times to a place from every node, or from it to each. */
static uint32_t *field_of(struct simulator *sim, uint32_t mode, uint32_t node, bool to)
{
	struct road_seed seed = { .node = node };
	uint32_t *field = malloc(((size_t)sim->plan->city->network.node_count + 1) * sizeof *field);
	if (!field)
		return NULL;
	sim->walker.metric = &sim->plan->modes[mode].metric;
	(to ? road_sweep_pin_goal : road_sweep_pin_start)(&sim->walker, &seed, 1);
	road_sweep_all(&sim->walker, field);
	return field;
}

static uint32_t **fields_of(struct simulator *sim, uint32_t mode, const struct city_place *places, uint32_t count)
{
	uint32_t **fields = calloc((size_t)count + 1, sizeof *fields);
	for (uint32_t i = 0; fields && i < count; i++) {
		fields[i] = field_of(sim, mode, places[i].node, true);
		if (!fields[i])
			return fields;
	}
	return fields;
}

static void fields_close(uint32_t **fields, uint32_t count)
{
	for (uint32_t i = 0; fields && i < count; i++)
		free(fields[i]);
	free(fields);
}

/* Of each mode that drives to stations and hospitals. */
static enum status open_fields(struct simulator *sim)
{
	const struct simulator_plan *plan = sim->plan;
	const struct city *city = plan->city;
	for (uint32_t i = 0; i < city->set_count; i++) {
		uint32_t mode = city->set[i].quiet;
		struct goal_fields *fields = &sim->fields[mode];
		if (fields->station)
			continue;
		fields->station = fields_of(sim, mode, plan->stations, plan->station_count);
		fields->hospital = fields_of(sim, mode, city->hospitals, city->hospital_count);
		if (!fields->station || !fields->hospital ||
		    (plan->station_count && !fields->station[plan->station_count - 1]) ||
		    (city->hospital_count && !fields->hospital[city->hospital_count - 1]))
			return STATUS_MEMORY;
	}
	return STATUS_OK;
}

/* Times from each station to each point of the demand, with lights. */
static enum status open_cover(struct simulator *sim)
{
	const struct simulator_plan *plan = sim->plan;
	const struct simulator_demand *demand = plan->demand;
	const struct city *city = plan->city;
	if (!demand || !plan->station_count)
		return STATUS_OK;
	sim->cover_times = malloc(((size_t)plan->station_count * demand->points + 1) * sizeof *sim->cover_times);
	if (!sim->cover_times)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < plan->station_count; i++) {
		uint32_t *field = field_of(sim, city->set[0].by_priority[1], plan->stations[i].node, false);
		if (!field)
			return STATUS_MEMORY;
		for (uint32_t k = 0; k < demand->points; k++)
			sim->cover_times[(size_t)i * demand->points + k] = field[demand->node[k]];
		free(field);
	}
	sim->coverage = (struct coverage_map){ .weight = demand->weight,
		                               .times = sim->cover_times,
		                               .points = demand->points,
		                               .places = plan->station_count,
		                               .target = sim->settings.target_s * city->network.ticks_per_s,
		                               .ticks_per_s = city->network.ticks_per_s,
		                               .busy_permille = sim->settings.busy_permille };
	return reach_open(plan, sim->cover_times, &sim->reach);
}

enum status simulator_open(struct simulator *sim)
{
	const struct simulator_plan *plan = sim->plan;
	const struct city *city = plan->city;
	sim->settings =
	    (struct dispatch_settings){ .stale_s = UINT32_MAX, .too_far_s = NEVER_TOO_FAR_S, .busy_permille = 300 };
	sim->settings.turn_out_s[READINESS_STATION] = plan->turn_out_s;
	int64_t target = plan->target < ROAD_NEVER ? plan->target : ROAD_NEVER - 1;
	sim->settings.target_s = (uint32_t)(target / city->network.ticks_per_s);
	for (unsigned i = 0; i <= PRIORITY_MAX; i++)
		sim->settings.rule[i] = plan->rule[i];
	sim->pinned_call = SIMULATOR_NOBODY;
	sim->units = calloc((size_t)plan->unit_count + 1, sizeof *sim->units);
	sim->candidates = calloc((size_t)plan->unit_count + 1, sizeof *sim->candidates);
	sim->candidate_unit = calloc((size_t)plan->unit_count + 1, sizeof *sim->candidate_unit);
	if (!sim->units || !sim->candidates || !sim->candidate_unit)
		return STATUS_MEMORY;
	enum status status = road_sweep_open(&plan->modes[0].metric, &sim->sweep);
	if (status == STATUS_OK)
		status = road_sweep_open(&plan->modes[0].metric, &sim->walker);
	sim->roads =
	    (struct trip_roads){ .city = city, .modes = plan->modes, .walker = &sim->walker, .walker_to = ROAD_NONE };
	if (status == STATUS_OK)
		status = open_fields(sim);
	if (status == STATUS_OK)
		status = simulator_party_open(sim);
	return status == STATUS_OK ? open_cover(sim) : status;
}

void simulator_close(struct simulator *sim)
{
	for (uint32_t i = 0; i < CITY_MODES_MAX; i++) {
		fields_close(sim->fields[i].station, sim->plan->station_count);
		fields_close(sim->fields[i].hospital, sim->plan->city->hospital_count);
	}
	road_sweep_close(&sim->sweep);
	road_sweep_close(&sim->walker);
	reach_close(&sim->reach);
	upcoming_close(&sim->events);
	for (unsigned i = 0; i < SIMULATOR_KINDS_MAX; i++)
		upcoming_close(&sim->line[i]);
	free(sim->kind_of);
	free(sim->units);
	free(sim->parties);
	free(sim->slots);
	free(sim->candidates);
	free(sim->candidate_unit);
	free(sim->cover_times);
}
