/* What ways let one think: once an assignment, never on jitter, never of a place that is hardly known, and no debt is met. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "track/fence.h"

#include "../core/center.h"

#define M 90 /* ten-millionths of a degree of latitude, a metre */
#define HOME 455000000
#define EAST (-1226000000)
#define GOAL_M 2000
#define BY_CENTER(CENTER, KIND, ...)                                                                                   \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })

struct way {
	struct center_test c;
	struct fence fence;
	struct road_node hospital;
	uint32_t incident;
	uint32_t uncertainty_m;
};

static void open(struct way *way, uint32_t unsure_m)
{
	*way = (struct way){ .hospital = { .lat_e7 = HOME + 5000 * M, .lon_e7 = EAST } };
	center_open(&way->c);
	CHECK(BY_CENTER(&way->c, ADD_STATION, .f.name = { "one" }, .f.lat_e7 = HOME, .f.lon_e7 = EAST) == REFUSAL_NONE);
	CHECK(BY_CENTER(&way->c, SET_UNIT, .f.unit = ENGINE, .f.station = 1) == REFUSAL_NONE);
	way->incident = center_incident(&way->c);
	CHECK(ASK(&way->c, SET_PLACE, DISPATCHER, .f.incident = way->incident, .f.lat_e7 = HOME + GOAL_M * M,
	          .f.lon_e7 = EAST, .f.uncertainty_m = unsure_m, REASON) == REFUSAL_NONE);
}

static void send(struct way *way)
{
	CHECK(ASK(&way->c, ASSIGN, DISPATCHER, .f.unit = ENGINE, .f.incident = way->incident) == REFUSAL_NONE);
}

/* A second later the unit is so far north of its station; what is inferred of it, as the tracker would. */
static enum unit_status drive(struct way *way, int32_t north_m, int32_t speed_cm_s)
{
	struct fence_finding finding;
	center_wait(&way->c, 1);
	struct track_fix fix = { .stamp = way->c.now,
		                 .place = { .lat_e7 = HOME + north_m * M, .lon_e7 = EAST },
		                 .uncertainty_m = way->uncertainty_m,
		                 .speed_cm_s = speed_cm_s };
	if (!fence_judge(way->c.board, ENGINE, &fix, &way->hospital, 1, &way->fence, &finding))
		return UNIT_NONE;
	CHECK(BY_CENTER(&way->c, INFER_STATUS, .f.unit = ENGINE, .f.assignment = finding.assignment,
	                .f.status = (uint8_t)finding.status, .f.stamp = fix.stamp.us) == REFUSAL_NONE);
	return finding.status;
}

static void a_whole_way(void)
{
	struct way way;
	open(&way, 0);
	CHECK(drive(&way, 500, 1400) == UNIT_NONE); /* nobody has sent it */
	CHECK(drive(&way, 0, 0) == UNIT_NONE);
	CHECK(ASK(&way.c, REPORT_POSITION, CREW, .f.unit = ENGINE, .f.lat_e7 = HOME, .f.lon_e7 = EAST) == REFUSAL_NONE);
	send(&way);
	CHECK(drive(&way, 0, 0) == UNIT_NONE);
	CHECK(drive(&way, 160, 1400) == UNIT_NONE); /* 150 m, and 15 m of error */
	CHECK(drive(&way, 170, 1400) == UNIT_EN_ROUTE);
	for (int32_t i = 0; i < 20; i++)
		CHECK(drive(&way, i % 2 ? 100 : 400, 1400) == UNIT_NONE); /* to and fro */
	CHECK(drive(&way, GOAL_M - 200, 1400) == UNIT_NONE);
	CHECK(drive(&way, GOAL_M - 100, 1400) == UNIT_NONE); /* it may drive by */
	CHECK(drive(&way, GOAL_M - 50, 100) == UNIT_ON_SCENE);
	for (int32_t i = 0; i < 40; i++)
		CHECK(drive(&way, GOAL_M + (i % 2 ? 100 : 900), 0) == UNIT_NONE);
	/* Nothing of this meets a debt, or moves a status. */
	CHECK(board_assignments(way.c.board, 1)->status == UNIT_ASSIGNED);
	CHECK(center_owed(&way.c, 0, way.incident, OBLIGATION_TURN_OUT) != 0);
	CHECK(drive(&way, 4950, 100) == UNIT_AT_HOSPITAL);
	CHECK(drive(&way, 4950, 100) == UNIT_NONE && drive(&way, 9000, 0) == UNIT_NONE &&
	      drive(&way, 5000, 0) == UNIT_NONE);
	CHECK_NUMBER(board_assignments(way.c.board, 1)->inferred,
	             1 << UNIT_EN_ROUTE | 1 << UNIT_ON_SCENE | 1 << UNIT_AT_HOSPITAL);
	center_close(&way.c);
}

/* Who stays within for ten seconds has stopped, whatever his device says of speed. */
static void without_speed(void)
{
	struct way way;
	open(&way, 0);
	send(&way);
	for (int32_t i = 0; i < FENCE_WITHIN_S; i++)
		CHECK(drive(&way, GOAL_M - 100, TRACK_SPEED_UNSAID) == UNIT_NONE);
	CHECK(drive(&way, GOAL_M - 100, TRACK_SPEED_UNSAID) == UNIT_ON_SCENE);
	center_close(&way.c);
}

static void what_a_crew_said_is_not_inferred(void)
{
	struct way way;
	open(&way, 0);
	send(&way);
	CHECK(ASK(&way.c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_EN_ROUTE) == REFUSAL_NONE);
	CHECK(drive(&way, 0, 0) == UNIT_NONE && drive(&way, 500, 1400) == UNIT_NONE);
	CHECK(ASK(&way.c, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) == REFUSAL_NONE);
	CHECK(drive(&way, GOAL_M, 0) == UNIT_NONE);
	CHECK(drive(&way, 5000, 0) == UNIT_AT_HOSPITAL); /* it was there, as it said */
	center_close(&way.c);
}

/* A place that a cell tower gave, a fix of a phone indoors, a position of before it was sent. */
static void what_is_hardly_known(void)
{
	struct way way;
	open(&way, FENCE_PLACE_UNSURE_M + 1);
	send(&way);
	CHECK(drive(&way, GOAL_M, 0) != UNIT_ON_SCENE);
	center_close(&way.c);
	open(&way, 0);
	send(&way);
	way.uncertainty_m = FENCE_FIX_UNSURE_M + 1;
	CHECK(drive(&way, GOAL_M, 0) == UNIT_NONE);
	struct track_fix old = { .stamp = { way.c.now.us - 60000000 },
		                 .place = { .lat_e7 = HOME + GOAL_M * M, .lon_e7 = EAST } };
	struct fence_finding finding;
	CHECK(!fence_judge(way.c.board, ENGINE, &old, NULL, 0, &way.fence, &finding));
	center_close(&way.c);
}

/* On the road when it was sent: it is on its way when it comes nearer, and not while it drives on. */
static void from_anywhere(void)
{
	struct way way;
	open(&way, 0);
	CHECK(ASK(&way.c, REPORT_POSITION, CREW, .f.unit = ENGINE, .f.lat_e7 = HOME + 10000 * M, .f.lon_e7 = EAST) ==
	      REFUSAL_NONE);
	send(&way);
	CHECK(drive(&way, 10500, 1400) == UNIT_NONE);
	CHECK(drive(&way, 11000, 1400) == UNIT_NONE);
	CHECK(drive(&way, 9900, 1400) == UNIT_NONE);
	CHECK(drive(&way, 9800, 1400) == UNIT_EN_ROUTE);
	center_close(&way.c);
}

/* With two of them nobody knows for which it left; where it arrived is plain. */
static void two_at_once(void)
{
	struct way way;
	open(&way, 0);
	send(&way);
	uint32_t first = way.incident;
	way.incident = center_incident(&way.c);
	send(&way);
	CHECK(drive(&way, 0, 0) == UNIT_NONE && drive(&way, 1000, 1400) == UNIT_NONE);
	CHECK(drive(&way, GOAL_M, 0) == UNIT_ON_SCENE);
	const struct unit *unit = board_units(way.c.board, ENGINE);
	CHECK_NUMBER(board_assignments(way.c.board, unit->inferred_assignment)->incident, first);
	center_close(&way.c);
}

int main(void)
{
	a_whole_way();
	without_speed();
	what_a_crew_said_is_not_inferred();
	what_is_hardly_known();
	from_anywhere();
	two_at_once();
	return check_done();
}
