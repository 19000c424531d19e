/* A year of calls run again with a recommendation each, and one choice of a unit beside Dijkstra's on the same roads. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "roads/dijkstra.h"
#include "roads/sweep.h"
#include "whatif/cases.h"
#include "whatif/jemss.h"

#define ROUNDS 5u
#define CHOICES 5000u
#define WANTED_CALLS_S 40000.0

static double cpu_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(enum status status, const char *what)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "bench: %s: %s\n", what, status_text(status));
	exit(1);
}

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

static void run_rule(const struct city *city, const char *text)
{
	struct whatif_case it = case_usual();
	double rates[ROUNDS];
	uint64_t line;
	if (case_read(&it, bytes_of_text(text), &line))
		exit(1);
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct case_result result = { 0 };
		struct cases cases = { .city = city, .cases = &it, .results = &result, .count = 1, .threads = 1 };
		double start = cpu_s();
		must(cases_run(&cases), text);
		rates[i] = city->call_count / (cpu_s() - start);
		must(result.status, result.fault);
		case_result_close(&result);
	}
	qsort(rates, ROUNDS, sizeof *rates, by_size);
	(void)printf("%-20s %8.0f calls/s of CPU, median of %u (%.0f to %.0f); %.2f x the %.0f wanted\n", text,
	             rates[ROUNDS / 2], ROUNDS, rates[0], rates[ROUNDS - 1], rates[ROUNDS / 2] / WANTED_CALLS_S,
	             WANTED_CALLS_S);
}

/* All units at their stations: the time of each to a call, by both. */
static void beside_dijkstra(const struct city *city)
{
	const struct road_metric *metric = &city->mode[0].metric;
	struct road_dijkstra dijkstra;
	struct road_sweep sweep;
	uint32_t *nodes = calloc(city->unit_count + 1, sizeof *nodes);
	uint32_t count = city->call_count < CHOICES ? city->call_count : CHOICES, wrong = 0;
	double own = 0, other = 0;
	if (!nodes)
		exit(1);
	must(road_dijkstra_open(&city->graph, city->mode[0].weights, true, &dijkstra), "dijkstra");
	must(road_sweep_open(metric, &sweep), "sweep");
	for (uint32_t i = 0; i < city->unit_count; i++)
		nodes[i] = city->stations[city->units[i].station].node;
	for (uint32_t i = 0; i < count; i++) {
		struct road_seed seed = { .node = city->calls[i].place.node };
		double start = cpu_s();
		road_dijkstra_run(&dijkstra, &seed, 1, nodes, city->unit_count);
		double middle = cpu_s();
		road_sweep_pin_goal(&sweep, &seed, 1);
		for (uint32_t k = 0; k < city->unit_count; k++)
			wrong += road_sweep_time(&sweep, nodes[k]) != dijkstra.time[nodes[k]];
		own += cpu_s() - middle;
		other += middle - start;
	}
	(void)printf("times of %" PRIu32
	             " units to a call: %.1f us, Dijkstra that ends at the last of them %.1f us: %.1f x; "
	             "%" PRIu32 " differ\n",
	             city->unit_count, own / count * 1e6, other / count * 1e6, other / own, wrong);
	road_dijkstra_close(&dijkstra);
	road_sweep_close(&sweep);
	free(nodes);
}

int main(int count, char **arguments)
{
	struct jemss_texts texts = { 0 };
	struct jemss_fault fault = { 0 };
	struct city city = { 0 };
	char folder[4096];
	if (count != 2)
		return 2;
	(void)snprintf(folder, sizeof folder, "%s/data/roads/jemss_manhattan", arguments[1]);
	must(jemss_texts_read(folder, &texts, &fault), folder);
	must(jemss_city(&texts, &city, &fault), folder);
	must(city_build(&city), folder);
	(void)printf("%" PRIu32 " calls, %" PRIu32 " units, %" PRIu32 " junctions\n", city.call_count, city.unit_count,
	             city.network.node_count - 1);
	run_rule(&city, "rule=closest");
	run_rule(&city, "redispatch=yes");
	run_rule(&city, "rule=keep_coverage");
	beside_dijkstra(&city);
	city_close(&city);
	jemss_texts_close(&texts);
	return 0;
}
