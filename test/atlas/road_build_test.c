/* Small maps written by hand become the networks that one draws of them on paper. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/road_build.h"

#include "check.h"

/*
 * Points 1 to 9 on the equator, a thousandth of a degree (111.19 m) apart, 11 to 19 as far north of them.
 * A way is written "id: points tags", a relation "ban id: from via to restriction".
 */
static void write_points(struct buffer *text)
{
	CHECK(buffer_append_text(text, "<osm>") == STATUS_OK);
	for (int id = 1; id < 20; id++)
		if (id != 10)
			CHECK(buffer_print(text, "<node id='%d' lat='0.00%d' lon='0.00%d'%s", id, id / 10, id % 10,
			                   id == 6 ? "><tag k='barrier' v='gate'/></node>" : "/>") == STATUS_OK);
}

static void write_way(struct buffer *text, int id, const int *points, const char *tags)
{
	CHECK(buffer_print(text, "<way id='%d'>", id) == STATUS_OK);
	for (; *points; points++)
		CHECK(buffer_print(text, "<nd ref='%d'/>", *points) == STATUS_OK);
	CHECK(buffer_print(text, "%s</way>", tags) == STATUS_OK);
}
#define POINTS(...) ((const int[]){ __VA_ARGS__, 0 })
#define TAG(KEY, VALUE) "<tag k='" KEY "' v='" VALUE "'/>"

static void write_ban(struct buffer *text, int from, int via, int to, const char *tags)
{
	CHECK(
	    buffer_print(text,
	                 "<relation id='%d'><tag k='type' v='restriction'/>%s<member type='way' ref='%d' role='from'/>"
	                 "<member type='node' ref='%d' role='via'/><member type='way' ref='%d' role='to'/></relation>",
	                 from * 100 + to, tags, from, via, to) == STATUS_OK);
}

struct made {
	struct survey survey;
	struct road_network network;
	struct road_report report;
};

static bool make(struct made *made, struct buffer *text)
{
	struct osm_fault fault = { .what = "" };
	*made = (struct made){ 0 };
	CHECK(buffer_append_text(text, "</osm>") == STATUS_OK);
	enum status status = survey_read(&made->survey, buffer_bytes(text), NULL, &fault);
	if (!CHECK(status == STATUS_OK))
		(void)fprintf(stderr, "  %s\n", fault.what);
	if (status == STATUS_OK)
		status = road_build(&made->survey, &made->network, &made->report);
	buffer_close(text);
	return CHECK(status == STATUS_OK);
}

static void unmake(struct made *made)
{
	survey_close(&made->survey);
	road_network_close(&made->network);
}

/* The junction at a point of the sheet: the first, or the second where a barrier makes two. */
static uint32_t at(const struct made *made, int id, bool second)
{
	for (uint32_t i = 0; i < made->network.node_count; i++)
		if (made->network.nodes[i].lat_e7 == id / 10 * 10000 &&
		    made->network.nodes[i].lon_e7 == id % 10 * 10000) {
			if (!second)
				return i;
			second = false;
		}
	return UINT32_MAX;
}

static const struct road_arc *arc_of(const struct made *made, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < made->network.arc_count; i++)
		if (made->network.arcs[i].from == from && made->network.arcs[i].to == to)
			return &made->network.arcs[i];
	return NULL;
}

static const struct road_arc *arc(const struct made *made, int from, int to)
{
	return arc_of(made, at(made, from, false), at(made, to, false));
}

/* Whether these points may not be driven one after another, and nothing shorter or longer says so. */
static bool is_run(const struct made *made, const int points[4])
{
	const struct road_arc *arcs = made->network.arcs;
	for (uint32_t i = 0; i < made->network.run_count; i++) {
		bool same = made->network.runs[i].arc[3] == ROAD_NONE;
		for (unsigned j = 0; j < 3; j++)
			same = same && arc(made, points[j], points[j + 1]) == &arcs[made->network.runs[i].arc[j]];
		if (same)
			return true;
	}
	return false;
}

static bool is_forbidden(const struct made *made, int from, int via, int to)
{
	const struct road_arc *arcs = made->network.arcs;
	const struct road_arc *a = arc(made, from, via), *b = arc(made, via, to);
	for (uint32_t i = 0; a && b && i < made->network.turn_count; i++)
		if (made->network.turns[i].from_arc == a - arcs && made->network.turns[i].to_arc == b - arcs)
			return true;
	return false;
}

/* A cross: 1-2-3 along, 2-12 across, through the middle of the first way. */
static void check_cross(void)
{
	struct buffer text = { 0 };
	struct made made;
	write_points(&text);
	write_way(&text, 101, POINTS(1, 2, 3), TAG("highway", "residential") TAG("name", "Long Street"));
	write_way(&text, 102, POINTS(2, 12), TAG("highway", "residential") TAG("oneway", "yes"));
	write_way(&text, 103, POINTS(1, 4), TAG("building", "yes"));
	if (!make(&made, &text))
		return;
	CHECK_NUMBER(made.network.node_count, 4);
	CHECK_NUMBER(made.network.arc_count, 6);
	const struct road_arc *long_street = arc(&made, 1, 2), *back = arc(&made, 12, 2);
	CHECK(long_street && back);
	/* a thousandth of a degree of a sphere of 6,371,008.8 m is 111.195 m; at 30 km/h that takes 13.343 s */
	CHECK_NUMBER(long_street->length_cm, 11120);
	CHECK_NUMBER(long_street->time, 13344);
	CHECK_TEXT((const char *)made.network.names.at + long_street->name, "Long Street");
	CHECK_NUMBER(back->marks, ROAD_EMERGENCY_ONLY | ROAD_BACKWARD);
	CHECK_NUMBER(back->time, 20016);
	CHECK_NUMBER(made.report.part_count, 1);
	CHECK_NUMBER(made.report.class_cm[ROAD_CLASS_RESIDENTIAL], 33360);
	unmake(&made);
}

static void check_shapes(void)
{
	struct buffer text = { 0 };
	struct made made;
	write_points(&text);
	/* a bent street, and a loop from a junction to itself */
	write_way(&text, 101, POINTS(1, 2, 12, 12, 13), TAG("highway", "service"));
	write_way(&text, 102, POINTS(13, 14, 4, 3, 13), TAG("highway", "service"));
	if (!make(&made, &text))
		return;
	CHECK_NUMBER(made.network.node_count, 3);
	const struct road_arc *bent = arc(&made, 1, 13), *back = arc(&made, 13, 1);
	CHECK(bent && back && bent->shape_count == 2 && back->shape == bent->shape);
	CHECK_NUMBER(made.network.shapes[bent->shape + 1].lat_e7, 10000);
	CHECK(back->marks & ROAD_BACKWARD);
	CHECK(arc(&made, 13, 4) && arc(&made, 4, 13));
	unmake(&made);
}

static void check_gate(void)
{
	struct buffer text = { 0 };
	struct made made;
	write_points(&text);
	write_way(&text, 101, POINTS(5, 6, 7), TAG("highway", "residential"));
	if (!make(&made, &text))
		return;
	uint32_t before = at(&made, 6, false), behind = at(&made, 6, true);
	CHECK_NUMBER(made.network.node_count, 4);
	CHECK(before != UINT32_MAX && behind != UINT32_MAX);
	CHECK(arc_of(&made, at(&made, 5, false), before) && arc_of(&made, behind, at(&made, 7, false)));
	CHECK(!arc_of(&made, at(&made, 5, false), behind));
	const struct road_arc *through = arc_of(&made, before, behind);
	if (CHECK(through)) {
		CHECK_NUMBER(through->marks, ROAD_EMERGENCY_ONLY | ROAD_BARRIER);
		CHECK_NUMBER(through->time, 20000);
	}
	CHECK_NUMBER(made.report.barriers[BARRIER_EMERGENCY], 1);
	unmake(&made);
}

static void check_turns(void)
{
	struct buffer text = { 0 };
	struct made made;
	write_points(&text);
	write_way(&text, 1, POINTS(1, 2), TAG("highway", "residential"));
	write_way(&text, 2, POINTS(2, 3), TAG("highway", "residential"));
	write_way(&text, 3, POINTS(2, 12), TAG("highway", "residential"));
	write_way(&text, 4, POINTS(12, 13, 14), TAG("highway", "residential"));
	write_way(&text, 5, POINTS(13, 3), TAG("highway", "residential"));
	write_ban(&text, 1, 2, 3, TAG("restriction", "no_left_turn"));
	write_ban(&text, 3, 2, 2, TAG("restriction", "only_left_turn"));
	write_ban(&text, 2, 2, 1, TAG("restriction", "no_right_turn") TAG("except", "psv; motorcar"));
	write_ban(&text, 2, 2, 3, TAG("restriction:hgv", "no_right_turn"));
	write_ban(&text, 1, 2, 2, TAG("restriction:conditional", "no_straight_on @ (Mo)"));
	write_ban(&text, 1, 2, 9, TAG("restriction", "no_straight_on"));
	write_ban(&text, 5, 13, 4, TAG("restriction", "no_left_turn"));
	write_ban(&text, 5, 13, 5, TAG("restriction", "no_dancing"));
	write_ban(&text, 5, 13, 5, TAG("restriction", "dancing"));
	if (!make(&made, &text))
		return;
	CHECK(is_forbidden(&made, 1, 2, 12) && !is_forbidden(&made, 1, 2, 3));
	CHECK(is_forbidden(&made, 12, 2, 1) && is_forbidden(&made, 12, 2, 12) && !is_forbidden(&made, 12, 2, 3));
	CHECK(!is_forbidden(&made, 3, 2, 1) && !is_forbidden(&made, 3, 2, 12));
	CHECK(is_forbidden(&made, 3, 13, 3));
	CHECK_NUMBER(made.network.turn_count, 4);
	const uint64_t fates[BAN_COUNT] = { [BAN_USED] = 3,   [BAN_MISSING] = 1, [BAN_UNSPLIT] = 1,
		                            [BAN_OTHERS] = 2, [BAN_TIMED] = 1,   [BAN_UNKNOWN] = 1 };
	for (unsigned i = 0; i < BAN_COUNT; i++)
		CHECK_NUMBER(made.report.ban_fates[i], fates[i]);
	unmake(&made);
}

/* A boat's time is what its way says, spread over it; a point that is not there breaks a road in two. */
static void check_ferry_and_gap(void)
{
	struct buffer text = { 0 };
	struct made made;
	write_points(&text);
	write_way(&text, 1, POINTS(1, 2, 3), TAG("route", "ferry") TAG("duration", "00:20"));
	write_way(&text, 2, POINTS(2, 12), TAG("highway", "track"));
	write_way(&text, 3, POINTS(14, 15, 99, 16, 17), TAG("highway", "track"));
	write_way(&text, 4, POINTS(98, 97), TAG("highway", "track"));
	write_way(&text, 5, POINTS(18), TAG("highway", "track"));
	if (!make(&made, &text))
		return;
	const struct road_arc *boat = arc(&made, 1, 2);
	CHECK(boat && boat->class == ROAD_CLASS_FERRY);
	CHECK_NUMBER(boat ? boat->time : 0, 600000);
	CHECK(!arc(&made, 15, 16) && arc(&made, 14, 15) && arc(&made, 16, 17));
	CHECK_NUMBER(made.report.gaps, 1);
	CHECK_NUMBER(made.survey.missing_points, 3);
	CHECK_NUMBER(made.report.part_count, 3);
	CHECK_NUMBER(made.report.parts[0].junctions, 4);
	unmake(&made);
}

static void write_long_ban(struct buffer *text, int from, int via, int to, const char *tags)
{
	CHECK(buffer_print(text,
	                   "<relation id='%d'><tag k='type' v='restriction'/>%s"
	                   "<member type='way' ref='%d' role='from'/><member type='way' ref='%d' role='via'/>"
	                   "<member type='way' ref='%d' role='to'/></relation>",
	                   from * 100 + to, tags, from, via, to) == STATUS_OK);
}

/* A street 1-2-3-4 of three ways, 12 above 2 and 13 above 3: no turning back by way of 2-3. */
static void check_long_bans(void)
{
	struct buffer text = { 0 };
	struct made made;
	write_points(&text);
	write_way(&text, 1, POINTS(1, 2), TAG("highway", "residential"));
	write_way(&text, 2, POINTS(2, 3), TAG("highway", "residential"));
	write_way(&text, 3, POINTS(3, 4), TAG("highway", "residential"));
	write_way(&text, 4, POINTS(2, 12), TAG("highway", "residential"));
	write_way(&text, 5, POINTS(3, 13), TAG("highway", "residential"));
	write_long_ban(&text, 4, 2, 5, TAG("restriction", "no_u_turn"));
	write_long_ban(&text, 3, 2, 1, TAG("restriction", "only_straight_on"));
	write_long_ban(&text, 5, 2, 4, TAG("restriction", "no_u_turn") TAG("except", "emergency"));
	write_long_ban(&text, 1, 5, 4, TAG("restriction", "no_u_turn"));
	if (!make(&made, &text))
		return;
	const struct {
		int points[4];
	} runs[] = { { { 12, 2, 3, 13 } }, { { 4, 3, 2, 12 } }, { { 4, 3, 2, 3 } } };
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		CHECK(is_run(&made, runs[i].points));
	CHECK_NUMBER(made.network.run_count, 3);
	/* Who must go along 3-2 may not leave at 3. */
	CHECK(is_forbidden(&made, 4, 3, 13) && is_forbidden(&made, 4, 3, 4) && !is_forbidden(&made, 4, 3, 2));
	CHECK_NUMBER(made.network.turn_count, 2);
	CHECK_NUMBER(made.report.ban_fates[BAN_USED], 2);
	CHECK_NUMBER(made.report.ban_fates[BAN_OTHERS], 1);
	CHECK_NUMBER(made.report.ban_fates[BAN_MISSING] + made.report.ban_fates[BAN_OVER_WAY], 1);
	unmake(&made);
}

int main(void)
{
	check_cross();
	check_shapes();
	check_gate();
	check_turns();
	check_ferry_and_gap();
	check_long_bans();
	return check_done();
}
