/* Pairs against the plain count of all of them, and near ones against the rule said slowly. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/pairs.h"

#include <stdbool.h>

#include "refs.h"

enum { ROWS = 240, STRATA = 3, CLUSTERS = 20 };
static double made_time[ROWS], made_moment[ROWS];
static uint8_t made_ending[ROWS];
static uint32_t made_group[ROWS], made_stratum[ROWS], made_cluster[ROWS];

/* Many ties in time and in moment; the last stratum has one group only. */
static struct sample made(uint64_t seed)
{
	uint64_t state = seed;
	for (size_t i = 0; i < ROWS; i++) {
		state = state * 6364136223846793005U + 1442695040888963407U;
		made_time[i] = (double)(state >> 40 & 31);
		made_moment[i] = (double)(state >> 20 & 255);
		made_ending[i] = (state >> 50) % 8 < 5 ? SAMPLE_SERVED : (uint8_t)((state >> 50) % 3);
		made_cluster[i] = (uint32_t)((state >> 30) % CLUSTERS);
		made_stratum[i] = (uint32_t)((state >> 33) % STRATA);
		made_group[i] = made_stratum[i] < 2 && (state >> 55) % 3 == 0;
	}
	return (struct sample){ .rows = ROWS,
		                .time = made_time,
		                .ending = made_ending,
		                .group = made_group,
		                .stratum = made_stratum,
		                .cluster = made_cluster,
		                .groups = 2,
		                .strata = STRATA,
		                .clusters = CLUSTERS };
}

/* 1 if the first waited longer, half if they are tied. */
static double longer(size_t one, size_t other)
{
	double a = made_ending[one] == SAMPLE_UNSERVED ? HUGE_VAL : made_time[one];
	double b = made_ending[other] == SAMPLE_UNSERVED ? HUGE_VAL : made_time[other];
	return a == b ? 0.5 : a > b;
}

/* All pairs, one by one; the error by leaving each row's part of its own mean. */
static void check_chance(uint64_t seed)
{
	struct sample sample = made(seed);
	struct pairs_chance got, turned, alone;
	double chance[STRATA] = { 0 }, n[STRATA][2] = { 0 }, wanted = 0, used = 0, squares = 0,
	       cluster[CLUSTERS] = { 0 };
	for (size_t i = 0; i < ROWS; i++)
		n[made_stratum[i]][made_group[i]] += made_ending[i] != SAMPLE_OPEN;
	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = 0; j < ROWS; j++)
			if (made_stratum[i] == made_stratum[j] && made_group[i] && !made_group[j] &&
			    made_ending[i] != SAMPLE_OPEN && made_ending[j] != SAMPLE_OPEN)
				chance[made_stratum[i]] += longer(i, j) / n[made_stratum[i]][0] / n[made_stratum[i]][1];
	for (int s = 0; s < 2; s++) {
		used += n[s][0] + n[s][1];
		wanted += (n[s][0] + n[s][1]) * chance[s];
	}
	for (size_t i = 0; i < ROWS; i++) {
		uint32_t s = made_stratum[i];
		double share = 0;
		if (s == 2 || made_ending[i] == SAMPLE_OPEN)
			continue;
		for (size_t j = 0; j < ROWS; j++)
			if (made_stratum[j] == s && made_group[j] != made_group[i] && made_ending[j] != SAMPLE_OPEN)
				share += made_group[i] ? longer(i, j) : longer(j, i);
		share = share / n[s][!made_group[i]] - chance[s];
		share *= (n[s][0] + n[s][1]) / used / n[s][made_group[i]];
		squares += share * share;
		cluster[made_cluster[i]] += share;
	}
	CHECK(pairs_chance_of(&sample, 1.96, &got) == STATUS_OK);
	CHECK(got.used == (uint64_t)used && got.strata_used == 2 && got.rows == (uint64_t)(used + n[2][0]));
	CHECK(fabs(got.chance - wanted / used) < 1e-12);
	CHECK(fabs(got.se_row - sqrt(squares)) < 1e-12);
	squares = 0;
	for (int c = 0; c < CLUSTERS; c++)
		squares += cluster[c] * cluster[c];
	CHECK(fabs(got.se_cluster - sqrt(squares)) < 1e-12);
	CHECK(0 < got.lower && got.lower < got.chance && got.chance < got.upper && got.upper < 1);
	double width = log(got.upper / (1 - got.upper)) - log(got.lower / (1 - got.lower));
	CHECK(fabs(width - 2 * 1.96 * got.se_cluster / got.chance / (1 - got.chance)) < 1e-9);
	sample.cluster = NULL;
	CHECK(pairs_chance_of(&sample, 1.96, &alone) == STATUS_OK);
	CHECK(fabs(alone.se_cluster - got.se_row) < 1e-12);
	/* With the groups exchanged it is the other chance. */
	for (size_t i = 0; i < ROWS; i++)
		made_group[i] = !made_group[i];
	CHECK(pairs_chance_of(&sample, 1.96, &turned) == STATUS_OK);
	CHECK(fabs(turned.chance + got.chance - 1) < 1e-12 && fabs(turned.se_row - got.se_row) < 1e-12);
	CHECK(fabs(turned.lower + alone.upper - 1) < 1e-12);
}

/* The nearest free call of A, by looking at them all. */
static uint32_t nearest(uint32_t row, double span, const bool *taken)
{
	uint32_t best = PAIRS_NONE;
	double gap = HUGE_VAL;
	for (uint32_t i = 0; i < ROWS; i++) {
		double away = fabs(made_moment[i] - made_moment[row]);
		if (made_group[i] || made_stratum[i] != made_stratum[row] || taken[i] || away > span)
			continue;
		bool earlier = best != PAIRS_NONE && away == gap && made_moment[i] < made_moment[best];
		if (away < gap || earlier)
			best = i;
		gap = away < gap ? away : gap;
	}
	return best;
}

static void check_nearest(uint64_t seed, double span)
{
	struct sample sample = made(seed);
	uint32_t partner[ROWS];
	bool taken[ROWS] = { 0 }, done[ROWS] = { 0 };
	size_t pairs = 0;
	CHECK(pairs_nearest_of(&sample, made_moment, span, partner) == STATUS_OK);
	for (;;) {
		uint32_t row = PAIRS_NONE;
		for (uint32_t i = 0; i < ROWS; i++)
			if (made_group[i] && !done[i] && (row == PAIRS_NONE || made_moment[i] < made_moment[row]))
				row = i;
		if (row == PAIRS_NONE)
			break;
		done[row] = true;
		uint32_t wanted = nearest(row, span, taken);
		/* Of several at one moment any will do: it is the moment that the rule decides. */
		CHECK((wanted == PAIRS_NONE) == (partner[row] == PAIRS_NONE));
		if (wanted == PAIRS_NONE || partner[row] == PAIRS_NONE)
			continue;
		CHECK(made_moment[partner[row]] == made_moment[wanted] && !taken[partner[row]]);
		CHECK(partner[partner[row]] == row && made_stratum[partner[row]] == made_stratum[row]);
		taken[partner[row]] = true;
		pairs++;
	}
	for (size_t i = 0; i < ROWS; i++)
		if (!made_group[i])
			CHECK((partner[i] != PAIRS_NONE) == taken[i]);
	struct pairs_count count = pairs_count_of(&sample, partner);
	CHECK_NUMBER(count.pairs, pairs);
	CHECK_NUMBER(count.pairs, count.second_longer + count.first_longer + count.tied + count.unknown);
	CHECK(span < 1 || pairs > 20);
}

/* Each way in which a pair can come out. */
static void check_count(void)
{
	const double time[] = { 5, 7, 5, 5, 5, 9, 5, 3, 9, 5, 5, 5, 5, 3, 3, 5 };
	/* served later; tied; unserved against served; open later than served; open before served; both unserved;
	 * first open later; unserved against open */
	const uint8_t ending[] = { 1, 1, 1, 1, 1, 2, 1, 0, 1, 0, 2, 2, 0, 1, 0, 2 };
	const uint32_t group[] = { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 };
	uint32_t partner[16];
	for (uint32_t i = 0; i < 16; i++)
		partner[i] = i ^ 1;
	struct sample sample = { .rows = 16, .time = time, .ending = ending, .group = group, .groups = 2 };
	struct pairs_count count = pairs_count_of(&sample, partner);
	CHECK_NUMBER(count.pairs, 8);
	CHECK_NUMBER(count.second_longer, 2);
	CHECK_NUMBER(count.first_longer, 1);
	CHECK_NUMBER(count.tied, 2);
	CHECK_NUMBER(count.unknown, 3);
}

static void check_nothing(void)
{
	const double time[] = { 1, 2, 3 }, moment[] = { 0, 0, 0 };
	const uint8_t served[] = { 1, 1, 1 }, open[] = { 0, 0, 0 };
	const uint32_t one[] = { 0, 0, 0 }, both[] = { 0, 0, 1 };
	const struct sample cases[] = {
		{ .rows = 0, .time = time, .ending = served, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = served, .group = one, .groups = 2 },
		{ .rows = 3, .time = time, .ending = open, .group = both, .groups = 2 },
		{ .rows = 3, .time = time, .ending = served, .group = both, .groups = 2 },
	};
	for (size_t i = 0; i < 4; i++) {
		struct pairs_chance got;
		uint32_t partner[3];
		CHECK(pairs_chance_of(&cases[i], 1.96, &got) == STATUS_OK);
		CHECK(i == 3 ? got.chance == 1 && got.se_row == 0 : isnan(got.chance) && isnan(got.se_cluster));
		CHECK(isnan(got.lower) && isnan(got.upper));
		CHECK(pairs_nearest_of(&cases[i], moment, 0, partner) == STATUS_OK);
		CHECK_NUMBER(pairs_count_of(&cases[i], partner).pairs, i > 1);
	}
}

int main(void)
{
	for (uint64_t seed = 1; seed <= 10; seed++) {
		check_chance(seed);
		check_nearest(seed, 0);
		check_nearest(seed, 5);
		check_nearest(seed, 1e9);
	}
	check_count();
	check_nothing();
	return check_done();
}
