/* Heaps: where the edges lie, what evenly spread times say, and what heaped ones do. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/heaping.h"

#include "refs.h"

static void check_target(void)
{
	double edge[] = { 449.999, 450, 479.999, 480, 509.999, 510, NAN, INFINITY, -3 };
	struct heap heap = heaping_at(edge, 9, 480, 30);
	CHECK(heap.heaped == 2 && heap.all == 4 && heap.share == 0.5 && heap.log_p == 0);
	/* 9 of 10 on one side: 22 of 1024 ways, 11 of them on this one. */
	double under[] = { 479, 479, 478, 470, 461, 460, 455, 451, 450, 481 };
	heap = heaping_at(under, 10, 480, 30);
	CHECK(heap.heaped == 9 && heap.all == 10);
	CHECK(fabs(exp(heap.log_p) - 22.0 / 1024) < 1e-15 && fabs(exp(heap.log_p_above) - 11.0 / 1024) < 1e-15);
	CHECK(heap.bounds.low > 0.5 && heap.bounds.high < 1);
}

static void check_minutes(void)
{
	static int64_t second[6000];
	/* Every second of 100 minutes: just what is expected. */
	for (int64_t i = 0; i < 6000; i++)
		second[i] = i - 3000;
	struct heap heap = heaping_of_minutes(second, 6000);
	CHECK(heap.heaped == 100 && heap.all == 6000 && heap.log_p > -1e-9 && heap.bounds.low < heap.expected);
	/* One in five written from memory. */
	for (size_t i = 0; i < 6000; i += 5)
		second[i] -= (second[i] % 60 + 60) % 60;
	heap = heaping_of_minutes(second, 6000);
	CHECK(heap.heaped == 1200 && heap.log_p < -1000 && heap.log_p_above < -1000 && heap.bounds.low > 0.18);
	for (size_t i = 0; i < 6000; i++)
		second[i] = (int64_t)i * 60 + 1;
	heap = heaping_of_minutes(second, 6000);
	CHECK(heap.heaped == 0 && heap.log_p < -100 && heap.log_p_above == 0 && heap.bounds.low == 0);
}

static void check_ends(void)
{
	struct heap nothing = heaping_at(NULL, 0, 480, 30), sure = heaping_of(5, 5, 1), never = heaping_of(1, 5, 0);
	CHECK(nothing.all == 0 && isnan(nothing.share) && nothing.log_p == 0 && nothing.log_p_above == 0);
	CHECK(nothing.bounds.low == 0 && nothing.bounds.high == 1);
	CHECK(heaping_of_minutes(NULL, 0).all == 0 && heaping_of_minutes(NULL, 0).log_p == 0);
	CHECK(sure.log_p == 0 && never.log_p == -INFINITY);
	CHECK(heaping_of(600000, 1000000, 0.5).log_p < -20000);
}

int main(void)
{
	check_target();
	check_minutes();
	check_ends();
	return check_done();
}
