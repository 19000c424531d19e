/* Positions on the roads and the time between them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/position.h"

#include "roads/plane.h"

#define HALF_E7 1800000000LL

uint32_t road_position_before(uint32_t time, uint32_t fraction_q16)
{
	if (time >= ROAD_NEVER)
		return ROAD_NEVER;
	return (uint32_t)(((uint64_t)time * fraction_q16 + ROAD_WHOLE_Q16 / 2) / ROAD_WHOLE_Q16);
}

uint32_t road_position_behind(uint32_t time, uint32_t fraction_q16)
{
	return time >= ROAD_NEVER ? ROAD_NEVER : time - road_position_before(time, fraction_q16);
}

bool road_position_turned(const struct road_network *network, struct road_position at, struct road_position *ret_at)
{
	uint32_t arc = road_network_reverse(network, at.arc);
	if (arc == ROAD_NONE)
		return false;
	*ret_at = (struct road_position){ .arc = arc,
		                          .fraction_q16 = ROAD_WHOLE_Q16 - at.fraction_q16,
		                          .directed = at.directed };
	return true;
}

/* The seed by one arc, if that can be driven. */
static unsigned add_seed(uint32_t node, uint32_t ticks, struct road_seed *seeds, unsigned count)
{
	if (ticks >= ROAD_NEVER)
		return count;
	seeds[count] = (struct road_seed){ .node = node, .ticks = ticks };
	return count + 1;
}

unsigned road_position_goal(const struct road_network *network, const uint32_t *times, struct road_position at,
                            struct road_seed ret_seeds[ROAD_POSITION_SEEDS])
{
	struct road_position turned;
	unsigned count =
	    add_seed(network->arcs[at.arc].from, road_position_before(times[at.arc], at.fraction_q16), ret_seeds, 0);
	if (!at.directed && road_position_turned(network, at, &turned))
		count = add_seed(network->arcs[turned.arc].from,
		                 road_position_before(times[turned.arc], turned.fraction_q16), ret_seeds, count);
	return count;
}

unsigned road_position_start(const struct road_network *network, const uint32_t *times, struct road_position at,
                             struct road_seed ret_seeds[ROAD_POSITION_SEEDS])
{
	struct road_position turned;
	unsigned count =
	    add_seed(network->arcs[at.arc].to, road_position_behind(times[at.arc], at.fraction_q16), ret_seeds, 0);
	if (!at.directed && road_position_turned(network, at, &turned))
		count = add_seed(network->arcs[turned.arc].to,
		                 road_position_behind(times[turned.arc], turned.fraction_q16), ret_seeds, count);
	return count;
}

/* Along one arc, forwards. */
static uint32_t along(const uint32_t *times, struct road_position from, struct road_position to)
{
	if (from.arc != to.arc || from.fraction_q16 > to.fraction_q16 || times[from.arc] >= ROAD_NEVER)
		return ROAD_NEVER;
	return road_position_before(times[from.arc], to.fraction_q16) -
	       road_position_before(times[from.arc], from.fraction_q16);
}

uint32_t road_position_along(const struct road_network *network, const uint32_t *times, struct road_position from,
                             struct road_position to)
{
	/* Each may be seen from the reverse arc too, unless it is directed. */
	struct road_position froms[2] = { from }, tos[2] = { to };
	unsigned from_count = 1, to_count = 1;
	from_count += !from.directed && road_position_turned(network, from, &froms[1]);
	to_count += !to.directed && road_position_turned(network, to, &tos[1]);
	uint32_t least = ROAD_NEVER;
	for (unsigned f = 0; f < from_count; f++)
		for (unsigned t = 0; t < to_count; t++) {
			uint32_t time = along(times, froms[f], tos[t]);
			least = time < least ? time : least;
		}
	return least;
}

uint32_t road_position_time(struct road_sweep *sweep, const struct road_network *network, const uint32_t *times,
                            struct road_position unit, struct road_position goal)
{
	struct road_seed seeds[ROAD_POSITION_SEEDS];
	unsigned count = road_position_start(network, times, unit, seeds);
	uint32_t least = road_position_along(network, times, unit, goal);
	for (unsigned i = 0; i < count; i++) {
		uint32_t time = road_sweep_time(sweep, seeds[i].node) + seeds[i].ticks;
		least = time < least ? time : least;
	}
	return least;
}

/* The same angle between -180 and 180 degrees. */
static int64_t round_earth(int64_t lon_e7)
{
	return lon_e7 > HALF_E7 ? lon_e7 - 2 * HALF_E7 : lon_e7 < -HALF_E7 ? lon_e7 + 2 * HALF_E7 : lon_e7;
}

struct road_node road_position_place(const struct road_network *network, struct road_position at)
{
	uint32_t points = road_network_points(network, at.arc);
	uint64_t whole = 0, before = 0;
	for (uint32_t i = 1; i < points; i++)
		whole += road_plane_length_cm(road_network_point(network, at.arc, i - 1),
		                              road_network_point(network, at.arc, i));
	uint64_t wanted = whole * at.fraction_q16 / ROAD_WHOLE_Q16;
	for (uint32_t i = 1; i < points; i++) {
		struct road_node a = road_network_point(network, at.arc, i - 1),
				 b = road_network_point(network, at.arc, i);
		int64_t length = road_plane_length_cm(a, b);
		if (before + (uint64_t)length < wanted || !length) {
			before += (uint64_t)length;
			continue;
		}
		int64_t along_cm = (int64_t)(wanted - before);
		int64_t lat = a.lat_e7 + ((int64_t)b.lat_e7 - a.lat_e7) * along_cm / length;
		int64_t lon = a.lon_e7 + round_earth((int64_t)b.lon_e7 - a.lon_e7) * along_cm / length;
		return (struct road_node){ .lat_e7 = (int32_t)lat, .lon_e7 = (int32_t)round_earth(lon) };
	}
	return network->nodes[network->arcs[at.arc].to];
}
