/* The open simulator JEMSS.jl as a peer: by its rules the same ambulance goes to the same call. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <time.h>

#include "check.h"
#include "history/source.h"
#include "whatif/jemss.h"
#include "whatif/simulator.h"

/* What a spike of ours reached, which is the bar (issue 4). */
#define SAME_UNIT_AT_LEAST 189474
#define CALLS 189499
#define DAY_S 86400.0

struct peer {
	uint32_t same_unit, same_hospital, within_100_ms, rows;
	double our_minutes, their_minutes;
};

static double cpu_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void compare(const struct city *city, const struct simulation *run, const char *at, struct peer *peer)
{
	for (char *end; *at; peer->rows++, at = end + strspn(end, "\r\n")) {
		uint32_t call = (uint32_t)strtoul(at, &end, 10);
		uint32_t unit = (uint32_t)strtoul(end + 1, &end, 10);
		double days = strtod(end + 1, &end);
		int hospital = (int)strtol(end + 1, &end, 10);
		if (!call || call > city->call_count)
			return;
		const struct call_fate *ours = &run->outcomes[call - 1];
		double s = (double)(ours->arrived - city->calls[call - 1].arrival) / city->network.ticks_per_s;
		peer->same_unit += ours->unit == unit;
		peer->same_hospital += (int)ours->hospital == (hospital < 0 ? 0 : hospital);
		peer->within_100_ms += fabs(s - days * DAY_S) < 0.1;
		peer->our_minutes += s / 60;
		peer->their_minutes += days * DAY_S / 60;
	}
}

int main(void)
{
	const char *shared = getenv("TOCSIN_SHARED");
	char path[1024];
	struct jemss_texts texts = { 0 };
	struct jemss_fault fault = { 0 };
	struct city city = { 0 };
	struct simulation run;
	struct buffer answers = { 0 };
	struct peer peer = { 0 };
	uint32_t waited = 0;
	(void)snprintf(path, sizeof path, "%s/data/roads/jemss_manhattan", shared ? shared : "../shared");
	if (jemss_texts_read(path, &texts, &fault) == STATUS_MISSING)
		check_skip("no data/roads/jemss_manhattan in ../shared; set TOCSIN_SHARED");
	double start = cpu_s();
	if (!CHECK(jemss_city(&texts, &city, &fault) == STATUS_OK)) {
		(void)fprintf(stderr, "%s:%" PRIu64 ": %s\n", texts.name[fault.file], fault.line, fault.what);
		return check_done();
	}
	double read = cpu_s();
	CHECK(city_build(&city) == STATUS_OK);
	CHECK_NUMBER(city.call_count, CALLS);
	double built = cpu_s();
	struct simulator_plan plan = { .city = &city,
		                       .modes = city.mode,
		                       .stations = city.stations,
		                       .units = city.units,
		                       .station_count = city.station_count,
		                       .unit_count = city.unit_count };
	CHECK(simulator_run(&plan, &run) == STATUS_OK);
	double done = cpu_s();
	(void)strcat(path, "/jemss_response.csv.xz");
	CHECK(source_read(path, &answers) == STATUS_OK && buffer_append(&answers, bytes_of("", 1)) == STATUS_OK);
	compare(&city, &run, (const char *)answers.at, &peer);
	for (uint32_t i = 0; i < city.call_count; i++)
		waited += run.outcomes[i].waited;
	(void)printf("read %.2f s, built %.2f s, run %.2f s CPU: %.0f calls/s; %" PRIu64 " events\n", read - start,
	             built - read, done - built, CALLS / (done - built), run.events);
	(void)printf("same ambulance %u of %u, same hospital %u, response within 0.1 s %u; mean %.6f min, theirs %.6f; "
	             "waited %u\n",
	             peer.same_unit, peer.rows, peer.same_hospital, peer.within_100_ms, peer.our_minutes / peer.rows,
	             peer.their_minutes / peer.rows, waited);
	CHECK_NUMBER(peer.rows, CALLS);
	CHECK(peer.same_unit >= SAME_UNIT_AT_LEAST);
	simulation_close(&run);
	city_close(&city);
	jemss_texts_close(&texts);
	buffer_close(&answers);
	return check_done();
}
