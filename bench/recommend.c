/* A whole recommendation, from the board to the text on record, among 1,000 units on a real city's streets. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "control/advice.h"
#include "control/document.h"
#include "core/decide.h"

#define UNITS 1000u
#define STATIONS 40u
#define INCIDENTS 200u
#define CLOSURES 200u

static const char plan_text[] =
    "plan: bench\ncapabilities: [engine, ladder, als]\ncards:\n  - name: rest\n    alarms:\n      1:\n"
    "        - {need: engine, count: 3}\n        - {need: ladder, substitutes: [{need: [engine, als], penalty_s: "
    "60}]}\n"
    "        - {need: als}\n";

static double cpu_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void must(enum status status)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "%s\n", status_text(status));
	exit(1);
}

static uint32_t draw(uint64_t *state, uint32_t limit)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*state >> 32) * limit >> 32);
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static void tell(const char *what, double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
	printf("  %-44s median %8.3f ms, worst %8.3f ms\n", what, values[count / 2] * 1e3, values[count - 1] * 1e3);
}

struct city {
	struct map_file map;
	struct streets streets;
	struct cover cover;
	struct scene_plan plan;
	struct scene scene;
	struct board *board;
	struct decision decision;
	struct instant now;
	uint64_t random;
};

static void ask(struct city *city, struct command command)
{
	assert(city->board);
	command.asker = command.actor ? ASKER_AGENT : ASKER_CENTER;
	must(decide(&city->decision, city->board, &command, city->now));
	if (city->decision.refusal == REFUSAL_NONE)
		return;
	(void)fprintf(stderr, "%s: %s\n", command_table[command.kind].name,
	              vocabulary_words(VOCABULARY_REFUSAL, city->decision.refusal));
	exit(1);
}

static struct road_node some_place(struct city *city)
{
	const struct road_network *network = &city->map.roads.network;
	return network->nodes[draw(&city->random, network->node_count)];
}

static void people(struct city *city)
{
	ask(city, (struct command){ .kind = COMMAND_ADD_AGENT, .f = { .name = { "ada" }, .role = ROLE_DISPATCHER } });
	ask(city, (struct command){ .kind = COMMAND_ADD_POSITION, .f.name = { "desk" } });
	ask(city, (struct command){ .kind = COMMAND_SIGN_IN, .actor = 1, .f.position = 1 });
	for (unsigned i = 0; i < city->plan.plan.capabilities; i++)
		ask(city, (struct command){ .kind = COMMAND_ADD_CAPABILITY, .f.name = city->plan.plan.capability[i] });
	for (unsigned i = 0; i < STATIONS; i++) {
		struct road_node at = some_place(city);
		struct command add = { .kind = COMMAND_ADD_STATION, .f = { .lat_e7 = at.lat_e7, .lon_e7 = at.lon_e7 } };
		(void)snprintf(add.f.name.text, NAME_BYTES, "s%u", i);
		ask(city, add);
	}
	for (uint32_t i = 1; i <= UNITS; i++) {
		struct road_node at = some_place(city);
		struct command add = { .kind = COMMAND_ADD_UNIT };
		(void)snprintf(add.f.name.text, NAME_BYTES, "u%u", i);
		ask(city, add);
		ask(city,
		    (struct command){
			.kind = COMMAND_SET_UNIT,
			.f = { .unit = i, .capabilities = 1 + draw(&city->random, 7), .station = 1 + i % STATIONS } });
		ask(city, (struct command){ .kind = COMMAND_REPORT_POSITION,
		                            .f = { .unit = i, .lat_e7 = at.lat_e7, .lon_e7 = at.lon_e7 } });
	}
}

/* Opens an incident by a call; its number. */
static uint32_t incident(struct city *city)
{
	struct road_node at = some_place(city);
	ask(city, (struct command){ .kind = COMMAND_PLACE_CALL,
	                            .text[TEXT_WORDS] = bytes_of_text("help"),
	                            .f.channel = CHANNEL_HTTP });
	uint32_t call = city->board->pool[POOL_calls].count - 1;
	ask(city, (struct command){ .kind = COMMAND_ANSWER, .actor = 1, .f.call = call });
	ask(city, (struct command){ .kind = COMMAND_CLASSIFY,
	                            .actor = 1,
	                            .f = { .call = call,
	                                   .type = { "fire" },
	                                   .priority = 1,
	                                   .need = 5,
	                                   .lat_e7 = at.lat_e7,
	                                   .lon_e7 = at.lon_e7 } });
	uint32_t number = city->board->pool[POOL_incidents].count - 1;
	ask(city, (struct command){ .kind = COMMAND_APPLY_CARD,
	                            .f.incident = number,
	                            .text[TEXT_ROWS] = bytes_of_text(
					"engine 3 - 0 lights 0;ladder 1 engine+als 0 lights 0;als 1 - 0 lights 0") });
	return number;
}

static void measure(struct city *city)
{
	static double first[INCIDENTS], again[INCIDENTS], closed[CLOSURES];
	struct advice advice = { 0 };
	size_t bytes = 0;
	for (unsigned i = 0; i < INCIDENTS; i++) {
		uint32_t number = incident(city);
		double from = cpu_s();
		must(advice_make(&city->scene, number, city->now, &advice));
		first[i] = cpu_s() - from;
		from = cpu_s();
		must(advice_make(&city->scene, number, city->now, &advice));
		again[i] = cpu_s() - from;
		bytes += advice.record.length;
	}
	for (uint32_t i = 0; i < CLOSURES; i++) {
		struct road_node at = some_place(city);
		const struct closure closure = { .radius_m = 30, .lat_e7 = at.lat_e7, .lon_e7 = at.lon_e7 };
		double from = cpu_s();
		must(streets_close_road(&city->streets, i + 1, &closure, bytes_of(NULL, 0)));
		closed[i] = cpu_s() - from;
	}
	printf("  %u units, %u stations, %u points of coverage; a record has %zu bytes\n", UNITS, STATIONS,
	       city->cover.points, bytes / INCIDENTS);
	tell("a recommendation", first, INCIDENTS);
	tell("the same again", again, INCIDENTS);
	tell("a closure of 30 m", closed, CLOSURES);
	double from = cpu_s();
	must(cover_renew(&city->cover, city->board, &city->streets, &city->plan.plan, city->plan.hash));
	printf("  %-44s        %8.3f ms\n", "coverage from every station after a closure", (cpu_s() - from) * 1e3);
	advice_close(&advice);
}

int main(int count, char **arguments)
{
	static struct city city = { .now = { 1800000000000000 }, .random = 4 };
	struct problems problems = { 0 }, warnings = { 0 };
	const char *fault = "";
	if (count != 2)
		return 2;
	double from = cpu_s();
	enum status status = map_file_open(arguments[1], &city.map, &fault);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "%s: %s\n", arguments[1], fault);
	must(status);
	must(document_streets(&city.map, &city.streets));
	printf("%s: %u junctions, opened in %.0f ms\n", arguments[1], city.map.roads.network.node_count,
	       (cpu_s() - from) * 1e3);
	must(run_card_read(bytes_of_text(plan_text), "bench", &problems, &warnings, &city.plan.plan));
	must(board_open(&city.board));
	city.plan.hash = 1;
	city.scene = (struct scene){ city.board, &city.plan, &city.streets, &city.cover, 1 };
	ask(&city, (struct command){ .kind = COMMAND_START });
	people(&city);
	measure(&city);
	return 0;
}
