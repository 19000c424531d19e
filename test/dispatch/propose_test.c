/* Who is proposed: exact against trying every way, honest in its reasons, and the same under other numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/propose.h"

#include <stdbool.h>

#include "chance.h"
#include "check.h"

#define ENGINE 1u
#define LADDER 2u
#define MEDIC 4u
#define MOST 7u

static const struct dispatch_settings usual = {
	.turn_out_s = { [READINESS_STATION] = 60, [READINESS_CALLED] = 60 },
	.stale_s = 120,
	.too_far_s = 3600,
	.divert_sooner_s = 120,
	.target_s = 480,
	.busy_permille = 300,
};

/* A free unit so many seconds away, at its station. */
static struct candidate unit_at(uint32_t unit, uint64_t capabilities, uint32_t travel_s)
{
	struct candidate candidate = { .unit = unit,
		                       .capabilities = capabilities,
		                       .travel = travel_s * 1000,
		                       .free_in_s = PROPOSE_UNKNOWN_S,
		                       .place = PROPOSE_NOWHERE,
		                       .crew = 4 };
	(void)snprintf(candidate.name.text, sizeof candidate.name.text, "U%u", unit);
	return candidate;
}

/* A small request and what came of it. */
struct scene {
	struct candidate candidates[MOST];
	size_t count;
	struct requirement needs[3];
	const struct requirement *rows[3];
	struct dispatch_settings settings;
	struct request request;
	struct recommendation out;
};

static void scene_open(struct scene *scene)
{
	*scene = (struct scene){ .settings = usual };
	for (unsigned i = 0; i < 3; i++)
		scene->rows[i] = &scene->needs[i];
	scene->request = (struct request){ .settings = &scene->settings,
		                           .rows = scene->rows,
		                           .candidates = scene->candidates,
		                           .ticks_per_s = 1000,
		                           .priority = 1 };
}

static void scene_add(struct scene *scene, struct candidate candidate)
{
	scene->candidates[scene->request.count++] = candidate;
}

static struct requirement *scene_need(struct scene *scene, uint64_t capabilities, unsigned count)
{
	struct requirement *need = &scene->needs[scene->request.row_count++];
	*need = (struct requirement){ .capabilities = capabilities, .count = (uint16_t)count };
	return need;
}

static void scene_propose(struct scene *scene)
{
	propose_close(&scene->out);
	CHECK(propose_units(&scene->request, &scene->out) == STATUS_OK);
}

static uint32_t picked(const struct scene *scene, unsigned at)
{
	return at < scene->out.pick_count ? scene->candidates[scene->out.picks[at].candidate].unit : 0;
}

static void check_finding(const struct scene *scene, unsigned index, enum reason reason)
{
	CHECK_TEXT(reason_name(scene->out.findings[index].reason), reason_name(reason));
}

/* --- against trying every way --- */

/* What is compared, the first that differs decides. */
struct worth {
	uint64_t part[7];
};

static bool worth_less(const struct worth *a, const struct worth *b)
{
	for (unsigned i = 0; i < 7; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] < b->part[i];
	return false;
}

/* The substitute's penalty with which it fits, in seconds; -1 if it does not. */
static int64_t fits(const struct requirement *need, const struct candidate *candidate)
{
	int64_t best = (need->capabilities & ~candidate->capabilities) ? -1 : 0;
	for (unsigned i = 0; best && i < need->substitutes; i++)
		if (!(need->substitute[i].capabilities & ~candidate->capabilities) &&
		    (best < 0 || need->substitute[i].penalty_s < best))
			best = need->substitute[i].penalty_s;
	return candidate->crew < need->crew ? -1 : best;
}

static bool may_go(const struct candidate *candidate)
{
	return candidate->assigned ||
	       ((candidate->readiness == READINESS_STATION || candidate->readiness == READINESS_STREET) &&
	        candidate->crew && candidate->travel < ROAD_NEVER && candidate->whereabouts != WHEREABOUTS_NONE);
}

static uint64_t arrival(const struct scene *scene, const struct candidate *candidate)
{
	if (candidate->assigned)
		return candidate->travel < ROAD_NEVER ? candidate->travel : 0;
	return candidate->travel + scene->settings.turn_out_s[candidate->readiness] * 1000u;
}

static bool crew_is_out(const struct scene *scene, unsigned index)
{
	const struct candidate *one = &scene->candidates[index];
	for (unsigned i = 0; one->shared_crew && !one->assigned && i < scene->request.count; i++) {
		const struct candidate *other = &scene->candidates[i];
		if (other->shared_crew == one->shared_crew &&
		    (other->assigned || other->readiness == READINESS_DRIVING || other->readiness == READINESS_WORKING))
			return true;
	}
	return false;
}

static void add_worth(const struct scene *scene, unsigned row, unsigned index, struct worth *worth)
{
	const struct candidate *candidate = &scene->candidates[index];
	unsigned weight = scene->request.row_count - row;
	uint64_t late = arrival(scene, candidate) + (uint64_t)fits(&scene->needs[row], candidate) * 1000;
	if (!candidate->assigned) {
		worth->part[2]++;
		worth->part[3] += candidate->position_age_s > scene->settings.stale_s;
		worth->part[4] += late;
	}
	worth->part[5] += late * weight;
	worth->part[6] += (uint64_t)candidate->unit * weight;
}

static void try_slot(const struct scene *scene, const unsigned *row_of, unsigned slots, unsigned slot, unsigned used,
                     struct worth worth, struct worth *best)
{
	if (slot == slots) {
		if (worth_less(&worth, best))
			*best = worth;
		return;
	}
	struct worth empty = worth;
	empty.part[0]++;
	empty.part[1] += scene->request.row_count - row_of[slot];
	try_slot(scene, row_of, slots, slot + 1, used, empty, best);
	for (unsigned i = 0; i < scene->request.count; i++) {
		const struct candidate *candidate = &scene->candidates[i];
		unsigned crew = 1u << i;
		for (unsigned k = 0; candidate->shared_crew && k < scene->request.count; k++)
			if (scene->candidates[k].shared_crew == candidate->shared_crew)
				crew |= 1u << k;
		if ((used & crew) || !may_go(candidate) || crew_is_out(scene, i) ||
		    fits(&scene->needs[row_of[slot]], candidate) < 0)
			continue;
		struct worth more = worth;
		add_worth(scene, row_of[slot], i, &more);
		try_slot(scene, row_of, slots, slot + 1, used | crew, more, best);
	}
}

static struct worth best_of_all(const struct scene *scene)
{
	struct worth best = { { UINT64_MAX } };
	unsigned row_of[16], slots = 0;
	for (unsigned row = 0; row < scene->request.row_count; row++)
		for (unsigned i = 0; i < scene->needs[row].count; i++)
			row_of[slots++] = row;
	try_slot(scene, row_of, slots, 0, 0, (struct worth){ { 0 } }, &best);
	return best;
}

static struct worth worth_of(const struct scene *scene)
{
	struct worth worth = { { 0 } };
	unsigned filled[3] = { 0 };
	for (unsigned i = 0; i < scene->out.pick_count; i++) {
		add_worth(scene, scene->out.picks[i].row, scene->out.picks[i].candidate, &worth);
		filled[scene->out.picks[i].row]++;
	}
	for (unsigned row = 0; row < scene->request.row_count; row++) {
		CHECK_NUMBER(filled[row] + scene->out.missing[row], scene->needs[row].count);
		worth.part[0] += scene->out.missing[row];
		worth.part[1] += (uint64_t)scene->out.missing[row] * (scene->request.row_count - row);
	}
	return worth;
}

static void scene_of(uint64_t seed, struct scene *scene)
{
	static const enum readiness readinesses[] = { READINESS_STATION, READINESS_STATION,       READINESS_STREET,
		                                      READINESS_STREET,  READINESS_STREET,        READINESS_DRIVING,
		                                      READINESS_WORKING, READINESS_OUT_OF_SERVICE };
	uint64_t state = seed;
	scene_open(scene);
	for (unsigned rows = 1 + chance_under(&state, 3); rows > 0; rows--) {
		/* One draw a statement: the order within one is the compiler's. */
		uint64_t capabilities = chance_under(&state, 4) ? 1u << chance_under(&state, 3) : 0;
		struct requirement *need = scene_need(scene, capabilities, 1 + chance_under(&state, rows == 1 ? 2 : 1));
		need->crew = (uint8_t)chance_under(&state, 3);
		need->within_s = chance_under(&state, 300);
		need->substitutes = (uint8_t)chance_under(&state, 3);
		for (unsigned i = 0; i < need->substitutes; i++) {
			need->substitute[i].capabilities = 1u << chance_under(&state, 3);
			need->substitute[i].penalty_s = chance_under(&state, 300);
		}
	}
	unsigned coarse = chance_under(&state, 2) ? 100 : 1; /* half of them full of ties */
	for (unsigned count = chance_under(&state, MOST + 1); count > 0; count--) {
		uint64_t capabilities = chance_under(&state, 8);
		uint32_t travel_s = chance_under(&state, 600 / coarse) * coarse;
		struct candidate one = unit_at(10 + count * 3, capabilities, travel_s);
		one.readiness = (uint8_t)readinesses[chance_under(&state, 8)];
		one.crew = (uint8_t)chance_under(&state, 4);
		one.position_age_s = chance_under(&state, 4) ? 0 : 500;
		one.shared_crew = chance_under(&state, 3) ? 0 : 1 + chance_under(&state, 2);
		one.assigned = chance_under(&state, 8) == 0;
		one.divertible = chance_under(&state, 2);
		one.busy_with = (uint8_t)chance_under(&state, 5);
		one.free_in_s = chance_under(&state, 500);
		if (chance_under(&state, 10) == 0)
			one.travel = ROAD_NEVER;
		if (chance_under(&state, 10) == 0 && !one.assigned)
			one.whereabouts = WHEREABOUTS_NONE;
		if (one.assigned)
			one.shared_crew = 0; /* two of one crew that are both out are no case of this world */
		scene_add(scene, one);
	}
}

static void check_exact(uint64_t seed)
{
	struct scene scene;
	scene_of(seed, &scene);
	scene_propose(&scene);
	struct worth got = worth_of(&scene), wanted = best_of_all(&scene);
	for (unsigned i = 0; i < 7; i++)
		if (got.part[i] != wanted.part[i]) {
			(void)fprintf(stderr, "seed %u, part %u\n", (unsigned)seed, i);
			CHECK_NUMBER(got.part[i], wanted.part[i]);
		}
	CHECK(got.part[0] == wanted.part[0]);
	propose_close(&scene.out);
}

/* --- what must hold of every answer --- */

static void check_sound(uint64_t seed)
{
	struct scene scene;
	bool used[MOST] = { false };
	scene_of(seed, &scene);
	scene_propose(&scene);
	for (unsigned i = 0; i < scene.out.pick_count; i++) {
		const struct choice *pick = &scene.out.picks[i];
		const struct candidate *candidate = &scene.candidates[pick->candidate];
		CHECK(!used[pick->candidate] && may_go(candidate) && !crew_is_out(&scene, pick->candidate));
		CHECK(fits(&scene.needs[pick->row], candidate) >= 0);
		used[pick->candidate] = true;
		for (unsigned k = 0; k < i && candidate->shared_crew; k++)
			CHECK(scene.candidates[scene.out.picks[k].candidate].shared_crew != candidate->shared_crew);
	}
	for (unsigned i = 0; i < scene.request.count; i++) {
		enum reason reason = scene.out.findings[i].reason;
		CHECK(reason != REASON_NONE);
		CHECK(used[i] == (reason == REASON_CHOSEN || reason == REASON_ASSIGNED));
		CHECK(reason != REASON_BUSY || !may_go(&scene.candidates[i]));
	}
	for (unsigned i = 0; i < scene.out.note_count; i++) {
		const struct note *note = &scene.out.notes[i];
		if (note->kind != NOTE_DIVERT)
			continue;
		const struct candidate *candidate = &scene.candidates[note->candidate];
		CHECK(candidate->divertible && candidate->busy_with > 1 && !candidate->assigned && candidate->crew);
		CHECK(candidate->readiness == READINESS_DRIVING && !used[note->candidate]);
		CHECK(candidate->position_age_s <= scene.settings.stale_s && candidate->travel < ROAD_NEVER);
	}
	propose_close(&scene.out);
}

/* Other numbers, and another order of the array: the same units go, unless two ways are equal but for numbers. */
static void check_relabelled(uint64_t seed)
{
	struct scene scene, other;
	uint64_t state = seed;
	scene_of(seed, &scene);
	for (unsigned i = 0; i < scene.request.count; i++) {
		struct candidate *one = &scene.candidates[i];
		/* No two ways may take the same time; assigned ones whose way is not known would all count as there. */
		if (one->assigned && one->travel == ROAD_NEVER)
			one->travel = 0;
		one->travel += (one->travel < ROAD_NEVER) * (7u << (2 * i));
		(void)snprintf(scene.candidates[i].name.text, NAME_BYTES, "N%u", i);
	}
	scene_propose(&scene);
	scene_of(seed, &other);
	unsigned order[MOST];
	for (unsigned i = 0; i < scene.request.count; i++)
		order[i] = i;
	for (unsigned i = 0; i < scene.request.count; i++) {
		unsigned with = chance_under(&state, (uint32_t)scene.request.count), kept = order[i];
		order[i] = order[with];
		order[with] = kept;
	}
	for (unsigned i = 0; i < scene.request.count; i++) {
		other.candidates[i] = scene.candidates[order[i]];
		other.candidates[i].unit = 500 - 13 * i;
	}
	scene_propose(&other);
	CHECK_NUMBER(other.out.pick_count, scene.out.pick_count);
	for (unsigned i = 0; i < scene.out.pick_count && i < other.out.pick_count; i++)
		CHECK_TEXT(other.candidates[other.out.picks[i].candidate].name.text,
		           scene.candidates[scene.out.picks[i].candidate].name.text);
	for (unsigned i = 0; i < scene.request.count; i++)
		check_finding(&other, i, scene.out.findings[order[i]].reason);
	propose_close(&scene.out);
	propose_close(&other.out);
}

/* One unit more never leaves more places empty, and where the same are filled never takes longer. */
static void check_more_is_better(uint64_t seed)
{
	struct scene fewer, more;
	scene_of(seed, &more);
	if (!more.request.count || more.candidates[more.request.count - 1].shared_crew)
		return;
	scene_propose(&more);
	scene_of(seed, &fewer);
	fewer.request.count--;
	scene_propose(&fewer);
	struct worth with = worth_of(&more), without = worth_of(&fewer);
	CHECK(!worth_less(&without, &with));
	bool plain = true;
	for (unsigned row = 0; row < more.request.row_count; row++)
		plain = plain && !more.needs[row].substitutes;
	for (unsigned i = 0; i < more.request.count; i++)
		plain = plain && !more.candidates[i].assigned && more.candidates[i].position_age_s == 0 &&
		        !more.candidates[i].shared_crew;
	/* Without substitutes and doubts the first to arrive arrives no later. */
	if (plain && fewer.out.pick_count) {
		uint64_t first = UINT64_MAX, before = UINT64_MAX;
		for (unsigned i = 0; i < more.out.pick_count; i++)
			first = more.out.picks[i].arrival_ms < first ? more.out.picks[i].arrival_ms : first;
		for (unsigned i = 0; i < fewer.out.pick_count; i++)
			before = fewer.out.picks[i].arrival_ms < before ? fewer.out.picks[i].arrival_ms : before;
		CHECK(first <= before);
	}
	propose_close(&more.out);
	propose_close(&fewer.out);
}

/* --- one by one --- */

static void check_reasons(void)
{
	struct scene scene;
	scene_open(&scene);
	scene_need(&scene, ENGINE, 1)->crew = 3;
	scene_add(&scene, unit_at(1, ENGINE, 300));
	scene_propose(&scene);
	check_finding(&scene, 0, REASON_CHOSEN);
	CHECK_NUMBER(scene.out.picks[0].arrival_ms, 360000);
	CHECK_NUMBER(scene.out.suitable[0], 1);
#define ONE_MORE(REASON, CHANGE)                                                                                       \
	do {                                                                                                           \
		struct candidate one = unit_at(2, ENGINE, 100);                                                        \
		CHANGE;                                                                                                \
		scene.request.count = 1;                                                                               \
		scene_add(&scene, one);                                                                                \
		scene_propose(&scene);                                                                                 \
		check_finding(&scene, 1, REASON);                                                                      \
	} while (0)
	ONE_MORE(REASON_CHOSEN, );
	CHECK_NUMBER(picked(&scene, 0), 2);
	check_finding(&scene, 0, REASON_FURTHER);
	CHECK_NUMBER(scene.out.findings[0].other, 1);
	ONE_MORE(REASON_OUT_OF_SERVICE, one.readiness = READINESS_OUT_OF_SERVICE);
	ONE_MORE(REASON_OFF_SHIFT, one.readiness = READINESS_OFF_SHIFT);
	ONE_MORE(REASON_NOBODY_ABOARD, one.crew = 0);
	ONE_MORE(REASON_CAPABILITY_MISSING, one.capabilities = MEDIC | LADDER);
	ONE_MORE(REASON_CREW_SMALL, one.crew = 2);
	ONE_MORE(REASON_CHOSEN, one.crew = 3);
	ONE_MORE(REASON_CHOSEN, one.crew = CREW_UNKNOWN);
	ONE_MORE(REASON_BUSY, one.readiness = READINESS_DRIVING);
	ONE_MORE(REASON_NO_POSITION, one.whereabouts = WHEREABOUTS_NONE);
	ONE_MORE(REASON_UNREACHABLE, one.travel = ROAD_NEVER);
	ONE_MORE(REASON_TOO_FAR, one.travel = 3540001);
	ONE_MORE(REASON_POSITION_STALE, one.position_age_s = 121);
	CHECK_NUMBER(picked(&scene, 0), 1);
	ONE_MORE(REASON_CHOSEN, one.position_age_s = 120);
	ONE_MORE(REASON_FURTHER, one.travel = 300001);
	ONE_MORE(REASON_FURTHER, one.travel = 300000); /* equal: the lower number goes */
	ONE_MORE(REASON_CHOSEN, one.whereabouts = WHEREABOUTS_STRAIGHT);
	ONE_MORE(REASON_ASSIGNED, one.assigned = true; one.readiness = READINESS_WORKING; one.travel = 900000);
	CHECK_NUMBER(scene.out.pick_count, 1);
	CHECK(scene.out.picks[0].assigned);
	ONE_MORE(REASON_ASSIGNED_BESIDE, one.assigned = true; one.capabilities = MEDIC);
	CHECK_NUMBER(picked(&scene, 0), 1);
	/* At exactly the bound it is not too far, and if it is alone an old position is better than none. */
	scene.request.count = 0;
	scene_add(&scene, unit_at(3, ENGINE, 3540));
	scene.candidates[0].position_age_s = 9999;
	scene_propose(&scene);
	check_finding(&scene, 0, REASON_CHOSEN);
	CHECK(scene.out.picks[0].stale);
	propose_close(&scene.out);
}

static void check_crews(void)
{
	struct scene scene;
	scene_open(&scene);
	scene_need(&scene, ENGINE, 1);
	scene_need(&scene, LADDER, 1);
	scene_add(&scene, unit_at(1, ENGINE, 100));
	scene_add(&scene, unit_at(2, LADDER, 100));
	scene_add(&scene, unit_at(3, LADDER, 900));
	scene.candidates[0].shared_crew = scene.candidates[1].shared_crew = 7;
	scene_propose(&scene);
	CHECK(picked(&scene, 0) == 1 && picked(&scene, 1) == 3);
	check_finding(&scene, 1, REASON_CREW_SHARED);
	CHECK_NUMBER(scene.out.findings[1].other, 0);
	/* With a nearer engine the crew takes the ladder. */
	scene_add(&scene, unit_at(4, ENGINE, 200));
	scene_propose(&scene);
	CHECK(picked(&scene, 0) == 4 && picked(&scene, 1) == 2);
	check_finding(&scene, 0, REASON_CREW_SHARED);
	/* The crew is out with the engine. */
	scene.candidates[0].readiness = READINESS_WORKING;
	scene_propose(&scene);
	check_finding(&scene, 1, REASON_CREW_AWAY);
	CHECK_NUMBER(scene.out.findings[1].other, 0);
	CHECK(picked(&scene, 1) == 3);
	propose_close(&scene.out);
}

/* A unit that can do both goes where nobody else can; the earlier row goes before. */
static void check_rows(void)
{
	struct scene scene;
	scene_open(&scene);
	scene_need(&scene, ENGINE, 1);
	scene_need(&scene, MEDIC, 1);
	scene_add(&scene, unit_at(1, ENGINE | MEDIC, 100));
	scene_propose(&scene);
	CHECK(scene.out.pick_count == 1 && scene.out.picks[0].row == 0 && scene.out.missing[1] == 1);
	CHECK_NUMBER(scene.out.notes[0].kind, NOTE_SHORT);
	CHECK_NUMBER(scene.out.notes[0].row, 1);
	scene_add(&scene, unit_at(2, ENGINE, 800));
	scene_propose(&scene);
	CHECK(picked(&scene, 0) == 2 && picked(&scene, 1) == 1);
	/* Both can do both: the sooner fills the earlier row. */
	scene.candidates[1].capabilities = ENGINE | MEDIC;
	scene_propose(&scene);
	CHECK(picked(&scene, 0) == 1 && picked(&scene, 1) == 2);
	/* A substitute counts as later, and is taken where that is still sooner. */
	scene.needs[1].substitutes = 1;
	scene.needs[1].substitute[0] = (struct substitute){ LADDER, 120 };
	scene_add(&scene, unit_at(3, LADDER, 679));
	scene_propose(&scene);
	CHECK(picked(&scene, 1) == 3 && scene.out.picks[1].substitute == 1);
	scene.candidates[2].travel = 681000;
	scene_propose(&scene);
	CHECK(picked(&scene, 1) == 2 && scene.out.picks[1].substitute == 0);
	check_finding(&scene, 2, REASON_STAND_IN);
	/* Nobody at all. */
	scene.request.count = 0;
	scene_propose(&scene);
	CHECK(scene.out.pick_count == 0 && scene.out.missing[0] == 1 && scene.out.missing[1] == 1);
	scene.request.row_count = 0;
	scene_propose(&scene);
	CHECK(scene.out.pick_count == 0 && scene.out.note_count == 0);
	propose_close(&scene.out);
}

static const struct note *note_of(const struct scene *scene, enum note_kind kind)
{
	for (unsigned i = 0; i < scene->out.note_count; i++)
		if (scene->out.notes[i].kind == kind)
			return &scene->out.notes[i];
	return NULL;
}

static void check_notes(void)
{
	struct scene scene;
	const struct note *note;
	scene_open(&scene);
	scene_need(&scene, ENGINE, 1)->within_s = 300;
	scene_add(&scene, unit_at(1, ENGINE, 500));
	struct candidate busy = unit_at(2, ENGINE, 60);
	busy.readiness = READINESS_WORKING;
	busy.free_in_s = 100;
	scene_add(&scene, busy);
	scene_propose(&scene);
	note = note_of(&scene, NOTE_LATE);
	CHECK(note && note->candidate == 0 && note->gain_ms == 260000);
	note = note_of(&scene, NOTE_FREE_SOONER);
	CHECK(note && note->candidate == 1 && note->gain_ms == 400000);
	CHECK_NUMBER(scene.out.findings[1].arrival_ms, 160000);
	scene.candidates[1].free_in_s = 500;
	scene_propose(&scene);
	CHECK(!note_of(&scene, NOTE_FREE_SOONER));
	scene.candidates[1].free_in_s = PROPOSE_UNKNOWN_S;
	scene_propose(&scene);
	CHECK(!note_of(&scene, NOTE_FREE_SOONER));
	/* On its way to less: it is proposed to take it if that gains enough, and never done. */
	scene.request.priority = 2;
	struct candidate *driving = &scene.candidates[1];
	driving->readiness = READINESS_DRIVING;
	driving->divertible = true;
	driving->busy_with = 3;
	driving->travel = 440000;
	scene_propose(&scene);
	note = note_of(&scene, NOTE_DIVERT);
	CHECK(note && note->candidate == 1 && note->gain_ms == 120000);
	check_finding(&scene, 1, REASON_DIVERTIBLE);
	CHECK_NUMBER(picked(&scene, 0), 1);
	driving->travel++;
	scene_propose(&scene);
	CHECK(!note_of(&scene, NOTE_DIVERT));
	check_finding(&scene, 1, REASON_BUSY);
	driving->travel = 0;
	driving->busy_with = 2;
	scene_propose(&scene);
	CHECK(!note_of(&scene, NOTE_DIVERT));
	driving->busy_with = 0; /* unknown is not less */
	scene_propose(&scene);
	CHECK(!note_of(&scene, NOTE_DIVERT));
	driving->busy_with = 4;
	driving->divertible = false;
	scene_propose(&scene);
	CHECK(!note_of(&scene, NOTE_DIVERT));
	/* A place that is empty: whoever can be taken, however late. */
	driving->divertible = true;
	driving->travel = 3000000;
	scene.needs[0].count = 3;
	scene_propose(&scene);
	note = note_of(&scene, NOTE_DIVERT);
	CHECK(note && note->gain_ms == PROPOSE_UNKNOWN);
	CHECK_NUMBER(note_of(&scene, NOTE_SHORT)->missing, 2);
	propose_close(&scene.out);
}

/* Two units in time: the nearer is all that covers the many, the other one of two that cover the few. */
static void check_coverage(void)
{
	static const uint32_t weight[] = { 90, 10 };
	static const uint32_t times[] = { 0, 900000, 900000, 0 };
	const struct coverage_map map = { weight, NULL, times, 2, 0, 2, 480000, 1000, 0, 0 };
	struct scene scene;
	scene_open(&scene);
	scene.request.coverage = &map;
	scene_need(&scene, ENGINE, 1);
	for (unsigned i = 0; i < 3; i++) {
		scene_add(&scene, unit_at(i + 1, ENGINE, 100 + i * 100));
		scene.candidates[i].place = i > 0;
	}
	scene_propose(&scene);
	CHECK_NUMBER(picked(&scene, 0), 1);
	CHECK(scene.out.before.covered == 100 && scene.out.after.covered == 10);
	CHECK(scene.out.before.expected_millionths == 1000000 && scene.out.after.expected_millionths == 100000);
	CHECK(scene.out.before.mean_ms == 60000 && scene.out.after.mean_ms == 60000 + 810000);
	scene.settings.rule[1] = (uint8_t)rule_named(bytes_of_text("keep_coverage"));
	scene_propose(&scene);
	CHECK_NUMBER(picked(&scene, 0), 2);
	CHECK_NUMBER(scene.out.after.covered, 100);
	check_finding(&scene, 0, REASON_KEPT);
	check_finding(&scene, 2, REASON_FURTHER);
	/* Nobody else in time: the closest goes, whatever it leaves. */
	scene.candidates[1].travel = scene.candidates[2].travel = 420001;
	scene_propose(&scene);
	CHECK_NUMBER(picked(&scene, 0), 1);
	/* One crew is counted once, and gone with either of its units. */
	scene.settings.rule[1] = 0;
	scene.candidates[0].shared_crew = scene.candidates[1].shared_crew = 5;
	scene.candidates[2].readiness = READINESS_OUT_OF_SERVICE;
	scene_propose(&scene);
	CHECK(scene.out.before.covered == 90 && scene.out.after.covered == 0 && scene.out.after.unreached == 100);
	propose_close(&scene.out);
}

/* As many rows and places as there may be, more units than that, and each place filled by the nearest. */
static void check_most(void)
{
	static struct candidate candidates[PLAN_SLOTS_MAX + 50];
	static struct requirement needs[PLAN_ROWS_MAX];
	const struct requirement *rows[PLAN_ROWS_MAX];
	struct recommendation out = { 0 };
	for (unsigned i = 0; i < PLAN_SLOTS_MAX + 50; i++)
		candidates[i] = unit_at(UNITS_MAX - i, ENGINE, 1 + i);
	for (unsigned i = 0; i < PLAN_ROWS_MAX; i++) {
		needs[i] = (struct requirement){ .capabilities = ENGINE, .count = 2 };
		rows[i] = &needs[i];
	}
	const struct request request = { .settings = &usual,
		                         .rows = rows,
		                         .row_count = PLAN_ROWS_MAX,
		                         .candidates = candidates,
		                         .count = PLAN_SLOTS_MAX + 50,
		                         .ticks_per_s = 1000 };
	CHECK(propose_units(&request, &out) == STATUS_OK);
	CHECK_NUMBER(out.pick_count, PLAN_SLOTS_MAX);
	for (unsigned i = 0; i < out.pick_count; i++)
		if (out.picks[i].candidate != i || out.picks[i].row != i / 2)
			CHECK_NUMBER(out.picks[i].candidate, i);
	propose_close(&out);
}

int main(void)
{
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		check_exact(seed);
		check_sound(seed);
		check_relabelled(seed);
		check_more_is_better(seed);
	}
	check_reasons();
	check_crews();
	check_rows();
	check_notes();
	check_coverage();
	check_most();
	return check_done();
}
