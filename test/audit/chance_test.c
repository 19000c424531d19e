/* The generator against the first words of its own definition, and the evenness of what is drawn from it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/chance.h"

#include <math.h>

#include "check.h"

/* The words 1, 2, 3, 4; the outputs are those that implementations of it publish for that state. */
static void check_words(void)
{
	const uint64_t wanted[] = { 11520U,
		                    0U,
		                    1509978240U,
		                    1215971899390074240U,
		                    1216172134540287360U,
		                    607988272756665600U,
		                    16172922978634559625U,
		                    8476171486693032832U,
		                    10595114339597558777U,
		                    2904607092377533576U };
	uint8_t seed[CHANCE_SEED_BYTES] = { 0 };
	for (uint8_t i = 0; i < 4; i++)
		seed[i * 8] = (uint8_t)(i + 1);
	struct chance chance = chance_from(seed);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		CHECK(chance_next(&chance) == wanted[i]);
	/* Each byte of the seed counts, in its place. */
	seed[9] = 0x80;
	chance = chance_from(seed);
	CHECK(chance.word[1] == 0x8002 && chance.word[0] == 1 && chance.word[3] == 4);
}

static void check_zero(void)
{
	const uint8_t zero[CHANCE_SEED_BYTES] = { 0 };
	struct chance chance = chance_from(zero);
	uint64_t any = 0;
	for (int i = 0; i < 20; i++)
		any |= chance_next(&chance);
	CHECK(any != 0);
}

static void check_even(void)
{
	enum { DRAWS = 60000, SIDES = 6, ORDERS = 27 };
	const uint8_t seed[CHANCE_SEED_BYTES] = { 7 };
	struct chance chance = chance_from(seed);
	int seen[SIDES] = { 0 }, order[ORDERS] = { 0 };
	double sum = 0, chi = 0;
	for (int i = 0; i < DRAWS; i++) {
		uint8_t item[] = { 0, 1, 2 };
		double unit = chance_unit(&chance);
		CHECK(0 <= unit && unit < 1);
		sum += unit;
		seen[chance_below(&chance, SIDES)]++;
		chance_shuffle(&chance, item, 3);
		order[item[0] * 9 + item[1] * 3 + item[2]]++;
	}
	CHECK(fabs(sum / DRAWS - 0.5) < 4 * sqrt(1.0 / 12 / DRAWS));
	for (int i = 0; i < SIDES; i++)
		chi += pow(seen[i] - DRAWS / 6.0, 2) / (DRAWS / 6.0);
	CHECK(chi < 25);
	/* The six orders of three, and nothing else. */
	const int orders[] = { 5, 7, 11, 15, 19, 21 };
	int all = 0;
	chi = 0;
	for (int i = 0; i < 6; i++) {
		all += order[orders[i]];
		chi += pow(order[orders[i]] - DRAWS / 6.0, 2) / (DRAWS / 6.0);
	}
	CHECK(all == DRAWS && chi < 25);
	CHECK(chance_below(&chance, 1) == 0);
	for (int i = 0; i < 100; i++)
		CHECK(chance_below(&chance, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
	chance_shuffle(&chance, NULL, 0);
}

int main(void)
{
	check_words();
	check_zero();
	check_even();
	return check_done();
}
