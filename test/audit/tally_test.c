/* Tallies: values ascending and once each, ranks counted off, nothing lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/tally.h"

#include "refs.h"

int main(void)
{
	double row[] = { 7, INFINITY, -2, 7, 0.5, INFINITY, 7, -0.0, 0.0 };
	double value[] = { -2, 0, 0.5, 7, INFINITY }, ranked[] = { -2, 0, 0, 0.5, 7, 7, 7, INFINITY, INFINITY };
	uint64_t count[] = { 1, 2, 1, 3, 2 };
	struct tally tally;
	CHECK(tally_of(row, 9, &tally) == STATUS_OK);
	CHECK(tally.values == 5 && tally.all == 9);
	for (size_t i = 0; i < 5; i++)
		CHECK(tally.value[i] == value[i] && tally.count[i] == count[i]);
	for (uint64_t rank = 1; rank <= 9; rank++)
		CHECK(tally_at(&tally, rank) == ranked[rank - 1]);
	CHECK(row[0] == 7 && row[8] == 0);
	tally_close(&tally);
	CHECK(tally.values == 0 && tally.value == NULL);

	/* Counts of its own, some of them 0. */
	uint64_t some[] = { 0, 4000000000, 0, 0, 5000000000 };
	struct tally counted = { 5, value, some, 9000000000 };
	CHECK(tally_at(&counted, 1) == 0 && tally_at(&counted, 4000000000) == 0);
	CHECK(tally_at(&counted, 4000000001) == INFINITY && tally_at(&counted, 9000000000) == INFINITY);
	CHECK(tally_of(NULL, 0, &tally) == STATUS_OK && tally.values == 0 && tally.all == 0);
	tally_close(&tally);
	return check_done();
}
