/* Shortest augmenting paths with prices on both sides (the Hungarian method, in the form of Jonker and Volgenant). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "dispatch/matching.h"

#include <assert.h>
#include <stdlib.h>

/* Over every sum of prices that a caller may have. */
static const struct price unseen = { (matching_sum)1 << 126, 0 };

/* Column 0 stands for "the slot that is being placed"; real ones begin at 1. */
struct search {
	struct price *of_slot, *of_column, *least;
	uint32_t *slot_of, *way;
	bool *seen;
};

/* Finds the cheapest way to give slot `slot` (from 1) a column, others moving if they must. */
static void place(const struct price *prices, const uint16_t *row_of, uint32_t slot, unsigned columns,
                  struct search *search)
{
	uint32_t column = 0;
	search->slot_of[0] = slot;
	for (unsigned j = 0; j <= columns; j++) {
		search->least[j] = unseen;
		search->seen[j] = false;
	}
	do {
		uint32_t from = search->slot_of[column], next = 0;
		const struct price *row = prices + (size_t)row_of[from - 1] * columns;
		struct price step = unseen;
		search->seen[column] = true;
		for (unsigned j = 1; j <= columns; j++) {
			if (search->seen[j])
				continue;
			struct price reduced =
			    price_difference(row[j - 1], price_sum(search->of_slot[from], search->of_column[j]));
			if (price_less(reduced, search->least[j])) {
				search->least[j] = reduced;
				search->way[j] = column;
			}
			if (price_less(search->least[j], step)) {
				step = search->least[j];
				next = j;
			}
		}
		assert(next);
		for (unsigned j = 0; j <= columns; j++) {
			if (search->seen[j]) {
				struct price *of = &search->of_slot[search->slot_of[j]];
				*of = price_sum(*of, step);
				search->of_column[j] = price_difference(search->of_column[j], step);
			} else {
				search->least[j] = price_difference(search->least[j], step);
			}
		}
		column = next;
	} while (search->slot_of[column]);
	while (column) {
		uint32_t before = search->way[column];
		search->slot_of[column] = search->slot_of[before];
		column = before;
	}
}

enum status matching_find(const struct price *prices, const uint16_t *row_of, unsigned slots, unsigned columns,
                          uint32_t *ret_columns)
{
	assert(columns >= slots);
	struct search search = {
		.of_slot = calloc(slots + 1u, sizeof *search.of_slot),
		.of_column = calloc(columns + 1u, sizeof *search.of_column),
		.least = calloc(columns + 1u, sizeof *search.least),
		.slot_of = calloc(columns + 1u, sizeof *search.slot_of),
		.way = calloc(columns + 1u, sizeof *search.way),
		.seen = calloc(columns + 1u, sizeof *search.seen),
	};
	bool good = search.of_slot && search.of_column && search.least && search.slot_of && search.way && search.seen;
	for (uint32_t slot = 1; good && slot <= slots; slot++)
		place(prices, row_of, slot, columns, &search);
	for (uint32_t column = 1; good && column <= columns; column++)
		if (search.slot_of[column])
			ret_columns[search.slot_of[column] - 1] = column - 1;
	free(search.of_slot);
	free(search.of_column);
	free(search.least);
	free(search.slot_of);
	free(search.way);
	free(search.seen);
	return good ? STATUS_OK : STATUS_MEMORY;
}
