/* Pools grow by doubling, and never past their cap. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/pool.h"

static void keeps_its_cap(void)
{
	/* Around the first room and its doubles: 16, 32, 64. */
	for (uint32_t cap = 1; cap < 100; cap++) {
		struct pool pool;
		pool_open(&pool, 8, cap);
		for (uint32_t number = 1; number <= cap; number++) {
			CHECK(pool_reserve(&pool, 1) == STATUS_OK);
			CHECK(pool.room <= cap + 1);
			CHECK_NUMBER(pool_add(&pool), number);
		}
		CHECK(pool_reserve(&pool, 1) == STATUS_LIMIT);
		CHECK_NUMBER(pool.count, cap + 1);
		pool_close(&pool);
	}
}

static void has_no_cap(void)
{
	struct pool pool;
	pool_open(&pool, 1, 0);
	CHECK(pool_reserve(&pool, 1000) == STATUS_OK);
	CHECK(pool.room >= 1001);
	CHECK(pool_reserve(&pool, UINT32_MAX) == STATUS_LIMIT);
	pool_close(&pool);
}

int main(void)
{
	keeps_its_cap();
	has_no_cap();
	return check_done();
}
