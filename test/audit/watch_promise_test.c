/* What each watch promises: where nothing is wrong, few audits mark anything; and what is wrong, it finds.
 *
 * Innocent worlds are not even ones: types, districts and people differ as such ordinarily do, and that must not be
 * marked either.  Every seed is fixed.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "watch_world.h"

#define AUDITS 600u
#define FINDS 20u
#define CALLS 6000u
#define TYPES 4u
#define AREAS 12u
#define TAKERS 15u
#define CLOSERS 25u
#define CLOSERS_MAX 200u
#define OWNERS 10u
#define SPANS 1440u /* thirty shifts of eight hours */

/* What is wrong; zero: nothing. */
struct wrong {
	double ordinary;  /* standard deviation of the log odds by which areas and people differ */
	double closer;    /* log odds by which closer 1 differs beyond that */
	double human;     /* share of moments that people put at whole minutes */
	double retimed;   /* share of arrivals up to a minute late that area 1 writes as just in time */
	double patience;  /* by how much more often people leave with each minute they have waited */
	double rescued;   /* share of lowered calls that are lowered because their target has passed */
	double alarms;    /* in ten minutes, of owner 1; the others: one */
	uint32_t closers; /* how many there are; 0: CLOSERS */
	double heedless;  /* share that owner 1 leaves unheeded beyond the others */
};

struct nature {
	double area[AREAS + 1], taker[TAKERS + 1], closer[CLOSERS_MAX + 1];
};

static struct world world;
static struct chance chance;

static void draw_nature(const struct wrong *wrong, struct nature *nature)
{
	for (unsigned i = 1; i <= AREAS; i++)
		nature->area[i] = wrong->ordinary * world_normal(&chance);
	for (unsigned i = 1; i <= TAKERS; i++)
		nature->taker[i] = wrong->ordinary * world_normal(&chance);
	for (unsigned i = 1; i <= CLOSERS_MAX; i++)
		nature->closer[i] = wrong->ordinary * world_normal(&chance);
	nature->closer[1] += wrong->closer;
}

/* Busy people have more calls than others: the first of `count` about three times as many as the last. */
static uint32_t draw_word(uint32_t count)
{
	double unit = chance_unit(&chance);
	return 1 + (uint32_t)(count * unit * (0.5 + 0.5 * unit));
}

static struct world_call draw_call(const struct wrong *wrong)
{
	struct world_call call = world_call();
	call.type = draw_word(TYPES);
	call.area = draw_word(AREAS);
	call.taker = draw_word(TAKERS);
	call.closer = draw_word(wrong->closers ? wrong->closers : CLOSERS);
	call.priority_first = call.priority_last = (uint8_t)draw_word(3);
	call.contact_ms = (int64_t)chance_below(&chance, 30 * 86400) * 1000 + INT64_C(1700000000000);
	return call;
}

/* The log odds of whatever is asked, by type and nature. */
static double odds_of(const struct nature *nature, const struct world_call *call)
{
	return -2.5 + 0.5 * call->type + nature->area[call->area] + nature->taker[call->taker] +
	       nature->closer[call->closer];
}

/* ---- worlds ---- */

static void draw_closures(const struct wrong *wrong)
{
	struct nature nature;
	draw_nature(wrong, &nature);
	for (unsigned i = 0; i < CALLS; i++) {
		struct world_call call = draw_call(wrong);
		bool without = world_happens(&chance, world_share(odds_of(&nature, &call)));
		bool left = without && world_happens(&chance, 0.6);
		call.outcome = without ? (left ? DOCKET_IS_GONE : DOCKET_IS_NO_UNIT) : DOCKET_IS_SERVED;
		world_add(&world, &call);
	}
}

static void draw_evidence(const struct wrong *wrong)
{
	struct nature nature;
	draw_nature(wrong, &nature);
	for (unsigned i = 0; i < CALLS; i++) {
		struct world_call call = draw_call(wrong);
		bool without = world_happens(&chance, world_share(odds_of(&nature, &call) - 1));
		call.flags = (uint8_t)(DOCKET_TOLD | (without ? DOCKET_NO_EVIDENCE : 0));
		call.after_ms[DOCKET_ON_SCENE] = without ? DOCKET_NEVER : 500000;
		world_add(&world, &call);
	}
}

/* Arrivals by whole seconds about a median of eight minutes, so that they grow fewer around the target of ten. */
static void draw_times(const struct wrong *wrong)
{
	for (unsigned i = 0; i < CALLS; i++) {
		struct world_call call = draw_call(wrong);
		int32_t came_s = (int32_t)(480 * exp(0.5 * world_normal(&chance)));
		call.source = world_happens(&chance, 0.3) ? DOCKET_BY_HUMAN : DOCKET_BY_DEVICE;
		if (call.source == DOCKET_BY_HUMAN && world_happens(&chance, wrong->human))
			came_s -= (int32_t)((call.contact_ms / 1000 + came_s) % 60);
		if (call.area == 1 && came_s > 600 && came_s <= 660 && world_happens(&chance, wrong->retimed))
			came_s = 600 - (int32_t)chance_below(&chance, 25);
		call.after_ms[DOCKET_ANSWERED] = (int32_t)chance_below(&chance, 20) * 1000;
		call.after_ms[DOCKET_ASSIGNED] = call.after_ms[DOCKET_ANSWERED] + 30000;
		call.after_ms[DOCKET_ON_SCENE] = came_s * 1000;
		call.after_ms[DOCKET_CLOSED] = (came_s + 60 + (int32_t)chance_below(&chance, 5000)) * 1000;
		world_add(&world, &call);
	}
}

/* A unit comes and people leave at rates in one proportion whatever the wait; by type more or less of both. */
static void draw_waits(const struct wrong *wrong)
{
	for (unsigned i = 0; i < CALLS; i++) {
		struct world_call call = draw_call(wrong);
		double come_s = world_exponential(&chance, 200.0 + 200 * call.type);
		double leave_s = world_exponential(&chance, (200.0 + 200 * call.type) * (10 - call.type));
		/* Of those who would have stayed, some have had enough. */
		bool enough = world_happens(&chance, 1 - exp(-wrong->patience * come_s / 60));
		bool left = leave_s < come_s || enough;
		int32_t end_ms = (int32_t)(fmin(come_s, leave_s) * 1000);
		call.outcome =
		    left ? (world_happens(&chance, 0.5) ? DOCKET_IS_GONE : DOCKET_IS_CANCELLED) : DOCKET_IS_SERVED;
		call.after_ms[left ? DOCKET_CLOSED : DOCKET_ON_SCENE] = end_ms;
		world_add(&world, &call);
	}
}

static void draw_lowered(const struct wrong *wrong)
{
	struct nature nature;
	draw_nature(wrong, &nature);
	for (unsigned i = 0; i < CALLS; i++) {
		struct world_call call = draw_call(wrong);
		bool lowered = call.priority_first < 3 && world_happens(&chance, world_share(odds_of(&nature, &call)));
		call.priority_last = (uint8_t)(call.priority_first + lowered);
		double came_s = 300.0 * call.priority_last * exp(0.6 * world_normal(&chance));
		if (lowered && world_happens(&chance, wrong->rescued))
			came_s = 300.0 * call.priority_first * (1 + chance_unit(&chance) / 2);
		call.after_ms[DOCKET_ON_SCENE] = (int32_t)(came_s * 1000);
		world_add(&world, &call);
	}
}

static uint32_t raised[OWNERS][SPANS];
static struct watch_alarm_owner owners[OWNERS];
static const struct watch_alarms alarms = { OWNERS, owners };

/* In bursts of two on average; the mean is the bound itself, the worst that is still right. */
static void draw_alarms(const struct wrong *wrong)
{
	memset(raised, 0, sizeof raised);
	for (unsigned i = 0; i < OWNERS; i++) {
		double bursts = (i == 0 && wrong->alarms > 0 ? wrong->alarms : 1) / 2;
		double unheeded = world_share(-2 + wrong->ordinary * world_normal(&chance));
		unheeded += i == 0 ? wrong->heedless : 0;
		owners[i] = (struct watch_alarm_owner){ "owner", raised[i], SPANS, 0 };
		double at = world_exponential(&chance, 1 / bursts);
		while (at < SPANS) {
			do {
				raised[i][(size_t)at]++;
				owners[i].unheeded += world_happens(&chance, unheeded);
			} while (world_happens(&chance, 0.5));
			at += world_exponential(&chance, 1 / bursts);
		}
	}
}

/* ---- promises ---- */

struct trial {
	const char *what;
	enum watch_kind kind;
	void (*draw)(const struct wrong *wrong);
	struct wrong wrong;
	const char *part; /* the part and */
	uint32_t number;  /* the row that must be marked; of an innocent world: NULL */
};

/* Marks any row in an innocent world, or the row that is wrong. */
static bool is_marked(const struct trial *trial)
{
	struct watch_result result;
	bool marked = false;
	world.calls = 0;
	trial->draw(&trial->wrong);
	struct watch_input input = world_input(&world);
	input.alarms = &alarms;
	for (unsigned i = 1; i < WATCH_PRIORITIES; i++)
		input.plan.target_of_ms[i] = (int32_t)(i * 300000);
	CHECK(watch_look(trial->kind, &input, &result) == STATUS_OK);
	CHECK(result.tested > 0);
	for (size_t i = 0; i < result.rows; i++) {
		const struct watch_row *row = &result.row[i];
		if (row->marked && (!trial->part || (strcmp(result.part[row->part].name, trial->part) == 0 &&
		                                     row->number == trial->number)))
			marked = true;
	}
	watch_close(&result);
	return marked;
}

static const struct trial trials[] = {
	{ "heaping, true clocks", WATCH_heaping, draw_times, { .ordinary = 0 }, NULL, 0 },
	{ "closure, all alike", WATCH_closure, draw_closures, { .ordinary = 0 }, NULL, 0 },
	{ "closure, ordinary differences", WATCH_closure, draw_closures, { .ordinary = 0.2 }, NULL, 0 },
	{ "closure, large ordinary differences", WATCH_closure, draw_closures, { .ordinary = 0.5 }, NULL, 0 },
	{ "closure, many closers", WATCH_closure, draw_closures, { .ordinary = 0.5, .closers = CLOSERS_MAX }, NULL, 0 },
	{ "gone, whatever the wait", WATCH_gone, draw_waits, { .ordinary = 0 }, NULL, 0 },
	{ "downgrade, all alike", WATCH_downgrade, draw_lowered, { .ordinary = 0 }, NULL, 0 },
	{ "downgrade, ordinary differences", WATCH_downgrade, draw_lowered, { .ordinary = 0.3 }, NULL, 0 },
	{ "evidence, all alike", WATCH_evidence, draw_evidence, { .ordinary = 0 }, NULL, 0 },
	{ "evidence, ordinary differences", WATCH_evidence, draw_evidence, { .ordinary = 0.3 }, NULL, 0 },
	{ "alarm, at the bound", WATCH_alarm, draw_alarms, { .ordinary = 0 }, NULL, 0 },
	{ "alarm, ordinary differences", WATCH_alarm, draw_alarms, { .ordinary = 0.3 }, NULL, 0 },

	{ "heaping, whole minutes", WATCH_heaping, draw_times, { .human = 0.1 }, "minute_by_source", DOCKET_BY_HUMAN },
	{ "heaping, written in time", WATCH_heaping, draw_times, { .retimed = 0.7 }, "target_by_area", 1 },
	{ "closure, one closer",
	  WATCH_closure,
	  draw_closures,
	  { .ordinary = 0.2, .closer = 1.5 },
	  "no_unit_by_closer",
	  1 },
	{ "gone, out of patience", WATCH_gone, draw_waits, { .patience = 0.01 }, "trend", 0 },
	{ "downgrade, one closer",
	  WATCH_downgrade,
	  draw_lowered,
	  { .ordinary = 0.2, .closer = 1.5 },
	  "lowered_by_closer",
	  1 },
	{ "downgrade, to meet the target", WATCH_downgrade, draw_lowered, { .rescued = 0.3 }, "target_met_by_it", 12 },
	{ "evidence, one closer",
	  WATCH_evidence,
	  draw_evidence,
	  { .ordinary = 0.2, .closer = 1.5 },
	  "no_evidence_by_closer",
	  1 },
	{ "alarm, twice the bound", WATCH_alarm, draw_alarms, { .alarms = 2 }, "load", 0 },
	{ "alarm, one who heeds none", WATCH_alarm, draw_alarms, { .ordinary = 0.2, .heedless = 0.4 }, "unheeded", 0 },
};

int main(void)
{
	world_open(&world, CALLS);
	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
		const struct trial *trial = &trials[i];
		unsigned marked = 0, audits = trial->part ? FINDS : AUDITS;
		chance = world_chance((uint8_t)i);
		for (unsigned audit = 0; audit < audits; audit++)
			marked += is_marked(trial);
		(void)printf("%s:\n", trial->what);
		if (trial->part)
			/* Nine of ten must be found: not fewer than that but for one in a thousand such tests. */
			CHECK(world_at_most(audits - marked, audits, 0.1));
		else
			CHECK(world_at_most(marked, audits, WATCH_PROMISE));
	}
	world_close(&world);
	return check_done();
}
