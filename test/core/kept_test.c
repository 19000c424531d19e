/* Ledgers outlive programs: the same commands leave a board with the digest that they left when a ledger was begun with them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "center.h"

/*
 * The figure is that of the program before policies were kept; entries carry it, so it changes only with CODEC_VERSION.  New kinds
 * of things on the board, new fields, events and words must leave it alone: put them last, and in bytes that were spare.
 */
#define DIGEST_OF_OLD 0xe04ecc8eca8776aeu

int main(void)
{
	struct center_test center;
	center_open(&center);
	uint32_t incident = center_incident(&center);
	struct command keyed = { .kind = COMMAND_NOTE,
		                 .asker = ASKER_AGENT,
		                 .actor = TAKER,
		                 .keyed = true,
		                 .key = { 1, 2, 3 },
		                 .content = 4 };
	keyed.f.incident = incident;
	keyed.text[TEXT_WORDS] = bytes_of_text("words");
	CHECK(center_ask(&center, &keyed) == REFUSAL_NONE);
	CHECK(ASK(&center, ASSIGN, DISPATCHER, .f.incident = incident, .f.unit = ENGINE) == REFUSAL_NONE);
	CHECK(ASK(&center, UNIT_STATUS, CREW, .f.unit = ENGINE, .f.status = UNIT_ON_SCENE) == REFUSAL_NONE);
	center_wait(&center, 100);
	(void)center_pass(&center);
	uint32_t call = center_call(&center);
	struct command leave = { .kind = COMMAND_HANG_UP, .asker = ASKER_CALLER, .f.call = call };
	CHECK(center_ask(&center, &leave) == REFUSAL_NONE);
	CHECK(center.board->digest == DIGEST_OF_OLD);
	center_close(&center);
	return check_done();
}
