/* The street that passes nearest to a point: every named arc's line is looked at. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/gazetteer.h"

#include <math.h>
#include <stdio.h>

#include "atlas/road_build.h"

/* Of a plane laid at the point: x is east, y north, in the units of latitude. */
struct plane {
	struct road_node at;
	double shrink; /* cosine of the latitude */
	double best;   /* squared */
	struct road_node foot;
};

static void try_line(struct plane *plane, struct road_node a, struct road_node b)
{
	double ax = (a.lon_e7 - (double)plane->at.lon_e7) * plane->shrink, ay = a.lat_e7 - (double)plane->at.lat_e7;
	double bx = (b.lon_e7 - (double)plane->at.lon_e7) * plane->shrink, by = b.lat_e7 - (double)plane->at.lat_e7;
	double length = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
	double along = length > 0 ? -(ax * (bx - ax) + ay * (by - ay)) / length : 0;
	along = fmin(fmax(along, 0), 1);
	double x = ax + along * (bx - ax), y = ay + along * (by - ay);
	if (x * x + y * y >= plane->best)
		return;
	plane->best = x * x + y * y;
	plane->foot.lat_e7 = (int32_t)lround(a.lat_e7 + along * (b.lat_e7 - (double)a.lat_e7));
	plane->foot.lon_e7 = (int32_t)lround(a.lon_e7 + along * (b.lon_e7 - (double)a.lon_e7));
}

static void try_arc(struct plane *plane, const struct road_network *network, const struct road_arc *arc)
{
	bool back = arc->marks & ROAD_BACKWARD;
	struct road_node last = network->nodes[back ? arc->to : arc->from];
	for (uint32_t i = 0; i < arc->shape_count; i++) {
		try_line(plane, last, network->shapes[arc->shape + i]);
		last = network->shapes[arc->shape + i];
	}
	try_line(plane, last, network->nodes[back ? arc->from : arc->to]);
}

void gazetteer_nearest_street(const struct road_network *network, struct road_node at, struct found_spot *ret_street)
{
	struct plane plane = { .at = at, .shrink = cos(at.lat_e7 * 1.7453292519943295e-9), .best = INFINITY };
	const struct road_arc *found = NULL;
	for (uint32_t i = 0; network->nodes && i < network->arc_count; i++) {
		const struct road_arc *arc = &network->arcs[i];
		double before = plane.best;
		/* An arc is no longer than its length: from farther away none of it can be nearer. */
		double reach = fabs(network->nodes[arc->from].lat_e7 - (double)at.lat_e7) - arc->length_cm * 0.91;
		if (!arc->name || (reach > 0 && reach * reach > before))
			continue;
		try_arc(&plane, network, arc);
		if (plane.best < before)
			found = arc;
	}
	if (!found)
		return;
	uint32_t away = (road_distance_cm(plane.foot, at) + 50) / 100;
	if (away > GAZETTEER_NEAR_MAX_M)
		return;
	*ret_street = (struct found_spot){ .kind = SPOT_STREET, .at = plane.foot, .distance_m = away };
	(void)snprintf(ret_street->label, sizeof ret_street->label, "%.500s",
	               (const char *)network->names.at + found->name);
}
