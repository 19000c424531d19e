/* What falls due first comes first, in whatever order it was set; what is not in cannot be in the way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/agenda.h"

#define ITEMS 500u

static uint64_t draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* A second way to say it: the smallest (due, serial) of all that are in. */
static uint32_t smallest(const int64_t *due, const uint64_t *serial)
{
	uint32_t found = 0;
	for (uint32_t i = 1; i <= ITEMS; i++)
		if (due[i] && (!found || due[i] < due[found] || (due[i] == due[found] && serial[i] < serial[found])))
			found = i;
	return found;
}

static void against_a_list(void)
{
	struct agenda agenda = { 0 };
	int64_t due[ITEMS + 1] = { 0 };
	uint64_t serial[ITEMS + 1] = { 0 }, state = 7;
	CHECK(agenda_reserve(&agenda, ITEMS + 1) == STATUS_OK && !agenda_next(&agenda));
	for (uint32_t step = 1; step < 20000; step++) {
		uint32_t item = (uint32_t)(draw(&state) % ITEMS + 1);
		if (due[item] && draw(&state) % 3 == 0) {
			agenda_remove(&agenda, item);
			agenda_drop(&agenda, item);
			due[item] = 0;
		} else {
			due[item] = (int64_t)(draw(&state) % 1000 + 1); /* many at one moment */
			serial[item] = step;
			agenda_set(&agenda, item, (struct instant){ due[item] }, step);
		}
		uint32_t first = smallest(due, serial);
		const struct agenda_item *next = agenda_next(&agenda);
		CHECK(first ? next && next->number == first : !next);
		CHECK(agenda_has(&agenda, item) == (due[item] != 0));
		if (step % 1000 == 0)
			CHECK(agenda_sound(&agenda));
	}
	agenda_close(&agenda);
}

int main(void)
{
	against_a_list();
	return check_done();
}
