/* Cities of one street, made by hand: who goes, when, where to; and what must hold of every run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "street.h"

/* Of the runs of check_threads, as gcc made them; another one means that some compiler or change sends other units. */
#define RUN_DIGEST 0xd4a3b2007c9bd72au

static bool make_city(const char *calls, const char *redispatch, struct city *city)
{
	return street_open(street_units, calls, redispatch, city);
}

/* What a unit did, to be held against what cannot be. */
struct diary {
	enum unit_work work[64];
	int64_t since[64], last;
	uint64_t steps, wrong;
	int64_t busy[64];
};

/* Each thing that a unit does follows from another, never two at once, never backwards in time. */
static void note(void *context, int64_t at, uint32_t unit, enum unit_work work, uint32_t call)
{
	struct diary *diary = context;
	enum unit_work before = diary->work[unit];
	static const unsigned may_follow[] = {
		[WORK_IDLE] = 1u << WORK_RETURNING,
		[WORK_TO_CALL] = 1u << WORK_IDLE | 1u << WORK_RETURNING | 1u << WORK_TO_CALL | 1u << WORK_AT_CALL |
		                 1u << WORK_AT_HOSPITAL,
		[WORK_AT_CALL] = 1u << WORK_TO_CALL,
		[WORK_TO_HOSPITAL] = 1u << WORK_AT_CALL,
		[WORK_AT_HOSPITAL] = 1u << WORK_TO_HOSPITAL,
		[WORK_RETURNING] = 1u << WORK_AT_CALL | 1u << WORK_AT_HOSPITAL,
	};
	bool called = work != WORK_IDLE && work != WORK_RETURNING;
	bool was_busy = before != WORK_IDLE && before != WORK_RETURNING;
	diary->wrong += !(may_follow[work] >> before & 1) || at < diary->last || called != (call != SIMULATOR_NOBODY);
	diary->busy[unit] += was_busy ? at - diary->since[unit] : 0;
	diary->since[unit] = at;
	diary->last = at;
	diary->work[unit] = work;
	diary->steps++;
}

static struct simulation run_city(const struct city *city, struct diary *diary)
{
	struct simulation run = { 0 };
	struct simulator_plan plan = { .city = city,
		                       .modes = city->mode,
		                       .stations = city->stations,
		                       .units = city->units,
		                       .station_count = city->station_count,
		                       .unit_count = city->unit_count,
		                       .watch = note,
		                       .context = diary };
	CHECK(simulator_run(&plan, &run) == STATUS_OK);
	CHECK_NUMBER(diary->wrong, 0);
	for (uint32_t i = 0; i < city->unit_count; i++) {
		CHECK_NUMBER(diary->work[i], WORK_IDLE);
		CHECK_NUMBER(run.busy[i], diary->busy[i]);
	}
	return run;
}

/* Ticks in a number of milliseconds. */
static int64_t ms(const struct city *city, int64_t ticks)
{
	return city_ms(city, ticks);
}

/* Two calls next to each station: the nearest goes; times are those of the street. */
static void check_closest(void)
{
	struct city city = { 0 };
	struct diary diary = { 0 };
	if (!make_city(CALLS "1,1,0.01,0,0.1,0.001,0.01,1,-1,0.02\n2,1,0.03,0,0.1,0.001,0.01,0,-1,0\n", NULL, &city))
		return;
	struct simulation run = run_city(&city, &diary);
	CHECK_NUMBER(run.outcomes[0].unit, 1);
	CHECK_NUMBER(run.outcomes[1].unit, 2);
	/* Dispatch after 86.4 s, 86.4 s on the road. */
	CHECK_NUMBER(ms(&city, run.outcomes[0].arrived - city.calls[0].arrival), 172800);
	CHECK_NUMBER(run.outcomes[0].hospital, 1);
	CHECK_NUMBER(run.outcomes[1].hospital, 0);
	/* 864 s on scene, three arcs of 172.8 s by mode 2, 1,728 s at the hospital. */
	CHECK_NUMBER(ms(&city, run.outcomes[0].freed - run.outcomes[0].arrived), 864000 + 518400 + 1728000);
	CHECK_NUMBER(ms(&city, run.outcomes[1].freed - run.outcomes[1].arrived), 864000);
	simulation_close(&run);
	city_close(&city);
}

/* A third call waits in line; a graver one that came later goes before it. */
static void check_line(void)
{
	struct city city = { 0 };
	struct diary diary = { 0 };
	if (!make_city(CALLS "1,1,0.00,0,0.1,0,0.01,0,-1,0\n2,1,0.04,0,0.1,0,0.03,0,-1,0\n"
	                     "3,3,0.02,0,0.102,0,0.01,0,-1,0\n4,1,0.02,0,0.103,0,0.01,0,-1,0\n",
	               NULL, &city))
		return;
	struct simulation run = run_city(&city, &diary);
	CHECK_NUMBER(run.outcomes[2].waited, 1);
	CHECK_NUMBER(run.outcomes[3].waited, 1);
	CHECK_NUMBER(run.outcomes[3].unit, 1);
	CHECK(run.outcomes[3].sent < run.outcomes[2].sent);
	CHECK_NUMBER(run.outcomes[3].sent, run.outcomes[0].freed);
	simulation_close(&run);
	city_close(&city);
}

/* A unit between two nodes goes on to the next one first, from where the other call is nearer; then turns back. */
static void check_redispatch(void)
{
	static const char calls[] = CALLS "1,3,0.04,0,0.1,0,0.5,0,-1,0\n2,3,0.04,0,0.2,0,0.01,0,-1,0\n"
					  "3,1,0.01,0,0.203,0,0.01,0,-1,0\n";
	static const char rules[] = "miscData\nallowRedispatch\n1\n,\nredispatchConditions\n"
				    "fromCallPriority,toCallPriority,allowRedispatch\nlowPriority,highPriority,1\n";
	struct city city = { 0 };
	struct diary diary = { 0 };
	if (!make_city(calls, rules, &city))
		return;
	struct simulation run = run_city(&city, &diary);
	/* It left node 1 at 0.2 by mode 2, is between nodes 2 and 3 at 0.203, and at node 3 at 0.204. */
	CHECK_NUMBER(run.outcomes[2].unit, 1);
	CHECK_NUMBER(run.outcomes[1].bumped, 1);
	CHECK_NUMBER(ms(&city, run.outcomes[2].arrived - city.calls[2].arrival), 2 * 86400);
	CHECK_NUMBER(run.outcomes[1].waited, 1);
	CHECK_NUMBER(run.outcomes[1].unit, 1);
	simulation_close(&run);
	city_close(&city);
	/* Without the rule it waits for a unit to be free. */
	diary = (struct diary){ 0 };
	if (!make_city(calls, NULL, &city))
		return;
	run = run_city(&city, &diary);
	CHECK_NUMBER(run.outcomes[1].bumped, 0);
	CHECK_NUMBER(run.outcomes[2].waited, 1);
	simulation_close(&run);
	city_close(&city);
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717ull;
}

static struct buffer random_calls(uint64_t seed, unsigned count)
{
	struct buffer text = { 0 };
	uint64_t at_us = 0;
	CHECK(buffer_append_text(&text, CALLS) == STATUS_OK);
	for (unsigned i = 1; i <= count; i++) {
		/* One by one: a compiler is free in the order of a function's arguments. */
		static const unsigned below[7] = { 3, 45, 4, 3, 9, 2, 9 };
		unsigned draw[7];
		at_us += next_random(&seed) % 4000;
		for (unsigned k = 0; k < 7; k++)
			draw[k] = (unsigned)(next_random(&seed) % below[k]);
		CHECK(buffer_print(&text, "%u,%u,0.0%02u,0.00%u,%u.%06u,0.00%u,0.00%u,%u,-1,0.00%u\n", i, draw[0] + 1,
		                   draw[1], draw[2], (unsigned)(at_us / 1000000), (unsigned)(at_us % 1000000), draw[3],
		                   draw[4], draw[5], draw[6]) == STATUS_OK);
	}
	CHECK(buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	return text;
}

/* Every call is served once, in an order of moments that can be, by a unit that does nothing else then. */
static void check_conservation(void)
{
	static const char rules[] =
	    "miscData\nallowRedispatch\n1\n,\nredispatchConditions\nfromCallPriority,toCallPriority,allowRedispatch\n"
	    "lowPriority,highPriority,1\nmedPriority,highPriority,1\nlowPriority,medPriority,1\n";
	uint32_t all_bumped = 0;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct buffer calls = random_calls(seed, 300);
		struct city city = { 0 };
		struct diary diary = { 0 };
		uint32_t wrong = 0, bumped = 0;
		int64_t busy = 0, sum = 0;
		if (!make_city((const char *)calls.at, seed % 2 ? rules : NULL, &city))
			return;
		struct simulation run = run_city(&city, &diary);
		for (uint32_t i = 0; i < city.call_count; i++) {
			const struct call_fate *fate = &run.outcomes[i];
			const struct city_call *call = &city.calls[i];
			wrong += !fate->unit || fate->sent < call->arrival + call->dispatch_delay ||
			         fate->arrived < fate->sent || fate->freed < fate->arrived + call->on_scene ||
			         (fate->hospital != 0) != call->transport;
			bumped += fate->bumped;
			sum += fate->freed - fate->sent;
		}
		for (uint32_t i = 0; i < city.unit_count; i++)
			busy += run.busy[i];
		CHECK_NUMBER(wrong, 0);
		/* What a unit drove for a call that it was taken from is its work too. */
		CHECK(bumped ? busy > sum : busy == sum);
		all_bumped += bumped;
		simulation_close(&run);
		city_close(&city);
		buffer_close(&calls);
	}
	(void)printf("%u units sent on\n", all_bumped);
	CHECK(all_bumped > 20);
}

static struct measure measure_case(const struct city *city, const char *text)
{
	struct whatif_case it = case_usual();
	struct case_result result = { 0 };
	uint64_t line = 0;
	const char *fault = case_read(&it, bytes_of_text(text), &line);
	struct cases cases = { .city = city, .cases = &it, .results = &result, .count = 1, .threads = 1 };
	CHECK(!fault && cases_run(&cases) == STATUS_OK && result.status == STATUS_OK);
	struct measure measure = result.measure;
	case_result_close(&result);
	return measure;
}

/* Nobody there: every call is never served, and counts. */
static void check_never_served(void)
{
	struct city city = { 0 };
	if (!make_city(CALLS "1,1,0.01,0,0.1,0,0.01,0,-1,0\n2,1,0.03,0,0.2,0,0.01,0,-1,0\n", NULL, &city))
		return;
	struct measure measure = measure_case(&city, "units=0");
	CHECK_NUMBER(measure.all.calls, 2);
	CHECK_NUMBER(measure.all.never, 2);
	CHECK_NUMBER(measure.all.within, 0);
	CHECK_NUMBER(measure.all.median_ms, MEASURE_NEVER);
	measure = measure_case(&city, "units=1 # at station 1\nturn_out=30");
	CHECK_NUMBER(measure.all.never, 0);
	CHECK_NUMBER(measure.units, 1);
	/* 30 s and one arc; 30 s and three arcs. */
	CHECK_NUMBER(measure.all.median_ms, 116400);
	CHECK_NUMBER(measure.all.p90_ms, 289200);
	CHECK_NUMBER(measure.all.mean_ms, 202800);
	measure = measure_case(&city, "speeds=2 without=2 extra=2,2");
	CHECK_NUMBER(measure.units, 3);
	CHECK_NUMBER(measure.all.p90_ms, 43200);
	city_close(&city);
}

static void check_words(void)
{
	static const char *const wrong[] = { "speeds=0",      "speeds=fast", "rule=nearest", "redispatch=perhaps",
		                             "turn_out=9999", "target=0",    "units",        "colour=blue",
		                             "stations=",     "=1",          "moves=often",  "moves=86401" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct whatif_case it = case_usual();
		uint64_t line = 0;
		CHECK(case_read(&it, bytes_of_text(wrong[i]), &line) != NULL);
		CHECK_NUMBER(line, 1);
	}
}

/* FNV-1a over what became of each call. */
static uint64_t digest_of(uint64_t digest, const struct simulation *run, uint32_t calls)
{
	for (uint32_t i = 0; i < calls; i++) {
		const struct call_fate *fate = &run->outcomes[i];
		const int64_t numbers[] = { fate->sent, fate->arrived, fate->freed, fate->unit, fate->hospital };
		for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
			for (unsigned byte = 0; byte < 8; byte++)
				digest = (digest ^ ((uint64_t)numbers[k] >> byte * 8 & 0xff)) * 1099511628211u;
	}
	return digest;
}

/* Whatever the threads, each case gives the same; whatever the compiler, too. */
static void check_threads(void)
{
	static const char *const texts[] = { "redispatch=yes", "rule=keep_coverage", "speeds=1.3", "extra=1",
		                             "turn_out=60" };
	enum { COUNT = sizeof texts / sizeof *texts };
	struct buffer calls = random_calls(77, 400);
	struct city city = { 0 };
	struct case_result results[4][COUNT] = { 0 };
	struct whatif_case its[COUNT];
	uint64_t line;
	uint32_t wrong = 0;
	if (!make_city((const char *)calls.at, NULL, &city))
		return;
	for (unsigned i = 0; i < COUNT; i++) {
		its[i] = case_usual();
		CHECK(!case_read(&its[i], bytes_of_text(texts[i]), &line));
	}
	for (unsigned threads = 1; threads <= 4; threads++) {
		struct cases cases = {
			.city = &city, .cases = its, .results = results[threads - 1], .count = COUNT, .threads = threads
		};
		CHECK(cases_run(&cases) == STATUS_OK);
	}
	for (unsigned i = 0; i < COUNT; i++)
		for (unsigned k = 0; k < 4; k++) {
			CHECK(results[k][i].status == STATUS_OK);
			CHECK(memcmp(&results[k][i].measure, &results[0][i].measure, sizeof(struct measure)) == 0);
			for (uint32_t c = 0; c < city.call_count; c++)
				wrong += results[k][i].run.outcomes[c].arrived != results[0][i].run.outcomes[c].arrived;
		}
	CHECK_NUMBER(wrong, 0);
	uint64_t digest = 14695981039346656037u;
	for (unsigned i = 0; i < COUNT; i++)
		digest = digest_of(digest, &results[0][i].run, city.call_count);
	(void)printf("digest %016" PRIx64 "\n", digest);
	CHECK(digest == RUN_DIGEST);
	for (unsigned i = 0; i < COUNT * 4; i++)
		case_result_close(&results[i / COUNT][i % COUNT]);
	city_close(&city);
	buffer_close(&calls);
}

int main(void)
{
	check_closest();
	check_line();
	check_redispatch();
	check_conservation();
	check_never_served();
	check_words();
	check_threads();
	return check_done();
}
