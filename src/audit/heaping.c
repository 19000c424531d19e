/* Do recorded times heap: counted, and held against the binomial law. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/heaping.h"

#include <assert.h>
#include <math.h>

#include "audit/discrete.h"
#include "audit/proportion.h"

struct heap heaping_of(int64_t heaped, int64_t all, double expected)
{
	assert(heaped >= 0 && heaped <= all && expected >= 0 && expected <= 1);
	return (struct heap){ .heaped = heaped,
		              .all = all,
		              .share = all ? (double)heaped / (double)all : (double)NAN,
		              .expected = expected,
		              .bounds = proportion_exact(heaped, all, 0.95),
		              .log_p = proportion_log_p(heaped, all, expected),
		              .log_p_above = discrete_binomial(heaped - 1, all, expected).log_above };
}

struct heap heaping_at(const double *time, size_t count, double target, double width)
{
	int64_t under = 0, over = 0;
	assert(width > 0);
	for (size_t i = 0; i < count; i++) {
		under += time[i] >= target - width && time[i] < target;
		over += time[i] >= target && time[i] < target + width;
	}
	return heaping_of(under, under + over, 0.5);
}

struct heap heaping_of_minutes(const int64_t *second, size_t count)
{
	int64_t whole = 0;
	for (size_t i = 0; i < count; i++)
		whole += second[i] % 60 == 0;
	return heaping_of(whole, (int64_t)count, 1.0 / 60);
}
