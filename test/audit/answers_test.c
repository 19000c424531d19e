/* Many questions at once against each by itself: the same to the last bit. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/answers.h"

#include <math.h>
#include <stdlib.h>

#include "check.h"

#define ROWS 5000u

static double time_of[ROWS], y[ROWS];
static uint8_t ending[ROWS], kind[ROWS];
static uint32_t group[ROWS], stratum[ROWS], cluster[ROWS];
static uint32_t seed = 5;

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static bool same(double one, double other)
{
	return one == other || (isnan(one) && isnan(other));
}

static void check_same(const struct standard *one, const struct standard *other)
{
	CHECK(one->rows == other->rows && one->used == other->used && one->strata_used == other->strata_used);
	CHECK(same(one->difference, other->difference) && same(one->overlap, other->overlap));
	CHECK(same(one->mean[0], other->mean[0]) && same(one->mean[1], other->mean[1]));
	CHECK(same(one->se_row, other->se_row) && same(one->se_cluster, other->se_cluster));
}

static void check_sample(const struct sample *sample, const struct answers *answers)
{
	struct standard found[ANSWERS_QUESTIONS], alone;
	CHECK(answers_of(sample, kind, answers, found) == STATUS_OK);
	for (size_t q = 0; q < answers->questions; q++) {
		for (size_t i = 0; i < sample->rows; i++)
			y[i] = isinf(answers->y[kind[i]][q]) ? sample->time[i] : answers->y[kind[i]][q];
		CHECK(standard_of(sample, y, &alone) == STATUS_OK);
		check_same(&found[q], &alone);
	}
}

int main(void)
{
	static struct answers answers;
	static const double few[] = { 0, 1, 1, 0, 600, NAN, INFINITY, 0.1 };
	for (unsigned round = 0; round < 40; round++) {
		size_t rows = round < 3 ? round : 1 + draw(ROWS);
		uint32_t strata = 1 + draw(30);
		struct sample sample = { .rows = rows,
			                 .time = time_of,
			                 .ending = ending,
			                 .group = group,
			                 .stratum = stratum,
			                 .cluster = round % 3 ? cluster : NULL,
			                 .groups = 2,
			                 .strata = strata,
			                 .clusters = 70 };
		for (size_t i = 0; i < rows; i++) {
			time_of[i] = draw(9000) / (round % 2 ? 1.0 : 7.0);
			group[i] = draw(10) < round % 11;
			stratum[i] = draw(strata);
			cluster[i] = draw(70);
			kind[i] = (uint8_t)draw(ANSWERS_KINDS);
		}
		answers.questions = round % (ANSWERS_QUESTIONS + 1);
		for (unsigned i = 0; i < ANSWERS_KINDS; i++)
			for (unsigned q = 0; q < ANSWERS_QUESTIONS; q++)
				answers.y[i][q] = few[draw(sizeof few / sizeof *few)];
		check_sample(&sample, &answers);
		sample.stratum = NULL;
		check_sample(&sample, &answers);
	}
	return check_done();
}
