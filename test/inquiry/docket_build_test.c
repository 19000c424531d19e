/* A docket made by hand: its order, its moments at their limits, its words, its clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_build.h"

#include "check.h"

#define BASE_US 1700000000000000LL

static const struct docket_title plain = { .title = "made up",
	                                   .zone = "America/Chicago",
	                                   .precision_s = 1,
	                                   .recorded = 1u << DOCKET_ON_SCENE,
	                                   .until = { BASE_US + 86400000000LL } };

static void check_after(void)
{
	struct instant contact = { BASE_US };
	CHECK_NUMBER(docket_after(contact, (struct instant){ 0 }), DOCKET_NEVER);
	CHECK_NUMBER(docket_after((struct instant){ 0 }, contact), DOCKET_NEVER);
	CHECK_NUMBER(docket_after(contact, contact), 0);
	CHECK_NUMBER(docket_after(contact, (struct instant){ BASE_US + 1999 }), 1);
	CHECK_NUMBER(docket_after(contact, (struct instant){ BASE_US - 1 }), -1);
	CHECK_NUMBER(docket_after(contact, (struct instant){ BASE_US + 2147483646LL * 1000 }), 2147483646);
	CHECK_NUMBER(docket_after(contact, (struct instant){ BASE_US + 2147483647LL * 1000 }), DOCKET_FAR);
	CHECK_NUMBER(docket_after(contact, (struct instant){ INSTANT_MAX_US }), DOCKET_FAR);
	CHECK_NUMBER(docket_after(contact, (struct instant){ BASE_US - 2147483647LL * 1000 }), -2147483647);
	CHECK_NUMBER(docket_after(contact, (struct instant){ BASE_US - 2147483648LL * 1000 }), -2147483647);
	CHECK_NUMBER(docket_after(contact, (struct instant){ INSTANT_MIN_US }), -2147483647);
	/* Before 1970 the grid is the same. */
	CHECK_NUMBER(docket_after((struct instant){ -1500 }, (struct instant){ -500 }), 1);
	CHECK_NUMBER(docket_after((struct instant){ -500 }, (struct instant){ 1500 }), 2);
}

static void check_empty(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	CHECK(docket_build_finish(&build, &plain, &docket) == STATUS_OK);
	CHECK(docket.segments == 1 && docket.segment->calls == 0 && docket.segment->contact_ms);
	CHECK(docket.offsets > 0);
	CHECK_TEXT(docket.words[0], "");
	CHECK_TEXT(docket.title, "made up");
	CHECK_TEXT(docket.zone, "America/Chicago");
	docket_build_close(&build);
	struct docket_title nowhere = plain;
	nowhere.zone = "Atlantis/Capital";
	CHECK(docket_build_finish(&build, &nowhere, &docket) == STATUS_MISSING);
	docket_build_close(&build);
	nowhere.zone = "../etc/passwd";
	CHECK(docket_build_finish(&build, &nowhere, &docket) == STATUS_MISSING);
	docket_build_close(&build);
}

/* Rows in an order that is not theirs; every column has to move alike, and rows of one moment keep their order. */
static void check_order(size_t calls)
{
	struct docket_build build = { 0 };
	struct docket docket;
	for (size_t i = 0; i < calls; i++) {
		char name[24];
		struct docket_row row = { .expected_ms = DOCKET_NEVER };
		int64_t second = (int64_t)(i * 7919 % calls / 3);
		(void)snprintf(name, sizeof name, "call %zu", i);
		CHECK(docket_build_word(&build, bytes_of_text(name), &row.word[DOCKET_CALL]) == STATUS_OK);
		row.contact.us = BASE_US + second * 1000000;
		row.at[DOCKET_ON_SCENE].us = row.contact.us + (int64_t)i * 1000;
		row.source[DOCKET_ON_SCENE] = DOCKET_BY_DEVICE;
		row.source[DOCKET_CLOSED] = DOCKET_BY_HUMAN; /* and no moment: that is nothing */
		row.lat_e7 = (int32_t)i + 1;
		row.lon_e7 = -(int32_t)i;
		row.priority_first = (uint8_t)(i % 4 + 1);
		row.priority_last = (uint8_t)(i % 3 + 1);
		row.outcome = (uint8_t)(i % DOCKET_OUTCOMES);
		row.disposition = (uint8_t)(i % 10);
		row.flags = (uint8_t)i;
		CHECK(docket_build_add(&build, &row) == STATUS_OK);
	}
	CHECK(docket_build_finish(&build, &plain, &docket) == STATUS_OK);
	const struct docket_segment *all = docket.segment;
	CHECK_NUMBER(all->calls, calls);
	bool good = true;
	for (size_t k = 0; k < calls; k++) {
		size_t i = (size_t)all->after_ms[DOCKET_ON_SCENE][k];
		char name[24];
		(void)snprintf(name, sizeof name, "call %zu", i);
		good = good && strcmp(docket.words[all->word[DOCKET_CALL][k]], name) == 0;
		good = good && all->contact_ms[k] == BASE_US / 1000 + (int64_t)(i * 7919 % calls / 3) * 1000;
		good = good && all->lat_e7[k] == (int32_t)i + 1 && all->lon_e7[k] == -(int32_t)i;
		good = good && all->priority_first[k] == i % 4 + 1 && all->priority_last[k] == i % 3 + 1;
		good = good && all->outcome[k] == i % DOCKET_OUTCOMES && all->disposition[k] == i % 10;
		good = good && all->flags[k] == (uint8_t)i && all->expected_ms[k] == DOCKET_NEVER;
		good = good && all->source[DOCKET_ON_SCENE][k] == DOCKET_BY_DEVICE;
		good = good && all->source[DOCKET_CLOSED][k] == DOCKET_BY_NONE;
		good = good && all->after_ms[DOCKET_CLOSED][k] == DOCKET_NEVER;
		good = good && (!k || all->contact_ms[k - 1] < all->contact_ms[k] ||
		                (all->contact_ms[k - 1] == all->contact_ms[k] && all->lat_e7[k - 1] < all->lat_e7[k]));
	}
	CHECK(good);
	docket_build_close(&build);
}

static void check_without_contact(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_row row = { .contact = { BASE_US }, .expected_ms = 1 };
	CHECK(docket_build_add(&build, &row) == STATUS_OK);
	row.contact.us = 0;
	row.at[DOCKET_CLOSED].us = BASE_US;
	CHECK(docket_build_add(&build, &row) == STATUS_OK);
	CHECK(docket_build_finish(&build, &plain, &docket) == STATUS_OK);
	CHECK(docket.segment->contact_ms[0] == 0 && docket.segment->after_ms[DOCKET_CLOSED][0] == DOCKET_NEVER);
	/* The clock begins with the first call that has a moment. */
	CHECK_NUMBER(docket.offset_from_h, BASE_US / 3600000000LL - 24);
	docket_build_close(&build);
}

/* Chicago's clocks went back on 2023-11-05 at 07:00 UTC. */
static void check_clock(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_row row = { .contact = { 1699150000000000LL } };
	CHECK(docket_build_add(&build, &row) == STATUS_OK);
	CHECK(docket_build_finish(&build, &plain, &docket) == STATUS_OK);
	int64_t change_h = 1699167600LL / 3600;
	for (size_t i = 0; i < docket.offsets; i++)
		if (docket.offset_s[i] != (docket.offset_from_h + (int64_t)i < change_h ? -18000 : -21600)) {
			CHECK_NUMBER(docket.offset_s[i], docket.offset_from_h + (int64_t)i);
			break;
		}
	CHECK_NUMBER(docket.offset_from_h, 1699150000LL / 3600 - 24);
	CHECK_NUMBER((int64_t)docket.offsets, (BASE_US / 1000000 + 86400) / 3600 + 24 - docket.offset_from_h + 1);
	docket_build_close(&build);
}

int main(void)
{
	check_after();
	check_empty();
	check_order(1);
	check_order(2);
	check_order(10007);
	check_without_contact();
	check_clock();
	return check_done();
}
