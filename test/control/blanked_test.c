/* A recommendation with the caller blanked: what a blank board has, and dispatchers who look at callers are found. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "seen.h"
#include "town.h"

#include "control/blank.h"
#include "control/document.h"
#include "control/recheck.h"
#include "core/center.h"

/* The town's plan with an area around the incident, in which the card of fires is another one. */
#define AREA_PLAN                                                                                                      \
	"plan: town\n"                                                                                                 \
	"capabilities: [engine, ladder, als]\n"                                                                        \
	"types: [fire, fall]\n"                                                                                        \
	"areas: [{name: old town, polygon: [[-122.01, 44.99], [-121.97, 44.99], [-121.97, 45.03], [-122.01, "          \
	"45.03]]}]\n"                                                                                                  \
	"cards:\n"                                                                                                     \
	"  - {name: fire in town, types: fire, areas: [old town], alarms: {1: [{need: any, count: 2}]}}\n"             \
	"  - {name: rest, alarms: {1: [{need: any}]}}\n"
#define INTERPRETER .f.type = { "interpreter" }

/* What a dispatcher looks at who does not treat all callers alike; the linker puts him in the place of the real one. */
static enum prejudice { FAIR, BY_CHANNEL, BY_AREA_NAME, BY_INTERPRETER, IN_REASONS } prejudice;

enum status __real_advice_make(const struct scene *scene, uint32_t incident, struct instant at, struct advice *advice);
enum status __wrap_advice_make(const struct scene *scene, uint32_t incident, struct instant at, struct advice *advice);

static bool dislikes(const struct scene *scene, uint32_t incident)
{
	const struct board *board = scene->board;
	const struct call *call = board_calls(board, 1);
	uint32_t request = board_incidents(board, incident)->first_request;
	switch (prejudice) {
	case BY_CHANNEL:
	case IN_REASONS:
		return call && call->channel == CHANNEL_HTTP;
	case BY_AREA_NAME:
		return strcmp(plan_area(&scene->plan->plan, 1)->name.text, "old town") == 0;
	case BY_INTERPRETER:
		for (; request; request = board_requests(board, request)->next_of_incident)
			if (board_requests(board, request)->kind == OBLIGATION_SUPPLY)
				return true;
		return false;
	case FAIR:
		break;
	}
	return false;
}

enum status __wrap_advice_make(const struct scene *scene, uint32_t incident, struct instant at, struct advice *advice)
{
	enum status status = __real_advice_make(scene, incident, at, advice);
	if (status != STATUS_OK || !dislikes(scene, incident))
		return status;
	if (prejudice == IN_REASONS)
		return buffer_append_text(&advice->record, " ");
	buffer_clear(&advice->rows); /* nobody goes */
	return STATUS_OK;
}

/* --- the blank board --- */

static void open_incident(struct center_test *center)
{
	struct road_node at = town_place(1, 2);
	CHECK(ASK(center, PLACE_CALL, 0, SAID, .f.channel = CHANNEL_HTTP, .f.lat_e7 = at.lat_e7,
	          .f.lon_e7 = at.lon_e7) == REFUSAL_NONE);
	CHECK(ASK(center, ANSWER, TAKER, .f.call = 1) == REFUSAL_NONE);
	CHECK(ASK(center, CLASSIFY, TAKER, .f.call = 1, .f.type = { "fire" }, .f.priority = 2, .f.lat_e7 = at.lat_e7,
	          .f.lon_e7 = at.lon_e7, .f.uncertainty_m = 7) == REFUSAL_NONE);
	CHECK(ASK(center, REPORT_POSITION, CREW, .f.unit = ENGINE, .f.lat_e7 = at.lat_e7, .f.lon_e7 = at.lon_e7) ==
	      REFUSAL_NONE);
	CHECK(ASK(center, SET_NEED, DISPATCHER, .f.incident = 1, .f.need = 2) == REFUSAL_NONE);
}

/* Help of both kinds, and another incident on which a unit is at work. */
static void ask_for_help(struct center_test *center)
{
	struct command add = { .kind = COMMAND_ADD_PROVIDER, .asker = ASKER_CENTER, INTERPRETER, .f.name = { "ana" } };
	struct command agency = { .kind = COMMAND_ADD_NEIGHBOUR, .asker = ASKER_CENTER, .f.name = { "county" } };
	CHECK(center_ask(center, &add) == REFUSAL_NONE && center_ask(center, &agency) == REFUSAL_NONE);
	CHECK(ASK(center, REQUEST_RESOURCE, DISPATCHER, .f.incident = 1, INTERPRETER) == REFUSAL_NONE);
	CHECK(ASK(center, REQUEST_AGENCY, DISPATCHER, .f.incident = 1, .f.neighbour = 1, .f.type = { "engine" }) ==
	      REFUSAL_NONE);
	CHECK(ASK(center, REQUEST_RESOURCE, DISPATCHER, .f.incident = 1, INTERPRETER) == REFUSAL_NONE);
	CHECK(board_requests(center->board, 3)->kind == OBLIGATION_SUPPLY);
	uint32_t other = center_incident(center);
	CHECK(ASK(center, ASSIGN, DISPATCHER, .f.incident = other, .f.unit = LADDER_TRUCK) == REFUSAL_NONE);
}

static bool is_zero(const void *at, size_t bytes)
{
	const uint8_t *byte = at;
	while (bytes && !*byte) {
		byte++;
		bytes--;
	}
	return !bytes;
}

static bool is_handed(enum board_pool pool)
{
	return pool == POOL_units || pool == POOL_assignments || pool == POOL_capabilities || pool == POOL_stations ||
	       pool == POOL_needs || pool == POOL_closures || pool == POOL_neighbours || pool == POOL_askings;
}

/* Said once more, from the other side: nothing but these members of an incident, to the byte. */
static void check_incident(const struct board *board, const struct board *blank, uint32_t number, uint32_t request)
{
	const struct incident *of = board_incidents(board, number);
	struct incident wanted = { 0 };
	wanted.type = of->type;
	wanted.lat_e7 = of->lat_e7;
	wanted.lon_e7 = of->lon_e7;
	wanted.priority = of->priority;
	wanted.alarm = of->alarm;
	wanted.need = of->need;
	wanted.first_need = of->first_need;
	wanted.first_assignment = of->first_assignment;
	wanted.first_request = request;
	CHECK(bytes_same(bytes_of(board_incidents(blank, number), sizeof wanted), bytes_of(&wanted, sizeof wanted)));
}

static void check_blank_board(void)
{
	struct center_test center;
	struct blank blank = { 0 };
	struct board view;
	center_open(&center);
	open_incident(&center);
	ask_for_help(&center);
	const struct board *board = center.board;
	CHECK(board_incidents(board, 1)->first_call == 1 && board_incidents(board, 1)->uncertainty_m == 7);
	for (int again = 0; again < 2; again++) {
		CHECK(blank_board(&blank, board, 1, &view) == STATUS_OK);
		for (unsigned i = 0; i < POOL_COUNT; i++) {
			const struct pool *pool = &view.pool[i];
			CHECK_NUMBER(pool->count, board->pool[i].count);
			if (is_handed(i))
				CHECK(pool->at == board->pool[i].at);
			else if (i != POOL_incidents && i != POOL_requests)
				CHECK(is_zero(pool->at, pool->item_bytes * pool->count));
		}
		check_incident(board, &view, 1, 2);
		check_incident(board, &view, 2, 0);
		const struct help_request *agency = board_requests(&view, 2);
		CHECK(is_zero(board_requests(&view, 1), sizeof *agency) &&
		      is_zero(board_requests(&view, 3), sizeof *agency));
		CHECK(agency->kind == OBLIGATION_AGENCY && agency->first_asking && !*agency->type.text);
		CHECK(agency->state == board_requests(board, 2)->state && !agency->sequence);
		/* A larger board the second time. */
		for (int i = 0; i < 40; i++)
			(void)center_incident(&center);
	}
	CHECK(board_digest(board) == board->digest);
	blank_close(&blank);
	center_close(&center);
}

/* --- recommendations with the caller blanked --- */

struct listed {
	unsigned count;
	enum replay_outcome outcome;
	char why[64];
};

static void list(void *context, const struct replayed *replayed)
{
	struct listed *listed = context;
	listed->count++;
	listed->outcome = replayed->outcome;
	(void)snprintf(listed->why, sizeof listed->why, "%s", replayed->why);
	CHECK(replayed->was && replayed->again && replayed->incident == 1);
}

/* A dispatcher recommends as he does, and the recheck finds him out if he does not treat all alike. */
static void check_dispatcher(enum prejudice his, const char *text, enum replay_outcome outcome, const char *why)
{
	struct center_test center;
	struct listed listed = { 0 };
	const struct recheck_setup setup = { .blanked = true, .tell = list, .context = &listed };
	struct recheck *recheck;
	struct streets streets = { 0 };
	struct cover cover = { 0 };
	struct scene_plan plan = { .plan = town_plan(text) };
	struct advice advice = { 0 };
	center_open(&center);
	CHECK(recheck_open(&setup, &recheck) == STATUS_OK);
	CHECK(document_hash_of(bytes_of_text(text), &plan.hash) == STATUS_OK);
	open_incident(&center);
	ask_for_help(&center);
	struct command load = { .kind = COMMAND_LOAD_PLAN, .f.hash = plan.hash };
	load.text[TEXT_RECORD] = bytes_of_text(text);
	ask_seen(&center, recheck, load);
	struct scene scene = { center.board, &plan, &streets, &cover, 0 };
	prejudice = his;
	CHECK(advice_make(&scene, 1, center.now, &advice) == STATUS_OK);
	struct command command = { .kind = COMMAND_RECOMMEND, .f.incident = 1 };
	command.text[TEXT_ROWS] = buffer_bytes(&advice.rows);
	command.text[TEXT_RECORD] = buffer_bytes(&advice.record);
	ask_seen(&center, recheck, command);
	struct replay_tally found = recheck_found(recheck);
	CHECK_NUMBER(found.count[outcome], 1);
	CHECK_NUMBER(replay_total(&found), 1);
	CHECK_NUMBER(listed.count, outcome == REPLAY_SAME ? 0 : 1);
	CHECK_TEXT(listed.why, why);
	prejudice = FAIR;
	recheck_close(recheck);
	advice_close(&advice);
	cover_close(&cover);
	run_card_close(&plan.plan);
	center_close(&center);
}

int main(void)
{
	check_blank_board();
	/* The area's name is in the reasons, and decides nothing. */
	check_dispatcher(FAIR, TOWN_PLAN, REPLAY_SAME, "");
	check_dispatcher(FAIR, AREA_PLAN, REPLAY_SAME, "");
	check_dispatcher(BY_CHANNEL, TOWN_PLAN, REPLAY_BLANKED, "its units come out otherwise");
	check_dispatcher(BY_AREA_NAME, AREA_PLAN, REPLAY_BLANKED, "its units come out otherwise");
	check_dispatcher(BY_INTERPRETER, TOWN_PLAN, REPLAY_BLANKED, "its units come out otherwise");
	check_dispatcher(IN_REASONS, TOWN_PLAN, REPLAY_BLANKED, "its reasons come out otherwise");
	return check_done();
}
