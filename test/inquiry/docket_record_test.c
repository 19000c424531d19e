/* A center's own record as a docket: calls of every kind, each once, with whatever became of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_record.h"

#include "core/center.h"

#define ROWS(TEXT) .text[TEXT_ROWS] = { (const uint8_t *)(TEXT), sizeof(TEXT) - 1 }
#define RECORD .text[TEXT_RECORD] = { (const uint8_t *)"{}", 2 }
#define OFFSET(CALL) ((size_t)(CALL)-1)

struct scene {
	struct center_test center;
	struct docket_record *record;
	struct docket_build build;
	struct docket docket;
	struct docket_record_account account;
};

/* Shows the record what was just decided, as the ledger's fold would. */
static void see(struct scene *scene)
{
	struct stored_entry stored = { .entry.body = buffer_bytes(&scene->center.body) };
	CHECK(docket_record_see(scene->record, scene->center.board, &stored) == STATUS_OK);
}

#define DO(SCENE, KIND, ACTOR, ...) (CHECK(ASK(&(SCENE)->center, KIND, ACTOR, __VA_ARGS__) == REFUSAL_NONE), see(SCENE))

static void by_center(struct scene *scene, const struct command *command)
{
	CHECK(center_ask(&scene->center, command) == REFUSAL_NONE);
	see(scene);
}

/* A call that comes in so many seconds from now, on a channel. */
static uint32_t place(struct scene *scene, uint32_t after_s, enum call_channel channel)
{
	center_wait(&scene->center, after_s);
	DO(scene, PLACE_CALL, 0, SAID, .f.channel = (uint8_t)channel);
	return scene->center.board->pool[POOL_calls].count - 1;
}

static void answer(struct scene *scene, uint32_t call, uint32_t after_s)
{
	center_wait(&scene->center, after_s);
	DO(scene, ANSWER, TAKER, .f.call = call);
}

static uint32_t classify(struct scene *scene, uint32_t call, uint32_t after_s)
{
	center_wait(&scene->center, after_s);
	DO(scene, CLASSIFY, TAKER, .f.call = call, .f.type = { "fire" }, .f.priority = 2, .f.lat_e7 = 10,
	   .f.lon_e7 = 20, .f.need = 1);
	return scene->center.board->pool[POOL_incidents].count - 1;
}

static void status_of(struct scene *scene, uint32_t unit, enum unit_status status, uint32_t after_s, enum source source)
{
	center_wait(&scene->center, after_s);
	DO(scene, UNIT_STATUS, CREW, .f.unit = unit, .f.status = (uint8_t)status, .f.source = (uint8_t)source, REASON);
}

static void open_scene(struct scene *scene)
{
	*scene = (struct scene){ 0 };
	center_open(&scene->center);
	CHECK(docket_record_open(&scene->record) == STATUS_OK);
	by_center(scene, &(struct command){ .kind = COMMAND_ADD_QUEUE, .asker = ASKER_CENTER, .f.name = { "north" } });
}

static void finish(struct scene *scene, const struct docket_area *area)
{
	docket_build_close(&scene->build);
	CHECK(docket_record_read(scene->record, scene->center.board, "a center", "UTC", area, &scene->build,
	                         &scene->docket, &scene->account) == STATUS_OK);
	CHECK_NUMBER(docket_calls(&scene->docket), scene->center.board->pool[POOL_calls].count - 1);
}

static void close_scene(struct scene *scene)
{
	docket_build_close(&scene->build);
	docket_record_close(scene->record);
	center_close(&scene->center);
}

static const char *word(const struct scene *scene, uint32_t call, enum docket_word which)
{
	return scene->docket.words[scene->docket.segment->word[which][OFFSET(call)]];
}

static void check_moment(const struct scene *scene, uint32_t call, enum docket_moment moment, int32_t after_s,
                         enum docket_source source)
{
	CHECK_NUMBER(scene->docket.segment->after_ms[moment][OFFSET(call)], after_s * 1000);
	CHECK_NUMBER(scene->docket.segment->source[moment][OFFSET(call)], source);
}

static void check_end(const struct scene *scene, uint32_t call, enum docket_outcome outcome, unsigned flags)
{
	CHECK_NUMBER(scene->docket.segment->outcome[OFFSET(call)], outcome);
	CHECK_NUMBER(scene->docket.segment->flags[OFFSET(call)], flags);
}

static const char *everywhere(void *context, int32_t lat_e7, int32_t lon_e7)
{
	CHECK(lat_e7 == 10 && lon_e7 == 20);
	return context;
}

/* A fire that two call about and that is served as recommended; the second one called when a unit was there. */
static void check_served(void)
{
	struct scene scene;
	open_scene(&scene);
	uint32_t first = place(&scene, 5, CHANNEL_VOICE);
	answer(&scene, first, 10);
	uint32_t incident = classify(&scene, first, 20);
	by_center(&scene, &(struct command){ .kind = COMMAND_RECOMMEND,
	                                     .asker = ASKER_CENTER,
	                                     .f.incident = incident,
	                                     ROWS("1 0 245 closest;2 0 300 closest"),
	                                     RECORD });
	DO(&scene, SET_TYPE, TAKER, .f.incident = incident, .f.type = { "chimney" });
	center_wait(&scene.center, 30);
	DO(&scene, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE);
	DO(&scene, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = LADDER_TRUCK);
	status_of(&scene, LADDER_TRUCK, UNIT_EN_ROUTE, 40, SOURCE_HUMAN);
	status_of(&scene, ENGINE, UNIT_EN_ROUTE, 10, SOURCE_DEVICE);
	status_of(&scene, ENGINE, UNIT_ON_SCENE, 100, SOURCE_DEVICE);
	uint32_t second = place(&scene, 60, CHANNEL_TEXT);
	answer(&scene, second, 3);
	center_wait(&scene.center, 4);
	DO(&scene, LINK, TAKER, .f.call = second, .f.incident = incident);
	status_of(&scene, LADDER_TRUCK, UNIT_CLEAR, 0, SOURCE_HUMAN);
	status_of(&scene, ENGINE, UNIT_CLEAR, 600, SOURCE_DEVICE);
	finish(&scene, NULL);
	check_end(&scene, first, DOCKET_IS_SERVED, DOCKET_FOLLOWED);
	CHECK_NUMBER(scene.docket.segment->after_ms[DOCKET_CLOSED][OFFSET(first)], DOCKET_NEVER);
	DO(&scene, RELEASE, TAKER, .f.call = first);
	DO(&scene, RELEASE, TAKER, .f.call = second);
	DO(&scene, DISPOSE, DISPATCHER, .f.incident = incident, .f.disposition = DISPOSITION_SERVED);
	DO(&scene, CLOSE, SUPERVISOR, .f.incident = incident, .f.disposition = DISPOSITION_SERVED);
	finish(&scene, &(struct docket_area){ everywhere, (char *)"downtown" });
	check_end(&scene, first, DOCKET_IS_SERVED, DOCKET_FOLLOWED | DOCKET_TOLD);
	check_end(&scene, second, DOCKET_IS_SERVED, DOCKET_FOLLOWED | DOCKET_TOLD | DOCKET_JOINED);
	check_moment(&scene, first, DOCKET_ANSWERED, 10, DOCKET_BY_CENTER);
	check_moment(&scene, first, DOCKET_ENTERED, 30, DOCKET_BY_CENTER);
	check_moment(&scene, first, DOCKET_ASSIGNED, 60, DOCKET_BY_CENTER);
	check_moment(&scene, first, DOCKET_EN_ROUTE, 100, DOCKET_BY_HUMAN);
	check_moment(&scene, first, DOCKET_ON_SCENE, 210, DOCKET_BY_DEVICE);
	check_moment(&scene, first, DOCKET_CLOSED, 877, DOCKET_BY_CENTER);
	check_moment(&scene, second, DOCKET_ENTERED, 7, DOCKET_BY_CENTER);
	check_moment(&scene, second, DOCKET_ON_SCENE, -60, DOCKET_BY_DEVICE);
	CHECK_NUMBER(scene.docket.segment->expected_ms[OFFSET(first)], 245000);
	CHECK_TEXT(word(&scene, first, DOCKET_TYPE), "fire");
	CHECK_TEXT(word(&scene, first, DOCKET_TAKER), "taker");
	CHECK_TEXT(word(&scene, first, DOCKET_CLOSER), "supervisor");
	CHECK_TEXT(word(&scene, first, DOCKET_AREA), "downtown");
	CHECK_TEXT(word(&scene, first, DOCKET_CHANNEL), "voice");
	CHECK_TEXT(word(&scene, second, DOCKET_CHANNEL), "text");
	CHECK_TEXT(word(&scene, first, DOCKET_SAID), "served");
	CHECK_TEXT(word(&scene, second, DOCKET_INCIDENT), "1");
	CHECK_TEXT(word(&scene, second, DOCKET_CALL), "2");
	CHECK(scene.account.joined == 1 && scene.account.followed == 2 && scene.account.incidents == 1);
	CHECK(scene.docket.segment->priority_last[OFFSET(first)] == 2);
	close_scene(&scene);
}

/* What was not recommended, what was thought and not said, who left, who tested, who came upon it, what is still open. */
static void check_others(void)
{
	struct scene scene;
	open_scene(&scene);
	uint32_t overridden = place(&scene, 1, CHANNEL_VOICE), gone = place(&scene, 1, CHANNEL_VOICE);
	uint32_t test = place(&scene, 1, CHANNEL_ALARM), crew = place(&scene, 1, CHANNEL_FIELD);
	uint32_t waiting = place(&scene, 1, CHANNEL_TEXT), nobody = place(&scene, 1, CHANNEL_VOICE);
	answer(&scene, overridden, 1);
	uint32_t incident = classify(&scene, overridden, 1);
	by_center(&scene, &(struct command){ .kind = COMMAND_RECOMMEND,
	                                     .asker = ASKER_CENTER,
	                                     .f.incident = incident,
	                                     ROWS("1 0 200 closest"),
	                                     RECORD });
	DO(&scene, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = LADDER_TRUCK);
	uint32_t assignment = scene.center.board->pool[POOL_assignments].count - 1;
	center_wait(&scene.center, 50);
	by_center(&scene, &(struct command){ .kind = COMMAND_INFER_STATUS,
	                                     .asker = ASKER_CENTER,
	                                     .f.unit = LADDER_TRUCK,
	                                     .f.assignment = assignment,
	                                     .f.status = UNIT_EN_ROUTE });
	center_wait(&scene.center, 50);
	by_center(&scene, &(struct command){ .kind = COMMAND_INFER_STATUS,
	                                     .asker = ASKER_CENTER,
	                                     .f.unit = LADDER_TRUCK,
	                                     .f.assignment = assignment,
	                                     .f.status = UNIT_ON_SCENE });
	finish(&scene, NULL);
	check_end(&scene, overridden, DOCKET_IS_OPEN, DOCKET_OVERRIDDEN);
	check_moment(&scene, overridden, DOCKET_EN_ROUTE, 57, DOCKET_BY_INFERRED);
	CHECK_NUMBER(scene.docket.segment->after_ms[DOCKET_ON_SCENE][OFFSET(overridden)], DOCKET_NEVER);
	CHECK(scene.account.inferred_unsaid == 1 && scene.account.inferred == 0);
	/* Somebody says that they took the patient away: then they were there. */
	status_of(&scene, LADDER_TRUCK, UNIT_TRANSPORTING, 100, SOURCE_HUMAN);
	DO(&scene, DISPOSE, SUPERVISOR, .f.call = test, .f.disposition = DISPOSITION_TEST, REASON);
	DO(&scene, CLOSE, SUPERVISOR, .f.call = test, .f.disposition = DISPOSITION_TEST, REASON);
	by_center(&scene, &(struct command){ .kind = COMMAND_HANG_UP, .asker = ASKER_CALLER, .f.call = gone });
	for (unsigned i = 0; i < ATTEMPTS_MIN; i++)
		DO(&scene, TRY_CALL_BACK, TAKER, .f.call = gone, .f.outcome = OUTCOME_NO_ANSWER);
	DO(&scene, CLOSE, SUPERVISOR, .f.call = gone, .f.disposition = DISPOSITION_UNREACHABLE, REASON);
	DO(&scene, CLOSE, SUPERVISOR, .f.call = nobody, .f.disposition = DISPOSITION_NOT_SERVED, REASON);
	finish(&scene, NULL);
	check_end(&scene, overridden, DOCKET_IS_SERVED, DOCKET_OVERRIDDEN);
	check_moment(&scene, overridden, DOCKET_ON_SCENE, 107, DOCKET_BY_INFERRED);
	CHECK_NUMBER(scene.docket.segment->expected_ms[OFFSET(overridden)], 200000);
	check_end(&scene, gone, DOCKET_IS_GONE, 0);
	check_end(&scene, test, DOCKET_IS_OTHER, DOCKET_TEST);
	check_end(&scene, crew, DOCKET_IS_OPEN, DOCKET_ON_VIEW);
	check_end(&scene, waiting, DOCKET_IS_OPEN, 0);
	check_end(&scene, nobody, DOCKET_IS_NO_UNIT, 0);
	CHECK_TEXT(word(&scene, gone, DOCKET_TAKER), "");
	CHECK_TEXT(word(&scene, gone, DOCKET_CLOSER), "supervisor");
	CHECK_TEXT(word(&scene, waiting, DOCKET_TYPE), "");
	CHECK_NUMBER(scene.docket.segment->after_ms[DOCKET_ENTERED][OFFSET(waiting)], DOCKET_NEVER);
	CHECK(scene.account.calls == 6 && scene.account.incidents == 1 && scene.account.without_incident == 5);
	CHECK(scene.account.tests == 1 && scene.account.abandoned == 3 && scene.account.on_view == 1);
	CHECK(scene.account.inferred == 1 && scene.account.overridden == 1 && scene.account.unstamped == 0);
	CHECK_TEXT(word(&scene, nobody, DOCKET_CLOSER), "supervisor");
	DO(&scene, REOPEN, SUPERVISOR, .f.call = nobody, REASON);
	finish(&scene, NULL);
	check_end(&scene, nobody, DOCKET_IS_OPEN, 0);
	CHECK_TEXT(word(&scene, nobody, DOCKET_CLOSER), "");
	CHECK_NUMBER(scene.docket.segment->after_ms[DOCKET_CLOSED][OFFSET(nobody)], DOCKET_NEVER);
	close_scene(&scene);
}

static void infer(struct scene *scene, enum unit_status status, uint32_t after_s)
{
	center_wait(&scene->center, after_s);
	by_center(scene, &(struct command){ .kind = COMMAND_INFER_STATUS,
	                                    .asker = ASKER_CENTER,
	                                    .f.unit = ENGINE,
	                                    .f.assignment = scene->center.board->pool[POOL_assignments].count - 1,
	                                    .f.status = (uint8_t)status });
}

/* What a unit's way let one think, a minute away from what its crew said, and more; the first of both counts. */
static void check_disagreement(uint32_t apart_s, uint64_t wanted)
{
	struct scene scene;
	open_scene(&scene);
	uint32_t call = place(&scene, 5, CHANNEL_VOICE);
	answer(&scene, call, 10);
	uint32_t incident = classify(&scene, call, 20);
	DO(&scene, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE);
	status_of(&scene, ENGINE, UNIT_EN_ROUTE, 40, SOURCE_HUMAN);
	infer(&scene, UNIT_ON_SCENE, 100);
	status_of(&scene, ENGINE, UNIT_ON_SCENE, apart_s, SOURCE_HUMAN);
	finish(&scene, NULL);
	CHECK_NUMBER(scene.account.disagree, wanted);
	CHECK(scene.account.inferred == 0 && scene.account.inferred_unsaid == 0);
	check_moment(&scene, call, DOCKET_ON_SCENE, 170 + (int32_t)apart_s, DOCKET_BY_HUMAN);
	check_moment(&scene, call, DOCKET_EN_ROUTE, 70, DOCKET_BY_HUMAN);
	close_scene(&scene);
}

static void place_with(struct scene *scene, const char *facts)
{
	struct command place = { .kind = COMMAND_PLACE_CALL, .asker = ASKER_STRANGER };
	struct buffer text = { 0 };
	place.text[TEXT_WORDS] = bytes_of_text("help");
	place.text[TEXT_FACTS] = bytes_of_text(facts);
	CHECK(center_ask(&scene->center, &place) == REFUSAL_NONE);
	CHECK(codec_write_text(&place, &text) == STATUS_OK);
	struct stored_entry stored = { .entry = { .body = buffer_bytes(&scene->center.body),
		                                  .text = buffer_bytes(&text) } };
	CHECK(docket_record_see(scene->record, scene->center.board, &stored) == STATUS_OK);
	buffer_close(&text);
}

static void check_language(void)
{
	static const struct {
		const char *facts, *wanted;
	} cases[] = {
		{ "media: audio\nlanguage: es en\nmedia: text\nlanguage: de\n", "es" },
		{ "language: fr*", "fr" },
		{ "subscriber's language: vi\n", "vi" },
		{ "subscriber's language: vi\nlanguage: so\n", "so" },
		{ "spoken language: vi\n", "" },
		{ "language: ", "" },
		{ "", "" },
	};
	struct scene scene;
	open_scene(&scene);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		place_with(&scene, cases[i].facts);
	finish(&scene, NULL);
	for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_TEXT(word(&scene, i + 1, DOCKET_LANGUAGE), cases[i].wanted);
	close_scene(&scene);
}

static void check_nothing(void)
{
	struct scene scene;
	open_scene(&scene);
	finish(&scene, NULL);
	CHECK(scene.account.calls == 0 && scene.account.incidents == 0 && scene.docket.segment->calls == 0);
	struct stored_entry broken = { .entry.body = bytes_of("nonsense", 8) };
	CHECK(docket_record_see(scene.record, scene.center.board, &broken) != STATUS_OK);
	close_scene(&scene);
}

int main(void)
{
	check_served();
	check_others();
	check_disagreement(60, 0);
	check_disagreement(61, 1);
	check_language();
	check_nothing();
	return check_done();
}
