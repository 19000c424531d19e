/* The law of the sum over tables in logarithms, and where it, tilted by an odds ratio, leaves what beyond the sum seen. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/conditional.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "audit/discrete.h"
#include "audit/root.h"

/* What counts as no more likely than what was seen: equal chances differ by their rounding. */
#define EQUAL 1e-7

/* The law of a sum from `low` on, as logarithms of its chances at an odds ratio of 1. */
struct law {
	int64_t low;
	size_t size;
	double *log_chance;
};

/* A law, the sum seen in it as an index, and the chance or mean that a root is looked for. */
struct question {
	const struct law *law;
	size_t seen;
	double wanted;
};

static int64_t least(struct table table)
{
	int64_t low = table_yes(table) - table_reference(table);
	return low > 0 ? low : 0;
}

static int64_t most(struct table table)
{
	return table_yes(table) < table_exposed(table) ? table_yes(table) : table_exposed(table);
}

static void add_table(struct law *law, struct table table, double *ret_next)
{
	int64_t low = least(table);
	size_t size = (size_t)(most(table) - low) + 1, together = law->size + size - 1;
	double *one = ret_next + together;
	for (size_t i = 0; i < size; i++)
		one[i] = discrete_hypergeometric_log_mass(low + (int64_t)i, table_exposed(table),
		                                          table_reference(table), table_yes(table));
	for (size_t sum = 0; sum < together; sum++) {
		size_t from = sum < law->size ? 0 : sum - law->size + 1, to = sum < size ? sum : size - 1;
		double top = -INFINITY, rest = 0;
		for (size_t i = from; i <= to; i++)
			top = fmax(top, one[i] + law->log_chance[sum - i]);
		for (size_t i = from; i <= to; i++)
			rest += exp(one[i] + law->log_chance[sum - i] - top);
		ret_next[sum] = top + log(rest);
	}
	law->low += low;
	law->size = together;
}

/* Room that the largest law and the largest table need together; STATUS_LIMIT. */
static enum status measure(const struct table *tables, size_t count, size_t *ret_room)
{
	size_t size = 1, widest = 1, work = 0;
	for (size_t i = 0; i < count; i++) {
		assert(tables[i].exposed_yes >= 0 && tables[i].exposed_no >= 0);
		assert(tables[i].reference_yes >= 0 && tables[i].reference_no >= 0);
		size_t more = (size_t)(most(tables[i]) - least(tables[i]));
		if (size + more > CONDITIONAL_SUMS_MAX || size * (more + 1) > CONDITIONAL_WORK_MAX - work)
			return STATUS_LIMIT;
		work += more ? size * (more + 1) : 0;
		size += more;
		widest = more + 1 > widest ? more + 1 : widest;
	}
	*ret_room = size + widest;
	return STATUS_OK;
}

/* The sum of e^(log chance + index * log odds), times the index if so asked, over a factor whose log comes back. */
static double tilted(const struct law *law, size_t from, size_t to, double log_odds, bool by_index, double *ret_top)
{
	double top = -INFINITY, sum = 0;
	for (size_t i = from; i <= to; i++)
		top = fmax(top, law->log_chance[i] + (double)i * log_odds);
	for (size_t i = from; i <= to; i++)
		sum += exp(law->log_chance[i] + (double)i * log_odds - top) * (by_index ? (double)i : 1);
	*ret_top = top;
	return sum;
}

/* The chance of a sum in from..to, at these odds. */
static double chance(const struct law *law, size_t from, size_t to, double odds)
{
	double top, all_top;
	if (odds == 0)
		return from == 0;
	double some = tilted(law, from, to, log(odds), false, &top);
	double all = tilted(law, 0, law->size - 1, log(odds), false, &all_top);
	return some / all * exp(top - all_top);
}

static double below(double odds, const void *of)
{
	const struct question *question = of;
	return chance(question->law, 0, question->seen, odds) - question->wanted;
}

static double above(double odds, const void *of)
{
	const struct question *question = of;
	return chance(question->law, question->seen, question->law->size - 1, odds) - question->wanted;
}

static double mean(double odds, const void *of)
{
	const struct question *question = of;
	double top;
	if (odds == 0)
		return -question->wanted;
	double all = tilted(question->law, 0, question->law->size - 1, log(odds), false, &top);
	double first = tilted(question->law, 0, question->law->size - 1, log(odds), true, &top);
	return first / all - question->wanted;
}

static double below_inverse(double inverse, const void *of)
{
	return below(1 / inverse, of);
}
static double above_inverse(double inverse, const void *of)
{
	return above(1 / inverse, of);
}
static double mean_inverse(double inverse, const void *of)
{
	return mean(1 / inverse, of);
}

/* The odds at which a function that rises with them, or falls, is zero: in [0, 1] or, by their inverse, beyond. */
static double odds_where(double (*function)(double, const void *), double (*inverse)(double, const void *),
                         const struct question *question, bool rising, double tolerance)
{
	double at_one = function(1, question);
	if (at_one == 0)
		return 1;
	if ((at_one > 0) == rising)
		return root_between(function, question, 0, 1, tolerance);
	double found = root_between(inverse, question, 0x1p-52, 1, tolerance);
	return isnan(found) ? INFINITY : 1 / found;
}

static double log_p(const struct law *law, size_t seen)
{
	double line = law->log_chance[seen] + log1p(EQUAL), top = -INFINITY, sum = 0;
	for (size_t i = 0; i < law->size; i++)
		if (law->log_chance[i] <= line)
			top = fmax(top, law->log_chance[i]);
	for (size_t i = 0; i < law->size; i++)
		if (law->log_chance[i] <= line)
			sum += exp(law->log_chance[i] - top);
	return fmin(top + log(sum), 0);
}

static struct conditional answer(const struct law *law, size_t seen, double level, double tolerance)
{
	struct question tail = { law, seen, (1 - level) / 2 }, middle = { law, seen, (double)seen };
	struct conditional conditional = { log_p(law, seen), NAN, 0, INFINITY };
	size_t last = law->size - 1;
	if (seen > 0)
		conditional.low = odds_where(above, above_inverse, &tail, true, tolerance);
	if (seen < last)
		conditional.high = odds_where(below, below_inverse, &tail, false, tolerance);
	if (seen > 0 && seen < last)
		conditional.odds_ratio = odds_where(mean, mean_inverse, &middle, true, tolerance);
	else if (last > 0)
		conditional.odds_ratio = seen ? INFINITY : 0;
	return conditional;
}

enum status conditional_of(const struct table *tables, size_t count, double level, double tolerance,
                           struct conditional *ret_conditional)
{
	size_t room = 0;
	int64_t seen = 0;
	enum status status = measure(tables, count, &room);
	if (status)
		return status;
	assert(level > 0 && level < 1);
	double *now = malloc(room * sizeof *now), *next = malloc(room * sizeof *next);
	if (!now || !next) {
		status = STATUS_MEMORY;
		goto out;
	}
	struct law law = { 0, 1, now };
	now[0] = 0;
	for (size_t i = 0; i < count; i++) {
		double *free_one = law.log_chance == now ? next : now;
		seen += tables[i].exposed_yes;
		if (most(tables[i]) == least(tables[i])) {
			law.low += least(tables[i]);
			continue;
		}
		add_table(&law, tables[i], free_one);
		law.log_chance = free_one;
	}
	*ret_conditional = answer(&law, (size_t)(seen - law.low), level, tolerance);
out:
	free(next);
	free(now);
	return status;
}
