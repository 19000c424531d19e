/* A center's own record as calls to be run again: each incident once, with its first contact, its units, their moments. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "street.h"

#include <string.h>

#include "core/center.h"
#include "whatif/gather.h"
#include "whatif/gather_record.h"

/* A station at each end of the street; two units at home, one without a home. */
static void set_up(struct center_test *center)
{
	static const int32_t lon_e7[] = { 0, 400000 };
	for (unsigned i = 0; i < 2; i++) {
		struct command add = { .kind = COMMAND_ADD_STATION,
			               .asker = ASKER_CENTER,
			               .f = { .lat_e7 = 10, .lon_e7 = lon_e7[i] ? lon_e7[i] : 10 } };
		(void)snprintf(add.f.name.text, NAME_BYTES, "house %u", i + 1);
		CHECK(center_ask(center, &add) == REFUSAL_NONE);
	}
	static const char *const can[] = { "als", "engine" };
	for (unsigned i = 0; i < 2; i++) {
		struct command add = { .kind = COMMAND_ADD_CAPABILITY, .asker = ASKER_CENTER };
		CHECK(fields_set_name(&add.f, FIELD_name, can[i], strlen(can[i])));
		CHECK(center_ask(center, &add) == REFUSAL_NONE);
	}
	CHECK(center_ask(center, &(struct command){ .kind = COMMAND_SET_UNIT,
	                                            .asker = ASKER_CENTER,
	                                            .f = { .unit = 1, .station = 2, .capabilities = 3 } }) ==
	      REFUSAL_NONE);
}

static uint32_t open_incident(struct center_test *center, int32_t lon_e7)
{
	uint32_t call = center_call(center);
	center_wait(center, 20);
	CHECK(ASK(center, ANSWER, TAKER, .f.call = call) == REFUSAL_NONE);
	center_wait(center, 10);
	CHECK(ASK(center, CLASSIFY, TAKER, .f.call = call, .f.type = { "fire" }, .f.priority = 2, .f.lat_e7 = 10,
	          .f.lon_e7 = lon_e7, .f.need = 2) == REFUSAL_NONE);
	return center->board->pool[POOL_incidents].count - 1;
}

static void step(struct center_test *center, uint32_t unit, enum unit_status status, uint32_t after_s)
{
	center_wait(center, after_s);
	CHECK(ASK(center, UNIT_STATUS, CREW, .f.unit = unit, .f.status = (uint8_t)status) == REFUSAL_NONE);
}

static void check_record(void)
{
	struct center_test center;
	struct history history = { 0 };
	struct record_account account = { 0 };
	struct city city = { 0 };
	struct gather_account gathered;
	struct gather_rules rules = { .on_scene_s = 60, .delay_s = 5, .transports = true };
	struct jemss_fault fault;
	center_open(&center);
	set_up(&center);
	uint32_t first = open_incident(&center, 200000), unplaced = center_incident(&center);
	uint32_t again = center_call(&center), idle = center_call(&center);
	CHECK(ASK(&center, LINK, TAKER, .f.call = again, .f.incident = first) == REFUSAL_NONE && idle && unplaced);
	for (uint32_t unit = 1; unit <= 2; unit++) {
		CHECK(ASK(&center, ASSIGN, DISPATCHER, .f.incident = first, .f.unit = unit) == REFUSAL_NONE);
		step(&center, unit, UNIT_EN_ROUTE, 30);
		step(&center, unit, UNIT_ON_SCENE, 240);
	}
	step(&center, 1, UNIT_CLEAR, 600);
	step(&center, 2, UNIT_CLEAR, 60);
	CHECK(gather_record(center.board, &history, &account) == STATUS_OK);
	CHECK(account.calls == 4 && account.without_work == 1 && account.joined == 1 && account.incidents == 2);
	CHECK_NUMBER(history.rows, 3);
	if (!street_open(street_units, CALLS, NULL, &city))
		return;
	CHECK(gather_calls(&history, &rules, &city, &gathered, &fault) == STATUS_OK);
	CHECK(gathered.calls == 2 && gathered.without_place == 1 && city.call_count == 1);
	const struct city_call *call = &city.calls[0];
	CHECK_TEXT(call->type.text, "fire");
	CHECK(call->priority == 2 && call->sent == 2);
	/* 30 s from first contact until it was opened; from the first on scene until the last was clear. */
	CHECK_NUMBER(city_ms(&city, call->dispatch_delay), 30000);
	CHECK_NUMBER(city_ms(&city, call->on_scene), (600 + 60 + 30 + 240) * 1000);
	CHECK(gather_record_crews(center.board, &city, &account) == STATUS_OK);
	CHECK(city.station_count == 2 && city.unit_count == 1 && city.units[0].station == 1 && account.homeless == 1);
	CHECK_TEXT(city.units[0].can, "als+engine");
	history_close(&history);
	city_close(&city);
	center_close(&center);
}

int main(void)
{
	check_record();
	return check_done();
}
