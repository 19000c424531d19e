/* Coverage against sums made point by point, and moves against trying each of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/coverage.h"

#include "roads/network.h"

#include "chance.h"
#include "check.h"

#define POINTS 40u
#define PLACES 12u
#define UNITS 7u
#define CELLS 4u
#define TARGET 500u

struct city {
	uint32_t weight[POINTS], cell[POINTS], times[PLACES * POINTS];
	struct coverage_map map;
	struct coverage_unit units[UNITS];
};

static void city_make(uint64_t seed, struct city *city)
{
	uint64_t state = seed;
	for (unsigned i = 0; i < POINTS; i++) {
		city->weight[i] = chance_under(&state, 50);
		city->cell[i] = chance_under(&state, CELLS);
	}
	for (unsigned i = 0; i < PLACES * POINTS; i++)
		city->times[i] = chance_under(&state, 10) ? chance_under(&state, 1200) : ROAD_NEVER;
	city->map = (struct coverage_map){ city->weight,
		                           city->cell,
		                           city->times,
		                           POINTS,
		                           CELLS,
		                           PLACES,
		                           TARGET,
		                           1000,
		                           chance_under(&state, 1000),
		                           0 };
	for (unsigned i = 0; i < UNITS; i++) {
		city->units[i] = (struct coverage_unit){ .unit = 100 + i };
		city->units[i].place = chance_under(&state, PLACES);
		city->units[i].turn_out = chance_under(&state, 8) ? 60 : TARGET + 1;
	}
}

/* q^n with 32 bits of fraction, said again. */
static uint64_t busy_all(const struct city *city, unsigned units)
{
	uint64_t all = (uint64_t)1 << 32;
	while (units--)
		all = all * city->map.busy_permille / 1000;
	return all;
}

static uint64_t direct(const struct city *city, const struct coverage_unit *units, unsigned count, unsigned cell,
                       uint64_t *ret_covered)
{
	uint64_t sum = 0;
	*ret_covered = 0;
	for (unsigned p = 0; p < POINTS; p++) {
		unsigned reach = 0;
		for (unsigned u = 0; u < count; u++)
			reach += city->times[units[u].place * POINTS + p] + units[u].turn_out <= TARGET;
		if (cell < CELLS && city->cell[p] != cell)
			continue;
		sum += city->weight[p] * (((uint64_t)1 << 32) - busy_all(city, reach));
		*ret_covered += reach ? city->weight[p] : 0;
	}
	return sum;
}

static void check_sums(const struct city *city)
{
	struct coverage coverage;
	struct coverage_figure figure;
	struct coverage_cell cells[CELLS];
	uint64_t covered, total = 0, weighted = 0, reached = 0;
	CHECK(coverage_open(&city->map, city->units, UNITS, &coverage));
	coverage_measure(&coverage, city->units, UNITS, &figure);
	uint64_t whole = direct(city, city->units, UNITS, CELLS, &covered);
	CHECK_NUMBER(figure.covered, covered);
	CHECK_NUMBER(figure.expected_millionths, coverage_millionths(&coverage, whole));
	for (unsigned p = 0; p < POINTS; p++) {
		uint64_t best = UINT64_MAX;
		for (unsigned u = 0; u < UNITS; u++) {
			uint64_t drive = city->times[city->units[u].place * POINTS + p];
			if (drive != ROAD_NEVER && drive + city->units[u].turn_out < best)
				best = drive + city->units[u].turn_out;
		}
		total += city->weight[p];
		reached += best == UINT64_MAX ? 0 : city->weight[p];
		weighted += best == UINT64_MAX ? 0 : city->weight[p] * best;
	}
	CHECK_NUMBER(figure.total, total);
	CHECK_NUMBER(figure.unreached, total - reached);
	CHECK_NUMBER(figure.mean_ms, weighted / reached);
	coverage_cells(&coverage, cells);
	for (unsigned c = 0; c < CELLS; c++) {
		CHECK_NUMBER(cells[c].expected, direct(city, city->units, UNITS, c, &covered));
		CHECK_NUMBER(cells[c].covered, covered);
	}
	/* What a unit's going loses is the whole less the whole without it. */
	for (unsigned u = 0; u < UNITS; u++) {
		struct coverage_unit others[UNITS];
		unsigned count = 0;
		for (unsigned i = 0; i < UNITS; i++)
			if (i != u)
				others[count++] = city->units[i];
		CHECK_NUMBER(coverage_loss(&coverage, &city->units[u]),
		             whole - direct(city, others, count, CELLS, &covered));
		coverage_take(&coverage, &city->units[u]);
		coverage_measure(&coverage, others, count, &figure);
		CHECK_NUMBER(figure.covered, covered);
		coverage_add(&coverage, &city->units[u]);
	}
	coverage_close(&coverage);
}

static void check_moves(const struct city *city)
{
	struct coverage coverage;
	struct coverage_unit units[UNITS];
	struct coverage_station stations[PLACES];
	struct coverage_move moves[COVERAGE_MOVES_MAX];
	const struct coverage_wish wish = { .most = 3, .least_gain = 1 };
	uint64_t covered;
	memcpy(units, city->units, sizeof units);
	for (uint32_t i = 0; i < PLACES; i++)
		stations[i] = (struct coverage_station){ 900 - i, i, i % 3, 60 };
	CHECK(coverage_open(&city->map, units, UNITS, &coverage));
	unsigned count = coverage_moves(&coverage, units, UNITS, stations, PLACES, &wish, moves);
	memcpy(units, city->units, sizeof units);
	unsigned room[PLACES];
	bool moved[UNITS] = { false };
	for (unsigned i = 0; i < PLACES; i++)
		room[i] = i % 3;
	for (unsigned m = 0; m <= count && m < wish.most; m++) {
		int64_t before = (int64_t)direct(city, units, UNITS, CELLS, &covered), best = 0;
		unsigned best_unit = 0, best_station = 0;
		for (unsigned u = 0; u < UNITS; u++)
			for (unsigned s = PLACES; s-- > 0;) { /* the lower number is the later index */
				struct coverage_unit kept = units[u];
				if (!room[s] || moved[u] || units[u].place == s)
					continue;
				units[u] = (struct coverage_unit){ kept.unit, s, 60 };
				int64_t gain = (int64_t)direct(city, units, UNITS, CELLS, &covered) - before;
				units[u] = kept;
				if (gain > best) {
					best = gain;
					best_unit = u;
					best_station = s;
				}
			}
		if (m == count) {
			CHECK_NUMBER(best, 0);
			break;
		}
		CHECK_NUMBER(moves[m].gain, best);
		CHECK_NUMBER(moves[m].unit, best_unit);
		CHECK_NUMBER(moves[m].station, best_station);
		units[best_unit] = (struct coverage_unit){ units[best_unit].unit, best_station, 60 };
		moved[best_unit] = true;
		room[best_station]--;
	}
	coverage_close(&coverage);
}

/* A move that is too far, or gains too little, is none. */
static void check_wishes(void)
{
	const uint32_t weight[] = { 10, 1 }, times[] = { 0, 900, 900, 0, 0, 0 };
	const struct coverage_map map = { weight, NULL, times, 2, 0, 3, TARGET, 1000, 0, 0 };
	const uint32_t drive[] = { 10, 300 };
	struct coverage_move moves[COVERAGE_MOVES_MAX];
	struct coverage coverage;
	for (unsigned i = 0; i < 4; i++) {
		struct coverage_unit unit = { 1, 1, 0 };
		struct coverage_station stations[] = { { 1, 0, 1, 0 }, { 2, 2, 1, 0 } };
		struct coverage_wish wish = { drive, i == 0 ? 9 : i == 1 ? 10 : 300, 0, 2 };
		wish.least_gain = i == 3 ? ((uint64_t)10 << 32) + 1 : 0;
		CHECK(coverage_open(&map, &unit, 1, &coverage));
		CHECK_NUMBER(coverage_moves(&coverage, &unit, 1, stations, 2, &wish, moves), i == 1 || i == 2);
		if (i == 1 || i == 2) {
			CHECK_NUMBER(moves[0].station, i - 1);
			CHECK_NUMBER(moves[0].gain, (uint64_t)(i == 1 ? 9 : 10) << 32);
		}
		coverage_close(&coverage);
	}
	CHECK(coverage_open(&(struct coverage_map){ .ticks_per_s = 1 }, NULL, 0, &coverage));
	CHECK_NUMBER(coverage_millionths(&coverage, 0), 0);
	coverage_close(&coverage);
}

/* More units at one point than are told apart. */
static void check_depth(void)
{
	const uint32_t weight = COVERAGE_WEIGHT_MAX, times = 0;
	const struct coverage_map map = { &weight, NULL, &times, 1, 0, 1, TARGET, 1000, 999, 0 };
	struct coverage_unit units[COVERAGE_DEPTH_MAX + 2] = { { 0 } };
	struct coverage coverage;
	struct coverage_figure figure;
	CHECK(coverage_open(&map, units, COVERAGE_DEPTH_MAX, &coverage));
	CHECK(coverage_loss(&coverage, &units[0]) > 0);
	coverage_measure(&coverage, units, COVERAGE_DEPTH_MAX, &figure);
	uint64_t before = figure.expected_millionths;
	coverage_add(&coverage, &units[0]);
	CHECK_NUMBER(coverage_loss(&coverage, &units[0]), 0);
	coverage_measure(&coverage, units, COVERAGE_DEPTH_MAX + 1, &figure);
	CHECK_NUMBER(figure.expected_millionths, before);
	CHECK(before > 0 && before < COVERAGE_MILLION);
	coverage_close(&coverage);
}

int main(void)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct city city;
		city_make(seed, &city);
		check_sums(&city);
		check_moves(&city);
	}
	check_wishes();
	check_depth();
	return check_done();
}
