/* Every call has one fate, the first that fits, and all add up. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/selection.h"

#include "check.h"
#include "docket_by_hand.h"

static struct hand hand;

/* A call for each fate, each of which would also be left out for everything after its own reason. */
static void check_order(void)
{
	static const uint32_t group[] = { 0, 1, SELECTION_NONE, 0, 0, 0, 0, 0, 0, SELECTION_NONE };
	static const uint32_t stratum[] = { 0, 0, SELECTION_NONE, SELECTION_NONE, 0, 0, 0, 0, 0, SELECTION_NONE };
	static const uint8_t type[] = { 0, 1, 1, 0 };
	hand.calls = 0;
	hand_add(&hand, &(struct hand_row){ .contact_ms = 100, .type = 1, .priority = 1 });
	hand_add(&hand, &(struct hand_row){ .contact_ms = 199, .type = 2, .priority = 1 });
	hand_add(&hand, &(struct hand_row){ .contact_ms = 150, .type = 1, .priority = 1 }); /* no group */
	hand_add(&hand, &(struct hand_row){ .contact_ms = 150, .type = 1, .priority = 1 }); /* no stratum */
	hand_add(&hand, &(struct hand_row){ .contact_ms = 150, .type = 1, .priority = 1, .flags = DOCKET_JOINED });
	hand_add(&hand, &(struct hand_row){ .contact_ms = 150, .type = 1, .priority = 2, .flags = DOCKET_JOINED });
	hand_add(&hand, &(struct hand_row){ .contact_ms = 150, .type = 0, .priority = 2, .flags = DOCKET_JOINED });
	hand_add(&hand, &(struct hand_row){ .contact_ms = 200, .type = 3, .priority = 2, .flags = DOCKET_JOINED });
	hand_add(&hand, &(struct hand_row){ .type = 3, .flags = DOCKET_ON_VIEW | DOCKET_JOINED });
	hand_add(&hand, &(struct hand_row){ .type = 3, .flags = DOCKET_TEST | DOCKET_ON_VIEW });
	struct selection_criteria criteria = { .from_ms = 100,
		                               .to_ms = 200,
		                               .type = type,
		                               .priorities = 1u << 1,
		                               .incidents = true,
		                               .group = group,
		                               .stratum = stratum };
	static const enum fate_of_call wanted[] = { CALL_IS_KEPT,       CALL_IS_KEPT,    CALL_IS_NO_GROUP,
		                                    CALL_IS_NO_STRATUM, CALL_IS_JOINED,  CALL_IS_OTHER_PRIORITY,
		                                    CALL_IS_OTHER_TYPE, CALL_IS_OUTSIDE, CALL_IS_ON_VIEW,
		                                    CALL_IS_TEST };
	for (size_t split = 0; split <= hand.calls; split++) {
		struct selection selection;
		CHECK(selection_make(hand_docket(&hand, split, 0), &criteria, &selection) == STATUS_OK);
		CHECK_NUMBER(selection.calls, 10);
		for (size_t i = 0; i < 10; i++)
			CHECK_NUMBER(selection.fate[i], wanted[i]);
		CHECK_NUMBER(selection.count[CALL_IS_KEPT], 2);
		selection_close(&selection);
	}
	criteria.on_views = true;
	struct selection selection;
	CHECK(selection_make(hand_docket(&hand, 3, 0), &criteria, &selection) == STATUS_OK);
	CHECK_NUMBER(selection.fate[8], CALL_IS_NO_CONTACT);
	CHECK_NUMBER(selection.count[CALL_IS_ON_VIEW], 0);
	selection_close(&selection);
}

/* Without criteria all but tests, on-views and calls without first contact are kept; whatever is asked, it adds up. */
static void check_sums(void)
{
	uint32_t seed = 1, group[4000];
	hand.calls = 0;
	for (size_t i = 0; i < 4000; i++) {
		seed = seed * 1664525u + 1013904223u;
		group[i] = seed >> 29 == 0 ? SELECTION_NONE : seed >> 29;
		hand_add(&hand, &(struct hand_row){ .contact_ms = (seed >> 8) % 50,
		                                    .type = seed >> 20 & 3,
		                                    .priority = (uint8_t)(seed >> 16 & 3),
		                                    .flags = (uint8_t)(seed >> 12 & 127) });
	}
	struct docket *docket = hand_docket(&hand, 400, 0);
	struct selection_criteria criteria = selection_all();
	struct selection selection;
	size_t kept = 0, all = 0;
	for (size_t i = 0; i < 4000; i++)
		kept += hand.contact_ms[i] && !(hand.flags[i] & (DOCKET_TEST | DOCKET_ON_VIEW));
	CHECK(selection_make(docket, &criteria, &selection) == STATUS_OK);
	CHECK_NUMBER(selection.count[CALL_IS_KEPT], kept);
	selection_close(&selection);
	criteria.from_ms = 10;
	criteria.to_ms = 30;
	criteria.incidents = true;
	criteria.priorities = 6;
	criteria.group = group;
	CHECK(selection_make(docket, &criteria, &selection) == STATUS_OK);
	for (unsigned i = 0; i < FATES_OF_CALL; i++)
		all += selection.count[i];
	CHECK_NUMBER(all, 4000);
	CHECK(selection.count[CALL_IS_KEPT] > 0 && selection.count[CALL_IS_KEPT] < kept);
	CHECK(selection.count[CALL_IS_NO_GROUP] > 0 && selection.count[CALL_IS_NO_STRATUM] == 0);
	selection_close(&selection);
}

static void check_empty(void)
{
	struct selection selection;
	struct selection_criteria criteria = selection_all();
	struct docket nothing = { 0 };
	CHECK(selection_make(&nothing, &criteria, &selection) == STATUS_OK);
	CHECK(selection.calls == 0 && selection.count[CALL_IS_KEPT] == 0);
	selection_close(&selection);
}

int main(void)
{
	check_order();
	check_sums();
	check_empty();
	for (unsigned i = 0; i < FATES_OF_CALL; i++)
		CHECK(selection_fate_name(i)[0] && selection_fate_words(i)[0]);
	return check_done();
}
