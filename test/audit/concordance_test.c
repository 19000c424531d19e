/* Pairs counted by a tree against pairs counted one by one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/concordance.h"

#include <math.h>
#include <stdbool.h>

#include "check.h"

#define ROWS 257

struct made {
	struct sample sample;
	double time[ROWS], score[ROWS];
	uint8_t ending[ROWS];
	uint32_t stratum[ROWS];
};

static double chance(uint64_t *state)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

/* Times and scores of so many values each. */
static void make(struct made *made, uint64_t seed, double times, double scores, uint32_t strata)
{
	for (size_t i = 0; i < ROWS; i++) {
		made->time[i] = floor(chance(&seed) * times);
		made->score[i] = floor(chance(&seed) * scores) - scores / 2;
		made->ending[i] = (uint8_t)(chance(&seed) * 3);
		made->stratum[i] = (uint32_t)(chance(&seed) * strata);
	}
	made->sample = (struct sample){
		.rows = ROWS, .time = made->time, .ending = made->ending, .stratum = made->stratum, .strata = strata
	};
}

static void count_pair(const struct made *made, size_t i, size_t j, struct concordance *sum)
{
	bool one = made->ending[i] == SAMPLE_SERVED, other = made->ending[j] == SAMPLE_SERVED;
	double ahead = made->score[i] - made->score[j];
	if (made->stratum[i] != made->stratum[j])
		return;
	if (made->time[i] == made->time[j] && one && other) {
		sum->tied_both += ahead == 0;
		sum->tied_time += ahead != 0;
		return;
	}
	bool first = one && (made->time[i] < made->time[j] || (made->time[i] == made->time[j] && !other));
	bool second = other && (made->time[j] < made->time[i] || (made->time[i] == made->time[j] && !one));
	if (!first && !second)
		return;
	ahead = first ? ahead : -ahead;
	sum->concordant += ahead > 0;
	sum->discordant += ahead < 0;
	sum->tied_score += ahead == 0;
}

static void check_made(const struct made *made)
{
	struct concordance got = { 0 }, wanted = { 0 };
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t j = i + 1; j < ROWS; j++)
			count_pair(made, i, j, &wanted);
	}
	CHECK(concordance_of(&made->sample, SAMPLE_SERVED, made->score, &got) == STATUS_OK);
	CHECK_NUMBER(got.concordant, wanted.concordant);
	CHECK_NUMBER(got.discordant, wanted.discordant);
	CHECK_NUMBER(got.tied_score, wanted.tied_score);
	CHECK_NUMBER(got.tied_time, wanted.tied_time);
	CHECK_NUMBER(got.tied_both, wanted.tied_both);
	double known = (double)(wanted.concordant + wanted.discordant + wanted.tied_score);
	CHECK(got.share == ((double)wanted.concordant + (double)wanted.tied_score / 2) / known);
}

int main(void)
{
	static struct made made;
	static const double values[] = { 1, 4, 40, 1e9 };
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < 4; j++) {
			make(&made, 5 + i, values[i], values[j], i % 2 ? 7 : 1);
			check_made(&made);
		}
	}
	/* Nobody is known to have been first. */
	struct concordance got = { 0 };
	memset(made.ending, SAMPLE_OPEN, sizeof made.ending);
	CHECK(concordance_of(&made.sample, SAMPLE_SERVED, made.score, &got) == STATUS_OK && isnan(got.share));
	made.sample.rows = 0;
	CHECK(concordance_of(&made.sample, SAMPLE_SERVED, made.score, &got) == STATUS_OK && isnan(got.share));
	return check_done();
}
