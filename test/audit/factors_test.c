/* Numbers of calls against a list of all that they are alike in, sorted: counted where that is little, else by ranks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/factors.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "docket_by_hand.h"

#define CALLS 700u
#define HOUR_MS INT64_C(3600000)

static struct hand hand;
static int64_t value[FACTOR_COUNT][CALLS];
static uint32_t mask, seed = 3;
static int32_t offset_s[24 * 400];

static uint32_t draw(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * below) >> 32);
}

static int by_values(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	for (unsigned i = 0; i < FACTOR_COUNT; i++)
		if (mask & 1u << i && value[i][one] != value[i][other])
			return value[i][one] < value[i][other] ? -1 : 1;
	return 0;
}

static int by_values_then_place(const void *a, const void *b)
{
	int order = by_values(a, b);
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	return order ? order : (one > other) - (one < other);
}

static void check_mask(const struct docket *docket, const struct docket_place *call, size_t calls)
{
	static uint32_t order[CALLS], code[CALLS];
	uint32_t count, *first, wanted = 0;
	CHECK(factors_number(docket, call, calls, mask, code, &count, &first) == STATUS_OK);
	for (uint32_t i = 0; i < calls; i++)
		order[i] = i;
	qsort(order, calls, sizeof *order, by_values_then_place);
	for (size_t i = 0; i < calls; i++) {
		bool fresh = !i || by_values(&order[i], &order[i - 1]) != 0;
		wanted += i && fresh;
		CHECK_NUMBER(code[order[i]], wanted);
		if (fresh)
			CHECK_NUMBER(first[wanted], order[i]);
	}
	CHECK_NUMBER(count, calls ? wanted + 1 : 0);
	free(first);
}

static void make(uint32_t words, int64_t begin_ms)
{
	hand.calls = 0;
	for (size_t i = 0; i < CALLS; i++) {
		struct hand_row row = { .contact_ms = begin_ms + (int64_t)i * 11 * HOUR_MS + draw(1000),
			                .priority = (uint8_t)draw(6),
			                .outcome = DOCKET_IS_OPEN,
			                .type = draw(words),
			                .area = draw(4) ? draw(words) : 0 };
		for (unsigned k = 0; k < DOCKET_MOMENTS; k++)
			row.after_ms[k] = NEVER;
		hand_add(&hand, &row);
	}
}

static void check_docket(const struct docket *docket, size_t split)
{
	static struct docket_place call[CALLS];
	size_t calls = 0;
	for (uint32_t i = 0; i < CALLS; i++)
		if (draw(8))
			call[calls++] = (struct docket_place){ i >= split, (uint32_t)(i >= split ? i - split : i) };
	for (unsigned i = 0; i < FACTOR_COUNT; i++)
		CHECK(factors_value(docket, call, calls, (enum factor)i, value[i]) == STATUS_OK);
	for (unsigned round = 0; round < 300; round++) {
		mask = round < FACTOR_COUNT ? 1u << round : draw(1u << FACTOR_COUNT) & draw(1u << FACTOR_COUNT);
		check_mask(docket, call, round % 50 == 49 ? 0 : calls);
	}
}

int main(void)
{
	/* Before 1970 as well, and where the clock is put back. */
	static const int64_t begins[] = { 1735689600000, -20000000000 };
	static const uint32_t words[] = { 12, 500, 300000 };
	for (size_t i = 0; i < sizeof offset_s / sizeof *offset_s; i++)
		offset_s[i] = i < 3000 ? 7200 : i < 6000 ? 3600 : -43200;
	for (unsigned i = 0; i < 6; i++) {
		make(words[i % 3], begins[i / 3]);
		struct docket docket = *hand_docket(&hand, 300, 0);
		docket.word_count = words[i % 3];
		docket.offset_s = offset_s;
		docket.offsets = sizeof offset_s / sizeof *offset_s;
		docket.offset_from_h = begins[i / 3] / HOUR_MS;
		check_docket(&docket, 300);
	}
	return check_done();
}
