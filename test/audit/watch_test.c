/* What all watches share, by hand: rows, parts, expectations by stratum, labels; and each watch on hardly anything. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gate.h"
#include "audit/heaping.h"
#include "audit/matched.h"
#include "audit/special.h"
#include "audit/watch_question.h"
#include "watch_world.h"

static bool always(const struct docket_segment *segment, size_t row)
{
	(void)segment;
	(void)row;
	return true;
}

static bool is_gone(const struct docket_segment *segment, size_t row)
{
	return segment->outcome[row] == DOCKET_IS_GONE;
}

static void add(struct world *world, uint32_t type, uint32_t closer, unsigned calls, unsigned gone)
{
	struct world_call call = world_call();
	call.type = type;
	call.closer = closer;
	for (unsigned i = 0; i < calls; i++) {
		call.outcome = i < gone ? DOCKET_IS_GONE : DOCKET_IS_SERVED;
		world_add(world, &call);
	}
}

/* Two types, three closers; what is expected and its variance by hand. */
static void check_question(void)
{
	const struct watch_question question = { "gone", "gone",  WATCH_BY_CLOSER, 1u << FACTOR_TYPE,
		                                 always, is_gone, WATCH_BOTH };
	struct watch_result result = { 0 };
	struct world world;
	world_open(&world, 400);
	add(&world, 1, 5, 40, 10);
	add(&world, 2, 5, 10, 0);
	add(&world, 1, 7, 60, 5);
	add(&world, 2, 9, 20, 6);
	add(&world, 1, 0, 10, 10); /* closed by nobody that is known: in the stratum, and in no row */
	add(&world, 3, 8, 50, 3);  /* alone in its stratum: nothing can be said */
	/* Neither a joined call nor a test counts. */
	struct world_call joined = world_call(), test = world_call();
	joined.flags = DOCKET_JOINED;
	test.flags = DOCKET_TEST;
	joined.closer = test.closer = 7;
	joined.type = test.type = 1;
	joined.outcome = test.outcome = DOCKET_IS_GONE;
	world_add(&world, &joined);
	world_add(&world, &test);
	struct watch_input input = world_input(&world);
	CHECK(watch_question_ask(&question, &input, &result) == STATUS_OK);
	CHECK_NUMBER(result.rows, 4);
	CHECK_NUMBER(result.row[0].number, 5);
	CHECK_NUMBER(result.row[0].calls, 50);
	CHECK_NUMBER(result.row[0].seen, 10);
	CHECK(fabs(result.row[0].expected - (40.0 * 25 / 110 + 10.0 * 6 / 30)) < 1e-12);
	CHECK_NUMBER(result.row[1].number, 7);
	CHECK_NUMBER(result.row[1].calls, 60);
	CHECK_NUMBER(result.row[1].seen, 5);
	CHECK(fabs(result.row[1].expected - 60.0 * 25 / 110) < 1e-12);
	CHECK(result.row[2].number == 8 && result.row[2].seen == 3 && result.row[2].expected == 3);
	CHECK(isnan(result.row[2].z) && isnan(result.row[2].p));
	CHECK(fabs(result.row[3].expected - 4) < 1e-12);
	CHECK(result.row[1].z < 0 && result.row[3].z > 0);
	CHECK_NUMBER(result.part[0].tested, 3);
	CHECK(result.part[0].spread > 0);
	watch_close(&result);
	world_close(&world);
}

/* Rows no further apart than chance puts them: then each one's z is that of its own mean and variance. */
static void check_alike(void)
{
	const struct watch_question question = { "gone", "gone",  WATCH_BY_CLOSER, 1u << FACTOR_TYPE,
		                                 always, is_gone, WATCH_MORE };
	struct watch_result result = { 0 };
	struct world world;
	world_open(&world, 400);
	add(&world, 1, 1, 100, 20);
	add(&world, 1, 2, 60, 12);
	add(&world, 2, 2, 40, 9);
	add(&world, 1, 3, 50, 12);
	add(&world, 2, 3, 50, 12);
	struct watch_input input = world_input(&world);
	CHECK(watch_question_ask(&question, &input, &result) == STATUS_OK);
	CHECK(result.part[0].spread == 0);
	/* Of 210 calls of type 1, of which 44; and of 90 of type 2, of which 21. */
	double mean = 50.0 * 44 / 210 + 50.0 * 21 / 90;
	double variance = 50.0 * 160 * 44 * 166 / (210.0 * 210 * 209) + 50.0 * 40 * 21 * 69 / (90.0 * 90 * 89);
	CHECK(fabs(result.row[2].expected - mean) < 1e-12);
	CHECK(fabs(result.row[2].z - matched_z(24, mean, variance)) < 1e-9 && result.row[2].z > 0.2);
	watch_close(&result);
	world_close(&world);
}

/* The variance that rows are given is that of shuffling what was seen within strata: by a thousand shuffles. */
static void check_variance(void)
{
	enum { SHUFFLES = 2000, CALLS = 60, ROW = 25, SEEN = 15 };
	struct chance chance = world_chance(2);
	uint8_t seen[CALLS] = { 0 };
	double sum = 0, squares = 0, expected = (double)ROW * SEEN / CALLS;
	double variance = (double)ROW * (CALLS - ROW) * SEEN * (CALLS - SEEN) / (CALLS * (double)CALLS * (CALLS - 1));
	memset(seen, 1, SEEN);
	for (unsigned i = 0; i < SHUFFLES; i++) {
		double own = 0;
		chance_shuffle(&chance, seen, CALLS);
		for (unsigned k = 0; k < ROW; k++)
			own += seen[k];
		sum += own - expected;
		squares += (own - expected) * (own - expected);
	}
	CHECK(fabs(sum / SHUFFLES) < 4 * sqrt(variance / SHUFFLES));
	CHECK(fabs(squares / SHUFFLES / variance - 1) < 0.15);

	/* And it is this variance that decides: two rows, so that Student's law has one degree of freedom. */
	struct watch_result result = { 0 };
	watch_add_part(&result, "one", "one", "calls", WATCH_BY_ALL);
	const struct watch_tally tally[] = { { 1, ROW, 9, expected, variance },
		                             { 2, CALLS - ROW, SEEN - 9, SEEN - expected, variance } };
	CHECK(watch_add_tallies(&result, tally, 2, WATCH_BOTH) == STATUS_OK);
	CHECK(result.row[0].z > 0 && result.row[1].z < 0);
	CHECK(result.row[0].p > 0.05 && result.row[0].p <= 1);
	watch_close(&result);
}

static void check_rows(void)
{
	struct watch_result result = { 0 };
	watch_add_part(&result, "one", "one", "calls", WATCH_BY_ALL);
	for (unsigned i = 0; i < 300; i++)
		CHECK(watch_add(&result, (struct watch_row){ .number = i, .calls = 5, .seen = 1, .z = 1.96 }, INFINITY,
		                i % 2 ? WATCH_BOTH : WATCH_MORE) == STATUS_OK);
	CHECK_NUMBER(result.rows, 300);
	CHECK(fabs(result.row[0].p - 0.024997895148220435) < 1e-15);
	CHECK(fabs(result.row[1].p - 0.04999579029644087) < 1e-15);
	CHECK(watch_add(&result, (struct watch_row){ .z = 2.5 }, 4, WATCH_BOTH) == STATUS_OK);
	CHECK(fabs(result.row[300].p - 0.066766544811988127) < 1e-14);
	CHECK(watch_add(&result, (struct watch_row){ .z = NAN }, 4, WATCH_BOTH) == STATUS_OK);
	CHECK(isnan(result.row[301].p));
	CHECK(watch_add(&result, (struct watch_row){ .z = INFINITY }, 4, WATCH_MORE) == STATUS_OK);
	CHECK(result.row[302].p == 0);
	/* Everybody or nobody expected, or no variance: nothing is said. */
	CHECK(isnan(watch_z(&(struct watch_tally){ 0, 5, 5, 5, 1 }, 1)));
	CHECK(isnan(watch_z(&(struct watch_tally){ 0, 5, 0, 0, 1 }, 1)));
	CHECK(isnan(watch_z(&(struct watch_tally){ 0, 5, 2, 1, 0 }, 0)));
	/* Yes and no are alike, but for their sign. */
	struct watch_tally few = { 0, 100, 9, 4, 3.8 }, many = { 0, 100, 91, 96, 3.8 };
	CHECK(watch_z(&few, 9) > 0 && watch_z(&few, 9) == -watch_z(&many, 9));
	watch_close(&result);
	CHECK(result.rows == 0 && !result.row);
}

static void check_bands(void)
{
	CHECK_NUMBER(watch_band_of(0), 0);
	CHECK_NUMBER(watch_band_of(119999), 0);
	CHECK_NUMBER(watch_band_of(120000), 1);
	CHECK_NUMBER(watch_band_of(599999), 2);
	CHECK_NUMBER(watch_band_of(3600000), WATCH_BANDS - 1);
	CHECK_NUMBER(watch_band_of(INT32_MAX), WATCH_BANDS - 1);
}

static void check_labels(const struct watch_input *input)
{
	char text[80];
	watch_label(input, WATCH_BY_STEP, 13, text, sizeof text);
	CHECK_TEXT(text, "from 1 to 3");
	watch_label(input, WATCH_BY_AREA, 17, text, sizeof text);
	CHECK_TEXT(text, "17");
	watch_label(input, WATCH_BY_BAND, 0, text, sizeof text);
	CHECK_TEXT(text, "under 2 minutes");
	watch_label(input, WATCH_BY_SOURCE, DOCKET_BY_DEVICE, text, sizeof text);
	CHECK_TEXT(text, "a unit's device");
	watch_label(input, WATCH_BY_MOMENT, DOCKET_CLOSED, text, sizeof text);
	CHECK_TEXT(text, "it was closed");
	watch_label(input, WATCH_BY_ALL, 0, text, sizeof text);
	CHECK_TEXT(text, "all together");
	for (unsigned i = 0; i < WATCH_BYS; i++)
		CHECK(watch_by_name(i)[0] && watch_by_words(i)[0]);
}

/* Each watch: its numbers hold together, and nothing is marked. */
static void look_at(struct world *world, size_t *ret_rows)
{
	static const uint32_t none[1] = { 0 };
	struct watch_alarm_owner owner[] = { { "one", none, 1, 0 }, { "nobody", NULL, 0, 0 } };
	struct watch_alarms alarms = { 2, owner };
	struct watch_input input = world_input(world);
	input.alarms = &alarms;
	for (unsigned i = 1; i < WATCH_PRIORITIES; i++)
		input.plan.target_of_ms[i] = (int32_t)(i * 300000);
	*ret_rows = 0;
	for (unsigned kind = 0; kind < WATCH_COUNT; kind++) {
		struct watch_result result;
		CHECK(watch_look(kind, &input, &result) == STATUS_OK);
		CHECK(result.name[0] && result.words[0] && strstr(result.false_alarms, "5 of 100"));
		CHECK_NUMBER(result.marked, 0);
		for (size_t i = 0; i < result.rows; i++) {
			const struct watch_row *row = &result.row[i];
			CHECK(row->part < result.parts && row->calls >= row->seen);
			CHECK(isnan(row->p) == isnan(row->p_adjusted) && isnan(row->p) == isnan(row->z));
			CHECK(isnan(row->p) || (row->p >= 0 && row->p <= row->p_adjusted && row->p_adjusted <= 1));
			CHECK(i == 0 || row->part >= result.row[i - 1].part);
		}
		*ret_rows += result.rows;
		watch_close(&result);
	}
	check_labels(&input);
}

static void check_little(void)
{
	struct world world;
	size_t rows;
	world_open(&world, 100);
	look_at(&world, &rows);
	CHECK_NUMBER(rows, 1); /* the one who could have been alarmed */
	struct world_call call = world_call();
	call.type = call.area = call.taker = call.closer = 1;
	call.priority_first = 1;
	call.priority_last = 2;
	call.flags = DOCKET_TOLD;
	call.after_ms[DOCKET_ON_SCENE] = 400000;
	world_add(&world, &call);
	look_at(&world, &rows);
	CHECK(rows > 10);
	/* Nobody served, all alike, and moments that no clock gives. */
	for (unsigned i = 0; i < 90; i++) {
		call.outcome = DOCKET_IS_NO_UNIT;
		call.flags = 0;
		call.after_ms[DOCKET_ON_SCENE] = i % 3 ? DOCKET_NEVER : DOCKET_FAR;
		call.after_ms[DOCKET_CLOSED] = i % 2 ? DOCKET_FAR : INT32_MIN + 1;
		call.contact_ms = INT64_C(1) << 42;
		world_add(&world, &call);
	}
	look_at(&world, &rows);
	CHECK(rows > 10);
	world_close(&world);
}

/* The rows of heaping by hand: whole minutes as the exact binomial test has them, and the four windows. */
static void check_heaping(void)
{
	/* Seconds after first contact, which is at a whole minute. */
	static const int32_t came_s[] = { 0,   60,  61,  120, 540, 541, 545, 550, 555, 569, 570, 571, 572,
		                          573, 590, 600, 601, 610, 630, 631, 640, 660, 661, 700, 720 };
	struct watch_result result;
	struct world world;
	world_open(&world, 100);
	struct world_call call = world_call();
	call.area = 3;
	for (size_t i = 0; i < sizeof came_s / sizeof *came_s; i++) {
		call.after_ms[DOCKET_ON_SCENE] = came_s[i] * 1000;
		call.contact_ms = 120000;
		world_add(&world, &call);
	}
	struct watch_input input = world_input(&world);
	CHECK(watch_look(WATCH_heaping, &input, &result) == STATUS_OK);
	CHECK_NUMBER(result.rows, 6);
	CHECK_NUMBER(result.row[0].calls, 25);
	CHECK_NUMBER(result.row[0].seen, 7);
	struct heap heap = heaping_of(7, 25, 1.0 / 60);
	CHECK(fabs(result.row[0].z - special_normal_quantile_above(heap.log_p_above)) < 1e-10);
	CHECK(fabs(result.row[0].p - exp(heap.log_p_above)) < 1e-10 * result.row[0].p);
	CHECK(result.row[0].marked && result.row[1].number == 3 && result.row[2].number == DOCKET_BY_DEVICE);
	/* Far under (540, 570], under (570, 600], over (600, 630], far over (630, 660]: 6, 5, 3 and 3. */
	double share = 1 / (1 + exp(-log(6.5 / 3.5) / 3)), variance = 8 * share * (1 - share);
	variance += variance * variance * (1 / 6.5 + 1 / 3.5) / 9;
	CHECK_NUMBER(result.row[3].calls, 8);
	CHECK_NUMBER(result.row[3].seen, 5);
	CHECK(fabs(result.row[3].expected - 8 * share) < 1e-12);
	CHECK(fabs(result.row[3].z + matched_z(3, 8 - 8 * share, variance)) < 1e-12 && !result.row[3].marked);
	watch_close(&result);

	/* To the minute nothing can be said of either. */
	world.docket.precision_s = 60;
	CHECK(watch_look(WATCH_heaping, &input, &result) == STATUS_OK);
	CHECK(result.rows == 6 && result.tested == 0 && result.marked == 0);
	watch_close(&result);
	world_close(&world);
}

/* A wait that matters, by hand: one stratum, two bands. */
static void check_gone(void)
{
	struct watch_result result;
	struct world world;
	world_open(&world, 200);
	struct world_call call = world_call();
	call.area = 3;
	for (unsigned i = 0; i < 120; i++) {
		bool late = i >= 60, left = late ? i < 90 : i < 10; /* 10 of 60, and 30 of 60 */
		call.outcome = left ? DOCKET_IS_CANCELLED : DOCKET_IS_SERVED;
		call.after_ms[DOCKET_ON_SCENE] = left ? DOCKET_NEVER : late ? 700000 : 60000;
		/* Served ones are closed long after; that is no part of their wait. */
		call.after_ms[DOCKET_CLOSED] = (late ? 700000 : 60000) + (left ? 0 : 4000000);
		world_add(&world, &call);
	}
	struct watch_input input = world_input(&world);
	CHECK(watch_look(WATCH_gone, &input, &result) == STATUS_OK);
	CHECK_NUMBER(result.rows, 4);
	CHECK(result.row[0].calls == 40 && result.row[0].seen == 30 && result.row[0].expected == 20);
	/* Of two bands the trend is how far the 30 lie from 20, by the law of drawing 40 of 120. */
	CHECK(fabs(result.row[0].z - 10 / sqrt(40.0 * 80 * 60 * 60 / (120.0 * 120 * 119))) < 1e-12);
	CHECK(result.row[0].marked && result.row[1].z == result.row[0].z);
	CHECK(result.row[2].number == 0 && result.row[2].seen == 10 && result.row[2].expected == 20);
	CHECK(result.row[3].number == 3 && result.row[3].seen == 30 && isnan(result.row[3].p));
	watch_close(&result);
	world_close(&world);
}

static const struct watch_row *row_of(const struct watch_result *result, const char *part, uint32_t number)
{
	for (size_t i = 0; i < result->rows; i++)
		if (strcmp(result->part[result->row[i].part].name, part) == 0 && result->row[i].number == number)
			return &result->row[i];
	return NULL;
}

/* Lowered from 1 to 2, and from the start at 2; targets of five and ten minutes. */
static void check_downgrade(void)
{
	static const struct {
		uint8_t first, last;
		int32_t came_ms;
		unsigned calls;
	} groups[] = {
		{ 1, 2, 300000, 4 },  /* within the first one's target */
		{ 1, 2, 300001, 10 }, /* between the two */
		{ 1, 2, 600000, 5 },  /* as well */
		{ 1, 2, 600001, 3 },  /* beyond both */
		{ 2, 2, 100000, 20 },      { 2, 2, 400000, 6 },  { 2, 2, 900000, 9 },
		{ 1, 1, 400000, 50 },      { 2, 1, 400000, 50 }, { 0, 2, 400000, 50 }, /* none of them counts */
		{ 1, 2, DOCKET_NEVER, 7 },
	};
	struct watch_result result;
	struct world world;
	world_open(&world, 400);
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		struct world_call call = world_call();
		call.closer = 4;
		call.priority_first = groups[i].first;
		call.priority_last = groups[i].last;
		call.after_ms[DOCKET_ON_SCENE] = groups[i].came_ms;
		for (unsigned k = 0; k < groups[i].calls; k++)
			world_add(&world, &call);
	}
	struct watch_input input = world_input(&world);
	CHECK(watch_look(WATCH_downgrade, &input, &result) == STATUS_OK);
	CHECK(!row_of(&result, "target_met_by_it", 12));
	watch_close(&result);
	input.plan.target_of_ms[1] = 300000;
	input.plan.target_of_ms[2] = 600000;
	CHECK(watch_look(WATCH_downgrade, &input, &result) == STATUS_OK);
	const struct watch_row *row = row_of(&result, "target_met_by_it", 12);
	CHECK(row && row->calls == 22 && row->seen == 15);
	/* 22 of 57, 21 of them between the two. */
	double mean = 22.0 * 21 / 57, variance = 22.0 * 35 * 21 * 36 / (57.0 * 57 * 56);
	CHECK(row && fabs(row->expected - mean) < 1e-12);
	CHECK(row && fabs(row->z - matched_z(15, mean, variance)) < 1e-9 && row->marked);
	row = row_of(&result, "lowered_by_closer", 4);
	CHECK(row && row->calls == 214 - 50 && row->seen == 29);
	watch_close(&result);
	world_close(&world);
}

/* What counts as evidence: a moment on scene that a device or a person gave. */
static void check_evidence(void)
{
	static const struct {
		uint8_t flags, source;
		int32_t came_ms;
		unsigned calls;
	} groups[] = {
		{ DOCKET_TOLD, DOCKET_BY_DEVICE, 100, 30 },
		{ DOCKET_TOLD, DOCKET_BY_INFERRED, 100, 1 },
		{ DOCKET_TOLD, DOCKET_BY_HUMAN, DOCKET_NEVER, 2 },
		{ DOCKET_TOLD | DOCKET_NO_EVIDENCE, DOCKET_BY_HUMAN, 100, 4 },
		{ 0, DOCKET_BY_HUMAN, DOCKET_NEVER, 50 }, /* nobody said that they were served */
	};
	struct watch_result result;
	struct world world;
	world_open(&world, 100);
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		struct world_call call = world_call();
		call.closer = 4;
		call.flags = groups[i].flags;
		call.source = groups[i].source;
		call.after_ms[DOCKET_ON_SCENE] = groups[i].came_ms;
		for (unsigned k = 0; k < groups[i].calls; k++)
			world_add(&world, &call);
	}
	struct watch_input input = world_input(&world);
	CHECK(watch_look(WATCH_evidence, &input, &result) == STATUS_OK);
	CHECK_NUMBER(result.rows, 1);
	CHECK(result.row[0].calls == 37 && result.row[0].seen == 7);
	watch_close(&result);
	world_close(&world);
}

/* Without alarms there is nothing to say of them. */
static void check_no_alarms(void)
{
	struct watch_result result;
	struct world world;
	world_open(&world, 1);
	struct watch_input input = world_input(&world);
	CHECK(watch_look(WATCH_alarm, &input, &result) == STATUS_OK);
	CHECK(result.rows == 0 && result.parts == 0);
	watch_close(&result);
	CHECK(watch_plan_usual().target_ms == gate_limits_usual().target_ms);
	world_close(&world);
}

int main(void)
{
	check_question();
	check_alike();
	check_variance();
	check_rows();
	check_bands();
	check_little();
	check_heaping();
	check_gone();
	check_downgrade();
	check_evidence();
	check_no_alarms();
	return check_done();
}
