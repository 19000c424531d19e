/* The table of bounds.def, and the comparison in whole numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/bounds.h"

#include <assert.h>
#include <string.h>

static const struct bound standards[STANDARD_BOUNDS] = {
#define BOUND(NAME, FILE, FROM, TO, WITHIN_S, THOUSANDTHS, SOURCE, CLAUSE, WORDS)                                      \
	[BOUND_##NAME] = { FILE, { FROM, TO }, (WITHIN_S)*1000, THOUSANDTHS, SOURCE, CLAUSE, WORDS },
#include "audit/bounds.def"
#undef BOUND
};

static const struct {
	const char *name, *words;
} standings[BOUND_STANDINGS] = {
#define STANDING(NAME, FILE, WORDS) [BOUND_IS_##NAME] = { FILE, WORDS },
	BOUND_STANDING_LIST(STANDING)
#undef STANDING
};

const struct bound *bound_of(enum standard_bound standard)
{
	assert(standard < STANDARD_BOUNDS);
	return &standards[standard];
}

const struct bound *bound_named(const char *name)
{
	for (unsigned i = 0; i < STANDARD_BOUNDS; i++)
		if (strcmp(standards[i].name, name) == 0)
			return &standards[i];
	return NULL;
}

enum bound_standing bound_judge(const struct bound *bound, const struct leg_check *check)
{
	uint64_t all = check->begun + check->unknown;
	assert(bound->thousandths <= 1000 && check->within <= check->begun);
	if (!all)
		return BOUND_IS_UNKNOWN;
	if (check->within * 1000 >= all * bound->thousandths)
		return BOUND_IS_MET;
	return (check->within + check->unknown) * 1000 < all * bound->thousandths ? BOUND_IS_MISSED : BOUND_IS_UNKNOWN;
}

const char *bound_standing_name(enum bound_standing standing)
{
	assert(standing < BOUND_STANDINGS);
	return standings[standing].name;
}

const char *bound_standing_words(enum bound_standing standing)
{
	assert(standing < BOUND_STANDINGS);
	return standings[standing].words;
}
