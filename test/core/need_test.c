/* What an incident needs: rows matched to units, held against trying out every way; lowering; cards; recommendations. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/need.h"

#include "center.h"
#include "core/rows.h"

enum { PUMP = 1, LADDER, ALS, CAPABILITY_COUNT = ALS };
#define BIT(NAME) ((uint64_t)1 << ((NAME)-1))

#define ROWS(TEXT) .text[TEXT_ROWS] = { (const uint8_t *)(TEXT), sizeof(TEXT) - 1 }
#define RECORD .text[TEXT_RECORD] = { (const uint8_t *)"{}", 2 }
#define BY_CENTER(CENTER, KIND, ...)                                                                                   \
	center_ask((CENTER), &(struct command){ .kind = COMMAND_##KIND, .asker = ASKER_CENTER, __VA_ARGS__ })

/* A center that knows three capabilities; the engine pumps, with four on it, the ladder truck does what its name says. */
static void open_fleet(struct center_test *c)
{
	center_open(c);
	CHECK(BY_CENTER(c, ADD_CAPABILITY, .f.name = { "pump" }) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, ADD_CAPABILITY, .f.name = { "ladder" }) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, ADD_CAPABILITY, .f.name = { "als" }) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, SET_UNIT, .f.unit = ENGINE, .f.capabilities = BIT(PUMP)) == REFUSAL_NONE);
	CHECK(BY_CENTER(c, SET_UNIT, .f.unit = LADDER_TRUCK, .f.capabilities = BIT(LADDER)) == REFUSAL_NONE);
	CHECK(ASK(c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 4) == REFUSAL_NONE);
}

static bool short_of(const struct center_test *c, uint32_t incident)
{
	return center_owed(c, 0, incident, OBLIGATION_ASSIGN) != 0;
}

static enum refusal send(struct center_test *c, uint32_t incident, uint32_t unit)
{
	return ASK(c, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = unit);
}

static enum refusal goes(struct center_test *c, uint32_t unit, enum unit_status status)
{
	return ASK(c, UNIT_STATUS, CREW, .f.unit = unit, .f.status = (uint8_t)status, REASON);
}

static void rows_keep_assign_open(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(BY_CENTER(&c, APPLY_CARD, .f.incident = incident,
	                ROWS("pump 1 - 4 lights 300;als 1 ladder 0 staged 0")) == REFUSAL_NONE);
	CHECK(send(&c, incident, ENGINE) == REFUSAL_NONE);
	CHECK(short_of(&c, incident)); /* one unit is there, as the single number asks; a row is empty */
	CHECK(send(&c, incident, LADDER_TRUCK) == REFUSAL_NONE);
	CHECK(!short_of(&c, incident)); /* the substitute will do */
	/* Three are not four, and nobody knows what a crew is that never said so. */
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 3) == REFUSAL_NONE);
	CHECK(short_of(&c, incident));
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 4) == REFUSAL_NONE);
	CHECK(!short_of(&c, incident));
	/* What a unit can do is what it can do now. */
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = LADDER_TRUCK, .f.capabilities = BIT(PUMP)) == REFUSAL_NONE);
	CHECK(short_of(&c, incident));
	CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = LADDER_TRUCK, .f.capabilities = BIT(ALS)) == REFUSAL_NONE);
	CHECK(!short_of(&c, incident));
	/* One that was there and left has filled its row, whatever it is like afterwards; one that never came has not. */
	CHECK(goes(&c, ENGINE, UNIT_ON_SCENE) == REFUSAL_NONE && goes(&c, ENGINE, UNIT_CLEAR) == REFUSAL_NONE);
	CHECK(ASK(&c, LOG_OFF, CREW, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(!short_of(&c, incident));
	CHECK(goes(&c, LADDER_TRUCK, UNIT_CLEAR) == REFUSAL_NONE);
	CHECK(short_of(&c, incident));
	center_close(&c);
}

static void may_not_go(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, LOG_OFF, CREW, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(ASK(&c, LOG_OFF, CREW, .f.unit = ENGINE) == REFUSAL_STATE_SAME);
	CHECK(send(&c, incident, ENGINE) == REFUSAL_UNIT_LOGGED_OFF);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE) == REFUSAL_CREW_MISSING);
	CHECK(ASK(&c, LOG_ON, CREW, .f.unit = ENGINE, .f.crew = 2) == REFUSAL_NONE);
	CHECK(send(&c, incident, ENGINE) == REFUSAL_NONE);
	CHECK(ASK(&c, LOG_OFF, CREW, .f.unit = ENGINE) == REFUSAL_UNIT_WORKING);
	center_close(&c);
}

static void less_is_looked_at(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.capability = PUMP, .f.count = 2, .f.crew = 3) ==
	      REFUSAL_NONE);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.capability = ALS, .f.count = 1) == REFUSAL_NONE);
	CHECK(!center_owed(&c, 0, incident, OBLIGATION_REVIEW));
	static const struct fields less[] = {
		{ .row = 1, .capability = PUMP, .count = 1, .crew = 3 },
		{ .row = 1, .capability = PUMP, .count = 2, .crew = 2 },
		{ .row = 1, .capability = LADDER, .count = 2, .crew = 3 },
		{ .row = 1, .capability = PUMP, .count = 2, .crew = 3, .substitutes = BIT(ALS) },
		{ .row = 2 }, /* not any more */
	};
	for (size_t i = 0; i < sizeof less / sizeof *less; i++) {
		struct command command = {
			.kind = COMMAND_SET_NEED, .asker = ASKER_AGENT, .actor = DISPATCHER, .f = less[i]
		};
		command.f.incident = incident;
		CHECK(center_ask(&c, &command) == REFUSAL_REASON_MISSING);
	}
	CHECK(BY_CENTER(&c, APPLY_CARD, .f.incident = incident, ROWS("pump 2 - 3 - 0")) == REFUSAL_REASON_MISSING);
	CHECK(BY_CENTER(&c, APPLY_CARD, .f.incident = incident, ROWS("pump 2 - 3 - 0;als 1 - 0 - 0")) ==
	      REFUSAL_STATE_SAME);
	CHECK(BY_CENTER(&c, APPLY_CARD, .f.incident = incident, ROWS("pump 2 - 3 - 0"), REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, incident, OBLIGATION_REVIEW));
	CHECK_NUMBER(board_needs(c.board, need_row(c.board, incident, 2))->count, 0);
	/* The number of units in all is what it was. */
	CHECK_NUMBER(board_incidents(c.board, incident)->need, 1);
	center_close(&c);
}

static void alarms_are_counted(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_ALARM, DISPATCHER, .f.incident = incident, .f.count = 1) == REFUSAL_STATE_SAME);
	CHECK(ASK(&c, SET_ALARM, DISPATCHER, .f.incident = incident, .f.count = ALARMS_MAX + 1) == REFUSAL_VALUE_WRONG);
	CHECK(ASK(&c, SET_ALARM, DISPATCHER, .f.incident = incident, .f.count = ALARMS_MAX) == REFUSAL_NONE);
	CHECK_NUMBER(board_incidents(c.board, incident)->alarm, ALARMS_MAX);
	CHECK(ASK(&c, SET_ALARM, DISPATCHER, .f.incident = incident, .f.count = 2) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, SET_ALARM, DISPATCHER, .f.incident = incident, .f.count = 2, REASON) == REFUSAL_NONE);
	CHECK(ASK(&c, SET_ALARM, TAKER, .f.incident = incident, .f.count = 3) == REFUSAL_NO_RIGHT);
	/* Sets of capabilities, folded as they were decided. */
	CHECK(BY_CENTER(&c, APPLY_CARD, .f.incident = incident, ROWS("pump+als 2 ladder+als,als 0 - 0")) ==
	      REFUSAL_NONE);
	const struct need *need = board_needs(c.board, need_row(c.board, incident, 1));
	CHECK(need->capabilities == (BIT(PUMP) | BIT(ALS)) && need->substitutes == BIT(ALS));
	CHECK(need->stand_in[0] == (BIT(LADDER) | BIT(ALS)) && !need->stand_in[1]);
	CHECK(!need_fits(need, BIT(PUMP), 9) && need_fits(need, BIT(ALS), 0) && !need_fits(need, BIT(LADDER), 0));
	center_close(&c);
}

static void rows_have_bounds(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.row = 2, .f.count = 1) == REFUSAL_ROW_WRONG);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.count = NEED_COUNT_MAX + 1) ==
	      REFUSAL_ROW_WRONG);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.count = 1, .f.need = 1) == REFUSAL_ROW_WRONG);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.capability = 9, .f.count = 1) ==
	      REFUSAL_UNKNOWN_CAPABILITY);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.substitutes = 1 << CAPABILITY_COUNT,
	          .f.count = 1) == REFUSAL_UNKNOWN_CAPABILITY);
	for (unsigned row = 1; row <= NEED_ROWS_MAX; row++)
		CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.count = NEED_COUNT_MAX) == REFUSAL_NONE);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.count = 1) == REFUSAL_ROW_WRONG);
	CHECK(send(&c, incident, ENGINE) == REFUSAL_NONE && short_of(&c, incident));
	center_close(&c);
}

static void rows_have_one_form(void)
{
	static const char *const wrong[] = {
		"pump",
		"pump 1",
		"pump 1 - 4 lights",
		"pump 1 - 4 lights 300 ",
		" pump 1 - 4 lights 300",
		"pump 1 - 4 lights 300;",
		";pump 1 - 4 lights 300",
		"pump 01 - 4 lights 300",
		"pump 0 - 4 lights 300",
		"pump 33 - 4 lights 300",
		"pump -1 - 4 lights 300",
		"pump 1 - 256 lights 300",
		"pump 1 - 4 loud 300",
		"pump  1 - 4 lights 300",
		"pump 1 als, 4 lights 300",
		"pump 1 ,als 4 lights 300",
		"pump 1 - 4 lights 99999999999",
		"pump 1 - 4 lights 300 x",
		"pump 1 - 4 lights 2592001",
		";",
		" ",
	};
	struct center_test c;
	open_fleet(&c);
	struct need need[NEED_ROWS_MAX];
	unsigned count = 77;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (!CHECK(rows_read_needs(c.board, bytes_of_text(wrong[i]), need, &count) == REFUSAL_ROWS_WRONG))
			(void)fprintf(stderr, "  \"%s\"\n", wrong[i]);
	CHECK(rows_read_needs(c.board, bytes_of_text("boat 1 - 0 - 0"), need, &count) == REFUSAL_UNKNOWN_CAPABILITY);
	CHECK(rows_read_needs(c.board, bytes_of_text("pump 1 als,boat 0 - 0"), need, &count) ==
	      REFUSAL_UNKNOWN_CAPABILITY);
	CHECK_NUMBER(count, 77); /* nothing is returned of what is wrong */
	struct buffer many = { 0 };
	for (unsigned i = 0; i < NEED_ROWS_MAX; i++)
		CHECK(buffer_append_text(&many, i ? ";- 1 - 0 - 0" : "- 1 - 0 - 0") == STATUS_OK);
	CHECK(rows_read_needs(c.board, buffer_bytes(&many), need, &count) == REFUSAL_NONE && count == NEED_ROWS_MAX);
	CHECK(buffer_append_text(&many, ";- 1 - 0 - 0") == STATUS_OK);
	CHECK(rows_read_needs(c.board, buffer_bytes(&many), need, &count) == REFUSAL_ROWS_WRONG);
	buffer_close(&many);
	CHECK(rows_read_needs(c.board, bytes_of_text("pump 2 ladder,als 4 staged 300"), need, &count) == REFUSAL_NONE);
	CHECK(count == 1 && need[0].row == 1 && need[0].capabilities == BIT(PUMP) && need[0].count == 2 &&
	      need[0].crew == 4);
	CHECK(need[0].substitutes == (BIT(LADDER) | BIT(ALS)) && need[0].mode == MODE_STAGED && need[0].span_s == 300);
	center_close(&c);
}

/* All ways of putting units into rows, one after the other: how many places the best of them fills. */
static unsigned best(const struct need *need, unsigned rows, const struct assignment *units, unsigned count,
                     const unsigned *left)
{
	if (!count)
		return 0;
	unsigned most = best(need, rows, units + 1, count - 1, left);
	for (unsigned row = 0; row < rows; row++) {
		bool any = (units->capabilities & need[row].capabilities) == need[row].capabilities;
		bool can = units->capabilities & need[row].substitutes;
		if (!left[row] || !(any || can) || units->crew < need[row].crew)
			continue;
		unsigned after[NEED_ROWS_MAX];
		memcpy(after, left, sizeof after);
		after[row]--;
		unsigned filled = 1 + best(need, rows, units + 1, count - 1, after);
		most = filled > most ? filled : most;
	}
	return most;
}

static uint64_t drawn(uint64_t *random, uint64_t below)
{
	*random = *random * 6364136223846793005u + 1442695040888963407u;
	return (*random >> 33) % below;
}

/* The matching finds as many as trying out does, whatever the order in which units come. */
static void matching_is_exact(void)
{
	struct center_test c;
	open_fleet(&c);
	uint64_t random = 4;
	for (unsigned round = 0; round < 300; round++) {
		uint32_t incident = center_incident(&c);
		struct assignment units[6] = { 0 };
		unsigned unit_count = 1 + (unsigned)drawn(&random, 6), rows = 1 + (unsigned)drawn(&random, 4);
		unsigned left[NEED_ROWS_MAX] = { 0 }, wanted = 0, filled = 0;
		struct need need[NEED_ROWS_MAX] = { 0 };
		for (unsigned i = 0; i < rows; i++) {
			need[i] = (struct need){ .capabilities = drawn(&random, 1 << CAPABILITY_COUNT),
				                 .count = (uint8_t)(1 + drawn(&random, 2)),
				                 .substitutes = drawn(&random, 1 << CAPABILITY_COUNT),
				                 .crew = (uint8_t)drawn(&random, 3) };
			left[i] = need[i].count;
			wanted += need[i].count;
			CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident,
			          .f.capabilities = need[i].capabilities, .f.count = need[i].count,
			          .f.substitutes = need[i].substitutes, .f.crew = need[i].crew) == REFUSAL_NONE);
		}
		for (unsigned i = 0; i < unit_count; i++) {
			struct command add = { .kind = COMMAND_ADD_UNIT, .asker = ASKER_CENTER };
			(void)snprintf(add.f.name.text, NAME_BYTES, "u%u.%u", round, i);
			CHECK(center_ask(&c, &add) == REFUSAL_NONE);
			uint32_t unit = c.board->pool[POOL_units].count - 1;
			units[i].capabilities = 1 + drawn(&random, (1 << CAPABILITY_COUNT) - 1);
			units[i].crew = (uint8_t)(1 + drawn(&random, 3));
			CHECK(BY_CENTER(&c, SET_UNIT, .f.unit = unit, .f.capabilities = units[i].capabilities) ==
			      REFUSAL_NONE);
			CHECK(ASK(&c, LOG_ON, CREW, .f.unit = unit, .f.crew = units[i].crew) == REFUSAL_NONE);
			CHECK(send(&c, incident, unit) == REFUSAL_NONE);
		}
		struct need_fill fill;
		bool met = need_met(c.board, incident, &fill);
		for (unsigned i = 1; i <= NEED_ROWS_MAX; i++)
			filled += fill.filled[i];
		CHECK_NUMBER(filled, best(need, rows, units, unit_count, left));
		CHECK(met == (filled == wanted) && short_of(&c, incident) == !met);
	}
	center_close(&c);
}

static void recommended_beside_chosen(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, SET_NEED, DISPATCHER, .f.incident = incident, .f.capability = PUMP, .f.count = 1) ==
	      REFUSAL_NONE);
	CHECK(ASK(&c, RECOMMEND, DISPATCHER, .f.incident = incident, ROWS("1 1 245 closest"), RECORD) ==
	      REFUSAL_NO_RIGHT);
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = incident, ROWS("1 1 245 closest")) == REFUSAL_RECORD_MISSING);
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = incident, ROWS("9 1 245 closest"), RECORD) ==
	      REFUSAL_UNKNOWN_UNIT);
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = incident, ROWS("1 2 245 closest"), RECORD) == REFUSAL_ROW_WRONG);
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = incident, ROWS("1 1 245 nearest"), RECORD) == REFUSAL_ROWS_WRONG);
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = incident, ROWS("2 0 99 planned;1 1 245 closest"), RECORD) ==
	      REFUSAL_NONE);
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = incident, ROWS("1 1 240 closest;1 0 300 coverage"), RECORD) ==
	      REFUSAL_NONE);
	const struct pick *first = board_picks(c.board, board_incidents(c.board, incident)->first_pick);
	CHECK(first->unit == ENGINE && first->row == 1 && first->eta_s == 240 && first->why == WHY_CLOSEST);
	CHECK_NUMBER(c.board->pool[POOL_picks].count, 3); /* the places of what stands no longer are used again */
	CHECK(ASK(&c, CHOOSE, DISPATCHER, .f.incident = incident, .f.unit = LADDER_TRUCK) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, CHOOSE, DISPATCHER, .f.incident = incident, .f.unit = LADDER_TRUCK, REASON) == REFUSAL_NONE);
	/* It never blocks, and says what was done. */
	CHECK(send(&c, incident, LADDER_TRUCK) == REFUSAL_NONE);
	CHECK_NUMBER(c.decision.events[0].f.followed, FOLLOWED_OTHER);
	CHECK(send(&c, incident, ENGINE) == REFUSAL_NONE);
	CHECK_NUMBER(c.decision.events[0].f.followed, FOLLOWED_YES);
	CHECK(goes(&c, ENGINE, UNIT_ON_SCENE) == REFUSAL_NONE && goes(&c, ENGINE, UNIT_CLEAR) == REFUSAL_NONE);
	CHECK(goes(&c, LADDER_TRUCK, UNIT_CLEAR) == REFUSAL_NONE);
	CHECK(ASK(&c, CLOSE, DISPATCHER, .f.incident = incident, .f.disposition = DISPOSITION_SERVED) == REFUSAL_NONE);
	CHECK(!board_incidents(c.board, incident)->first_pick && board_center(c.board)->free_pick);
	uint32_t other = center_incident(&c);
	CHECK(send(&c, other, ENGINE) == REFUSAL_NONE);
	CHECK_NUMBER(c.decision.events[0].f.followed, FOLLOWED_NOTHING);
	/* Nobody can go: that is a recommendation too. */
	CHECK(BY_CENTER(&c, RECOMMEND, .f.incident = other, RECORD) == REFUSAL_NONE);
	CHECK(board_incidents(c.board, other)->recommended && !board_incidents(c.board, other)->first_pick);
	struct buffer many = { 0 };
	for (unsigned i = 0; i < PICKS_MAX; i++)
		CHECK(buffer_append_text(&many, i ? ";1 0 1 -" : "1 0 1 -") == STATUS_OK);
	struct command all = { .kind = COMMAND_RECOMMEND, .asker = ASKER_CENTER, .f.incident = other, RECORD };
	all.text[TEXT_ROWS] = buffer_bytes(&many);
	CHECK(center_ask(&c, &all) == REFUSAL_NONE);
	CHECK(buffer_append_text(&many, ";1 0 1 -") == STATUS_OK);
	all.text[TEXT_ROWS] = buffer_bytes(&many);
	CHECK(center_ask(&c, &all) == REFUSAL_ROWS_WRONG);
	buffer_close(&many);
	center_close(&c);
}

static void diverted_units_are_owed(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t first = center_incident(&c), second = center_incident(&c);
	CHECK(ASK(&c, DIVERT, DISPATCHER, .f.unit = ENGINE, .f.incident = second, REASON) == REFUSAL_UNIT_IDLE);
	CHECK(send(&c, first, ENGINE) == REFUSAL_NONE && !short_of(&c, first));
	CHECK(ASK(&c, DIVERT, DISPATCHER, .f.unit = ENGINE, .f.incident = first, REASON) == REFUSAL_UNIT_ON_IT);
	CHECK(ASK(&c, DIVERT, DISPATCHER, .f.unit = ENGINE, .f.incident = second) == REFUSAL_REASON_MISSING);
	CHECK(ASK(&c, SET_PRIORITY, DISPATCHER, .f.incident = second, .f.priority = 1) == REFUSAL_NONE);
	CHECK(ASK(&c, DIVERT, DISPATCHER, .f.unit = ENGINE, .f.incident = second, REASON) == REFUSAL_NONE);
	CHECK(short_of(&c, first) && !short_of(&c, second));
	CHECK(!center_owed(&c, 0, first, OBLIGATION_REVIEW));
	/* Back to what is less urgent: a person may, and a second one looks. */
	CHECK(ASK(&c, DIVERT, DISPATCHER, .f.unit = ENGINE, .f.incident = first, REASON) == REFUSAL_NONE);
	CHECK(center_owed(&c, 0, second, OBLIGATION_REVIEW) && short_of(&c, second) && !short_of(&c, first));
	CHECK(goes(&c, ENGINE, UNIT_ON_SCENE) == REFUSAL_NONE);
	CHECK(ASK(&c, DIVERT, DISPATCHER, .f.unit = ENGINE, .f.incident = second, REASON) == REFUSAL_UNIT_ARRIVED);
	center_close(&c);
}

static int64_t due_in_s(const struct center_test *c, uint32_t incident, uint32_t assignment)
{
	for (uint32_t slot = 1; slot < c->board->pool[POOL_obligations].count; slot++) {
		const struct obligation *owed = board_obligations(c->board, slot);
		if (owed->open && owed->kind == OBLIGATION_CHECK_CREW && owed->incident == incident &&
		    owed->assignment == assignment)
			return instant_since(owed->due, c->now).us / 1000000;
	}
	return -1;
}

static void crews_are_asked(void)
{
	struct center_test c;
	open_fleet(&c);
	uint32_t incident = center_incident(&c);
	CHECK(ASK(&c, ASK_CREWS, DISPATCHER, .f.incident = incident) == REFUSAL_UNIT_IDLE);
	CHECK(BY_CENTER(&c, APPLY_CARD, .f.incident = incident, ROWS("pump 1 - 0 - 300;- 1 - 0 - 450")) ==
	      REFUSAL_NONE);
	CHECK(send(&c, incident, ENGINE) == REFUSAL_NONE && send(&c, incident, LADDER_TRUCK) == REFUSAL_NONE);
	CHECK(goes(&c, ENGINE, UNIT_ON_SCENE) == REFUSAL_NONE);
	CHECK_NUMBER(due_in_s(&c, incident, 1),
	             300); /* the shorter of the rows that it can fill, not the ladder's 900 */
	CHECK(ASK(&c, CHECK_CREW, DISPATCHER, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK_NUMBER(due_in_s(&c, incident, 1), 300);
	CHECK(ASK(&c, ASK_CREWS, DISPATCHER, .f.incident = incident, .f.span_s = 3601) == REFUSAL_SPAN_WRONG);
	CHECK(ASK(&c, ASK_CREWS, DISPATCHER, .f.incident = incident) == REFUSAL_NONE);
	CHECK_NUMBER(due_in_s(&c, incident, 1), 60);
	CHECK_NUMBER(due_in_s(&c, incident, 2), 60); /* on its way, and asked as well */
	CHECK(ASK(&c, CHECK_CREW, DISPATCHER, .f.unit = LADDER_TRUCK) == REFUSAL_NONE);
	CHECK_NUMBER(due_in_s(&c, incident, 2), -1);
	CHECK(goes(&c, LADDER_TRUCK, UNIT_ON_SCENE) == REFUSAL_NONE);
	CHECK_NUMBER(due_in_s(&c, incident, 2), 450);
	center_wait(&c, 61);
	CHECK(center_pass(&c) > 0); /* the one that did not answer is raised */
	center_close(&c);
}

int main(void)
{
	rows_keep_assign_open();
	may_not_go();
	less_is_looked_at();
	alarms_are_counted();
	rows_have_bounds();
	rows_have_one_form();
	matching_is_exact();
	recommended_beside_chosen();
	diverted_units_are_owed();
	crews_are_asked();
	return check_done();
}
